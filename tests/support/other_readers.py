"""What fastwarc and warcio find in a file, and files with very many gzip members."""

from __future__ import annotations

import io
import logging
import random
import zlib

Theirs = list[tuple[str, int | None, bytes]]


def of_fastwarc(content: bytes) -> Theirs:
    """Id, said length (None where no type is said) and block; nothing where it fails."""
    from fastwarc.warc import ArchiveIterator

    try:
        return [
            (
                each.headers.get("WARC-Record-ID", ""),
                _length(each.headers.get("Content-Length"), each.headers.get("WARC-Type")),
                each.reader.read(),
            )
            for each in ArchiveIterator(io.BytesIO(content), parse_http=False)
        ]
    except OSError:
        return []


def of_warcio(content: bytes) -> Theirs:
    """As `of_fastwarc`, and ARC files too, but for their first record: it gives that cut."""
    from warcio.archiveiterator import ArchiveIterator
    from warcio.exceptions import ArchiveLoadFailed

    logging.getLogger("warcio").setLevel(logging.CRITICAL)
    found: Theirs = []
    try:
        for each in ArchiveIterator(io.BytesIO(content), no_record_parse=True):
            told = each.rec_headers.get_header
            length = _length(told("Content-Length"), told("WARC-Type"))
            if each.format == "arc":
                length = _length(told("length"), "arc")
            block = each.raw_stream.read()
            if not (told("uri") or "").startswith("filedesc:"):
                found.append((told("WARC-Record-ID") or "", length, block))
    except ArchiveLoadFailed:
        return []
    return found


def _length(said: str | None, kind: str | None) -> int | None:
    return int(said) if kind and said and said.isascii() and said.isdigit() else None


def member(number: int, body: bytes) -> bytes:
    record = b"WARC/1.0\r\nWARC-Type: metadata\r\nWARC-Record-ID: <n:%d>\r\n" % number
    record += b"Content-Length: %d\r\n\r\n%s\r\n\r\n" % (len(body), body)
    packer = zlib.compressobj(1, zlib.DEFLATED, zlib.MAX_WBITS | 16)
    return packer.compress(record) + packer.flush()


def members(lengths: list[int]) -> tuple[bytes, list[int]]:
    """Records of one gzip member each with bodies of these lengths, and the members' lengths."""
    chance = random.Random(14)
    parts = [member(number, chance.randbytes(each)) for number, each in enumerate(lengths)]
    return b"".join(parts), [len(each) for each in parts]
