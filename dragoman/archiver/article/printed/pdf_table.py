"""Tables on a sheet: by the rules drawn around their cells, or by how their words stand."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from dragoman.archiver.article.printed.pdf_words import Rule, Word

MOST_RULES = 4_000  # of a sheet
_SAME = 3.0  # rules nearer to each other are one
_PROSE_WORDS, _PROSE_FILL = 3, 0.75
_FLOWING = 0.3  # the share of lines that begin with a small letter where a sentence goes on

Cells = Sequence[Sequence[Sequence[Word]]]  # the words of each cell of each row


@dataclass(frozen=True, slots=True)
class Table:
    """A line of a table that rules are drawn around, in the place of the words in it.

    It is as wide as the table. The first has the cells of all, row by row.
    """

    cells: Cells
    left: float
    right: float
    bottom: float
    top: float

    @property
    def height(self) -> float:
        return max(1.0, self.top - self.bottom)


# -- by their rules --------------------------------------------------------------------------------


def ruled_tables(words: Sequence[Word], rules: Sequence[Rule]) -> tuple[list[Table], list[Word]]:
    """Tables whose columns are parted by rules, and the words that stand in none."""
    if len(rules) > MOST_RULES:
        return [], list(words)
    tables = []
    rest = list(words)
    for grid in _grids(rules):
        inside = [word for word in rest if grid.holds(word)]
        cells = grid.cells(inside)
        if sum(len(row) > 1 for row in cells) < 2 or not grid.fits(inside):
            continue
        tables += _lines_of(grid, inside, cells)
        held = set(map(id, inside))
        rest = [word for word in rest if id(word) not in held]
    return tables, rest


def _lines_of(grid: _Grid, words: Sequence[Word], cells: Cells) -> list[Table]:
    """A table line by line, so that what stands beside it can be told from what stands below."""
    lines: list[Table] = []
    for word in sorted(words, key=lambda word: -word.bottom):
        if lines and word.top > lines[-1].bottom + 0.5 * word.height:
            continue
        held = () if lines else cells
        lines.append(Table(held, grid.xs[0], grid.xs[-1], word.bottom, word.top))
    return lines


@dataclass(frozen=True, slots=True)
class _Grid:
    """Where the upright rules of a table stand, from the left, and the level ones, from below."""

    xs: Sequence[float]
    ys: Sequence[float]

    def holds(self, word: Word) -> bool:
        x, y = (word.left + word.right) / 2, (word.bottom + word.top) / 2
        return self.xs[0] < x < self.xs[-1] and self.ys[0] < y < self.ys[-1]

    def fits(self, words: Sequence[Word]) -> bool:
        """Whether hardly a word crosses a rule."""
        inner = self.xs[1:-1]
        crossing = sum(
            bisect_right(inner, word.left + _SAME) < bisect_left(inner, word.right - _SAME)
            for word in words
        )
        return crossing * 10 <= len(words)

    def cells(self, words: Sequence[Word]) -> list[list[list[Word]]]:
        """The words of each cell that has some, row by row from the top."""
        found: dict[tuple[int, int], list[Word]] = {}
        for word in words:
            x, y = (word.left + word.right) / 2, (word.bottom + word.top) / 2
            place = -bisect_left(self.ys, y), bisect_left(self.xs, x)  # the upper row first
            found.setdefault(place, []).append(word)
        rows: dict[int, list[list[Word]]] = {}
        for row, column in sorted(found):
            rows.setdefault(row, []).append(found[row, column])
        return list(rows.values())


def _grids(rules: Sequence[Rule]) -> list[_Grid]:
    """Rules that hang together, with at least three upright ones and two level ones."""
    upright = [rule for rule in rules if rule.left == rule.right]
    level = [rule for rule in rules if rule.bottom == rule.top]
    grids = []
    for group in _hanging_together(upright):
        bottom, top = min(each.bottom for each in group), max(each.top for each in group)
        left, right = min(each.left for each in group), max(each.left for each in group)
        across = [
            each.bottom
            for each in level
            if bottom - _SAME <= each.bottom <= top + _SAME
            and min(each.right, right) - max(each.left, left) > 0
        ]
        xs, ys = _apart([each.left for each in group]), _apart([*across, bottom, top])
        if len(xs) >= 3 and len(_apart(across)) >= 2:
            grids.append(_Grid(xs, ys))
    return grids


def _hanging_together(upright: Sequence[Rule]) -> list[list[Rule]]:
    """Upright rules whose heights overlap or meet."""
    groups: list[list[Rule]] = []
    lowest = 0.0
    for rule in sorted(upright, key=lambda rule: -rule.top):
        if groups and rule.top >= lowest - _SAME:
            groups[-1].append(rule)
            lowest = min(lowest, rule.bottom)
        else:
            groups.append([rule])
            lowest = rule.bottom
    return groups


def _apart(places: Sequence[float]) -> list[float]:
    """Places in order, one of those that are nearly the same."""
    kept: list[float] = []
    for place in sorted(places):
        if not kept or place - kept[-1] > _SAME:
            kept.append(place)
    return kept


# -- by how their words stand ----------------------------------------------------------------------


def is_table(rows: Sequence[Sequence[Word | Table]], strips: Sequence[tuple[float, float]]) -> bool:
    """Whether what stands between strips is cells: side by side in rows, and no prose in most."""
    if any(isinstance(word, Table) for row in rows for word in row):
        return False
    columns = [[_between(row, left, right) for row in rows] for left, right in _intervals(strips)]
    columns = [column for column in columns if any(column)]
    if len(columns) < 2:
        return False
    fullest = max(columns, key=lambda column: sum(map(bool, column)))
    beside = [
        sum(bool(a and b) for a, b in zip(column, fullest, strict=True)) / sum(map(bool, column))
        for column in columns
        if column is not fullest
    ]
    prose = sum(map(_is_prose, columns))
    return min(beside) >= 0.7 and prose * 2 <= len(columns)


def cells_of_rows(
    rows: Sequence[Sequence[Word | Table]], strips: Sequence[tuple[float, float]]
) -> list[list[list[Word]]]:
    """The words of each cell. A row without a first cell, close below another, goes on with it."""
    intervals = _intervals(strips)
    table: list[list[list[Word]]] = []
    bottoms = [min(word.bottom for word in row) for row in rows]
    steps = [above - below for above, below in pairwise(bottoms)]
    close = 1.25 * min(steps, default=0.0)
    for number, row in enumerate(rows):
        cells = [_between(row, left, right) for left, right in intervals]
        near = number > 0 and steps[number - 1] <= close < max(steps)
        if near and not cells[0] and table:
            for held, more in zip(table[-1], cells, strict=True):
                held.extend(more)
        else:
            table.append(cells)
    return [[cell for cell in row if cell] for row in table]


def _intervals(strips: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """Where the columns between strips begin and end."""
    edges = [-1e9, *((left + right) / 2 for left, right in strips), 1e9]
    return list(pairwise(edges))


def _between(row: Sequence[Word | Table], left: float, right: float) -> list[Word]:
    return [
        word
        for word in row
        if isinstance(word, Word) and left <= (word.left + word.right) / 2 < right
    ]


def _is_prose(column: Sequence[Sequence[Word]]) -> bool:
    """Whether the lines of a column are those of sentences: several words each, that fill it, or
    that go on from line to line."""
    lines = [line for line in column if line]
    if len(lines) < 2:
        return False
    left = min(word.left for line in lines for word in line)
    right = max(word.right for line in lines for word in line)
    fill = median((line[-1].right - line[0].left) / max(1.0, right - left) for line in lines)
    small = sum(line[0].text[:1].islower() for line in lines[1:]) / len(lines[1:])
    words = median(len(line) for line in lines)
    return (words >= _PROSE_WORDS and fill >= _PROSE_FILL) or (len(lines) > 2 and small >= _FLOWING)
