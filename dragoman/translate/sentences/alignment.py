"""Which sentences of two texts say the same: of an original, and of a translation of it.

Gale and Church's lengths (Computational Linguistics 19, 1993) say how well passages fit, with the
words, the numbers and the names that both have, rare ones more. Between an original and a
translation these are few; between a machine's translation and a published one, in one language,
there are enough.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from dragoman.translate.text.spelling import fold, name_forms, names_keyed

# How often so many sentences become so many. Gale and Church found fewer left out; who publishes
# news leaves out more. Two for two is not among them: it fits anything.
_PRIORS = {(1, 1): 0.83, (1, 0): 0.04, (0, 1): 0.04, (2, 1): 0.045, (1, 2): 0.045}
_MOVES = {move: -math.log(share) for move, share in _PRIORS.items()}
_VARIANCE = 6.8  # of the length of a translation, for each character of the original
# What a shared word is worth, for each time that it is rarer, and all of them together at most.
_SHARED, _SHARED_AT_MOST = 1.2, 12.0
_TOKEN = re.compile(r"[^\W_]+")
_LETTERS = 5  # of a word, so that endings do not part it from itself
# How far from the diagonal is looked, in sentences; further where the texts differ in length.
_BAND, _FURTHER_AT_MOST = 30, 100


@dataclass(frozen=True, slots=True)
class Bead:
    """Sentences `source` of the one text and `target` of the other (half-open ranges) fit."""

    source: range
    target: range


@dataclass(frozen=True, slots=True)
class _Side:
    """Lengths up to each sentence, and what each sentence has that stays in any language."""

    lengths: list[int]
    anchors: list[frozenset[str]]

    @classmethod
    def of(cls, sentences: Sequence[str]) -> _Side:
        lengths = [0]
        for each in sentences:
            lengths.append(lengths[-1] + len(each))
        return cls(lengths, [frozenset(_anchors(each)) for each in sentences])

    def length(self, start: int, stop: int) -> int:
        return self.lengths[stop] - self.lengths[start]


def align(source: Sequence[str], target: Sequence[str]) -> list[Bead]:
    """The beads of two texts, in order; sentences that fit nothing have an empty range beside.

    Takes time in proportion to the longer text: some seconds for thousands of sentences.
    """
    one, other = _Side.of(source), _Side.of(target)
    worth = _worth(one, other)
    best: dict[tuple[int, int], tuple[float, tuple[int, int]]] = {(0, 0): (0.0, (0, 0))}
    ratio = (other.lengths[-1] or 1) / (one.lengths[-1] or 1)
    # And as far as the diagonal goes in one step, or there would be no way along it.
    reach = _BAND + min(abs(len(source) - len(target)), _FURTHER_AT_MOST)
    reach = max(reach, len(target) // max(1, len(source)) + 2)
    for i in range(len(source) + 1):
        middle = i * len(target) // max(1, len(source))
        for j in range(max(0, middle - reach), min(len(target), middle + reach) + 1):
            for move, prior in _MOVES.items():
                before = best.get((i - move[0], j - move[1]))
                if before is None or move > (i, j) or move[0] > i or move[1] > j:
                    continue
                cost = before[0] + prior + _misfit(one, other, i, j, move, ratio, worth)
                if (i, j) not in best or cost < best[i, j][0]:
                    best[i, j] = (cost, move)
    return list(_traced(best, len(source), len(target)))[::-1]


def _traced(
    best: dict[tuple[int, int], tuple[float, tuple[int, int]]], i: int, j: int
) -> Iterator[Bead]:
    while i or j:
        a, b = best[i, j][1]
        yield Bead(range(i - a, i), range(j - b, j))
        i, j = i - a, j - b


def _misfit(
    one: _Side,
    other: _Side,
    i: int,
    j: int,
    move: tuple[int, int],
    ratio: float,
    worth: Mapping[str, float],
) -> float:
    """What it costs that these passages are each other's translation; less than 0 for shared words.

    Nothing has no misfit in length: what stands alone has paid for it by its rarity.
    """
    a, b = move
    if not (a and b):
        return 0.0
    length, beside = one.length(i - a, i), other.length(j - b, j)
    expected = max(1.0, (length + beside / ratio) / 2)
    delta = abs(beside - length * ratio) / math.sqrt(expected * _VARIANCE * ratio)
    cost = -math.log(max(math.erfc(delta / math.sqrt(2)), 1e-12))
    held = one.anchors[i - 1] if a == 1 else one.anchors[i - 1] | one.anchors[i - 2]
    found = other.anchors[j - 1] if b == 1 else other.anchors[j - 1] | other.anchors[j - 2]
    shared = min(_SHARED_AT_MOST, sum(worth[each] for each in held & found))
    return cost - _SHARED * shared


def _worth(one: _Side, other: _Side) -> dict[str, float]:
    """How rare each anchor is, as the logarithm of how seldom a sentence has it."""
    counts = Counter(each for side in (one, other) for held in side.anchors for each in held)
    total = len(one.anchors) + len(other.anchors)
    return {each: math.log(max(1.0, total / count)) for each, count in counts.items()}


def _anchors(sentence: str) -> Iterator[str]:
    for token in _TOKEN.findall(fold(sentence)):
        if token.isdigit() or len(token) >= 4:
            yield token[:_LETTERS]
    for form in name_forms(sentence):
        yield from names_keyed(form)[:1]
