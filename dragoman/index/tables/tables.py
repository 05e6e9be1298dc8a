"""What `index.db` is made of. A view: every row is made out of a record, none is the only copy.

sqlite-utils makes what it can express: plain tables, indexes and views. Tables without row numbers,
indexes over a part of a table and what is searched are SQL. How all of it stands in a database is
known without it too (`TABLES`): each index is held against that, and made so by SQL if need be.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from dragoman.index.sqlite.same_sentence import about
from dragoman.index.tables.fetched_tables import FETCHED
from dragoman.index.tables.people_tables import PEOPLE
from dragoman.index.tables.post_tables import POSTS

TYPES: Mapping[type, str] = {str: "TEXT", int: "INTEGER", float: "REAL"}


@dataclass(frozen=True, slots=True)
class Plain:
    """A plain table; of its columns those that are not `optional` hold something in every row."""

    key: tuple[str, ...]
    columns: Mapping[str, type]
    optional: frozenset[str] = frozenset()
    defaults: Mapping[str, str | int] = field(default_factory=dict)

    @property
    def required(self) -> list[str]:
        """A key of one column need not be told."""
        alone = self.key if len(self.key) == 1 else ()
        return [name for name in self.columns if name not in self.optional and name not in alone]


PLAIN = {
    "articles": Plain(
        ("id",),
        {
            "id": str, "page_id": str, "made_at": str, "ordered_at": str, "current": int,
            "language": str, "script": str, "confidence": float, "agreed": int, "title": str,
            "byline": str, "published": str, "canonical_url": str, "translation_of": str,
            "translated_by": str, "text": str, "text_sha256": str, "place": int,
            "sheets": int, "sheets_within": int, "sheets_unread": int, "heard": int, "unheard": int,
            "corrected_by": str, "corrected": int,
        },
        frozenset({
            "language", "script", "confidence", "agreed", "title", "byline", "published",
            "canonical_url", "translation_of", "translated_by", "place", "sheets", "sheets_within",
            "sheets_unread", "heard", "unheard", "corrected_by", "corrected",
        }),
        {"ordered_at": "", "current": 0},
    ),
    "segments": Plain(
        ("article_id", "n"),
        {
            "article_id": str, "n": int, "paragraph": int, "kind": str, "start": int, "stop": int,
            "language": str, "source": str,
        },
        frozenset({"start", "stop"}),  # the headline, sentence 0, is no part of the text
    ),
    "targets": Plain(
        ("translation_id", "n"),
        {
            "translation_id": str, "n": int, "machine": str, "machine_target": str,
            "machine_state": str, "score": float, "flags": str, "flagged": int, "memory": str,
            "target": str, "state": str, "reviewer": str, "also_by": str, "carried_page": str,
            "likely": str, "judged": str, "witness": str, "start": int, "stop": int,
            "as_written": int,
        },
        frozenset({
            "machine", "machine_target", "score", "memory", "target", "reviewer", "also_by",
            "carried_page", "likely", "judged", "witness", "start", "stop",
        }),
    ),
}  # fmt: skip

# By name: the table and the columns.
INDEXES = {
    "pages_by_date": ("pages", "captured_at id"),
    "pages_by_url": ("pages", "url captured_at id"), "pages_by_host": ("pages", "host id"),
    "page_tags_by_key": ("page_tags", "key page_id"),
    "annotations_by_page": ("annotations", "page_id ordered_at id"),
    "corroborations_by_page": ("corroborations", "page_id ordered_at id"),
    "submissions_by_page": ("submissions", "page_id ordered_at id"),
    "requisites_by_page": ("requisites", "page_id"),
    "sheets_by_page": ("sheets", "page_id n ordered_at id"),
    "heard_by_page": ("heard", "page_id n ordered_at id"),
    "observations_by_page": ("observations", "page_id observed_at id"),
    "same_page_by_id": ("same_page", "id"), "jobs_by_list": ("jobs", "list_sha256"),
    "articles_by_text": ("articles", "text_sha256"),
    "articles_by_page": ("articles", "page_id current language"),
    "articles_by_language": ("articles", "language current page_id"),
    "verdicts_by_page": ("verdicts", "page_id ordered_at id"),
    "post_lists_by_page": ("post_lists", "page_id ordered_at id"),
    "alternates_by_url": ("alternates", "url"),
    "media_by_page": ("media", "page_url visit state"),
    "pictures_by_page": ("pictures", "page_id ordered_at id"),
    "translations_by_article": ("translations", "article_id target current"),
    "translations_by_state": (
        "translations",
        "target current article_id machine refused edited approved rejected flagged_open",
    ),
    "segmentations_by_article": ("segmentations", "article_id ordered_at id"),
    "comments_by_article": ("comments", "article_id ordered_at id"),
    "decisions_by_segment": ("decisions", "translation_id n ordered_at id"),
}  # fmt: skip

VIEWS = {
    "sentences": """
SELECT a.page_id AS page, s.n, coalesce(p.final_url, p.url) AS url, p.captured_at, a.title,
       s.language, s.source, r.target AS target_language, t.target, t.state, t.reviewer,
       t.flags, t.machine, t.memory, t.likely, m.engine, m.name AS model, r.credit
FROM segments s
JOIN articles a ON a.id = s.article_id AND a.current
JOIN pages p ON p.id = a.page_id
LEFT JOIN translations r ON r.article_id = a.id AND r.current
LEFT JOIN targets t ON t.translation_id = r.id AND t.n = s.n
LEFT JOIN models m ON m.translation_id = r.id AND t.machine IS NOT NULL
    AND m.language IN (s.language, '')
""",
    "page_list": """
SELECT p.id AS page, coalesce(p.final_url, p.url) AS url, p.captured_at, p.http_status,
       (SELECT v.kind FROM verdicts v WHERE v.page_id = p.id
        ORDER BY v.ordered_at DESC, v.id DESC LIMIT 1) AS verdict,
       a.language, a.title, a.byline, a.published, p.note, p.tags, p.mistaken,
       p.error_message AS error,
       (SELECT count(*) FROM segments s WHERE s.article_id = a.id AND s.n > 0) AS sentences,
       (SELECT sum(r.machine + r.refused) FROM translations r
        WHERE r.article_id = a.id AND r.current) AS unreviewed
FROM pages p LEFT JOIN articles a ON a.page_id = p.id AND a.current
""",
    "failed_captures": """
SELECT p.id AS page, p.url, p.captured_at, p.http_status, p.error_kind AS step,
       p.error_message AS error
FROM pages p WHERE p.error_message IS NOT NULL
""",
    "decision_history": f"""
SELECT d.made_at, d.reviewer, d.state, d.text, d.comment, a.page_id AS page, d.n, s.source,
       t.machine, d.carried_page
FROM decisions d
JOIN translations r ON r.id = d.translation_id
JOIN articles a ON a.id = r.article_id
LEFT JOIN segments s ON s.article_id = a.id AND s.n = d.n AND {about("d", "s")}
LEFT JOIN targets t ON t.translation_id = d.translation_id AND t.n = d.n AND {about("d", "t")}
""",
}

# The tables first, then the indexes over a part of one, and what is searched.
WITHOUT_NUMBERS = """
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
    ordered_at TEXT NOT NULL DEFAULT '',
    host TEXT,
    captured_note TEXT,
    captured_tags TEXT NOT NULL DEFAULT '[]',
    mistaken TEXT,
    post TEXT
) WITHOUT ROWID;

CREATE TABLE page_tags (
    page_id TEXT NOT NULL,
    key TEXT NOT NULL,
    tag TEXT NOT NULL,
    PRIMARY KEY (page_id, key)
) WITHOUT ROWID;

CREATE TABLE annotations (
    id TEXT PRIMARY KEY,
    page_id TEXT NOT NULL,
    made_at TEXT NOT NULL,
    ordered_at TEXT NOT NULL DEFAULT '',
    note TEXT,
    tags TEXT NOT NULL DEFAULT '[]',
    untags TEXT NOT NULL DEFAULT '[]',
    mistaken TEXT,
    not_mistaken INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID;

CREATE TABLE same_page (
    name TEXT NOT NULL,
    id TEXT NOT NULL,
    PRIMARY KEY (name, id)
) WITHOUT ROWID;

CREATE TABLE jobs (
    id TEXT PRIMARY KEY,
    list_sha256 TEXT NOT NULL,
    begun TEXT,
    ended TEXT,
    ordered_at TEXT
) WITHOUT ROWID;

CREATE TABLE verdicts (
    id TEXT PRIMARY KEY,
    page_id TEXT NOT NULL,
    made_at TEXT NOT NULL,
    ordered_at TEXT NOT NULL DEFAULT '',
    kind TEXT NOT NULL,
    reason TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE alternates (
    page_id TEXT NOT NULL,
    url TEXT NOT NULL,
    language TEXT NOT NULL,
    PRIMARY KEY (page_id, url)
) WITHOUT ROWID;

CREATE TABLE links (
    id TEXT PRIMARY KEY,
    translation_page TEXT NOT NULL,
    original_page TEXT NOT NULL,
    made_at TEXT NOT NULL,
    undone INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID;

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
    credit TEXT NOT NULL,
    reviewers TEXT NOT NULL DEFAULT '[]',
    reviewed TEXT,
    machine INTEGER NOT NULL DEFAULT 0,
    refused INTEGER NOT NULL DEFAULT 0,
    edited INTEGER NOT NULL DEFAULT 0,
    approved INTEGER NOT NULL DEFAULT 0,
    rejected INTEGER NOT NULL DEFAULT 0,
    original INTEGER NOT NULL DEFAULT 0,
    flagged INTEGER NOT NULL DEFAULT 0,
    flagged_open INTEGER NOT NULL DEFAULT 0,
    likely_right INTEGER NOT NULL DEFAULT 0,
    doubtful INTEGER NOT NULL DEFAULT 0,
    likely_wrong INTEGER NOT NULL DEFAULT 0,
    witness TEXT
) WITHOUT ROWID;

CREATE TABLE models (
    translation_id TEXT NOT NULL,
    language TEXT NOT NULL,
    engine TEXT NOT NULL,
    name TEXT NOT NULL,
    version TEXT NOT NULL,
    PRIMARY KEY (translation_id, language)
) WITHOUT ROWID;

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
    carried_page TEXT,
    start INTEGER,
    stop INTEGER
) WITHOUT ROWID;

CREATE TABLE spellings (
    key TEXT NOT NULL,
    form TEXT NOT NULL,
    PRIMARY KEY (key, form)
) WITHOUT ROWID;
"""

PARTIAL = """
CREATE INDEX pages_by_job ON pages (job) WHERE job IS NOT NULL;
CREATE INDEX pages_failed ON pages (id) WHERE error_message IS NOT NULL;
CREATE INDEX pages_mistaken ON pages (id) WHERE mistaken IS NOT NULL;
CREATE UNIQUE INDEX articles_by_place ON articles (place) WHERE place IS NOT NULL;
CREATE INDEX articles_by_original ON articles (translation_of) WHERE translation_of IS NOT NULL;
CREATE INDEX translations_likely_wrong ON translations (target) WHERE likely_wrong > 0;
CREATE INDEX targets_approved ON targets (translation_id, n) WHERE state = 'approved';
CREATE INDEX targets_rejected ON targets (translation_id, n) WHERE state = 'rejected';
"""

SEARCHED = """
CREATE VIRTUAL TABLE search USING fts5 (
    source, target, names, facets,
    tokenize = "unicode61 remove_diacritics 0", columnsize = 0
);

INSERT INTO search (search, rank) VALUES ('hashsize', 16777216);
"""


def _as_sql() -> Iterator[str]:
    """As sqlite-utils writes it."""
    yield from _statements(WITHOUT_NUMBERS + FETCHED + POSTS + PEOPLE)
    for name, table in PLAIN.items():
        columns = ",\n".join(_columns(table))
        yield f'CREATE TABLE "{name}" (\n{columns}\n)'
    for name, (on, keys) in INDEXES.items():
        yield f'CREATE INDEX "{name}"\n    ON "{on}" ({_names(keys.split())})'
    yield from _statements(PARTIAL + SEARCHED)
    for name, query in VIEWS.items():
        yield f'CREATE VIEW "{name}" AS {query.strip()}'


def _columns(table: Plain) -> Iterator[str]:
    for name, kind in table.columns.items():
        default = table.defaults.get(name)
        yield (
            f'   "{name}" {TYPES[kind]}'
            + (" PRIMARY KEY" if table.key == (name,) else "")
            + (" NOT NULL" if name in table.required else "")
            + ("" if default is None else f" DEFAULT {default!r}")
        )
    if len(table.key) > 1:
        yield f"   PRIMARY KEY ({_names(table.key)})"


def _names(columns: Sequence[str]) -> str:
    return ", ".join(f'"{each}"' for each in columns)


def _statements(sql: str) -> Iterator[str]:
    yield from filter(None, map(str.strip, sql.split(";")))


TABLES = ";\n\n".join(_as_sql())


def make_by_sql(connection: sqlite3.Connection, tables: str) -> None:
    """What `TABLES` says, within the transaction that is open."""
    for statement in _statements(tables):
        connection.execute(statement)


def make_by_library(connection: sqlite3.Connection) -> None:
    """The same, by sqlite-utils as far as it goes."""
    from sqlite_utils import Database

    database = Database(connection, recursive_triggers=False, execute_plugins=False)
    for statement in _statements(WITHOUT_NUMBERS + FETCHED + POSTS + PEOPLE):
        connection.execute(statement)
    for name, table in PLAIN.items():
        key = table.key[0] if len(table.key) == 1 else table.key
        database.create_table(
            name, dict(table.columns), key, not_null=table.required, defaults=dict(table.defaults)
        )
    for name, (on, keys) in INDEXES.items():
        database.table(on).create_index(keys.split(), name)
    for statement in _statements(PARTIAL + SEARCHED):
        connection.execute(statement)
    for name, query in VIEWS.items():
        database.create_view(name, query.strip())
