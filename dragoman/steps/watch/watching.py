"""Looking at the originals again: fetch, compare with what was captured, record what was seen.

Whatever goes wrong with one page is that page's finding, and the others are looked at all the same.
"""

from __future__ import annotations

import contextlib
import functools
import sqlite3
import time
from collections.abc import Collection, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from typing import Any

from dragoman.archiver.article.remarks import REMARKS_TYPE
from dragoman.archiver.records.capture import (
    capture_records,
    keep,
    keep_attempts,
    seen,
)
from dragoman.archiver.records.record import Record, new_id
from dragoman.archiver.records.rendered import KINDS, SEEN, rendered_records
from dragoman.archiver.sighting.page_version import Sighting
from dragoman.archiver.visits.host_clock import HostClock
from dragoman.archiver.visits.politeness import best, retry_after, wait_before_retry
from dragoman.archiver.web.fetch import Fetcher
from dragoman.archiver.web.fetch_options import FetchOptions
from dragoman.archiver.web.fetched import Fetch
from dragoman.archiver.web.urls import host_of
from dragoman.errors import ArchiveError, DragomanError, FetchError, IndexUnusable, LookFailed
from dragoman.holdings import Holdings
from dragoman.index.asking import query
from dragoman.page import Page
from dragoman.provenance.stamp import utc_now
from dragoman.steps.capturing import Capturing
from dragoman.steps.fetching.browsing import browse, check_browser, shown_options
from dragoman.steps.fetching.leading import leads
from dragoman.steps.keeping import Keeper, Wishes
from dragoman.steps.options import USER_AGENT
from dragoman.steps.outcome import Outcome
from dragoman.steps.reading import read_articles
from dragoman.steps.watch.observation import Observation
from dragoman.steps.watch.posts import PostWatch, Unit, units_of
from dragoman.steps.watch.versions import needs_browser, sighting

# Seconds that a record, whoever wrote it, may have a browser stay on a page.
LONGEST_WAIT = 600.0


@dataclass(frozen=True, slots=True)
class Way:
    """How pages are looked at: `plain` and `shown` are the options without a browser and with one.

    `browser` says whether one shows them: all, none, or (None) those that it showed when they were
    captured. `wait` are the seconds that it stays on each at least; None: as then.
    """

    plain: FetchOptions
    shown: FetchOptions
    browser: bool | None = None
    wait: float | None = None


def way(options: FetchOptions, browser: bool | None, wait: float | None = None) -> Way:
    """How to look: with the caller's wishes, or else as each page was captured."""
    shown = shown_options(options)
    plain = replace(options, browser=False, user_agent=shown.user_agent or USER_AGENT)
    told = options.browser or None if browser is None else browser
    return Way(plain, shown, told, options.wait or None if wait is None else wait)


@dataclass(slots=True)
class _Looked:
    """A page, and what came of asking for it: the best of several tries, and those before.

    `unshown` says why no browser showed a page whose text only scripts write, `failed` what else
    was not done of what was asked for.
    """

    page: Page
    fetch: Fetch
    earlier: list[Fetch] = field(default_factory=list)
    unshown: str | None = None
    failed: LookFailed | None = None

    def close(self) -> None:
        for each in (self.fetch, *self.earlier):
            each.close()


@dataclass(frozen=True, slots=True)
class _Known:
    """The index as it was written last."""

    connection: sqlite3.Connection


COMMENTS = (
    "comments are not looked at by themselves; capture the page of the recording again, with its "
    "recordings and comments"
)


class Watching:
    """One call to watch: the pages, and the connections that they are looked at over."""

    def __init__(self, holdings: Holdings, way: Way) -> None:
        self._holdings = holdings
        self._browser = way.browser
        self._wait = way.wait
        self._options = way.plain
        self._clock = HostClock(way.plain.politeness.delay)
        spool = holdings.store.spool_dir
        self._plain = Fetcher(way.plain, spool, self._clock, leads)
        self._shown = Fetcher(way.shown, spool, self._clock, leads)
        self._posts = PostWatch(holdings, self._one_more)

    def run(self, ids: Sequence[str], concurrency: int) -> Iterator[Observation]:
        """Look at each page again; an Observation each, in order.

        ArchiveError, before anything is asked for, where a browser is to show all of them and there
        is none.
        """
        if self._browser:
            check_browser()
        pool = ThreadPoolExecutor(max_workers=max(1, concurrency))
        try:
            for seen in pool.map(self._look_at, units_of(self._holdings, ids)):
                yield from seen
        finally:
            pool.shutdown(wait=True, cancel_futures=True)
            self._plain.close()
            self._shown.close()

    def _look_at(self, unit: Unit) -> list[Observation]:
        """What became of a page, and of the posts that stood on it."""
        seen = self._look(unit.page)
        found = self._posts.of(unit, seen) if unit.posts else []
        return [seen, *found] if unit.asked else found

    def _one_more(self, url: str) -> Outcome | None:
        """A page before the one that posts stood on, which is captured."""
        wishes = Wishes(posts=False)
        more = Capturing(self._holdings, self._options, wishes, self._clock)
        return next(more.run([url], None, None), None)

    def _look(self, identity: str) -> Observation:
        try:
            page = self._page(identity)
        except Exception as error:  # noqa: BLE001 - it is this id's, and the others are looked at
            return _of_no_page(identity, error)
        try:
            if page.post is not None:  # its own address was never asked for, and is not now
                raise LookFailed("the page that it stood on is not here", subject=page.url)
            if page.mime == REMARKS_TYPE:  # which the index knows, however the record is
                raise LookFailed(COMMENTS, subject=page.url)
            looked = self._looked(page)
            try:
                return self._observed(looked, self._compared(looked))
            finally:
                looked.close()
        except Exception as error:  # noqa: BLE001 - as above
            failed = _failed(page.url, "the page could not be looked at", error)
            return _unrecorded(page, utc_now(), Sighting("unreachable", failed.message), failed)

    def _page(self, identity: str) -> Page:
        """The page; while the index is in use elsewhere, as it knew it when it was written last."""
        index = self._holdings.index
        if index.trouble is None:
            with contextlib.suppress(IndexUnusable):
                return Page.find(self._holdings, identity)
        return index.recall(
            lambda known: Page(self._holdings, query.page_id(known, identity), _Known(known))
        )

    # -- asking for it ---------------------------------------------------------------------------

    def _looked(self, page: Page) -> _Looked:
        in_browser = self._is_shown(page)
        try:
            looked = self._tried(page, in_browser)
        except Exception as error:  # noqa: BLE001 - as above
            failed = _failed(page.url, "the page could not be asked for", error)
            told = FetchError(failed.message, step="failed", subject=page.url)
            return _Looked(page, Fetch(page.url, page.url, utc_now(), error=told), failed=failed)
        trouble = looked.fetch.error
        refused = trouble is not None and trouble.step == "refused" and not looked.fetch.exchanges
        if trouble is not None and (trouble.step == "url" or refused):
            looked.failed = _failed(page.url, "nothing was asked for", trouble)
        elif needs_browser(page) and not in_browser:
            looked.unshown = self._no_browser or "no browser was wanted"
            if self._browser is None:
                what = "what scripts write was not looked at"
                looked.failed = _failed(page.url, what, looked.unshown)
        return looked

    def _is_shown(self, page: Page) -> bool:
        """Whether a browser shows a page: all or none, or those that one showed before."""
        if self._browser is not None:
            return self._browser
        return page.rendered_id is not None and self._no_browser is None

    @functools.cached_property
    def _no_browser(self) -> str | None:
        """Why there is no browser, though one may be used; None where there is one."""
        if self._browser is False:
            return None
        try:
            check_browser()
        except DragomanError as error:
            return error.message
        return None

    def _tried(self, page: Page, in_browser: bool) -> _Looked:
        """The best of several tries: a moment's trouble is no finding."""
        polite = self._options.politeness
        tries = [self._fetch(page, in_browser)]
        while (wait := wait_before_retry(tries[-1], len(tries) - 1, polite)) is not None:
            time.sleep(wait)
            tries.append(self._fetch(page, in_browser))
        chosen = best(tries)
        return _Looked(page, chosen, [each for each in tries if each is not chosen])

    def _fetch(self, page: Page, in_browser: bool) -> Fetch:
        if in_browser:
            wait = _captured_wait(page) if self._wait is None else self._wait
            fetch = browse(page.url, self._shown, wait)
        else:
            fetch = self._plain.fetch(page.url)
        asked = retry_after(fetch)
        if asked:  # of all that is asked of the host
            longest = self._options.politeness.longest_wait
            self._clock.hold(host_of(fetch.url), min(asked, longest))
        return fetch

    def _compared(self, looked: _Looked) -> Sighting:
        try:
            return sighting(self._holdings, looked.page, looked.fetch, looked.unshown)
        except LookFailed as error:
            looked.failed = error
        except Exception as error:  # noqa: BLE001 - as above
            what = "it could not be compared with what was captured"
            looked.failed = _failed(looked.page.url, what, error)
        return Sighting("unreachable", looked.failed.message)

    # -- keeping what was seen -------------------------------------------------------------------

    def _observed(self, looked: _Looked, found: Sighting) -> Observation:
        """The observation, recorded; a page that changed or moved is captured, to be read."""
        fetch = looked.fetch
        last = fetch.last if fetch.arrived else None
        seen_at = last.started if last is not None else fetch.started
        observation = _unrecorded(looked.page, seen_at, found, looked.failed)
        observation = replace(observation, http_status=last.status if last is not None else None)
        try:
            captured, came, records = self._answer(looked, found)
            recorded = replace(observation, id=new_id(), captured=captured)
            more = {
                **came,
                "final_url": fetch.final_url if last is not None else None,
                "error": seen(fetch),
                "told_server": self._options.disclosed(),
                "stamp": self._holdings.stamp("watch").to_json(),
            }
            self._holdings.store.append([*records, recorded.record(more)], "captures")
        except Exception as error:  # noqa: BLE001 - as above
            failed = _failed(looked.page.url, "what was seen could not be recorded", error)
            return replace(observation, error=failed)
        return self._followed_up(looked, recorded)

    def _answer(
        self, looked: _Looked, found: Sighting
    ) -> tuple[str | None, dict[str, Any], list[Record]]:
        """The id of the capture that it becomes, what the observation says of it, the records."""
        if found.finding in ("changed", "moved"):
            capture, records = self._capture(looked)
            return capture, {"exchanges": [], "attempts": [], "browser": None}, records
        # What a browser showed is kept where it is not what the archive holds already.
        kinds = () if found.finding == "present" else SEEN
        records, browser = _rendering(looked.fetch, kinds)
        attempts = keep_attempts(looked.earlier, records, self._holdings.originals)
        exchanges = keep(looked.fetch, records, self._holdings.originals)
        return None, {"exchanges": exchanges, "attempts": attempts, "browser": browser}, records

    def _capture(self, looked: _Looked) -> tuple[str, list[Record]]:
        resources, browser = _rendering(looked.fetch, KINDS)
        capture, records = capture_records(
            looked.fetch,
            told=self._options.disclosed(),
            note=None,
            tags=(),
            stamp=self._holdings.stamp("watch"),
            earlier=looked.earlier,
            originals=self._holdings.originals,
            more={"browser": browser} if browser else None,
        )
        return capture.id, [*resources, *records]

    def _followed_up(self, looked: _Looked, observation: Observation) -> Observation:
        """What follows once it is recorded: the index, what the page shows, its article."""
        try:
            self._holdings.index.keep_up()
            if observation.captured is not None:
                self._read(looked, Page.recorded(self._holdings, observation.captured))
        except Exception as error:  # noqa: BLE001 - as above
            failed = _failed(looked.page.url, "it is recorded, but not all was done with it", error)
            return replace(observation, error=failed)
        return observation

    def _read(self, looked: _Looked, captured: Page) -> None:
        if looked.fetch.rendered is not None:
            keeper = Keeper(self._holdings, self._shown, Wishes())
            keeper.keep_others(looked.fetch, looked.fetch.rendered, captured.id)
        (error,) = read_articles(self._holdings, [captured])
        if error is not None and looked.page.article is not None:
            self._holdings.notices.append(
                f"{captured.url}: no article was read out of the page as it is now: {error.message}"
            )


def _captured_wait(page: Page) -> float:
    """The seconds that a browser was to stay on the page when it was captured."""
    if page.rendered_id is None:
        return 0.0
    try:
        said = page.told_at_capture.get("browser") or {}
    except ArchiveError:  # it is said when the two are compared
        return 0.0
    return min(max(0.0, float(said.get("wait") or 0.0)), LONGEST_WAIT)


def _rendering(fetch: Fetch, kinds: Collection[str]) -> tuple[list[Record], dict[str, Any] | None]:
    """Of what a browser showed the `kinds` as records, and what is said of the browser."""
    if fetch.rendered is None:
        return [], None
    return rendered_records(fetch.rendered, fetch.url, kinds)


def _of_no_page(identity: str, error: Exception) -> Observation:
    failed = error if isinstance(error, DragomanError) else _failed(identity, "no page", error)
    return Observation(
        None, None, utc_now(), "unreachable", None, None, failed.message, error=failed
    )


def _unrecorded(
    page: Page, seen_at: str, found: Sighting, failed: DragomanError | None
) -> Observation:
    return Observation(
        id=None,
        url=page.url,
        observed_at=seen_at,
        finding=found.finding,
        http_status=None,
        compared_with=page.id,
        reason=found.reason,
        difference=found.difference,
        compared=found.compared,
        error=failed,
    )


def _failed(url: str, what: str, why: Exception | str) -> LookFailed:
    """What was not done, and why, in a sentence."""
    said = str(why) if isinstance(why, (DragomanError, str)) else f"{type(why).__name__}: {why}"
    return LookFailed(f"{what} ({said})", subject=url)
