"""Sentences as people cut them: which segmentation of an article counts, and what stands for it.

The latest counts that fits the article's text. What was translated and decided of sentences that
it leaves as they were stays; of others it is put apart, and comes back with the sentence.
"""

from __future__ import annotations

import json
import sqlite3
from typing import Any

from dragoman.index.ahead.said import Said
from dragoman.index.building.batch import Batch
from dragoman.index.building.target_rows import settle_sentence
from dragoman.index.people.segmentation import (
    Stretch,
    at_home,
    latest_fitting,
    own_stretches,
)
from dragoman.index.records.order import ordered_at
from dragoman.index.sqlite.same_sentence import left
from dragoman.index.sqlite.trouble import from_json

ROW = (
    "translation_id, n, machine, machine_target, machine_state, score, flags, flagged, memory, "
    "likely, judged, witness, as_written"
)
# What stands in the text now, by number and place; the headline always does.
HERE = """
({0}.n = 0 OR EXISTS (
    SELECT 1 FROM segments s WHERE s.article_id = :article AND s.n = {0}.n
    AND ({0}.start IS NULL OR (s.start, s.stop) = ({0}.start, {0}.stop))))
"""
APART_SQL = f"""
INSERT OR REPLACE INTO targets_apart ({ROW}, start, stop)
SELECT {ROW}, start, stop FROM targets
WHERE translation_id = :translation AND NOT {HERE.format("targets")}
"""
GONE_SQL = f"""
DELETE FROM targets WHERE translation_id = :translation AND NOT {HERE.format("targets")}
"""
BACK_SQL = f"""
INSERT OR REPLACE INTO targets ({ROW}, start, stop, target, state)
SELECT {ROW}, start, stop, {left("targets_apart")}, machine_state FROM targets_apart
WHERE translation_id = :translation AND {HERE.format("targets_apart")}
"""
NO_MORE_SQL = f"""
DELETE FROM targets_apart WHERE translation_id = :translation AND {HERE.format("targets_apart")}
"""
# Nobody has translated a sentence that people made.
EMPTY_SQL = """
INSERT INTO targets (translation_id, n, machine_state, flags, flagged, start, stop, state,
    as_written)
SELECT :translation, s.n, 'refused', '[]', 0, s.start, s.stop, 'refused', 0
FROM segments s
WHERE s.article_id = :article AND s.n > 0
AND NOT EXISTS (SELECT 1 FROM targets t WHERE t.translation_id = :translation AND t.n = s.n)
"""


def segmentation(record: Said, content: dict[str, Any], batch: Batch) -> None:
    """One that does not fit the text of its article counts for nothing."""
    batch.flush()
    stretches = [[each["n"], each["start"], each["stop"]] for each in content["segments"]]
    batch.connection.execute(
        "INSERT OR REPLACE INTO segmentations VALUES (?, ?, ?, ?, ?, ?)",
        (
            record.id,
            content["article"],
            content["time"],
            ordered_at(content["time"], record.date),
            content["reviewer"],
            json.dumps(stretches),
        ),
    )
    resegment(batch.connection, content["article"], batch)


def comment(record: Said, content: dict[str, Any], batch: Batch) -> None:
    keys = ("reviewer", "text", "start", "stop")
    batch.connection.execute(
        "INSERT OR REPLACE INTO comments VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            record.id,
            content["article"],
            content["segment"],
            content["target"],
            content["time"],
            ordered_at(content["time"], record.date),
            *(content.get(key) for key in keys),
        ),
    )


def resegment(connection: sqlite3.Connection, article: str, batch: Batch) -> None:
    """Cut an article as the latest segmentation of it says, where people have made one."""
    made = _made(connection, article)
    text = _text(connection, article) if made else None
    if text is None:
        return
    own = own_stretches(connection, article)
    chosen = latest_fitting(text, own, made)
    if chosen is None:
        return
    _keep_own(connection, article)
    before = _search_rows(connection, article)
    _replace(connection, article, text, at_home(own, chosen), batch)
    connection.executemany("DELETE FROM search WHERE rowid = ?", before)
    batch.articles.add(article)
    translations = "SELECT id FROM translations WHERE article_id = ?"
    for (translation,) in connection.execute(translations, (article,)).fetchall():
        rearrange(connection, article, translation)


def rearrange(connection: sqlite3.Connection, article: str, translation: str) -> None:
    """Have a translation say something of each sentence that stands in the text now, and only of
    these; where nobody has cut the article anew that is so already."""
    if not is_cut(connection, article):
        return
    names = {"article": article, "translation": translation}
    for statement in (APART_SQL, GONE_SQL, BACK_SQL, NO_MORE_SQL, EMPTY_SQL):
        connection.execute(statement, names)
    decided = "SELECT DISTINCT n FROM decisions WHERE translation_id = ?"
    for (n,) in connection.execute(decided, (translation,)).fetchall():
        settle_sentence(connection, translation, n)


def is_cut(connection: sqlite3.Connection, article: str) -> bool:
    """Whether people have changed the sentences of an article."""
    return bool(
        connection.execute(
            "SELECT 1 FROM segmentations WHERE article_id = ? AND reviewer IS NULL", (article,)
        ).fetchone()
    )


def _made(connection: sqlite3.Connection, article: str) -> list[list[Stretch]]:
    """Those that people made, the latest first."""
    rows = connection.execute(
        "SELECT stretches FROM segmentations WHERE article_id = ? AND reviewer IS NOT NULL "
        "ORDER BY ordered_at DESC, id DESC",
        (article,),
    ).fetchall()
    return [[Stretch(*each) for each in from_json(held, list)] for (held,) in rows]


def _text(connection: sqlite3.Connection, article: str) -> str | None:
    row = connection.execute("SELECT text FROM articles WHERE id = ?", (article,)).fetchone()
    return row[0] if row else None


def _keep_own(connection: sqlite3.Connection, article: str) -> None:
    """The article's own sentences, before those of people take their place."""
    if is_cut(connection, article):
        return
    rows = connection.execute(
        "SELECT n, start, stop, paragraph, kind, language FROM segments "
        "WHERE article_id = ? AND n > 0 ORDER BY start, n",
        (article,),
    )
    held = json.dumps([list(row) for row in rows], ensure_ascii=False)
    connection.execute(
        "INSERT OR REPLACE INTO segmentations VALUES (?, ?, '', '', NULL, ?)",
        (article, article, held),
    )


def _search_rows(connection: sqlite3.Connection, article: str) -> list[tuple[int]]:
    """Those of the sentences that are about to go."""
    rows = connection.execute(
        "SELECT a.place - s.n FROM articles a JOIN segments s ON s.article_id = a.id "
        "WHERE a.id = ? AND a.place IS NOT NULL AND s.n > 0",
        (article,),
    )
    return [(row[0],) for row in rows]


def _replace(
    connection: sqlite3.Connection,
    article: str,
    text: str,
    chosen: list[Stretch],
    batch: Batch,
) -> None:
    connection.execute("DELETE FROM segments WHERE article_id = ? AND n > 0", (article,))
    rows = [
        (article, e.n, e.paragraph, e.kind, e.start, e.stop, e.language, text[e.start : e.stop])
        for e in chosen
    ]
    connection.executemany("INSERT INTO segments VALUES (?, ?, ?, ?, ?, ?, ?, ?)", rows)
    batch.spell(row[-1] for row in rows)
