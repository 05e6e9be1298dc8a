"""What a rule is handed: a source, what an engine made of it, and their languages."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from dragoman.translate.text.protect import cut

_WORD = re.compile(r"\w++(?:['’ʼ-]\w++)*+")
_OPENING, _ENDS = '“«„"([‘', ".!?…:;—–"
_BETWEEN = _OPENING + " '’”»)]\n\t"
CYRILLIC = frozenset({"ru", "uk", "be", "bg", "kk", "ky", "tt", "ba", "sr", "mk", "mn", "tg"})


@dataclass(frozen=True, slots=True)
class Case:
    """Words are as they stand; `*_words` are in order, with apostrophes and inner hyphens.

    `listed` are the names, as they are to be written, that the source holds by somebody's list.
    """

    source: str
    target: str
    source_code: str
    target_code: str
    listed: tuple[str, ...] = ()
    source_words: tuple[str, ...] = field(init=False)
    target_words: tuple[str, ...] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "source_words", words(self.source))
        object.__setattr__(self, "target_words", words(self.target))


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
