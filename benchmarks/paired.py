"""Processor time of this checkout beside an older one, interleaved in one run.

    python -m benchmarks.paired OLD [--work capture,record] [--rounds 15] [--pages FOLDER]

OLD is another checkout of this repository (`git worktree add ../old COMMIT`). Each round runs the
same small program three times, each in a process of its own: with the old code, with the new, and
with the old again, in an order that changes from round to round. What is compared is the processor
time of that process and its children. The ratio of a round is new over the mean of the two old
ones; beside it stands old over old, which shows how much of a difference is the machine's.

The interval is that of the median by order statistics: with at least the probability that is
printed the true median lies in it, whatever the distribution.
"""

from __future__ import annotations

import argparse
import contextlib
import gzip
import importlib
import json
import math
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.page_server import page_server

ROOT = Path(__file__).resolve().parent.parent
LEAST = 0.95
RECORDED = 1_500
TRANSLATED = 8
DEMO_MODELS = {"az": "demo-model-az-en", "ru": "demo-model-ru-en"}
# What starts once (processes, libraries) is a small part of a list of so many pages.
TIMES = 8
LARGEST = 1 << 30
INDEXED = 6_000


def saved(folder: Path) -> list[bytes]:
    """The saved pages of a folder, of which there has to be one at least."""
    found = [
        gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
        for path in sorted(folder.rglob("*.html*"))
    ]
    if not found:
        raise SystemExit(f"{folder} holds no saved page (*.html, *.html.gz); name one by --pages")
    return found


@contextmanager
def real_pages(folder: Path) -> Iterator[tuple[str, int]]:
    """A loopback server, in a process of its own, of the saved pages in a folder."""
    import multiprocessing

    from benchmarks.capture_cost import _serve

    bodies = [  # each is another to the last byte, so that none is kept as a revisit of another
        body + f"<!-- {number} -->".encode() for number in range(TIMES) for body in saved(folder)
    ]
    here, there = multiprocessing.Pipe()
    server = multiprocessing.Process(target=_serve, args=(bodies, there), daemon=True)
    server.start()
    try:
        yield here.recv(), len(bodies)
    finally:
        server.terminate()
        server.join()


# -- what is done, in a process that has only one of the checkouts on its path ------------------


def capture(base: str, count: int, *, read: bool = True) -> float:
    """Seconds of processor time for capturing `count` pages, with their articles if `read`."""
    from dragoman.archive import Archive

    with tempfile.TemporaryDirectory() as folder, Archive(Path(folder)) as archive:
        options = archive.fetch_options(allow_private=True, requisites=False, delay=0)
        began = processor_time()
        urls = [f"{base}{n}" for n in range(count)]
        outcomes = archive.capture_many(urls, options=options, read=read)
        failed = [each.url for each in outcomes if each.page is None]
        assert not failed, failed
        _end_readers()
        return processor_time() - began


def _end_readers() -> None:
    """Articles may be read in other processes, which count once they have ended."""
    for name in ("dragoman.reader.page_reader", "dragoman.page_reader"):  # and where it was before
        with contextlib.suppress(ModuleNotFoundError):
            importlib.import_module(name).end_processes()
            return


def record(base: str, count: int) -> float:
    return capture(base, count, read=False)


def reindex(folder: str, _count: int) -> float:
    from dragoman.archive import Archive

    with Archive(Path(folder), catch_up=False) as archive:
        began = processor_time()
        archive.reindex()
        return processor_time() - began


def search(folder: str, _count: int) -> float:
    from dragoman.archive import Archive

    words = ("məhkəmə", "Mammadov", "суд", "qərar", '"суд адвокат"', "свидет*")
    with Archive(Path(folder)) as archive:
        archive.search("vəkil")
        began = processor_time()
        for word in words * 20:
            archive.search(word)
        return processor_time() - began


def reading(folder: str, _count: int) -> float:
    """The saved pages of a folder, in this process."""
    for name in ("dragoman.archiver.article.extract", "dragoman.archiver.extract"):  # as above
        with contextlib.suppress(ModuleNotFoundError):
            extract = importlib.import_module(name).extract
            break
    bodies = saved(Path(folder))
    for body in bodies[:3]:
        extract(body, url="https://news.example/")
    began = processor_time()
    for body in bodies:
        with contextlib.suppress(Exception):  # a page that holds no article costs time as well
            extract(body, url="https://news.example/")
    return processor_time() - began


def whole_reading(folder: str, _count: int) -> float:
    """The same with verdicts, languages and sentences, as the process that reads does it."""
    reader = importlib.import_module("dragoman.reader.page_reader")
    reader.warm_up()
    bodies = saved(Path(folder))
    began = processor_time()
    for body in 2 * bodies:
        reader.read(body, "reading", LARGEST, url="https://news.example/", content_type="text/html")
    return processor_time() - began


def decoding(folder: str, _count: int) -> float:
    """Pages translated by the demo models, with loading these, the checks, and the records."""
    from dragoman.archive import Archive

    with Archive(Path(folder)) as archive:
        pages = sorted(archive.page_ids())[:TRANSLATED]
        began = processor_time()
        outcomes = list(archive.translate(pages, again=True, engine=DEMO_MODELS))
        assert all(each.pending is None for each in outcomes), outcomes
        return processor_time() - began


WORKS: dict[str, Callable[[str, int], float]] = {
    "capture": capture,
    "record": record,
    "reading": reading,
    "whole-reading": whole_reading,
    "decoding": decoding,
    "reindex": reindex,
    "search": search,
}


def processor_time() -> float:
    """Of this process and of those children that have ended, in seconds."""
    used = os.times()
    return used.user + used.system + used.children_user + used.children_system


# -- the rounds ---------------------------------------------------------------------------------


def measured(checkout: Path, work: str, place: str, count: int) -> float:
    """One run in a process of its own; compiled modules are there from the round before."""
    program = (
        f"import sys; sys.path.insert(0, {str(checkout)!r}); sys.path.append({str(ROOT)!r})\n"
        "import importlib.util, json\n"
        f"spec = importlib.util.spec_from_file_location('paired', {str(Path(__file__))!r})\n"
        "paired = importlib.util.module_from_spec(spec); sys.modules['paired'] = paired\n"
        "spec.loader.exec_module(paired)\n"
        "import dragoman\n"
        f"assert dragoman.__file__.startswith({str(checkout)!r}), dragoman.__file__\n"
        f"print(json.dumps(paired.WORKS[{work!r}]({place!r}, {count})))"
    )
    environment = {**os.environ, "PYTHONPATH": str(checkout)}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    done = subprocess.run(
        [sys.executable, "-P", "-c", program],
        capture_output=True,
        text=True,
        check=False,
        env=environment,
        cwd=tempfile.gettempdir(),
    )
    if done.returncode:
        raise SystemExit(done.stderr)
    return float(json.loads(done.stdout.splitlines()[-1]))


def interval(values: list[float]) -> tuple[float, float, float]:
    """Bounds of the median and the probability that it lies between them."""
    ordered, n = sorted(values), len(values)
    best = (ordered[0], ordered[-1], 1 - 2 * 0.5**n)
    for low in range(n // 2):
        outside = 2 * sum(math.comb(n, k) for k in range(low + 1)) / 2**n
        if 1 - outside < LEAST:
            break
        best = (ordered[low], ordered[n - 1 - low], 1 - outside)
    return best


def compare(old: Path, work: str, places: dict[str, str], count: int, rounds: int) -> None:
    ratios: list[float] = []
    same: list[float] = []
    for number in range(rounds + 1):
        order = [("old", old), ("new", ROOT), ("again", old)]
        order = order[number % 3 :] + order[: number % 3]
        found = {
            name: measured(checkout, work, places["new" if name == "new" else "old"], count)
            for name, checkout in order
        }
        if number == 0:
            continue  # it warms up
        ratios.append(found["new"] / ((found["old"] + found["again"]) / 2))
        same.append(found["again"] / found["old"])
    for name, values in (("new / old", ratios), ("old / old", same)):
        low, high, sure = interval(values)
        print(
            f"| {work} | {name} | {len(values)} | {statistics.median(values):.3f} | "
            f"{low:.3f} to {high:.3f} ({sure:.1%}) |",
            flush=True,
        )


def filled(old: Path, folder: Path) -> None:
    """An archive made by the old code, which does not read all that today's writes."""
    program = (
        f"import sys; sys.path.insert(0, {str(old)!r})\n"
        "from pathlib import Path\n"
        "from benchmarks.reindex import fill\n"
        f"fill(Path({str(folder)!r}), {INDEXED})"
    )
    subprocess.run([sys.executable, "-P", "-c", program], check=True, cwd=old)


def prepared(old: Path, work: str, folder: Path, base: str, count: int) -> None:
    """An archive that each of the two codes is handed a copy of."""
    from dragoman.archive import Archive

    if work in ("reindex", "search"):
        filled(old, folder)
        return
    with Archive(folder) as archive:
        options = archive.fetch_options(allow_private=True, requisites=False, delay=0)
        list(archive.capture_many([f"{base}{n}" for n in range(count)], options=options))


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("old", type=Path)
    parser.add_argument("--work", default="capture,record")
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--pages", type=Path, default=ROOT.parent / "shared" / "data" / "pages")
    asked = parser.parse_args()
    old = asked.old.resolve()
    print("| work | what | rounds | median ratio | interval of the median |")
    print("|---|---|---|---|---|")
    for work in asked.work.split(","):
        if work == "record":
            with page_server() as base:
                compare(
                    old, work, dict.fromkeys(("old", "new"), f"{base}/"), RECORDED, asked.rounds
                )
            continue
        if work in ("reading", "whole-reading"):
            pages = str(asked.pages.resolve())
            compare(old, work, dict.fromkeys(("old", "new"), pages), 0, asked.rounds)
            continue
        with real_pages(asked.pages) as (base, count):
            if work == "capture":
                compare(old, work, dict.fromkeys(("old", "new"), base), count, asked.rounds)
                continue
            with tempfile.TemporaryDirectory() as folder:
                places = {name: str(Path(folder) / name) for name in ("old", "new")}
                prepared(old, work, Path(places["old"]), base, count)
                shutil.copytree(places["old"], places["new"])
                compare(old, work, places, count, asked.rounds)


if __name__ == "__main__":
    main()
