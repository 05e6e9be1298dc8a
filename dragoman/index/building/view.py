"""The index: opened, brought up to date with the ledger, thrown away when it cannot be trusted.

Whoever only reads needs it whole, and is told where it cannot be had. Whoever records does not wait
for it: what cannot be read into it now is read later, and a makeshift knows meanwhile what this run
recorded.
"""

from __future__ import annotations

import contextlib
import math
import os
import sqlite3
import tempfile
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Protocol, TypeVar

from dragoman.archiver.store.store import Store
from dragoman.errors import IndexUnusable
from dragoman.index.building import schema
from dragoman.index.building.following import Follower, Place, reached
from dragoman.index.building.makeshift import Makeshift
from dragoman.index.building.rows import CheckedRows
from dragoman.index.sqlite.bounds import guard
from dragoman.index.sqlite.trouble import BROKEN, Broken, Foreign, is_damage, unusable
from dragoman.provenance.ledger import last_line

CACHE_KB = 64_000
# With much to read in, pages of the index are kept in memory until they are full.
MUCH_BYTES = 10_000_000
MUCH_CACHE_KB = 256_000
# Seconds that another program is waited for: by who reads, by who records, and once it was in vain.
PATIENT, BRIEF, NOT_AT_ALL = 60.0, 5.0, 0.0
MEANWHILE = (
    "what is recorded is kept all the same, and read into the index once that can be done; until "
    "then a body that came before is kept again"
)

T = TypeVar("T")


class Source(Protocol):
    """What answers questions: the index, or the makeshift of a run."""

    @property
    def connection(self) -> sqlite3.Connection: ...


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
        self._opened: list[tuple[threading.Thread, sqlite3.Connection]] = []
        self._follower = Follower(store)
        self._begun = store.ledger.stat().st_size if store.ledger.exists() else 0
        self._trouble: IndexUnusable | None = None
        self._damage: Broken | None = None
        self._makeshift: Makeshift | None = None
        self._mending = threading.RLock()

    # -- for whoever reads -------------------------------------------------------------------

    @property
    def connection(self) -> sqlite3.Connection:
        """This thread's connection; rows come as `sqlite3.Row`.

        IndexUnusable where it cannot be used, or could not when something was recorded last, and
        still cannot.
        """
        if self._trouble is not None:
            self.catch_up()
        try:
            return self._connection(PATIENT)
        except BROKEN as error:
            raise unusable(error, self._path) from error

    @property
    def reading(self) -> sqlite3.Connection:
        """Another connection of this thread's, which cannot write, for whoever asks in SQL.

        Rows come as tuples. IndexUnusable as of `connection`.
        """
        self.connection  # noqa: B018 - the index is there then, and is one of ours
        if getattr(self._local, "reading_generation", None) != self._generation:
            address = f"{self.uri}{'&' if self._fixed else '?'}mode=ro"
            connection = sqlite3.connect(address, check_same_thread=False, uri=True)
            guard(connection, math.inf)
            self._opened.append((threading.current_thread(), connection))
            self._local.reading = connection
            self._local.reading_generation = self._generation
        reading: sqlite3.Connection = self._local.reading
        return reading

    def catch_up(
        self, progress: Callable[[int, int], None] | None = None, *, until: int | None = None
    ) -> None:
        """Apply every record that the ledger has and the index has not, up to a byte of it.

        `progress` is called with the bytes of the ledger read so far, and all of them.
        IndexUnusable where that cannot be done.
        """
        self._bring_up(PATIENT, progress, until, elsewhere=True)

    # -- for whoever records -----------------------------------------------------------------

    @property
    def trouble(self) -> IndexUnusable | None:
        """Why the index lacks what was recorded last; None where it does not."""
        return self._trouble

    def prepare(self) -> None:
        """Catch up where that can be done at once; who needs it is told where it cannot."""
        try:
            self._bring_up(BRIEF, elsewhere=False)
        except IndexUnusable as error:
            self._trouble = error

    def keep_up(self) -> None:
        """Catch up with what was just recorded. Where that cannot be done it is done later."""
        try:
            self._bring_up(BRIEF if self._trouble is None else NOT_AT_ALL, elsewhere=False)
        except IndexUnusable as error:
            with contextlib.suppress(IndexUnusable):  # whoever asks is told
                self._make_do(error)

    def ask(self, question: Callable[[Source], T]) -> T:
        """What is known of this run's own records, whatever state the index is in.

        Of others it may know nothing. IndexUnusable where there is no room for a makeshift either.
        """
        trouble = self._trouble
        if trouble is None:
            try:
                return question(self)
            except IndexUnusable as error:
                trouble = error
            except BROKEN as error:
                trouble = self.broken(error)
        return question(self._make_do(trouble))

    def broken(self, error: Broken) -> IndexUnusable:
        """For whoever came upon an error of SQLite; damage is mended before anything is added."""
        if is_damage(error):
            self._damage = error
        return unusable(error, self._path)

    def recall(self, question: Callable[[sqlite3.Connection], T]) -> T:
        """What the index knew when it was written last; IndexUnusable where it cannot be read."""
        try:
            return question(self._connection(NOT_AT_ALL))
        except BROKEN as error:
            raise unusable(error, self._path) from error

    def _make_do(self, trouble: IndexUnusable) -> Makeshift:
        """What knows this run's records until the index does again."""
        with self._mending:
            self._trouble = trouble
            try:
                if self._makeshift is None:
                    self._store.notices.append(f"{trouble.what}: {MEANWHILE}")
                    self._makeshift = Makeshift(self._store, self._begun)
                self._makeshift.catch_up()
            except BROKEN as error:
                raise unusable(error, self._path) from error
            return self._makeshift

    # -- thrown away -------------------------------------------------------------------------

    def rebuild(self, progress: Callable[[int, int], None] | None = None) -> None:
        """Throw the index away and build it anew; IndexUnusable where it cannot be written."""
        self.discard()
        self._bring_up(PATIENT, progress, elsewhere=False)

    def discard(self) -> None:
        """Throw the index away; the next program that needs it builds it."""
        self.close()
        self._remove()

    def close(self) -> None:
        """Close what this thread opened, and what threads that have ended did.

        Python crashes where a connection is closed in the middle of another thread's query: such a
        one is let go of, and closed when its thread opens another or ends.
        """
        self._close()
        self._makeshift = None

    def _close(self) -> None:
        for thread, connection in self._opened:
            if thread is threading.current_thread() or not thread.is_alive():
                connection.close()
        self._opened.clear()
        self._generation += 1
        if self._elsewhere is not None:
            self._path = self._store.folder / "index.db"
            self._elsewhere.cleanup()
            self._elsewhere = None
        self._fixed = False

    # -- catching up -------------------------------------------------------------------------

    def _bring_up(
        self,
        patience: float,
        progress: Callable[[int, int], None] | None = None,
        until: int | None = None,
        *,
        elsewhere: bool,
    ) -> None:
        generation = self._generation
        try:
            self._follow(patience, progress, until, elsewhere=elsewhere)
        except BROKEN as error:
            if not is_damage(error) or self._fixed:
                raise unusable(error, self._path) from error
            self._mend(error, generation)
            try:
                self._follow(patience, progress, until, elsewhere=elsewhere)
            except BROKEN as again:
                raise unusable(again, self._path) from again
        self._trouble = None

    def _follow(
        self,
        patience: float,
        progress: Callable[[int, int], None] | None,
        until: int | None,
        *,
        elsewhere: bool,
    ) -> None:
        if self._damage is not None:  # found by who read
            damage, self._damage = self._damage, None
            raise damage
        end = last_line(self._store.ledger, self._store.ledger.stat().st_size)
        self._settle(end, elsewhere=elsewhere)
        connection = self._connection(patience)
        place = reached(connection)
        if self._fixed or place == end:
            return
        connection.execute(f"PRAGMA busy_timeout = {int(patience * 1000)}")
        with contextlib.ExitStack() as stack:
            if end[0] - place[0] > MUCH_BYTES:
                connection.execute(f"PRAGMA cache_size = -{MUCH_CACHE_KB}")
                stack.enter_context(self._follower.much(connection, max(0, place[0])))
            while self._follower.follow(connection, until):
                if progress is not None:
                    progress(reached(connection)[0], end[0])
        if progress is not None:
            progress(end[0], end[0])

    def _mend(self, error: Broken, generation: int) -> None:
        """Make room for another index. It is a view: nothing is lost with it."""
        with self._mending:
            if self._generation != generation:
                return  # another thread has
            said = error if isinstance(error, Foreign) else f"was damaged ({error})"
            self._store.notices.append(f"index.db {said}; it is built anew")
            self._close()
            self._remove()

    def _settle(self, end: Place, *, elsewhere: bool) -> None:
        """Where the archive cannot be written to, read the index as it is, or one built elsewhere.

        It is read as it is only where it has all of the ledger; it may be large to copy.
        """
        if self._elsewhere is not None or (self._opened and not self._fixed):
            return
        if self._is_complete(end) if self._fixed else _writable(self._path):
            return
        self._close()
        self._fixed = not _has_content(self._path.with_name(self._path.name + "-wal"))
        if self._fixed and self._is_complete(end):
            return
        self._fixed = False
        if not elsewhere:
            raise IndexUnusable(
                "index.db cannot be written to",
                'make it writable, or delete it and run "dragoman reindex"',
                subject=str(self._path),
            )
        self._elsewhere = tempfile.TemporaryDirectory(prefix="dragoman-")
        self._path = Path(self._elsewhere.name) / "index.db"

    def _is_complete(self, end: Place) -> bool:
        try:
            connection = self._connect(PATIENT)
        except BROKEN:
            return False
        try:
            if not schema.is_current(connection):
                return False
            schema.check(connection)
            return reached(connection) == end
        except BROKEN:
            return False
        finally:
            connection.close()

    def _remove(self) -> None:
        try:
            for suffix in ("", "-wal", "-shm"):
                self._path.with_name(self._path.name + suffix).unlink(missing_ok=True)
        except OSError as error:
            raise IndexUnusable(
                f"{self._path} cannot be removed ({error.strerror or error})",
                "move it away",
                subject=str(self._path),
            ) from error

    # -- connections -------------------------------------------------------------------------

    @property
    def uri(self) -> str:
        """What SQLite opens; where nothing can be written it must not look for anybody's writes."""
        address = self._path.absolute().as_uri()
        return f"{address}?immutable=1" if self._fixed else address

    def _connection(self, patience: float) -> sqlite3.Connection:
        if getattr(self._local, "generation", None) != self._generation:
            generation = self._generation
            self._local.connection = None  # an old one, which nobody else may close
            self._local.connection = self._open(patience)
            self._local.generation = generation
        connection: sqlite3.Connection = self._local.connection
        return connection

    def _open(self, patience: float) -> sqlite3.Connection:
        if self._path.is_file() and self._path.stat().st_nlink > 1 and not self._fixed:
            raise Foreign("has a second name (a hard link), where it would change too")
        connection = self._connect(patience)
        try:
            if not self._fixed and not schema.is_current(connection):
                schema.create(connection)
            schema.check(connection)
        except BaseException:
            connection.close()
            raise
        connection.row_factory = CheckedRows()
        self._opened.append((threading.current_thread(), connection))
        return connection

    def _connect(self, patience: float) -> sqlite3.Connection:
        connection = sqlite3.connect(
            self.uri, timeout=patience, isolation_level=None, check_same_thread=False, uri=True
        )
        guard(connection)
        if self._fixed:
            return connection
        with contextlib.suppress(sqlite3.OperationalError):
            # Another process may be at it: then it is set, and the switch does not wait its turn.
            connection.execute("PRAGMA journal_mode = WAL")
        connection.execute(f"PRAGMA cache_size = -{CACHE_KB}")
        connection.execute("PRAGMA synchronous = OFF")  # a view: after a power cut it is rebuilt
        return connection


def _writable(path: Path) -> bool:
    """Whether a database can be made or written here, with the files that SQLite puts beside it."""
    return os.access(path.parent, os.W_OK) and (not path.exists() or os.access(path, os.W_OK))


def _has_content(path: Path) -> bool:
    return path.exists() and path.stat().st_size > 0
