"""The lines of the ledger into a database, a batch a transaction, from where the last one ended.

How far it got is kept with the digest of the line that ends there: it stands for all lines before
it, so that a database of another ledger, or of one that was longer, is known for what it is.
"""

from __future__ import annotations

import contextlib
import gc
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from dragoman.archiver.records.reader import RecordReader
from dragoman.archiver.store.store import Store
from dragoman.index.ahead.ahead import Ahead, is_worth_while
from dragoman.index.ahead.process import SHOWN
from dragoman.index.ahead.said import said
from dragoman.index.building import schema
from dragoman.index.building.apply import apply
from dragoman.index.building.batch import TROUBLE, Batch, Unwritable
from dragoman.index.building.settling import settle
from dragoman.index.records.order import Order
from dragoman.provenance.ledger import TELLING, Entry, last_line, read_lines

RECORD_SQL = "INSERT OR REPLACE INTO records VALUES (?, ?, ?, ?, ?)"
# Ledger lines in a transaction: in large ones fewer parts of the search index are merged again.
# With much to read in they are larger yet, and more parts are merged at once.
BATCH, MUCH_BATCH = 2_000, 6_000
BATCH_SENTENCES = 50_000
MERGED_AT_ONCE, MUCH_AT_ONCE = 4, 8
MERGE_SQL = "INSERT INTO search (search, rank) VALUES ('automerge', ?)"

# A byte of the ledger, and the SHA-256 of the line that ends there.
Place = tuple[int, str]
BEGINNING: Place = (0, "")


def reached(connection: sqlite3.Connection) -> Place:
    """How far the ledger was read into a database."""
    rows = connection.execute("SELECT name, value FROM meta WHERE name IN ('position', 'line')")
    noted = {row[0]: row[1] for row in rows}
    try:
        return int(noted.get("position", 0)), str(noted.get("line", ""))
    except ValueError:
        return -1, ""


def note(connection: sqlite3.Connection, place: Place) -> None:
    connection.executemany(
        "INSERT OR REPLACE INTO meta VALUES (?, ?)",
        [("position", str(place[0])), ("line", place[1])],
    )


def is_of(connection: sqlite3.Connection, place: Place, ledger: Path) -> bool:
    """Whether a ledger holds the line that a database got to, where it was."""
    if place == BEGINNING:
        return connection.execute("SELECT 1 FROM records").fetchone() is None
    return place[0] > 0 and last_line(ledger, place[0]) == place


class Follower:
    """Applies to a database what the ledger has and it has not. One for all connections to it."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._spelled: set[str] = set()
        self._made = -1
        self._ahead: Ahead | None = None
        self._lines: int | None = None

    @contextlib.contextmanager
    def much(self, connection: sqlite3.Connection, start: int) -> Iterator[None]:
        """Have very many records come, from a byte of the ledger on: read by a process of their
        own, while the rows of those before are written."""
        self._lines = MUCH_BATCH
        connection.execute(MERGE_SQL, (MUCH_AT_ONCE,))
        try:
            with contextlib.ExitStack() as stack:
                if is_worth_while():
                    ahead = Ahead(self._store.folder, self._store.ledger, start)
                    self._ahead = stack.enter_context(contextlib.closing(ahead))
                yield
        finally:
            self._ahead = self._lines = None
        connection.execute(MERGE_SQL, (MERGED_AT_ONCE,))

    def follow(self, connection: sqlite3.Connection, until: int | None = None) -> bool:
        """One transaction of so many lines at most; whether there may be more, before `until`."""
        told = len(self._store.notices)
        try:
            with _no_garbage():
                return self._follow(connection, until, singly=False)
        except Unwritable:
            del self._store.notices[told:]  # they are told again
            self._ahead = None  # it has gone on
            return self._follow(connection, until, singly=True)

    def _follow(self, connection: sqlite3.Connection, until: int | None, *, singly: bool) -> bool:
        connection.execute("BEGIN IMMEDIATE")
        try:
            before = self._begin(connection)
            place, full = self._apply(connection, before, until, singly=singly)
            # In the same transaction as the rows: a kill leaves both, or neither.
            if place != before:
                note(connection, place)
            connection.execute("COMMIT")
        except BaseException:
            self._made = -1
            if connection.in_transaction:  # a full disk has ended it already
                connection.execute("ROLLBACK")
            raise
        return full

    def _begin(self, connection: sqlite3.Connection) -> Place:
        """Where to go on; from the beginning, with nothing, where it is not of this ledger."""
        place = reached(connection)
        if not is_of(connection, place, self._store.ledger):
            self._store.notices.append(
                "index.db is not of this ledger, or ahead of it, as where an archive was copied "
                "while it was in use; it is built anew"
            )
            schema.empty(connection)
            place = BEGINNING
        (made,) = connection.execute("PRAGMA application_id").fetchone()
        if made != self._made:  # new, or emptied by another program: what was in it is not
            self._spelled.clear()
            self._made = made
        return place

    def _apply(
        self, connection: sqlite3.Connection, place: Place, until: int | None, *, singly: bool
    ) -> tuple[Place, bool]:
        batch, order = Batch(connection, self._spelled, singly=singly), Order(connection)
        last, full = None, False
        with contextlib.closing(RecordReader(self._store.folder)) as reader:
            for count, line in enumerate(read_lines(self._store.ledger, place[0]), start=1):
                if not line.whole or (until is not None and line.end > until):
                    break
                self._apply_line(line.fields(), reader, batch, order)
                last = line
                full = count >= (self._lines or BATCH) or batch.size > BATCH_SENTENCES
                if full:
                    break
        settle(connection, batch)
        order.keep()
        return (last.end, last.sha256) if last else place, full

    def _apply_line(
        self, line: dict[str, Any], reader: RecordReader, batch: Batch, order: Order
    ) -> None:
        """One line's record; one that is damaged must not hide the others."""
        if line.get("type") in TELLING:
            return
        try:
            entry = Entry.of_line(line)
            row = (entry.id, entry.type, entry.file, entry.offset, entry.length)
            batch.write(RECORD_SQL, [row])
            if entry.type in SHOWN:
                found = None if self._ahead is None else self._ahead.take(entry.id)
                if found is None:
                    found = said(reader.read_chained(entry.file, entry.offset, entry.id))
                if found is not None:
                    with batch.record():
                        apply(found, batch, order, mark=entry.mark)
        except TROUBLE as error:
            what = f"record {line['id']} in {line['file']}" if line else "a damaged line"
            self._store.notices.append(
                f'{what} could not be read into the index ({error}); run "dragoman verify"'
            )


@contextlib.contextmanager
def _no_garbage() -> Iterator[None]:
    """Rows by the ten thousand are none, and would be looked through for it again and again."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()
