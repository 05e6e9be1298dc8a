"""When a host may be asked again: one visit at a time, a pause after each, and what it asks for.

A host is a name (or address) and a port. The pause counts from the end of an answer, so that the
server sees at least that long between two requests, whatever the network does to either.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

PRUNE_AT = 4096


@dataclass(slots=True)
class _Host:
    """`free_at` is a moment of the monotonic clock; `visits` are those under way."""

    free_at: float = 0.0
    visits: int = 0
    waiting: int = 0


class HostClock:
    """Keeps hosts from being asked too often. Threads share one.

    With a `delay` of 0 a host may be visited by several at once, and only what it asked for itself
    (`hold`) makes anybody wait.
    """

    def __init__(self, delay: float) -> None:
        self.delay = delay
        self._hosts: dict[str, _Host] = {}
        self._changed = threading.Condition()

    def free_at(self, host: str) -> float | None:
        """The moment from which the host may be visited; None while somebody is there."""
        with self._changed:
            known = self._hosts.get(host)
            if known is None:
                return 0.0
            return None if self._taken(known) else known.free_at

    @contextmanager
    def visit(self, host: str) -> Iterator[None]:
        """Wait for the host, and keep it until the end of the block."""
        self._begin(host)
        try:
            yield
        finally:
            self._end(host)

    def touch(self, host: str) -> None:
        """The host has just answered somebody who did not wait for it (a page's requisite)."""
        with self._changed:
            known = self._known(host)
            known.free_at = max(known.free_at, time.monotonic() + self.delay)

    def hold(self, host: str, seconds: float) -> None:
        """The host asked to be left alone for so long, or is to be."""
        with self._changed:
            known = self._known(host)
            known.free_at = max(known.free_at, time.monotonic() + seconds)
            self._changed.notify_all()

    def _begin(self, host: str) -> None:
        with self._changed:
            known = self._known(host)
            known.waiting += 1
            try:
                while self._taken(known) or known.free_at > time.monotonic():
                    left = None if self._taken(known) else known.free_at - time.monotonic()
                    self._changed.wait(left)
            finally:
                known.waiting -= 1
            known.visits += 1

    def _end(self, host: str) -> None:
        with self._changed:
            known = self._known(host)
            known.visits -= 1
            known.free_at = max(known.free_at, time.monotonic() + self.delay)
            self._changed.notify_all()

    def _taken(self, host: _Host) -> bool:
        return host.visits > 0 and self.delay > 0

    def _known(self, host: str) -> _Host:
        known = self._hosts.get(host)
        if known is None:
            if len(self._hosts) >= PRUNE_AT:
                self._prune()
            known = self._hosts[host] = _Host()
        return known

    def _prune(self) -> None:
        now = time.monotonic()
        self._hosts = {
            name: host
            for name, host in self._hosts.items()
            if host.visits or host.waiting or host.free_at > now
        }
