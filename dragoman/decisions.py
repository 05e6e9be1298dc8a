"""Decisions of people on translated sentences, and the rules of states.

A sentence's machine translation is never changed: a decision is a record of its own beside it, and
the latest one counts. Knows neither SQLite nor HTTP.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from dragoman.errors import UsageError
from dragoman.provenance.stamp import utc_now

State = Literal["machine", "refused", "edited", "approved", "rejected", "original"]
Verdict = Literal["machine", "edited", "approved", "rejected"]

# From the least finished to the most: what still lacks a translation, what nobody has read, what
# was read and found wrong, what a person has put right, what needs nothing.
ORDER: tuple[State, ...] = ("refused", "machine", "rejected", "edited", "approved", "original")
VERDICTS: tuple[Verdict, ...] = ("machine", "edited", "approved", "rejected")
# A page's headline is its sentence 0; those of its text are counted from 1.
HEADLINE = 0
# The states of sentences that a person has read.
REVIEWED: frozenset[State] = frozenset({"edited", "approved", "rejected"})


@dataclass(frozen=True, slots=True)
class Decision:
    """What `reviewer` decided on sentence `n` of a translation at `time` (UTC).

    `text` is the translation as the person left it; None for `rejected`, and for `machine`, which
    takes earlier decisions back. `carried_from` is the record of the same decision on an earlier
    translation of the same sentence; `carried_page` the capture that it was made on, where that is
    another. `place`: where a sentence that people cut stands in the article's text; its number may
    be another's in a copy of the archive.
    """

    translation: str
    n: int
    state: Verdict
    text: str | None
    reviewer: str
    time: str
    comment: str | None = None
    carried_from: str | None = None
    carried_page: str | None = None
    place: tuple[int, int] | None = None

    def to_json(self) -> dict[str, Any]:
        """As its record says it."""
        content = {
            "translation": self.translation,
            "segment": self.n,
            "state": self.state,
            "text": self.text,
            "reviewer": self.reviewer,
            "time": self.time,
            "comment": self.comment,
        }
        carried = {"carried_from": self.carried_from, "carried_page": self.carried_page}
        where = {} if self.place is None else {"start": self.place[0], "stop": self.place[1]}
        return content | {key: value for key, value in carried.items() if value} | where

    @classmethod
    def from_json(cls, content: Mapping[str, Any]) -> Decision:
        """Out of what `to_json` gives."""
        return cls(
            translation=str(content["translation"]),
            n=int(content["segment"]),
            state=content["state"],
            text=content.get("text"),
            reviewer=str(content["reviewer"]),
            time=str(content["time"]),
            comment=content.get("comment"),
            carried_from=_name(content.get("carried_from")),
            carried_page=_name(content.get("carried_page")),
            place=_place(content.get("start"), content.get("stop")),
        )


def _place(start: Any, stop: Any) -> tuple[int, int] | None:
    return None if start is None or stop is None else (int(start), int(stop))


def _name(value: Any) -> str | None:
    return str(value) if value else None


def decide(
    translation: str,
    n: int,
    state: str,
    *,
    text: str | None,
    reviewer: str,
    comment: str | None = None,
) -> Decision:
    """A decision made now; UsageError where it is not one that can be made."""
    if state not in VERDICTS:
        raise UsageError(f"{state} is not a decision; use one of {', '.join(VERDICTS)}")
    if state in ("edited", "approved") and not (text or "").strip():
        raise UsageError("an empty translation cannot be approved; reject the sentence instead")
    if not reviewer.strip():
        raise UsageError("a decision needs the name of the one who makes it")
    kept = text.strip() if text and state in ("edited", "approved") else None
    return Decision(translation, n, state, kept, reviewer.strip(), utc_now(), comment)


def settle(
    state: State, target: str | None, decision: Decision | None
) -> tuple[State, str | None, str | None]:
    """State, text and reviewer of a sentence, given the machine's and the latest decision."""
    if decision is None or decision.state == "machine":
        return state, target, None
    if decision.state == "rejected":
        return "rejected", None, decision.reviewer
    return decision.state, decision.text, decision.reviewer


def standing(decisions: Iterable[Decision]) -> list[list[Decision]]:
    """The decisions on a sentence that are not taken back, oldest first, those together that say
    the same: a second person's approval of the same words stands beside the first's.

    One that brings back what stood before the latest takes the latest back, whether it was made by
    "undo" or by hand; so "undo" twice goes back twice.
    """
    stack: list[list[Decision]] = []
    for decision in decisions:
        says = [_says(each[0]) for each in stack[-2:]]
        if decision.state == "machine":
            stack.clear()
        elif says and says[-1] == _says(decision):
            stack[-1].append(decision)
        elif len(says) > 1 and says[0] == _says(decision):
            stack.pop()
        else:
            stack.append([decision])
    return stack


def taken_back(decisions: Iterable[Decision], reviewer: str) -> Decision | None:
    """The decision by which the latest that stands is taken back; None where none stands.

    Nothing is removed: it is a decision too, in the name of the one who makes it.
    """
    stack = standing(decisions)
    if not stack:
        return None
    where = (stack[-1][-1].translation, stack[-1][-1].n)
    if len(stack) == 1:
        return Decision(*where, "machine", None, reviewer, utc_now(), "taken back")
    before = stack[-2][-1]
    told = f"taken back to what {before.reviewer} decided at {before.time}"
    return Decision(*where, before.state, before.text, reviewer, utc_now(), told)


def approvers(decisions: Iterable[Decision]) -> list[str]:
    """Who has approved the words that stand, the first first; none where they are not approved."""
    stack = standing(decisions)
    together = stack[-1] if stack and stack[-1][0].state == "approved" else []
    return list(dict.fromkeys(each.reviewer for each in together))


def also_approved(decisions: Sequence[Decision]) -> list[str]:
    """Who has approved the words that stand besides the one whose decision is the latest."""
    return [name for name in approvers(decisions) if name != decisions[-1].reviewer]


def _says(decision: Decision) -> tuple[str, str | None]:
    return decision.state, decision.text


def page_state(states: Iterable[State]) -> State | None:
    """The state of a page: that of its least finished sentence; None where it has none."""
    return min(states, key=ORDER.index, default=None)
