"""Tables of what people made of an article: other sentences out of its text, and what they say;
and of what went to others, came from them, and was made to be looked at.

`segmentations` has those of people and, under its own id, that of an article whose sentences they
changed. `targets_apart` has what translations say of sentences that stand in no text now, and may
again. `named` and `mentions` have who is named in an article, which no person said but a program.
"""

from __future__ import annotations

# What came with other archives, and what was handed over.
HANDED = """
CREATE TABLE waiting (file TEXT PRIMARY KEY, revisits INTEGER NOT NULL) WITHOUT ROWID;

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
    pages TEXT NOT NULL DEFAULT '[]',
    merged INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID;
"""

# By their SHA-256 `files` has the records that a picture is made of, `pieces` its PNGs in order.
PICTURES = """
CREATE TABLE pictures (
    id TEXT PRIMARY KEY,
    page_id TEXT NOT NULL,
    made_at TEXT NOT NULL,
    ordered_at TEXT NOT NULL DEFAULT '',
    files TEXT NOT NULL,
    pieces TEXT NOT NULL,
    pdf TEXT,
    small TEXT,
    word TEXT,
    score REAL,
    whole INTEGER NOT NULL,
    error TEXT
) WITHOUT ROWID;
"""

# Pages of scans that a machine read, and pieces of recordings that it heard.
SHEETS = """
CREATE TABLE sheets (
    id TEXT PRIMARY KEY,
    page_id TEXT NOT NULL,
    n INTEGER NOT NULL,
    number_of INTEGER NOT NULL,
    ordered_at TEXT NOT NULL DEFAULT '',
    error TEXT
) WITHOUT ROWID;

CREATE TABLE heard (
    id TEXT PRIMARY KEY,
    page_id TEXT NOT NULL,
    n INTEGER NOT NULL,
    number_of INTEGER NOT NULL,
    begins REAL NOT NULL,
    ends REAL NOT NULL,
    ordered_at TEXT NOT NULL DEFAULT '',
    error TEXT
) WITHOUT ROWID;
"""

PEOPLE = (
    HANDED
    + PICTURES
    + SHEETS
    + """
CREATE TABLE segmentations (
    id TEXT PRIMARY KEY,
    article_id TEXT NOT NULL,
    made_at TEXT NOT NULL,
    ordered_at TEXT NOT NULL DEFAULT '',
    reviewer TEXT,
    stretches TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE targets_apart (
    translation_id TEXT NOT NULL,
    n INTEGER NOT NULL,
    machine TEXT,
    machine_target TEXT,
    machine_state TEXT NOT NULL,
    score REAL,
    flags TEXT NOT NULL,
    flagged INTEGER NOT NULL,
    memory TEXT,
    likely TEXT,
    judged TEXT,
    witness TEXT,
    start INTEGER,
    stop INTEGER,
    as_written INTEGER NOT NULL,
    PRIMARY KEY (translation_id, n)
) WITHOUT ROWID;

CREATE TABLE comments (
    id TEXT PRIMARY KEY,
    article_id TEXT NOT NULL,
    n INTEGER NOT NULL,
    target_language TEXT NOT NULL,
    made_at TEXT NOT NULL,
    ordered_at TEXT NOT NULL DEFAULT '',
    reviewer TEXT NOT NULL,
    text TEXT NOT NULL,
    start INTEGER,
    stop INTEGER
) WITHOUT ROWID;

CREATE TABLE named (
    id TEXT PRIMARY KEY,
    article_id TEXT NOT NULL,
    made_at TEXT NOT NULL,
    ordered_at TEXT NOT NULL DEFAULT '',
    looked TEXT NOT NULL,
    not_looked TEXT NOT NULL
) WITHOUT ROWID;

CREATE INDEX named_by_article ON named (article_id, ordered_at, id);

CREATE TABLE mentions (
    named_id TEXT NOT NULL,
    position INTEGER NOT NULL,
    n INTEGER NOT NULL,
    start INTEGER,
    stop INTEGER,
    text TEXT NOT NULL,
    kind TEXT NOT NULL,
    found_by TEXT NOT NULL,
    name TEXT NOT NULL,
    PRIMARY KEY (named_id, position)
) WITHOUT ROWID;
"""
)
