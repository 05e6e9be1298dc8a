"""The pictures of a page, and the page with what a machine read in them beside each.

A page that was saved holds its pictures: as `data:` addresses, or as parts of an MHTML message.
Those of others are named by their addresses, and lie beside the page.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from email import message_from_bytes
from email.message import Message
from itertools import islice
from typing import Any
from urllib.parse import unquote_to_bytes, urljoin

from dragoman.archiver.article.page_body import PageBody, opened, unpacked
from dragoman.archiver.body.charset import decode
from dragoman.archiver.body.first_bytes import file_kind
from dragoman.archiver.body.mhtml import is_mhtml
from dragoman.archiver.scans.picture import is_picture

# Of a page whose images have no end; and addresses that one is found under.
MOST_IMAGES, MOST_NAMES = 5_000, 20
# Where scripts keep the address until a picture comes into sight.
LATER = ("data-src", "data-lazy-src", "data-original", "data-lazy")
# In a `srcset`, an address before its width or density, and the comma before the next.
_SIZES = re.compile(r"([^\s,]\S{0,5000}[^\s,])(?:\s+[^,]{0,50})?(?:,|$)")
_AROUND = ("a", "figure", "p", "picture", "span")  # what a picture stands in, and its text behind


@dataclass(frozen=True, slots=True)
class FoundImage:
    """An image of a page, by its place among them: its bytes where the page brings them in itself,
    and else the addresses that it may have been had under; `inside` where it is in the page."""

    at: int
    inside: bool
    content: bytes | None
    named: str | None
    urls: tuple[str, ...]


def images_in(body: PageBody, limit: int) -> list[FoundImage]:
    """The images of a page. ExtractionError where the page cannot be unpacked."""
    content = unpacked(body, limit)
    if file_kind(content) is not None:  # a PDF, and whatever else is no page
        return []
    parts = _parts(content) if is_mhtml(content) else {}
    tree = _tree(body, content, limit)
    base = urljoin(body.url, next(iter(tree.xpath("//base/@href")), ""))
    found = []
    for at, image in enumerate(islice(_images(tree), MOST_IMAGES)):
        source = image.get("src") or ""
        picture = _bytes_of(source, parts)
        inside = source.startswith("data:") or source in parts
        if picture is not None and not is_picture(picture):
            picture = None
        urls = () if picture is not None else tuple(_addresses(image, base))
        named = None if source.startswith("data:") else source[:1_000] or None
        if source or urls:
            found.append(FoundImage(at, inside and not urls, picture, named, urls))
    return found


def _addresses(image: Any, base: str) -> Iterator[str]:
    """Where an image may have been had from: its own address, what scripts would have put there,
    and its other sizes, the last of which is mostly the largest."""
    sources = [image.get(name) or "" for name in ("src", *LATER)]
    sets = [_SIZES.findall(image.get(name) or "") for name in ("srcset", "data-srcset")]
    named = [*sources, *(each for one in sets for each in reversed(one))]
    for each in dict.fromkeys(named[:MOST_NAMES]):
        with suppress(ValueError):
            if (url := urljoin(base, each.strip())).startswith(("http://", "https://")) and each:
                yield url


def with_texts(body: PageBody, limit: int, texts: Mapping[int, Sequence[str]]) -> bytes:
    """The page as HTML in UTF-8, with paragraphs behind the images that they were read in."""
    from lxml import html

    tree = _tree(body, unpacked(body, limit), limit)
    for at, image in enumerate(list(_images(tree))):
        behind = image
        while (above := behind.getparent()) is not None and above.tag in _AROUND:
            behind = above
        for text in reversed(texts.get(at, ())):
            paragraph = html.Element("p")
            paragraph.text = text
            behind.addnext(paragraph)
            paragraph.tail, behind.tail = behind.tail, None
    return bytes(html.tostring(tree, encoding="utf-8", doctype="<!doctype html>"))


def _tree(body: PageBody, content: bytes, limit: int) -> Any:
    from lxml import html

    page, source = opened(body, content, limit)
    text = decode(source, page.content_type).text
    return html.document_fromstring(text.encode("utf-8"), parser=html.HTMLParser(encoding="utf-8"))


def _images(tree: Any) -> Iterator[Any]:
    yield from tree.iter("img")


def _bytes_of(source: str, parts: Mapping[str, bytes]) -> bytes | None:
    if not source.startswith("data:image/"):
        return parts.get(source)
    head, _, told = source.partition(",")
    if not head.endswith(";base64"):
        return unquote_to_bytes(told)
    try:
        return base64.b64decode(unquote_to_bytes(told))
    except (binascii.Error, ValueError):
        return None


def _parts(content: bytes) -> dict[str, bytes]:
    """Pictures of an MHTML message by how the page names them."""
    found: dict[str, bytes] = {}
    for part in message_from_bytes(content).walk():
        if part.get_content_maintype() == "image" and isinstance(part, Message):
            picture = part.get_payload(decode=True)
            names = (part.get("Content-Location"), _by_id(part.get("Content-ID")))
            if isinstance(picture, bytes):
                found |= {str(name).strip(): picture for name in names if name}
    return found


def _by_id(identity: str | None) -> str | None:
    return f"cid:{identity.strip().strip('<>')}" if identity else None
