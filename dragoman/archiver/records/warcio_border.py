"""Writing a record's bytes with warcio. The border to that library.

It would parse the HTTP head of a block and write it anew, drop the block of a `revisit`, add
digests of its own where ours are missing, and write a block that ended early as if it were whole.
So it is handed headers that are complete, a block that it takes for no HTTP, and a stream that
raises where it ends early. Compressing is ours: its level is fixed.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import BinaryIO, Protocol

from warcio.recordloader import ArcWarcRecord
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from dragoman.provenance.digest import CHUNK

VERSION = "WARC/1.1"
# Of these it would write the headers alone.
WRITTEN_AS = {"revisit": "response"}

_here = threading.local()


class Sink(Protocol):
    """Where the bytes of a record go, in pieces."""

    def write(self, piece: bytes, /) -> object: ...
    def flush(self) -> object: ...


class _Block:
    """So many bytes of a stream, in pieces of a size of its own; OSError where there are fewer."""

    def __init__(self, stream: BinaryIO, length: int) -> None:
        self._stream = stream
        self._left = length

    def read(self, _size: int) -> bytes:
        wanted = min(self._left, CHUNK)
        piece = self._stream.read(wanted) if wanted else b""
        if len(piece) < wanted:
            raise OSError(f"the block of a record ended {self._left - len(piece):,} bytes early")
        self._left -= len(piece)
        return piece


def write_record(
    kind: str,
    headers: Sequence[tuple[str, str]],
    content_type: str,
    block: BinaryIO,
    length: int,
    sink: Sink,
) -> None:
    """A whole record, uncompressed: `headers` in their order, then what the block is and how long.

    `headers` have the digests of block and payload. OSError where the block ends early.
    """
    fields = StatusAndHeaders("", (), protocol=VERSION)
    fields.headers = _clean(
        [*headers, ("Content-Type", content_type), ("Content-Length", str(length))]
    )
    # No headers of HTTP and no type of content are told: they stand where they belong.
    record = ArcWarcRecord(
        "warc", WRITTEN_AS.get(kind, kind), fields, _Block(block, length), None, None, length
    )
    writer = _writer()
    writer.out = sink
    try:
        writer.write_record(record)
    finally:
        writer.out = None


def _writer() -> WARCWriter:
    """This thread's own, made once: it asks for this machine's name, and writes it nowhere."""
    writer: WARCWriter | None = getattr(_here, "writer", None)
    if writer is None:
        writer = _here.writer = WARCWriter(None, gzip=False, warc_version=VERSION)
    return writer


def _clean(headers: list[tuple[str, str]]) -> list[tuple[str, str]]:
    if _is_clean("".join([value for _, value in headers])):  # looked at all at once
        return headers
    return [(name, header_text(value)) for name, value in headers]


def _is_clean(text: str) -> bool:
    return text.isascii() and text.isprintable()


def header_text(value: str) -> str:
    """A header's value on one line, in characters that UTF-8 can write."""
    if _is_clean(value):
        return value
    clean = "".join(" " if ord(char) < 32 else char for char in value)
    return clean.encode("utf-8", "replace").decode("utf-8")
