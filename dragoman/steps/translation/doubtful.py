"""Words that a machine read in a picture, or heard: said with the translation of each sentence."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from dragoman.index.people.segmentation import Stretch
from dragoman.page import Page
from dragoman.steps.media.hearing import heard_in
from dragoman.steps.scans.edition import edition_of, editors
from dragoman.steps.scans.scanning import scan_of

if TYPE_CHECKING:
    from dragoman.translate import TranslatedSegment

OCR, HEARD = "ocr", "heard"
_CORRECTED = "Heard by a machine in a recording, and corrected by {}."
_HEARD = "Heard by a machine in a recording: what was said may be something else."
SHOWN = 6  # words that a message names
Span = tuple[int, int]
WITHIN = "Read by a machine from a picture in the page."


def with_doubts(page: Page, segments: Sequence[TranslatedSegment]) -> list[TranslatedSegment]:
    """The title, where the page has one, and its sentences, flagged `ocr` where a word of theirs is
    doubtful, and all of them `heard` where a machine heard them; whatever was made of them."""
    from dragoman.translate import Flag

    if (heard := heard_in(page)) is not None:
        return _heard(page, segments, heard)
    scan = scan_of(page)
    if scan is None:
        return list(segments)
    doubtful, edition = sorted(doubtful_words(scan)), edition_of(page)
    begins = [start for start, _ in doubtful]
    places = _in_pictures(scan)
    flagged = []
    for each, at in zip(segments, _stretches(page), strict=True):
        spans = [
            (start - at.start, stop - at.start)
            for start, stop in doubtful[
                bisect_left(begins, at.start) : bisect_left(begins, at.stop)
            ]
            if stop <= at.stop
        ]
        flag = Flag(OCR, "warn", _message(each.source, spans), source=tuple(spans))
        if not spans:
            by = _corrected_in(edition, at)
            flag = Flag(OCR, "note", f"{WITHIN[:-1]}, and corrected by {by}." if by else WITHIN)
        if spans or _stands_in(places, at):
            each = replace(each, flags=(*each.flags, flag))  # noqa: PLW2901
        flagged.append(each)
    return flagged


def _heard(
    page: Page, segments: Sequence[TranslatedSegment], heard: Mapping[str, Any]
) -> list[TranslatedSegment]:
    """Each is a warning: what a machine heard is never approved along with the rest."""
    from dragoman.translate import Flag

    edition = edition_of(page)
    unsure = sorted((start, stop) for start, stop, _, _ in heard.get("unsure") or ())
    begins = [start for start, _ in unsure]
    flagged = []
    for each, at in zip(segments, _stretches(page), strict=True):
        within = unsure[bisect_left(begins, at.start) : bisect_left(begins, at.stop)]
        spans = [(start - at.start, stop - at.start) for start, stop in within if stop <= at.stop]
        by = _corrected_in(edition, at)
        message = (_CORRECTED.format(by) if by else _HEARD) + (
            _unsure(each.source, spans) if spans else ""
        )
        flag = Flag(HEARD, "note" if by and not spans else "warn", message, source=tuple(spans))
        flagged.append(replace(each, flags=(*each.flags, flag)))
    return flagged


def _corrected_in(edition: Mapping[str, Any] | None, at: Stretch) -> str | None:
    """Who put words into a sentence, where somebody did."""
    if edition is None or at.start >= at.stop:
        return None
    names = [
        each["reviewer"]
        for each in editors(edition)
        if any(start < at.stop and at.start < stop for start, stop in each["corrected"])
    ]
    return " and ".join(names) or None


def doubtful_words(scan: Mapping[str, Any]) -> list[Span]:
    """Where doubtful words stand in the text of an article."""
    return [
        (start, stop) for place in scan["places"] for start, stop, _ in place.get("doubtful") or ()
    ]


def _stretches(page: Page) -> list[Stretch]:
    """The place of the title in the text, where that has one, then of its sentences."""
    found = [Stretch(pair.n, pair.source.start, pair.source.stop) for pair in page.pairs()]
    if not page.title:
        return found
    at = (page.text or "").find(page.title)
    title = Stretch(0, at, at + len(page.title)) if at >= 0 else Stretch(0, 0, 0)
    return [title, *found]


def _in_pictures(scan: Mapping[str, Any]) -> list[Span]:
    """Where lines of pictures within a page stand in its text, in order; none of a scan."""
    places = scan["places"] if scan.get("within") else ()
    return sorted((each["start"], each["stop"]) for each in places)


def _stands_in(places: Sequence[Span], at: Stretch) -> bool:
    """Whether a sentence stands in a picture, all of it or in part: lines do not overlap."""
    before = bisect_left(places, (at.stop, 0))
    return before > 0 and at.start < places[before - 1][1]


def _message(source: str, spans: Sequence[Span]) -> str:
    return f"Read by a machine from a picture, and it was not sure of {_named(source, spans)}."


def _unsure(source: str, spans: Sequence[Span]) -> str:
    return f" It was least sure of {_named(source, spans)}."


def _named(source: str, spans: Sequence[Span]) -> str:
    words = ", ".join(f'"{source[start:stop]}"' for start, stop in spans[:SHOWN])
    more = f" and {len(spans) - SHOWN} more words" if len(spans) > SHOWN else ""
    return f"{words}{more}"
