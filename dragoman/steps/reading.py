"""Reading the article out of a captured page: its text, its language and its sentences."""

from __future__ import annotations

from collections.abc import Sequence

from dragoman.archiver.article.page_body import NEVER_READ, SHOWN, PageBody
from dragoman.archiver.records.record import Record, json_record, new_id
from dragoman.archiver.records.rendered import RENDERED_TYPE
from dragoman.errors import DragomanError, ExtractionError
from dragoman.holdings import Holdings
from dragoman.index.asking import query
from dragoman.index.records.documents import ARTICLE, article_document
from dragoman.page import Page
from dragoman.reader.page_reader import CalledOff, never

MOST_PACKED = 1032  # deflate packs no more bytes into one


def read_articles(
    holdings: Holdings, pages: Sequence[Page], called_off: CalledOff = never
) -> list[DragomanError | None]:
    """Read the articles out of pages, and keep them together; why it did not work, page by page.

    Whatever goes wrong leaves the captures complete. Nothing is read once `called_off` says so.
    """
    records: list[Record | None] = []
    errors: list[DragomanError | None] = []
    for page in pages:
        record, error = _tried(holdings, page, called_off)
        records.append(record)
        errors.append(error)
    try:
        holdings.append([each for each in records if each is not None], "derived")
    except DragomanError as error:
        return [
            error if record is not None else each
            for record, each in zip(records, errors, strict=True)
        ]
    return errors


def try_article(holdings: Holdings, page: Page) -> DragomanError | None:
    """Read the article out of one page; what goes wrong leaves the capture complete."""
    return read_articles(holdings, [page])[0]


def _tried(
    holdings: Holdings, page: Page, called_off: CalledOff
) -> tuple[Record | None, DragomanError | None]:
    try:
        return _article_record(holdings, page, called_off), None
    except DragomanError as error:
        return None, error
    except Exception as error:  # noqa: BLE001 - hostile pages break parsers in unforeseen ways
        return None, ExtractionError(
            f"no article could be read out of it ({type(error).__name__}: {error}); "
            "the page itself is kept",
            subject=page.url,
        )


def _article_record(holdings: Holdings, page: Page, called_off: CalledOff) -> Record:
    read = holdings.reader.article(page_body(holdings, page), called_off)
    record_id = new_id()
    document = article_document(
        record_id,
        page.id,
        read.article,
        read.whole,
        read.blocks,
        read.sentences,
        [read.article.extractor.to_json(), holdings.stamp("language").to_json()],
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
    if shown is not None:
        return PageBody(page.record(shown).body, where, RENDERED_TYPE)
    _check_readable(holdings, page)
    record = page.response()
    content_type = record.http_headers.get("content-type") or page.mime
    encoding = record.http_headers.get("content-encoding")
    return PageBody(record.body, where, content_type, encoding)


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
