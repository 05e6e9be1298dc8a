"""The words of a PDF's page and the rules that are drawn on it, each with its place.

Speaks to PDFium (under the lock of `pdf.py`). Text may be turned: words that run in one direction
make up a `Sheet`, whose coordinates are turned so that they run from left to right. Measures are in
points, upwards from the foot of the sheet.
"""

from __future__ import annotations

import ctypes
import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from dragoman.archiver.body.kept_characters import collapse

MOST_OBJECTS, MOST_SEGMENTS = 20_000, 20_000  # of a page that are looked at for rules
_HYPHENS = frozenset({0x02, 0xFFFE})  # what PDFium puts for a hyphen and the end of its line
_ENDS = _HYPHENS | {0x20, 0x0A, 0x0D}  # of a word
_WITH_MARK = {"и": "й", "И": "Й", "е": "ё", "Е": "Ё"}
_WIDEST = 1.3  # sizes of type that a letter takes on the average, at most
_BELOW = 0.22  # of its size is what a word has below its line
_THIN, _SHORT = 2.0, 8.0  # a rule is no thicker, and no shorter
_NEAR_QUARTER = 10  # degrees within which text is taken for level


Box = tuple[float, float, float, float]  # left, bottom, right, top


@dataclass(frozen=True, slots=True)
class Word:
    """A word and its place on its sheet; `size` is that of its type, and its height.

    `spaced`: a space, or the end of a line, stands before it.
    """

    text: str
    left: float
    right: float
    bottom: float
    top: float
    size: float
    bold: bool = False
    spaced: bool = True

    @property
    def height(self) -> float:
        return max(1.0, self.top - self.bottom)


@dataclass(frozen=True, slots=True)
class Rule:
    """A straight line, level or upright: `left == right` or `bottom == top`."""

    left: float
    right: float
    bottom: float
    top: float


@dataclass(slots=True)
class Sheet:
    """What of a page runs in one direction, and its height in that direction."""

    height: float
    words: list[Word] = field(default_factory=list)
    rules: list[Rule] = field(default_factory=list)


class Turn:
    """Turns places of a page so that text in one direction runs from left to right."""

    def __init__(self, degrees: int, page: Box) -> None:
        angle = math.radians(degrees)
        self._along = round(math.cos(angle), 9), round(math.sin(angle), 9)
        self._foot = 0.0
        _, self._foot, _, top = self.box(*page)
        self.height = top - self._foot

    def point(self, x: float, y: float) -> tuple[float, float]:
        along, up = self._along
        return x * along + y * up, y * along - x * up - self._foot

    def box(self, left: float, bottom: float, right: float, top: float) -> Box:
        """The smallest level box around a box."""
        corners = [self.point(x, y) for x in (left, right) for y in (bottom, top)]
        xs, ys = [x for x, _ in corners], [y for _, y in corners]
        return min(xs), min(ys), max(xs), max(ys)


def sheets_of(page: Any) -> list[Sheet]:
    """What is on a page, by the direction that it runs in: most of the text first."""
    words: dict[int, list[Word]] = {}
    turns: dict[int, Turn] = {}
    textpage = page.get_textpage()
    try:
        for degrees, word in _Letters(textpage, page.get_mediabox(), turns).words():
            words.setdefault(degrees, []).append(word)
    finally:
        textpage.close()
    by_length = sorted(words, key=lambda each: -sum(len(word.text) for word in words[each]))
    segments = list(_segments(page)) if words else []
    return [
        Sheet(turns[each].height, words[each], list(_rules(segments, turns[each])))
        for each in by_length
    ]


class _Letters:
    """Puts the letters of a page together to words, in the order in which they were drawn.

    A word is what PDFium parts by spaces and line ends. Where its ends do not stand as those of one
    word would, and where text is turned, which PDFium parts badly, each letter's place is asked.
    """

    def __init__(self, textpage: Any, page: Box, turns: dict[int, Turn]) -> None:
        from pypdfium2 import raw

        self._raw, self._textpage, self._page, self._turns = raw, textpage, page, turns
        self._rect, self._matrix = raw.FS_RECTF(), raw.FS_MATRIX()
        self._x, self._y = ctypes.c_double(), ctypes.c_double()
        self._degrees = 0
        self._size = 1.0
        self._spaced = True

    def words(self) -> Iterator[tuple[int, Word]]:
        letters: list[str] = []
        places: list[int] = []
        unicode_of, textpage = self._raw.FPDFText_GetUnicode, self._textpage
        for index in range(textpage.count_chars()):
            code = unicode_of(textpage, index)
            if code not in _ENDS:
                letters.append(chr(code))
                places.append(index)
            elif code == 0x20 and letters and self._has_ink(index):
                letters[-1] = _WITH_MARK.get(letters[-1], letters[-1])
            else:
                if letters:
                    letters[-1] += "-" if code in _HYPHENS else ""
                    yield from self._parted(letters, places)
                letters, places = [], []
                self._spaced = True
        if letters:
            yield from self._parted(letters, places)

    def _parted(self, letters: list[str], places: list[int]) -> Iterator[tuple[int, Word]]:
        """The words that stand between two spaces: one, as a rule."""
        self._set_type(places[0])
        first, last = self._placed(places[0]), self._placed(places[-1])
        if self._degrees == 0 and self._is_level(first, last, len(letters)):
            yield from self._word(letters, places[0], first[0], max(first[2], last[2]))
            return
        begin, left, before = 0, first[0], first
        for n, index in enumerate(places[1:], start=1):
            place = self._placed(index)
            if not self._goes_on(before, place):
                yield from self._word(letters[begin:n], places[begin], left, before[2])
                self._set_type(index)
                place = self._placed(index)
                begin, left = n, place[0]
            before = place
        yield from self._word(letters[begin:], places[begin], left, before[2])

    def _is_level(self, first: Box, last: Box, count: int) -> bool:
        """Whether the first and the last of so many letters can be the ends of one word."""
        level = abs(last[1] + last[3] - first[1] - first[3]) <= self._size
        return level and -self._size <= last[2] - first[0] <= _WIDEST * count * self._size

    def _goes_on(self, before: Box, place: Box) -> bool:
        """Whether a letter stands where the word goes on, turned as it is."""
        gap = place[0] - before[2]
        most = self._size if self._degrees == 0 else 0.15 * self._size
        level = abs(place[1] + place[3] - before[1] - before[3]) <= self._size
        return level and -self._size <= gap <= most

    def _word(
        self, letters: list[str], index: int, left: float, right: float
    ) -> Iterator[tuple[int, Word]]:
        said = "".join(letters)
        if not said.isascii() or not said.isprintable():
            said = collapse(said.encode("utf-16", "surrogatepass").decode("utf-16", "replace"))
        foot = self._baseline(index) - _BELOW * self._size
        if not said or not all(map(math.isfinite, (left, right, foot, self._size))):
            return
        bold = self._raw.FPDFText_GetFontWeight(self._textpage, index) >= 600
        place = left, right, foot, foot + self._size
        yield self._degrees, Word(said, *place, self._size, bold, self._spaced)
        self._spaced = False

    def _baseline(self, index: int) -> float:
        """Where a letter stands: fonts say of their heights what they like."""
        self._raw.FPDFText_GetCharOrigin(self._textpage, index, self._x, self._y)
        return self._turns[self._degrees].point(self._x.value, self._y.value)[1]

    def _placed(self, index: int) -> Box:
        """The room that a letter takes."""
        rect = self._rect
        if not self._raw.FPDFText_GetLooseCharBox(self._textpage, index, rect):
            rect.left = rect.bottom = rect.right = rect.top = 0.0
        return self._turns[self._degrees].box(rect.left, rect.bottom, rect.right, rect.top)

    def _has_ink(self, index: int) -> bool:
        """Whether a space is none: Word writes й and İ as two glyphs, the mark above as a space."""
        box = self._textpage.get_charbox(index)
        if box[3] - box[1] <= 0.3 or self._raw.FPDFText_IsGenerated(self._textpage, index) == 1:
            return False
        self._set_type(index - 1)
        turn = self._turns[self._degrees]
        left, bottom, _, top = turn.box(*box)
        _, _, right, _ = turn.box(*self._textpage.get_charbox(index - 1))
        return bool(top - bottom > 0.3 and left < right)

    def _set_type(self, index: int) -> None:
        """The direction and the size of a letter's type as it is printed."""
        matrix, scale, degrees = self._matrix, 1.0, 0
        if self._raw.FPDFText_GetMatrix(self._textpage, index, matrix):
            scale = math.hypot(matrix.c, matrix.d) or 1.0
            degrees = _level(math.degrees(math.atan2(matrix.b, matrix.a)))
        if degrees not in self._turns:
            self._turns[degrees] = Turn(degrees, self._page)
        self._degrees = degrees
        self._size = max(0.1, self._raw.FPDFText_GetFontSize(self._textpage, index) * scale)


def _level(degrees: float) -> int:
    """Degrees by which text is turned to the left; a little askew is level."""
    quarter = round(degrees / 90) * 90
    near = abs(degrees - quarter) <= _NEAR_QUARTER
    return (quarter if near else round(degrees / 5) * 5) % 360


Segment = tuple[float, float, float, float]  # from x, y to x, y


def _segments(page: Any) -> Iterator[Segment]:
    """The straight lines that are drawn on a page, as far as there are not too many."""
    from pypdfium2 import raw

    left = MOST_SEGMENTS
    for number in range(min(raw.FPDFPage_CountObjects(page), MOST_OBJECTS)):
        drawn = raw.FPDFPage_GetObject(page, number)
        if raw.FPDFPageObj_GetType(drawn) != raw.FPDF_PAGEOBJ_PATH:
            continue
        left -= max(0, raw.FPDFPath_CountSegments(drawn))
        if left < 0:
            return
        yield from _lines_of(drawn, raw)


def _lines_of(drawn: Any, raw: Any) -> Iterator[Segment]:
    """The straight lines of one path; what closes it is one as well."""
    matrix = raw.FS_MATRIX()
    raw.FPDFPageObj_GetMatrix(drawn, matrix)
    x, y = ctypes.c_float(), ctypes.c_float()
    begin = at = (0.0, 0.0)
    for number in range(raw.FPDFPath_CountSegments(drawn)):
        segment = raw.FPDFPath_GetPathSegment(drawn, number)
        raw.FPDFPathSegment_GetPoint(segment, x, y)
        kind = raw.FPDFPathSegment_GetType(segment)
        there = (
            matrix.a * x.value + matrix.c * y.value + matrix.e,
            matrix.b * x.value + matrix.d * y.value + matrix.f,
        )
        if kind == raw.FPDF_SEGMENT_MOVETO:
            begin = there
        elif kind == raw.FPDF_SEGMENT_LINETO:
            yield (*at, *there)
        at = there
        if raw.FPDFPathSegment_GetClose(segment):
            yield (*at, *begin)


def _rules(segments: list[Segment], turn: Turn) -> Iterator[Rule]:
    for x0, y0, x1, y1 in segments:
        left, bottom, right, top = turn.box(min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))
        if top - bottom <= _THIN and right - left >= _SHORT:
            middle = (top + bottom) / 2
            yield Rule(left, right, middle, middle)
        elif right - left <= _THIN and top - bottom >= _SHORT:
            middle = (left + right) / 2
            yield Rule(middle, middle, bottom, top)
