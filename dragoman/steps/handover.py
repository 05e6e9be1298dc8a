"""Things on their way from the threads that make them to the one that takes many at a time."""

from __future__ import annotations

import threading
from typing import Generic, TypeVar

T = TypeVar("T")

# Things and bytes: what is written in one go has to find room, in memory and on the disk.
MOST, MOST_BYTES = 64, 8_000_000
# Seconds in which something more has to come for it to be waited for, and how often it is.
GAP, GAPS = 0.005, 8


class Handover(Generic[T]):
    """A queue of bounded length that is over once every maker has left it.

    Whoever takes gets all that came at about the same time: what costs the same for one and for
    many is paid for once. Where `MOST` things (or `MOST_BYTES`) wait or were taken last, makers
    rest, with what they had handed over, and go on one by one as long as that is enough: threads of
    Python that run at the same time take longer than one after the other.
    """

    def __init__(self, makers: int) -> None:
        self._waiting: list[T] = []
        self._taken = self._taken_bytes = 0
        self._bytes = 0  # of what waits and of what was taken last
        self._makers = makers
        lock = threading.Lock()
        self._some = threading.Condition(lock)
        self._room = threading.Condition(lock)

    def put(self, thing: T, size: int) -> None:
        """Hand over something of `size` bytes, and rest while there is enough."""
        with self._room:
            self._waiting.append(thing)
            self._bytes += size
            if len(self._waiting) == 1 or self._is_full:
                self._some.notify()
            if self._is_full:
                self._room.wait()

    def take(self) -> list[T]:
        """What waits, in order, once there is something; empty when it is over.

        What was taken before is done with.
        """
        with self._some:
            self._taken, self._bytes = 0, self._bytes - self._taken_bytes
            self._taken_bytes = 0
            self._room.notify(1 if self._waiting else self._makers)
            self._some.wait_for(lambda: self._waiting or not self._makers)
            self._gather()
            taken, self._waiting = self._waiting, []
            self._taken, self._taken_bytes = len(taken), self._bytes
        return taken

    def leave(self) -> None:
        """One maker hands over nothing more."""
        with self._some:
            self._makers -= 1
            self._some.notify()

    def _gather(self) -> None:
        """Wait as long as more comes, within bounds."""
        for _ in range(GAPS):
            before = len(self._waiting)
            complete = self._some.wait_for(lambda: self._is_full or not self._makers, timeout=GAP)
            if complete:
                return
            self._room.notify()
            if len(self._waiting) == before:
                return

    @property
    def _is_full(self) -> bool:
        return len(self._waiting) + self._taken >= MOST or self._bytes >= MOST_BYTES
