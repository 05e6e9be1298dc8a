"""What is marked in a text: names of `names.csv`, and the words that a flag is about."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from dragoman.desk.languages.spoken import _
from dragoman.index.asking.pair import Pair
from dragoman.translate.names.name import Name
from dragoman.translate.names.names import Names
from dragoman.translate.text.flag_places import standing, with_places
from dragoman.translate.text.word_alignment import NONE

if TYPE_CHECKING:
    from markupsafe import Markup


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
    return marks + _flagged(pair, "source")


def target_marks(pair: Pair, names: Names) -> list[Mark]:
    text = pair.target or ""
    listed = {name.target: name for found in names.find(pair.source.text) for name in found.names}
    marks = [
        Mark(*place, "name", _said(name))
        for form, name in listed.items()
        for place in standing(form, text)
    ]
    return marks + _flagged(pair, "target")


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
    return marked(text, [Mark(start, stop, "found", _("found")) for start, stop in spans])


def _flagged(pair: Pair, side: Literal["source", "target"]) -> list[Mark]:
    """Where flags are seen, by their records; of older ones by the words that they name.

    A flag speaks of what the engine wrote, and of no other words that a person put in their place.
    """
    if side == "target" and not pair.as_made:
        return []
    source, target = pair.source.text, pair.target or ""
    shown = len(source if side == "source" else target)
    marks = []
    for flag in pair.flags:
        known = flag.source or flag.target
        seen = flag if known else with_places(flag, source, target, NONE)
        for start, stop in seen.source if side == "source" else seen.target:
            marks.append(Mark(start, stop, "flagged", flag.message))
    return [mark for mark in marks if mark.stop <= shown]


def _said(name: Name) -> str:
    if not name.authority:
        return name.target
    return _("%(name)s, as %(authority)s says", name=name.target, authority=name.authority)
