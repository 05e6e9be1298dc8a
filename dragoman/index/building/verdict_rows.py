"""From a record to the row on what stands on its page: of an article, or of a verdict by itself."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from dragoman.index.ahead.said import Said
from dragoman.index.building.batch import Batch

VERDICT_SQL = "INSERT OR REPLACE INTO verdicts VALUES (?, ?, ?, ?, ?, ?)"


def verdict(record: Said, content: Mapping[str, Any], batch: Batch) -> None:
    stands(batch, record, content["page"], content["verdict"])
    posts = content.get("posts")
    if posts is not None:
        batch.connection.execute(
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
    batch: Batch,
    record: Said,
    page_id: str,
    said: Mapping[str, Any] | None,
) -> None:
    """Articles of earlier versions say nothing of it."""
    if said is not None:
        row = (record.id, page_id, record.date, record.date, said["kind"], said["reason"])
        batch.write(VERDICT_SQL, [row])
