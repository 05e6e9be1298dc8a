"""The pages of a folder, whichever of the known sets lies in it.

| set | what the folder holds |
|---|---|
| flairNLP/fundus, `tests/resources/parser/test_data` | folders of countries with `meta.info` |
| mozilla/readability, `test/test-pages` | a folder a page with `source.html` |
| adbar/trafilatura, `tests` | `evaldata.json` beside `cache` and `eval` |
| scrapinghub/article-extraction-benchmark, and pages of our own | `ground-truth*.json` |
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from lxml import html

from benchmarks.marked_pages.host import address_in, host_of
from benchmarks.marked_pages.page import Page
from dragoman.archiver.article.html_blocks import parts_of


def pages_of(folder: Path) -> Iterator[Page]:
    """The pages of a folder, in order of their names."""
    if any(folder.glob("*/meta.info")):
        return _fundus(folder)
    if any(folder.glob("*/source.html")):
        return _readability(folder)
    if (folder / "evaldata.json").is_file():
        return _trafilatura(folder)
    return _ground_truth(folder)


def _fundus(folder: Path) -> Iterator[Page]:
    """Gold is given by the version of a publisher's layout; there is one page of each."""
    for gold in sorted(folder.glob("*/*.json")):
        told = _read(gold.with_name("meta.info"))
        versions = _read(gold)
        kept = sorted(gold.parent.glob(f"{gold.stem}_*.html.gz"))
        for version, path in zip(sorted(versions), kept, strict=True):
            marked = versions[version]
            body = marked["body"]
            sections = [
                piece
                for section in body["sections"]
                for piece in (*section["headline"], *section["paragraphs"])
            ]
            url = told[path.name]["url"]
            yield Page(
                f"{gold.parent.name}/{path.name.removesuffix('.html.gz')}",
                url,
                host_of(url),
                gzip.decompress(path.read_bytes()),
                text="\n".join([*body["summary"], *sections]),
                date=marked["publishing_date"][:10],
                title=marked["title"],
                authors=tuple(marked.get("authors", ())),
                standfirst=tuple(body["summary"]),
            )


def _readability(folder: Path) -> Iterator[Page]:
    for source in sorted(folder.glob("*/source.html")):
        marked = _read(source.with_name("expected-metadata.json"))
        body = source.read_bytes()
        name = source.parent.name
        address = address_in(body)
        # Pages of one publisher are numbered where they name no address.
        publisher = host_of(address) if address else name.rstrip("0123456789").rstrip("-") or name
        expected = html.fromstring(
            source.with_name("expected.html").read_text(encoding="utf-8") or "<p></p>"
        )
        yield Page(
            name,
            address or f"http://127.0.0.1/{name}.html",
            publisher,
            body,
            text="\n".join(part.text for part in parts_of(expected)),
            date=(marked.get("publishedTime") or "")[:10] or None,
            title=marked.get("title"),
            authors=(marked["byline"],) if marked.get("byline") else (),
        )


def _trafilatura(folder: Path) -> Iterator[Page]:
    for key, marked in _read(folder / "evaldata.json").items():
        path = next(
            path
            for place in ("cache", "eval")
            if (path := folder / place / marked["file"]).is_file()
        )
        authors = marked.get("author") or ()
        body = path.read_bytes()
        name = marked["file"].removesuffix(".html")
        is_address = key.startswith(("http://", "https://"))
        url = key if is_address else address_in(body) or f"http://{name}/"
        yield Page(
            name,
            url,
            host_of(url),
            body,
            date=marked.get("date") or None,
            title=marked.get("title") or None,
            authors=(authors,) if isinstance(authors, str) else tuple(authors),
            wanted=tuple(marked["with"]),
            unwanted=tuple(marked["without"]),
        )


def _ground_truth(folder: Path) -> Iterator[Page]:
    texts: dict[str, Any] = {}
    for path in sorted(folder.glob("ground-truth*.json")):
        texts |= _read(path)
    dates = _dates(folder / "gold_dates.json")
    pages = folder / "html" if (folder / "html").is_dir() else folder
    for path in sorted([*pages.glob("*.html"), *pages.glob("*.html.gz")]):
        body = path.read_bytes()
        name = path.name.removesuffix(".gz").removesuffix(".html")
        gold = texts.get(name, {})
        url = gold.get("url", f"http://127.0.0.1/{name}.html")
        yield Page(
            name,
            url,
            host_of(url),
            gzip.decompress(body) if path.suffix == ".gz" else body,
            text=gold.get("articleBody"),
            date=dates.get(name),
        )


def _dates(path: Path) -> dict[str, str]:
    if not path.is_file():
        return {}
    return {name.removesuffix(".html"): pairs[0][1]["date"] for name, pairs in _read(path).items()}


def _read(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))
