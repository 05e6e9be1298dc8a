"""What a record made elsewhere says of itself: its kind, its date, what made it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from dragoman.archiver.body.content_coding import beginning
from dragoman.archiver.body.first_bytes import media_type
from dragoman.archiver.foreign.foreign_head import http_message
from dragoman.archiver.foreign.warc_walk import Found
from dragoman.archiver.records.reader import split_http

PAGE_STATUSES = frozenset({200, 203, 206})
REDIRECTS = frozenset({301, 302, 303, 307, 308})
# What a program made of a page, as Scoop has it (a picture, a PDF), and the text that Browsertrix
# keeps of what it showed.
GENERATED = ("file:",)
KEPT_TEXT = ("urn:text:", "urn:textFinal:")
ANSWER_URIS = ("http:", "https:", *GENERATED)
RESOURCE_URIS = (*ANSWER_URIS, "ftp:", "urn:dragoman:file:")
SCHEME = re.compile("[A-Za-z][A-Za-z0-9+.-]*:")
RANGE = re.compile(r"bytes\s+([0-9]{1,18})-([0-9]{1,18})/([0-9]{1,18}|\*)")
LINK_ENTRY = re.compile(r"<([^<>]+)>\s*;([^<>]*)")
RELATION = re.compile(r'\brel\s*=\s*(?:"([^"]*)"|([^\s";,]+))')
LONGEST_PARAMETERS = 1_000
# What WARC/1.1 lets a date leave out, by the length of what is there.
SHORTENED = {4: "-01-01", 7: "-01"}


def is_answer(found: Found, url: str, status: int | None) -> bool:
    """Whether a record is an answer that went well, or a file that somebody put there: warcit
    writes addresses without a scheme where it was given none."""
    if found.head.type == "resource" or (found.head.arc and status is None):
        return url.lower().startswith(RESOURCE_URIS) or SCHEME.match(url) is None
    return status in PAGE_STATUSES and url.lower().startswith(ANSWER_URIS)


def http_parts(found: Found) -> tuple[int | None, Mapping[str, str], bytes]:
    """Status, headers and body of what is at hand of a block; the block alone where it is no
    answer over HTTP."""
    block = http_message(found.head, found.beginning)
    return split_http(block) if block.startswith(b"HTTP/") else (None, {}, found.beginning)


def part_of(http: Mapping[str, str]) -> str | None:
    """Which part of a page an answer with status 206 holds: "begin", "middle", None for all."""
    match = RANGE.match(http.get("content-range", "").strip().lower())
    if match is None:
        return None
    first, last, total = match.groups()
    if int(first):
        return "middle"
    return None if total != "*" and int(last) + 1 >= int(total) else "begin"


def payload_type(found: Found, http: Mapping[str, str], body: bytes) -> str | None:
    """As the server said, else as the record says, else as the first bytes look; by the same
    function as for what is captured here."""
    headers = found.head.headers
    said = http.get("content-type") or headers.get("warc-identified-payload-type", "")
    if not said and not http_message(found.head, found.beginning).startswith(b"HTTP/"):
        said = headers.get("content-type", "")
    return media_type(said, beginning([body], http.get("content-encoding")))


def says_embedded(found: Found) -> bool:
    """Whether a request or a crawler's note says that the answer is a part of another page."""
    if found.head.type == "metadata":
        hops = re.search(rb"^hopsFromSeed:[ \t]*([A-Z]+)", found.beginning, re.MULTILINE)
        # X is what scripts may have meant to ask for, and as often a link as an embed.
        return bool(hops and hops.group(1).rstrip(b"R")[-1:] == b"E")
    _, http, _ = split_http(http_message(found.head, found.beginning))
    wanted = http.get("sec-fetch-dest", "document").lower()
    return wanted != "document" or http.get("x-requested-with", "").lower() == "xmlhttprequest"


def method_of(found: Found) -> str | None:
    """How an answer was asked for; None where the record is no request that says so."""
    method = http_message(found.head, found.beginning).partition(b" ")[0][:20]
    known = found.head.type == "request" and method.isalpha()
    return method.decode("latin-1").upper() if known else None


def software_of(found: Found) -> str | None:
    pattern = rb"<arc:software>([^<]+)<" if found.head.arc else rb"(?im)^software:[ \t]*([^\r\n]+)"
    match = re.search(pattern, found.beginning)
    if match is None and found.head.arc:  # the second line of an ARC file names its maker
        match = re.match(rb"\d+ \d+ ([^\r\n]+)", found.beginning)
    return clean(match.group(1).decode("utf-8", "replace"))[:200] if match else None


def memento_of(http: Mapping[str, str]) -> dict[str, Any] | None:
    """What a web archive says of a page out of its holdings (RFC 7089)."""
    when = http_date(http.get("memento-datetime"))
    if when is None:
        return None
    return {"datetime": when, "original": _original(http.get("link", ""))}


def _original(link: str) -> str | None:
    """The address in a Link header whose relation is `original`."""
    for entry in LINK_ENTRY.finditer(link):
        relations = RELATION.findall(entry.group(2)[:LONGEST_PARAMETERS])
        if any("original" in each.lower().split() for pair in relations for each in pair):
            return clean(entry.group(1))
    return None


def problem_of(
    headers: Mapping[str, str], fits: bool | None, part: str | None = None
) -> tuple[str, str] | None:
    if fits is False:
        return "digest", "the bytes in the imported file do not fit their digest"
    if reason := headers.get("warc-truncated"):
        return "truncated", f"the record says that it was cut ({clean(reason)[:40]})"
    if part is not None:
        return "truncated", "the server sent only the beginning of it (status 206)"
    return None


def utc(written: str) -> str | None:
    """A date of WARC (whole or shortened) or ARC (14 digits) as ours; None where it is neither."""
    text = written.strip().upper()
    if re.fullmatch(r"\d{14}", text):
        text = f"{text[:4]}-{text[4:6]}-{text[6:8]}T{text[8:10]}:{text[10:12]}:{text[12:]}"
    text += SHORTENED.get(len(text), "")
    try:
        found = datetime.fromisoformat(text)
        found = found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return found.strftime("%Y-%m-%dT%H:%M:%S.%fZ").rjust(27, "0")


def http_date(value: str | None) -> str | None:
    try:
        found = parsedate_to_datetime(value) if value else None
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return utc(found.isoformat()) if found else None


def clean(text: str) -> str:
    """Text on one line, without what a terminal would act on."""
    return "".join(char if char.isprintable() else " " for char in text).strip()
