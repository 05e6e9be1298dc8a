"""Words and their places in a sentence as the numbers that a network begins with."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dragoman.translate.models.marian_model import Matrix

# Sentences are filled up to a multiple of these, so that what is computed of one is the same to the
# last bit whichever others are beside it, where the library rounds alike for any number of rows:
# sums over its words always have the same number of terms.
FILLED_TO = 8
NOTHING = -1e9


class Embedding:
    """A table of words, and the positions that are added to each."""

    def __init__(self, table: Matrix, width: int) -> None:
        import numpy as np

        self._rows = table.rows
        self._factor = np.float32(np.sqrt(width) / (table.multiplier or 1.0))
        self._width = width
        self._positions = positions(256, width)

    def words(self, ids: Any, at: int) -> Any:
        """float32 [..., width] of words that all stand at one place of their sentences."""
        return self._of(ids) + self.place(at)

    def sentences(self, ids: Any) -> Any:
        """float32 [batch, words, width] of whole sentences."""
        return self._of(ids) + self._upto(ids.shape[-1])

    def place(self, at: int) -> Any:
        return self._upto(at + 1)[at]

    def _of(self, ids: Any) -> Any:
        import numpy as np

        return self._rows[ids].astype(np.float32) * self._factor

    def _upto(self, count: int) -> Any:
        if count > len(self._positions):
            self._positions = positions(2 * count, self._width)
        return self._positions[:count]


def positions(count: int, width: int) -> Any:
    """float32 [count, width]: sines in the first half, cosines in the second."""
    import numpy as np

    half = width // 2
    rates = 10_000.0 ** (-np.arange(half) / max(half - 1, 1))
    angles = np.arange(count)[:, None] * rates
    return np.concatenate([np.sin(angles), np.cos(angles)], axis=1).astype(np.float32)


def filled(sentences: Sequence[Sequence[int]]) -> tuple[Any, Any]:
    """Words int64 [batch, words] of sentences of one length when filled up, and their mask."""
    import numpy as np

    longest = filled_length(max(len(sentence) for sentence in sentences))
    words = np.zeros((len(sentences), longest), np.int64)
    mask = np.full((len(sentences), 1, 1, longest), NOTHING, np.float32)
    for row, sentence in enumerate(sentences):
        words[row, : len(sentence)] = sentence
        mask[row, ..., : len(sentence)] = 0
    return words, mask


def filled_length(words: int) -> int:
    return words + -words % FILLED_TO
