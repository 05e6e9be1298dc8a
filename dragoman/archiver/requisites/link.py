"""A link from a page to what it needs to be shown."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal
from urllib.parse import quote, urljoin, urlsplit, urlunsplit

Kind = Literal[
    "image", "style", "script", "module", "font", "frame", "media", "icon", "manifest", "document",
    "other",
]  # fmt: skip

# More in one page or style sheet are not read: a hostile one could name millions.
MOST_LINKS = 10_000
LONGEST_URL = 8_000
_SPACES = re.compile(r"[\t\n\r]")
_PATH = re.compile(r"[^?#]+")


@dataclass(frozen=True, slots=True)
class Link:
    """`url` is absolute and without its fragment; `found` says where it stood, as `img srcset`."""

    url: str
    kind: Kind
    found: str


def resolved(base: str, reference: str, encoding: str = "utf-8") -> str | None:
    """The absolute http or https URL that a reference means; None where it means no such thing.

    Letters in its query are written in `encoding` where that is a page's old one.
    """
    reference = _SPACES.sub("", reference).strip()
    if not reference or reference.startswith("#") or len(reference) > LONGEST_URL:
        return None
    if "\\" in reference:  # what was written on Windows, and browsers mend
        reference = _PATH.sub(lambda path: path[0].replace("\\", "/"), reference, count=1)
    try:
        url = urljoin(base, reference)
        parts = urlsplit(url)
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not parts.netloc:
        return None
    if not (parts.query.isascii() or encoding.startswith("utf")):
        url = urlunsplit(parts._replace(query=_query_in(encoding, parts.query)))
    return url.partition("#")[0]


def _query_in(encoding: str, query: str) -> str:
    """A query as a page in an old encoding sends it; a letter that is not in it by its number."""
    return "".join(
        char
        if char.isascii()
        else quote(char, safe="", encoding=encoding, errors="xmlcharrefreplace")
        for char in query
    )


def srcset_urls(value: str) -> list[str]:
    """The URLs of a `srcset`, whose candidates are parted by commas that URLs may hold as well.

    >>> srcset_urls("a.jpg 1x, b,c.jpg 2x,d.jpg")
    ['a.jpg', 'b,c.jpg', 'd.jpg']
    """
    found: list[str] = []
    place, end = 0, len(value)
    while place < end and len(found) < MOST_LINKS:
        while place < end and (value[place].isspace() or value[place] == ","):
            place += 1
        start = place
        while place < end and not value[place].isspace():
            place += 1
        url = value[start:place]
        if url.endswith(","):
            url = url.rstrip(",")
        else:
            place = _after_descriptors(value, place)
        if url:
            found.append(url)
    return found


def _after_descriptors(value: str, place: int) -> int:
    """The place after the comma that ends a candidate's descriptors; brackets may hold commas."""
    depth = 0
    for index in range(place, len(value)):
        char = value[index]
        if char == "," and depth == 0:
            return index + 1
        depth += (char == "(") - (char == ")")
    return len(value)
