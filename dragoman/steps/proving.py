"""What a court would ask for of a page, item by item; and since when it exists at the latest."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from dragoman.holdings import Holdings
from dragoman.page import Page

if TYPE_CHECKING:
    from pathlib import Path

    from dragoman.exchange.evidence.item import Item
    from dragoman.provenance.anchors.since import Since


@dataclass(frozen=True, slots=True)
class EvidenceOf:
    """A page, and the Berkeley Protocol's items on it in its order: there, in part, or missing.

    `since`: when it existed at the latest, as a time stamp shows; None where none covers it.
    """

    page: Page
    items: tuple[Item, ...]
    since: Since | None

    def to_json(self) -> dict[str, Any]:
        """`id url captured_at items since`; an item has `item title state says where checks`,
        `since` has `time by anchor ledger_line pinned`."""
        return {
            "id": self.page.id,
            "url": self.page.url,
            "captured_at": self.page.captured_at,
            "items": [each.to_json() for each in self.items],
            "since": self.since.to_json() if self.since else None,
        }


def evidence_of(holdings: Holdings, identity: str) -> EvidenceOf:
    """See `Archive.evidence`."""
    from dragoman.exchange.evidence.chained import covering
    from dragoman.exchange.evidence.gathering import gather
    from dragoman.exchange.evidence.item import as_chained, last_line
    from dragoman.exchange.evidence.items import evidence_items
    from dragoman.exchange.evidence_export import told
    from dragoman.provenance.anchors.anchor_check import check_anchors
    from dragoman.provenance.anchors.since import since

    page = Page.find(holdings, identity)
    with (
        told(holdings.folder),
        closing(gather(holdings.index.connection, holdings.folder, [page.id])) as gathered,
    ):
        evidence, anchors = next(gathered), tuple(check_anchors(holdings.folder))
        covers = covering(holdings.folder / "ledger.jsonl", anchors)
        items = evidence_items(
            evidence, holdings.folder,
            note=page.note, tags=page.tags, verdict=page.verdict, anchors=anchors,
        )  # fmt: skip
        line = last_line(evidence) if as_chained(evidence, holdings.folder) else None
    return EvidenceOf(page, tuple(items), since(covers, line))


def since_of(holdings: Holdings, identity: str) -> Since | None:
    """See `Archive.since`."""
    from dragoman.provenance.anchors.anchor_check import check_anchors
    from dragoman.provenance.anchors.since import since, stamps

    page = Page.find(holdings, identity)
    anchors = tuple(check_anchors(holdings.folder))
    if not stamps(anchors):
        return None
    return since(anchors, _chained_up_to(holdings.folder, page))


def _chained_up_to(folder: Path, page: Page) -> int | None:
    """The line up to which the page and how it came are chained; None where either is not as its
    line says, or the chain does not hold."""
    from dragoman.exchange.evidence.chained import chain_holds, intact
    from dragoman.exchange.evidence.places import Places

    wanted = [each for each in (page.id, page.response_id) if each is not None]
    if not chain_holds(folder / "ledger.jsonl"):
        return None
    places = Places(folder)
    places.find(wanted)
    held = [places.of.get(each) for each in wanted]
    if page.foreign is not None:
        held.append(places.files.get(str(page.foreign.get("file"))))
    if not all(each is not None and intact(each, folder) for each in held):
        return None
    return max(each.line for each in held if each is not None)


__all__ = ["EvidenceOf", "Since", "evidence_of", "since_of"]
