"""`dragoman demo`: the whole way, on a small site that is served from this machine."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path

import click

from dragoman import printing
from dragoman.archive import Archive, Outcome
from dragoman.demo.server import DemoSite
from dragoman.errors import ExtractionError

# The demo's models by the language they translate from: named in full, since nothing takes them
# by itself.
DEMO_ENGINES = {"az": "demo-model-az-en", "ru": "demo-model-ru-en"}
NOTE = "captured from the demo site, which Dragoman serves itself; the people in it are invented"


def walk(folder: Path, *, as_json: bool = False) -> None:
    """Serve the demo site, capture it, translate it, print the pages, and say what to do next."""
    with DemoSite() as site, Archive(folder) as archive:
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
        _say(printing.report_text(report))
    if not as_json:
        click.echo(_next(folder, _program()))
    unread = [each for each in outcomes if each.error is not None and each.error.kind != "fetch"]
    if unread:
        raise unread[0].error or ExtractionError("a page of the demo could not be read")


def _print(archive: Archive, outcome: Outcome, as_json: bool) -> None:
    if outcome.page is None:
        return
    page = archive.page(outcome.page.id)
    if as_json:
        content = printing.outcome_json(outcome, outcome.translation)
        click.echo(json.dumps(content, ensure_ascii=False))
    else:
        printing.print_page(page, "en")


def _say(message: str) -> None:
    click.echo(printing.plain(message), err=True)


def _program() -> str:
    """How the reader can call us: by name where that is found, else by our place."""
    if shutil.which("dragoman"):
        return "dragoman"
    return "python -m dragoman" if sys.argv[0].endswith("__main__.py") else sys.argv[0]


def _next(folder: Path, program: str) -> str:
    return f"""\
That was an ordinary archive; it is in {folder}. Look into it:
  {program} --archive {folder} list
  {program} --archive {folder} search Chinarov
  {program} --archive {folder} verify

With pages and models of your own:
  {program} models install az-en
  {program} --archive evidence capture https://example.org/az/a/1 --note "may be removed"
"""
