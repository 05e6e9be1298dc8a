"""A name, or a listed term, that sentences put in two ways, though the sentences differ.

Two spellings of a translation are of one name where one word of the source, whatever its endings,
speaks for both, and their consonants and vowels stand in the same places: Gasimov and Qasimov, but
not Gasimova. Given names count only where they may be one person's. A term of `names.csv` is put in
two ways where some sentences have what the file says and others have not.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Generic, Literal, TypeVar

from dragoman.translate.checks.case import begins
from dragoman.translate.names.names import Names
from dragoman.translate.names.standing import gender_of, stands
from dragoman.translate.text.flag import Flag
from dragoman.translate.text.spelling import (
    capitalised,
    folded_word,
    form,
    loose_pattern,
    names_keyed,
    sounding,
    stems,
)

SHORTEST = 4  # letters: what is shorter is like too many others
MOST_PLACES = 20  # of one spelling, of a whole archive; and so many are compared
Place = TypeVar("Place")
Kept = TypeVar("Kept")


@dataclass(frozen=True, slots=True)
class Way(Generic[Place]):
    """One thing of the source that is put in several ways, and where each stands.

    Of a term the key "" has the places where what the file says does not stand.
    """

    source: str
    kind: Literal["name", "term"]
    places: Mapping[str, Sequence[Place]]


@dataclass(frozen=True, slots=True)
class _Put(Generic[Place]):
    source: str
    target: str
    beside: frozenset[str]
    place: Place


class Ways(Generic[Place]):
    """Sentence by sentence, how names are put. `listed` are left to who puts them right.

    `most` places of one spelling are kept, or all of them.
    """

    def __init__(
        self,
        names: Names | None = None,
        listed: Names | None = None,
        most: int | None = MOST_PLACES,
    ) -> None:
        self._most = most
        self._names = names or Names()
        self._listed = {
            folded_word(word) for name in listed or self._names for word in name.source_words
        }
        self._met: dict[tuple[str, str], dict[str, list[_Put[Place]]]] = defaultdict(dict)
        self._terms: dict[tuple[str, str], dict[bool, list[Place]]] = defaultdict(dict)

    def add(self, place: Place, source: str, target: str) -> None:
        for found in self._names.find(source):
            if len(found.names) == 1:
                name = found.names[0]
                places = self._terms[name.source, name.target]
                self._keep(places.setdefault(stands(name.target, target), []), place)
        here = [(set(names_keyed(form(each[0]))), *each) for each in _with_neighbours(source)]
        for said in map(_bare, _words(target)):
            its = names_keyed(form(said))
            meant = [(word, beside) for keys, word, beside in here if not keys.isdisjoint(its)]
            if meant:
                word, beside = max(meant, key=lambda each: _likeness(each[0], said))
                self._put(_Put(word, said, beside, place))

    def _put(self, put: _Put[Place]) -> None:
        shape, spelled = loose_pattern(put.target), form(put.target)
        for stem in {folded_word(each) for each in stems(put.source)}:
            self._keep(self._met[shape, stem].setdefault(spelled, []), put)

    def _keep(self, held: list[Kept], one: Kept) -> None:
        if self._most is None or len(held) < self._most:
            held.append(one)

    def told(self) -> Iterator[Way[Place]]:
        """What is put in two ways or more, each once."""
        for (source, target), places in self._terms.items():
            if len(places) == 2:
                yield Way(source, "term", {target: places[True], "": places[False]})
        best: dict[frozenset[str], dict[str, list[_Put[Place]]]] = {}
        for (_, stem), spellings in self._met.items():
            if len(spellings) < 2 or stem in self._listed or not _are_one(spellings):
                continue
            key = frozenset(spellings)
            if key not in best or _total(spellings) > _total(best[key]):
                best[key] = spellings
        for spellings in best.values():
            puts = [put for each in spellings.values() for put in each]
            source = min((put.source for put in puts), key=lambda word: (len(word), word))
            yield Way(
                source, "name", {each[0].target: _places(each) for each in spellings.values()}
            )


def _total(spellings: Mapping[str, Sequence[_Put[Place]]]) -> int:
    return sum(map(len, spellings.values()))


def _places(puts: Sequence[_Put[Place]]) -> list[Place]:
    return list(dict.fromkeys(put.place for put in puts))


def _likeness(word: str, said: str) -> float:
    from rapidfuzz.fuzz import ratio

    return ratio(sounding(word), sounding(said))


def _are_one(spellings: Mapping[str, Sequence[_Put[Place]]]) -> bool:
    """Whether two of the spellings may be of one name."""
    return any(
        _may_be_one(one, other)
        for group, others in combinations(spellings.values(), 2)
        for one in group[:MOST_PLACES]
        for other in others[:MOST_PLACES]
    )


def _may_be_one(one: _Put[Place], other: _Put[Place]) -> bool:
    """A surname, or a name beside which another agrees; Hindi and Hindu are two words."""
    here, there = form(one.target), form(other.target)
    if here[:-1] == there[:-1] and form(one.source) != form(other.source):
        return False
    if gender_of(here) is not None or not one.beside or not other.beside:
        return True
    return not one.beside.isdisjoint(other.beside)


def _words(text: str) -> Iterator[str]:
    return (word for word, _, _ in capitalised(text) if len(word) >= SHORTEST)


def _bare(word: str) -> str:
    return word.removesuffix("'s").removesuffix("’s").rstrip("'’")


def _with_neighbours(text: str) -> Iterator[tuple[str, frozenset[str]]]:
    """The words with a capital, each with the stems of those right beside it.

    What begins a sentence has a capital for that alone, and is nobody's neighbour.
    """
    words = list(capitalised(text))
    for place, (word, start, stop) in enumerate(words):
        if len(word) < SHORTEST:
            continue
        beside: list[str] = []
        if place and text[words[place - 1][2] : start] == " ":
            before, begun, _ = words[place - 1]
            beside += [] if begins(text, begun) else stems(before)
        if place + 1 < len(words) and text[stop : words[place + 1][1]] == " ":
            beside += stems(words[place + 1][0])
        yield word, frozenset(map(folded_word, beside))


def name_ways(
    pairs: Sequence[tuple[str, str]], names: Names | None, known: Names | None
) -> list[list[Flag]]:
    """For each pair of a document what it puts otherwise than others there, or than most."""
    ways: Ways[int] = Ways(names, names or known, most=None)
    for number, (source, target) in enumerate(pairs):
        ways.add(number, source, target)
    flags: list[list[Flag]] = [[] for _ in pairs]
    for way in ways.told():
        most = max(map(len, way.places.values()))
        commonest = [said for said, places in way.places.items() if len(places) == most]
        for said, places in way.places.items():
            right = next(iter(way.places)) if way.kind == "term" else None
            if said == right or (right is None and commonest == [said]):
                continue
            others = [other for other in way.places if other not in ("", said)]
            for number in places:
                flags[number].append(_flag(way.source, said, others))
    return flags


def _flag(source: str, said: str, others: Sequence[str]) -> Flag:
    elsewhere = " and ".join(f"“{other}”" for other in others)
    here = f"is “{said}” here" if said else "is put otherwise here"
    return Flag("two_ways", "warn", f"“{source}” {here} and {elsewhere} elsewhere.")
