"""What came back, held against what is here: decisions to make, and conflicts to tell."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass, field

from dragoman.decisions import Verdict, approvers
from dragoman.exchange.back.decision_words import decided as decided_as
from dragoman.exchange.back.returned import Returned
from dragoman.exchange.bilingual.segment_id import SegmentId
from dragoman.exchange.files.allowed_characters import comparable
from dragoman.index.people import decided

UNKNOWN = "this archive does not hold the translation that it is of"
CUT = "the sentences of the page were cut otherwise since then"


@dataclass(frozen=True, slots=True)
class Proposal:
    """Sentence `n` of a page's translation into `language` is to be `text`, or (None) is rejected.

    `state` is the decision: `edited` where the text was changed and nothing was said.
    """

    page: str
    language: str
    n: int
    text: str | None
    state: Verdict = "edited"


@dataclass(frozen=True, slots=True)
class Conflict:
    """A sentence of the file that is not applied, and why; `here` is what stands in the archive."""

    name: str
    page: str | None
    n: int | None
    reason: str
    source: str
    theirs: str
    here: str | None


@dataclass(slots=True)
class Matched:
    """`unchanged` counts sentences that came back as they went: that is no approval."""

    proposals: list[Proposal] = field(default_factory=list)
    conflicts: list[Conflict] = field(default_factory=list)
    unchanged: int = 0


@dataclass(frozen=True, slots=True)
class Bringer:
    """Who brings the file, and how many persons are to approve a sentence in the archive."""

    reviewer: str
    approvals: int = 1

    def seconds(
        self, connection: sqlite3.Connection, each: Returned, row: sqlite3.Row, verdict: str | None
    ) -> bool:
        """Whether it is the approval of another person that the archive asks for."""
        if self.approvals == 1 or each.id is None or (verdict, row["state"]) != ("approved",) * 2:
            return False
        had = approvers(decided.history(connection, each.id.translation, each.id.n))
        same = comparable(each.target) == comparable(row["target"])
        return same and len(had) < self.approvals and self.reviewer.strip() not in had


NOBODY = Bringer("")


def match(
    connection: sqlite3.Connection, sentences: Iterable[Returned], bringer: Bringer = NOBODY
) -> Matched:
    """Hold each sentence against the index. Nothing is written."""
    result = Matched()
    seen: dict[tuple[str, int], tuple[str, str]] = {}
    for each in sentences:
        outcome = _outcome(connection, each, seen, bringer)
        if isinstance(outcome, Proposal):
            result.proposals.append(outcome)
        elif isinstance(outcome, Conflict):
            result.conflicts.append(outcome)
        else:
            result.unchanged += 1
    return result


def _outcome(
    connection: sqlite3.Connection,
    each: Returned,
    seen: dict[tuple[str, int], tuple[str, str]],
    bringer: Bringer,
) -> Proposal | Conflict | None:
    if each.id is None:
        unknown = "its id is none that this program gives"
        return _conflict(each, None, each.trouble or unknown)
    row = decided.standing(connection, each.id.translation, each.id.n)
    if row is None:
        known = decided.knows(connection, each.id.translation, each.id.n)
        return _conflict(each, None, CUT if known else UNKNOWN)
    key = (each.id.translation, each.id.n)
    if key in seen:
        same = seen[key] == _said(each)
        return None if same else _conflict(each, row, "the file has the sentence twice")
    seen[key] = _said(each)
    verdict = decided_as(each.decision) if each.decision.strip() else "edited"
    seconds = bringer.seconds(connection, each, row, verdict)
    reason = _hindrance(connection, each, each.id, row, verdict, seconds)
    if reason is not None:
        return _conflict(each, row, reason) if reason else None
    # What an editor did to spaces and letters alone is nobody's change.
    same = comparable(each.target) == comparable(row["target"])
    words = row["target"] if same else " ".join(each.target.split())
    text = None if verdict == "rejected" else words
    return Proposal(row["page"], row["language"], each.id.n, text, verdict or "edited")


def _said(each: Returned) -> tuple[str, str]:
    return comparable(each.target), comparable(each.decision).casefold()


def _hindrance(
    connection: sqlite3.Connection,
    each: Returned,
    name: SegmentId,
    row: sqlite3.Row,
    verdict: Verdict | None,
    seconds: bool,
) -> str | None:
    """Why it cannot be applied; empty where there is nothing to apply, None where it can be."""
    sent = _sent(connection, name, row)
    theirs, here = comparable(each.target), comparable(row["target"])
    unchanged = _asks_nothing(
        verdict, row, theirs, (here, here if sent is None else comparable(sent))
    )
    # A copy of the archive may know decisions that this one does not: then any here is the newer.
    moved_on = row["decision"] is not None if sent is None else row["decision"] != name.decision
    findings = (
        (each.trouble is not None, each.trouble or ""),
        (
            verdict is None,
            f"“{each.decision.strip()[:40]}” is no decision; write approve, reject, or nothing",
        ),
        (
            comparable(each.source) != comparable(row["source"]),
            "its original is not the one in the archive",
        ),
        (unchanged and not seconds, ""),
        (not theirs and not here and verdict == "approved", "it has no translation to approve"),
        (
            not theirs and verdict != "rejected",
            "its translation was emptied; reject the sentence on the review page if that is meant",
        ),
        (row["state"] == "original", "the sentence is in the target language already"),
        (not row["current"], "the page has been translated anew since then"),
        (moved_on and not seconds, "it was decided on here in the meantime"),
    )
    return next((reason for found, reason in findings if found), None)


def _asks_nothing(
    verdict: Verdict | None, row: sqlite3.Row, theirs: str, known: tuple[str, str]
) -> bool:
    """Whether all is here already: what was not changed is no approval, what was said is one."""
    if verdict == "edited":
        return theirs in known
    stands = row["state"] == verdict
    return stands and (verdict == "rejected" or theirs == known[0])


def _sent(connection: sqlite3.Connection, name: SegmentId, row: sqlite3.Row) -> str | None:
    """The text that went out; None where it was sent by a copy of the archive that knows more."""
    if name.decision is None:
        return row["machine_target"] or ""
    decision = decided.once(connection, name.decision, name.translation, name.n)
    if decision is None:
        return None
    if decision["state"] == "machine":
        return row["machine_target"] or ""
    return decision["text"] or ""


def _conflict(each: Returned, row: sqlite3.Row | None, reason: str) -> Conflict:
    return Conflict(
        name=each.name[:200],
        page=row["page"] if row else None,
        n=each.id.n if each.id else None,
        reason=reason,
        source=each.source,
        theirs=each.target,
        here=row["target"] if row else None,
    )
