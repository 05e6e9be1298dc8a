"""How an HTTP/1 message says where it ends: header fields, lengths and chunks.

Used by what reads a response off the wire and by what reads it back out of a record, so that both
find the same payload in the same bytes, however broken they are.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from typing import BinaryIO

from dragoman.provenance.digest import CHUNK

# The longest line that may announce a chunk, line feed included.
CHUNK_LINE = 4096
LINE_ENDS = (b"\r\n", b"\n")

Headers = Sequence[tuple[str, str]]


def header_fields(lines: Iterable[bytes]) -> list[tuple[str, str]]:
    """Names and values; folded lines are joined, lines without a colon passed over."""
    headers: list[tuple[str, list[str]]] = []
    for line in lines:
        # In latin-1 each byte is a character: nothing that a server sends is lost or refused.
        text = line.decode("latin-1").rstrip("\r\n")
        if text[:1] in (" ", "\t") and headers:
            headers[-1][1].append(text)
            continue
        name, colon, value = text.partition(":")
        if colon and name.strip():
            headers.append((name.strip(), [value]))
    return [(name, " ".join(filter(None, map(str.strip, parts)))) for name, parts in headers]


def read_fields(stream: BinaryIO) -> list[tuple[str, str]]:
    """The header fields of a message, up to the empty line that ends them."""
    lines: list[bytes] = []
    while (line := stream.readline()) not in (*LINE_ENDS, b""):
        lines.append(line)
    return header_fields(lines)


def read_payload(stream: BinaryIO, headers: Headers) -> Iterator[bytes]:
    """What follows the headers of a message, after transfer decoding, in pieces."""
    return dechunk(stream) if is_chunked(headers) else _all(stream)


def all_values(headers: Headers, name: str) -> list[str]:
    """Every value of the header `name` (given in lower case)."""
    return [value for key, value in headers if key.lower() == name]


def is_chunked(headers: Headers) -> bool:
    # Only the last coding says where the message ends (RFC 9112, 6.1): `gzip, chunked` does.
    codings = ",".join(all_values(headers, "transfer-encoding")).lower().split(",")
    return codings[-1].strip() == "chunked"


def content_length(headers: Headers) -> int | None:
    """The length that is announced; None where none is, or where several contradict each other."""
    values = {
        each.strip() for value in all_values(headers, "content-length") for each in value.split(",")
    }
    if len(values) != 1:
        return None
    value = values.pop()
    if not (value.isascii() and value.isdigit()):
        return None
    # Of more than 4,300 digits Python makes no number, and so many are above every limit anyway.
    digits = value.lstrip("0") or "0"
    return int(digits) if len(digits) < 19 else sys.maxsize


def chunk_size(line: bytes) -> int | None:
    """The size that a chunk's first line announces; None where it announces none."""
    if len(line) >= CHUNK_LINE and not line.endswith(b"\n"):
        return None
    digits = line.split(b";", 1)[0].strip()
    if not digits or len(digits) > 16 or digits.strip(b"0123456789abcdefABCDEF"):
        return None
    return int(digits, 16)


def dechunk(stream: BinaryIO) -> Iterator[bytes]:
    """The data of a chunked body, up to where the chunks break off.

    A body that does not begin with a chunk is not chunked, whatever its headers say: it is given as
    it is.
    """
    line = stream.readline(CHUNK_LINE)
    size = chunk_size(line)
    if size is None:
        yield line
        yield from _all(stream)
        return
    while size:
        while size > 0:
            piece = stream.read(min(size, CHUNK))
            if not piece:
                return
            size -= len(piece)
            yield piece
        if stream.readline(2) not in LINE_ENDS:
            return  # the chunk is longer than it says: what comes here is no line of a size
        size = chunk_size(stream.readline(CHUNK_LINE))


def _all(stream: BinaryIO) -> Iterator[bytes]:
    while piece := stream.read(CHUNK):
        yield piece
