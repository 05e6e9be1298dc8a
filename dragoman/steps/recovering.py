"""Pages that are gone, out of the web archives of others (Memento), as what they are.

What comes is never our own capture of the page: it is what an archive hands out now and says that
it captured then. All that was asked on the way is kept with it, also where nothing came of it.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from dragoman.archiver.body.content_coding import unpack
from dragoman.archiver.memento.timemap import Memento, links, read_http_date, read_timemap
from dragoman.archiver.memento.web_archive import WebArchive, agrees, timestamp_of, told_digest
from dragoman.archiver.records.capture import capture_records
from dragoman.archiver.visits.host_clock import HostClock
from dragoman.archiver.visits.politeness import wait_before_retry
from dragoman.archiver.web.fetch import Fetcher
from dragoman.archiver.web.fetch_options import FetchOptions
from dragoman.archiver.web.fetched import REDIRECTS, Fetch
from dragoman.archiver.web.http_exchange import Exchange
from dragoman.archiver.web.urls import normalise, redirect_target
from dragoman.errors import ExtractionError, FetchError, UsageError
from dragoman.holdings import Holdings
from dragoman.index.asking.query import recovered_before
from dragoman.page import Page
from dragoman.provenance.stamp import utc_now
from dragoman.steps.options import fetch_options
from dragoman.steps.outcome import Outcome
from dragoman.steps.reading import read_articles

TRIES = 5  # mementos of one archive that are asked for, of one page
HOPS = 5  # redirects within an archive, and from one archived page to another
PAGES = 5  # of a TimeMap that has several
LONGEST_ANSWER = 30_000_000  # bytes of a TimeMap, unpacked


@dataclass(frozen=True, slots=True)
class Wanted:
    """Of which archives, from about when (None: the newest), and whether also what is here."""

    archives: Sequence[WebArchive]
    at: datetime | None = None
    again: bool = False


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
                if self._cancel.is_set():
                    return
                yield self._recover(url)
        finally:
            self._fetcher.close()

    def _recover(self, url: str) -> Outcome:
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
                if found := self._from(archive, clean, asked, reasons, HOPS):
                    return self._keep(url, found, asked)
            return self._keep_nothing(url, clean, asked, reasons)
        finally:
            for each in asked:
                each.close()

    # -- asking --------------------------------------------------------------------------------

    def _from(
        self, archive: WebArchive, url: str, asked: list[Fetch], reasons: list[str], hops: int
    ) -> Recovered | None:
        """What an archive hands out of a page; None, and why, where it does not."""
        mementos, why = self._mementos(archive, url, asked)
        if not mementos:
            reasons.append(f"{archive.name}: {why}")
            return None
        refused = "what it hands out is not what it names"
        for memento in self._in_order(mementos)[:TRIES]:
            raw = archive.raw(memento.url)
            if raw is None or self._cancel.is_set():
                continue
            came = self._memento(archive, raw)
            last = came.last
            when = read_http_date((last and last.header("memento-datetime")) or "")
            if last is not None and when is not None and _is_of(last, url):
                if last.status in REDIRECTS and hops:
                    asked.append(came)
                    with suppress(FetchError):
                        onward = redirect_target(url, last.header("location") or "")
                        return self._from(archive, onward, asked, reasons, hops - 1)
                if came.arrived and came.error is None:
                    found = Recovered(came, archive, memento.url, url, when, len(mementos))
                    return self._with_digest(found, asked)
            asked.append(came)
            refused = came.error.message if came.error else refused
        reasons.append(f"{archive.name}: none of its captures came ({refused})")
        return None

    def _mementos(
        self, archive: WebArchive, url: str, asked: list[Fetch]
    ) -> tuple[list[Memento], str]:
        """Those of its own that an archive names, oldest first; where there is none, why."""
        found: list[Memento] = []
        waiting, known = [archive.timemap(url)], set[str]()
        why = "it holds nothing of this page"
        while waiting and len(known) < PAGES:
            address = waiting.pop(0)
            known.add(address)
            answer = self._ask(address)
            asked.append(answer)
            if answer.error is not None and not _says_nothing(answer):
                why = answer.error.message
                continue
            timemap = read_timemap(self._text(answer))
            found += [each for each in timemap.mementos if archive.raw(each.url)]
            waiting += [
                each for each in timemap.further if archive.holds(each) and each not in known
            ]
        return sorted(found, key=lambda each: each.captured_at), why

    def _in_order(self, mementos: Sequence[Memento]) -> list[Memento]:
        """The newest first, or those nearest to the day that was asked for."""
        at = self._wanted.at
        if at is None:
            return list(reversed(mementos))
        return sorted(mementos, key=lambda each: abs(each.captured_at - at))

    def _memento(self, archive: WebArchive, address: str) -> Fetch:
        """The bytes of a memento; an archive sends on to the exact moment, within itself."""
        came = self._ask(address)
        for _ in range(HOPS):
            last = came.last
            if last is None or last.status not in REDIRECTS:
                break
            try:
                target = redirect_target(last.url, last.header("location") or "")
            except FetchError:
                break
            raw = archive.raw(target)
            if raw is None or any(each.url == raw for each in came.exchanges):
                break
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
            return ""
        try:
            content = unpack(last.payload(), last.header("content-encoding"), LONGEST_ANSWER)
        except ExtractionError:
            return ""
        finally:
            last.block.seek(0)  # from where it is written to a record
        return content.decode("utf-8", "replace")

    def _with_digest(self, found: Recovered, asked: list[Fetch]) -> Recovered:
        """With the digest that the archive's own index has of its capture, and whether it fits."""
        last = found.fetch.last
        timestamp = timestamp_of(last.url) if last else None
        if last is None or timestamp is None:
            return found
        answer = self._ask(found.archive.digests(found.url, timestamp))
        asked.append(answer)
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
        said = f"no web archive that was asked handed it out: {'; '.join(reasons)}"
        error = FetchError(said, step="status", subject=url)
        nothing = Fetch(url, clean, utc_now(), error=error)
        page = self._record(nothing, asked, {"asked_archives": [
            each.base for each in self._wanted.archives
        ]})  # fmt: skip
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


def _says_nothing(answer: Fetch) -> bool:
    """Whether a TimeMap was answered with "not found": it holds nothing, and nothing went wrong."""
    return answer.last is not None and answer.last.status == 404


def _is_of(exchange: Exchange, url: str) -> bool:
    """Whether a memento is of this page by its own word; where it says nothing, it is believed."""
    originals = [
        target
        for target, parameters in links(exchange.combined("link") or "")
        if "original" in parameters.get("rel", "").split()
    ]
    return not originals or _place(url) in map(_place, originals)


def _place(url: str) -> str:
    with suppress(FetchError):
        url = normalise(url)
    return url.partition("://")[2].removeprefix("www.").rstrip("/")


def moment(text: str) -> datetime:
    """A day or a moment, ISO 8601, as UTC; ValueError for what is none."""
    when = datetime.fromisoformat(text)
    return (when if when.tzinfo else when.replace(tzinfo=UTC)).astimezone(UTC)
