"""Copies an archive file by file while two processes capture into it, and looks at every copy.

    python -m benchmarks.copies [--copies 200] [--seed 1]

The files are copied in every order: the WARC files before the ledger, the ledger before its head,
the index and its log first, last or in between. Then a page is captured into each copy; `verify`
must not call it sound where something did not come along, every page whose records and lines are
both there must be shown, and nothing that is new may depend on what is not there (see
`tests/support/copies.py`).
Prints how many copies there were and how many lacked something; exits with 1 where one did not do
what it must.
"""

from __future__ import annotations

import argparse
import contextlib
import itertools
import os
import random
import subprocess
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from dragoman.provenance.ledger import read_entries
from tests.support.copies import GROUPS, Moment, is_of, look, pages, written
from tests.support.site import Site

# Of each archive so many, before it grows large.
COPIES_OF_ONE = 10
WRITER = """
import itertools, random, sys
from pathlib import Path
from dragoman.archive import Archive
folder, base, seed = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
dice = random.Random(seed)
while True:
    with Archive(folder) as archive:
        archive.store._roll_at = 60_000
        for _ in range(dice.randint(1, 12)):
            archive.capture(f"{base}{dice.randrange(6)}?{dice.randrange(30)}", allow_private=True)
"""


def copy_of(folder: Path, order: tuple[str, ...], dice: random.Random) -> Moment:
    """What `cp` would read: one group after the other, each as it is when its turn comes.

    A large archive takes its time; this small one is given it.
    """
    found: Moment = {}
    for group in order:
        time.sleep(dice.choice((0, 0.01, 0.1, 0.4)))
        for path in sorted(folder.rglob("*")):
            name = path.relative_to(folder).as_posix()
            if is_of(name, group):
                with contextlib.suppress(FileNotFoundError):  # SQLite's log comes and goes
                    found[name] = path.read_bytes()
    return found


@contextlib.contextmanager
def writing(folder: Path, base: str) -> Iterator[list[subprocess.Popen[bytes]]]:
    running = [
        subprocess.Popen([sys.executable, "-c", WRITER, str(folder), base, str(number)])
        for number in range(2)
    ]
    try:
        yield running
    finally:
        for each in running:
            each.kill()
            each.wait()


def race(folder: Path, base: str, count: int, dice: random.Random) -> Iterator[Moment]:
    """Copies of a new archive, each made while two processes capture into it."""
    orders = list(itertools.permutations(GROUPS))
    with writing(folder, base) as running:
        while len(list(folder.glob("warc/*"))) < 2:
            time.sleep(0.01)
        for _ in range(count):
            yield copy_of(folder, dice.choice(orders), dice)
        if any(each.poll() is not None for each in running):
            raise RuntimeError("a process that captured has ended")


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--copies", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    dice = random.Random(asked.seed)
    counted: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as work, Site(pages()) as site:
        os.environ["DRAGOMAN_STATE"] = f"{work}/state"
        while counted["copies"] < asked.copies:
            folder = Path(work) / f"archive-{counted['copies']}"
            copies = list(race(folder, site.url("/"), COPIES_OF_ONE, dice))
            known = {line.get("id") for _, line in read_entries(folder / "ledger.jsonl")}
            for state in copies:
                counted["copies"] += 1
                copy = written(state, Path(work) / "copy")
                counted["lacking something"] += copy.lost
                url = site.url(f"/{dice.randrange(6)}?{dice.randrange(30)}")
                try:
                    look(copy, url, known)
                except Exception:  # noqa: BLE001 - whatever it is, it is told and counted
                    counted["wrong"] += 1
                    print(traceback.format_exc(), file=sys.stderr, flush=True)
    for what in ("copies", "lacking something", "wrong"):
        print(f"{what}: {counted[what]}")
    return 1 if counted["wrong"] else 0


if __name__ == "__main__":
    sys.exit(main())
