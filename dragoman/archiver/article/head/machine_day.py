"""The day in a date that is written for machines: ISO 8601 in its forms, RFC 5322, seconds."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta

from dragoman.archiver.article.words.dateline import find_date

_DIVIDED = re.compile(r"(\d{4})([-./])(\d{1,2})\2(\d{1,2})(?!\d)")
_COMPACT = re.compile(
    r"(\d{4})(\d\d)(\d\d)(?:[T ]?\d{4}(?:\d\d)?(?:[.,]\d+)?(?:Z|[+-]\d\d:?\d\d)?)?"
)
_OF_THE_YEAR = re.compile(r"(\d{4})-(\d{3})(?:T.*)?")
_OF_THE_WEEK = re.compile(r"(\d{4})-?W(\d\d)-?([1-7])(?:T.*)?")
_SECONDS = re.compile(r"(\d{10})(?:\d{3})?(?:\.\d+)?")
_IN_UTC = re.compile(
    r"[T ](\d\d):?\d\d(?::?\d\d)?(?:[.,]\d+)?\s?(?:Z|[+-]00:?00|(?:GMT|UTC)(?![+-]))"
)
# Before there was a web: a field left empty (0001-01-01, 1970-01-01). No upper bound is the day of
# reading: the same page is read alike whenever that is.
_FIRST, _LAST = date(1990, 1, 1), date(2099, 12, 31)
_LONGEST = 100


def machine_day(text: str) -> str | None:
    """`2025-11-24` out of such a date; None where it is none, or not of the time of the web."""
    line = text.strip()
    if not line or len(line) > _LONGEST:
        return None
    try:
        day = _read(line)
    except (ValueError, OverflowError, OSError):
        return None
    return day.isoformat() if day and _FIRST <= day <= _LAST else None


def utc_hour(text: str) -> int | None:
    """The hour of such a date that is written in UTC; None where it is not, or has no time."""
    found = _IN_UTC.search(text.strip()[-_LONGEST:])
    return int(found[1]) if found else None


def _read(line: str) -> date | None:
    if found := _DIVIDED.match(line):
        return date(int(found[1]), int(found[3]), int(found[4]))
    if found := _SECONDS.fullmatch(line):
        return datetime.fromtimestamp(int(found[1]), UTC).date()
    if found := _COMPACT.fullmatch(line):
        return date(int(found[1]), int(found[2]), int(found[3]))
    if found := _OF_THE_WEEK.fullmatch(line):
        return date.fromisocalendar(int(found[1]), int(found[2]), int(found[3]))
    if found := _OF_THE_YEAR.fullmatch(line):
        day = date(int(found[1]), 1, 1) + timedelta(days=int(found[2]) - 1)
        return day if day.year == int(found[1]) else None
    written = find_date(line)
    return date.fromisoformat(written) if written else None
