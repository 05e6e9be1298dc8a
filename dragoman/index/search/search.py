"""Search: the words as they are written first, then the same name spelled otherwise, then near it.

Each of these tiers is one question to SQLite, which hands out the newest first and stops when there
are enough: an old sentence that has the name itself comes before a new one that has a near name,
and a word that stands in every sentence costs no more than a rare one.
"""

from __future__ import annotations

import contextlib
import itertools
import json
import sqlite3
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from dragoman.decisions import HEADLINE
from dragoman.index.asking.credit import model_for
from dragoman.index.asking.query import models
from dragoman.index.search.hit import Hit
from dragoman.index.search.matching import Matcher
from dragoman.index.search.places import ROOM
from dragoman.index.search.terms import Term, Within, terms
from dragoman.index.sqlite.trouble import Foreign
from dragoman.translate.text.spelling import bared, form, loose_key, name_keys, pattern

LIMIT = 200
# Of the spellings of one name in an archive, so many are looked for; of those of a whole phrase,
# each word in so many.
SPELLINGS = 400
SPELLINGS_IN_A_PHRASE = 12
# A few more than are missing are read: headlines are dropped again.
READ_AT_LEAST = 10
# `exact` reads what was found folded, so many at once, and gives up after so many.
READ_AT_ONCE = 500
READ_AT_MOST = 20_000

ROWS_SQL = (
    "SELECT rowid FROM search WHERE search MATCH ? AND rowid BETWEEN ? AND ? ORDER BY rowid DESC"
)
# With the plus SQLite goes through what is found once, and does not ask for each row by itself.
OF_THESE_SQL = ROWS_SQL.replace(
    "ORDER BY", "AND +rowid IN (SELECT value FROM json_each(?)) ORDER BY"
)
ARTICLE_SQL = """
SELECT a.id, a.place, a.title, a.language, p.id AS page, p.url, p.captured_at FROM articles a
JOIN pages p ON p.id = a.page_id WHERE a.place >= ? ORDER BY a.place LIMIT 1
"""
TARGETS_SQL = """
SELECT t.n, t.target, t.state, t.machine, r.id FROM translations r
JOIN targets t ON t.translation_id = r.id
WHERE r.article_id = ?1 AND r.current AND t.n = ?2 AND t.target <> '' ORDER BY r.target
"""
# Endings that a name bears in a case or as a woman's: Мамедова may be either.
_OF_BOTH = frozenset({"a", "а", "у", "ой", "ей", "ою"})


@dataclass(frozen=True, slots=True)
class Spellings:
    """How the archive spells a name: as the name itself, as near it as its key is, and perhaps."""

    same: tuple[str, ...]
    near: tuple[str, ...]
    perhaps: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Wanted:
    """One term of a query, and how the archive spells each word of it as a name."""

    term: Term
    names: tuple[Spellings, ...]


def search(
    connection: sqlite3.Connection,
    query: str,
    *,
    within: Within | None = None,
    exact: bool = False,
    limit: int = LIMIT,
    only: Collection[int] | None = None,
) -> list[Hit]:
    """The sentences that hold every term of `query`, in the original or a translation.

    A word also matches as the beginning of a longer one (of three letters and more), and a name in
    its other spellings; `"two words"` side by side; `word*` whatever goes on so; with `exact` the
    query is looked for as it is written. What is written so comes first, then the same name in
    other spellings, then near names and longer words, then names that only sound alike, which are
    said to be `perhaps`; the newest capture first in each. `only`: row numbers, and no other.
    """
    asked = terms(query)
    if not asked or limit < 1:
        return []
    within = within or Within()
    if exact:
        with _snapshot(connection):
            return _exact(connection, query, asked, _Found(within, only), limit)
    wanted = _wanted(connection, asked)
    with _snapshot(connection):
        return _closest(connection, wanted, _matcher(wanted), _Found(within, only), limit)


def pages_found(connection: sqlite3.Connection, query: str) -> set[str]:
    """The ids of all pages in which `search` finds something, however many they are."""
    reader = Reader(connection, matcher_of(connection, query))
    found: set[str] = set()
    with _snapshot(connection):
        for row in _Found(Within()).rows(connection, widest(connection, query)):
            page = reader.page_of(row)
            if page not in found and reader.read(row)[0].matched:
                found.add(page)
    return found


def matcher_of(connection: sqlite3.Connection, query: str) -> Matcher:
    """What says of a sentence whether `search` finds it."""
    return _matcher(_wanted(connection, terms(query)))


def _wanted(connection: sqlite3.Connection, asked: Iterable[Term]) -> list[Wanted]:
    return [Wanted(each, _spellings_of(connection, each)) for each in asked]


def _matcher(wanted: Iterable[Wanted]) -> Matcher:
    return Matcher(
        [(each.term, [(n.same + n.near, n.perhaps) for n in each.names]) for each in wanted]
    )


def _closest(
    connection: sqlite3.Connection,
    wanted: Sequence[Wanted],
    matcher: Matcher,
    found: _Found,
    limit: int,
) -> list[Hit]:
    reader = Reader(connection, matcher)
    seen: set[int] = set()
    hits: list[Hit] = []
    for expression in _tiers(wanted, found.within):
        rows = (row for row in found.rows(connection, expression) if row not in seen)
        while new := list(itertools.islice(rows, max(READ_AT_LEAST, limit - len(hits)))):
            seen.update(new)
            hits = _without_doubled_titles(hits + _newest_first(map(reader.read, new)))
            if len(hits) >= limit:
                return hits[:limit]
    return hits


def widest(connection: sqlite3.Connection, query: str) -> str:
    """The FTS5 expression that finds all that `search` does; one that finds nothing for no word."""
    wanted = _wanted(connection, terms(query))
    expressions = list(_tiers(wanted, Within())) if wanted else []
    return expressions[-1] if expressions else 'facets : "nothing"'


@contextlib.contextmanager
def _snapshot(connection: sqlite3.Connection) -> Iterator[None]:
    """One state of the index for all that is read: others may bring it up to date meanwhile."""
    if connection.in_transaction:
        yield
        return
    connection.execute("BEGIN")
    try:
        yield
    finally:
        connection.execute("ROLLBACK")


def _newest_first(read: Iterable[tuple[Hit, str]]) -> list[Hit]:
    """By date and record id, and the sentences of a page in their order."""
    found = sorted((each for each in read if each[0].matched), key=lambda e: (e[0].page, e[0].n))
    return [hit for hit, _at in sorted(found, key=lambda each: each[1], reverse=True)]


def _without_doubled_titles(hits: Sequence[Hit]) -> list[Hit]:
    """A headline is worth a line where it is the only thing found of its page."""
    told = {hit.page for hit in hits if hit.n != HEADLINE}
    return [hit for hit in hits if hit.n != HEADLINE or hit.page not in told]


@dataclass(frozen=True, slots=True)
class _Found:
    """The rows among which is searched: of some time, and where `only` is given none but those."""

    within: Within
    only: Collection[int] | None = None

    def rows(self, connection: sqlite3.Connection, expression: str) -> Iterator[int]:
        """The numbers of the rows that are found, the newest first.

        SQLite looks no further than is read of them.
        """
        first, last = self.within.places()
        if self.only is None:
            held = connection.execute(ROWS_SQL, (expression, first, last))
        else:
            between = max(first, min(self.only)), min(last, max(self.only))
            these = json.dumps(list(self.only))
            held = connection.execute(OF_THESE_SQL, (expression, *between, these))
        return (row[0] for row in held)


def _spellings_of(connection: sqlite3.Connection, term: Term) -> tuple[Spellings, ...]:
    if term.star:
        return ()
    return tuple(_spellings(connection, word) for word in term.words)


def _spellings(connection: sqlite3.Connection, word: str) -> Spellings:
    """The forms in the archive that share a key with a word, the same name's apart from others."""
    forms = _keyed(connection, name_keys(word))
    own, sound = form(word), pattern(word)
    same = tuple(each for each in forms if _is_same_name(each, own, sound))
    heard = _keyed(connection, filter(None, [loose_key(word)]))
    return Spellings(
        same,
        tuple(each for each in forms if each not in set(same)),
        tuple(each for each in heard if each not in set(forms)),
    )


def _keyed(connection: sqlite3.Connection, keys: Iterable[str]) -> list[str]:
    """The forms in the archive that have one of some keys, short ones first."""
    keys = list(keys)
    held = connection.execute(
        f"SELECT DISTINCT form FROM spellings WHERE key IN ({', '.join('?' * len(keys))}) "
        "ORDER BY length(form), form LIMIT ?",
        (*keys, SPELLINGS),
    )
    return [row[0] for row in held]


def _is_same_name(held: str, own: str, sound: str) -> bool:
    if held == own or pattern(held) == sound:
        return True
    return any(pattern(bare) == sound for bare, ending in bared(held) if ending not in _OF_BOTH)


def _tiers(wanted: Sequence[Wanted], within: Within) -> Iterator[str]:
    """The FTS5 expressions to ask, from the closest on; none twice."""
    kept = [f'facets : "{token}"' for token in within.facets()]
    asked: list[str] = []
    for forms in (_as_written, _in_same_name, _near, _perhaps):
        expression = " AND ".join(["(" + " OR ".join(forms(each)) + ")" for each in wanted] + kept)
        if expression not in asked:
            asked.append(expression)
            yield expression


def _as_written(wanted: Wanted) -> list[str]:
    return [_phrase(wanted.term, wanted.term.star)]


def _in_same_name(wanted: Wanted) -> list[str]:
    return _as_written(wanted) + _names([each.same for each in wanted.names])


def _near(wanted: Wanted) -> list[str]:
    names = _names([each.same + each.near for each in wanted.names])
    return [_phrase(wanted.term, wanted.term.begins), *names]


def _perhaps(wanted: Wanted) -> list[str]:
    names = _names([each.same + each.near + each.perhaps for each in wanted.names])
    return [_phrase(wanted.term, wanted.term.begins), *names]


def _phrase(term: Term, begins: bool) -> str:
    return f'{{source target}} : "{" ".join(term.tokens)}"{" *" if begins else ""}'


def _names(forms: Sequence[Sequence[str]]) -> list[str]:
    """A name, or several side by side, in every way that the archive spells them."""
    if not forms or not all(forms):
        return []
    if len(forms) > 1:
        forms = [each[:SPELLINGS_IN_A_PHRASE] for each in forms[:3]]
    quoted = [f'"{" ".join(each)}"' for each in itertools.product(*forms)]
    return [f"names : ({' OR '.join(quoted)})"]


def _exact(
    connection: sqlite3.Connection, query: str, asked: Sequence[Term], found: _Found, limit: int
) -> list[Hit]:
    """What holds the query as it is written, sought among what holds it folded."""
    written = query.strip().strip('"')
    tokens = tuple(token for term in asked for token in term.tokens)
    reader = Reader(connection, Matcher.as_written(written))
    expression = " AND ".join(
        [f"({_phrase(Term(tokens, (), False, True), True)})"]
        + [f'facets : "{token}"' for token in found.within.facets()]
    )
    hits: list[Hit] = []
    rows = itertools.islice(found.rows(connection, expression), READ_AT_MOST)
    while some := list(itertools.islice(rows, READ_AT_ONCE)):
        hits = _without_doubled_titles(hits + _newest_first(map(reader.read, some)))
        if len(hits) >= limit:
            break
    return hits[:limit]


def _there(row: sqlite3.Row | None) -> sqlite3.Row:
    if row is None:
        raise Foreign("what is searched names a sentence that is not there")
    return row


class Reader:
    """Reads the sentences behind row numbers; asks for each article once."""

    def __init__(self, connection: sqlite3.Connection, matcher: Matcher) -> None:
        self._connection = connection
        self._matcher = matcher
        self._held: sqlite3.Row | None = None

    def read(self, row: int) -> tuple[Hit, str]:
        """The sentence behind a row of `search`, and when its page was captured."""
        article = self._article(row)
        n = article["place"] - row
        source, language, beside = self._sentence(article, n)
        side = self._matcher.match(source, [each["target"] for each in beside])
        shown = beside[side.target] if beside else None
        hit = Hit(
            page=article["page"],
            url=article["url"],
            title=article["title"],
            n=n,
            source=source,
            target=shown["target"] if shown else None,
            matched=side.matched,
            state=shown["state"] if shown else None,
            engine=self._engine(shown, language) if shown else None,
            source_spans=side.source_spans,
            target_spans=side.target_spans,
            also_spelled=side.also_spelled,
        )
        return hit, article["captured_at"]

    def page_of(self, row: int) -> str:
        """The page that a row of `search` is of."""
        page: str = self._article(row)["page"]
        return page

    def _article(self, row: int) -> sqlite3.Row:
        # Rows of one article come one after the other.
        held = self._held
        if held is None or not held["place"] - ROOM < row <= held["place"]:
            found = self._connection.execute(ARTICLE_SQL, (row,)).fetchone()
            held = self._held = _there(found)
        return held

    def _sentence(self, article: sqlite3.Row, n: int) -> tuple[str, str, list[sqlite3.Row]]:
        found = self._connection.execute(
            "SELECT source, language FROM segments WHERE article_id = ? AND n = ?",
            (article["id"], n),
        ).fetchone()
        source, language = _there(found)
        beside = self._connection.execute(TARGETS_SQL, (article["id"], n)).fetchall()
        return source, language, beside

    def _engine(self, beside: sqlite3.Row, language: str) -> str | None:
        """The engine that wrote a translation; None where none did."""
        if beside["machine"] is None:
            return None
        model = model_for(models(self._connection, beside["id"]), language)
        return model["engine"] if model else None
