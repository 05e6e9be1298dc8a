"""What is searched: a row for every sentence of the articles that count, and one for each headline.

A row's number is its place in time (`places`), so that SQLite hands out what a word stands in by
date, the newest first, and can stop after as many as are wanted: ordering all that hold a common
word would take a second in a large archive.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache

from dragoman.index.asking.choice import site_of
from dragoman.index.search.places import Wanted, give_places
from dragoman.index.sqlite.trouble import from_json
from dragoman.translate.text.spelling import fold, name_forms, names_keyed

SPELLED_AT_MOST = 100_000
# Articles whose sentences and their translations, into however many languages, are in memory.
AT_ONCE = 50
# Of the articles whose ids are handed over, in one answer; what counts, and whose page was not set
# aside as mistaken, is searched.
ARTICLES_SQL = """
SELECT a.id, a.current AND p.mistaken IS NULL AS current, a.language, a.place, p.captured_at,
       coalesce(p.final_url, p.url) AS url
FROM json_each(?) e CROSS JOIN articles a ON a.id = e.value JOIN pages p ON p.id = a.page_id
"""
LAST_SQL = """
SELECT e.value AS id, (SELECT max(n) FROM segments s WHERE s.article_id = e.value) AS n
FROM json_each(?) e
"""
SENTENCES_SQL = """
SELECT s.article_id, s.n, s.source FROM json_each(?1) e
CROSS JOIN segments s ON s.article_id = e.value WHERE ?2 IS NULL OR s.n = ?2
"""
TARGETS_SQL = """
SELECT r.article_id, t.n, t.target, t.state, t.flags FROM json_each(?1) e
CROSS JOIN translations r ON r.article_id = e.value AND r.current
CROSS JOIN targets t ON t.translation_id = r.id WHERE ?2 IS NULL OR t.n = ?2
"""
GONE_SQL = "DELETE FROM search WHERE rowid BETWEEN ? AND ?"
ROW_SQL = "INSERT INTO search (rowid, source, target, names, facets) VALUES (?, ?, ?, ?, ?)"

Row = tuple[int, str, str, str, str]
# A text folded, and the forms of the names in it with spaces between; and that of texts that have
# been looked through.
Spelled = tuple[str, str]
Names = dict[str, Spelled]


class Touched:
    """The articles and sentences whose rows have to be made anew, and the names that came.

    `spelled` has forms of names that are in the table of spellings already; `size` counts the
    sentences, whose rows are all in memory while they are made.
    """

    def __init__(self, spelled: set[str]) -> None:
        self._spelled = spelled
        self._names: Names = {}
        self._forms: set[str] = set()
        self.articles: set[str] = set()
        self.sentences: set[tuple[str, int]] = set()
        self.size = 0

    def spell(self, texts: Iterable[str | None]) -> None:
        """Have the names in texts remembered.

        Each that a record brings, whether it is searched or not: what is searched at one time and
        not at another would depend on how many records are read in at once.
        """
        self.remember({text: spelled(text) for text in texts if text})

    def remember(self, texts: Mapping[str, Spelled]) -> None:
        """The same of texts that somebody has looked through."""
        self._names.update(texts)
        for _, forms in texts.values():
            self._forms.update(forms.split(" "))

    def all_articles(self) -> set[str]:
        """Those that were touched, wholly or in a sentence."""
        return self.articles | {article for article, _ in self.sentences}

    def refresh(self, connection: sqlite3.Connection) -> None:
        """Make the rows of all that was touched, in the order of their numbers.

        Out of that order FTS5 would write each to the disk by itself.
        """
        rows: list[Row] = []
        articles = self._placed(connection)
        for start in range(0, len(articles), AT_ONCE):
            some = articles[start : start + AT_ONCE]
            rows.extend(_rows(connection, some, None, self._names))
        for article_id, n in self.sentences:
            if article_id not in self.articles:
                rows.extend(_rows(connection, [article_id], n, self._names))
        rows.sort()
        connection.executemany(ROW_SQL, rows)
        self._remember_spellings(connection)
        self.articles.clear()
        self.sentences.clear()

    def _placed(self, connection: sqlite3.Connection) -> list[str]:
        """The articles that were touched and those that had to make way for them; each has its
        place, and no rows that are of before."""
        ids = _listed(self.articles)
        last = {row["id"]: row["n"] or 0 for row in connection.execute(LAST_SQL, (ids,))}
        wanted: dict[str, Wanted] = {}
        for row in connection.execute(ARTICLES_SQL, (ids,)).fetchall():
            identity, place = row["id"], row["place"]
            if place is None:
                wanted[identity] = Wanted(row["captured_at"], last[identity])
            else:
                connection.execute(GONE_SQL, (place - last[identity], place))
        moved = give_places(connection, wanted)
        for identity, n in connection.execute(LAST_SQL, (_listed(moved),)).fetchall():
            connection.execute(GONE_SQL, (moved[identity] - (n or 0), moved[identity]))
        return sorted(self.articles.union(moved))

    def _remember_spellings(self, connection: sqlite3.Connection) -> None:
        new = self._forms - self._spelled - {""}
        connection.executemany(
            "INSERT OR IGNORE INTO spellings VALUES (?, ?)",
            sorted((key, form) for form in new for key in names_keyed(form)),
        )
        if len(self._spelled) > SPELLED_AT_MOST:
            self._spelled.clear()
        self._spelled |= new


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


def _rows(
    connection: sqlite3.Connection, articles: Sequence[str], only: int | None, names: Names
) -> Iterator[Row]:
    """The rows of articles, or of one sentence of each; one that does not count has none."""
    known: dict[str, tuple[int, str]] = {}
    for row in connection.execute(ARTICLES_SQL, (_listed(articles),)):
        if only is not None and row["place"] is not None:
            connection.execute("DELETE FROM search WHERE rowid = ?", (row["place"] - only,))
        if row["current"]:
            common = [language_facet(row["language"] or ""), *_site_facets(row["url"])]
            known[row["id"]] = row["place"], " ".join(dict.fromkeys(common))
    ids = _listed(known)
    beside: dict[tuple[str, int], list[tuple[str, str, str]]] = {}
    for article_id, n, *told in connection.execute(TARGETS_SQL, (ids, only)):
        beside.setdefault((article_id, n), []).append(tuple(told))
    for article_id, n, source in connection.execute(SENTENCES_SQL, (ids, only)):
        place, facets = known[article_id]
        yield _row(place - n, source, beside.get((article_id, n), ()), facets, names)


def _row(
    place: int, source: str, beside: Sequence[tuple[str, str, str]], common: str, names: Names
) -> Row:
    target = "\n".join(target for target, _, _ in beside if target)
    facets = common
    for _, state, flags in beside:
        facets += _state_facets(state, flags)
    if len(beside) > 1:
        facets = " ".join(dict.fromkeys(facets.split(" ")))
    folded, forms = names.get(source) or spelled(source)
    if not target:
        return place, folded, "", forms, facets
    beside_it, more = names.get(target) or spelled(target)
    return place, folded, beside_it, f"{forms} {more}".strip(" "), facets


def spelled(text: str) -> Spelled:
    """A text as it is searched."""
    return fold(text), " ".join(name_forms(text))


@lru_cache(maxsize=1 << 12)
def _state_facets(state: str, flags: str) -> str:
    """What a sentence's translation adds, each facet with a space before it."""
    if not state:
        return ""
    codes = [each["code"] for each in from_json(flags, list)] if flags != "[]" else []
    facets = [state_facet(state), *dict.fromkeys(map(flag_facet, codes))]
    return "".join(f" {each}" for each in facets)


def _listed(ids: Iterable[str]) -> str:
    return json.dumps(sorted(ids))
