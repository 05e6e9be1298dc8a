"""Decoding in several ways at once: the best continuations of all that was written so far.

A way that ends is put aside with its mean log-probability, and its place is not filled again, so
that a sentence is done once as many ways have ended as it was begun with.
"""

from __future__ import annotations

from typing import Any

from dragoman.translate.engines.marian.batch import NO_NUMBER, Batch, Decoded, decoded
from dragoman.translate.engines.marian.embedding import Embedding
from dragoman.translate.engines.marian.network import Asked, Network
from dragoman.translate.models.marian_model import EOS


class _Ways:
    """What was written of each sentence in each way, and which of the ended ones is the best."""

    def __init__(self, batch: Batch, ways: int, asked: Asked) -> None:
        import numpy as np

        count, most = len(batch.limits), int(batch.limits.max())
        self.words = np.zeros((count, ways, most), np.int64)
        # All begin alike, so only the first is gone on with.
        self.totals = np.full((count, ways), -np.inf)
        self.totals[:, 0] = 0
        shape = (count, ways, most, batch.words)
        self.looked = np.zeros(shape, np.float32) if asked.alignment else None
        self.best: list[Decoded | None] = [None] * count
        self.ended = np.zeros((count, 1), np.int64)

    def go_on(self, at: int, parents: Any, words: Any, totals: Any, looked: Any) -> None:
        import numpy as np

        rows = np.arange(len(parents))[:, None]
        ways = np.arange(parents.shape[1])
        self.words = self.words[rows, parents]
        self.words[:, :, at] = words
        if np.isnan(totals).any():
            raise FloatingPointError(NO_NUMBER)
        self.totals = np.where(ways < len(ways) - self.ended, totals, -np.inf)
        if self.looked is not None:
            self.looked = self.looked[rows, parents]
            self.looked[:, :, at] = looked[rows, parents]

    def put_aside(self, at: int, limits: Any) -> None:
        """The ways that have ended or reached their limit; an end is better than none."""
        import numpy as np

        for row, way in np.argwhere(self.totals > -np.inf).tolist():
            ended = self.words[row, way, at] == EOS
            if not ended and limits[row] > at + 1:
                continue
            looked = None if self.looked is None else self.looked[row, way, : at + 1]
            total = float(self.totals[row, way])
            made = decoded(self.words[row, way, : at + 1], total, looked)
            self.totals[row, way] = -np.inf
            self.ended[row] += 1
            if _is_better(made, self.best[row]):
                self.best[row] = made

    def outputs(self) -> list[Decoded]:
        """One of each sentence; none is left out."""
        made = [each for each in self.best if each is not None]
        if len(made) < len(self.best):
            raise FloatingPointError(NO_NUMBER)
        return made


def beam(
    network: Network, target: Embedding, batch: Batch, asked: Asked, ways: int
) -> list[Decoded]:
    """One output for each sentence: of all that ended, the one of the highest mean.

    Raises FloatingPointError as `decoded` does.
    """
    import numpy as np

    count = len(batch.limits)
    held = _Ways(batch, ways, asked)
    x = np.tile(target.place(0), (count, ways, 1))
    states = tuple(np.zeros_like(x) for _ in batch.memory.keys)
    rows = np.arange(count)[:, None]
    for at in range(held.words.shape[-1]):
        step = network.step(x, states, batch.memory, batch.candidates, asked)
        parents, places, totals = _highest(held.totals[:, :, None] + step.all, ways)
        words = batch.candidates.words_at(places)
        held.go_on(at, parents, words, totals, step.looked)
        held.put_aside(at, batch.limits)
        if (held.totals == -np.inf).all():
            break
        states = tuple(state[rows, parents] for state in step.states)
        x = target.words(words, at + 1)
    return held.outputs()


def _highest(totals: Any, count: int) -> tuple[Any, Any, Any]:
    """The highest of each sentence's [ways, candidates], the first of equals first."""
    import numpy as np

    candidates = totals.shape[-1]
    flat = totals.reshape(len(totals), -1)
    found = np.zeros((len(totals), count), np.int64)
    values = np.zeros((len(totals), count))
    rows = np.arange(len(totals))
    for number in range(count):
        found[:, number] = flat.argmax(axis=1)
        values[:, number] = flat[rows, found[:, number]]
        flat[rows, found[:, number]] = -np.inf
    return found // candidates, found % candidates, values


def _is_better(made: Decoded, than: Decoded | None) -> bool:
    if than is None or made.cut != than.cut:
        return than is None or than.cut
    return (made.score or 0.0) > (than.score or 0.0)
