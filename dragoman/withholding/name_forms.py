"""Whether a word of a text is a word of a name, in another spelling, script or case.

Words are compared by how they sound: in the Latin letters that spellings of one sound share. What
spellings disagree about most, vowels, counts by its kind. Endings come off one after the other, as
Azerbaijani puts them on: Məmmədovlarından is of Məmmədov.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from dragoman.translate.text.spelling import fold, form, loose_key, name_keys, sounding
from dragoman.withholding.arabic_script import is_arabic, like

SURE, PERHAPS, NO = 2, 1, 0
_SURENESS = {1.0: SURE, 0.5: PERHAPS, 0.0: NO}
_ALIKE, _ALIKE_ENOUGH, _MISTYPED = 70, 50, 86
_APART = 3  # letters that spellings of one name may differ by: Əlikram, Alykram
_LONG = 6  # letters, from which on a word that is mistyped is known still
# As they sound: az, then tr where it differs, ru, en. None of them is longer than the next table.
_ENDINGS = frozenset(
    (
        "lar ler dan den tan ten da de ta te nin nun in un ni nu i u a e na ne ya ye ia ie "
        "la le ila ile nla nle gil jun mis mus dir dur tir tur sis sus siz suz am em im um yn "
        "san sen ig ug gi gu ja je li lu lig lug s si su sina sine sinin sini sinda sindan "
        "yam yem nda nde ndan nden daki deki "
        "oy oi ei ey ogo ego omu emu im om em ih imi ami am ah oi o ou eu iu ui "
        "sgi sgiy sgogo sgoy sgom "
        "es ma is it ad"
    ).split()
)
_LONGEST_ENDING = 5
_SHORTEST_STEM, _MOST_ENDINGS = 3, 4
_KINDS = str.maketrans({"e": "A", "a": "A", "i": "I", "y": "I", "o": "U", "u": "U"})
_GLIDES = re.compile("I(?=[AU])|(?<=[AU])I|(?<=A)A|(?<=I)I|(?<=U)U")
_VOWELS = frozenset("aeiouy")
# Scripts that the keys do not read: letter by letter into such as they read.
_GEORGIAN = dict(
    zip(
        "აბგდევზთიკლმნოპჟრსტუფქღყშჩცძწჭხჯჰ",
        "a b g d e v z t i k l m n o p zh r s t u p k gh q sh ch ts dz ts ch kh j h".split(),
        strict=True,
    )
)
_ARMENIAN = dict(
    zip(
        "աբգդեզէըթժիլխծկհձղճմյնշոչպջռսվտրցւփքօֆև",
        (
            "a b g d e z e e t zh i l kh ts k h dz gh ch m y n sh o ch p j r s v t r ts v p k o "
            "f ev"
        ).split(),
        strict=True,
    )
)
_GREEK = dict(
    zip(
        "αβγδεζηθικλμνξοπρσςτυφχω",
        "a v g d e z i t i k l m n ks o p r s s t u f h o".split(),
        strict=True,
    )
)
_GREEK_LETTER = re.compile("[\u0370-\u03ff\u1f00-\u1fff]")
_GREEK_ACCENTS = dict.fromkeys((0x301, 0x308, 0x300, 0x342, 0x313, 0x314))
# Short vowels are not written in it: what is left are the consonants, and long vowels.
_ARABIC = dict(
    zip(
        "ابپتثجچحخدذرزژسشصضطظعغفقکكگلمنوهيیةآئءأإؤى",
        (
            "a b p t s j ch h kh d z r z zh s sh s z t z - gh f q k k g l m n v h y y a a y - a a "
            "v a"
        ).split(),
        strict=True,
    )
)
_OTHER_SCRIPTS = str.maketrans(
    {k: v.replace("-", "") for k, v in (_GEORGIAN | _ARMENIAN | _GREEK | _ARABIC).items()}
)
_ARABIC_ENDINGS = (
    re.compile("[\u0648\u0627]\u0641"),
    re.compile("[\u06cc\u064a]+\u0641"),
)  # -ov, -yev
# Cyrillic letters of other alphabets, and what stands in their place to a reader.
_STRANGE = str.maketrans(
    {
        "і": "i",
        "ї": "i",
        "є": "e",
        "ґ": "g",
        "қ": "q",
        "ң": "n",
        "ұ": "u",
        "җ": "c",
        "ӏ": "i",
        "ѕ": "s",
    }
)


# Letters of phonetic alphabets and small capitals, which people and old fonts write for others.
LOOK_ALIKE = str.maketrans("ǝƎɑɡᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘʀꜱᴛᴜᴠᴡʏᴢ", "əƏagabcdefghijklmnoprstuvwyz")
_APOSTROPHE = re.compile("['’ʼ]")


@lru_cache(maxsize=1 << 16)
def heard(word: str) -> str:
    """How a word sounds, in Latin letters of which each is one sound."""
    return sounding(_in_known_letters(word))


@lru_cache(maxsize=1 << 16)
def _in_known_letters(word: str) -> str:
    plain = unicodedata.normalize("NFKC", word).lower()
    if _GREEK_LETTER.search(plain):
        plain = unicodedata.normalize("NFD", plain).translate(_GREEK_ACCENTS)
        for pair, letter in (("ντ", "d"), ("μπ", "b"), ("γκ", "g"), ("τζ", "j"), ("ου", "u")):
            plain = plain.replace(pair, letter)
    if is_arabic(plain):
        plain = plain.replace("تش", "چ")  # ch, as Arabic writes it
        for ending, by in zip(_ARABIC_ENDINGS, ("ov", "iev"), strict=True):
            plain = ending.sub(by, plain)
    return plain.translate(_OTHER_SCRIPTS).translate(_STRANGE).translate(LOOK_ALIKE)


@lru_cache(maxsize=1 << 16)
def kinds(sound: str) -> str:
    """A sound with its vowels by kind: Mamedov, Mammadov and Məmmədov have the same."""
    return _GLIDES.sub("", sound.translate(_KINDS))


@lru_cache(maxsize=1 << 16)
def bare_forms(sound: str) -> tuple[str, ...]:
    """The sound itself, and what is left without one ending, two and so on, longest first."""
    found, latest = {sound: None}, [sound]
    for _ in range(_MOST_ENDINGS):
        latest = [
            each[:-cut]
            for each in latest
            for cut in range(1, min(_LONGEST_ENDING, len(each) - _SHORTEST_STEM) + 1)
            if each[-cut:] in _ENDINGS
        ]
        found |= dict.fromkeys(latest)
    return tuple(sorted(found, key=len, reverse=True))


@lru_cache(maxsize=1 << 16)
def keys_of(word: str) -> frozenset[str]:
    return frozenset(name_keys(form(_in_known_letters(word))))


@lru_cache(maxsize=1 << 17)
def likeness(word: str, wanted: str) -> int:
    """SURE where a word is a form of `wanted`, PERHAPS where it may be, else NO."""
    if fold(word) == fold(wanted):
        return SURE
    own, sought = heard(word), heard(wanted)
    if is_arabic(word) and not is_arabic(wanted):
        return _SURENESS[like(word, sought)]
    if len(sought) < _SHORTEST_STEM or len(own) < _SHORTEST_STEM:
        return _short(word, own, sought)
    if kinds(sought) in _kinds_of(own) or _declined(own, sought):
        return SURE
    return _by_key(own, wanted, sought)


def is_form(word: str, wanted: str) -> bool:
    """Whether a word is `wanted` itself, with an ending or without, and nothing that is less."""
    return fold(word) == fold(wanted) or kinds(heard(wanted)) in _kinds_of(heard(word))


def _short(word: str, own: str, sought: str) -> int:
    """Of a name of a letter or two: an ending behind an apostrophe is one, another may be one."""
    stem, *ending = _APOSTROPHE.split(word, maxsplit=1)
    if own == sought or (ending and heard(stem) == sought and heard(ending[0]) in _ENDINGS):
        return SURE
    rest = own.removeprefix(sought)
    longer = len(sought) > 1 and 1 < len(rest) < len(own)
    return PERHAPS if longer and rest in _ENDINGS and word[0].isupper() else NO


@lru_cache(maxsize=1 << 16)
def _kinds_of(sound: str) -> frozenset[str]:
    """Of all forms; not of what is hardly more than consonants, which would be anybody's."""
    return frozenset(kinds(each) for each in bare_forms(sound))


def _declined(own: str, sought: str) -> bool:
    """An ending that took a letter with it: Лейлы is of Лейла, Çiçəyin of Çiçək."""
    if sought[-1] in _VOWELS and len(sought) > _SHORTEST_STEM:
        without = kinds(sought[:-1])
        return any(
            kinds(each) == without and len(own) > len(each) for each in bare_forms(own)[1:]
        ) or (kinds(own) == without and len(without) > _SHORTEST_STEM)
    if sought[-1] == "g" and len(sought) > _SHORTEST_STEM + 1:
        return any(kinds(each) == kinds(sought[:-1]) for each in bare_forms(own)[1:])
    return False


def _by_key(own: str, wanted: str, sought: str) -> int:
    """By what the consonants have in common, where letters are near enough besides."""
    from rapidfuzz.fuzz import ratio

    best = 0.0
    wanted_keys = keys_of(wanted)
    for each in bare_forms(own):
        if abs(len(each) - len(sought)) <= _APART and not wanted_keys.isdisjoint(keys_of(each)):
            best = max(best, ratio(kinds(each), kinds(sought)))
    if best >= _ALIKE:
        return SURE
    if best >= _ALIKE_ENOUGH:
        return PERHAPS
    if (
        len(sought) >= _LONG
        and kinds(own)[:1] == kinds(sought)[:1]
        and any(ratio(each, sought) >= _MISTYPED for each in bare_forms(own))
    ):
        return PERHAPS
    loose = loose_key(sought)
    if loose and any(loose_key(each) == loose for each in bare_forms(own)):
        return PERHAPS if ratio(own, sought) >= _ALIKE else NO
    return NO
