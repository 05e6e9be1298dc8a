"""Questions to the index: the list of pages, and what stands on one."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from typing import Any

from dragoman.index.asking import pictures, query
from dragoman.index.asking.choice import FROM, Choice
from dragoman.index.sqlite.trouble import from_json

LIST_SQL = f"""
SELECT p.id, p.url, p.captured_at, p.http_status, p.error_kind, p.error_message,
       p.note, p.tags, p.mistaken,
       json_extract(p.foreign_place, '$.method') AS method, {query.RECOVERED} AS recovered,
       a.id AS article_id, a.language,
       a.confidence, a.title, v.kind AS verdict_kind, v.reason AS verdict_reason,
       (SELECT count(*) FROM segments s WHERE s.article_id = a.id AND s.n > 0) AS segments
{FROM} WHERE {{where}} ORDER BY p.captured_at, p.id
"""
AFTER = "(p.captured_at, p.id) > (SELECT captured_at, id FROM pages WHERE id = :after)"
VERDICT_SQL = """
SELECT kind, reason FROM verdicts WHERE page_id = ? ORDER BY ordered_at DESC, id DESC LIMIT 1
"""


def verdict(connection: sqlite3.Connection, identity: str) -> dict[str, Any] | None:
    """What stands on a page, `kind reason`, as was judged last; None where nobody has."""
    row = connection.execute(VERDICT_SQL, (identity,)).fetchone()
    return None if row is None else dict(row)


def said_later(connection: sqlite3.Connection, identity: str) -> list[dict[str, Any]]:
    """What people said of a page after it was captured, oldest first, as their records say it."""
    rows = connection.execute(
        "SELECT id AS record, made_at AS time, note, tags, untags, mistaken, not_mistaken "
        "FROM annotations WHERE page_id = ? ORDER BY ordered_at, id",
        (identity,),
    )
    return [
        {
            **dict(row),
            "tags": from_json(row["tags"], list),
            "untags": from_json(row["untags"], list),
            "not_mistaken": bool(row["not_mistaken"]),
        }
        for row in rows
    ]


def list_pages(
    connection: sqlite3.Connection, choice: Choice, *, after: str | None = None
) -> Iterator[dict[str, Any]]:
    """The pages that are chosen, oldest first, as the contract's `list` says; `engines` besides.

    `method` is how an answer was asked for that is not at its address; None where it is there.
    `after`: only those that come after a page, by its id.
    """
    where, values = choice.where()
    if after is not None:
        where, values = f"{where} AND {AFTER}", values | {"after": after}
    for row in connection.execute(LIST_SQL.format(where=where), values):
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
            "tags": from_json(row["tags"], list),
            "note": row["note"],
            "verdict": _verdict_of(row),
            "error": query.error_of(row),
            "mistaken": row["mistaken"],
            "method": row["method"],
            "recovered": row["recovered"],
            "picture": pictures.latest(connection, row["id"]),
            "engines": {each["target"]: each["engine"] for each in translations},
        }


def _verdict_of(row: sqlite3.Row) -> dict[str, Any] | None:
    if row["verdict_kind"] is None:
        return None
    return {"kind": row["verdict_kind"], "reason": row["verdict_reason"]}
