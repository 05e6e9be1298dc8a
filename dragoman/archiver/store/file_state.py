"""What a file is, so that what was read of it need not be read again while it is the same."""

from __future__ import annotations

import threading
from pathlib import Path

# A file's number, its size and its time of change; None where there is none.
State = tuple[int, int, int] | None


def state_of(path: Path) -> State:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_ino, found.st_size, found.st_mtime_ns


class Appended:
    """Tells files that were only appended to by us from those that somebody else changed.

    What stood in a file before we appended to it stands there still, where the file was before
    each time what we had left. Threads may share it.
    """

    def __init__(self) -> None:
        self._known: dict[Path, tuple[State, State]] = {}
        self._lock = threading.Lock()

    def note(self, path: Path, before: State) -> None:
        """We appended to a file that was `before`, and nobody else could meanwhile."""
        after = state_of(path)
        with self._lock:
            first, last = self._known.get(path, (None, None))
            if before is None or before != last:
                first = before or after
            self._known[path] = first, after

    def state(self, path: Path) -> State:
        """What a file is: the same for as long as nobody but us has changed it."""
        now = state_of(path)
        with self._lock:
            first, last = self._known.get(path, (None, None))
        return first if now is not None and now == last else now
