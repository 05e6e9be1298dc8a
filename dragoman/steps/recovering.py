"""Pages that are gone, out of the web archives of others (Memento), as what they are.

What comes is never our own capture of the page: it is what an archive hands out now and says that
it captured then. All that was asked on the way is kept with it, also where nothing came of it.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from dragoman.archiver.body.content_coding import unpack
from dragoman.archiver.memento.handed_out import (
    dated,
    is_memento,
    leads_to,
    no_list,
    place_of,
    sent_on,
    why_not,
)
from dragoman.archiver.memento.timemap import Memento, read_timemap
from dragoman.archiver.memento.web_archive import WebArchive, agrees, page_of, told_digest
from dragoman.archiver.records.capture import capture_records
from dragoman.archiver.visits.host_clock import HostClock
from dragoman.archiver.visits.politeness import wait_before_retry
from dragoman.archiver.web.fetch import Fetcher
from dragoman.archiver.web.fetch_options import FetchOptions
from dragoman.archiver.web.fetched import Fetch
from dragoman.archiver.web.urls import normalise
from dragoman.errors import ExtractionError, FetchError, UsageError
from dragoman.holdings import Holdings
from dragoman.index.asking.jobs import OF_OTHERS
from dragoman.index.asking.query import recovered_before
from dragoman.page import Page
from dragoman.provenance.stamp import utc_now
from dragoman.steps.options import fetch_options
from dragoman.steps.outcome import Outcome
from dragoman.steps.reading import read_articles

TRIES = 5  # mementos of one archive that are asked for, of one page
HOPS = 5  # redirects within an archive, and from one archived page to another
PAGES = 5  # of a TimeMap that has several
MOST_ASKED = 30  # questions to one archive about one page, with those that redirects lead to
LONGEST_ANSWER = 30_000_000  # bytes of a TimeMap, unpacked
UNREAD = "-"  # stands for an answer that cannot be unpacked


@dataclass(frozen=True, slots=True)
class Wanted:
    """Of which archives, from about when (None: the newest), and whether also what is here."""

    archives: Sequence[WebArchive]
    at: datetime | None = None
    again: bool = False


@dataclass(slots=True)
class Search:
    """What was asked of one archive about a page, and of which pages its redirects told."""

    archive: WebArchive
    asked: list[Fetch]
    reasons: list[str]
    most: int
    pages: set[str] = field(default_factory=set)

    @property
    def is_long(self) -> bool:
        """Whether so much was asked that no further capture is."""
        return len(self.asked) >= self.most

    def refuse(self, why: str) -> None:
        self.reasons.append(f"{self.archive.name}: {why}")


@dataclass(frozen=True, slots=True)
class Recovered:
    """A memento that came: `fetch` its bytes, the rest what its archive says of it."""

    fetch: Fetch
    archive: WebArchive
    memento: str
    url: str
    captured_at: datetime
    mementos: int
    digest: str | None = None
    digest_agrees: bool | None = None

    def to_json(self) -> dict[str, Any]:
        return {
            "archive": self.archive.base,
            "memento": self.memento,
            "url": self.url,
            "captured_at": self.captured_at.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "mementos": self.mementos,
            "digest": self.digest,
            "digest_agrees": self.digest_agrees,
        }


def recovering(
    holdings: Holdings,
    archives: Sequence[str],
    at: str | None,
    options: FetchOptions | None,
    cancel: threading.Event | None,
    *,
    again: bool,
) -> Callable[[Sequence[str]], Iterator[Outcome]]:
    """What recovers URLs; UsageError for an address or a date that is none."""
    try:
        when = None if at is None else moment(at)
    except ValueError as error:
        raise UsageError(f"{at} is no date; write it as 2024-03-01") from error
    wanted = Wanted([WebArchive.at(each) for each in archives], when, again)
    asked = options or fetch_options(holdings)
    return lambda urls: Recovering(holdings, asked, wanted, cancel).run(urls)


class Recovering:
    """One call to recover: pages one after the other, each of its archives in turn."""

    def __init__(
        self,
        holdings: Holdings,
        options: FetchOptions,
        wanted: Wanted,
        cancel: threading.Event | None = None,
    ) -> None:
        # An archive may send on to the page's own site, which is not asked here.
        limits = replace(options.limits, max_redirects=0)
        self._options = replace(options, limits=limits, requisites=False, browser=False)
        self._holdings = holdings
        self._wanted = wanted
        self._cancel = cancel or threading.Event()
        clock = HostClock(options.politeness.delay)
        self._fetcher = Fetcher(self._options, holdings.store.spool_dir, clock)

    def run(self, urls: Sequence[str]) -> Iterator[Outcome]:
        """An Outcome a page, each on the disk before; see `Archive.recover`."""
        try:
            for url in dict.fromkeys(urls):
                outcome = None if self._cancel.is_set() else self._recover(url)
                if outcome is None:
                    return
                yield outcome
        finally:
            self._fetcher.close()

    def _recover(self, url: str) -> Outcome | None:
        """None where it was interrupted: that nobody has the page is not known then."""
        try:
            clean = normalise(url)
        except FetchError as error:
            return Outcome(url, error=error)
        known = (
            None if self._wanted.again else recovered_before(self._holdings.index.connection, url)
        )
        if known is not None:
            self._holdings.notices.append(f"{url} was recovered before, as {known[:8]}")
            return Outcome(url, Page(self._holdings, known))
        asked: list[Fetch] = []
        reasons: list[str] = []
        try:
            for archive in self._wanted.archives:
                search = Search(archive, asked, reasons, len(asked) + MOST_ASKED)
                if found := self._from(search, clean, HOPS):
                    return self._keep(url, found, asked)
                if self._cancel.is_set():
                    return None
            return self._keep_nothing(url, clean, asked, reasons)
        finally:
            for each in asked:
                each.close()

    # -- asking --------------------------------------------------------------------------------

    def _from(self, search: Search, url: str, hops: int) -> Recovered | None:
        """What an archive hands out of a page; None, and why, where it does not."""
        search.pages.add(url)
        mementos, why = self._mementos(search, url)
        if not mementos:
            search.refuse(why)
            return None
        refused = "what it hands out is not what it names"
        for memento in self._in_order(mementos)[:TRIES]:
            raw = search.archive.raw(memento.url)
            if raw is None or search.is_long or self._cancel.is_set():
                continue
            came = self._memento(search.archive, raw, url)
            if (when := dated(came)) and is_memento(came, url):
                named = memento.url if came.final_url == raw else came.final_url or raw
                found = Recovered(came, search.archive, named, url, when, len(mementos))
                return self._with_digest(search, found)
            search.asked.append(came)
            onward = leads_to(search.archive, came, url)
            if onward is not None and hops and onward not in search.pages:
                if beyond := self._from(search, onward, hops - 1):
                    return beyond
            elif came.error is not None:
                refused = why_not(came)
        search.refuse(f"none of its captures came ({refused})")
        return None

    def _mementos(self, search: Search, url: str) -> tuple[list[Memento], str]:
        """Those of its own that an archive names, oldest first; where there is none, why."""
        archive = search.archive
        found: list[Memento] = []
        waiting, known = [archive.timemap(url)], set[str]()
        why = "its list names no capture of this page"
        while waiting and len(known) < PAGES and not self._cancel.is_set():
            address = waiting.pop(0)
            known.add(address)
            answer = self._ask(address)
            search.asked.append(answer)
            if answer.error is not None:
                why = no_list(answer)
                continue
            timemap = read_timemap(self._text(answer))
            if not timemap.is_one:
                why = "what it answered is no list of captures (TimeMap)"
            elif timemap.mementos:
                why = "the captures that it names are not its own"
            found += [each for each in timemap.mementos if archive.raw(each.url)]
            further = [archive.as_asked(each) for each in timemap.further if archive.holds(each)]
            waiting += [each for each in further if each not in known]
        return sorted(found, key=lambda each: each.captured_at), why

    def _in_order(self, mementos: Sequence[Memento]) -> list[Memento]:
        """The newest first, or those nearest to the day that was asked for."""
        at = self._wanted.at
        if at is None:
            return list(reversed(mementos))
        return sorted(mementos, key=lambda each: abs(each.captured_at - at))

    def _memento(self, archive: WebArchive, address: str, url: str) -> Fetch:
        """The bytes of a memento; an archive sends on to the exact moment, within itself."""
        came = self._ask(address)
        for _ in range(HOPS):
            raw = sent_on(archive, came)
            if raw is None or any(each.url == raw for each in came.exchanges):
                break
            if place_of(page_of(raw) or "") != place_of(url):
                break  # a captured redirect, whose target is another page
            beyond = self._ask(raw)
            came.exchanges += beyond.exchanges
            came.arrived, came.error = beyond.arrived, beyond.error
        return came

    def _ask(self, url: str) -> Fetch:
        """One answer, asked for again where that may help, as patiently as is wished."""
        tries = 0
        while True:
            fetch = self._fetcher.fetch(url)
            wait = wait_before_retry(fetch, tries, self._options.politeness)
            if wait is None or self._cancel.wait(wait):
                return fetch
            fetch.close()
            tries += 1

    def _text(self, answer: Fetch) -> str:
        last = answer.last
        if last is None:
            return UNREAD
        try:
            content = unpack(last.payload(), last.header("content-encoding"), LONGEST_ANSWER)
        except ExtractionError:
            return UNREAD
        finally:
            last.block.seek(0)  # from where it is written to a record
        return content.decode("utf-8", "replace")

    def _with_digest(self, search: Search, found: Recovered) -> Recovered:
        """With the digest that the archive's own index has of its capture, and whether it fits."""
        last, timestamp = found.fetch.exchanges[-1], found.captured_at.strftime("%Y%m%d%H%M%S")
        answer = self._ask(search.archive.digests(found.url, timestamp))
        search.asked.append(answer)
        told = None if answer.error else told_digest(self._text(answer), timestamp)
        if told is None:
            return found
        fits = agrees(told, last.payload())
        last.block.seek(0)
        return replace(found, digest=told, digest_agrees=fits)

    # -- keeping -------------------------------------------------------------------------------

    def _keep(self, url: str, found: Recovered, asked: Sequence[Fetch]) -> Outcome:
        fetch = found.fetch
        fetch.requested = url
        try:
            page = self._record(fetch, asked, {
                "origin": found.archive.base, "recovered": found.to_json(),
            })  # fmt: skip
        finally:
            fetch.close()
        (unread,) = read_articles(self._holdings, [page])
        if found.digest_agrees is False:
            self._holdings.notices.append(
                f"{url}: what {found.archive.name} handed out has not the digest that its own "
                "index has of that capture; it may have unpacked or changed it"
            )
        return Outcome(url, Page(self._holdings, page.id), error=unread)

    def _keep_nothing(
        self, url: str, clean: str, asked: Sequence[Fetch], reasons: Sequence[str]
    ) -> Outcome:
        """That nobody had it, with all that was asked; absence is evidence too."""
        said = f"no web archive that was asked handed it out: {'; '.join(dict.fromkeys(reasons))}"
        error = FetchError(said, step="status", subject=url)
        nothing = Fetch(url, clean, utc_now(), error=error)
        archives = [each.base for each in self._wanted.archives]
        page = self._record(nothing, asked, {"origin": OF_OTHERS, "asked_archives": archives})
        return Outcome(url, page, error=error)

    def _record(self, fetch: Fetch, asked: Sequence[Fetch], more: dict[str, Any]) -> Page:
        capture, records = capture_records(
            fetch,
            told=self._options.disclosed(),
            note=None,
            tags=(),
            stamp=self._holdings.stamp("recover"),
            earlier=asked,
            originals=self._holdings.originals,
            more=more,
        )
        self._holdings.append(records, "captures")
        return Page.recorded(self._holdings, capture.id)


def moment(text: str) -> datetime:
    """A day or a moment, ISO 8601, as UTC; ValueError for what is none."""
    when = datetime.fromisoformat(text)
    return (when if when.tzinfo else when.replace(tzinfo=UTC)).astimezone(UTC)
