"""Pages a second beside `wget --warc-file`: same URLs, same loopback server, in one run.

    python -m benchmarks.against_wget [--pages 5000] [--rounds 3]

Recording alone, durability on: every page is synced to the disk before it counts. Two settings:
each answer takes 100 ms, 8 connections against eight wgets side by side; and no delay, one and 8
connections against one wget.
Whole processes are timed, starting up included. Needs `wget` on the path.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.page_server import page_server

# Compiled once, as an installed package is: a setting of whoever develops it must not count.
COMPILED = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}

OURS = """
import sys
from pathlib import Path
from dragoman.archive import Archive
from dragoman.provenance import durable
syncs = 0
def counted(sync):
    def call(*arguments):
        global syncs
        syncs += 1
        return sync(*arguments)
    return call
durable.sync, durable.sync_folder = counted(durable.sync), counted(durable.sync_folder)
with Archive(sys.argv[1]) as archive:
    options = archive.fetch_options(allow_private=True, requisites=False, delay=0)
    urls = Path(sys.argv[2]).read_text(encoding="utf-8").split()
    outcomes = archive.capture_many(urls, options=options, concurrency=int(sys.argv[3]), read=False)
    done = sum(outcome.error is None for outcome in outcomes)
print(done, syncs)
"""


def ours(folder: Path, urls: list[str], concurrency: int) -> tuple[float, float]:
    """Pages a second, and syncs a page."""
    listed = folder / "urls"
    listed.write_text("\n".join(urls), encoding="utf-8")
    command = [sys.executable, "-c", OURS, str(folder / "archive"), str(listed), str(concurrency)]
    started = time.perf_counter()
    done = subprocess.run(command, check=True, capture_output=True, text=True, env=COMPILED)
    seconds = time.perf_counter() - started
    pages, syncs = map(int, done.stdout.split())
    assert pages == len(urls), done.stderr
    return pages / seconds, syncs / pages


def wgets(folder: Path, urls: list[str], count: int) -> float:
    """Pages a second of `count` wgets side by side, each with its share of the URLs."""
    commands = []
    for number in range(count):
        listed = folder / f"urls-{number}"
        listed.write_text("\n".join(urls[number::count]), encoding="utf-8")
        commands.append(
            ["wget", "-q", "--no-warc-keep-log", "--delete-after", "-P", str(folder / str(number)),
             f"--warc-file={folder / f'wget-{number}'}", "-i", str(listed)]
        )  # fmt: skip
    started = time.perf_counter()
    processes = [
        subprocess.Popen(command, env={**os.environ, "LC_ALL": "C"}) for command in commands
    ]
    assert [process.wait() for process in processes] == [0] * count
    return len(urls) / (time.perf_counter() - started)


def compare(name: str, delay: float, connections: int, pages: int, rounds: int, size: int) -> None:
    own, peer, syncs = [], [], []
    with page_server(delay, size) as base:
        urls = [f"{base}/{number}" for number in range(pages)]
        for _ in range(rounds):
            for who in ("peer", "own"):
                with tempfile.TemporaryDirectory() as name_of:
                    folder = Path(name_of)
                    if who == "peer":
                        peer.append(wgets(folder, urls, connections if delay else 1))
                    else:
                        rate, each = ours(folder, urls, connections)
                        own.append(rate)
                        syncs.append(each)
    ratios = [a / b for a, b in zip(own, peer, strict=True)]
    print(
        f"| {name} | {statistics.median(own):.0f} | {statistics.median(peer):.0f} | "
        f"{statistics.median(ratios):.2f} ({min(ratios):.2f} to {max(ratios):.2f}) | "
        f"{statistics.median(syncs):.2f} |",
        flush=True,
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--pages", type=int, default=5000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--connections", type=int, default=8)
    options = parser.parse_args()
    if shutil.which("wget") is None:
        sys.exit("wget is not on the path; install it and try again")
    subprocess.run([sys.executable, "-c", "import dragoman.archive"], check=True, env=COMPILED)
    print("| setting | Dragoman, pages/s | wget, pages/s | ratio | syncs a page |")
    print("|---|---|---|---|---|")
    count, rounds = options.connections, options.rounds
    compare(
        f"8 kB, 100 ms an answer, {count} connections, {count} wgets",
        *(0.1, count, options.pages // 5, rounds, 8_000),
    )
    for size, connections in ((8_000, 1), (8_000, count), (44_000, count)):
        several = f"{connections} connections" if connections > 1 else "one connection"
        name = f"{size // 1000} kB, no delay, {several}, one wget"
        compare(name, 0.0, connections, options.pages, rounds, size)


if __name__ == "__main__":
    main()
