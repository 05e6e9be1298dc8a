"""The list of pages as the desk shows it: which of them, in what order, and what stands on each.

Captures of one URL are one row: the newest that brought something, with the others as its history.
A list goes on from the last page that was shown, so that its end is found as soon as its beginning.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, cast

from dragoman.archiver.verdict.verdict import VerdictKind
from dragoman.errors import UsageError
from dragoman.index.asking import query
from dragoman.index.asking.choice import Choice, host_named, tag_key
from dragoman.index.sqlite.trouble import from_json

PER_PAGE = 100
# Of more than so many it is said that there are more: counting them would take longer than looking.
COUNTED = 10_000
# Where so few pages fit one of the filters they are looked for from there; else in their order.
MANY = 2_000
SELECT = f"""
SELECT p.id, p.url, p.final_url, p.captured_at, p.http_status, p.mime, p.error_message, p.note,
       p.tags, p.mistaken, p.host, p.response_id, {query.RECOVERED} AS recovered,
       a.id AS article_id,
       coalesce(a.language, '') AS language, a.title, a.published, t.id AS translation_id,
       t.title AS translated_title, t.engine, t.model, t.machine, t.refused, t.edited, t.approved,
       t.rejected, t.original, t.flagged, t.flagged_open, t.likely_right, t.doubtful,
       t.likely_wrong, t.reviewers, t.reviewed, t.credit,
       (SELECT kind FROM verdicts v WHERE v.page_id = p.id ORDER BY ordered_at DESC, v.id DESC
        LIMIT 1) AS verdict,
       d.small, d.word AS replays, d.whole AS replays_whole,
       CASE WHEN t.refused > 0 THEN (SELECT count(*) FROM targets g WHERE g.translation_id = t.id
        AND g.state = 'refused' AND g.machine IS NULL) ELSE 0 END AS to_write,
       (SELECT count(*) FROM segments s WHERE s.article_id = a.id) AS sentences
"""
JOINED = """
LEFT JOIN articles a ON a.page_id = p.id AND a.current = 1
LEFT JOIN translations t ON t.article_id = a.id AND t.target = :target AND t.current = 1
"""
DRAWN = """
LEFT JOIN pictures d ON d.id = (SELECT id FROM pictures WHERE page_id = p.id
    ORDER BY ordered_at DESC, id DESC LIMIT 1)
"""
JUDGED = """
LEFT JOIN verdicts v ON v.id = (SELECT id FROM verdicts WHERE page_id = p.id
    ORDER BY ordered_at DESC, id DESC LIMIT 1)
"""
# What was handed in as a file has no address: two of one name are two.
BEST_OF_ITS_URL = """
(substr(p.url, 1, 4) = 'urn:' OR NOT EXISTS (
    SELECT 1 FROM pages q INDEXED BY pages_by_url
    WHERE q.url = p.url AND q.id <> p.id AND (q.mistaken IS NULL) = (p.mistaken IS NULL)
    AND (q.error_message IS NULL, q.captured_at, q.id)
        > (p.error_message IS NULL, p.captured_at, p.id)))
"""
# What can be asked for in the list, in the words that the page shows.
STATES: dict[str, tuple[str, str]] = {
    "todo": ("To be decided", "t.machine + t.refused > 0"),
    "flagged": ("With a flag", "t.flagged_open > 0"),
    "wrong": ("Likely wrong", "t.likely_wrong > 0"),
    "refused": ("With refused sentences", "t.refused > 0"),
    "edited": ("With edited sentences", "t.edited > 0"),
    "approved": ("With approved sentences", "t.approved > 0"),
    "rejected": ("With rejected sentences", "t.rejected > 0"),
    "done": (
        "All decided",
        "t.machine + t.refused = 0 AND t.edited + t.approved + t.rejected > 0",
    ),
    "untranslated": ("To translate", "t.id IS NULL AND a.id IS NOT NULL"),
    "failed": ("Failed", "p.error_message IS NOT NULL"),
}
OF_PAGES = ("untranslated", "failed")
# By name: the words, what it is ordered by, and in which direction.
ORDERS: dict[str, tuple[str, str, str]] = {
    "newest": ("Newest capture first", "p.captured_at", "DESC"),
    "oldest": ("Oldest capture first", "p.captured_at", "ASC"),
    "dated": ("Dated newest first", "coalesce(a.published, '')", "DESC"),
    "todo": ("Most to decide", "coalesce(t.machine + t.refused, -1)", "DESC"),
    "title": ("Title", "coalesce(a.title, p.url)", "ASC"),
}
# Lists of what is to be read: they begin with the pages that most is likely wrong on.
TO_READ = ("todo", "flagged", "wrong")
# Of those that are as bad as each other the newest first.
BADNESS = "coalesce(t.likely_wrong * 1000000 + t.doubtful + 1, 0)"
WORST = ("", f"printf('%015d ', {BADNESS}) || p.captured_at", "DESC")
ANY_WRONG = "SELECT 1 FROM translations WHERE target = ? AND likely_wrong > 0 AND current LIMIT 1"
HISTORY_SQL = """
SELECT p.id, p.url, p.captured_at, p.error_message, p.http_status FROM json_each(?) e
JOIN pages p INDEXED BY pages_by_url ON p.url = e.value WHERE p.mistaken IS NULL
ORDER BY p.captured_at DESC, p.id DESC
"""


@dataclass(frozen=True, slots=True)
class Asked:
    """What the list is asked for; empty strings ask for everything.

    `after` and `before` are ids of pages: the list goes on behind the one, or ends at the other.
    """

    state: str = ""
    language: str = ""
    site: str = ""
    tag: str = ""
    verdict: str = ""
    since: str = ""
    until: str = ""
    mistaken: bool = False
    order: str = ""
    after: str = ""
    before: str = ""

    @property
    def filters(self) -> dict[str, str]:
        """Those that are on, by name; what it goes on from is none."""
        named = ("state", "language", "site", "tag", "verdict", "since", "until")
        on = {name: getattr(self, name) for name in named if getattr(self, name)}
        return on | ({"mistaken": "1"} if self.mistaken else {})

    def choice(self) -> Choice:
        """As every list of the archive is filtered, but for the language; UsageError for none."""
        if self.state and self.state not in STATES:
            raise UsageError(f"{self.state} is no state of the list")
        return Choice(
            site=self.site or None,
            tag=self.tag or None,
            verdict=cast(VerdictKind, self.verdict) or None,  # `where` says what is none
            since=self.since or None,
            until=self.until or None,
            mistaken=self.mistaken,
        )


@dataclass(frozen=True, slots=True)
class Entry:
    """A page in the list; `counts` by state of its sentences, `history` all captures of its URL."""

    row: sqlite3.Row
    counts: dict[str, Any] | None
    history: tuple[sqlite3.Row, ...] = ()

    @property
    def tags(self) -> list[str]:
        return from_json(self.row["tags"], list)

    @property
    def failed_since(self) -> sqlite3.Row | None:
        """The newest capture of the URL, where it failed and an older one did not."""
        newest = self.history[0] if self.history else None
        return newest if newest is not None and newest["id"] != self.row["id"] else None


@dataclass(frozen=True, slots=True)
class Listing:
    """`total` are at least so many, and more where `more`; `newer`, `older`: whether there are."""

    entries: tuple[Entry, ...]
    total: int
    more: bool
    newer: bool
    older: bool


def read_listing(connection: sqlite3.Connection, asked: Asked, target: str) -> Listing:
    """A part of the list; UsageError for a filter that is none."""
    source, where, values = _chosen(connection, asked, target)
    counted = f"SELECT count(*) FROM (SELECT 1 {source} WHERE {where} LIMIT {COUNTED + 1})"
    total = connection.execute(counted, values).fetchone()[0]
    ids, newer, older = _part(connection, asked, source, where, values)
    rows = [_row(connection, each, target) for each in ids]
    entries = _entries(connection, rows, grouped=not asked.mistaken)
    return Listing(tuple(entries), min(total, COUNTED), total > COUNTED, newer, older)


def entries_of(connection: sqlite3.Connection, ids: Sequence[str], target: str) -> list[Entry]:
    """Some pages as the list shows them, in their order, without their history."""
    rows = [_row(connection, each, target) for each in ids]
    return list(_entries(connection, rows, grouped=False))


def named_by(connection: sqlite3.Connection, words: str) -> list[str]:
    """The ids of pages in whose address some words stand, the newest first."""
    rows = connection.execute(
        "SELECT id FROM pages WHERE instr(lower(url), lower(?)) AND mistaken IS NULL "
        "ORDER BY captured_at DESC, id DESC LIMIT ?",
        (words, PER_PAGE),
    )
    return [str(row[0]) for row in rows]


def _chosen(
    connection: sqlite3.Connection, asked: Asked, target: str
) -> tuple[str, str, dict[str, Any]]:
    """Where the pages are looked for, on what condition, and its values."""
    where, values = asked.choice().where()
    values |= {"target": target}
    conditions = [where, BEST_OF_ITS_URL]
    if asked.language:
        # With the plus SQLite does not begin at all articles of a language, where few pages fit.
        conditions.append("+a.language = :language")
        values["language"] = asked.language.lower()
    if asked.state in STATES:
        conditions.insert(0, STATES[asked.state][1])
    # What has to be there is joined in this order: SQLite may begin anywhere else.
    there = asked.state in STATES and asked.state not in OF_PAGES
    joined = JOINED.replace("LEFT", "CROSS") if there else JOINED
    joined += JUDGED if asked.verdict else ""
    few = _few(connection, asked, values)
    source = f"FROM ({few}) c CROSS JOIN pages p ON p.id = c.id" if few else "FROM pages p"
    return source + joined, " AND ".join(conditions), values


def _few(connection: sqlite3.Connection, asked: Asked, values: dict[str, Any]) -> str | None:
    """The question for the pages of one of the filters, where these are few."""
    best, least = None, MANY + 1
    for sql in _narrowing(asked, values):
        found = connection.execute(f"SELECT count(*) FROM ({sql} LIMIT {least})", values)
        if (count := found.fetchone()[0]) < least:
            best, least = f"SELECT DISTINCT id FROM ({sql})", count
    return best


def _narrowing(asked: Asked, values: dict[str, Any]) -> Iterator[str]:
    """For each filter that has an index, what finds the pages that could fit it."""
    if asked.mistaken:
        yield "SELECT id FROM pages WHERE mistaken IS NOT NULL"
    if asked.tag:
        values["tag"] = tag_key(asked.tag)
        yield "SELECT page_id AS id FROM page_tags WHERE key = :tag"
    if asked.site:
        host = host_named(asked.site)
        values |= {"host": host, "below": f".{host}"}
        yield (
            "SELECT id FROM pages INDEXED BY pages_by_host "
            "WHERE host = :host OR substr(host, -length(:below)) = :below"
        )
    if asked.verdict:
        yield "SELECT page_id AS id FROM verdicts WHERE kind = :verdict"
    if asked.language:
        yield "SELECT page_id AS id FROM articles WHERE language = :language AND current = 1"
    if asked.state == "failed":
        yield "SELECT id FROM pages INDEXED BY pages_failed WHERE error_message IS NOT NULL"
    elif asked.state in STATES and asked.state not in OF_PAGES:
        yield (
            "SELECT a.page_id AS id FROM translations t CROSS JOIN articles a "
            "ON a.id = t.article_id WHERE t.target = :target AND t.current = 1 "
            f"AND {STATES[asked.state][1]}"
        )


def _part(
    connection: sqlite3.Connection, asked: Asked, source: str, where: str, values: dict[str, Any]
) -> tuple[list[str], bool, bool]:
    """The ids of one part in their order, and whether there are others before and behind it."""
    _, key, way = _order(connection, asked, values["target"])
    back = bool(asked.before) and not asked.after
    place = asked.before if back else asked.after
    began = _place(connection, place, key, values) if place else None
    if back:
        way = "ASC" if way == "DESC" else "DESC"
    if began is not None:
        sign = "<" if way == "DESC" else ">"
        where += f" AND ({key}, p.id) {sign} (:at_key, :at_id)"
        values = values | {"at_key": began, "at_id": place}
    rows = connection.execute(
        f"SELECT p.id {source} WHERE {where} ORDER BY {key} {way}, p.id {way} LIMIT :limit",
        values | {"limit": PER_PAGE + 1},
    ).fetchall()
    ids = [str(row[0]) for row in rows[:PER_PAGE]]
    more = len(rows) > PER_PAGE
    if back:
        return ids[::-1], more, began is not None
    return ids, began is not None, more


def _order(connection: sqlite3.Connection, asked: Asked, target: str) -> tuple[str, str, str]:
    """The worst first only where there is any: what is ordered by date alone is soon found."""
    if asked.order in ORDERS or asked.state not in TO_READ:
        return ORDERS.get(asked.order, ORDERS["newest"])
    return WORST if connection.execute(ANY_WRONG, (target,)).fetchone() else ORDERS["newest"]


def _place(
    connection: sqlite3.Connection, page: str, key: str, values: dict[str, Any]
) -> str | int | None:
    """By what a page is ordered; None where there is no such page."""
    sql = f"SELECT {key} FROM pages p {JOINED} WHERE p.id = :id"
    row = connection.execute(sql, {"id": page, "target": values["target"]}).fetchone()
    return None if row is None else row[0]


def _row(connection: sqlite3.Connection, identity: str, target: str) -> sqlite3.Row:
    row: sqlite3.Row = connection.execute(
        f"{SELECT} FROM pages p {JOINED} {DRAWN} WHERE p.id = :id",
        {"id": identity, "target": target},
    ).fetchone()
    return row


def _entries(
    connection: sqlite3.Connection, rows: Sequence[sqlite3.Row], *, grouped: bool
) -> Iterator[Entry]:
    urls = [row["url"] for row in rows if not row["url"].startswith("urn:")] if grouped else []
    held: dict[str, list[sqlite3.Row]] = {}
    for each in connection.execute(HISTORY_SQL, (json.dumps(sorted(set(urls))),)).fetchall():
        held.setdefault(each["url"], []).append(each)
    for row in rows:
        past = held.get(row["url"], [])
        counts = query.counted(row) if row["translation_id"] else None
        yield Entry(row, counts, tuple(past) if len(past) > 1 else ())
