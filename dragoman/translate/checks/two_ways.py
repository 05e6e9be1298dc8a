"""The same source translated in two ways: which of them is meant, a person has to say.

What differs in capitals, spaces and marks alone is the same.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from dragoman.translate.checks.case import quoted, words
from dragoman.translate.text.flag import Flag


def same_words(text: str) -> str:
    """What two texts share that differ in capitals, spaces and punctuation at most."""
    return " ".join(words(text.replace("İ", "i").casefold()))


def two_ways(pairs: Sequence[tuple[str, str]]) -> list[list[Flag]]:
    """For each pair of a document whether its source has another translation there."""
    by_source: dict[str, dict[str, str]] = defaultdict(dict)
    for source, target in pairs:
        if key := same_words(target):
            by_source[same_words(source)].setdefault(key, target)
    return [_flags(by_source.get(same_words(source), {}), target) for source, target in pairs]


def _flags(targets: dict[str, str], target: str) -> list[Flag]:
    own = same_words(target)
    others = [other for key, other in targets.items() if key != own]
    if not own or not others:
        return []
    return [Flag("two_ways", "warn", f"The same sentence is also translated {quoted(others)}.")]
