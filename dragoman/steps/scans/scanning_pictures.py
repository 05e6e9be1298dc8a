"""Text in the pictures of a page, read by a machine and put beside each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from dragoman.archiver.article.page_body import PageBody
from dragoman.archiver.foreign.out.along import FileRecords
from dragoman.archiver.scans.sheet import Sheet
from dragoman.holdings import Holdings
from dragoman.page import Page
from dragoman.reader.page_reader import CalledOff
from dragoman.reader.read import ReadArticle
from dragoman.reader.scan_reader import Scan
from dragoman.steps.scans.page_pictures import Pictures, pictures_of
from dragoman.steps.scans.scanning import counted, held_sheets, read_missing, to_read

HTML = "text/html; charset=utf-8"


class InPictures:
    """Reads what stands in the pictures of pages, one page after the other."""

    def __init__(self) -> None:
        self._walked: dict[str, FileRecords] = {}

    def read(
        self, holdings: Holdings, page: Page, body: PageBody, called_off: CalledOff
    ) -> tuple[ReadArticle, dict[str, Any]] | None:
        """The article of a page with what stands in its pictures, and where that stands; None where
        nothing does. What was not read is said. ExtractionError as of `read_scan`."""
        pictures = pictures_of(holdings, page, body, self._walked)
        if said := pictures.said():
            holdings.notices.append(f"{page.url}: {said}")
        if not pictures.shown:
            return None
        sheets = _sheets(holdings, page, pictures, called_off)
        return _put_beside(holdings, page, body, pictures, sheets)


def _sheets(
    holdings: Holdings, page: Page, pictures: Pictures, called_off: CalledOff
) -> list[tuple[str, Sheet]]:
    of = len(pictures.shown)
    missing = to_read(held_sheets(holdings, page), of)

    def read(n: int, off: CalledOff) -> Sheet:
        one = pictures.shown[n - 1]
        found = holdings.scans.sheet(Scan(one.read(), one.url or page.stood_at), 1, 1, off)
        return replace(found, n=n, of=of)

    named = {n: one.to_json() for n, one in enumerate(pictures.shown, start=1)}
    read_missing(holdings, page, read, missing, of, called_off, named)
    held = held_sheets(holdings, page)
    return [held[n] for n in range(1, of + 1)]


def _put_beside(
    holdings: Holdings,
    page: Page,
    body: PageBody,
    pictures: Pictures,
    held: Sequence[tuple[str, Sheet]],
) -> tuple[ReadArticle, dict[str, Any]] | None:
    texts: dict[int, list[str]] = {}
    placed: list[tuple[str, list[dict[str, Any]]]] = []
    for shown, (_, sheet) in zip(pictures.shown, held, strict=True):
        found, places = holdings.scans.article(Scan(b"", page.stood_at), [sheet.to_json()])
        if found is not None:
            texts[shown.at] = [text for _, text in found.article.parts()]
            placed.append((found.article.text, places))
    if not texts:
        return None
    html = holdings.scans.with_texts(body, holdings.body_limit, texts)
    told = replace(body, content=html, content_type=HTML, content_encoding=None)
    article = holdings.reader.reading(told).article
    if article is None:
        return None
    places, beside = _places(article.article.text, placed)
    if beside:
        holdings.notices.append(
            f"{page.url}: the text of {beside:,} of its pictures stands outside of the article, "
            "and is not in it; the records have it"
        )
    left_out = {"left_out": dict(pictures.left_out)} if pictures.left_out else {}
    return article, {**counted(held), "within": True, "places": places, **left_out}


def _places(
    text: str, placed: Sequence[tuple[str, list[dict[str, Any]]]]
) -> tuple[list[dict[str, Any]], int]:
    """Where lines of pictures stand in the text of the whole, and of how many pictures none does:
    it left them out."""
    found: list[dict[str, Any]] = []
    position = beside = 0
    for own, places in placed:
        before = len(found)
        for place in places:
            said = own[place["start"] : place["stop"]]
            at = text.find(said, position)
            if at < 0:
                continue
            moved = at - place["start"]
            position = at + len(said)
            doubtful = [[a + moved, b + moved, sure] for a, b, sure in place.get("doubtful") or ()]
            told = {**place, "start": at, "stop": position}
            found.append(told | ({"doubtful": doubtful} if doubtful else {}))
        beside += len(found) == before
    return found, beside
