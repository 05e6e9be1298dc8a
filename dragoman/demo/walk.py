"""`dragoman demo`: the whole way, on a small site that is served from this machine."""

from __future__ import annotations

import json
from pathlib import Path

from dragoman.archive import Archive
from dragoman.demo.server import DemoSite
from dragoman.errors import ExtractionError
from dragoman.printing.findings import report_text
from dragoman.printing.outcomes import outcome_json
from dragoman.printing.terminal import echo, plain
from dragoman.printing.whole_page import print_page
from dragoman.program import command
from dragoman.steps.outcome import Outcome

# The demo's models by the language they translate from: named in full, since nothing takes them
# by itself.
DEMO_ENGINES = {"az": "demo-model-az-en", "ru": "demo-model-ru-en"}
NOTE = "captured from the demo site, which Dragoman serves itself; the people in it are invented"


def walk(folder: Path, *, as_json: bool = False, notices: list[str] | None = None) -> None:
    """Serve the demo site, capture it, translate it, print the pages, and say what to do next.

    `notices` are those of `Archive`.
    """
    with DemoSite() as site, Archive(folder, notices=notices) as archive:
        _say(f"serving the demo site at {site.url('/')} and capturing it into {folder}")
        options = archive.fetch_options(allow_private=True, delay=0)
        urls = [site.url(path) for path in site.pages]
        outcomes = list(archive.capture_many(urls, note=NOTE, tags=["demo"], options=options))
        for outcome in outcomes:
            if outcome.error is not None:
                _say(f"{outcome.url}: {outcome.error.message}")
        ids = [each.page.id for each in outcomes if each.page is not None and each.page.article]
        _say("translating with the demo models, which know nothing outside this demo")
        translated = list(archive.translate(ids, to="en", engine=DEMO_ENGINES))
        for outcome in translated:
            _print(archive, outcome, as_json)
        report = archive.verify()
        _say(report_text(report))
    if not as_json:
        echo(_next(folder))
    unread = [each for each in outcomes if each.error is not None and each.error.kind != "fetch"]
    if unread:
        raise unread[0].error or ExtractionError("a page of the demo could not be read")


def _print(archive: Archive, outcome: Outcome, as_json: bool) -> None:
    if outcome.page is None:
        return
    page = archive.page(outcome.page.id)
    if as_json:
        content = outcome_json(outcome, outcome.translation)
        echo(json.dumps(content, ensure_ascii=False))
    else:
        print_page(page, "en", archive.since(page.id))


def _say(message: str) -> None:
    echo(plain(message), err=True)


def _next(folder: Path) -> str:
    ours = "\n".join(
        f"  {command(words, folder)}" for words in ("list", "search Chinarov", "verify")
    )
    capture = 'capture https://example.org/az/a/1 --note "may be removed"'
    return f"""\
That was an ordinary archive; it is in {folder}. Look into it:
{ours}

With pages and models of your own:
  {command("models install az-en")}
  {command(capture, Path("evidence"))}
"""
