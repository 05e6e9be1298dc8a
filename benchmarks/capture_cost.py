"""Processor time of a whole capture, beside trafilatura alone on the same pages, in one run.

    python -m benchmarks.capture_cost PAGES [--rounds 5]

PAGES is a folder of saved pages (`*.html`, `*.html.gz`). A capture is all of it: the fetch from a
loopback server in another process, its records on the disk, the article, its verdict, its language
and its sentences, in this process and in the one that reads. trafilatura alone is its own call on
the same bytes, with the metadata (title, author, date) that a capture has as well. Both are timed
in turn, after a round that warms up.
"""

from __future__ import annotations

import argparse
import contextlib
import gc
import gzip
import multiprocessing
import os
import statistics
import tempfile
import time
from pathlib import Path
from typing import Any

from tests.support.site import Answer, Site


def _serve(bodies: list[bytes], pipe: Any) -> None:
    headers = {"Content-Type": "text/html"}
    answers = {f"/{n}": Answer(body, headers=headers) for n, body in enumerate(bodies)}
    with Site(answers) as site:
        pipe.send(site.url("/"))
        pipe.recv()


def taken(server: int) -> float:
    """Seconds of processor time of this process and its children but the server, so far."""
    ticks = 0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):  # it has ended
            fields = stat.read_text(encoding="ascii", errors="replace").rpartition(")")[2].split()
            if int(fields[1]) == os.getpid() and int(stat.parent.name) != server:
                ticks += int(fields[11]) + int(fields[12])
    return time.process_time() + ticks / os.sysconf("SC_CLK_TCK")


def captured(base: str, count: int, server: int) -> float:
    """Seconds of processor time for capturing all pages."""
    from dragoman.archive import Archive

    with tempfile.TemporaryDirectory() as folder, Archive(Path(folder)) as archive:
        options = archive.fetch_options(allow_private=True, requisites=False, delay=0)
        started = taken(server)
        outcomes = archive.capture_many([f"{base}{n}" for n in range(count)], options=options)
        failed = [each.url for each in outcomes if each.error is not None]
        assert not failed, failed
        return taken(server) - started


def extracted(bodies: list[bytes]) -> float:
    """Seconds of processor time for trafilatura alone."""
    import trafilatura

    started = time.process_time()
    for body in bodies:
        trafilatura.bare_extraction(body, with_metadata=True)
    return time.process_time() - started


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("pages", type=Path)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    files = sorted(options.pages.rglob("*.html*"))
    bodies = [
        gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
        for path in files
    ]
    here, there = multiprocessing.Pipe()
    server = multiprocessing.Process(target=_serve, args=(bodies, there), daemon=True)
    server.start()
    base = here.recv()
    own, peer = [], []
    for _ in range(options.rounds + 1):
        own.append(captured(base, len(bodies), server.pid or 0))
        gc.collect()
        peer.append(extracted(bodies))
        gc.collect()
    own, peer = own[1:], peer[1:]
    ratios = [a / b for a, b in zip(own, peer, strict=True)]
    print("| pages | whole capture, ms a page | trafilatura alone, ms a page | ratio |")
    print("|---|---|---|---|")
    print(
        f"| {len(bodies)} | {1000 * statistics.median(own) / len(bodies):.1f} | "
        f"{1000 * statistics.median(peer) / len(bodies):.1f} | "
        f"{statistics.median(ratios):.2f} ({min(ratios):.2f} to {max(ratios):.2f}) |"
    )


if __name__ == "__main__":
    main()
