"""The part of a file that is at hand, so that what stands in it is not fetched again."""

from __future__ import annotations

from typing import BinaryIO

from dragoman.archiver.foreign.effort import Effort

BLOCK = 1 << 16


class Window:
    """Pieces of a file from any place; only what is not at hand is fetched."""

    def __init__(self, stream: BinaryIO, effort: Effort) -> None:
        self._stream = stream
        self._effort = effort
        self._start = self._fetched_to = 0
        self._held = memoryview(b"")

    def piece(self, offset: int, count: int, least: int = 1) -> memoryview:
        """Up to `count` bytes from `offset`, and `least` of them where the file has so many."""
        inside = offset - self._start
        if inside < 0 or inside + least > len(self._held):
            self._fetch(offset)
            inside = 0
        return self._held[inside : inside + count]

    def _fetch(self, offset: int) -> None:
        self._stream.seek(offset)
        self._held = memoryview(self._stream.read(BLOCK))
        self._start, end = offset, offset + len(self._held)
        again = max(0, min(self._fetched_to, end) - offset)
        self._effort.read(again, before=again)
        self._fetched_to = max(self._fetched_to, end)
