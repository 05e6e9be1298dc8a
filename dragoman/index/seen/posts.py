"""Questions on posts: which are here, on which pages they stood, and where older ones are."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from dragoman.errors import ArchiveError
from dragoman.index.asking.query import page_id, page_row
from dragoman.index.sqlite.trouble import from_json

# Addresses that are asked for at once: SQLite takes 32,766 values.
AT_ONCE = 10_000
NEWEST_SQL = """
SELECT url, id, json_extract(post, '$.digest') AS digest FROM pages
WHERE url IN ({marks}) AND post IS NOT NULL ORDER BY ordered_at, id
"""


@dataclass(frozen=True, slots=True)
class Listed:
    """What the record of a page of posts says: which posts stood on it, by address the page that
    each is, oldest first, and where older ones are."""

    network: str
    older: str | None
    posts: dict[str, str]


def foreign_place(connection: sqlite3.Connection, row: sqlite3.Row) -> str | None:
    """Where in a file made elsewhere a page lies; of a post, where that on which it stood does."""
    if not row["post"]:
        return row["foreign_place"]  # type: ignore[no-any-return]
    holder = page_row(connection, str(from_json(row["post"], dict).get("page")))
    return holder["foreign_place"] if holder is not None else None


def newest(connection: sqlite3.Connection, urls: Sequence[str]) -> dict[str, tuple[str, str]]:
    """By address, the id and the digest of the newest listing of each post."""
    found: dict[str, tuple[str, str]] = {}
    for start in range(0, len(urls), AT_ONCE):
        some = urls[start : start + AT_ONCE]
        sql = NEWEST_SQL.format(marks=", ".join("?" * len(some)))
        found |= {row[0]: (row[1], str(row[2])) for row in connection.execute(sql, some)}
    return found


def listed_on(connection: sqlite3.Connection, page_id: str) -> Listed | None:
    """The posts on a page, as it was read last; None where it is no page of posts."""
    row = connection.execute(
        "SELECT network, older, posts FROM post_lists WHERE page_id = ? "
        "ORDER BY ordered_at DESC, id DESC LIMIT 1",
        (page_id,),
    ).fetchone()
    if row is None:
        return None
    seen = from_json(row["posts"], list)
    return Listed(row["network"], row["older"], {each["url"]: each["page"] for each in seen})


@dataclass(frozen=True, slots=True)
class Standing:
    """A page by its id, whether it is a post, and the newest capture of the page it stood on.

    Of a page that is none, `holder` is the newest capture of its own address.
    """

    page: str
    post: bool
    holder: str


STANDING_SQL = """
SELECT p.id, p.post IS NOT NULL AS is_post, coalesce((
    SELECT n.id FROM pages n WHERE n.url = coalesce(h.url, p.url) AND n.post IS NULL
    AND (n.response_id IS NOT NULL OR n.foreign_place IS NOT NULL) AND n.mistaken IS NULL
    ORDER BY n.ordered_at DESC, n.id DESC LIMIT 1), h.id) AS holder
FROM pages p LEFT JOIN pages h ON h.id = json_extract(p.post, '$.page') WHERE p.id = ?
"""


def standing(connection: sqlite3.Connection, ids: Sequence[str]) -> dict[str, Standing]:
    """By the id that was given, where a page is to be looked at; what is not here is left out."""
    found = {}
    for identity in ids:
        try:
            row = connection.execute(STANDING_SQL, (page_id(connection, identity),)).fetchone()
        except ArchiveError:  # it is said where it is looked at
            continue
        if row is not None and row["holder"] is not None:
            found[identity] = Standing(row["id"], bool(row["is_post"]), row["holder"])
    return found


def told(connection: sqlite3.Connection, ids: Sequence[str]) -> dict[str, dict[str, Any]]:
    """By id, what the records of posts say of them."""
    found = {}
    for identity in ids:
        row = page_row(connection, identity)
        if row is not None and row["post"]:
            found[identity] = from_json(row["post"], dict)
    return found
