"""Questions on the pages in files that other programs made."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from typing import Any

from dragoman.index.sqlite.trouble import from_json

# In which file a page was found; the bytes of one that was found unchanged may be in another.
FOUND_IN = (
    "coalesce(json_extract(foreign_place, '$.listed_in'), json_extract(foreign_place, '$.file'))"
)


def foreign_pages(connection: sqlite3.Connection, file: str) -> dict[tuple[Any, ...], str]:
    """The pages in a file of `imports/`: their ids by what `ForeignPage.key` gives."""
    rows = connection.execute(
        f"SELECT id, foreign_place FROM pages WHERE foreign_place IS NOT NULL AND {FOUND_IN} = ?",
        (file,),
    )
    places = {row[0]: from_json(row[1], dict) for row in rows}
    return {
        (*map(each.get, ("member", "offset", "skip", "revisit", "date")),): identity
        for identity, each in places.items()
    }


def foreign_originals(connection: sqlite3.Connection) -> Iterator[dict[str, Any]]:
    """Pages of those files that have bytes of their own, as their records say it: `final_url
    captured_at http_status mime origin error foreign`."""
    rows = connection.execute(
        "SELECT coalesce(final_url, url) AS final_url, captured_at, http_status, mime, origin, "
        "error_kind, error_message, foreign_place FROM pages "
        "WHERE foreign_place IS NOT NULL AND json_extract(foreign_place, '$.revisit') IS NULL "
        "AND json_extract(foreign_place, '$.method') IS NULL"
    )
    for row in rows:
        error = (row["error_kind"], row["error_message"] or "") if row["error_kind"] else None
        yield {
            **{key: row[key] for key in ("final_url", "captured_at", "http_status", "mime")},
            "origin": row["origin"],
            "error": error,
            "foreign": from_json(row["foreign_place"], dict),
        }


def waiting_files(connection: sqlite3.Connection) -> list[str]:
    """The files with revisits of what no file here holds, in order."""
    rows = connection.execute("SELECT file FROM waiting WHERE revisits > 0 ORDER BY file")
    return [row[0] for row in rows]
