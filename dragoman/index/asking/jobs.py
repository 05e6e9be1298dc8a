"""Questions about what was to be captured: lists that were begun, and what was not had."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Sequence

from dragoman.index.sqlite.trouble import from_json

# The origin of what others were asked for and did not have: nothing was asked of the page's site.
OF_OTHERS = "web archives"
NOT_HAD_SQL = f"""
SELECT url, note, tags FROM pages p
WHERE error_message IS NOT NULL AND mistaken IS NULL AND url LIKE 'http%'
AND origin IS NOT '{OF_OTHERS}' AND NOT EXISTS (
    SELECT 1 FROM same_page m JOIN same_page s ON s.name = m.name JOIN pages q ON q.id = s.id
    WHERE m.id = p.id AND q.id <> p.id AND (q.ordered_at, q.id) > (p.ordered_at, p.id)
    AND (q.error_message IS NULL OR q.url = p.url) AND q.origin IS NOT '{OF_OTHERS}')
ORDER BY ordered_at, id
"""


def unfinished_job(connection: sqlite3.Connection, list_sha256: str) -> str | None:
    """The latest job over a list of URLs, where it did not get to its end."""
    row = connection.execute(
        "SELECT id, ended FROM jobs WHERE list_sha256 = ? "
        "ORDER BY ordered_at DESC, id DESC LIMIT 1",
        (list_sha256,),
    ).fetchone()
    return None if row is None or row["ended"] else str(row["id"])


def captured_in_job(
    connection: sqlite3.Connection, job: str, passing: Sequence[str], not_now: Sequence[int]
) -> set[str]:
    """The URLs of a job that need no other try.

    `passing` are the kinds of failure that may be over by now, `not_now` the HTTP statuses.
    """
    rows = connection.execute(
        "SELECT url FROM pages WHERE job = ?1 "
        "AND coalesce(error_kind, '') NOT IN (SELECT value FROM json_each(?2)) "
        "AND coalesce(http_status, 0) NOT IN (SELECT value FROM json_each(?3))",
        (job, json.dumps(list(passing)), json.dumps(list(not_now))),
    )
    return {row[0] for row in rows}


def pages_of_job(connection: sqlite3.Connection, job: str) -> set[str]:
    """The ids of the pages of a job, had or not."""
    return {row[0] for row in connection.execute("SELECT id FROM pages WHERE job = ?", (job,))}


def pages_in_job(connection: sqlite3.Connection, job: str, urls: Sequence[str]) -> set[str]:
    """The ids of the pages of a job that were asked for by one of some URLs."""
    rows = connection.execute(
        "SELECT p.id FROM json_each(?2) e JOIN same_page s ON s.name = e.value "
        "JOIN pages p ON p.id = s.id WHERE p.job = ?1 AND p.url = e.value",
        (job, json.dumps(list(urls))),
    )
    return {row[0] for row in rows}


def not_had(connection: sqlite3.Connection) -> Iterator[tuple[str, str | None, list[str]]]:
    """What failed last and was not captured since, oldest first: URL, note and tags of each."""
    for row in connection.execute(NOT_HAD_SQL).fetchall():
        yield row["url"], row["note"], from_json(row["tags"], list)


def had(connection: sqlite3.Connection, urls: Sequence[str]) -> dict[str, str]:
    """By URL, when it was first captured and brought something; those that never were are not."""
    rows = connection.execute(
        "SELECT p.url, min(p.captured_at) FROM (SELECT DISTINCT value FROM json_each(?)) e "
        "JOIN pages p INDEXED BY pages_by_url ON p.url = e.value "
        "WHERE p.error_message IS NULL AND p.mistaken IS NULL GROUP BY p.url",
        (json.dumps(list(urls)),),
    )
    return {row[0]: row[1] for row in rows}
