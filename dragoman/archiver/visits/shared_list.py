"""One list of URLs captured by several programs at once: each page is taken by one of them.

Who takes a page holds a lock on it as long as it lives; the files of the locks lie in the archive's
`spool/` and say nothing by themselves. What became of the page is in the records.
"""

from __future__ import annotations

import contextlib
import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from dragoman.provenance.digest import sha256_hex

if TYPE_CHECKING:
    from filelock import FileLock

NAME = "list-"
# Seconds that another program may take to begin a list; after that two may fetch the same.
BEGINNING = 60.0


class SharedList:
    """The locks of one program on a list. Threads may share it."""

    def __init__(self, folder: Path, list_sha256: str) -> None:
        self._folder = folder
        self._name = f"{NAME}{list_sha256[:32]}"
        self._held: dict[str, FileLock] = {}
        self._guard = threading.Lock()
        self._present: FileLock | None = None

    @contextmanager
    def beginning(self) -> Iterator[bool]:
        """While nobody else begins any list; whether others are at this one already.

        From then on this program is at it as well, until `close`.
        """
        from filelock import Timeout

        begin = _lock(self._folder / f"{NAME}begin")
        with contextlib.suppress(Timeout):
            begin.acquire(timeout=BEGINNING)
        try:
            others = self._others()
            self._present = self._own(f"at-{secrets.token_hex(8)}")
            self._present.acquire()
            yield others
        finally:
            if begin.is_locked:
                begin.release()  # the file stays: the next one may be waiting for it

    def take(self, url: str) -> bool:
        """Whether the page that a URL of the list names first is this program's now."""
        from filelock import Timeout

        lock = self._own(sha256_hex(url.encode("utf-8", "surrogatepass"))[:32])
        try:
            lock.acquire()
        except Timeout:
            return False
        with self._guard:
            self._held[url] = lock
        return True

    def release(self, url: str) -> None:
        """Let a page go, once its records are written, or nothing is to be done with it."""
        with self._guard:
            lock = self._held.pop(url, None)
        if lock is not None:
            _let_go(lock)

    def close(self) -> None:
        """Let everything go."""
        for url in list(self._held):
            self.release(url)
        if self._present is not None:
            _let_go(self._present)
            self._present = None

    def _others(self) -> bool:
        """Whether another program that lives is at the list; what dead ones left goes."""
        from filelock import Timeout

        found = False
        for path in self._folder.glob(f"{self._name}.at-*"):
            lock = _lock(path)
            try:
                lock.acquire()
            except Timeout:
                found = True
            else:
                _let_go(lock)
        return found

    def _own(self, what: str) -> FileLock:
        return _lock(self._folder / f"{self._name}.{what}")


def _lock(path: Path) -> FileLock:
    """A lock that is not waited for."""
    from filelock import FileLock

    if path.is_symlink():  # nothing of ours: locking would empty what it leads to
        path.unlink()
    return FileLock(str(path), timeout=0, thread_local=False)


def _let_go(lock: FileLock) -> None:
    """Whoever waits for the file that is removed finds out from the records what was done."""
    with contextlib.suppress(OSError):
        Path(lock.lock_file).unlink(missing_ok=True)
    lock.release()
