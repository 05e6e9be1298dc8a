"""All that the records say of one page: what provenance, evidence and WACZ are written from.

Everything is read out of the records themselves; the index only says which they are, and the
ledger where each lies and which line speaks for it.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dragoman.archiver.foreign.foreign import read_foreign
from dragoman.archiver.records.reader import StoredRecord, read_chained
from dragoman.archiver.records.record import bare_id, derived_uri
from dragoman.archiver.requisites.requisites import REQUISITES
from dragoman.errors import ArchiveError, RecordNotFound
from dragoman.exchange.evidence.shown import Shown
from dragoman.index.asking import query
from dragoman.index.asking.derived import KINDS, derived
from dragoman.index.building.handed_rows import refiled
from dragoman.index.elsewhere.handed import custody_events
from dragoman.provenance.ledger import Entry, Line, read_lines

ID = re.compile(rb'"id":"([^"\\]+)"')


@dataclass(frozen=True, slots=True)
class Place:
    """A line of the ledger, and the stretch of a file that it is about.

    `sha256` is over those bytes as they lie in the file, `line_sha256` over the line without its
    line feed; `line` counts from 0. `masked`: it is not to be told, in an export that withholds.
    """

    file: str
    offset: int
    length: int
    sha256: str
    line: int
    line_sha256: str
    record_id: str
    masked: bool = False


@dataclass(frozen=True, slots=True)
class Held:
    """A record as it lies in the archive; `place` is None where no line of the ledger names it.

    `location` is where an answer sends on, as the server wrote it.
    """

    id: str
    type: str
    uri: str
    date: str
    headers: Mapping[str, str]
    place: Place | None
    content: Mapping[str, Any] | None = None
    location: str | None = None


@dataclass(frozen=True, slots=True)
class Exchanged:
    """One HTTP exchange: its records, and what the capture says of it."""

    response: Held
    request: Held | None
    facts: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Foreign:
    """Where a page lies in a file made elsewhere: the file's own line, and the record in it."""

    file: Place | None
    where: Mapping[str, Any]
    record: StoredRecord | None


@dataclass(frozen=True, slots=True)
class Evidence:
    """One page: how it came, what holds its bytes, and what was made of it, oldest first.

    `page` is the record that holds the page's bytes: one of the exchanges' responses, or the
    resource of a file that was handed in; None where nothing came, or `foreign` holds it. `beside`
    holds what the page needs to be shown. `custody` is told, and goes along with no export.
    `withheld` are the commitments to what was withheld: of what, which text of it, and which.
    """

    archive: str
    profile: str
    capture: Held
    exchanges: tuple[Exchanged, ...]
    page: Held | None
    foreign: Foreign | None
    articles: tuple[Held, ...]
    verdicts: tuple[Held, ...]
    translations: tuple[Held, ...]
    annotations: tuple[Held, ...]
    segmentations: tuple[Held, ...]
    comments: tuple[Held, ...]
    pictures: tuple[Held, ...]
    decisions: tuple[Held, ...]
    corroborations: tuple[Held, ...] = ()
    beside: tuple[Held, ...] = ()
    custody: tuple[Mapping[str, Any], ...] = ()
    withheld: tuple[tuple[str, str, str], ...] = ()

    @property
    def commitments(self) -> list[str] | None:
        """`withheld`, a line each; None where nothing is."""
        return [f"{of}, {what}: {told}" for of, what, told in self.withheld] or None

    @property
    def facts(self) -> Mapping[str, Any]:
        """The content of the capture's own record."""
        return self.capture.content or {}

    @property
    def url(self) -> str:
        return str(self.facts.get("final_url") or self.facts["requested_url"])

    def records(self) -> Iterator[Held]:
        """Every record of the archive that is about this page, those of the exchanges first."""
        for each in self.exchanges:
            yield each.response
            if each.request is not None:
                yield each.request
        if self.page is not None and all(self.page.id != e.response.id for e in self.exchanges):
            yield self.page
        yield self.capture
        yield from self.beside
        yield from (*self.articles, *self.verdicts, *self.translations, *self.decisions)
        yield from (*self.segmentations, *self.comments, *self.annotations, *self.pictures)
        yield from self.corroborations


def gather(
    connection: sqlite3.Connection, folder: Path, pages: Sequence[str]
) -> Generator[Evidence]:
    """The evidence on pages, in their order; the ledger is read once for all of them.

    ArchiveError where a record cannot be read, RecordNotFound where a page is not there.
    """
    reader = _Reader(connection, folder)
    wanted = {page: reader.ids_of(page) for page in pages}
    reader.find({each for ids in wanted.values() for each in ids})
    for page in pages:
        yield reader.evidence(page, wanted[page])


class _Reader:
    def __init__(self, connection: sqlite3.Connection, folder: Path) -> None:
        self._connection = connection
        self._folder = folder
        self._places: dict[str, Place] = {}
        self._beside: dict[str, list[str]] = {}
        self._files: dict[str, Place] = {}
        self._first: Mapping[str, Any] = {}
        self._shown = Shown(connection, self._read)

    def ids_of(self, page: str) -> list[str]:
        """The ids of a page's records, but for its requests, which the ledger tells."""
        content = self._read(page).json()
        stood_on = [str(content["post"]["page"])] if content.get("post") else []
        came = self._came(content).get("exchanges") or []
        exchanges = [*stood_on, *(str(each["response"]) for each in came)]
        held = [str(content["page"])] if content.get("page") else []
        made = [each for kind in KINDS for each in self._derived(kind, page)]
        others = [each for one in self._derived("corroborations", page) for each in self._told(one)]
        drawn = [each for made_of in self._derived("pictures", page) for each in self._of(made_of)]
        shown = self._shown.records(page, content)
        return [page, *exchanges, *held, *made, *others, *shown, *drawn]

    def _of(self, picture: str) -> Iterator[str]:
        """The files that a picture is made of."""
        content = self._read(picture).json()
        for each in (*content["pictures"], content.get("pdf"), content.get("small")):
            if each is not None:
                yield str(each["record"])

    def _told(self, corroboration: str) -> Iterator[str]:
        """What others handed out of the page when they were asked what they hold of it."""
        for witness in self._read(corroboration).json()["witnesses"]:
            for attempt in witness["attempts"]:
                yield from (str(each["response"]) for each in attempt["exchanges"])
            if witness["kept"]:
                yield str(witness["kept"])

    def find(self, wanted: set[str]) -> None:
        """Walk the ledger once for the lines of the records that are wanted.

        A request is chained next to its response, and one of them points at the other.
        """
        before: _Numbered | None = None
        for number, line in enumerate(read_lines(self._folder / "ledger.jsonl")):
            here = _Numbered(number, line)
            if number == 0:
                self._first = here.fields()
            elif here.id in wanted:
                self._note(here)
                if before is not None and before.is_request:
                    self._pair(here.id, before)
            elif before is not None and here.is_request and before.id in wanted:
                self._pair(before.id, here)
            elif here.is_import:
                self._note_file(here)
            before = here

    def _note(self, line: _Numbered) -> None:
        place = line.place()
        if place is not None:
            self._places[place.record_id] = place

    def _note_file(self, line: _Numbered) -> None:
        place = line.place()
        if place is not None:
            self._files[place.file] = place

    def _pair(self, response: str, request: _Numbered) -> None:
        self._beside.setdefault(response, []).append(request.id)
        self._note(request)

    def evidence(self, page: str, ids: Sequence[str]) -> Evidence:
        capture = self._held(page, parse=True)
        content = capture.content or {}
        came = self._came(content)
        exchanges = tuple(self._exchange(each) for each in came.get("exchanges") or [])
        by_id = {each.response.id: each.response for each in exchanges}
        held = str(content["page"]) if content.get("page") else None
        derived: dict[str, Any] = {kind: self._all(kind, page) for kind in KINDS}
        own = {page, held, *by_id, *(each.id for kind in derived.values() for each in kind)}
        return Evidence(
            archive=str(self._first.get("archive", "")),
            profile=str(self._first.get("profile", "")),
            capture=capture,
            exchanges=exchanges,
            page=by_id.get(held) or self._held(held) if held else None,
            foreign=self._foreign(self._where(_asked(page, content), came.get("foreign"))),
            **derived,
            beside=tuple(self._all_beside(each for each in ids if each not in own)),
            custody=tuple(custody_events(self._connection, page)),
        )

    def _came(self, content: Mapping[str, Any]) -> Mapping[str, Any]:
        """How it came: of a post, how the page did that it stood on."""
        return self._read(str(content["post"]["page"])).json() if content.get("post") else content

    def _all_beside(self, ids: Iterable[str]) -> Iterator[Held]:
        for identity in ids:
            yield (held := self._held(identity))
            yield from self._requests_of(held)

    def _requests_of(self, response: Held) -> list[Held]:
        """Those chained next to it that say so: the neighbour may be another's."""
        beside = map(self._held, self._beside.get(response.id, []))
        return [each for each in beside if _concurrent(each, response)]

    def _exchange(self, facts: Mapping[str, Any]) -> Exchanged:
        response = self._held(str(facts["response"]))
        return Exchanged(response, next(iter(self._requests_of(response)), None), facts)

    def _where(self, page: str, said: Mapping[str, Any] | None) -> Mapping[str, Any] | None:
        """Where a page lies in a file made elsewhere; its file may have another name here."""
        return said and refiled(self._connection, page, dict(said))

    def _foreign(self, where: Mapping[str, Any] | None) -> Foreign | None:
        if where is None:
            return None
        try:
            record = read_foreign(self._folder, where)
        except ArchiveError:
            record = None
        return Foreign(self._files.get(str(where.get("file"))), where, record)

    def _derived(self, kind: str, page: str) -> list[str]:
        return derived(self._connection, kind, page)

    def _all(self, kind: str, page: str) -> tuple[Held, ...]:
        return tuple(self._held(each, parse=True) for each in self._derived(kind, page))

    def _held(self, identity: str, *, parse: bool = False) -> Held:
        record = self._read(identity)
        return Held(
            id=record.id,
            type=record.type,
            uri=record.target_uri,
            date=record.date,
            headers=record.headers,
            place=self._places.get(identity),
            content=record.json() if parse or _is_requisites(record) else None,
            location=record.http_headers.get("location"),
        )

    def _read(self, identity: str) -> StoredRecord:
        row = query.record_row(self._connection, identity)
        if row is None:
            raise RecordNotFound(f"no record has the id {identity}", subject=identity)
        held = self._places.get(identity)
        file, offset = (held.file, held.offset) if held else (row["file"], row["offset"])
        return read_chained(self._folder, file, offset, identity)


def _asked(page: str, content: Mapping[str, Any]) -> str:
    """The page that was asked for: of a post the one that it stood on."""
    return str(content["post"]["page"]) if content.get("post") else page


def _is_requisites(record: StoredRecord) -> bool:
    return record.target_uri.startswith(derived_uri(REQUISITES, ""))


def _concurrent(request: Held, response: Held) -> bool:
    """Whether one of the two says that they are of one exchange."""
    ends = {bare_id(each.headers.get("WARC-Concurrent-To", "")) for each in (request, response)}
    return bool(ends & {request.id, response.id})


class _Numbered:
    """A line of the ledger, read as a whole only where it is about something that is wanted."""

    def __init__(self, number: int, line: Line) -> None:
        self._number = number
        self._line = line
        found = ID.search(line.content)
        self.id = found[1].decode("ascii", "replace") if found else ""

    @property
    def is_request(self) -> bool:
        return b'"type":"request"' in self._line.content

    @property
    def is_import(self) -> bool:
        return b'"type":"import"' in self._line.content

    def fields(self) -> dict[str, Any]:
        """Nothing where the line is damaged, or not whole: it must not hide the others."""
        try:
            return self._line.parse() if self._line.whole else {}
        except ArchiveError:
            return {}

    def place(self) -> Place | None:
        """The stretch that the line is about; None where it is about none, or damaged."""
        try:
            entry = Entry.from_json(self.fields())
        except ArchiveError:
            return None
        return Place(
            file=entry.file,
            offset=entry.offset,
            length=entry.length,
            sha256=entry.sha256,
            line=self._number,
            line_sha256=self._line.sha256,
            record_id=entry.id,
        )
