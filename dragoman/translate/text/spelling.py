"""Folding of words for search: the same functions at index time and at query time.

`fold` takes away what people type differently: case (the Turkic way, where ı and I, i and İ are
pairs), ə, ё, diacritics. `name_key` goes further, across Azerbaijani, Russian and English spellings
of a name: Мамедов, Məmmədov, Mammadov and Mamedov have one key.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
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
# The same by a table, which is sooner for a word and later for a page.
_BY_LETTER = str.maketrans(
    dict(_ALIKE) | {each: bare for marked, bare in _MARKED for each in (marked, marked.upper())}
)
_LONGEST_WORD = 32


def fold(text: str) -> str:
    """The text in the form that words are compared in; `fold(fold(t)) == fold(t)`.

    >>> fold("IŞIQ") == fold("ışıq")
    True
    """
    if text.isascii():
        return text.lower()
    if not unicodedata.is_normalized("NFC", text):
        text = unicodedata.normalize("NFC", text)
    is_word = len(text) <= _LONGEST_WORD
    text = text.translate(_BY_LETTER).lower() if is_word else _page_folded(text)
    if not unicodedata.is_normalized("NFD", text):
        text = unicodedata.normalize("NFD", text)
    return _MARKS.sub("", text).replace(_SHORT_I, "й")


def _page_folded(text: str) -> str:
    for letter, alike in _ALIKE:
        text = text.replace(letter, alike)
    text = text.lower()
    for letter, bare in _MARKED:
        text = text.replace(letter, bare)
    return text


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
    ("shch", "s"), ("ts", "s"), ("tz", "s"), ("dzh", "j"), ("dj", "j"), ("kh", "h"), ("gh", "g"),
    ("sh", "s"), ("ch", "c"), ("zh", "j"), ("yu", "u"), ("ya", "a"), ("ye", "e"), ("yo", "o"),
)  # fmt: skip
_LETTER_SOUNDS = str.maketrans({"x": "h", "q": "g", "k": "g", "c": "j", "w": "v"})
_TO_LATIN = str.maketrans(_CYRILLIC)
_DOUBLED = re.compile(r"(.)\1+")
_NO_VOWELS = str.maketrans("", "", "aeiouy")


# A glide before a consonant: Hüseynov, Гусейнов and Huseinov have one, İsmayılov too, Həsənov none.
_GLIDE = re.compile(r"([aeo])(?:yi|[iy])(?=[^aeiouy])")
# Where Russian has г for a sound that Azerbaijani and English write h: at the beginning, and
# between vowels (Гусейнов, Ибрагим); before r too (Зограб, Грант).
_RUSSIAN_G = re.compile(r"(?:^|(?<=[aeiou]))[gг](?=[aeiouаеёиоуыэюяrр])")
# Spellings of which nobody knows by themselves what they stand for: each gives one more key.
_VARIANTS = (
    (re.compile("x"), "ks"),  # Alexander, Maxim; else it is the Azerbaijani x
    (
        re.compile("c(?=[tlr])|(?<=[aeiou])c$|(?<=s)c(?=[ao])"),
        "k",
    ),  # Victor; else the Azerbaijani c
    (re.compile("(?<=[aeiou])h(?=i)"), ""),  # Шаин is Şahin
    # Арутюнян is Harutyunyan, Ованнисян Hovhannisyan, Акопян Hakobyan: Russian drops an Armenian h.
    (re.compile("^h(?=arut|ayk|ayrap|ambarts|asmik|akob|ovs|ovik)"), ""),
    (re.compile("^hovh(?=ann)"), "ov"),
    (re.compile("(?<=^ako)p"), "b"),
    (re.compile("kp"), "kb"),  # Алекперов is Ələkbərov
    (re.compile("(?<=e)ht(?=i)"), "hd"),  # Мехтиев is Mehdiyev
)
_ZADEH = re.compile("(?<=zad[ae])h$|(?<=[bl]l[ae])h$")
# A short name has too few consonants for a key; its vowels then count, by their kind.
_VOWELS = str.maketrans({"a": "A", "e": "A", "i": "I", "y": "I", "Y": "I", "o": "U", "u": "U"})
_SHORT = "~"
# What English reporters write as they hear it: Fassil is perhaps Fazil.
_LOOSE, _HEARD = "?", str.maketrans({"z": "s", "d": "t", "f": "v"})
_LEAST_HEARD = 3


def name_key(word: str) -> str:
    """A key that the usual spellings of one name share; empty where a word is too short for one.

    The consonants decide; of vowels only that there is one at the beginning, and a glide (`ey`).
    """
    return _key_of(form(word))


def name_keys(word: str) -> tuple[str, ...]:
    """`name_key`, and the keys of what else its letters may stand for.

    A g may be an h as in Russian, an x a ks. A name too short for a key has one by its vowels.
    """
    folded = folded_word(word)
    latin = _in_latin(folded)
    forms = [folded, _RUSSIAN_G.sub("h", latin)]
    forms += [pattern.sub(by, latin) for pattern, by in _VARIANTS if pattern.search(latin)]
    return tuple(dict.fromkeys(filter(None, map(_key_or_short, forms))))


def loose_key(word: str) -> str:
    """A key that names share which sound alike to who does not know them; empty for a short one.

    >>> loose_key("Fassil") == loose_key("Fazil")
    True
    """
    heard = _once(_key_of(form(word)).translate(_HEARD))
    return _LOOSE + heard if len(heard) >= _LEAST_HEARD else ""


def _key_or_short(folded: str) -> str:
    return _key_of(folded) or _short_key(folded)


def _short_key(folded: str) -> str:
    sounds = _once(_sounds(folded).translate(_VOWELS))
    sounds = re.sub("I(?=[AU])|(?<=[AU])I", "", sounds)  # Юля is Yulia, Эюб Eyyub
    has_consonant = any(char.islower() for char in sounds)
    return _SHORT + sounds if has_consonant and len(folded) > 2 else ""


@lru_cache(maxsize=1 << 15)
def _sounds(folded: str) -> str:
    """A folded word in the Latin letters that spellings of one sound share; a glide is a Y."""
    latin = _in_latin(folded.replace("'", ""))
    if latin.endswith("h"):
        latin = _ZADEH.sub("", latin)
    for spelling, sound in _SOUNDS:
        latin = latin.replace(spelling, sound)
    latin = _once(latin.translate(_LETTER_SOUNDS))
    return _GLIDE.sub(r"\1Y", latin) if _GLIDE.search(latin) else latin


def _once(latin: str) -> str:
    """Without doubled letters. Few words have any, and the search is sooner than the change."""
    return _DOUBLED.sub(r"\1", latin) if _DOUBLED.search(latin) else latin


def _in_latin(folded: str) -> str:
    return folded if folded.isascii() else folded.replace("дж", "j").translate(_TO_LATIN)


@lru_cache(maxsize=1 << 15)
def _key_of(folded: str) -> str:
    sounds = _sounds(folded)
    if len(sounds) < 3:
        return ""
    head = "a" if sounds[0] in "aeiou" else ""
    skeleton = _once(sounds.translate(_NO_VOWELS).lower())
    return head + skeleton if len(skeleton) > 1 else ""


@lru_cache(maxsize=1 << 15)
def sounding(word: str) -> str:
    """A word in the Latin letters that spellings of one sound share, vowels and all."""
    return _sounds(form(word)).lower()


@lru_cache(maxsize=1 << 14)
def pattern(word: str) -> str:
    """The consonants of a word and where vowels stand: Мамедов and Mammadov, but not Mammadova."""
    return re.sub("[aeiouy]+", "-", _sounds(form(word))).lower()


def loose_pattern(word: str) -> str:
    """`pattern`, where what sounds alike to who does not know the name is the same."""
    return pattern(word).translate(_HEARD)


def capitalised(text: str) -> Iterator[tuple[str, int, int]]:
    """The words of a text that begin with a capital, each with where it starts and stops."""
    return ((match.group(), *match.span()) for match in _CAPITALISED.finditer(text))


def name_forms(text: str) -> list[str]:
    """The capitalised words of a text in their order, as names are looked up."""
    return [form(word) for word in _CAPITALISED.findall(text) if len(word) > 2]


@lru_cache(maxsize=1 << 16)
def folded_word(word: str) -> str:
    """`fold` of one word, which comes again and again."""
    return fold(word)


@lru_cache(maxsize=1 << 16)
def form(word: str) -> str:
    """One word as names are looked up: folded, without apostrophes."""
    return folded_word(word).replace("'", "")


@lru_cache(maxsize=1 << 16)
def names_keyed(folded: str) -> tuple[str, ...]:
    """The keys of a name's form, the loose ones too, with and without endings that it may bear."""
    stems = [folded, *(stem for stem, _ending in bared(folded))]
    keys = [key for stem in stems for key in (*name_keys(stem), loose_key(stem))]
    return tuple(dict.fromkeys(filter(None, keys)))


def bared(folded: str) -> list[tuple[str, str]]:
    """A folded word without each ending that it may bear in az, ru or en, and that ending."""
    return [
        (folded[: -len(ending)], ending)
        for ending in _FOLDED_BY_LAST.get(folded[-1:], ())
        if folded.endswith(ending) and len(folded) - len(ending) >= 4
    ]


_ENDINGS = (
    "ların", "lərin", "lara", "lərə", "dan", "dən", "nın", "nin", "nun", "nün", "ın", "in", "un",
    "ün", "da", "də", "nı", "ni", "nu", "nü", "la", "lə", "ya", "yə", "a", "ə", "ı", "i", "u",
    "ü", "ого", "ому", "ыми", "ой", "ым", "ом", "ем", "ей", "ою", "а", "у", "е", "ы", "s", "'s",
)  # fmt: skip


def _by_last(endings: Iterable[str]) -> dict[str, list[str]]:
    """Endings by their last letters, each once."""
    found: dict[str, list[str]] = defaultdict(list)
    for ending in dict.fromkeys(endings):
        found[ending[-1]].append(ending)
    return dict(found)


_BY_LAST = _by_last(_ENDINGS)
_FOLDED_BY_LAST = _by_last(fold(each).replace("'", "") for each in _ENDINGS)


def stems(word: str) -> list[str]:
    """The word itself, and the word without each ending that it may bear in az, ru or en."""
    plain = word.replace("’", "'")
    lower = plain.lower()
    found = [plain]
    for ending in _BY_LAST.get(lower[-1:], ()):
        if lower.endswith(ending) and len(plain) - len(ending) >= 4:
            found.append(plain[: -len(ending)].rstrip("'"))
    return found
