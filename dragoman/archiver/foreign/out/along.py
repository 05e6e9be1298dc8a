"""Which records of a file made elsewhere go along with pages of it.

With all its pages goes all of it. With some of them goes what they show: what their links name, and
what was asked for from them, as the requests say; and what that leads to in turn.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from dragoman.archiver.foreign.collection import Collection
from dragoman.archiver.foreign.foreign import opened
from dragoman.archiver.foreign.foreign_facts import REDIRECTS, clean, http_parts
from dragoman.archiver.foreign.foreign_head import http_message
from dragoman.archiver.foreign.pages.foreign_page import Spot
from dragoman.archiver.foreign.pages.url_forms import bare
from dragoman.archiver.foreign.room import Room
from dragoman.archiver.foreign.warc_walk import Found, walk
from dragoman.archiver.records.reader import StoredRecord, split_http
from dragoman.archiver.records.record import bare_id
from dragoman.archiver.requisites.link import Kind
from dragoman.archiver.requisites.page_links import links_within
from dragoman.archiver.web.urls import written_target
from dragoman.provenance.own_files import open_own

ANSWERS = ("response", "revisit", "resource")
ZIP_MAGIC = b"PK\x03\x04"
# So much of what a page shows is read for further links.
MAX_DECODED = 30_000_000
Read = Callable[[Spot], StoredRecord | None]


@dataclass(frozen=True, slots=True)
class Noted:
    """A record of the file. `asked_from` is the page that a request says it was sent from, `leads`
    where an answer sends on."""

    spot: Spot
    type: str
    url: str
    identity: str
    beside: str
    asked_from: str = ""
    leads: str = ""


@dataclass(slots=True)
class FileRecords:
    """The records of a file in their order, as far as there is room to hold them."""

    path: Path
    noted: list[Noted] = field(default_factory=list)
    full: bool = False

    @classmethod
    def of(cls, path: Path) -> FileRecords:
        found, room = cls(path), Room()
        for member in members(path):
            with opened(path, member) as source:
                for item in walk(source):
                    if not isinstance(item, Found):
                        continue
                    note = _noted(item, member)
                    if not room.holds(note.url, note.identity, note.beside, note.asked_from):
                        found.full = True
                        return found
                    found.noted.append(note)
        return found

    def all(self) -> list[Spot]:
        return [each.spot for each in self.noted]

    def shown_by(self, pages: Iterable[Spot], read: Read) -> list[Spot]:
        """Places of the records that go along with pages, in the order of the file."""
        return _Shown(self.noted, read).by(pages)


def members(path: Path) -> list[str | None]:
    """The WARCs in a file; the file itself where it is one."""
    with open_own(path) as stream:
        if stream.read(len(ZIP_MAGIC)) != ZIP_MAGIC:
            return [None]
    with closing(Collection(path, path.name)) as wacz:
        return [*wacz.warcs()]


def _noted(found: Found, member: str | None) -> Noted:
    headers, kind = found.head.headers, found.head.type
    url = clean(headers.get("warc-target-uri", "").strip("<>"))
    asked_from = leads = ""
    if kind == "request":
        asked = split_http(http_message(found.head, found.beginning))[1]
        asked_from = clean(asked.get("referer", ""))
    elif kind in ANSWERS:
        status, http, _ = http_parts(found)
        leads = _target(url, http.get("location", "")) if status in REDIRECTS else ""
    beside = bare_id(headers.get("warc-concurrent-to", ""))
    identity = bare_id(headers.get("warc-record-id", ""))
    return Noted(Spot(member, found.place), kind, url, identity, beside, asked_from, leads)


def _target(url: str, location: str) -> str:
    try:
        return written_target(url, location)
    except ValueError:
        return location


class _Shown:
    """Goes from pages to what they show, and on from there; each record once."""

    def __init__(self, noted: Sequence[Noted], read: Read) -> None:
        self._noted = noted
        self._read = read
        self._at: dict[Spot, int] = {each.spot: n for n, each in enumerate(noted)}
        self._answers: dict[str, list[int]] = {}
        self._from: dict[str, list[str]] = {}
        for number, each in enumerate(noted):
            if each.type in ANSWERS:
                self._answers.setdefault(bare(each.url), []).append(number)
            elif each.asked_from:
                self._from.setdefault(bare(each.asked_from), []).append(each.url)
        self._taken: set[int] = set()
        self._seen: set[str] = set()
        self._left: list[tuple[int, Kind]] = []

    def by(self, pages: Iterable[Spot]) -> list[Spot]:
        for spot in pages:
            if (number := self._at.get(spot)) is not None:
                self._take(number, "frame")
        while self._left:
            number, kind = self._left.pop()
            for url, as_kind in self._named(self._noted[number], kind):
                self._take_url(url, as_kind, number)
        return [self._noted[n].spot for n in sorted({*self._taken, *self._beside()})]

    def _take(self, number: int, kind: Kind) -> None:
        if number not in self._taken:
            self._taken.add(number)
            self._left.append((number, kind))

    def _take_url(self, url: str, kind: Kind, near: int) -> None:
        """Of several answers the one that stands nearest in the file: it is of the same visit."""
        key = bare(url)
        if key in self._seen or key not in self._answers:
            return
        self._seen.add(key)
        self._take(min(self._answers[key], key=lambda each: abs(each - near)), kind)

    def _named(self, note: Noted, kind: Kind) -> Iterator[tuple[str, Kind]]:
        if note.leads:
            yield note.leads, kind
        for url in self._from.get(bare(note.url), ()):
            # A link that was followed is asked for from here as well, and is another page.
            if kind != "frame" or not self._is_page(url):
                yield url, "style" if url.endswith(".css") else "other"
        record = self._read(note.spot) if kind in ("frame", "style", "module", "manifest") else None
        if record is not None:
            http = record.http_headers
            for link in links_within(
                [record.body],
                note.url,
                kind,
                content_type=http.get("content-type") or record.headers.get("Content-Type"),
                encoding=http.get("content-encoding"),
                limit=MAX_DECODED,
            ):
                yield link.url, link.kind

    def _is_page(self, url: str) -> bool:
        """Whether what is at an address is HTML, as far as its own beginning tells."""
        numbers = self._answers.get(bare(url))
        record = self._read(self._noted[numbers[0]].spot) if numbers else None
        said = record.http_headers.get("content-type", "") if record is not None else ""
        return "html" in said.lower() or "pdf" in said.lower()

    def _beside(self) -> Iterator[int]:
        """The requests and notes of what is taken, and what describes the file."""
        ids = {self._noted[n].identity for n in self._taken} - {""}
        said = {self._noted[n].beside for n in self._taken} - {""}
        for number, each in enumerate(self._noted):
            if each.type == "warcinfo":
                yield number
            elif each.type in ("request", "metadata"):
                named = each.beside in ids or each.identity in said
                if named or (not each.beside and self._next_to(number, each.url)):
                    yield number

    def _next_to(self, number: int, url: str) -> bool:
        near = {number - 1, number + 1} & self._taken
        return any(self._noted[each].url == url for each in near)
