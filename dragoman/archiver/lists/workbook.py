"""The border to openpyxl: the rows of a workbook, as text. Nothing in it is worked out or fetched.

A workbook is a zip of XML, and may be anybody's: what it would unpack to is known before anything
is, and a document type, which no spreadsheet writes, is refused before a parser sees it.
"""

from __future__ import annotations

import io
import warnings
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any

from dragoman.archiver.lists.table import LONGEST_CELL, MOST_COLUMNS, Row
from dragoman.errors import UsageError

ZIP = b"PK\x03\x04"
OLD = b"\xd0\xcf\x11\xe0"  # of Excel before 2007, and of a workbook with a password
MOST_UNPACKED, MOST_MEMBERS = 200_000_000, 2_000
MOST_ROWS = 1_048_576  # as many as a sheet has
MOST_CELLS = 50_000_000
CHUNK = 1 << 20
DOCTYPES = tuple("<!DOCTYPE".encode(each) for each in ("utf-8", "utf-16-le", "utf-16-be"))
SAVE = "save it as XLSX or CSV. Nothing was captured"


def is_workbook(data: bytes) -> bool:
    return data.startswith((ZIP, OLD))


def sheets(data: bytes, name: str) -> Iterator[tuple[str, Iterator[Row]]]:
    """Each sheet of a workbook, what it is called and its rows; UsageError for what is none."""
    if data.startswith(OLD):
        raise _none(name, "it is an Excel file of before 2007, or locked with a password")
    with _read(name):
        _check(data)
        book = _opened(data)
        found = list(book.worksheets)
    for sheet in found:
        title = f"{name}, sheet {sheet.title}" if len(found) > 1 else name
        yield title, _rows(sheet, title, name)


@contextmanager
def _read(name: str) -> Iterator[None]:
    """Whatever the library stumbles over in a file is one sentence."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of parts that are not looked at
            yield
    except _Refused as error:
        raise _none(name, str(error)) from error
    except Exception as error:
        raise _none(name, f"it is no workbook ({type(error).__name__})") from error


class _Refused(Exception):
    """Why a file is not opened."""


def _none(name: str, why: str) -> UsageError:
    return UsageError(f"{name} is not read: {why}; {SAVE}", subject=name)


def _check(data: bytes) -> None:
    """What it would unpack to, and that no document type is in it."""
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        held = parts.infolist()
        if len(held) > MOST_MEMBERS or sum(each.file_size for each in held) > MOST_UNPACKED:
            raise _Refused(f"it unpacks to more than {MOST_UNPACKED // 10**6:,} MB")
        if not any(each.filename.casefold().endswith("workbook.xml") for each in held):
            raise _Refused("it is a zip file, and no workbook")
        for each in held:
            if each.filename.casefold().endswith((".xml", ".rels")):
                with parts.open(each) as stream:
                    _check_xml(stream)


def _check_xml(stream: Any) -> None:
    before = b""
    while piece := stream.read(CHUNK):
        if any(each in before + piece for each in DOCTYPES):
            raise _Refused("it declares a document type, as no spreadsheet does")
        before = piece[-32:]


def _opened(data: bytes) -> Any:
    from openpyxl import load_workbook

    return load_workbook(io.BytesIO(data), read_only=True, keep_links=False)


def _rows(sheet: Any, title: str, name: str) -> Iterator[Row]:
    """The cells of each row, whatever size the sheet says that it has."""
    with _read(name):
        sheet.reset_dimensions()
        rows = enumerate(sheet.iter_rows(values_only=True), start=1)
    held = 0
    while True:
        with _read(name):
            number, values = next(rows, (0, ()))
            held += len(values)
            if number > MOST_ROWS or held > MOST_CELLS:
                raise _Refused(
                    f"a sheet of it has more than {MOST_ROWS:,} rows or {MOST_CELLS:,} cells"
                )
            far = (value for value in values[MOST_COLUMNS:] if value is not None)
            cells = [_text(value) for value in (*values[:MOST_COLUMNS], *far)]
            if any(len(cell) > LONGEST_CELL for cell in cells):
                raise _Refused(f"a cell of it has more than {LONGEST_CELL:,} characters")
        if not number:
            return
        yield f"{title}, row {number:,}", cells


def _text(value: Any) -> str:
    """A cell's value as a person sees it; of a formula the formula."""
    if value is None:
        return ""
    if isinstance(value, datetime) and not (value.hour or value.minute or value.second):
        return value.date().isoformat()
    if isinstance(value, datetime | date):
        return value.isoformat(sep=" ") if isinstance(value, datetime) else value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if hasattr(value, "t") and hasattr(value, "ref"):  # a formula over several cells
        return f"={getattr(value, 'text', '')}"
    return str(value)
