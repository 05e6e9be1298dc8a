"""What a question to a database may cost, which may have come from somebody else."""

from __future__ import annotations

import sqlite3
import threading
import time

# Steps of SQLite's machine between two looks at the clock: a few milliseconds.
STEPS = 1_000_000
# Seconds that one question may take; and after which pause the next look is at another question.
LONGEST, PAUSE = 60.0, 1.0
LARGEST_VALUE = 200_000_000
# Whether the last look at the clock of this thread ended a question.
_LOOKED = threading.local()


def guard(connection: sqlite3.Connection, longest: float = LONGEST) -> None:
    """Set the bounds on a connection; a question that meets one ends in sqlite3.DatabaseError."""
    connection.execute("PRAGMA trusted_schema = OFF")
    connection.execute("PRAGMA cell_size_check = ON")
    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, LARGEST_VALUE)
    connection.set_progress_handler(_Clock(longest).is_over, STEPS)


def was_called_off(error: BaseException) -> bool:
    """Whether Ctrl-C ended a question. What comes while the clock is looked at does not get through
    SQLite, which says only that it was interrupted, as where the clock has run out."""
    return getattr(error, "sqlite_errorcode", 0) == sqlite3.SQLITE_INTERRUPT and not getattr(
        _LOOKED, "over", False
    )


class _Clock:
    """How long the question that is asked now has taken."""

    def __init__(self, longest: float) -> None:
        self._longest = longest
        self._begun = self._seen = 0.0

    def is_over(self) -> bool:
        """Asked every so often while SQLite works, and not in between."""
        now = time.monotonic()
        if now - self._seen > PAUSE:
            self._begun = now
        self._seen = now
        _LOOKED.over = over = now - self._begun > self._longest
        return over
