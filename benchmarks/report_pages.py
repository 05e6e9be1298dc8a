"""How many pages of paper a report has: a capture in its body, and its appendix.

    python -m benchmarks.report_pages [--captures 63] [--pictures] [--archive DIR] [--language en]
        [--keep DIR]

Without --archive it captures a site of its own on loopback: articles in Azerbaijani and Russian of
the lengths that news has (a tenth of them long), translated by the demo's models, and one in four
with trouble (not there, refused, a wall, a redirect to nowhere, a listing). With --pictures each
page that came is drawn as well. Needs Chromium.
"""

from __future__ import annotations

import argparse
import random
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from dragoman.archive import Archive
from dragoman.demo.walk import DEMO_ENGINES
from dragoman.exchange.report.words import Words
from tests.support.site import Answer, Site

DEMO = Path(__file__).parent.parent / "dragoman" / "demo" / "site"
# Characters of an article: most news, some long.
SHORTEST, COMMON, LONG = 900, 3200, 14000


def sentences(language: str) -> list[str]:
    """The paragraphs of the demo's articles, which are invented."""
    from lxml import html

    found = []
    for path in sorted((DEMO / language).rglob("*.html")):
        tree = html.fromstring(path.read_bytes())
        found += [" ".join(p.text_content().split()) for p in tree.xpath("//article//p")]
    return list(dict.fromkeys(each for each in found if len(each) > 60))


def site_of(captures: int) -> tuple[dict[str, Answer], list[str]]:
    chance = random.Random(63)
    texts = {each: sentences(each) for each in ("az", "ru")}
    answers, paths = {}, []
    for number in range(captures):
        path = f"/{number}"
        paths.append(path)
        if number % 4 == 3:
            answers.update(_trouble(path, number, paths))
            continue
        language = "az" if number % 3 else "ru"
        length = LONG if number % 10 == 5 else int(chance.triangular(SHORTEST, 3 * COMMON, COMMON))
        body, title = "", chance.choice(texts[language])[:70]
        while len(body) < length:
            body += f"<p>{chance.choice(texts[language])}</p>"
        answers[path] = Answer(
            f"<!doctype html><html lang={language}><meta charset=utf-8><title>{title} {number}"
            f"</title><article><h1>{title} {number}</h1>{body}</article></html>".encode()
        )
    return answers, paths


def _trouble(path: str, number: int, paths: list[str]) -> dict[str, Answer]:
    kind = number // 4 % 4
    if kind == 0:
        return {path: Answer(b"<h1>Not found</h1>", status=404)}
    if kind == 1:
        return {path: Answer(status=302, headers={"Location": "http://127.0.0.1:9/"})}
    if kind == 2:
        links = "".join(f"<li><a href='{each}'>{each} and more of it</a>" for each in paths)
        return {path: Answer(f"<title>All</title><ul>{links}</ul>".encode())}
    return {path: Answer(b"<title>Log in</title><form><input type=password></form>")}


def made(folder: Path, captures: int, *, pictures: bool) -> None:
    answers, paths = site_of(captures)
    with Site(answers) as site, Archive(folder) as archive:
        options = archive.fetch_options(allow_private=True, delay=0, browser=False)
        urls = [site.url(path) for path in paths]
        outcomes = list(archive.capture_many(urls, note="may be removed", options=options))
        ids = [each.page.id for each in outcomes if each.page is not None and each.page.article]
        for outcome in archive.translate(ids, to="en", engine=DEMO_ENGINES):
            assert outcome.error is None, outcome.error
        drawn = sum(each.error is None for each in archive.picture()) if pictures else 0
    print(f"pictures: {drawn}")


def measured(archive: Archive, work: Path, language: str) -> Iterator[tuple[str, Any]]:
    import pypdfium2

    html, pdf = work / f"report.{language}.html", work / f"report.{language}.pdf"
    count = archive.export(None, "report", html, report_language=language).documents
    archive.export(None, "report", pdf, report_language=language)
    document = pypdfium2.PdfDocument(pdf)
    parts = [(each.get_title(), each.get_dest()) for each in document.get_toc(max_depth=9)]
    pages = len(document)
    starts = {title: dest.get_index() for title, dest in parts if dest is not None}
    captures = min(at for title, at in starts.items() if title.startswith("1. "))
    appendix = starts[str(Words.of(language)("part_appendix"))]
    yield "captures", count
    yield "cover and contents", captures
    yield "body", appendix - captures
    yield "pages a capture", round((appendix - captures) / count, 2)
    yield "appendix", pages - appendix
    yield "HTML, kB", html.stat().st_size // 1000
    yield "PDF, kB", pdf.stat().st_size // 1000


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--captures", type=int, default=63)
    parser.add_argument("--pictures", action="store_true")
    parser.add_argument("--archive", type=Path)
    parser.add_argument("--language", default="en")
    parser.add_argument("--keep", type=Path, help="Keep the reports in this folder.")
    options = parser.parse_args()
    with ExitStack() as stack:
        work = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        folder = options.archive or work / "archive"
        if options.archive is None:
            made(folder, options.captures, pictures=options.pictures)
        with Archive(folder) as archive:
            for name, value in measured(archive, work, options.language):
                print(f"{name}: {value}")
        if options.keep:
            for each in work.glob("report.*"):
                shutil.copy(each, options.keep)


if __name__ == "__main__":
    main()
