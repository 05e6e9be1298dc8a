"""Kills programs that capture, at random moments, and looks whether anything reported was lost.

    python benchmarks/kills.py [--kills 300] [--seed 1]

A process captures pages of a loopback site (and now and then takes in a WARC file), says each id
once the capture has returned, and is killed with SIGKILL; sometimes there are two at once. Then the
next capture must work without help, everything that was said must be in the archive, and `verify`
must find nothing wrong. Prints a table; exits with 1 where anything was lost or wrong.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import itertools
import os
import random
import select
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, fields
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from dragoman.archive import Archive
from dragoman.archiver.store.store import Store
from dragoman.errors import DragomanError
from dragoman.provenance.ledger import read_entries
from dragoman.verify import verify

ROOT = Path(__file__).resolve().parent.parent
KILLS_AN_ARCHIVE = 10  # then a new one is begun, so that looking does not take ever longer
LONGEST = 1.0  # seconds that a process is left alone, once it is at work
PATHS = ("/az", "/ru", "/old", "/en", "/short")
SITE = """
import sys
from tests.support.site import news_site
with news_site() as site:
    print(site.url(""), flush=True)
    sys.stdin.read()
"""


@dataclass(slots=True)
class Count:
    """What came of the kills; `recovered` counts lines, `set_aside` files."""

    kills: int = 0
    reported: int = 0
    lost: int = 0
    recovered: int = 0
    set_aside: int = 0
    problems: int = 0

    @property
    def ok(self) -> bool:
        return not self.lost and not self.problems


@contextlib.contextmanager
def site() -> Iterator[str]:
    """A site in a process of its own: this one forks, and must have no threads then."""
    process = subprocess.Popen(
        [sys.executable, "-c", SITE],
        cwd=ROOT, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )  # fmt: skip
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        yield process.stdout.readline().strip()
    finally:
        process.stdin.close()
        process.wait()


def made_elsewhere(name: str) -> bytes:
    from warcio.warcwriter import WARCWriter

    stream = io.BytesIO()
    writer = WARCWriter(stream, gzip=True)
    page = f"<html><body><p>Nigar Əhədova {name}</p></body></html>".encode()
    record = writer.create_warc_record(
        f"https://example.org/{name}",
        "resource",
        payload=io.BytesIO(page),
        warc_content_type="text/html",
    )
    writer.write_record(record)
    return stream.getvalue()


def work(folder: Path, base: str, say: int) -> None:
    """Capture until killed; each id is said once its capture has returned."""
    with Archive(folder) as archive:
        options = archive.fetch_options(allow_private=True)
        for turn in itertools.count():
            urls = [f"{base}{path}?{os.getpid()}-{turn}" for path in PATHS]
            for outcome in archive.capture_many(urls, options=options, concurrency=1 + turn % 2):
                assert outcome.page is not None
                os.write(say, f"{outcome.page.id}\n".encode())
            file = folder.parent / f"{os.getpid()}-{turn}.warc.gz"
            file.write_bytes(made_elsewhere(file.stem))
            for outcome in archive.import_file(file):
                assert outcome.page is not None
                os.write(say, f"{outcome.page.id}\n".encode())


def start(folder: Path, base: str) -> tuple[int, int]:
    """A process that captures: its id, and where it says what it has done."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.close(reader)
            work(folder, base, writer)
        except BaseException as error:  # noqa: BLE001 - it is told to who started it
            os.write(writer, f"! {type(error).__name__}: {error}\n".encode())
        finally:
            os._exit(1)
    os.close(writer)
    return child, reader


def kill(folder: Path, base: str, dice: random.Random) -> list[str]:
    """Start one or two processes and kill them; the whole lines that they said."""
    running = [start(folder, base) for _ in range(dice.choice((1, 1, 2)))]
    if dice.random() < 0.8:  # else it may be killed before it has done anything
        select.select([reader for _, reader in running], [], [], 60)
    time.sleep(dice.uniform(0, LONGEST) ** 2)
    said: list[str] = []
    for child, reader in running:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        with os.fdopen(reader) as stream:
            said += [line.strip() for line in stream if line.endswith("\n")]
    return said


def look(folder: Path, base: str, reported: set[str], count: Count) -> None:
    """The next capture, without help; then everything that was reported, and every byte."""
    with Archive(folder) as archive:
        reported.add(archive.capture(f"{base}/az", allow_private=True).id)
        held = set(archive.page_ids())
    missing = sorted(reported - held)
    count.lost += len(missing)
    found = [each.message for each in verify(Store(folder, software="benchmark")).problems]
    count.problems += len(found)
    for each in (*missing, *found):
        print(f"{folder.name}: {each}", file=sys.stderr)


def tally(folder: Path, count: Count) -> None:
    lines = (line for _, line in read_entries(folder / "ledger.jsonl"))
    count.recovered += sum(line.get("mark") == "recovered" for line in lines)
    count.set_aside += sum(1 for _ in (folder / "set-aside").glob("*"))


def run(kills: int, seed: int, work_dir: Path) -> Count:
    """Kill `kills` times, in archives below `work_dir`."""
    dice, count = random.Random(seed), Count()
    with site() as base:
        for first in range(0, kills, KILLS_AN_ARCHIVE):
            folder = work_dir / f"archive-{first // KILLS_AN_ARCHIVE}"
            reported: set[str] = set()
            for _ in range(min(KILLS_AN_ARCHIVE, kills - first)):
                try:
                    said = kill(folder, base, dice)
                    wrong = [line for line in said if line.startswith("!")]
                    reported |= {line for line in said if not line.startswith("!")}
                    count.problems += len(wrong)
                    print(*wrong, sep="\n", end="\n" * bool(wrong), file=sys.stderr)
                    look(folder, base, reported, count)
                except DragomanError as error:
                    count.problems += 1
                    print(f"{folder.name}: {error}", file=sys.stderr)
                count.kills += 1
            count.reported += len(reported)
            tally(folder, count)
    return count


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--kills", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        count = run(arguments.kills, arguments.seed, Path(folder))
    names = [each.name for each in fields(count)]
    print("| " + " | ".join(name.replace("_", " ") for name in names) + " |")
    print("|---" * len(names) + "|")
    print("| " + " | ".join(str(getattr(count, name)) for name in names) + " |")
    return 0 if count.ok else 1


if __name__ == "__main__":
    sys.exit(main())
