"""The pages before and after one in the list of the desk, which has the newest first."""

from __future__ import annotations

import sqlite3

NEXT_SQL = """
SELECT p.id FROM pages p JOIN pages here ON here.id = ?1
WHERE (p.captured_at, p.id) {than} (here.captured_at, here.id) AND p.mistaken IS NULL
AND EXISTS (SELECT 1 FROM articles a WHERE a.page_id = p.id AND a.current)
ORDER BY p.captured_at {order}, p.id {order} LIMIT 1
"""


def neighbours(connection: sqlite3.Connection, page: str) -> tuple[str | None, str | None]:
    """The page before and the next that have something to read; None where there is none."""
    before = connection.execute(NEXT_SQL.format(than=">", order="ASC"), (page,)).fetchone()
    after = connection.execute(NEXT_SQL.format(than="<", order="DESC"), (page,)).fetchone()
    return before["id"] if before else None, after["id"] if after else None
