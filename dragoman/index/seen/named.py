"""Questions to the index: who is named where, and what was looked at for it."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import cast

from dragoman.index.asking.verdicts import NOT_MISTAKEN
from dragoman.index.sqlite.trouble import from_json
from dragoman.translate.people.finding import Said
from dragoman.translate.people.mention import Kind
from dragoman.translate.people.same import Placed

# Of each article that counts the latest record that says who is named in it.
LATEST = f"""
articles a JOIN pages p ON p.id = a.page_id JOIN named w ON w.id = (
    SELECT o.id FROM named o WHERE o.article_id = a.id ORDER BY o.ordered_at DESC, o.id DESC LIMIT 1
) WHERE a.current AND {NOT_MISTAKEN}
"""
# A sentence may have been cut otherwise since: its number is that of the one there is now.
MENTIONS_SQL = f"""
SELECT page_id, id AS article_id,
       CASE WHEN EXISTS (SELECT 1 FROM segmentations g WHERE g.id = l.id) THEN coalesce((
           SELECT s.n FROM segments s WHERE s.article_id = l.id AND s.n > 0
           AND s.start <= m.start AND m.start < s.stop LIMIT 1), m.n) ELSE m.n END AS n,
       m.start, m.stop, m.text, m.kind, m.found_by, m.name
FROM (SELECT a.id, a.page_id, w.id AS named_id, p.captured_at FROM {LATEST}) l
JOIN mentions m ON m.named_id = l.named_id
WHERE (?1 IS NULL OR l.page_id = ?1) AND (?2 IS NULL OR l.named_id IN (
    SELECT o.named_id FROM mentions o WHERE o.name IN (SELECT value FROM json_each(?2))))
ORDER BY l.captured_at, l.page_id, m.position
"""
WORDS_SQL = "SELECT DISTINCT kind, name, text FROM mentions"
ROWS_SQL = """
SELECT a.id, a.place FROM json_each(?) e JOIN articles a ON a.id = e.value
WHERE a.place IS NOT NULL
"""
LOOKED_SQL = f"SELECT w.looked, w.not_looked FROM {LATEST}"
PENDING_SQL = f"""
SELECT a.page_id, a.id FROM articles a JOIN pages p ON p.id = a.page_id
WHERE a.current AND {NOT_MISTAKEN} AND (?1 OR NOT EXISTS (
    SELECT 1 FROM named w WHERE w.article_id = a.id))
ORDER BY p.captured_at, p.id
"""
SENTENCES_SQL = """
SELECT n, coalesce(start, 0) AS start, language, source FROM segments
WHERE article_id = ? ORDER BY n > 0, start, n
"""


@dataclass(slots=True)
class LookedAt:
    """How far people were looked for: `pages` that were, `pending` that were not.

    `sentences` by language and what looked at them (`natasha`, `list`); `not_looked` by language.
    """

    pages: int = 0
    pending: int = 0
    sentences: Counter[tuple[str, str]] = field(default_factory=Counter)
    not_looked: Counter[str] = field(default_factory=Counter)


def mentions(
    connection: sqlite3.Connection,
    page: str | None = None,
    names: Collection[str] | None = None,
) -> Iterator[Placed]:
    """All mentions in articles that count, by the date of their pages; or those of one page, or in
    articles in which one of some names stands."""
    wanted = None if names is None else json.dumps(sorted(names))
    same: dict[str, str] = {}  # what is said again and again is held once
    for page_id, article, n, start, stop, *said in connection.execute(MENTIONS_SQL, (page, wanted)):
        text, kind, by, name = (same.setdefault(each, each) for each in said)
        placed = same.setdefault(page_id, page_id), same.setdefault(article, article)
        yield Placed(*placed, n, start, stop, text, cast(Kind, kind), by, name)


def words(connection: sqlite3.Connection) -> Iterator[Placed]:
    """Each way in which somebody is named anywhere, as if in an article of its own."""
    for place, (kind, name, text) in enumerate(connection.execute(WORDS_SQL)):
        yield Placed("", str(place), 0, None, None, text, kind, "", name)


def rows_of(connection: sqlite3.Connection, articles: Collection[str]) -> dict[str, int]:
    """By article, the highest row number that its sentences have where they are searched."""
    found = connection.execute(ROWS_SQL, (json.dumps(sorted(articles)),))
    return {row[0]: row[1] for row in found}


def looked_at(connection: sqlite3.Connection) -> LookedAt:
    """What the mentions rest on."""
    found = LookedAt(pending=len(pending(connection)))
    for row in connection.execute(LOOKED_SQL):
        found.pages += 1
        for each in from_json(row["looked"], list):
            found.sentences[each["language"], each["by"]] += each["sentences"]
        for each in from_json(row["not_looked"], list):
            found.not_looked[each["language"]] += each["sentences"]
    return found


def pending(connection: sqlite3.Connection, *, again: bool = False) -> list[tuple[str, str]]:
    """Pages and their articles that nobody looked for people in yet; with `again` all of them."""
    rows = connection.execute(PENDING_SQL, (int(again),))
    return [(str(row[0]), str(row[1])) for row in rows]


def sentences(connection: sqlite3.Connection, article: str) -> list[tuple[int, Said]]:
    """The headline and the sentences of an article, each with where it starts in the text."""
    rows = connection.execute(SENTENCES_SQL, (article,))
    return [(row["start"], Said(row["n"], row["language"], row["source"])) for row in rows]


def articles(connection: sqlite3.Connection) -> Iterator[tuple[str, str]]:
    """All pages with their articles, oldest first."""
    yield from pending(connection, again=True)
