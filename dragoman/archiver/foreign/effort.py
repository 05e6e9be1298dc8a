"""What the reading of one file may cost.

Every byte of a file is read once, and that costs what it costs: a sound file is never cut off,
however long it is. What is bounded is doing it again, as damage makes necessary, and how much comes
out of how little. The time for a file then grows with its bytes, whoever made it.
"""

from __future__ import annotations

# For each byte that was read or unpacked the first time, so many may be done again, and for any
# file the ALLOWANCE. Deflate packs at most 1:1032, a crawl of text some 1:10.
MAX_AGAIN = 8
MAX_RATIO = 100
ALLOWANCE = 256_000_000
# A place that is gone back to costs at least this, however little is read there.
LEAST = 4096


class TooMuch(Exception):
    """The file costs more than it may; the text says of what."""


class Effort:
    """Counts the bytes of one file that were read, unpacked, and both of them again."""

    def __init__(self, size: int) -> None:
        self.once = 0
        self.again = 0
        self._may_unpack = MAX_RATIO * size + ALLOWANCE

    def read(self, count: int, *, before: int = 0) -> None:
        """So many bytes of the file, of which `before` were read before."""
        self.once += count - before
        self._repeat(before)

    def unpacked(self, count: int, *, before: int = 0) -> None:
        """So many bytes came out of the file, of which `before` came out before."""
        self.read(count, before=before)
        self._may_unpack -= count - before
        if self._may_unpack < 0:
            raise TooMuch("it unpacks to far more than its size, as only a zip bomb does")

    def went_back(self) -> None:
        """Something is read anew from a place that was passed before."""
        self._repeat(LEAST)

    def _repeat(self, count: int) -> None:
        self.again += count
        if self.again > MAX_AGAIN * self.once + ALLOWANCE:
            raise TooMuch("it is damaged in too many places to look for more")
