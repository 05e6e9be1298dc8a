"""Whether the index says what the records say: built anew, elsewhere, and compared row by row.

A copy of it is looked at, as far as it had read the ledger when it was made; the index itself is
left as it is.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from dragoman.archiver.store.store import Store
from dragoman.errors import ArchiveError
from dragoman.index.building import schema
from dragoman.index.building.following import is_of, reached
from dragoman.index.building.view import Index
from dragoman.index.sqlite.bounds import guard
from dragoman.index.sqlite.trouble import BROKEN, is_damage, unusable
from dragoman.provenance.own_files import is_own

_FTS5 = (
    "what FTS5 makes of `search`, by the order in which rows came; its own check goes through it"
)
# Tables, and columns of one: a name is put here only with the reason why it is not compared.
NOT_COMPARED = {
    "search_data": _FTS5,
    "search_idx": _FTS5,
    "search_content": _FTS5,
    "search_config": _FTS5,
    "built": "it says which machine built the index, and rests on no record",
}
SEARCH = """
SELECT a.id, a.place - search.rowid, {columns} FROM {{db}}.search LEFT JOIN {{db}}.articles a
ON a.place = (SELECT min(place) FROM {{db}}.articles WHERE place >= search.rowid)
"""
BUSY_SECONDS = 60.0
# An index is some times as large as its compressed records, and not hundreds of times.
LEAST_BOUND, MOST_TIMES = 1_000_000_000, 200


@dataclass(slots=True)
class Comparison:
    """What the index says otherwise than the records, a sentence each; `note` says why nothing
    was compared, where nothing was and that is no difference."""

    differences: list[str] = field(default_factory=list)
    note: str | None = None


def compare(store: Store) -> Comparison:
    """The index beside one that is built anew.

    A missing index is no difference: it is a view, and the next command builds it.
    """
    path = store.folder / "index.db"
    if not path.exists():
        return Comparison()
    if (size := path.stat().st_size) > _most_bytes(store):
        return Comparison([f"it has {size:,} bytes, far more than the records could give"])
    with tempfile.TemporaryDirectory(prefix="dragoman-") as folder:
        try:
            copy = _copied(path, Path(folder))
            return _compared(store, copy, Path(folder) / "index.db")
        except BROKEN as error:
            if is_damage(error):
                return Comparison([f"it is damaged ({error})"])
            return Comparison(note=f"it was not compared: {unusable(error, path).what}")
        except (ArchiveError, OSError) as error:
            return Comparison(note=f"it was not compared: {error}")


def _most_bytes(store: Store) -> int:
    """More than an index of these records can have: it is copied to be compared."""
    files = filter(is_own, (store.folder / "warc").glob("*"))
    records = sum(each.stat().st_size for each in files)
    return LEAST_BOUND + MOST_TIMES * records


def _copied(path: Path, folder: Path) -> Path:
    """The index as it is at one moment, in a file of ours."""
    copy = folder / "held.db"
    if not (os.access(path.parent, os.W_OK) and os.access(path, os.W_OK)):
        for suffix in ("", "-wal"):  # SQLite would have to write to see what is in the second
            if path.with_name(path.name + suffix).exists():
                shutil.copyfile(path.with_name(path.name + suffix), f"{copy}{suffix}")
        return copy
    with (
        closing(sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None)) as held,
        closing(sqlite3.connect(copy)) as target,
    ):
        held.execute("BEGIN")
        held.execute("SELECT count(*) FROM sqlite_master").fetchone()  # of this moment from now on
        held.backup(target)
    return copy


def _compared(store: Store, copy: Path, fresh_path: Path) -> Comparison:
    with closing(sqlite3.connect(copy, isolation_level=None)) as held:
        held.text_factory = _text
        guard(held)
        (version,) = held.execute("PRAGMA user_version").fetchone()
        if 0 < version < schema.VERSION:
            return Comparison(note="it is of an older version, and the next command builds it anew")
        if version != schema.VERSION:
            return Comparison([f"it says that it is of version {version}, which is not known"])
        # Before anything in it is asked: a view or a trigger would answer in place of a table.
        strange = schema.strange_object(held)
        if strange is not None:
            return Comparison([f"it is not made as ours is ({strange})"])
        damage = [f"it is damaged ({each})" for each in _damage(held)]
        place = reached(held)
        if damage or not is_of(held, place, store.ledger):
            return Comparison(damage or ["it is not of this ledger, or ahead of it"])
    fresh = Index(store, fresh_path)
    with closing(fresh):
        fresh.catch_up(until=place[0])
        fresh.connection.execute("ATTACH ? AS held", (str(copy),))
        fresh.connection.text_factory, fresh.connection.row_factory = _text, None
        return Comparison(list(_differences(fresh.connection)))


def _text(held: bytes) -> str:
    """What differs may be no text any more, and is told all the same."""
    return held.decode("utf-8", "replace")


def _damage(held: sqlite3.Connection) -> Iterator[str]:
    """What is wrong with it as a database, and with what is searched."""
    for (said,) in held.execute("PRAGMA integrity_check(3)").fetchall():
        if said != "ok":
            yield said
    try:
        held.execute("INSERT INTO search (search, rank) VALUES ('integrity-check', 0)")
    except BROKEN as error:
        yield f"search: {error}"


def _differences(connection: sqlite3.Connection) -> Iterator[str]:
    """Of the fresh index, which is `main`, and the one that is `held`."""
    for table in tables(connection):
        difference = _difference(connection, f"the table {table}", _rows(connection, table))
        if difference:
            yield difference


def tables(connection: sqlite3.Connection) -> list[str]:
    """The tables of an index that are compared."""
    rows = connection.execute("SELECT name FROM main.sqlite_master WHERE type = 'table'")
    return [row[0] for row in rows if row[0] not in NOT_COMPARED]


def _rows(connection: sqlite3.Connection, table: str) -> str:
    names = [row[1] for row in connection.execute(f"PRAGMA main.table_info({table})")]
    columns = ", ".join(
        f"{table}.{name}" for name in names if f"{table}.{name}" not in NOT_COMPARED
    )
    if table == "search":
        return SEARCH.format(columns=columns)
    return f"SELECT {columns} FROM {{db}}.{table}"


def _difference(connection: sqlite3.Connection, what: str, rows: str) -> str | None:
    """In words, how rows of the two differ; None where they do not."""
    ours, theirs = rows.format(db="main"), rows.format(db="held")
    lacking, example = _only(connection, ours, theirs)
    strange, other = _only(connection, theirs, ours)
    if not lacking and not strange:
        return None
    said = [
        f"lacks {lacking:,} of what the records give" if lacking else "",
        f"has {strange:,} that the records do not give" if strange else "",
    ]
    return f"{what} {' and '.join(filter(None, said))}, such as {example or other}"


def _only(connection: sqlite3.Connection, these: str, those: str) -> tuple[int, str]:
    """How many rows only the first has, and by what the first of them is known."""
    rows = connection.execute(f"{these} EXCEPT {those}")
    first = rows.fetchone()
    if first is None:
        return 0, ""
    return 1 + sum(1 for _ in rows), " ".join(str(each) for each in first[:2])[:120]
