"""A sentence in the letters that a model is given, which are those that the checks look at.

Pages spoil words: soft hyphens and other marks that nobody sees, ligatures, letters taken apart, a
ə out of another alphabet. Protected spans stay as they are.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

from dragoman.translate.text.protect import cut
from dragoman.translate.text.script import azerbaijani_in_latin, letters_by_script, with_latin_schwa

_SURROGATE = re.compile("[\ud800-\udfff]")
# Soft hyphen, zero-width space, word joiner, byte order mark.
_UNSEEN = str.maketrans("", "", "\u00ad\u200b\u2060\ufeff")
_LIGATURES = {
    number: unicodedata.normalize("NFKC", chr(number)) for number in range(0xFB00, 0xFB07)
}
_SPOILED = re.compile("[\u00ad\u200b\u2060\ufeff\ufb00-\ufb06\u0300-\u036f]")
_TURNED_E = str.maketrans("ǝƎ", "əƏ")
_NOT_OF_TODAY = re.compile("[\u0400-\u04ffǝƎ]")


def as_read(text: str, code: str) -> str:
    """A sentence of language `code` as a model of that language is given it."""
    if text.isascii():
        return text.strip()
    text = clean(text)
    if _SPOILED.search(text):
        text = _between_spans(text, _whole_letters)
    return as_written_today(text) if code == "az" else text


def clean(text: str) -> str:
    """Without lone surrogates (as bad pages bring them), which no tokenizer takes."""
    return _SURROGATE.sub("\ufffd", text).strip()


def as_written_today(text: str) -> str:
    """Azerbaijani text in Latin letters, with ə where another letter stood for it."""
    if not _NOT_OF_TODAY.search(text):
        return text
    letters = letters_by_script(text)
    if letters.get("Cyrl", 0) > letters.get("Latn", 0):
        return _between_spans(text, azerbaijani_in_latin)
    return _between_spans(text, _with_schwa)


def _with_schwa(text: str) -> str:
    return with_latin_schwa(text).translate(_TURNED_E)


def _whole_letters(text: str) -> str:
    """Composed, without what is not seen; an i that kept the dot of İ has its own again."""
    text = text.translate(_UNSEEN).translate(_LIGATURES)
    return unicodedata.normalize("NFC", text).replace("i\u0307", "i")


def _between_spans(text: str, change: Callable[[str], str]) -> str:
    return "".join(span.text if span.kept else change(span.text) for span in cut(text))
