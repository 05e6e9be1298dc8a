"""Who is named in an archive, kept until something is added that could change it.

Grouping all mentions takes seconds in a large archive, and a page of the desk asks each time.
Records are only ever added: where there are as many of all that the groups rest on, they stand.
"""

from __future__ import annotations

import sqlite3
import threading
from dataclasses import dataclass

from dragoman.index.seen import named
from dragoman.index.seen.named import LookedAt
from dragoman.translate.people.same import SomeoneNamed, grouped

RESTS_ON = ("named", "articles", "annotations", "segmentations", "pages")
STATE_SQL = "SELECT " + ", ".join(f"(SELECT count(*) FROM {each})" for each in RESTS_ON)

# Which file, which building of it, and how many rows its tables have.
_State = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Everybody:
    """The people and organisations, whoever is named most first, and what that rests on."""

    people: tuple[SomeoneNamed, ...]
    looked: LookedAt


_kept: dict[_State, Everybody] = {}
_lock = threading.Lock()


def everybody(connection: sqlite3.Connection) -> Everybody:
    """All that are named in articles that count; of one archive they are kept, the last asked."""
    with _lock:
        state = _state(connection)
        found = _kept.get(state)
        if found is None:
            people = grouped(named.mentions(connection))
            found = Everybody(tuple(people), named.looked_at(connection))
            _kept.clear()
            if state[0]:  # what is in memory only has no name
                _kept[state] = found
        return found


def _state(connection: sqlite3.Connection) -> _State:
    """What comes while the mentions are read makes another state, and they are read again."""
    (_, _, file) = connection.execute("PRAGMA database_list").fetchone()
    (built,) = connection.execute("PRAGMA application_id").fetchone()
    return (file, built, *connection.execute(STATE_SQL).fetchone())
