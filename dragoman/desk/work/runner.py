"""`Runner`: carries orders out in threads of its own, and tells how far each has come."""

from __future__ import annotations

import contextlib
import itertools
import logging
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dragoman.desk.languages.spoken import _
from dragoman.desk.work.order import Happened, Order, clear, saved
from dragoman.errors import DragomanError, UsageError

if TYPE_CHECKING:
    from filelock import FileLock

WAITING, RUNNING, STOPPING = "waiting", "running", "stopping"
STOPPED, INTERRUPTED, FAILED, DONE = "stopped", "interrupted", "failed", "done"
OVER = frozenset({STOPPED, INTERRUPTED, FAILED, DONE})
# The wishes for orders that follow: with what has a text, and with what was fetched.
TEXTS, CAME = "then", "pictures"
# Failures that are kept to be shown; all are counted, and can be tried again.
MOST_FAILURES = 200
MOST_WORKS = 50
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Control:
    """What an act is told by and tells: whether to stop, and how far it is, of how much."""

    stop: threading.Event
    progress: Callable[[int, int], None]


Act = Callable[[Order, Control], Iterator[Happened]]


@dataclass(slots=True)
class Work:
    """An order on its way: `counted` of `total` in `unit`, how many failed, and what it is at."""

    order: Order
    state: str = WAITING
    counted: int = 0
    total: int = 0
    happened: int = 0
    failed: int = 0
    now: str = ""
    error: str = ""
    failures: list[Happened] = field(default_factory=list)
    failed_keys: list[str] = field(default_factory=list)
    facts: dict[str, Any] = field(default_factory=dict)
    stop: threading.Event = field(default_factory=threading.Event)

    @property
    def over(self) -> bool:
        return self.state in OVER

    @property
    def left(self) -> int:
        return max(0, self.total - self.counted)


class Runner:
    """One thread a lane: what asks the network does not wait for what decodes.

    `acts` by kind of order, `lanes` the lane of each kind. Threads may share it.
    """

    def __init__(self, spool: Path, acts: Mapping[str, Act], lanes: Mapping[str, str]) -> None:
        """`spool` is a folder in whose like orders lie; another desk's is left to it."""
        self._spool, self._lock = _own(spool)
        clear(self._spool)
        self._acts = acts
        self._lanes = lanes
        self._works: dict[str, Work] = {}
        self._changed = threading.Condition()
        self._threads: dict[str, threading.Thread] = {}
        self._closed = False
        for order in saved(self._spool):
            if order.begun and order.kind in acts:
                self._works[order.id] = Work(order, INTERRUPTED)

    # -- for the doors -----------------------------------------------------------------------

    def works(self) -> list[Work]:
        """All that is known of, the newest first."""
        with self._changed:
            return list(self._works.values())[::-1]

    def find(self, identity: str) -> Work:
        """UsageError where there is none."""
        work = self._works.get(identity)
        if work is None:
            raise UsageError(_("that work is not known here any more"))
        return work

    def unbegun(self) -> list[Order]:
        """What was brought and not begun, by earlier desks as well: its files lie here."""
        return [each for each in saved(self._spool) if not each.begun]

    def looked_at(self, identity: str) -> Order | None:
        """An order that was not begun."""
        return next((each for each in self.unbegun() if each.id == identity), None)

    def new(
        self,
        kind: str,
        label: str,
        wishes: Mapping[str, Any],
        *,
        begun: bool = True,
        unsaved: Mapping[str, str] | None = None,
    ) -> Order:
        """An order, on the disk but for what is `unsaved`; begun at once, or kept until it is."""
        order = Order.new(self._spool, kind, label, wishes, begun=begun, unsaved=unsaved)
        order.save()
        if begun:
            self.begin(order)
        return order

    def unsaved(self, kind: str) -> Order:
        """An order that nobody sees before it is saved; whoever opens a desk next clears it."""
        return Order.new(self._spool, kind, "", {}, begun=False)

    def begin(self, order: Order) -> Work:
        with self._changed:
            if self._closed:
                raise UsageError(_("the desk is being closed"))
            work = self._works[order.id] = Work(order)
            self._forget_old()
            self._wake(self._lanes[order.kind])
        return work

    def stop(self, identity: str) -> None:
        """Begin nothing more of it; what is in flight is finished."""
        work = self.find(identity)
        with self._changed:
            work.stop.set()
            if work.state == WAITING:
                work.state = STOPPED
            elif work.state == RUNNING:
                work.state = STOPPING

    def go_on(self, identity: str) -> None:
        """Carry out the rest of what was stopped, interrupted, or ended early."""
        with self._changed:
            work = self.find(identity)
            if work.state in (STOPPED, INTERRUPTED, FAILED):
                del self._works[identity]
                self.begin(work.order)

    def put_away(self, identity: str) -> None:
        """Forget what is over, with what was handed in and made for it."""
        with self._changed:
            work = self.find(identity)
            if not work.over:
                raise UsageError(_("it is still at work; stop it first"))
            del self._works[identity]
        work.order.remove()

    def close(self) -> None:
        """Stop what runs, and wait for it; what is not done is there when the desk is opened.

        What is done goes: nobody can save it any more, and it may open what was left off.
        """
        with self._changed:
            self._closed = True
            for work in self._works.values():
                work.stop.set()
            self._changed.notify_all()
        for thread in self._threads.values():
            thread.join()
        clear(self._spool)
        self._lock.release()

    # -- the lanes ---------------------------------------------------------------------------

    def _wake(self, lane: str) -> None:
        if lane not in self._threads:
            thread = threading.Thread(target=self._work, args=(lane,), daemon=True)
            self._threads[lane] = thread
            thread.start()
        self._changed.notify_all()

    def _work(self, lane: str) -> None:
        while (work := self._next(lane)) is not None:
            self._carry_out(work)

    def _next(self, lane: str) -> Work | None:
        with self._changed:
            while not self._closed:
                for work in self._works.values():
                    if work.state == WAITING and self._lanes[work.order.kind] == lane:
                        work.state = RUNNING
                        return work
                self._changed.wait()
        return None

    def _carry_out(self, work: Work) -> None:
        def progress(counted: int, total: int) -> None:
            work.counted, work.total = counted, total

        control = Control(work.stop, progress)
        try:
            for happened in self._acts[work.order.kind](work.order, control):
                self._note(work, happened)
            work.state = self._ended(work)
        except DragomanError as error:
            work.error, work.state = error.message, FAILED
        except Exception as error:  # noqa: BLE001 - it is this order's, and the next is carried out
            _log.exception("an order was not carried out")
            work.error, work.state = f"{type(error).__name__}: {error}", FAILED
        work.now = ""

    def _note(self, work: Work, happened: Happened) -> None:
        work.happened += 1
        work.now = happened.words
        work.facts.update(happened.facts)
        if happened.error is not None:
            work.failed += 1
            work.failed_keys.append(happened.key)
            work.failures = [*work.failures, happened][-MOST_FAILURES:]
        for wish, wanted in ((TEXTS, happened.leaves), (CAME, happened.came)):
            if wanted and happened.page and wish in work.order.wishes:
                work.order.leave(happened.page, wish)

    def _ended(self, work: Work) -> str:
        if self._closed:
            return INTERRUPTED
        for wish in (TEXTS, CAME):
            follow = work.order.wishes.get(wish)
            if isinstance(follow, dict) and (ids := work.order.leaves(wish)):
                self.new(follow["kind"], follow["label"], {**follow["wishes"], "ids": ids})
                work.order.forget_leaves(wish)
        if work.stop.is_set():
            return STOPPED
        work.order.forget()
        return DONE

    def _forget_old(self) -> None:
        """What is done and was never put away goes, the oldest first."""
        done = [each for each in self._works.values() if each.state == DONE]
        for work in done[: max(0, len(self._works) - MOST_WORKS)]:
            del self._works[work.order.id]
            work.order.remove()


def _own(spool: Path) -> tuple[Path, FileLock]:
    """The first of `desk`, `desk-2`, … that no living program has, and the lock on it."""
    from filelock import FileLock, Timeout

    for number in itertools.count(1):
        folder = spool if number == 1 else spool.with_name(f"{spool.name}-{number}")
        folder.mkdir(parents=True, exist_ok=True)
        lock = FileLock(str(folder / "desk.lock"), timeout=0, thread_local=False)
        with contextlib.suppress(Timeout):
            lock.acquire()
            return folder, lock
    raise AssertionError


def totals(works: Sequence[Work]) -> tuple[int, int]:
    """What is counted and all of it, over what is at work; for the bar."""
    at = [work for work in works if not work.over]
    return sum(work.counted for work in at), sum(work.total for work in at)
