"""How many pages there are: by site, language, month, verdict and state."""

from __future__ import annotations

import sqlite3
from typing import Any

from dragoman.index.asking.choice import FROM, STATE, Choice
from dragoman.index.asking.verdicts import NOT_MISTAKEN

# By what they are counted, in the order of what is printed.
COUNTED = {
    "sites": "p.host",
    "languages": "a.language",
    "months": "substr(p.captured_at, 1, 7)",
    "verdicts": "v.kind",
    "states": STATE,
}
# What stands for pages of which it is not known: no host, no article, nobody looked.
UNKNOWN = "-"


# Sentences of articles with what is translated besides them, their headlines.
TO_TRANSLATE_SQL = """
SELECT count(*) + count(DISTINCT CASE WHEN coalesce(a.title, '') <> '' THEN a.id END)
FROM articles a JOIN pages p ON p.id = a.page_id JOIN segments s ON s.article_id = a.id
WHERE a.current AND p.mistaken IS NULL AND (?2 OR NOT EXISTS (
    SELECT 1 FROM translations t WHERE t.article_id = a.id AND t.target = ?1 AND t.current))
"""


def to_translate(connection: sqlite3.Connection, target: str, *, again: bool) -> int:
    """How many sentences and headlines of all pages are not translated yet; all with `again`."""
    (count,) = connection.execute(TO_TRANSLATE_SQL, (target, again)).fetchone()
    return int(count)


def statistics(connection: sqlite3.Connection, choice: Choice) -> dict[str, Any]:
    """`pages`, and `sites languages months verdicts states`: how many pages there are of each.

    Each adds up to `pages`; the largest first, and months in their order.
    """
    where, values = choice.where()
    columns = ", ".join(f"{sql} AS {name}" for name, sql in COUNTED.items())
    counted = " UNION ALL ".join(
        f"SELECT '{name}' AS by_what, {name} AS it_is, count(*) AS so_many FROM chosen GROUP BY 2"
        for name in COUNTED
    )
    counts: dict[str, dict[str, int]] = {name: {} for name in COUNTED}
    # Counted by SQLite: of each page a row of its own here would take longer than looking at it.
    for row in connection.execute(
        f"WITH chosen AS (SELECT {columns} {FROM} WHERE {where}) {counted}", values
    ):
        known, key = counts[row["by_what"]], row["it_is"] or UNKNOWN
        known[key] = known.get(key, 0) + row["so_many"]
    total = sum(counts["sites"].values())
    ordered = {name: _ordered(name, known) for name, known in counts.items()}
    return {"pages": total, **ordered}


def _ordered(name: str, counts: dict[str, int]) -> dict[str, int]:
    if name == "months":
        return dict(sorted(counts.items()))
    return dict(sorted(counts.items(), key=lambda each: (-each[1], each[0])))


def sentences(connection: sqlite3.Connection, target: str) -> dict[str, int]:
    """How many sentences of translations are in which state; and of pages how many have a flag that
    is open, and how many captures failed. What was set aside as mistaken is not among them."""
    row = connection.execute(
        "SELECT coalesce(sum(r.machine), 0) AS machine, coalesce(sum(r.refused), 0) AS refused, "
        "coalesce(sum(r.edited), 0) AS edited, coalesce(sum(r.approved), 0) AS approved, "
        "coalesce(sum(r.rejected), 0) AS rejected, "
        "coalesce(sum(r.flagged_open > 0), 0) AS flagged "
        "FROM translations r JOIN articles a ON a.id = r.article_id "
        f"WHERE r.target = ? AND r.current AND a.current AND {NOT_MISTAKEN}",
        (target,),
    ).fetchone()
    failed = connection.execute(
        "SELECT count(*) FROM pages WHERE error_message IS NOT NULL AND mistaken IS NULL"
    ).fetchone()[0]
    return {**dict(row), "failed": failed}
