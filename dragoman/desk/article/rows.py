"""The sentences of one page as the review page shows them, and what was decided on each."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from dragoman.decisions import REVIEWED, Decision
from dragoman.errors import RecordNotFound
from dragoman.index.asking import decided, query
from dragoman.index.asking.pair import Pair
from dragoman.translate.likelihood.likely import Likely

UNREVIEWED = frozenset({"machine", "refused"})


@dataclass(frozen=True, slots=True)
class Row:
    """A pair, and the latest decision on it: `version` is its record's id, empty where none is.

    A form that is sent back with another version was made before that decision.
    """

    pair: Pair
    translation: str
    version: str
    decided_at: str | None
    decided_by: str | None
    comment: str | None

    @property
    def n(self) -> int:
        return self.pair.n

    @property
    def state(self) -> str:
        return self.pair.state or "untranslated"

    @property
    def decidable(self) -> bool:
        return self.pair.state is not None and self.pair.state != "original"

    @property
    def flagged(self) -> bool:
        """Whether a flag wants an eye on it still: a person has not dealt with the sentence."""
        serious = any(flag.severity != "note" for flag in self.pair.flags)
        return serious and self.state in UNREVIEWED

    @property
    def judged(self) -> Likely | None:
        """How likely the machine's words are right; no matter once a person has dealt with them."""
        return self.pair.likely if self.state in UNREVIEWED else None

    @property
    def other(self) -> str | None:
        """What a second engine wrote, where that is a translation and other words."""
        seen = self.pair.witness
        return seen.target if seen is not None and seen.target != self.pair.target else None

    @property
    def refusal(self) -> str:
        return self.pair.refusal


@dataclass(frozen=True, slots=True)
class Progress:
    """How many of the sentences that need a translation a person has dealt with."""

    total: int
    reviewed: int
    flagged: int

    @property
    def left(self) -> int:
        return self.total - self.reviewed


def read_rows(connection: sqlite3.Connection, article: str, target: str) -> list[Row]:
    """Every sentence of an article, in order, translated into `target` or not."""
    identity = _translation(connection, article, target)
    latest = decided.latest(connection, identity)
    pairs = query.pairs(connection, article, target)
    return [_row(pair, identity, latest.get(pair.n)) for pair in pairs]


def read_row(connection: sqlite3.Connection, page: str, n: int, target: str) -> Row:
    """One sentence of a page; RecordNotFound where there is none."""
    article = query.article_row(connection, page)
    if article is not None:
        identity = _translation(connection, article["id"], target)
        pair = decided.pair(connection, article["id"], target, n)
        if pair is not None:
            return _row(pair, identity, decided.latest_on(connection, identity, n))
    raise RecordNotFound(f"there is no sentence {n} here", subject=page)


def _translation(connection: sqlite3.Connection, article: str, target: str) -> str:
    row = query.translation_row(connection, article, target)
    return str(row["id"]) if row else ""


def _row(pair: Pair, translation: str, latest: sqlite3.Row | None) -> Row:
    if latest is None:
        return Row(pair, translation, "", None, None, None)
    told = (latest["id"], latest["made_at"], latest["reviewer"], latest["comment"])
    return Row(pair, translation, *told)


def history(connection: sqlite3.Connection, row: Row) -> list[Decision]:
    """Every decision on a sentence, oldest first."""
    return decided.history(connection, row.translation, row.n)


def blocks(rows: Sequence[Row]) -> Iterator[tuple[str, list[Row]]]:
    """The kind (`heading`, `paragraph`, `item`) and the sentences of each block, in order."""
    for _, found in groupby(rows, key=lambda row: row.pair.paragraph):
        sentences = list(found)
        yield sentences[0].pair.kind, sentences


def progress(connection: sqlite3.Connection, translation: str) -> Progress:
    """How far the review of a translation has come."""
    rows = decided.by_state(connection, translation)
    counts = {row["state"]: row["count"] for row in rows}
    return Progress(
        total=sum(counts.values()),
        reviewed=sum(count for state, count in counts.items() if state in REVIEWED),
        flagged=sum(row["flagged"] for row in rows if row["state"] in UNREVIEWED),
    )
