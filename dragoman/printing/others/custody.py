"""What was handed over and received, as a person reads it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dragoman.printing.columns import SHORT_ID
from dragoman.printing.terminal import plain

FROM = ("merge", "receipt")


def event_text(event: Mapping[str, Any]) -> str:
    """An event of custody on a line, its digest and whom it was to or from below."""
    whom = plain(event["to"]) if event["to"] else f"sealed: {event['sealed']}"
    if not event["to"] and not event["sealed"]:
        whom = "nobody is named"
    whole = "the whole of that archive" if event["merged"] else "the whole archive"
    pages = ", ".join(each[:SHORT_ID] for each in event["pages"]) or whole
    way = "from" if event["event"] in FROM else "to"
    lines = [f"{event['time']}  {event['event']}  {plain(event['what'])}", f"  {way}: {whom}"]
    if event["event"] != "receipt":
        lines.append(f"  pages: {pages}")
    if event["merged"]:
        lines.append("  written down in another archive, which was merged into this one")
    if event["sha256"]:
        lines.append(f"  SHA-256 {event['sha256']}")
    return "\n".join(lines)
