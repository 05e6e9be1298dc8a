"""What a run recorded itself, for as long as `index.db` cannot be used."""

from __future__ import annotations

import sqlite3
import threading

from dragoman.archiver.store import Store
from dragoman.index import schema
from dragoman.index.following import Follower, note
from dragoman.provenance.ledger import last_line


class Makeshift:
    """An index of the records from a place in the ledger on, in a database without a name.

    It is in memory until it is large, and gone once nobody asks it. Threads share its connection,
    so none of them may close it.
    """

    def __init__(self, store: Store, start: int) -> None:
        self.connection = sqlite3.connect("", isolation_level=None, check_same_thread=False)
        self.connection.row_factory = sqlite3.Row
        self._follower = Follower(store)
        self._lock = threading.Lock()
        schema.create(self.connection)
        note(self.connection, last_line(store.ledger, start))

    def catch_up(self) -> None:
        with self._lock:
            while self._follower.follow(self.connection):
                pass
