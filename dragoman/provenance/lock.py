"""The one lock of an archive: whoever holds it may write, and no other thread or program may."""

from __future__ import annotations

import functools
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from dragoman.errors import ArchiveError

if TYPE_CHECKING:
    from filelock import FileLock

NAME = ".lock"
LOCK_SECONDS = 120.0
LOCK_POLL = 0.005


class ArchiveLock:
    """`.lock` in an archive's folder. Threads may share one; it is not to be taken twice."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._turn = threading.Lock()

    @functools.cached_property
    def _file(self) -> FileLock:
        """One for all threads: they take turns before any of them takes it."""
        from filelock import FileLock

        return FileLock(str(self._folder / NAME), thread_local=False)

    @contextmanager
    def held(self) -> Iterator[None]:
        """Hold it; ArchiveError where another does for too long, OSError where none can be made."""
        from filelock import Timeout

        if not self._turn.acquire(timeout=LOCK_SECONDS):
            raise self._busy()
        try:
            try:
                lock = self._file.acquire(timeout=LOCK_SECONDS, poll_interval=LOCK_POLL)
            except Timeout as error:
                raise self._busy() from error
            with lock:
                yield
        finally:
            self._turn.release()

    def _busy(self) -> ArchiveError:
        return ArchiveError(
            f"another program has held {self._folder} for {LOCK_SECONDS:.0f} seconds; "
            "try again when it is done",
            subject=str(self._folder),
        )
