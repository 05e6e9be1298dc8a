"""Numbers of pages in the contents of a report: known only once it was printed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

# What the template leaves; it cannot come from a page, whose every "<" is written otherwise.
ROOM = re.compile(rb"<!--page (\w+)-->00000<!--page-->")
NUMBERED = re.compile(r"(\d+)\. ")
DEEPEST = 9
# By the level of a heading in a PDF's outline: captures, and the records of each in the appendix.
LEVELS = {1: "c", 2: "r"}


def pages_of(pdf: Path, parts: Mapping[str, str]) -> dict[str, int]:
    """On which page, counted from 1, a capture begins ("c1"), its records ("r1"), and each of
    `parts`, whose names are by their headings."""
    import pypdfium2

    with pypdfium2.PdfDocument(pdf) as document:
        found: dict[str, int] = {}
        for each in document.get_toc(max_depth=DEEPEST):
            title, place = each.get_title(), each.get_dest()
            number, kind = NUMBERED.match(title), LEVELS.get(each.level)
            name = f"{kind}{number[1]}" if kind and number else parts.get(once(title))
            if name is not None and place is not None:
                found[name] = place.get_index() + 1
        return found


def once(title: str) -> str:
    """A heading that is moved to the next page stands in Chromium's outline twice over."""
    half = title[: len(title) // 2]
    return half if half and half * 2 == title else title


def fill_in_pages(html: Path, numbered: Path, pages: Mapping[str, int]) -> None:
    """Write the file anew with the numbers in their places; a dash where one is not known."""

    def page(room: re.Match[bytes]) -> bytes:
        return str(pages.get(room[1].decode("ascii"), "–")).encode("utf-8")

    with html.open("rb") as source, numbered.open("wb") as target:
        for line in source:
            target.write(ROOM.sub(page, line))
