"""A person's edition of a text that a machine read or heard: an article of its own beside it.

What was captured stays the original; the machine's reading stays as it was written. Where a line
stands in the picture, and when a word is said, goes along to the new words; what the machine was
unsure of stays so, but where a person has put other words.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from dragoman.archiver.article.article import Article, Kind, Part, assemble
from dragoman.archiver.body.charset import decode
from dragoman.archiver.body.kept_characters import collapse
from dragoman.archiver.verdict.verdict import Verdict
from dragoman.errors import UsageError
from dragoman.holdings import Holdings
from dragoman.page import Page
from dragoman.provenance.stamp import Stamp, utc_now
from dragoman.reader.page_reader import article_of, article_read
from dragoman.steps.media.hearing import heard_in
from dragoman.steps.read_records import article_record
from dragoman.steps.scans.moved import Moved
from dragoman.steps.scans.scanning import scan_of

TOOL = "dragoman.edition"
VERSION = "1"
LONGEST = 20_000_000  # characters
_OTHER_FILES = (b"PK\x03\x04", b"%PDF-", b"{\\rtf", b"\xd0\xcf\x11\xe0", b"RIFF")
_NO_TEXT = re.compile("[\x00-\x08\x0e-\x1f]")


def edition_of(page: Page) -> dict[str, Any] | None:
    """Whose edition the text of a page is: `of reviewer time corrected earlier`; None where it is
    none."""
    if page.article is None or page.article["corrected_by"] is None:
        return None
    found: dict[str, Any] | None = page.record(page.article["id"]).json()["dragoman"].get("edition")
    return found


def machine_text(page: Page) -> str | None:
    """What the machine read or heard, whatever a person made of it since."""
    edition = edition_of(page)
    if edition is None:
        return page.text if scan_of(page) or heard_in(page) else None
    return str(page.record(edition["of"]).json()["articleBody"])


def read_edition(path: Path) -> str:
    """The text of a file, in whatever charset it is. UsageError where it cannot be read."""
    try:
        with path.open("rb") as stream:
            content = stream.read(4 * LONGEST + 1)
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}") from error
    if not content.strip():
        raise UsageError(f"{path} holds no text")
    if content.startswith(_OTHER_FILES):
        raise UsageError(f"{path} is a file of another kind; save its text as a .txt")
    text = decode(content, "text/plain").text
    if _NO_TEXT.search(text):
        raise UsageError(f"{path} is no text: there are characters in it that nobody writes")
    return text


def correct(holdings: Holdings, page: Page, text: str, reviewer: str) -> Page:
    """See `Archive.correct`."""
    holdings.running.check()
    scan, heard = scan_of(page), heard_in(page)
    if page.article is None or page.text is None or not (scan or heard):
        raise UsageError("no machine read or heard a text of this page", subject=page.id)
    if not reviewer.strip():
        raise UsageError("an edition needs the name of the one who made it")
    if len(text) > LONGEST:
        raise UsageError(f"a text of more than {LONGEST:,} characters is not taken")
    new, blocks = assemble(_parts(page, text))
    if not new:
        raise UsageError("an edition without words is none", subject=page.id)
    moved = Moved(page.text, new)
    if new == page.text:
        raise UsageError("it is the text that stands there, so there is nothing to correct")
    before = edition_of(page)
    told: dict[str, Any] = page.record(page.article["id"]).json()["dragoman"]
    times = _times(told.get("times") or [], moved)
    article = Article(
        url=page.stood_at, title=page.title if page.title and page.title in new else None,
        byline=page.article["byline"], published=page.article["published"], text=new,
        blocks=blocks, canonical_url=None, html_language=None, translation_of=None,
        translator=None, extractor=Stamp.now(TOOL, VERSION, {}), times=times,
    )  # fmt: skip
    record = article_record(
        holdings, page, Verdict.from_json(page.verdict or {"kind": "file", "reason": ""}),
        article_of(article_read(article)), None,
        scan=_scan(scan, moved) if scan else None,
        heard=_heard(heard, moved) if heard else None,
        edition={
            "of": before["of"] if before else page.article["id"],
            "time": utc_now(),
            **_whose(before, moved, reviewer.strip()),
        },
    )  # fmt: skip
    holdings.append([record], "derived", asked_next=True)
    return Page.find(holdings, page.id)


def _parts(page: Page, text: str) -> list[Part]:
    """A line is a block, of the kind of the one that stood there with most of its words."""
    own: Mapping[str, Kind] = {
        (page.text or "")[each["start"] : each["stop"]]: each["kind"]
        for each in page.record(page.article["id"]).json()["dragoman"]["blocks"]  # type: ignore[index]
    }
    lines = [line for each in text.splitlines() if (line := collapse(each))]
    return [Part(own.get(line, "paragraph"), line) for line in lines]


def _whose(before: Mapping[str, Any] | None, moved: Moved, reviewer: str) -> dict[str, Any]:
    """Where words of this person stand, and those of others before, each under its name."""
    own, others = list(moved.changed), []
    for each in editors(before):
        kept = [same for place in each["corrected"] for same in moved.kept(*place)]
        if each["reviewer"] == reviewer:
            own += kept
        elif kept:
            others.append({**each, "corrected": [list(place) for place in kept]})
    corrected = [list(place) for place in sorted(set(own))]
    return {"reviewer": reviewer, "corrected": corrected, "earlier": others}


def editors(edition: Mapping[str, Any] | None) -> list[dict[str, Any]]:
    """Everybody whose words stand in an edition, the first of them first: `reviewer corrected`."""
    if not edition:
        return []
    latest = {key: edition[key] for key in ("reviewer", "corrected")}
    return [*(edition.get("earlier") or ()), latest]


def _times(times: list[list[Any]], moved: Moved) -> tuple[tuple[int, int, float, float], ...]:
    found = [(moved.span(start, stop), begins, ends) for start, stop, begins, ends in times]
    return tuple((*at, begins, ends) for at, begins, ends in found if at is not None)


def _scan(scan: Mapping[str, Any], moved: Moved) -> dict[str, Any]:
    places = []
    for place in scan["places"]:
        at = moved.span(place["start"], place["stop"])
        if at is None:
            continue
        sure = [
            [*same, each[2]]
            for each in place.get("doubtful") or ()
            if (same := moved.same(each[0], each[1])) is not None
        ]
        kept = {key: value for key, value in place.items() if key != "doubtful"}
        placed = {**kept, "start": at[0], "stop": at[1]}
        places.append(placed | ({"doubtful": sure} if sure else {}))
    left = sum(len(each.get("doubtful") or ()) for each in places)
    return {**scan, "places": places, "doubtful": left}


def _heard(heard: Mapping[str, Any], moved: Moved) -> dict[str, Any]:
    unsure = [
        [*same, begins, ends]
        for start, stop, begins, ends in heard.get("unsure") or ()
        if (same := moved.same(start, stop)) is not None
    ]
    return {**heard, "unsure": unsure}
