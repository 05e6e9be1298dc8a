"""From a record to who is named in an article: the latest that looked at it counts."""

from __future__ import annotations

import json
import sqlite3
from typing import Any

from dragoman.archiver.records.reader import StoredRecord
from dragoman.index.search.searchable import Touched


def named(
    connection: sqlite3.Connection, record: StoredRecord, content: dict[str, Any], _touched: Touched
) -> None:
    connection.execute(
        "INSERT OR REPLACE INTO named VALUES (?, ?, ?, ?, ?, ?)",
        (
            record.id,
            content["article"],
            record.date,
            record.date,
            json.dumps(content["looked"], ensure_ascii=False),
            json.dumps(content["not_looked"], ensure_ascii=False),
        ),
    )
    keys = ("n", "start", "stop", "text", "kind", "by", "name")
    connection.executemany(
        "INSERT OR REPLACE INTO mentions VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (record.id, position, *(each[key] for key in keys))
            for position, each in enumerate(content["mentions"])
        ],
    )
