"""The tables of posts: which of them stood on a page, and where it leads to older ones."""

from __future__ import annotations

POSTS = """
CREATE TABLE post_lists (
    id TEXT PRIMARY KEY,
    page_id TEXT NOT NULL,
    ordered_at TEXT NOT NULL DEFAULT '',
    network TEXT NOT NULL,
    older TEXT,
    posts TEXT NOT NULL
) WITHOUT ROWID;
"""
