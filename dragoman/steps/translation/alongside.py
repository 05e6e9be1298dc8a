"""Translating in a thread of its own, while pages are captured.

Capturing hands over the ids of pages that are safe, and goes on: it waits for no translation, and
whatever goes wrong in one is said of its page and ends nothing.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
import sys
import threading
from collections.abc import Iterator, Sequence
from itertools import islice
from types import TracebackType
from typing import Self

from dragoman.errors import DragomanError, IndexUnusable, ModelError
from dragoman.holdings import Holdings
from dragoman.page import Page
from dragoman.steps.outcome import Outcome
from dragoman.steps.translation.translating import PAGES_AT_ONCE, Translating
from dragoman.steps.translation.translators import Translators

# How long a wait may last before Ctrl-C is looked for, on systems that need it.
TICK = 0.5
# How much the threads that decode give way to those that fetch and keep, on Linux.
GIVES_WAY = 5


class Alongside:
    """Pages are put in as they come and asked for one by one; threads may share it.

    What waits is translated together, as many pages as there are, with models that stay loaded.
    Of a page that waits only its id is in memory, of one that nobody has asked for yet its outcome.
    Used in a `with` block; at its end what is in work is given up and what waits is left pending.
    """

    def __init__(
        self,
        holdings: Holdings,
        translators: Translators,
        cancel: threading.Event | None = None,
    ) -> None:
        """Once `cancel` is set nothing more is translated."""
        self._holdings = holdings
        self._translators = translators
        self._step = Translating(holdings, translators.target, translators)
        self._cancel = cancel or threading.Event()
        self._changed = threading.Condition()
        self._waiting: dict[str, None] = {}  # in order; of very many each is asked for
        self._in_work: Sequence[str] = ()
        self._made: dict[str, Outcome] = {}
        self._ended = False
        self._thread: threading.Thread | None = None

    def put(self, page: str) -> None:
        """Have a page translated, whose capture is safe; returns at once."""
        with self._changed:
            if self._ended or self._is_known(page):
                return
            self._waiting[page] = None
            if self._thread is None:
                self._thread = threading.Thread(target=self._work, daemon=True)
                self._thread.start()
            self._changed.notify_all()

    def of(self, page: str) -> Outcome | None:
        """What became of a page, once; waits for it. None where it was given up, or is to be."""
        self.put(page)
        with self._changed:
            while self._is_known(page) and page not in self._made:
                if self._is_over or self._is_dead:
                    return None
                self._changed.wait(TICK)
            return self._made.pop(page, None)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        with self._changed:
            self._ended = True
            self._changed.notify_all()
        while self._thread is not None and self._thread.is_alive():
            self._thread.join(TICK)

    def _is_known(self, page: str) -> bool:
        return page in self._waiting or page in self._in_work or page in self._made

    @property
    def _is_over(self) -> bool:
        return self._ended or self._cancel.is_set()

    @property
    def _is_dead(self) -> bool:
        """Whether nobody translates any more, whatever ended the thread: a wait would be one for
        ever."""
        return self._thread is not None and not self._thread.is_alive()

    # -- the thread ------------------------------------------------------------------------------

    def _work(self) -> None:
        _give_way()
        with self._translators:
            while pages := self._next():
                for page, outcome in self._outcomes(pages):
                    if outcome.offer is None:
                        outcome.page = None  # with the text of its article
                    with self._changed:
                        self._made[page] = outcome
                        self._changed.notify_all()
                with self._changed:
                    self._in_work = ()
                    self._changed.notify_all()

    def _next(self) -> Sequence[str]:
        """What waits, up to so many pages; empty when it is over."""
        with self._changed:
            while not self._waiting and not self._is_over:
                self._changed.wait(TICK)
            if self._is_over:
                self._waiting = {}
            self._in_work = list(islice(self._waiting, PAGES_AT_ONCE))
            for page in self._in_work:
                del self._waiting[page]
            return self._in_work

    def _outcomes(self, pages: Sequence[str]) -> Iterator[tuple[str, Outcome]]:
        """Of pages that have an article. Where several fail, each is tried by itself."""
        left = dict.fromkeys(pages)
        try:
            found = [Page.recorded(self._holdings, page) for page in pages]
            ready = [page for page in found if page.article is not None]
            outcomes = self._step.together(ready, cancelled=lambda: self._is_over)
            for page, outcome in zip(ready, outcomes, strict=True):
                left.pop(page.id)
                yield page.id, outcome
        except BaseException as error:  # noqa: BLE001 - a panic in Rust is no Exception
            if self._is_over:
                return
            if len(pages) == 1:
                yield pages[0], Outcome("", pending=self._told(error))
                return
        else:
            return
        for page_id in left:
            yield from self._outcomes([page_id])

    def _told(self, error: BaseException) -> DragomanError:
        """What is said of a page, whose capture is complete."""
        if isinstance(error, DragomanError):
            return error
        if isinstance(error, sqlite3.DatabaseError):
            trouble: IndexUnusable = self._holdings.index.broken(error)
            return trouble
        return ModelError(
            f'the translator failed ({type(error).__name__}: {error}); "dragoman translate" takes '
            "the page up again"
        )


def _give_way() -> None:
    """Let the threads that fetch run before this one and those that it begins, where it can be."""
    if sys.platform == "linux":
        with contextlib.suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), GIVES_WAY)
