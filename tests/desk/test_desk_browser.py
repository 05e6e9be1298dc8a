"""The desk in a real Chromium, by keyboard alone: from an empty archive to a file in the hand."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator
from pathlib import Path

import pytest

from dragoman.archive import Archive
from dragoman.desk import ReviewServer
from dragoman.desk.app import PLACES
from tests.desk.test_library import PAGE, at_rest
from tests.desk.test_review_browser import faults
from tests.support.chromium import Chromium
from tests.support.review_client import opened, serving
from tests.support.site import Answer, Site

pytestmark = pytest.mark.skipif(
    Chromium.find() is None, reason="needs Chromium (Debian: apt-get install chromium)"
)
WALL = (
    b"<!doctype html><html lang=az><title>Daxil olun</title><body><h1>Daxil olun</h1>"
    b"<form><input name=user><input type=password name=p><button>Daxil ol</button></form></body></html>"
)
FOCUSED = (
    "document.activeElement.matches('a, button, input, summary')"
    " ? (document.activeElement.innerText || document.activeElement.value || '') : ''"
)


@pytest.fixture
def server(archive: Archive) -> Iterator[ReviewServer]:
    with serving(archive) as server:
        yield server


def tab_to(browser: Chromium, words: str) -> None:
    """Press Tab until what has the focus says so."""
    for _ in range(80):
        if words in browser.run(FOCUSED):
            return
        browser.press("Tab")
    raise AssertionError(f"Tab never came to {words}")


def loaded(browser: Chromium, path: str) -> None:
    browser.wait(f"location.pathname.startsWith('{path}') && document.readyState === 'complete'")


def go(browser: Chromium, key: str, path: str) -> None:
    browser.wait("document.readyState === 'complete'")
    browser.run("document.activeElement.blur()")
    browser.press("g")
    browser.press(key)
    loaded(browser, path)


def axe() -> str | None:
    found = importlib.util.find_spec("axe_playwright_python")
    if found is None or not found.submodule_search_locations:
        return None
    return (Path(found.submodule_search_locations[0]) / "axe.min.js").read_text(encoding="utf-8")


def test_from_nothing_to_a_file_in_the_hand_by_keyboard_alone(
    archive: Archive, server: ReviewServer, tmp_path: Path
) -> None:
    with (
        Site({"/1": Answer(PAGE), "/2": Answer(PAGE), "/wall": Answer(WALL)}) as site,
        Chromium(tmp_path / "profile") as browser,
    ):
        browser.open(server.url)
        assert "Nothing is here yet" in browser.run("document.body.innerText")
        go(browser, "b", "/bring-in")
        browser.wait("document.activeElement.id === 'urls'")
        urls = [site.url(each) for each in ("/1", "/2", "/wall")]
        browser.write("\n".join([*urls, urls[0], "http://127.0.0.1:9/dead", "no address"]))
        tab_to(browser, "Look at them first")
        browser.press("Enter")
        browser.wait("/\\/bring-in\\/\\w{16}/.test(location.pathname)")
        browser.wait("document.querySelector('.notice')")
        assert "1 row cannot be used, 1 is there twice" in browser.run("document.body.innerText")
        assert site.asked == []
        tab_to(browser, "Capture 4 pages")
        browser.press("Enter")
        browser.wait("document.querySelector('#works .state.there')", 60)
        told = browser.run("document.querySelector('#works').innerText")
        assert "2 done, 2 to look at" in told and "kept as: wall" in told and "refused" in told
        go(browser, "l", "/")
        browser.wait("document.querySelectorAll('.entry').length === 4")
        browser.press("j")
        browser.press("x")
        browser.press("j")
        browser.press("j")
        browser.press("X")
        browser.wait("document.querySelector('.chosen').textContent === '3 selected'")
        browser.press("t")
        browser.wait("document.querySelector('#said[open] textarea')")
        browser.write("Found by keyboard")
        tab_to(browser, "Keep")
        browser.press("Enter")
        browser.wait("document.querySelector('.entry .note')")
        assert [row["note"] for row in archive.list_pages()].count("Found by keyboard") == 1
        _tagged_together(browser, archive)
        go(browser, "o", "/overview")
        tab_to(browser, "Check it")
        browser.run("window.before = true")
        browser.press("Enter")
        browser.wait("!window.before && document.readyState === 'complete'")
        at_rest(opened(server))
        browser.open(f"http://127.0.0.1:{server.access.port}/overview")
        assert "Sound." in browser.run("document.body.innerText")
        _holds_everywhere(browser, server)
        known = ("Failed to load", '"level": "info"')
        assert not [told for told in browser.complaints if not any(k in told for k in known)]
        port = server.access.port
        outside = {
            url
            for url in browser.requests
            if not url.startswith((f"http://127.0.0.1:{port}/", "data:image/svg"))
        }
        assert outside <= {"about:blank"}
    assert archive.verify().ok


def _tagged_together(browser: Chromium, archive: Archive) -> None:
    """What can be done with many at once is there, and Enter is for the field it is pressed in."""
    browser.wait("document.readyState === 'complete'")
    browser.press("j")
    browser.press("x")
    for each in ("Tag…", "Export…", "Set aside…"):
        tab_to(browser, each)
    tab_to(browser, "Tag…")
    browser.press("Enter")
    browser.press("Tab")
    browser.write("entered")
    browser.press("Enter")  # what stands below the field, and not the first of all buttons
    browser.wait("document.querySelector('.entry .tag')")
    assert [row["tags"] for row in archive.list_pages()].count(["entered"]) == 1
    assert "Translating" not in browser.run("document.body.innerText")


def _holds_everywhere(browser: Chromium, server: ReviewServer) -> None:
    """Each place: on a phone no wider than itself, and axe-core finds nothing."""
    script = axe()
    for width, scheme in ((1280, "dark"), (360, "light")):
        browser.command(
            "Emulation.setDeviceMetricsOverride",
            width=width, height=800, deviceScaleFactor=1, mobile=width < 400,
        )  # fmt: skip
        features = [{"name": "prefers-color-scheme", "value": scheme}]
        browser.command("Emulation.setEmulatedMedia", features=features)
        for place in PLACES:
            browser.open(f"http://127.0.0.1:{server.access.port}{place.address}")
            assert browser.run("document.documentElement.scrollWidth") <= width, place
            if script and width > 400:
                browser.run(f"(() => {{ {script}; window.axe = window.axe || axe; }})()")
                assert not faults(browser), (place, scheme)
