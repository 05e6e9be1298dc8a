"""A list of URLs on its way: what an earlier run or another program had of it, and what is left."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from enum import Enum

from dragoman.archiver.visits.job import BEGUN, ENDED, Job, list_digest
from dragoman.archiver.visits.politeness import NOT_NOW, PASSING
from dragoman.archiver.visits.same_page import SamePage
from dragoman.archiver.visits.shared_list import SharedList
from dragoman.errors import IndexUnusable
from dragoman.holdings import Holdings
from dragoman.index.asking import jobs
from dragoman.index.building.view import Source


class Turn(Enum):
    """Whose a page of the list is: ours to fetch, another program's, or somebody has had it."""

    OURS = "ours"
    THEIRS = "theirs"
    DONE = "done"


class UnderWay:
    """One list, captured by this program and perhaps by others at once. Threads may share it."""

    def __init__(self, holdings: Holdings, urls: Sequence[str]) -> None:
        self._holdings = holdings
        self._digest = list_digest(urls)
        self._shared = SharedList(holdings.store.spool_dir, self._digest)
        self._before: set[str] = set()
        self._elsewhere = 0
        self._counting = threading.Lock()
        self.job = Job.new(self._digest, 0)

    def begin(self, pages: Sequence[SamePage]) -> list[SamePage]:
        """The pages that are still to do: all of them, or what an earlier run did not come to."""
        with self._shared.beginning() as others:
            # What was written last before a kill is in no line of the ledger yet, and is captured.
            self._holdings.store.recover()
            self._holdings.index.keep_up()
            begun, had = self._begun(others)
            if begun is None:
                self._tell_where_nobody_knows(len(pages))
                self.job = Job.new(self._digest, len(pages))
                self._append(BEGUN)
                return list(pages)
        self.job = Job(begun, self._digest, len(pages))
        left = [page for page in pages if had.isdisjoint(page.urls)]
        done = f"{len(pages) - len(left):,} of its {len(pages):,} pages are captured already"
        self._holdings.notices.append(
            f"another program is at this list too: {done}, and the rest is shared with it"
            if others
            else f"going on with a list that was interrupted: {done}"
        )
        return left

    def take(self, page: SamePage) -> Turn:
        """Whose a page is; it is ours until it is released."""
        if not self._shared.take(page.urls[0]):
            return Turn.THEIRS
        if not self._is_had(page):
            return Turn.OURS
        self.release(page)
        with self._counting:
            self._elsewhere += 1
        return Turn.DONE

    def release(self, page: SamePage) -> None:
        """Let a page go: what became of it is recorded."""
        self._shared.release(page.urls[0])

    def end(self) -> None:
        """The list was got to the end of."""
        self._append(ENDED)
        if self._elsewhere:
            pages = "page was" if self._elsewhere == 1 else "pages were"
            self._holdings.notices.append(
                f"{self._elsewhere:,} {pages} captured by another program that is at this list"
            )

    def close(self) -> None:
        """Leave what is not done to others."""
        self._shared.close()

    def _begun(self, others: bool) -> tuple[str | None, set[str]]:
        """The job that the list was begun as and did not end, and its URLs that are done.

        What failed for the moment is tried again, unless another program has just tried it.
        """

        def looked_up(source: Source) -> tuple[str | None, set[str]]:
            job = jobs.unfinished_job(source.connection, self._digest)
            passing = [] if others else sorted(PASSING)
            not_now = [] if others else sorted(NOT_NOW)
            self._before = jobs.pages_of_job(source.connection, job or "")
            had = jobs.captured_in_job(source.connection, job or "", passing, not_now)
            return job, had

        try:
            return self._holdings.index.ask(looked_up)
        except IndexUnusable:
            return None, set()

    def _is_had(self, page: SamePage) -> bool:
        """Whether somebody has captured a page of the list since we began."""
        try:
            self._holdings.index.keep_up()
            found = self._holdings.index.ask(
                lambda source: jobs.pages_in_job(source.connection, self.job.id, page.urls)
            )
        except IndexUnusable:
            return False
        return not found <= self._before

    def _tell_where_nobody_knows(self, count: int) -> None:
        if self._holdings.index.trouble is not None:
            self._holdings.notices.append(
                "whether this list was begun before stands in the index, which cannot be used now: "
                f"all of its {count:,} pages are captured"
            )

    def _append(self, state: str) -> None:
        record = self.job.record(state, self._holdings.stamp("capture"))
        self._holdings.append([record], "captures")
