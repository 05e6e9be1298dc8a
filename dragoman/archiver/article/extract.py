"""Reads the article out of bytes, whatever they are: HTML, a PDF, a plain text."""

from __future__ import annotations

import re

from dragoman.archiver.article.article import Article
from dragoman.archiver.article.html import extract_html
from dragoman.archiver.article.pdf import extract_pdf
from dragoman.archiver.article.plaintext import extract_text
from dragoman.errors import ExtractionError

_HTML_TYPES = ("text/html", "application/xhtml+xml")
_OPEN_TYPES = ("", "application/octet-stream", "binary/octet-stream", "application/xml", "text/xml")
_PDF = re.compile(rb"%PDF-\d")
_HTML = re.compile(
    rb"<(?:!doctype\s+html|html|head|body|title|meta|article|div|p|h1|table|script)\b",
    re.IGNORECASE,
)
_DECLARATION = re.compile(rb"<\?xml[^>]{0,200}>", re.IGNORECASE)
_LONGEST_COMMENT = 500


def extract(body: bytes, *, url: str, content_type: str | None = None) -> Article:
    """The article in a body that is freed of its content encoding already.

    What the bytes plainly are counts before what the header calls them: servers send PDFs as
    HTML, and a notice of blocking in the place of a PDF. Raises ExtractionError, with one
    sentence, where no text can be read.
    """
    if not body.strip(b"\x00 \t\r\n"):
        raise ExtractionError("the body is empty", subject=url)
    mime = (content_type or "").split(";")[0].strip().lower()
    kind = kind_of(body, mime)
    if kind == "pdf":
        return extract_pdf(body, url=url)
    if kind == "html":
        return extract_html(body, url=url, content_type=content_type)
    if kind == "text":
        return extract_text(body, url=url, content_type=content_type)
    raise ExtractionError(f"no text can be read out of {mime}", subject=url)


def kind_of(body: bytes, mime: str) -> str | None:
    """`pdf`, `html` or `text`; None for a type that is none of them."""
    beginning = body[:2048]
    if _PDF.search(beginning[:1024]):
        return "pdf"
    if mime in _HTML_TYPES or (mime != "text/plain" and _looks_like_html(beginning)):
        return "html"
    if mime == "application/pdf":
        return "pdf"
    if mime.startswith("text/") or mime in _OPEN_TYPES:
        return "text"
    return None


def _looks_like_html(beginning: bytes) -> bool:
    plain = beginning.removeprefix(b"\xef\xbb\xbf").lstrip(b"\xff\xfe").replace(b"\x00", b"")
    declared = _DECLARATION.match(plain := plain.lstrip())
    return _HTML.match(_after_comments(plain, declared.end() if declared else 0)) is not None


def _after_comments(beginning: bytes, place: int) -> bytes:
    """What follows the comments that stand at a place."""
    rest = beginning[place:].lstrip()
    while rest.startswith(b"<!--"):
        end = rest.find(b"-->", 4, 4 + _LONGEST_COMMENT + 3)
        if end < 0:
            break
        rest = rest[end + 3 :].lstrip()
    return rest
