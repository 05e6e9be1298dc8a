"""A text as figures, words and marks, in order, and a place among them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from typing import NamedTuple

from dragoman.translate.checks.quantities.numerals import lower

SPACES = "\u00a0\u202f\u2009 '’"
_MONTH = r"(?:0?[1-9]|1[0-2]|[IVX]{1,4})"
_YEAR = r"(?:\d{4}|\d{2})"
WORD = re.compile(r"[^\W\d_]+(?:['’ʼ][^\W\d_]+)*")
# Words first: they are most of a text, and nothing else begins with a letter; nothing does with a
# space.
_TOKEN = re.compile(
    rf"""(?!\s)(?:
      (?P<word>{WORD.pattern})
    | (?P<point>[^\s\w%$€£₽₼+(])
    | (?P<iso>(?<!\d)\d{{4}}-(?:0\d|1[0-2])-[0-3]\d(?!\d))
    | (?P<date>(?<![\d.])[0-3]?\d[./]{_MONTH}[./]{_YEAR}(?!\d|[./]\d))
    | (?P<daymonth>[0-3]?\d\.(?:0\d|1[0-2])(?=\ ?[-–—]\ ?[0-3]?\d\.(?:0\d|1[0-2])\.\d{{4}}))
    | (?P<phone>\+\d[\d\ ()-]{{7,}}\d
              | \((?:\+\d{{1,3}}\ )?\d{{2,4}}\)\ ?\d[\d\ -]{{4,}}\d
              | (?<!\d)0\d{{8,10}}(?!\d)
              | (?<!\d)0\d{{2}}[\ -]\d{{3}}[\ -]\d{{2}}[\ -]\d{{2}}(?!\d)
              | (?<!\d)[78][\ -](?:\d{{3}}|\(\d{{3}}\))[\ -]\d{{3}}[\ -]\d{{2}}[\ -]\d{{2}}(?!\d))
    | (?P<path>\d+(?:\.\d{{1,2}}){{2,}}(?!\d))
    | (?P<time>(?<!\d)[0-2]?\d:[0-5]\d(?!\d))
    | (?P<grouped>(?<![^\W\d_])\d{{1,3}}(?:[{SPACES}]\d{{3}})+(?!\d)(?:[.,]\d+)?
                | \d{{1,3}}(?:\.\d{{3}})+(?!\d)(?:,\d+)?
                | \d{{1,3}}(?:,\d{{3}})+(?!\d)(?:\.\d+)?)
    | (?P<fraction>(?<![\d/])\d{{1,2}}/\d{{1,2}}(?![\d/]))
    | (?P<number>\d+(?:[.,]\d+)?)
    | (?P<mark>[%$€£₽₼])
    | (?P<other>[^\s])
    )""",
    re.VERBOSE,
)
_MARKS = frozenset({"mark", "other", "point"})
_OTHER_DIGIT = re.compile(r"[^\D0-9]")


class Token(NamedTuple):
    """`kind` is the group of the expression above; `lower` are small letters of the language."""

    kind: str
    text: str
    lower: str
    start: int
    stop: int


class Tokens:
    """All tokens of a text, and how far they are read. Most are never looked at, nor made."""

    def __init__(self, text: str, code: str) -> None:
        self.text = in_ascii_digits(text)
        self.code = code
        self.at = 0
        self.counted = -1  # the token that was the unit of the number before it
        self._found = list(_TOKEN.finditer(self.text))
        self._made: dict[int, Token] = {}

    def of_numbers(self, says_a_number: Callable[[str, str], bool]) -> Iterator[int]:
        """Where tokens stand that hold a figure, or are words that say a number."""
        for place, match in enumerate(self._found):
            kind = match.lastgroup
            if kind == "word":
                if says_a_number(match[0], self.code):
                    yield place
            elif kind not in _MARKS:
                yield place

    def look(self, ahead: int = 0) -> Token | None:
        """The token that is so far ahead (behind where below 0) of the one that is next."""
        place = self.at + ahead
        if not 0 <= place < len(self._found):
            return None
        return self._made.get(place) or self._make(place)

    def _make(self, place: int) -> Token:
        match = self._found[place]
        kind = "other" if match.lastgroup == "point" else match.lastgroup or ""
        text = match[0]
        made = Token(kind, text, lower(text, self.code), *match.span())
        self._made[place] = made
        return made

    def word(self, ahead: int = 0) -> str:
        """The word there in small letters; empty where there is none."""
        token = self.look(ahead)
        return token.lower if token is not None and token.kind == "word" else ""

    def passed(self) -> int:
        """Where the last token that was read stops."""
        return self._found[self.at - 1].end() if self.at else 0


def in_ascii_digits(text: str) -> str:
    """The text with the digits of every script as 0 to 9; it is as long as before."""
    return _OTHER_DIGIT.sub(lambda match: str(unicodedata.decimal(match[0])), text)
