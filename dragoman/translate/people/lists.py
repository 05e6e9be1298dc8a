"""Whether a word is a listed first name, or ends as surnames do; in Azerbaijani, Russian, English.

Azerbaijani words are compared as they are written, others by their sound: it is Azerbaijani that
the lists are in.
"""

from __future__ import annotations

import re
from functools import lru_cache

from dragoman.translate.people.first_names import ALSO_WORDS, FOREIGN, KNOWN_ELSEWHERE, LOCAL
from dragoman.translate.people.word_lists import (
    CALLED_AFTER,
    CALLED_AFTER_ELSEWHERE,
    NO_NAMES,
    TITLES,
)
from dragoman.translate.text.capitals import lowered
from dragoman.translate.text.spelling import bared, folded_word, sounding

_CASES = "(?:l[ae]r)?(?:n?[iu]n|[yn]?[iu]|[yn]?[ae]|d[ae]n?|y?l[ae])?"
# Of folded words: endings of surnames, wherever the word stands.
_SURNAME = {
    "az": re.compile(
        r"(?P<stem>\w{2,}?(?:[bcdfgjklmnprstvxzyh]ova|[bdfhklmnrstvzy]eva|[bcdfgjklmnprstvxzyh]ov"
        r"|[bdfhklmnrstvzy]ev|zade|\w\woglu|\w\wqizi|\w\wsoy|\w\wdze|svili|\wenko|\w\wsyan|\w\w[aiou]nyan))"
        rf"{_CASES}(?:'\w+)?"
    ),
    "ru": re.compile(
        r"(?P<stem>\w{2,}?(?:[бвгджзклмнпрстфхчшщй]ов|[бвгджзклмнпрстфхчшщаи]ев|заде|оглу|оглы|кызы"
        r"|дзе|швили|енко|ян))(?:[ауе]|ым|ом|ой|ою|ы|ых|ыми)?"
    ),
    "en": re.compile(
        r"(?P<stem>\w{2,}(?:[bcdfgjklmnprstvxzyh]ov|[bdfhklmnrstvzyai]ev|[bcdfgjklmnprstvxzyh]ova"
        r"|[bdfhklmnrstvzyai]eva|zad[ae]h?|\w\wogh?lu|\w\wg[iy]zi|\w\wdze|shvili|\wenko|\w\wsyan|\w\w[aiou]nyan))(?:'s?)?"
    ),
}
_FOUNDED = {
    "az": re.compile(rf"(?P<whole>(?P<stem>\w{{3,}}?)(?:bey)?l[iu]){_CASES}"),
    "ru": re.compile(r"(?P<whole>(?P<stem>\w{3,}?)(?:бей)?л[иыу])"),
    "en": re.compile(r"(?P<whole>(?P<stem>\w{3,}?)(?:bey)?l[iuy])(?:'s?)?"),
}
# Of a thing that is called after somebody: its noun, possessed, in any case.
_POSSESSED = r"(?:l[ae]r)?s?[iu](?:n[iu]n|n[ae]|n[iu]|nd[ae]n?|n?l[ae]|yl[ae]|nd[ae]ki\w*)?"
_CALLED = re.compile(
    "(?:"
    + "|".join(re.sub("k$", "[ky]", re.sub("q$", "[qg]", each)) for each in CALLED_AFTER)
    + f"){_POSSESSED}|adina"
)
# Endings that are those of surnames only where they are folded: kimyəvi, bütöv.
_ALIKE = re.compile("[əö]va?$")
# Words that end as surnames do and are none.
_NONE = frozenset(map(folded_word, ("könüllü", "girov", "alov", "buxov", "sarsılov")))
_VOWELS = str.maketrans({"e": "a", "y": "i", "o": "u"})
_FIRST = frozenset(map(folded_word, [*LOCAL, *FOREIGN]))
_FIRST_AS_WRITTEN = frozenset(lowered(each, "az") for each in [*LOCAL, *FOREIGN])
_THINGS = frozenset(CALLED_AFTER) | CALLED_AFTER_ELSEWHERE
_ALSO_WORDS = frozenset(map(folded_word, ALSO_WORDS))
_KNOWN = frozenset(map(folded_word, KNOWN_ELSEWHERE))


def sound(word: str) -> str:
    """The consonants of a word, and its vowels by their kind: Мамед, Mammad, Məmməd are one."""
    return sounding(word).translate(_VOWELS)


_BY_SOUND = {
    "local": frozenset(map(sound, LOCAL)),
    "foreign": frozenset(map(sound, FOREIGN)),
    "known": frozenset(map(sound, KNOWN_ELSEWHERE)),
    "also": frozenset(map(sound, ALSO_WORDS)),
}


@lru_cache(maxsize=1 << 15)
def stems_of(folded: str) -> tuple[str, ...]:
    """A folded word, and what is left of it without each ending that it may bear."""
    return folded, *(stem for stem, _ending in bared(folded))


@lru_cache(maxsize=1 << 15)
def is_first_name(plain: str, code: str) -> bool:
    """Whether a word is a listed first name as it stands, without an ending.

    Of an Azerbaijani word with letters of its own all have to fit: şima is not Sima.
    """
    if code == "az":
        return plain in (_FIRST if plain.isascii() else _FIRST_AS_WRITTEN)
    if len(plain) < 3:
        return False
    heard = sound(plain)
    return heard in _BY_SOUND["local"] or heard in _BY_SOUND["foreign"]


def is_declined_first_name(plain: str, code: str) -> bool:
    """Whether it is one that may bear an ending."""
    folded = folded_word(plain)
    bare = stems_of(folded)
    if len(folded) == len(plain):
        bare = tuple(plain[: len(each)] for each in bare)
    return any(is_first_name(each, code) for each in bare)


def is_also_a_word(folded: str, code: str) -> bool:
    """Whether a first name is a word of the language too."""
    return folded in _ALSO_WORDS if code == "az" else sound(folded) in _BY_SOUND["also"]


@lru_cache(maxsize=1 << 15)
def surname_stem(plain: str, code: str) -> str | None:
    """A word that ends as surnames do, folded and without endings of cases; None for any other.

    One that is a first name with -li behind it is one too.
    """
    folded = folded_word(plain)
    if folded in _NONE:
        return None
    found = _SURNAME[code].fullmatch(folded)
    if found is not None and not _ALIKE.search(_written(plain, found["stem"])):
        return found["stem"]
    founded = _FOUNDED[code].fullmatch(folded)
    if founded is not None and is_first_name(_written(plain, founded["stem"]), code):
        return founded["whole"]
    return None


def _written(plain: str, stem: str) -> str:
    """The beginning of a word as it is written that is `stem` where it is folded."""
    return plain[: len(stem)] if len(folded_word(plain)) == len(plain) else stem


def is_known_elsewhere(folded: str, code: str) -> bool:
    """Whether it is a surname from elsewhere that stands alone in the news."""
    if code == "az":
        return any(each in _KNOWN for each in stems_of(folded))
    return any(sound(each) in _BY_SOUND["known"] for each in stems_of(folded))


@lru_cache(maxsize=1 << 15)
def is_no_name(folded: str, code: str) -> bool:
    """Whether a word is none of a name: a place, a month, what things are called, who one is."""
    bare = stems_of(folded)
    if is_called_after(folded, code) or not (_THINGS | NO_NAMES).isdisjoint(bare):
        return True
    title = folded in TITLES
    return title and (is_also_a_word(folded, code) or not is_first_name(folded, code))


@lru_cache(maxsize=1 << 15)
def is_called_after(folded: str, code: str) -> bool:
    """Whether a word behind a name makes it that of a street, a prize, a ministry."""
    if code == "az":
        return _CALLED.fullmatch(folded) is not None
    return folded in CALLED_AFTER_ELSEWHERE
