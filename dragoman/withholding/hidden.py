"""Names that are not written as words: letters or syllables apart, run together, backwards, with
digits for letters, in two words where a name is one."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from dragoman.translate.text.spelling import WORD
from dragoman.withholding.arabic_script import LETTER
from dragoman.withholding.name_forms import heard, kinds, likeness
from dragoman.withholding.withheld_list import WithheldList

Place = tuple[int, int, int]  # from where to where, and which line of the list
Parts = Sequence[tuple[str, int, bool]]  # words of names, their lines, whether they tell

_DASH = "\\-\u2010-\u2015\u2212"
_SPACED = re.compile(  # M ə m m ə d o v
    rf"(?<![^\W_])(?:[^\W\d_](?:[ .\u00a0_*·•|/+{_DASH}]|[ \u00a0][{_DASH}][ \u00a0])){{3,}}"
    r"[^\W\d_](?![^\W_])"
)
_BROKEN = re.compile(  # Məm-\nmədov
    r"(?<![^\W\d_])([^\W\d_]+)(?:-[ \t]*(?:\n[ \t]*){0,2}|(?:\n[ \t]*){1,2})(?=([^\W\d_]+))"
)
_SYLLABLES = re.compile(  # Məm-mə-dov
    r"(?<![^\W_])[^\W\d_]{1,7}(?:[-\u2010\u2011\u2013\u2027·•*|/+_.][^\W\d_]{1,7}){1,30}(?![^\W_])"
)
# Məm - mə - dov: as a sentence is parted, so that it may be anything.
_PARTED = re.compile(
    rf"(?<![^\W_])[^\W\d_]{{1,7}}(?:(?:[ \u00a0][{_DASH}][ \u00a0]|[—―−])[^\W\d_]{{1,7}}){{1,30}}"
    r"(?![^\W_])"
)
_APART = re.compile(r"[^\W\d_]+")
_MOST_PIECES = 6  # of one name
_TAIL = re.compile(  # what of a surname some write as a word of its own: Nağı zadə
    r"(?<![^\W_])([^\W\d_]{2,})[ \u00a0\-–](zad[aəe]h?|заде|задə|задә|b[aəe]yli|бейли|бəйли"
    "|زاده|زادة|اف|اوف|یف|ییف|يف|ييف|لی|پور)(?=([^\\W\\d_]{0,6}))",
    re.IGNORECASE,
)
_DIGITS = re.compile(  # Mamm4dov
    r"(?<![\w@$])(?=[^\W\d_]*[\d@$!])(?:[^\W_]|[@$!]){5,24}(?![\w@$])"
)
_LETTERS_FOR = (
    str.maketrans("0134578@$!", "oieastbasi"),
    str.maketrans("0134578@$!", "olaastbasl"),
    str.maketrans("0123456789@$!", "oizeasbtbgasi"),
)
_CYRILLIC = re.compile("[\u0400-\u04ff]")
_CYRILLIC_FOR = (str.maketrans("0134689@", "олзчбвяа"), str.maketrans("0134689@", "оіэабвда"))
LONG_ENOUGH = 5  # sounds of a name that are found within a longer word without spaces


class Hidden:
    """Looks for them. `telling` says of which lines a word is surely the surname, `given` of which
    any other name; `tell` is handed what may be somebody else, with its line."""

    def __init__(
        self,
        listed: WithheldList,
        parts: Parts,
        telling: Callable[[str], list[int]],
        given: Callable[[str], list[int]],
        tell: Callable[[str, int], None],
    ) -> None:
        self._listed = listed
        self._parts = parts
        self._telling = telling
        self._given = given
        self._tell = tell

    def find(self, text: str) -> Iterator[Place]:
        for match in WORD.finditer(text):
            if match[0][-1].isupper() and len(match[0]) >= LONG_ENOUGH:
                for number in self._telling(match[0][::-1]):
                    yield match.start(), match.end(), number
            for number in (*self._run_together(match[0]), *self._all_within(match[0])):
                yield match.start(), match.end(), number
        for match in _SPACED.finditer(text):
            joined = re.sub(r"[\W_]", "", match[0])
            for number in dict.fromkeys([*self.within(joined), *self._telling(joined)]):
                yield match.start(), match.end(), number
        for match in _BROKEN.finditer(text):
            joined = match[1] + match[2]
            if self._telling(match[1]) or (match[2][0].isupper() and self._telling(match[2])):
                continue
            for number in self._telling(joined) if joined[0].isupper() else ():
                yield match.start(), match.end(2), number
        yield from self._in_syllables(text)
        yield from self._parted(text)
        yield from self._in_two_words(text)
        yield from self._digits(text)

    def _digits(self, text: str) -> Iterator[Place]:
        """A surname, and with one the given names that have digits as well."""
        runs = list(_DIGITS.finditer(text))
        found = [(*run.span(), n) for run in runs for n in self.with_digits(run[0])]
        yield from found
        named = {number for _, _, number in found}
        for run in runs if named else ():
            given = {n for word in _with_letters(run[0]) for n in self._given(word)}
            yield from ((*run.span(), n) for n in given & named)

    def _in_syllables(self, text: str) -> Iterator[Place]:
        """A surname, and with one the given names that are written so as well."""
        runs = list(_SYLLABLES.finditer(text))
        found = [place for run in runs for place in self._in_pieces(text, *run.span())]
        yield from found
        named = {number for _, _, number in found}
        for run in runs if named else ():
            whole = "".join(_APART.findall(run[0]))
            yield from ((*run.span(), n) for n in self._given(whole) if n in named)

    def _parted(self, text: str) -> Iterator[Place]:
        """What stands apart as parts of a sentence do; of two parts only a word that goes on in
        small letters, and it is told."""
        for run in _PARTED.finditer(text):
            for start, stop, number in self._in_pieces(text, *run.span()):
                first, *others = _APART.findall(text, start, stop)
                if len(others) == 1:
                    if LETTER.match(first) or not (first[0].isupper() and others[0].islower()):
                        continue
                    self._tell(text[start:stop], number)
                yield start, stop, number

    def _in_pieces(self, text: str, start: int, stop: int) -> Iterator[Place]:
        pieces = list(_APART.finditer(text, start, stop))
        for first in range(len(pieces)):
            joined = pieces[first][0]
            for last in range(first + 1, min(len(pieces), first + _MOST_PIECES)):
                joined += pieces[last][0]
                for number in self._telling(joined) if len(joined) >= LONG_ENOUGH else ():
                    yield pieces[first].start(), pieces[last].end(), number

    def _in_two_words(self, text: str) -> Iterator[Place]:
        for match in _TAIL.finditer(text):
            if match[1][0].isupper() or LETTER.match(match[1]):
                for number in self._telling(match[1] + match[2] + match[3]):
                    yield match.start(), match.end(3), number

    def with_digits(self, word: str) -> list[int]:
        """The lines of which a word is that has digits for letters."""
        numbers = [n for each in _with_letters(word) for n in self._telling(each)]
        return list(dict.fromkeys(numbers))

    def in_address(self, text: str) -> Iterator[int]:
        for match in _DIGITS.finditer(text):
            yield from self.with_digits(match[0])

    def _run_together(self, word: str) -> Iterator[int]:
        """Of words with nothing between them, as tags leave them: ElçinMəmmədov."""
        if word[1:].islower() or word.isupper():
            return
        cuts = [n for n in range(1, len(word)) if word[n].isupper() and word[n - 1].islower()]
        pieces = [word[a:b] for a, b in zip([0, *cuts], [*cuts, len(word)], strict=True)]
        numbers = [n for each in pieces for n in self._telling(each)] if cuts else []
        for number in dict.fromkeys(numbers):
            own = [each for each, of, _telling in self._parts if of == number]
            if not all(any(likeness(piece, each) for each in own) for piece in pieces):
                self._tell(word, number)
            yield number

    def within(self, run: str) -> Iterator[int]:
        """The lines of which a longer word without spaces holds a telling word: elcinmammadov."""
        sound = kinds(heard(run))
        for wanted, number, telling in self._parts:
            sought = kinds(heard(wanted))
            long = telling and LONG_ENOUGH <= len(sought) < len(sound)
            if long and sought in sound and not likeness(run, wanted):
                yield number

    def _all_within(self, word: str) -> Iterator[int]:
        """The lines of which a word holds all: elcinmammadov, in a text and no address."""
        if len(word) < 2 * LONG_ENOUGH:
            return
        sound = kinds(heard(word))
        for entry in self._listed.entries:
            for spelling in entry.spellings:
                parts = [kinds(heard(each)) for each in spelling.words]
                whole = {"".join(parts), "".join(reversed(parts))}
                if len(parts) > 1 and any(each in sound for each in whole):
                    yield entry.number
                    break


def _with_letters(word: str) -> list[str]:
    """What a word may be that has digits for letters; nothing where it has more digits."""
    letters = sum(map(str.isalpha, word))
    if letters == len(word) or letters < len(word) / 2:
        return []
    tables = _CYRILLIC_FOR if _CYRILLIC.search(word) else _LETTERS_FOR
    return list(dict.fromkeys(word.translate(table) for table in tables))
