"""From a picture to a `Sheet`: cleaned, laid level, its script told, then read, part by part."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from dragoman.archiver.scans.cleaning import (
    busiest_band,
    grown,
    level,
    on_white,
    pnm,
    runs_down,
    tilt_of,
    without_specks,
)
from dragoman.archiver.scans.picture import grey_sheet
from dragoman.archiver.scans.scripts import SCRIPTS, Readers, mended, script_of, sureness, surest
from dragoman.archiver.scans.sheet import Box, SeenLine, SeenWord, Sheet
from dragoman.archiver.scans.tesseract import Hung, SeenRow, Tesseract, installed

if TYPE_CHECKING:
    from PIL.Image import Image

BAND = 0.2  # of a sheet's height in which its script is told, and at least so many dots
LEAST_BAND = 400
SURE = 75.0
BETTER = 4.0  # by which another script has to be surer of a part
NOTHING = 35.0  # what is read with less than that is no text
SMALL, LARGE, READABLE = 26, 400, 32  # dots of a line's height
FEW_LETTERS = 8
LEAST_SIDE = 16  # dots of a picture with letters in it
PAGE, BLOCK = 3, 6


def read_sheet(content: bytes, n: int, of: int, url: str, seconds: float) -> Sheet:
    """Page or picture `n` of a file. Never for longer than `seconds`: what was not read then has
    `error` set. ExtractionError where tesseract or Pillow is missing, or the picture broken."""
    grey, dpi = grey_sheet(content, n, url)
    sheet = Sheet(n, of, grey.width, grey.height, dpi)
    if min(grey.size) < LEAST_SIDE:
        return sheet
    reading = _Reading(installed(), grey, time.monotonic() + seconds, seconds)
    try:
        return reading.sheet(sheet)
    except Hung as error:
        return replace(sheet, error=str(error))


@dataclass(frozen=True, slots=True)
class _Way:
    """How a picture is to be read: as which script, by which models."""

    script: str
    models: str
    grown: float


@dataclass(frozen=True, slots=True)
class _Told:
    """How sure the machine is of a part of a sheet: in each script, of its better half; and how
    the sheet is to be read."""

    tried: dict[str, float]
    surest: float
    way: _Way | None

    @property
    def sure(self) -> float:
        return max(self.tried.values(), default=0.0)


class _Reading:
    """One picture, and the time that is left for it."""

    def __init__(self, tesseract: Tesseract, grey: Image, end: float, seconds: float) -> None:
        self._tesseract = tesseract
        self._readers = Readers(tesseract)
        self._end, self._seconds = end, seconds
        self._came = grey
        self._used: dict[str, None] = {}

    def sheet(self, sheet: Sheet) -> Sheet:
        white, inverted = on_white(self._came)
        clean, specked = without_specks(white)
        turned, told = self._upright(clean)
        lying = clean.rotate(90 * turned, expand=True) if turned else clean
        tilt = tilt_of(lying)
        straight = level(lying, tilt)
        if tilt and told.sure < SURE:
            told = self._told(_band(straight))
        way = told.way
        if way is None:
            raise Hung("no model of tesseract is installed that reads Latin or Cyrillic letters")
        rows = self._read(straight, way.models, PAGE, way.grown)
        lines = self._by_parts(straight, [self._line(row, way) for row in rows], way)
        place = _back(self._came.size, turned, tilt)
        kept = tuple(_placed(line, place) for line in lines if _is_text(line))
        return replace(
            sheet,
            turned=turned,
            tilt=tilt,
            script=way.script if kept else None,
            lines=kept,
            how={"specks_taken_out": specked, "inverted": inverted, "grown": round(way.grown, 2)},
            tried={script: round(sure, 1) for script, sure in told.tried.items()},
            engine=self._tesseract.told(list(self._used)),
        )

    def _upright(self, clean: Image) -> tuple[int, _Told]:
        """Quarters by which the sheet has to be turned, and its script; told by reading a part.

        The better half of what is read on its side may seem sure: there all of it has to be.
        """
        order = (1, 3, 0, 2) if runs_down(clean) else (0, 2, 1, 3)
        best: tuple[int, _Told] | None = None
        for quarters in order[:3]:
            lying = clean.rotate(90 * quarters, expand=True) if quarters else clean
            told = self._told(_band(lying))
            if best is None or told.surest > best[1].surest + BETTER:
                best = (quarters, told)
            if (told.sure if quarters % 2 else told.surest) >= SURE:
                break
        assert best is not None
        return best

    def _told(self, band: Image) -> _Told:
        """How sure the machine is of a part in each script, and the way to read it."""
        found: dict[str, tuple[float, list[SeenRow]]] = {}
        for script in SCRIPTS:
            for model in self._readers.telling(script):
                rows = self._read(band, model, BLOCK)
                sure = sureness(rows)
                if script not in found or sure > found[script][0]:
                    found[script] = (sure, rows)
        if not found:
            return _Told({}, 0.0, None)
        script = max(found, key=lambda each: found[each][0])
        rows = found[script][1]
        models = self._readers.reading(script, rows)
        tried = {each: sure for each, (sure, _) in found.items()}
        way = _Way(script, models, _scale(rows)) if models else None
        return _Told(tried, max(surest(rows) for _, rows in found.values()), way)

    def _by_parts(self, straight: Image, lines: list[SeenLine], way: _Way) -> list[SeenLine]:
        """Lines of which the machine is unsure, read again as what surer they are."""
        kept: list[SeenLine] = []
        for run in _runs(lines, lambda line: line.sureness < SURE):
            unsure = run[0].sureness < SURE and _letters(run) >= FEW_LETTERS
            kept += (self._otherwise(straight, run, way) if unsure else None) or run
        return kept

    def _otherwise(self, straight: Image, run: list[SeenLine], way: _Way) -> list[SeenLine] | None:
        """Lines read as another script, where the machine is surer of them then."""
        left, top, right, bottom = _around(run)
        room = (bottom - top) // (2 * len(run))
        corner = (max(0, left - room), max(0, top - room))
        end = (min(straight.width, right + room), min(straight.height, bottom + room))
        part = straight.crop((*corner, *end))
        told, wanted = self._told(grown(part, way.grown)), _sure(run) + BETTER
        if told.way is None or told.way.models == way.models or told.sure < wanted:
            return None
        rows = self._read(part, told.way.models, BLOCK, way.grown)
        if sureness(rows) < wanted:
            return None
        return [self._line(row, told.way, corner, run[0].block) for row in rows]

    def _read(self, grey: Image, models: str, layout: int, scale: float = 1.0) -> list[SeenRow]:
        left = self._end - time.monotonic()
        if left <= 0:
            raise Hung(f"it was not read within {self._seconds:g} seconds")
        self._used[models] = None
        rows = self._tesseract.read(pnm(grown(grey, scale)), models, left, layout)
        return rows if scale == 1 else [_shrunk(row, scale) for row in rows]

    def _line(
        self,
        row: SeenRow,
        way: _Way,
        corner: tuple[int, int] = (0, 0),
        block: int | None = None,
    ) -> SeenLine:
        words = tuple(
            SeenWord(mended(each.text, way.models), round(each.confidence, 1),
                     _moved(each.box, corner))
            for each in row.words
        )  # fmt: skip
        number = row.block if block is None else block
        script = script_of("".join(each.text for each in words)) or way.script
        return SeenLine(number, _moved(row.box, corner), script, way.models, words)


def _band(grey: Image) -> Image:
    return busiest_band(grey, max(LEAST_BAND, round(BAND * grey.height)))


def _scale(rows: Sequence[SeenRow]) -> float:
    """By what small type is made larger: it is read better then."""
    heights = sorted(max(each.box[3] - each.box[1] for each in row.words) for row in rows)
    usual = heights[len(heights) // 2] if heights else LARGE
    return 1.0 if usual >= SMALL else min(3.0, READABLE / max(8, usual))


def _is_text(line: SeenLine) -> bool:
    return line.sureness >= NOTHING and any(map(str.isalnum, line.text))


def _letters(run: Sequence[SeenLine]) -> int:
    return sum(letter.isalpha() for line in run for letter in line.text)


def _sure(run: Sequence[SeenLine]) -> float:
    many = sum(len(line.text) for line in run)
    return sum(len(line.text) * line.sureness for line in run) / max(1, many)


def _runs(lines: Sequence[SeenLine], told: Callable[[SeenLine], bool]) -> Iterator[list[SeenLine]]:
    """Lines of one block, one after the other, of which the same is told."""
    run: list[SeenLine] = []
    for line in lines:
        if run and (run[0].block, told(run[0])) != (line.block, told(line)):
            yield run
            run = []
        run.append(line)
    if run:
        yield run


def _around(lines: Sequence[SeenLine]) -> Box:
    lefts, tops, rights, bottoms = zip(*(line.box for line in lines), strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)


def _moved(box: Box, corner: tuple[int, int]) -> Box:
    x, y = corner
    return box[0] + x, box[1] + y, box[2] + x, box[3] + y


def _shrunk(row: SeenRow, scale: float) -> SeenRow:
    words = tuple(replace(each, box=_divided(each.box, scale)) for each in row.words)
    return replace(row, box=_divided(row.box, scale), words=words)


def _divided(box: Box, scale: float) -> Box:
    left, top, right, bottom = (round(each / scale) for each in box)
    return left, top, right, bottom


def _placed(line: SeenLine, place: Callable[[Box], Box]) -> SeenLine:
    words = tuple(replace(each, box=place(each.box)) for each in line.words)
    return replace(line, words=words)


def _back(size: tuple[int, int], turned: int, tilt: float) -> Callable[[Box], Box]:
    """From a box in the straightened picture to the one around it in the picture as it came."""
    width, height = size
    wide, high = (height, width) if turned % 2 else (width, height)
    angle = math.radians(tilt)
    sine, cosine = math.sin(angle), math.cos(angle)

    def point(x: float, y: float) -> tuple[float, float]:
        across, down = x - wide / 2, y - high / 2
        x, y = across * cosine - down * sine + wide / 2, across * sine + down * cosine + high / 2
        return {0: (x, y), 1: (width - y, x), 2: (width - x, height - y), 3: (y, height - x)}[
            turned
        ]

    def place(box: Box) -> Box:
        if not turned and not tilt:
            return box
        corners = [point(x, y) for x in (box[0], box[2]) for y in (box[1], box[3])]
        xs, ys = [x for x, _ in corners], [y for _, y in corners]
        left, top = max(0, math.floor(min(xs))), max(0, math.floor(min(ys)))
        return left, top, min(width, math.ceil(max(xs))), min(height, math.ceil(max(ys)))

    return place
