"""Readers of articles: ours, and the peers that read the same pages in the same run.

A peer that is not installed is left out, and that is said: `pip install "dragoman[bench]"`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from benchmarks.marked_pages.page import Page
from dragoman.archiver.body.charset import decode


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reader made of a page; None, or nothing, where it says nothing."""

    text: str = ""
    title: str | None = None
    authors: tuple[str, ...] = ()
    date: str | None = None


Read = Callable[[Page], Reading]


def dragoman() -> Read:
    """Ours."""
    from dragoman.archiver.article.html import extract_html
    from dragoman.errors import DragomanError

    def read(page: Page) -> Reading:
        try:
            article = extract_html(page.body, url=page.url)
        except DragomanError:
            return Reading()
        authors = tuple(article.byline.split(", ")) if article.byline else ()
        return Reading(article.text, article.title, authors, article.published)

    return read


def trafilatura(**settings: Any) -> Read:
    """trafilatura alone, with its metadata."""
    from trafilatura import bare_extraction

    def read(page: Page) -> Reading:
        document = bare_extraction(
            page.body, url=page.url, with_metadata=True, include_comments=False, **settings
        )
        if document is None:
            return Reading()
        authors = tuple((document.author or "").split("; ")) if document.author else ()
        return Reading(document.text or "", document.title, authors, document.date)

    return read


def readability() -> Read:
    """readability-lxml; its summary is HTML, of which the blocks are taken."""
    from lxml import html
    from readability import Document

    from dragoman.archiver.article.html_blocks import parts_of

    def read(page: Page) -> Reading:
        document = Document(decode(page.body, None).text)
        summary = html.fromstring(document.summary() or "<p></p>")
        text = "\n".join(part.text for part in parts_of(summary))
        author = document.author()
        authors = (author,) if author and author != "[no-author]" else ()
        return Reading(text, document.short_title(), authors)

    return read


def resiliparse() -> Read:
    """resiliparse; it reads the text alone, and the title."""
    from resiliparse.extract.html2text import extract_plain_text
    from resiliparse.parse.html import HTMLTree

    def read(page: Page) -> Reading:
        tree = HTMLTree.parse(decode(page.body, None).text)
        text = extract_plain_text(tree, main_content=True, alt_texts=False, links=False)
        return Reading(text, tree.title)

    return read


def newspaper() -> Read:
    """newspaper4k, told not to ask for anything."""
    from newspaper import Article

    def read(page: Page) -> Reading:
        article = Article(page.url, fetch_images=False)
        article.download(input_html=decode(page.body, None).text)
        article.parse()
        day = str(article.publish_date)[:10] if article.publish_date else None
        return Reading(article.text, article.title, tuple(article.authors), day)

    return read


def goose() -> Read:
    """goose3, told not to ask for anything."""
    from goose3 import Goose

    reader = Goose({"enable_image_fetching": False})

    def read(page: Page) -> Reading:
        article = reader.extract(raw_html=decode(page.body, None).text)
        day = str(article.publish_date)[:10] if article.publish_date else None
        return Reading(article.cleaned_text or "", article.title, tuple(article.authors), day)

    return read


READERS: dict[str, Callable[[], Read]] = {
    "dragoman": dragoman,
    "trafilatura": trafilatura,
    "trafilatura fast": lambda: trafilatura(fast=True),
    "trafilatura precision": lambda: trafilatura(favor_precision=True),
    "trafilatura recall": lambda: trafilatura(favor_recall=True),
    "trafilatura, no tables": lambda: trafilatura(include_tables=False),
    "readability-lxml": readability,
    "resiliparse": resiliparse,
    "newspaper4k": newspaper,
    "goose3": goose,
}
PEERS = ("trafilatura", "readability-lxml", "resiliparse", "newspaper4k", "goose3")
