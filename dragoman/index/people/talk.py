"""What people said of the sentences of a page, without deciding on them."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from typing import Any

# Also of what was read out of the page at another time, where the sentence is the same word for
# word; and of a sentence that was cut otherwise since, with all that has a part of it.
TALK_SQL = """
SELECT s.n, c.id, c.made_at, c.reviewer, c.text, c.ordered_at FROM comments c
JOIN segments s ON s.article_id = ?1 AND s.n > 0
WHERE c.target_language = ?2 AND c.n > 0 AND (
    c.article_id = ?1 AND c.start < s.stop AND s.start < c.stop
    OR c.article_id <> ?1 AND c.article_id IN (
        SELECT o.id FROM articles o JOIN articles a ON a.page_id = o.page_id WHERE a.id = ?1)
    AND s.source = (SELECT substr(o.text, c.start + 1, c.stop - c.start) FROM articles o
                    WHERE o.id = c.article_id))
UNION ALL
SELECT 0, c.id, c.made_at, c.reviewer, c.text, c.ordered_at FROM comments c
JOIN articles o ON o.id = c.article_id JOIN articles a ON a.page_id = o.page_id
WHERE a.id = ?1 AND c.target_language = ?2 AND c.n = 0
ORDER BY 6, 2
"""


@dataclass(frozen=True, slots=True)
class Comment:
    """What `reviewer` said at `time` (UTC); `record` is its id."""

    record: str
    time: str
    reviewer: str
    text: str

    def to_json(self) -> dict[str, Any]:
        keys = ("record", "time", "reviewer", "text")
        return {key: getattr(self, key) for key in keys}


def talk(connection: sqlite3.Connection, article: str, target: str) -> dict[int, list[Comment]]:
    """By sentence (0 is the headline), what was said of it, the earliest first."""
    found: dict[int, list[Comment]] = {}
    for n, *said, _ in connection.execute(TALK_SQL, (article, target)):
        found.setdefault(n, []).append(Comment(*said))
    return found
