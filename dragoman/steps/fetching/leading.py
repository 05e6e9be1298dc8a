"""Where a page leads that came instead of another: what the fetch is handed, to follow it."""

from __future__ import annotations

from dragoman.archiver.body.charset import decode
from dragoman.archiver.body.content_coding import unpack
from dragoman.archiver.verdict.leading import HEAD, onward
from dragoman.archiver.web.http_exchange import Exchange
from dragoman.errors import ExtractionError

HTML = ("text/html", "application/xhtml+xml")
# Bytes of a page that may be nothing but the way to another.
MOST = 4 * HEAD


def leads(exchange: Exchange) -> str | None:
    """The URL that a page leads to by itself, and is nothing else; None for any other answer."""
    if exchange.status != 200 or exchange.truncated or exchange.payload_length > MOST:
        return None
    kind, refresh = exchange.header("content-type") or "", exchange.header("refresh")
    if refresh is None and not kind.strip().lower().startswith(HTML):
        return None
    try:
        content = unpack(exchange.payload(), exchange.header("content-encoding"), MOST)
    except ExtractionError:
        return None
    if refresh is None and not _may_lead(content):
        return None
    lead = onward(decode(content, kind).text, refresh, exchange.url)
    return lead.target if lead is not None else None


def _may_lead(content: bytes) -> bool:
    """A quick look, false for most pages; where letters have two bytes nothing is seen."""
    return b"\0" in content or b"refresh" in content.lower()
