"""The text layer of a PDF as an article. The one module that speaks to pypdfium2.

PDFium is not thread-safe: a lock lets one document be read at a time. What the lines of a page
make up (paragraphs, headings, running heads) is worked out in `pdf_layout.py`.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from importlib.metadata import version
from threading import Lock
from typing import Any

from dragoman.archiver.article.article import Article, assemble
from dragoman.archiver.article.pdf_layout import Line, Page, parts_of_pages
from dragoman.archiver.article.translation_note import without_translation_note
from dragoman.archiver.body.kept_characters import collapse
from dragoman.archiver.body.pdf_streams import MOST, swells
from dragoman.errors import ExtractionError
from dragoman.provenance.stamp import Stamp

TOOL = "dragoman.archiver.pdf"
VERSION = "1"
MOST_PAGES = 2_000
MOST_CHARACTERS = 20_000_000
_PDFIUM = Lock()

_PASSWORD_ERROR = 4  # FPDF_ERR_PASSWORD
_HYPHENS = frozenset({0x02, 0xFFFE})  # what PDFium puts for a hyphen and the end of its line
_LINE_ENDS = _HYPHENS | {0x0A, 0x0D}
_WITH_MARK = {"и": "й", "И": "Й", "е": "ё", "Е": "Ё"}
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
    with _PDFIUM:
        pages, metadata, total = _read(body, url)
    parts = parts_of_pages(pages)
    if not parts:
        raise ExtractionError("the PDF has no text layer, it needs OCR", subject=url)
    parts, note = without_translation_note(parts)
    text, blocks = assemble(parts)
    heading = next((part.text for part in parts[:10] if part.kind == "heading"), None)
    settings: dict[str, object] = {"pypdfium2": version("pypdfium2"), "pages": total}
    if len(pages) < total:
        settings["pages_read"] = len(pages)
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


def _read(body: bytes, url: str) -> tuple[list[Page], dict[str, str], int]:
    """Pages with their lines, the metadata, and how many pages there are. Holds no handle after."""
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(body)
        try:
            total = len(document)
            return _pages(document, min(total, MOST_PAGES)), document.get_metadata_dict(), total
        finally:
            document.close()
    except pypdfium2.PdfiumError as error:
        raise ExtractionError(_reason(error), subject=url) from error


def _reason(error: Exception) -> str:
    if getattr(error, "err_code", None) == _PASSWORD_ERROR or "password" in str(error).lower():
        return "the PDF is encrypted and needs a password"
    return "the PDF is damaged and cannot be opened"


def _pages(document: Any, count: int) -> list[Page]:
    pages = []
    characters = 0
    for number in range(count):
        page = document[number]
        try:
            lines = list(_lines(page))
            pages.append(Page(page.get_height(), lines))
        finally:
            page.close()
        characters += sum(len(line.text) for line in lines)
        if characters > MOST_CHARACTERS:
            break
    return pages


def _lines(page: Any) -> Iterator[Line]:
    """The lines of a page, in PDFium's order of reading."""
    textpage = page.get_textpage()
    try:
        first, letters = 0, ""
        for index in range(textpage.count_chars()):
            code = _raw().FPDFText_GetUnicode(textpage, index)
            if code in _LINE_ENDS:
                letters += "-" if code in _HYPHENS else ""
                yield from _line(textpage, first, index, letters)
                first, letters = index + 1, ""
            elif code == 0x20 and letters and _has_ink(textpage, index):
                letters = letters[:-1] + _WITH_MARK.get(letters[-1], letters[-1])
            else:
                letters += chr(code)
        yield from _line(textpage, first, textpage.count_chars(), letters)
    finally:
        textpage.close()


def _raw() -> Any:
    from pypdfium2 import raw

    return raw


def _has_ink(textpage: Any, index: int) -> bool:
    """Whether a space is none: Word writes й and İ as two glyphs, the mark above as a space."""
    if _raw().FPDFText_IsGenerated(textpage, index) == 1:
        return False
    left, bottom, _, top = textpage.get_charbox(index)
    return bool(top - bottom > 0.3 and left < textpage.get_charbox(index - 1)[2])


def _line(textpage: Any, first: int, stop: int, letters: str) -> Iterator[Line]:
    """The line in a range of characters, with where it stands; nothing where it is blank."""
    text = collapse(letters.encode("utf-16", "surrogatepass").decode("utf-16", "replace"))
    if not text:
        return
    boxes = [textpage.get_rect(n) for n in range(textpage.count_rects(first, stop - first))]
    boxes = [box for box in boxes if box[2] > box[0]] or [(0.0, 0.0, 0.0, 0.0)]
    raw = _raw()
    places = range(first, stop, max(1, (stop - first) // 8))
    sizes = [_size(textpage, place) for place in places]
    weights = [raw.FPDFText_GetFontWeight(textpage, place) for place in places]
    yield Line(
        text=text,
        left=min(box[0] for box in boxes),
        right=max(box[2] for box in boxes),
        bottom=min(box[1] for box in boxes),
        top=max(box[3] for box in boxes),
        size=sorted(sizes)[len(sizes) // 2],
        bold=sum(weight >= 600 for weight in weights) * 2 > len(weights),
    )


def _size(textpage: Any, index: int) -> float:
    """The size of a character's type as it is printed: the font's, times the text's scale."""
    raw = _raw()
    matrix = raw.FS_MATRIX()
    scale = 1.0
    if raw.FPDFText_GetMatrix(textpage, index, matrix):
        scale = math.hypot(matrix.c, matrix.d) or 1.0
    return float(raw.FPDFText_GetFontSize(textpage, index)) * scale
