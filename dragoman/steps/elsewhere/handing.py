"""`Handing`: an archive as it meets others: merged with them, handed over, received.

`Archive` is one; these calls stand here, since its own file has enough of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dragoman.guard import guarded
from dragoman.holdings import Holdings
from dragoman.index.elsewhere.handed import custody_events
from dragoman.index.records.handed_shapes import HandoverEvent

if TYPE_CHECKING:
    from dragoman.steps.elsewhere.custody import HandedOver
    from dragoman.steps.elsewhere.merging import Merged


Progress = Callable[[int, int], None]


@guarded
class Handing:
    """What is common to what meets others: all of it acts on what is held."""

    _holdings: Holdings

    def merge_archive(self, other: Path, progress: Progress | None = None) -> Merged:
        """Take the records of another archive into this one: a folder, or a WACZ of such.

        Whatever is sound there and not here yet is taken byte for byte, with its ledger and anchors
        as evidence; a second time nothing is. What was decided otherwise in both is in the result.
        ArchiveMissing or UsageError where there is none, DamageFound where its ledger was changed.
        """
        from dragoman.steps.elsewhere.merging import merge

        return merge(self._holdings, other, progress)

    def hand_over(
        self,
        event: HandoverEvent,
        what: str,
        *,
        to: str,
        sealed: bool = False,
        sha256: str | None = None,
        file: Path | None = None,
        pages: Sequence[str] = (),
    ) -> HandedOver:
        """Write down that something was handed over or received, durably.

        `event` is `export`, `copy`, `merge` or `receipt`, `what` says in words what it was,
        `sha256` is the digest of it, or taken of `file`, `pages` are ids; without them it is about
        the whole archive.
        `to` is in the operator's own words; `sealed`, none of them is in the archive, and what
        opens the seal is in the result. UsageError for an event that is none.
        """
        from dragoman.steps.elsewhere.custody import hand_over

        return hand_over(
            self._holdings, event, what,
            to=to, sealed=sealed, sha256=sha256, file=file, pages=pages,
        )  # fmt: skip

    def receive(self, path: Path, *, by: str, sealed: bool = False) -> HandedOver:
        """Write down that a file was received `by` somebody's hand; it is not taken in by that.

        ImportFailed where it cannot be read.
        """
        from dragoman.steps.elsewhere.custody import received

        return received(self._holdings, path, to=by, sealed=sealed)

    def custody(self, page: str | None = None) -> Iterator[dict[str, Any]]:
        """What was written down of that, about a page or all, oldest first.

        The keys are `id event what time sha256 to sealed pages merged`; `merged`: it was written
        down in another archive, which was merged into this one.
        """
        held = self._holdings
        return held.running.follow(lambda: custody_events(held.index.connection, page))

    def opened_by(self, opening: str) -> list[dict[str, Any]]:
        """The events whose seal this line opens. UsageError where it is no such line."""
        from dragoman.steps.elsewhere.custody import opened_by

        return opened_by(self._holdings, opening)


__all__ = ["Handing", "HandoverEvent"]
