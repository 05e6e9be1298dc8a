"""Which records of a web archive made elsewhere are pages, and what is known of each.

A page is an HTML or PDF answer with status 200 that nothing shows to be a part of another page.
Where a WACZ lists its pages, those are taken instead, redirects followed. Everything else (other
statuses, images, scripts) stays in the file that is kept, and is not listed.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from urllib.parse import urljoin

from dragoman.archiver.body.content_type import read_content_type
from dragoman.archiver.foreign.foreign_digest import one_key
from dragoman.archiver.foreign.foreign_facts import (
    PAGE_STATUSES,
    clean,
    http_date,
    is_answer,
    memento_of,
    method_of,
    payload_type,
    problem_of,
    says_embedded,
    software_of,
    utc,
)
from dragoman.archiver.foreign.room import Room
from dragoman.archiver.foreign.sayings import Sayings
from dragoman.archiver.foreign.unpacked import Place
from dragoman.archiver.foreign.wacz_reader import ListedPage
from dragoman.archiver.foreign.warc_walk import Broken, Found, Item
from dragoman.archiver.records.reader import split_http
from dragoman.archiver.records.record import bare_id

PAGE_TYPES = frozenset({"text/html", "application/xhtml+xml", "application/pdf"})
LISTED_TYPES = PAGE_TYPES | {"text/plain"}
MAX_REDIRECTS = 20
UNKNOWN = "unknown"
BESIDE = ("warc-concurrent-to", "warc-refers-to")
REVISIT_HEADERS = (
    "warc-target-uri",
    "warc-date",
    "warc-record-id",
    "warc-refers-to",
    "warc-refers-to-target-uri",
    "warc-refers-to-date",
    "warc-payload-digest",
)


@dataclass(frozen=True, slots=True)
class ForeignPage:
    """A page in a file made elsewhere. `captured_at` is UTC, None where no date can be read;
    `date` is the record's own, as it is written. `fits`: whether its digests are right.
    `revisit` is the id of the record that says that the page was found unchanged, empty where that
    has none; None for a record with bytes of its own. `method` is how it was asked for, where that
    was no GET: what is at its address is another page. `request` is the record of that."""

    url: str
    captured_at: str | None
    date: str
    http_status: int | None
    mime: str
    software: str
    member: str | None
    place: Place
    record_id: str | None
    payload_digest: str | None
    fits: bool | None
    memento: Mapping[str, Any] | None = None
    problem: tuple[str, str] | None = None
    revisit: str | None = None
    request: str | None = None
    method: str | None = None

    @property
    def texts(self) -> tuple[str | None, ...]:
        """What of it takes the more room, the longer it is."""
        original = self.memento.get("original") if self.memento else None
        ids = self.record_id, self.payload_digest, self.request
        return self.url, self.date, self.mime, *ids, original

    @property
    def key(self) -> tuple[Any, ...]:
        """What tells the page from every other in its file."""
        return self.member, self.place.offset, self.place.skip, self.revisit, self.date

    def foreign(self, file: str) -> dict[str, Any]:
        """Where its bytes are, for the metadata record: `ForeignReader` finds them again."""
        return {
            "file": file,
            "member": self.member,
            "offset": self.place.offset,
            "skip": self.place.skip,
            "record_id": self.record_id,
            "date": self.date,
            "payload_digest": self.payload_digest,
            "digest_checked": self.fits,
            "revisit": self.revisit,
            "method": self.method,
        }


@dataclass(slots=True)
class PageScan:
    """Takes the records of a file one by one; `pages` then says which of them are pages.

    `problems` has a sentence for each record that is not whole or not what it says, `unread` one
    for each part of the file that was not looked at.
    """

    records: int = 0
    problems: Sayings = field(default_factory=Sayings)
    unread: Sayings = field(default_factory=Sayings)
    _room: Room = field(default_factory=Room)
    _where: str = ""
    _software: str = UNKNOWN
    _pages: list[ForeignPage] = field(default_factory=list)
    _revisits: list[tuple[Mapping[str, str], bool | None]] = field(default_factory=list)
    _embedded: set[str] = field(default_factory=set)
    _methods: dict[str, str | None] = field(default_factory=dict)
    _redirects: dict[str, str] = field(default_factory=dict)
    _full: bool = False

    def take(self, items: Iterable[Item], member: str | None, fits: bool | None) -> None:
        """The records of one WARC; `fits` whether the whole of it fits a digest."""
        self._software = UNKNOWN
        self._where = f"in {member} " if member else ""
        for item in items:
            if isinstance(item, Found):
                self.records += 1
                if item.fits is False:
                    self.say(f"the record at {item.place} does not fit its {item.misfit} digest")
                self._record(item, member, fits)
            elif isinstance(item, Broken):
                self.say(item.message)
            else:
                self.unread.add(self._where + item.message)
        self._where = ""

    def pages(self, listed: Sequence[ListedPage] = ()) -> Iterator[ForeignPage]:
        """The pages in the order of the file; those of `listed` where there are any."""
        found = [
            replace(each, method=self._method(each))
            for each in self._pages
            if each.record_id not in self._embedded
        ]
        if listed:
            yield from self._chosen(found, listed)
            return
        found = [each for each in found if each.mime in PAGE_TYPES]
        yield from found
        yield from self._revisited(found)

    def say(self, problem: str) -> None:
        self.problems.add(self._where + problem)

    def _holds(self, found: Found, *texts: str | None) -> bool:
        """Whether there is room for what a record says; from the first one on for which there is
        none, nothing more is listed."""
        if not self._full and not self._room.holds(*texts):
            self._full = True
            self.unread.add(
                f"{self._where}from {found.place} on no page was listed: before it are as many as "
                "are held at once"
            )
        return not self._full

    def _record(self, found: Found, member: str | None, fits: bool | None) -> None:
        kind = found.head.type
        if kind == "warcinfo":
            self._software = software_of(found) or self._software
        elif kind in ("response", "resource"):
            self._candidate(found, member, fits)
        elif kind == "revisit":
            self._revisit(found)
        elif kind in ("request", "metadata"):
            self._told(found)

    def _told(self, found: Found) -> None:
        """What a request, or a crawler's note, says of the answer beside it."""
        headers = found.head.headers
        answers = [bare_id(headers[each]) for each in BESIDE if each in headers]
        if says_embedded(found) and self._holds(found, *answers):
            self._embedded.update(answers)
        method = method_of(found)
        # Either of the two may point at the other.
        ends = [*answers, bare_id(headers.get("warc-record-id", ""))]
        if method not in (None, "GET") and self._holds(found, *ends, method):
            self._methods.update(dict.fromkeys(ends, method))

    def _method(self, page: ForeignPage) -> str | None:
        ends = (page.record_id, page.request)
        return next((self._methods[each] for each in ends if each in self._methods), None)

    def _revisit(self, found: Found) -> None:
        status, http, _ = split_http(found.beginning)
        mime = read_content_type(http.get("content-type", "text/html")).mime
        good = status in (None, 304, *PAGE_STATUSES) and mime in LISTED_TYPES
        kept = {name: found.head.headers.get(name, "") for name in REVISIT_HEADERS}
        if good and self._holds(found, *kept.values()):
            self._revisits.append((kept, found.fits))

    def _candidate(self, found: Found, member: str | None, member_fits: bool | None) -> None:
        headers = found.head.headers
        url = clean(headers.get("warc-target-uri", "").strip("<>"))
        status, http, body = split_http(found.beginning)
        if not found.beginning.startswith(b"HTTP/"):
            status, http, body = None, {}, found.beginning
        if status in (301, 302, 303, 307, 308):
            target = _target(url, http.get("location", ""))
            if self._holds(found, url, target):
                self._redirects.setdefault(url, target)
        mime = payload_type(found, http, body)
        if mime not in LISTED_TYPES or not is_answer(found, url, status):
            return
        if headers.get("warc-resource-type", "document").lower() != "document":
            return
        if "warc-segment-number" in headers:
            self.say(
                f"the record at {found.place} is one segment of several, which are not put together"
            )
            return
        page = self._page(found, member, member_fits, url, status, http, mime)
        if self._holds(found, *page.texts):
            self._pages.append(page)

    def _page(
        self,
        found: Found,
        member: str | None,
        member_fits: bool | None,
        url: str,
        status: int | None,
        http: Mapping[str, str],
        mime: str,
    ) -> ForeignPage:
        headers = found.head.headers
        verdicts = {found.fits, member_fits}
        fits = False if False in verdicts else True if True in verdicts else None
        memento = memento_of(http)
        date = headers.get("warc-date", "")
        captured_at = utc(date) or http_date(http.get("date"))
        if captured_at is None:
            self.say(
                f"the record at {found.place} has no date that can be read, so the page is listed "
                "under the time of its import"
            )
        return ForeignPage(
            url=url,
            captured_at=memento["datetime"] if memento else captured_at,
            date=date,
            http_status=status,
            mime=mime,
            software=self._software,
            member=member,
            place=found.place,
            record_id=bare_id(headers["warc-record-id"]) if "warc-record-id" in headers else None,
            payload_digest=headers.get("warc-payload-digest"),
            fits=fits,
            memento={**memento, "taken_at": captured_at} if memento else None,
            problem=problem_of(headers, fits),
            request=bare_id(headers.get("warc-concurrent-to", "")) or None,
        )

    def _revisited(self, pages: Sequence[ForeignPage]) -> Iterator[ForeignPage]:
        """A page that was found unchanged: its own date, the bytes of the record it refers to."""
        keys: dict[str, ForeignPage] = {}
        for page in pages:
            for key in (page.record_id, one_key(page.payload_digest), f"{page.url} {page.date}"):
                if key:
                    keys.setdefault(key, page)
        for each, fits in self._revisits:
            original = _original(each, keys)
            if original is not None:
                yield replace(
                    original,
                    url=clean(each["warc-target-uri"].strip("<>")) or original.url,
                    captured_at=utc(each["warc-date"]) or original.captured_at,
                    date=each["warc-date"],
                    memento=None,
                    fits=original.fits if fits is not False else False,
                    problem=original.problem if fits is not False else problem_of({}, fits),
                    revisit=bare_id(each["warc-record-id"]),
                )

    def _chosen(
        self, found: Sequence[ForeignPage], listed: Sequence[ListedPage]
    ) -> Iterator[ForeignPage]:
        together: dict[str, list[ForeignPage]] = {}
        for page in (*found, *self._revisited(found)):
            together.setdefault(_key(page.url), []).append(page)
        by_url = {url: _Captures(pages) for url, pages in together.items()}
        redirects = {_key(url): target for url, target in self._redirects.items()}
        given: set[tuple[Any, ...]] = set()
        for entry in listed:
            pages = by_url.get(_follow(_key(entry.url), redirects, by_url))
            if pages is None:
                self.say(
                    f"the page {clean(entry.url)[:200]} that it lists is not in it as HTML, PDF "
                    "or text with status 200"
                )
                continue
            page = pages.nearest(entry.time)
            if page.key not in given:
                given.add(page.key)
                yield page


def _original(headers: Mapping[str, str], keys: Mapping[str, ForeignPage]) -> ForeignPage | None:
    uri = clean(headers["warc-refers-to-target-uri"].strip("<>"))
    candidates = (
        bare_id(headers["warc-refers-to"]),
        f"{uri} {headers['warc-refers-to-date']}",
        one_key(headers["warc-payload-digest"]),
    )
    return next((keys[each] for each in candidates if each and each in keys), None)


class _Captures:
    """The captures of one URL, in the order of the file; answers to a GET, where there are some."""

    def __init__(self, pages: Sequence[ForeignPage]) -> None:
        self._pages = [page for page in pages if not page.method] or pages
        times = ((_time(page.date), n) for n, page in enumerate(self._pages))
        self._times = sorted((time, n) for time, n in times if time is not None)

    def nearest(self, wanted: str | None) -> ForeignPage:
        """The one nearest to a time, or the first where no time can be read."""
        time = _time(wanted or "")
        if time is None or not self._times:
            return self._pages[0]
        at = bisect_left(self._times, (time, 0))
        before = [bisect_left(self._times, (self._times[at - 1][0], 0))] if at else []
        near = [self._times[each] for each in (*before, at) if each < len(self._times)]
        return self._pages[min(near, key=lambda each: (abs(each[0] - time), each[1]))[1]]


def _time(written: str) -> datetime | None:
    found = utc(written)
    return datetime.fromisoformat(found) if found else None


def _key(url: str) -> str:
    return url.strip().partition("#")[0]


def _target(url: str, location: str) -> str:
    try:
        return urljoin(url, location)
    except ValueError:
        return location


def _follow(url: str, redirects: Mapping[str, str], pages: Mapping[str, Any]) -> str:
    for _ in range(MAX_REDIRECTS):
        if url in pages or url not in redirects:
            break
        url = _key(redirects[url])
    return url
