"""Questions to the index: the list of pages, and what stands on one."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from typing import Any

from dragoman.index.asking import query

LIST_SQL = """
SELECT p.id, p.url, p.captured_at, p.http_status, p.error_message,
       json_extract(p.foreign_place, '$.method') AS method, a.id AS article_id, a.language,
       a.confidence, a.title, v.kind AS verdict_kind, v.reason AS verdict_reason,
       (SELECT count(*) FROM segments s WHERE s.article_id = a.id) AS segments
FROM pages p LEFT JOIN articles a ON a.page_id = p.id AND a.current
LEFT JOIN verdicts v ON v.id = (SELECT id FROM verdicts WHERE page_id = p.id
    ORDER BY ordered_at DESC, id DESC LIMIT 1)
WHERE ?1 IS NULL OR v.kind = ?1
ORDER BY p.captured_at, p.id
"""
VERDICT_SQL = """
SELECT kind, reason FROM verdicts WHERE page_id = ? ORDER BY ordered_at DESC, id DESC LIMIT 1
"""


def verdict(connection: sqlite3.Connection, identity: str) -> dict[str, Any] | None:
    """What stands on a page, `kind reason`, as was judged last; None where nobody has."""
    row = connection.execute(VERDICT_SQL, (identity,)).fetchone()
    return None if row is None else dict(row)


def list_pages(
    connection: sqlite3.Connection, verdict: str | None = None
) -> Iterator[dict[str, Any]]:
    """Every page, oldest first, as the contract's `list` says; `error` and `engines` besides.

    With a `verdict` those of that kind.

    `method` is how an answer was asked for that is not at its address; None where it is there.
    """
    for row in connection.execute(LIST_SQL, (verdict,)):
        translations = connection.execute(query.SUMMARY_SQL, (row["article_id"],)).fetchall()
        yield {
            "id": row["id"],
            "url": row["url"],
            "captured_at": row["captured_at"],
            "http_status": row["http_status"],
            "language": row["language"],
            "title": row["title"],
            "segments": row["segments"],
            "translations": {each["target"]: query.counted(each) for each in translations},
            "verdict": _verdict_of(row),
            "error": row["error_message"],
            "method": row["method"],
            "engines": {each["target"]: each["engine"] for each in translations},
        }


def _verdict_of(row: sqlite3.Row) -> dict[str, Any] | None:
    if row["verdict_kind"] is None:
        return None
    return {"kind": row["verdict_kind"], "reason": row["verdict_reason"]}
