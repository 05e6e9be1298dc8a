"""Two decisions on one sentence, of two archives, as a person or a program reads them."""

from __future__ import annotations

import sqlite3
from typing import Any

from dragoman.printing.columns import SHORT_ID
from dragoman.printing.terminal import plain


def dispute_json(row: sqlite3.Row) -> dict[str, Any]:
    return {
        "id": row["page"],
        "n": row["n"],
        "source": row["source"],
        "ours": _side(row, "our"),
        "theirs": _side(row, "their"),
    }


def _side(row: sqlite3.Row, whose: str) -> dict[str, Any]:
    return {
        "target": row[f"{whose}_text"],
        "state": row[f"{whose}_state"],
        "reviewer": row[f"{whose}_reviewer"],
    }


def dispute_text(row: sqlite3.Row) -> str:
    sides = (
        f"  {plain(row[f'{w}_text'])} ({row[f'{w}_state']} by {plain(row[f'{w}_reviewer'])})"
        for w in ("our", "their")
    )
    where = f"{row['page'][:SHORT_ID]}:{row['n']}"
    return "\n".join((f"{where}  {plain(row['source'] or '')}", *sides))
