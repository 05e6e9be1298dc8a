"""Questions on recordings: what an unfinished run kept, and what is known of a page's."""

from __future__ import annotations

import sqlite3
from typing import Any

from dragoman.index.sqlite.trouble import from_json

UNFINISHED_SQL = """
SELECT pieces FROM media m WHERE page_url = ? AND NOT EXISTS (
    SELECT 1 FROM media e WHERE e.page_url = m.page_url AND e.state = 'ended'
    AND (e.ordered_at, e.id) > (m.ordered_at, m.id))
ORDER BY ordered_at, id
"""


def pieces(connection: sqlite3.Connection, page_url: str) -> dict[tuple[str, str], str]:
    """By address and range, the whole answers that runs kept which did not get to their end."""
    found: dict[tuple[str, str], str] = {}
    for (held,) in connection.execute(UNFINISHED_SQL, (page_url,)):
        found |= {(url, asked): response for url, asked, response in from_json(held, list)}
    return found


def recordings(connection: sqlite3.Connection, page_id: str) -> list[dict[str, Any]]:
    """The records on how fetching the recordings of a page ended: `id state`, oldest first."""
    rows = connection.execute(
        "SELECT id, state FROM media WHERE page_id = ? AND state <> 'under way' "
        "ORDER BY ordered_at, id",
        (page_id,),
    )
    return [dict(row) for row in rows]
