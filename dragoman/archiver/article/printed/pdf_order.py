"""The order in which a sheet is read: columns one after the other, rows from top to bottom.

A gutter is a strip that no word crosses, with words on both of its sides over several rows. What
stands beside it is read first on the left and then on the right; what crosses it (a title, a
footer) is read before or after. Where what stands beside it is no prose but cells, they are a table
(`pdf_table.py`), read row by row.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count, pairwise
from statistics import median

from dragoman.archiver.article.printed.pdf_layout import Line
from dragoman.archiver.article.printed.pdf_table import Table, cells_of_rows, is_table, ruled_tables
from dragoman.archiver.article.printed.pdf_words import Sheet, Word

MOST_EDGES = 200  # places of a region where a gutter is looked for
DEEPEST = 12  # gutters within gutters
_GUTTER = 0.8  # the least width of a gutter, in sizes of type
_APART = 0.15  # and what parts two words
_RAISED = 4  # characters of a row that may belong to the one beside it
_WIDER = 1.35  # than the gaps between words is a gutter, at least
_RIVER = 5  # rows: gaps between words seldom stand below each other in more
_MARKER = 4  # characters: a bullet, a number before an item


@dataclass(slots=True)
class Row:
    """Words side by side, from left to right. A table stands in a row as one of them."""

    words: list[Word | Table]
    bottom: float
    top: float

    @property
    def left(self) -> float:
        return self.words[0].left

    @property
    def right(self) -> float:
        return max(word.right for word in self.words)


@dataclass(frozen=True, slots=True)
class Gutter:
    """A strip from `left` to `right` that is free in the rows `first` to `last`, of which those
    from `begin` to `end` have words on both sides, or stand between such."""

    left: float
    right: float
    first: int
    last: int
    begin: int
    end: int


def lines_in_order(sheet: Sheet) -> list[Line]:
    """The lines of a sheet as they are read."""
    tables, words = ruled_tables(sheet.words, sheet.rules)
    return list(_Order().lines([*words, *tables], 0))


class _Order:
    """Numbers the columns and cells of a sheet as they come."""

    def __init__(self) -> None:
        self._numbers = count(1)

    def lines(self, words: Sequence[Word | Table], depth: int) -> Iterator[Line]:
        """The lines of a region."""
        rows = rows_of(words)
        gutter = best_gutter(rows) if depth < DEEPEST else None
        if gutter is None:
            yield from self._plain(rows)
            return
        first, last = gutter.begin, gutter.end
        core = rows[first : last + 1]
        strips = free_strips(core)
        cells = [row.words for row in core]
        table = is_table(cells, strips)
        if not table:
            first, last = gutter.first, gutter.last
        yield from self.lines(_words(rows[:first]), depth + 1)
        if table:
            yield from self._cells(cells_of_rows(cells, strips))
        else:
            yield from self._columns(rows[first : last + 1], gutter, depth)
        yield from self.lines(_words(rows[last + 1 :]), depth + 1)

    def _columns(self, rows: Sequence[Row], gutter: Gutter, depth: int) -> Iterator[Line]:
        words = _words(rows)
        left = [word for word in words if word.right <= gutter.left + 1]
        right = [word for word in words if word.right > gutter.left + 1]
        first, second = (right, left) if _is_note(left, right) else (left, right)
        yield from self.lines(first, depth + 1)
        yield from self.lines(second, depth + 1)

    def _cells(self, cells: Sequence[Sequence[Sequence[Word]]]) -> Iterator[Line]:
        """The lines of a table: a number of its own for each cell."""
        for row in cells:
            for cell in row:
                number = next(self._numbers)
                for line in rows_of(cell):
                    yield _line(line.words, number, number)

    def _plain(self, rows: Sequence[Row]) -> Iterator[Line]:
        number = next(self._numbers)
        for row in rows:
            held: list[Word] = []
            for word in row.words:
                if isinstance(word, Table):
                    if held:
                        yield _line(held, number, 0)
                        held = []
                    if word.cells:
                        yield from self._cells(word.cells)
                        number = next(self._numbers)
                else:
                    held.append(word)
            if held:
                yield _line(held, number, 0)


def _words(rows: Sequence[Row]) -> list[Word | Table]:
    return [word for row in rows for word in row.words]


def _line(words: Sequence[Word | Table], column: int, cell: int) -> Line:
    plain = [word for word in words if isinstance(word, Word)]
    sizes: Counter[float] = Counter()
    for word in plain:
        sizes[word.size] += len(word.text)
    bold = sum(len(word.text) for word in plain if word.bold)
    return Line(
        text=_said(plain),
        left=min(word.left for word in plain),
        right=max(word.right for word in plain),
        bottom=min(word.bottom for word in plain),
        top=max(word.top for word in plain),
        size=sizes.most_common(1)[0][0],
        bold=bold * 2 > sum(len(word.text) for word in plain),
        column=column,
        cell=cell,
    )


def _said(words: Sequence[Word]) -> str:
    """Words as they are said; what nothing parts (a letter in another font) is one."""
    pieces = [words[0].text]
    for before, word in pairwise(words):
        near = not word.spaced and word.left - before.right < _APART * word.size
        pieces.append(word.text if near else f" {word.text}")
    return "".join(pieces)


def rows_of(words: Sequence[Word | Table]) -> list[Row]:
    """Words by rows, from the top: what overlaps by half of its height stands in one."""
    rows: list[Row] = []
    for word in sorted(words, key=lambda word: (-(word.top + word.bottom), word.left)):
        row = rows[-1] if rows else None
        overlap = min(row.top, word.top) - max(row.bottom, word.bottom) if row else 0.0
        if row is not None and overlap > 0.5 * min(row.top - row.bottom, word.height):
            row.words.append(word)
            if word.height > row.top - row.bottom:
                row.bottom, row.top = word.bottom, word.top
        else:
            rows.append(Row([word], word.bottom, word.top))
    for row in rows:
        row.words.sort(key=lambda word: word.left)
    return _with_raised(rows)


def _with_raised(rows: Sequence[Row]) -> list[Row]:
    """Rows with what stands a little above or below them (an exponent, the parts of a fraction)."""
    whole: list[Row] = []
    raised = {n for n, row in enumerate(rows) if sum(map(_length, row.words)) <= _RAISED}
    taken: dict[int, list[Word | Table]] = {}
    for number in raised:
        near = [each for each in (number - 1, number + 1) if 0 <= each < len(rows)]
        near = [
            each for each in near if each not in raised and _fits_into(rows[number], rows[each])
        ]
        if near:
            taken.setdefault(near[0], []).extend(rows[number].words)
            taken[number] = []
    for number, row in enumerate(rows):
        if number in raised and number in taken:
            continue
        if number in taken:
            row.words = sorted([*row.words, *taken[number]], key=lambda word: word.left)
        whole.append(row)
    return whole


def _fits_into(row: Row, other: Row) -> bool:
    """Whether a row overlaps another in height, and stands where that has no words."""
    if min(row.top, other.top) - max(row.bottom, other.bottom) <= 0.05 * (row.top - row.bottom):
        return False
    return not any(
        word.left < each.right - 1 and word.right > each.left + 1
        for word in row.words
        for each in other.words
        if _length(each) > 2  # another part of a fraction
    )


# -- gutters ---------------------------------------------------------------------------------------


def best_gutter(rows: Sequence[Row]) -> Gutter | None:
    """The gutter with the most rows on both of its sides; None where there is none."""
    if len(rows) < 2:
        return None
    grid = _Grid(rows)
    best: tuple[float, ...] = (1, 0, 0.0)
    found = None
    for place in grid.places():
        for first, last in grid.runs(place):
            gutter, sides = _trimmed(rows, grid, place, first, last)
            if gutter is None:
                continue
            score = (sides, gutter.last - gutter.first, gutter.right - gutter.left)
            if score > best:
                best, found = score, gutter
    return found


def free_strips(rows: Sequence[Row]) -> list[tuple[float, float]]:
    """All strips that no word of these rows crosses, from left to right."""
    grid = _Grid(rows)
    taken = 0
    for mask in grid.masks:
        taken |= mask
    strips = []
    at = grid.left
    for piece in bin(taken)[:1:-1].lstrip("0").split("1"):  # the lowest bit first
        if len(piece) >= grid.width:
            strips.append((at, at + len(piece)))
        at += len(piece) + 1
    return [strip for strip in strips if strip[1] < grid.left + taken.bit_length()]


class _Grid:
    """Which points of its width each row has words on, a bit a point."""

    def __init__(self, rows: Sequence[Row]) -> None:
        sizes = [word.size for row in rows for word in row.words if isinstance(word, Word)]
        self.size = max(1.0, min(100.0, median(sizes) if sizes else 10.0))
        self.width = max(6, round(_GUTTER * self.size))
        steps = [max(1.0, above.bottom - below.bottom) for above, below in pairwise(rows)]
        self.step = median(steps) if steps else self.size
        self.left = float(int(min(row.left for row in rows)))
        self.rows = rows
        self.masks = [self._mask(row) for row in rows]
        full = (1 << max(mask.bit_length() for mask in self.masks)) - 1
        self.free = [self._wide(~mask & full) for mask in self.masks]

    def bit(self, x: float) -> int:
        return max(0, min(20_000, int(x - self.left)))

    def _mask(self, row: Row) -> int:
        mask = 0
        last = None
        for word in row.words:
            begin = self.bit(word.left)
            if last is not None and begin - last < self.width:
                begin = min(begin, last)
            end = max(begin + 1, self.bit(word.right))
            mask |= ((1 << (end - begin)) - 1) << begin
            last = end if last is None else max(last, end)
        return mask

    def _wide(self, free: int) -> int:
        """The points from which on a gutter's width is free."""
        for _ in range(self.width - 1):
            free &= free >> 1
        return free

    def places(self) -> list[int]:
        """Where gutters may begin: where words end with room behind them, in most rows first."""
        ends: Counter[int] = Counter()
        for row in self.rows:
            lefts = [word.left for word in row.words[1:]] + [float("inf")]
            for word, following in zip(row.words, lefts, strict=True):
                if following - word.right >= self.width:
                    ends[max(self.bit(word.right), self.bit(word.left) + 1)] += 1
        return [place for place, _ in ends.most_common(MOST_EDGES)]

    def runs(self, place: int) -> Iterator[tuple[int, int]]:
        """First and last of the rows, one below the other, that are free at a place."""
        first = None
        for number, free in enumerate(self.free):
            if free >> place & 1:
                first = number if first is None else first
            elif first is not None:
                yield first, number - 1
                first = None
        if first is not None:
            yield first, len(self.free) - 1


def _trimmed(
    rows: Sequence[Row], grid: _Grid, place: int, first: int, last: int
) -> tuple[Gutter | None, int]:
    """The gutter in these rows without what only stands above or below it, and on how many rows
    both sides have words at least."""
    lefts = [n for n in range(first, last + 1) if grid.masks[n] & ((1 << place) - 1)]
    rights = [n for n in range(first, last + 1) if grid.masks[n] >> place]
    if len(lefts) < 2 or len(rights) < 2:
        return None, 0
    begin, end = max(lefts[0], rights[0]), min(lefts[-1], rights[-1])
    sides = min(sum(begin <= n <= end for n in side) for side in (lefts, rights))
    if sides < 2 or _are_markers(rows[begin : end + 1], grid, place):
        return None, 0
    steps = 1.8 if rights[0] < lefts[0] else 1.35  # what is only on the left is read first anyway
    first = _without(rows, range(begin, first, -1), steps * grid.step)
    last = _without(rows, range(end, last), 3 * grid.step) if lefts[-1] > rights[-1] else last
    left = max(
        (word.right for n in range(first, last + 1) for word in rows[n].words
         if grid.bit(word.left) < place),
        default=grid.left,
    )  # fmt: skip
    right = min(
        (word.left for n in range(first, last + 1) for word in rows[n].words
         if grid.bit(word.left) >= place),
        default=left,
    )  # fmt: skip
    gutter = Gutter(left, right, first, last, begin, end)
    return (None, 0) if _is_river(rows, gutter, grid) else (gutter, sides)


def _is_river(rows: Sequence[Row], gutter: Gutter, grid: _Grid) -> bool:
    """Whether gaps between words happen to stand below each other, in the midst of lines."""
    if _is_like_others(rows[gutter.begin : gutter.end + 1], gutter):
        return True
    if gutter.last - gutter.first >= _RIVER:
        return False
    around = [n for n in (gutter.first - 1, gutter.last) if 0 <= n < len(rows) - 1]
    close = sum(rows[n].bottom - rows[n + 1].bottom <= 1.3 * grid.step for n in around)
    return close > (0 if gutter.right - gutter.left < 2 * grid.size else 1)


def _is_like_others(rows: Sequence[Row], gutter: Gutter) -> bool:
    """Whether the gap in most of the rows is no wider than those between their other words."""
    shares = []
    for row in rows:
        gaps = [(b.left, b.left - a.right) for a, b in pairwise(row.words)]
        wide = [gap for left, gap in gaps if gutter.left < left <= gutter.right + 1]
        others = [gap for left, gap in gaps if not gutter.left < left <= gutter.right + 1]
        if wide and others:
            shares.append(max(wide) / max(0.1, median(others)))
    return bool(shares) and median(shares) < _WIDER


def _without(rows: Sequence[Row], numbers: range, most: float) -> int:
    """The last row in a direction before which there is no larger gap."""
    for number in numbers:
        following = number + numbers.step
        if abs(rows[number].bottom - rows[following].bottom) > most:
            return number
    return numbers.stop


def _are_markers(rows: Sequence[Row], grid: _Grid, place: int) -> bool:
    """Whether left of a place there is nothing but bullets and numbers of items."""
    longest = 0
    for row in rows:
        words = [word for word in row.words if grid.bit(word.left) < place]
        longest = max(longest, sum(_length(word) for word in words))
    return longest <= _MARKER


def _length(word: Word | Table) -> int:
    return len(word.text) if isinstance(word, Word) else _MARKER + 1


def _is_note(left: Sequence[Word | Table], right: Sequence[Word | Table]) -> bool:
    """Whether what is on the left is a note beside the text: little of it, in smaller type."""
    if sum(map(_length, left)) * 3 > sum(map(_length, right)):
        return False
    sizes = [
        median([word.size for word in side if isinstance(word, Word)] or [0.0])
        for side in (left, right)
    ]
    return sizes[0] < 0.95 * sizes[1]
