"""A sentence of a translation as a row of `targets`: as its record has it, and what stands for it:
the machine's words, or the latest decision."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from typing import Any

from dragoman.decisions import HEADLINE, Decision, also_approved, settle
from dragoman.index.sqlite.same_sentence import about, left

MACHINE_SQL = f"""
SELECT machine_state, {left("targets")} FROM targets WHERE translation_id = ? AND n = ?
"""
DECISIONS_SQL = f"""
SELECT d.n, d.state, d.text, d.reviewer, d.made_at, d.comment, d.carried_from, d.carried_page
FROM decisions d JOIN targets t ON t.translation_id = d.translation_id AND t.n = d.n
WHERE d.translation_id = ? AND d.n = ?
AND {about("d", "t")}
ORDER BY d.ordered_at, d.id
"""


def made(translation: str, n: int, segment: Mapping[str, Any]) -> tuple[Any, ...]:
    """A sentence as the machine left it: its words, and what stands.

    What the checks left of its words is kept only where it is something else (`left`)."""
    flags = segment.get("flags") or []
    machine, target = segment.get("machine"), segment.get("target")
    return (
        translation,
        n,
        machine,
        None if target == machine else target,
        segment["state"],
        segment.get("score"),
        json.dumps(flags, ensure_ascii=False) if flags else "[]",
        int(any(flag["severity"] != "note" for flag in flags)),
        _remembered(segment),
        target,
        segment["state"],
        (segment.get("likely") or {}).get("word"),
        _kept_json(segment.get("likely")),
        _kept_json(segment.get("witness")),
        segment.get("start") if n else None,  # the headline stands in no text
        segment.get("stop") if n else None,
        int(target == machine),
    )


def _remembered(segment: Mapping[str, Any]) -> str | None:
    """Who approved elsewhere what the translation memory put there."""
    memory = segment.get("memory")
    reviewer = memory.get("reviewer") if isinstance(memory, dict) else None
    return reviewer if isinstance(reviewer, str) else None


def _kept_json(value: Any) -> str | None:
    return None if value is None else json.dumps(value, ensure_ascii=False)


def settle_sentence(connection: sqlite3.Connection, translation_id: str, n: int) -> None:
    """Set a sentence's state and text from the machine's and the latest decision on it."""
    machine = connection.execute(MACHINE_SQL, (translation_id, n)).fetchone()
    if machine is None:
        return
    rows = connection.execute(DECISIONS_SQL, (translation_id, n)).fetchall()
    decisions = [Decision(translation_id, *row) for row in rows]
    latest = decisions[-1] if decisions else None
    state, target, reviewer = settle(machine[0], machine[1], latest)
    others = also_approved(decisions)
    also = json.dumps(others, ensure_ascii=False) if others else None
    carried = latest.carried_page if latest else None
    connection.execute(
        "UPDATE targets SET state = ?, target = ?, reviewer = ?, also_by = ?, carried_page = ? "
        "WHERE translation_id = ? AND n = ?",
        (state, target, reviewer, also, carried, translation_id, n),
    )
    if n == HEADLINE:
        connection.execute(
            "UPDATE translations SET title = ? WHERE id = ?", (target, translation_id)
        )
