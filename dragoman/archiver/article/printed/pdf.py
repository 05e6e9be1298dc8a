"""The text layer of a PDF as an article. With `pdf_words.py` the border to pypdfium2.

PDFium is not thread-safe: a lock lets one document be read at a time. `pdf_words.py` takes words
and rules off a page, `pdf_order.py` puts them in the order of reading, and what their lines make up
(paragraphs, headings, running heads) is worked out in `pdf_layout.py`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from threading import Lock
from typing import Any

from dragoman.archiver.article.article import Article, assemble
from dragoman.archiver.article.printed.pdf_layout import Page, parts_of_pages
from dragoman.archiver.article.printed.pdf_order import lines_in_order
from dragoman.archiver.article.printed.pdf_words import sheets_of
from dragoman.archiver.article.translation_note import without_translation_note
from dragoman.archiver.body.kept_characters import collapse
from dragoman.archiver.body.pdf_streams import MOST, swells
from dragoman.errors import ExtractionError
from dragoman.provenance.stamp import Stamp

TOOL = "dragoman.archiver.pdf"
VERSION = "2"
MOST_PAGES = 2_000
MOST_CHARACTERS = 20_000_000
PDFIUM = Lock()
NO_TEXT_LAYER = "the PDF has no text layer, it needs OCR"

_PASSWORD_ERROR = 4  # FPDF_ERR_PASSWORD
_NO_TITLE = re.compile(
    r"(?:untitled|document\d*|microsoft (?:word|powerpoint|excel).*|.*\.(?:docx?|rtf|odt|pdf|indd"
    r"|qxd|pptx?|xlsx?|txt)|[\W\d_]*|.{0,3}|.{300,})",
    re.IGNORECASE,
)


def extract_pdf(body: bytes, *, url: str) -> Article:
    """Read a PDF's text layer.

    Raises ExtractionError where the file is damaged, encrypted, swells up, or has no text layer.
    """
    if swells(body):
        raise ExtractionError(
            f"a part of the PDF unpacks to more than {MOST:,} bytes, so it is not read", subject=url
        )
    with PDFIUM:
        pages, metadata, read, total = _read(body, url)
    parts = parts_of_pages(pages)
    if not parts:
        raise ExtractionError(NO_TEXT_LAYER, subject=url)
    parts, note = without_translation_note(parts)
    text, blocks = assemble(parts)
    heading = next((part.text for part in parts[:10] if part.kind == "heading"), None)
    settings: dict[str, object] = {"pypdfium2": version("pypdfium2"), "pages": total}
    if read < total:
        settings["pages_read"] = read
    return Article(
        url=url,
        title=_title(metadata) or heading,
        byline=None,
        published=None,
        text=text,
        blocks=blocks,
        canonical_url=None,
        html_language=None,
        translation_of=note.original if note else None,
        translator=note.translator if note else None,
        extractor=Stamp.now(TOOL, VERSION, settings),
    )


def _title(metadata: dict[str, str]) -> str | None:
    """The title in the metadata, unless it is a file's name or a program's."""
    title = collapse(metadata.get("Title", ""))
    return None if _NO_TITLE.fullmatch(title) else title


def _read(body: bytes, url: str) -> tuple[list[Page], dict[str, str], int, int]:
    """Pages with their lines, the metadata, how many pages were read and how many there are.

    Holds no handle after.
    """
    with open_pdf(body, url) as document:
        total = len(document)
        pages, read = _pages(document, min(total, MOST_PAGES))
        return pages, document.get_metadata_dict(), read, total


@contextmanager
def open_pdf(body: bytes, url: str) -> Iterator[Any]:
    """PDFium's document, under its lock; closed after. ExtractionError where it cannot be read."""
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(body)
        try:
            yield document
        finally:
            document.close()
    except pypdfium2.PdfiumError as error:
        raise ExtractionError(_reason(error), subject=url) from error


def _reason(error: Exception) -> str:
    if getattr(error, "err_code", None) == _PASSWORD_ERROR or "password" in str(error).lower():
        return "the PDF is encrypted and needs a password"
    return "the PDF is damaged and cannot be opened"


def _pages(document: Any, count: int) -> tuple[list[Page], int]:
    """Pages with their lines, a page for each direction of text, and how many were read."""
    pages: list[Page] = []
    characters = read = 0
    for number in range(count):
        page = document[number]
        try:
            sheets = sheets_of(page)
        finally:
            page.close()
        pages += [Page(sheet.height, lines_in_order(sheet)) for sheet in sheets]
        read += 1
        characters += sum(len(word.text) for sheet in sheets for word in sheet.words)
        if characters > MOST_CHARACTERS:
            break
    return pages, read
