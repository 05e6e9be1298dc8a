"""Sentences of a text, with their places in it.

razdel (Cyrillic languages) or sentencex (the others) proposes where sentences end, and so does a
pattern of our own for what they miss; the rules of `sentence_rules.py` decide.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from dragoman.translate.sentences import razdel_border, sentencex_border
from dragoman.translate.sentences.abbreviations import Abbreviations, abbreviations_of
from dragoman.translate.sentences.sentence_rules import BREAK, CLOSING, Place, verdict
from dragoman.translate.text.script import letters_by_script

# A sentence longer than this, in characters, is cut at a clause mark or a space: a model that is
# handed a page without a full stop must not work on it for minutes.
LONGEST = 2000

# The libraries see so much at a time: razdel's time grows with the square of the length.
_WINDOW = 4000
_CONTEXT = 60
_MARGIN = 200

_LINES = re.compile(r"[^\r\n\v\f\x1c-\x1e\x85\u2028\u2029]+")
_BLANK = re.compile(r"\n[ \t\xa0]*\r?\n|\u2029|\f")
_ITEM = re.compile(r"\s*(?:[•●▪◦‣*·–—-]\s|\(?\d{1,3}[.)]\s|\(?[^\W\d_][.)]\s)")
_WRAPPED_FROM = 40
_END = re.compile(r"[.!?…。]++[" + re.escape(CLOSING) + r"]*+(?:\[\d{1,3}\])*+")
_GLUED = re.compile(r"(?<![^\W\d_])[^\W\d_]{3,}[.!?…]+(?=[^\W\d_]{3})")
_ADDRESS = re.compile(r"[/@\\]|www\.")
_CLAUSE = re.compile(r"[;:,)»”–—]\s")


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of a text: `text == whole[start:stop]`, offsets in characters."""

    start: int
    stop: int
    text: str


def segment(text: str, code: str) -> list[Segment]:
    """The sentences of `text` in language `code` (`und` will do), in order.

    None is empty, none begins or ends with white space, and nothing but white space lies between
    them. A line break ends a sentence, unless the next line goes on in small letters; a blank line
    and an item of a list always do. None is longer than 2,000 characters. Never raises; time grows
    with the length only.
    """
    cyrillic = _is_cyrillic(text)
    found: list[Segment] = []
    for start, stop in _stretches(text):
        for first, last in _sentences(text, start, stop, code, cyrillic):
            found.append(Segment(first, last, text[first:last]))
    return found


def _is_cyrillic(text: str) -> bool:
    letters = letters_by_script(text[:_WINDOW])
    return letters.get("Cyrl", 0) > letters.get("Latn", 0)


def _stretches(text: str) -> Iterator[tuple[int, int]]:
    """Lines; lines that a narrow column has broken are put together again."""
    start = stop = -1
    for line in _LINES.finditer(text):
        if start >= 0 and _goes_on(text, stop, line):
            stop = line.end()
            continue
        if start >= 0:
            yield start, stop
        start, stop = line.span()
    if start >= 0:
        yield start, stop


def _goes_on(text: str, stop: int, line: re.Match[str]) -> bool:
    """Whether `line` goes on with the sentence that the line before, ending at `stop`, began."""
    begun = text.rfind("\n", 0, stop) + 1
    blank = line.start() - stop > 2 or _BLANK.search(text, stop, line.start())
    if blank or stop - begun < _WRAPPED_FROM:
        return False
    before = text[max(begun, stop - 20) : stop].rstrip()
    if before[-1:] in {*".!?…:;"} or _ITEM.match(text, line.start(), line.end()):
        return False
    return text[line.start() : line.start() + 40].lstrip()[:1].islower()


def _sentences(
    text: str, start: int, stop: int, code: str, cyrillic: bool
) -> Iterator[tuple[int, int]]:
    """The spans of a stretch that are sentences, without white space around them."""
    known = abbreviations_of(code, cyrillic=cyrillic)
    begun = at = start
    while True:
        limit = min(stop, at + _WINDOW)
        previous = begun
        for end, likely in sorted(_proposed(text, at, limit, code, cyrillic).items()):
            if limit < stop and end > limit - _MARGIN:
                break
            if begun < end < stop and _is_break(
                _place(text, begun, end, stop, code, known), likely
            ):
                yield from _bounded(text, begun, end)
                begun = end
        if limit == stop:
            break
        at = begun if begun > previous else limit - _MARGIN
    yield from _bounded(text, begun, stop)


def _proposed(text: str, at: int, limit: int, code: str, cyrillic: bool) -> dict[int, bool]:
    """Offsets at which a sentence may end, and whether that is likely where no rule says more."""
    ends = (match.end() for match in _END.finditer(text, at, limit))
    proposed = {end: False for end in ends if end == limit or text[end].isspace()}
    window = text[at:limit]
    if cyrillic and code != "az":
        told = razdel_border.sentence_ends(window)
    else:
        told = sentencex_border.sentence_ends(window, "en" if code == "und" else code)
    for end in told:
        if text[at + end : at + end + 1].isspace():
            proposed[at + end] = True
    proposed.update((end, True) for end in _glued(text, at, limit))
    return proposed


def _glued(text: str, at: int, limit: int) -> Iterator[int]:
    """Ends without a space behind them: `… gəldi.Sonra …`, which is no address."""
    for match in _GLUED.finditer(text, at, limit):
        after = text[match.end() : match.end() + 3]
        token = text[max(0, match.start() - 20) : match.end() + 40]
        if match.group()[:3].islower() and after.istitle() and not _ADDRESS.search(token):
            yield match.end()


def _place(text: str, begun: int, end: int, stop: int, code: str, known: Abbreviations) -> Place:
    left = text[max(begun, end - _CONTEXT) : end].strip()
    right = text[end : min(stop, end + _CONTEXT)].lstrip()
    sentence = left if end - begun <= _CONTEXT else text[begun:end]
    return Place(left, right, sentence if len(sentence) <= _CONTEXT else "", code, known)


def _is_break(place: Place, likely: bool) -> bool:
    answer = verdict(place)
    return likely if answer is None else answer == BREAK


def _bounded(text: str, start: int, stop: int) -> Iterator[tuple[int, int]]:
    """A sentence, trimmed, and in pieces where it is too long."""
    start, stop = _trimmed(text, start, stop)
    while stop - start > LONGEST:
        cut = _cut(text, start, start + LONGEST)
        yield _trimmed(text, start, cut)
        start, stop = _trimmed(text, cut, stop)
    if start < stop:
        yield start, stop


def _trimmed(text: str, start: int, stop: int) -> tuple[int, int]:
    while start < stop and text[start].isspace():
        start += 1
    while stop > start and text[stop - 1].isspace():
        stop -= 1
    return start, stop


def _cut(text: str, start: int, limit: int) -> int:
    """Where to cut a sentence that is too long: the last clause mark, else space, else anywhere."""
    floor = start + LONGEST // 2
    clauses = [match.end() for match in _CLAUSE.finditer(text, floor, limit)]
    if clauses:
        return clauses[-1]
    space = max(text.rfind(mark, floor, limit) for mark in " \t\xa0")
    return space + 1 if space >= floor else limit
