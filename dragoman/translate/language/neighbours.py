"""Which of several neighbouring languages a short text is in, by its letters and pieces of words.

py3langid knows over a hundred languages and is often unsure between close ones when it sees four
words. This is the second look: a naive Bayes over pieces of one to five letters and whole words of
the languages that are met beside Azerbaijani and Russian. Its statistics are in
`profiles/neighbours.tsv.xz`, made by `tools/make_neighbour_profile.py`.
"""

from __future__ import annotations

import functools
import lzma
import math
import re
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import resources
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np

LONGEST_PIECE = 5
WHOLE_WORD = LONGEST_PIECE + 1
# A count is kept as a step on a scale of this ratio; one character of _SCALE a count.
RATIO = 1.25
SCALE = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"

# Names are spelled alike everywhere, so a word with a capital says half as much.
_CAPITAL_WEIGHT = 0.5
# The pieces of a word overlap: their sum overstates, and is divided by a power of its length.
_DAMPING = 0.7
_SMOOTHING = 0.05

_WORD = re.compile(r"[^\W\d_]+(?:['’ʻʼ‘`´-]+[^\W\d_]+)*")
_APOSTROPHES = str.maketrans("’ʻʼ‘`´", "''''''")
_LONGEST_WORD = 40

_lock = threading.Lock()


@dataclass(frozen=True)
class Neighbours:
    """The statistics of one script: `languages` are the columns of `weights` (pieces x languages).

    Immutable, so threads may share it.
    """

    languages: tuple[str, ...]
    rows: dict[str, int]
    weights: np.ndarray[Any, Any]

    def scores(self, text: str) -> dict[str, float] | None:
        """A score a language, comparable within this text; None where no piece is known."""
        import numpy as np

        index: list[int] = []
        importance: list[float] = []
        for word, weight in sorted(set(words(text))):
            rows = self._rows_of(word)
            index += rows
            importance += [weight] * len(rows)
        if not index:
            return None
        total = np.asarray(importance) @ self.weights[index]
        total /= sum(importance) ** _DAMPING
        best: dict[str, float] = {}
        for column, value in zip(self.languages, total.tolist(), strict=True):
            language = column.partition("~")[0]
            best[language] = max(best.get(language, -math.inf), value)
        return best

    @functools.cached_property
    def _rows_of(self) -> Callable[[str], list[int]]:
        """The rows of a word's pieces; a language says most of what it says in few words."""

        @functools.lru_cache(maxsize=1 << 14)
        def rows_of(word: str) -> list[int]:
            return [row for piece in pieces(word) if (row := self.rows.get(piece)) is not None]

        return rows_of


def words(text: str) -> Iterator[tuple[str, float]]:
    """Each word of `text` in small letters, with its weight."""
    for match in _WORD.finditer(text):
        word = match.group()[:_LONGEST_WORD]
        weight = _CAPITAL_WEIGHT if word[0].isupper() else 1.0
        yield word.lower().replace("i̇", "i").translate(_APOSTROPHES), weight


def pieces(word: str) -> Iterator[str]:
    """The pieces of a word, its ends marked by a space, and the whole word."""
    padded = f" {word} "
    for length in range(1, LONGEST_PIECE + 1):
        for start in range(len(padded) - length + 1):
            piece = padded[start : start + length]
            if piece != " ":
                yield piece
    if len(padded) > LONGEST_PIECE:
        yield padded


def order(piece: str) -> int:
    """The length of a piece; whole words that are longer count as one more."""
    return min(len(piece), WHOLE_WORD)


def step(count: int) -> str:
    """A count as one character."""
    if count <= 0:
        return SCALE[0]
    return SCALE[min(len(SCALE) - 1, 1 + round(math.log(count) / math.log(RATIO)))]


def neighbours(script: str) -> Neighbours | None:
    """The statistics of a script, loaded once a process; None for scripts that have none."""
    with _lock:
        return _load().get(script)


@functools.cache
def _load() -> dict[str, Neighbours]:
    packed = resources.files("dragoman.translate.language").joinpath("profiles/neighbours.tsv.xz")
    return unpacked(packed.read_bytes())


def unpacked(packed: bytes) -> dict[str, Neighbours]:
    """The statistics by script, out of the bytes of a file as the tool writes it."""
    blocks: dict[str, list[str]] = {}
    for line in lzma.decompress(packed).decode("utf-8").splitlines():
        if line.startswith("#"):
            blocks[line[1:]] = current = []
        else:
            current.append(line)
    return {script: _parse(block) for script, block in blocks.items()}


def _parse(block: list[str]) -> Neighbours:
    """Languages; then a line of totals an order (kinds, then pieces a language); then pieces."""
    import numpy as np

    languages = tuple(block[0].split("\t"))
    kinds = np.zeros(WHOLE_WORD + 1)
    totals = np.zeros((WHOLE_WORD + 1, len(languages)))
    for number, line in enumerate(block[1 : WHOLE_WORD + 1], start=1):
        kinds[number], *counts = (float(field) for field in line.split("\t"))
        totals[number] = counts
    rows: dict[str, int] = {}
    steps: list[str] = []
    orders: list[int] = []
    for line in block[WHOLE_WORD + 1 :]:
        piece, _, counts_line = line.partition("\t")
        rows[piece] = len(rows)
        steps.append(counts_line)
        orders.append(order(piece))
    codes = np.frombuffer("".join(steps).encode("ascii"), dtype=np.uint8)
    table = np.zeros(128)
    for value, character in enumerate(SCALE):
        table[ord(character)] = RATIO ** (value - 1) if value else 0.0
    counts_table = table[codes].reshape(len(rows), len(languages))
    which = np.asarray(orders)
    share = (counts_table + _SMOOTHING) / (totals[which] + _SMOOTHING * kinds[which][:, None])
    weights = np.log(share)
    weights -= weights.max(axis=1, keepdims=True)
    return Neighbours(languages, rows, weights)
