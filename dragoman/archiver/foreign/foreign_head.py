"""The head of a WARC or ARC record, and its block, as they stand in a file made elsewhere."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from dragoman.archiver.foreign.unpacked import STEP, Unpacked

MAX_LINE = 1 << 16
MAX_HEADERS = 1 << 18
MAX_ARC_FIELD = 4096
VERSION = re.compile(rb"(?i:WARC)/\d{1,3}\.\d{1,3}[ \t]*\r?\n")


class Bad(Exception):
    """What stands at a place is not a whole record; the text says why."""


@dataclass(frozen=True, slots=True)
class Head:
    """A record's headers by lower-case name (the first of each), and how long its block is.

    An ARC record's header line is told in the names of WARC; `arc` says so.
    """

    headers: Mapping[str, str]
    length: int
    arc: bool

    @property
    def type(self) -> str:
        return self.headers.get("warc-type", "").lower()

    @property
    def http(self) -> bool:
        """Whether the block begins with the head of an HTTP message."""
        kind = self.headers.get("content-type", "").lower()
        return self.type in ("request", "response", "revisit") and (
            self.arc or kind.startswith("application/http") or not kind
        )


def read_head(source: Unpacked) -> Head:
    """The headers of the record here; Bad where none begins here, or they are not whole."""
    first = source.line(MAX_LINE)
    if VERSION.fullmatch(first):
        return _warc_head(source)
    if looks_like_arc(first):
        return _arc_head(first)
    raise Bad("is none: what stands there begins no record")


def _warc_head(source: Unpacked) -> Head:
    headers: dict[str, list[str]] = {}
    parts: list[str] = []
    total = 0
    while (line := source.line(MAX_LINE)).strip(b"\r\n"):
        total += len(line)
        if total > MAX_HEADERS or not line.endswith(b"\n"):
            raise Bad("ends within its headers" if total <= MAX_HEADERS else "has endless headers")
        if VERSION.fullmatch(line):
            raise Bad("ends within its headers")
        text = line_of(line.rstrip(b"\r\n"))
        if text[0] in " \t":  # a value that was folded
            parts.append(text)
            continue
        name, colon, value = text.partition(":")
        parts = [value]
        if colon:
            headers.setdefault(name.strip().lower(), parts)
    if not line:
        raise Bad("ends within its headers")
    told = {name: " ".join(filter(None, map(str.strip, parts))) for name, parts in headers.items()}
    if not told.get("warc-type"):
        raise Bad("does not say of what type it is")
    return Head(told, _length(told.get("content-length")), arc=False)


def line_of(line: bytes) -> str:
    """A line of headers; of one with an address in it, nothing is lost that is not UTF-8."""
    if re.match(rb"(?i)warc-(?:refers-to-)?target-uri[ \t]*:", line):
        return address(line)
    return line.decode("utf-8", "replace")


def address(raw: bytes) -> str:
    """With the escape of each byte that is not UTF-8, as it was asked for over the wire."""
    said = raw.decode("utf-8", "surrogateescape")
    return re.sub("[\udc80-\udcff]", lambda byte: f"%{ord(byte[0]) - 0xDC00:02X}", said)


def _length(value: str | None) -> int:
    if not value:
        raise Bad("does not say how long it is")
    if not (value.isascii() and value.isdigit() and len(value) <= 20):
        raise Bad(f"says that it has “{value[:40]}” bytes")
    return int(value)


def looks_like_arc(line: bytes) -> bool:
    """Whether this may be the header line of an ARC record, well written or not."""
    return _arc_fields(line.partition(b"\n")[0]) is not None


def _arc_fields(line: bytes) -> tuple[bytes, bytes, bytes, bytes] | None:
    """URL, date, media type and length: version 1 has 5 fields and version 2 has 10, and a URL may
    hold blanks."""
    if not re.match(rb"[A-Za-z][A-Za-z0-9+.-]{0,19}:", line) or len(line) > MAX_ARC_FIELD:
        return None
    fields = line.strip().split(b" ")
    for count in (4, 9):
        if len(fields) > count and re.fullmatch(rb"\d{8,20}", fields[-count + 1]):
            url = b" ".join(fields[:-count])
            return url, fields[-count + 1], fields[-count + 2], fields[-1]
    return None


def _arc_head(line: bytes) -> Head:
    fields = _arc_fields(line.rstrip(b"\r\n"))
    if fields is None or not line.endswith(b"\n"):
        raise Bad("ends within its header")
    date, mime, length = (each.decode("utf-8", "replace") for each in fields[1:])
    # A line end or a tab in an address is left out, as browsers leave it out.
    url = re.sub(r"[\t\r\n]", "", address(fields[0]))
    described = url.startswith("filedesc:")
    headers = {
        "warc-type": "warcinfo" if described else "response",
        "warc-target-uri": url,
        "warc-date": date,
        "content-type": mime,
    }
    return Head(headers, _length(length), arc=True)


def http_message(head: Head, block: bytes) -> bytes:
    """A block without the line ends that some programs write before an HTTP message."""
    return block.lstrip(b"\r\n") if head.http and block[:1] in (b"\r", b"\n") else block


def read_block(source: Unpacked, head: Head) -> Iterator[bytes]:
    """The block in pieces; Bad where the file, or a new record's gzip member, comes before its
    end."""
    left = head.length
    while left:
        piece = source.read(min(left, STEP))
        if piece:
            left -= len(piece)
            yield piece
        elif not source.next_run() or opens_record(source.peek(MAX_ARC_FIELD)):
            raise Bad(f"ends {left:,} bytes short of the {head.length:,} that it says it has")


def opens_record(data: bytes) -> bool:
    """Whether a record begins with these bytes."""
    return opens_warc(data) or looks_like_arc(data)


def opens_warc(data: bytes) -> bool:
    return bool(VERSION.match(data))
