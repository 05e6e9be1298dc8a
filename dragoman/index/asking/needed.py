"""Questions to the index about the records that a page needs to be shown."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence


def requisites_after(connection: sqlite3.Connection, identity: str, most: int) -> list[str]:
    """The first records of requisites that were written after a record, in their order."""
    rows = connection.execute(
        "SELECT q.id FROM records r JOIN records q ON (q.file, q.offset) > (r.file, r.offset) "
        "WHERE r.id = ? AND q.id IN (SELECT id FROM requisites) ORDER BY q.file, q.offset LIMIT ?",
        (identity, most),
    )
    return [str(row[0]) for row in rows]


def revisits_among(connection: sqlite3.Connection, ids: Sequence[str]) -> list[str]:
    """Those of some records that are revisits, in their order."""
    rows = connection.execute(
        "SELECT r.id FROM json_each(?) e JOIN records r ON r.id = e.value "
        "WHERE r.type = 'revisit' ORDER BY e.key",
        (json.dumps(list(ids)),),
    )
    return [str(row[0]) for row in rows]


def unknown_among(connection: sqlite3.Connection, ids: Sequence[str]) -> list[str]:
    """Those ids that are of no record, in their order."""
    rows = connection.execute(
        "SELECT value FROM json_each(?) WHERE value NOT IN (SELECT id FROM records) ORDER BY key",
        (json.dumps(list(ids)),),
    )
    return [str(row[0]) for row in rows]


def recordings_and_sheets(connection: sqlite3.Connection, page: str) -> list[str]:
    """The records of what a page plays, of the pictures that a machine read in it, and of what
    it heard."""
    rows = connection.execute(
        "SELECT id, ordered_at, 0 AS n FROM media WHERE page_id = ?1 "
        "UNION ALL SELECT id, ordered_at, n FROM sheets WHERE page_id = ?1 "
        "UNION ALL SELECT id, ordered_at, n FROM heard WHERE page_id = ?1 "
        "ORDER BY n, ordered_at, id",
        (page,),
    )
    return [str(row[0]) for row in rows]
