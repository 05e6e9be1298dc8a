"""Which numbers the rows of an article have: those of its time, so that what is newest comes first.

Where two articles want the same numbers, the one with the lower id has them, whichever came first:
the other goes on to the next that it would take, as whoever has to make way does. So who stands
where depends on the records, and not on the order in which they were read in.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zlib import crc32

# Sentences that an article has room for in the numbering; a longer one takes the room after it.
ROOM = 1 << 16
# Numbers that an article can begin at within a millisecond: many pages are captured in one.
TICKS = 8
TICK, BEGINNING = timedelta(microseconds=1000 // TICKS), datetime(1970, 1, 1, tzinfo=UTC)
LAST_TICK = (1 << 46) - 1
# The next article above a number says whether that one is taken.
ABOVE_SQL = """
SELECT a.id, a.place, (SELECT max(n) FROM segments s WHERE s.article_id = a.id) AS n
FROM articles a WHERE a.place >= ? ORDER BY a.place LIMIT 1
"""
# As the index of places has it, in which only those that have one are.
TOP_SQL = "SELECT coalesce(max(place), -1) FROM articles WHERE place IS NOT NULL"
WANTS_SQL = """
SELECT a.id, p.captured_at, (SELECT max(n) FROM segments s WHERE s.article_id = a.id) AS n
FROM articles a JOIN pages p ON p.id = a.page_id WHERE a.id = ?
"""


@dataclass(frozen=True, slots=True)
class Wanted:
    """An article that is to have numbers: the date of its page, and its last sentence's number."""

    captured_at: str
    last: int


def place_of(moment: str) -> int:
    """The highest row number of what was captured at an ISO date: eighths of milliseconds, then
    sentences."""
    try:
        date = datetime.fromisoformat(moment)
        since = (date if date.tzinfo else date.replace(tzinfo=UTC)) - BEGINNING
        ticks = since // TICK
    except (ValueError, OverflowError):
        ticks = 0
    return min(max(0, ticks), LAST_TICK) * ROOM + ROOM - 1


def places_within(since: str | None, until: str | None) -> tuple[int, int]:
    """The first and the last row number of a time, the milliseconds at its ends wholly."""
    first = place_of(since) if since else 0
    last = place_of(until) if until else (1 << 63) - 1
    millisecond = TICKS * ROOM
    return first - first % millisecond, last | (millisecond - 1)


def give_places(connection: sqlite3.Connection, wanted: Mapping[str, Wanted]) -> dict[str, int]:
    """Have articles get their numbers; those that had to make way for them, and where they were."""
    moved: dict[str, int] = {}
    waiting = sorted(wanted.items(), key=lambda each: place_of(each[1].captured_at), reverse=True)
    (top,) = connection.execute(TOP_SQL).fetchone()
    while waiting:
        identity, asked = waiting.pop()
        place, rivals = _first_free(connection, identity, asked, top)
        for rival, was in rivals.items():
            connection.execute("UPDATE articles SET place = NULL WHERE id = ?", (rival,))
            waiting.append((rival, _wants(connection, rival)))
            if rival not in wanted:
                moved.setdefault(rival, was)
        connection.execute("UPDATE articles SET place = ? WHERE id = ?", (place, identity))
        top = max(top, place)
    return moved


def _first_free(
    connection: sqlite3.Connection, identity: str, asked: Wanted, top: int
) -> tuple[int, dict[str, int]]:
    """The first place that nobody with a lower id has, and who has to leave it; `top` is the
    highest that is taken."""
    for place in _tries(identity, asked):
        if place - asked.last > top:
            break
        rivals = dict(_rivals(connection, place - asked.last, place))
        if all(identity < each for each in rivals):
            return place, rivals
    return place, {}


def _tries(identity: str, asked: Wanted) -> Iterator[int]:
    """The places that an article would take, one after the other: that of its time, or soon after.

    Where many pages have one time (of whole seconds, say), they are strewn over as much time as
    they need: to look for the first that is free would take each longer than the one before.
    """
    first = place_of(asked.captured_at) + (asked.last // ROOM) * ROOM
    yield first
    spread = 1
    while True:
        spread *= 4
        yield first + crc32(f"{identity} {spread}".encode()) % spread * ROOM


def _rivals(connection: sqlite3.Connection, first: int, last: int) -> Iterator[tuple[str, int]]:
    """The articles that have numbers in a range, and their places."""
    while first <= last:
        above = connection.execute(ABOVE_SQL, (first,)).fetchone()
        if above is None or above["place"] - (above["n"] or 0) > last:
            return
        yield above["id"], above["place"]
        first = above["place"] + 1


def _wants(connection: sqlite3.Connection, identity: str) -> Wanted:
    row = connection.execute(WANTS_SQL, (identity,)).fetchone()
    return Wanted(row["captured_at"], row["n"] or 0)
