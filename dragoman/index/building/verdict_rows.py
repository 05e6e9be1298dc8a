"""From a record to the row on what stands on its page: of an article, or of a verdict by itself."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from typing import Any

from dragoman.archiver.records.reader import StoredRecord


def verdict(
    connection: sqlite3.Connection,
    record: StoredRecord,
    content: Mapping[str, Any],
    _touched: object,
) -> None:
    stands(connection, record, content["page"], content["verdict"])
    posts = content.get("posts")
    if posts is not None:
        connection.execute(
            "INSERT OR REPLACE INTO post_lists VALUES (?, ?, ?, ?, ?, ?)",
            (
                record.id,
                content["page"],
                record.date,
                posts["network"],
                posts.get("older"),
                json.dumps(posts["posts"], ensure_ascii=False),
            ),
        )


def stands(
    connection: sqlite3.Connection,
    record: StoredRecord,
    page_id: str,
    said: Mapping[str, Any] | None,
) -> None:
    """Articles of earlier versions say nothing of it."""
    if said is not None:
        connection.execute(
            "INSERT OR REPLACE INTO verdicts VALUES (?, ?, ?, ?, ?, ?)",
            (record.id, page_id, record.date, record.date, said["kind"], said["reason"]),
        )
