"""Protected spans that a model spoiled, put back where it wrote what it made of them.

Only where the alignment leaves no doubt: what was written for a span stands in one place, and for
nothing else. The sentence then stays as it was translated, whole.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from dragoman.translate.text.protect import cut, lost
from dragoman.translate.text.word_alignment import Alignment, Span

# Words that are looked for in whatever stands beside them, and are no part of a name or an address.
LITTLE_WORDS = frozenset(
    """a an the this that these those he she it they we i you his her its their our my your who what
    when where while if as at by for from in into of on to with and but or so then there here not no
    all both each every some after before since until during mr mrs ms miss""".split()
)
_WORD = re.compile(r"\w+(?:['’]\w+)*")
_OPENS, _CLOSES = "([{<«“\"'‘„", ")]}>»”\"'’.,;:!?…"


@dataclass(frozen=True, slots=True)
class PutBack:
    """A translation with what was put back in it, its alignment, and what stood there before."""

    text: str
    alignment: Alignment
    gone: tuple[str, ...]


def put_back(source: str, text: str, alignment: Alignment) -> PutBack | None:
    """`text` with every protected span of `source`, and no other; None where it is unsure."""
    gone = []
    for span in lost(source, text):
        place = _written_for(source, span, text, alignment)
        if place is None:
            return None
        gone.append(text[slice(*place)])
        text = text[: place[0]] + span + text[place[1] :]
        alignment = alignment.replaced(*place, len(span))
    if lost(source, text) or lost(text, source):
        return None
    return PutBack(text, alignment, tuple(gone))


def _written_for(source: str, span: str, text: str, alignment: Alignment) -> Span | None:
    """Where a text has what was made of a protected span of its source, and of nothing else."""
    for each in cut(source):
        if each.kept and each.text == span:
            place = only_for(alignment, (each.start, each.start + len(span)), text)
            if place is not None and text[slice(*place)] != span:
                return place
    return None


def only_for(alignment: Alignment, span: Span, text: str) -> Span | None:
    """The one stretch of a text that was written for `source[span]`, to the edges of its words.

    None where it is in several places, or some of it was written for something else or for nobody
    knows what: that is not to go with it. Little words at its edges are left out.
    """
    own = alignment.targets(*span)
    while own and text[slice(*own[0])].lower() in LITTLE_WORDS:
        own.pop(0)
    while own and text[slice(*own[-1])].lower() in LITTLE_WORDS:
        own.pop()
    if not own:
        return None
    start, stop = own[0][0], own[-1][1]
    while start and not text[start - 1].isspace() and text[start - 1] not in _OPENS:
        start -= 1
    while stop < len(text) and not text[stop].isspace():
        stop += 1
    while stop > own[-1][1] and text[stop - 1] in _CLOSES:
        stop -= 1
    inside = all(
        span[0] <= begin and end <= span[1] for begin, end in alignment.sources(start, stop)
    )
    known = all(
        any(begin < match.end() and match.start() < end for begin, end in own)
        for match in _WORD.finditer(text, start, stop)
    )
    return (start, stop) if inside and known else None
