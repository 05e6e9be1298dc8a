"""Measures titles, authors and days of publication against what people marked on real pages.

    python benchmarks/extraction_heads.py FUNDUS READABILITY TRAFILATURA --half seen

The folders are those of `benchmarks/extraction.py`. A line counts what a reader said where
something is marked: `exact` where letters and digits are the same (white space, quotation marks and
case aside), `near` where one holds the other or `difflib` finds a ratio of .85, `wrong`, `missing`
where it said nothing; and `told`, where nothing is marked and it said something. Days are right or
wrong. Authors are compared as a set. `--list title|authors|date` shows what is not exact, of the
half that is looked at alone.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections import Counter
from collections.abc import Sequence
from difflib import SequenceMatcher
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.extraction import read_all
from benchmarks.marked_pages.folders import pages_of
from benchmarks.marked_pages.page import Page
from benchmarks.marked_pages.split import half
from benchmarks.readers import Reading

PARTS = ("title", "authors", "date")
NEAR = 0.85
READ_BY = ("dragoman", "trafilatura")
_BY = re.compile(r"^(?:by|von|par|por|written by)\s+", re.IGNORECASE)

_BETWEEN = re.compile(r"[,;&]\s+|\s+(?:and|und|et|y|e|og|och|və|и)\s+", re.IGNORECASE)


def folded(text: str) -> str:
    """A line as it is compared: its letters and digits, case aside."""
    return "".join(character for character in text.casefold() if character.isalnum())


def verdict(found: str, marked: str) -> str:
    """`exact`, `near`, `wrong` or `missing`; `told` and an empty string where nothing is marked."""
    if not marked:
        return "told" if found else ""
    if not found:
        return "missing"
    if found == marked:
        return "exact"
    is_near = found in marked or marked in found
    ratio = SequenceMatcher(None, found, marked, autojunk=False).ratio()
    return "near" if is_near or ratio >= NEAR else "wrong"


def judged(part: str, page: Page, reading: Reading) -> str:
    """The verdict on one part of what a reader said of a page."""
    found, marked = getattr(reading, part), getattr(page, part)
    if part == "date":
        if not found or not marked:
            return verdict(found or "", marked or "")
        return "exact" if found == marked else "wrong"
    if part == "authors":
        return verdict(_people(found), _people(marked))
    return verdict(folded(found or ""), folded(marked or ""))


def _people(names: Sequence[str]) -> str:
    parts = (part for name in names for part in _BETWEEN.split(_BY.sub("", name)))
    return ";".join(sorted({folded(part) for part in parts} - {""}))


def measure(name: str, pages: Sequence[Page], part: str, *, listed: bool) -> None:
    """Print the line of one reader and one part."""
    readings, _, _ = read_all(name, pages)
    for each in (part,) if part else PARTS:
        counts: Counter[str] = Counter()
        for page, reading in readings:
            said = judged(each, page, reading)
            counts[said] += 1
            if listed and part and said not in ("exact", ""):
                found, marked = getattr(reading, part), getattr(page, part)
                print(f"    {said:8}{page.name[:40]:42}{found!r}\n{'':52}{marked!r}")
        line = "".join(
            f"{counts[kind]:9}" for kind in ("exact", "near", "wrong", "missing", "told")
        )
        of = sum(counts[kind] for kind in ("exact", "near", "wrong", "missing"))
        print(f"  {each:10}{name:14}{of:6}{line}", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("folders", type=Path, nargs="+", metavar="FOLDER")
    parser.add_argument("--half", choices=("seen", "held-back"), help="one half of the publishers")
    parser.add_argument("--list", choices=PARTS, default="", help="show what is not exact")
    parser.add_argument("--alone", action="store_true", help="leave trafilatura out")
    options = parser.parse_args()
    hidden = options.half != "seen"
    for folder in options.folders:
        pages = list(pages_of(folder))
        pages = half(pages, held_back=hidden) if options.half else pages
        print(f"{folder.name}: {len(pages)} pages")
        heads = ("of", "exact", "near", "wrong", "missing", "told")
        print(f"{'':26}{heads[0]:>6}" + "".join(f"{each:>9}" for each in heads[1:]))
        for name in READ_BY[:1] if options.alone else READ_BY:
            listed = name == "dragoman" and not hidden
            measure(name, pages, options.list, listed=listed)


if __name__ == "__main__":
    main()
