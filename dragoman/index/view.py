"""The index: opened, brought up to date with the ledger, thrown away when it cannot be trusted."""

from __future__ import annotations

import contextlib
import os
import sqlite3
import tempfile
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from dragoman.archiver.reader import RecordReader
from dragoman.archiver.store import Store
from dragoman.errors import ArchiveError
from dragoman.index import schema
from dragoman.index.apply import apply
from dragoman.index.searchable import Touched
from dragoman.provenance.ledger import Entry

# Only these can hold what the index shows; requests and responses are found through them.
SHOWN = frozenset({"metadata", "conversion"})
# Ledger lines in a transaction: in large ones fewer parts of the search index are merged again.
BATCH = 2_000
BATCH_SENTENCES = 50_000
CACHE_KB = 64_000
# With much to read in, pages of the index are kept in memory until they are full.
MUCH_BYTES = 10_000_000
MUCH_CACHE_KB = 256_000
# The disk is full, or a write failed: nothing that deleting the index would mend.
NO_ROOM = frozenset({sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR_WRITE, sqlite3.SQLITE_IOERR_SHMSIZE})


class Index:
    """`index.db` of one archive, always built out of the records and never the other way round.

    Threads may share it: each has a connection of its own. Processes may too.
    """

    def __init__(self, store: Store, path: Path | None = None) -> None:
        self._store = store
        self._path = path or store.folder / "index.db"
        self._elsewhere: tempfile.TemporaryDirectory[str] | None = None
        self._fixed = False
        self._local = threading.local()
        self._generation = 0
        self._opened: list[sqlite3.Connection] = []
        self._spelled: set[str] = set()

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
        try:
            self._catch_up(progress)
        except sqlite3.OperationalError as error:
            raise self._unusable(error) from error
        except sqlite3.DatabaseError as error:
            self._store.notices.append(f"index.db was damaged ({error}); it is built anew")
            self.close()
            self._remove()
            self._catch_up(progress)

    def _catch_up(self, progress: Callable[[int, int], None] | None) -> None:
        total = self._store.ledger.stat().st_size
        self._settle(total)
        behind = 0 if self._fixed else total - int(self._meta("position") or 0)
        if behind > MUCH_BYTES:
            self.connection.execute(f"PRAGMA cache_size = -{MUCH_CACHE_KB}")
        while not self._fixed and self._catch_up_batch():
            if progress is not None:
                progress(int(self._meta("position") or 0), total)

    def rebuild(self, progress: Callable[[int, int], None] | None = None) -> None:
        """Throw the index away and build it anew, beside the old one, which serves until then."""
        self.discard()
        self.catch_up(progress)

    def discard(self) -> None:
        """Throw the index away; the next program that needs it builds it."""
        self.close()
        try:
            self._remove()
        except OSError as error:
            raise ArchiveError(
                f"{self._path} cannot be removed: {error.strerror or error}",
                subject=str(self._path),
            ) from error

    def close(self) -> None:
        for connection in self._opened:
            connection.close()
        self._opened.clear()
        self._spelled.clear()
        self._generation += 1
        if self._elsewhere is not None:
            self._path = self._store.folder / "index.db"
            self._elsewhere.cleanup()
            self._elsewhere = None
        self._fixed = False

    @property
    def uri(self) -> str:
        """What SQLite opens; where nothing can be written it must not look for anybody's writes."""
        address = self._path.absolute().as_uri()
        return f"{address}?immutable=1" if self._fixed else address

    def _settle(self, ledger_size: int) -> None:
        """Where the archive cannot be written to, read the index as it is, or one built elsewhere.

        It is read as it is only where it has all of the ledger; it may be large to copy.
        """
        if self._opened or self._elsewhere is not None or _writable(self._path):
            return
        self._fixed = not _has_content(self._path.with_name(self._path.name + "-wal"))
        if self._fixed and self._is_complete(ledger_size):
            return
        self.close()
        self._elsewhere = tempfile.TemporaryDirectory(prefix="dragoman-")
        self._path = Path(self._elsewhere.name) / "index.db"

    def _is_complete(self, ledger_size: int) -> bool:
        try:
            connection = self._connect()
        except sqlite3.DatabaseError:
            return False
        try:
            row = connection.execute("SELECT value FROM meta WHERE name = 'position'").fetchone()
            return schema.is_current(connection) and row is not None and int(row[0]) == ledger_size
        except sqlite3.DatabaseError:
            return False
        finally:
            connection.close()

    def _remove(self) -> None:
        for suffix in ("", "-wal", "-shm"):
            self._path.with_name(self._path.name + suffix).unlink(missing_ok=True)

    def _unusable(self, error: sqlite3.DatabaseError) -> ArchiveError:
        if getattr(error, "sqlite_errorcode", None) in NO_ROOM:
            what = (
                f"index.db cannot be written ({error}); the records are safe, and the index "
                "catches up once there is room"
            )
        else:
            what = f'index.db cannot be used ({error}); delete it and run "dragoman reindex"'
        return ArchiveError(what, subject=str(self._path))

    def _open(self) -> sqlite3.Connection:
        self._spelled.clear()  # it may be another file than the one they were written into
        try:
            connection = self._connect()
            # Whether it is empty comes first: another process may fill it between the questions.
            if schema.is_empty(connection):
                schema.create(connection)
            elif not schema.is_current(connection):
                connection.close()
                self._remove()
                connection = self._connect()
                schema.create(connection)
        except sqlite3.OperationalError as error:
            raise self._unusable(error) from error
        except sqlite3.DatabaseError as error:
            # Not a database any more, or a torn one. It is a view: nothing is lost with it.
            if self._fixed:
                raise self._unusable(error) from error
            self._store.notices.append(f"index.db was damaged ({error}); it is built anew")
            connection = self._afresh()
        self._opened.append(connection)
        return connection

    def _afresh(self) -> sqlite3.Connection:
        self._remove()
        try:
            connection = self._connect()
            schema.create(connection)
        except sqlite3.DatabaseError as error:
            raise self._unusable(error) from error
        return connection

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(
            self.uri, timeout=60, isolation_level=None, check_same_thread=False, uri=True
        )
        connection.row_factory = sqlite3.Row
        if self._fixed:
            return connection
        with contextlib.suppress(sqlite3.OperationalError):
            # Another process may be at it: then it is set, and the switch does not wait its turn.
            connection.execute("PRAGMA journal_mode = WAL")
        connection.execute(f"PRAGMA cache_size = -{CACHE_KB}")
        connection.execute("PRAGMA synchronous = OFF")  # a view: after a power cut it is rebuilt
        return connection

    def _catch_up_batch(self) -> bool:
        """One transaction of so many ledger lines at most; whether there may be more."""
        connection = self.connection
        connection.execute("BEGIN IMMEDIATE")
        try:
            position = int(self._meta("position") or 0)
            touched = Touched(self._spelled)
            full = False
            with contextlib.closing(RecordReader(self._store.folder)) as reader:
                for count, (after, line) in enumerate(self._store.entries(position), start=1):
                    self._apply_line(line, reader, touched)
                    position = after
                    full = count == BATCH or touched.size > BATCH_SENTENCES
                    if full:
                        break
            touched.refresh(connection)
            connection.execute(
                "INSERT OR REPLACE INTO meta VALUES ('position', ?)", (str(position),)
            )
            connection.execute("COMMIT")
        except BaseException:
            self._spelled.clear()
            if connection.in_transaction:  # a full disk has ended it already
                connection.execute("ROLLBACK")
            raise
        return full

    def _apply_line(self, line: dict[str, Any], reader: RecordReader, touched: Touched) -> None:
        """One line's record; one that is damaged must not hide the others."""
        try:
            entry = Entry.from_json(line)
            row = (entry.id, entry.type, entry.file, entry.offset, entry.length)
            self.connection.execute("INSERT OR REPLACE INTO records VALUES (?, ?, ?, ?, ?)", row)
            if entry.type in SHOWN:
                apply(self.connection, reader.read_chained(entry.file, entry.offset), touched)
        except (ArchiveError, LookupError, TypeError, ValueError, OverflowError) as error:
            if line.get("type") not in ("archive", "repair"):
                self._store.notices.append(
                    f"record {line.get('id')} in {line.get('file')} could not be read into the "
                    f'index ({error}); run "dragoman verify"'
                )

    def _meta(self, name: str) -> str | None:
        row = self.connection.execute("SELECT value FROM meta WHERE name = ?", (name,)).fetchone()
        return row[0] if row else None


def _writable(path: Path) -> bool:
    """Whether a database can be made or written here, with the files that SQLite puts beside it."""
    return os.access(path.parent, os.W_OK) and (not path.exists() or os.access(path, os.W_OK))


def _has_content(path: Path) -> bool:
    return path.exists() and path.stat().st_size > 0
