"""Scripts, and Azerbaijani in the scripts that it is found in.

Codes are ISO 15924 (`Latn`, `Cyrl`, `Arab`, …); `Zyyy` is text that belongs to no script.
"""

from __future__ import annotations

import functools
import re
from bisect import bisect_right
from collections import Counter

UNKNOWN = "Zyyy"

# First code point of a range, and the script from there on; letters alone are looked up here.
_RANGES = (
    (0x0041, "Latn"), (0x0250, "Latn"), (0x02B0, UNKNOWN), (0x0370, "Grek"), (0x0400, "Cyrl"),
    (0x0530, "Armn"), (0x0590, "Hebr"), (0x0600, "Arab"), (0x0700, "Syrc"), (0x0750, "Arab"),
    (0x0780, "Thaa"), (0x07C0, UNKNOWN), (0x0870, "Arab"), (0x0900, "Deva"), (0x0980, "Beng"),
    (0x0A00, "Guru"), (0x0A80, "Gujr"), (0x0B00, "Orya"), (0x0B80, "Taml"), (0x0C00, "Telu"),
    (0x0C80, "Knda"), (0x0D00, "Mlym"), (0x0D80, "Sinh"), (0x0E00, "Thai"), (0x0E80, "Laoo"),
    (0x0F00, "Tibt"), (0x1000, "Mymr"), (0x10A0, "Geor"), (0x1100, "Hang"), (0x1200, "Ethi"),
    (0x13A0, UNKNOWN), (0x1780, "Khmr"), (0x1800, "Mong"), (0x18B0, UNKNOWN), (0x1C80, "Cyrl"),
    (0x1C90, "Geor"), (0x1CC0, UNKNOWN), (0x1D00, "Latn"), (0x1D2B, "Cyrl"), (0x1D2C, "Latn"),
    (0x1DC0, UNKNOWN), (0x1E00, "Latn"), (0x1F00, "Grek"), (0x2000, UNKNOWN), (0x2C60, "Latn"),
    (0x2C80, UNKNOWN), (0x2D00, "Geor"), (0x2D30, UNKNOWN), (0x2DE0, "Cyrl"), (0x2E00, UNKNOWN),
    (0x3040, "Hira"), (0x30A0, "Kana"), (0x3100, "Bopo"), (0x3130, "Hang"), (0x3190, UNKNOWN),
    (0x3400, "Hani"), (0xA000, UNKNOWN), (0xA640, "Cyrl"), (0xA6A0, UNKNOWN), (0xA720, "Latn"),
    (0xA800, UNKNOWN), (0xAB30, "Latn"), (0xAB70, UNKNOWN), (0xAC00, "Hang"), (0xD7B0, UNKNOWN),
    (0xF900, "Hani"), (0xFB00, "Latn"), (0xFB13, "Armn"), (0xFB1D, "Hebr"), (0xFB50, "Arab"),
    (0xFE00, UNKNOWN), (0xFE70, "Arab"), (0xFF21, "Latn"), (0xFF66, "Kana"), (0xFFA0, "Hang"),
    (0xFFE0, UNKNOWN), (0x20000, "Hani"), (0x32000, UNKNOWN),
)  # fmt: skip
_STARTS = [start for start, _ in _RANGES]
_SCRIPTS = [script for _, script in _RANGES]

_WORD = re.compile(r"[^\W\d_]+")
_LATIN = re.compile(r"[A-Za-zÀ-ɏəƏ]")
_CYRILLIC_SCHWA = re.compile("[Әә]")

# The alphabet of 1958, in use to the end of the 1990s, and the Russian letters beside it.
_AZERBAIJANI = {
    "а": "a", "б": "b", "в": "v", "г": "q", "ғ": "ğ", "д": "d", "е": "e", "ә": "ə", "ж": "j",
    "з": "z", "и": "i", "й": "y", "ы": "ı", "ј": "y", "к": "k", "ҝ": "g", "л": "l", "м": "m",
    "н": "n", "о": "o", "ө": "ö", "п": "p", "р": "r", "с": "s", "т": "t", "у": "u", "ү": "ü",
    "ф": "f", "х": "x", "һ": "h", "ч": "ç", "ҹ": "c", "ш": "ş", "щ": "şç", "ц": "ts", "э": "e",
    "ю": "yu", "я": "ya", "ё": "yo", "ь": "", "ъ": "", "ʼ": "",
}  # fmt: skip


def _upper(letters: str) -> str:
    """Azerbaijani capitals: i has a dot on them, ı has none."""
    return letters.replace("i", "İ").upper()


_TO_LATIN = str.maketrans(
    _AZERBAIJANI
    | {letter.upper(): _upper(latin)[:1] + latin[1:] for letter, latin in _AZERBAIJANI.items()}
)

# Letters that Azerbaijani wrote in Cyrillic and its neighbours did not, or not together.
_ONLY_AZERBAIJANI = frozenset("ҝҹ")
_WITH_JE = frozenset("әөүғһ")
_NEVER_AZERBAIJANI = frozenset("љњћђџѓќѕіїєґўқҳңҙҫҡҷӯӣұҗӑӗ")


@functools.lru_cache(maxsize=4096)
def script_of_letter(letter: str) -> str:
    """The script of one letter; `Zyyy` for what is no letter."""
    if not letter.isalpha():
        return UNKNOWN
    return _SCRIPTS[max(0, bisect_right(_STARTS, ord(letter)) - 1)]


def letters_by_script(text: str) -> dict[str, int]:
    """How many letters of `text` each script has; scripts with none are left out."""
    counts: Counter[str] = Counter()
    for letter, count in Counter(text).items():
        script = script_of_letter(letter)
        if script != UNKNOWN:
            counts[script] += count
    return dict(counts)


def words_of_script(text: str, script: str) -> str:
    """`text` with the words of other scripts left out; digits and punctuation stay."""

    strange = {letter for letter in set(text) if script_of_letter(letter) != script}

    def kept(match: re.Match[str]) -> str:
        word = match.group()
        if strange.isdisjoint(word):
            return word
        own = sum(script_of_letter(letter) == script for letter in word)
        return word if own * 2 > len(word) else " "

    return _WORD.sub(kept, text)


def letters_of_words(text: str) -> int:
    """How many letters the different words of `text` have; initials and repeats count nothing."""
    return sum(len(word) for word in set(_WORD.findall(text)) if len(word) > 1)


def with_latin_schwa(text: str) -> str:
    """`text` with the Cyrillic ә (U+04D9) turned into ə wherever it stands in a Latin word.

    The length stays the same, so offsets hold.
    """
    if not _CYRILLIC_SCHWA.search(text):
        return text

    def repaired(match: re.Match[str]) -> str:
        word = match.group()
        if not _LATIN.search(word):
            return word
        return word.replace("ә", "ə").replace("Ә", "Ə")

    return _WORD.sub(repaired, text)


def azerbaijani_in_latin(text: str) -> str:
    """Azerbaijani in Cyrillic letters as it is written today; other characters stay.

    Lengths differ (ю is two letters, ъ none), so offsets do not carry over.
    """
    return text.translate(_TO_LATIN)


def has_azerbaijani_cyrillic_letters(text: str) -> bool:
    """Whether the letters alone say that a Cyrillic text is Azerbaijani.

    ҝ and ҹ are in no other alphabet that is met here; ј is Serbian and Macedonian too, but
    there it never stands beside ә, ө, ү, ғ or һ.
    """
    letters = Counter(text.lower())
    foreign = sum(letters[letter] for letter in _NEVER_AZERBAIJANI)
    own = sum(letters[letter] for letter in _ONLY_AZERBAIJANI)
    if any(letters[letter] for letter in _WITH_JE):
        own += letters["ј"]
    return own > foreign
