"""The answers that were recorded with a page, whoever recorded it."""

from __future__ import annotations

from dragoman.archiver.foreign.out.along import FileRecords
from dragoman.archiver.replay.answers import Read, Recorded
from dragoman.holdings import Holdings
from dragoman.page import Page
from dragoman.steps.picturing.foreign_answers import ForeignAnswers
from dragoman.steps.picturing.recorded import Reader, recorded


def answers_beside(
    holdings: Holdings, page: Page, walked: dict[str, FileRecords]
) -> tuple[Read, list[Recorded]]:
    """What reads answers, and those that came with a page; ArchiveError where what names them
    cannot be read."""
    if page.foreign is not None:
        beside = ForeignAnswers(holdings, page, walked)
        return beside, beside.recorded(page.stood_at.partition("#")[0])
    reader = Reader(holdings)
    return reader, recorded(holdings, page, reader)
