"""Measures the extraction of articles against what people marked as the text and the date.

    python benchmarks/extraction.py ../shared/data/pages/ru
    python benchmarks/extraction.py FOLDER-OF-article-extraction-benchmark
    python benchmarks/extraction.py FUNDUS READABILITY TRAFILATURA --half seen --peers

A folder holds one of the sets that `benchmarks/marked_pages/folders.py` knows. Token F1 is the
overlap of the multisets of `\\w+` tokens, averaged over pages; where only pieces of an article are
marked, found and unfound pieces are counted over all pages of the set. Seconds are of the
processor. `--half held-back` measures the publishers of `marked_pages/held_back.txt`, whose pages
nobody looks at: what is printed of them are sums, never a page.
"""

from __future__ import annotations

import argparse
import re
import sys
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.marked_pages.folders import pages_of
from benchmarks.marked_pages.page import Page
from benchmarks.marked_pages.split import half
from benchmarks.readers import PEERS, READERS, Read, Reading

_TOKEN = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Score:
    """F1, precision and recall."""

    f1: float
    precision: float
    recall: float


def token_score(text: str, gold: str) -> Score:
    """How far two texts hold the same tokens, however they are ordered."""
    found, wanted = Counter(_TOKEN.findall(text)), Counter(_TOKEN.findall(gold))
    return _score(sum((found & wanted).values()), sum(found.values()), sum(wanted.values()))


def _score(common: int, found: int, wanted: int) -> Score:
    if not common:
        return Score(0.0, 0.0, 0.0)
    precision, recall = common / found, common / wanted
    return Score(2 * precision * recall / (precision + recall), precision, recall)


def mean(scores: Sequence[Score]) -> Score:
    """The mean of each part."""
    return Score(*(sum(getattr(s, part) for s in scores) / len(scores) for part in Score.__slots__))


def piece_score(read: Iterable[tuple[Page, str]]) -> Score:
    """How many of the marked pieces are found, over all pages."""
    right = wrong = wanted = 0
    for page, text in read:
        spaced = _spaced(text)
        right += sum(_spaced(piece) in spaced for piece in page.wanted)
        wrong += sum(_spaced(piece) in spaced for piece in page.unwanted)
        wanted += len(page.wanted)
    return _score(right, right + wrong, wanted)


def _spaced(text: str) -> str:
    return " ".join(text.split())


def standfirsts(read: Iterable[tuple[Page, str]]) -> tuple[int, int]:
    """How many of the standfirsts that stand on their pages were kept, and how many there are."""
    kept = shown = 0
    for page, text in read:
        if not page.standfirst or not _is_shown(page):
            continue
        shown += 1
        kept += all(_letters(piece) in _letters(text) for piece in page.standfirst)
    return kept, shown


def _is_shown(page: Page) -> bool:
    from dragoman.archiver.article.html_plain import plain_parts
    from dragoman.archiver.body.charset import decode

    shown = _letters("".join(part.text for part in plain_parts(decode(page.body, None).text)))
    return all(_letters(piece) in shown for piece in page.standfirst)


def _letters(text: str) -> str:
    return "".join(character for character in text.casefold() if character.isalnum())


def read_all(name: str, pages: Sequence[Page]) -> tuple[list[tuple[Page, Reading]], float, int]:
    """What a reader makes of the pages, its seconds, and how often it broke."""
    read = READERS[name]()
    _or_nothing(read, pages[0])  # what is loaded once is not counted
    started = time.process_time()
    readings = [(page, _or_nothing(read, page)) for page in pages]
    seconds = time.process_time() - started
    broken = sum(reading is None for _, reading in readings)
    return [(page, reading or Reading()) for page, reading in readings], seconds, broken


def _or_nothing(read: Read, page: Page) -> Reading | None:
    try:
        return read(page)
    except Exception:  # noqa: BLE001 - a peer that breaks on a page has read nothing
        return None


def measure(name: str, pages: Sequence[Page], *, worst: int) -> Score:
    """Print one line of the table, and the worst pages where they are asked for."""
    readings, seconds, broken = read_all(name, pages)
    read = [(page, reading.text) for page, reading in readings]
    if all(page.wanted for page in pages):
        total, below = piece_score(read), "-"
        scores = [(piece_score([each]), each[0]) for each in read]
    else:
        scores = [(token_score(text, page.text or ""), page) for page, text in read]
        total = mean([score for score, _ in scores])
        below = str(sum(score.f1 < 0.9 for score, _ in scores))
    kept, shown = standfirsts(read)
    told = f"{kept}/{shown}" if shown else "-"
    print(
        f"{name:24}{total.f1:10.4f}{total.precision:10.4f}{total.recall:10.4f}"
        f"{below:>8}{told:>12}{seconds:9.1f}" + (f"  broke on {broken}" if broken else ""),
        flush=True,
    )
    for score, page in sorted(scores, key=lambda pair: pair[0].f1)[:worst]:
        print(
            f"    {score.f1:.3f} {score.precision:.3f} {score.recall:.3f}  {page.name}  {page.url}"
        )
    return total


def measure_dates(dated: Sequence[Page], *, listed: bool) -> None:
    """Print how many dates of publication are right, and those that are not."""
    readings, _, _ = read_all("dragoman", dated)
    for page, reading in readings:
        if listed and reading.date != page.date:
            print(f"    {page.name}: {reading.date}, marked {page.date}")
    print(f"dates: {sum(r.date == page.date for page, r in readings)} of {len(dated)} right")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("folders", type=Path, nargs="+", metavar="FOLDER")
    parser.add_argument("--worst", type=int, default=0, help="list this many of the worst pages")
    parser.add_argument("--alone", action="store_true", help="leave all others out")
    parser.add_argument(
        "--peers", action="store_true", help="beside other programs than trafilatura"
    )
    parser.add_argument("--dates", action="store_true", help="the days of publication as well")
    parser.add_argument("--half", choices=("seen", "held-back"), help="one half of the publishers")
    options = parser.parse_args()
    names = ["dragoman"] if options.alone else list(READERS)[:6]
    names = ["dragoman", *PEERS] if options.peers else names
    hidden = options.half == "held-back"
    totals: dict[str, list[Score]] = {name: [] for name in names}
    for folder in options.folders:
        pages = list(pages_of(folder))
        pages = half(pages, held_back=hidden) if options.half else pages
        marked = [page for page in pages if page.text or page.wanted]
        print(f"{folder.name}: {len(pages)} pages, {len(marked)} with gold text")
        if marked:
            print(
                f"{'':24}{'F1':>10}{'precision':>10}{'recall':>10}{'< 0.9':>8}{'standfirsts':>12}"
                f"{'seconds':>9}"
            )
            for name in names:
                worst = options.worst if name == "dragoman" and not hidden else 0
                totals[name].append(measure(name, marked, worst=worst))
        if options.dates and (dated := [page for page in pages if page.date]):
            measure_dates(dated, listed=not hidden)
    if len(options.folders) > 1:
        print("the mean of the sets")
        for name, scores in totals.items():
            total = mean(scores)
            print(f"{name:24}{total.f1:10.4f}{total.precision:10.4f}{total.recall:10.4f}")


if __name__ == "__main__":
    main()
