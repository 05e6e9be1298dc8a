"""Names in the output that nothing in the source speaks for.

A model that does not understand a sentence says something fluent about somebody else. Each word of
the output with a capital, that is no ordinary word, is looked for in the source: by the keys of its
spelling, as a place, people, month or day (`places.py`), among the listed names that the source
holds. One that is not found may be a good translation ("Big Apple"); several are not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from dragoman.translate.checks.case import Case, begins, quoted
from dragoman.translate.checks.people.places import beginning, beginnings, countries
from dragoman.translate.text.flag import Flag
from dragoman.translate.text.spelling import capitalised, folded_word, form, names_keyed, sounding

WARN, REFUSE = 2, 4
MOST_OF = 2  # of many names a few that are written strangely are no sign: half of them are
# How alike the sounds of two names are, in hundredths, where foreign names are written by ear.
ALIKE = 60
# A headline in Title Case has a capital on everything.
_TITLE_CASE = 0.8
# Names that small models of these languages put into any sentence, so that one is enough; and what
# in a source speaks for them: English, source stems.
_OFTEN = (
    (
        "Azerbaijan",
        r"azərb|азерб|azerb|\bar\b|\bар\b|\bcm\b|ölkə|respublika|страны|республик",
    ),
    ("Baku", r"bak[ıi]|баку|бакин|azərb|азерб"),
    ("Nakhchivan", r"nax[çc]|нахич"),
    ("Karabakh", r"qaraba|караба|арцах"),
    ("Aliyev", r"əliyev|aliyev|алиев|prezident|президент"),
    ("Quran", r"quran|коран|qurʼan|qur'an|ayə|surə"),
    ("Allah", r"allah|аллах|tanrı|rəbb"),
)
_SCRIPTURE = {"Quran", "Allah"}  # news seldom speaks of them without saying so
_NAMED = tuple((name, re.compile(stem, re.I)) for name, stem in _OFTEN)
_ORDINARY = frozenset(
    """academy act administration affairs age agency agreement air airlines airport all alliance
    ambassador amendment animals annual appeal apr area army article artificial arts assembly
    association attorney aug authority autumn avenue award bad bank bar basin basketball battle
    bay big black blue board book booking boulevard boy bridge broadcasting bronze brother
    building bureau cabinet canyon cape captain castle category catholic cavalry center central
    centre chair chairman chamber champion championship channel charity charter check chief
    children christmas church citizen city civil civilization class club coast code college
    colonel colonies commerce commission commissioner committee communist community company
    conference congress conservative constitution constitutional consul continental convention
    cooperation corporation corps council counter countries country county court covid criminal
    crown culture cup curse customs cyclone day deal death dec declaration defence defense deficit
    degree democracy democrat democratic department deputy desert development digital direct
    director disaster disorder district doctor dollar dr dragon dream driver dynasty eagle earth
    east eastern economic economy education eight election electoral embassy emergency emirates
    empire energy engineering environment eve evening exchange executive exhibition exposition
    express external facebook faculty fair fall families family fashion father feb federal
    federation festival field figure film finals finance fire first fish five flag fleet flight
    flyer food football force foreign fort forum foundation four free freedom frequent front fund
    game garage garden gas gate general gift girl global god gold good google government governor
    grand grande great green group growth guard guide gulf hall health heart hemisphere her
    heritage high highway hill his history holiday holy home honor hospital hotel house housing
    human hurricane ice idea impact independence independent index industry information instagram
    institute institution insurance integration intelligence interior internal international
    internet investigation iron island jan joint journal judge judiciary jul jun justice key kids
    king kingdom kiss knight labor labour lady lake land language law leader league learning left
    letters level liberal liberty library lieutenant life light line lion list live loan local
    long lord los love lower machine madam magazine mainland major man management manager map mar
    march market marshal master match mayor meal medal media medical medicine member memorial men
    mercy mid military millennium mind mine minister ministry minority miss mission mister model
    moment money monitor month moon morning mother motor mount mountain movement mr museum music
    name national nations natives nature navy neighborhood network never new night nine north
    northeast northern northwest nov nuclear object observatory ocean oct office officer oil old
    olympic one online open opposition order organisation organization our oversight pacific pact
    palace paper park parliament parliamentary part partnership party passengers patriots peace
    peak penal peninsula penitentiary people performance period person pilot pipeline plain plan
    planned plant platform player pole police policy political popular port post poverty power
    practice premier premiership president presidential press prevention primary prime prince
    princess prison private prize probe problem product professor program programme project
    property prosecutor prosperity protection protocol province public quarter queen question race
    radio railway rain rally ranger red reform regiment region registration regulation relations
    report representative republic republican rescue research resistance resolution resources rest
    rev revenge revolution right ring river road rock rockies roman room royal rule safety saint
    san sand school science sea season seat second secretary section security select senate
    senator senior sep sept sergeant series service seven shah ship shop short silver sir sister
    site six sky small social socialist society solar song sons source south southeast southern
    southwest space speaker special speedway spirit sport spring square stadium staff star state
    statement station statistics stone storm story street student studies study subcommittee
    succession sul summer summit sun superior support supreme survey system table task tax team
    technology teen telegram television temple ten territory terror test the theater theatre their
    thing third thirty three thrones time title tourism tower town track trade training trans
    translate transport transportation treasury treaty tree trial tribe tribunal trip troopers
    troops tropical trust truth tunnel twitter two typhoon under underwater union unit united
    university upper user valley van vehicle very vice victory village vision visit voice
    volunteer vote walk wall war watch water way wealth weather web week welfare west western
    white wide wild wildlife wind window wing winter women wood word work workers world writers
    year young your youth youtube zone""".split()
)


# Endings of English words that hardly a name has.
_MADE_OF_WORDS = re.compile(
    r"\w{3}(?:tions?|ments?|ness|ity|ities|isms?|ists?|ous|ary|aries|ives?|ships?|ances?|ences?|ingly"
    r"|ized?|ises?|logy|graphy|ical|tional|able|ible|hood|ward|most|less|fully?)\Z"
)


def unsupported(case: Case) -> list[str]:
    """The words with a capital that nothing speaks for, each once, in order."""
    if case.target_code != "en" or case.source_code not in ("az", "ru"):
        return []
    from rapidfuzz.fuzz import ratio

    words = list(dict.fromkeys(_names(case.target)))
    if not words:
        return []
    source = [word for word, _ in case.source_spelled]
    known = {*map(form, source), *(form(word) for name in case.listed for word in name.split())}
    words = [word for word in words if form(word) not in known]
    if not words or _is_title_case(case):
        return []
    begun = {each for word in source for each in _begun(word)}
    words = [word for word in words if _english(word, case.source_code).isdisjoint(begun)]
    if not words:
        return []
    named = [sounding(word) for word in source if word[0].isupper() and len(word) > 1]
    words = [
        word
        for word in words
        if not any(ratio(heard, each) >= ALIKE for heard in _heard(word) for each in named)
    ]
    if not words:
        return []
    keys = {key for word in source for key in _keys(word)}
    return [word for word in words if keys.isdisjoint(_keys(word))]


def _heard(word: str) -> set[str]:
    """How a foreign name may sound: Wayne is Уэйн, and Вейн."""
    return {sounding(word), sounding(word.replace("W", "U").replace("w", "u"))}


@lru_cache(maxsize=4)
def _names(target: str) -> tuple[str, ...]:
    """The words with a capital that are no ordinary ones and do not begin what is said."""
    return tuple(
        word
        for text, start, _ in capitalised(target)
        if _is_name(word := _bare(text)) and not begins(target, start)
    )


def invented(case: Case) -> Iterator[Flag]:
    often = [
        (name, case.target.count(name))
        for name, stem in (_NAMED if case.source_code in ("az", "ru") else ())
        if name in case.target and case.target_code == "en" and not stem.search(case.source)
    ]
    strange, lands = unsupported(case), _countries(case)
    found = list(dict.fromkeys([*(name for name, _ in often), *lands, *strange]))
    if (
        not often
        and not lands
        and (len(found) < WARN or len(found) * MOST_OF < len(set(_names(case.target))))
    ):
        return
    severe = (
        len(found) >= REFUSE
        or sum(times for _, times in often) > 1
        or not _SCRIPTURE.isdisjoint(found)
        or _nothing_else_is_named(case, strange)
    )
    message = f"The source does not speak of {quoted(found)}."
    yield Flag("invented", "refuse" if severe else "warn", message)


def _countries(case: Case) -> list[str]:
    """The countries of the output that nothing in the source speaks for."""
    if case.target_code != "en" or case.source_code not in ("az", "ru"):
        return []
    known = countries(case.source_code)
    said = {
        name: own
        for word in dict.fromkeys(case.target_words)
        if word in known
        for name, own in known[word].items()
        if re.search(rf"\b{re.escape(name)}\b", case.target)
    }
    if not said:
        return []
    source = [word for word, _ in case.source_spelled]
    begun = {each for word in source for each in _begun(word)}
    left = [name for name, own in said.items() if own.isdisjoint(begun) and name not in case.listed]
    if not left:
        return []
    keys = {key for word in source for key in _keys(word)}
    return [name for name in left if all(keys.isdisjoint(_keys(word)) for word in name.split())]


def _nothing_else_is_named(case: Case, strange: list[str]) -> bool:
    """Whether the output names strangers again and again, and nobody of the source."""
    times = sum(_bare(word) in strange for word in case.target_words)
    return times > max(WARN, len(strange)) and set(_names(case.target)) <= set(strange)


@lru_cache(maxsize=1 << 14)
def _bare(word: str) -> str:
    return re.sub(r"['’]s?\Z", "", word)


@lru_cache(maxsize=1 << 14)
def _is_name(word: str) -> bool:
    return (
        len(word) > 2
        and not word.isupper()
        and word[:2] not in ("I'", "I’")
        and not _is_ordinary(word.lower())
    )


def _is_ordinary(word: str) -> bool:
    return (
        word in _ORDINARY
        or word.removesuffix("s") in _ORDINARY
        or _MADE_OF_WORDS.search(word) is not None
    )


def _is_title_case(case: Case) -> bool:
    plain = [word for word in case.target_words if len(word) > 3 and word.isalpha()]
    capitals = sum(word[0].isupper() for word in plain)
    return len(plain) > 3 and capitals > _TITLE_CASE * len(plain)


@lru_cache(maxsize=1 << 15)
def _keys(word: str) -> tuple[str, ...]:
    return names_keyed(form(word)) if len(word) > 2 else ()


@lru_cache(maxsize=1 << 15)
def _begun(word: str) -> tuple[str, ...]:
    folded = folded_word(word)
    return tuple(folded[:length] for length in (2, 3, 4) if length <= len(folded))


@lru_cache(maxsize=1 << 14)
def _english(word: str, code: str) -> frozenset[str]:
    return beginnings(code).get(beginning(folded_word(word)), frozenset())
