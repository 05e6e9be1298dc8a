"""A page as programs are told it: what `show --json` prints, and its sentences alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from dragoman.errors import ArchiveError, IndexUnusable
from dragoman.page import Page
from dragoman.steps.media.hearing import heard_in
from dragoman.steps.media.times import recording_of, recordings_of, said_at
from dragoman.steps.scans.edition import edition_of, machine_text
from dragoman.steps.scans.scanning import scan_of

if TYPE_CHECKING:
    from dragoman.provenance.anchors.since import Since


def page_json(
    page: Page, target: str, since: Since | None, *, left_out: bool = False
) -> dict[str, Any]:
    """What `show --json` prints; what the article leaves out where that is asked for.

    `since`: since when it exists at the latest (`Archive.since`). Where a record of the page cannot
    be read, `unread` says so, what only records say is null, and the rest is as the index has it.
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
    return _as_far_as_read(told | rest, lambda: _of_records(page, target, left_out=left_out))


def _as_far_as_read(told: dict[str, Any], read: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """What the index has, with what `read` has out of records; `unread` says why where one cannot
    be read."""
    try:
        return told | read()
    except IndexUnusable:
        raise
    except ArchiveError as error:
        return told | {"unread": error.message}


def _of_records(page: Page, target: str, *, left_out: bool) -> dict[str, Any]:
    """What stands in records alone; ArchiveError where one of them cannot be read."""
    return {
        "pairs": _pairs(page, target),
        "provenance": page.provenance(target),
        "machine_read": machine_read(page),
        **({"left_out": page.left_out()} if left_out else {}),
        **{name: value for name, value in _of_some(page).items() if value},
    }


def _of_some(page: Page) -> dict[str, Any]:
    """What only some pages have: a post, a file of subtitles, one that plays something."""
    return {
        "post": page.told_post(),
        "recording": recording_of(page),
        "media": recordings_of(page),
        "machine_heard": machine_heard(page),
        "edition": _edition(page),
    }


def _pairs(page: Page, target: str) -> list[dict[str, Any]]:
    """The sentences; those of subtitles with the time at which they are said, and its place."""
    pairs = page.headline_and_pairs(target)
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
    return {"sheets": len(scan["sheets"]), **{key: scan.get(key) for key in keys}}


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
    return _as_far_as_read(told, lambda: {"pairs": _pairs(page, target)})
