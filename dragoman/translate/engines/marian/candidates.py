"""The words that each sentence of a batch may be written with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Self

from dragoman.translate.models.marian_model import EOS, UNKNOWN
from dragoman.translate.models.shortlist_file import Shortlist

# Marian fills a list up to a multiple of this.
FILLED_TO = 8
# The log-probability of the place after the last word, where there is none.
NO_WORD = -1e9


@dataclass(frozen=True, slots=True)
class Candidates:
    """`words` are those of all sentences together, `places` where each sentence's own stand there.

    A sentence with fewer than another has the place after the last, where nothing can be chosen.
    """

    words: Any  # int64 [words], ascending
    places: Any  # int64 [batch, 1, candidates]

    @classmethod
    def of(cls, sentences: Sequence[Any], target_words: int) -> Self:
        """`sentences` are each one's candidates, ascending (`sentence_candidates`)."""
        import numpy as np

        words = _ascending(sentences, target_words)
        place_of = np.zeros(target_words, np.int64)
        place_of[words] = np.arange(len(words))
        longest = max(len(each) for each in sentences)
        places = np.full((len(sentences), 1, longest), len(words), np.int64)
        for row, each in enumerate(sentences):
            places[row, 0, : len(each)] = place_of[each]
        return cls(words, places)

    def rows(self, kept: Any) -> Self:
        return type(self)(self.words, self.places[kept])

    def words_at(self, places: Any) -> Any:
        """Words [batch, ways] by their places among each sentence's candidates."""
        import numpy as np

        own = self.places[:, 0]
        found = own[np.arange(len(own))[:, None], places]
        # That of no word is chosen where there are fewer words than ways, and never gone on with.
        return self.words[np.minimum(found, len(self.words) - 1)]


def sentence_candidates(
    shortlist: Shortlist | None, source: Sequence[int], target_words: int, shared: bool
) -> Any:
    """Every word that a sentence may be written with, as Marian has them for it alone, ascending.

    The unknown word is none: it says nothing.
    """
    import numpy as np

    if shortlist is None:
        held = np.arange(target_words)
    else:
        lists = [
            shortlist.ids[shortlist.offsets[word] : shortlist.offsets[word + 1]]
            for word in dict.fromkeys(source)
        ]
        own = np.array(source if shared else [EOS], np.int64)
        held = _ascending([np.arange(shortlist.frequent), own, *lists], target_words)
        held = _filled(held, shortlist.frequent, target_words)
    return held[held != UNKNOWN]


def _ascending(lists: Sequence[Any], target_words: int) -> Any:
    """Every word of the lists, once."""
    import numpy as np

    there = np.zeros(target_words, bool)
    for each in lists:
        there[each] = True
    return np.flatnonzero(there)


def _filled(held: Any, first: int, target_words: int) -> Any:
    """With the first words after the frequent ones that are not in it, up to a multiple."""
    import numpy as np

    there = np.zeros(target_words, bool)
    there[held] = True
    lacking = -len(held) % FILLED_TO
    there[first + np.flatnonzero(~there[first:])[:lacking]] = True
    return np.flatnonzero(there)
