"""From the lines of printed pages to headings, paragraphs and items.

Works by where the lines stand: a gap, an indent, another size of type, or a line that ended
though the next word would have fitted. Measures are in points, upwards from the foot of a page.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from dragoman.archiver.article.article import Kind, Part
from dragoman.archiver.body.hyphens import joined


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text and its place; `size` is that of most of its type.

    Lines of one column of a page have its number; those of one cell of a table have that of the
    cell, others 0.
    """

    text: str
    left: float
    right: float
    bottom: float
    top: float
    size: float
    bold: bool = False
    column: int = 0
    cell: int = 0

    @property
    def height(self) -> float:
        return max(1.0, self.top - self.bottom)


@dataclass(frozen=True, slots=True)
class Page:
    """A page's height and its lines, in the order of reading."""

    height: float
    lines: Sequence[Line]


_BULLET = re.compile(
    r"^(?:[•●▪■◦‣➢➤✓·○]|[-–—*](?=\s)|\(?\d{1,2}[.)](?=\s)|\(?[a-zа-я]\)(?=\s))\s*\S"
)
_BARE_BULLET = re.compile(r"^(?:[•●▪■◦‣➢➤✓·○]|o(?=\s))\s*")
_PAGE_NUMBER = re.compile(
    r"\W*(?:(?:page|p\.|стр(?:аница|\.)?|səh(?:ifə|\.)?)\s*)?\d{1,4}"
    r"(?:\s*(?:/|of|из|-|–|dan)\s*\d{1,4})?\W*",
    re.IGNORECASE,
)
_SENTENCE_END = (".", "!", "?", "…", ":", ";", ".»", ".”", '."', "!»", "?»")
_BETWEEN_COLUMNS = 60.0
_EDGE = 2  # lines at the head and at the foot of a page that may be running ones


def parts_of_pages(pages: Sequence[Page]) -> list[Part]:
    """The parts of a document; running heads and page numbers are left out."""
    merged = [replace(page, lines=_merged(page.lines)) for page in pages]
    return [part for part, _ in parts_with_lines(merged)]


def parts_with_lines(pages: Sequence[Page]) -> list[tuple[Part, list[Line]]]:
    """The same of pages whose lines are whole, each part with the lines that it is made of."""
    whole = _without_running_lines(list(pages))
    lines = [line for page in whole for line in page.lines]
    if not lines:
        return []
    body = _body_size(lines)
    words = frozenset(word for line in lines for word in line.text.split())
    made = [(_part(group, body, words), group) for group in _groups(whole, body)]
    return [(part, group) for part, group in made if part.text]


def _groups(pages: Sequence[Page], body: float) -> Iterator[list[Line]]:
    """Lines that make up a part, in the order of reading."""
    group: list[Line] = []
    last = None
    for page in pages:
        columns = _columns_by_number(page.lines)
        for line in page.lines:
            column = _column_of(line, columns[line.column])
            if group and _begins(group, line, last or column, column, body):
                yield group
                group = []
            group.append(line)
            last = column
    yield group


@dataclass(frozen=True, slots=True)
class _Column:
    """The measures of a column of text: its edges, and the step from a line to the next."""

    left: float
    right: float
    step: float


def _columns_by_number(lines: Sequence[Line]) -> dict[int, list[_Column]]:
    by_number: dict[int, list[Line]] = {}
    for line in lines:
        by_number.setdefault(line.column, []).append(line)
    return {number: _columns(each) for number, each in by_number.items()}


def _columns(lines: Sequence[Line]) -> list[_Column]:
    """The measures of lines, from left to right: those that begin at about the same place."""
    clusters: list[list[Line]] = []
    for line in sorted(lines, key=lambda line: line.left):
        if clusters and line.left - clusters[-1][-1].left < _BETWEEN_COLUMNS:
            clusters[-1].append(line)
        else:
            clusters.append([line])
    step = _step(lines)
    columns = []
    for cluster in clusters:
        rights = sorted(line.right for line in cluster)
        lefts = Counter(round(line.left) for line in cluster)
        right = rights[int(0.9 * (len(rights) - 1))]
        columns.append(_Column(lefts.most_common(1)[0][0], right, step))
    return columns


def _column_of(line: Line, columns: Sequence[_Column]) -> _Column:
    """The nearest column; they come in order."""
    at = bisect_left(columns, line.left, key=lambda column: column.left)
    near = columns[max(0, at - 1) : at + 1]
    return min(near, key=lambda column: abs(column.left - line.left))


def _step(lines: Sequence[Line]) -> float:
    """The usual distance from the foot of a line to the foot of the next."""
    steps = sorted(
        above.bottom - below.bottom
        for above, below in pairwise(lines)
        if 0 < above.bottom - below.bottom < 3 * max(above.height, below.height)
    )
    return steps[len(steps) // 3] if steps else 0.0


def _merged(lines: Sequence[Line]) -> list[Line]:
    """Pieces that stand side by side (a formula, an exponent) as the one line that they are."""
    merged: list[Line] = []
    texts: list[list[str]] = []
    for line in lines:
        above = merged[-1] if merged else None
        together = above is not None and (above.column, above.cell) == (line.column, line.cell)
        if above is not None and together and _side_by_side(above, line):
            texts[-1].append(line.text)
            merged[-1] = _around(above, line)
        else:
            texts.append([line.text])
            merged.append(line)
    return [replace(line, text=" ".join(parts)) for line, parts in zip(merged, texts, strict=True)]


def _around(above: Line, line: Line) -> Line:
    """One line in the place of two; its text is that of the first."""
    return Line(
        text=above.text,
        left=min(above.left, line.left),
        right=max(above.right, line.right),
        bottom=min(above.bottom, line.bottom),
        top=max(above.top, line.top),
        size=max(above.size, line.size),
        bold=above.bold and line.bold,
        column=above.column,
        cell=above.cell,
    )


def _side_by_side(first: Line, second: Line) -> bool:
    overlap = min(first.top, second.top) - max(first.bottom, second.bottom)
    if second.left >= first.right - 2:
        return overlap > 0
    inside = second.left >= first.left and second.right > first.right - 1
    return inside and overlap >= 0.4 * min(first.height, second.height)


def _without_running_lines(pages: list[Page]) -> list[Page]:
    """Leave out page numbers, and lines that stand at the same place of most pages.

    Where that would be all of a page, and some stands away from its head and foot, it is no running
    line: pages of a form say the same.
    """
    seen: Counter[tuple[str, int]] = Counter()
    for page in pages:
        seen.update({_imprint(line) for line in _edge_lines(page)})
    kept = []
    for page in pages:
        running = {
            id(line)
            for line in _edge_lines(page)
            if _is_running(line, page.height, seen[_imprint(line)], len(pages))
        }
        lines = [line for line in page.lines if id(line) not in running]
        if not lines and not all(_is_at_edge(line, page.height) for line in page.lines):
            lines = [line for line in page.lines if not _PAGE_NUMBER.fullmatch(line.text)]
        kept.append(Page(page.height, lines))
    return kept


def _edge_lines(page: Page) -> list[Line]:
    """Those at the head and the foot; a table's cells are no page numbers."""
    plain = (line for line in page.lines if not line.cell)
    by_height = sorted(plain, key=lambda line: -line.bottom)
    return [*by_height[:_EDGE], *by_height[-_EDGE:]]


def _imprint(line: Line) -> tuple[str, int]:
    """What makes a running line the same on two pages: its words, not its numbers; its height."""
    return re.sub(r"\d+", "#", line.text.casefold()), round(line.bottom / 4)


def _is_running(line: Line, height: float, times: int, pages: int) -> bool:
    """Whether a line at the head or foot of a page is a page number or a running title."""
    if not _is_at_edge(line, height):
        return False  # what two short pages say in the same place is text, and dropping it is worst
    if _PAGE_NUMBER.fullmatch(line.text):
        return True
    numbered = re.search(r"\d\W*$|^\W*\d", line.text) is not None
    return times >= (2 if numbered else max(2, pages * 0.4))


def _is_at_edge(line: Line, height: float) -> bool:
    return line.bottom < 0.12 * height or line.top > 0.88 * height


def _body_size(lines: Sequence[Line]) -> float:
    """The size of type that most letters are set in."""
    sizes: Counter[float] = Counter()
    for line in lines:
        sizes[round(line.size, 1)] += len(line.text)
    return sizes.most_common(1)[0][0]


def _begins(group: list[Line], line: Line, last: _Column, column: _Column, body: float) -> bool:
    """Whether a line begins a new part; `last` are the measures of the line above."""
    above = group[-1]
    if line.cell or above.cell:
        return line.cell != above.cell
    if len(line.text) <= 3 and line.left > column.left + 2 * line.size:
        return False  # a numerator, an exponent, the end of a formula
    if _BULLET.match(line.text) or _is_heading([above], body) != _is_heading([line], body):
        return True
    if abs(above.size - line.size) > 0.15 * max(above.size, line.size) and len(above.text) > 3:
        return True
    if line.bottom >= above.bottom:  # another column, or another page
        return _ended(above, line, last) or above.text.endswith(_SENTENCE_END)
    # What stands below, but in no column with it, is something else.
    return line.column != above.column or _stands_apart(group, line, column)


def _stands_apart(group: list[Line], line: Line, column: _Column) -> bool:
    """Whether a line below another of its column begins something new."""
    above = group[-1]
    step = above.bottom - line.bottom
    apart = step > 1.35 * max(column.step, 1.1 * min(above.size, line.size))
    return apart or _is_indented(group, line, column) or _ended(above, line, column)


def _is_indented(group: list[Line], line: Line, column: _Column) -> bool:
    """Whether a line stands in from the edge and from the line above, as first lines do."""
    indent = 0.8 * line.size
    return len(group) > 1 and line.left > max(column.left, group[-1].left) + indent


def _ended(above: Line, line: Line, column: _Column) -> bool:
    """Whether the line above stopped of itself: the next word would still have fitted in it."""
    letter = (above.right - above.left) / max(1, len(above.text))
    needed = (len(line.text.split(maxsplit=1)[0]) + 2.5) * 1.1 * letter
    if column.right - above.right < needed:
        return False
    if above.text.endswith(("-", ",", "–")) or line.text[:1].islower():
        return False
    return above.text.endswith(_SENTENCE_END) or column.right - above.right > 3 * needed


def _is_heading(group: Sequence[Line], body: float) -> bool:
    text = " ".join(line.text for line in group)
    larger = all(line.size >= 1.15 * body for line in group)
    bold = all(line.bold for line in group) and not text.endswith((".", ",", ";"))
    return (larger or bold) and len(text) <= 200 and any(letter.isalpha() for letter in text)


def _part(group: list[Line], body: float, words: frozenset[str]) -> Part:
    text = joined([line.text for line in group], words)
    kind: Kind = "paragraph"
    if group[0].cell:
        kind = "cell"
    elif _BULLET.match(text) and group[0].size < 1.15 * body:
        kind = "item"
        text = _BARE_BULLET.sub("", text)
    elif _is_heading(group, body):
        kind = "heading"
    return Part(kind, text)
