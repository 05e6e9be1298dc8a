"""How long the review page takes: an article of 2,000 sentences, a save in it, 10,000 pages.

    python -m benchmarks.review_page [--segments 2000] [--pages 10000]

Over a real socket on loopback, as a browser asks; the article is also opened in a real Chromium,
until it can be used, where one is installed.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from dragoman.archive import Archive
from tests.support.chromium import Chromium
from tests.support.review_client import opened, serving
from tests.support.translated_pages import Line, add_page

RUNS = 7


def milliseconds(call: Callable[[], Any]) -> float:
    taken = []
    for _ in range(RUNS):
        began = time.perf_counter()
        call()
        taken.append(1000 * (time.perf_counter() - began))
    return statistics.median(taken)


def article(archive: Archive, folder: Path, count: int) -> str:
    lines = [
        Line(
            f"Məhkəmə {n} saylı işə baxdı və qərar verdi.",
            f"The court heard case {n}.",
            block=n // 4 + 1,
        )
        for n in range(count)
    ]
    return add_page(archive, folder, lines, name="long.html").id


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--segments", type=int, default=2000)
    parser.add_argument("--pages", type=int, default=10_000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name, Archive(Path(name) / "a") as archive:
        folder = Path(name)
        page = article(archive, folder, options.segments)
        with serving(archive) as server:
            client = opened(server)
            print("| what | ms |")
            print("|---|---|")
            shown = milliseconds(lambda: client.get(f"/page/{page}"))
            print(f"| an article of {options.segments:,} sentences, answered | {shown:.0f} |")
            places = iter(range(1, RUNS + 1))
            saved = milliseconds(lambda: client.decide(page, next(places), "approve", text="Yes."))
            print(f"| its editor opened, and a sentence saved | {saved:.0f} |", flush=True)
            if Chromium.find() is not None:
                with Chromium(folder / "profile") as browser:
                    browser.open(server.url)
                    began = time.perf_counter()
                    browser.open(f"http://127.0.0.1:{server.access.port}/page/{page}")
                    browser.wait(f"document.querySelector('#s{options.segments}')")
                    taken = 1000 * (time.perf_counter() - began)
                print(
                    f"| the article, in Chromium until its last sentence is there | {taken:.0f} |"
                )
            for number in range(options.pages):
                add_page(
                    archive,
                    folder,
                    [Line(f"Xəbər {number}.", f"News {number}.")],
                    title=f"Xəbər {number}",
                )
            archive.index.catch_up()
            listed = milliseconds(lambda: client.get("/"))
            print(f"| the list of {options.pages:,} pages, its first part | {listed:.0f} |")


if __name__ == "__main__":
    main()
