"""Cuts the power after every step of real captures, and looks at every state the disk may show.

    python benchmarks/power_cuts.py [--rounds 2]

An archive is begun, pages of a loopback site are captured into it and WARC files taken in. At each
step (half a record written, a sync, a rename, a line of the ledger …) what the disk may hold is
worked out: only what was synced by then is certain, the rest may be there, or not, or in part (see
`tests/support/disk.py`). Each such state is written out and opened: the next append must work
without help, all that had been reported must be there, and `verify` must find nothing wrong. Prints
how many states were tried; exits with 1 where one failed.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import pytest

from benchmarks.kills import made_elsewhere
from dragoman.archive import Archive
from dragoman.archiver.records.record import json_record
from dragoman.archiver.store.store import ROLL_AT, Store
from dragoman.errors import DragomanError
from dragoman.settings import read_settings
from dragoman.verify import verify
from tests.support.disk import Disk, State, show
from tests.support.site import news_site


@dataclass(frozen=True, slots=True)
class Moment:
    """A step: what the disk may show after it, and the ids of what had been reported by then."""

    states: tuple[State, ...]
    reported: frozenset[str]


def moments(folder: Path, rounds: int, *, roll_at: int) -> list[Moment]:
    """Capture and take in, with the states at every step."""
    found: list[Moment] = []
    reported: set[str] = set()
    with news_site() as site, pytest.MonkeyPatch.context() as patch:
        disk = Disk(folder, patch)

        def watch() -> None:
            found.append(Moment(tuple(disk.states()), frozenset(reported)))

        disk.watch = watch
        append = Store.append

        def told(store: Store, records: list[object], kind: str) -> list[object]:
            entries = append(store, records, kind)  # type: ignore[arg-type]
            reported.update(entry.id for entry in entries)
            return entries  # type: ignore[return-value]

        patch.setattr(Store, "append", told)
        with Archive(folder) as archive:
            archive.store._roll_at = roll_at
            for turn in range(rounds):
                archive.capture(site.url("/az"), allow_private=True)
                path = folder.with_name(f"made-{turn}.warc.gz")
                path.write_bytes(made_elsewhere(path.stem))
                archive.import_file(path)
                reported.update(
                    str(line["id"])
                    for _, line in archive.store.entries()
                    if line.get("type") == "import"
                )
    return found


def wrong(state: State, reported: frozenset[str], shown: Path) -> list[str]:
    """What is wrong with an archive that is found like this, once it was appended to."""
    show(state, shown)
    store = Store(shown, software="benchmark")
    try:
        store.create()
        read_settings(shown)
        store.append([json_record("k", "http://h/", {})], "captures")
        store.append([json_record("k", "http://h/", {})], "derived")
        said = [each.message for each in verify(store).problems]
        held = {line.get("id") for _, line in store.entries()}
        return said + [f"{each} was reported and is not there" for each in reported - held]
    except DragomanError as error:
        return [str(error)]
    finally:
        shutil.rmtree(shown)


def run(rounds: int, work_dir: Path) -> tuple[int, int, int]:
    """Steps, different states, and states of which something was wrong."""
    steps, tried, failed = 0, set[tuple[object, ...]](), 0
    for roll_at in (ROLL_AT, 1):
        found = moments(work_dir / f"archive-{roll_at}", rounds, roll_at=roll_at)
        steps += len(found)
        for number, moment in enumerate(found):
            for state in moment.states:
                key = (tuple(sorted(state.items())), moment.reported)
                if key in tried:
                    continue
                tried.add(key)
                for each in wrong(state, moment.reported, work_dir / "shown"):
                    failed += 1
                    print(f"step {number}: {each}", file=sys.stderr)
    return steps, len(tried), failed


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=2, help="captures, and imports, an archive")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        steps, tried, failed = run(arguments.rounds, Path(folder))
    print(f"{steps} steps, {tried} states tried, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
