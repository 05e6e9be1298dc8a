"""Reading a captured page: what stands there, and its article with its language and sentences."""

from __future__ import annotations

from collections.abc import Sequence

from dragoman.archiver.article.page_body import NEVER_READ, SHOWN, PageBody
from dragoman.archiver.records.record import Record, json_record, new_id
from dragoman.archiver.records.rendered import RENDERED_TYPE
from dragoman.archiver.verdict.standing import no_page
from dragoman.archiver.verdict.verdict import Verdict
from dragoman.archiver.web.urls import normalise
from dragoman.errors import DragomanError, ExtractionError, FetchError
from dragoman.holdings import Holdings
from dragoman.index.asking import query
from dragoman.index.records.documents import ARTICLE, VERDICT, article_document
from dragoman.page import Page
from dragoman.reader.page_reader import CalledOff, ReadArticle, never

MOST_PACKED = 1032  # deflate packs no more bytes into one


def read_articles(
    holdings: Holdings, pages: Sequence[Page], called_off: CalledOff = never
) -> list[DragomanError | None]:
    """Read the articles out of pages, and keep them together; why it did not work, page by page.

    What stands on each page is kept with its article, or by itself where there is none. Whatever
    goes wrong leaves the captures complete. Nothing is read once `called_off` says so.
    """
    read = [_tried(holdings, page, called_off) for page in pages]
    records = [record for record, _ in read if record is not None]
    try:
        holdings.append(records, "derived")
    except DragomanError as error:
        return [error if record is not None else each for record, each in read]
    return [each for _, each in read]


def try_article(holdings: Holdings, page: Page) -> DragomanError | None:
    """Read the article out of one page; what goes wrong leaves the capture complete."""
    return read_articles(holdings, [page])[0]


def _tried(
    holdings: Holdings, page: Page, called_off: CalledOff
) -> tuple[Record | None, DragomanError | None]:
    """The record of an article, or of what stands there where there is none, and why."""
    try:
        return _read(holdings, page, called_off)
    except DragomanError as error:
        return None, error
    except Exception as error:  # noqa: BLE001 - hostile pages break parsers in unforeseen ways
        return None, ExtractionError(
            f"no article could be read out of it ({type(error).__name__}: {error}); "
            "the page itself is kept",
            subject=page.url,
        )


def _read(
    holdings: Holdings, page: Page, called_off: CalledOff
) -> tuple[Record, DragomanError | None]:
    if not page.held:
        return _verdict_record(holdings, page, no_page(_nothing_came(page))), None
    try:
        body = page_body(holdings, page)
        reading = holdings.reader.reading(body, called_off)
    except ExtractionError as error:
        if called_off():
            raise
        return _verdict_record(holdings, page, _of_unread(page, error)), error
    if reading.article is not None:
        return _article_record(holdings, page, reading.verdict, reading.article), None
    why = ExtractionError(reading.why_none or "there is no article in it", subject=page.url)
    record = _verdict_record(holdings, page, reading.verdict)
    return record, why if page.has_article_to_read else None


def _nothing_came(page: Page) -> str:
    error = page.error or {"kind": "nothing", "message": "there was no answer"}
    return f"no page came ({error['kind']}: {error['message']})"


def _of_unread(page: Page, error: ExtractionError) -> Verdict:
    """Of a body that nothing was read out of: a film, or what is too large."""
    if (page.mime or "").startswith(NEVER_READ):
        return Verdict("file", f"a file and no page: {page.mime}")
    return no_page(error.message)


def _verdict_record(holdings: Holdings, page: Page, verdict: Verdict) -> Record:
    document = {
        "page": page.id,
        "verdict": verdict.to_json(),
        "stamp": holdings.stamp("verdict").to_json(),
    }
    return json_record(VERDICT, page.url, document, refers_to=page.response_id or page.id)


def _article_record(holdings: Holdings, page: Page, verdict: Verdict, read: ReadArticle) -> Record:
    record_id = new_id()
    document = article_document(
        record_id,
        page.id,
        read.article,
        read.whole,
        read.blocks,
        read.sentences,
        [read.article.extractor.to_json(), holdings.stamp("language").to_json()],
        verdict,
    )
    return json_record(
        ARTICLE,
        page.url,
        document,
        record_type="conversion",
        refers_to=page.response_id or page.id,
        record_id=record_id,
    )


def page_body(holdings: Holdings, page: Page) -> PageBody:
    """What the article of a page is read out of: what a browser showed, where one did.

    The server's answer may hold no article then. ExtractionError for what is not read into memory
    at all, ArchiveError where it cannot be read back.
    """
    where = page.final_url or page.url
    shown = shown_id(page)
    status, asked = page.http_status, _asked(page)
    if shown is not None:
        return PageBody(page.record(shown).body, where, RENDERED_TYPE, None, status, asked)
    _check_readable(holdings, page)
    record = page.response()
    headers = record.http_headers
    content_type = headers.get("content-type") or page.mime
    encoding, refresh = headers.get("content-encoding"), headers.get("refresh")
    return PageBody(record.body, where, content_type, encoding, status, asked, refresh)


def _asked(page: Page) -> str | None:
    """The URL that was asked for, as it was sent, where redirects led away from it."""
    if page.final_url is None:
        return None
    try:
        return normalise(page.url)
    except FetchError:
        return None


def shown_id(page: Page) -> str | None:
    """The record of what a browser showed, where the article is read out of that.

    Of a PDF, a feed, a text it showed a viewer, and the article is in the answer itself.
    """
    return page.rendered_id if (page.mime or SHOWN[0]).startswith(SHOWN) else None


def _check_readable(holdings: Holdings, page: Page) -> None:
    """ExtractionError for what is not read into memory at all: a film, or what is too large."""
    if (page.mime or "").startswith(NEVER_READ):
        raise ExtractionError(f"no text can be read out of {page.mime}", subject=page.url)
    row = query.record_row(page.source.connection, page.response_id or "")
    if row and row["type"] == "response" and row["length"] * MOST_PACKED <= holdings.body_limit:
        return  # whatever is in it is small enough
    exchanges = page.record(page.id).json().get("exchanges") or []
    length = (exchanges[-1].get("payload_length") or 0) if exchanges else 0
    if length > holdings.body_limit:
        raise ExtractionError(
            f"it has {length:,} bytes, more than an article is read out of "
            "(limits.max_decoded); the page itself is kept",
            subject=page.url,
        )
