"""A sentence that a search found, and where in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from dragoman.decisions import State
from dragoman.index.search.matching import Match


@dataclass(frozen=True, slots=True)
class Hit:
    """A sentence, or a page's headline (then `n` is 0), that a search found.

    `matched` names what did: `source`, `target`, `name` (a name in another spelling), `perhaps` (a
    name that only sounds alike). The spans are pairs of characters `(start, stop)` into `source`
    and into `target`, as they are written; `also_spelled` has the other spellings that were met, as
    they are written.
    """

    page: str
    url: str
    title: str | None
    n: int
    source: str
    target: str | None
    matched: tuple[Match, ...]
    state: State | None = None
    engine: str | None = None
    source_spans: tuple[tuple[int, int], ...] = ()
    target_spans: tuple[tuple[int, int], ...] = ()
    also_spelled: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """The keys of a line of `search --json`."""
        return {
            "id": self.page,
            "url": self.url,
            "title": self.title,
            "n": self.n,
            "source": self.source,
            "target": self.target,
            "matched": list(self.matched),
        }
