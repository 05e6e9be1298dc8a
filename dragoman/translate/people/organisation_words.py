"""What organisations are called, as data: the same words in English, Azerbaijani and Russian."""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache

from dragoman.translate.text.spelling import WORD, fold, folded_word, name_key

# What may stand between the words of a name.
CONNECTING = {
    "en": frozenset("of for the and on in to".split()),
    "az": frozenset("və üzrə uğrunda".split()),
    "ru": frozenset("и по за в о".split()),
}
_SMALL = frozenset(map(fold, ("of for the and on in to a an ve uzre ugrunda и по за в о".split())))

# By meaning: how its words begin in each language, folded. An institution's noun is marked with *.
_MEANINGS = """
*committee committee komite комитет
*commission commission komissiya комисси
*union union ittifaq birli союз
*party party partiya parti парти
*court court mehkeme суд
*ministry ministry nazirli министерств
*service service xidmet служб
*association association assosiasiya ассоциаци
*organisation organi[sz]ation teskilat организаци
*foundation foundation fond фонд
*council council sura совет
*centre cent(?:re|er) merkez центр
*institute institute institut институт
*society society cemiyyet обществ
*front front cebhe фронт
*federation federation federasiya федераци
*confederation confederation konfederasiya конфедераци
*agency agency agentli агентств
*parliament parliament meclis парламент
*assembly assembly assambleya ассамбле
*bank bank bank банк
*radio radio radio радио
*police police polis полици
*prosecutor prosecut prokurorlu прокуратур
*university university universitet университет
*house house ev дом
*bar bar kollegiya коллеги
*alliance alliance alyans альянс
*movement movement herekat движени
*coalition coalition koalisiya коалици
*department department departament департамент
*network network sebeke сеть
*club club klub клуб
*company company sirket компани
defend (?:defen[cs]e|protection|defend) mudafie защит
political political siyasi политическ
prisoner prisoner mehbus заключ[её]нн
freedom (?:freedom|liberty) azadli свобод
human human insan человек
rights rights huquq прав
popular (?:popular|people) xalq народн
penitentiary penitentiary penitensiar пенитенциарн
journalist journalist jurnalist журналист
trade (?:trade|labou?r) hemkar профсоюз
azerbaijan azerbaijan azerbaycan азербайджан
baku baku baki бакинск
justice justice edliyye юстици
internal (?:internal|interior) daxili внутренн
grave (?:grave|serious) agir тяжк
crimes crimes cinayetl преступлен
security security tehlukesizli безопасност
state state dovlet государственн
european europe avropa европейск
national national milli национальн
""".strip().splitlines()  # fmt: skip
_WORDS = [(line.split()[0].lstrip("*"), line.split()[1:]) for line in _MEANINGS]
_STEMS = [(meaning, re.compile(f"(?:{'|'.join(forms)})\\w*")) for meaning, forms in _WORDS]
INSTITUTIONS = re.compile(
    "(?:"
    + "|".join(f for line in _MEANINGS if line[0] == "*" for f in line.split()[1:])
    + ")\\w{0,9}"
)
# A Russian word that says two things.
_BOTH = {"политзаключ": ("political", "prisoner")}


@lru_cache(maxsize=1 << 12)
def meanings_of(folded: str) -> tuple[str, ...]:
    """What a folded word of a name means; its key where that is not listed."""
    for begins, both in _BOTH.items():
        if folded.startswith(begins):
            return both
    for meaning, stem in _STEMS:
        if stem.fullmatch(folded):
            return (meaning,)
    return (name_key(folded) or folded,)


@lru_cache(maxsize=1 << 12)
def concepts(name: str) -> frozenset[str]:
    """What an organisation's name says, in whatever language: two with the same are one."""
    words = [folded_word(each) for each in WORD.findall(name)]
    return frozenset(m for word in words if word not in _SMALL for m in meanings_of(word))


_TO_LATIN = {
    "з": "z", "к": "k", "п": "p", "с": "s", "ф": "f", "ц": "c", "д": "d", "ж": "j",
    "б": "b", "ч": "c", "н": "n", "а": "a", "ю": "y", "в": "v", "т": "t", "г": "g", "о": "o",
    "р": "r", "у": "u", "м": "m", "л": "l", "и": "i", "е": "e", "э": "e", "я": "y",
}  # fmt: skip


def fits(short: str, name: str) -> bool:
    """Whether a short form has the initials of a name, as English, Azerbaijani or Russian say it.

    >>> fits("KZPZ", "Committee for the Defense of Political Prisoners")
    True
    """
    words = [folded_word(each) for each in WORD.findall(name)]
    told = [meaning for word in words if word not in _SMALL for meaning in meanings_of(word)]
    forms = dict(_WORDS)
    if len(short) < 3 or len(told) != len(short) or not set(told) <= set(forms):
        return False
    wanted = Counter(_initial(each) for each in short)
    return any(
        Counter(_initial(_bare(forms[m][at])) for m in told) == wanted for at in (-3, -2, -1)
    )


def _bare(form: str) -> str:
    return form.replace("(?:", "")


def _initial(text: str) -> str:
    letter = fold(text[0])
    return _TO_LATIN.get(letter, letter)
