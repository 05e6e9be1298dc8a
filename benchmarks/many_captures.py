"""Memory and open files while many pages are captured: neither may grow with their number.

    python -m benchmarks.many_captures [--pages 10000] [--concurrency 8]

Prints a row each tenth of the way. The pages come from a loopback server in another process, each
with its article read. Memory is what is resident; Linux only, as open files are counted in /proc.
"""

from __future__ import annotations

import argparse
import gc
import os
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks.page_server import page_server
from dragoman.archive import Archive


def resident() -> int:
    """Bytes of memory that this process has in use."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


def open_files() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


def grown(pages: int, concurrency: int, size: int = 3000) -> Iterator[tuple[int, int, int, float]]:
    """Pages done, bytes resident, open files and seconds, each tenth of the way."""
    with (
        page_server(0, size) as base,
        tempfile.TemporaryDirectory() as folder,
        Archive(Path(folder)) as archive,
    ):
        options = archive.fetch_options(allow_private=True, delay=0)
        urls = [f"{base}/{number}" for number in range(pages)]
        began = time.monotonic()
        outcomes = archive.capture_many(urls, options=options, concurrency=concurrency)
        for done, outcome in enumerate(outcomes, start=1):
            assert outcome.error is None, outcome.error
            if done % (pages // 10) == 0:
                gc.collect()
                yield done, resident(), open_files(), time.monotonic() - began


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--pages", type=int, default=10_000)
    parser.add_argument("--concurrency", type=int, default=8)
    options = parser.parse_args()
    print("| captures | resident, MB | open files | seconds |")
    print("|---|---|---|---|")
    for done, memory, files, seconds in grown(options.pages, options.concurrency):
        print(f"| {done:,} | {memory / 1e6:.1f} | {files} | {seconds:.0f} |", flush=True)


if __name__ == "__main__":
    main()
