"""Which pages of a scan a machine has read, and which pieces of a recording it has heard."""

from __future__ import annotations

import sqlite3


def sheets(connection: sqlite3.Connection, page: str) -> dict[int, str]:
    """By number, the pages of a scan that were read: the latest record of each."""
    rows = connection.execute(
        "SELECT n, id FROM sheets WHERE page_id = ? ORDER BY n, ordered_at, id", (page,)
    )
    return {row["n"]: row["id"] for row in rows}


def stretches(connection: sqlite3.Connection, page: str) -> dict[int, str]:
    """By number, the pieces of a recording that were heard: the latest record of each."""
    rows = connection.execute(
        "SELECT n, id FROM heard WHERE page_id = ? ORDER BY n, ordered_at, id", (page,)
    )
    return {row["n"]: row["id"] for row in rows}


def is_scanned(connection: sqlite3.Connection, article: str) -> bool:
    """Whether a machine read an article from pictures."""
    row = connection.execute("SELECT sheets FROM articles WHERE id = ?", (article,)).fetchone()
    return row is not None and bool(row["sheets"])
