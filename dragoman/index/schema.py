"""The tables of `index.db`. A view: every row is made out of a record, none is the only copy."""

from __future__ import annotations

import functools
import secrets
import sqlite3

from dragoman.index.trouble import Foreign
from dragoman.provenance.machine import is_sealed, seal

# Raised whenever a table changes, or the words of a credit; an index of another version is thrown
# away and built anew.
VERSION = 13

# What the seal of an index is over, before its number.
SEALED = "index.db "
# Of what lies in a database: all that a query could run into.
# As bytes, since what somebody else wrote may be no text.
OBJECTS = """
SELECT cast(type AS BLOB), cast(name AS BLOB), cast(tbl_name AS BLOB), cast(sql AS BLOB)
FROM sqlite_master
"""

TABLES = """
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

CREATE TABLE built (nonce TEXT PRIMARY KEY, seal TEXT) WITHOUT ROWID;

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
    rendered_id TEXT,
    ordered_at TEXT NOT NULL DEFAULT ''
) WITHOUT ROWID;
CREATE INDEX pages_by_date ON pages (captured_at, id);
CREATE INDEX pages_by_job ON pages (job) WHERE job IS NOT NULL;

CREATE TABLE payloads (
    payload TEXT NOT NULL,
    date TEXT NOT NULL,
    record_id TEXT NOT NULL,
    PRIMARY KEY (payload, date, record_id)
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
    ended TEXT,
    ordered_at TEXT
) WITHOUT ROWID;
CREATE INDEX jobs_by_list ON jobs (list_sha256);

CREATE TABLE articles (
    id TEXT PRIMARY KEY,
    page_id TEXT NOT NULL,
    made_at TEXT NOT NULL,
    ordered_at TEXT NOT NULL DEFAULT '',
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
    translated_by TEXT,
    text TEXT NOT NULL,
    text_sha256 TEXT NOT NULL,
    place INTEGER
);
CREATE INDEX articles_by_text ON articles (text_sha256);
CREATE UNIQUE INDEX articles_by_place ON articles (place) WHERE place IS NOT NULL;
CREATE INDEX articles_by_page ON articles (page_id, current, language);
CREATE INDEX articles_by_language ON articles (language, current, page_id);

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
    article_id TEXT NOT NULL,
    n INTEGER NOT NULL,
    paragraph INTEGER NOT NULL,
    kind TEXT NOT NULL,
    start INTEGER NOT NULL,
    stop INTEGER NOT NULL,
    language TEXT NOT NULL,
    source TEXT NOT NULL,
    PRIMARY KEY (article_id, n)
);

CREATE TABLE translations (
    id TEXT PRIMARY KEY,
    article_id TEXT NOT NULL,
    target TEXT NOT NULL,
    made_at TEXT NOT NULL,
    ordered_at TEXT NOT NULL DEFAULT '',
    current INTEGER NOT NULL DEFAULT 0,
    engine TEXT,
    model TEXT,
    title TEXT,
    title_machine TEXT,
    title_state TEXT,
    title_memory TEXT,
    credit TEXT NOT NULL,
    reviewers TEXT NOT NULL DEFAULT '[]',
    machine INTEGER NOT NULL DEFAULT 0,
    refused INTEGER NOT NULL DEFAULT 0,
    edited INTEGER NOT NULL DEFAULT 0,
    approved INTEGER NOT NULL DEFAULT 0,
    rejected INTEGER NOT NULL DEFAULT 0,
    original INTEGER NOT NULL DEFAULT 0,
    flagged INTEGER NOT NULL DEFAULT 0,
    flagged_open INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID;
CREATE INDEX translations_by_article ON translations (article_id, target, current);
CREATE INDEX translations_by_state ON translations
    (target, current, article_id, machine, refused, edited, approved, rejected, flagged_open);

CREATE TABLE models (
    translation_id TEXT NOT NULL,
    language TEXT NOT NULL,
    engine TEXT NOT NULL,
    name TEXT NOT NULL,
    version TEXT NOT NULL,
    PRIMARY KEY (translation_id, language)
) WITHOUT ROWID;

CREATE TABLE targets (
    translation_id TEXT NOT NULL,
    n INTEGER NOT NULL,
    machine TEXT,
    machine_target TEXT,
    machine_state TEXT NOT NULL,
    score REAL,
    flags TEXT NOT NULL,
    flagged INTEGER NOT NULL,
    memory TEXT,
    target TEXT,
    state TEXT NOT NULL,
    reviewer TEXT,
    carried_page TEXT,
    PRIMARY KEY (translation_id, n)
);
CREATE INDEX targets_approved ON targets (translation_id, n) WHERE state = 'approved';
CREATE INDEX targets_rejected ON targets (translation_id, n) WHERE state = 'rejected';

CREATE TABLE decisions (
    id TEXT PRIMARY KEY,
    translation_id TEXT NOT NULL,
    n INTEGER NOT NULL,
    made_at TEXT NOT NULL,
    state TEXT NOT NULL,
    text TEXT,
    reviewer TEXT NOT NULL,
    comment TEXT,
    ordered_at TEXT NOT NULL DEFAULT '',
    carried_from TEXT,
    carried_page TEXT
) WITHOUT ROWID;
CREATE INDEX decisions_by_segment ON decisions (translation_id, n, ordered_at, id);

CREATE TABLE spellings (
    key TEXT NOT NULL,
    form TEXT NOT NULL,
    PRIMARY KEY (key, form)
) WITHOUT ROWID;

CREATE VIRTUAL TABLE search USING fts5 (
    source, target, names, facets,
    tokenize = "unicode61 remove_diacritics 0", columnsize = 0
);
INSERT INTO search (search, rank) VALUES ('hashsize', 16777216);

CREATE VIEW sentences AS
SELECT a.page_id AS page, s.n, coalesce(p.final_url, p.url) AS url, p.captured_at, a.title,
       s.language, s.source, r.target AS target_language, t.target, t.state, t.reviewer,
       t.flags, t.machine, t.memory, m.engine, m.name AS model, r.credit
FROM segments s
JOIN articles a ON a.id = s.article_id AND a.current
JOIN pages p ON p.id = a.page_id
LEFT JOIN translations r ON r.article_id = a.id AND r.current
LEFT JOIN targets t ON t.translation_id = r.id AND t.n = s.n
LEFT JOIN models m ON m.translation_id = r.id AND t.machine IS NOT NULL
    AND m.language IN (s.language, '');

CREATE VIEW page_list AS
SELECT p.id AS page, coalesce(p.final_url, p.url) AS url, p.captured_at, p.http_status,
       a.language, a.title, a.byline, a.published, p.note, p.error_message AS error,
       (SELECT count(*) FROM segments s WHERE s.article_id = a.id) AS sentences,
       (SELECT sum(r.machine + r.refused) FROM translations r
        WHERE r.article_id = a.id AND r.current) AS unreviewed
FROM pages p LEFT JOIN articles a ON a.page_id = p.id AND a.current;

CREATE VIEW failed_captures AS
SELECT p.id AS page, p.url, p.captured_at, p.http_status, p.error_kind AS step,
       p.error_message AS error
FROM pages p WHERE p.error_message IS NOT NULL;

CREATE VIEW decision_history AS
SELECT d.made_at, d.reviewer, d.state, d.text, d.comment, a.page_id AS page, d.n, s.source,
       t.machine, d.carried_page
FROM decisions d
JOIN translations r ON r.id = d.translation_id
JOIN articles a ON a.id = r.article_id
LEFT JOIN segments s ON s.article_id = a.id AND s.n = d.n
LEFT JOIN targets t ON t.translation_id = d.translation_id AND t.n = d.n;
"""


def create(connection: sqlite3.Connection) -> None:
    """Make the tables, all of them or none, unless another process just has.

    Tables of another version go.
    """
    connection.execute("BEGIN IMMEDIATE")
    try:
        if not is_current(connection):
            empty(connection)
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:  # a full disk has ended it already
            connection.execute("ROLLBACK")
        raise


def empty(connection: sqlite3.Connection) -> None:
    """The tables with nothing in them, within the transaction that is open.

    The file stays: other programs may have it open, and see the change when it is committed.
    """
    held = connection.execute(
        "SELECT type, name FROM sqlite_master WHERE type IN ('table', 'view') "
        "AND name NOT LIKE 'sqlite~_%' ESCAPE '~' "
        "ORDER BY sql NOT LIKE 'CREATE VIRTUAL%'"  # these take others with them
    ).fetchall()
    for kind, name in held:
        connection.execute("DROP {} IF EXISTS {}".format(kind, '"' + name.replace('"', '""') + '"'))
    for statement in TABLES.split(";"):
        connection.execute(statement)
    nonce = secrets.token_hex(16)
    connection.execute("INSERT INTO built VALUES (?, ?)", (nonce, seal(SEALED + nonce)))
    connection.execute(f"PRAGMA user_version = {VERSION}")
    # Another number each time, so that a program that had it open before knows it is not the same.
    connection.execute(f"PRAGMA application_id = {secrets.randbits(31)}")


def is_current(connection: sqlite3.Connection) -> bool:
    return bool(connection.execute("PRAGMA user_version").fetchone()[0] == VERSION)


def check(connection: sqlite3.Connection) -> None:
    """Foreign where an index is not one that this machine built, of our tables and nothing else.

    A view or a trigger that came with an archive would answer for us; rows that somebody else wrote
    could say that a sentence was approved that nobody has read.
    """
    strange = strange_object(connection)
    if strange is not None:
        raise Foreign(f"is not made as ours is ({strange})")
    nonce, said = connection.execute("SELECT nonce, seal FROM built").fetchone() or ("", None)
    if not is_sealed(f"{SEALED}{nonce}", said):
        raise Foreign("was not built on this machine")


def strange_object(connection: sqlite3.Connection) -> str | None:
    """The first table, view, index or trigger that is not made as ours is, or is missing."""
    strange = _objects(connection) ^ _objects_of(TABLES)
    if not strange:
        return None
    kind, name, *_ = (str(part, "utf-8", "replace") for part in min(strange, key=str))
    return f"the {kind} {name[:60]}"


def _objects(connection: sqlite3.Connection) -> frozenset[tuple[bytes, ...]]:
    """Tables, views, indexes and triggers, each with what it was made by."""
    rows = connection.execute(OBJECTS)
    return frozenset(tuple(bytes(part or b"") for part in row) for row in rows)


@functools.cache
def _objects_of(_tables: str) -> frozenset[tuple[bytes, ...]]:
    connection = sqlite3.connect(":memory:", isolation_level=None)
    try:
        create(connection)
        return _objects(connection)
    finally:
        connection.close()
