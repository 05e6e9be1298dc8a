"""Which reader reads the article out of a body: by its first bytes, then by what the server said."""

from __future__ import annotations

from dragoman.archiver.article import Article
from dragoman.errors import ExtractionError

HTML_TYPES = ("text/html", "application/xhtml+xml", "application/xml", "text/xml")
PDF_TYPES = ("application/pdf", "application/x-pdf")
MARKUP = (b"<!doctype", b"<html", b"<head", b"<body", b"<?xml", b"<article", b"<div", b"<p>")


def extract(body: bytes, *, url: str, content_type: str | None) -> Article:
    """The article in `body`, whose content coding is undone.

    Raises ExtractionError, with a sentence, where there is none or it is of no kind that is read.
    """
    mime = (content_type or "").partition(";")[0].strip().lower()
    start = body[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if b"%pdf-" in start or (mime in PDF_TYPES and not start.startswith(MARKUP)):
        from dragoman.archiver.pdf import extract_pdf

        return extract_pdf(body, url=url)
    if mime in HTML_TYPES or start.startswith(MARKUP):
        from dragoman.archiver.html import extract_html

        return extract_html(body, url=url, content_type=content_type)
    if mime.startswith("text/") or (not mime and b"\x00" not in start):
        from dragoman.archiver.plaintext import extract_text

        return extract_text(body, url=url, content_type=content_type)
    raise ExtractionError(
        f"{mime or 'a body of no known kind'} is kept, but no article is read out of it",
        subject=url,
    )
