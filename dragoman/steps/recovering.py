"""Pages that are gone, out of the web archives of others (Memento), as what they are.

What comes is never our own capture of the page: it is what an archive hands out now and says that
it captured then. All that was asked on the way is kept with it, also where nothing came of it.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from dragoman.archiver.memento.web_archive import WebArchive
from dragoman.archiver.records.capture import capture_records
from dragoman.archiver.web.fetch_options import FetchOptions
from dragoman.archiver.web.fetched import Fetch
from dragoman.archiver.web.urls import normalise
from dragoman.errors import FetchError, UsageError
from dragoman.holdings import Holdings
from dragoman.index.asking.jobs import OF_OTHERS
from dragoman.index.asking.query import recovered_before
from dragoman.page import Page
from dragoman.provenance.stamp import utc_now
from dragoman.steps.options import fetch_options
from dragoman.steps.others.asking import MOST_ASKED, Asking, Recovered, Search
from dragoman.steps.outcome import Outcome
from dragoman.steps.reading import read_articles


@dataclass(frozen=True, slots=True)
class Wanted:
    """Of which archives, from about when (None: the newest), and whether also what is here."""

    archives: Sequence[WebArchive]
    at: datetime | None = None
    again: bool = False


def wanted_of(archives: Sequence[str], at: str | None, *, again: bool) -> Wanted:
    """UsageError for an address or a date that is none."""
    try:
        when = None if at is None else moment(at)
    except ValueError as error:
        raise UsageError(f"{at} is no date; write it as 2024-03-01") from error
    return Wanted([WebArchive.at(each) for each in archives], when, again)


def recovering(
    holdings: Holdings,
    archives: Sequence[str] | None,
    at: str | None,
    options: FetchOptions | None,
    cancel: threading.Event | None,
    *,
    again: bool,
    asking: Callable[[], None] | None = None,
) -> Callable[[Sequence[str]], Iterator[Outcome]]:
    """What recovers URLs, from the archives of the settings where none are said; UsageError for an
    address or a date that is none."""
    chosen = holdings.settings.archives if archives is None else archives
    wanted = wanted_of(chosen, at, again=again)
    asked = options or fetch_options(holdings)
    return lambda urls: Recovering(holdings, asked, wanted, cancel, asking).run(urls)


class Recovering:
    """One call to recover: pages one after the other, each of its archives in turn."""

    def __init__(
        self,
        holdings: Holdings,
        options: FetchOptions,
        wanted: Wanted,
        cancel: threading.Event | None = None,
        asking: Callable[[], None] | None = None,
    ) -> None:
        self._holdings = holdings
        self._wanted = wanted
        self._asking = Asking(holdings, options, cancel, asking)

    def run(self, urls: Sequence[str]) -> Iterator[Outcome]:
        """An Outcome a page, each on the disk before; see `Archive.recover`."""
        try:
            for url in dict.fromkeys(urls):
                outcome = None if self._asking.cancel.is_set() else self._recover(url)
                if outcome is None:
                    return
                yield outcome
        finally:
            self._asking.close()

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
                self._asking.begin()
                most = len(asked) + MOST_ASKED
                search = Search(archive, asked, reasons, most, self._wanted.at)
                if found := self._asking.found(search, clean):
                    return self._keep(url, found, asked)
                if self._asking.cancel.is_set():
                    return None
            return self._keep_nothing(url, clean, asked, reasons)
        finally:
            for each in asked:
                each.close()

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
        if found.list_cut:
            self._holdings.notices.append(
                f"{url}: the list of captures of {found.archive.name} is longer than is read; it "
                "may have others that are nearer to what was wanted"
            )
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
            told=self._asking.options.disclosed(),
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
