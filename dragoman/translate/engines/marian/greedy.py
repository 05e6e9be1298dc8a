"""Decoding in one way: the best word at each step."""

from __future__ import annotations

from typing import Any

from dragoman.translate.engines.marian.batch import LEAST_ROWS, Batch, Decoded, decoded
from dragoman.translate.engines.marian.embedding import Embedding
from dragoman.translate.engines.marian.network import Asked, Network, Step
from dragoman.translate.models.marian_model import EOS


class _Written:
    """What was written of each sentence, and how much of it is its output."""

    def __init__(self, batch: Batch, count: int, asked: Asked) -> None:
        import numpy as np

        most = int(batch.limits.max())
        self.words = np.zeros((count, most), np.int64)
        self.lengths = np.zeros(count, np.int64)
        self.scores = np.zeros((count, most)) if asked.scores else None
        shape = (count, most, batch.words)
        self.looked = np.zeros(shape, np.float32) if asked.alignment else None

    def add(self, at: int, rows: Any, words: Any, step: Step) -> None:
        self.words[rows, at] = words
        if self.scores is not None:
            self.scores[rows, at] = step.score[:, 0, 0]
        if self.looked is not None:
            self.looked[rows, at] = step.looked[:, 0]

    def outputs(self) -> list[Decoded]:
        made = []
        for row, length in enumerate(self.lengths.tolist()):
            total = None if self.scores is None else float(self.scores[row, :length].sum())
            looked = None if self.looked is None else self.looked[row, :length]
            made.append(decoded(self.words[row, :length], total, looked))
        return made


def greedy(network: Network, target: Embedding, batch: Batch, asked: Asked) -> list[Decoded]:
    """One output for each sentence. One that has ended is taken along until a quarter have.

    Raises FloatingPointError as `decoded` does.
    """
    import numpy as np

    count = len(batch.limits)
    written = _Written(batch, count, asked)
    rows = np.arange(count)
    if count < LEAST_ROWS:
        rows = np.resize(rows, LEAST_ROWS)
        batch = batch.rows(rows)
    going = np.ones(len(rows), bool)
    begin = target.place(0)
    x = np.tile(begin, (len(rows), 1, 1))
    states = tuple(np.zeros_like(x) for _ in batch.memory.keys)
    for at in range(written.words.shape[1]):
        step = network.step(x, states, batch.memory, batch.candidates, asked)
        states, words = step.states, batch.candidates.words_at(step.best)
        written.add(at, rows, words[:, 0], step)
        ends = going & ((words[:, 0] == EOS) | (batch.limits == at + 1))
        written.lengths[rows[ends]] = at + 1
        going &= ~ends
        if not going.any():
            break
        if 4 * going.sum() <= 3 * len(rows) and len(rows) > LEAST_ROWS:
            kept = _kept(going)
            rows, batch, words, going = rows[kept], batch.rows(kept), words[kept], going[kept]
            states = tuple(state[kept] for state in states)
        x = target.words(words, at + 1)
    return written.outputs()


def _kept(going: Any) -> Any:
    """The places of those that go on, filled up with one that has ended."""
    import numpy as np

    order = np.argsort(~going, kind="stable")
    return order[: max(LEAST_ROWS, int(going.sum()))]
