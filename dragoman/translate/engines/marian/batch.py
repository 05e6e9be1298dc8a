"""Sentences that are decoded together, and what comes of each."""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite
from typing import Any, Self

from dragoman.translate.engines.marian.candidates import Candidates
from dragoman.translate.engines.marian.network import Memory
from dragoman.translate.models.marian_model import EOS

# A product with one row is computed in another way than one with more, by every library.
LEAST_ROWS = 2
# Beyond these, sums differ with what else was summed in one go; numpy's may in the last of them.
SCORE_DIGITS = 6
NO_NUMBER = "what it computes grows beyond all numbers"


@dataclass(frozen=True, slots=True)
class Batch:
    """What the decoder looks at, what it may write, and how many words at most."""

    memory: Memory
    candidates: Candidates
    limits: Any  # int64 [batch]

    def rows(self, kept: Any) -> Self:
        return type(self)(self.memory.rows(kept), self.candidates.rows(kept), self.limits[kept])

    @property
    def words(self) -> int:
        """Of the longest source, as it is filled up."""
        return int(self.memory.mask.shape[-1])


@dataclass(frozen=True, slots=True)
class Decoded:
    """The words of one output without the end, and their mean log-probability, the end's with them.

    `cut` says that the limit was reached before the end; `looked` is, for each word, how much of
    each word of the source the guided head looked at, where that was asked for.
    """

    words: list[int]
    score: float | None
    cut: bool
    looked: Any = None  # float32 [words, words of the source as they are filled up]


def decoded(words: Any, total: float | None, looked: Any) -> Decoded:
    """Of one sentence's words, the end with them where it was reached.

    Raises FloatingPointError where the total is no number: the words were chosen by chance.
    """
    if total is not None and not isfinite(total):
        raise FloatingPointError(NO_NUMBER)
    cut = not len(words) or int(words[-1]) != EOS
    said = words if cut else words[:-1]
    score = None if total is None else round(total / max(len(words), 1), SCORE_DIGITS)
    return Decoded(said.tolist(), score, cut, None if looked is None else looked[: len(said)])
