"""Measures what real articles are called: how many are taken for something else, and why.

    python benchmarks/verdicts.py FOLDER...
    python benchmarks/verdicts.py --held-back FOLDER...

The folders are those of `benchmarks/extraction.py`. `--held-back` takes the half of the publishers
that nobody looks at while rules are made, `--open` the other, and neither option all of them. Each
page that is no `article` and no `listing` is named with its reason. A page whose gold is itself no
more than a teaser is left out, and named. Milliseconds are of the processor, for the verdict alone.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.marked_pages.folders import pages_of
from benchmarks.marked_pages.page import Page
from benchmarks.marked_pages.split import half
from dragoman.archiver.article.html import extract_html
from dragoman.archiver.body.charset import decode
from dragoman.archiver.verdict.judging import html_verdict
from dragoman.archiver.verdict.shape import words_in
from dragoman.archiver.verdict.verdict import KINDS, Answered, Verdict
from dragoman.errors import DragomanError

RIGHT = ("article", "listing")
# Words of a gold text that is no more than the beginning of an article, or a sample of a program.
TEASER = 40


@dataclass(frozen=True, slots=True)
class Judged:
    """A page, what it was called, and the milliseconds that took."""

    page: Page
    verdict: Verdict
    milliseconds: float


def judged(page: Page) -> Judged:
    """The verdict on a page, as a capture that came with status 200 gets it."""
    try:
        read = extract_html(page.body, url=page.url).text
    except DragomanError:
        read = ""
    source = decode(page.body).text
    began = time.process_time()
    verdict = html_verdict(source, Answered(page.url, page.url, 200), read)
    return Judged(page, verdict, 1000 * (time.process_time() - began))


def is_teaser(page: Page) -> bool:
    """Whether what people marked as its text is hardly any; pages with marked pieces are whole."""
    return page.text is not None and words_in(page.text) < TEASER


def of_folders(folders: list[Path], held_back: bool | None) -> Iterator[tuple[Path, list[Page]]]:
    for folder in folders:
        pages = list(pages_of(folder))
        yield folder, pages if held_back is None else half(pages, held_back=held_back)


def report(folder: Path, found: list[Judged], teasers: list[Page]) -> None:
    """A line of the table, and under it what is not called what it is."""
    kinds = Counter(each.verdict.kind for each in found)
    wrong = [each for each in found if each.verdict.kind not in RIGHT]
    share = f"{100 * len(wrong) / max(1, len(found)):.2f} %"
    spent = sum(each.milliseconds for each in found) / max(1, len(found))
    named = ", ".join(f"{kinds[kind]} {kind}" for kind in KINDS if kinds[kind])
    print(f"{folder}: {len(found)} pages: {named}")
    print(f"    {len(wrong)} ({share}) called neither article nor listing; {spent:.1f} ms a page")
    for each in wrong:
        print(f"    {each.page.name}: {each.verdict.kind}, {each.verdict.reason}")
    for page in teasers:
        print(f"    left out, its gold is {words_in(page.text or '')} words: {page.name}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("folders", type=Path, nargs="+", metavar="FOLDER")
    halves = parser.add_mutually_exclusive_group()
    halves.add_argument("--held-back", action="store_const", const=True, dest="held_back")
    halves.add_argument("--open", action="store_const", const=False, dest="held_back")
    options = parser.parse_args()
    every: list[Judged] = []
    for folder, pages in of_folders(options.folders, options.held_back):
        teasers = [page for page in pages if is_teaser(page)]
        found = [judged(page) for page in pages if not is_teaser(page)]
        report(folder, found, teasers)
        every += found
    wrong = sum(each.verdict.kind not in RIGHT for each in every)
    share = 100 * wrong / max(1, len(every))
    print(f"all: {len(every)} pages, {wrong} ({share:.2f} %) called neither article nor listing")


if __name__ == "__main__":
    main()
