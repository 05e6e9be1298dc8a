"""One gzip member of a file of ours: what it holds, or the bytes that it is."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from typing import BinaryIO

from dragoman.provenance.digest import CHUNK

READ = 1 << 14


class GzipMember:
    """The member that begins where the stream is, gone through once, by whichever of the two.

    zlib.error where its bytes are those of no member.
    """

    def __init__(self, stream: BinaryIO, at_once: int = READ) -> None:
        """`at_once`: how many bytes of the file are fetched in one go."""
        self._stream = stream
        self._at_once = at_once
        self._engine = zlib.decompressobj(zlib.MAX_WBITS | 16)

    @property
    def ended(self) -> bool:
        """Whether its end was seen, and its checksum found right."""
        return self._engine.eof

    def read(self, count: int) -> bytes:
        """The next `count` bytes that it holds, fewer where the member or its file ends before."""
        taken: list[bytes] = []  # what comes in one piece is not copied
        left = count
        while left and not self.ended and (packed := self._next()):
            taken.append(self._engine.decompress(packed, left))
            left -= len(taken[-1])
        return b"".join(taken)

    def packed(self) -> Iterator[bytes]:
        """The bytes of the file that are its own, in pieces; none of what lies behind it.

        What they hold is unpacked all the same, to know where it ends, and let go.
        """
        while not self.ended and (packed := self._next()):
            self._engine.decompress(packed, CHUNK)
            # At the end zlib may hold what lies behind in both, so it is looked for in one of them.
            left = self._engine.unused_data if self.ended else self._engine.unconsumed_tail
            yield packed[: len(packed) - len(left)]

    def _next(self) -> bytes:
        # What was fetched before and not unpacked yet, since no more was asked for, comes first.
        return self._engine.unconsumed_tail or self._stream.read(self._at_once)
