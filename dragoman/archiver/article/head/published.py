"""The day a page was published: what it tells machines, then as it stands beside the headline.

The one module that speaks to htmldate, which is asked where a page names no day of publication as
such.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from copy import deepcopy
from datetime import date, timedelta
from typing import Any

from dragoman.archiver.article.head.machine_day import machine_day, utc_hour
from dragoman.archiver.article.head.meta import letters, line_of
from dragoman.archiver.article.head.told import Told
from dragoman.archiver.article.words.dateline import LABEL, find_date
from dragoman.archiver.body.kept_characters import collapse

_PUBLISHED = (
    "article:published_time", "og:article:published_time", "article:published", "og:published_time",
    "datepublished", "article.published", "published_time", "parsely-pub-date", "sailthru.date",
    "dc.date.issued", "dcterms.issued", "dcterms.created", "dc.date.created",
    "citation_publication_date", "cxenseparse:recs:publishtime", "publish-date", "publish_date",
    "publishdate", "pubdate", "publication_date", "published-date", "originalpublicationdate",
)  # fmt: skip
_MARKED = (
    "//body//@itemprop[. = 'datePublished']/.. | //body//time[@pubdate]"
    " | //body//time[contains(@class, 'published')]"
)
_CHANGED = re.compile(r"modif|updat|revis", re.IGNORECASE)
_DATE_NAME = re.compile(r"date|time|tarix|data\b|publi|posted|created|meta|дата", re.IGNORECASE)
_ASIDE = frozenset({"aside", "nav", "footer", "head"})
_IN_ADDRESS = re.compile(r"/((?:19|20)\d\d)[/-]?(\d\d)[/-]?(\d\d)(?!\d)")
_FORENOON, _AFTERNOON = 10, 15  # of UTC: between them it is the same day nearly everywhere
_NEAR = 12  # pieces of text between a headline and its date


def published(tree: Any, told: Told, title: str | None) -> str | None:
    """The day of first publication, `2026-05-01`, or None."""
    address = told.canonical or next(iter(told.addresses), "")
    for written in _told_days(tree, told):
        if day := machine_day(written):
            return _where_it_was(day, written, told.addresses, tree, title)
    page = metadata_of(tree)
    return (
        visible_date(tree, title)
        or _marked_date(_without_changes(page), address)
        or _marked_date(page, address)
        or _marked_date(without_sides(tree), address)
    )


def _told_days(tree: Any, told: Told) -> Iterator[str]:
    """What a page calls its day of publication, in the order in which it is believed."""
    for item in told.items:
        yield str(item.get("datePublished") or "")
    yield from told.all(*_PUBLISHED)
    marked = [element for element in tree.xpath(_MARKED) if not _is_aside(element)]
    days = [each.get("content") or each.get("datetime") or line_of(each) for each in marked]
    if len({machine_day(day) for day in days}) == 1:  # else they are other articles' as well
        yield days[0]


def _where_it_was(
    day: str, written: str, addresses: Iterable[str], tree: Any, title: str | None
) -> str:
    """The day as the site has it in its address or beside its headline, where one is told in UTC.

    East of Greenwich what is published after midnight is told with the day before.
    """
    hour = utc_hour(written)
    if hour is None or _FORENOON <= hour < _AFTERNOON:
        return day
    other = date.fromisoformat(day) + timedelta(days=1 if hour >= _AFTERNOON else -1)
    named = [found for address in addresses if (found := _day_in(address))]
    local = named[0] if named else visible_date(tree, title)
    return other.isoformat() if local == other.isoformat() else day


def _day_in(address: str) -> str | None:
    """The day that an address holds: `/2025/11/24/`, `/2025-11-24-a`, `/20251124/`."""
    found = _IN_ADDRESS.search(address)
    try:
        return date(*map(int, found.groups())).isoformat() if found else None
    except ValueError:
        return None


def _marked_date(tree: Any, address: str) -> str | None:
    """What htmldate finds; not its "extensive" search, which takes a date out of any text."""
    from htmldate import find_date as find_marked_date

    try:
        day = find_marked_date(tree, original_date=True, extensive_search=False, url=address)
    except Exception:  # noqa: BLE001 - foreign code on foreign bytes: it must not cost the article
        return None
    return str(day) if day else None


def _without_changes(page: Any) -> Any:
    """The metadata without what tells when a page was changed; its JSON-LD was read already."""
    kept = deepcopy(page)
    for element in list(kept.iter("meta", "script")):
        names = "".join(element.get(each) or "" for each in ("name", "property", "itemprop"))
        if element.tag == "script" or _CHANGED.search(names):
            element.getparent().remove(element)
    return kept


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
    heading = _heading(tree, letters(title or ""))
    inside = frozenset() if heading is None else frozenset(heading.iter())
    headline: int | None = None
    dates: list[tuple[int, bool, str]] = []
    labelled: set[str] = set()
    before = ""
    texts = tree.xpath("//body//text()[normalize-space() and not(parent::script or parent::style)]")
    for place, text in enumerate(texts):
        element = text.getparent().getparent() if text.is_tail else text.getparent()
        if headline is None and element in inside:
            headline = place
        elif len(text) < 200 and (day := _short_date(text)) and not _is_aside(element):
            dates.append((place, _is_named(element), day))
            if LABEL.fullmatch(before.strip()):
                labelled.add(day)
        before = text
    return _nearest(dates, headline) or (labelled.pop() if len(labelled) == 1 else None)


def _heading(tree: Any, told: str) -> Any | None:
    """The element that says what was taken for the title, else the first `<h1>`."""
    for element in tree.iter("h1", "h2", "h3", "h4") if told else ():
        if letters(line_of(element)) == told:
            return element
    return next(tree.iter("h1"), None)


def _short_date(text: str) -> str | None:
    if not any(map(str.isdigit, text)):
        return None
    line = collapse(text)
    return find_date(line) if 5 < len(line) <= 60 else None


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
