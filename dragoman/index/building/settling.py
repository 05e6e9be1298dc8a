"""What counts once the records of a transaction are in the tables: which article of a page, which
translation, what was decided; asked for all of them at once, and done only where there is more than
one thing to choose from.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable

from dragoman.index.asking import tally
from dragoman.index.building.annotation_rows import annotated
from dragoman.index.building.batch import Batch
from dragoman.index.building.segmentation_rows import rearrange, resegment
from dragoman.index.building.target_rows import settle_sentence

ANNOTATED_SQL = """
SELECT DISTINCT page_id FROM annotations WHERE page_id IN (SELECT value FROM json_each(?))
"""
ARTICLES_SQL = "SELECT id FROM articles WHERE page_id IN (SELECT value FROM json_each(?))"
SEVERAL_SQL = """
SELECT page_id FROM articles WHERE page_id IN (SELECT value FROM json_each(?))
GROUP BY page_id HAVING count(*) > 1
"""
CHOOSE_ARTICLE_SQL = """
UPDATE articles SET current = (id = (SELECT id FROM articles WHERE page_id = ?1
    ORDER BY ordered_at DESC, id DESC LIMIT 1)) WHERE page_id = ?1
"""
# The latest translation into each language is current, where the article itself is. Only where that
# changes: two indexes have what is current in them.
CHOOSE_SQL = """
UPDATE translations AS t SET current = NOT current
WHERE article_id IN (SELECT value FROM json_each(?)) AND current <> (
    coalesce((SELECT current FROM articles WHERE id = t.article_id), 0) AND NOT EXISTS (
        SELECT 1 FROM translations o WHERE o.article_id = t.article_id AND o.target = t.target
        AND (o.ordered_at, o.id) > (t.ordered_at, t.id)))
"""
CUT_SQL = """
SELECT DISTINCT article_id FROM segmentations
WHERE article_id IN (SELECT value FROM json_each(?)) AND (reviewer IS NULL) = ?
"""
DECIDED_SQL = """
SELECT DISTINCT translation_id, n FROM decisions
WHERE translation_id IN (SELECT value FROM json_each(?))
"""
OF_SQL = """
SELECT id, article_id FROM translations WHERE id IN (SELECT value FROM json_each(?))
"""


def settle(connection: sqlite3.Connection, batch: Batch) -> None:
    """Have all that came count as it does beside what was there, and be found."""
    batch.flush()
    _annotate(connection, batch)
    _choose(connection, batch)
    _cut(connection, batch)
    _decide(connection, batch)
    tally.refresh(connection, batch.all_articles())
    batch.refresh(connection)


def _annotate(connection: sqlite3.Connection, batch: Batch) -> None:
    said = connection.execute(ANNOTATED_SQL, (_listed(batch.pages),)).fetchall()
    for page in sorted(batch.annotated.union(row[0] for row in said)):
        annotated(connection, page)


def _choose(connection: sqlite3.Connection, batch: Batch) -> None:
    pages = batch.pages | batch.annotated | set(batch.articles_read.values())
    articles = {row[0] for row in connection.execute(ARTICLES_SQL, (_listed(pages),))}
    batch.articles |= articles
    read = _listed(batch.articles_read.values())
    for (page,) in connection.execute(SEVERAL_SQL, (read,)).fetchall():
        connection.execute(CHOOSE_ARTICLE_SQL, (page,))
    connection.execute(CHOOSE_SQL, (_listed(articles | set(batch.translated.values())),))


def _cut(connection: sqlite3.Connection, batch: Batch) -> None:
    """Have sentences stand as people cut them, where articles or translations came after that."""
    by_people = connection.execute(CUT_SQL, (_listed(batch.articles_read), False)).fetchall()
    for (article,) in by_people:
        resegment(connection, article, batch)
    cut = connection.execute(CUT_SQL, (_listed(batch.translated.values()), True)).fetchall()
    anew = {row[0] for row in cut}
    for translation, article in batch.translated.items():
        if article in anew:
            rearrange(connection, article, translation)


def _decide(connection: sqlite3.Connection, batch: Batch) -> None:
    """Have the latest decision on a sentence stand, whichever came first."""
    batch.articles.update(batch.translated.values())
    before = connection.execute(DECIDED_SQL, (_listed(batch.translated),)).fetchall()
    decided = sorted(batch.decided.union((row[0], row[1]) for row in before))
    for translation, n in decided:
        settle_sentence(connection, translation, n)
    asked = _listed({translation for translation, _ in decided})
    articles = {row[0]: row[1] for row in connection.execute(OF_SQL, (asked,))}
    batch.sentences.update((articles[each], n) for each, n in decided if each in articles)


def _listed(ids: Iterable[str]) -> str:
    return json.dumps(sorted(set(ids)))
