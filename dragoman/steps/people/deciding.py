"""What people say, as records: decisions on sentences, and that one page translates another."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from dragoman.archiver.records.record import Record, json_record, new_id
from dragoman.decisions import Decision, taken_back
from dragoman.decisions import decide as checked
from dragoman.errors import UsageError
from dragoman.holdings import Holdings
from dragoman.index.asking.query import published
from dragoman.index.people.decided import history
from dragoman.index.people.segmentation import places_made
from dragoman.index.records.documents import DECISION, LINK
from dragoman.page import Page


def decide(
    holdings: Holdings,
    page: Page,
    n: int,
    state: str,
    *,
    text: str | None,
    reviewer: str,
    to: str | None,
    comment: str | None,
) -> Decision:
    """See `Archive.decide`."""
    translation_id, pair = page.pair(n, holdings.target(to))
    kept = pair.target if text is None and state == "approved" else text
    decision = checked(translation_id, n, state, text=kept, reviewer=reviewer, comment=comment)
    holdings.append(records_of(holdings, page, [decision]), "derived")
    return decision


def take_back(
    holdings: Holdings, page: Page, n: int, *, reviewer: str, to: str | None
) -> Decision | None:
    """See `Archive.take_back`."""
    translation_id, _ = page.pair(n, holdings.target(to))
    made = taken_back(history(holdings.index.connection, translation_id, n), reviewer)
    if made is not None:
        holdings.append(records_of(holdings, page, [made]), "derived", asked_next=True)
    return made


def undo_names(
    holdings: Holdings, page: Page, n: int, *, reviewer: str, to: str | None
) -> Decision:
    """Take back what `names.csv` put into sentence `n`: the engine's own words, as an edit."""
    pair = page.pair(n, holdings.target(to))[1]
    if pair.machine is None:
        raise UsageError(f"no engine wrote sentence {n}", subject=page.id)
    if any(flag.code == "number_replaced" for flag in pair.flags):
        raise UsageError(
            f"a number was put right in sentence {n} as well, and would be wrong again; edit it",
            subject=page.id,
        )
    return decide(
        holdings, page, n, "edited", text=pair.machine, reviewer=reviewer, to=to,
        comment="the engine's own spelling of the names",
    )  # fmt: skip


def carry(holdings: Holdings, page: Page, *, to: str | None) -> list[Decision]:
    """See `Archive.carry`."""
    offer = page.offer(to)
    if offer is None:
        return []
    carried = [replace(each, translation=offer.translation) for each in offer.decisions]
    holdings.append(records_of(holdings, page, carried), "derived", asked_next=True)
    return carried


def link(holdings: Holdings, translation: Page, original: Page, *, undo: bool = False) -> None:
    """See `Archive.link`."""
    holdings.running.check()
    if undo:
        _check_linked(holdings, translation, original)
    else:
        _check_languages(translation, original)
    content = {
        "translation": translation.id,
        "original": original.id,
        **({"undone": True} if undo else {}),
        "stamp": holdings.stamp("link").to_json(),
    }
    record = json_record(
        LINK, translation.url, content, refers_to=translation.id, record_id=new_id()
    )
    holdings.append([record], "derived")


def _check_languages(translation: Page, original: Page) -> None:
    """UsageError where the one cannot be a translation of the other."""
    if translation.id == original.id:
        raise UsageError("a page is no translation of itself", subject=original.id)
    codes = {page.language.code for page in (translation, original) if page.language is not None}
    if len(codes) == 1 and None not in (translation.language, original.language):
        raise UsageError(
            f"both pages are in {codes.pop()}, and a translation is in another language",
            subject=translation.id,
        )


def _check_linked(holdings: Holdings, translation: Page, original: Page) -> None:
    """UsageError where nobody said of the two what is to be taken back."""
    for each in published(holdings.index.connection, original.id):
        linked = each["how"] == "link" and each["role"] == "translation"
        if linked and each["record"] == translation.id:
            return
    raise UsageError(
        "nobody has said that the one is a translation of the other; nothing is taken back",
        subject=translation.id,
    )


def records_of(holdings: Holdings, page: Page, decisions: Iterable[Decision]) -> list[Record]:
    """The records of decisions; of sentences that people made, with where they stand."""
    places = places_made(holdings.index.connection, page.article_id or "")
    return [
        json_record(
            DECISION,
            page.url,
            replace(each, place=places.get(each.n)).to_json(),
            refers_to=each.translation,
            record_id=new_id(),
        )
        for each in decisions
    ]
