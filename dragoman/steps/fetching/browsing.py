"""Letting a browser show a page: where that is asked for, and by itself where it is needed."""

from __future__ import annotations

import functools
import threading
from dataclasses import replace
from typing import TYPE_CHECKING

from dragoman.archiver.article.extract import kind_of
from dragoman.archiver.article.page_body import PageBody, PageRead
from dragoman.archiver.body.charset import decode
from dragoman.archiver.body.content_coding import beginning, unpack
from dragoman.archiver.records.capture import answered_type
from dragoman.archiver.verdict.scripted import left_to_scripts, may_be_left_to_scripts
from dragoman.archiver.verdict.shape import shape_of
from dragoman.archiver.web.fetch import Fetcher, Turns
from dragoman.archiver.web.fetch_options import FetchOptions
from dragoman.archiver.web.fetched import Fetch
from dragoman.archiver.web.urls import route_of
from dragoman.errors import DragomanError
from dragoman.holdings import Holdings
from dragoman.reader.page_reader import CalledOff
from dragoman.steps.options import USER_AGENT

if TYPE_CHECKING:
    from dragoman.archiver.verdict.verdict import Verdict
    from dragoman.archiver.web.http_exchange import Exchange

# Browsers that may show pages by themselves at the same time: each takes a few hundred megabytes.
AT_ONCE = 2
# An article with fewer characters may be no more than what stands there until scripts have run.
THIN = 250


def check_browser() -> None:
    """ArchiveError, which says what to do, where there is no browser."""
    from dragoman.archiver.browser.chromium import check_browser

    check_browser()


def shown_options(options: FetchOptions) -> FetchOptions:
    """The same for a browser, which says what it is itself, where the caller does not."""
    own = options.user_agent not in ("", USER_AGENT)
    return replace(options, browser=True, user_agent=options.user_agent if own else "")


def browse(url: str, fetcher: Fetcher, wait: float) -> Fetch:
    """The page as a browser shows it, which stays on it for `wait` seconds at least.

    Of what is no HTML it shows a viewer of its own, in which there is nothing to read.
    """
    from dragoman.archiver.browser import browser

    fetch = browser.browse(url, fetcher, wait)
    if fetch.rendered is not None and fetch.last is not None and not _is_html(fetch.last):
        fetch.rendered.viewer = True
        fetch.rendered.html = fetch.rendered.unflattened = fetch.rendered.text = ""
    return fetch


def _is_html(answer: Exchange) -> bool:
    """Whether an answer is HTML, by its bytes before what it is called."""
    try:
        coding = answer.combined("content-encoding")
        content = b"".join(beginning(answer.payload(), coding))
        answer.block.seek(0)  # from where it is written to a record
        return kind_of(content, answered_type(answer) or "") == "html"
    except Exception:  # noqa: BLE001 - whoever reads it says what is wrong with it
        return True


class ByItself:
    """Tries a browser where a plain capture brought little, and says so. Threads may share it."""

    def __init__(self, holdings: Holdings, options: FetchOptions, turns: Turns) -> None:
        self._holdings = holdings
        self._wait = options.wait
        self._options = shown_options(options)
        self._turns = turns
        self._room = threading.BoundedSemaphore(AT_ONCE)
        self._lock = threading.Lock()
        self._fetcher: Fetcher | None = None

    def try_it(self, fetch: Fetch, called_off: CalledOff) -> Fetch | None:
        """The page as a browser shows it; None where the plain answer will do, or none is here."""
        why = self._needed(fetch, called_off)
        if why is None or called_off():
            return None
        if self._no_browser is not None:
            self._tell(f"{fetch.requested}: {why}, and no browser showed it ({self._no_browser})")
            return None
        with self._room:
            shown = browse(fetch.requested, self._shared_fetcher(), self._wait)
        if shown.rendered is None:
            self._tell(f"{fetch.requested}: {why}, and a browser did not get it ({shown.error})")
        else:
            shown.rendered.why = why
            self._tell(f"{fetch.requested}: {why}, so a browser was let show it")
        return shown

    def close(self) -> None:
        if self._fetcher is not None:
            self._fetcher.close()

    def _needed(self, fetch: Fetch, called_off: CalledOff) -> str | None:
        """Why a browser is needed, in a few words; None where it is not."""
        last = fetch.last
        if last is None or not fetch.arrived or fetch.error is not None:
            return None
        if last.payload_length > self._holdings.body_limit or not _is_html(last):
            return None
        kind, encoding = last.combined("content-type"), last.combined("content-encoding")
        came = (last.status, fetch.requested, last.header("refresh"))
        body = PageBody(b"".join(last.payload()), last.url, kind, encoding, *came)
        last.block.seek(0)  # as above
        why, route = self._left_to_scripts(body), route_of(fetch.requested)
        if why is None or route:
            return why and f"{route} is a route that scripts follow"
        return why if is_too_little(*self._holdings.reader.page(body, called_off)) else None

    def _left_to_scripts(self, body: PageBody) -> str | None:
        try:
            content = unpack([body.content], body.content_encoding, self._holdings.body_limit)
        except Exception:  # noqa: BLE001 - as above
            return None
        # The tags of a page are ASCII, and its characters are only counted at first.
        if not may_be_left_to_scripts(content.decode("utf-8", "replace")):
            return None
        return left_to_scripts(shape_of(decode(content, body.content_type).text))

    @functools.cached_property
    def _no_browser(self) -> str | None:
        try:
            check_browser()
        except DragomanError as error:
            return error.message
        return None

    def _shared_fetcher(self) -> Fetcher:
        with self._lock:
            if self._fetcher is None:
                spool = self._holdings.store.spool_dir
                self._fetcher = Fetcher(self._options, spool, self._turns)
            return self._fetcher

    def _tell(self, notice: str) -> None:
        self._holdings.notices.append(notice)


def is_too_little(read: PageRead, verdict: Verdict | None) -> bool:
    """Whether a plain reading of a page brought no article, or hardly any."""
    if verdict is not None and (verdict.scripted or verdict.kind in ("none", "thin")):
        return True  # what only scripts hold may be more, or other, than what they show
    return read.article is None or len(read.article.text) < THIN
