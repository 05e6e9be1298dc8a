"""What one transaction adds to the index: rows that are written many at a time, and what has to be
settled once they are there.

A row by itself costs SQLite more than what stands in it. So the rows of the records that come in
great numbers wait until there are many of a kind, or somebody has to read them.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from dragoman.index.ahead.process import UNREADABLE
from dragoman.index.search.searchable import Touched

Row = tuple[object, ...]
# What a record that is damaged, or says what no record of ours does, leads to; and a row of it.
TROUBLE = (
    *UNREADABLE,
    sqlite3.DataError, sqlite3.IntegrityError, sqlite3.InterfaceError, sqlite3.ProgrammingError,
)  # fmt: skip
# Rows of one statement that wait: the texts in them are in memory meanwhile.
MOST_WAITING = 10_000


class Unwritable(Exception):
    """One of many rows cannot be written, and it is not known whose: each record is taken alone."""


class Batch(Touched):
    """Rows by the statement that writes them, and what came: settled by `settling.settle`.

    `pages`, `articles_read`, `translated` and `decided` are what came or was said anew; what counts
    among them is asked once for all.
    """

    def __init__(
        self, connection: sqlite3.Connection, spelled: set[str], *, singly: bool = False
    ) -> None:
        """`singly`: each record's rows are written before the next record is read."""
        super().__init__(spelled)
        self.singly = singly
        self.connection = connection
        self._rows: dict[str, list[Row]] = {}
        self.pages: set[str] = set()
        self.annotated: set[str] = set()
        self.articles_read: dict[str, str] = {}  # the page of each
        self.translated: dict[str, str] = {}  # the article of each
        self.decided: set[tuple[str, int]] = set()

    def write(self, statement: str, rows: Iterable[Row]) -> None:
        """Have rows written, before anybody who flushes reads."""
        held = self._rows.get(statement)
        if held is None:
            held = self._rows[statement] = []
        held.extend(rows)
        if len(held) > MOST_WAITING:
            self.flush()

    def flush(self) -> None:
        """Write what waits; whoever reads tables that rows wait for calls it before."""
        waiting, self._rows = self._rows, {}
        try:
            for statement, rows in waiting.items():
                self.connection.executemany(statement, rows)
        except TROUBLE as error:
            if self.singly:
                raise
            raise Unwritable(str(error)) from error

    @contextmanager
    def record(self) -> Iterator[None]:
        """One record's rows: all of them or, where one cannot be made or written, none.

        What others wait beside is not taken back: Unwritable, and each record is taken alone.
        """
        if not self.singly:
            try:
                yield
            except TROUBLE as error:
                raise Unwritable(str(error)) from error
            return
        self.flush()
        self.connection.execute("SAVEPOINT record")
        try:
            yield
            self.flush()
        except BaseException:
            self._rows.clear()
            self.connection.execute("ROLLBACK TO record")
            raise
        finally:
            self.connection.execute("RELEASE record")
