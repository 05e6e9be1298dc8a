"""Names in Arabic letters: of Arabic, Persian, Kurdish, and of Azerbaijani south of the border.

Short vowels are not written there, و is v, o or u, and ه an h or an a. So words are compared by
what is left without all of that: their consonants. Where these are few they say little, and the
beginning has to agree as well. A name of one consonant is known by each of its letters.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

FEWEST, ENOUGH = 2, 3  # consonants by which a name may be known, and by which it is
LETTER = re.compile("[\u0600-\u06ff\u0750-\u077f\u08a0-\u08ff\ufb50-\ufdff\ufe70-\ufefc]")
# Letters of one sound, as names are heard; others are vowels, or hardly heard. و is told apart.
_SOUNDS = dict(
    zip(
        "بپتثجچدذرزژسشصضطظغفڤقکكگلمنڭو",
        "b b t s j j d z r z j s s s z t z g v v g g g g l m n n w".split(),
        strict=True,
    )
)
_LATIN = str.maketrans({"p": "b", "f": "v", "q": "g", "k": "g"} | dict.fromkeys("hyaeiou", None))
_BEFORE = re.compile("(?:[وف]?(?:بال|كال|ال|لل)|[وفبلكس])(?=...)")  # and the, with the, to
_CH = re.compile("ت[شژ]|دج")
_DOUBLE = re.compile(r"(.)\1+")
# What a word begins with that begins with a vowel, or with an h.
_BEGINNINGS = {"a": "اآأإعوۆيیێىئءaeiouy", "h": "هحخھہh"}
_BEGINS = {letter: kind for kind, letters in _BEGINNINGS.items() for letter in letters}
_ENDING = re.compile("[ndlrsm]{1,3}")  # what Azerbaijani and Persian put behind a name
# Vowels of a name of one consonant, as they are written where it begins and where it ends.
# Left out is what would make frequent words of names: آقا (Mr.), على and إلى (on, to), فعلی.
_FIRST = {"a": "[اأع]", "i": "[اإأع][یي]", "u": "[اأع]?[وۆۇ]"}
_WITHIN = {"a": "ا?", "i": "[یي]?", "u": "[وۆۇ]?"}
_LAST = {"a": "[اهةەیى]", "i": "[یيېئ]", "u": "[وۆۇ]"}
_WITH_L = {_FIRST["a"]: "ع", _LAST["a"]: "[اهةە]"}
_KINDS = str.maketrans("eyo", "aiu")
_WRITTEN = re.compile("(h?)([aiu]*)(h?)([b-gj-np-tv-z])(h?)([aiu]?)(h?)")
_DECLINED = "(?:ن[یي]ن|ن[یي]|[یي]ه|[یي]ا|دا?ن|د[اه]|لا|له|ها)?"


def is_arabic(word: str) -> bool:
    return LETTER.search(word) is not None


def like(word: str, heard: str) -> float:
    """How sure a word in Arabic letters is the name that sounds so: 1, 0.5, or 0 for not."""
    sought, beginning = _skeleton(heard.translate(_LATIN)), _BEGINS.get(heard[:1], "")
    if len(sought) < FEWEST:
        pattern = _letter_by_letter(heard)
        return 0.5 if pattern and pattern.fullmatch(_without_marks(word)) else 0.0
    best = 0.0
    for said, begins, plain in _readings(word):
        enough, alike = len(sought) >= ENOUGH, begins == beginning
        if said == sought and (enough or alike):
            best = max(best, 1.0 if enough and alike else 0.5)
        elif plain and enough and said.startswith(sought):
            ends = _ENDING.fullmatch(said, len(sought)) is not None
            best = max(best, (1.0 if alike and sought.endswith("v") else 0.5) if ends else 0.0)
    return best


@lru_cache(maxsize=1 << 15)
def _readings(word: str) -> frozenset[tuple[str, str, bool]]:
    """Its consonants in whatever they may be, with an article or a preposition before it and
    without; with what it begins; and whether no و is read as a consonant."""
    plain = unicodedata.normalize("NFKD", word)
    plain = "".join(each for each in plain if not unicodedata.combining(each))
    found = set()
    for form in {plain, _BEFORE.sub("", plain, count=1)}:
        said = "".join(_SOUNDS.get(each, "") for each in _CH.sub("چ", form))
        for w in ("v", ""):
            begins = "" if w and form[:1] == "و" else _BEGINS.get(form[:1], "")
            found.add((_skeleton(said.replace("w", w)), begins, not w))
    return frozenset(found)


@lru_cache(maxsize=1 << 10)
def _letter_by_letter(heard: str) -> re.Pattern[str] | None:
    """How a name of one consonant is written: علی for Əli, not عالی; None for any other."""
    name = _WRITTEN.fullmatch(_DOUBLE.sub(r"\1", heard.translate(_KINDS)))
    if name is None or not (name[2] or name[6]):
        return None
    h, consonant = f"[{_BEGINNINGS['h']}]", name[4].translate(_LATIN)
    letters = "".join(each for each, sound in _SOUNDS.items() if sound == consonant)
    letters += "وۆ" if consonant == "v" else ""
    first = (_WITHIN if name[1] else _FIRST)[name[2][0]] if name[2] else ""
    last = _LAST[name[6]] if name[6] else ""
    if consonant == "l":
        first, last = _WITH_L.get(first, first), _WITH_L.get(last, last)
    begun = h * len(name[1]) + first + "[یيئو]" * (len(name[2]) > 1) + h * len(name[3])
    written = f"{begun}[{letters}]{{1,2}}{h * len(name[5])}{last}{h * len(name[7])}"
    return re.compile(f"[وبل]?{written}{_DECLINED}") if letters else None


def _without_marks(word: str) -> str:
    """As it is read, with the signs that make other letters: آ is none of ا."""
    plain = unicodedata.normalize("NFKC", word)
    return "".join(each for each in plain if not unicodedata.combining(each))


@lru_cache(maxsize=1 << 15)
def _skeleton(said: str) -> str:
    """Doubled consonants are one, but where nothing else is left: Leyla has two. An n before a b
    is an m to who hears it: قنبر is Qəmbər."""
    once = _DOUBLE.sub(r"\1", said.replace("nb", "mb"))
    return once if len(once) >= FEWEST else said
