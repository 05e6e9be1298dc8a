"""How long the review page takes: an article of 2,000 sentences, a save in it, 10,000 pages.

    python -m benchmarks.review_page [--segments 2000] [--pages 10000] [--rows 100000]

Over a real socket on loopback, as a browser asks; the article is also opened in a real Chromium,
until it can be used, where one is installed.
"""

from __future__ import annotations

import argparse
import sqlite3
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


# What is asked of the list, and where.
LISTS = {
    "the newest": "/", "what is to be decided": "/?state=todo", "a flag": "/?state=flagged",
    "what failed": "/?state=failed", "a site": "/?site=site3.example.org", "a tag": "/?tag=court",
    "by title": "/?order=title", "the overview": "/overview", "a search": "/search?words=x",
}  # fmt: skip


def fill(connection: sqlite3.Connection, count: int) -> None:
    """Pages into the index alone: their records would take hours to write."""
    ids = [f"{n:08d}-0000-4000-8000-000000000000" for n in range(count)]
    connection.execute("BEGIN")
    connection.executemany(
        "INSERT INTO pages (id, url, captured_at, http_status, response_id, error_message, host) "
        "VALUES (?, ?, ?, 200, 'x', ?, ?)",
        (
            (
                each, f"https://site{n % 97}.example.org/{n - (n % 10 == 0)}",
                f"2025-{n % 12 + 1:02}-{n % 28 + 1:02}T00:00:00.{n:06}Z",
                None if n % 50 else "no such host", f"site{n % 97}.example.org",
            )
            for n, each in enumerate(ids)
        ),
    )  # fmt: skip
    connection.executemany(
        "INSERT INTO page_tags VALUES (?, 'court', 'court')", ((each,) for each in ids[::7])
    )
    connection.executemany(
        "INSERT INTO articles (id, page_id, made_at, current, language, title, text, text_sha256) "
        "VALUES (?, ?, '', 1, ?, ?, '', ?)",
        ((f"a{n}", each, ("az", "ru")[n % 2], f"Xəbər {n}", f"{n}") for n, each in enumerate(ids)),
    )
    connection.executemany(
        "INSERT INTO translations (id, article_id, target, made_at, current, credit, machine, "
        "approved, flagged_open) VALUES (?, ?, 'en', '', 1, '', ?, ?, ?)",
        ((f"t{n}", f"a{n}", 9 * (n % 3 > 0), 9, n % 200 == 9) for n in range(count) if n % 5),
    )
    connection.execute("COMMIT")


def painted(browser: Chromium) -> float:
    """Milliseconds from asking for the list to its first paint, as the browser counts them."""
    address = browser.run("location.origin + '/'")
    taken = []
    for _ in range(RUNS):
        browser.open(address)
        browser.wait("performance.getEntriesByName('first-contentful-paint').length")
        entry = "performance.getEntriesByName('first-contentful-paint')[0].startTime"
        taken.append(float(browser.run(entry)))
    return statistics.median(taken)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--segments", type=int, default=2000)
    parser.add_argument("--pages", type=int, default=10_000)
    parser.add_argument("--rows", type=int, default=100_000)
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
            fill(archive.index.connection, options.rows)
            for what, path in LISTS.items():
                listed = milliseconds(lambda path=path: client.get(path))
                print(f"| of {options.rows:,} more: {what} | {listed:.0f} |", flush=True)
            if Chromium.find() is not None:
                with Chromium(folder / "second") as browser:
                    browser.open(server.url)
                    print(f"| the same in Chromium, until it is painted | {painted(browser):.0f} |")


if __name__ == "__main__":
    main()
