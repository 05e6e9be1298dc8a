"""A page as programs are told it: what `show --json` prints, and its sentences alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from dragoman.page import Page
from dragoman.page.as_far_as_read import as_far_as_read, reasons
from dragoman.steps.media.hearing import heard_in
from dragoman.steps.media.said_by import remarks_on, said_by
from dragoman.steps.media.times import recording_of, recordings_of, said_at
from dragoman.steps.scans.edition import edition_of, machine_text
from dragoman.steps.scans.scanning import scan_of

if TYPE_CHECKING:
    from dragoman.provenance.anchors.since import Since

# What only some pages have: a post, a file of subtitles, one that plays something.
SOME = ("post", "recording", "media", "remarks", "machine_heard", "edition")


def page_json(
    page: Page, target: str, since: Since | None, *, left_out: bool = False
) -> dict[str, Any]:
    """What `show --json` prints; what the article leaves out where that is asked for.

    `since`: since when it exists at the latest (`Archive.since`). Where a record of the page cannot
    be read, `unread` says so, what only that record says is null or left out, and the rest is as
    the index has it; in `provenance` stands what the others say, and under `unread` what is not.
    """
    told = {
        "id": page.id,
        "url": page.url,
        "final_url": page.final_url,
        "captured_at": page.captured_at,
        "title": page.title,
        "byline": page.article["byline"] if page.article else None,
        "published": page.article["published"] if page.article else None,
        "language": page.language.code if page.language else None,
        "text": page.text,
        "pairs": [pair.to_json() for pair in page.headline_and_pairs(target)],
        "provenance": None,
        "machine_read": None,
        "note": page.note,
        "tags": page.tags,
        "mistaken": page.mistaken,
        "picture": page.picture,
        "since": since.to_json() if since else None,
    }
    rest = {"left_out": None} if left_out else {}
    return _told(told | rest, _of_records(page, target, left_out=left_out))


def _told(told: dict[str, Any], parts: Mapping[str, Callable[[], Any]]) -> dict[str, Any]:
    """What the index has, with what stands in records; `unread` says why where one of them cannot
    be read."""
    unread: dict[str, str] = {}
    read = as_far_as_read(parts, unread)
    inside = (read.get("provenance") or {}).get("unread") or {}
    some = {key: value for key, value in read.items() if key not in SOME or value}
    why = reasons(unread | {f"provenance {name}": each for name, each in inside.items()})
    return told | some | ({"unread": why} if why else {})


def _of_records(page: Page, target: str, *, left_out: bool) -> dict[str, Callable[[], Any]]:
    """What stands in records alone, each by what reads it."""
    return {
        "pairs": lambda: _pairs(page, target),
        "provenance": lambda: provenance_read(page, target),
        "machine_read": lambda: machine_read(page),
        **({"left_out": page.left_out} if left_out else {}),
        "post": page.told_post,
        "recording": lambda: recording_of(page),
        "media": lambda: recordings_of(page),
        "remarks": lambda: remarks_on(page),
        "machine_heard": lambda: machine_heard(page),
        "edition": lambda: _edition(page),
    }


def provenance_read(page: Page, target: str | None = None) -> dict[str, Any]:
    """Its provenance, as far as its records can be read; `unread` has the parts that cannot."""
    unread: dict[str, str] = {}
    found = page.provenance(target, unread=unread)
    return found | ({"unread": unread} if unread else {})


def _pairs(page: Page, target: str) -> list[dict[str, Any]]:
    """The sentences; those of subtitles with the time at which they are said, and its place, those
    of comments with who said them."""
    pairs = page.headline_and_pairs(target)
    if remarks := page.told_remarks():
        by = said_by(pairs, remarks)
        return [pair.to_json() | {"said_by": by.get(pair.n)} for pair in pairs]
    if not (times := page.told_times()):
        return [pair.to_json() for pair in pairs]
    at = said_at(pairs, times, (recording_of(page) or {}).get("recording"))
    return [pair.to_json() | {"time": at.get(pair.n)} for pair in pairs]


def machine_read(page: Page) -> dict[str, Any] | None:
    """Of a page whose text a machine read from pictures: how much, by what, and what it could not
    read; None of any other."""
    scan = scan_of(page)
    if scan is None:
        return None
    keys = ("words", "doubtful", "unread", "engine", "models")
    told = {"sheets": len(scan["sheets"]), **{key: scan.get(key) for key in keys}}
    return told | ({"left_out": scan["left_out"]} if scan.get("left_out") else {})


def _edition(page: Page) -> dict[str, Any] | None:
    """Who corrected what a machine had read or heard, and what that was."""
    told = edition_of(page)
    return told and {**told, "machine_text": machine_text(page)}


def machine_heard(page: Page) -> dict[str, Any] | None:
    """Of a page whose words a machine heard in a recording: how long that is, what it did not hear,
    in which languages and by what; None of any other."""
    heard = heard_in(page)
    if heard is None:
        return None
    told = ("seconds", "unheard", "tracks", "words", "languages", "engine")
    return {key: heard.get(key) for key in told}


def pairs_json(page: Page, target: str) -> dict[str, Any]:
    """Its sentences, the headline first, and the sentence that says who made the translation.

    Where the record that says when each is said cannot be read, `unread` says so.
    """
    told = {
        "id": page.id,
        "to": target,
        "credit": page.credit(target),
        "pairs": [pair.to_json() for pair in page.headline_and_pairs(target)],
    }
    return _told(told, {"pairs": lambda: _pairs(page, target)})
