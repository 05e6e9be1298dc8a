"""What a page asks for, and what those things ask for in turn: each kind has its own reader."""

from __future__ import annotations

from collections.abc import Iterable

from dragoman.archiver.body.charset import decode
from dragoman.archiver.body.content_coding import unpack
from dragoman.archiver.body.content_type import read_content_type
from dragoman.archiver.requisites.css_links import css_links
from dragoman.archiver.requisites.html_links import html_links
from dragoman.archiver.requisites.link import Kind, Link
from dragoman.archiver.requisites.script_links import manifest_links, module_links
from dragoman.errors import DragomanError

HTML = frozenset({"text/html", "application/xhtml+xml"})
# Kinds whose own links are followed.
FOLLOWED: frozenset[Kind] = frozenset({"style", "frame", "module", "manifest"})
# The longest text that is read for more links.
LONGEST_TEXT = 8_000_000


def links_within(
    body: Iterable[bytes],
    url: str,
    kind: Kind,
    *,
    content_type: str | None,
    encoding: str | None,
    limit: int,
    documents: bool = False,
) -> list[Link]:
    """The links of a thing that was asked for as `kind`; none where it has none that are followed.

    `body` is without its transfer coding, `encoding` its Content-Encoding; what unpacks to more
    than `limit` bytes is not read, and what cannot be read names nothing.
    """
    followed = followed_as(kind, read_content_type(content_type).mime)
    if followed is None:
        return []
    try:
        decoded = decode(unpack(body, encoding, limit), content_type)
    except DragomanError:
        return []
    text = decoded.text[:LONGEST_TEXT]
    if followed == "frame":
        return html_links(text, url, documents=documents, encoding=decoded.encoding)
    if followed == "style":
        return css_links(text, url, "css")
    return module_links(text, url) if followed == "module" else manifest_links(text, url)


def followed_as(kind: Kind, mime: str) -> Kind | None:
    """As what the links of a thing are read; None where they are not."""
    if mime == "text/css" or (kind == "style" and mime in ("", "text/plain")):
        return "style"
    if kind == "frame" and (mime in HTML or not mime):
        return "frame"
    return kind if kind in ("module", "manifest") and mime not in HTML else None
