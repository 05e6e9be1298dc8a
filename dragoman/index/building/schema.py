"""Whether an index is made as ours are, by this machine; and making one, all of it or nothing."""

from __future__ import annotations

import functools
import secrets
import sqlite3

from dragoman.index.sqlite.trouble import Foreign
from dragoman.index.tables.tables import TABLES, make_by_library, make_by_sql
from dragoman.provenance.machine import is_sealed, seal

# Raised whenever a table changes, or the words of a credit; an index of another version is thrown
# away and built anew.
VERSION = 38

# What the seal of an index is over, before its number.
SEALED = "index.db "
# Of what lies in a database: all that a query could run into.
# As bytes, since what somebody else wrote may be no text.
OBJECTS = """
SELECT cast(type AS BLOB), cast(name AS BLOB), cast(tbl_name AS BLOB), cast(sql AS BLOB)
FROM sqlite_master
"""


def create(connection: sqlite3.Connection, *, lightly: bool = False) -> None:
    """Make the tables, all of them or none, unless another process just has.

    Tables of another version go. `lightly` does without sqlite-utils, for what lasts no longer than
    the program.
    """
    connection.execute("BEGIN IMMEDIATE")
    try:
        if not is_current(connection):
            empty(connection, lightly=lightly)
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:  # a full disk has ended it already
            connection.execute("ROLLBACK")
        raise


def empty(connection: sqlite3.Connection, *, lightly: bool = False) -> None:
    """The tables with nothing in them, within the transaction that is open.

    The file stays: other programs may have it open, and see the change when it is committed.
    """
    held = connection.execute(
        "SELECT type, name FROM sqlite_master WHERE type IN ('table', 'view') "
        "AND name NOT LIKE 'sqlite~_%' ESCAPE '~' "
        "ORDER BY sql NOT LIKE 'CREATE VIRTUAL%'"  # these take others with them
    ).fetchall()
    for kind, name in held:
        connection.execute("DROP {} IF EXISTS {}".format(kind, '"' + name.replace('"', '""') + '"'))
    if lightly or not _made_by_library(connection):
        make_by_sql(connection, TABLES)
    nonce = secrets.token_hex(16)
    connection.execute("INSERT INTO built VALUES (?, ?)", (nonce, seal(SEALED + nonce)))
    connection.execute(f"PRAGMA user_version = {VERSION}")
    # Another number each time, so that a program that had it open before knows it is not the same.
    connection.execute(f"PRAGMA application_id = {secrets.randbits(31)}")


def _made_by_library(connection: sqlite3.Connection) -> bool:
    """Whether it made them as they have to be; else, as by another version of it, none is there."""
    connection.execute("SAVEPOINT made")
    make_by_library(connection)
    as_ours = strange_object(connection) is None
    if not as_ours:
        connection.execute("ROLLBACK TO made")
    connection.execute("RELEASE made")
    return as_ours


def is_current(connection: sqlite3.Connection) -> bool:
    return bool(connection.execute("PRAGMA user_version").fetchone()[0] == VERSION)


def check(connection: sqlite3.Connection) -> None:
    """Foreign where an index is not one that this machine built, of our tables and nothing else.

    A view or a trigger that came with an archive would answer for us; rows that somebody else wrote
    could say that a sentence was approved that nobody has read.
    """
    strange = strange_object(connection)
    if strange is not None:
        raise Foreign(f"is not made as ours is ({strange})")
    nonce, said = connection.execute("SELECT nonce, seal FROM built").fetchone() or ("", None)
    if not is_sealed(f"{SEALED}{nonce}", said):
        raise Foreign("was not built on this machine")


def strange_object(connection: sqlite3.Connection) -> str | None:
    """The first table, view, index or trigger that is not made as ours is, or is missing."""
    strange = _objects(connection) ^ _objects_of(TABLES)
    if not strange:
        return None
    kind, name, *_ = (str(part, "utf-8", "replace") for part in min(strange, key=str))
    return f"the {kind} {name[:60]}"


def _objects(connection: sqlite3.Connection) -> frozenset[tuple[bytes, ...]]:
    """Tables, views, indexes and triggers, each with what it was made by."""
    rows = connection.execute(OBJECTS)
    return frozenset(tuple(bytes(part or b"") for part in row) for row in rows)


@functools.cache
def _objects_of(_tables: str) -> frozenset[tuple[bytes, ...]]:
    connection = sqlite3.connect(":memory:", isolation_level=None)
    try:
        create(connection, lightly=True)
        return _objects(connection)
    finally:
        connection.close()
