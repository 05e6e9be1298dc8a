"""Brackets and quotes that were opened and not closed."""

from __future__ import annotations

from collections.abc import Iterator

from dragoman.translate.checks.case import Case
from dragoman.translate.text.flag import Flag

_BRACKETS = (("(", ")"), ("[", "]"), ("{", "}"))
_QUOTES = '"«»“”„‟‘‹›'


def brackets(case: Case) -> Iterator[Flag]:
    """Only where the source is in order: a sentence cut out of a quotation never is."""
    for opening, closing in _BRACKETS:
        if _even(case.source, opening, closing) and not _even(case.target, opening, closing):
            yield Flag("brackets", "note", f"A “{opening}” or “{closing}” stands alone.")
            return


def quotes(case: Case) -> Iterator[Flag]:
    source, target = _marks(case.source), _marks(case.target)
    if source % 2 == 0 and target % 2 == 1:
        yield Flag("quotes", "note", "A quotation mark stands alone.")
    elif source >= 2 and target == 0:
        yield Flag("quotes", "note", "The quotation marks of the source are gone.")


def _even(text: str, opening: str, closing: str) -> bool:
    return text.count(opening) == text.count(closing)


def _marks(text: str) -> int:
    return sum(map(text.count, _QUOTES))
