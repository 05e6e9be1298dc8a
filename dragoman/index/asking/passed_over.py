"""Decisions on a translation that is not the one that counts: two people had one made each.

The same article was translated twice, in two archives, and reviewed there. What was decided on a
sentence in the translation that does not count holds in the one that does, where nobody has decided
on it: the article is the same, and so is the sentence of that number.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Set

from dragoman.decisions import Decision

# The latest decision on each sentence in other translations of the article, where it is one that
# keeps words, and no decision was made on the sentence in the translation that counts.
PASSED_SQL = """
SELECT a.page_id AS page, r.id AS counting, d.id AS record, d.translation_id, d.n, d.state, d.text,
       d.reviewer, d.made_at, d.comment, d.carried_page, max(d.ordered_at || d.id) AS newest
FROM translations r
JOIN articles a ON a.id = r.article_id AND a.current
JOIN translations o ON o.article_id = r.article_id AND o.target = r.target AND o.id <> r.id
JOIN decisions d ON d.translation_id = o.id
WHERE r.current AND NOT EXISTS (
    SELECT 1 FROM decisions x WHERE x.translation_id = r.id AND x.n = d.n
) AND NOT EXISTS (
    SELECT 1 FROM decisions y WHERE y.translation_id = o.id AND y.n = d.n
    AND (y.ordered_at, y.id) > (d.ordered_at, d.id)
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
