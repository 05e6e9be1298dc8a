"""Pictures of the review page for the documentation: review_screenshots.py ARCHIVE FOLDER

ARCHIVE is one that `dragoman demo` made. Needs Chromium.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from dragoman.archive import Archive
from tests.support.chromium import Chromium
from tests.support.review_client import serving


def sized(browser: Chromium, width: int, height: int, *, phone: bool = False) -> None:
    browser.command(
        "Emulation.setDeviceMetricsOverride",
        width=width, height=height, deviceScaleFactor=1, mobile=phone,
    )  # fmt: skip


def main() -> None:
    folder = Path(sys.argv[2])
    with (
        Archive(Path(sys.argv[1])) as archive,
        serving(archive) as server,
        tempfile.TemporaryDirectory() as profile,
        Chromium(Path(profile)) as browser,
    ):
        base = f"http://127.0.0.1:{server.access.port}"
        page = next(row for row in archive.list_pages() if row["language"] == "az")["id"]
        sized(browser, 1100, 760)
        browser.open(server.url)
        browser.run("document.querySelector('.who form').requestSubmit(); window.before = true")
        browser.wait("!window.before && document.querySelector('details.who.chosen')")
        browser.picture(folder / "review-list.png")
        browser.open(f"{base}/search?words=Chinarov")
        browser.wait("document.querySelector('.hits')")
        browser.picture(folder / "review-search.png")
        browser.open(f"{base}/page/{page}")
        browser.wait("document.querySelector('#s2')")
        browser.press("n")
        browser.picture(folder / "review-article.png")
        sized(browser, 390, 780, phone=True)
        browser.open(f"{base}/page/{page}?phone")  # another address, so that it is loaded anew
        browser.wait("document.querySelector('#s2')")
        browser.run("document.querySelector('#s2').scrollIntoView()")
        browser.picture(folder / "review-phone.png")


if __name__ == "__main__":
    main()
