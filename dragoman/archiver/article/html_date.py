"""The day a page was published: where its metadata is silent, as it stands beside the headline."""

from __future__ import annotations

import re
from copy import deepcopy
from typing import Any

from dragoman.archiver.article.words.dateline import find_date
from dragoman.archiver.body.kept_characters import collapse

_DATE_NAME = re.compile(r"date|time|tarix|data\b|publi|posted|created|meta|дата", re.IGNORECASE)
_ASIDE = frozenset({"aside", "nav", "footer", "head"})
_NEAR = 12  # pieces of text between a headline and its date


def metadata_of(tree: Any) -> Any:
    """A page of only what is written for machines: htmldate takes a date out of any side column."""
    root, head, body = (tree.makeelement(name) for name in ("html", "head", "body"))
    root.extend([head, body])
    for element in tree.xpath("//head/meta | //head/link"):
        head.append(_alone(element))
    for element in tree.xpath("//body//meta | //script[contains(@type, 'ld+json')]"):
        body.append(_alone(element))
    return root


def without_sides(tree: Any) -> Any:
    """A copy of a page without its side columns and its foot."""
    from lxml import etree

    page = deepcopy(tree)
    # Not `drop_tree`: it fails where text beside a column has a control character in it.
    etree.strip_elements(page, "aside", "footer", "nav", with_tail=False)
    return page


def _alone(element: Any) -> Any:
    copied = deepcopy(element)
    copied.tail = None
    return copied


def visible_date(tree: Any, title: str | None) -> str | None:
    """The day written nearest to the headline, `2025-11-24`, or None."""
    told = _letters(title or "")
    headline: int | None = None
    dates: list[tuple[int, bool, str]] = []
    texts = tree.xpath("//body//text()[normalize-space() and not(parent::script or parent::style)]")
    for place, text in enumerate(texts):
        element = text.getparent().getparent() if text.is_tail else text.getparent()
        if element.tag == "h1" and (headline is None or (told and _letters(text) == told)):
            headline = place
        elif len(text) < 200 and (day := _short_date(text)) and not _is_aside(element):
            dates.append((place, _is_named(element), day))
    return _nearest(dates, headline)


def _short_date(text: str) -> str | None:
    line = collapse(text)
    return find_date(line) if 5 < len(line) <= 60 and any(c.isdigit() for c in line) else None


def _is_aside(element: Any) -> bool:
    return any(above.tag in _ASIDE for above in element.iterancestors())


def _is_named(element: Any) -> bool:
    parent = element.getparent()
    names = [element.tag, element.get("class") or "", element.get("id") or ""]
    names += [parent.get("class") or ""] if parent is not None else []
    return any(_DATE_NAME.search(name) for name in names)


def _nearest(dates: list[tuple[int, bool, str]], headline: int | None) -> str | None:
    if headline is None:
        named = {day for _, is_named, day in dates if is_named}
        return named.pop() if len(named) == 1 else None
    near = [
        (abs(place - headline), day)
        for place, is_named, day in dates
        if abs(place - headline) <= (_NEAR if is_named else _NEAR // 2)
    ]
    return min(near)[1] if near else None


def _letters(text: str) -> str:
    return "".join(character for character in text.casefold() if character.isalnum())
