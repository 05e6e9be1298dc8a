"""Folding of words for search: the same functions at index time and at query time.

`fold` takes away what people type differently: case (the Turkic way, where ı and I, i and İ are
pairs), ə, ё, diacritics. `name_key` goes further, across Azerbaijani, Russian and English spellings
of a name: Мамедов, Məmmədov, Mammadov and Mamedov have one key.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

WORD = re.compile(r"[^\W\d_]+(?:['’ʼ][^\W\d_]+)*")

_LETTERS = str.maketrans(
    {
        "İ": "i",
        "I": "i",
        "ı": "i",
        "ə": "e",
        "Ə": "e",
        "ә": "e",  # Cyrillic U+04D9, found inside Latin words of real pages
        "Ә": "e",
        "ё": "е",
        "Ё": "е",
        "й": "\ue000",  # й is a letter of its own, not an и with a mark
        "Й": "\ue000",
        "’": "'",
        "ʼ": "'",
    }
)
_MARKS = str.maketrans(dict.fromkeys(map(chr, range(0x300, 0x370))) | {"\ue000": "й"})


def fold(text: str) -> str:
    """The text in the form that words are compared in; `fold(fold(t)) == fold(t)`.

    >>> fold("IŞIQ") == fold("ışıq")
    True
    """
    lowered = text.translate(_LETTERS).lower()
    if lowered.isascii():
        return lowered
    return unicodedata.normalize("NFD", lowered).translate(_MARKS)


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


def _key_of(folded: str) -> str:
    latin = "".join(
        _CYRILLIC.get(char, char) for char in folded.replace("дж", "j").replace("'", "")
    )
    for spelling, sound in _SOUNDS:
        latin = latin.replace(spelling, sound)
    latin = re.sub(r"(.)\1+", r"\1", latin)
    if len(latin) < 3:
        return ""
    head = "a" if latin[0] in "aeiou" else ""
    glided = _GLIDE.sub(r"\1Y", latin)
    skeleton = "".join(char for char in glided if char not in "aeiouy").lower()
    skeleton = re.sub(r"(.)\1+", r"\1", skeleton)
    return head + skeleton if len(skeleton) > 1 else ""


def names_in(text: str) -> list[str]:
    """The name keys of the capitalised words of a text, each with case endings taken off too."""
    keys: dict[str, None] = {}
    for match in WORD.finditer(text):
        word = match.group()
        if len(word) > 2 and word[0].isupper():
            keys.update(dict.fromkeys(_keys(word)))
    return list(keys)


@lru_cache(maxsize=1 << 16)
def _keys(word: str) -> tuple[str, ...]:
    """Pure, and asked for the same words again and again."""
    return tuple(dict.fromkeys(key for stem in stems(word) for key in name_keys(stem)))


_ENDINGS = (
    "ların", "lərin", "lara", "lərə", "dan", "dən", "nın", "nin", "nun", "nün", "ın", "in", "un",
    "ün", "da", "də", "nı", "ni", "nu", "nü", "la", "lə", "ya", "yə", "a", "ə", "ı", "i", "u",
    "ü", "ого", "ому", "ыми", "ой", "ым", "ом", "ем", "ей", "ою", "а", "у", "е", "ы", "s", "'s",
)  # fmt: skip


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
