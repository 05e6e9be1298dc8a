"""What shows only across the sentences of a document."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from dragoman.translate.checks.case import letters, words
from dragoman.translate.text.flag import Flag

TIMES = 3
# More are not told apart: each is compared with every one before.
MOST = 50
FEW_WORDS = 3  # "He said." may stand for several short sources


def same_output(pairs: Sequence[tuple[str, str]]) -> list[list[Flag]]:
    """One output for sources that are clearly different: it translates none of them."""
    places: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for number, (_, target) in enumerate(pairs):
        if key := _key(target):
            places[key].append(number)
    flags: list[list[Flag]] = [[] for _ in pairs]
    for key, numbers in places.items():
        different = _different([pairs[number][0] for number in numbers])
        if different < 2:
            continue
        severe = different >= TIMES and len(key) > FEW_WORDS
        many = f"{MOST} or more" if different == MOST else different
        message = f"The same output came out for {many} different sentences."
        for number in numbers:
            flags[number].append(Flag("same_output", "refuse" if severe else "warn", message))
    return flags


def _different(sources: Sequence[str]) -> int:
    """How many of the sources share less than half of their words with every one before, up to
    MOST."""
    kept: list[set[str]] = []
    for source in sources:
        if len(kept) == MOST:
            break
        own = set(_key(source))
        if letters(source) and all(len(own & other) * 2 < len(own | other) for other in kept):
            kept.append(own)
    return len(kept)


def _key(text: str) -> tuple[str, ...]:
    return tuple(word.casefold() for word in words(text))
