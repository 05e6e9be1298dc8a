"""The text that a machine read or heard, a paragraph a line, as a person is to look at it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from dragoman.page import Page
from dragoman.steps.media.hearing import heard_in
from dragoman.steps.media.times import clock
from dragoman.steps.scans.edition import edition_of, machine_text
from dragoman.steps.scans.scanning import scan_of


@dataclass(frozen=True, slots=True)
class ReadLine:
    """A paragraph: where in the text it stands, of which words the machine was not sure, and when
    it is said in a recording, as a clock shows it; `pictured`: it can be shown in the picture."""

    start: int
    stop: int
    text: str
    doubtful: tuple[str, ...]
    pictured: bool
    said: str | None


@dataclass(frozen=True, slots=True)
class ReadText:
    """Of the article `article`; `machine` is what the machine read, where a person changed it
    since, and `reviewer` who did."""

    article: str
    lines: tuple[ReadLine, ...]
    machine: str | None
    reviewer: str | None


def text_read(page: Page) -> ReadText | None:
    """What a machine read or heard of a page, as it was corrected; None where none did."""
    scan, heard = scan_of(page), heard_in(page)
    if page.article is None or page.text is None or not (scan or heard):
        return None
    edition = edition_of(page)
    return ReadText(
        article=str(page.article["id"]),
        lines=tuple(_lines(page, scan, heard)),
        machine=machine_text(page) if edition else None,
        reviewer=str(edition["reviewer"]) if edition else None,
    )


def _lines(
    page: Page, scan: Mapping[str, Any] | None, heard: Mapping[str, Any] | None
) -> Iterator[ReadLine]:
    text, identity = page.text or "", str(page.article["id"])  # type: ignore[index]
    told = page.record(identity).json()["dragoman"]
    shown = scan and not scan.get("within")  # of pictures in a page no line is shown
    places = [(each["start"], each["stop"]) for each in (scan or {}).get("places") or ()]
    unsure = sorted(_unsure(scan, heard))
    times = told.get("times") or []
    for block in told["blocks"]:
        start, stop = block["start"], block["stop"]
        said = [each[2] for each in times if each[0] < stop and each[1] > start]
        yield ReadLine(
            start, stop, text[start:stop],
            doubtful=tuple(text[a:b] for a, b in unsure if start <= a < stop),
            pictured=bool(shown) and any(a < stop and b > start for a, b in places),
            said=clock(min(said)) if said else None,
        )  # fmt: skip


def _unsure(
    scan: Mapping[str, Any] | None, heard: Mapping[str, Any] | None
) -> Iterator[tuple[int, int]]:
    for place in (scan or {}).get("places") or ():
        yield from ((each[0], each[1]) for each in place.get("doubtful") or ())
    yield from ((each[0], each[1]) for each in (heard or {}).get("unsure") or ())
