"""Decisions on one sentence that two archives had made, neither knowing of the other's."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from typing import Any

# Open until somebody decides anew: then neither of the two is the latest.
OPEN_SQL = """
SELECT a.page_id AS page, d.n AS n, r.target AS language, s.language AS source_language,
       coalesce(s.source, a.title) AS source, coalesce(o.text, m.machine, '') AS our_text,
       o.state AS our_state, o.reviewer AS our_reviewer, coalesce(t.text, m.machine, '')
       AS their_text, t.state AS their_state, t.reviewer AS their_reviewer
FROM disputes d JOIN decisions o ON o.id = d.ours JOIN decisions t ON t.id = d.theirs
JOIN translations r ON r.id = d.translation_id JOIN articles a ON a.id = r.article_id
LEFT JOIN segments s ON s.article_id = a.id AND s.n = d.n
LEFT JOIN targets m ON m.translation_id = d.translation_id AND m.n = d.n
WHERE (SELECT x.id FROM decisions x WHERE x.translation_id = d.translation_id AND x.n = d.n
       ORDER BY x.ordered_at DESC, x.id DESC LIMIT 1) IN (d.ours, d.theirs)
"""
ORDERED = " GROUP BY d.translation_id, d.n ORDER BY a.page_id, d.n"
LATEST_SQL = """
SELECT id, state, text FROM decisions WHERE translation_id = ? AND n = ?
ORDER BY ordered_at DESC, id DESC LIMIT 1
"""


def open_disputes(connection: sqlite3.Connection, to: str | None = None) -> Iterator[sqlite3.Row]:
    """Those that nobody has settled, by page and sentence; into one language where it is named."""
    if to is None:
        return connection.execute(OPEN_SQL + ORDERED)
    return connection.execute(f"{OPEN_SQL} AND r.target = ?{ORDERED}", (to,))


def latest_decision(
    connection: sqlite3.Connection, translation: str, n: int
) -> dict[str, Any] | None:
    """The decision on a sentence that counts: `id state text`."""
    row = connection.execute(LATEST_SQL, (translation, n)).fetchone()
    return dict(row) if row is not None else None


def refiled_pages(connection: sqlite3.Connection) -> set[str]:
    """The pages whose file made elsewhere has another name here than their record says."""
    return {str(row[0]) for row in connection.execute("SELECT id FROM refiled")}
