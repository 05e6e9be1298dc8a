"""Reading web archives made elsewhere, beside fastwarc and warcio: the records found, and the time.

    python -m benchmarks.foreign_records [--members 30000] [FILE...]

Files of so many gzip members, each of one record with a body of bytes that do not pack, from a few
bytes to three kilobytes; then each FILE. Time is that of the processor, the least of three runs;
each program reads every block to its end. Ours checks the digests as well. "alike" is whether the
others find, where they end without an error, the same blocks in the same order; of an ARC file its
first record is not compared.
"""

from __future__ import annotations

import argparse
import io
import time
from collections.abc import Callable
from pathlib import Path

from dragoman.archiver.foreign.unpacked import Unpacked
from dragoman.archiver.foreign.warc_walk import BEGINNING, Found, walk
from tests.support.other_readers import members, of_fastwarc, of_warcio

LENGTHS = (0, 60, 300, 1_000, 3_000)
RUNS = 3


def ours(content: bytes) -> list[bytes]:
    items = walk(Unpacked(io.BytesIO(content), len(content)))
    return [each.beginning for each in items if isinstance(each, Found)]


def by_fastwarc(content: bytes) -> list[bytes]:
    return [block[:BEGINNING] for _identity, _length, block in of_fastwarc(content)]


def by_warcio(content: bytes) -> list[bytes]:
    return [block[:BEGINNING] for _identity, _length, block in of_warcio(content)]


def timed(read: Callable[[bytes], list[bytes]], content: bytes) -> tuple[float, list[bytes]]:
    """Seconds of the processor, the least of some runs, and the blocks."""
    best, blocks = float("inf"), []
    for _ in range(RUNS):
        began = time.process_time()
        blocks = read(content)
        best = min(best, time.process_time() - began)
    return best, blocks


def is_arc(content: bytes) -> bool:
    source = Unpacked(io.BytesIO(content), len(content))
    source.begin(0)
    return source.peek(9) == b"filedesc:"


def line(name: str, content: bytes) -> str:
    seconds, found = timed(ours, content)
    cells = [name, f"{len(content) / 1e6:.1f}", f"{len(found):,}", f"{seconds:.2f}"]
    alike = set()
    for read in (by_fastwarc, by_warcio):
        seconds, theirs = timed(read, content)
        cells.append(f"{seconds:.2f}" if theirs else "-")
        if theirs:
            alike.add(theirs == (found[1:] if is_arc(content) else found))
    cells.append("-" if not alike else "yes" if alike == {True} else "no")
    return " | ".join(["", *cells, ""]).strip()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--members", type=int, default=30_000)
    parser.add_argument("files", nargs="*", type=Path)
    options = parser.parse_args()
    print("| file | MB | records | Dragoman s | fastwarc s | warcio s | alike |")
    print("|---|---|---|---|---|---|---|")
    for length in LENGTHS:
        content, sizes = members([length] * options.members)
        print(line(f"members of {sum(sizes) // len(sizes)} bytes", content))
    for path in options.files:
        print(line(path.name, path.read_bytes()))


if __name__ == "__main__":
    main()
