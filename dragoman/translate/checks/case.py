"""What a rule is handed: a source, what an engine made of it, and their languages."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from dragoman.translate.text.protect import cut, protected
from dragoman.translate.text.spelling import WORD

Spelled = tuple[str, int]
Read = TypeVar("Read")
_WORD = re.compile(r"\w++(?:['’ʼ-]\w++)*+")
_OPENING, _ENDS = '“«„"([‘', ".!?…:;—–"
_BETWEEN = _OPENING + " '’”»)]\n\t"
CYRILLIC = frozenset({"ru", "uk", "be", "bg", "kk", "ky", "tt", "ba", "sr", "mk", "mn", "tg"})


class _once(Generic[Read]):  # noqa: N801
    """A reading of a case, made where it is first asked for, as `cached_property` but unlocked."""

    def __init__(self, read: Callable[[Case], Read]) -> None:
        self._read = read

    def __get__(self, case: Case, _owner: type) -> Read:
        value = self._read(case)
        case.__dict__[self._read.__name__] = value
        return value


@dataclass(frozen=True)
class Case:
    """Words are as they stand; `*_words` are in order, with apostrophes and inner hyphens.

    `*_plain` are those outside protected spans, `*_spelled` those of letters alone, each with where
    it begins. `listed` are the names, as they are to be written,
    that the source holds by somebody's list. What several rules look at is read once.
    """

    source: str
    target: str
    source_code: str
    target_code: str
    listed: tuple[str, ...] = ()

    @_once
    def source_words(self) -> tuple[str, ...]:
        return words(self.source)

    @_once
    def target_words(self) -> tuple[str, ...]:
        return words(self.target)

    @_once
    def source_spelled(self) -> list[Spelled]:
        return spellings(self.source)

    @_once
    def target_spelled(self) -> list[Spelled]:
        return spellings(self.target)

    @_once
    def source_plain(self) -> tuple[str, ...]:
        return plain_words(self.source) if protected(self.source) else self.source_words

    @_once
    def target_plain(self) -> tuple[str, ...]:
        return plain_words(self.target) if protected(self.target) else self.target_words


def spellings(text: str) -> list[Spelled]:
    """The words of a text as spellings are compared, without hyphens and figures."""
    return [(match[0], match.start()) for match in WORD.finditer(text)]


def words(text: str) -> tuple[str, ...]:
    return tuple(_WORD.findall(text))


def plain_words(text: str) -> tuple[str, ...]:
    """The words outside protected spans, which no engine may translate."""
    return tuple(word for span in cut(text) if not span.kept for word in words(span.text))


def begins(text: str, place: int) -> bool:
    """Whether what stands at a place begins a sentence, a quotation or what follows a colon."""
    place -= 1
    while place >= 0 and text[place] in _BETWEEN:
        if text[place] in _OPENING:
            return True
        place -= 1
    return place < 0 or text[place] in _ENDS


def letters(text: str) -> int:
    return sum(map(str.isalpha, text))


def quoted(items: list[str], most: int = 4) -> str:
    """A few of the things that a message is about, for a person to look for."""
    shown = ", ".join(f"“{item}”" for item in items[:most])
    return shown + (" and others" if len(items) > most else "")
