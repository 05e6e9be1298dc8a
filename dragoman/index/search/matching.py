"""Where in a text the terms of a search stand, as it is written there."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from dragoman.index.search.terms import TOKEN, Term
from dragoman.translate.text.spelling import capitalised, fold, form

# What of a sentence a search found; `perhaps` is a name that only sounds alike.
Match = Literal["source", "target", "name", "perhaps"]

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Side:
    """What was found in a sentence; `target` is the number of the translation that is shown."""

    matched: tuple[Match, ...]
    target: int
    source_spans: tuple[Span, ...]
    target_spans: tuple[Span, ...]
    also_spelled: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """Where one term stands in one text: as it is written, as a name in any spelling, perhaps."""

    written: tuple[Span, ...]
    named: tuple[Span, ...]
    perhaps: tuple[Span, ...] = ()

    @property
    def spans(self) -> tuple[Span, ...]:
        return self.written + self.named + self.perhaps


@dataclass(frozen=True, slots=True)
class _Term:
    """What finds a term as it is written, and the forms of each of its words as a name.

    `wider` are those and the ones that only sound alike.
    """

    pattern: re.Pattern[str]
    names: tuple[frozenset[str], ...]
    wider: tuple[frozenset[str], ...]


class Matcher:
    """The terms of one search, with the forms of the names in it; threads may share it."""

    def __init__(
        self, terms: Sequence[tuple[Term, Sequence[tuple[Sequence[str], Sequence[str]]]]]
    ) -> None:
        """Each term with, for each of its words, the forms that are the name and that may be."""
        self._terms = [
            _Term(
                _pattern(term),
                tuple(frozenset(sure) for sure, _ in names),
                tuple(frozenset((*sure, *perhaps)) for sure, perhaps in names),
            )
            for term, names in terms
        ]
        self._exact: str | None = None

    @classmethod
    def as_written(cls, text: str) -> Matcher:
        """For one text in which nothing is folded."""
        made = cls([])
        made._exact = text
        return made

    def match(self, source: str, targets: Sequence[str]) -> Side:
        """What of a sentence and its translations the search is after; `matched` may be empty."""
        own = self._found(source)
        others = [self._found(each) for each in targets]
        shown = next((i for i, each in enumerate(others) if any(f.spans for f in each)), 0)
        beside = others[shown] if others else [Found((), ()) for _ in own]
        held = [any(f.spans for f in each) for each in zip(own, *others, strict=True)]
        if not all(held):
            return Side((), shown, (), (), ())
        sides: tuple[tuple[Match, Sequence[Found]], ...] = (("source", own), ("target", beside))
        matched = [side for side, found in sides if all(each.written for each in found)] or [
            side for side, found in sides if any(each.written for each in found)
        ]
        if any(each.named for found in (own, *others) for each in found):
            matched.append("name")
        if any(each.perhaps for found in (own, *others) for each in found):
            matched.append("perhaps")
        return Side(
            matched=tuple(matched),
            target=shown,
            source_spans=_merged(span for each in own for span in each.spans),
            target_spans=_merged(span for each in beside for span in each.spans),
            also_spelled=self._also([(source, own), *zip(targets, others, strict=True)]),
        )

    def _found(self, text: str) -> list[Found]:
        if self._exact is not None:
            start = text.find(self._exact)
            return [Found(((start, start + len(self._exact)),) if start >= 0 else (), ())]
        folded = fold(text)
        names: list[tuple[str, Span]] = []
        if any(each.wider for each in self._terms):
            names = [(form(word), (start, stop)) for word, start, stop in capitalised(text)]
        return [_as_found(each, tuple(_written(each, text, folded)), names) for each in self._terms]

    def _also(self, texts: Iterable[tuple[str, list[Found]]]) -> tuple[str, ...]:
        """The spellings of the names that are not the query's own, as they are written."""
        spelled: dict[str, None] = {}
        for text, found in texts:
            for each in found:
                own = set(each.written)
                spelled.update(
                    dict.fromkeys(
                        text[slice(*span)] for span in each.named + each.perhaps if span not in own
                    )
                )
        return tuple(spelled)


def _as_found(term: _Term, written: tuple[Span, ...], names: list[tuple[str, Span]]) -> Found:
    named = _named(term.names, names)
    known = {*written, *named}
    return Found(written, named, tuple(s for s in _named(term.wider, names) if s not in known))


def _pattern(term: Term) -> re.Pattern[str]:
    """The term's tokens side by side in a folded text; the last may go on where the term may."""
    tokens = r"[\W_]+".join(map(re.escape, term.tokens))
    return re.compile(rf"(?<![^\W_]){tokens}" + (r"[^\W_]*" if term.begins else r"(?![^\W_])"))


def _written(term: _Term, text: str, folded: str) -> Iterator[Span]:
    """Where the term stands in a text."""
    if len(folded) == len(text):
        for match in term.pattern.finditer(folded):
            yield match.span()
        return
    # A letter became two, or a mark went: places in the folded text are counted by its tokens.
    tokens = [each.span() for each in TOKEN.finditer(text)]
    places = [each.span() for each in TOKEN.finditer(folded)]
    if len(tokens) != len(places):
        return
    starts = {place[0]: token[0] for place, token in zip(places, tokens, strict=True)}
    stops = {place[1]: token[1] for place, token in zip(places, tokens, strict=True)}
    for match in term.pattern.finditer(folded):
        start, stop = match.span()
        if start in starts and stop in stops:
            yield starts[start], stops[stop]


def _named(forms: Sequence[frozenset[str]], names: list[tuple[str, Span]]) -> tuple[Span, ...]:
    if not forms:
        return ()
    spans = []
    for start in range(len(names) - len(forms) + 1):
        beside = names[start : start + len(forms)]
        if all(name in each for each, (name, _span) in zip(forms, beside, strict=True)):
            spans.append((beside[0][1][0], beside[-1][1][1]))
    return tuple(spans)


def _merged(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Spans in order, those that overlap as one."""
    merged: list[Span] = []
    for start, stop in sorted(spans):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(stop, merged[-1][1]))
        else:
            merged.append((start, stop))
    return tuple(merged)
