"""What a program that saved a page into one file wrote into it: from where, when, and its name.

Only the file says it, and anybody can write into a file: it is a statement, and no observation.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from dragoman.archiver.body.mhtml import MhtmlHead, mhtml_head

BEGINNING = 1 << 16
LONGEST_URL = 16_000
# Where Save Page WE has its own words: behind the styles, which may be long.
LONGEST_META = LONGEST_URL + 200
_URL = re.compile(r"https?://[^\s<>\"]+", re.IGNORECASE)
_SINGLE_FILE = re.compile(
    r"<!--\s{0,9}Page saved with SingleFile\s{1,9}url:\s{0,9}(\S{1,16000})\s{0,9}"
    r"(?:saved date:\s{0,9}([^\r\n]{1,120}))?"
)
_MARK_OF_THE_WEB = re.compile(
    r"<!--\s{0,9}saved from url=\([0-9]{1,5}\)(\S{1,16000})\s{0,9}-->", re.I
)
_MONOLITH = re.compile(
    r"<!--\s{0,9}Saved from (\S{1,16000}) at (\S{1,40}) using (monolith[^\r\n>]{0,40}?)\s{0,9}-->"
)
_HTTRACK = re.compile(
    r"<!--\s{0,9}Mirrored from (\S{1,16000}) by (HTTrack[^\r\n\[]{0,40})\[[^\]]{0,40}\], "
    r"([^\r\n>]{10,40}?)\s{0,9}-->"
)
_SCRAPBOOK = re.compile(
    r'<html\b[^>]{0,2000}?\bdata-scrapbook-source="([^"]{1,16000})"'
    r'(?:[^>]{0,2000}?\bdata-scrapbook-create="(\d{14})\d{0,3}")?'
)
_SAVE_PAGE_WE = re.compile(r'<meta name="savepage-(url|date)" content="([^"]{1,16000})"')
_JS_DATE = re.compile(r"\w{3} (\w{3}) (\d{1,2}) (\d{4}) (\d\d:\d\d:\d\d)(?: GMT([+-]\d{4}))?")


@dataclass(frozen=True, slots=True)
class SavedPage:
    """`by` is the program, `date` in UTC as records have it; None for what is not said, or cannot
    be read. `said` is the date as it is written."""

    by: str
    url: str | None
    date: str | None
    said: str | None
    title: str | None = None


def saved_page(content: bytes) -> SavedPage | None:
    """What the file says of where it was saved from; None where it says nothing of it.

    `content` is that of an HTML or an MHTML file.
    """
    head = mhtml_head(content)
    if head is not None:
        return _of_mhtml(head)
    text = content[:BEGINNING].decode("utf-8", "replace")
    for look in (_single_file, _monolith, _scrapbook, _httrack):
        found = look(text)
        if found is not None:
            return found
    return _save_page_we(content) or _marked(text)


def _single_file(text: str) -> SavedPage | None:
    return _found("SingleFile", _SINGLE_FILE.search(text), _of_script_or_iso)


def _monolith(text: str) -> SavedPage | None:
    match = _MONOLITH.search(text)
    return _found(match[3] if match else "", match, _iso)


def _httrack(text: str) -> SavedPage | None:
    match = _HTTRACK.search(text)
    if match is None:
        return None
    # It writes no scheme: which of the two it was cannot be told.
    return SavedPage(match[2].strip(), _url(f"http://{match[1]}"), _of_mail(match[3]), match[3])


def _scrapbook(text: str) -> SavedPage | None:
    return _found("WebScrapBook", _SCRAPBOOK.search(text), _digits)


def _marked(text: str) -> SavedPage | None:
    """The mark that browsers leave in what they save ("Mark of the Web"); it has no date."""
    match = _MARK_OF_THE_WEB.search(text)
    url = _url(match[1]) if match else None
    return SavedPage("a browser", url, None, None) if url else None


def _save_page_we(content: bytes) -> SavedPage | None:
    place = content.find(b'<meta name="savepage-url"')
    if place < 0:
        return None
    text = content[place : place + 2 * LONGEST_META].decode("utf-8", "replace")
    said = dict(_SAVE_PAGE_WE.findall(text))
    when = said.get("date")
    url = _url(said.get("url", ""))
    return SavedPage("Save Page WE", url, _of_script(when or ""), when) if url else None


def _of_mhtml(head: MhtmlHead) -> SavedPage | None:
    url = _url(head.location or "")
    if url is None and head.date is None:
        return None
    return SavedPage(
        head.saved_by or "MHTML", url, _of_mail(head.date or ""), head.date, head.subject
    )


def _found(
    by: str, match: re.Match[str] | None, read: Callable[[str], str | None]
) -> SavedPage | None:
    if match is None:
        return None
    when = (match[2] or "").strip()
    return SavedPage(by.strip(), _url(match[1]), read(when), when or None)


def _url(text: str) -> str | None:
    plain = html.unescape(text).strip()
    return plain if len(plain) <= LONGEST_URL and _URL.fullmatch(plain) else None


def _of_script(text: str) -> str | None:
    """A date as JavaScript writes it: "Mon Nov 30 2026 15:50:05 GMT+0000 (…)"."""
    match = _JS_DATE.match(text.strip())
    if match is None:
        return None
    month, day, year, time, zone = match.groups()
    return _moment(f"{month} {day} {year} {time} {zone or '+0000'}", "%b %d %Y %H:%M:%S %z")


def _of_script_or_iso(text: str) -> str | None:
    """Versions of one program write it in one way or the other."""
    return _of_script(text) or _iso(text)


def _digits(text: str) -> str | None:
    return _moment(f"{text} +0000", "%Y%m%d%H%M%S %z")


def _moment(text: str, form: str) -> str | None:
    try:
        return _written(datetime.strptime(text, form))
    except (ValueError, OverflowError):
        return None


def _iso(text: str) -> str | None:
    try:
        return _written(datetime.fromisoformat(text))
    except (ValueError, OverflowError):
        return None


def _of_mail(text: str) -> str | None:
    try:
        return _written(parsedate_to_datetime(text))
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _written(when: datetime) -> str:
    when = when.replace(tzinfo=UTC) if when.tzinfo is None else when.astimezone(UTC)
    return when.strftime("%Y-%m-%dT%H:%M:%S.%fZ").rjust(27, "0")
