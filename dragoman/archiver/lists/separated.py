"""Tables as text: which mark stands between their cells, and their rows."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from itertools import islice

from dragoman.archiver.lists.table import (
    COMMENT,
    HEADED_AT_LATEST,
    LONGEST_CELL,
    Row,
    heading_among,
)
from dragoman.errors import UsageError

SEPARATORS = ",;\t|"
TOLD = re.compile(r"sep=([,;\t|])", re.IGNORECASE)  # as Excel has it in the first line
URL_ALONE = re.compile(r"https?://[^\s,;|]+", re.IGNORECASE)
LOOKED_AT = 100_000  # characters of a line


def separator_of(text: str, *, is_table: bool) -> str | None:
    """What stands between the cells of a table; None where the text is a line a URL.

    It is a table where its file says so (`is_table`), or where headings stand above its first URL.
    """
    stripped = (line.strip() for line in text.lstrip("\ufeff").splitlines())
    said = (each for each in stripped if each and not COMMENT.match(each))
    lines = list(islice(said, HEADED_AT_LATEST))
    if lines and (told := TOLD.fullmatch(lines[0])):
        return told[1]
    split = {each: [_cells(line, each) for line in lines] for each in SEPARATORS}
    headed = {each: _columns_named(rows) for each, rows in split.items()}
    if max(headed.values()) > 1:
        return max(headed, key=lambda each: headed[each])
    if not is_table or max(headed.values()):  # a heading over one column
        return None
    several = [each for each, rows in split.items() if any(len(row) > 1 for row in rows)]
    return max(several, key=lambda each: _fitness(split[each]), default=None)


def _cells(line: str, separator: str) -> list[str]:
    csv.field_size_limit(LONGEST_CELL)
    try:
        return next(csv.reader([line[:LOOKED_AT]], delimiter=separator), [])
    except csv.Error:
        return [line]


def _columns_named(rows: Sequence[Sequence[str]]) -> int:
    """How many columns the headings stand over; 0 where there are none."""
    place = heading_among(rows)
    return 0 if place is None else len(rows[place])


def _fitness(rows: Sequence[Sequence[str]]) -> tuple[int, int, int]:
    """How many rows have a URL to which nothing else clings, how many are split, and into what."""
    several = [row for row in rows if len(row) > 1]
    clean = [row for row in several if any(URL_ALONE.fullmatch(cell.strip()) for cell in row)]
    return len(clean), len(several), sum(map(len, several))


def separated_rows(text: str, separator: str, name: str) -> Iterator[Row]:
    """The rows of a table, by the line that they begin in.

    UsageError where the quotes do not fit, since what follows could stand in any cell.
    """
    csv.field_size_limit(LONGEST_CELL)
    text = text.lstrip("\ufeff")
    if TOLD.fullmatch(text.partition("\n")[0].strip()):
        text = "\n" + text.partition("\n")[2]  # so that lines are counted as they are
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    begins = 1
    try:
        for cells in rows:
            yield f"{name}, line {begins:,}", cells
            begins = rows.line_num + 1
    except csv.Error as error:
        raise UsageError(
            f"{name} is not read: the quotes in the row that begins in line {begins:,} do not fit "
            f"({error}); save the table again as CSV. Nothing was captured",
            subject=name,
        ) from error
