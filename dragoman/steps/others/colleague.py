"""What a colleague's archive holds of a page of ours: a folder of theirs, a WACZ, a WARC.

Nothing is written there. Of several captures the one nearest in time to ours counts.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol

from dragoman.archiver.article.page_body import PageBody
from dragoman.archiver.foreign.foreign import read_foreign
from dragoman.archiver.memento.handed_out import place_of
from dragoman.archiver.records.reader import RecordReader, StoredRecord
from dragoman.archiver.records.record import bare_id
from dragoman.archiver.records.rendered import RENDERED_TYPE
from dragoman.errors import ArchiveError, DragomanError
from dragoman.holdings import Holdings
from dragoman.index.asking import query
from dragoman.index.records.record_shapes import record_kind, sound_content
from dragoman.merging.other import Other
from dragoman.merging.other import opened as opened_other
from dragoman.merging.packed import is_wacz_of_ours
from dragoman.page import Page
from dragoman.provenance.digest import file_sha256, sha256_hex
from dragoman.provenance.ledger import Entry
from dragoman.provenance.own_files import open_own
from dragoman.steps.importing import Said, import_file
from dragoman.steps.others.witness import Kind, Ours, Witness, read_into

TRIES = 5  # captures of one archive that are looked at
PAGES = frozenset({"capture", "import"})


@dataclass(frozen=True, slots=True)
class Held:
    """One capture of theirs: the record that has its bytes, where it was found, and when."""

    record: StoredRecord
    body: PageBody
    url: str
    captured_at: datetime
    recovered_from: str | None = None


class Source(Protocol):
    """Where captures of a page are looked for."""

    def captures(self, place: str) -> Iterator[tuple[datetime, Any]]:
        """When each was made, and what `held` takes."""
        ...

    def held(self, capture: Any) -> Iterator[Held]:
        """What can be read of it: the answer, then what a browser showed of it."""
        ...


@dataclass(slots=True)
class OfColleague:
    """A colleague's archive, opened for reading; `holder` tells it from others."""

    path: Path
    kind: Kind
    holder: str
    source: Source

    @property
    def name(self) -> str:
        return self.path.name

    def witness(self, ours: Ours, holdings: Holdings) -> Witness:
        witness = Witness(self.name, self.kind, self.holder, "none", "it has no capture of it")
        try:
            captures = list(self.source.captures(place_of(ours.page.stood_at)))
        except (DragomanError, OSError) as error:
            witness.state, witness.why = "failed", f"it cannot be read: {_said(error)}"
            return witness
        captures.sort(key=lambda each: abs(each[0] - ours.captured_at))
        for _, capture in captures[:TRIES]:
            try:
                if self._compared(witness, capture, ours, holdings):
                    return witness
            except (DragomanError, OSError) as error:
                witness.state, witness.why = "failed", f"it cannot be read: {_said(error)}"
        return witness

    def _compared(self, witness: Witness, capture: Any, ours: Ours, holdings: Holdings) -> bool:
        for held in self.source.held(capture):
            witness.url, witness.captured_at = held.url, held.captured_at
            witness.record, witness.block = held.record.id, held.record.block
            witness.block_type = _type_of(held.record)
            if held.recovered_from:
                witness.relies_on = f"it has it from {held.recovered_from}"
            why = read_into(witness, held.body, ours, holdings)
            if why is None:
                return True
            witness.state, witness.why = "unfit", why
        return False


@contextmanager
def opened(path: Path, holdings: Holdings) -> Iterator[OfColleague]:
    """A colleague's archive; errors as of `merging.other.opened`, or of an import."""
    with ExitStack() as open_ones:
        spool = holdings.store.spool_dir
        if path.is_dir() or is_wacz_of_ours(path):
            other = open_ones.enter_context(opened_other(path, spool, holdings.store.locked()))
            reader = open_ones.enter_context(closing(RecordReader(other.folder)))
            yield OfColleague(path, "archive", other.archive, _Folder(other, reader))
            return
        work = open_ones.enter_context(tempfile.TemporaryDirectory(dir=spool))
        digest = file_sha256(path)
        source = _File(path, Path(work) / "archive")
        open_ones.callback(source.close)
        yield OfColleague(path, "file", f"sha256:{digest}", source)


class _Folder:
    """An archive of ours in other hands."""

    def __init__(self, other: Other, reader: RecordReader) -> None:
        self._other = other
        self._reader = reader
        self._entries = {each.id: each for each in other.records}
        self._pages: list[tuple[frozenset[str], dict[str, Any]]] | None = None

    def captures(self, place: str) -> Iterator[tuple[datetime, Any]]:
        if self._pages is None:
            self._pages = list(self._all())
        for places, content in self._pages:
            if place in places:
                yield datetime.fromisoformat(content["captured_at"]).astimezone(UTC), content

    def _all(self) -> Iterator[tuple[frozenset[str], dict[str, Any]]]:
        keys = ("requested_url", "final_url", "canonical_url", "url")
        for entry in self._other.records:
            record = self._read(entry) if entry.type == "metadata" else None
            if record is None or record_kind(record.target_uri) not in PAGES:
                continue
            content = sound_content(record)
            if (content.get("http_status") or 200) < 400 and _has_bytes(content):
                told = content.get("recovered") or {}
                urls = [told["url"]] if told else [content.get(key) for key in keys]
                yield frozenset(place_of(each) for each in urls if each), content

    def held(self, capture: dict[str, Any]) -> Iterator[Held]:
        told = capture.get("recovered") or {}
        url = str(told.get("url") or capture.get("final_url") or capture["requested_url"])
        when = told.get("captured_at") or capture["captured_at"]
        moment, by = datetime.fromisoformat(when).astimezone(UTC), told.get("archive")
        answer = self._answer(capture)
        yield Held(answer, _body(answer, url), url, moment, by)
        rendered = (capture.get("browser") or {}).get("rendered")
        if rendered:
            shown = self._by_id(str(rendered))
            yield Held(shown, PageBody(shown.body, url, RENDERED_TYPE), url, moment, by)

    def _answer(self, capture: dict[str, Any]) -> StoredRecord:
        if capture.get("foreign"):
            return read_foreign(self._other.folder, capture["foreign"])
        record = self._by_id(str(capture["page"]))
        if record.type == "revisit":
            original = self._by_id(bare_id(record.headers.get("WARC-Refers-To", "")))
            return replace(record, body=original.body, block=original.block)
        return record

    def _by_id(self, identity: str) -> StoredRecord:
        entry = self._entries.get(identity)
        record = self._read(entry) if entry else None
        if entry is None or record is None or not self._is_as_chained(entry):
            raise ArchiveError(f"record {identity} is not there as it was", subject=identity)
        return record

    def _read(self, entry: Entry) -> StoredRecord | None:
        try:
            return self._reader.read_chained(entry.file, entry.offset, entry.id)
        except ArchiveError:  # it is damaged, and what else is there counts
            return None

    def _is_as_chained(self, entry: Entry) -> bool:
        """Whether its bytes have the digest that their ledger says."""
        with open_own(self._other.folder / entry.file) as stream:
            stream.seek(entry.offset)
            return sha256_hex(stream.read(entry.length)) == entry.sha256


class _File:
    """A web archive that other programs made, taken in aside and looked at there."""

    def __init__(self, path: Path, work: Path) -> None:
        self._path = path
        self._work = work
        self._aside: Holdings | None = None
        self._pages: list[Page] = []

    def captures(self, place: str) -> Iterator[tuple[datetime, Any]]:
        if self._aside is None:
            self._aside = Holdings(self._work, translate=lambda *_: None)
            outcomes = import_file(self._aside, self._path, Said())
            self._pages = [each.page for each in outcomes if each.page is not None]
        for page in self._pages:
            if page.has_article_to_read and place_of(page.stood_at) == place:
                yield datetime.fromisoformat(page.captured_at).astimezone(UTC), page

    def held(self, capture: Page) -> Iterator[Held]:
        record, url = capture.response(), capture.stood_at
        moment = datetime.fromisoformat(capture.captured_at).astimezone(UTC)
        yield Held(record, _body(record, url), url, moment)

    def close(self) -> None:
        if self._aside is not None:
            self._aside.close()


def is_ours(witness: Witness, ours: Ours, holdings: Holdings) -> bool:
    """Whether the record that a colleague has is our own, or ours is theirs, taken in."""
    if witness.record is None:
        return False
    here = query.record_row(holdings.index.connection, witness.record) is not None
    return here or ours.page.response().id == witness.record


def _body(record: StoredRecord, url: str) -> PageBody:
    headers = record.http_headers
    kind = headers.get("content-type") or record.headers.get("Content-Type")
    return PageBody(record.body, url, kind, headers.get("content-encoding"), record.http_status)


def _type_of(record: StoredRecord) -> str:
    """As a `resource` says it: an answer lies in one with its headers, which `application/http`
    would make a payload of."""
    said = record.headers.get("Content-Type") or "application/octet-stream"
    return "message/http" if said.startswith("application/http") else said


def _has_bytes(content: dict[str, Any]) -> bool:
    return bool(content.get("page") or content.get("foreign"))


def _said(error: Exception) -> str:
    return error.message if isinstance(error, DragomanError) else str(error)
