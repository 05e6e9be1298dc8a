"""What came with other archives, and what went to others.

Decisions that two archives had made on one sentence, neither knowing of the other's: where both
decided on the same translation and otherwise, that is a dispute. Where each had the same article
translated, what was decided in the translation that does not count holds in the one that does,
where nobody has decided on it: the sentence of that number is the same. Custody is what was handed
over and received, as far as it was written down.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Set
from typing import Any

from dragoman.decisions import Decision
from dragoman.index.sqlite.same_place import same_place
from dragoman.index.sqlite.trouble import from_json

# Open until somebody decides anew: then neither of the two is the latest.
OPEN_SQL = """
SELECT a.page_id AS page, d.n AS n, r.target AS language, s.language AS source_language,
       coalesce(s.source, a.title) AS source, coalesce(o.text, m.machine, '') AS our_text,
       o.state AS our_state, o.reviewer AS our_reviewer, coalesce(t.text, m.machine, '')
       AS their_text, t.state AS their_state, t.reviewer AS their_reviewer
FROM disputes d JOIN decisions o ON o.id = d.ours JOIN decisions t ON t.id = d.theirs
JOIN translations r ON r.id = d.translation_id JOIN articles a ON a.id = r.article_id
LEFT JOIN segments s ON s.article_id = a.id AND s.n = d.n
LEFT JOIN targets m ON m.translation_id = d.translation_id AND m.n = d.n
WHERE (SELECT x.id FROM decisions x WHERE x.translation_id = d.translation_id AND x.n = d.n
       AND x.start IS o.start AND x.stop IS o.stop
       ORDER BY x.ordered_at DESC, x.id DESC LIMIT 1) IN (d.ours, d.theirs)
"""
ORDERED = " GROUP BY d.translation_id, d.n ORDER BY a.page_id, d.n"
LATEST_SQL = """
SELECT id, state, text FROM decisions
WHERE translation_id = ? AND n = ? AND start IS ? AND stop IS ?
ORDER BY ordered_at DESC, id DESC LIMIT 1
"""


def open_disputes(connection: sqlite3.Connection, to: str | None = None) -> Iterator[sqlite3.Row]:
    """Those that nobody has settled, by page and sentence; into one language where it is named."""
    if to is None:
        return connection.execute(OPEN_SQL + ORDERED)
    return connection.execute(f"{OPEN_SQL} AND r.target = ?{ORDERED}", (to,))


def latest_decision(
    connection: sqlite3.Connection, translation: str, n: int, place: tuple[int, int] | None
) -> dict[str, Any] | None:
    """The decision on a sentence that counts: `id state text`; `place` as decisions have it."""
    row = connection.execute(LATEST_SQL, (translation, n, *(place or (None, None)))).fetchone()
    return dict(row) if row is not None else None


def refiled_pages(connection: sqlite3.Connection) -> set[str]:
    """The pages whose file made elsewhere has another name here than their record says."""
    return {str(row[0]) for row in connection.execute("SELECT id FROM refiled")}


# The latest decision on each sentence in other translations of the article, where it is one that
# keeps words, and no decision was made on the sentence in the translation that counts.
PASSED_SQL = f"""
SELECT a.page_id AS page, r.id AS counting, d.id AS record, d.translation_id, d.n, d.state, d.text,
       d.reviewer, d.made_at, d.comment, d.carried_page, max(d.ordered_at || d.id) AS newest
FROM translations r
JOIN articles a ON a.id = r.article_id AND a.current
JOIN translations o ON o.article_id = r.article_id AND o.target = r.target AND o.id <> r.id
JOIN decisions d ON d.translation_id = o.id
WHERE r.current AND NOT EXISTS (
    SELECT 1 FROM decisions x WHERE x.translation_id = r.id AND x.n = d.n AND {same_place("x", "d")}
) AND (d.start IS NULL OR EXISTS (
    SELECT 1 FROM targets t WHERE t.translation_id = r.id AND t.n = d.n
    AND (t.start, t.stop) = (d.start, d.stop))
) AND NOT EXISTS (
    SELECT 1 FROM decisions y WHERE y.translation_id = o.id AND y.n = d.n
    AND {same_place("y", "d")} AND (y.ordered_at, y.id) > (d.ordered_at, d.id)
)
GROUP BY r.id, d.n
"""


def passed_over(connection: sqlite3.Connection, new: Set[str]) -> Iterator[tuple[str, Decision]]:
    """By page: each such decision, as it would stand on the translation that counts.

    Only where one of the two translations, or the decision, is among the records that are `new`.
    """
    for row in connection.execute(f"SELECT * FROM ({PASSED_SQL}) ORDER BY page, n").fetchall():
        named = {row["counting"], row["translation_id"], row["record"]}
        if row["state"] in ("edited", "approved") and named & new:
            yield row["page"], Decision(
                row["counting"], row["n"], row["state"], row["text"], row["reviewer"],
                row["made_at"], row["comment"], row["record"], row["carried_page"],
            )  # fmt: skip


# One that names no pages is about the whole archive.
EVENTS_SQL = """
SELECT id, event, what, happened_at, sha256, whom, sealed, pages FROM custody
WHERE ?1 IS NULL OR pages = '[]' OR EXISTS (SELECT 1 FROM json_each(pages) WHERE value = ?1)
ORDER BY happened_at, id
"""


def custody_events(
    connection: sqlite3.Connection, page: str | None = None
) -> Iterator[dict[str, Any]]:
    """Those about a page, or all, oldest first: `id event what time sha256 to sealed pages`."""
    for row in connection.execute(EVENTS_SQL, (page,)):
        yield {
            "id": row["id"],
            "event": row["event"],
            "what": row["what"],
            "time": row["happened_at"],
            "sha256": row["sha256"],
            "to": row["whom"],
            "sealed": row["sealed"],
            "pages": from_json(row["pages"], list),
        }
