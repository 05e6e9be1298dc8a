"""The sentences of one page as the desk shows them, and what was decided and said of each."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import Any

from dragoman.decisions import REVIEWED, Decision, approvers
from dragoman.desk.languages.spoken import N_, _, number, small
from dragoman.errors import RecordNotFound
from dragoman.index.asking import query
from dragoman.index.asking.pair import Pair
from dragoman.index.asking.scans import is_scanned
from dragoman.index.people import decided
from dragoman.index.people.talk import Comment, talk
from dragoman.translate import Flag
from dragoman.translate.likelihood.likely import WRONG, Likely

UNREVIEWED = frozenset({"machine", "refused", "todo"})
WORDS = {
    "machine": N_("Machine"),
    "refused": N_("Refused"),
    "rejected": N_("Rejected"),
    "edited": N_("Edited"),
    "approved": N_("Approved"),
    "original": N_("As it was"),
    "todo": N_("To translate"),
}
TWICE = 2
MOST_SENTENCES = 1 << 31  # no database takes any number
UNJUDGED = N_("no estimate")


@dataclass(frozen=True, slots=True)
class Row:
    """A pair, and the latest decision on it: `version` is its record's id, empty where none is.

    A form that is sent back with another version was made before that decision. `approvers` have
    approved the words that stand. `everywhere` are findings that the page says once, above,
    and `usual` is how likely most sentences are right. `pictured`: a machine read the sentence from
    a picture, of which its line can be shown. `said`: when, in a
    recording (`clock`), and the `place` there.
    """

    pair: Pair
    translation: str
    version: str = ""
    decided_at: str | None = None
    decided_by: str | None = None
    comment: str | None = None
    approvers: tuple[str, ...] = ()
    talk: tuple[Comment, ...] = ()
    everywhere: frozenset[Flag] = field(default=frozenset(), compare=False)
    usual: str | None = field(default=None, compare=False)
    pictured: bool = field(default=False, compare=False)
    said: Mapping[str, Any] | None = field(default=None, compare=False)

    @property
    def n(self) -> int:
        return self.pair.n

    @property
    def state(self) -> str:
        return self.pair.state or "untranslated"

    @property
    def shown(self) -> str:
        """The state as people see it: what nothing was written for is to be translated."""
        return "todo" if self.pair.state is None or self.pair.to_translate else self.state

    @property
    def word(self) -> str:
        return N_("Approved twice") if self.twice else WORDS[self.shown]

    @property
    def twice(self) -> bool:
        return self.state == "approved" and len(self.approvers) >= TWICE

    @property
    def who(self) -> str | None:
        """Who decided, or all who have approved."""
        return ", ".join(self.approvers) or self.pair.reviewer

    @property
    def decidable(self) -> bool:
        return self.pair.state is not None and self.pair.state != "original"

    @property
    def flags(self) -> list[Flag]:
        """What sets this sentence apart; why it was refused is told by itself."""
        return [
            self.pair.told(flag)
            for flag in self.pair.flags
            if flag.severity != "refuse" and flag not in self.everywhere and flag.code != "by_hand"
        ]

    @property
    def flagged(self) -> bool:
        """Whether a flag wants an eye on it still: a person has not dealt with the sentence."""
        serious = any(flag.severity != "note" for flag in self.pair.flags)
        return serious and self.shown in UNREVIEWED

    @property
    def judged(self) -> Likely | None:
        """How likely the machine's words are right; no matter once a person has dealt with them."""
        return self.pair.likely if self.state in UNREVIEWED else None

    @property
    def wrong(self) -> bool:
        """Whether the machine's words are likely wrong: said of each, with the reasons."""
        return self.judged is not None and self.judged.word == WRONG

    @property
    def doubt(self) -> str | None:
        """How likely it is right, where that is otherwise than of most; of those it is said above.

        So it is said as well of what stands among them and was not judged.
        """
        if self.judged is None:
            return UNJUDGED if self.usual is not None and self.shown == "machine" else None
        return None if self.judged.word == self.usual else self.judged.word

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
    """The sentences that need a translation, by state; `waiting` for a second person's approval."""

    counts: Mapping[str, int]
    flagged: int
    waiting: int = 0

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def reviewed(self) -> int:
        return sum(count for state, count in self.counts.items() if state in REVIEWED)

    @property
    def left(self) -> int:
        return self.total - self.reviewed

    @property
    def parts(self) -> list[tuple[str, int]]:
        """In the order of the bar."""
        order = ("approved", "edited", "rejected", "machine", "todo", "refused")
        return [(state, self.counts[state]) for state in order if self.counts.get(state)]

    @property
    def said(self) -> str:
        """As a voice reads it."""
        return ", ".join(f"{number(count)} {small(_(WORDS[state]))}" for state, count in self.parts)


def read_rows(connection: sqlite3.Connection, article: str, target: str) -> list[Row]:
    """Every sentence of an article, in order, translated into `target` or not."""
    identity = _translation(connection, article, target)
    latest = decided.latest(connection, identity)
    made = decided.histories(connection, identity)
    said = talk(connection, article, target)
    pairs = query.pairs(connection, article, target)
    everywhere, usual = _everywhere(pairs), decided.usual_word(connection, identity)
    scanned = is_scanned(connection, article)
    rows = [
        _row(
            pair,
            identity,
            latest.get(pair.n),
            made.get(pair.n, []),
            said.get(pair.n, []),
            everywhere,
            usual,
        )
        for pair in pairs
    ]
    return [replace(row, pictured=scanned and row.n > 0) for row in rows]


def _everywhere(pairs: Sequence[Pair]) -> frozenset[Flag]:
    """What is true of all that a machine wrote, and so sets no sentence apart."""
    written = [pair for pair in pairs if pair.machine is not None]
    counts = Counter(flag for pair in written for flag in set(pair.flags))
    return frozenset(flag for flag, n in counts.items() if n == len(written) > 1)


def read_row(connection: sqlite3.Connection, page: str, n: int, target: str) -> Row:
    """One sentence of a page; RecordNotFound where there is none."""
    article = query.article_row(connection, page)
    if article is not None and n <= MOST_SENTENCES:
        identity = _translation(connection, article["id"], target)
        pair = decided.pair(connection, article["id"], target, n)
        if pair is not None:
            row = _row(
                pair,
                identity,
                decided.latest_on(connection, identity, n),
                decided.history(connection, identity, n),
                talk(connection, article["id"], target).get(n, []),
                frozenset(
                    flag for flag in pair.flags if decided.is_everywhere(connection, identity, flag)
                ),
                decided.usual_word(connection, identity),
            )
            return replace(row, pictured=n > 0 and is_scanned(connection, article["id"]))
    raise RecordNotFound(_("there is no sentence %(n)s here", n=str(n)), subject=page)


def _translation(connection: sqlite3.Connection, article: str, target: str) -> str:
    row = query.translation_row(connection, article, target)
    return str(row["id"]) if row else ""


def _row(
    pair: Pair,
    translation: str,
    latest: sqlite3.Row | None,
    made: Sequence[Decision],
    said: Sequence[Comment],
    everywhere: frozenset[Flag],
    usual: str | None,
) -> Row:
    return Row(
        pair,
        translation,
        version=latest["id"] if latest else "",
        decided_at=latest["made_at"] if latest else None,
        decided_by=latest["reviewer"] if latest else None,
        comment=latest["comment"] if latest else None,
        approvers=tuple(approvers(made)) if pair.state == "approved" else (),
        talk=tuple(said),
        everywhere=everywhere,
        usual=usual,
    )


def history(connection: sqlite3.Connection, row: Row) -> list[Decision]:
    """Every decision on a sentence, oldest first."""
    return decided.history(connection, row.translation, row.n)


def blocks(rows: Sequence[Row]) -> Iterator[tuple[str, list[Row]]]:
    """The kind (`heading`, `paragraph`, `item`) and the sentences of each block, in order."""
    for _paragraph, found in groupby(rows, key=lambda row: row.pair.paragraph):
        sentences = list(found)
        yield sentences[0].pair.kind, sentences


def progress(connection: sqlite3.Connection, translation: str, approvals: int = 1) -> Progress:
    """How far the review of a translation has come."""
    rows = decided.by_state(connection, translation)
    waiting = 0
    if approvals >= TWICE:
        made = decided.histories(connection, translation).values()
        waiting = sum(len(approvers(each)) == 1 for each in made)
    return Progress(
        counts={row["state"]: row["count"] for row in rows},
        flagged=sum(row["flagged"] for row in rows if row["state"] in UNREVIEWED),
        waiting=waiting,
    )
