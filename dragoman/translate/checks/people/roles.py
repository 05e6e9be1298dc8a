"""Who did it to whom: a subject and an object that changed places.

Azerbaijani and Russian say by endings who acts and on whom; English says it by order alone. Spoken
of only where a clause has one of each (names, or the people of `_PEOPLE`) and the English has just
these two, the wrong way round, about a plain verb.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from dragoman.translate.checks.case import Case, words
from dragoman.translate.checks.quantities.numerals import lower
from dragoman.translate.text.flag import Flag
from dragoman.translate.text.spelling import name_keys

# English, then stems in Azerbaijani and in Russian: people who do things to each other in reports.
_PEOPLE = (
    ("police|policeman|policemen", "polis", "полиция|полици|полицейск"),
    ("journalist|reporter", "jurnalist", "журналист"),
    ("lawyer|attorney", "vəkil", "адвокат"),
    ("court", "məhkəmə", "суд"),
    ("prosecutor", "prokuror", "прокурор"),
    ("investigator", "müstəntiq", "следовател"),
    ("judge", "hakim", "судь"),
    ("prisoner|inmate|convict", "məhbus|məhkum", "заключенн|осужденн"),
    ("guard|warder", "nəzarətçi|mühafizəçi", "охранник|надзирател|конвоир"),
    ("teacher", "müəllim", "учител"),
    ("doctor|physician", "həkim", "врач"),
    ("soldier", "əsgər", "солдат"),
    ("officer", "zabit", "офицер"),
    ("activist", "fəal", "активист"),
    ("student", "tələbə", "студент"),
    ("minister", "nazir", "министр"),
    ("president", "prezident", "президент"),
    ("witness", "şahid", "свидетел"),
    ("neighbour|neighbor", "qonşu", "сосед"),
    ("driver", "sürücü", "водител"),
    ("deputy|lawmaker", "deputat", "депутат"),
)
_KINDS = {place: re.compile(rf"(?:{words})s?") for place, (words, _, _) in enumerate(_PEOPLE)}
_STEMS = {
    code: [(stem, place) for place, row in enumerate(_PEOPLE) for stem in row[column].split("|")]
    for code, column in (("az", 1), ("ru", 2))
}
_ANY_STEM = {code: tuple(stem for stem, _ in stems) for code, stems in _STEMS.items()}
# What follows the stem of who acts, and of whom it is done to.
_AZ_ON_WHOM = re.compile(r"n?[ıiuü]|[ny]?[aə]")
_RU_ACTS = re.compile(r"|ь|я|а|ый|ий|ая")
_RU_ON_WHOM = re.compile(r"а|я|у|ю|ого|его|ому|ему|ую")
_SURNAME_AZ = re.compile(
    r"(\w+(?:[oe]v|yev|[oe]va|yeva|in|ina|li|lı|lu|lü|zadə|oğlu))([ıiuüaəny]{0,2})"
)
_SURNAME_RU = re.compile(r"([А-ЯЁ]\w+(?:ов|ев|ин))(|а|у|ой)")
_RU_MAN_ACTS, _RU_WOMAN_ACTS = re.compile(r"\w+л(?:ся)?"), re.compile(r"\w+ла(?:сь)?")
_AZ_NEXT = re.compile(r"\s(?:və|amma|lakin|ancaq|sonra|çünki)\s")  # another clause begins
# To take somebody to court, to the police: who that is acts on nobody.
_AZ_IDIOMS = re.compile(r"\b(?:məhkəməyə|polisə|prokurora) (?=(?:ver|çağır|apar|gətir|çək)\w)")
# By whom, with whom, to each other; relative clauses; more than one clause.
_AZ_NOT_PLAIN = re.compile(r"\b(?:tərəfindən|ilə|bir-birin\w+|özü\w*)\b|[ıiuü]l[ıiuü](?:b|r|nd)")
_RU_NOT_PLAIN = re.compile(r"\b(?:котор\w+|друг друг\w+|с|со|что|чтобы|если|ли|не)\b")
_EN_NOT_PLAIN = re.compile(
    r"\b(?:by|who|whom|whose|which|that|was|were|been|being|is|are|each other)\b", re.I
)
# Verbs that say the same from the other side.
_MUTUAL = re.compile(
    r"\b(?:met|meets|married|marries|joined|resembled|received|receives|got|gets|heard|hears"
    r"|learned|obtained|inherited|owed|owes|lost|from|with)\b"
)
_VERB = re.compile(
    r"\w+ed|\w+s|beat|beaten|hit|told|gave|took|saw|sent|shot|sued|left|let|put|struck|fought|sought"
    r"|taught|caught|bought|sold|led|kept|held|knew|threw|hurt|cut|set|made|brought|drew|bit|bribed"
)
_CLAUSE = re.compile(r"[,;:—–«»“”\"()]|(?<=\w) -")
_SKIPPED = frozenset("the a an his her their its that this to at on against has had have".split())
_EN_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_APART = 4  # words between the two in the English


class Person(NamedTuple):
    """Somebody in a source: the word, and what tells them in the English."""

    word: str
    kind: int | None
    keys: frozenset[str]


def roles(case: Case) -> Iterator[Flag]:
    if case.target_code != "en" or case.source_code not in _STEMS:
        return
    person, read = _READERS[case.source_code]
    if sum(person(word) is not None for word in case.source_words) < 2:
        return
    told = [found for each in _clauses(case.source) if (found := read(each)) is not None]
    if not told:
        return
    for clause in _clauses(case.target):
        if _EN_NOT_PLAIN.search(clause) or _MUTUAL.search(clause):
            continue
        for actor, other in told:
            if _turned(clause, actor, other):
                message = f"In the source “{actor.word}” acts on “{other.word}”, here it is not so."
                yield Flag("roles", "warn", message)
                return


def _clauses(text: str) -> list[str]:
    return [each for each in _CLAUSE.split(text) if each.strip()]


def _azerbaijani(clause: str) -> tuple[Person, Person] | None:
    """The one in the nominative and, behind, the one in the accusative or dative."""
    clause = _AZ_IDIOMS.sub(" ", clause)
    people = [each for each in map(_az_person, words(clause)) if each is not None]
    if len(people) != 2:
        return None
    before, other_word, after = clause.rpartition(people[1][0].word)
    if _AZ_NOT_PLAIN.search(before + other_word + _AZ_NEXT.split(after)[0]):
        return None
    (actor, ending), (other, other_ending) = people
    if ending or not other_ending or not _AZ_ON_WHOM.fullmatch(other_ending):
        return None
    return actor, other


def _russian(clause: str) -> tuple[Person, Person] | None:
    """The one in the nominative and the one in another case, in whichever order."""
    held = words(clause)
    people = [each for each in map(_ru_person, held) if each is not None]
    if len(people) != 2 or _RU_NOT_PLAIN.search(clause):
        return None
    man = any(map(_RU_MAN_ACTS.fullmatch, held))
    if man == any(map(_RU_WOMAN_ACTS.fullmatch, held)):
        return None
    fitting = [
        (one[0], two[0])
        for one, two in (people, people[::-1])
        if _ru_acts(*one, man) and _ru_undergoes(two[1])
    ]
    return fitting[0] if len(fitting) == 1 else None


def _ru_acts(person: Person, ending: str, man: bool) -> bool:
    if person.kind is None:
        return ending == ("" if man else "а")
    return _RU_ACTS.fullmatch(ending) is not None and man


def _ru_undergoes(ending: str) -> bool:
    return _RU_ON_WHOM.fullmatch(ending) is not None


@lru_cache(maxsize=1 << 14)
def _az_person(word: str) -> tuple[Person, str] | None:
    low = lower(word, "az")
    for stem, kind in _STEMS["az"] if low.startswith(_ANY_STEM["az"]) else ():
        if low.startswith(stem):
            return Person(word, kind, frozenset()), low[len(stem) :]
    found = _SURNAME_AZ.fullmatch(word) if word[0].isupper() else None
    if found is None or len(found[1]) < 5:
        return None
    return Person(word, None, frozenset(name_keys(found[1]))), found[2]


@lru_cache(maxsize=1 << 14)
def _ru_person(word: str) -> tuple[Person, str] | None:
    low = lower(word, "ru")
    for stem, kind in _STEMS["ru"] if low.startswith(_ANY_STEM["ru"]) else ():
        if low.startswith(stem) and len(low) - len(stem) <= 3:
            return Person(word, kind, frozenset()), low[len(stem) :]
    found = _SURNAME_RU.fullmatch(word)
    if found is None:
        return None
    keys = {key for form in (found[1], found[1] + "а") for key in name_keys(form)}
    return Person(word, None, frozenset(keys)), found[2]


_READERS = {"az": (_az_person, _azerbaijani), "ru": (_ru_person, _russian)}


def _turned(target: str, actor: Person, other: Person) -> bool:
    """Whether the English has the other first, a plain verb, and then the one who acts."""
    held = _EN_WORD.findall(target)
    first = [place for place, word in enumerate(held) if _is(word, other)]
    second = [place for place, word in enumerate(held) if _is(word, actor)]
    if len(first) != 1 or len(second) != 1:
        return False
    between = held[first[0] + 1 : second[0]]
    between = [word for word in between if word.lower() not in _SKIPPED]
    while len(between) > 1 and between[-1][0].isupper():  # the first names of who comes second
        between.pop()
    return 0 < len(between) <= _APART and any(map(_VERB.fullmatch, between[:2]))


@lru_cache(maxsize=1 << 14)
def _is(word: str, person: Person) -> bool:
    bare = re.sub(r"['’]s?$", "", word)
    if bare != word:
        return False  # of somebody
    if person.kind is not None:
        return _KINDS[person.kind].fullmatch(word.lower()) is not None
    return word[0].isupper() and not person.keys.isdisjoint(name_keys(word))
