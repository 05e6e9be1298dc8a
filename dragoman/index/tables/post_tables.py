"""The tables of posts, and of recordings: what stood on a page, what an unfinished run kept."""

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

CREATE TABLE media (
    id TEXT PRIMARY KEY,
    visit TEXT NOT NULL,
    page_id TEXT NOT NULL,
    page_url TEXT NOT NULL,
    state TEXT NOT NULL,
    ordered_at TEXT NOT NULL DEFAULT '',
    pieces TEXT NOT NULL
) WITHOUT ROWID;
"""
