"""The pictures that a page shows, as far as they are here: in the page, or in answers beside it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from dragoman.archiver.article.page_body import PageBody, unpacked
from dragoman.archiver.body.first_bytes import file_kind
from dragoman.archiver.foreign.out.along import FileRecords
from dragoman.archiver.replay.answers import Answers
from dragoman.errors import ArchiveError, ExtractionError
from dragoman.holdings import Holdings
from dragoman.page import Page
from dragoman.provenance.digest import sha256_hex
from dragoman.reader.scan_reader import Image
from dragoman.steps.picturing.beside import answers_beside

MOST_PICTURES = 200
# Dots: what is narrower or lower holds no line of text that could be read.
NARROWEST, LOWEST = 64, 16
# Why a picture is not read, as it is counted and said.
NOT_HERE, SMALL, NO_PICTURE, TOO_MANY = "not_here", "small", "other", "too_many"
SAID = {
    NOT_HERE: "not in the archive",
    SMALL: f"too small to hold text (under {NARROWEST} by {LOWEST} dots)",
    NO_PICTURE: "of a kind that is not read (a drawing, or broken)",
    TOO_MANY: f"beyond the first {MOST_PICTURES}",
}


@dataclass(frozen=True, slots=True)
class Shown:
    """A picture of a page: its place among the page's images, how it is named there, which record
    holds it (None where the page itself, or a file made elsewhere, does), and what reads it."""

    at: int
    url: str | None
    record: str | None
    sha256: str
    read: Callable[[], bytes]

    def to_json(self) -> dict[str, Any]:
        return {"at": self.at, "url": self.url, "record": self.record, "sha256": self.sha256}


@dataclass
class Pictures:
    """Those that can be read, each once, and how many others there are, by why they are not."""

    shown: list[Shown] = field(default_factory=list)
    left_out: Counter[str] = field(default_factory=Counter)

    def said(self) -> str | None:
        """What was not read, in words; None where all was."""
        return f"not read of its pictures: {not_read(self.left_out)}" if self.left_out else None


def not_read(left_out: Mapping[str, int]) -> str:
    """
    >>> not_read({"small": 2, "not_here": 1})
    '1 not in the archive; 2 too small to hold text (under 64 by 16 dots)'
    """
    return "; ".join(f"{left_out[why]:,} {said}" for why, said in SAID.items() if left_out.get(why))


def pictures_of(
    holdings: Holdings, page: Page, body: PageBody, walked: dict[str, FileRecords]
) -> Pictures:
    """ExtractionError where the page cannot be unpacked, or what opens pictures is missing.

    `walked` keeps what was found in a file made elsewhere, for the next page of it.
    """
    images = holdings.scans.images(body, holdings.body_limit)
    find = _Beside(holdings, page, walked)
    found, seen = Pictures(), set[str]()
    for image in images:
        one = _inside(image) or find(image)
        if one is None:
            found.left_out[NO_PICTURE if image.inside else NOT_HERE] += 1
        elif one.sha256 not in seen:
            seen.add(one.sha256)
            _sort_in(holdings, found, one)
    return found


def _sort_in(holdings: Holdings, found: Pictures, one: Shown) -> None:
    if len(found.shown) == MOST_PICTURES:
        found.left_out[TOO_MANY] += 1
        return
    try:
        size = holdings.scans.size(one.read(), one.url or "")
    except (ArchiveError, ExtractionError):
        size = None
    if size is None:
        found.left_out[NO_PICTURE] += 1
    elif size[0] < NARROWEST or size[1] < LOWEST:
        found.left_out[SMALL] += 1
    else:
        found.shown.append(one)


def _inside(image: Image) -> Shown | None:
    """One that the page brings in itself."""
    content = image.content
    if content is None:
        return None
    return Shown(image.at, image.named, None, sha256_hex(content), lambda: content)


class _Beside:
    """Finds pictures among the answers that were recorded with a page."""

    def __init__(self, holdings: Holdings, page: Page, walked: dict[str, FileRecords]) -> None:
        self._holdings = holdings
        self._page = page
        self._walked = walked
        self._answers: Answers | None = None

    def __call__(self, image: Image) -> Shown | None:
        for url in image.urls:
            for record, read in self._held(url):
                try:
                    content = read()
                except (ArchiveError, ExtractionError):
                    continue
                if file_kind(content) is not None:
                    named = record if self._page.foreign is None else None
                    return Shown(image.at, url, named, sha256_hex(content), read)
        return None

    def _held(self, url: str) -> Iterator[tuple[str, Callable[[], bytes]]]:
        if self._answers is None:
            self._read, recorded = answers_beside(self._holdings, self._page, self._walked)
            self._answers = Answers(recorded, self._read, self._page.captured_at)
        held = self._answers.has("GET", url)
        if held is not None and held.failed is None:
            yield held.record, lambda: self._content(held.record)

    def _content(self, record: str) -> bytes:
        stored = self._read(record)
        encoding = stored.http_headers.get("content-encoding")
        body = PageBody(stored.body, stored.target_uri, None, encoding)
        return unpacked(body, self._holdings.body_limit)
