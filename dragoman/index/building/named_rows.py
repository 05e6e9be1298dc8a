"""From a record to who is named in an article: the latest that looked at it counts."""

from __future__ import annotations

import json
from typing import Any

from dragoman.index.ahead.said import Said
from dragoman.index.building.batch import Batch


def named(record: Said, content: dict[str, Any], batch: Batch) -> None:
    row = (
        record.id,
        content["article"],
        record.date,
        record.date,
        json.dumps(content["looked"], ensure_ascii=False),
        json.dumps(content["not_looked"], ensure_ascii=False),
    )
    batch.write("INSERT OR REPLACE INTO named VALUES (?, ?, ?, ?, ?, ?)", [row])
    keys = ("n", "start", "stop", "text", "kind", "by", "name")
    batch.write(
        "INSERT OR REPLACE INTO mentions VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (record.id, position, *(each[key] for key in keys))
            for position, each in enumerate(content["mentions"])
        ],
    )
