"""What a network does, whichever library computes it: encode a batch, and take a step."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol, Self

from dragoman.translate.engines.marian.candidates import Candidates


@dataclass(frozen=True, slots=True)
class Memory:
    """What the decoder looks at: of each of its layers, the keys and values of the source.

    `mask` is added to what attention finds: 0 for a word, very negative where there is none.
    """

    keys: tuple[Any, ...]  # float32 [batch, heads, width of a head, words]
    values: tuple[Any, ...]  # float32 [batch, heads, words, width of a head]
    mask: Any  # float32 [batch, 1, 1, words]

    def rows(self, kept: Any) -> Self:
        """Of these sentences only."""
        return type(self)(
            tuple(each[kept] for each in self.keys),
            tuple(each[kept] for each in self.values),
            self.mask[kept],
        )


@dataclass(frozen=True, slots=True)
class Step:
    """What one step gives for each sentence of a batch and each way that it is decoded in.

    `best` is the place of the best candidate with its log-probability (float64, None where it was
    not asked for), `all` the log-probabilities of every candidate; one of the two is there.
    `looked` is how much the guided head looks at each word of the source.
    """

    states: tuple[Any, ...]  # float32 [batch, ways, width], one a layer
    best: Any = None  # int64 [batch, ways]
    score: Any = None  # float64 [batch, ways]
    all: Any = None  # float32 [batch, ways, candidates]
    looked: Any = None  # float32 [batch, ways, words]


@dataclass(frozen=True, slots=True)
class Asked:
    """What a step is to give besides the best candidates; each takes time."""

    scores: bool = True
    alignment: bool = False
    ways: bool = False  # every candidate's log-probability, for decoding in several ways


class Network(Protocol):
    """Not for several threads at once."""

    def encode(self, x: Any, mask: Any) -> Memory:
        """`x` is float32 [batch, words, width], `mask` as in `Memory`."""
        ...

    def step(
        self,
        x: Any,
        states: tuple[Any, ...],
        memory: Memory,
        candidates: Candidates,
        asked: Asked,
    ) -> Step:
        """`x` is float32 [batch, ways, width], of the words that were written last."""
        ...
