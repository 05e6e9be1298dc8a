"""Capturing pages into an archive: fetch, keep, then read the article.

Each step leaves its records before the next begins, so whatever goes wrong later leaves what was
had. Fetching goes on in threads; nothing here waits for a translation.
"""

from __future__ import annotations

import heapq
import queue
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from dragoman.archiver.requisites.remembered import Remembered
from dragoman.archiver.visits.frontier import Frontier, Visit
from dragoman.archiver.visits.host_clock import HostClock
from dragoman.archiver.visits.job import Job
from dragoman.archiver.visits.politeness import best, retry_after, wait_before_retry
from dragoman.archiver.visits.same_page import SamePage, fold
from dragoman.archiver.web.fetch import Fetcher
from dragoman.archiver.web.fetch_options import FetchOptions
from dragoman.archiver.web.fetched import Fetch
from dragoman.archiver.web.urls import host_of, normalise, route_of
from dragoman.errors import DragomanError, FetchError, IndexUnusable
from dragoman.holdings import Holdings
from dragoman.page import Page
from dragoman.reader.page_reader import Grace
from dragoman.steps.fetching.browsing import ByItself, browse, check_browser
from dragoman.steps.fetching.leading import leads
from dragoman.steps.fetching.under_way import Turn, UnderWay
from dragoman.steps.handover import Handover
from dragoman.steps.keeping import Keeper, Kept, Wishes
from dragoman.steps.outcome import Outcome
from dragoman.steps.posts.history import History

Progress = Callable[[int, int, int], None]

# How long a wait for a thread may last before Ctrl-C is looked for, on systems that need it.
TICK = 0.5
# How long a page is left alone that another program captures.
LOOK_AGAIN = 0.5


class Capturing:
    """One call to capture: what the operator asked for, and the connections it is done over."""

    def __init__(
        self,
        holdings: Holdings,
        options: FetchOptions,
        wishes: Wishes,
        clock: HostClock | None = None,
        remembered: Remembered | None = None,
    ) -> None:
        """`clock` has the pauses that are kept with others, `remembered` what pages show that is
        not fetched again."""
        self._holdings = holdings
        self._options = options
        self._wishes = wishes
        self._clock = clock or HostClock(options.politeness.delay)
        self._fetcher = Fetcher(options, holdings.store.spool_dir, self._clock, leads)
        self._frontier = Frontier((), self._clock)
        self._keeper = Keeper(holdings, self._fetcher, wishes, remembered)
        self._by_itself = ByItself(holdings, options, self._clock)
        self._list: UnderWay | None = None
        self._done: queue.SimpleQueue[list[Kept] | BaseException | None] = queue.SimpleQueue()
        self._fetched = Handover[Visit](makers=0)
        self._cancelled = threading.Event()
        self._stopped = False
        self._progress: Progress | None = None
        self._kept: Callable[[str], None] | None = None

    def run(
        self,
        urls: Sequence[str],
        cancel: threading.Event | None,
        progress: Progress | None,
        kept: Callable[[str], None] | None = None,
    ) -> Iterator[Outcome]:
        """Capture each page that the URLs name; see `Archive.capture_many`."""
        if self._options.browser:
            check_browser()
        pages = self._still_to_do(list(urls))
        self._cancelled = cancel or self._cancelled
        self._keeper.called_off = Grace(self._is_called_off)
        if self._wishes.read and pages:
            self._holdings.reader.warm()
        self._progress = progress
        self._kept = kept
        self._frontier = Frontier(map(_visit, range(len(pages)), pages), self._clock)
        threads = self._threads(min(max(1, self._wishes.concurrency), max(1, len(pages))))
        for thread in threads:
            thread.start()
        try:
            yield from self._in_order(self._handed_over(len(threads), len(pages)))
            if self._list is not None and not self._cancelled.is_set():
                self._list.end()
        finally:
            self._stop()
            for thread in threads:
                _join(thread)
            self._fetcher.close()
            self._by_itself.close()
            if self._list is not None:
                self._list.close()

    @property
    def _job(self) -> Job | None:
        return self._list.job if self._list else None

    def _threads(self, count: int) -> list[threading.Thread]:
        """Those that fetch and, where a page is one answer, one that keeps what was fetched.

        So no connection is idle while a page is written, and pages that came at about the same time
        share what is paid once: the waits for the disk, and a transaction of the index.
        """
        threads = [threading.Thread(target=self._work, daemon=True) for _ in range(count)]
        if self._in_one_answer:
            self._fetched = Handover(makers=count)
            threads.append(threading.Thread(target=self._keep_all, daemon=True))
        return threads

    @property
    def _in_one_answer(self) -> bool:
        """Whether nothing more is fetched for a page once it was answered."""
        return not self._options.requisites and not self._options.browser

    def _in_order(self, handed_over: Iterator[Kept]) -> Iterator[Outcome]:
        """Outcomes in the order of the list; what comes early waits, as a few words of memory."""
        early: list[tuple[int, Kept]] = []
        place = 0
        for done in handed_over:
            heapq.heappush(early, (done.place, done))
            while early and early[0][0] == place:
                yield from self._outcomes(heapq.heappop(early)[1])
                place += 1
        while early:  # what came before these was not begun
            yield from self._outcomes(heapq.heappop(early)[1])

    def _handed_over(self, working: int, total: int) -> Iterator[Kept]:
        """What the threads hand over, until all have ended; an error of theirs is raised here."""
        count = failed = 0
        while working:
            if self._cancelled.is_set():
                self._stop()
            try:
                done = self._done.get(timeout=TICK)
            except queue.Empty:
                continue
            if done is None:
                working -= 1
            elif isinstance(done, BaseException):
                raise done
            else:
                count += len(done)
                failed += sum(
                    each.error is not None and each.error.kind != "extraction" for each in done
                )
                if self._progress is not None:
                    self._progress(count, total, failed)
                yield from done
        for visit in self._frontier.left():
            for kept in self._keeper.keep([visit], self._job):
                yield from kept

    def _outcomes(self, kept: Kept) -> Iterator[Outcome]:
        """What became of a page; nothing where another program tells it."""
        if kept.elsewhere:
            return
        error = kept.error
        page = None
        if kept.page_id is not None:
            try:
                page = Page.recorded(self._holdings, kept.page_id)
            except IndexUnusable as unknown:  # nor is there room for what this run recorded
                error = error or unknown
        subtitles, missing = self._recordings(page)
        history = self._history(page)
        if page is not None and history is not None:
            missing = missing or history.why_none(page)
        if missing is not None and (error is None or error.kind == "extraction"):
            error = missing
        yield Outcome(kept.url, page, error=error)
        yield from self._told(subtitles)
        if page is not None and history is not None:
            yield from history.of(page)

    def _recordings(self, page: Page | None) -> tuple[list[str], DragomanError | None]:
        """Have the recordings of a page that came; the pages of their subtitles."""
        if not self._wishes.media or page is None or not page.has_article_to_read:
            return [], None
        from dragoman.steps.media.recording import take_recordings

        return take_recordings(
            self._holdings, self._fetcher, page, self._is_called_off, self._wishes.comments
        )

    def _told(self, pages: Sequence[str]) -> Iterator[Outcome]:
        for identity in pages:
            if self._kept is not None:
                self._kept(identity)
            page = Page.recorded(self._holdings, identity)
            yield Outcome(page.url, page)

    def _history(self, page: Page | None) -> History | None:
        """The posts of a page, and those of the pages before it that were asked for."""
        if page is None or not self._wishes.read or not self._wishes.posts:
            return None
        most = self._wishes.history if page.has_article_to_read else 0
        return History(self._holdings, most, self._one_more, self._kept, self._is_called_off)

    def _one_more(self, url: str) -> Outcome | None:
        """One page more, captured as those of the list are; None where that was called off."""
        wishes = replace(self._wishes, concurrency=1, resume=False, posts=False)
        wishes = replace(wishes, history=0, media=False, comments=0)
        shown = self._keeper.remembered
        more = Capturing(self._holdings, self._options, wishes, self._clock, shown)
        return next(more.run([url], self._cancelled, None, self._kept), None)

    def _stop(self) -> None:
        """Begin nothing more; what is in flight is finished, but for an article that takes long."""
        self._stopped = True
        self._frontier.stop()

    def _is_called_off(self) -> bool:
        return self._stopped or self._cancelled.is_set()

    # -- a list that was begun before ----------------------------------------------------------

    def _still_to_do(self, urls: list[str]) -> list[SamePage]:
        pages = fold(urls, self._holdings.settings.mirrors)
        self._tell_of_copies(pages)
        if not self._wishes.resume:
            return pages
        self._list = UnderWay(self._holdings, urls)
        return self._list.begin(pages)

    def _is_ours(self, visit: Visit) -> bool:
        """Whether a page is to be fetched here: another program may be at the same list."""
        if self._list is None or visit.attempts or visit.choice:
            return True
        turn = self._list.take(visit.page)
        if turn is Turn.THEIRS:
            self._frontier.again(visit, LOOK_AGAIN)
        elif turn is Turn.DONE:
            self._done.put([Kept(visit.place, visit.url, None, None, elsewhere=True)])
            self._frontier.done()
        return turn is Turn.OURS

    def _tell_of_copies(self, pages: Sequence[SamePage]) -> None:
        copies = [page for page in pages if len(page.urls) > 1]
        if copies:
            example = copies[0].urls
            self._holdings.notices.append(
                f"{sum(len(page.urls) - 1 for page in copies):,} of the URLs name a page that "
                f"another names already, as {example[1]} does that of {example[0]}; "
                "each page is captured once"
            )

    # -- one page ------------------------------------------------------------------------------

    def _work(self) -> None:
        """What each thread does: pages, one after the other, until there is none."""
        try:
            # Looked at here too: whoever waits for the outcomes may be busy with the last ones.
            while not self._cancelled.is_set() and (visit := self._frontier.take()) is not None:
                if self._is_ours(visit):
                    self._try(visit)
        except BaseException as error:  # noqa: BLE001 - raised again where somebody waits for it
            self._fail(error)
        finally:
            self._fetched.leave()
            self._done.put(None)

    def _keep_all(self) -> None:
        """What the thread that only keeps does, until nothing more is fetched."""
        while visits := self._fetched.take():
            try:
                self._settle(visits)
            except BaseException as error:  # noqa: BLE001 - as above; the others are kept still
                self._fail(error)
        self._done.put(None)

    def _fail(self, error: BaseException) -> None:
        self._stop()
        self._done.put(error)

    def _try(self, visit: Visit) -> None:
        """One try of a page: it is kept, or put off and tried again."""
        fetch = self._fetch(visit.url)
        politeness = self._options.politeness
        asked = retry_after(fetch)
        if asked:
            self._clock.hold(visit.host, min(asked, politeness.longest_wait))
        wait = wait_before_retry(fetch, len(visit.attempts), politeness)
        visit.attempts.append(fetch)
        if wait is None:
            visit.attempts += self._shown_by_itself(fetch)
        if wait is not None:
            self._frontier.again(visit, wait)
        elif self._in_one_answer:
            self._fetched.put(visit, visit.size)
        else:
            self._settle([visit])

    def _shown_by_itself(self, fetch: Fetch) -> list[Fetch]:
        """The page in a browser, where nobody said whether one is to show it, and it has to."""
        if self._options.browser is None and self._wishes.read:
            shown = self._by_itself.try_it(fetch, self._is_called_off)
            return [shown] if shown is not None else []
        if not self._options.browser and route_of(fetch.requested):
            said = "the page was captured, and not what its scripts show under that route"
            self._holdings.notices.append(f"{fetch.requested}: {said}, for which `browser=True` is")
        return []

    def _settle(self, visits: Sequence[Visit]) -> None:
        """Keep what was fetched; where a page was not had, its copy elsewhere is tried."""
        rest = iter(visits)
        for part in self._keeper.keep(visits, self._job):
            done = [kept for kept in part if self._is_done(next(rest), kept)]
            if self._kept is not None:
                for page in filter(None, (kept.page_id for kept in done)):
                    self._kept(page)
            self._done.put(done)
            self._frontier.done(len(done))

    def _is_done(self, visit: Visit, kept: Kept) -> bool:
        if self._tries_copy(visit, kept):
            return False
        if self._list is not None:
            self._list.release(visit.page)
        return True

    def _tries_copy(self, visit: Visit, kept: Kept) -> bool:
        if not _wanting(kept, visit.attempts) or visit.choice + 1 == len(visit.page.urls):
            return False
        self._holdings.notices.append(f"{kept.url}: {kept.error}; its copy is tried")
        visit.choice, visit.attempts = visit.choice + 1, []
        visit.host = _host(visit.url)
        self._frontier.again(visit, 0.0)
        return True

    def _fetch(self, url: str) -> Fetch:
        if not self._options.browser:
            return self._fetcher.fetch(url)
        return browse(url, self._fetcher, self._options.wait)


def _visit(place: int, page: SamePage) -> Visit:
    return Visit(place, page, _host(page.urls[0]))


def _host(url: str) -> str:
    """Whose turn a URL waits for; what is not a URL waits for nobody's."""
    try:
        return host_of(normalise(url))
    except FetchError:
        return ""


def _wanting(done: Kept, attempts: Sequence[Fetch]) -> bool:
    """Whether the page was not had, so that a copy elsewhere is worth a try."""
    fetch = best(list(attempts))
    return done.error is not None and done.error is fetch.error


def _join(thread: threading.Thread) -> None:
    """Wait for a thread, and for Ctrl-C."""
    while thread.is_alive():
        thread.join(TICK)
