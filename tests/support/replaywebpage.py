"""ReplayWeb.page, the reader that everybody uses, in a real Chromium; it is served from loopback.

The program is a tool of the tests (AGPL, from npm): `npm pack replaywebpage`, unpacked somewhere and
named by DRAGOMAN_TEST_REPLAYWEBPAGE. The browser reaches nothing but loopback, and what it asks for
beside the reader and its file is counted.
"""

from __future__ import annotations

import contextlib
import os
import re
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, quote, unquote

import pytest

from dragoman.archiver.browser.chromium import ADDRESS_BAR
from tests.support.chromium import Chromium
from tests.support.site import POLL

PARTS = {"/": "text/html", "/ui.js": "text/javascript", "/sw.js": "text/javascript"}
# Nothing leaves this machine: no name is resolved, and what is not on loopback meets a closed port.
SHUT = (
    "--no-sandbox",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
    "--proxy-server=127.0.0.1:9",
    "--proxy-bypass-list=127.0.0.1",
    f"--disable-features={ADDRESS_BAR}",
)
# What the page shows: its pictures, those that are broken, its words, the colour of its text, and
# what it asked for with the status of each answer. Frames are looked into.
LOOK = """() => {
  const windows = [window];
  for (const each of document.querySelectorAll("iframe, object, frame"))
    try { if (each.contentDocument) windows.push(each.contentWindow); } catch { /* another site */ }
  const documents = windows.map(each => each.document);
  const pictures = documents.flatMap(each => [...each.querySelectorAll("img, input[type=image]")])
    .filter(each => each.currentSrc || each.src);
  const failed = each => each.tagName === "IMG" && each.complete && each.naturalWidth === 0;
  return {
    pictures: pictures.length,
    broken: pictures.filter(failed).map(each => each.currentSrc || each.src),
    text: documents.map(each => each.body ? each.body.innerText : "").join("\\n"),
    title: document.title, kind: document.contentType,
    color: getComputedStyle(document.body || document.documentElement).color,
    asked: windows.flatMap(each => each.performance.getEntriesByType("resource"))
      .map(each => [each.name, each.responseStatus]),
  };
}"""


def replaywebpage() -> Path:
    """The folder with `ui.js` and `sw.js`; skips where it is missing."""
    pytest.importorskip("playwright.sync_api", reason="needs playwright, an extra for tests")
    if Chromium.find() is None:
        pytest.skip("needs Chromium, which is not installed")
    named = os.environ.get("DRAGOMAN_TEST_REPLAYWEBPAGE")
    if not named or not (Path(named) / "sw.js").is_file():
        pytest.skip(
            "needs ReplayWeb.page: unpack `npm pack replaywebpage` and name the folder with its "
            "sw.js in DRAGOMAN_TEST_REPLAYWEBPAGE"
        )
    return Path(named)


@dataclass
class Shown:
    """A page as the reader replayed it. `answered` is by URL as captured, `missing` what the file
    did not hold, `leaked` what was asked of any other place."""

    url: str
    found: bool
    text: str = ""
    title: str = ""
    kind: str = ""
    color: str = ""
    pictures: int = 0
    broken: list[str] = field(default_factory=list)
    answered: dict[str, int] = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)
    leaked: list[str] = field(default_factory=list)


class Reader:
    """The reader with one WACZ open: its list of pages, its search, and its replay."""

    def __init__(self, browser: Any, base: str, name: str, *, listing: bool = True) -> None:
        """Without `listing` its list of pages is not waited for: some files show none."""
        # What the reader keeps of a file, it keeps in the browser's profile: each has its own.
        self._context = browser.new_context()
        self._page = self._context.new_page()
        self._base = base
        self._start = f"{base}/?source={quote(f'{base}/files/{name}', safe='')}"
        self._asked: list[tuple[str, int | None]] = []
        self.said: list[str] = []
        self._page.on("response", lambda got: self._asked.append((got.url, got.status)))
        self._page.on("requestfailed", lambda lost: self._asked.append((lost.url, None)))
        self._page.on("console", lambda message: self.said.append(message.text))
        self._page.goto(f"{self._start}#view=pages")
        if listing:
            self._page.locator("wr-page-entry a, .notification, .has-text-danger").first.wait_for()

    def pages(self) -> list[tuple[str, str]]:
        """The pages that the reader lists: URL and timestamp, as its own links have them."""
        links = self._page.locator("wr-page-entry .media-content a")
        hrefs = [links.nth(n).get_attribute("href") for n in range(links.count())]
        return [_link(each) for each in hrefs]

    def search(self, words: str) -> list[str]:
        """The URLs of the pages that the reader's search finds."""
        self._page.goto(f"{self._start}#view=pages")
        box = self._page.locator("wr-page-entry").first
        box.wait_for()
        entered = self._page.locator("wr-page-view input.input").first
        entered.fill(words)
        self._page.wait_for_timeout(1200)
        return [url for url, _ in self.pages()]

    def show(self, url: str, timestamp: str) -> Shown:
        """Replay a page, scrolled to its end, and say what is to be seen."""
        self._asked.clear()
        self._page.goto("about:blank")
        self._page.goto(f"{self._start}#view=replay&url={quote(url, safe='')}&ts={timestamp}")
        handle = self._page.locator("iframe[name=___wb_replay_top_frame]")
        handle.wait_for()
        frame = handle.element_handle().content_frame()
        frame.wait_for_load_state("load")
        with contextlib.suppress(Exception):
            self._page.wait_for_load_state("networkidle", timeout=15_000)
        self._page.wait_for_timeout(300)
        frame = handle.element_handle().content_frame()
        frame.evaluate("window.scrollTo(0, document.body ? document.body.scrollHeight : 0)")
        self._page.wait_for_timeout(300)
        with contextlib.suppress(Exception):
            self._page.wait_for_load_state("networkidle", timeout=15_000)
        found = frame.evaluate(LOOK)
        shown = Shown(url, "Archived Page Not Found" not in found["text"])
        for name in ("text", "title", "kind", "color", "pictures", "broken"):
            setattr(shown, name, found[name])
        self._tell(shown, found["asked"])
        return shown

    def _tell(self, shown: Shown, asked: list[tuple[str, int]]) -> None:
        for address, status in (*self._asked, *asked):
            if not address.startswith(("http:", "https:")):
                continue
            path = address.removeprefix(self._base)
            if path == address:
                shown.leaked.append(address)
            elif replayed := re.match(r"/w/[^/]+/(?::[0-9a-f]+/)?\d*(?:[a-z]{2}_)?/(http.*)", path):
                if status is None or status >= 400:
                    shown.missing.append(f"{status} {replayed[1]}")
                else:
                    shown.answered[replayed[1]] = status

    def close(self) -> None:
        self._context.close()


def _link(href: str) -> tuple[str, str]:
    said = parse_qs(href.removeprefix("#"))
    return said["url"][0], said.get("ts", [""])[0]


class Reading:
    """Serves the reader and files, and opens readers; one browser for all of them."""

    def __init__(self, browser: Any, base: str, files: dict[str, Path]) -> None:
        self._browser = browser
        self._base = base
        self._files = files

    @contextlib.contextmanager
    def opened(self, wacz: Path, *, listing: bool = True) -> Iterator[Reader]:
        name = f"{len(self._files)}-{wacz.name}"
        self._files[name] = wacz
        reader = Reader(self._browser, self._base, name, listing=listing)
        try:
            yield reader
        finally:
            reader.close()


@contextlib.contextmanager
def reading(program: Path) -> Iterator[Reading]:
    from playwright.sync_api import sync_playwright

    files: dict[str, Path] = {}
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(program, files))
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, args=(POLL,), daemon=True).start()
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=Chromium.find(), args=list(SHUT))
            try:
                yield Reading(browser, f"http://127.0.0.1:{server.server_port}", files)
            finally:
                browser.close()
    finally:
        server.shutdown()
        server.server_close()


def _handler(program: Path, files: Mapping[str, Path]) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        """The reader's parts, and files of which a part can be asked for."""

        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            self._answer()

        def do_HEAD(self) -> None:
            self._answer()

        def _answer(self) -> None:
            path = self.path.partition("?")[0]
            if path in PARTS:
                body = (program / (path.lstrip("/") or "index.html")).read_bytes()
                self._send(200, body, PARTS[path])
            elif (name := unquote(path.removeprefix("/files/"))) in files:
                self._part(files[name].read_bytes())
            else:
                self._send(404, b"", "text/plain")

        def _part(self, data: bytes) -> None:
            wanted = re.fullmatch(r"bytes=(\d*)-(\d*)", self.headers.get("Range", ""))
            if wanted is None:
                self._send(200, data, "application/wacz")
                return
            first, last = wanted[1], wanted[2]
            start = int(first) if first else max(0, len(data) - int(last))
            end = min(int(last), len(data) - 1) if first and last else len(data) - 1
            said = f"bytes {start}-{end}/{len(data)}"
            self._send(206, data[start : end + 1], "application/wacz", said)

        def _send(self, status: int, body: bytes, kind: str, part: str = "") -> None:
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.send_header("Accept-Ranges", "bytes")
            if part:
                self.send_header("Content-Range", part)
            self.end_headers()
            if self.command == "GET":
                self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Quiet."""

    return Handler
