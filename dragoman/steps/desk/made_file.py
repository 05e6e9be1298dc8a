"""A file that somebody at the desk hands out: made of pages, with what is left off and to whom."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from dragoman.desk.work.order import MADE, Happened, Order
from dragoman.desk.work.runner import Control
from dragoman.errors import UsageError
from dragoman.holdings import Holdings
from dragoman.steps.desk.formats import ending, formats
from dragoman.steps.elsewhere.custody import hand_over
from dragoman.steps.exporting import export_pages

if TYPE_CHECKING:
    from dragoman.exchange import Exported

LIST = "withhold.txt"
LOST = (
    "to whom it goes is not written down: the name was to be sealed, so it was kept in memory "
    "alone, and the desk was ended meanwhile; have the file made again"
)


def made_file(
    holdings: Holdings, target: str, order: Order, control: Control
) -> Iterator[Happened]:
    """The pages of an order, or what its search finds, in one file."""
    wishes = order.wishes
    format_ = wishes["format"]
    if format_ not in formats():
        raise UsageError(f"{format_} is not a format")
    folder = order.folder / MADE
    folder.mkdir(parents=True, exist_ok=True)
    end = "pdf" if wishes.get("paper") else ending(format_)
    path = folder / f"dragoman-{datetime.now(UTC):%Y-%m-%d-%H%M%S}.{end}"
    count = len(wishes.get("ids") or ())
    control.progress(0, count)
    with _withheld(order) as withhold:
        done = export_pages(
            holdings, None if wishes.get("search") else list(wishes["ids"]), format_, path,
            to=target, machine=bool(wishes.get("machine")), omegat=bool(wishes.get("omegat")),
            signer=None, search=wishes.get("search"),
            filters={}, notes=bool(wishes.get("notes")), clean=bool(wishes.get("clean")),
            withhold=withhold, language=wishes.get("language") or "en",
        )  # fmt: skip
    control.progress(count, count)
    if not done.paths:
        raise UsageError(
            "nothing of it could be handed out: no page that was found has a translation"
        )
    seals = _write_down(holdings, done, order)
    yield Happened(
        path.name,
        path.name,
        facts={
            "file": path.name,
            "skipped": done.skipped,
            "said": [*done.notes, *seals],
            "openings": done.openings is not None,
        },
    )


@contextmanager
def _withheld(order: Order) -> Iterator[Path | None]:
    """The list of what is left off, as a file as long as it is read."""
    told = order.wishes.get("withhold")
    if not told:
        yield None
        return
    path = order.folder / LIST
    path.write_text(f"{told}\n", encoding="utf-8")
    try:
        yield path
    finally:
        path.unlink()


def _write_down(holdings: Holdings, done: Exported, order: Order) -> list[str]:
    """To whom it goes; gives what opens the seals, which stands nowhere else."""
    sealed, openings = bool(order.wishes.get("sealed")), []
    whom = order.unsaved.get("custody", "") if sealed else str(order.wishes.get("custody") or "")
    if sealed and not whom:
        return [LOST]
    for each in done.paths if whom else ():
        what = f"{order.wishes['format']}: {each.name}"
        written = hand_over(
            holdings, "export", what, to=whom, sealed=sealed, file=each, pages=done.pages
        )
        if written.opening is not None:
            openings.append(
                f"this line opens the seal, and stands nowhere else; keep it: {written.opening}"
            )
    return openings
