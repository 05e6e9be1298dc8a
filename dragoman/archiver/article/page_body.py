"""The body of a page, and what is read out of it: one reading for whoever captures or looks again.

What goes in and what comes out are plain values, so that it may be read in another process.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from dragoman.archiver.article.article import Article
from dragoman.archiver.article.html_plain import plain_parts, plain_title
from dragoman.archiver.body.charset import decode
from dragoman.archiver.body.content_coding import unknown_codings, unpack
from dragoman.archiver.body.content_type import read_content_type
from dragoman.archiver.body.first_bytes import file_kind
from dragoman.archiver.body.within import page_within
from dragoman.errors import ExtractionError
from dragoman.plugged.entry_points import READERS, plug_ins
from dragoman.provenance.digest import sha256_hex

NEVER_READ = ("video/", "audio/", "image/", "font/")
# Of anything else a browser shows a viewer of its own, which says nothing of it.
SHOWN = ("text/html", "application/xhtml+xml")

NO_MEMORY = "no article could be read out of it: that takes more memory than there is for it"


@dataclass(frozen=True, slots=True)
class PageBody:
    """What an article is read out of, and where it was found.

    `content` is the body without its transfer coding, still in its content coding; `content_type`,
    `content_encoding` and `refresh` are the headers that it came with, `status` what the server
    answered, `asked` the URL that was asked for where redirects led away from it. `without_others`
    says why readers of other packages are not asked, where they are not.
    """

    content: bytes
    url: str
    content_type: str | None = None
    content_encoding: str | None = None
    status: int | None = None
    asked: str | None = None
    refresh: str | None = None
    without_others: str | None = None

    @property
    def mime(self) -> str:
        """The media type that it was said to be, in lower case; empty where none was said."""
        return read_content_type(self.content_type).mime


@dataclass(frozen=True, slots=True)
class PageRead:
    """What a body shows: its article, or a sentence on why there is none.

    `text` is all the visible text of an HTML page and `html` its source, both empty for anything
    else. `payload` is the SHA-256 of the body freed of its content coding, in hexadecimal; None
    where it was not unpacked.
    """

    article: Article | None
    why_none: str | None
    text: str = ""
    html: str = ""
    title: str | None = None
    payload: str | None = None


def read_page(body: PageBody, limit: int) -> PageRead:
    """The article in a body, by the same reading, and all that it shows besides; never raises."""
    try:
        whole = unpacked(body, limit)
        body, content = opened(body, whole, limit)
    except ExtractionError as error:
        return PageRead(None, error.message)
    article, why_none = None, None
    try:
        article = read_article(body, content)
    except ExtractionError as error:
        why_none = error.message
    except MemoryError:
        why_none = NO_MEMORY
    text, html, title = _shown(body, content)
    return PageRead(article, why_none, text, html, title, sha256_hex(whole))


def unpacked(body: PageBody, limit: int) -> bytes:
    """A body's content; ExtractionError where there is none to be read."""
    if body.mime.startswith(NEVER_READ):
        raise ExtractionError(f"no text can be read out of {body.mime}", subject=body.url)
    try:
        return unpack([body.content], body.content_encoding, limit)
    except (ExtractionError, MemoryError):
        raise
    except Exception as error:
        raise _broken(body, error) from error


def opened(body: PageBody, content: bytes, limit: int) -> tuple[PageBody, bytes]:
    """The page itself, where a file holds it with all that it shows; else what came in.

    `content` is what `unpacked` gives. ExtractionError where the page in it is too large.
    """
    try:
        found = page_within(content, limit)
    except (ExtractionError, MemoryError):
        raise
    except Exception as error:
        raise _broken(body, error) from error
    if found is None:
        return body, content
    page, content_type = found
    return replace(body, content=page, content_type=content_type, content_encoding=None), page


def read_article(body: PageBody, content: bytes) -> Article:
    """The article in a body, whose content is `content`, as `unpacked` gives it.

    ExtractionError, with one sentence, where none can be read, for whatever reason: hostile pages
    break parsers in unforeseen ways. MemoryError where there is not enough of it.
    """
    from dragoman.archiver.article.extract import extract

    unknown = ", ".join(unknown_codings(body.content_encoding))[:100]
    try:
        article = extract(content, url=body.url, content_type=body.content_type)
    except ExtractionError as error:
        if unknown and file_kind(content) is not None:
            raise _in_unknown_coding(body, unknown) from error
        raise
    except MemoryError:
        raise
    except Exception as error:
        raise _broken(body, error) from error
    if unknown:
        return _with_setting(article, "content_coding_unknown", unknown)
    return _read_by_others(article, body, content)


def _read_by_others(article: Article, body: PageBody, content: bytes) -> Article:
    """The article as another package reads pages of its site, where one is installed for it."""
    from dragoman.archiver.article.extract import kind_of

    if not plug_ins(READERS) or kind_of(content, body.mime) != "html":
        return article
    from dragoman.archiver.article.plugged import as_read_there, without_it

    if body.without_others:
        return without_it(article, body.without_others)
    return as_read_there(article, decode(content, body.content_type).text)


def _with_setting(article: Article, name: str, value: object) -> Article:
    stamp = article.extractor
    return replace(article, extractor=replace(stamp, settings={**stamp.settings, name: value}))


def _in_unknown_coding(body: PageBody, coding: str) -> ExtractionError:
    return ExtractionError(
        f'its content coding, "{coding}", is not known here, so nothing can be read out of it; '
        "the page itself is kept",
        subject=body.url,
    )


def _broken(body: PageBody, error: Exception) -> ExtractionError:
    return ExtractionError(
        f"no article could be read out of it ({type(error).__name__}: {error}); "
        "the page itself is kept",
        subject=body.url,
    )


def _shown(body: PageBody, content: bytes) -> tuple[str, str, str | None]:
    """Visible text, source and title of an HTML page; nothing where it is none, or breaks."""
    from dragoman.archiver.article.extract import kind_of

    try:
        if kind_of(content, body.mime) != "html":
            return "", "", None
        html = decode(content, body.content_type).text
        text = "\n".join(part.text for part in plain_parts(html))
        return text, html, plain_title(html)
    except Exception:  # noqa: BLE001 - what cannot be seen is not compared
        return "", "", None
