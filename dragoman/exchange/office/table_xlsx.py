"""The border to openpyxl: a spreadsheet of sentences that comes back, and the pages they are of.

Every cell is text, whatever it begins with; nothing in it is worked out.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Sequence
from typing import Any, BinaryIO

from dragoman.errors import UsageError
from dragoman.exchange.bilingual.document import Document, Sentence
from dragoman.exchange.office.office_zip import settled
from dragoman.exchange.office.table import HINT, identity, in_cell, remarks, state

LONGEST_CELL = 32_767  # of letters; more is cut off by spreadsheets without a word
MOST_ROWS = 1_048_575
# By column: what it is called, and its width in letters.
COLUMNS = {
    "n": 5, "source": 60, "target": 60, "state": 18, "decision": 12, "remarks": 30, "model": 20,
    "page": 30, "attribution": 30, "id": 20,
}  # fmt: skip
PAGES = {
    "n": 5, "title": 40, "translated title": 40, "url": 40, "captured": 22, "dated": 14,
    "state": 12, "attribution": 80,
}  # fmt: skip
MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*(</dcterms:modified>)")


def write_xlsx(documents: Iterable[Document], stream: BinaryIO) -> None:
    """A sheet of sentences, then one of the pages; UsageError for what no sheet can hold.

    All is looked at before the first cell is written: openpyxl keeps what it has of a sheet in a
    file of its own, which stays where a sheet is not finished.
    """
    from openpyxl import Workbook

    pages: list[Sequence[str]] = []
    rows: list[Sequence[str]] = []
    moment = ""
    for number, document in enumerate(documents, start=1):
        moment = max(moment, document.translated_at)
        pages.append(_fitting(_page(document, number)))
        pages += (_fitting(["", f"withheld, {what}: {told}"]) for what, told in document.withheld)
        rows += (_fitting(_cells(document, sentence)) for sentence in document.sentences)
    if len(rows) > MOST_ROWS:
        raise UsageError(f"a sheet holds {MOST_ROWS:,} sentences; export fewer pages, or as csv")
    book = Workbook(write_only=True)
    sentences = _sheet(book, "Sentences", COLUMNS)
    for cells in rows:
        _append(sentences, cells)
    listed = _sheet(book, "Pages", PAGES)
    for cells in (*pages, [""], ["", HINT]):
        _append(listed, cells)
    stream.write(_saved(book, moment))


def _fitting(cells: Iterable[str]) -> Sequence[str]:
    """The words of cells as a sheet keeps them."""
    kept = [in_cell(words) for words in cells]
    for text in kept:
        if len(text) > LONGEST_CELL:
            raise UsageError(
                f"“{text[:40]}…” is longer than the {LONGEST_CELL:,} letters that a spreadsheet "
                "keeps in a cell; take the format csv or bilingual"
            )
    return kept


def _sheet(book: Any, name: str, columns: dict[str, int]) -> Any:
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    sheet = book.create_sheet(name)
    sheet.freeze_panes = "A2"
    sheet.print_title_rows = "1:1"
    for number, width in enumerate(columns.values(), start=1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    sheet.append([_cell(sheet, each, Font(bold=True)) for each in columns])
    return sheet


def _append(sheet: Any, cells: Sequence[str]) -> None:
    sheet.append([_cell(sheet, each, None) for each in cells])


def _cell(sheet: Any, text: str, font: Any) -> Any:
    """Text and nothing else: also to the one who writes into it."""
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Alignment

    cell = WriteOnlyCell(sheet, text or None)
    if text:
        cell.data_type = "s"
    cell.number_format = "@"
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    if font is not None:
        cell.font = font
    return cell


def _cells(document: Document, sentence: Sentence) -> Sequence[str]:
    pair, model = sentence.pair, document.model_of(sentence)
    return (
        str(pair.n), pair.source.text, pair.target or "", state(sentence), "", remarks(sentence),
        model.label if model else "", document.url, document.credit, identity(document, sentence),
    )  # fmt: skip


def _page(document: Document, number: int) -> Sequence[str]:
    return (
        str(number), document.title or "", document.translated_title or "", document.url,
        document.captured_at, document.published or "", document.said, document.credit,
    )  # fmt: skip


def _saved(book: Any, moment: str) -> bytes:
    """With nothing of this machine in it; the same bytes for the same documents."""
    from datetime import datetime

    when = datetime.fromisoformat((moment or "1980-01-01T00:00:00")[:19])
    book.properties.creator = ""
    book.properties.created = when
    body = io.BytesIO()
    book.save(body)
    return settled(body.getvalue(), _times(body, when.isoformat()))


def _times(body: io.BytesIO, moment: str) -> dict[str, bytes]:
    import zipfile

    with zipfile.ZipFile(body) as held:
        core = held.read("docProps/core.xml")
    return {"docProps/core.xml": MODIFIED.sub(rb"\g<1>" + moment.encode() + rb"Z\g<2>", core)}
