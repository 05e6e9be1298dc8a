"""The comments of a page's recordings, each recording's as a page of its own that is read.

They are kept as yt-dlp read them out of what the site answered; those answers are kept with the
recordings, and the page rests on them by the id of that visit.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from dragoman.archiver.article.remarks import REMARKS_TYPE
from dragoman.archiver.media.commented import comments_file, how_many
from dragoman.archiver.media.some_comments import ENOUGH
from dragoman.archiver.records.capture import CAPTURE
from dragoman.archiver.records.record import Record, derived_uri, json_record, resource_record
from dragoman.holdings import Holdings
from dragoman.page import Page
from dragoman.provenance.stamp import utc_now

REMARKS = "remarks"


def remarks_of(
    holdings: Holdings,
    page: Page,
    entries: list[dict[str, Any]],
    comments: list[list[dict[str, Any]]],
    visit: str,
    tool: dict[str, Any],
    told_server: dict[str, Any],
) -> tuple[list[Record], list[Record]]:
    """The files of comments of recordings, and the record of each as a page; none where there are
    none."""
    files, pages = [], []
    for n, (entry, said) in enumerate(zip(entries, comments, strict=True), start=1):
        if not said:
            continue
        url = f"{page.stood_at.partition('#')[0]}#comments{f'-{n}' if n > 1 else ''}"
        file = resource_record(comments_file(said), derived_uri(REMARKS, url), REMARKS_TYPE)
        files.append(file)
        content = {
            "requested_url": url,
            "final_url": None,
            "captured_at": utc_now(),
            "http_status": None,
            "mime": REMARKS_TYPE,
            "page": file.id,
            "redirects": [],
            "exchanges": [],
            "attempts": [],
            "error": None,
            "remarks": {
                "page": page.id,
                "visit": visit,
                "title": entry["title"],
                "recording": next((each["url"] for each in entry["formats"]), None),
                "tool": tool,
                **entry["commented"],
            },
            "told_server": told_server,
            "note": page.note,
            "tags": list(page.tags),
            "stamp": holdings.stamp("media").to_json(),
        }
        pages.append(json_record(CAPTURE, url, content, refers_to=file.id))
    return files, pages


def lacking_comments(entries: list[dict[str, Any]]) -> Iterator[str]:
    """Of recordings that have more comments than were taken, and not because no more were wanted:
    what broke off is one of yt-dlp's own errors."""
    for entry in entries:
        told = entry.get("commented")
        if told and told["stopped"] not in (None, ENOUGH) and told["had"]:
            yield how_many(told)


def told_of_comments(entries: list[dict[str, Any]]) -> Iterator[str]:
    """How many were had of each recording, in words."""
    for entry in entries:
        told = entry.get("commented")
        if told is None:
            continue
        cut = f"; {told['cut']:,} of them are longer than is kept" if told["cut"] else ""
        yield f"{entry['title'] or 'a recording'}: {how_many(told)}{cut}"
