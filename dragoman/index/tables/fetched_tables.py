"""The tables of what was fetched besides pages, and of what was seen and heard of them later."""

from __future__ import annotations

FETCHED = """
CREATE TABLE payloads (
    payload TEXT NOT NULL,
    date TEXT NOT NULL,
    record_id TEXT NOT NULL,
    PRIMARY KEY (payload, date, record_id)
) WITHOUT ROWID;

CREATE TABLE requisites (
    id TEXT PRIMARY KEY, page_id TEXT NOT NULL, had INTEGER NOT NULL, missing INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE observations (
    id TEXT PRIMARY KEY,
    page_id TEXT NOT NULL,
    url TEXT NOT NULL,
    observed_at TEXT NOT NULL,
    finding TEXT NOT NULL,
    http_status INTEGER,
    reason TEXT NOT NULL,
    captured TEXT
) WITHOUT ROWID;

CREATE TABLE corroborations (
    id TEXT PRIMARY KEY, page_id TEXT NOT NULL, compared_at TEXT NOT NULL, ordered_at TEXT NOT NULL,
    asked INTEGER NOT NULL, held INTEGER NOT NULL, independent INTEGER NOT NULL,
    summary TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE submissions (
    id TEXT PRIMARY KEY, page_id TEXT NOT NULL, asked_at TEXT NOT NULL, ordered_at TEXT NOT NULL,
    archive TEXT NOT NULL, http_status INTEGER, kept_at TEXT, error TEXT
) WITHOUT ROWID;
"""
