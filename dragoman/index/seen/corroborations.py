"""Questions on what others hold of a page, and on who was asked to capture it as well."""

from __future__ import annotations

import sqlite3
from typing import Any

KEYS = "id AS record, compared_at, asked, held, independent, summary"


def corroborations(connection: sqlite3.Connection, page_id: str) -> list[dict[str, Any]]:
    """What was found each time, oldest first: `record compared_at asked held independent
    summary`."""
    rows = connection.execute(
        f"SELECT {KEYS} FROM corroborations WHERE page_id = ? ORDER BY ordered_at, id", (page_id,)
    )
    return [dict(row) for row in rows]


def latest(connection: sqlite3.Connection, page_id: str) -> str | None:
    """The record of the latest one; None where nobody was asked yet."""
    row = connection.execute(
        "SELECT id FROM corroborations WHERE page_id = ? ORDER BY ordered_at DESC, id DESC LIMIT 1",
        (page_id,),
    ).fetchone()
    return None if row is None else str(row[0])


def submissions(connection: sqlite3.Connection, page_id: str) -> list[dict[str, Any]]:
    """Who was asked to capture the page as well, oldest first: `record asked_at archive
    http_status kept_at error`."""
    rows = connection.execute(
        "SELECT id AS record, asked_at, archive, http_status, kept_at, error FROM submissions "
        "WHERE page_id = ? ORDER BY ordered_at, id",
        (page_id,),
    )
    return [dict(row) for row in rows]
