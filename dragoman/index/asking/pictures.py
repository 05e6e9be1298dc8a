"""Questions on pictures of pages: which have none yet, and what the last one of a page is."""

from __future__ import annotations

import sqlite3
from typing import Any

from dragoman.index.sqlite.trouble import from_json

LATEST_SQL = """
SELECT id AS record, made_at, files, pieces, pdf, small, word, score, whole, error FROM pictures
WHERE page_id = ? ORDER BY ordered_at DESC, id DESC LIMIT 1
"""
# Pages whose bytes are here, and that a browser shows; posts are seen where they stood.
PENDING_SQL = """
SELECT p.id FROM pages p
WHERE (p.response_id IS NOT NULL OR (p.foreign_place IS NOT NULL
    AND json_extract(p.foreign_place, '$.method') IS NULL)) AND p.mistaken IS NULL
AND p.post IS NULL
AND (p.mime IS NULL OR p.mime LIKE 'text/html%' OR p.mime LIKE 'application/xhtml+xml%'
     OR p.mime LIKE 'text/plain%')
AND NOT EXISTS (SELECT 1 FROM pictures WHERE page_id = p.id)
"""
IN_ORDER = " ORDER BY p.captured_at, p.id"


def latest(connection: sqlite3.Connection, page: str) -> dict[str, Any] | None:
    """The last picture that was made of a page; None where none was.

    `record made_at pieces pdf small word score whole error`: `pieces` are the ids of its PNGs from
    the top down, `pdf` that of its PDF, `small` that of a small JPEG; `word` says how the replay
    compares with what was captured, `error` why there is no picture.
    """
    row = connection.execute(LATEST_SQL, (page,)).fetchone()
    if row is None:
        return None
    found = {name: row[name] for name in row.keys() if name != "files"}  # noqa: SIM118
    return {**found, "pieces": from_json(row["pieces"], list), "whole": bool(row["whole"])}


def held(connection: sqlite3.Connection, page: str) -> dict[str, str]:
    """By their SHA-256 the records of what pictures of a page are made of."""
    rows = connection.execute("SELECT files FROM pictures WHERE page_id = ?", (page,)).fetchall()
    return {digest: record for row in rows for digest, record in from_json(row[0], dict).items()}


def pending(connection: sqlite3.Connection) -> list[str]:
    """The pages that can be shown again and were not yet, oldest first."""
    return [str(row[0]) for row in connection.execute(PENDING_SQL + IN_ORDER)]


def is_pending(connection: sqlite3.Connection, page: str) -> bool:
    """Whether it is one of them."""
    return connection.execute(f"{PENDING_SQL} AND p.id = ?", (page,)).fetchone() is not None
