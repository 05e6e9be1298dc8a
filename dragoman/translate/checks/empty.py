"""Nothing came out, or what came out is what went in."""

from __future__ import annotations

from collections.abc import Iterator

from dragoman.translate.checks.case import Case, letters
from dragoman.translate.text.flag import Flag

NAMES_AT_MOST = 3  # so few words may be a name, which is the same in both languages


def empty(case: Case) -> Iterator[Flag]:
    if letters(case.source) and not case.target_words:
        yield Flag("empty", "refuse", "Nothing came out for this sentence.")


def copied(case: Case) -> Iterator[Flag]:
    if case.source_code == case.target_code or not letters(case.source):
        return
    source = [word.casefold() for word in case.source_words]
    if source != [word.casefold() for word in case.target_words]:
        return
    severe = len([word for word in source if word.isalpha()]) > NAMES_AT_MOST
    yield Flag(
        "copied", "refuse" if severe else "note", "The output is the source, not a translation."
    )
