"""Reading scans in processes of their own, each page by one of them: what goes in, what comes back.

The functions of this module that begin with `read` run there, and so does tesseract, within the
same limits.
"""

from __future__ import annotations

import base64
import json
import os
import threading
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from dragoman.archiver.article.page_body import PageBody
from dragoman.archiver.scans.sheet import Box, Sheet
from dragoman.errors import ExtractionError
from dragoman.reader.confined import Allowance, Confined, Lost, WorkFailed
from dragoman.reader.page_reader import CalledOff, article_of, never
from dragoman.reader.read import ReadArticle

# A picture of the largest size that is read, what is made of it, and tesseract beside it.
MEMORY = 1_500_000_000
ASSEMBLING = 120.0  # seconds of the processor for the languages of all the text


@dataclass(frozen=True, slots=True)
class Scan:
    """The bytes of a PDF or a picture, freed of their content coding, and where they came from."""

    content: bytes
    url: str


@dataclass(frozen=True, slots=True)
class Image:
    """An image of a page: its place among them, whether it is in the page itself, its bytes where
    it can be read there, how it is named, and the addresses that it may have been had under."""

    at: int
    inside: bool
    content: bytes | None
    named: str | None
    urls: list[str]


class ScanReader:
    """Reads scans in other processes, as many at once as there are cores. Threads may share it."""

    def __init__(self, seconds: float) -> None:
        """`seconds`: what one page may take."""
        self._seconds = seconds

    @property
    def at_once(self) -> int:
        return max(1, os.process_cpu_count() if hasattr(os, "process_cpu_count") else _cores())

    def count(self, scan: Scan) -> int:
        """Its pages. ExtractionError where it cannot be opened, or what reads it is missing."""
        return int(self._ask(scan, {"what": "count"}, self._seconds))

    def sheet(self, scan: Scan, n: int, of: int, called_off: CalledOff = never) -> Sheet:
        """One page, with its `error` set where that was too much. ExtractionError where it was
        called off, or what reads it is missing."""
        asked = {"what": "sheet", "n": n, "of": of, "seconds": self._seconds}
        try:
            asked |= {"url": scan.url}
            found = self._run(scan.content, asked, self._allowance(), called_off)
        except Lost as lost:
            if lost.why == "cancelled":
                raise ExtractionError(_INTERRUPTED, subject=scan.url) from lost
            return Sheet(n, of, error=_WHY[lost.why].format(self._seconds))
        except WorkFailed as failed:
            if failed.kind == ExtractionError.kind:
                raise ExtractionError(failed.message, subject=scan.url) from failed
            return Sheet(n, of, error=f"reading it broke ({failed.name}: {failed.message})")
        return Sheet.from_json(found)

    def article(
        self, scan: Scan, sheets: list[dict[str, Any]]
    ) -> tuple[ReadArticle | None, list[dict[str, Any]]]:
        """The article that sheets (as JSON) hold, None without words, and where its lines stand."""
        told = Scan(json.dumps(sheets).encode("ascii"), scan.url)
        found = self._ask(told, {"what": "article"}, ASSEMBLING)
        return (article_of(found["article"]) if found["article"] else None), found["places"]

    def lines(self, scan: Scan, sheet: Sheet, boxes: Sequence[Box]) -> bytes:
        """Lines of a sheet as they stand in its picture, as a PNG."""
        upright = [sheet.turned, sheet.tilt, [sheet.width, sheet.height]]
        asked = {"what": "lines", "n": sheet.n, "upright": upright, "boxes": [*map(list, boxes)]}
        return base64.b64decode(self._ask(scan, asked, self._seconds))

    def images(self, body: PageBody, limit: int) -> list[Image]:
        """The images of a page, with their bytes where it brings them in itself."""
        found = self._ask_page("pictures", body, limit)
        return [
            Image(at, inside, None if packed is None else base64.b64decode(packed), named, urls)
            for at, inside, packed, named, urls in found
        ]

    def size(self, picture: bytes, url: str) -> tuple[int, int]:
        """How wide and high it is, in dots. ExtractionError where it cannot be opened."""
        wide, high = self._ask(Scan(picture, url), {"what": "size"}, self._seconds)
        return wide, high

    def with_texts(self, body: PageBody, limit: int, texts: Mapping[int, Sequence[str]]) -> bytes:
        """The page with paragraphs behind the images that they were read in, as HTML in UTF-8."""
        told = [[at, list(each)] for at, each in texts.items()]
        return base64.b64decode(self._ask_page("with", body, limit, texts=told))

    def _ask_page(self, what: str, body: PageBody, limit: int, **asked: Any) -> Any:
        told = asdict(body) | asked | {"what": what, "limit": limit}
        url = told.pop("url")
        return self._ask(Scan(told.pop("content"), url), told, self._seconds)

    def _ask(self, scan: Scan, asked: dict[str, Any], seconds: float) -> Any:
        try:
            asked |= {"url": scan.url}
            return self._run(scan.content, asked, Allowance(seconds, MEMORY))
        except Lost as lost:
            raise ExtractionError(_WHY[lost.why].format(seconds), subject=scan.url) from lost
        except WorkFailed as failed:
            raise ExtractionError(failed.message, subject=scan.url) from failed

    def _run(
        self,
        content: bytes,
        asked: dict[str, Any],
        allowance: Allowance,
        called_off: CalledOff = never,
    ) -> Any:
        """What a process of its own says; Lost or WorkFailed where that came to nothing."""
        return processes(self.at_once).run(content, asked, allowance, called_off)

    def _allowance(self) -> Allowance:
        return Allowance(self._seconds, MEMORY)


_INTERRUPTED = 'it was not read, since that was interrupted; "dragoman translate" goes on with it'
_WHY = {
    "time": "reading it took more than {0:g} seconds of the processor (limits.sheet_time)",
    "memory": f"reading it took more than {MEMORY:,} bytes of memory",
    "silent": "reading it did not come to an end, though it hardly used the processor",
    "broken": "it broke the program that reads",
    "cancelled": _INTERRUPTED,
}
_made: list[Confined] = []
_making = threading.Lock()


def _cores() -> int:
    return os.cpu_count() or 1


def processes(count: int) -> Confined:
    """Those of this program, for all its archives."""
    with _making:
        if not _made or not _made[-1].is_ours:
            _made.append(Confined("dragoman.reader.scan_reader:read", count))
        return _made[-1]


# -- in the process of its own ---------------------------------------------------------------------


def read(content: bytes, what: str, url: str, **asked: Any) -> Any:
    """What `ScanReader` asks for, as JSON. A sheet that is broken, or too large, has `error` set,
    so that it keeps nobody from reading the others."""
    if what == "article":
        return read_article_of(content, url)
    if what in ("pictures", "with"):
        return read_in_page(content, what, url, **asked)
    if what == "lines":
        return read_lines(content, url, **asked)
    from dragoman.archiver.scans.picture import check_pillow, count_sheets, size_of
    from dragoman.archiver.scans.tesseract import installed

    check_pillow()
    if what == "size":
        return size_of(content, url)
    installed()
    return count_sheets(content, url) if what == "count" else read_one(content, url, asked)


def read_one(content: bytes, url: str, asked: dict[str, Any]) -> dict[str, Any]:
    """A sheet, as JSON."""
    from dragoman.archiver.scans.sheet_reading import read_sheet

    n, of = asked["n"], asked["of"]
    try:
        return read_sheet(content, n, of, url, asked["seconds"]).to_json()
    except ExtractionError as error:
        return Sheet(n, of, error=error.message).to_json()


def read_lines(content: bytes, url: str, n: int, upright: list[Any], boxes: list[list[int]]) -> str:
    """Lines of a sheet as a PNG in base64."""
    from dragoman.archiver.scans.picture import line_picture

    turned, tilt, (width, height) = upright
    places = [(left, top, right, bottom) for left, top, right, bottom in boxes]
    picture = line_picture(content, n, url, (turned, tilt, (width, height)), places)
    return _in_base64(picture)


def read_in_page(
    content: bytes,
    what: str,
    url: str,
    limit: int,
    texts: list[Any] | None = None,
    **of_body: Any,
) -> Any:
    """The pictures of a page, or the page with their texts, in base64."""
    from dragoman.archiver.scans.in_page import images_in, with_texts

    body = PageBody(content, url, **of_body)
    if what == "pictures":
        return [
            (e.at, e.inside, None if e.content is None else _in_base64(e.content), e.named, e.urls)
            for e in images_in(body, limit)
        ]
    return _in_base64(with_texts(body, limit, dict(texts or ())))


def _in_base64(content: bytes) -> str:
    return base64.b64encode(content).decode("ascii")


def read_article_of(content: bytes, url: str) -> dict[str, Any]:
    """The article and its places, of sheets as JSON."""
    from dragoman.archiver.scans.scanned import scanned_article
    from dragoman.reader.page_reader import article_read

    article, places = scanned_article([Sheet.from_json(each) for each in json.loads(content)], url)
    if not article.text:
        return {"article": None, "places": []}
    return {"article": article_read(article), "places": [each.to_json() for each in places]}
