"""What stands for a sentence of a translation: the machine's words, or the latest decision."""

from __future__ import annotations

import sqlite3

from dragoman.decisions import HEADLINE, Decision, settle

MACHINE_SQL = """
SELECT machine_state, machine_target FROM targets WHERE translation_id = ? AND n = ?
"""
# A decision on a sentence that people cut says where it stands: of two sentences that were given
# one number (in copies of an archive, say), it is about the one.
LATEST_SQL = """
SELECT d.n, d.state, d.text, d.reviewer, d.made_at, d.comment, d.carried_from, d.carried_page
FROM decisions d JOIN targets t ON t.translation_id = d.translation_id AND t.n = d.n
WHERE d.translation_id = ? AND d.n = ?
AND (d.start IS NULL OR t.start IS NULL OR (d.start, d.stop) = (t.start, t.stop))
ORDER BY d.ordered_at DESC, d.id DESC LIMIT 1
"""


def settle_sentence(connection: sqlite3.Connection, translation_id: str, n: int) -> None:
    """Set a sentence's state and text from the machine's and the latest decision on it."""
    machine = connection.execute(MACHINE_SQL, (translation_id, n)).fetchone()
    if machine is None:
        return
    row = connection.execute(LATEST_SQL, (translation_id, n)).fetchone()
    latest = Decision(translation_id, *row) if row else None
    state, target, reviewer = settle(machine[0], machine[1], latest)
    connection.execute(
        "UPDATE targets SET state = ?, target = ?, reviewer = ?, carried_page = ? "
        "WHERE translation_id = ? AND n = ?",
        (state, target, reviewer, latest.carried_page if latest else None, translation_id, n),
    )
    if n == HEADLINE:
        connection.execute(
            "UPDATE translations SET title = ? WHERE id = ?", (target, translation_id)
        )
