"""Tables as text: which mark stands between their cells, and their rows."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator

from dragoman.archiver.lists.table import MOST_COLUMNS, Row, is_heading
from dragoman.errors import UsageError

SEPARATORS = ",;\t|"
TOLD = re.compile(r"sep=([,;\t|])", re.IGNORECASE)  # as Excel has it in the first line
LONGEST_CELL = 1_000_000


def separator_of(text: str, *, is_table: bool) -> str | None:
    """What stands between the cells of a table; None where the text is a line a URL.

    It is a table where its file says so (`is_table`), or where its first line has headings.
    """
    lines = (line.strip() for line in text.lstrip("\ufeff").splitlines())
    first = next((line for line in lines if line and not line.startswith("#")), "")
    if told := TOLD.fullmatch(first):
        return told[1]
    split = {each: next(csv.reader([first], delimiter=each), []) for each in SEPARATORS}
    headed = [each for each in SEPARATORS if len(split[each]) > 1 and is_heading(split[each])]
    if headed or not is_table:
        return max(headed, key=lambda each: len(split[each]), default=None)
    several = [each for each in SEPARATORS if len(split[each]) > 1]
    return max(several, key=lambda each: len(split[each]), default=None)


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
            yield f"{name}, line {begins:,}", cells[:MOST_COLUMNS]
            begins = rows.line_num + 1
    except csv.Error as error:
        raise UsageError(
            f"{name} is not read: the quotes in the row that begins in line {begins:,} do not fit "
            f"({error}); save the table again as CSV. Nothing was captured",
            subject=name,
        ) from error
