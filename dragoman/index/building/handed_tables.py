"""The tables of what came with other archives, and of what was handed over."""

from __future__ import annotations

HANDED = """
CREATE TABLE refiled (
    id TEXT NOT NULL,
    was TEXT NOT NULL,
    file TEXT NOT NULL,
    PRIMARY KEY (id, was)
) WITHOUT ROWID;

CREATE TABLE disputes (
    translation_id TEXT NOT NULL,
    n INTEGER NOT NULL,
    ours TEXT NOT NULL,
    theirs TEXT NOT NULL,
    merge_id TEXT NOT NULL,
    PRIMARY KEY (translation_id, n, ours, theirs)
) WITHOUT ROWID;

CREATE TABLE custody (
    id TEXT PRIMARY KEY,
    event TEXT NOT NULL,
    what TEXT NOT NULL,
    happened_at TEXT NOT NULL,
    sha256 TEXT,
    whom TEXT,
    sealed TEXT,
    pages TEXT NOT NULL DEFAULT '[]'
) WITHOUT ROWID;
"""
