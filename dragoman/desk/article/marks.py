"""What is marked in a text: names of `names.csv`, and the words that a flag is about."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dragoman.index.asking.pair import Pair
from dragoman.translate.names.name import Name
from dragoman.translate.names.names import Names

if TYPE_CHECKING:
    from markupsafe import Markup

_QUOTED = re.compile("“([^”]{1,200})”")


@dataclass(frozen=True, slots=True)
class Mark:
    """`text[start:stop]` is marked as `kind` (`name`, `flagged`), for a reason in words."""

    start: int
    stop: int
    kind: str
    reason: str


def source_marks(pair: Pair, names: Names) -> list[Mark]:
    text = pair.source.text
    marks = [
        Mark(found.start, found.stop, "name", "; ".join(map(_said, found.names)))
        for found in names.find(text)
    ]
    return marks + _flagged(pair, text)


def target_marks(pair: Pair, names: Names) -> list[Mark]:
    text = pair.target or ""
    listed = {name.target: name for found in names.find(pair.source.text) for name in found.names}
    marks = [
        Mark(*place, "name", _said(name))
        for form, name in listed.items()
        for place in _places(form, text)
    ]
    return marks + _flagged(pair, text)


def marked(text: str, marks: Iterable[Mark]) -> Markup:
    """The text as HTML, its marks as `<mark>`; of marks that overlap the first begun is kept."""
    from markupsafe import Markup, escape

    made = Markup()
    done = 0
    for mark in sorted(marks, key=lambda each: (each.start, -each.stop)):
        if mark.start < done or mark.stop <= mark.start:
            continue
        made += escape(text[done : mark.start])
        inside = escape(text[mark.start : mark.stop])
        made += Markup('<mark class="{}" title="{}">{}</mark>').format(
            mark.kind, mark.reason, inside
        )
        done = mark.stop
    return made + escape(text[done:])


def found(text: str, spans: Iterable[tuple[int, int]]) -> Markup:
    """The text as HTML, what a search found in it as `<mark>`."""
    return marked(text, [Mark(start, stop, "found", "found") for start, stop in spans])


def _flagged(pair: Pair, text: str) -> list[Mark]:
    return [
        Mark(*place, "flagged", flag.message)
        for flag in pair.flags
        if flag.severity != "note"
        for words in _QUOTED.findall(flag.message)
        for place in _places(words, text)
    ]


def _places(words: str, text: str) -> list[tuple[int, int]]:
    pattern = rf"(?<!\w){re.escape(words)}(?!\w)"
    return [match.span() for match in re.finditer(pattern, text, re.IGNORECASE)]


def _said(name: Name) -> str:
    return f"{name.target}, as {name.authority} says" if name.authority else name.target
