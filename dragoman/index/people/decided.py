"""What was decided on the sentences of a translation, and how far its review has come."""

from __future__ import annotations

import json
import sqlite3

from dragoman.decisions import Decision
from dragoman.index.asking import query
from dragoman.index.asking.pair import Pair
from dragoman.index.sqlite.same_sentence import about, left
from dragoman.translate import Flag

# What was decided on another sentence that was given the same number, in a copy of the archive.
NOT_ANOTHER = """
AND NOT EXISTS (SELECT 1 FROM targets t WHERE t.translation_id = decisions.translation_id
    AND t.n = decisions.n AND (t.start, t.stop) <> (decisions.start, decisions.stop))
"""
LATEST_SQL = f"""
SELECT n, id, made_at, reviewer, comment, carried_page FROM decisions
WHERE translation_id = ? {NOT_ANOTHER}
ORDER BY ordered_at, id
"""
LATEST_OF_ONE_SQL = f"""
SELECT n, id, made_at, reviewer, comment, carried_page FROM decisions
WHERE translation_id = ? AND n = ? {NOT_ANOTHER} ORDER BY ordered_at DESC, id DESC LIMIT 1
"""
HISTORY_SQL = f"""
SELECT n, state, text, reviewer, made_at, comment, carried_from, carried_page FROM decisions
WHERE translation_id = ? AND n = ? {NOT_ANOTHER} ORDER BY ordered_at, id
"""
BY_STATE_SQL = """
SELECT CASE WHEN state = 'refused' AND machine IS NULL THEN 'todo' ELSE state END AS state,
       count(*) AS count, sum(flagged) AS flagged FROM targets
WHERE translation_id = ? AND state <> 'original' GROUP BY 1
"""
STANDING_SQL = f"""
SELECT a.page_id AS page, r.target AS language, (r.current AND a.current) AS current, s.source,
       t.target, {left("t")} AS machine_target, t.state,
       (SELECT d.id FROM decisions d WHERE d.translation_id = t.translation_id AND d.n = t.n
        AND {about("d", "t")} ORDER BY d.ordered_at DESC, d.id DESC LIMIT 1) AS decision
FROM targets t JOIN translations r ON r.id = t.translation_id
JOIN articles a ON a.id = r.article_id
JOIN segments s ON s.article_id = a.id AND s.n = t.n
WHERE t.translation_id = ? AND t.n = ?
"""
ALL_SQL = f"""
SELECT n, state, text, reviewer, made_at, comment, carried_from, carried_page FROM decisions
WHERE translation_id = ? {NOT_ANOTHER} ORDER BY n, ordered_at, id
"""
# Whether all that a machine wrote has a finding; of one sentence alone that says little.
EVERYWHERE_SQL = """
SELECT count(*) > 1 AND min(instr(flags, ?2) > 0) FROM targets
WHERE translation_id = ?1 AND machine IS NOT NULL
"""
# One sentence alone: an article may have thousands, and every save looks twice.
PAIR_SQL = f"SELECT * FROM ({query.PAIR_SQL}) WHERE n = ?3"


def pair(connection: sqlite3.Connection, article: str, target: str, n: int) -> Pair | None:
    """One of `query.pairs`; None where the article has no such sentence."""
    found = connection.execute(PAIR_SQL, (article, target, n)).fetchone()
    return None if found is None else query.pair_of(found)


def latest(connection: sqlite3.Connection, translation: str) -> dict[int, sqlite3.Row]:
    """By sentence, the last decision on it: `n id made_at reviewer comment carried_page`."""
    return {row["n"]: row for row in connection.execute(LATEST_SQL, (translation,))}


def latest_on(connection: sqlite3.Connection, translation: str, n: int) -> sqlite3.Row | None:
    """That of one sentence; None where nobody decided on it."""
    row: sqlite3.Row | None = connection.execute(LATEST_OF_ONE_SQL, (translation, n)).fetchone()
    return row


def history(connection: sqlite3.Connection, translation: str, n: int) -> list[Decision]:
    """Every decision on a sentence, oldest first."""
    return [
        Decision(translation, *each) for each in connection.execute(HISTORY_SQL, (translation, n))
    ]


def histories(connection: sqlite3.Connection, translation: str) -> dict[int, list[Decision]]:
    """By sentence, every decision on it, oldest first."""
    found: dict[int, list[Decision]] = {}
    for each in connection.execute(ALL_SQL, (translation,)):
        found.setdefault(each[0], []).append(Decision(translation, *each))
    return found


def is_everywhere(connection: sqlite3.Connection, translation: str, flag: Flag) -> bool:
    """Whether a finding says the same of all that a machine wrote in a translation."""
    said = json.dumps(flag.message, ensure_ascii=False)
    row = connection.execute(EVERYWHERE_SQL, (translation, said)).fetchone()
    return bool(row[0])


def usual_word(connection: sqlite3.Connection, translation: str) -> str | None:
    """How likely most of what machines wrote of a translation is right, in a word.

    None where nothing was said of most of it: that is no reason to say it of all.
    """
    row = connection.execute(
        "SELECT likely FROM targets WHERE translation_id = ? AND machine IS NOT NULL "
        "GROUP BY likely ORDER BY count(*) DESC, likely LIMIT 1",
        (translation,),
    ).fetchone()
    return row[0] if row else None


def once(
    connection: sqlite3.Connection, decision: str, translation: str, n: int
) -> sqlite3.Row | None:
    """`state text` of the record `decision`; None where it is not about that sentence."""
    row: sqlite3.Row | None = connection.execute(
        "SELECT state, text FROM decisions WHERE id = ? AND translation_id = ? AND n = ?",
        (decision, translation, n),
    ).fetchone()
    return row


def by_state(connection: sqlite3.Connection, translation: str) -> list[sqlite3.Row]:
    """`state count flagged` of the sentences that need a translation.

    What nobody and nothing has written words for is `todo` here.
    """
    return connection.execute(BY_STATE_SQL, (translation,)).fetchall()


def standing(connection: sqlite3.Connection, translation: str, n: int) -> sqlite3.Row | None:
    """A sentence of a translation: `page language current source target machine_target state`.

    `decision` is the id of the last on it. None where the archive has no such sentence.
    """
    row: sqlite3.Row | None = connection.execute(STANDING_SQL, (translation, n)).fetchone()
    return row


def knows(connection: sqlite3.Connection, translation: str, n: int) -> bool:
    """Whether a translation says something of a sentence that does not stand in the text now."""
    found = connection.execute(
        "SELECT 1 FROM targets_apart WHERE translation_id = ? AND n = ?", (translation, n)
    )
    return found.fetchone() is not None
