"""The page where people decide, and what of an archive it is handed."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from dragoman.decisions import Decision
from dragoman.desk.languages.wordbook import known_language
from dragoman.errors import UsageError
from dragoman.holdings import Holdings
from dragoman.index.asking.pair import Pair
from dragoman.page import Page
from dragoman.program import as_called
from dragoman.steps.desk.housing import house_of
from dragoman.steps.media.times import clock, recording_of, said_at
from dragoman.steps.people import segmenting, whole_page
from dragoman.steps.people.commenting import comment
from dragoman.steps.people.deciding import carry, decide
from dragoman.steps.people.naming import add_name, read_names
from dragoman.steps.people.whole_page import Replacement
from dragoman.steps.proving import since_of
from dragoman.steps.scans.edition import correct
from dragoman.steps.scans.read_lines import ReadText, text_read
from dragoman.steps.scans.scanning import line_of
from dragoman.steps.told_page import page_json, pairs_json, provenance_read
from dragoman.steps.translation.by_hand import by_hand

if TYPE_CHECKING:
    from dragoman.desk import ReviewServer
    from dragoman.translate.names.names import Names


@dataclass(frozen=True, slots=True)
class SentenceWork:
    """What the desk can do to the sentences of a page besides deciding on each."""

    holdings: Holdings
    target: str

    def _page(self, page: str) -> Page:
        return Page.find(self.holdings, page)

    def by_hand(self, page: str) -> None:
        by_hand(self.holdings, self._page(page), to=self.target)

    def split(self, page: str, n: int, at: int, reviewer: str) -> int:
        return segmenting.split(self.holdings, self._page(page), n, at, reviewer)[0]

    def merge(self, page: str, n: int, reviewer: str) -> int:
        return segmenting.merge(self.holdings, self._page(page), n, reviewer)

    def comment(self, page: str, n: int, text: str, reviewer: str) -> None:
        comment(self.holdings, self._page(page), n, text, reviewer=reviewer, to=self.target)

    def approve_rest(
        self,
        page: str,
        *,
        reviewer: str,
        memory_of: str | None,
        only: Collection[int],
        translation: str,
    ) -> int:
        made = whole_page.approve_many(
            self.holdings, self._page(page), reviewer=reviewer, to=self.target,
            memory_of=memory_of, only=only, translation=translation,
        )  # fmt: skip
        return len(made)

    def replacements(
        self, page: str, sought: str, put: str, *, whole_words: bool, any_case: bool
    ) -> list[Replacement]:
        return whole_page.replacements(
            self.holdings, self._page(page), sought, put,
            to=self.target, whole_words=whole_words, any_case=any_case,
        )  # fmt: skip

    def replace(self, page: str, wanted: Collection[tuple[int, str, str]], reviewer: str) -> int:
        changes = [Replacement(*each) for each in wanted]
        made = whole_page.replace_in(
            self.holdings, self._page(page), changes, reviewer=reviewer, to=self.target
        )
        return len(made)

    def picture(self, page: str, start: int, stop: int) -> bytes:
        return line_of(self.holdings, self._page(page), start, stop)

    def left_out(self, page: str) -> list[dict[str, Any]] | None:
        return self._page(page).left_out()

    def text_read(self, page: str) -> ReadText | None:
        return text_read(self._page(page))

    def correct(self, page: str, text: str, reviewer: str) -> None:
        correct(self.holdings, self._page(page), text, reviewer)

    def said_at(self, page: str, pairs: Sequence[Pair]) -> Mapping[int, Mapping[str, Any]]:
        found = self._page(page)
        times = found.told_times()
        if not times:
            return {}
        at = said_at(pairs, times, (recording_of(found) or {}).get("recording"))
        return {n: {**each, "clock": clock(each["from"])} for n, each in at.items()}


def review(
    holdings: Holdings,
    *,
    port: int,
    to: str | None,
    allow_private: bool = False,
    language: str | None = None,
) -> ReviewServer:
    """See `Archive.review`."""
    from dragoman.desk import Desk, ReviewServer

    known_language(language)
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
        provenance=lambda page: provenance_read(found(page), target),
        told=lambda page, to: page_json(found(page), to, since_of(holdings, page)),
        pairs=lambda page, to: pairs_json(found(page), to),
        archived=lambda page: found(page).archived_text(holdings.body_limit),
        alignments=lambda page: found(page).alignments(target),
        names=lambda: _readable_names(holdings),
        add_name=lambda source, form, authority: add_name(holdings, source, form, authority),
        work=SentenceWork(holdings, target),
        approvals=holdings.settings.approvals,
        language=language or "",
        broken=holdings.index.broken,
        house=house_of(holdings, target, allow_private=allow_private),
        called=lambda message: as_called(message, holdings.folder),
    )
    return ReviewServer(desk, port=port)


def check_port(port: int) -> None:
    """UsageError where it is taken: nothing is made for a desk that cannot be opened."""
    from dragoman.desk.server import check_port as free

    free(port)


def _readable_names(holdings: Holdings) -> Names:
    """None where the file is wrong: it must not keep the page from being reviewed."""
    from dragoman.translate.names.names import Names

    try:
        return read_names(holdings)
    except UsageError:
        return Names()
