"""Numbers of pages in the contents of a report: known only once it was printed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

# What the template leaves; it cannot come from a page, whose every "<" is written otherwise.
ROOM = re.compile(rb"<!--page (\d+)-->00000<!--page-->")
CAPTURE = re.compile(r"(\d+)\. ")
DEEPEST = 9
LEVEL = 1  # of the headings of captures in a PDF's outline; those of the appendix are deeper


def pages_of(pdf: Path) -> dict[int, int]:
    """By the number of a capture: the page on which it begins, counted from 1."""
    import pypdfium2

    with pypdfium2.PdfDocument(pdf) as document:
        found = {}
        for each in document.get_toc(max_depth=DEEPEST):
            number, place = CAPTURE.match(each.get_title()), each.get_dest()
            if each.level == LEVEL and number is not None and place is not None:
                found[int(number[1])] = place.get_index() + 1
        return found


def fill_in_pages(html: Path, numbered: Path, pages: Mapping[int, int]) -> None:
    """Write the file anew with the numbers in their places; a dash where one is not known."""

    def page(room: re.Match[bytes]) -> bytes:
        return str(pages.get(int(room[1]), "–")).encode("utf-8")

    with html.open("rb") as source, numbered.open("wb") as target:
        for line in source:
            target.write(ROOM.sub(page, line))
