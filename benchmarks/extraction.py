"""Measures the extraction of articles against what people marked as the text and the date.

    python benchmarks/extraction.py ../shared/data/pages/ru
    python benchmarks/extraction.py FOLDER-OF-article-extraction-benchmark

A folder holds `*.html` or `*.html.gz` (or a folder `html` of them) and gold: JSON files that map a
page's stem to `{"articleBody": …, "url": …}`, and optionally `gold_dates.json`. Token F1 is the
overlap of the multisets of `\\w+` tokens, averaged over pages. Seconds are of the processor.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from dragoman.archiver.article.html import extract_html
from dragoman.errors import DragomanError

_TOKEN = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Page:
    """A page and what people marked on it; None where they did not."""

    name: str
    url: str
    body: bytes
    text: str | None
    date: str | None


@dataclass(frozen=True, slots=True)
class Score:
    """Token F1, precision and recall."""

    f1: float
    precision: float
    recall: float


def token_score(text: str, gold: str) -> Score:
    """How far two texts hold the same tokens, however they are ordered."""
    found, wanted = Counter(_TOKEN.findall(text)), Counter(_TOKEN.findall(gold))
    common = sum((found & wanted).values())
    if not common:
        return Score(0.0, 0.0, 0.0)
    precision, recall = common / sum(found.values()), common / sum(wanted.values())
    return Score(2 * precision * recall / (precision + recall), precision, recall)


def pages(folder: Path) -> Iterator[Page]:
    """The pages of a folder, in order of their names."""
    texts: dict[str, Any] = {}
    for path in sorted(folder.glob("ground-truth*.json")):
        texts |= json.loads(path.read_text(encoding="utf-8"))
    dates = _dates(folder / "gold_dates.json")
    html = folder / "html" if (folder / "html").is_dir() else folder
    for path in sorted([*html.glob("*.html"), *html.glob("*.html.gz")]):
        body = path.read_bytes()
        name = path.name.removesuffix(".gz").removesuffix(".html")
        gold = texts.get(name, {})
        yield Page(
            name,
            gold.get("url", f"http://127.0.0.1/{name}.html"),
            gzip.decompress(body) if path.suffix == ".gz" else body,
            gold.get("articleBody"),
            dates.get(name),
        )


def _dates(path: Path) -> dict[str, str]:
    if not path.is_file():
        return {}
    marked = json.loads(path.read_text(encoding="utf-8"))
    return {name.removesuffix(".html"): pairs[0][1]["date"] for name, pairs in marked.items()}


def ours(page: Page) -> str:
    """What Dragoman takes for the article."""
    return extract_html(page.body, url=page.url).text


def theirs(**settings: Any) -> Callable[[Page], str]:
    """What trafilatura alone takes for it, with these settings."""
    from trafilatura import extract

    def run(page: Page) -> str:
        return extract(page.body, url=page.url, include_comments=False, **settings) or ""

    return run


READERS: dict[str, Callable[[], Callable[[Page], str]]] = {
    "dragoman": lambda: ours,
    "trafilatura": theirs,
    "trafilatura fast": lambda: theirs(fast=True),
    "trafilatura precision": lambda: theirs(favor_precision=True),
    "trafilatura recall": lambda: theirs(favor_recall=True),
    "trafilatura, no tables": lambda: theirs(include_tables=False),
}


def measure(name: str, marked: list[Page], *, worst: int) -> None:
    """Print one line of the table, and the worst pages where they are asked for."""
    read = READERS[name]()
    read(marked[0])  # what is loaded once is not counted
    scores: list[tuple[Score, Page]] = []
    started = time.process_time()
    for page in marked:
        try:
            text = read(page)
        except DragomanError:
            text = ""
        scores.append((token_score(text, page.text or ""), page))
    seconds = time.process_time() - started
    means = [
        sum(getattr(score, part) for score, _ in scores) / len(scores)
        for part in ("f1", "precision", "recall")
    ]
    below = sum(score.f1 < 0.9 for score, _ in scores)
    print(f"{name:24}" + "".join(f"{mean:10.4f}" for mean in means) + f"{below:8}{seconds:9.1f}")
    for score, page in sorted(scores, key=lambda pair: pair[0].f1)[:worst]:
        print(f"    {score.f1:.3f}  {page.name[:12]}  {page.url[:80]}")


def measure_dates(dated: list[Page]) -> None:
    """Print how many dates of publication are right, and those that are not."""
    right = 0
    for page in dated:
        found = extract_html(page.body, url=page.url).published
        right += found == page.date
        if found != page.date:
            print(f"    {page.name}: {found}, marked {page.date}")
    print(f"dates: {right} of {len(dated)} right")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--worst", type=int, default=0, help="list this many of the worst pages")
    parser.add_argument("--alone", action="store_true", help="leave trafilatura out")
    options = parser.parse_args()
    found = list(pages(options.folder))
    marked = [page for page in found if page.text]
    print(f"{len(found)} pages, {len(marked)} with gold text")
    if marked:
        print(f"{'':24}{'F1':>10}{'precision':>10}{'recall':>10}{'< 0.9':>8}{'seconds':>9}")
        for name in ["dragoman"] if options.alone else READERS:
            measure(name, marked, worst=options.worst if name == "dragoman" else 0)
    if dated := [page for page in found if page.date]:
        measure_dates(dated)


if __name__ == "__main__":
    main()
