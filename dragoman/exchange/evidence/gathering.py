"""What the records say of pages, read out of the records themselves.

The index only says which they are, and the ledger where each lies and which line speaks for it.
One that cannot be read costs itself: it is named with the reason, and all others are there.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from dragoman.archiver.foreign.foreign import read_foreign
from dragoman.archiver.records.reader import StoredRecord, read_chained
from dragoman.archiver.records.record import bare_id, derived_uri
from dragoman.archiver.requisites.requisites import REQUISITES
from dragoman.errors import ArchiveError, DragomanError, RecordNotFound
from dragoman.exchange.evidence.evidence import Evidence, Exchanged, Foreign, Held
from dragoman.exchange.evidence.places import Places
from dragoman.exchange.evidence.shown import Shown
from dragoman.index.asking import query
from dragoman.index.asking.derived import KINDS, derived
from dragoman.index.building.handed_rows import refiled
from dragoman.index.elsewhere.handed import custody_events
from dragoman.index.records.record_shapes import SHAPES, record_kind, sound_content
from dragoman.index.sqlite.trouble import from_json


def gather(
    connection: sqlite3.Connection, folder: Path, pages: Sequence[str]
) -> Generator[Evidence]:
    """The evidence on pages, in their order; the ledger is read once for all of them.

    RecordNotFound where a page is not there.
    """
    reader = _Reader(connection, folder)
    wanted = {page: reader.ids_of(page) for page in pages}
    reader.places.find({each for ids in wanted.values() for each in ids})
    for page in pages:
        yield reader.evidence(page, wanted[page])


class _Reader:
    def __init__(self, connection: sqlite3.Connection, folder: Path) -> None:
        self._connection = connection
        self._folder = folder
        self.places = Places(folder)
        self._unread: dict[str, str] = {}  # by record: why
        self._shown = Shown(connection, self._read, self._unread)

    def ids_of(self, page: str) -> list[str]:
        """The ids of a page's records, but for its requests, which the ledger tells."""
        content = self._facts(page)
        stood_on = [str(content["post"]["page"])] if content.get("post") else []
        came = self._came(content).get("exchanges") or []
        exchanges = [*stood_on, *(str(each["response"]) for each in came)]
        held = [str(content["page"])] if content.get("page") else []
        made = [each for kind in KINDS for each in self._derived(kind, page)]
        others = [each for one in self._derived("corroborations", page) for each in self._told(one)]
        drawn = [each for made_of in self._derived("pictures", page) for each in self._of(made_of)]
        shown = self._shown.records(page, content)
        return [page, *exchanges, *held, *made, *others, *shown, *drawn]

    def _facts(self, page: str) -> Mapping[str, Any]:
        """How a page came, by its own record; what the index remembers where that is not read."""
        row = query.page_row(self._connection, page)
        if row is None:
            raise RecordNotFound(f"no page has the id {page}", subject=page)
        return self._content(page) or _remembered(row)

    def _of(self, picture: str) -> Iterator[str]:
        """The files that a picture is made of."""
        content = self._content(picture) or {"pictures": ()}
        for each in (*content["pictures"], content.get("pdf"), content.get("small")):
            if each is not None:
                yield str(each["record"])

    def _told(self, corroboration: str) -> Iterator[str]:
        """What others handed out of the page when they were asked what they hold of it."""
        for witness in (self._content(corroboration) or {"witnesses": ()})["witnesses"]:
            for attempt in witness["attempts"]:
                yield from (str(each["response"]) for each in attempt["exchanges"])
            if witness["kept"]:
                yield str(witness["kept"])

    def evidence(self, page: str, ids: Sequence[str]) -> Evidence:
        content = self._facts(page)
        came = self._came(content)
        exchanges = tuple(self._exchange(each) for each in came.get("exchanges") or [])
        by_id = {each.response.id: each.response for each in exchanges}
        held = str(content["page"]) if content.get("page") else None
        made = {kind: [self._held(e, parse=True) for e in derived(self._connection, kind, page)]
                for kind in KINDS}  # fmt: skip
        own = {page, held, *by_id, *(each.id for kind in made.values() for each in kind)}
        sound: dict[str, Any] = {kind: tuple(filter(_is_read, each)) for kind, each in made.items()}
        found = Evidence(
            archive=str(self.places.first.get("archive", "")),
            profile=str(self.places.first.get("profile", "")),
            capture=replace(self._held(page), content=content),
            exchanges=exchanges,
            page=by_id.get(held) or self._held(held) if held else None,
            foreign=self._foreign(self._where(_asked(page, content), came.get("foreign"))),
            **sound,
            beside=tuple(self._all_beside(each for each in ids if each not in own)),
            custody=tuple(custody_events(self._connection, page)),
        )
        every = (*found.records(), *(each for kind in made.values() for each in kind))
        unread = {each.id: each for each in every if not _is_read(each)}
        return replace(found, unread=tuple(unread.values()))

    def _came(self, content: Mapping[str, Any]) -> Mapping[str, Any]:
        """How it came: of a post, how the page did that it stood on."""
        if not content.get("post"):
            return content
        return self._content(str(content["post"]["page"])) or {}

    def _all_beside(self, ids: Iterable[str]) -> Iterator[Held]:
        for identity in ids:
            yield (held := self._held(identity))
            yield from self._requests_of(held)

    def _requests_of(self, response: Held) -> list[Held]:
        """Those chained next to it that say so: the neighbour may be another's.

        Where none does, one there that cannot be read may be it.
        """
        beside = [self._held(each) for each in self.places.beside.get(response.id, [])]
        found = [each for each in beside if _concurrent(each, response)]
        return found or [each for each in beside if not _is_read(each)]

    def _exchange(self, facts: Mapping[str, Any]) -> Exchanged:
        response = self._held(str(facts["response"]))
        return Exchanged(response, next(iter(self._requests_of(response)), None), facts)

    def _where(self, page: str, said: Mapping[str, Any] | None) -> Mapping[str, Any] | None:
        """Where a page lies in a file made elsewhere; its file may have another name here."""
        return said and refiled(self._connection, page, dict(said))

    def _foreign(self, where: Mapping[str, Any] | None) -> Foreign | None:
        if where is None:
            return None
        file = self.places.files.get(str(where.get("file")))
        try:
            return Foreign(file, where, read_foreign(self._folder, where))
        except ArchiveError as error:
            return Foreign(file, where, None, error.message)

    def _derived(self, kind: str, page: str) -> list[str]:
        return derived(self._connection, kind, page)

    def _content(self, identity: str) -> Mapping[str, Any] | None:
        """What a record of ours says; None where it cannot be read, or says what none does."""
        try:
            return _said(self._read(identity))
        except DragomanError as error:
            self._unread[identity] = error.message
            return None

    def _held(self, identity: str, *, parse: bool = False) -> Held:
        """One that cannot be read, or does not say what it should, is there with the reason."""
        place, content = self.places.of.get(identity), None
        try:
            record = self._read(identity)
            if parse or _is_requisites(record):
                content = _said(record)
        except DragomanError as error:
            self._unread[identity] = error.message
            row = query.record_row(self._connection, identity)
            kind = str(row["type"]) if row is not None else ""
            return Held(identity, kind, "", "", {}, place, unread=error.message)
        return Held(
            id=record.id,
            type=record.type,
            uri=record.target_uri,
            date=record.date,
            headers=record.headers,
            place=place,
            content=content,
            location=record.http_headers.get("location"),
            unread=self._unread.get(identity),
        )

    def _read(self, identity: str) -> StoredRecord:
        row = query.record_row(self._connection, identity)
        if row is None:
            raise RecordNotFound(f"no record has the id {identity}", subject=identity)
        held = self.places.of.get(identity)
        file, offset = (held.file, held.offset) if held else (row["file"], row["offset"])
        return read_chained(self._folder, file, offset, identity)


def _asked(page: str, content: Mapping[str, Any]) -> str:
    """The page that was asked for: of a post the one that it stood on."""
    return str(content["post"]["page"]) if content.get("post") else page


def _said(record: StoredRecord) -> dict[str, Any]:
    known = record_kind(record.target_uri) in SHAPES
    return sound_content(record) if known else record.json()


def _is_read(held: Held) -> bool:
    return held.unread is None


def _remembered(row: sqlite3.Row) -> dict[str, Any]:
    """Of a capture whose own record cannot be read: what the index holds of it, and no more."""
    foreign = row["foreign_place"]
    return {
        "requested_url": row["url"],
        "page": row["response_id"] if not foreign else None,
        "foreign": from_json(foreign, dict) if foreign else None,
        "note": row["captured_note"],
        "tags": from_json(row["captured_tags"], list),
        **{key: row[key] for key in ("final_url", "captured_at", "http_status", "mime")},
    }


def _is_requisites(record: StoredRecord) -> bool:
    return record.target_uri.startswith(derived_uri(REQUISITES, ""))


def _concurrent(request: Held, response: Held) -> bool:
    """Whether one of the two says that they are of one exchange."""
    ends = {bare_id(each.headers.get("WARC-Concurrent-To", "")) for each in (request, response)}
    return bool(ends & {request.id, response.id})
