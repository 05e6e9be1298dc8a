"""A record written by hand, as Dragoman did before warcio wrote it: what is compared with."""

from __future__ import annotations

import zlib

from dragoman.archiver.records.record import Record
from dragoman.archiver.web.spool import IN_MEMORY

LEVEL, GZIP = 4, 16


def written(record: Record) -> bytes:
    """The record's bytes, uncompressed."""
    record.block.seek(0)
    fields = (
        *record.headers,
        ("Content-Type", record.content_type),
        ("Content-Length", str(record.length)),
    )
    lines = ["WARC/1.1", *(f"{name}: {_text(value)}" for name, value in fields)]
    head = "\r\n".join(lines).encode() + b"\r\n\r\n"
    return head + record.block.read(record.length) + b"\r\n\r\n"


def packed(record: Record) -> bytes:
    """The same as one gzip member, as it lies in a file."""
    data = written(record)
    small = record.length <= IN_MEMORY and len(data) <= 1 << 13
    return zlib.compress(data, LEVEL, (13 if small else zlib.MAX_WBITS) | GZIP)


def _text(value: str) -> str:
    clean = "".join(" " if ord(char) < 32 else char for char in value)
    return clean.encode("utf-8", "replace").decode("utf-8")
