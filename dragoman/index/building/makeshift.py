"""What a run recorded itself, for as long as `index.db` cannot be used."""

from __future__ import annotations

import sqlite3

from dragoman.archiver.store.store import Store
from dragoman.index.building import schema
from dragoman.index.building.following import Follower, note
from dragoman.provenance.ledger import last_line

CACHE_KB = 64_000


class Makeshift:
    """An index of the records from a place in the ledger on, in a database without a name.

    It is in memory until it is large, and gone once nobody asks it. Threads share its connection,
    so none of them may close it, and catch up one after the other.
    """

    def __init__(self, store: Store, start: int) -> None:
        self.connection = sqlite3.connect("", isolation_level=None, check_same_thread=False)
        self.connection.row_factory = sqlite3.Row
        self.connection.execute(f"PRAGMA cache_size = -{CACHE_KB}")
        # What a transaction changes is kept until its end: in memory too, since disks are full.
        self.connection.execute("PRAGMA journal_mode = MEMORY")
        self._follower = Follower(store)
        schema.create(self.connection, lightly=True)
        note(self.connection, last_line(store.ledger, start))

    def catch_up(self) -> None:
        while self._follower.follow(self.connection):
            pass
