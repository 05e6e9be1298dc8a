"""Letters and words of the source language that stayed, or came from nowhere."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from difflib import get_close_matches

from dragoman.translate.checks.case import CYRILLIC, Case, letters, quoted
from dragoman.translate.text.flag import Flag

# Letters that English has not and Azerbaijani has; ç, ö and ü stand in English words too.
_AZERBAIJANI = re.compile("[əƏӘәğĞıİşŞ]")
LIKE = 0.55  # of the letters, in order: less is another word
_FOLD = str.maketrans("əӘәƏğĞıİşŞçÇöÖüÜ", "eeeeggiissccoouu")


def script(case: Case) -> Iterator[Flag]:
    """Letters of an alphabet that the target language is not written in."""
    if case.target_code in CYRILLIC or case.target_code not in {"en", "az", "tr", "de", "fr"}:
        return
    if case.target.isascii():
        return
    foreign = [word for word in case.target_plain if _alphabet(word) not in {"LATIN", ""}]
    if not foreign:
        return
    share = sum(map(letters, foreign)) / max(letters(case.target), 1)
    yield Flag(
        "script",
        "refuse" if share > 0.5 else "warn",
        f"Written in another alphabet: {quoted(foreign)}.",
    )


def leftover(case: Case) -> Iterator[Flag]:
    """Azerbaijani words in English: taken over from the source, or (worse) from nowhere."""
    if (case.source_code, case.target_code) != ("az", "en"):
        return
    if not _AZERBAIJANI.search(case.target):
        return
    found = [word for word in case.target_plain if _AZERBAIJANI.search(word)]
    known = {_folded(word) for word in case.source_words}
    strange = [word for word in found if not get_close_matches(_folded(word), known, 1, LIKE)]
    plain = [word for word in found if not word[0].isupper()]
    if strange:
        message = f"Azerbaijani that the source does not hold: {quoted(strange)}."
        yield Flag("leftover", "refuse", message)
    elif plain:
        severe = len(plain) * 2 > len(case.target_words)
        message = f"Left in Azerbaijani: {quoted(plain)}."
        yield Flag("leftover", "refuse" if severe else "warn", message)


def _folded(word: str) -> str:
    """Without diacritics: engines garble them."""
    return word.translate(_FOLD).casefold()


def _alphabet(word: str) -> str:
    for char in word:
        if char.isalpha():
            return unicodedata.name(char, "?").split(" ", 1)[0]
    return ""
