"""Reading what is a picture: scanned PDFs, photographed letters. A sheet is kept once it is read.

What was kept is not read again, so that a reading that was interrupted, or that waited for a
program to be installed, goes on where it was.
"""

from __future__ import annotations

import itertools
import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from dataclasses import dataclass
from typing import Any

from dragoman.archiver.records.record import json_record
from dragoman.archiver.scans.sheet import Sheet
from dragoman.archiver.verdict.verdict import Verdict
from dragoman.errors import ExtractionError, RecordNotFound
from dragoman.holdings import Holdings
from dragoman.index.asking import scans
from dragoman.index.records.documents import SHEET
from dragoman.page import Page
from dragoman.reader.page_reader import CalledOff
from dragoman.reader.read import ReadArticle
from dragoman.reader.scan_reader import Scan
from dragoman.steps.bodies import scan_content

PICTURES = ("image/png", "image/jpeg", "image/webp", "image/tiff", "image/gif", "image/bmp")
# A page that is being captured waits for so many sheets; others are read by the next `translate`.
WHILE_CAPTURING = 4
ALL = 1_000_000
MOST_SHEETS = 2_000  # of one scan
# Reads the sheet of a number, unless it is called off.
Read = Callable[[int, CalledOff], Sheet]


@dataclass(frozen=True, slots=True)
class ReadScan:
    """What a machine read in pictures: what stands there, the article, and where it stands."""

    verdict: Verdict
    article: ReadArticle | None
    told: dict[str, Any]


def scan_of(page: Page) -> dict[str, Any] | None:
    """What the record of a page's article says of the pictures that it was read from; None where
    it was read otherwise."""
    if page.article is None or not (page.article["sheets"] or page.article["sheets_within"]):
        return None
    found: dict[str, Any] | None = page.record(page.article["id"]).json()["dragoman"].get("scan")
    return found


def is_picture(page: Page) -> bool:
    """Whether it is a picture, of a kind that is read."""
    return page.mime in PICTURES


def read_scan(holdings: Holdings, page: Page, called_off: CalledOff, most: int = ALL) -> ReadScan:
    """Read the sheets of a page that is a scan, those that were not read before.

    ExtractionError where what reads it is not installed, where there are more than `most` sheets
    still to be read, and where it was called off; sheets that were read by then are kept.
    """
    scan = Scan(scan_content(holdings, page), page.stood_at)
    held = held_sheets(holdings, page)
    of = held[min(held)][1].of if held else holdings.scans.count(scan)
    wanted = min(of, MOST_SHEETS)
    missing = to_read(held, wanted)
    if len(missing) > most:
        raise ExtractionError(
            f'it is a scan of {of:,} pages, which "dragoman translate {page.id[:8]}" reads',
            subject=page.url,
        )

    def read(n: int, off: CalledOff) -> Sheet:
        return holdings.scans.sheet(scan, n, of, off)

    if missing:
        read_missing(holdings, page, read, missing, of, called_off)
        held = held_sheets(holdings, page)
    return _put_together(holdings, scan, [held[n] for n in range(1, wanted + 1)], of)


def to_read(held: Mapping[int, tuple[str, Sheet]], of: int) -> list[int]:
    """Sheets that nobody read; one that could not be read may be by now, with more time or another
    model."""
    return [n for n in range(1, of + 1) if n not in held or held[n][1].error is not None]


def held_sheets(holdings: Holdings, page: Page) -> dict[int, tuple[str, Sheet]]:
    """By number, the sheets that were read: their records' ids, and what they say."""
    connection = holdings.index.connection
    return {
        n: (identity, Sheet.from_json(holdings.record(identity).json()))
        for n, identity in scans.sheets(connection, page.id).items()
    }


def read_missing(
    holdings: Holdings,
    page: Page,
    read: Read,
    missing: list[int],
    of: int,
    called_off: CalledOff,
    named: Mapping[int, dict[str, Any]] | None = None,
) -> None:
    """On all cores; each sheet is on the disk before the next is begun in its place.

    `named` has, by number, which picture of a page it is.
    """
    ended = threading.Event()

    def off() -> bool:
        return ended.is_set() or called_off()

    waiting, done = iter(missing), of - len(missing)
    with ThreadPoolExecutor(holdings.scans.at_once) as pool:
        running = {
            pool.submit(read, n, off) for n in itertools.islice(waiting, holdings.scans.at_once)
        }
        try:
            while running:
                ready, running = wait(running, return_when=FIRST_COMPLETED)
                for each in ready:
                    _keep(holdings, page, each.result(), named)
                    done += 1
                    holdings.sheet_progress(done, of)
                    running |= {pool.submit(read, n, off) for n in itertools.islice(waiting, 1)}
        except BaseException:
            ended.set()
            for each in running:
                if each.done() and not each.cancelled() and each.exception() is None:
                    _keep(holdings, page, each.result(), named)
            raise
    holdings.index.catch_up()


def _keep(
    holdings: Holdings, page: Page, sheet: Sheet, named: Mapping[int, dict[str, Any]] | None
) -> None:
    document = {
        "page": page.id,
        **sheet.to_json(),
        **({"within": named[sheet.n]} if named else {}),
        "stamp": holdings.stamp("ocr").to_json(),
    }
    refers_to = page.response_id or page.id
    record = json_record(SHEET, page.url, document, record_type="conversion", refers_to=refers_to)
    holdings.append([record], "derived")


def _put_together(
    holdings: Holdings, scan: Scan, held: list[tuple[str, Sheet]], of: int
) -> ReadScan:
    sheets = [sheet for _, sheet in held]
    article, places = holdings.scans.article(scan, [each.to_json() for each in sheets])
    told = {**counted(held), "places": places}
    if of > len(sheets):
        why = f"no more than {MOST_SHEETS:,} pages of a scan are read, and it has {of:,}"
        told["of"] = of
        told["unread"].append({"n": len(sheets) + 1, "error": why})
    return ReadScan(Verdict("file", _standing(sheets, told["words"], of)), article, told)


def counted(held: Sequence[tuple[str, Sheet]]) -> dict[str, Any]:
    """What the record of an article says of its sheets, but for places."""
    sheets = [sheet for _, sheet in held]
    words = [word for sheet in sheets for word in sheet.words]
    engine = next((each.engine for each in sheets if each.engine), {})
    models = dict.fromkeys(line.models for sheet in sheets for line in sheet.lines)
    return {
        "sheets": [identity for identity, _ in held],
        "unread": [{"n": each.n, "error": each.error} for each in sheets if each.error],
        "words": len(words),
        "doubtful": sum(word.doubtful for word in words),
        "engine": {"name": engine.get("name"), "version": engine.get("version")},
        "models": list(models),
    }


def _standing(sheets: list[Sheet], words: int, of: int) -> str:
    pictures = "a picture" if of == 1 else f"{of:,} pictures of pages"
    unread = sum(each.error is not None for each in sheets) + of - len(sheets)
    less = f"; {unread:,} of them could not be read" if unread else ""
    return f"{pictures}, in which a machine read {words:,} words{less}"


def line_of(holdings: Holdings, page: Page, start: int, stop: int) -> bytes:
    """The lines of a page's picture in which characters of its text stand, as a PNG.

    Of the first sheet where they stand on two. RecordNotFound where they stand in no picture.
    """
    scan = scan_of(page) or {"places": []}
    places = [each for each in scan["places"] if each["start"] < stop and start < each["stop"]]
    if not places or scan.get("within"):
        raise RecordNotFound("the sentence stands in no picture", subject=page.id)
    n = places[0]["sheet"]
    boxes = [tuple(each["box"]) for each in places if each["sheet"] == n]
    content = Scan(scan_content(holdings, page), page.stood_at)
    return holdings.scans.lines(content, _sheet(page, scan["sheets"], n), boxes)


def _sheet(page: Page, ids: Sequence[str], n: int) -> Sheet:
    """The sheet of a number that an article was made of; nearly always it stands in its place."""
    for identity in (*ids[max(0, n - 1) : n], *ids):
        sheet = Sheet.from_json(page.record(identity).json())
        if sheet.n == n:
            return sheet
    raise RecordNotFound("the picture that the sentence stands in is not here", subject=page.id)


def why_nothing(scan: ReadScan) -> str:
    """Why there is no article in it."""
    for each in scan.told["unread"]:
        return f"page {each['n']:,} of it could not be read by a machine: {each['error']}"
    return "a machine found no text in the picture"
