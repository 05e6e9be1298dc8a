"""What the browser is told of a page: its content and its encoding as we read them.

A browser believes what is declared: it shows a page that is declared wrongly as nobody can read it,
and none at all where it is not packed as the server says. What is recorded is what came.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import webencodings

from dragoman.archiver.body.charset import decode
from dragoman.archiver.body.content_coding import unpack
from dragoman.archiver.body.content_type import read_content_type
from dragoman.archiver.body.first_bytes import file_kind, looks_like_html
from dragoman.archiver.web.http_exchange import Exchange

PAGES = frozenset({"text/html", "application/xhtml+xml"})
# How a browser reads what is served, where it is served as it should be.
_PLAIN = re.compile(r'[\w/+-]+\s*;\s*charset="?([\w:.-]+)"?', re.IGNORECASE)
_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")


@dataclass(frozen=True, slots=True)
class Told:
    """A Content-Type to say in place of the server's, where it is another, and the content to send,
    freed of what it was packed in.

    `charset` is in the type. Content in an encoding that no browser knows is said in UTF-8.
    """

    body: bytes
    content_type: str | None = None
    charset: str | None = None


def told(exchange: Exchange, limit: int) -> Told | None:
    """What the browser is told of a page; None of what is none, which is passed on as it came."""
    served = exchange.combined("content-type")
    mime = read_content_type(served).mime
    if mime and mime not in PAGES:
        return None
    try:
        body = unpack(exchange.payload(), exchange.combined("content-encoding"), limit)
    except Exception:  # noqa: BLE001 - what cannot be unpacked is the browser's to judge
        return None
    if file_kind(body[:4096]) is not None or not (mime or looks_like_html(body[:4096])):
        return None
    return _told(body, served, mime or "text/html")


def _told(body: bytes, served: str | None, mime: str) -> Told:
    decoded = decode(body, served)
    standard = webencodings.lookup(decoded.encoding)
    # A browser believes a mark, whatever the bytes behind it are.
    mistaken = decoded.source != "bom" and body.startswith(_MARKS)
    if standard is None or mistaken:
        said = decoded.text.encode("utf-8", "replace")
        return Told(said, f"{mime}; charset=utf-8", "utf-8")
    plain = _PLAIN.fullmatch((served or "").strip())
    if decoded.source in ("bom", "default") or (
        plain and webencodings.lookup(plain[1]) == standard
    ):
        return Told(body)
    return Told(body, f"{mime}; charset={standard.name}", standard.name)
