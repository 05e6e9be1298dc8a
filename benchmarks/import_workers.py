"""Importing many pages in several processes, beside trafilatura over the same pages on one core.

    python -m benchmarks.import_workers PAGES [--count 5000] [--workers 2]

PAGES is a folder of saved pages (`*.html`, `*.html.gz`); they are written into one WARC, over and
over under other addresses, until there are `--count`. The import is the command as it is typed,
without translating: file kept, records, articles, verdicts, languages, sentences, index.
trafilatura is its own call on the same bytes with metadata, in one process bound to one core.
Both are measured by the clock, so nothing else may run; processor time stands beside it. Memory is
PSS, that of all processes of the import together, looked at ten times a second.
"""

from __future__ import annotations

import argparse
import contextlib
import gzip
import itertools
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.support.foreign_files import WarcFile

EVERY = 0.1
PEER = """
import os, pickle, sys, time
os.sched_setaffinity(0, {0})
from trafilatura import bare_extraction
bodies = pickle.load(open(sys.argv[1], "rb"))
count = int(sys.argv[2])
bare_extraction(bodies[0], with_metadata=True)
began, used = time.perf_counter(), time.process_time()
for n in range(count):
    bare_extraction(bodies[n % len(bodies)], with_metadata=True)
print(time.perf_counter() - began, time.process_time() - used)
"""


def bodies_of(folder: Path) -> list[bytes]:
    return [
        gzip.decompress(each.read_bytes()) if each.suffix == ".gz" else each.read_bytes()
        for each in sorted(folder.rglob("*.html*"))
    ]


def write_warc(bodies: list[bytes], count: int, path: Path) -> None:
    made = WarcFile()
    for number, body in zip(range(count), itertools.cycle(bodies), strict=False):
        made.page(f"https://news.example/{number}", body, mime="text/html")
    path.write_bytes(made.content())


def descendants(root: int) -> list[int]:
    """A process and all that it began, and they began."""
    parents: dict[int, list[int]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError, ValueError):
            fields = stat.read_text(encoding="ascii", errors="replace").rpartition(")")[2].split()
            parents.setdefault(int(fields[1]), []).append(int(stat.parent.name))
    found, left = [], [root]
    while left:
        found.append(left.pop())
        left += parents.get(found[-1], [])
    return found


def pss(processes: list[int]) -> int:
    """Bytes of memory of processes together, what they share counted once."""
    total = 0
    for each in processes:
        with contextlib.suppress(OSError, IndexError, ValueError):
            text = Path(f"/proc/{each}/smaps_rollup").read_text(encoding="ascii")
            total += int(text.partition("\nPss:")[2].split()[0]) * 1024
    return total


def processor(process: int) -> float | None:
    """Seconds of processor time of a process so far; None where it has ended."""
    try:
        stat = Path(f"/proc/{process}/stat").read_text(encoding="ascii", errors="replace")
    except OSError:
        return None
    fields = stat.rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def imported(warc: Path, folder: Path, workers: int) -> tuple[float, float, int]:
    """Seconds by the clock and of the processor, and the most memory at once."""
    command = [
        *(sys.executable, "-m", "dragoman", "--archive", str(folder), "import", "--no-translate"),
        *("--workers", str(workers), str(warc)),
    ]
    began, most = time.perf_counter(), 0
    used: dict[int, float] = {}
    with (folder.parent / "lines").open("wb") as lines:
        child = subprocess.Popen(command, stdout=lines, stderr=lines)
        while child.poll() is None:
            processes = descendants(child.pid)
            most = max(most, pss(processes))
            used |= {each: taken for each in processes if (taken := processor(each)) is not None}
            time.sleep(EVERY)
    if child.returncode:
        sys.exit((folder.parent / "lines").read_text(encoding="utf-8")[-2000:])
    return time.perf_counter() - began, sum(used.values()), most


def beside(bodies: list[bytes], count: int, folder: Path) -> tuple[float, float]:
    """Seconds that trafilatura takes, by the clock and of the processor."""
    import pickle

    (folder / "bodies").write_bytes(pickle.dumps(bodies))
    done = subprocess.run(
        [sys.executable, "-c", PEER, str(folder / "bodies"), str(count)],
        capture_output=True, check=True, text=True,
    )  # fmt: skip
    clock, used = done.stdout.split()
    return float(clock), float(used)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("pages", type=Path)
    parser.add_argument("--count", type=int, default=5_000)
    parser.add_argument("--workers", type=int, default=2)
    asked = parser.parse_args()
    bodies = bodies_of(asked.pages)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_warc(bodies, asked.count, folder / "pages.warc.gz")
        clock, used, most = imported(folder / "pages.warc.gz", folder / "archive", asked.workers)
        peer, peer_used = beside(bodies, asked.count, folder)
    print(f"{asked.count:,} pages out of {len(bodies)}, {asked.workers} processes that read")
    print(
        f"import: {clock:.1f} s, {used:.1f} s of the processor, {most / 1e6:.0f} MB at most (PSS)"
    )
    print(f"trafilatura on one core: {peer:.1f} s, {peer_used:.1f} s of the processor")
    print(f"the clock: {clock / peer:.2f} of trafilatura's; the processor: {used / peer_used:.2f}")


if __name__ == "__main__":
    main()
