"""The page where people decide, and what of an archive it is handed."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

from dragoman.decisions import Decision
from dragoman.errors import UsageError
from dragoman.holdings import Holdings
from dragoman.page import Page
from dragoman.program import as_called
from dragoman.steps.people.deciding import carry, decide
from dragoman.steps.people.naming import add_name, read_names

if TYPE_CHECKING:
    from dragoman.desk import ReviewServer
    from dragoman.translate.names.names import Names


def review(holdings: Holdings, *, port: int, to: str | None) -> ReviewServer:
    """See `Archive.review`."""
    from dragoman.desk import Desk, ReviewServer

    target = holdings.target(to)

    def found(identity: str) -> Page:
        return Page.find(holdings, identity)

    def connection() -> sqlite3.Connection:
        holdings.index.catch_up()
        return holdings.index.connection

    def write(
        page: str, n: int, state: str, *, text: str | None, reviewer: str, comment: str | None
    ) -> Decision:
        return decide(
            holdings, found(page), n, state,
            text=text, reviewer=reviewer, to=target, comment=comment,
        )  # fmt: skip

    desk = Desk(
        target=target,
        connection=connection,
        decide=write,
        carry=lambda page: len(carry(holdings, found(page), to=target)),
        provenance=lambda page: found(page).provenance(target),
        archived=lambda page: found(page).archived_text(holdings.body_limit),
        alignments=lambda page: found(page).alignments(target),
        names=lambda: _readable_names(holdings),
        add_name=lambda source, form, authority: add_name(holdings, source, form, authority),
        broken=holdings.index.broken,
        called=lambda message: as_called(message, holdings.folder),
    )
    return ReviewServer(desk, port=port)


def _readable_names(holdings: Holdings) -> Names:
    """None where the file is wrong: it must not keep the page from being reviewed."""
    from dragoman.translate.names.names import Names

    try:
        return read_names(holdings)
    except UsageError:
        return Names()
