"""Names that somebody watches for, found in a text in any spelling and script.

A full name is found where its surname stands beside its first name, whichever comes first; after
that the surname alone, too. A name of one word is found wherever a capitalised word has its key.
Endings may hide whether a surname is a man's in a case or a woman's: both are told, since a name
that is watched for is better told twice than not at all.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from dragoman.translate.people.by_rule import Token, tokens_of
from dragoman.translate.people.finding import Said, base
from dragoman.translate.people.lists import stems_of
from dragoman.translate.people.mention import Kind, Mention
from dragoman.translate.people.organisation_words import INSTITUTIONS
from dragoman.translate.people.same import parts_of, word_keys
from dragoman.translate.text.spelling import WORD, folded_word, loose_key

# Between a first name and a surname there may be so many other words: a father's name, an initial.
_APART = 2


@dataclass(frozen=True, slots=True)
class Watched:
    """A name that is watched for, as the list has it, and what the list says of it."""

    name: str
    note: str | None = None

    @property
    def kind(self) -> Kind:
        words = [folded_word(each) for each in WORD.findall(self.name)]
        institution = any(INSTITUTIONS.fullmatch(each) for each in words[:1] + words[-1:])
        shouted = self.name.isupper() and len(words) == 1
        return "organisation" if shouted or (institution and len(words) > 1) else "person"


class WatchList:
    """Names to look for; looking takes no longer for many names than for few."""

    def __init__(self, names: Iterable[Watched]) -> None:
        self.names = list(names)
        self._by_last: dict[str, list[tuple[Watched, str]]] = defaultdict(list)
        self._alone: dict[str, list[Watched]] = defaultdict(list)
        self._phrases: dict[str, list[tuple[Watched, list[str]]]] = defaultdict(list)
        for each in self.names:
            self._add(each)

    def _add(self, watched: Watched) -> None:
        parts = parts_of(watched.name)
        words = [folded_word(each) for each in WORD.findall(watched.name)]
        if watched.kind == "organisation":
            if words:
                self._phrases[words[0]].append((watched, words))
        elif parts is not None:
            for key in word_keys(parts.last):
                self._by_last[key].append((watched, parts.first))
        else:
            for word in words:
                for key in word_keys(word):
                    self._alone[key].append(watched)

    def find(self, sentences: Sequence[Said]) -> dict[Watched, list[tuple[int, Mention]]]:
        """The watched names in the sentences of one article, each with where: `n` and its place."""
        found: dict[Watched, list[tuple[int, Mention]]] = defaultdict(list)
        tokens = {said.n: tokens_of(said.text, base(said.language)[:2]) for said in sentences}
        for said in sentences:
            for place, token in enumerate(tokens[said.n]):
                for watched, first, last in self._at(tokens[said.n], place, token):
                    found[watched].append((said.n, _mention(watched, said.text, first, last)))
        self._add_alone(sentences, tokens, found)
        return {
            watched: sorted(set(held), key=lambda each: (each[0], each[1].start))
            for watched, held in found.items()
        }

    def _at(
        self, tokens: Sequence[Token], place: int, token: Token
    ) -> Iterable[tuple[Watched, Token, Token]]:
        for watched, words in self._phrases.get(token.folded, ()):
            here = tokens[place : place + len(words)]
            if len(here) == len(words) and all(
                word in stems_of(each.folded) for word, each in zip(words, here, strict=True)
            ):
                yield watched, here[0], here[-1]
        if not token.capital:
            return
        for key in _keys(token.folded):
            for watched in self._alone.get(key, ()):
                yield watched, token, token
            for watched, first in self._by_last.get(key, ()):
                beside = _beside(tokens, place, first)
                if beside is not None:
                    first_of, last_of = sorted((token, beside), key=lambda each: each.start)
                    yield watched, first_of, last_of

    def _add_alone(
        self,
        sentences: Sequence[Said],
        tokens: dict[int, list[Token]],
        found: dict[Watched, list[tuple[int, Mention]]],
    ) -> None:
        """The surnames alone of who was found in full, where nobody else who was bears it."""
        bearers: dict[str, set[Watched]] = defaultdict(set)
        for watched in found:
            parts = parts_of(watched.name)
            if parts is not None and watched.kind == "person":
                for key in word_keys(parts.last):
                    bearers[key].add(watched)
        taken = {
            (n, at) for held in found.values() for n, m in held for at in range(m.start, m.stop)
        }
        for said in sentences if bearers else ():
            for token in tokens[said.n]:
                if not token.capital or (said.n, token.start) in taken:
                    continue
                here = {each for key in _keys(token.folded) for each in bearers.get(key, ())}
                if len(here) == 1:
                    watched = here.pop()
                    found[watched].append((said.n, _mention(watched, said.text, token, token)))


def _mention(watched: Watched, text: str, first: Token, last: Token) -> Mention:
    words = text[first.start : last.stop]
    return Mention(first.start, last.stop, words, watched.kind, "key", watched.name)


@lru_cache(maxsize=1 << 16)
def _keys(folded: str) -> tuple[str, ...]:
    """The keys of a word in a text, with and without each ending that it may bear."""
    return tuple(dict.fromkeys(key for stem in stems_of(folded) for key in sorted(word_keys(stem))))


def _beside(tokens: Sequence[Token], place: int, first: str) -> Token | None:
    """The first name beside a surname, the nearest first; it may have been written by ear."""
    wanted, heard = word_keys(first), loose_key(first)
    for apart in range(1, _APART + 2):
        for at in (place - apart, place + apart):
            if not 0 <= at < len(tokens) or not tokens[at].capital:
                continue
            if not all(
                each.capital or len(each.text) > 3
                for each in tokens[min(at, place) : max(at, place)]
            ):
                continue
            word = tokens[at].folded
            if not wanted.isdisjoint(_keys(word)) or (heard and heard == loose_key(word)):
                return tokens[at]
    return None
