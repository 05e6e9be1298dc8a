"""Where the people of two archives decided otherwise on one sentence, neither knowing of the other.

Whose decision is the later counts, as among decisions of one archive; that there are two is kept,
until somebody decides anew.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from dragoman.decisions import Decision
from dragoman.index.elsewhere.handed import latest_decision
from dragoman.merging.other import Other
from dragoman.merging.sound import Candidates


@dataclass(frozen=True, slots=True)
class Dispute:
    """Sentence `n` of a translation, and the records of the two decisions on it."""

    translation: str
    n: int
    ours: str
    theirs: str

    def to_json(self) -> dict[str, Any]:
        return {
            "translation": self.translation,
            "segment": self.n,
            "ours": self.ours,
            "theirs": self.theirs,
        }


def disputes(connection: sqlite3.Connection, other: Other, found: Candidates) -> Iterator[Dispute]:
    """By translation and sentence: the decisions that are new here and bear another result."""
    for identity, decision in _latest(found):
        translation, n = decision.translation, decision.n
        ours = latest_decision(connection, translation, n, decision.place)
        # Who decided there after ours had come knew of it.
        if ours is None or ours["id"] in other.ids:
            continue
        if (ours["state"], ours["text"]) != (decision.state, decision.text):
            yield Dispute(translation, n, ours["id"], identity)


def _latest(found: Candidates) -> list[tuple[str, Decision]]:
    """With their records, by translation and sentence; of two of one number each."""
    taken = {entry.id for entry in found.taken}
    latest: dict[tuple[str, int, tuple[int, int]], tuple[str, Decision]] = {}
    for identity, (kind, content) in found.said.items():
        if kind != "decision" or identity not in taken:
            continue
        decision = Decision.from_json(content)
        key = decision.translation, decision.n, decision.place or (0, 0)
        before = latest.get(key)
        if before is None or (before[1].time, before[0]) < (decision.time, identity):
            latest[key] = identity, decision
    return [latest[key] for key in sorted(latest)]
