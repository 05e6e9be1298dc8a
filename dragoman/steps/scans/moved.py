"""Where words of a text stand in another edition of it, and which of them are the same."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from difflib import SequenceMatcher

Span = tuple[int, int]
_WORD = re.compile(r"\S+")
# Words that are compared at once with as many others; of more it is said that all are other words.
MOST_COMPARED = 4_000


class Moved:
    """Words of `old` in `new`: `same` ones by their order, others in the place of those before."""

    def __init__(self, old: str, new: str) -> None:
        self._old = [each.span() for each in _WORD.finditer(old)]
        self._new = [each.span() for each in _WORD.finditer(new)]
        self._starts = [start for start, _ in self._old]
        before = [old[start:stop] for start, stop in self._old]
        after = [new[start:stop] for start, stop in self._new]
        self._same: dict[int, int] = {}
        self._instead: dict[int, range] = {}
        self.changed: list[Span] = []  # in `new`: words that did not stand there; by their places
        for at, at_end, to, to_end in _differences(before, after, self._same):
            for n in range(at, at_end):
                share = (to_end - to) / (at_end - at)
                self._instead[n] = range(
                    to + round((n - at) * share), to + round((n - at + 1) * share)
                )
            if to_end > to:
                self.changed.append((self._new[to][0], self._new[to_end - 1][1]))

    def span(self, start: int, stop: int) -> Span | None:
        """Where the words of a stretch of the old text, or what is in their place, stand now."""
        found = [place for n in self._within(start, stop) for place in self._places(n)]
        return (self._new[min(found)][0], self._new[max(found)][1]) if found else None

    def same(self, start: int, stop: int) -> Span | None:
        """Where a word stands now; None where another stands in its place."""
        words = list(self._within(start, stop))
        if not words or any(n not in self._same for n in words):
            return None
        return self._new[self._same[words[0]]][0], self._new[self._same[words[-1]]][1]

    def kept(self, start: int, stop: int) -> list[Span]:
        """Where the words of a stretch that are still the same stand now, run by run."""
        runs: list[list[int]] = []
        for n in self._within(start, stop):
            now = self._same.get(n)
            if now is None:
                continue
            if runs and runs[-1][1] == now - 1:
                runs[-1][1] = now
            else:
                runs.append([now, now])
        return [(self._new[first][0], self._new[last][1]) for first, last in runs]

    def _within(self, start: int, stop: int) -> range:
        """The words that begin in a stretch."""
        return range(bisect_left(self._starts, start), bisect_left(self._starts, stop))

    def _places(self, n: int) -> Iterator[int]:
        if n in self._same:
            yield self._same[n]
        else:
            yield from self._instead.get(n, ())


def _differences(
    before: list[str], after: list[str], same: dict[int, int]
) -> Iterator[tuple[int, int, int, int]]:
    """The stretches that are other words; those that are the same go to `same`."""
    begins = 0
    while begins < min(len(before), len(after)) and before[begins] == after[begins]:
        same[begins] = begins
        begins += 1
    ends, ends_after = len(before), len(after)
    while min(ends, ends_after) > begins and before[ends - 1] == after[ends_after - 1]:
        ends, ends_after = ends - 1, ends_after - 1
        same[ends] = ends_after
    old, new = before[begins:ends], after[begins:ends_after]
    if max(len(old), len(new)) > MOST_COMPARED:
        yield begins, ends, begins, ends_after
        return
    for kind, at, at_end, to, to_end in SequenceMatcher(
        None, old, new, autojunk=False
    ).get_opcodes():
        if kind == "equal":
            same |= {begins + at + n: begins + to + n for n in range(at_end - at)}
        else:
            yield begins + at, begins + at_end, begins + to, begins + to_end
