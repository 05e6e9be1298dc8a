"""From records to rows: what was merged into the archive, and who was handed what.

Such a record speaks for the archive that it was made in. What another archive says of its mergings
is kept as evidence and changes nothing here: else it could say that pages of ours lie in other
files. What it says of custody is told as what it says.
"""

from __future__ import annotations

import json
import sqlite3
from typing import Any

from dragoman.index.ahead.said import Said
from dragoman.index.building.batch import Batch
from dragoman.index.sqlite.trouble import from_json

Document = dict[str, Any]
NAMED = ("file", "listed_in")  # what says the name of a file, of where a page lies


def merged(record: Said, content: Document, batch: Batch) -> None:
    batch.flush()
    batch.connection.executemany(
        "INSERT OR REPLACE INTO refiled VALUES (?, ?, ?)",
        [(each["record"], each["was"], each["file"]) for each in content["files"]],
    )
    for page in dict.fromkeys(each["record"] for each in content["files"]):
        row = batch.connection.execute(
            "SELECT foreign_place FROM pages WHERE id = ?", (page,)
        ).fetchone()
        if row is not None and row[0] is not None:
            place = json.dumps(
                refiled(batch.connection, page, from_json(row[0], dict)), ensure_ascii=False
            )
            batch.connection.execute(
                "UPDATE pages SET foreign_place = ? WHERE id = ?", (place, page)
            )
    batch.connection.executemany(
        "INSERT OR REPLACE INTO disputes VALUES (?, ?, ?, ?, ?)",
        [
            (each["translation"], each["segment"], each["ours"], each["theirs"], record.id)
            for each in content["disputes"]
        ],
    )


def custody(record: Said, content: Document, batch: Batch) -> None:
    """`merged` says that it was written down in another archive, which "all of it" is about."""
    pages = json.dumps(content.get("pages") or [])
    keys = ("event", "what", "time", "sha256", "to", "sealed")
    batch.connection.execute(
        "INSERT OR REPLACE INTO custody VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (record.id, *(content.get(key) for key in keys), pages, int(content["merged"])),
    )


def refiled(connection: sqlite3.Connection, page_id: str, foreign: Document) -> Document:
    """Where a page out of a file made elsewhere lies: under another name, where that was taken."""
    rows = connection.execute("SELECT was, file FROM refiled WHERE id = ?", (page_id,))
    names = {row[0]: row[1] for row in rows}
    named = [key for key in NAMED if key in foreign]
    return foreign | {key: names.get(foreign[key], foreign[key]) for key in named}
