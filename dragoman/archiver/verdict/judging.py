"""The verdict on a page: each judge in turn weighs what it sees, and the first with enough says it.

What stands in the place of a page comes before what is one of its own.
"""

from __future__ import annotations

from collections.abc import Callable

from dragoman.archiver.verdict import contents, in_place
from dragoman.archiver.verdict.case import Case, in_sentences
from dragoman.archiver.verdict.leading import ON_THE_WAY, Lead, refresh_lead, script_lead
from dragoman.archiver.verdict.shape import shape_of
from dragoman.archiver.verdict.verdict import Answered, Verdict

Judge = Callable[[Case], Verdict | None]
JUDGES: tuple[Judge, ...] = (
    in_place.challenge,
    in_place.wall,
    in_place.out_of_reach,
    contents.listing,
    contents.thin,
)
# Of a page with a long text in one piece: what else it may be.
OF_LONG_ONES: tuple[Judge, ...] = (in_place.consent, contents.listing)
# Words of sentences where a script leads elsewhere: next to none, since it may lead there only
# where something is clicked.
ON_A_SCRIPTS_WAY = 8


def html_verdict(source: str, answered: Answered, read: str = "") -> Verdict:
    """What stands on an HTML page. `read` is the text that was taken for its article, if any."""
    case = Case(shape_of(source), answered, read)
    lead = leads(case)
    if lead is not None:
        return lead
    found = (judge(case) for judge in (OF_LONG_ONES if case.is_long else JUDGES))
    return next((each for each in found if each is not None), None) or contents.article(case)


def leads(case: Case) -> Verdict | None:
    """A page that is nothing but the way to another."""
    if case.prose_words >= ON_THE_WAY:
        return None
    lead = _lead(case)
    if lead is None:
        return None
    little = in_sentences(case.prose_words, besides=" on it")
    reason = f"it leads to {lead.target} ({lead.how}), and {little}"
    return Verdict("redirect", reason, target=lead.target)


def _lead(case: Case) -> Lead | None:
    base = case.answered.url or "http://0.invalid/"
    lead = refresh_lead(case.answered.refresh, "Refresh header", base)
    lead = lead or refresh_lead(case.shape.refresh, "meta refresh", base)
    if lead is not None or case.prose_words >= ON_A_SCRIPTS_WAY:
        return lead
    scripts = (script_lead(each, base) for each in case.shape.code)
    return next((each for each in scripts if each is not None), None)
