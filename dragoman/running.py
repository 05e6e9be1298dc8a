"""The iterators of an archive: what is in flight in one ends before the archive is closed."""

from __future__ import annotations

import threading
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass, field
from typing import Any, TypeVar

from dragoman.errors import ArchiveError

T = TypeVar("T")


@dataclass(eq=False, slots=True)
class _Steps:
    """An iterator, and whose turn it is: a step, or the end of it, is taken by one thread."""

    inner: Generator[Any, None, None]
    turn: threading.RLock = field(default_factory=threading.RLock)
    ended: bool = False


class Running:
    """Follows the iterators of an archive, and ends them when it is closed.

    Threads may share it; each iterator is for one thread at a time, and may be ended by another.
    """

    def __init__(self, name: str) -> None:
        self._name = name
        self._lock = threading.Lock()
        self._followed: set[_Steps] = set()
        self._closed = False

    @property
    def closed(self) -> bool:
        """Whether `end` was called, and is done."""
        return self._closed

    def check(self) -> None:
        """ArchiveError once `end` was called."""
        if self._closed:
            raise self._refusal()

    def follow(self, begin: Callable[[], Iterator[T]]) -> Generator[T, None, None]:
        """What the iterator that `begin` makes yields; it is made when the first step is asked for.

        A step after `end` is refused, so that nobody takes it for the iterator's own end.
        """
        inner = _generator(begin)
        steps = _Steps(inner)
        with self._lock:
            self.check()
            self._followed.add(steps)
        try:
            while True:
                with steps.turn:
                    if steps.ended:
                        raise self._refusal()
                    try:
                        each = next(inner)
                    except StopIteration:
                        return
                yield each
        finally:
            with steps.turn:
                inner.close()
            with self._lock:
                self._followed.discard(steps)

    def end(self) -> None:
        """End every iterator, once the step that it is in is done; none is begun from now on."""
        while (steps := self._left()) is not None:
            # Said before its turn is waited for: locks are not fair, and whoever takes one step
            # after another would have it back each time.
            steps.ended = True
            with steps.turn:
                self._close(steps.inner)

    def _left(self) -> _Steps | None:
        with self._lock:
            if self._followed:
                return self._followed.pop()
            self._closed = True
        return None

    def _close(self, inner: Generator[Any, None, None]) -> None:
        try:
            inner.close()
        except ValueError as error:  # it is this thread that is in the middle of a step
            raise ArchiveError(
                f"the archive {self._name} cannot be closed from within one of its own calls",
                subject=self._name,
            ) from error

    def _refusal(self) -> ArchiveError:
        return ArchiveError(
            f"the archive {self._name} was closed; open it again", subject=self._name
        )


def _generator(begin: Callable[[], Iterator[T]]) -> Generator[T, None, None]:
    yield from begin()
