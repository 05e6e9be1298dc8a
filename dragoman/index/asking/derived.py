"""The records that were made of a page: its articles, their sentences as people cut them, their
translations, decisions and comments on these, and what people said of the page itself.

What stands on a page that no article was read out of has a record of its own, and so has each
picture, each later look at the page, and each time that others were asked what they hold of it, or
to capture it as well.
"""

from __future__ import annotations

import sqlite3

DERIVED_SQL = {
    "articles": "SELECT id FROM articles WHERE page_id = ? ORDER BY ordered_at, id",
    "verdicts": "SELECT id FROM verdicts WHERE page_id = ? AND id NOT IN (SELECT id FROM articles) "
    "ORDER BY ordered_at, id",
    "translations": "SELECT t.id FROM translations t JOIN articles a ON a.id = t.article_id "
    "WHERE a.page_id = ? ORDER BY t.ordered_at, t.id",
    "pictures": "SELECT id FROM pictures WHERE page_id = ? ORDER BY ordered_at, id",
    "annotations": "SELECT id FROM annotations WHERE page_id = ? ORDER BY ordered_at, id",
    "corroborations": "SELECT id FROM corroborations WHERE page_id = ? ORDER BY ordered_at, id",
    "observations": "SELECT id FROM observations WHERE page_id = ? ORDER BY observed_at, id",
    "submissions": "SELECT id FROM submissions WHERE page_id = ? ORDER BY ordered_at, id",
    "segmentations": "SELECT s.id FROM segmentations s JOIN articles a ON a.id = s.article_id "
    "WHERE a.page_id = ? AND s.reviewer IS NOT NULL ORDER BY s.ordered_at, s.id",
    "comments": "SELECT c.id FROM comments c JOIN articles a ON a.id = c.article_id "
    "WHERE a.page_id = ? ORDER BY c.ordered_at, c.id",
    "decisions": "SELECT d.id FROM decisions d JOIN translations t ON t.id = d.translation_id "
    "JOIN articles a ON a.id = t.article_id WHERE a.page_id = ? ORDER BY d.ordered_at, d.id",
}
KINDS = tuple(DERIVED_SQL)


def derived(connection: sqlite3.Connection, kind: str, page: str) -> list[str]:
    """Ids of the records of one of KINDS, the earliest first."""
    return [str(row[0]) for row in connection.execute(DERIVED_SQL[kind], (page,))]
