"""The translation alone as a Word document: headings and lists as they were, notes as footnotes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, BinaryIO

from dragoman.exchange.bilingual.alone import Block, blocks, facts, note, title, withheld
from dragoman.exchange.bilingual.document import Document
from dragoman.exchange.office.footnotes import Footnotes
from dragoman.exchange.office.word_document import (
    ATTRIBUTION,
    add_anchor,
    add_link,
    add_words,
    new_document,
    saved,
)

STYLES = {"heading": "Heading 2", "paragraph": "Normal", "item": "List Bullet"}


def write_docx(documents: Iterable[Document], stream: BinaryIO, *, notes: bool) -> None:
    """Of several pages a list of contents first, and each page on a new sheet."""
    held = list(documents)
    made = new_word(held)
    footnotes = Footnotes(made) if notes else None
    for number, document in enumerate(held, start=1):
        add_head(made, document, number, new_sheet=len(held) > 1)
        for block in blocks(document):
            _add_block(made, block, footnotes)
        add_withheld(made, document)
    if footnotes is not None:
        footnotes.finish()
    stream.write(saved(made))


def new_word(documents: Sequence[Document]) -> Any:
    """An empty document for some pages, with their contents where they are several."""
    first = documents[0]
    name = title(first).text if len(documents) == 1 else f"{len(documents)} translated pages"
    moment = max(each.translated_at for each in documents)
    made = new_document(name, first.target_language, moment)
    if len(documents) > 1:
        add_words(made.add_paragraph(style="Title"), "Contents", "en")
        for number, each in enumerate(documents, start=1):
            told = title(each)
            entry = made.add_paragraph(style="List Number")
            add_link(entry, f"page{number}", told.shown, told.language)
    return made


def add_head(made: Any, document: Document, number: int, *, new_sheet: bool) -> None:
    """The title, the attribution, and what else is said of a page."""
    heading = made.add_paragraph(style="Heading 1")
    heading.paragraph_format.page_break_before = new_sheet or None
    told = title(document)
    add_words(heading, told.shown, told.language)
    add_anchor(heading, f"page{number}", number)
    add_words(made.add_paragraph(style=ATTRIBUTION), document.credit, "en", bold=True)
    for line in facts(document):
        add_words(made.add_paragraph(style=ATTRIBUTION), line, "en")


def add_withheld(made: Any, document: Document) -> None:
    """The commitments to what was withheld of a page, at its end."""
    for line in withheld(document):
        add_words(made.add_paragraph(style=ATTRIBUTION), line, "en")


def _add_block(made: Any, block: Block, footnotes: Footnotes | None) -> None:
    paragraph = made.add_paragraph(style=STYLES[block.kind])
    for place, piece in enumerate(block.pieces):
        space = " " if place else ""
        look = {} if piece.translated else {"italic": True}
        add_words(paragraph, space + piece.shown, piece.language, **look)
        told = note(piece.sentence) if piece.sentence else None
        if footnotes is not None and told:
            footnotes.add(paragraph, told)
