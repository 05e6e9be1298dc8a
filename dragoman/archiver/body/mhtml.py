"""MHTML: a page with all that it shows as one message of MIME (RFC 2557), as browsers save it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from email import message_from_bytes
from email.errors import MessageError
from email.header import decode_header, make_header
from email.message import Message
from email.parser import BytesHeaderParser

HEAD = 1 << 16
LONGEST = 1_000
MHTML_TYPE = "multipart/related"
_BEGINS = re.compile(rb"\s{0,99}[A-Za-z][A-Za-z0-9-]{1,60}:")
_TYPE = re.compile(rb"(?im)^content-type:\s{0,9}(?:multipart/|text/html)")
_VERSION = re.compile(rb"(?im)^(?:mime-version:|snapshot-content-location:)")
_SAVER = re.compile(r"Saved by ([^>]{1,80})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class MhtmlHead:
    """What the message says of itself: where the page was, when it was saved, by what."""

    location: str | None
    date: str | None
    subject: str | None
    saved_by: str | None


def is_mhtml(content: bytes) -> bool:
    """Whether a file is a message of MIME with a page in it."""
    head = content[:HEAD]
    return bool(_BEGINS.match(head) and _VERSION.search(head) and _TYPE.search(head))


def mhtml_head(content: bytes) -> MhtmlHead | None:
    """What its headers say; None for anything else than MHTML."""
    if not is_mhtml(content):
        return None
    message = _headers(content[:HEAD])
    location = message.get("Snapshot-Content-Location") or message.get("Content-Location")
    if location is None and (boundary := message.get_boundary()):
        location = _first_location(content[: 4 * HEAD], boundary)
    saver = _SAVER.search(_text(message.get("From")) or "")
    return MhtmlHead(
        location=_text(location),
        date=_text(message.get("Date")),
        subject=_text(message.get("Subject")),
        saved_by=saver[1].strip() if saver else _text(message.get("X-MimeOLE")),
    )


def page_in_mhtml(content: bytes) -> tuple[bytes, str] | None:
    """The page in an MHTML file and its media type; None where there is none.

    RecursionError and MemoryError for what is made so that it cannot be read.
    """
    try:
        message = message_from_bytes(content)
    except (MessageError, LookupError, ValueError):
        return None
    root = message.get_param("start")
    pages = [each for each in message.walk() if each.get_content_type() in _PAGES]
    named = [each for each in pages if root and each.get("Content-ID") == root]
    for part in (*named, *pages):
        body = part.get_payload(decode=True)
        if isinstance(body, bytes) and body.strip():
            return body, str(part.get("Content-Type") or "text/html").replace("\n", " ")
    return None


_PAGES = ("text/html", "application/xhtml+xml")


def _headers(data: bytes) -> Message:
    return BytesHeaderParser().parsebytes(data.lstrip())


def _first_location(data: bytes, boundary: str) -> str | None:
    """Where the first part says that it was: Internet Explorer has it nowhere else."""
    mark = b"--" + boundary.encode("utf-8", "replace")
    place = data.find(mark + b"\r\n")
    place = place if place >= 0 else data.find(mark + b"\n")
    if place < 0:
        return None
    return _headers(data[place + len(mark) :].lstrip()).get("Content-Location")


def _text(value: object) -> str | None:
    """A header's words on one line; None for none."""
    if value is None:
        return None
    try:
        plain = str(make_header(decode_header(str(value))))
    except (LookupError, ValueError, MessageError):
        plain = str(value)
    plain = "".join(each if each.isprintable() else " " for each in plain)
    return plain.strip()[: LONGEST * 16] or None
