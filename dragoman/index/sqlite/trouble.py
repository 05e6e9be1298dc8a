"""What SQLite's errors mean for the index: damage, which building it anew mends, or not."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path
from typing import TypeVar

from dragoman.errors import IndexUnusable
from dragoman.index.sqlite.bounds import was_called_off

T = TypeVar("T")

# The disk is full, or a write failed: nothing that deleting the index would mend.
NO_ROOM = frozenset({sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR_WRITE, sqlite3.SQLITE_IOERR_SHMSIZE})
BUSY = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED})
# Not a database any more, a torn one, or one without the tables that its version has.
DAMAGE = frozenset({sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_ERROR})


class Foreign(sqlite3.DatabaseError):
    """An index that we did not build: its message says by what that is known."""


# What a question may raise. SQLite quotes what it found in its own messages, and Python cannot make
# one of them where that is no text.
Broken = sqlite3.DatabaseError | UnicodeDecodeError
BROKEN = (sqlite3.DatabaseError, UnicodeDecodeError)


def from_json(value: str, kind: type[T]) -> T:
    """What the index keeps as JSON; Foreign where it is none, or of another kind."""
    try:
        content = json.loads(value)
    except (TypeError, ValueError, RecursionError) as error:
        raise Foreign("it holds what is not JSON where we write JSON") from error
    if not isinstance(content, kind):
        raise Foreign("it holds JSON of another shape than we write")
    return content


def is_damage(error: Broken) -> bool:
    if isinstance(error, sqlite3.OperationalError) and not _code(error):
        return True  # Python's own: a text that is none
    return isinstance(error, Foreign | UnicodeDecodeError) or _code(error) & 0xFF in DAMAGE


def unusable(error: Broken, path: Path) -> IndexUnusable:
    """The same error, said to a person; KeyboardInterrupt where it was one, and SQLite took it."""
    if was_called_off(error):
        raise KeyboardInterrupt from error
    if _code(error) in NO_ROOM:
        what = f"index.db cannot be written ({error})"
        way_on = "the records are safe, and the index catches up once there is room"
    elif _code(error) & 0xFF in BUSY:
        what = f"index.db is in use by another program ({error})"
        way_on = "try again when it is done"
    else:
        what = f"index.db cannot be used ({error})"
        way_on = 'move away what is in its place, and run "dragoman reindex"'
    return IndexUnusable(what, way_on, subject=str(path))


def _code(error: Broken) -> int:
    """SQLite's own code of an error; 0 where it does not come from there."""
    return getattr(error, "sqlite_errorcode", 0)
