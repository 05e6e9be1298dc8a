"""Pictures of the desk for README.md and docs/, made from the demo.

    python -m tools.pictures [FOLDER]

Goes the demo's own way into an empty folder, opens the desk on it in Chromium and writes every
picture that the documentation shows, so that they can be made anew whenever the desk changes.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from dragoman.archive import Archive
from dragoman.demo.walk import walk
from dragoman.desk import ReviewServer
from tests.support.chromium import Chromium
from tests.support.review_client import serving

IMAGES = Path(__file__).resolve().parent.parent / "docs" / "images"
WIDE, PHONE = (1180, 780), (390, 780)
URLS = "https://news.example/az/a/1\nnews.example/ru/b/2\nhttps://news.example/az/a/1\nftp://x.example/1"
LOADED = "document.readyState === 'complete'"


class Camera:
    """One tab of the desk, and the folder that its pictures go to."""

    def __init__(self, browser: Chromium, server: ReviewServer, folder: Path) -> None:
        self._browser = browser
        self._base = f"http://127.0.0.1:{server.access.port}"
        self._folder = folder
        self._opened = 0

    def sized(self, size: tuple[int, int], *, phone: bool = False, dark: bool = False) -> None:
        self._browser.command(
            "Emulation.setDeviceMetricsOverride",
            width=size[0], height=size[1], deviceScaleFactor=1, mobile=phone,
        )  # fmt: skip
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        # No colour is half another, and nothing is still on its way.
        still = {"name": "prefers-reduced-motion", "value": "reduce"}
        self._browser.command("Emulation.setEmulatedMedia", features=[scheme, still])

    def go(self, path: str) -> None:
        self._opened += 1  # another address each time, so that it is loaded anew
        self._browser.open(f"{self._base}{path}{'&' if '?' in path else '?'}seen={self._opened}")
        self._browser.wait(LOADED)

    def run(self, script: str, until: str = LOADED) -> None:
        self._browser.run(script)
        self._browser.wait(until)

    def press(self, key: str) -> None:
        self._browser.press(key)

    def take(self, name: str) -> None:
        self._browser.picture(self._folder / f"{name}.png")


def article(camera: Camera, page: str) -> None:
    camera.sized(WIDE)
    camera.go(f"/page/{page}")
    camera.press("n")
    camera.take("article")
    camera.sized(WIDE, dark=True)
    camera.take("article-dark")
    camera.sized(PHONE, phone=True)
    camera.go(f"/page/{page}")
    camera.run("document.querySelector('#s2').scrollIntoView()")
    camera.take("article-phone")


def bringing(camera: Camera, _page: str) -> None:
    camera.sized(WIDE)
    camera.go("/bring-in")
    field = "document.querySelector('textarea')"
    camera.run(
        f"{field}.value = {URLS!r}; {field}.form.requestSubmit()", "location.pathname.length > 10"
    )
    camera.run("0")
    camera.take("bring-in")


def page_of(path: str, name: str) -> Callable[[Camera, str], None]:
    def seen(camera: Camera, _page: str) -> None:
        camera.sized(WIDE)
        camera.go(path)
        camera.take(name)

    return seen


SCENES = (
    page_of("/", "library"), article, page_of("/search?words=Chinarov", "search"),
    page_of("/overview", "overview"), bringing,
)  # fmt: skip


def main() -> None:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else IMAGES
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as made:
        walk(Path(made) / "demo-archive", as_json=True)
        with (
            Archive(Path(made) / "demo-archive") as archive,
            serving(archive) as server,
            Chromium(Path(made) / "profile") as browser,
        ):
            page = next(row for row in archive.list_pages() if row["language"] == "az")["id"]
            browser.open(server.url)
            browser.run("document.querySelector('.who form').requestSubmit(); window.before = true")
            browser.wait("!window.before && document.querySelector('details.who.chosen')")
            camera = Camera(browser, server, folder)
            for scene in SCENES:
                scene(camera, page)


if __name__ == "__main__":
    main()
