"""From records to what people have said of a page: its note, its tags, and that it was a mistake.

A capture says what it was told; each annotation changes some of that, in the order of time. So what
two people said at once is all there, whichever record was chained first.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping, Sequence
from typing import Any

from dragoman.index.ahead.said import Said
from dragoman.index.asking.choice import tag_key
from dragoman.index.building.batch import Batch
from dragoman.index.sqlite.trouble import from_json

SAID_SQL = """
SELECT note, tags, untags, mistaken, not_mistaken FROM annotations
WHERE page_id = ? ORDER BY ordered_at, id
"""


def annotation(record: Said, content: Mapping[str, Any], batch: Batch) -> None:
    page_id = content["page"]
    batch.connection.execute(
        "INSERT OR REPLACE INTO annotations VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            record.id,
            page_id,
            record.date,
            record.date,
            content.get("note"),
            _listed(content.get("tags")),
            _listed(content.get("untags")),
            content.get("mistaken"),
            int(bool(content.get("not_mistaken"))),
        ),
    )
    batch.annotated.add(page_id)


def annotated(connection: sqlite3.Connection, page_id: str) -> None:
    """Set what stands beside a page now: what it was told, and all that was said since."""
    page = connection.execute(
        "SELECT captured_note, captured_tags FROM pages WHERE id = ?", (page_id,)
    ).fetchone()
    if page is None:
        return
    note, mistaken = page["captured_note"], None
    tags = _with({}, from_json(page["captured_tags"], list))
    every = connection.execute(SAID_SQL, (page_id,)).fetchall()
    for said in every:
        note = note if said["note"] is None else said["note"] or None
        removed = _with({}, from_json(said["untags"], list))
        tags = {key: tag for key, tag in tags.items() if key not in removed}
        tags = _with(tags, from_json(said["tags"], list))
        mistaken = None if said["not_mistaken"] else said["mistaken"] or mistaken
    listed = _listed(tags.values())
    if every or listed != page["captured_tags"]:  # else the row has just been written so
        connection.execute(
            "UPDATE pages SET note = ?, tags = ?, mistaken = ? WHERE id = ?",
            (note, listed, mistaken, page_id),
        )
    connection.execute("DELETE FROM page_tags WHERE page_id = ?", (page_id,))
    connection.executemany(
        "INSERT INTO page_tags VALUES (?, ?, ?)",
        [(page_id, key, tag) for key, tag in tags.items()],
    )


def _with(tags: Mapping[str, str], more: Sequence[str]) -> dict[str, str]:
    """Tags with others behind them, each once, as it was written first."""
    found = dict(tags)
    for tag in more:
        found.setdefault(tag_key(tag), tag)
    return found


def _listed(tags: Any) -> str:
    return json.dumps(list(tags or ()), ensure_ascii=False)
