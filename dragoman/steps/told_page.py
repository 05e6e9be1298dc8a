"""A page as programs are told it: what `show --json` prints, and its sentences alone."""

from __future__ import annotations

from typing import Any

from dragoman.page import Page
from dragoman.steps.media.times import recording_of, recordings_of, said_at


def page_json(page: Page, target: str, *, left_out: bool = False) -> dict[str, Any]:
    """What `show --json` prints; what the article leaves out where that is asked for."""
    besides = {"left_out": page.left_out()} if left_out else {}
    return {
        "id": page.id,
        "url": page.url,
        "final_url": page.final_url,
        "captured_at": page.captured_at,
        "title": page.title,
        "byline": page.article["byline"] if page.article else None,
        "published": page.article["published"] if page.article else None,
        "language": page.language.code if page.language else None,
        "text": page.text,
        "pairs": _pairs(page, target),
        "provenance": page.provenance(target),
        "note": page.note,
        "tags": page.tags,
        "mistaken": page.mistaken,
        "picture": page.picture,
        **besides,
        **{name: value for name, value in _of_some(page).items() if value},
    }


def _of_some(page: Page) -> dict[str, Any]:
    """What only some pages have: a post, a file of subtitles, one that plays something."""
    return {
        "post": page.told_post(),
        "recording": recording_of(page),
        "media": recordings_of(page),
    }


def _pairs(page: Page, target: str) -> list[dict[str, Any]]:
    """The sentences; those of subtitles with the time at which they are said, and its place."""
    pairs = page.headline_and_pairs(target)
    if not (times := page.told_times()):
        return [pair.to_json() for pair in pairs]
    at = said_at(pairs, times, (recording_of(page) or {}).get("recording"))
    return [pair.to_json() | {"time": at.get(pair.n)} for pair in pairs]


def pairs_json(page: Page, target: str) -> dict[str, Any]:
    """Its sentences, the headline first, and the sentence that says who made the translation."""
    return {
        "id": page.id,
        "to": target,
        "credit": page.credit(target),
        "pairs": _pairs(page, target),
    }
