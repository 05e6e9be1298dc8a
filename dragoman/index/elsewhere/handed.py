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
from dragoman.index.sqlite.same_sentence import about
from dragoman.index.sqlite.trouble import from_json

# Open until somebody decides anew: then neither of the two is the latest. What is about a sentence
# that does not stand in the text now waits until it does.
OPEN_SQL = """
SELECT a.page_id AS page, d.n AS n, r.target AS language, s.language AS source_language,
       coalesce(s.source, a.title) AS source, coalesce(o.text, m.machine, '') AS our_text,
       o.state AS our_state, o.reviewer AS our_reviewer, coalesce(t.text, m.machine, '')
       AS their_text, t.state AS their_state, t.reviewer AS their_reviewer
FROM disputes d JOIN decisions o ON o.id = d.ours JOIN decisions t ON t.id = d.theirs
JOIN translations r ON r.id = d.translation_id JOIN articles a ON a.id = r.article_id
LEFT JOIN segments s ON s.article_id = a.id AND s.n = d.n
LEFT JOIN targets m ON m.translation_id = d.translation_id AND m.n = d.n
WHERE (d.n = 0 OR s.n IS NOT NULL AND (o.start IS NULL OR (s.start, s.stop) = (o.start, o.stop)))
AND t.start IS o.start AND t.stop IS o.stop
AND (SELECT x.id FROM decisions x WHERE x.translation_id = d.translation_id AND x.n = d.n
     AND x.start IS o.start AND x.stop IS o.stop
     ORDER BY x.ordered_at DESC, x.id DESC LIMIT 1) IN (d.ours, d.theirs)
"""
ORDERED = " GROUP BY d.translation_id, d.n ORDER BY a.page_id, d.n"
LATEST_SQL = """
SELECT id, state, text FROM decisions WHERE translation_id = ? AND n = ?
AND start IS ? AND stop IS ? ORDER BY ordered_at DESC, id DESC LIMIT 1
"""


def open_disputes(connection: sqlite3.Connection, to: str | None = None) -> Iterator[sqlite3.Row]:
    """Those that nobody has settled, by page and sentence; into one language where it is named."""
    if to is None:
        return connection.execute(OPEN_SQL + ORDERED)
    return connection.execute(f"{OPEN_SQL} AND r.target = ?{ORDERED}", (to,))


def latest_decision(
    connection: sqlite3.Connection, translation: str, n: int, place: tuple[int, int] | None
) -> dict[str, Any] | None:
    """The decision on a sentence that counts, `id state text`; `place` as `Decision` has it."""
    row = connection.execute(LATEST_SQL, (translation, n, *(place or (None, None)))).fetchone()
    return dict(row) if row is not None else None


def refiled_pages(connection: sqlite3.Connection) -> set[str]:
    """The pages whose file made elsewhere has another name here than their record says."""
    return {str(row[0]) for row in connection.execute("SELECT id FROM refiled")}


# The latest decision on each sentence in other translations of the article, where no decision was
# made on the sentence in the translation that counts. A sentence that people cut is known by its
# place: there it may have another number, also in the translation that it was decided on in.
PASSED_SQL = f"""
SELECT m.*, max(m.ordered_at || m.id) AS newest FROM (
    SELECT r.article_id, r.id AS counting, d.n AS number, d.* FROM translations r
    JOIN translations o ON o.article_id = r.article_id AND o.target = r.target AND o.id <> r.id
    JOIN decisions d ON d.translation_id = o.id AND d.start IS NULL
    WHERE r.current
    UNION ALL
    SELECT r.article_id, r.id, t.n, d.* FROM decisions d
    JOIN translations o ON o.id = d.translation_id
    JOIN translations r ON r.article_id = o.article_id AND r.target = o.target AND r.current
    JOIN targets t ON t.translation_id = r.id AND (t.start, t.stop) = (d.start, d.stop)
    WHERE d.start IS NOT NULL AND (o.id <> r.id OR d.n <> t.n)
) m WHERE NOT EXISTS (
    SELECT 1 FROM decisions x WHERE x.translation_id = m.counting AND x.n = m.number
    AND {about("x", "m")}
) AND NOT EXISTS (
    SELECT 1 FROM decisions y WHERE y.translation_id = m.translation_id AND y.n = m.n
    AND y.start IS m.start AND y.stop IS m.stop AND (y.ordered_at, y.id) > (m.ordered_at, m.id)
)
GROUP BY m.counting, m.number
"""
PASSED_OF_PAGES_SQL = f"""
SELECT a.page_id AS page, p.* FROM ({PASSED_SQL}) p
JOIN articles a ON a.id = p.article_id AND a.current ORDER BY page, number
"""
# Where the latest decision on a sentence in the translation that counts, and in another of the same
# article, say otherwise.
OTHERWISE_SQL = """
SELECT a.page_id AS page, d.n, d.id AS counting, e.id AS other FROM translations r
JOIN articles a ON a.id = r.article_id AND a.current
JOIN translations o ON o.article_id = r.article_id AND o.target = r.target AND o.id <> r.id
JOIN decisions d ON d.translation_id = r.id AND d.state <> 'machine'
JOIN decisions e ON e.translation_id = o.id AND e.n = d.n AND e.start IS d.start
    AND e.stop IS d.stop AND e.state <> 'machine'
WHERE r.current AND (d.state <> e.state OR d.text IS NOT e.text) AND NOT EXISTS (
    SELECT 1 FROM decisions x WHERE x.translation_id = r.id AND x.n = d.n AND x.start IS d.start
    AND x.stop IS d.stop AND (x.ordered_at, x.id) > (d.ordered_at, d.id)
) AND NOT EXISTS (
    SELECT 1 FROM decisions x WHERE x.translation_id = o.id AND x.n = e.n AND x.start IS e.start
    AND x.stop IS e.stop AND (x.ordered_at, x.id) > (e.ordered_at, e.id)
)
ORDER BY page, d.n
"""
# Sentences on which people decided and that stand in no text now, since it was cut otherwise.
APART_SQL = """
SELECT count(*) FROM (
    SELECT DISTINCT d.translation_id, d.n, d.start, d.stop FROM segmentations g
    JOIN translations r ON r.article_id = g.article_id AND r.current
    JOIN decisions d ON d.translation_id = r.id AND d.n > 0 AND d.state <> 'machine'
    WHERE g.reviewer IS NULL AND NOT EXISTS (
        SELECT 1 FROM targets t WHERE t.translation_id = r.id
        AND CASE WHEN d.start IS NULL THEN t.n = d.n ELSE (t.start, t.stop) = (d.start, d.stop) END
    )
)
"""


def passed_over(connection: sqlite3.Connection, new: Set[str]) -> Iterator[tuple[str, Decision]]:
    """By page: each such decision, as it would stand on the translation that counts.

    Only where one of the two translations, or the decision, is among the records that are `new`,
    or the sentence was given another number by how others cut it.
    """
    for row in connection.execute(PASSED_OF_PAGES_SQL).fetchall():
        named = {row["counting"], row["translation_id"], row["id"]}
        if row["state"] in ("edited", "approved") and (named & new or row["start"] is not None):
            yield row["page"], Decision(
                row["counting"], row["number"], row["state"], row["text"], row["reviewer"],
                row["made_at"], row["comment"], row["id"], row["carried_page"],
            )  # fmt: skip


def decided_otherwise(
    connection: sqlite3.Connection, new: Set[str], known: Set[str]
) -> list[tuple[str, int]]:
    """Page and number of the sentences that both archives decided on otherwise, each in a
    translation of its own: one of the decisions is `new`, and the other was not `known` there."""
    found = []
    for page, n, *both in connection.execute(OTHERWISE_SQL):
        ours = [each for each in both if each not in new]
        if len(ours) == 1 and ours[0] not in known:
            found.append((str(page), int(n)))
    return list(dict.fromkeys(found))


def set_apart(connection: sqlite3.Connection) -> int:
    """How many sentences that people decided on stand in no text, as it is cut now."""
    return int(connection.execute(APART_SQL).fetchone()[0])


def mistaken_pages(connection: sqlite3.Connection) -> set[str]:
    """The pages that somebody said are not what was meant: lists and exports do without them."""
    rows = connection.execute("SELECT id FROM pages WHERE mistaken IS NOT NULL")
    return {str(row[0]) for row in rows}


# One that names no pages is about the whole archive that it was written down in.
EVENTS_SQL = """
SELECT id, event, what, happened_at, sha256, whom, sealed, pages, merged FROM custody
WHERE ?1 IS NULL OR pages = '[]' AND NOT merged
OR EXISTS (SELECT 1 FROM json_each(pages) WHERE value = ?1)
ORDER BY happened_at, id
"""


def custody_events(
    connection: sqlite3.Connection, page: str | None = None
) -> Iterator[dict[str, Any]]:
    """Those about a page, or all, oldest first: `id event what time sha256 to sealed pages merged`.

    `merged`: it was written down in another archive that was merged into this one.
    """
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
            "merged": bool(row["merged"]),
        }
