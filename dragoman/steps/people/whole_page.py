"""What a person decides on many sentences of a page in one step: all of it is kept, or nothing.

Each is a decision of its own, as if it had been made by itself.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from dragoman.decisions import Decision, Verdict, decide
from dragoman.errors import RecordNotFound, UsageError
from dragoman.holdings import Holdings
from dragoman.index.asking import query
from dragoman.index.asking.pair import Pair
from dragoman.index.people.approving import to_approve
from dragoman.page import Page
from dragoman.steps.people.deciding import records_of

LONGEST_SOUGHT = 1_000
REPLACEABLE = ("machine", "edited", "approved")


@dataclass(frozen=True, slots=True)
class Replacement:
    """What sentence `n` says, and what it would say."""

    n: int
    before: str
    after: str


def approve_many(
    holdings: Holdings,
    page: Page,
    *,
    reviewer: str,
    to: str | None,
    memory_of: str | None,
    only: Collection[int] | None,
    translation: str | None,
) -> list[Decision]:
    """See `Archive.approve_rest`."""
    identity, pairs = _translated(holdings, page, to)
    if translation not in (None, identity):
        raise UsageError("the page has been translated anew; look at it again", subject=page.id)
    wanted = [each for each in to_approve(pairs, memory_of) if only is None or each.n in only]
    return _keep(
        holdings,
        page,
        [decide(identity, e.n, "approved", text=e.target, reviewer=reviewer) for e in wanted],
    )


def decide_many(
    holdings: Holdings,
    page: Page,
    wanted: Sequence[tuple[int, Verdict, str | None]],
    *,
    reviewer: str,
    to: str,
    comment: str,
) -> list[Decision]:
    """Keep decisions out of a file: each the sentence, the state and the words."""
    identity, _ = _translated(holdings, page, to)
    told = {"reviewer": reviewer, "comment": comment}
    return _keep(
        holdings,
        page,
        [decide(identity, n, state, text=text, **told) for n, state, text in wanted],
    )


def replacements(
    holdings: Holdings,
    page: Page,
    sought: str,
    put: str,
    *,
    to: str | None,
    whole_words: bool,
    any_case: bool,
) -> list[Replacement]:
    """See `Archive.replacements`."""
    if not sought.strip() or len(sought) > LONGEST_SOUGHT or len(put) > LONGEST_SOUGHT:
        raise UsageError(f"say what to look for, in {LONGEST_SOUGHT:,} characters at most")
    pattern = re.escape(sought)
    if whole_words:
        pattern = rf"(?<!\w){pattern}(?!\w)"
    compiled = re.compile(pattern, re.IGNORECASE if any_case else 0)
    found = []
    for pair in _translated(holdings, page, to)[1]:
        if pair.state in REPLACEABLE and pair.target:
            after = compiled.sub(lambda _: put, pair.target)
            if after != pair.target:
                found.append(Replacement(pair.n, pair.target, after))
    return found


def replace_in(
    holdings: Holdings,
    page: Page,
    wanted: Sequence[Replacement],
    *,
    reviewer: str,
    to: str | None,
) -> list[Decision]:
    """See `Archive.replace`."""
    identity, pairs = _translated(holdings, page, to)
    here = {pair.n: pair.target for pair in pairs if pair.state in REPLACEABLE}
    return _keep(
        holdings,
        page,
        [
            decide(identity, each.n, "edited", text=each.after, reviewer=reviewer)
            for each in wanted
            if here.get(each.n) == each.before
        ],
    )


def _translated(holdings: Holdings, page: Page, to: str | None) -> tuple[str, list[Pair]]:
    """The current translation's id, and its sentences as they stand now."""
    connection, target = holdings.index.connection, holdings.target(to)
    row = query.translation_row(connection, page.article_id or "", target)
    if row is None:
        raise RecordNotFound(f"there is no translation into {target} here", subject=page.id)
    return row["id"], query.pairs(connection, row["article_id"], target)


def _keep(holdings: Holdings, page: Page, decisions: list[Decision]) -> list[Decision]:
    if decisions:
        holdings.append(records_of(holdings, page, decisions), "derived", asked_next=True)
    return decisions
