"""What a question to a database may cost, which may have come from somebody else."""

from __future__ import annotations

import sqlite3
import time

# Steps of SQLite's machine between two looks at the clock: a few milliseconds.
STEPS = 1_000_000
# Seconds that one question may take; and after which pause the next look is at another question.
LONGEST, PAUSE = 60.0, 1.0
LARGEST_VALUE = 200_000_000


def guard(connection: sqlite3.Connection, longest: float = LONGEST) -> None:
    """Set the bounds on a connection; a question that meets one ends in sqlite3.DatabaseError."""
    connection.execute("PRAGMA trusted_schema = OFF")
    connection.execute("PRAGMA cell_size_check = ON")
    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, LARGEST_VALUE)
    connection.set_progress_handler(_Clock(longest).is_over, STEPS)


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
        return now - self._begun > self._longest
