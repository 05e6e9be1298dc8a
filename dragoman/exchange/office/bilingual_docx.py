"""A Word table, original beside translation, that comes back: a sentence a row, known by its id."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, BinaryIO

from dragoman.exchange.bilingual.document import Document, Sentence
from dragoman.exchange.office.language_tag import is_right_to_left, language_tag
from dragoman.exchange.office.table import HINT, identity, in_cell, remarks, state
from dragoman.exchange.office.translation_docx import add_head, add_withheld, new_word
from dragoman.exchange.office.word_document import ATTRIBUTION, GREY, add_words, saved

# By column: what it is called, and its width in twentieths of a point, for a sheet on its side.
COLUMNS = {
    "n": 500, "source": 4850, "target": 4850, "state": 1100, "decision": 1300, "remarks": 1500,
    "id": 900,
}  # fmt: skip
Cell = tuple[str, str, str | None]  # words, their language, and the size of letters in half points


def write_bilingual(documents: Iterable[Document], stream: BinaryIO) -> None:
    held = list(documents)
    made = new_word(held)
    _lay_on_its_side(made)
    for number, document in enumerate(held, start=1):
        add_head(made, document, number, new_sheet=len(held) > 1)
        add_words(made.add_paragraph(style=ATTRIBUTION), HINT, "en")
        _add_table(made, document)
        add_withheld(made, document)
        made.add_paragraph()  # two tables that touch become one
    stream.write(saved(made))


def _lay_on_its_side(made: Any) -> None:
    from docx.enum.section import WD_ORIENT
    from docx.shared import Mm

    section = made.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Mm(297), Mm(210)
    section.left_margin = section.right_margin = Mm(15)


def _add_table(made: Any, document: Document) -> None:
    """Built of its elements: python-docx looks through a table anew for each cell that it adds."""
    made_table = made.add_table(rows=0, cols=0)
    made_table.style, made_table.autofit = "Table Grid", False
    table = made_table._tbl
    for width in COLUMNS.values():
        _child(table.tblGrid, "gridCol", w=str(width))
    table.append(_row([(name, "en", None) for name in COLUMNS], header=True))
    for sentence in document.sentences:
        table.append(_row(_cells(document, sentence), header=False))


def _cells(document: Document, sentence: Sentence) -> Sequence[Cell]:
    pair = sentence.pair
    return [
        (str(pair.n), "en", "16"),
        (pair.source.text, pair.language, None),
        (pair.target or "", document.target_language, None),
        (state(sentence), "en", "16"),
        ("", "en", "16"),
        (remarks(sentence), "en", "14"),
        (identity(document, sentence), "en", "6"),
    ]


def _row(cells: Sequence[Cell], *, header: bool) -> Any:
    from docx.oxml import OxmlElement

    row = OxmlElement("w:tr")
    properties = _child(row, "trPr")
    _child(properties, "cantSplit")
    if header:
        _child(properties, "tblHeader")
    for (words, language, size), width in zip(cells, COLUMNS.values(), strict=True):
        cell = _child(row, "tc")
        _child(_child(cell, "tcPr"), "tcW", w=str(width), type="dxa")
        _fill(cell, words, language, size, header)
    return row


def _fill(cell: Any, words: str, language: str, size: str | None, bold: bool) -> None:
    paragraph = _child(cell, "p")
    if is_right_to_left(language):
        _child(_child(paragraph, "pPr"), "bidi")
    if not words:
        return
    run = _child(paragraph, "r")
    look = _child(run, "rPr")
    if bold:
        _child(look, "b")
    if size is not None:
        _child(look, "color", val=GREY)
        _child(look, "sz", val=size)
    if is_right_to_left(language):
        _child(look, "rtl")
    tag = language_tag(language, words)
    _child(look, "lang", val=tag, **({"bidi": tag} if is_right_to_left(language) else {}))
    text = _child(run, "t")
    text.text = in_cell(words)
    text.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")


def _child(parent: Any, tag: str, **attributes: str) -> Any:
    from docx.oxml import OxmlElement

    element = OxmlElement(f"w:{tag}")
    for name, value in attributes.items():
        element.set(_name(name), value)
    parent.append(element)
    return element


def _name(name: str) -> str:
    from docx.oxml.ns import qn

    return str(qn(f"w:{name}"))
