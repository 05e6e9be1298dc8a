"""The list of pages: which of them, in what state, and what a search finds in them."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from dragoman.index import query
from dragoman.index.hit import Hit
from dragoman.index.search import search
from dragoman.index.terms import Within

PER_PAGE = 100
SELECT = """
SELECT p.id, p.url, p.captured_at, p.http_status, p.error_message, a.id AS article_id,
       coalesce(a.language, '') AS language, a.title, t.id AS translation_id,
       t.title AS translated_title, t.engine, t.model
"""
FROM = """
FROM pages p
LEFT JOIN articles a ON a.page_id = p.id AND a.current
LEFT JOIN translations t ON t.article_id = a.id AND t.target = :target AND t.current
"""
_HAS = "EXISTS (SELECT 1 FROM targets x WHERE x.translation_id = t.id AND {})"
# What can be asked for in the list, in the words that the page shows.
STATES: dict[str, tuple[str, str]] = {
    "todo": ("to be reviewed", _HAS.format("x.state IN ('machine', 'refused')")),
    "flagged": (
        "flagged and not reviewed",
        _HAS.format("x.flagged AND x.state IN ('machine', 'refused')"),
    ),
    "refused": ("with refused sentences", _HAS.format("x.state = 'refused'")),
    "edited": ("with edited sentences", _HAS.format("x.state = 'edited'")),
    "approved": ("with approved sentences", _HAS.format("x.state = 'approved'")),
    "rejected": ("with rejected sentences", _HAS.format("x.state = 'rejected'")),
    "done": (
        "reviewed to the end",
        "t.id IS NOT NULL AND NOT " + _HAS.format("x.state IN ('machine', 'refused')"),
    ),
    "untranslated": ("not translated", "t.id IS NULL AND p.response_id IS NOT NULL"),
    "failed": ("not captured", "p.response_id IS NULL"),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """What the list is asked for; empty strings ask for everything. `number` counts from 1."""

    state: str = ""
    language: str = ""
    words: str = ""
    number: int = 1


@dataclass(frozen=True, slots=True)
class Entry:
    """A page in the list; `counts` by state of its sentences, `hits` what a search found in it."""

    row: sqlite3.Row
    counts: dict[str, Any] | None
    hits: tuple[Hit, ...] = ()

    @property
    def also_spelled(self) -> list[str]:
        """Other spellings of the names that were searched for, in this page."""
        return list(dict.fromkeys(each for hit in self.hits for each in hit.also_spelled))


@dataclass(frozen=True, slots=True)
class Listing:
    entries: tuple[Entry, ...]
    total: int
    number: int
    last: int


def languages(connection: sqlite3.Connection) -> list[str]:
    rows = connection.execute(
        "SELECT DISTINCT language FROM articles WHERE current AND language <> '' ORDER BY language"
    )
    return [row[0] for row in rows]


def read_listing(connection: sqlite3.Connection, asked: Asked, target: str) -> Listing:
    """One page of the list: newest first, or in the order of what a search found."""
    if asked.words.strip():
        return _found(connection, asked, target)
    where, values = _where(asked, target)
    total = connection.execute(f"SELECT count(*) {FROM} WHERE {where}", values).fetchone()[0]
    last = max(1, -(-total // PER_PAGE))
    number = min(max(1, asked.number), last)
    rows = connection.execute(
        f"{SELECT} {FROM} WHERE {where} ORDER BY p.captured_at DESC, p.id "
        "LIMIT :limit OFFSET :skip",
        values | {"limit": PER_PAGE, "skip": (number - 1) * PER_PAGE},
    ).fetchall()
    return Listing(tuple(_entry(connection, row, target) for row in rows), total, number, last)


def _where(asked: Asked, target: str) -> tuple[str, dict[str, Any]]:
    conditions = ["1"]
    if asked.state in STATES:
        conditions.append(STATES[asked.state][1])
    if asked.language:
        conditions.append("a.language = :language")
    return " AND ".join(conditions), {"target": target, "language": asked.language}


def _entry(
    connection: sqlite3.Connection,
    row: sqlite3.Row,
    target: str,
    hits: Sequence[Hit] = (),
) -> Entry:
    counts = query.summary(connection, row["article_id"]).get(target)
    return Entry(row, counts, tuple(hits))


def _found(connection: sqlite3.Connection, asked: Asked, target: str) -> Listing:
    """The pages in which the words stand, or in whose title or address they do, with sentences."""
    hits = search(connection, asked.words, within=Within(language=asked.language or None))
    by_page: dict[str, list[Hit]] = {}
    for hit in hits:
        by_page.setdefault(hit.page, []).append(hit)
    where, values = _where(asked, target)
    named = connection.execute(
        f"SELECT p.id {FROM} WHERE {where} AND (instr(lower(p.url), lower(:words)) OR "
        "instr(a.title, :words) OR instr(t.title, :words)) ORDER BY p.captured_at LIMIT :limit",
        values | {"words": asked.words.strip(), "limit": PER_PAGE},
    )
    for row in named.fetchall():
        by_page.setdefault(row["id"], [])
    entries = []
    for identity, found in by_page.items():
        row = connection.execute(
            f"{SELECT} {FROM} WHERE {where} AND p.id = :id", values | {"id": identity}
        ).fetchone()
        if row is not None:
            entries.append(_entry(connection, row, target, found))
    return Listing(tuple(entries), len(entries), 1, 1)
