"""Which mentions are of one person or organisation, over spellings and scripts.

People are one where first name and surname are: by the consonants of both, the kinds of their
vowels, and the gender that a surname says. A surname or a first name alone is that of the one in
the same article who bears it; where that may be two, or nobody is named in full, it stays by
itself. Organisations are one where their names say the same in English, Azerbaijani or Russian.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from dragoman.translate.people import lists
from dragoman.translate.people.mention import Kind
from dragoman.translate.people.organisation_words import concepts
from dragoman.translate.text.spelling import folded_word, name_keys, sounding

_FATHER = frozenset(("oglu", "qizi", "оглу", "оглы", "кызы", "oghlu", "gizi"))
_PATRONYMIC = re.compile(r"(?:ович|евич|овна|евна|ич|ична)$")
_FEMALE, _MALE = re.compile(r"(?:ov|ev|in)a$|sgaa$"), re.compile(r"(?:ov|ev)$")
_SLURRED = re.compile(r"i(?=[au])|(?<=[au])i")
_LATIN = re.compile(r"[A-Za-zƏə]")


@dataclass(frozen=True, slots=True)
class Placed:
    """A mention in an archive: in sentence `n` of a page, from `start` to `stop` of its text.

    Of a headline (`n` 0) both are None. `article` is the record whose text it is.
    """

    page: str
    article: str
    n: int
    start: int | None
    stop: int | None
    text: str
    kind: Kind
    by: str
    name: str


@dataclass(frozen=True)
class SomeoneNamed:
    """A person or an organisation, and all mentions of it, in the order they came."""

    name: str
    kind: Kind
    mentions: tuple[Placed, ...]

    @cached_property
    def spellings(self) -> list[str]:
        """How the mentions are written, the commonest first."""
        counted = Counter(" ".join(each.text.split()) for each in self.mentions)
        return sorted(counted, key=lambda text: (-counted[text], text))

    @cached_property
    def pages(self) -> list[str]:
        """The ids of the pages, in the order they came."""
        return list(dict.fromkeys(each.page for each in self.mentions))


@dataclass(frozen=True, slots=True)
class _Parts:
    first: str
    last: str
    father: str | None


def grouped(mentions: Iterable[Placed]) -> list[SomeoneNamed]:
    """Who is named, whoever is named most first."""
    groups = _Groups()
    by_article: dict[str, list[Placed]] = defaultdict(list)
    held = list(mentions)
    for each in held:
        by_article[each.article].append(each)
    for those in by_article.values():
        groups.add_article(those)
    made = [_someone(each) for each in groups.all(held)]
    return sorted(made, key=lambda each: (-len(each.mentions), each.name, each.kind))


@lru_cache(maxsize=1 << 16)
def parts_of(name: str) -> _Parts | None:
    """First name and surname of a full name, whichever stands first; None of a single word."""
    words = [each for each in name.replace(".", ". ").split() if each]
    father = None
    for place in range(1, len(words)):
        if folded_word(words[place]) in _FATHER and place > 1:
            father = words[place - 1]
            words = words[: place - 1] + words[place + 1 :]
            break
    if len(words) > 2:
        ends = [each for each in words if _PATRONYMIC.search(each.lower())]
        father = _PATRONYMIC.sub("", ends[0]) if ends else father
        words = [each for each in words if each not in ends[:1]]
    if len(words) < 2:
        return None
    first, last = words[0], words[-1]
    if _is_surname(first) and not _is_surname(last):
        first, last = last, first
    return _Parts(first, last, father)


def _is_surname(word: str) -> bool:
    code = "az" if _LATIN.match(word) else "ru"
    return lists.surname_stem(folded_word(word), code) is not None


@lru_cache(maxsize=1 << 15)
def word_keys(word: str) -> frozenset[str]:
    """Keys that the usual spellings of one name share, and no other name has."""
    folded = folded_word(word)
    heard = _SLURRED.sub("", lists.sound(folded))
    vowels = "".join(each for each in heard if each in "aiu")
    return frozenset(f"{key}/{vowels}" for key in name_keys(folded)) or frozenset((folded,))


@lru_cache(maxsize=1 << 15)
def gender(word: str) -> str:
    """What a surname says: m, f, or nothing."""
    heard = sounding(word)
    return "f" if _FEMALE.search(heard) else "m" if _MALE.search(heard) else ""


class _Groups:
    """Sets of mentions that are of one; what is one is joined as it is seen."""

    def __init__(self) -> None:
        self._parent: dict[Hashable, Hashable] = {}
        self._of: dict[int, Hashable] = {}
        self._nodes: dict[str | _Parts, Hashable] = {}

    def add_article(self, mentions: Sequence[Placed]) -> None:
        """Each name once: most of an archive's mentions are of names that came before."""
        names = dict.fromkeys((each.kind, each.name) for each in mentions)
        full = {
            name: parts for kind, name in names if kind == "person" and (parts := parts_of(name))
        }
        of = {name: self._person(parts) for name, parts in full.items()}
        for kind, name in names:
            if kind == "person" and name not in full:
                of[name] = self._alone(name, list(full.values()))
        for each in mentions:
            named = of[each.name] if each.kind == "person" else self._organisation(each.name)
            self._of[id(each)] = named

    def _organisation(self, name: str) -> Hashable:
        if name not in self._nodes:
            self._nodes[name] = ("organisation", concepts(name) or name)
        return self._nodes[name]

    def _person(self, parts: _Parts) -> Hashable:
        """The set of a full name: all its keys are joined."""
        if parts not in self._nodes:
            self._nodes[parts] = self._joined(parts)
        return self._nodes[parts]

    def _joined(self, parts: _Parts) -> Hashable:
        father = min(word_keys(parts.father)) if parts.father else ""
        sex = gender(parts.last)
        nodes: list[Hashable] = [
            ("person", first, last, sex, father)
            for first in sorted(word_keys(parts.first))
            for last in sorted(word_keys(parts.last))
        ]
        for each in nodes[1:]:
            self._join(nodes[0], each)
        return nodes[0]

    def _alone(self, word: str, full: Sequence[_Parts]) -> Hashable:
        keys, sex = word_keys(word), gender(word)
        bearers = [
            each for each in full
            if (keys & word_keys(each.last) and sex in ("", gender(each.last)))
            or keys & word_keys(each.first)
        ]  # fmt: skip
        found = {self._root(self._person(each)) for each in bearers}
        if len(found) == 1:
            return found.pop()
        nodes: list[Hashable] = [("alone", key, sex) for key in sorted(keys)]
        for each in nodes[1:]:
            self._join(nodes[0], each)
        return nodes[0]

    def _root(self, node: Hashable) -> Hashable:
        while (above := self._parent.get(node, node)) != node:
            node = above
        return node

    def _join(self, one: Hashable, other: Hashable) -> None:
        first, second = sorted((self._root(one), self._root(other)), key=repr)
        if first != second:
            self._parent[second] = first

    def all(self, held: Sequence[Placed]) -> list[list[Placed]]:
        found: dict[Hashable, list[Placed]] = defaultdict(list)
        roots = {node: self._root(node) for node in set(self._of.values())}
        for each in held:
            found[roots[self._of[id(each)]]].append(each)
        return list(found.values())


def _someone(mentions: Sequence[Placed]) -> SomeoneNamed:
    """Called as it is most often called in full; in Latin letters where that is as often."""
    counted = Counter(each.name for each in mentions)
    full = [name for name in counted if len(name.split()) > 1] or list(counted)
    name = min(full, key=lambda each: (-counted[each], not _LATIN.match(each), each))
    return SomeoneNamed(name, mentions[0].kind, tuple(mentions))
