"""Which bytes of a file are spoken for."""

from __future__ import annotations

import bisect
from collections.abc import Iterator


class Stretches:
    """Which bytes of a file are named: kept as few stretches, since they mostly touch."""

    def __init__(self) -> None:
        self._held: list[tuple[int, int]] = []

    def add(self, start: int, stop: int) -> bool:
        """Add one; False where it overlaps another."""
        place = bisect.bisect_left(self._held, (start, stop))
        before = self._held[place - 1] if place else (-1, -1)
        after = self._held[place] if place < len(self._held) else (stop, stop)
        if before[1] > start or after[0] < stop:
            return False
        first, last = place, place
        if before[1] == start and place:
            first, start = place - 1, before[0]
        if after[0] == stop and place < len(self._held):
            last, stop = place + 1, after[1]
        self._held[first:last] = [(start, stop)]
        return True

    def gaps(self, size: int) -> Iterator[tuple[int, int]]:
        """The stretches below `size` that were not added."""
        position = 0
        for start, stop in self._held:
            if start > position:
                yield position, min(start, size)
            position = max(position, stop)
        if position < size:
            yield position, size
