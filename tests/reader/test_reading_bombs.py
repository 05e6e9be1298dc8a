"""Pages that hang or swell when they are read cost themselves, and nobody else."""

from __future__ import annotations

import gzip
import json
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from dragoman.archive import Archive
from dragoman.archiver.article.page_body import PageBody
from dragoman.archiver.web.limits import Limits
from dragoman.errors import ExtractionError
from dragoman.reader.page_reader import PageReader
from tests.support.interruptible import INTERRUPTIBLE
from tests.support.reading_bombs import drawn_again_and_again, html_elements, long_pages
from tests.support.shell import Shell
from tests.support.site import AZ_TEXT, Answer, Site, page

PDF = {"Content-Type": "application/pdf"}
PACKED = {"Content-Type": "text/html; charset=utf-8", "Content-Encoding": "gzip"}
SWELLS = "bytes of memory (limits.reading_memory)"
HANGS = "seconds of the processor (limits.reading_time)"
QUICK = "[politeness]\ndelay = 0\nretries = 0\n[limits]\nreading_time = {}\n"
MOST_MEMORY = 900_000_000

pytestmark = pytest.mark.skipif(
    sys.platform != "linux", reason="the kernel counts what a process takes"
)


def bombs(count: int) -> dict[str, tuple[Answer, str]]:
    """Pages that hang or swell, each a little other than the next, and what is said of each."""
    made: dict[str, tuple[Answer, str]] = {}
    for number in range(count):
        if number % 2:
            body, says = drawn_again_and_again(9 + number % 5, 8), SWELLS
            made[f"/drawn-{number}"] = (Answer(body, headers=PDF), says)
        else:
            body, says = long_pages(400 + number, 40_000), HANGS
            made[f"/long-{number}"] = (Answer(body, headers=PDF), says)
    return made


def memory_of(root: int) -> int:
    """Bytes of memory that a process has with all below it, what is shared counted once."""
    parents, total = {}, 0
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            fields = (entry / "stat").read_text(encoding="ascii", errors="replace")
            parents[int(entry.name)] = int(fields.rpartition(")")[2].split()[1])
        except OSError:
            continue
    below = {root}
    while more := {pid for pid, parent in parents.items() if parent in below} - below:
        below |= more
    for pid in below:
        try:
            rollup = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii")
        except OSError:
            continue
        total += 1024 * sum(int(line.split()[1]) for line in rollup.splitlines() if "Pss:" in line)
    return total


@pytest.fixture
def quick(shell: Shell) -> Iterator[Shell]:
    (shell.folder / "evidence").mkdir()
    (shell.folder / "evidence" / "dragoman.toml").write_text(QUICK.format(1), encoding="utf-8")
    yield shell


@pytest.mark.timeout(900)
@pytest.mark.long
def test_of_eighty_pages_eight_hang_or_swell(quick: Shell) -> None:
    bad = bombs(8)
    pages = {f"/{n}": Answer(page("az", f"X\u0259b\u0259r {n}", AZ_TEXT)) for n in range(72)}
    with Site(pages | {path: answer for path, (answer, _) in bad.items()}) as site:
        paths = sorted([*pages, *bad], key=lambda path: path[::-1])
        listed = quick.folder / "urls.txt"
        listed.write_text("\n".join(map(site.url, paths)), encoding="utf-8")
        process = subprocess.Popen(
            quick.command("--archive", "evidence", "--json", "capture", "--allow-private",
                          "--no-translate", "-f", str(listed)),
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8",
            env=quick.environment, cwd=quick.folder,
        )  # fmt: skip
        most = [0]
        watching = threading.Thread(target=_watch, args=(process, most), daemon=True)
        watching.start()
        out, said = process.communicate(timeout=800)
        watching.join()
    print(f"{most[0]:,} bytes at most")
    assert 50_000_000 < most[0] < MOST_MEMORY
    assert process.returncode == 0 and "Traceback" not in said  # the captures are complete
    assert {json.loads(line)["url"] for line in out.splitlines()} == set(map(site.url, paths))
    told = {url: why for url, _, why in (line.partition(": ") for line in said.splitlines())}
    assert set(told) >= set(map(site.url, bad))
    assert not set(told) & set(map(site.url, pages))
    for path, (_, says) in bad.items():
        why = told[site.url(path)]
        assert why.startswith("no article could be read out of it"), why
        # Where a library ends the process before it has all of its memory, why is not known.
        assert says in why or (says == SWELLS and "broke the program that reads" in why), why
    assert quick("verify").status == 0
    with Archive(quick.folder / "evidence") as archive:
        kept = [archive.page(identity) for identity in archive.page_ids()]
    assert len(kept) == 80 and sum(each.article_id is not None for each in kept) == 72


def _watch(process: subprocess.Popen[str], most: list[int]) -> None:
    while process.poll() is None:
        most[0] = max(most[0], memory_of(process.pid))
        time.sleep(0.1)


@pytest.mark.parametrize("count", [1, 6])
def test_ctrl_c_ends_within_a_moment_whatever_is_read(quick: Shell, count: int) -> None:
    folder = quick.folder / "evidence"
    (folder / "dragoman.toml").write_text(QUICK.format(600), encoding="utf-8")
    answers = {f"/{n}": Answer(long_pages(2_000, 40_000 + n), headers=PDF) for n in range(count)}
    with Site(answers) as site:
        process = subprocess.Popen(
            [*INTERRUPTIBLE, "--archive", str(folder), "capture", "--allow-private",
             "--no-translate", *map(site.url, answers)],
            stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=quick.environment,
        )  # fmt: skip
        _until_read(process.pid)
        began = time.monotonic()
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=60)
        took = time.monotonic() - began
    print(f"{took:.2f} s")
    assert took < 5  # a second, and some for a machine that is busy; the page would take minutes
    assert process.returncode == 1 and "Traceback" not in said
    assert "interrupted" in said
    assert quick("verify").status == 0


def _until_read(root: int) -> None:
    """Wait until a process below this one has worked for a second: it reads a page."""
    end = time.monotonic() + 60
    while time.monotonic() < end:
        for entry in Path("/proc").glob("[0-9]*/stat"):
            try:
                fields = entry.read_text(encoding="ascii", errors="replace").rpartition(")")[2]
            except OSError:
                continue
            parent, worked = int(fields.split()[1]), int(fields.split()[11])
            if parent == root and worked > 250:  # hundredths; the start takes one or two seconds
                return
        time.sleep(0.05)
    raise AssertionError("nothing was read")


def test_translating_tells_of_which_page_no_article_can_be_read(quick: Shell) -> None:
    answers = {f"/{n}": Answer(drawn_again_and_again(9 + n, 8), headers=PDF) for n in range(2)}
    with Site(answers) as site:
        urls = [site.url(path) for path in answers]
        assert quick("capture", "--allow-private", "--no-translate", *urls).status == 0
    done = quick("translate")
    assert done.status == 1
    assert sorted(line.partition(": ")[0] for line in done.said) == sorted(urls)


def test_a_packed_page_that_swells() -> None:
    body = PageBody(
        gzip.compress(html_elements(500_000)), "https://xeber.example/", *PACKED.values()
    )
    reader = PageReader(Limits(reading_time=60, reading_memory=50_000_000))
    with pytest.raises(ExtractionError, match=r"limits\.reading_memory"):
        reader.reading(body)


def test_a_sound_page_is_read_after_one_that_was_not() -> None:
    reader = PageReader(Limits(reading_time=1))
    for _ in range(2):
        with pytest.raises(ExtractionError):
            reader.reading(
                PageBody(drawn_again_and_again(9, 8), "https://xeber.example/x", "application/pdf")
            )
        sound = PageBody(
            page("az", "X\u0259b\u0259r", AZ_TEXT), "https://xeber.example/", "text/html"
        )
        read = reader.reading(sound).article
        assert read is not None
        assert (read.whole.code, len(read.sentences)) == ("az", 4)
        assert [each.n for each in read.sentences] == [1, 2, 3, 4]
        assert all(
            read.article.text[each.segment.start : each.segment.stop] == each.segment.text
            for each in read.sentences
        )
