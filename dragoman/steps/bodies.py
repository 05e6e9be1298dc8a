"""What an article may be read out of: what a browser showed of a page, and what the server sent."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from dragoman.archiver.article.page_body import NEVER_READ, SHOWN, PageBody, unpacked
from dragoman.archiver.records.rendered import RENDERED_TYPE
from dragoman.archiver.web.urls import normalise, route_of
from dragoman.errors import ArchiveError, ExtractionError, FetchError
from dragoman.holdings import Holdings
from dragoman.index.asking import query
from dragoman.page import Page

KEPT_TYPE = "text/plain; charset=utf-8"
MOST_PACKED = 1032  # deflate packs no more bytes into one
Came = Literal["rendered", "answer", "kept"]


@dataclass(frozen=True, slots=True)
class Source:
    """A body, the record that holds it, and how it came: a browser showed it, the server sent it,
    or a crawler kept it as the text of what it showed."""

    body: PageBody
    record: str | None
    came: Came

    def told(self, why: str | None) -> dict[str, Any]:
        """As the record of what was read out of it says it."""
        return {"from": self.came, "record": self.record, "why": why}


def first_source(holdings: Holdings, page: Page) -> Source:
    """What a browser showed, where one did, else the server's answer.

    ExtractionError for what is not read into memory at all, ArchiveError where it cannot be read
    back.
    """
    shown = shown_id(page)
    if shown is None:
        return _answer(holdings, page)
    where, asked = page.stood_at, _asked(page)
    content = page.record(shown).body
    body = PageBody(content, where, RENDERED_TYPE, None, page.http_status, asked)
    return Source(body, shown, "rendered")


def other_sources(holdings: Holdings, page: Page, first: Source) -> Iterator[Source]:
    """What the server sent besides, of a page that a browser showed.

    The answer, and the pages that scripts left for another; none of a page whose address is a
    route: what its scripts show under that is in no answer.
    """
    if route_of(page.stood_at):
        return
    if first.came == "rendered":
        yield _answer(holdings, page)
    for url, identity in _left_by_scripts(page):
        yield _answer(holdings, page, identity, url)


def source_read(holdings: Holdings, page: Page) -> Source:
    """What the article of a page was read out of, as its record says; errors as `first_source`."""
    said = _said_read(page)
    if said is None or said["from"] == "rendered":
        return first_source(holdings, page)
    if said["from"] == "kept" and (kept := kept_text(holdings, page)) is not None:
        return kept
    for url, identity in _left_by_scripts(page):
        if identity == said["record"]:
            return _answer(holdings, page, identity, url)
    return _answer(holdings, page)


def kept_text(holdings: Holdings, page: Page) -> Source | None:
    """The text that a crawler kept of what it showed of a page; None where there is none here."""
    if page.foreign is None or not (page.foreign.get("kept") or {}).get("text"):
        return None
    try:
        text = holdings.foreign.kept_text(page.foreign)
    except ArchiveError:
        return None
    title = page.foreign["kept"].get("title")
    if title and not text.lstrip().startswith(title):
        text = f"{title}\n\n{text}"
    where = page.stood_at
    body = PageBody(text.encode("utf-8", "replace"), where, KEPT_TYPE, None, page.http_status)
    return Source(body, None, "kept")


def is_from_rendering(page: Page) -> bool:
    """Whether the article of a page came out of what a browser showed."""
    said = _said_read(page)
    return shown_id(page) is not None if said is None else said["from"] == "rendered"


def was_shown(page: Page) -> bool:
    """Whether a browser showed the page itself, and no viewer of its own."""
    return _is_page(page) and bool(_said_of_capture(page).get("browser"))


def shown_id(page: Page) -> str | None:
    """The record of what a browser showed, where an article may be read out of that.

    Of a PDF, a feed, a text it showed a viewer, and the article is in the answer itself.
    """
    return page.rendered_id if _is_page(page) else None


def _is_page(page: Page) -> bool:
    return (page.mime or SHOWN[0]).startswith(SHOWN)


def _said_read(page: Page) -> dict[str, Any] | None:
    """What the record of the article says that it was read out of; None where it does not."""
    if page.article_id is None:
        return None
    try:
        found: dict[str, Any] | None = page.record(page.article_id).json()["dragoman"].get("read")
    except ArchiveError:  # it is damaged, and whoever needs it says so
        return None
    return found


def _said_of_capture(page: Page) -> dict[str, Any]:
    return page.told_at_capture


def _left_by_scripts(page: Page) -> list[tuple[str, str]]:
    """Where a browser had been shown a page before a script led on, and the records of those."""
    exchanges = _said_of_capture(page).get("exchanges") or []
    return [
        (each["url"], each["response"]) for each in exchanges[:-1] if each["http_status"] == 200
    ]


def _answer(
    holdings: Holdings, page: Page, identity: str | None = None, url: str | None = None
) -> Source:
    """The server's answer; with an `identity` one that was left for it, at that URL."""
    if identity is None:
        _check_readable(holdings, page)
    record = page.response() if identity is None else page.answer(identity)
    headers = record.http_headers
    content_type = headers.get("content-type") or (page.mime if identity is None else None)
    encoding, refresh = headers.get("content-encoding"), headers.get("refresh")
    where = url or page.stood_at
    status = page.http_status if identity is None else 200
    body = PageBody(record.body, where, content_type, encoding, status, _asked(page), refresh)
    return Source(body, identity or page.response_id, "answer")


def _asked(page: Page) -> str | None:
    """The URL that was asked for, as it was sent, where redirects led away from it."""
    if page.final_url is None:
        return None
    try:
        return normalise(page.url)
    except FetchError:
        return None


def _check_readable(holdings: Holdings, page: Page) -> None:
    """ExtractionError for what is not read into memory at all: a film, or what is too large."""
    if (page.mime or "").startswith(NEVER_READ):
        raise ExtractionError(f"no text can be read out of {page.mime}", subject=page.url)
    _check_length(holdings, page)


def scan_content(holdings: Holdings, page: Page) -> bytes:
    """The bytes of a scan or a picture. ExtractionError where that are too many."""
    _check_length(holdings, page)
    record = page.response()
    body = PageBody(record.body, page.stood_at, None, record.http_headers.get("content-encoding"))
    return unpacked(body, holdings.body_limit)


def _check_length(holdings: Holdings, page: Page) -> None:
    row = query.record_row(page.source.connection, page.response_id or "")
    if row and row["type"] == "response" and row["length"] * MOST_PACKED <= holdings.body_limit:
        return  # whatever is in it is small enough
    exchanges = page.told_at_capture.get("exchanges") or []
    length = (exchanges[-1].get("payload_length") or 0) if exchanges else 0
    if length > holdings.body_limit:
        raise ExtractionError(
            f"it has {length:,} bytes, more than an article is read out of "
            "(limits.max_decoded); the page itself is kept",
            subject=page.url,
        )
