"""Names in texts that a names file does not have yet: how often, and how they were spelled.

A name is taken to be a run of capitalised words. The first word of a sentence counts only where it
is nowhere written small, and alone only where it stands elsewhere too. Words are put together by
the key of their spelling, so that a name in a case, or in the other alphabet, is the same name.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from dragoman.translate.names.names import Names
from dragoman.translate.text.spelling import WORD, fold, name_key, stems

LONGEST = 3  # words
_SHORTEST = 3  # letters


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A name: its commonest spelling, how often it stands on how many pages, and all spellings."""

    name: str
    count: int
    pages: int
    spellings: dict[str, int]

    def to_json(self) -> dict[str, object]:
        """The keys of a line of `names suggest --json`."""
        return {
            "name": self.name,
            "count": self.count,
            "pages": self.pages,
            "spellings": self.spellings,
        }


def suggest(texts: Iterable[tuple[str, str, str]], names: Names) -> list[Suggestion]:
    """Names in sentences (page, language, text) that `names` does not list, the commonest first."""
    held = [(page, text) for page, _, text in texts]
    small = {
        fold(match[0]) for _, text in held for match in WORD.finditer(text) if match[0][0].islower()
    }
    spellings: dict[tuple[str, ...], Counter[str]] = defaultdict(Counter)
    pages: dict[tuple[str, ...], set[str]] = defaultdict(set)
    sure: set[tuple[str, ...]] = set()  # seen elsewhere than as the one word that begins a sentence
    shared = _shared(text for _, text in held)
    for page, text in held:
        listed = _Places((found.start, found.stop) for found in names.find(text))
        for start, words in _runs(text, small):
            if start in listed:
                continue
            key = tuple(
                max(_keys(word), key=lambda each: (shared[each], len(each))) for word in words
            )
            spellings[key][" ".join(words)] += 1
            pages[key].add(page)
            if len(words) > 1 or text[:start].strip():
                sure.add(key)
    made = [
        Suggestion(_commonest(found), sum(found.values()), len(pages[key]), _ordered(found))
        for key, found in spellings.items()
        if key in sure
    ]
    return sorted(made, key=lambda each: (-each.count, each.name))


class _Places:
    """Stretches of a text, of which none overlaps another."""

    def __init__(self, stretches: Iterable[tuple[int, int]]) -> None:
        self._stretches = sorted(stretches)

    def __contains__(self, place: int) -> bool:
        before = bisect_right(self._stretches, place, key=lambda each: each[0])
        return before > 0 and place < self._stretches[before - 1][1]


def _runs(text: str, small: set[str]) -> Iterator[tuple[int, list[str]]]:
    """Runs of capitalised words with one space between, and where each begins."""
    run: list[str] = []
    begin = end = 0
    first = True
    for match in WORD.finditer(text):
        word = match[0]
        capital = (
            len(word) >= _SHORTEST and word[0].isupper() and not (first and fold(word) in small)
        )
        capital = capital and not (word.isupper() and len(word) > _SHORTEST)
        joined = bool(run) and text[end : match.start()] == " "
        if run and not (capital and joined and len(run) < LONGEST):
            yield begin, run
            run = []
        if capital:
            begin = match.start() if not run else begin
            run.append(word)
        end, first = match.end(), False
    if run:
        yield begin, run


def _shared(texts: Iterable[str]) -> Counter[str]:
    """How many different words have each key: that of a name, under several endings, has most."""
    words = {match[0] for text in texts for match in WORD.finditer(text) if match[0][0].isupper()}
    return Counter(key for word in words for key in _keys(word))


@lru_cache(maxsize=1 << 16)
def _keys(word: str) -> tuple[str, ...]:
    """The keys of a word and of what is left without each ending that it may bear."""
    keys = [key for key in map(name_key, stems(word)) if key]
    return tuple(dict.fromkeys(keys)) or (fold(word),)


def _commonest(found: Counter[str]) -> str:
    return min(found, key=lambda name: (-found[name], len(name), name))


def _ordered(found: Counter[str]) -> dict[str, int]:
    return dict(sorted(found.items(), key=lambda each: (-each[1], each[0])))
