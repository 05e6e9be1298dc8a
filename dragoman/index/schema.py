"""The tables of `index.db`. A view: every row is made out of a record, none is the only copy."""

from __future__ import annotations

import sqlite3

# Raised whenever a table changes; an index of another version is thrown away and built anew.
VERSION = 6

TABLES = """
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

CREATE TABLE records (
    id TEXT PRIMARY KEY,
    type TEXT NOT NULL,
    file TEXT NOT NULL,
    offset INTEGER NOT NULL,
    length INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE pages (
    id TEXT PRIMARY KEY,
    url TEXT NOT NULL,
    final_url TEXT,
    captured_at TEXT NOT NULL,
    http_status INTEGER,
    mime TEXT,
    response_id TEXT,
    error_kind TEXT,
    error_message TEXT,
    note TEXT,
    tags TEXT NOT NULL DEFAULT '[]',
    origin TEXT,
    foreign_place TEXT,
    canonical_url TEXT,
    job TEXT,
    rendered_id TEXT
) WITHOUT ROWID;
CREATE INDEX pages_by_date ON pages (captured_at, id);
CREATE INDEX pages_by_job ON pages (job) WHERE job IS NOT NULL;

CREATE TABLE payloads (
    payload TEXT PRIMARY KEY,
    date TEXT NOT NULL,
    record_id TEXT NOT NULL,
    url TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE requisites (
    id TEXT PRIMARY KEY,
    page_id TEXT NOT NULL,
    had INTEGER NOT NULL,
    missing INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX requisites_by_page ON requisites (page_id);

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
CREATE INDEX observations_by_page ON observations (page_id, observed_at, id);

CREATE TABLE same_page (
    name TEXT NOT NULL,
    id TEXT NOT NULL,
    PRIMARY KEY (name, id)
) WITHOUT ROWID;
CREATE INDEX same_page_by_id ON same_page (id);

CREATE TABLE jobs (
    id TEXT PRIMARY KEY,
    list_sha256 TEXT NOT NULL,
    begun TEXT,
    ended TEXT
) WITHOUT ROWID;
CREATE INDEX jobs_by_list ON jobs (list_sha256);

CREATE TABLE articles (
    id TEXT PRIMARY KEY,
    page_id TEXT NOT NULL,
    made_at TEXT NOT NULL,
    current INTEGER NOT NULL DEFAULT 0,
    language TEXT,
    script TEXT,
    confidence REAL,
    agreed INTEGER,
    title TEXT,
    byline TEXT,
    published TEXT,
    canonical_url TEXT,
    translation_of TEXT,
    text TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX articles_by_page ON articles (page_id, current);

CREATE TABLE alternates (
    page_id TEXT NOT NULL,
    url TEXT NOT NULL,
    language TEXT NOT NULL,
    PRIMARY KEY (page_id, url)
) WITHOUT ROWID;
CREATE INDEX alternates_by_url ON alternates (url);
CREATE INDEX articles_by_original ON articles (translation_of) WHERE translation_of IS NOT NULL;

CREATE TABLE links (
    id TEXT PRIMARY KEY,
    translation_page TEXT NOT NULL,
    original_page TEXT NOT NULL,
    made_at TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE segments (
    rowid INTEGER PRIMARY KEY,
    article_id TEXT NOT NULL,
    n INTEGER NOT NULL,
    paragraph INTEGER NOT NULL,
    kind TEXT NOT NULL,
    start INTEGER NOT NULL,
    stop INTEGER NOT NULL,
    language TEXT NOT NULL,
    source TEXT NOT NULL,
    UNIQUE (article_id, n)
);

CREATE TABLE translations (
    id TEXT PRIMARY KEY,
    article_id TEXT NOT NULL,
    target TEXT NOT NULL,
    made_at TEXT NOT NULL,
    current INTEGER NOT NULL DEFAULT 0,
    engine TEXT,
    model TEXT,
    title TEXT,
    credit TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX translations_by_article ON translations (article_id, target, current);

CREATE TABLE targets (
    translation_id TEXT NOT NULL,
    n INTEGER NOT NULL,
    machine TEXT,
    machine_target TEXT,
    machine_state TEXT NOT NULL,
    score REAL,
    flags TEXT NOT NULL,
    flagged INTEGER NOT NULL,
    target TEXT,
    state TEXT NOT NULL,
    reviewer TEXT,
    PRIMARY KEY (translation_id, n)
) WITHOUT ROWID;
CREATE INDEX targets_approved ON targets (translation_id, n) WHERE state = 'approved';

CREATE TABLE decisions (
    id TEXT PRIMARY KEY,
    translation_id TEXT NOT NULL,
    n INTEGER NOT NULL,
    made_at TEXT NOT NULL,
    state TEXT NOT NULL,
    text TEXT,
    reviewer TEXT NOT NULL,
    comment TEXT
) WITHOUT ROWID;
CREATE INDEX decisions_by_segment ON decisions (translation_id, n, made_at, id);

CREATE VIRTUAL TABLE search USING fts5 (
    source, target, source_names, target_names,
    tokenize = "unicode61 remove_diacritics 0", prefix = '3'
);
"""


def create(connection: sqlite3.Connection) -> None:
    """Make the tables, all of them or none, unless another process just has."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        if not is_current(connection):
            for statement in TABLES.split(";"):
                connection.execute(statement)
            connection.execute(f"PRAGMA user_version = {VERSION}")
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:  # a full disk has ended it already
            connection.execute("ROLLBACK")
        raise


def is_empty(connection: sqlite3.Connection) -> bool:
    return connection.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone() is None


def is_current(connection: sqlite3.Connection) -> bool:
    return bool(connection.execute("PRAGMA user_version").fetchone()[0] == VERSION)
