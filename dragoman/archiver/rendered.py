"""A page as a browser showed it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from dragoman.archiver.browser_proxy import Answered
from dragoman.archiver.capture import Originals, keep_exchange
from dragoman.archiver.page_body import RENDERED_TYPE
from dragoman.archiver.record import Record, derived_uri, resource_record
from dragoman.archiver.requisites import Requisites

RENDERED, RENDERED_TEXT, SCREENSHOT = "rendered", "rendered-text", "screenshot"
# What a capture keeps of a browser's showing, and what a look back does.
KINDS, SEEN = (RENDERED, RENDERED_TEXT, SCREENSHOT), (RENDERED, RENDERED_TEXT)


@dataclass(slots=True)
class Rendered:
    """`html` is the document once its scripts had run, `text` what a person sees of it.

    `others` are the browser's requests besides those that led to the page. `settled` says that the
    page came to rest before its time was over, `trouble` what else went wrong.
    """

    engine: str
    viewport: tuple[int, int]
    url: str
    html: str = ""
    text: str = ""
    screenshot: bytes = b""
    settled: bool = False
    trouble: str | None = None
    others: list[Answered] = field(default_factory=list)

    def close(self) -> None:
        for each in self.others:
            if each.exchange is not None:
                each.exchange.block.close()

    def resources(
        self, url: str, kinds: Collection[str] = KINDS
    ) -> tuple[list[Record], dict[str, Any]]:
        """Records of what was shown, and what the capture's record says of the browser."""
        records: list[Record] = []

        def kept(kind: str, body: bytes, mime: str) -> str | None:
            if not body or kind not in kinds:
                return None
            records.append(resource_record(body, derived_uri(kind, url), mime))
            return records[-1].id

        html = self.html.encode("utf-8", "replace")
        text = self.text.encode("utf-8", "replace")
        return records, {
            "engine": self.engine,
            "viewport": list(self.viewport),
            "url": self.url,
            "settled": self.settled,
            "trouble": self.trouble,
            "rendered": kept(RENDERED, html, RENDERED_TYPE),
            "text": kept(RENDERED_TEXT, text, "text/plain; charset=utf-8"),
            "screenshot": kept(SCREENSHOT, self.screenshot, "image/png"),
        }


def keep_others(
    others: list[Answered], records: list[Record], originals: Originals, found: Requisites
) -> None:
    """The browser's other requests as records and as entries of the requisites' record."""
    for each in others:
        exchange = each.exchange
        exchanges = [keep_exchange(exchange, records, originals)] if exchange is not None else []
        error = None
        if each.error is not None:
            error = {
                "step": each.error.step,
                "message": each.error.message,
                "seen": each.error.details,
            }
        elif exchange is not None and (exchange.status >= 400 or exchange.truncated):
            said = exchange.shortfall or f"the server answered {exchange.status}"
            error = {"step": exchange.truncated or "status", "message": said, "seen": {}}
        found.entries.append(
            {
                "url": each.url,
                "found": "browser",
                "method": each.method,
                "response": exchanges[0]["response"] if exchanges else None,
                "http_status": exchange.status if exchange is not None else None,
                "error": error,
                "exchanges": exchanges,
            }
        )
