"""From the sheets of a scan to an article, and from its text back to places in the pictures."""

from __future__ import annotations

import statistics
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from dragoman.archiver.article.article import Article, Part, assemble
from dragoman.archiver.article.printed.pdf_layout import Line, Page, parts_with_lines
from dragoman.archiver.scans.sheet import SeenLine, SeenWord, Sheet
from dragoman.provenance.stamp import Stamp

TOOL = "dragoman.archiver.ocr"
VERSION = "1"
_HEADING = 1.35  # of the usual height of lines is a heading's


@dataclass(frozen=True, slots=True)
class Place:
    """`article.text[start:stop]` is a line, or what of it stands in that paragraph, of a sheet.

    `box` is that line's place in the straightened picture. `doubtful`: words in it of which the
    machine was not sure, as characters of the text and how sure it was.
    """

    start: int
    stop: int
    sheet: int
    box: tuple[int, int, int, int]
    doubtful: tuple[tuple[int, int, float], ...] = ()

    def to_json(self) -> dict[str, Any]:
        told: dict[str, Any] = {
            "start": self.start, "stop": self.stop, "sheet": self.sheet, "box": list(self.box)
        }  # fmt: skip
        return told | (
            {"doubtful": [list(each) for each in self.doubtful]} if self.doubtful else {}
        )


def scanned_article(sheets: Sequence[Sheet], url: str) -> tuple[Article, list[Place]]:
    """The article that sheets hold, and where each line of it stands; without words none."""
    owners: dict[int, tuple[Sheet, SeenLine]] = {}
    pages = [_page(sheet, owners) for sheet in sheets]
    found = parts_with_lines(pages)
    text, blocks = assemble(part for part, _ in found)
    places = [
        place
        for block, (_, lines) in zip(blocks, found, strict=True)
        for place in _places(text, block.start, [owners[id(line)] for line in lines])
    ]
    article = Article(
        url=url,
        title=_title(found),
        byline=None,
        published=None,
        text=text,
        blocks=blocks,
        canonical_url=None,
        html_language=None,
        translation_of=None,
        translator=None,
        extractor=Stamp.now(TOOL, VERSION, {"sheets": len(sheets)}),
    )
    return article, places


def _title(found: Sequence[tuple[Part, list[Line]]]) -> str | None:
    return next((part.text for part, _ in found[:10] if part.kind == "heading"), None)


def _page(sheet: Sheet, owners: dict[int, tuple[Sheet, SeenLine]]) -> Page:
    """A sheet as the layout of printed pages knows it; `owners` learns whose its lines are."""
    per_point = max(1.0, max(sheet.width, sheet.height) / 842)
    usual = _usual_height(sheet.lines)
    height = sheet.width if sheet.turned % 2 else sheet.height
    lines = []
    for each in sheet.lines:
        left, top, right, bottom = each.box
        tall = _height(each)
        size = tall if tall > _HEADING * usual else usual
        line = Line(
            text=each.text,
            left=left / per_point,
            right=right / per_point,
            bottom=(height - bottom) / per_point,
            top=(height - top) / per_point,
            size=round(size / per_point, 1),
            column=each.block,
        )
        owners[id(line)] = (sheet, each)
        lines.append(line)
    return Page(height / per_point, lines)


def _usual_height(lines: Sequence[SeenLine]) -> float:
    heights = [_height(line) for line in lines for _ in line.words]
    return statistics.median(heights) if heights else 1.0


def _height(line: SeenLine) -> float:
    """Of its words: a speck above a line makes that taller, and no heading of it."""
    return float(statistics.median(word.box[3] - word.box[1] for word in line.words))


def _places(text: str, start: int, lines: Sequence[tuple[Sheet, SeenLine]]) -> Iterator[Place]:
    """Where the lines of a part, which begins at `start`, stand in the text."""
    at = start
    for sheet, line in lines:
        begin: int | None = None
        doubtful: list[tuple[int, int, float]] = []
        for word in line.words:
            found = _found(text, word, at)
            if found is None:
                continue  # a bullet, which the text does without
            begin = found[0] if begin is None else begin
            at = found[1]
            if word.doubtful:
                doubtful.append((*found, word.confidence))
        if begin is not None:
            yield Place(begin, at, sheet.n, line.box, tuple(doubtful))


def _found(text: str, word: SeenWord, at: int) -> tuple[int, int] | None:
    """A word in the text from a place on, or without the hyphen that ended its line."""
    for said in (word.text, word.text.rstrip("-‐\u00ad")):
        start = text.find(said, at, at + len(said) + 2) if said else -1
        if start >= 0:
            return start, start + len(said)
    return None
