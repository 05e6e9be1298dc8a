"""What a page says to machines in JSON-LD (schema.org): the item that is its article.

A page may describe many things: itself, its site, the publisher, other articles in a list. Only
what stands at the top, in `@graph` or as a page's main entity is an item of the page itself.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from dragoman.archiver.article.head.meta import letters
from dragoman.archiver.body.kept_characters import collapse, unescaped

_LONGEST_JSON = 1_000_000
_MOST_ITEMS = 100
_DEEPEST = 6
_MOST_MARKS = 3  # of a kind
_ARTICLE = re.compile(r"(?:Article|BlogPosting|Report|LiveBlogPosting)$")
_PAGE = re.compile(r"(?:CreativeWork|Page|Posting|Review|Recipe|Book|Event|Podcast\w*)$")
_OWNER = re.compile(r"(?:Organization|Newspaper|WebSite|Brand|Periodical|Corporation)$")
# What old pages put around a script, lest a browser shows it.
_BEFORE = ("<!--", "//", "<![CDATA[", "/*", "*/")
_AFTER = ("-->", "//", "]]>", "/*", "*/", ";")

Item = dict[str, Any]


@dataclass(frozen=True, slots=True)
class LinkedData:
    """The items of a page by what they are; `by_id` finds what others refer to."""

    articles: tuple[Item, ...] = ()
    pages: tuple[Item, ...] = ()
    owners: tuple[str, ...] = ()
    by_id: dict[str, Item] = field(default_factory=dict)

    def likeliest(self) -> tuple[Item, ...]:
        """Those that may be the page's article."""
        return self.articles or self.pages

    def resolved(self, value: object) -> Iterator[str | Item]:
        """A value as strings and items: lists taken apart, references followed."""
        for each in value if isinstance(value, list) else [value]:
            if isinstance(each, dict):
                known = self.by_id.get(str(each.get("@id")), {})
                yield each if each.get("name") else {**known, **each}
            elif isinstance(each, str):
                yield self.by_id.get(each, each)


def linked_data(tree: Any) -> LinkedData:
    """Read the JSON-LD of a page; what is broken is passed over."""
    found = [item for data in _parsed(tree) for item in _items(data, 0)]
    by_id = {str(item["@id"]): item for item in found if item.get("@id") and item.get("name")}
    return LinkedData(
        tuple(item for item in found if is_kind(item, _ARTICLE)),
        tuple(item for item in found if is_kind(item, _PAGE)),
        tuple(_owners(found)),
        by_id,
    )


def _parsed(tree: Any) -> Iterator[object]:
    for script in tree.iter("script"):
        source = script.text or ""
        kind = (script.get("type") or "").partition(";")[0].strip().lower()
        if kind != "application/ld+json" or len(source) > _LONGEST_JSON:
            continue
        try:
            yield json.loads(_unwrapped(source), strict=False)
        except (ValueError, RecursionError):
            continue


def _unwrapped(source: str) -> str:
    """A script's JSON without the marks of a comment around it."""
    text = source.strip()
    for _ in range(_MOST_MARKS):
        for mark in _BEFORE:
            text = text.removeprefix(mark).lstrip()
        for mark in _AFTER:
            text = text.removesuffix(mark).rstrip()
    return text


def _items(data: object, depth: int) -> Iterator[Item]:
    """The items of a structure that stand for the page itself; their parts are not searched."""
    if depth > _DEEPEST:
        return
    if isinstance(data, list):
        for each in data[:_MOST_ITEMS]:
            yield from _items(each, depth + 1)
    elif isinstance(data, dict):
        yield data
        yield from _items(data.get("@graph"), depth + 1)
        yield from _items(data.get("mainEntity"), depth + 1)


def is_kind(item: Item, kind: re.Pattern[str]) -> bool:
    """Whether one of an item's types is of a kind."""
    told = item.get("@type")
    return any(kind.search(str(each)) for each in (told if isinstance(told, list) else [told]))


def is_owner(item: Item) -> bool:
    """Whether it is an organization, a newspaper, a site: nobody in person."""
    return is_kind(item, _OWNER)


def _owners(items: Iterable[Item]) -> Iterator[str]:
    """The names of the site and of whoever publishes it."""
    for item in items:
        publisher = item.get("publisher")
        for owner in (item if is_owner(item) else None, publisher):
            for each in owner if isinstance(owner, list) else [owner]:
                name = each.get("name") if isinstance(each, dict) else each
                if isinstance(name, str):
                    yield clean(name)


def clean(text: str) -> str:
    """A string of JSON-LD as one line; sites put HTML and entities into it."""
    return collapse(re.sub(r"<[^<>]{0,300}>", " ", unescaped(text)))


def about(
    items: tuple[Item, ...], addresses: Iterable[str], headlines: Iterable[str]
) -> tuple[Item, ...]:
    """Of several items those of this page, by address or headline; else the first."""
    if len(items) < 2:
        return items
    paths = {path for address in addresses if len(path := _path(address)) > 1}
    told = {letters(line) for line in headlines} - {""}
    ours = tuple(item for item in items if _is_about(item, paths, told))
    return ours or items[:1]


def _is_about(item: Item, paths: set[str], told: set[str]) -> bool:
    main = item.get("mainEntityOfPage")
    main = main.get("@id") or main.get("url") if isinstance(main, dict) else main
    named = (item.get("url"), item.get("@id"), main)
    if any(isinstance(each, str) and _path(each) in paths for each in named):
        return True
    headline = letters(str(item.get("headline") or item.get("name") or ""))
    return any(headline and (headline in line or line in headline) for line in told)


def _path(address: str) -> str:
    try:
        return urlsplit(address).path.rstrip("/")
    except ValueError:
        return ""
