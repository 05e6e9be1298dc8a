"""A long scan: does memory stay flat, does Ctrl-C lose anything, is a page that hangs cut?

    python -m benchmarks.long_scan [--pages 300]

The pages of a PDF are drawn and numbered. `dragoman import` reads them in a process of its own, and
is interrupted (SIGINT) once a third of them is kept; `dragoman translate` goes on. One call of
tesseract does not come back, by a program in its place. Printed: how many pages were kept at the
interruption, and how many of these were read again; the memory of the process by tenths of the
pages; what was said of the page that hung. No time is measured. Ends with status 1 where something
was lost, or the page that hung cost another.
"""

from __future__ import annotations

import argparse
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.support.drawn_pages import as_pdf, drawn

HANGS = """#!/bin/sh
if [ "$1" = "--list-langs" ] || [ "$1" = "--version" ]; then exec {program} "$@"; fi
n=$(ls {folder} | wc -l); : > {folder}/$$
if [ "$n" = {at} ] && [ ! -e {folder}.once ]; then : > {folder}.once; exec sleep 1000; fi
exec {program} "$@"
"""


def pdf(path: Path, pages: int) -> None:
    """Each page of a text that is its own."""
    path.write_bytes(
        as_pdf(
            [
                drawn(f"{n} nömrəli vərəqdə məhkəmə iclası haqqında yazılır. Vəkil onu oxudu.")
                for n in range(1, pages + 1)
            ]
        )
    )


def kept(archive: Path) -> int:
    try:
        with sqlite3.connect(f"file:{archive / 'index.db'}?mode=ro", uri=True) as connection:
            return int(connection.execute("SELECT count(*) FROM sheets").fetchone()[0])
    except sqlite3.Error:
        return 0


def memory(process: int) -> int:
    """Bytes that it has of the memory."""
    try:
        status = Path(f"/proc/{process}/status").read_text(encoding="ascii", errors="replace")
        line = next(each for each in status.splitlines() if each.startswith("VmRSS"))
        return int(line.split()[1]) * 1024
    except (OSError, StopIteration):
        return 0


def watched(command: list[str], archive: Path, pages: int, until: int | None) -> list[int]:
    """Run it, interrupted once `until` pages are kept; its memory by the tenth of pages kept."""
    most = [0] * 11
    with subprocess.Popen(command, env=os.environ) as process:
        while process.poll() is None:
            time.sleep(0.2)
            done = kept(archive)
            tenth = min(10, 10 * done // pages)
            most[tenth] = max(most[tenth], memory(process.pid))
            if until is not None and done >= until:
                process.send_signal(signal.SIGINT)
                until = None
    return most


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--pages", type=int, default=300)
    pages = parser.parse_args().pages
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        archive = folder / "archive"
        archive.mkdir()
        (archive / "dragoman.toml").write_text("[limits]\nsheet_time = 20\n", encoding="utf-8")
        program = folder / "tesseract"
        (folder / "calls").mkdir()
        real = shutil.which("tesseract")
        script = HANGS.format(program=real, folder=folder / "calls", at=2 * pages)
        program.write_text(script, encoding="utf-8")
        program.chmod(0o755)
        os.environ["DRAGOMAN_TESSERACT"] = str(program)
        pdf(folder / "scan.pdf", pages)
        dragoman = [sys.executable, "-m", "dragoman", "--archive", str(archive)]
        first = watched(
            [*dragoman, "import", "--no-translate", str(folder / "scan.pdf")],
            archive, pages, pages // 3,
        )  # fmt: skip
        at_once = kept(archive)
        second = watched([*dragoman, "translate"], archive, pages, None)
        with sqlite3.connect(archive / "index.db") as connection:
            rows = connection.execute("SELECT n, error FROM sheets").fetchall()
            (text,) = connection.execute("SELECT text FROM articles WHERE current").fetchone()
    numbers = [n for n, _ in rows]
    again = len(numbers) - len(set(numbers))
    hung = [(n, error) for n, error in rows if error]
    there = sum(f"{n} nömrəli" in text for n in range(1, pages + 1))
    print(f"kept at the interruption: {at_once:,} of {pages:,}; read again: {again:,}")
    for which, most in (("import", first), ("translate", second)):
        told = ", ".join(f"{each / 1e6:.0f}" for each in most if each)
        print(f"memory of {which} by tenths of the pages, MB: {told}")
    for n, error in hung:
        print(f"page {n:,}: {error}")
    print(f"pages whose number stands in the article: {there:,}")
    raise SystemExit(1 if len(set(numbers)) < pages or again > len(hung) or len(hung) > 1 else 0)


if __name__ == "__main__":
    main()
