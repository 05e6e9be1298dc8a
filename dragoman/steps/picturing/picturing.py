"""Making pictures: one browser for many pages, and a record after each."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from dragoman.archiver.browser.chromium import check_browser
from dragoman.archiver.foreign.out.along import FileRecords
from dragoman.archiver.replay.answers import Answers, Read, Recorded
from dragoman.archiver.replay.margin import Margin
from dragoman.archiver.replay.picture_records import RENDERING, Picture, picture_records
from dragoman.archiver.replay.png import below, size_of
from dragoman.archiver.replay.proof import (
    Proof,
    answered_as_held,
    compare_text,
    held_as_captured,
    never_captured,
    share_there,
)
from dragoman.archiver.replay.shot import Order, Piece, Shot
from dragoman.archiver.replay.stage import LATE
from dragoman.archiver.replay.studio import Studio
from dragoman.archiver.web.urls import route_of
from dragoman.errors import ArchiveError, DragomanError
from dragoman.holdings import Holdings
from dragoman.index.asking import pictures
from dragoman.page import Page
from dragoman.provenance.digest import sha256_hex
from dragoman.steps.picturing.foreign_answers import ForeignAnswers
from dragoman.steps.picturing.pictured import Pictured
from dragoman.steps.picturing.recorded import Reader, recorded

SHOWN = ("text/html", "application/xhtml+xml", "text/plain")
SECONDS = 40.0  # for a page to be loaded and to come to rest
NOWHERE = "http://saved-page.invalid/"  # where a file is shown that does not say where it stood
WHAT = "a picture"
UNREAD = "what came cannot be read any more"
# Of a live picture that is lower than so much of the page, not all was drawn.
WHOLE = 0.8


def picturing(
    holdings: Holdings,
    ids: Sequence[str] | None,
    *,
    pending: bool,
    cancel: threading.Event | None,
    progress: Callable[[int, int], None] | None,
) -> Iterator[Pictured]:
    """See `Archive.picture`."""
    connection = holdings.index.connection
    if ids is None:
        wanted = pictures.pending(connection)
    else:
        wanted = list(dict.fromkeys(Page.find(holdings, each).id for each in ids))
        if pending:
            wanted = [each for each in wanted if pictures.is_pending(connection, each)]
    if not wanted:
        return
    check_browser(WHAT)
    walked: dict[str, FileRecords] = {}
    with Studio(holdings.body_limit) as studio:
        for done, identity in enumerate(wanted):
            if cancel is not None and cancel.is_set():
                return
            if progress is not None:
                progress(done, len(wanted))
            yield _Picturing(holdings, studio, Page(holdings, identity), walked).run()
        if progress is not None:
            progress(len(wanted), len(wanted))


class _Picturing:
    """The picture of one page."""

    def __init__(
        self, holdings: Holdings, studio: Studio, page: Page, walked: dict[str, FileRecords]
    ) -> None:
        self._holdings = holdings
        self._walked = walked
        self._studio = studio
        self._page = page
        self._reader = Reader(holdings)

    def run(self) -> Pictured:
        page = self._page
        why_not = _why_not(page)
        if why_not is not None:
            return Pictured(page, error=ArchiveError(why_not, subject=page.id))
        try:
            picture = self._made()
        except DragomanError as error:
            return Pictured(page, error=error)
        return self._kept(picture)

    def _kept(self, picture: Picture) -> Pictured:
        page, holdings = self._page, self._holdings
        held = pictures.held(holdings.index.connection, page.id)
        records, content = picture_records(picture, holdings.stamp("picture"), held)
        holdings.append(records, "derived")
        error = ArchiveError(picture.error, subject=page.id) if picture.error else None
        return Pictured(Page.recorded(holdings, page.id), records[-1].id, content, error)

    def _made(self) -> Picture:
        page = self._page
        content = page.told_at_capture
        read, answers = self._answers(content)
        unread, digest = None, None
        try:
            digest = sha256_hex(read(answers[0].record).body)
        except ArchiveError as error:
            unread = f"{UNREAD}: {error.message.partition(';')[0]}"
        proof = Proof()
        held_as_captured(
            answers if page.foreign is None else answers[:1], answers[0].record, read, proof
        )
        picture = Picture(page.id, page.stood_at, page.captured_at, digest, proof=proof)
        margin = Margin(picture.url, page.captured_at, digest or "not to be had", "")
        order = Order(_address(page), page.captured_at, margin, SECONDS)
        asked = Answers(answers, read, page.captured_at)
        sentences = [each.source.text for each in page.pairs()]
        shot = self._studio.show(order, asked, lambda it: share_there(sentences, it.text))
        picture.shot = shot
        try:
            picture.error = unread or shot.trouble
            if unread is not None:
                proof.page = unread
            elif shot.trouble is None:
                self._compare(picture, content, sentences)
                if page.foreign is not None:
                    answered_as_held(shot, asked, proof)
                self._draw(picture, content, margin)
            elif shot.trouble == LATE:  # of a machine that is busy, and not of what was recorded
                raise ArchiveError(f"{LATE}; it is still to be made", subject=page.id)
            elif proof.page is None:
                proof.page = shot.trouble
            picture.not_captured = never_captured(shot, asked)
        finally:
            shot.close()
        return picture

    def _answers(self, content: dict[str, Any]) -> tuple[Read, list[Recorded]]:
        """What reads answers, and the answers; first the page's own, under its own address."""
        page = self._page
        if page.foreign is not None:
            beside = ForeignAnswers(self._holdings, page, self._walked)
            return beside, beside.recorded(_address(page).partition("#")[0])
        found = recorded(self._holdings, page, self._reader)
        address, own = _address(page).partition("#")[0], page.response_id or ""
        self._reader.place(own)
        payload = next((each.payload for each in found if each.record == own), None)
        first = Recorded("GET", content.get("final_url") or address, own, payload)
        others = [each for each in found if each.record != own and each.url != first.url]
        return self._reader, [first, *others]

    def _compare(self, picture: Picture, content: dict[str, Any], sentences: list[str]) -> None:
        shown = (content.get("browser") or {}).get("text")
        rendering = None
        if shown and self._reader.place(shown) is not None:
            rendering = self._reader(shown).body.decode("utf-8", "replace")
        if picture.proof is not None:
            compare_text(picture.proof, sentences, rendering, picture.shot)

    def _draw(self, picture: Picture, content: dict[str, Any], margin: Margin) -> None:
        """The pieces with margins: of what was shown at the capture, or is shown again."""
        browser = content.get("browser") or {}
        live = self._live(browser, picture.shot)
        if live is not None:
            picture.of = RENDERING
            made = f"As a browser ({browser.get('engine')}) showed it when it was captured."
        else:
            made = picture.shot.how()
        pieces = [live] if live is not None else picture.shot.pieces
        if pieces:
            picture.small = self._studio.small(pieces[0].png)
        for n, piece in enumerate(pieces, 1):
            which = f"Part {n} of {len(pieces)}." if len(pieces) > 1 else ""
            top = self._studio.margin(replace(margin, made=made), piece.width, which)
            picture.pieces.append(replace(piece, png=below(top, piece.png)))

    def _live(self, browser: dict[str, Any], shot: Shot) -> Piece | None:
        """The picture that was taken at the capture, where it is one of the whole page."""
        identity = browser.get("screenshot")
        if not identity or self._reader.place(identity) is None:
            return None
        try:
            png = self._reader(identity).body
            width, height = size_of(png)
        except ArchiveError:
            return None
        return Piece(png, 0, width, height) if height >= WHOLE * shot.height else None


def _why_not(page: Page) -> str | None:
    if page.foreign is not None and page.foreign.get("method"):
        return "it is an answer to what was sent, and is not at its address"
    if page.post is not None:
        return "a post is to be seen in the picture of the page that it stood on"
    if not page.held:
        return "no page came, so there is no picture of one"
    if page.mime is not None and not page.mime.startswith(SHOWN):
        return f"it is no page but a file ({page.mime}), which is itself what is to be seen"
    return None


def _address(page: Page) -> str:
    """Where the page is shown at: its own address, with the route that its scripts follow."""
    url = page.stood_at
    if not url.startswith(("http://", "https://")):
        return NOWHERE
    return url if "#" in url else url + route_of(page.url)
