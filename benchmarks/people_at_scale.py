"""People in a large archive: who is named where, and words near a person.

    python -m benchmarks.people_at_scale [--sizes 1000,10000,100000] [--keep FOLDER]

Makes archives of so many pages, each with three sentences that name people, drawn from 3,000, and
the record of who is named in it (written as looking writes it; looking itself is measured by
`benchmarks.people`). Each is asked in a process of its own: everybody, once and once more, as a
page of the desk asks; and five common words near five people. Seconds are of the processor.
"""

from __future__ import annotations

import argparse
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from benchmarks.search import GIVEN, surname
from dragoman.archive import Archive
from dragoman.archiver.article.article import Part, assemble
from dragoman.archiver.records.record import json_record, new_id
from dragoman.index.records.documents import NAMED
from dragoman.index.seen.everybody import everybody

SAID = (
    ("{0} dünən məhkəmədə ifadə verib.", "{0} heç nə deməyib.", "Vəkil {0} ilə görüşüb."),
    ("{0} дал вчера показания в суде.", "{0} ничего не сказал.", "Адвокат встретил {0}."),
)
WORDS = ("dünən", "vəkil", "вчера", "адвокат", "ifadə")
PEOPLE = 3_000

Person = tuple[tuple[str, str, str], tuple[str, str, str]]


def crowd() -> list[Person]:
    rng = random.Random(3)
    return [(rng.choice(GIVEN), surname(rng)) for _ in range(PEOPLE)]


def page(number: int, rng: random.Random, people: list[Person]) -> list[Any]:
    """A capture, its article, and who is named in it: in full, by the surname, in full again."""
    side = number % 2
    url, page_id, article_id = f"https://example.org/{number}", new_id(), new_id()
    moment = datetime(2020, 1, 1, tzinfo=UTC) + timedelta(minutes=20 * number)
    at = moment.isoformat().replace("+00:00", "Z")
    first, other = rng.sample(people, 2)
    names = (
        f"{first[0][side]} {first[1][side]}",
        first[1][side],
        f"{other[0][side]} {other[1][side]}",
    )
    parts = [said.format(name) for said, name in zip(SAID[side], names, strict=True)]
    text, blocks = assemble([Part("paragraph", each) for each in parts])
    capture = {
        "requested_url": url, "final_url": url, "http_status": 200, "mime": "text/html",
        "captured_at": at, "page": None, "exchanges": [], "error": None, "note": None, "tags": [],
    }  # fmt: skip
    code, script = ("ru", "Cyrl") if side else ("az", "Latn")
    article = {
        "@type": "NewsArticle", "url": url, "headline": None, "articleBody": text,
        "dragoman": {
            "page": page_id, "stamps": [],
            "detection": {"code": code, "script": script, "confidence": 0.99, "agreed": True},
            "segments": [
                {"n": n, "paragraph": n, "kind": "paragraph", "language": code,
                 "start": block.start, "stop": block.stop}
                for n, block in enumerate(blocks, start=1)
            ],
        },
    }  # fmt: skip
    found = []
    for n, (block, name) in enumerate(zip(blocks, names, strict=True), start=1):
        start = text.index(name, block.start)
        found.append({"n": n, "start": start, "stop": start + len(name), "text": name,
                      "kind": "person", "by": "list", "name": name})  # fmt: skip
    named = {
        "article": article_id, "mentions": found, "not_looked": [], "natasha": None, "stamp": {},
        "looked": [{"language": code, "by": "list", "sentences": len(blocks)}],
    }  # fmt: skip
    return [
        json_record("capture", url, capture, record_id=page_id, date=at),
        json_record("article", url, article, record_type="conversion", record_id=article_id,
                    refers_to=page_id, date=at),
        json_record(NAMED, url, named, refers_to=article_id, date=at),
    ]  # fmt: skip


def fill(folder: Path, pages: int) -> None:
    rng, people = random.Random(1), crowd()
    with Archive(folder) as archive:
        for start in range(0, pages, 500):
            batch = range(start, min(start + 500, pages))
            archive.store.append([each for n in batch for each in page(n, rng, people)], "derived")


def timed(call: Callable[[], Any]) -> tuple[Any, float]:
    began = time.process_time()
    made = call()
    return made, time.process_time() - began


def ask(folder: Path, pages: int) -> None:
    """One line of the table."""
    with Archive(folder) as archive:
        everyone, first = timed(lambda: everybody(archive.index.connection))
        _, again = timed(lambda: everybody(archive.index.connection))
        near = [
            timed(lambda word=word, near=each.name: archive.search(word, near=near))
            for word, each in zip(WORDS, everyone.people[:25:5], strict=True)
        ]
        mentions = sum(len(each.mentions) for each in everyone.people)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(
            f"| {pages:,} | {mentions:,} | {len(everyone.people):,} | {first:.2f} "
            f"| {1000 * again:.1f} | {max(taken for _, taken in near):.2f} "
            f"| {sum(len(hits) for hits, _ in near):,} | {peak:.0f} |",
            flush=True,
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--sizes", default="1000,10000,100000")
    parser.add_argument("--keep", type=Path, help="make the archives here and leave them")
    asked = parser.parse_args()
    print("| pages | mentions | people | everybody, s | once more, ms | slowest near, s "
          "| found near | peak MB |")  # fmt: skip
    print("|---|---|---|---|---|---|---|---|", flush=True)
    for size in map(int, asked.sizes.split(",")):
        with tempfile.TemporaryDirectory() as work:
            folder = (asked.keep or Path(work)) / f"people-{size}"
            if not folder.is_dir():
                fill(folder, size)
            code = (
                "import sys; from pathlib import Path; from benchmarks.people_at_scale import ask; "
                "ask(Path(sys.argv[1]), int(sys.argv[2]))"
            )
            subprocess.run([sys.executable, "-c", code, str(folder), str(size)], check=True)


if __name__ == "__main__":
    main()
