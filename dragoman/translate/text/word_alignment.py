"""What stands for what in a text and its translation, as places in both."""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple, Self

Span = tuple[int, int]  # characters, from and up to
# What stands between spaces, without the punctuation at its edges: an address is one word.
_WORD = re.compile(r"[#@]?\w(?:[^\s—–…]*\w)?")
_RUN = re.compile(r"\S+")


class Link(NamedTuple):
    """A piece of the translation, and the piece of the source that it was written for."""

    source: Span
    target: Span


@dataclass(frozen=True, slots=True)
class Alignment:
    """The links of a sentence, in the order of the translation; punctuation may have none.

    Places are characters of the sentence and of its translation. Iterating gives each `Link`. It
    holds nothing for words that no engine says anything of: a person's, or out of the memory.
    """

    # Four numbers a link: an archive's worth of links as objects takes ten times the memory.
    _numbers: array[int] = field(default_factory=lambda: array("I"))

    @classmethod
    def of(cls, links: Iterable[tuple[Span, Span]]) -> Self:
        """Of pairs of stretches of characters, one of each text."""
        return cls(array("I", (number for source, target in links for number in source + target)))

    @classmethod
    def from_json(cls, told: Iterable[Sequence[int]]) -> Self:
        """What `to_json` gave."""
        return cls(array("I", (number for each in told for number in each)))

    def to_json(self) -> list[list[int]]:
        """A link as four numbers: source from, up to, target from, up to."""
        return [[*link.source, *link.target] for link in self]

    def __iter__(self) -> Iterator[Link]:
        numbers = iter(self._numbers)
        for begin, end, start, stop in zip(numbers, numbers, numbers, numbers, strict=True):
            yield Link((begin, end), (start, stop))

    def __len__(self) -> int:
        return len(self._numbers) // 4

    def targets(self, start: int, stop: int) -> list[Span]:
        """Where the translation stands for any of `source[start:stop]`; what touches is one."""
        return _together(link.target for link in self if _meet(link.source, (start, stop)))

    def sources(self, start: int, stop: int) -> list[Span]:
        """Where the source stands for any of `target[start:stop]`."""
        return _together(link.source for link in self if _meet(link.target, (start, stop)))

    def moved(self, source: int, target: int) -> Self:
        """As it is where both stand so many characters further on in longer texts."""
        return self.of(
            ((begin + source, end + source), (start + target, stop + target))
            for (begin, end), (start, stop) in self
        )

    def replaced(self, start: int, stop: int, length: int) -> Self:
        """As it is once `target[start:stop]` gave way to `length` characters.

        They stand for all that what stood there stood for.
        """
        more = length - (stop - start)

        def now(span: Span) -> Span:
            if _meet(span, (start, stop)):
                return min(span[0], start), max(span[1], stop) + more
            return span if span[1] <= start else (span[0] + more, span[1] + more)

        found = ((source, now(target)) for source, target in self)
        return self.of(dict.fromkeys(found))

    def within(self, source: int, target: int) -> Self:
        """The links that stand in texts of so many characters: a record may say anything."""
        return self.of(
            link
            for link in self
            if link.source[0] < link.source[1] <= source
            and link.target[0] < link.target[1] <= target
        )

    def after(self, first: Self) -> Self:
        """From a text to its translation's translation: `first` is the first, this the second."""
        return self.of(
            (source, target)
            for between, target in self
            for source in dict.fromkeys(
                link.source for link in first if _meet(link.target, between)
            )
        )

    def by_words(self, source: str, target: str) -> Self:
        """Links of whole words, each once, in the order of the target's words."""
        here, there = _words(source), _words(target)
        found = {
            (there[written], here[read])
            for link in self
            for written in _touched(there, link.target)
            for read in _touched(here, link.source)
        }
        return self.of((read, written) for written, read in sorted(found))

    def read_as(self, read: str, text: str) -> Self:
        """As it is for the sentence itself, where an engine was given other letters (`as_read`).

        Word by word: within one that has as many letters character by character, else the whole.
        Empty where there are not as many words.
        """
        if read == text:
            return self
        now = ((as_placed(read, text, source), target) for source, target in self)
        return self.of((source, target) for source, target in now if source is not None)


NONE = Alignment()


def placed(parts: Sequence[str], whole: str) -> list[list[int]]:
    """Where each character of the parts stands in what they were cut out of, by its letters.

    The parts give the whole again but for its spaces; a space is where the letter before it is.
    """
    letters = [place for place, char in enumerate(whole) if not char.isspace()]
    found, at = [], 0
    for part in parts:
        places = []
        for char in part:
            places.append(letters[min(at, len(letters) - 1)] if letters else 0)
            at += not char.isspace()
        found.append(places)
    return found


def on_whole(alignment: Alignment, places: Sequence[int]) -> Alignment:
    """That of a part, as one of the whole that `places` (of `placed`) are in."""
    return Alignment.of(
        ((places[begin], places[end - 1] + 1), target)
        for (begin, end), target in alignment
        if begin < end <= len(places)
    )


def _meet(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _together(spans: Iterable[Span]) -> list[Span]:
    """In order, those that touch each other as one."""
    made: list[Span] = []
    for start, stop in sorted(spans):
        if made and start <= made[-1][1]:
            made[-1] = (made[-1][0], max(stop, made[-1][1]))
        else:
            made.append((start, stop))
    return made


def _words(text: str) -> list[Span]:
    return [match.span() for match in _WORD.finditer(text)]


@lru_cache(maxsize=16)
def _runs(text: str) -> list[tuple[Span, str]]:
    return [(match.span(), match[0]) for match in _RUN.finditer(text)]


def _touched(words: Sequence[Span], span: Span) -> list[int]:
    return [number for number, word in enumerate(words) if _meet(word, span)]


def as_placed(read: str, text: str, span: Span) -> Span | None:
    """A place of `read` in `text`, which is the same in other letters; see `Alignment.read_as`."""
    words, own = _runs(read), _runs(text)
    touched = _touched([place for place, _ in words], span)
    if not touched or len(words) != len(own):
        return None
    first, last = touched[0], touched[-1]
    start, stop = own[first][0][0], own[last][0][1]
    if len(words[first][1]) == len(own[first][1]):
        start += max(0, span[0] - words[first][0][0])
    if len(words[last][1]) == len(own[last][1]):
        stop -= max(0, words[last][0][1] - span[1])
    return start, stop
