"""Capturing pages into an archive: fetch, keep, then read the article.

Each step leaves its records before the next begins, so whatever goes wrong later leaves what was
had. Fetching goes on in threads; nothing here waits for a translation.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from dragoman.archiver.capture import capture_records
from dragoman.archiver.fetch import Fetch, Fetcher, FetchOptions
from dragoman.errors import DragomanError

if TYPE_CHECKING:
    from dragoman.archive import Archive
    from dragoman.page import Page


@dataclass(slots=True)
class Outcome:
    """What became of one URL or file: the page, and whatever was not done, each with a sentence.

    `error` is about the page itself (`{"kind", "message"}`), `pending` why it has no translation.
    """

    url: str
    page: Page | None = None
    error: DragomanError | None = None
    pending: DragomanError | None = None
    translation: dict[str, Any] | None = field(default=None)


class Capturing:
    """One call to capture: what the operator asked for, and the connections it is done over."""

    def __init__(
        self, archive: Archive, options: FetchOptions, note: str | None, tags: Sequence[str]
    ) -> None:
        self._archive = archive
        self._options = options
        self._note = note
        self._tags = tags
        self._fetcher = Fetcher(options, archive.store.spool_dir)

    def run(
        self, urls: Sequence[str], concurrency: int, interrupted: Callable[[], None] | None
    ) -> Iterator[Outcome]:
        """Capture each URL, `concurrency` at a time; see `Archive.capture_many`."""
        pool = ThreadPoolExecutor(max_workers=max(1, concurrency))
        waiting: list[Future[Outcome]] = []
        try:
            waiting = [pool.submit(self._capture, url) for url in urls]
            for future in waiting:
                yield future.result()
        except KeyboardInterrupt:
            if interrupted is not None:
                interrupted()
            raise
        finally:
            pool.shutdown(wait=True, cancel_futures=True)
            self._fetcher.close()

    def _capture(self, url: str) -> Outcome:
        fetch = self._fetcher.fetch(url)
        try:
            if fetch.error is not None and fetch.error.step == "url":
                return Outcome(url, error=fetch.error)
            page = self._keep_page(fetch)
        finally:
            fetch.close()
        outcome = Outcome(url, page, error=fetch.error)
        if page.has_article_to_read:
            unread = self._archive.try_article(page)
            outcome.error = fetch.error or unread
        outcome.page = self._archive.page(page.id)
        return outcome

    def _keep_page(self, fetch: Fetch) -> Page:
        """The page itself is on the disk before anything else of it is fetched."""
        capture, records = capture_records(
            fetch,
            told=self._options.disclosed(),
            note=self._note,
            tags=self._tags,
            stamp=self._archive.stamp("capture"),
        )
        self._archive.store.append(records, "captures")
        self._archive.index.catch_up()
        return self._archive.page(capture.id)
