"""What a page says of itself: title, author, canonical address, language.

Works on an element tree that it is handed; it never raises on what a page says.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin, urlsplit

from dragoman.archiver.body.kept_characters import collapse, unescaped

_SEPARATOR = re.compile(r"(?<!\s)\s++(?:[-–—|•·:/»«›~]|::|//|>>)\s++|(?:(?<!\s)\s++)?+[|»]\s*+")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*")
_BYLINE_WORD = re.compile(
    r"^(?:by|text|story by|автор(?:ы)?|текст|müəllif(?:lər)?i?|mətn|yazar|автори)\b\s*:?\s*", re.I
)
# By way of the attributes: asking every element for them takes three times as long.
_MARKED_AUTHORS = (
    "//body//@itemprop[. = 'author']/.. | //body//@rel[. = 'author']/.."
    " | //body//@class[contains(., 'uthor') or contains(., 'yline') or contains(., 'uellif')"
    " or contains(., 'vtor')]/.."
)
_AUTHOR = re.compile(r"(?:^|\s)author(?:\s|$)", re.IGNORECASE)
_AUTHOR_CLASS = re.compile(
    r"(?:^|[\s_-])(?:author|byline|muellif|avtor)(?:[_-]+name)?(?:\s|$)", re.IGNORECASE
)
_NO_AUTHOR = re.compile(r"@|https?:|фото|photo|foto|admin$|редакция$|redaksiya$", re.IGNORECASE)
_LONGEST_TITLE = 500
_LONGEST_NAME = 120
_LONGEST_BYLINE = 300
_MOST_ALTERNATES = 50
_LONGEST_JSON = 1_000_000


@dataclass(frozen=True, slots=True)
class Head:
    """What the head of a page says; each None where it says nothing."""

    title: str | None = None
    byline: str | None = None
    canonical_url: str | None = None
    language: str | None = None
    alternates: tuple[tuple[str, str], ...] = ()


def read(tree: Any, *, url: str) -> Head:
    """Read a page's head and its headline."""
    return Head(
        title=_title(tree, url),
        byline=_byline(tree),
        canonical_url=_canonical(tree, url),
        language=_language(tree),
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


def _meta(tree: Any, *names: str) -> Iterator[str]:
    """Contents of the `<meta>` elements of these names, in the order of the names."""
    told: dict[str, str] = {}
    for element in tree.iter("meta"):
        name = element.get("property") or element.get("name") or element.get("http-equiv") or ""
        content = collapse(unescaped(element.get("content") or ""))
        if content:
            told.setdefault(name.strip().lower(), content)
    return (told[name] for name in names if name in told)


def _title(tree: Any, url: str) -> str | None:
    """The headline: what `<h1>`, `og:title` and `<title>` agree on, without the site's name."""
    whole = next(_meta(tree, "og:title", "twitter:title", "dc.title", "headline"), "")
    element = next(tree.iter("title"), None)
    written = _text(element) if element is not None else ""
    longest = max((written, whole), key=len)
    headings = [heading for heading in map(_text, tree.iter("h1")) if heading]
    for heading in headings:
        if len(heading) > 5 and _letters(heading) in _letters(longest):
            return heading[:_LONGEST_TITLE]
    site = next(_meta(tree, "og:site_name", "application-name", "publisher"), "")
    title = _without_site(whole or written, site, url)
    if whole and written.startswith(whole) and len(whole) < len(written):
        title = whole
    return (title or next(iter(headings), ""))[:_LONGEST_TITLE] or None


def _text(element: Any) -> str:
    return collapse(unescaped("".join(element.itertext())))


def _letters(text: str) -> str:
    return "".join(character for character in text.casefold() if character.isalnum())


def _without_site(title: str, site: str, url: str) -> str:
    """Cut the site's name off the end or the beginning of a title, where it is plainly that."""
    host = (urlsplit_host(url) or "").removeprefix("www.")
    names = {_letters(site), _letters(host), _letters(host.split(".")[0])} - {""}
    cuts = list(_SEPARATOR.finditer(title))
    if cuts and _is_site(title[cuts[-1].end() :], names):
        return title[: cuts[-1].start()].strip()
    if cuts and _is_site(title[: cuts[0].start()], names):
        return title[cuts[0].end() :].strip()
    return title


def _is_site(piece: str, names: set[str]) -> bool:
    letters = _letters(piece)
    return bool(letters) and any(letters == name or letters in name for name in names)


def urlsplit_host(url: str) -> str | None:
    """The host of an address, None where there is none or the address is malformed."""
    try:
        return urlsplit(url).hostname
    except ValueError:
        return None


def _canonical(tree: Any, url: str) -> str | None:
    """`<link rel=canonical>`, else `og:url`, made absolute; only http and https."""
    links = [
        link.get("href") or ""
        for link in tree.iter("link")
        if "canonical" in (link.get("rel") or "").lower().split()
    ]
    base = next((element.get("href") for element in tree.iter("base") if element.get("href")), "")
    told = [address.strip() for address in (*links, *_meta(tree, "og:url"))]
    # A relative address says least on a mirror, where the other may name the site itself.
    told.sort(key=lambda address: not address.startswith(("http://", "https://")))
    for address in told:
        try:
            absolute = urljoin(urljoin(url, base), address)
            parts = urlsplit(absolute)
        except ValueError:
            continue
        if address and parts.scheme in ("http", "https") and parts.hostname:
            return collapse(absolute).replace(" ", "%20")
    return None


def _language(tree: Any) -> str | None:
    """The page's own word for its language: `lang` of `<html>`, else a `<meta>`."""
    root = tree.getroottree().getroot()
    told = [root.get("lang"), root.get("{http://www.w3.org/XML/1998/namespace}lang")]
    told += [root.get("xml:lang"), *_meta(tree, "content-language", "language", "og:locale")]
    for tag in told:
        if tag and _LANGUAGE.fullmatch(tag.strip()):
            return str(tag).strip().replace("_", "-")
    return None


def _byline(tree: Any) -> str | None:
    """Who wrote it: JSON-LD, `<meta>`, then what the page marks as the author's name."""
    ways: tuple[Callable[[Any], Iterable[str]], ...] = (
        _linked_data_authors,
        lambda page: _meta(page, "author", "article:author", "dc.creator", "byl", "parsely-author"),
        _marked_authors,
    )
    for way in ways:
        named = [name for name in map(_clean_name, way(tree)) if name]
        if named:
            return ", ".join(dict.fromkeys(named))[:_LONGEST_BYLINE]
    return None


def _clean_name(author: str) -> str | None:
    """A name without "By", "Автор:" and the like; None for an address, a handle or a credit."""
    name = _BYLINE_WORD.sub("", collapse(unescaped(author))).strip(" ,;|/")
    if not 1 < len(name) <= _LONGEST_NAME or _NO_AUTHOR.match(name):
        return None
    return name


def _marked_authors(tree: Any) -> list[str]:
    """The name in `itemprop=author`, `rel=author`, or an element whose class is for authors."""
    marked = tree.xpath(_MARKED_AUTHORS)
    for attribute, value in (("itemprop", _AUTHOR), ("rel", _AUTHOR), ("class", _AUTHOR_CLASS)):
        for element in marked:
            if not value.search(element.get(attribute) or ""):
                continue
            inner = element.xpath(".//*[@itemprop='name']")
            name = _text(inner[0]) if inner else _text(element)
            if 1 < len(name) <= 60 and len(name.split()) <= 6 and not name[0].isdigit():
                return [name]
    return []


def _linked_data_authors(tree: Any) -> list[str]:
    """Authors in the page's JSON-LD; organizations only where no person is named."""
    people: list[str] = []
    others: list[str] = []
    for script in tree.iter("script"):
        source = script.text or ""
        if (script.get("type") or "").strip().lower() != "application/ld+json":
            continue
        if '"author"' not in source or len(source) > _LONGEST_JSON:
            continue
        try:
            data = json.loads(source, strict=False)
        except (ValueError, RecursionError):
            continue
        for author in _authors_in(data, 0):
            kind = str(author.get("@type", "Person"))
            name = author.get("name")
            if isinstance(name, str):
                (others if "Organization" in kind else people).append(name)
    return people or others


def _authors_in(data: object, depth: int) -> Iterator[dict[str, object]]:
    """Every `author` of a JSON-LD structure, as an object; its own parts are not searched."""
    if depth > 6:
        return
    if isinstance(data, list):
        for item in data[:100]:
            yield from _authors_in(item, depth + 1)
    elif isinstance(data, dict):
        told = data.get("author")
        for author in told if isinstance(told, list) else [told]:
            if isinstance(author, str):
                yield {"name": author}
            elif isinstance(author, dict):
                yield author
        yield from _authors_in(data.get("@graph"), depth + 1)
        yield from _authors_in(data.get("mainEntity"), depth + 1)
