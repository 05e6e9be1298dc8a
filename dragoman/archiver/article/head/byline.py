"""Who wrote it: persons where the page names any, else whoever publishes it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from dragoman.archiver.article.head.linked_data import Item, clean, is_owner
from dragoman.archiver.article.head.meta import letters, line_of
from dragoman.archiver.article.head.site_name import SiteName
from dragoman.archiver.article.head.told import Told
from dragoman.archiver.article.words.byline_words import (
    AFTER,
    BEFORE,
    BETWEEN,
    BYLINE,
    COMMENTING,
    NO_NAME,
    NOBODY,
    ORGANISATION,
)
from dragoman.archiver.article.words.dateline import find_date, is_dateline, is_reading_time
from dragoman.archiver.body.kept_characters import collapse, unescaped

# By way of the attributes: asking every element for them takes three times as long.
_MARKED = (
    "//body//@itemprop[. = 'author']/.. | //body//@rel[. = 'author']/.. | //body//byline"
    " | //body//@class[contains(., 'uthor') or contains(., 'yline') or contains(., 'uellif')"
    " or contains(., 'vtor') or contains(., 'uteur') or contains(., 'azar')]/.."
)
_AUTHOR = re.compile(r"(?:^|\s)author(?:\s|$)", re.IGNORECASE)
_AUTHOR_CLASS = re.compile(
    r"(?:^|[\s_-])(?:authors?|byline|muellif|avtor|auteurs?|yazar)(?:[_-]+name)?(?:\s|$)",
    re.IGNORECASE,
)
_OF_OTHERS = re.compile(r"comment|reply|respond|related|teaser|sidebar|widget", re.IGNORECASE)
_NOT_HERE = frozenset({"aside", "nav", "form", "label"})
_METAS = ("author", "article:author", "dc.creator", "byl", "parsely-author", "sailthru.author")
_EMAIL = re.compile(r"[(<\[]?\s*[\w.+-]+@[\w-]+(?:\.[\w-]+)+\s*[)>\]]?")
_CLOCK = re.compile(r"\d{1,2}[:.]\d\d\b|\d{3}")
_LONGEST_SAID = 1_000
_LONGEST_NAME = 120
_LONGEST_MARKED = 60
_LONGEST_BYLINE = 300
_MOST_WORDS = 6  # of a name that is marked in the page
_MOST_LINES = 60  # of text, below the headline


def byline(tree: Any, told: Told, site: SiteName) -> str | None:
    """The authors' names, joined by a comma; an organisation only where no person is named."""
    ways: tuple[Callable[[], Iterable[tuple[str, bool]]], ...] = (
        lambda: _linked(told),
        lambda: ((each, True) for each in told.all(*_METAS)),
        lambda: ((each, True) for each in _marked(tree)),
        lambda: ((each, True) for each in _written(tree)),
    )
    publishers: list[str] = []
    for way in ways:
        people: list[str] = []
        others: list[str] = []
        for said, is_person in way():
            for name in names_in(site.cut_off(said[:_LONGEST_SAID])):
                own = is_person and not _is_organisation(name, site)
                (people if own else others).append(name)
        if people:
            return _joined(people)
        publishers = publishers or others
    return _joined(publishers) if publishers else None


def _joined(names: list[str]) -> str:
    kept: dict[str, str] = {}
    for name in names:
        kept.setdefault(letters(name), name)
    return ", ".join(kept.values())[:_LONGEST_BYLINE]


def _is_organisation(name: str, site: SiteName) -> bool:
    return site.is_called(name) or ORGANISATION.search(name) is not None


def names_in(said: str) -> list[str]:
    """The names in a byline: "By Lale Agayeva and Elvin Sariyev" has two.

    None are an address, a handle, a number, a date, a link to more of the author, and what a
    program writes where nobody is named.
    """
    line = collapse(_EMAIL.sub(" ", collapse(unescaped(said[:_LONGEST_SAID]))))
    whole = BEFORE.match(line)
    line = line[whole.end() :] if whole else line
    parts = BETWEEN.split(line)
    # "Salt and Light" is one name: each of two has a first and a last one.
    parts = parts if all(len(part.split()) > 1 for part in parts) else [line]
    return [name for part in parts if (name := _name(part))]


def _name(part: str) -> str | None:
    name = _without_house(AFTER.sub("", part).strip(" ,;:|/–—-•·*"))
    if not 1 < len(name) <= _LONGEST_NAME or not any(map(str.isalpha, name)):
        return None
    if NO_NAME.match(name) or NOBODY.fullmatch(name) or COMMENTING.search(part.strip()):
        return None
    is_dated = find_date(name) is not None or is_dateline(name) or is_reading_time(name)
    return None if is_dated or _CLOCK.search(name) else name


def _without_house(name: str) -> str:
    """ "Lale Agayeva" of "Lale Agayeva, AFP", and of her name with her office behind it."""
    first, _, rest = name.rpartition(", ")
    name = first if first and ORGANISATION.fullmatch(rest) else name
    first, _, office = name.partition(", ")
    is_office = len(office.split()) > _MOST_WORDS and not any(map(str.isdigit, office))
    return first if is_office and len(first.split()) > 1 else name


def _marked(tree: Any) -> list[str]:
    """The names in `itemprop=author`, `rel=author`, or an element whose class is for authors."""
    marked = [element for element in tree.xpath(_MARKED) if not _is_of_others(element)]
    for attribute, value in (("itemprop", _AUTHOR), ("rel", _AUTHOR), ("class", _AUTHOR_CLASS)):
        for element in marked:
            is_byline = attribute == "class" and element.tag == "byline"
            if not is_byline and not value.search(element.get(attribute) or ""):
                continue
            inner = element.xpath(".//*[@itemprop='name']")
            name = line_of(inner[0]) if inner else line_of(element)
            if _could_be_names(name) and names_in(name):
                return [name]
    return []


def _could_be_names(text: str) -> bool:
    """Whether it is as short as names are; several are parted by commas."""
    names = text.split(",")
    return len(text) <= _LONGEST_MARKED * min(len(names), 3) and all(
        len(name.split()) <= _MOST_WORDS for name in names
    )


def _is_of_others(element: Any) -> bool:
    """Whether it stands among comments, in a form, or beside the article."""
    for each in (element, *element.iterancestors()):
        if each.tag in ("article", "main", "body"):
            return False
        named = f"{each.get('class') or ''} {each.get('id') or ''}"
        if each.tag in _NOT_HERE or _OF_OTHERS.search(named):
            return True
    return False


def _written(tree: Any) -> Iterator[str]:
    """The first line below the headline that is "Müəllif: Lalə Ağayeva" and nothing else."""
    headline = next(tree.iter("h1"), None)
    if headline is None:
        return
    texts = headline.xpath("following::text()[normalize-space()]")
    for text in texts[:_MOST_LINES]:
        found = BYLINE.fullmatch(collapse(text)) if len(text) <= _LONGEST_NAME else None
        if found and text.getparent().tag not in ("script", "style") and not _is_in_teaser(text):
            yield found["name"]
            return


def _is_in_teaser(text: Any) -> bool:
    """Whether a line is a part of a link to another article: its author is that one's."""
    around = (text.getparent(), *text.getparent().iterancestors())
    link = next((each for each in around if each.tag == "a"), None)
    return link is not None and line_of(link) != collapse(text)


def _linked(told: Told) -> Iterator[tuple[str, bool]]:
    """The authors that the JSON-LD of the article names or refers to, and whether in person."""
    for item in told.items:
        for each in told.linked.resolved(item.get("author") or item.get("creator") or []):
            if isinstance(each, str):
                yield clean(each), True
                continue
            named = each.get("name") or _given_and_family(each)
            for name in named if isinstance(named, list) else [named]:
                if isinstance(name, str):
                    yield clean(name), not is_owner(each)


def _given_and_family(person: Item) -> str:
    """A name that is told in its parts."""
    parts = (person.get("givenName"), person.get("additionalName"), person.get("familyName"))
    return " ".join(part for part in parts if isinstance(part, str))
