"""A report as a PDF, printed by the Chromium that is installed. It asks nobody for anything."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from dragoman.errors import ArchiveError

# Seconds that a report may take: thousands of pages are minutes.
LONGEST = 1800.0
# A PDF says what made it, and a browser would say the operating system with it.
MADE_BY = "Dragoman"
NOBODY = "http://127.0.0.1:9"  # whom a browser asks that has nothing to ask for


def check_paper() -> None:
    """ArchiveError, before anything is written, where no PDF can be made."""
    from dragoman.archiver.browser.chromium import find_chromium

    try:
        import playwright.async_api  # noqa: F401
    except ImportError as error:
        raise ArchiveError(
            "a PDF is printed by Chromium, through Playwright, which is an extra (pip install "
            "'dragoman[browser]'); the same report as .html prints from any browser"
        ) from error
    try:
        find_chromium()
    except ArchiveError as error:
        raise ArchiveError(
            "a PDF is printed by Chromium, and none is installed here (Debian: apt install "
            "chromium); the same report as .html prints from any browser"
        ) from error


def print_to(html: Path, pdf: Path) -> None:
    """Print a file of HTML that needs nothing else into `pdf`; ArchiveError where that fails."""
    from dragoman.archiver.browser.driver import driver

    async def printing() -> None:
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as home:
            browser = await used.launch(**_launch_options(home))
            try:
                context = await browser.new_context(
                    java_script_enabled=False, service_workers="block"
                )
                context.set_default_timeout(1000 * LONGEST)
                page = await context.new_page()
                await page.goto(html.as_uri(), wait_until="load")
                await page.pdf(path=str(pdf), prefer_css_page_size=True, outline=True, tagged=True)
            finally:
                await browser.close()

    used = driver()
    try:
        used.run(printing)
    except Exception as error:  # whatever breaks in a browser
        told = (str(error).splitlines() or [type(error).__name__])[0]
        raise ArchiveError(
            f"Chromium could not print the report ({told}); take .html, and print that",
            subject=str(pdf),
        ) from error


def _launch_options(home: str) -> dict[str, object]:
    from dragoman.archiver.browser.chromium import FLAGS, HANDED_ON, find_chromium

    flags = [*FLAGS, f"--user-agent={MADE_BY}"]
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        flags.append("--no-sandbox")  # Chromium has none for root
    return {
        "executable_path": find_chromium(),
        "args": flags,
        "env": {k: v for k, v in os.environ.items() if k in HANDED_ON}
        | {"HOME": home, "USERPROFILE": home},
        "proxy": {"server": NOBODY, "bypass": "<-loopback>"},
    }
