"""The list of pages: which of them, in what state, and what a search finds in them."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from dragoman.index.asking import query
from dragoman.index.search.hit import Hit
from dragoman.index.search.search import search
from dragoman.index.search.terms import Within
from dragoman.index.sqlite.trouble import from_json

PER_PAGE = 100
SELECT = """
SELECT p.id, p.url, p.captured_at, p.http_status, p.error_message, p.note, p.tags,
       a.id AS article_id, coalesce(a.language, '') AS language, a.title, t.id AS translation_id,
       t.title AS translated_title, t.engine, t.model, t.machine, t.refused, t.edited, t.approved,
       t.rejected, t.original, t.flagged, t.flagged_open, t.likely_right, t.doubtful,
       t.likely_wrong, t.reviewers, t.reviewed, t.credit
"""
FROM = """
FROM pages p
LEFT JOIN articles a ON a.page_id = p.id AND a.current
LEFT JOIN translations t ON t.article_id = a.id AND t.target = :target AND t.current
"""
# Where a page has to have a translation it is looked for from there, since few may be of a kind;
# but where many are, in the order of the pages, since then the first hundred are soon found.
FROM_TRANSLATIONS = "FROM translations t"
WITH_LANGUAGE = f"{FROM_TRANSLATIONS} JOIN articles a ON a.id = t.article_id"
FROM_PAGES = """
FROM pages p CROSS JOIN articles a ON a.page_id = p.id AND a.current = 1
CROSS JOIN translations t ON t.article_id = a.id
"""
MANY = 2_000
# Pages that were set aside as mistaken are in no list.
KEPT = "NOT IN (SELECT id FROM pages WHERE mistaken IS NOT NULL)"
OF_KEPT = f"t.article_id NOT IN (SELECT id FROM articles WHERE NOT page_id {KEPT})"
# What can be asked for in the list, in the words that the page shows.
STATES: dict[str, tuple[str, str]] = {
    "todo": ("to be reviewed", "t.machine + t.refused > 0"),
    "flagged": ("flagged and not reviewed", "t.flagged_open > 0"),
    "wrong": ("likely wrong and not reviewed", "t.likely_wrong > 0"),
    "refused": ("with refused sentences", "t.refused > 0"),
    "edited": ("with edited sentences", "t.edited > 0"),
    "approved": ("with approved sentences", "t.approved > 0"),
    "rejected": ("with rejected sentences", "t.rejected > 0"),
    "done": (
        "reviewed to the end",
        "t.machine + t.refused = 0 AND t.edited + t.approved + t.rejected > 0",
    ),
    "untranslated": ("not translated", "t.id IS NULL AND p.response_id IS NOT NULL"),
    "failed": ("not captured", "p.response_id IS NULL"),
}
OF_PAGES = ("untranslated", "failed")
# Lists of what is to be read: they begin with the pages that most is likely wrong on.
TO_READ = ("todo", "flagged", "wrong")
ANY_WRONG = "SELECT 1 FROM translations WHERE target = ? AND likely_wrong > 0 AND current LIMIT 1"


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
    def tags(self) -> list[str]:
        return from_json(self.row["tags"], list)

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
    """One page of the list: newest first, or in the order of what a search found.

    What is to be read begins with what is likely wrong.
    """
    if asked.words.strip():
        return _found(connection, asked, target)
    source, where, values = _where(asked, target)
    counted = f"SELECT count(*) {source} WHERE {where}"
    total = connection.execute(counted, values).fetchone()[0]
    last = max(1, -(-total // PER_PAGE))
    number = min(max(1, asked.number), last)
    # First which pages, out of as little as tells it; then all that is shown of these.
    chosen = connection.execute(
        f"SELECT p.id {_ordered(source, total)} WHERE {where} "
        f"ORDER BY {_worst_first(connection, asked, target)}p.captured_at DESC, p.id DESC "
        "LIMIT :limit OFFSET :skip",
        values | {"limit": PER_PAGE, "skip": (number - 1) * PER_PAGE},
    )
    rows = [_row(connection, each[0], target) for each in chosen.fetchall()]
    return Listing(tuple(_entry(row) for row in rows), total, number, last)


def _worst_first(connection: sqlite3.Connection, asked: Asked, target: str) -> str:
    """Only where there is any: what is ordered by date alone is soon found."""
    wrong = asked.state in TO_READ and connection.execute(ANY_WRONG, (target,)).fetchone()
    return "t.likely_wrong DESC, t.doubtful DESC, " if wrong else ""


def _where(asked: Asked, target: str) -> tuple[str, str, dict[str, Any]]:
    """Where the pages are looked for, on what condition, and its values."""
    values = {"target": target, "language": asked.language}
    conditions = ["a.language = :language"] if asked.language else []
    if asked.state not in STATES:
        if not asked.language:
            return "FROM pages p", f"p.id {KEPT}", values
        in_language = f"a.current = 1 AND a.language = :language AND a.page_id {KEPT}"
        return "FROM articles a", in_language, values
    conditions.append(STATES[asked.state][1])
    if asked.state in OF_PAGES:
        return FROM, " AND ".join([*conditions, f"p.id {KEPT}"]), values
    conditions += ["t.target = :target", "t.current = 1", OF_KEPT]
    source = WITH_LANGUAGE if asked.language else FROM_TRANSLATIONS
    return source, " AND ".join(conditions), values


def _ordered(source: str, total: int) -> str:
    """The same pages with what they are ordered by, from where it is soonest done."""
    if "pages p" in source:
        return source
    of_articles = source == "FROM articles a"
    if total > MANY:
        return (
            "FROM pages p CROSS JOIN articles a ON a.page_id = p.id" if of_articles else FROM_PAGES
        )
    if source == FROM_TRANSLATIONS:
        source = WITH_LANGUAGE
    return f"{source} JOIN pages p ON p.id = a.page_id"


def _row(connection: sqlite3.Connection, identity: str, target: str) -> sqlite3.Row:
    row: sqlite3.Row = connection.execute(
        f"{SELECT} {FROM} WHERE p.id = :id", {"id": identity, "target": target}
    ).fetchone()
    return row


def _entry(row: sqlite3.Row, hits: Sequence[Hit] = ()) -> Entry:
    return Entry(row, query.counted(row) if row["translation_id"] else None, tuple(hits))


def _found(connection: sqlite3.Connection, asked: Asked, target: str) -> Listing:
    """The pages in which the words stand, or in whose address they do, with the sentences."""
    hits = search(connection, asked.words, within=Within(language=asked.language.strip() or None))
    by_page: dict[str, list[Hit]] = {}
    for hit in hits:
        by_page.setdefault(hit.page, []).append(hit)
    source, where, values = _where(asked, target)
    named = connection.execute(
        "SELECT id FROM pages WHERE instr(lower(url), lower(:words)) "
        "ORDER BY captured_at DESC, id DESC LIMIT :limit",
        {"words": asked.words.strip(), "limit": PER_PAGE},
    )
    for row in named.fetchall():
        by_page.setdefault(row["id"], [])
    fitting = [
        identity
        for identity in by_page
        if connection.execute(
            f"SELECT 1 {_ordered(source, 0)} WHERE {where} AND p.id = :id",
            values | {"id": identity},
        ).fetchone()
    ]
    entries = [_entry(_row(connection, each, target), by_page[each]) for each in fitting]
    return Listing(tuple(entries), len(entries), 1, 1)
