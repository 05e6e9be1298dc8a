"""Which pages that were set aside as mistaken a search would find: they have no rows to search."""

from __future__ import annotations

import itertools
import json
import sqlite3
from collections.abc import Sequence

from dragoman.index.search.search import matcher_of

SENTENCES_SQL = """
SELECT p.id AS page, s.n AS n, s.source AS source, t.target AS target FROM pages p
JOIN articles a ON a.page_id = p.id AND a.current JOIN segments s ON s.article_id = a.id
LEFT JOIN (translations r JOIN targets t ON t.translation_id = r.id)
ON r.article_id = a.id AND r.current AND t.n = s.n
WHERE p.id IN (SELECT value FROM json_each(?)) ORDER BY p.id, s.n, r.target
"""


def found_aside(connection: sqlite3.Connection, query: str, ids: Sequence[str]) -> set[str]:
    """Those of `ids` that have a sentence with every term of `query`, or a translation of one.

    Each is read from its beginning: there are few.
    """
    matcher = matcher_of(connection, query)
    found: set[str] = set()
    rows = connection.execute(SENTENCES_SQL, (json.dumps(list(ids)),))
    for (page, _), held in itertools.groupby(rows, key=lambda row: (row["page"], row["n"])):
        same = list(held)
        if page not in found:
            targets = [row["target"] for row in same if row["target"] is not None]
            if matcher.match(same[0]["source"], targets).matched:
                found.add(page)
    return found
