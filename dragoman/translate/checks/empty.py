"""Nothing came out, or what came out is what went in."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dragoman.translate.checks.case import Case, letters, words
from dragoman.translate.text.flag import Flag

_BETWEEN_NAMES = re.compile(r"[,;/|•\n]|\s[-–—]\s")
NAMES_AT_MOST = 3  # so few words may be a name, which is the same in both languages


def empty(case: Case) -> Iterator[Flag]:
    if not case.target_words and letters(case.source):
        yield Flag("empty", "refuse", "Nothing came out for this sentence.")


def copied(case: Case) -> Iterator[Flag]:
    if case.source_code == case.target_code or len(case.source_words) != len(case.target_words):
        return
    source = [word.casefold() for word in case.source_words]
    if source != [word.casefold() for word in case.target_words] or not letters(case.source):
        return
    plain = [word for word in case.source_plain if word.isalpha()]
    severe = len(plain) > NAMES_AT_MOST and not _is_list_of_names(case.source)
    yield Flag(
        "copied", "refuse" if severe else "note", "The output is the source, not a translation."
    )


def _is_list_of_names(text: str) -> bool:
    """Whether a text is names with commas between them, each of a few capitalised words."""
    held = [words(each) for each in _BETWEEN_NAMES.split(text)]
    return len(held) > 1 and all(
        len(each) <= NAMES_AT_MOST and all(word[0].isupper() for word in each if word.isalpha())
        for each in held
    )
