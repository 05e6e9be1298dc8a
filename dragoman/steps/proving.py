"""What a court would ask for of a page, item by item."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from dragoman.holdings import Holdings
from dragoman.page import Page

if TYPE_CHECKING:
    from dragoman.exchange.evidence.item import Item


@dataclass(frozen=True, slots=True)
class EvidenceOf:
    """A page, and the Berkeley Protocol's items on it in its order: there, in part, or missing."""

    page: Page
    items: tuple[Item, ...]

    def to_json(self) -> dict[str, Any]:
        """`id url captured_at items`; an item has `item title state says where checks`."""
        return {
            "id": self.page.id,
            "url": self.page.url,
            "captured_at": self.page.captured_at,
            "items": [each.to_json() for each in self.items],
        }


def evidence_of(holdings: Holdings, identity: str) -> EvidenceOf:
    """See `Archive.evidence`."""
    from dragoman.exchange.evidence.evidence import gather
    from dragoman.exchange.evidence.items import evidence_items
    from dragoman.exchange.evidence_export import told

    page = Page.find(holdings, identity)
    with (
        told(holdings.folder),
        closing(gather(holdings.index.connection, holdings.folder, [page.id])) as gathered,
    ):
        items = evidence_items(
            next(gathered), holdings.folder, note=page.note, tags=page.tags, verdict=page.verdict
        )
    return EvidenceOf(page, tuple(items))
