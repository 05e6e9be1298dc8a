"""Readers of articles for a site that other packages put in.

A reader has `hosts`, the names that it is for, and `read(html, url)`, which gives a dict of
`title`, `byline`, `published` (a day, 2026-05-01) and `paragraphs`, texts in their order, or None
where the page is none of its own. What it gives has to stand on the page. It runs in the process
that reads, within its limits.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

from dragoman.archiver.article.article import Article, Part, assemble
from dragoman.archiver.article.html_plain import plain_parts
from dragoman.plugged.entry_points import READERS, PlugIn, plug_ins
from dragoman.provenance.stamp import Stamp

DAY = re.compile(r"\d{4}-\d\d-\d\d")
FAILED = "site_reader_failed"


def as_read_there(article: Article, html: str) -> Article:
    """The article as a reader for its site reads it, or as it is where none is, or it breaks.

    What the page says of itself besides (its language, its original) stays as we read it. That a
    reader broke, and how, is in the extractor's settings.
    """
    host = urlsplit(article.url).hostname or ""
    for each in plug_ins(READERS):
        try:
            reader = each.load()
            if host not in reader.hosts:
                continue
            said = reader.read(html, article.url)
            if said is not None:
                return _article(article, each, said, html)
        except Exception as error:  # noqa: BLE001 - whatever somebody else's code raises
            return _failed(article, each, error)
    return article


def _article(article: Article, each: PlugIn, said: Mapping[str, Any], html: str) -> Article:
    paragraphs = [" ".join(str(text).split()) for text in said["paragraphs"]]
    if not any(paragraphs):
        raise ValueError("it found no paragraph")
    shown = _letters("\n".join(part.text for part in plain_parts(html)))
    absent = [text for text in paragraphs if _letters(text) not in shown]
    if absent:
        raise ValueError(f"the page does not show what it gives: {absent[0][:80]}")
    text, blocks = assemble(Part("paragraph", text) for text in paragraphs)
    return replace(
        article,
        title=_text(said.get("title")) or article.title,
        byline=_text(said.get("byline")) or article.byline,
        published=_day(said.get("published")) or article.published,
        text=text,
        blocks=blocks,
        extractor=Stamp.now(f"plug-in {each.name}", each.version, {"plug_in": each.to_json()}),
        left_out=None,
    )


def _failed(article: Article, each: PlugIn, error: Exception) -> Article:
    told = f"{each}: {type(error).__name__}: {' '.join(str(error).split())[:200]}"
    stamp = article.extractor
    return replace(article, extractor=replace(stamp, settings={**stamp.settings, FAILED: told}))


def _text(said: object) -> str | None:
    return " ".join(str(said).split()) or None if said is not None else None


def _day(said: object) -> str | None:
    if said is None:
        return None
    if not DAY.fullmatch(str(said)):
        raise ValueError(f"{said!r} is no day such as 2026-05-01")
    return str(said)


def _letters(text: str) -> str:
    """What two spellings of the same words have in common: no spaces."""
    return "".join(text.split())
