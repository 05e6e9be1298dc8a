"""Reads the article out of bytes, whatever they are: HTML, a PDF, a plain text."""

from __future__ import annotations

from dragoman.archiver.article.article import Article
from dragoman.archiver.article.posts.found import posts_page
from dragoman.archiver.article.posts.post import PostsPage
from dragoman.archiver.article.remarks import REMARKS_TYPE, extract_remarks
from dragoman.archiver.article.subtitles import extract_subtitles, is_subtitles
from dragoman.archiver.body.charset import decode
from dragoman.archiver.body.content_type import read_content_type
from dragoman.archiver.body.first_bytes import ANYTHING, PDF, file_kind, looks_like_html
from dragoman.errors import ExtractionError

# Of a text, to tell what it is built as.
BEGINNING = 8_000
_HTML_TYPES = ("text/html", "application/xhtml+xml")
_OPEN_TYPES = ANYTHING | {"", "application/xml"}


def extract(body: bytes, *, url: str, content_type: str | None = None) -> Article:
    """The article in a body that is freed of its content encoding already.

    What the bytes plainly are counts before what the header calls them: servers send PDFs as
    HTML, and a notice of blocking in the place of a PDF. Raises ExtractionError, with one
    sentence, where no text can be read.
    """
    if not body.strip(b"\x00 \t\r\n"):
        raise ExtractionError("the body is empty", subject=url)
    mime = read_content_type(content_type).mime
    if mime == REMARKS_TYPE:
        return extract_remarks(body, url=url)
    kind = kind_of(body, mime)
    if kind == "pdf":
        from dragoman.archiver.article.printed.pdf import extract_pdf

        return extract_pdf(body, url=url)
    if (page := posts_page(body, url=url, kind=kind, content_type=content_type)) is not None:
        return _of_posts(page, url)
    if kind == "html":
        from dragoman.archiver.article.html import extract_html

        return extract_html(body, url=url, content_type=content_type)
    if kind == "text" and is_subtitles(decode(body[:BEGINNING], content_type).text):
        return extract_subtitles(body, url=url, content_type=content_type)
    if kind == "text":
        from dragoman.archiver.article.plaintext import extract_text

        return extract_text(body, url=url, content_type=content_type)
    raise ExtractionError(_none_of(body, mime), subject=url)


def _of_posts(page: PostsPage, url: str) -> Article:
    article = page.article(url)
    if article is None:
        why = "the post is not there" if page.missing else "no post on it has words"
        raise ExtractionError(why, subject=url)
    return article


def kind_of(content: bytes, mime: str) -> str | None:
    """`pdf`, `html` or `text`; None for what is none of them.

    What the bytes plainly are counts before what they were called.
    """
    kind = file_kind(content)
    if kind == PDF or (mime == PDF.mime and not looks_like_html(content)):
        return "pdf"
    if kind is not None:
        return None
    if mime in _HTML_TYPES or (mime != "text/plain" and looks_like_html(content)):
        return "html"
    return "text" if mime.startswith("text/") or mime in _OPEN_TYPES else None


def _none_of(content: bytes, mime: str) -> str:
    """Why no text can be read out of it."""
    kind = file_kind(content)
    if kind is None:
        return f"no text can be read out of {mime}"
    called = f", though it was called {mime}" if mime not in ("", kind.mime) else ""
    return f"it is {kind.name}{called}, and no text is read out of that"
