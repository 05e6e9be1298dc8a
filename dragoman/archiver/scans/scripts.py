"""Which script a picture of text is in, told before its language: the wrong model ruins it.

A part of the sheet is read as each script, and the machine is much surer of the right one. Which
language's model then reads it is told by its letters: of Azerbaijani, in Latin letters and in the
old Cyrillic ones, by those that its neighbours lack.
"""

from __future__ import annotations

from collections.abc import Sequence

from dragoman.archiver.scans.tesseract import SeenRow, Tesseract

LATIN, CYRILLIC = "Latn", "Cyrl"
SCRIPTS = (LATIN, CYRILLIC)
OLD_LETTERS = frozenset("әғҝөүһҹј")
LATIN_LETTERS = frozenset("əğışçöüİ")
FEW = 0.01  # of letters
SURE_ROW = 70.0
# All models that anything is read with, where they are installed.
MODELS = ("aze", "aze_cyrl", "eng", "rus", "Cyrillic", "Latin")
# What the model of all Cyrillic or of a neighbour writes for letters of the old Azerbaijani script,
# which has none of these.
MENDED = {"ӱ": "ү", "Ӱ": "Ү", "ӧ": "ө", "Ӧ": "Ө"}


class Readers:
    """The models that are installed, by what they are for."""

    def __init__(self, tesseract: Tesseract) -> None:
        find = tesseract.first_of
        russian, english = find("rus"), find("eng")
        self.azerbaijani = find("aze", "Latin")
        self.english = english or find("Latin")
        self.old = find("Cyrillic", "aze_cyrl")
        # Latin words stand in Russian texts, and Azerbaijani paragraphs beside them.
        both = "+".join(filter(None, (russian, find("aze", "eng"))))
        self.russian = both if russian else find("Cyrillic")

    def telling(self, script: str) -> tuple[str, ...]:
        """The models by which a script is told: those that know all its letters."""
        if script == LATIN:
            return tuple(filter(None, [self.azerbaijani or self.english]))
        broad = self.old and self.old.endswith("Cyrillic")
        models = [self.old] if broad else [self.old, self.russian and self.russian.split("+")[0]]
        return tuple(filter(None, models))

    def reading(self, script: str, rows: Sequence[SeenRow]) -> str | None:
        """What reads a text of which a part reads so; rows in another script say nothing."""
        rows = [row for row in rows if sureness([row]) >= SURE_ROW] or rows
        letters = [each for row in rows for word in row.words for each in word.text.casefold()]
        many = max(1, sum(map(str.isalpha, letters)))
        if script == LATIN:
            own = sum(each in LATIN_LETTERS for each in letters)
            order = (self.azerbaijani, self.english)
            return _first(order if own > FEW * many else (order[1], order[0]))
        own = sum(each in OLD_LETTERS for each in letters)
        order = (self.old, self.russian)
        return _first(order if own > 2 * FEW * many else (order[1], order[0]))


def _first(models: Sequence[str | None]) -> str | None:
    return next(filter(None, models), None)


def sureness(rows: Sequence[SeenRow]) -> float:
    """How sure the machine is of what it read, by letters: 0 to 100."""
    words = [word for row in rows for word in row.words if any(map(str.isalnum, word.text))]
    letters = sum(len(word.text) for word in words)
    return sum(len(word.text) * word.confidence for word in words) / letters if letters else 0.0


def surest(rows: Sequence[SeenRow]) -> float:
    """The same of the better half: a page of two scripts that stands upright has one."""
    ordered = sorted((sureness([row]) for row in rows if sureness([row])), reverse=True)
    half = ordered[: (len(ordered) + 1) // 2]
    return sum(half) / len(half) if half else 0.0


def script_of(text: str) -> str | None:
    """The script of most of its letters."""
    cyrillic = sum("Ѐ" <= each <= "ԯ" for each in text)
    latin = sum(each.isalpha() and each < "ʰ" for each in text)
    return None if cyrillic == latin else CYRILLIC if cyrillic > latin else LATIN


def mended(text: str, models: str) -> str:
    """A word in the letters of its script."""
    if "aze_cyrl" not in models:
        return text
    return "".join(MENDED.get(each, each) for each in text)
