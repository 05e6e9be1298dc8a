"""pywb over the WARC files of an archive, as a server of its own; and a browser that looks at it.

In a process of its own, since pywb replaces the sockets and threads of the one it runs in.
"""

from __future__ import annotations

import contextlib
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import requests

from tests.support.chromium import Chromium

try:
    from playwright.sync_api import TimeoutError as _Timeout
except ImportError:  # it is an extra; who shows a page skips then
    _Timeout = TimeoutError  # type: ignore[misc, assignment]


def run(*arguments: str, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    """Run a program of the test extra."""
    program = shutil.which(arguments[0], path=str(Path(sys.executable).parent))
    assert program, f"{arguments[0]} is part of the test extra"
    return subprocess.run(
        [program, *arguments[1:]], capture_output=True, text=True, check=False, cwd=cwd, timeout=120
    )


@contextlib.contextmanager
def pywb(files: Sequence[Path], home: Path) -> Iterator[str]:
    """Serve a collection `all` of every file, WARC or WACZ; yields where it is."""
    unpacked = ["--unpack-wacz"] if files[0].suffix == ".wacz" else []
    for arguments in (["init", "all"], ["add", *unpacked, "all", *map(str, files)]):
        done = run("wb-manager", *arguments, cwd=home)
        assert done.returncode == 0, done.stderr
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    program = str(Path(sys.executable).parent / "wayback")
    log = (home / "log").open("wb")
    server = subprocess.Popen(
        [program, "-p", str(port), "-b", "127.0.0.1"], cwd=home, stdout=log, stderr=log
    )
    try:
        _await(port, server)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(20)
        log.close()


def _await(port: int, server: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and server.poll() is None:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.1)
    pytest.fail("pywb did not start")


def replayed(base: str, timestamp: str, url: str) -> requests.Response:
    """What pywb answers, unchanged (`id_`), following its redirects to the exact timestamp."""
    address = f"{base}/all/{timestamp}id_/{url}"
    for _ in range(4):
        response = requests.get(address, allow_redirects=False, timeout=30)
        target = response.headers.get("Location", "")
        if response.status_code not in (302, 307) or "/all/" not in target:
            break
        address = base + target[target.index("/all/") :]
    return response


@dataclass
class Seen:
    """What a browser met while it showed a replayed page; `answered` by URL as it was captured."""

    text: str = ""
    answered: dict[str, int] = field(default_factory=dict)
    unanswered: list[str] = field(default_factory=list)
    elsewhere: list[str] = field(default_factory=list)


def _settle(page: Any) -> None:
    """Wait for a quiet network; what has come by then is what the test judges.

    Chromium tells not always how a request of a frame ended, and then it is never "idle".
    """
    with contextlib.suppress(_Timeout):
        page.wait_for_load_state("networkidle", timeout=15_000)


def shown(base: str, timestamp: str, url: str) -> Seen:
    """Show a replayed page in a real Chromium, scrolled to its end, and count what it asks for."""
    sync_api = pytest.importorskip("playwright.sync_api")
    executable = Chromium.find()
    if executable is None:
        pytest.skip("needs Chromium, which is not installed")
    seen = Seen()

    def note(address: str, status: int | None) -> None:
        if not address.startswith(base):
            if address.startswith(("http:", "https:", "ws:", "wss:")):
                seen.elsewhere.append(address)
            return
        path = address.removeprefix(base)
        captured = path[path.index("/http") + 1 :] if "/http" in path else None
        if captured is None:
            return  # pywb's own scripts
        if status is None or status >= 400:
            seen.unanswered.append(f"{status} {captured}")
        else:
            seen.answered[captured] = status

    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=["--no-sandbox"])
        page: Any = browser.new_page()
        page.on("response", lambda response: note(response.url, response.status))
        page.on("requestfailed", lambda request: note(request.url, None))
        page.goto(f"{base}/all/{timestamp}/{url}", wait_until="load")
        frame = next((each for each in page.frames if each.name == "replay_iframe"), page)
        _settle(page)
        frame.evaluate("window.scrollTo(0, document.body.scrollHeight)")
        page.wait_for_timeout(500)
        _settle(page)
        seen.text = frame.inner_text("body")
        browser.close()
    return seen
