"""What one request of a program leads to, and how it is recorded.

A visit has the redirects, what was tried besides, and an end. Each exchange of it is a record
before the program has the answer (of a stream, once it ends), and how the visit went is one more:
that of a page, where the program asked for HTML.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import requests

from dragoman.archiver.records.capture import (
    SESSION,
    Listed,
    Originals,
    how_it_went,
    keep_exchange,
    seen,
)
from dragoman.archiver.records.record import Record
from dragoman.archiver.web.fetched import REDIRECTS, Fetch, shortcoming
from dragoman.archiver.web.http_exchange import Exchange
from dragoman.errors import FetchError, UsageError
from dragoman.provenance.stamp import Stamp, utc_now

HTML = ("text/html", "application/xhtml+xml")
# Answers that bring no page: a part of one, what the program has already, and the like.
NO_PAGE = frozenset({101, 204, 205, 206, 304})
# Headers that say how a body is framed, and what is told of by itself.
NEEDED = frozenset({"content-length", "content-type", "transfer-encoding", "cookie", "host"})


def asks_for_html(request: requests.PreparedRequest) -> bool:
    """Whether a request is one for a page: a GET whose `Accept` names HTML, and not by a `*`."""
    named = {_wanted(each) for each in header(request, "Accept").split(",")}
    return request.method == "GET" and not named.isdisjoint(HTML)


def _wanted(accepted: str) -> str | None:
    """A media type out of an `Accept`; None where its `q=0` says that it is not wanted."""
    kind, *parameters = (each.strip().lower() for each in accepted.split(";"))
    unwanted = any(each.replace(" ", "").rstrip(".0") == "q=" for each in parameters)
    return None if unwanted else kind


def header(request: requests.PreparedRequest, name: str) -> str:
    value = request.headers.get(name) or ""
    return value.decode("latin-1") if isinstance(value, bytes) else value


class Own:
    """What servers are told that comes from the program, and not from the session or a server.

    `always` are the headers that every session has.
    """

    def __init__(self, always: Mapping[str, str]) -> None:
        self._always = {name.lower(): value for name, value in always.items()}
        self._set: set[str] = set()  # cookies that servers set

    def headers(self, request: requests.PreparedRequest) -> set[str]:
        """By name, never by value."""
        return {
            name
            for name, value in request.headers.items()
            if name.lower() not in NEEDED and self._always.get(name.lower()) != value
        }

    def has_cookies(self, request: requests.PreparedRequest) -> bool:
        """Whether a request has cookies that no server set."""
        cookies = {each.strip() for each in header(request, "Cookie").split(";")}
        return not cookies - {""} <= self._set

    def take_cookies(self, exchange: Exchange) -> None:
        for name, value in exchange.headers:
            if name.lower() == "set-cookie":
                self._set.add(value.partition(";")[0].strip())


@dataclass(frozen=True, slots=True)
class Recorder:
    """What acts on the archive for a session: each raises ArchiveError once it is closed.

    `append` puts records into it, `read` reads the article of a page, by its id, where that is
    wished; `originals` knows what is in it, `stamp` the program. Pages get the note and the tags.
    """

    append: Callable[[Sequence[Record]], None]
    read: Callable[[str], None] | None
    originals: Originals
    stamp: Callable[[str], Stamp]
    note: str | None
    tags: Sequence[str]


@dataclass(slots=True, eq=False)
class _Try:
    """One request of a visit: the answer and what its records are called, or why none came."""

    started: str
    exchange: Exchange | None = None
    said: dict[str, Any] | None = None
    error: FetchError | None = None

    @property
    def leads_on(self) -> bool:
        return self.exchange is not None and is_redirect(self.exchange)

    def to_json(self) -> dict[str, Any]:
        error = self.error or (shortcoming(self.exchange) if self.exchange else None)
        said = [self.said] if self.said else []
        fetch = Fetch("", "", self.started, error=error)
        return {"started": self.started, "exchanges": said, "error": seen(fetch)}


def is_redirect(exchange: Exchange) -> bool:
    return exchange.status in REDIRECTS and exchange.header("location") is not None


def brings_no_page(exchange: Exchange) -> bool:
    return exchange.status in NO_PAGE or is_redirect(exchange) or exchange.method == "HEAD"


@dataclass(slots=True, eq=False)
class SessionVisit:
    """One request of a program's, with all that it leads to; it goes on in one thread at a time."""

    recorder: Recorder
    own: Own
    page_id: str | None = None
    _tries: list[_Try] = field(default_factory=list)
    _requested: str = ""
    _started: str = ""
    _asked_html: bool = False
    _told_headers: set[str] = field(default_factory=set)
    _told_cookies: bool = False
    _open: int = 0  # streams that have not ended
    _answered: bool = False
    _error: FetchError | None = None
    _lock: threading.RLock = field(default_factory=threading.RLock)

    # -- as the adapter tells of it ------------------------------------------------------------

    def asks(self, request: requests.PreparedRequest) -> None:
        self._started = utc_now()
        self._requested = self._requested or request.url or ""
        self._asked_html = asks_for_html(request)
        self._told_headers |= self.own.headers(request)
        self._told_cookies |= self.own.has_cookies(request)

    def opened(self) -> None:
        self._open += 1

    def arrived(self, exchange: Exchange, *, was_open: bool = False) -> None:
        """Keep an exchange; with the last of a visit that is over, also how that went."""
        self.own.take_cookies(exchange)
        with self._lock:
            self._open -= was_open
            records: list[Record] = []
            said = keep_exchange(exchange, records, self.recorder.originals)
            self._tries.append(_Try(exchange.started, exchange, said))
            over = self._answered and not self._open
            try:
                self._append(records, self._how_it_went() if over else None)
            except BaseException:
                self._tries.pop()  # it is nowhere, and nothing must speak of it
                raise
        if over:
            self._read()

    def failed(self, error: FetchError) -> None:
        self._tries.append(_Try(self._started, error=error))

    # -- as the session tells of it ------------------------------------------------------------

    def over(self, error: FetchError | None = None) -> None:
        """The program has its answer; a stream may be read still, and then this ends with it."""
        with self._lock:
            self._answered, self._error = True, error
            if self._open or not self._tries:
                return
            self._append([], self._how_it_went())
        self._read()

    def ends_with(self, response: requests.Response) -> bool:
        """Whether an answer is the visit's last, as far as it went."""
        exchange = self._tries[-1].exchange if self._tries else None
        return self._open > 0 or (exchange is not None and exchange.status == response.status_code)

    def keep(self, note: str | None, tags: Sequence[str]) -> str:
        """The id of the page, which it is made where it is none; UsageError where none came."""
        with self._lock:
            if self._open or not self._answered:
                raise UsageError(
                    "this answer has not been read to its end; read or close it, and keep it then"
                )
            if self.page_id is None:
                if not self._brings_a_page(self.fetch):
                    raise UsageError("this answer brought no page, so there is none to keep")
                self._append([], self._record(None, note, tags))
                self._read()
        return self.page_id or ""

    def _read(self) -> None:
        if self.recorder.read is not None and self.page_id is not None:
            self.recorder.read(self.page_id)

    # -- as it is recorded ---------------------------------------------------------------------

    @property
    def fetch(self) -> Fetch:
        """The visit as other fetches are."""
        chain = self._chain()
        exchanges = [each.exchange for each in chain if each.exchange is not None]
        failure = self._error or chain[-1].error
        return Fetch(
            self._requested,
            exchanges[0].url if exchanges else self._requested.partition("#")[0],
            chain[0].started,
            exchanges,
            failure or shortcoming(exchanges[-1]),
            arrived=failure is None,
        )

    def _chain(self) -> list[_Try]:
        """The redirects, and where they led; what was tried besides is left out."""
        return [each for each in self._tries[:-1] if each.leads_on] + self._tries[-1:]

    def _append(self, records: list[Record], how: tuple[str | None, Record] | None) -> None:
        """Records of exchanges, and the one on how it went, with the id of the page that it is."""
        if how is None:
            self.recorder.append(records)
            return
        self.recorder.append([*records, how[1]])
        self.page_id = how[0]

    def _how_it_went(self) -> tuple[str | None, Record]:
        fetch = self.fetch
        if self._asked_html and (not fetch.arrived or self._brings_a_page(fetch)):
            return self._record(None, self.recorder.note, self.recorder.tags)
        return None, self._record(SESSION, None, ())[1]

    def _brings_a_page(self, fetch: Fetch) -> bool:
        return fetch.arrived and fetch.last is not None and not brings_no_page(fetch.last)

    def _record(
        self, kind: str | None, note: str | None, tags: Sequence[str]
    ) -> tuple[str, Record]:
        chain = self._chain()
        capture, record = how_it_went(
            self.fetch,
            [each.said for each in chain if each.said is not None],
            [each.to_json() for each in self._tries if each not in chain],
            told={"cookies": self._told_cookies, "headers": sorted(self._told_headers)},
            note=note,
            tags=tags,
            stamp=self.recorder.stamp("session"),
            more=Listed().to_json(),
            kind=kind,
        )
        return capture.id, record
