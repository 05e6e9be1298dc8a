"""The records of a page as a browser showed it."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from dragoman.archiver.records.record import Record, derived_uri, resource_record
from dragoman.archiver.web.fetched import Rendered

RENDERED, RENDERED_TEXT, SCREENSHOT = "rendered", "rendered-text", "screenshot"
# What a capture keeps of a browser's showing, and what a look back does.
KINDS, SEEN = (RENDERED, RENDERED_TEXT, SCREENSHOT), (RENDERED, RENDERED_TEXT)
# Of the document as a browser showed it, which is kept in one encoding.
RENDERED_TYPE = "text/html; charset=utf-8"


def rendered_records(
    rendered: Rendered, url: str, kinds: Collection[str] = KINDS
) -> tuple[list[Record], dict[str, Any]]:
    """Records of what was shown, and what the capture's record says of the browser."""
    records: list[Record] = []

    def kept(kind: str, body: bytes, mime: str) -> str | None:
        if not body or kind not in kinds:
            return None
        records.append(resource_record(body, derived_uri(kind, url), mime))
        return records[-1].id

    html = rendered.html.encode("utf-8", "replace")
    text = rendered.text.encode("utf-8", "replace")
    return records, {
        "engine": rendered.engine,
        "viewport": list(rendered.viewport),
        "url": rendered.url,
        "why": rendered.why,
        "settled": rendered.settled,
        "unfinished": rendered.unfinished,
        "trouble": rendered.trouble,
        "type": rendered.kind,
        "charset": rendered.charset,
        "wait": rendered.wait,
        "waited": round(rendered.waited, 1),
        "scrolled": rendered.scrolled,
        "clicked": rendered.clicked,
        "frames": rendered.frames,
        "rendered": kept(RENDERED, html, RENDERED_TYPE),
        "text": kept(RENDERED_TEXT, text, "text/plain; charset=utf-8"),
        "screenshot": kept(SCREENSHOT, rendered.screenshot, "image/png"),
    }
