"""What people said of translations of a sentence: what was approved, and which words rejected.

Made of all translations of a page, since each new one stands beside those before it: what the
newest that has a sentence says of it counts.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass

from dragoman.decisions import Decision
from dragoman.index.sqlite.same_sentence import about, left
from dragoman.translate.memory import Memory, Rejected, Remembered

# What was set aside as mistaken says nothing of other pages; of the page itself it stands.
NOT_MISTAKEN = "a.page_id NOT IN (SELECT id FROM pages WHERE mistaken IS NOT NULL)"
# CROSS JOIN has SQLite begin with the few sentences that were decided on, or with the one page,
# and not with all translations into a language.
APPROVED_SQL = f"""
SELECT s.source, s.language, t.target, t.reviewer, t.translation_id, t.n, a.page_id,
       d.made_at, d.ordered_at
FROM targets t CROSS JOIN translations r ON r.id = t.translation_id
JOIN articles a ON a.id = r.article_id
JOIN segments s ON s.article_id = r.article_id AND s.n = t.n
JOIN decisions d ON d.id = (SELECT l.id FROM decisions l WHERE l.translation_id = t.translation_id
                            AND l.n = t.n AND {about("l", "t")}
                            ORDER BY l.ordered_at DESC, l.id DESC LIMIT 1)
WHERE t.state = 'approved' AND r.target = ?1 AND {NOT_MISTAKEN} AND (r.current OR NOT EXISTS (
    SELECT 1 FROM articles o CROSS JOIN translations c ON c.article_id = o.id AND c.target = ?1
    JOIN segments w ON w.article_id = o.id AND w.n = s.n AND w.source = s.source
    WHERE o.page_id = a.page_id AND o.current AND c.current))
"""
REJECTED_SQL = f"""
SELECT s.source, s.language, s.n, r.article_id, a.page_id, t.machine,
       {left("t")} AS machine_target, d.id, d.translation_id, d.made_at,
       d.ordered_at, d.reviewer, d.comment, d.carried_page,
       (SELECT e.text FROM decisions e WHERE e.translation_id = t.translation_id AND e.n = t.n
        AND e.text IS NOT NULL AND {about("e", "t")}
        ORDER BY e.ordered_at DESC, e.id DESC LIMIT 1) AS text
FROM targets t CROSS JOIN translations r ON r.id = t.translation_id
JOIN articles a ON a.id = r.article_id
JOIN segments s ON s.article_id = r.article_id AND s.n = t.n
JOIN decisions d ON d.id = (SELECT l.id FROM decisions l WHERE l.translation_id = t.translation_id
                            AND l.n = t.n AND {about("l", "t")}
                            ORDER BY l.ordered_at DESC, l.id DESC LIMIT 1)
WHERE t.state = 'rejected' AND r.target = ?1
"""
OF_ALL = f" AND {NOT_MISTAKEN}"
OF_PAGE = (
    "AND t.translation_id IN (SELECT r.id FROM articles a CROSS JOIN translations r "
    "ON r.article_id = a.id WHERE a.page_id = ?2)"
)
LATER_SQL = f"""
SELECT d.text, t.machine, {left("t")} AS machine_target FROM articles a
CROSS JOIN translations r ON r.article_id = a.id AND r.target = ?2
JOIN segments s ON s.article_id = a.id AND s.n = ?3 AND s.source = ?4
JOIN decisions d ON d.translation_id = r.id AND d.n = s.n
JOIN targets t ON t.translation_id = r.id AND t.n = s.n
WHERE a.page_id = ?1 AND d.state <> 'rejected' AND {about("d", "t")}
AND (d.ordered_at, d.id) > (?5, ?6)
"""


@dataclass(frozen=True, slots=True)
class Rejection:
    """A sentence of an article, the words that a person rejected for it, and the decision.

    `record` is the decision's record, `ordered_at` by what it is ordered among others.
    """

    page: str
    article: str
    source: str
    code: str
    words: frozenset[str]
    record: str
    ordered_at: str
    decision: Decision


def memory(connection: sqlite3.Connection, target: str) -> Memory:
    """What people made of sentences in this archive, for those that are the same elsewhere."""
    return Memory(approved(connection, target), rejected(connection, target))


def approved(connection: sqlite3.Connection, target: str) -> Iterator[Remembered]:
    """The sentences whose translation into `target` a person approved, and nobody took back."""
    for row in connection.execute(APPROVED_SQL, (target,)):
        yield Remembered(
            source=row["source"],
            code=row["language"],
            text=row["target"],
            reviewer=row["reviewer"],
            approved_at=row["made_at"],
            ordered_at=row["ordered_at"],
            translation=row["translation_id"],
            n=row["n"],
            page=row["page_id"],
        )


def rejected(connection: sqlite3.Connection, target: str) -> Iterator[Rejected]:
    """The words that people rejected as translations into `target`, for the memory."""
    for each in rejections(connection, target):
        for words in sorted(each.words):
            yield Rejected(
                source=each.source,
                code=each.code,
                text=words,
                reviewer=each.decision.reviewer,
                rejected_at=each.decision.time,
                ordered_at=each.ordered_at,
                page=each.page,
            )


def rejections(
    connection: sqlite3.Connection, target: str, page: str | None = None
) -> Iterator[Rejection]:
    """What people rejected of translations into `target`, of one page or of all.

    Of all: of those that were not set aside as mistaken.
    """
    question = REJECTED_SQL + (OF_ALL if page is None else OF_PAGE)
    values = (target,) if page is None else (target, page)
    for row in connection.execute(question, values).fetchall():
        words = _words(row) - _stood_up_for(connection, row, target)
        if words:
            yield Rejection(
                page=row["page_id"],
                article=row["article_id"],
                source=row["source"],
                code=row["language"],
                words=frozenset(words),
                record=row["id"],
                ordered_at=row["ordered_at"],
                decision=Decision(
                    row["translation_id"], row["n"], "rejected", None, row["reviewer"],
                    row["made_at"], row["comment"], None, row["carried_page"],
                ),
            )  # fmt: skip


def _words(row: sqlite3.Row) -> set[str]:
    """What stood there when it was rejected, and what the machine had written before."""
    return {each for each in (row["machine"], row["machine_target"], row["text"]) if each}


def _stood_up_for(connection: sqlite3.Connection, row: sqlite3.Row, target: str) -> set[str]:
    """The words that somebody has let stand after all, in another translation of the sentence."""
    found: set[str] = set()
    values = (row["page_id"], target, row["n"], row["source"], row["ordered_at"], row["id"])
    for later in connection.execute(LATER_SQL, values):
        found |= {later["text"]} if later["text"] else {later["machine"], later["machine_target"]}
    return found
