"""The index is opened by many at once, and each finds it whole."""

from __future__ import annotations

import json
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from dragoman.archive import Archive
from dragoman.archiver.record import json_record
from dragoman.archiver.store import Store
from dragoman.index import schema
from dragoman.index.view import Index
from tests.test_store import append, make


def ids(index: Index) -> set[str]:
    index.catch_up()
    return {row["id"] for row in index.connection.execute("SELECT id FROM records")}


def test_many_may_make_the_index_at_once(tmp_path: Path) -> None:
    """Programs that start together in a new archive; none removes what another makes."""
    for number in range(20):
        store = make(tmp_path / str(number))
        reported = set(append(store, 3))
        indexes = [Index(Store(store.folder, software="test/0")) for _ in range(4)]
        with ThreadPoolExecutor(4) as pool:
            found = list(pool.map(ids, indexes))
        assert all(reported <= each for each in found)
        for index in indexes:
            index.close()
        assert reported <= ids(Index(store))


def test_tables_are_made_all_or_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    connection = sqlite3.connect(tmp_path / "index.db", isolation_level=None)
    with monkeypatch.context() as patch:
        patch.setattr(schema, "TABLES", schema.TABLES + "; CREATE TABLE meta (name TEXT)")
        with pytest.raises(sqlite3.OperationalError, match="already exists"):
            schema.create(connection)
    assert connection.execute("SELECT 1 FROM sqlite_master").fetchone() is None
    schema.create(connection)
    schema.create(connection)
    assert schema.is_current(connection)


def test_an_index_of_another_version_is_built_anew(tmp_path: Path) -> None:
    store = make(tmp_path / "archive")
    reported = set(append(store, 3))
    index = Index(store)
    index.catch_up()
    index.connection.execute("DELETE FROM records")
    index.connection.execute("PRAGMA user_version = 1")
    index.close()
    assert reported <= ids(Index(store))


def test_a_line_that_no_database_can_hold_hides_no_other(tmp_path: Path) -> None:
    """A ledger may come from somebody else; a lone surrogate is no text to SQLite."""
    folder = tmp_path / "archive"
    with Archive(folder) as archive:
        archive.store.append([json_record("k", "http://h/", {})], "captures")
    ledger = folder / "ledger.jsonl"
    line = json.loads(ledger.read_bytes().splitlines()[-1])
    for name in ("\ud800", 10**30, ["a"]):  # the last is read as the text of itself
        with ledger.open("a", encoding="utf-8") as stream:
            key = "offset" if isinstance(name, int) else "id"
            stream.write(json.dumps(line | {key: name}) + "\n")
    with Archive(folder) as archive:
        found = archive.index.connection.execute("SELECT id FROM records").fetchall()
        assert line["id"] in {row[0] for row in found}
        assert sum("could not be read" in each for each in archive.store.notices) == 2
