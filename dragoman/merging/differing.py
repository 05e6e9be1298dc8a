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
    for identity, decision in sorted(_latest(found).values(), key=_where):
        translation, n = decision.translation, decision.n
        ours = latest_decision(connection, translation, n, decision.place)
        # Who decided there after ours had come knew of it.
        if ours is None or ours["id"] in other.ids:
            continue
        if (ours["state"], ours["text"]) != (decision.state, decision.text):
            yield Dispute(translation, n, ours["id"], identity)


def _where(held: tuple[str, Decision]) -> tuple[Any, ...]:
    """A sentence that people cut is known by its place: two may have been given one number."""
    return held[1].translation, held[1].n, held[1].place or ()


def _latest(found: Candidates) -> dict[tuple[Any, ...], tuple[str, Decision]]:
    taken = {entry.id for entry in found.taken}
    latest: dict[tuple[Any, ...], tuple[str, Decision]] = {}
    for identity, (kind, content) in found.said.items():
        if kind != "decision" or identity not in taken:
            continue
        held = identity, Decision.from_json(content)
        before = latest.get(_where(held))
        if before is None or (before[1].time, before[0]) < (held[1].time, identity):
            latest[_where(held)] = held
    return latest
