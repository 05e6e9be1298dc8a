"""The index: opened, brought up to date with the ledger, thrown away when it cannot be trusted."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from dragoman.archiver.reader import read_chained
from dragoman.archiver.store import Store
from dragoman.errors import ArchiveError
from dragoman.index import schema
from dragoman.index.apply import apply

# Only these can hold what the index shows; requests and responses are found through them.
SHOWN = frozenset({"metadata", "conversion"})
BATCH = 500


class Index:
    """`index.db` of one archive, always built out of the records and never the other way round.

    Threads may share it: each has a connection of its own. Processes may too.
    """

    def __init__(self, store: Store, path: Path | None = None) -> None:
        self._store = store
        self._path = path or store.folder / "index.db"
        self._local = threading.local()
        self._generation = 0
        self._opened: list[sqlite3.Connection] = []

    @property
    def connection(self) -> sqlite3.Connection:
        """This thread's connection; rows come as `sqlite3.Row`."""
        if getattr(self._local, "generation", None) != self._generation:
            self._local.connection = self._open()
            self._local.generation = self._generation
        connection: sqlite3.Connection = self._local.connection
        return connection

    def catch_up(self, progress: Callable[[int, int], None] | None = None) -> None:
        """Apply every record that the ledger has and the index has not.

        `progress` is called with the bytes of the ledger read so far, and all of them.
        """
        total = self._store.ledger.stat().st_size
        try:
            while self._catch_up_batch():
                if progress is not None:
                    progress(int(self._meta("position") or 0), total)
        except sqlite3.DatabaseError as error:
            raise ArchiveError(
                f'index.db cannot be used ({error}); delete it and run "dragoman reindex"',
                subject=str(self._path),
            ) from error

    def rebuild(self, progress: Callable[[int, int], None] | None = None) -> None:
        """Throw the index away and build it anew, beside the old one, which serves until then."""
        self.close()
        for suffix in ("", "-wal", "-shm"):
            self._path.with_name(self._path.name + suffix).unlink(missing_ok=True)
        self.catch_up(progress)

    def close(self) -> None:
        for connection in self._opened:
            connection.close()
        self._opened.clear()
        self._generation += 1

    def _open(self) -> sqlite3.Connection:
        try:
            connection = self._connect()
            if not schema.is_current(connection):
                connection.close()
                for suffix in ("", "-wal", "-shm"):
                    self._path.with_name(self._path.name + suffix).unlink(missing_ok=True)
                connection = self._connect()
                schema.create(connection)
        except sqlite3.DatabaseError as error:
            raise ArchiveError(
                f'index.db cannot be opened ({error}); delete it and run "dragoman reindex"',
                subject=str(self._path),
            ) from error
        self._opened.append(connection)
        return connection

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(
            self._path, timeout=60, isolation_level=None, check_same_thread=False
        )
        connection.row_factory = sqlite3.Row
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = OFF")  # a view: after a power cut it is rebuilt
        return connection

    def _catch_up_batch(self) -> bool:
        """One transaction of up to BATCH ledger lines; whether there may be more."""
        connection = self.connection
        connection.execute("BEGIN IMMEDIATE")
        try:
            position = int(self._meta("position") or 0)
            count = 0
            for after, line in self._store.entries(position):
                self._apply_line(line)
                position = after
                count += 1
                if count == BATCH:
                    break
            connection.execute(
                "INSERT OR REPLACE INTO meta VALUES ('position', ?)", (str(position),)
            )
            connection.execute("COMMIT")
        except BaseException:
            connection.execute("ROLLBACK")
            raise
        return count == BATCH

    def _apply_line(self, line: dict[str, Any]) -> None:
        """One line's record; one that is damaged must not hide the others."""
        try:
            row = (line["id"], line["type"], line["file"], line["offset"], line["length"])
            self.connection.execute("INSERT OR REPLACE INTO records VALUES (?, ?, ?, ?, ?)", row)
            if line["type"] in SHOWN:
                record = read_chained(self._store.folder, line["file"], line["offset"])
                apply(self.connection, record)
        except (ArchiveError, LookupError, TypeError, ValueError, OverflowError) as error:
            if line.get("type") not in ("archive", "repair"):
                self._store.notices.append(
                    f"record {line.get('id')} in {line.get('file')} could not be read into the "
                    f'index ({error}); run "dragoman verify"'
                )

    def _meta(self, name: str) -> str | None:
        row = self.connection.execute("SELECT value FROM meta WHERE name = ?", (name,)).fetchone()
        return row[0] if row else None
