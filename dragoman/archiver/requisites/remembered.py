"""What a run has fetched already: what pages share is fetched once, and named by each of them."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dragoman.archiver.requisites.link import Kind, Link
from dragoman.archiver.requisites.page_links import FOLLOWED

MOST = 20_000
MOST_LINKS = 200_000  # of all that is remembered


@dataclass(frozen=True, slots=True)
class Earlier:
    """A requisite that was fetched for another page: how the records name it, and its own links."""

    entry: Mapping[str, Any]
    links: tuple[Link, ...]


class Remembered:
    """Requisites that came, by their URL and by what their links are read as. Threads share it."""

    def __init__(self) -> None:
        self._known: OrderedDict[tuple[str, Kind | None], Earlier] = OrderedDict()
        self._links = 0
        self._lock = threading.Lock()

    def get(self, link: Link) -> Earlier | None:
        with self._lock:
            return self._known.get(_key(link))

    def add(self, link: Link, entry: Mapping[str, Any], links: Sequence[Link]) -> None:
        """Remember what became of a link; `entry` as the requisites' record has it."""
        earlier = Earlier(_without_exchanges(entry), tuple(links))
        with self._lock:
            self._forget(self._known.pop(_key(link), None))
            self._known[_key(link)] = earlier
            self._links += len(earlier.links)
            while len(self._known) > MOST or (self._links > MOST_LINKS and len(self._known) > 1):
                self._forget(self._known.popitem(last=False)[1])

    def _forget(self, earlier: Earlier | None) -> None:
        self._links -= len(earlier.links) if earlier is not None else 0


def _key(link: Link) -> tuple[str, Kind | None]:
    return link.url, link.kind if link.kind in FOLLOWED else None


def _without_exchanges(entry: Mapping[str, Any]) -> dict[str, Any]:
    """The entry with the ids of its records in place of all that is said of them.

    They are the answers on the way to it, and the originals of those that came a second time.
    """
    said = entry["exchanges"]
    ids = [each[key] for each in said for key in ("response", "revisit_of") if each[key]]
    return {**entry, "exchanges": [], "earlier": True, "records": ids}
