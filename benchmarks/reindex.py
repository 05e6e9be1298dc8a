"""How long `reindex` takes, how much memory, and whether anything reads otherwise after it.

    python benchmarks/reindex.py [--pages 2000] [--sizes 500,2000]

Fills archives with captures and translations (records are written as captures write them; the
translations are made by a word list, since decoding is not what is measured), deletes the index,
builds it anew in a process of its own, and compares what `list`, `show` and `search` print.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from dragoman.archive import Archive
from dragoman.archiver.article.article import Part, assemble
from dragoman.archiver.records.record import json_record, new_id
from dragoman.provenance.stamp import Stamp, utc_now

FIRST = "Məhkəmə Vəkil Jurnalist Hakim Ailə Müstəntiq Şahid Prokuror Redaksiya Nigar Tural".split()
MIDDLE = "dünən bu_gün iclasda Bakıda Gəncədə qərarla müraciətlə açıqlama ilə yenidən".split()
LAST = "qərar_verib şikayət_edib azad_olunub saxlanılıb bildirib çıxış_edib rədd_edib".split()
SENTENCES = 12


def sentence(rng: random.Random) -> str:
    words = [rng.choice(FIRST), *rng.sample(MIDDLE, 4), rng.choice(LAST)]
    return " ".join(words).replace("_", " ") + f" {rng.randrange(1, 300)} nəfər."


def records(number: int, rng: random.Random) -> list[Any]:
    """A capture, its article and its translation, as their records."""
    url = f"https://example.org/az/{number}"
    page_id, article_id, now = new_id(), new_id(), utc_now()
    sentences = [sentence(rng) for _ in range(SENTENCES)]
    text, blocks = assemble([Part("paragraph", each) for each in sentences])
    capture = {
        "requested_url": url, "final_url": url, "http_status": 200, "mime": "text/html",
        "captured_at": now, "page": None, "exchanges": [], "error": None, "note": None, "tags": [],
    }  # fmt: skip
    found = {"code": "az", "script": "Latn", "confidence": 0.99, "agreed": True}
    article = {
        "@type": "NewsArticle", "url": url, "headline": f"Xəbər {number}", "articleBody": text,
        "dragoman": {
            "page": page_id,
            "detection": found,
            "segments": [
                {"n": n, "paragraph": n, "kind": "paragraph", "language": "az",
                 "start": block.start, "stop": block.stop}
                for n, block in enumerate(blocks, start=1)
            ],
            "stamps": [],
        },
    }  # fmt: skip
    translation = {
        "@type": "NewsArticle", "headline": f"News {number}",
        "creditText": "Written by a word list.",
        "dragoman": {
            "page": page_id, "article": article_id, "target": "en", "engine": "list",
            "model": "word list", "models": [], "stamp": Stamp.now("benchmark", "0").to_json(),
            "segments": [
                {"n": n, "start": 0, "stop": 0, "target": each.upper(), "machine": each.upper(),
                 "state": "machine", "score": -0.5, "flags": []}
                for n, each in enumerate(sentences, start=1)
            ],
        },
    }  # fmt: skip
    return [
        json_record("capture", url, capture, record_id=page_id, date=now),
        json_record("article", url, article, record_type="conversion", record_id=article_id,
                    refers_to=page_id),
        json_record("translation", url, translation, record_type="conversion",
                    refers_to=article_id),
    ]  # fmt: skip


def fill(folder: Path, pages: int) -> None:
    rng = random.Random(1)
    with Archive(folder) as archive:
        for start in range(0, pages, 100):
            batch = [r for n in range(start, min(start + 100, pages)) for r in records(n, rng)]
            archive.store.append(batch, "derived")


def shown(folder: Path) -> str:
    with Archive(folder) as archive:
        rows = list(archive.list_pages())
        pages = [archive.page(row["id"]) for row in rows[::97]]
        hits = [hit.to_json() for word in ("Nigar", "saxlanılıb") for hit in archive.search(word)]
        pairs = [[pair.to_json() for pair in page.pairs("en")] for page in pages]
        return json.dumps([rows, pairs, hits], ensure_ascii=False)


def rebuild(folder: Path) -> tuple[float, float]:
    """Seconds and peak MB of a process that reindexes."""
    code = (
        "import resource, sys, time\n"
        "from dragoman.archive import Archive\n"
        "started = time.perf_counter()\n"
        "with Archive(sys.argv[1], catch_up=False) as archive: archive.reindex()\n"
        "peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024\n"
        "print(time.perf_counter() - started, peak)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(folder)], capture_output=True, text=True, check=True
    )
    seconds, peak = map(float, done.stdout.split())
    return seconds, peak


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sizes", default="500,2000,8000")
    sizes = [int(each) for each in parser.parse_args().sizes.split(",")]
    print(f"{SENTENCES} sentences a page; {os.cpu_count()} cores; one process, one core")
    print("| pages | segments | reindex, s | segments/s | peak MB | reads the same |")
    print("|---|---|---|---|---|---|")
    for pages in sizes:
        with tempfile.TemporaryDirectory() as work:
            folder = Path(work) / "archive"
            fill(folder, pages)
            before = shown(folder)
            (folder / "index.db").unlink()
            seconds, peak = rebuild(folder)
            same = shown(folder) == before
            count = pages * SENTENCES
            print(f"| {pages:,} | {count:,} | {seconds:.1f} | {count / seconds:,.0f} "
                  f"| {peak:.0f} | {'yes' if same else 'NO'} |", flush=True)  # fmt: skip


if __name__ == "__main__":
    started = time.perf_counter()
    main()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"in {time.perf_counter() - started:.0f} s; this process peaked at {peak:.0f} MB")
