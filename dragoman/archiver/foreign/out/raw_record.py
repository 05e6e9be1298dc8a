"""A record as it stands in a file made elsewhere, to the byte."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from dragoman.archiver.foreign.foreign_head import Head, read_block, read_head
from dragoman.archiver.foreign.pages.foreign_page import Spot
from dragoman.archiver.foreign.unpacked import Unpacked

END = b"\r\n\r\n"


@dataclass(frozen=True, slots=True)
class RawRecord:
    """A record's head, the bytes of it, and its block in pieces, which are read once."""

    head: Head
    written: bytes
    block: Iterator[bytes]

    def pieces(self) -> Iterator[bytes]:
        """All of it, with the end that a record has."""
        yield self.written
        yield from self.block
        yield END


def raw_record(source: Unpacked, spot: Spot) -> RawRecord:
    """The record at a place; Bad or Damaged where none is whole there.

    `source` is the WARC in the file that the place is in.
    """
    source.seek(spot.place)
    listening = _Listening(source)
    head = read_head(listening)
    return RawRecord(head, bytes(listening.heard), read_block(source, head))


class _Listening(Unpacked):
    """A source that keeps the lines that are read of it."""

    def __init__(self, source: Unpacked) -> None:
        self._of = source
        self.heard = bytearray()

    def line(self, limit: int) -> bytes:
        piece = self._of.line(limit)
        self.heard += piece
        return piece
