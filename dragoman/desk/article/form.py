"""From a form to a decision: what was asked, and whether what was seen still stands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from dragoman.decisions import Decision, taken_back
from dragoman.desk.article.rows import Row, history, read_row
from dragoman.desk.desk import Desk
from dragoman.desk.languages.spoken import _
from dragoman.errors import UsageError

Action = Literal["approve", "edit", "reject", "undo"]
ACTIONS: tuple[Action, ...] = ("approve", "edit", "reject", "undo")


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody asked for, seeing `version` of a sentence of `translation`.

    `text` is None where the form had no text: to approve then is to approve what stood there.
    """

    page: str
    n: int
    action: str
    translation: str
    version: str
    text: str | None
    comment: str | None
    reviewer: str


class Clash(Exception):
    """Somebody decided on the sentence in the meantime; `row` is what stands there now."""

    def __init__(self, row: Row, wish: Wish) -> None:
        super().__init__(f"sentence {row.n} was decided on in the meantime")
        self.row = row
        self.wish = wish


class Decider:
    """Carries wishes out one at a time, so that none can slip in between a look and a record."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def carry_out(self, wish: Wish) -> Row:
        """The sentence after the decision. Clash where it is not the one that was seen any more.

        UsageError where the wish is none that can be granted. Asking twice for the same (a double
        click, a page sent again) decides once.
        """
        if wish.action not in ACTIONS:
            raise UsageError(
                _("%(action)s is nothing that can be done to a sentence", action=wish.action)
            )
        with self._desk.turn:
            row = self._read(wish)
            if not row.decidable:
                raise UsageError(_("there is no translation to decide on"))
            decision = self._decision(wish, row)
            if decision is None or (
                _stands(row, decision) and not wish.comment and not self._seconds(wish, row)
            ):
                return row
            if (wish.translation, wish.version) != (row.translation, row.version):
                raise Clash(row, wish)
            self._desk.decide(
                wish.page,
                wish.n,
                decision.state,
                text=decision.text,
                reviewer=wish.reviewer,
                comment=decision.comment,
            )
            return self._read(wish)

    def _seconds(self, wish: Wish, row: Row) -> bool:
        """Whether it is the approval of another person that the archive asks for."""
        wanted = wish.action == "approve" and len(row.approvers) < self._desk.approvals
        return wanted and bool(row.approvers) and wish.reviewer not in row.approvers

    def _read(self, wish: Wish) -> Row:
        return read_row(self._desk.connection(), wish.page, wish.n, self._desk.target)

    def _decision(self, wish: Wish, row: Row) -> Decision | None:
        """What to record; None where there is nothing to do."""
        text = None if wish.text is None else " ".join(wish.text.split())
        told = (wish.reviewer, "", wish.comment)
        if wish.action == "undo":
            return taken_back(history(self._desk.connection(), row), wish.reviewer)
        if wish.action == "reject":
            return Decision(row.translation, row.n, "rejected", None, *told)
        if wish.action == "approve":
            approved = row.pair.target if text is None else text
            return Decision(row.translation, row.n, "approved", approved, *told)
        if text == row.pair.target and not wish.comment:
            return None
        return Decision(row.translation, row.n, "edited", text, *told)


def _stands(row: Row, decision: Decision) -> bool:
    """Whether the sentence is as the decision would make it already."""
    if decision.state == "machine":
        return not row.version
    return (row.state, row.pair.target) == (decision.state, decision.text)
