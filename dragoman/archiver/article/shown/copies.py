"""A text that a page holds twice: once for wide screens and once for narrow ones, or for a preview.

Only a run of paragraphs that came before, in the same words and the same order, and right below
them, is a copy. A refrain, a quotation and what is said of one person after the other in the same
words have something new above each, and stay.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from dragoman.archiver.article.shown.blocks import Shown

_LONG = 40  # characters of a block that is hardly the same by chance
_FEWEST, _LEAST = 3, 400  # long blocks of a copy, and their characters
COPY = "copy"


@dataclass(slots=True)
class _Run:
    """Blocks that came before, one after the other, and what stands right above them."""

    above: str
    places: list[int] = field(default_factory=list)

    def is_copy(self, blocks: Sequence[Shown]) -> bool:
        texts = {blocks[at].text for at in self.places}
        if self.above not in texts:
            return False  # the same is said of somebody else, or another day
        long = [len(text) for text in texts if len(text) >= _LONG]
        return len(long) >= _FEWEST and sum(long) >= _LEAST


def leave_copies(blocks: Sequence[Shown], kept: list[bool], reasons: list[str | None]) -> None:
    """Leave out what stands a second time among the blocks of an article."""
    for run in _runs(blocks, [at for at, is_kept in enumerate(kept) if is_kept]):
        if run.is_copy(blocks):
            for at in run.places:
                kept[at], reasons[at] = False, COPY


def _runs(blocks: Sequence[Shown], places: Sequence[int]) -> list[_Run]:
    runs: list[_Run] = []
    follows: dict[str, set[str]] = {}
    before, was_known = "", False
    for at in places:
        text = blocks[at].text
        is_known = text in follows
        if is_known:
            if not (was_known and text in follows[before]):
                runs.append(_Run(before))
            runs[-1].places.append(at)
        follows.setdefault(text, set())
        follows.setdefault(before, set()).add(text)
        before, was_known = text, is_known
    return runs
