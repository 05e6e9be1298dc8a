"""What an HTML page needs to be shown, and the documents it links to.

Read by lxml as a stream of tags and not as a tree: a page nested a hundred thousand deep is no
trouble then, and nothing is kept of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from dragoman.archiver.requisites.css_links import css_links
from dragoman.archiver.requisites.link import MOST_LINKS, Kind, Link, resolved, srcset_urls
from dragoman.archiver.requisites.script_links import module_links

LONGEST = 8_000_000  # characters of one page that are read
_PIECE = 1 << 16
_DEEPEST_SRCDOC = 2

# Attributes that name one thing, by tag. Scripts of the sites copy the lazy ones into the others.
_LAZY = ("data-src", "data-lazy-src", "data-original", "data-lazy", "data-hi-res-src", "data-image")
_LAZY_SETS = ("data-srcset", "data-lazy-srcset", "data-original-set")
_BACKGROUNDS = ("background", "data-bg", "data-background", "data-background-image", "data-bg-src")
_ONE: dict[str, tuple[tuple[str, Kind], ...]] = {
    "img": tuple((name, "image") for name in ("src", "lowsrc", *_LAZY)),
    "source": (("src", "media"), *((name, "media") for name in _LAZY)),
    "video": (("src", "media"), ("data-src", "media")),
    "audio": (("src", "media"), ("data-src", "media")),
    "track": (("src", "media"),),
    "embed": (("src", "media"),),
    "object": (("data", "media"),),
    "script": (("src", "script"),),
    "iframe": (("src", "frame"), ("data-src", "frame")),
    "frame": (("src", "frame"),),
    "image": (("href", "image"), ("xlink:href", "image")),
    "feimage": (("href", "image"), ("xlink:href", "image")),
    "use": (("href", "image"), ("xlink:href", "image")),
}
_RELATIONS: dict[str, Kind] = {
    "stylesheet": "style", "icon": "icon", "apple-touch-icon": "icon", "mask-icon": "icon",
    "apple-touch-icon-precomposed": "icon", "manifest": "manifest", "modulepreload": "module",
    "apple-touch-startup-image": "image", "image_src": "image",
}  # fmt: skip
_PRELOADED: dict[str, Kind] = {
    "style": "style", "script": "script", "font": "font", "image": "image", "video": "media",
    "audio": "media", "track": "media",
}  # fmt: skip
_PICTURES = frozenset({"og:image", "og:image:url", "og:image:secure_url", "twitter:image"})
_DOCUMENT = re.compile(r"\.(?:pdf|docx?|odt|rtf|xlsx?|ods|pptx?|odp|csv|djvu)$", re.IGNORECASE)
_CSS_URL = re.compile(r"""\s*url\(\s*['"]?([^'")]+)""", re.IGNORECASE)


def html_links(
    html: str, base: str, *, documents: bool = False, encoding: str = "utf-8"
) -> list[Link]:
    """The links of a page at `base`, in their order; none twice, and never an error.

    With `documents` the PDFs and office documents that it links to as well. `encoding` is the
    page's: browsers write letters in a query in it.
    """
    return list(_html_links(html, base, documents, encoding, 0).values())


def _html_links(
    html: str, base: str, documents: bool, encoding: str, depth: int
) -> dict[str, Link]:
    from lxml import etree

    reader = _Reader(base, documents, encoding, depth)
    parser = etree.HTMLParser(target=reader, huge_tree=True, remove_comments=True)
    text = html[:LONGEST].replace("\x00", "")
    try:
        for start in range(0, len(text), _PIECE):
            parser.feed(text[start : start + _PIECE].encode("utf-8", "replace").decode("utf-8"))
            if len(reader.links) >= MOST_LINKS:
                break
        parser.close()
    except (etree.LxmlError, ValueError, AssertionError):
        pass  # what was found until then
    return reader.links


class _Reader:
    """What lxml calls for each tag; collects links."""

    def __init__(self, base: str, documents: bool, encoding: str, depth: int) -> None:
        self.links: dict[str, Link] = {}
        self._base = base
        self._has_base = False
        self._documents = documents
        self._encoding = encoding
        self._depth = depth
        self._style: list[str] | None = None
        self._module: list[str] | None = None

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        if len(self.links) >= MOST_LINKS:
            return
        tag = tag.lower()
        if tag == "style":
            self._style = []
        elif _is_module(tag, attributes) and not attributes.get("src"):
            self._module = []
        elif tag == "base" and not self._has_base and attributes.get("href"):
            self._base = resolved(self._base, attributes["href"]) or self._base
            self._has_base = True
        for reference, kind, found in _references(tag, attributes, self._documents):
            self._add(reference, kind, f"{tag} {found}")
        if attributes.get("style"):
            self._add_all(css_links(attributes["style"], self._base, f"{tag} style"))
        if tag == "iframe" and attributes.get("srcdoc") and self._depth < _DEEPEST_SRCDOC:
            inner = _html_links(
                attributes["srcdoc"], self._base, self._documents, self._encoding, self._depth + 1
            )
            self._add_all(list(inner.values()))

    def end(self, tag: str) -> None:
        if tag.lower() == "style" and self._style is not None:
            self._add_all(css_links("".join(self._style), self._base, "style"))
            self._style = None
        elif tag.lower() == "script" and self._module is not None:
            self._add_all(module_links("".join(self._module), self._base))
            self._module = None

    def data(self, data: str) -> None:
        if self._style is not None:
            self._style.append(data)
        elif self._module is not None:
            self._module.append(data)

    def close(self) -> None:
        """lxml wants one."""

    def _add(self, reference: str, kind: Kind, found: str) -> None:
        url = resolved(self._base, reference, self._encoding)
        if url is not None and len(self.links) < MOST_LINKS:
            self.links.setdefault(url, Link(url, kind, found))

    def _add_all(self, links: list[Link]) -> None:
        for link in links:
            if len(self.links) < MOST_LINKS:
                self.links.setdefault(link.url, link)


def _references(
    tag: str, attributes: Mapping[str, str], documents: bool
) -> Iterator[tuple[str, Kind, str]]:
    for name, kind in _ONE.get(tag, ()):
        if attributes.get(name):
            yield attributes[name], "module" if _is_module(tag, attributes) else kind, name
    if tag in ("img", "source"):
        for name in ("srcset", *_LAZY_SETS):
            for url in srcset_urls(attributes.get(name) or ""):
                yield url, "image", name
    elif tag == "link":
        yield from _linked(attributes)
    elif tag == "meta":
        named = attributes.get("property") or attributes.get("name") or ""
        if named.lower() in _PICTURES and attributes.get("content"):
            yield attributes["content"], "image", named.lower()
    elif tag == "input" and (attributes.get("type") or "").lower() == "image":
        yield attributes.get("src") or "", "image", "src"
    elif tag == "a" and documents and _is_document(attributes.get("href") or ""):
        yield attributes["href"], "document", "href"
    yield from _pictures(attributes)


def _is_module(tag: str, attributes: Mapping[str, str]) -> bool:
    return tag == "script" and (attributes.get("type") or "").strip().lower() == "module"


def _pictures(attributes: Mapping[str, str]) -> Iterator[tuple[str, Kind, str]]:
    """What any element may show behind its content, or before it plays."""
    if attributes.get("poster"):
        yield attributes["poster"], "image", "poster"
    for name in _BACKGROUNDS:
        if attributes.get(name):
            wrapped = _CSS_URL.match(attributes[name])
            yield wrapped[1] if wrapped else attributes[name], "image", name


def _linked(attributes: Mapping[str, Any]) -> Iterator[tuple[str, Kind, str]]:
    href = attributes.get("href") or ""
    relations = (attributes.get("rel") or "").lower().split()
    for relation in relations:
        if relation == "preload" and href:
            yield href, _PRELOADED.get((attributes.get("as") or "").lower(), "other"), "preload"
        elif relation in _RELATIONS and href:
            yield href, _RELATIONS[relation], relation
            break
    for url in srcset_urls(attributes.get("imagesrcset") or ""):
        yield url, "image", "imagesrcset"


def _is_document(href: str) -> bool:
    return _DOCUMENT.search(href.partition("#")[0].partition("?")[0]) is not None
