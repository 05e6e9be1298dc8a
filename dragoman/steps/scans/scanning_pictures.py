"""Text in the pictures that a page was saved with, read by a machine and put beside each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from dragoman.archiver.scans.sheet import Sheet
from dragoman.holdings import Holdings
from dragoman.page import Page
from dragoman.reader.page_reader import CalledOff
from dragoman.reader.read import ReadArticle
from dragoman.reader.scan_reader import Scan
from dragoman.steps.bodies import first_source
from dragoman.steps.scans.scanning import counted, held_sheets, is_picture, read_missing, to_read

HTML = "text/html; charset=utf-8"


def with_pictures(
    holdings: Holdings, page: Page, called_off: CalledOff
) -> tuple[ReadArticle, dict[str, Any]] | None:
    """The article of a page with what stands in its pictures, and where that stands; None where
    there is nothing in them, or no picture is in the page. ExtractionError as of `read_scan`."""
    if is_picture(page) or (page.mime or "").startswith("application/pdf"):
        return None
    body = first_source(holdings, page).body
    pictures = holdings.scans.pictures(body, holdings.body_limit)
    if not pictures:
        return None
    held = held_sheets(holdings, page)
    missing = to_read(held, len(pictures))

    def read(n: int, off: CalledOff) -> Sheet:
        found = holdings.scans.sheet(Scan(pictures[n - 1][1], page.stood_at), 1, 1, off)
        return replace(found, n=n, of=len(pictures))

    read_missing(holdings, page, read, missing, len(pictures), called_off)
    held = held_sheets(holdings, page)
    sheets = [held[n] for n in range(1, len(pictures) + 1)]
    return _put_beside(holdings, page, body, [at for at, _ in pictures], sheets)


def _put_beside(
    holdings: Holdings,
    page: Page,
    body: Any,
    images: Sequence[int],
    held: Sequence[tuple[str, Sheet]],
) -> tuple[ReadArticle, dict[str, Any]] | None:
    texts: dict[int, list[str]] = {}
    placed: list[tuple[str, list[dict[str, Any]]]] = []
    for at, (_, sheet) in zip(images, held, strict=True):
        found, places = holdings.scans.article(Scan(b"", page.stood_at), [sheet.to_json()])
        if found is not None:
            texts[at] = [text for _, text in found.article.parts()]
            placed.append((found.article.text, places))
    if not texts:
        return None
    html = holdings.scans.with_texts(body, holdings.body_limit, texts)
    told = replace(body, content=html, content_type=HTML, content_encoding=None)
    article = holdings.reader.reading(told).article
    if article is None:
        return None
    places = _places(article.article.text, placed)
    return article, {**counted(held), "within": True, "places": places}


def _places(text: str, placed: Sequence[tuple[str, list[dict[str, Any]]]]) -> list[dict[str, Any]]:
    """Where lines of pictures stand in the text of the whole; those that it left out do not."""
    found: list[dict[str, Any]] = []
    position = 0
    for own, places in placed:
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
    return found
