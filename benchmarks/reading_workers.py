"""Two Dask workers on two cores against one on one, in reading: speed, and the same text.

    python -m benchmarks.reading_workers PAGES [--count 600] [--rounds 3]

PAGES is a folder of saved pages (`*.html`, `*.html.gz`); they are written into one WARC, over and
over under other addresses, until there are `--count`. What is measured is the import without
translating, into a new archive each time, by a LocalCluster of separate processes, one thread
each, TCP on loopback, after each has read a few pages. One and two take turns, so nothing else may
run. Beside the clock stands the processor time of the process that owns the archive, which is what
no number of workers makes less: the clock can at best come down to it.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from pathlib import Path

from benchmarks.import_workers import bodies_of, write_warc
from dragoman import Archive


def imported(address: str, few: Path, warc: Path, folder: Path) -> tuple[float, float, str]:
    """Seconds by the clock, of the processor here, and the texts of all pages in one."""
    with (
        Archive(folder / "evidence") as archive,
        archive.workers(scheduler=address) as workers,
    ):
        assert workers is not None
        for _ in archive.import_files([few], workers=workers):
            pass
        began, used = time.perf_counter(), time.process_time()
        for outcome in archive.import_files([warc], workers=workers):
            assert outcome.error is None or outcome.error.kind == "extraction", outcome.error
        clock, own = time.perf_counter() - began, time.process_time() - used
        rows = archive.index.connection.execute(
            "SELECT p.url, a.text FROM pages p LEFT JOIN articles a ON a.page_id = p.id ORDER BY 1"
        )
        return clock, own, repr([tuple(row) for row in rows])


def main() -> None:
    from distributed import LocalCluster

    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("pages", type=Path)
    parser.add_argument("--count", type=int, default=600)
    parser.add_argument("--rounds", type=int, default=3)
    asked = parser.parse_args()
    bodies = bodies_of(asked.pages)
    clocks: dict[int, list[float]] = {1: [], 2: []}
    owns: dict[int, list[float]] = {1: [], 2: []}
    texts: set[str] = set()
    with tempfile.TemporaryDirectory() as name:
        few, warc = Path(name) / "few.warc.gz", Path(name) / "pages.warc.gz"
        write_warc(bodies, 8, few)
        write_warc(bodies, asked.count, warc)
        for turn in range(asked.rounds):
            for count in (1, 2):
                folder = Path(name) / f"{turn}-{count}"
                with LocalCluster(
                    n_workers=count, threads_per_worker=1, processes=True, dashboard_address=None,
                    protocol="tcp",
                ) as cluster:  # fmt: skip
                    clock, own, text = imported(cluster.scheduler_address, few, warc, folder)
                clocks[count].append(clock)
                owns[count].append(own)
                texts.add(text)
    one, two = (statistics.median(clocks[each]) for each in (1, 2))
    print(f"{asked.count:,} pages out of {len(bodies)}, median of {asked.rounds}")
    print("| Dask workers | seconds | of the processor, by the owner | times one |")
    print("|---|---|---|---|")
    for count, clock in ((1, one), (2, two)):
        own = statistics.median(owns[count])
        print(f"| {count} | {clock:.1f} | {own:.1f} | {one / clock:.2f} |")
    print(f"the same text: {len(texts) == 1}")


if __name__ == "__main__":
    main()
