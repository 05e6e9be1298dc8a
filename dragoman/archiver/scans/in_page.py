"""Pictures that a page brings in itself, and the page with what a machine read in them beside each.

A page that was saved holds its pictures: as `data:` addresses, or as parts of an MHTML message.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator, Mapping, Sequence
from email import message_from_bytes
from email.message import Message
from typing import Any
from urllib.parse import unquote_to_bytes

from dragoman.archiver.article.page_body import PageBody, opened, unpacked
from dragoman.archiver.body.charset import decode
from dragoman.archiver.body.mhtml import is_mhtml
from dragoman.archiver.scans.picture import is_picture

MOST_PICTURES = 200
_AROUND = ("a", "figure", "p", "picture", "span")  # what a picture stands in, and its text behind


def pictures_in(body: PageBody, limit: int) -> list[tuple[int, bytes]]:
    """By its place among the page's images, each picture that is in the page: its bytes.

    One that stands there twice is told once. ExtractionError where the page cannot be unpacked.
    """
    content = unpacked(body, limit)
    parts = _parts(content) if is_mhtml(content) else {}
    found: list[tuple[int, bytes]] = []
    seen: set[bytes] = set()
    for at, image in enumerate(_images(_tree(body, content, limit))):
        picture = _bytes_of(image.get("src") or "", parts)
        if picture is not None and picture not in seen and is_picture(picture):
            seen.add(picture)
            found.append((at, picture))
        if len(found) == MOST_PICTURES:
            break
    return found


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
