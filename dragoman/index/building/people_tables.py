"""Tables of what people made of an article: other sentences out of its text, and what they say.

`segmentations` has those of people and, under its own id, that of an article whose sentences they
changed. `targets_apart` has what translations say of sentences that stand in no text now, and may
again.
"""

from __future__ import annotations

from dragoman.index.building.handed_tables import HANDED

PEOPLE = (
    HANDED
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
"""
)
