"""Where a text has a name or a passage that is to be withheld.

A name is found by its words, alone or together, in any order, with what belongs to it between and
beside them: initials, a father's name. A given name alone is taken for the person's, but where
another surname stands beside it, or where the page has the word in small letters too: then it is
told that it was left. Whatever is unsure is told to the one who hands the pages out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from dragoman.translate.text.spelling import WORD, fold, folded_word
from dragoman.withholding.arabic_script import is_arabic
from dragoman.withholding.beside_a_name import (
    around,
    belong,
    other_given,
    other_surname,
    with_its_own,
)
from dragoman.withholding.hidden import Hidden
from dragoman.withholding.misread import TOKEN, perhaps_misread, perhaps_passages
from dragoman.withholding.name_forms import (
    NO,
    PERHAPS,
    SURE,
    heard,
    is_form,
    kinds,
    likeness,
)
from dragoman.withholding.unseen import scripts_not_read, seen
from dragoman.withholding.withheld_list import WithheldList, looks_like_surname

_TOKEN = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Found:
    """A place of a text, which line of the list stands there, and whether that is sure."""

    start: int
    stop: int
    number: int
    sure: bool = True


@dataclass(slots=True)
class Setting:
    """What a page's other texts tell: which words it writes small, whose surnames it has."""

    small: set[str] = field(default_factory=set)
    named: set[int] = field(default_factory=set)
    misread: bool = False  # a machine read it out of pictures, or heard it


@dataclass(frozen=True, slots=True)
class Unsure:
    """Words that may be meant or not: `withheld` says what was done."""

    words: str
    number: int
    withheld: bool


@dataclass(frozen=True, slots=True)
class _Hit:
    place: int  # among the words
    number: int
    telling: bool
    likeness: int


class Finder:
    """Finds what a list names; what was unsure on the way is in `unsure`, each once."""

    def __init__(self, listed: WithheldList) -> None:
        self.listed = listed
        self.unsure: dict[Unsure, int] = {}
        self.met: set[int] = set()
        self.scripts: set[str] = set()  # that texts had, and in which no name is looked for
        self._parts = [
            (word, entry.number, n in spelling.telling)
            for entry in listed.entries
            for spelling in entry.spellings
            for n, word in enumerate(spelling.words)
        ]
        words = {kinds(heard(word)) for word, _, _ in self._parts}
        # Words that are kept and are none of a name: İsmayıllı is a town, and İsmayıl is not kept.
        self._others = [
            k[0] for k in listed.kept if len(k) == 1 and kinds(heard(k[0])) not in words
        ]
        self._hits: dict[str, tuple[tuple[int, bool, int], ...]] = {}
        self._hidden = Hidden(
            listed,
            self._parts,
            self._telling,
            lambda word: [n for n, telling, like in self._stands_for(word) if like and not telling],
            lambda word, n: self._tell(word, n, withheld=True),
        )

    def setting(self, texts: Iterable[str], *, misread: bool = False) -> Setting:
        """What the texts of a page tell of each other."""
        made = Setting(misread=misread)
        for text in texts:
            for match in WORD.finditer(text):
                word = match[0]
                if word[0].islower():
                    made.small.add(fold(word))
                elif any(telling for _, telling, _ in self._stands_for(word)):
                    made.named |= {n for n, telling, _ in self._stands_for(word) if telling}
        return made

    def find(self, text: str, setting: Setting | None = None) -> list[Found]:
        """In order, none over another."""
        if not text:
            return []
        read, places = seen(text)
        self.scripts |= scripts_not_read(read)
        found = [
            *self._names(read, setting or Setting()),
            *(Found(*place) for place in self._hidden.find(read)),
            *self._passages(read),
        ]
        if setting is not None and setting.misread:
            found += [*self._misread(read, found), *self._misread_passages(read, found)]
        self.met |= {each.number for each in found}
        return merged(_as_written(found, places))

    def in_one_word(self, text: str, setting: Setting | None = None) -> list[int]:
        """The lines whose names stand in what has no spaces, as in addresses: small or run in."""
        numbers: dict[int, None] = {}
        kept = {fold(each[0]) for each in self.listed.kept if len(each) == 1}
        words = [match[0] for match in WORD.finditer(text) if fold(match[0]) not in kept]
        here = [(word, self._stands_for(word)) for word in words]
        telling = {n for _, held in here for n, tells, like in held if tells and like == SURE}
        small = setting.small if setting else set()
        for word, held in here:
            for number, tells, like in held:
                if number in telling or (not tells and like == SURE and fold(word) not in small):
                    numbers[number] = None
        for run in {*words, "".join(words)}:
            numbers |= dict.fromkeys(self._hidden.within(run))
        numbers |= dict.fromkeys(self._hidden.in_address(text))
        passage = tuple(folded_word(each) for each in _TOKEN.findall(text))
        for entry in self.listed.entries:
            if len(entry.passage) > 2 and _index(passage, entry.passage) is not None:
                numbers[entry.number] = None
        self.met |= set(numbers)
        return list(numbers)

    # -- names ------------------------------------------------------------------------------

    def _stands_for(self, word: str) -> tuple[tuple[int, bool, int], ...]:
        """Of each line that a word may be of: its number, whether the word tells, how like."""
        known = self._hits.get(word)
        if known is None:
            best: dict[tuple[int, bool], int] = {}
            for wanted, number, telling in self._parts:
                like = likeness(word, wanted)
                if like > best.get((number, telling), NO):
                    best[number, telling] = like
            known = tuple((n, telling, like) for (n, telling), like in best.items())
            self._hits[word] = known
        return known

    def _names(self, text: str, setting: Setting) -> Iterator[Found]:
        words = list(WORD.finditer(text))
        hits: dict[int, list[_Hit]] = {}
        for place, match in enumerate(words):
            stands_for = self._stands_for(match[0])
            if stands_for and any(self._keeps(each, match[0]) for each in self._others):
                continue
            for number, telling, like in stands_for:
                hits.setdefault(number, []).append(_Hit(place, number, telling, like))
        for number, held in hits.items():
            for group in _groups(held, words, text):
                first, last = words[group[0].place], words[group[-1].place]
                if self._is_kept(first.start(), last.end(), words):
                    continue  # and nothing is told of it
                found = self._judged(group, number, words, text, setting)
                if found is not None:
                    yield found

    def _judged(
        self,
        group: list[_Hit],
        number: int,
        words: list[re.Match[str]],
        text: str,
        setting: Setting,
    ) -> Found | None:
        """A group of words of one name: what of the text is withheld, or None."""
        first, last = group[0].place, group[-1].place
        places = {hit.place for hit in group}
        small = all(words[each][0][0].islower() for each in places)
        whole = len(places) > 1
        if small and not whole and not _is_surname(group, words):
            return None  # a word like others: azad is free, aslan a lion
        told = text[words[first].start() : words[last].end()]
        like = max(hit.likeness for hit in group)
        if not whole and not any(hit.telling for hit in group):
            return self._given_alone(group[0], words, text, setting)
        if not whole and like == PERHAPS and self._is_small(words[first][0], setting):
            self._tell(told, number, withheld=False)
            return None
        start, stop = with_its_own(first, last, words, text)
        sure = whole or (like == SURE and not other_given(first, words, text))
        if not sure:
            self._tell(around(first, words, text), number, withheld=True)
        return Found(start, stop, number, sure)

    def _given_alone(
        self, hit: _Hit, words: list[re.Match[str]], text: str, setting: Setting
    ) -> Found | None:
        word = words[hit.place]
        if hit.likeness == PERHAPS and hit.number not in setting.named:
            self._tell(word[0], hit.number, withheld=False)
            return None
        if other_surname(hit.place, words, text) or self._is_small(word[0], setting):
            self._tell(around(hit.place, words, text), hit.number, withheld=False)
            return None
        if hit.number not in setting.named:
            self._tell(word[0], hit.number, withheld=True)
        start, stop = with_its_own(hit.place, hit.place, words, text)
        return Found(start, stop, hit.number, hit.number in setting.named)

    def _is_small(self, word: str, setting: Setting) -> bool:
        return fold(word) in setting.small

    def _is_kept(self, start: int, stop: int, words: list[re.Match[str]]) -> bool:
        """Whether these words are of a name that is to be left alone."""
        for kept in self.listed.kept:
            for place in range(len(words) - len(kept) + 1):
                here = words[place : place + len(kept)]
                if (
                    here[0].start() <= start
                    and here[-1].end() >= stop
                    and all(likeness(m[0], w) == SURE for m, w in zip(here, kept, strict=True))
                    and (len(kept) > 1 or self._keeps(kept[0], here[0][0]))
                ):
                    return True
        return False

    def _keeps(self, kept: str, word: str) -> bool:
        """Whether a word is one that is kept; where Məmməd is, Məmmədli of the list is not."""
        if not is_form(word, kept):
            return False
        size = len(kinds(heard(kept)))
        return kinds(heard(word)) == kinds(heard(kept)) or not any(
            len(kinds(heard(each))) > size and likeness(word, each) == SURE
            for each, _, _ in self._parts
        )

    def _tell(self, words: str, number: int, *, withheld: bool) -> None:
        told = Unsure(" ".join(words.split())[:80], number, withheld)
        self.unsure[told] = self.unsure.get(told, 0) + 1

    # -- names that are not written as words ----------------------------------------------------

    def _misread(self, text: str, found: Sequence[Found]) -> list[Found]:
        """Words that are like a name as far as a machine that reads letters goes; each is told."""
        kept = {fold(word) for each in self.listed.kept for word in each}
        made = []
        for match in TOKEN.finditer(text):
            word = match[0]
            known = any(each.start < match.end() and match.start() < each.stop for each in found)
            if known or not (word[0].isupper() or not word[0].isalpha()) or fold(word) in kept:
                continue
            for wanted, number, telling in self._parts:
                if telling and perhaps_misread(word, wanted):
                    self._tell(word, number, withheld=True)
                    made.append(Found(match.start(), match.end(), number, sure=False))
                    break
        return made

    def _misread_passages(self, text: str, found: Sequence[Found]) -> Iterator[Found]:
        passages = [each for each in self.listed.entries if each.passage]
        words = _Words(text) if passages else None
        for entry in passages:
            for start, stop in words.perhaps(entry.passage) if words else ():
                known = (each.start < stop and start < each.stop for each in found)
                if not any(known):
                    self._tell(text[start:stop], entry.number, withheld=True)
                    yield Found(start, stop, entry.number, sure=False)

    def _telling(self, word: str) -> list[int]:
        enough = PERHAPS if is_arabic(word) else SURE  # vowels are not written there
        return [n for n, telling, like in self._stands_for(word) if telling and like >= enough]

    # -- passages -------------------------------------------------------------------------------

    def _passages(self, text: str) -> Iterator[Found]:
        passages = [each for each in self.listed.entries if each.passage]
        if not passages:
            return
        words = _Words(text)
        for entry in passages:
            for start, stop in words.places(entry.passage):
                yield Found(start, stop, entry.number)

    def whole(self, sentences: Iterable[tuple[str, int]], text: str) -> list[Found] | None:
        """Where sentences stand, each with its line; None where one stands nowhere."""
        read, places = seen(text)
        words, found = _Words(read), list[Found]()
        for sentence, number in sentences:
            here = [
                Found(start, stop, number)
                for start, stop in words.places(tuple(map(folded_word, _TOKEN.findall(sentence))))
            ]
            if not here:
                return None
            found += here
        return _as_written(found, places)


class _Words:
    """The words of a text as passages are compared."""

    def __init__(self, text: str) -> None:
        self._tokens = list(_TOKEN.finditer(text))
        self._folded = [folded_word(each[0]) for each in self._tokens]

    def places(self, passage: Sequence[str]) -> Iterator[tuple[int, int]]:
        place = 0
        while passage and (at := _index(self._folded, passage, place)) is not None:
            place = at + len(passage)
            yield self._tokens[at].start(), self._tokens[place - 1].end()

    def perhaps(self, passage: Sequence[str]) -> Iterator[tuple[int, int]]:
        """Where it may stand in a text that a machine misread."""
        for first, last in perhaps_passages(self._folded, passage):
            yield self._tokens[first].start(), self._tokens[last - 1].end()


def _is_surname(group: list[_Hit], words: list[re.Match[str]]) -> bool:
    """Whether a word in small letters is hardly anything but the surname that it is like."""
    word = words[group[0].place][0]
    return looks_like_surname(word) and any(h.telling and h.likeness == SURE for h in group)


def _index(words: Sequence[str], sought: Sequence[str], start: int = 0) -> int | None:
    """Where a run of words stands among others."""
    length, first = len(sought), sought[0]
    for place in range(start, len(words) - length + 1):
        if words[place] == first and tuple(words[place : place + length]) == tuple(sought):
            return place
    return None


def _as_written(found: list[Found], places: list[int] | None) -> list[Found]:
    if places is None:
        return found
    return [Found(places[e.start], places[e.stop - 1] + 1, e.number, e.sure) for e in found]


def _groups(hits: list[_Hit], words: list[re.Match[str]], text: str) -> Iterator[list[_Hit]]:
    """Words of one name that belong together."""
    group: list[_Hit] = []
    for hit in sorted(hits, key=lambda each: (each.place, -each.likeness)):
        if group and (
            hit.place == group[-1].place or belong(group[-1].place, hit.place, words, text)
        ):
            group.append(hit)
        else:
            if group:
                yield group
            group = [hit]
    if group:
        yield group


def merged(found: Iterable[Found]) -> list[Found]:
    """Places in order; those over or right beside each other are one, of the first line of them."""
    made: list[Found] = []
    for each in sorted(found, key=lambda f: (f.start, -f.stop)):
        if made and each.start < made[-1].stop:
            before = made[-1]
            made[-1] = Found(
                before.start, max(before.stop, each.stop), before.number, before.sure or each.sure
            )
        else:
            made.append(each)
    return made
