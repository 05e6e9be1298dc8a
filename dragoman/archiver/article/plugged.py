"""Readers of articles for a site that other packages put in.

A reader has `hosts`, the names that it is for, and `read(html, url)`, which gives a dict of
`title`, `byline`, `published` (a day, 2026-05-01) and `paragraphs`, texts in their order, or None
where the page is none of its own. What it gives has to stand on the page. It runs in the process
that reads, within its limits.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from html import unescape
from typing import Any
from urllib.parse import urlsplit

from dragoman.archiver.article.article import Article, Part, assemble
from dragoman.archiver.article.html_plain import plain_parts
from dragoman.plugged.entry_points import READERS, PlugIn, error_text, plug_ins
from dragoman.provenance.stamp import Stamp

DAY = re.compile(r"\d{4}-\d\d-\d\d")
FAILED = "site_reader_failed"


def as_read_there(article: Article, html: str) -> Article:
    """The article as a reader for its site reads it, or as it is where none is, or it breaks.

    What the page says of itself besides (its language, its original) stays as we read it. That a
    reader broke, and how, is in the extractor's settings; the others are asked all the same.
    """
    host = urlsplit(article.url).hostname or ""
    for each in plug_ins(READERS):
        try:
            if (read := _read(each, article, host, html)) is not None:
                return read
        except KeyboardInterrupt:
            raise
        except BaseException as error:  # noqa: BLE001 - whatever somebody else's code raises
            article = without_it(article, f"{each}: {error_text(error)}")
    return article


def without_it(article: Article, why: str) -> Article:
    """The article, which says that a reader broke, beside what it says of others."""
    stamp = article.extractor
    told = "; ".join(filter(None, [stamp.settings.get(FAILED), why]))
    return replace(article, extractor=replace(stamp, settings={**stamp.settings, FAILED: told}))


def _read(each: PlugIn, article: Article, host: str, html: str) -> Article | None:
    reader = each.load()
    if isinstance(reader.hosts, str):  # of which any piece would be one
        raise TypeError("hosts is one string, and has to be several")
    if host not in reader.hosts or (said := reader.read(html, article.url)) is None:
        return None
    return _article(article, each, said, html)


def _article(article: Article, each: PlugIn, said: Mapping[str, Any], html: str) -> Article:
    paragraphs = [" ".join(str(text).split()) for text in said["paragraphs"]]
    if not any(paragraphs):
        raise ValueError("it found no paragraph")
    title, byline = (_text(said.get(name)) for name in ("title", "byline"))
    _check_shown(html, paragraphs, [each for each in (title, byline) if each])
    text, blocks = assemble(Part("paragraph", text) for text in paragraphs)
    return replace(
        article,
        title=title or article.title,
        byline=byline or article.byline,
        published=_day(said.get("published")) or article.published,
        text=text,
        blocks=blocks,
        extractor=Stamp.now(f"plug-in {each.name}", each.version, {"plug_in": each.to_json()}),
        left_out=None,
    )


def _check_shown(html: str, paragraphs: Sequence[str], named: Sequence[str]) -> None:
    """ValueError for what does not stand there: paragraphs on the page, `named` in its source."""
    shown = _letters("\n".join(part.text for part in plain_parts(html)))
    source = _letters(unescape(html))
    absent = [text for text in paragraphs if _letters(text) not in shown]
    absent += [text for text in named if _letters(text) not in f"{shown} {source}"]
    if absent:
        raise ValueError(f"the page does not show what it gives: {absent[0][:80]}")


def _text(said: object) -> str | None:
    return " ".join(str(said).split()) or None if said is not None else None


def _day(said: object) -> str | None:
    if said is None:
        return None
    if not DAY.fullmatch(str(said)):
        raise ValueError(f"{said!r} is no day such as 2026-05-01")
    return date.fromisoformat(str(said)).isoformat()


def _letters(text: str) -> str:
    """What two spellings of the same words have in common: no spaces."""
    return "".join(text.split())
