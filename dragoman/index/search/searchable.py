"""What is searched: a row for every sentence of the articles that count, and one for each headline.

A row's number is its place in time (`place_of`), so that SQLite hands out what a word stands in by
date, the newest first, and can stop after as many as are wanted: ordering all that hold a common
word would take a second in a large archive.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from functools import lru_cache
from zlib import crc32

from dragoman.index.asking.choice import site_of
from dragoman.index.sqlite.trouble import from_json
from dragoman.translate.text.spelling import fold, name_forms, names_keyed

# Sentences that an article has room for in the numbering; a longer one takes the room after it.
ROOM = 1 << 16
SPELLED_AT_MOST = 100_000
LAST_MILLISECOND = (1 << 46) - 1

SENTENCES_SQL = """
SELECT n, source FROM segments WHERE article_id = ?1 AND (?2 IS NULL OR n = ?2)
"""
TARGETS_SQL = """
SELECT t.n, t.target, t.state, t.flags FROM translations r
JOIN targets t ON t.translation_id = r.id
WHERE r.article_id = ?1 AND r.current AND (?2 IS NULL OR t.n = ?2)
"""
ROW_SQL = "INSERT INTO search (rowid, source, target, names, facets) VALUES (?, ?, ?, ?, ?)"

Row = tuple[int, str, str, str, str]
# The forms of the names in texts that have been looked through.
Names = dict[str, list[str]]


class Touched:
    """The articles and sentences whose rows have to be made anew, and the names that came.

    `spelled` has forms of names that are in the table of spellings already; `size` counts the
    sentences, whose rows are all in memory while they are made.
    """

    def __init__(self, spelled: set[str]) -> None:
        self._spelled = spelled
        self._names: Names = {}
        self.articles: set[str] = set()
        self.sentences: set[tuple[str, int]] = set()
        self.size = 0

    def spell(self, texts: Iterable[str | None]) -> None:
        """Have the names in texts remembered.

        Each that a record brings, whether it is searched or not: what is searched at one time and
        not at another would depend on how many records are read in at once.
        """
        for text in texts:
            if text:
                self._names[text] = name_forms(text)

    def touch_page(self, connection: sqlite3.Connection, page_id: str) -> list[str]:
        """Have the rows of a page's articles made anew; the ids of these."""
        rows = connection.execute("SELECT id FROM articles WHERE page_id = ?", (page_id,))
        articles = [row[0] for row in rows]
        self.articles.update(articles)
        return articles

    def all_articles(self) -> set[str]:
        """Those that were touched, wholly or in a sentence."""
        return self.articles | {article for article, _ in self.sentences}

    def refresh(self, connection: sqlite3.Connection) -> None:
        """Make the rows of all that was touched, in the order of their numbers.

        Out of that order FTS5 would write each to the disk by itself.
        """
        rows: list[Row] = []
        for article_id in self.articles:
            rows.extend(_article_rows(connection, article_id, None, self._names))
        for article_id, n in self.sentences:
            if article_id not in self.articles:
                rows.extend(_article_rows(connection, article_id, n, self._names))
        rows.sort()
        connection.executemany(ROW_SQL, rows)
        self._remember_spellings(connection)
        self.articles.clear()
        self.sentences.clear()

    def _remember_spellings(self, connection: sqlite3.Connection) -> None:
        new = {form for forms in self._names.values() for form in forms} - self._spelled
        connection.executemany(
            "INSERT OR IGNORE INTO spellings VALUES (?, ?)",
            sorted((key, form) for form in new for key in names_keyed(form)),
        )
        if len(self._spelled) > SPELLED_AT_MOST:
            self._spelled.clear()
        self._spelled |= new


def place_of(moment: str) -> int:
    """The highest row number of what was captured at an ISO date: milliseconds, then sentences."""
    try:
        date = datetime.fromisoformat(moment)
        seconds = (date if date.tzinfo else date.replace(tzinfo=UTC)).timestamp()
    except (ValueError, OverflowError):
        seconds = 0
    return min(max(0, int(seconds * 1000)), LAST_MILLISECOND) * ROOM + ROOM - 1


def language_facet(code: str) -> str:
    return "lang" + _letters(code)


def state_facet(state: str) -> str:
    return "state" + _letters(state)


def flag_facet(code: str) -> str:
    return "flag" + _letters(code)


@lru_cache(maxsize=1 << 12)
def site_facet(host: str) -> str:
    """A host as one word: of what stands in it only letters and digits are parts of a word."""
    return "site" + "".join(map(_part_of_word, host.lower().strip(".")))


# Letters of no name of a host; without them it would be another host's word.
_AS_LETTERS = {".": "\u01c0", "-": "\u01c3"}


def _part_of_word(char: str) -> str:
    if char.isascii() and char.isalnum():
        return char
    return _AS_LETTERS.get(char) or f"\u01c2{ord(char):x}\u01c2"


@lru_cache(maxsize=1 << 12)
def _letters(text: str) -> str:
    return "".join(char for char in text.lower() if char.isalnum())


def _site_facets(url: str) -> Iterator[str]:
    """The host and the domains that it belongs to."""
    parts = (site_of(url) or "").split(".")
    for start in range(len(parts)):
        yield site_facet(".".join(parts[start:]))


def _article_rows(
    connection: sqlite3.Connection, article_id: str, only: int | None, names: Names
) -> Iterator[Row]:
    """The rows of an article, after those that were there are gone; of one sentence if asked.

    One that does not count any more, or whose page was set aside as mistaken, has none.
    """
    article = connection.execute(
        "SELECT a.current AND p.mistaken IS NULL AS current, a.language, a.place, p.captured_at, "
        "coalesce(p.final_url, p.url) AS url "
        "FROM articles a JOIN pages p ON p.id = a.page_id WHERE a.id = ?",
        (article_id,),
    ).fetchone()
    if article is None:
        return
    rows = connection.execute(SENTENCES_SQL, (article_id, only))
    sentences = {row["n"]: row["source"] for row in rows}
    place = article["place"]
    if place is None:
        if not article["current"] or only is not None:
            return
        place = _take_place(
            connection, article_id, article["captured_at"], max(sentences, default=0)
        )
    elif only is None:
        connection.execute(
            "DELETE FROM search WHERE rowid BETWEEN ? AND ?",
            (place - max(sentences, default=0), place),
        )
    else:
        connection.execute("DELETE FROM search WHERE rowid = ?", (place - only,))
    if not article["current"]:
        return
    common = [language_facet(article["language"] or ""), *_site_facets(article["url"])]
    beside = _beside(connection, article_id, only)
    for n, source in sentences.items():
        yield _row(place - n, source, beside.get(n, []), common, names)


def _beside(
    connection: sqlite3.Connection, article_id: str, only: int | None
) -> dict[int, list[sqlite3.Row]]:
    found: dict[int, list[sqlite3.Row]] = {}
    for row in connection.execute(TARGETS_SQL, (article_id, only)):
        found.setdefault(row["n"], []).append(row)
    return found


def _row(
    place: int, source: str, beside: list[sqlite3.Row], common: list[str], names: Names
) -> Row:
    target = "\n".join(each["target"] for each in beside if each["target"])
    facets = dict.fromkeys(common)
    for each in beside:
        if each["state"]:
            facets[state_facet(each["state"])] = None
            if each["flags"] != "[]":
                facets.update(
                    dict.fromkeys(flag_facet(f["code"]) for f in from_json(each["flags"], list))
                )
    forms = [form for text in (source, target) for form in names.get(text) or name_forms(text)]
    return place, fold(source), fold(target), " ".join(forms), " ".join(facets)


def _take_place(
    connection: sqlite3.Connection, article_id: str, captured_at: str, count: int
) -> int:
    """Numbers for an article's rows that no other has: those of its time, or some soon after.

    Where many pages have one time (of whole seconds, say), they are strewn over as much time as
    they need: to look for the first that is free would take each longer than the one before.
    """
    first = place_of(captured_at) + (count // ROOM) * ROOM
    place, spread = first, 1
    while _is_taken(connection, place - count, place):
        spread *= 2
        place = first + crc32(f"{article_id} {spread}".encode()) % spread * ROOM
    connection.execute("UPDATE articles SET place = ? WHERE id = ?", (place, article_id))
    return place


def _is_taken(connection: sqlite3.Connection, first: int, last: int) -> bool:
    """Whether an article has rows in a range: the next one above its beginning says."""
    above = connection.execute(
        "SELECT a.place, (SELECT max(n) FROM segments s WHERE s.article_id = a.id) "
        "FROM articles a WHERE a.place >= ? ORDER BY a.place LIMIT 1",
        (first,),
    ).fetchone()
    return above is not None and bool(above[0] - (above[1] or 0) <= last)
