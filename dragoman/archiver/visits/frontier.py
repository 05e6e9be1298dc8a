"""What is still to be fetched, in the order in which it may be: hosts in turn, none too often."""

from __future__ import annotations

import heapq
import threading
import time
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field

from dragoman.archiver.visits.host_clock import HostClock
from dragoman.archiver.visits.same_page import SamePage
from dragoman.archiver.web.fetched import Fetch

# How long a host that is being visited is left before it is looked at again, at the most.
LOOK_AGAIN = 0.05


@dataclass(slots=True)
class Visit:
    """One page of the list on its way: which of its URLs is tried, and what came of it so far."""

    place: int
    page: SamePage
    host: str
    choice: int = 0
    attempts: list[Fetch] = field(default_factory=list)

    @property
    def url(self) -> str:
        return self.page.urls[self.choice]

    @property
    def size(self) -> int:
        """The bytes of all that came of it so far."""
        return sum(each.block_length for fetch in self.attempts for each in fetch.exchanges)


class Frontier:
    """Hands out visits, never two to one host before its time. Threads share one.

    Within a host the order is the list's; among hosts that are free, the one whose next page comes
    first in the list.
    """

    def __init__(self, visits: Iterable[Visit], clock: HostClock) -> None:
        self._clock = clock
        self._changed = threading.Condition()
        self._queues: dict[str, deque[Visit]] = {}
        self._later: list[tuple[float, int, Visit]] = []
        self._under_way = 0
        self._stopped = False
        for visit in visits:
            self._queues.setdefault(visit.host, deque()).append(visit)
        # Hosts with something to fetch: by the moment they are free, then by place in the list.
        self._ready = [(0.0, queue[0].place, host) for host, queue in self._queues.items()]
        heapq.heapify(self._ready)

    def take(self) -> Visit | None:
        """The next visit, waiting for its time; None when there is none, or it was stopped."""
        with self._changed:
            while not self._stopped:
                self._wake()
                visit, wait = self._next()
                if visit is not None:
                    self._under_way += 1
                    return visit
                if wait is None and not self._under_way:
                    self._changed.notify_all()
                    return None
                self._changed.wait(wait)
            return None

    def done(self, count: int = 1) -> None:
        """So many of those that were taken are done with, for better or worse."""
        with self._changed:
            self._under_way -= count
            self._changed.notify_all()

    def again(self, visit: Visit, wait: float) -> None:
        """Take it back, to be handed out once more after `wait` seconds."""
        with self._changed:
            self._under_way -= 1
            heapq.heappush(self._later, (time.monotonic() + wait, visit.place, visit))
            self._changed.notify_all()

    def left(self) -> list[Visit]:
        """What was tried and waits to be tried again; to be called when nothing is handed out."""
        with self._changed:
            waiting = [each[2] for each in self._later]
            waiting += [each for queue in self._queues.values() for each in queue]
            return [visit for visit in waiting if visit.attempts]

    def stop(self) -> None:
        """Hand out nothing more."""
        with self._changed:
            self._stopped = True
            self._changed.notify_all()

    def _wake(self) -> None:
        """Queue again what has waited long enough, before anything else of its host."""
        now = time.monotonic()
        while self._later and self._later[0][0] <= now:
            visit = heapq.heappop(self._later)[2]
            queue = self._queues.get(visit.host)
            if queue is None:
                queue = self._queues[visit.host] = deque()
                heapq.heappush(self._ready, (0.0, visit.place, visit.host))
            queue.appendleft(visit)

    def _next(self) -> tuple[Visit | None, float | None]:
        """A visit whose host is free, or how long until there may be one (None: no host waits)."""
        now = time.monotonic()
        aside: list[tuple[float, int, str]] = []
        found: Visit | None = None
        while self._ready and self._ready[0][0] <= now:
            _, place, host = heapq.heappop(self._ready)
            free = self._clock.free_at(host)
            if free is None or free > now:
                aside.append((now + LOOK_AGAIN if free is None else free, place, host))
                continue
            found = self._pop(host, now)
            break
        for each in aside:
            heapq.heappush(self._ready, each)
        if found is not None:
            return found, None
        soonest = [each[0] for each in (*self._ready[:1], *self._later[:1])]
        return None, max(0.001, min(soonest) - now) if soonest else None

    def _pop(self, host: str, now: float) -> Visit:
        queue = self._queues[host]
        visit = queue.popleft()
        if queue:
            # Not before the visit that begins now is over, where the host is visited by one only.
            wait = LOOK_AGAIN if self._clock.delay > 0 else 0.0
            heapq.heappush(self._ready, (now + wait, queue[0].place, host))
        else:
            del self._queues[host]
        return visit
