"""What a page says of itself: title, author, day, canonical address, language.

Works on an element tree that it is handed; it never raises on what a page says.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin

from dragoman.archiver.article.head.byline import byline
from dragoman.archiver.article.head.headline import headline
from dragoman.archiver.article.head.published import published
from dragoman.archiver.article.head.site_name import SiteName
from dragoman.archiver.article.head.told import Told

_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*")
_MOST_ALTERNATES = 50


@dataclass(frozen=True, slots=True)
class Head:
    """What a page says of itself; each None where it says nothing. `published` is `2026-05-01`."""

    title: str | None = None
    byline: str | None = None
    published: str | None = None
    canonical_url: str | None = None
    language: str | None = None
    alternates: tuple[tuple[str, str], ...] = ()


def read(tree: Any, *, url: str) -> Head:
    """Read what a page says of itself, in its head and around its headline."""
    told = Told.of(tree, url)
    site = SiteName.of(tree, told)
    title = headline(tree, told, site)
    return Head(
        title=title,
        byline=byline(tree, told, site),
        published=published(tree, told, title),
        canonical_url=told.canonical,
        language=_language(tree, told),
        alternates=_alternates(tree, url),
    )


def _alternates(tree: Any, url: str) -> tuple[tuple[str, str], ...]:
    """`<link rel=alternate hreflang>`: the same page in other languages."""
    found: dict[str, str] = {}
    for element in tree.iter("link"):
        code = (element.get("hreflang") or "").strip().lower().partition("-")[0]
        if "alternate" not in (element.get("rel") or "").lower().split() or not code.isalpha():
            continue
        try:
            address = urljoin(url, (element.get("href") or "").strip()).partition("#")[0]
        except ValueError:
            continue
        if code != "x" and address.startswith(("http://", "https://")) and address != url:
            found.setdefault(address, code)
    return tuple((code, address) for address, code in list(found.items())[:_MOST_ALTERNATES])


def _language(tree: Any, told: Told) -> str | None:
    """The page's own word for its language: `lang` of `<html>`, else a `<meta>`."""
    root = tree.getroottree().getroot()
    tags = [root.get("lang"), root.get("{http://www.w3.org/XML/1998/namespace}lang")]
    tags += [root.get("xml:lang"), *told.all("content-language", "language", "og:locale")]
    for tag in tags:
        if tag and _LANGUAGE.fullmatch(tag.strip()):
            return str(tag).strip().replace("_", "-")
    return None
