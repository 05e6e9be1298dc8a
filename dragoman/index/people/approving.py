"""Which sentences of a page can be approved together, without a look at each by itself."""

from __future__ import annotations

from collections.abc import Iterable

from dragoman.index.asking.pair import Pair


def to_approve(pairs: Iterable[Pair], memory_of: str | None = None) -> list[Pair]:
    """The sentences that can be approved together: those that nobody has decided on and no check
    found fault with; of these the ones that the memory has from `memory_of`, where one is named.
    """
    return [
        pair
        for pair in pairs
        if pair.state == "machine"
        and all(flag.severity == "note" for flag in pair.flags)
        and memory_of in (None, pair.memory)
    ]
