"""Folding of words for search: the same functions at index time and at query time.

`fold` takes away what people type differently: case (the Turkic way, where ı and I, i and İ are
pairs), ə, ё, diacritics. `name_key` goes further, across Azerbaijani, Russian and English spellings
of a name: Мамедов, Məmmədov, Mammadov and Mamedov have one key.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

# Letters, and the marks that follow them where a text is not composed.
_LETTERS = "(?:[^\\W\\d_]++[\u0300-\u036f]*+)++"
WORD = re.compile(f"{_LETTERS}(?:['’ʼ]{_LETTERS})*")
# Capitals of all alphabets that have them, in one class: so the search for them is in C.
_CAPITALS = "".join(c for c in map(chr, (*range(0x2000), *range(0xA640, 0xA800))) if c.isupper())
# Not inside a word; asked after the capital, since a search that begins with a class is fast.
_CAPITALISED = re.compile(
    f"[{_CAPITALS}](?<![^\\W\\d_].)(?:{_LETTERS})?(?:['’ʼ]{_LETTERS})*", re.DOTALL
)

_SHORT_I = "\ue000"  # й is a letter of its own, not an и with a mark
# Case the Turkic way, and letters that are typed in two ways. The ә is Cyrillic (U+04D9), found
# inside Latin words of real pages.
_ALIKE = (
    ("İ", "i"), ("I", "i"), ("ı", "i"), ("ə", "e"), ("Ə", "e"), ("ә", "e"), ("Ә", "e"),
    ("ё", "е"), ("Ё", "е"), ("й", _SHORT_I), ("Й", _SHORT_I), ("’", "'"), ("ʼ", "'"),
)  # fmt: skip
# Lower-case letters with marks that are in every sentence: the same as NFD makes of them, sooner.
_MARKED = (("ç", "c"), ("ş", "s"), ("ğ", "g"), ("ö", "o"), ("ü", "u"))
_MARKS = re.compile("[\u0300-\u036f]+")


def fold(text: str) -> str:
    """The text in the form that words are compared in; `fold(fold(t)) == fold(t)`.

    >>> fold("IŞIQ") == fold("ışıq")
    True
    """
    if text.isascii():
        return text.lower()
    if not unicodedata.is_normalized("NFC", text):
        text = unicodedata.normalize("NFC", text)
    for letter, alike in _ALIKE:
        text = text.replace(letter, alike)
    text = text.lower()
    for letter, bare in _MARKED:
        text = text.replace(letter, bare)
    if not unicodedata.is_normalized("NFD", text):
        text = unicodedata.normalize("NFD", text)
    return _MARKS.sub("", text).replace(_SHORT_I, "й")


# Russian letters as English spellings write them, where the sound is not lost on the way.
_CYRILLIC = {
    "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "е": "e", "ж": "j", "з": "z", "и": "i",
    "й": "y", "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r", "с": "s",
    "т": "t", "у": "u", "ф": "f", "х": "h", "ц": "s", "ч": "c", "ш": "s", "щ": "s", "ъ": "",
    "ы": "i", "ь": "", "э": "e", "ю": "u", "я": "a", "ғ": "g", "ҹ": "c", "ҝ": "g", "һ": "h",
    "ө": "o", "ү": "u", "ј": "y",
}  # fmt: skip

# Latin spellings of one sound, longest first; after folding, so without diacritics.
_SOUNDS = (
    ("dzh", "j"), ("dj", "j"), ("kh", "h"), ("gh", "g"), ("sh", "s"), ("ch", "c"), ("zh", "j"),
    ("yu", "u"), ("ya", "a"), ("ye", "e"), ("yo", "o"), ("x", "h"), ("q", "g"), ("k", "g"),
    ("c", "j"), ("w", "v"),
)  # fmt: skip


# A glide before a consonant: Hüseynov, Гусейнов and Huseinov have one, İsmayılov too, Həsənov none.
_GLIDE = re.compile(r"([aeo])(?:yi|[iy])(?=[^aeiouy])")
# Where Russian has г for a sound that Azerbaijani and English write h: at the beginning, and
# between vowels (Гусейнов, Ибрагим).
_RUSSIAN_G = re.compile(r"(?:^|(?<=[aeiou]))[gг](?=[aeiouаеёиоуыэюя])")


def name_key(word: str) -> str:
    """A key that the usual spellings of one name share; empty where a word is too short for one.

    The consonants decide; of vowels only that there is one at the beginning, and a glide (`ey`).
    """
    return _key_of(fold(word))


def name_keys(word: str) -> tuple[str, ...]:
    """`name_key` and, where a g may stand for an h as in Russian, the key with the h."""
    folded = fold(word)
    first = _key_of(folded)
    latin = "".join(_CYRILLIC.get(char, char) for char in folded.replace("дж", "j"))
    with_h = _RUSSIAN_G.sub("h", latin)
    second = _key_of(with_h) if with_h != latin else first
    return tuple(dict.fromkeys(filter(None, (first, second))))


def _sounds(folded: str) -> str:
    """A folded word in the Latin letters that spellings of one sound share; a glide is a Y."""
    latin = "".join(
        _CYRILLIC.get(char, char) for char in folded.replace("дж", "j").replace("'", "")
    )
    for spelling, sound in _SOUNDS:
        latin = latin.replace(spelling, sound)
    return _GLIDE.sub(r"\1Y", re.sub(r"(.)\1+", r"\1", latin))


def _key_of(folded: str) -> str:
    sounds = _sounds(folded)
    if len(sounds) < 3:
        return ""
    head = "a" if sounds[0] in "aeiou" else ""
    skeleton = "".join(char for char in sounds if char not in "aeiouy").lower()
    skeleton = re.sub(r"(.)\1+", r"\1", skeleton)
    return head + skeleton if len(skeleton) > 1 else ""


def pattern(word: str) -> str:
    """The consonants of a word and where vowels stand: Мамедов and Mammadov, but not Mammadova."""
    return re.sub("[aeiouy]+", "-", _sounds(fold(word))).lower()


def capitalised(text: str) -> Iterator[tuple[str, int, int]]:
    """The words of a text that begin with a capital, each with where it starts and stops."""
    return ((match.group(), *match.span()) for match in _CAPITALISED.finditer(text))


def name_forms(text: str) -> list[str]:
    """The capitalised words of a text in their order, as names are looked up."""
    return [form(word) for word in _CAPITALISED.findall(text) if len(word) > 2]


@lru_cache(maxsize=1 << 16)
def form(word: str) -> str:
    """One word as names are looked up: folded, without apostrophes."""
    return fold(word).replace("'", "")


@lru_cache(maxsize=1 << 16)
def names_keyed(folded: str) -> tuple[str, ...]:
    """The keys of a name's form, with and without the endings that it may bear."""
    stems = [folded, *(stem for stem, _ending in bared(folded))]
    return tuple(dict.fromkeys(key for stem in stems for key in name_keys(stem)))


def bared(folded: str) -> list[tuple[str, str]]:
    """A folded word without each ending that it may bear in az, ru or en, and that ending."""
    return [
        (folded[: -len(ending)], ending)
        for ending in _FOLDED_ENDINGS
        if folded.endswith(ending) and len(folded) - len(ending) >= 4
    ]


_ENDINGS = (
    "ların", "lərin", "lara", "lərə", "dan", "dən", "nın", "nin", "nun", "nün", "ın", "in", "un",
    "ün", "da", "də", "nı", "ni", "nu", "nü", "la", "lə", "ya", "yə", "a", "ə", "ı", "i", "u",
    "ü", "ого", "ому", "ыми", "ой", "ым", "ом", "ем", "ей", "ою", "а", "у", "е", "ы", "s", "'s",
)  # fmt: skip


_FOLDED_ENDINGS = tuple(dict.fromkeys(fold(each).replace("'", "") for each in _ENDINGS))


def stems(word: str) -> list[str]:
    """The word itself, and the word without each ending that it may bear in az, ru or en."""
    plain = word.replace("’", "'")
    lower = plain.lower()
    found = [plain]
    if lower.endswith(_ENDINGS):
        for ending in _ENDINGS:
            if lower.endswith(ending) and len(plain) - len(ending) >= 4:
                found.append(plain[: -len(ending)].rstrip("'"))
    return found
