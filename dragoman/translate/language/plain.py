"""The part of a text that a detector should look at."""

from __future__ import annotations

import re
import unicodedata

from dragoman.translate.text.script import with_latin_schwa

CAP = 1200
_PARTS = 6

_MAY_BE_ADDRESS = re.compile(r"\w[.@]\w|://|@\w")
_NOT_PROSE = re.compile(
    r"https?://\S{1,2000}|www\.\S{1,2000}|[\w.+-]{1,64}@[\w.-]{1,255}|(?<!\w)@\w{1,64}"
    r"|(?<!\S)(?:[\w-]{1,63}\.){1,4}(?:az|com|org|net|ru|info|tv|me|io|gov|edu)"
    r"(?:/\S{0,2000})?(?!\w)"
)
_INVISIBLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f\u00ad\u200b-\u200f\u202a-\u202e\u2060\ud800-\udfff\ufeff\ufffd]"
)
# No alphabet's words are so long; a run of letters without a space is data, not language.
_RUN = re.compile("[A-Za-zÀ-ʯЀ-ӿ]{61,}")
_SPACES = re.compile(r"\s+")


def prose(text: str, most: int = CAP) -> str:
    """`text` without addresses, handles and invisible characters, ə for ә in Latin words.

    At most `most` characters: of a longer text, six pieces spread evenly over it.
    """
    text = _INVISIBLE.sub("", sample(text, most))
    if _MAY_BE_ADDRESS.search(text):
        text = _NOT_PROSE.sub(" ", text)
    text = unicodedata.normalize("NFC", _RUN.sub(" ", text))
    text = with_latin_schwa(_SPACES.sub(" ", text).strip())
    if text.isupper():
        return text.replace("İ", "i").lower()
    return text


def sample(text: str, most: int = CAP) -> str:
    """The whole text, or pieces from all over it, cut at spaces where there are some."""
    if len(text) <= most:
        return text
    size = most // _PARTS
    distance = (len(text) - size) // (_PARTS - 1)
    parts = []
    for number in range(_PARTS):
        part = text[number * distance : number * distance + size]
        first, last = part.find(" ", 0, 40), part.rfind(" ", len(part) - 40)
        parts.append(part[max(first, 0) : last if last > 0 else len(part)])
    return " ".join(parts)
