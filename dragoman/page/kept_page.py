"""`KeptPage`: a captured page as its records have it; see `Page`, which is one."""

from __future__ import annotations

import functools
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Self

from dragoman.archiver.body.content_coding import unpack
from dragoman.archiver.records.reader import StoredRecord, held_again
from dragoman.archiver.records.record import bare_id
from dragoman.errors import ArchiveError, RecordNotFound
from dragoman.guard import guarded
from dragoman.holdings import Holdings
from dragoman.index.asking import listed, pictures, query
from dragoman.index.seen import posts
from dragoman.index.sqlite.trouble import from_json

if TYPE_CHECKING:
    from dragoman.index.building.view import Source

HOLDS_A_PAGE = frozenset({"response", "resource"})
READABLE = ("text/html", "application/xhtml+xml", "text/plain")


@guarded
class KeptPage:
    """A captured page, as far as it is found, and its bytes are read."""

    def __init__(self, holdings: Holdings, identity: str, source: Source | None = None) -> None:
        """`source` is what knows the page, where that is not the archive's index."""
        self._holdings = holdings
        self._source = source
        connection = self.source.connection
        row = query.page_row(connection, identity)
        if row is None:
            raise RecordNotFound(f"there is no page {identity}", subject=identity)
        self.id: str = row["id"]
        self.url: str = row["url"]
        self.final_url: str | None = row["final_url"]
        self.captured_at: str = row["captured_at"]
        self.http_status: int | None = row["http_status"]
        self.mime: str | None = row["mime"]
        self.response_id: str | None = row["response_id"]
        self.post: dict[str, Any] | None = from_json(row["post"], dict) if row["post"] else None
        place = posts.foreign_place(connection, row)
        self.foreign: dict[str, Any] | None = from_json(place, dict) if place else None
        self.rendered_id: str | None = row["rendered_id"]
        self.note: str | None = row["note"]
        self.tags: list[str] = from_json(row["tags"], list)
        self.handed_out_by: str | None = query.web_archive(row["origin"], place)
        self.mistaken: str | None = row["mistaken"]
        self.error = query.error_of(row)
        self.article = query.article_row(connection, identity)
        self.verdict: dict[str, Any] | None = listed.verdict(connection, identity)
        self.picture: dict[str, Any] | None = pictures.latest(connection, identity)

    @classmethod
    def find(cls, holdings: Holdings, identity: str) -> Self:
        """A page by its id or any unique prefix; RecordNotFound or AmbiguousId where none is."""
        return cls(holdings, query.page_id(holdings.index.connection, identity))

    @classmethod
    def recorded(cls, holdings: Holdings, identity: str) -> Self:
        """A page that this program has just recorded, whatever state the index is in."""
        return holdings.index.ask(lambda source: cls(holdings, identity, source))

    @property
    def source(self) -> Source:
        """What answers questions on this page; ArchiveError where the archive was closed."""
        index = self._holdings.index
        return self._source or index

    @property
    def held(self) -> bool:
        """Whether the page's bytes are here, in a record of ours or in a file made elsewhere."""
        return self.response_id is not None or self.foreign is not None

    @property
    def has_article_to_read(self) -> bool:
        """Whether a page came: what a server says instead of one (a 404) is not an article."""
        if self.post is not None and self.article is None:
            return False  # it was read where it was listed
        return self.held and (self.http_status or 200) < 400

    @property
    def recovered(self) -> dict[str, Any] | None:
        """What a web archive of others says of a page that came out of it; None for any other.

        `archive memento url captured_at mementos digest digest_agrees`, see docs/recover.md.
        """
        return self.told_at_capture.get("recovered")

    @property
    def stood_at(self) -> str:
        """Where the page stood when it was captured; by the word of a web archive that had it."""
        told = self.recovered if self.handed_out_by else None
        return str(told["url"]) if told else self.final_url or self.url

    @functools.cached_property
    def told_at_capture(self) -> dict[str, Any]:
        """What the record of the capture says; records never change, so it is read back once."""
        return self.record(self.id).json()

    def record(self, identity: str) -> StoredRecord:
        """A record that has to do with this page, by its full id."""
        return self._holdings.record(identity, source=self.source)

    def response(self) -> StoredRecord:
        """The record that holds the page's bytes; one made elsewhere where that does.

        Where the same bytes came before, it is a `revisit`, with the body of the one before.
        ArchiveError where the record that should hold them is another, whatever says that it does.
        """
        if self.foreign is not None:
            return self._holdings.foreign.read(self.foreign)
        if self.response_id is None:
            raise RecordNotFound("nothing was captured of this page", subject=self.url)
        return self.answer(self.response_id)

    def answer(self, identity: str) -> StoredRecord:
        """An answer that came on the way to this page, with its body; errors as `response`."""
        record = self.record(identity)
        if record.type == "revisit":
            return replace(record, body=self._original_of(record).body)
        if record.type not in HOLDS_A_PAGE:
            raise ArchiveError(f"record {record.id} holds no page", subject=record.id)
        return record

    def _original_of(self, revisit: StoredRecord) -> StoredRecord:
        """The response whose payload came again, by its own header."""
        return held_again(revisit, self.record(bare_id(revisit.headers.get("WARC-Refers-To", ""))))

    def archived_text(self, limit: int) -> tuple[str | None, str | None]:
        """Media type and text of the page as it was kept; no text where it is not one.

        Of a page that a browser showed: of the document as it was shown.
        """
        from dragoman.archiver.body.charset import decode

        if self.rendered_id is not None:
            return "text/html", self.record(self.rendered_id).body[:limit].decode(
                "utf-8", "replace"
            )
        if not self.held or self.mime not in (None, *READABLE):
            return self.mime, None
        record = self.response()
        body = unpack([record.body], record.http_headers.get("content-encoding"), limit)
        return self.mime, decode(body, record.http_headers.get("content-type") or self.mime).text
