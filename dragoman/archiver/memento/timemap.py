"""TimeMaps (RFC 7089, as links of RFC 6690): which mementos of a page an archive names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

LINK = re.compile(r"<([^<>]*)>")
PARAMETER = re.compile(r";\s*([A-Za-z*-]+)\s*=\s*(?:\"([^\"]*)\"|([^\s;,\"]+))")
BETWEEN = re.compile(r"[,\n]\s*<")  # two links
MOST = 200_000  # mementos that are looked at
LONGEST_LINK = 1 << 18
RELATIONS = frozenset({"original", "timegate", "timemap", "memento"})
# Nothing on the web was captured before there was one, nor by a clock that is a day ahead of ours.
EARLIEST, AHEAD = datetime(1990, 1, 1, tzinfo=UTC), timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Memento:
    """A capture of others: its address, and when they captured it (UTC), as they say."""

    url: str
    captured_at: datetime


@dataclass(frozen=True, slots=True)
class TimeMap:
    """What an archive says it holds: mementos, oldest first, and where its TimeMap goes on.

    `is_one` is False where nothing of a TimeMap was read, as in the page of a log-in. `cut`: it has
    more than was read, so that others may be in it.
    """

    mementos: tuple[Memento, ...]
    further: tuple[str, ...]
    is_one: bool
    cut: bool = False


def read_timemap(pieces: Iterable[str]) -> TimeMap:
    """What can be read of a TimeMap, piece by piece; what is no link of it is passed over.

    >>> read_timemap(['<http://a/20200102030405/http://b/>; rel="memento"; ',
    ...     'datetime="Thu, 02 Jan 2020 03:04:05 GMT"']).mementos[0].captured_at.year
    2020
    """
    mementos: list[Memento] = []
    further: list[str] = []
    is_one, blank, cut = False, True, False
    for text in _whole_links(pieces):
        blank = blank and not text.strip()
        for url, parameters in links(text):
            relations = parameters.get("rel", "").split()
            is_one = is_one or not RELATIONS.isdisjoint(relations)
            if "memento" in relations and (when := read_http_date(parameters.get("datetime", ""))):
                mementos.append(Memento(url, when))
            elif "timemap" in relations and "self" not in relations:
                further.append(url)
        if cut := len(mementos) >= MOST:
            break
    mementos.sort(key=lambda each: each.captured_at)
    return TimeMap(tuple(mementos), tuple(further), is_one or blank, cut)


def _whole_links(pieces: Iterable[str]) -> Iterator[str]:
    """The text in stretches, each of which ends where a link does; the last is what is left."""
    held = ""
    for piece in pieces:
        held += piece
        end = max((found.end() - 1 for found in BETWEEN.finditer(held)), default=0)
        if not end and len(held) > LONGEST_LINK:  # no link is so long
            end = held.rfind("<", 1) if "<" in held[1:] else len(held)
        if end:
            yield held[:end]
            held = held[end:]
    yield held


def links(text: str) -> Iterator[tuple[str, dict[str, str]]]:
    """The links of a `Link` header or a document of them, each with its parameters."""
    place = 0
    while found := LINK.search(text, place):
        parameters: dict[str, str] = {}
        place = found.end()
        while named := PARAMETER.match(text, _past_space(text, place)):
            value = named[2] if named[2] is not None else named[3]
            parameters.setdefault(named[1].lower(), value)
            place = named.end()
        yield found[1].strip(), parameters


def read_http_date(text: str) -> datetime | None:
    """A date as HTTP writes it, in UTC; None for what is none, and for one of no capture."""
    try:
        said = parsedate_to_datetime(text)
        when = (said if said.tzinfo else said.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None
    return when if EARLIEST <= when <= datetime.now(UTC) + AHEAD else None


def _past_space(text: str, place: int) -> int:
    while place < len(text) and text[place].isspace():
        place += 1
    return place
