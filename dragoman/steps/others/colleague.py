"""What a colleague's archive holds of a page of ours: a folder of theirs, a WACZ, a WARC.

Nothing is written there. Of several captures the one nearest in time to ours counts.
"""

from __future__ import annotations

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
from dragoman.archiver.store.claimed import claimed_folder
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
ANSWERS = frozenset({"response", "revisit"})  # records of what came over the network


@dataclass(frozen=True, slots=True)
class Held:
    """One capture of theirs: the record that has its bytes, where it was found, and when.

    `relies_on` says why it may be no look of theirs at the page.
    """

    record: StoredRecord
    body: PageBody
    url: str
    captured_at: datetime
    relies_on: str | None = None


Found = tuple[datetime, str | None, Any]


class Source(Protocol):
    """Where captures of a page are looked for; how many records could not be read on the way."""

    unread: int

    def captures(self, place: str) -> Iterator[Found]:
        """When each was made, its record where it is one of an archive's own, what `held` takes."""
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
        if self.source.unread:
            count = self.source.unread
            witness.state = "failed"
            witness.why = (
                f"it has no capture of it that can be read; {count:,} of its records cannot"
            )
        # What lies here as well is no word of theirs: what they have besides is looked at first.
        captures.sort(key=lambda e: (is_here(e[1], holdings), abs(e[0] - ours.captured_at)))
        for _, _, capture in captures[:TRIES]:
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
            witness.relies_on = held.relies_on
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
        work = open_ones.enter_context(claimed_folder(spool, holdings.store.locked()))
        source, digest = _File(path, work / "archive"), file_sha256(path)
        open_ones.callback(source.close)
        yield OfColleague(path, "file", f"sha256:{digest}", source)


class _Folder:
    """An archive of ours in other hands."""

    def __init__(self, other: Other, reader: RecordReader) -> None:
        self._other = other
        self._reader = reader
        self._entries = {each.id: each for each in other.records}
        self._pages: list[tuple[frozenset[str], dict[str, Any]]] | None = None
        self.unread = 0

    def captures(self, place: str) -> Iterator[Found]:
        if self._pages is None:
            self._pages = list(self._all())
        for places, content in self._pages:
            if place in places:
                when = datetime.fromisoformat(content["captured_at"]).astimezone(UTC)
                yield when, content.get("page"), content

    def _all(self) -> Iterator[tuple[frozenset[str], dict[str, Any]]]:
        keys = ("requested_url", "final_url", "canonical_url", "url")
        for entry in self._other.records:
            content = self._content(entry) if entry.type == "metadata" else None
            if content and (content.get("http_status") or 200) < 400 and _has_bytes(content):
                told = content.get("recovered") or {}
                urls = [told["url"]] if told else [content.get(key) for key in keys]
                yield frozenset(place_of(each) for each in urls if each), content

    def _content(self, entry: Entry) -> dict[str, Any] | None:
        """What a record says of a page; None of any other. What is damaged or odd is counted."""
        try:
            record = self._reader.read_chained(entry.file, entry.offset, entry.id)
            return sound_content(record) if record_kind(record.target_uri) in PAGES else None
        except ArchiveError:
            self.unread += 1
            return None

    def held(self, capture: dict[str, Any]) -> Iterator[Held]:
        told = capture.get("recovered") or {}
        url = str(told.get("url") or capture.get("final_url") or capture["requested_url"])
        when = told.get("captured_at") or capture["captured_at"]
        moment, answer = datetime.fromisoformat(when).astimezone(UTC), self._answer(capture)
        by = f"it has it from {told['archive']}" if told.get("archive") else _handed_in(answer)
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
        if entry is None or not self._is_as_chained(entry):
            raise ArchiveError(f"record {identity} is not there as it was", subject=identity)
        return self._reader.read_chained(entry.file, entry.offset, entry.id)

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
        self.unread = 0

    def captures(self, place: str) -> Iterator[Found]:
        if self._aside is None:
            self._aside = Holdings(self._work, translate=lambda *_: None)
            outcomes = list(import_file(self._aside, self._path, Said()))
            self.unread = sum(each.page is None for each in outcomes)
            self._pages = [each.page for each in outcomes if each.page is not None]
        for page in self._pages:
            if page.has_article_to_read and place_of(page.stood_at) == place:
                yield datetime.fromisoformat(page.captured_at).astimezone(UTC), None, page

    def held(self, capture: Page) -> Iterator[Held]:
        record, url = capture.response(), capture.stood_at
        moment = datetime.fromisoformat(capture.captured_at).astimezone(UTC)
        yield Held(record, _body(record, url), url, moment, _handed_in(record))

    def close(self) -> None:
        if self._aside is not None:
            self._aside.close()


def is_here(record: str | None, holdings: Holdings) -> bool:
    """Whether a record of theirs is one of this archive as well, whosever it was first."""
    return bool(record) and query.record_row(holdings.index.connection, str(record)) is not None


def not_theirs(witness: Witness, ours: Ours, holdings: Holdings) -> str | None:
    """Why the record that a colleague has need be none of their own making."""
    if witness.record is not None and ours.page.response().id == witness.record:
        return "it holds our own record"
    if is_here(witness.record, holdings):
        return "it holds a record that is in our archive as well"
    return None


def _handed_in(record: StoredRecord) -> str | None:
    """A file that somebody saved says itself where it is from: nobody answered with it."""
    if record.type in ANSWERS:
        return None
    return "it has a file that was handed in, which nobody saw come from the page's address"


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


def _said(error: DragomanError | OSError) -> str:
    """Without a path: it goes into a record, and folders tell of the one who asks."""
    return error.message if isinstance(error, DragomanError) else error.strerror or "no reason told"
