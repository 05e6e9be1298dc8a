"""The rows of a spreadsheet that went out and was worked on, as they are in the file."""

from __future__ import annotations

import io
import itertools
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from dragoman.errors import ImportFailed
from dragoman.exchange.office.table import DECISION, ID, NEEDED, SOURCE, TARGET, Row

MOST_COLUMNS = 200
# As many rows as a sheet has, and far more cells than any table of ours.
MOST_ROWS, MOST_CELLS = 1_048_576, 50_000_000
FORMULA = "what stands there is a formula to the spreadsheet; write it as text"
NO_TEXT = "what stands there is a date or another value to the spreadsheet; write it as text"
PLAIN = frozenset({"General", "@", None})  # how a number is shown as it is


def read_xlsx(body: bytes, path: Path) -> Iterator[Row]:
    """Each row of the sheets that have our columns; ImportFailed where none has."""
    from openpyxl import load_workbook

    ours = False
    with _read(path):
        book = load_workbook(io.BytesIO(body), read_only=True, keep_links=False)
        sheets = list(book.worksheets)
    for sheet in sheets:
        columns: dict[str, int] = {}
        for cells in _rows(sheet, path):
            words = [_words(cell) for cell in cells]
            if set(NEEDED) <= {each.strip() for each in words}:
                columns = {word.strip(): place for place, word in enumerate(words) if word.strip()}
                ours = True
            elif columns and any(words):
                yield _row(cells, words, columns)
    if not ours:
        raise ImportFailed(
            f"{path.name} has no sheet with the columns {', '.join(NEEDED)}: it is no table that "
            "went out of here",
            subject=str(path),
        )


def _rows(sheet: Any, path: Path) -> Iterator[Sequence[Any]]:
    """The cells of each row, whatever size the sheet says that it has."""
    with _read(path):
        sheet.reset_dimensions()
        rows = sheet.iter_rows()
    held = 0
    for number in itertools.count():
        with _read(path):
            cells = next(rows, None)
        if cells is None:
            return
        held += len(cells)
        if number >= MOST_ROWS or held > MOST_CELLS:
            raise ImportFailed(
                f"a sheet of {path.name} has more than {MOST_ROWS:,} rows or {MOST_CELLS:,} cells, "
                "which no export of ours has",
                subject=str(path),
            )
        yield cells[:MOST_COLUMNS]


@contextmanager
def _read(path: Path) -> Iterator[None]:
    """Whatever the library stumbles over in a file is one sentence."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of parts that are not looked at
            yield
    except ImportFailed:
        raise
    except Exception as error:
        raise ImportFailed(
            f"{path.name} is no workbook that can be read ({type(error).__name__})",
            subject=str(path),
        ) from error


def _row(cells: Sequence[Any], words: Sequence[str], columns: Mapping[str, int]) -> Row:
    held = {name: words[place] if place < len(words) else "" for name, place in columns.items()}
    places = (columns[name] for name in (SOURCE, TARGET) if columns[name] < len(cells))
    troubles = [trouble for place in places if (trouble := _trouble(cells[place]))]
    return Row(
        held[ID].strip(), held[SOURCE], held[TARGET], held.get(DECISION, ""),
        troubles[0] if troubles else None,
    )  # fmt: skip


def _trouble(cell: Any) -> str | None:
    """Why it cannot be told what a person sees there: a date and 50% are other numbers inside."""
    if cell.value is None or cell.data_type == "s":
        return None
    if cell.data_type == "f":
        return FORMULA
    return None if cell.data_type == "n" and cell.number_format in PLAIN else NO_TEXT


def _words(cell: Any) -> str:
    """What a person sees in a cell; a spreadsheet may have taken a text for a number."""
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
