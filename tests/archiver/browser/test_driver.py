"""One driver for all pages: begun once, replaced where it is gone, and ended with the program."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from dragoman.archiver.browser.chromium import find_chromium
from dragoman.archiver.browser.driver import Driver
from tests.archiver.browser.test_browser import needs_chromium

pytestmark = [
    needs_chromium,
    pytest.mark.skipif(sys.platform != "linux", reason="processes are told apart in /proc"),
]
HERE = Path(__file__).parents[3]


@pytest.fixture
def driver() -> Iterator[Driver]:
    pytest.importorskip("playwright.async_api")
    made = Driver()
    yield made
    made.end()


def drivers(of: int) -> set[int]:
    """The drivers that are children of a process."""
    found = set()
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            parent = (entry / "stat").read_text(errors="replace").rpartition(")")[2].split()[1]
            command = (entry / "cmdline").read_text(errors="replace")
        except OSError:
            continue
        if int(parent) == of and "run-driver" in command:
            found.add(int(entry.name))
    return found


def shows(driver: Driver, seen: list[str]) -> Any:
    async def show() -> None:
        flags = ["--no-sandbox"] if os.geteuid() == 0 else []
        browser = await driver.launch(executable_path=find_chromium(), args=flags)
        page = await browser.new_page()
        seen.append(await page.evaluate("'shown ' + 7"))
        await browser.close()

    return show


def test_it_is_begun_once_and_again_where_it_is_gone(driver: Driver) -> None:
    before = drivers(os.getpid())
    seen: list[str] = []
    together = [threading.Thread(target=driver.run, args=(shows(driver, seen),)) for _ in range(2)]
    for each in together:
        each.start()
    for each in together:
        each.join()
    (first,) = drivers(os.getpid()) - before
    os.kill(first, signal.SIGKILL)
    driver.run(shows(driver, seen))
    assert seen == ["shown 7"] * 3
    (second,) = drivers(os.getpid()) - before
    assert second != first
    driver.end()
    assert drivers(os.getpid()) == before


def test_what_it_shows_when_it_is_ended_comes_to_an_end(driver: Driver) -> None:
    """By an error, as it comes from a browser that ends; and a browser's own error is told."""
    before = drivers(os.getpid())
    under_way = threading.Event()
    told: list[Exception] = []

    async def lasting() -> None:
        browser = await driver.launch(executable_path=find_chromium(), args=["--no-sandbox"])
        page = await browser.new_page()
        under_way.set()
        await page.wait_for_timeout(600_000)

    def waiting() -> None:
        try:
            driver.run(lasting)
        except Exception as error:  # noqa: BLE001 - whatever it is
            told.append(error)

    thread = threading.Thread(target=waiting)
    thread.start()
    assert under_way.wait(60)
    (pid,) = drivers(os.getpid()) - before
    os.kill(pid, signal.SIGKILL)
    thread.join(60)
    assert not thread.is_alive() and len(told) == 1

    async def wrong() -> None:
        await driver.launch(executable_path="/no/such/browser")

    with pytest.raises(Exception, match="no/such/browser"):
        driver.run(wrong)


def test_it_ends_with_the_program_which_says_nothing_of_it() -> None:
    program = """
import asyncio, contextlib, os, threading
from tests.archiver.browser.test_driver import drivers, shows
from dragoman.archiver.browser.driver import driver
used, seen = driver(), []
used.run(shows(used, seen))
print(*drivers(os.getpid()))
async def lasting(): await asyncio.sleep(600)
def waiting():
    with contextlib.suppress(Exception): used.run(lasting)
threading.Thread(target=waiting, daemon=True).start()
"""
    done = subprocess.run(
        [sys.executable, "-W", "error::ResourceWarning", "-c", program],
        capture_output=True, text=True, timeout=120, cwd=HERE, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    (pid,) = map(int, done.stdout.split())
    end = time.monotonic() + 20
    while Path(f"/proc/{pid}").exists() and time.monotonic() < end:
        time.sleep(0.05)
    assert not Path(f"/proc/{pid}").exists()
