"""All that a page says to machines, read once: its metadata, its JSON-LD, its addresses."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin, urlsplit

from dragoman.archiver.article.head.linked_data import Item, LinkedData, about, linked_data
from dragoman.archiver.article.head.meta import metas, text_of
from dragoman.archiver.body.kept_characters import collapse


@dataclass(frozen=True, slots=True)
class Told:
    """What `items` are: those of the JSON-LD that are this page's article.

    `addresses` are those by which the page goes, its own first; `title` is what `<title>` says.
    """

    metas: dict[str, str]
    linked: LinkedData
    items: tuple[Item, ...]
    canonical: str | None
    addresses: tuple[str, ...]
    title: str

    @classmethod
    def of(cls, tree: Any, url: str) -> Told:
        element = next(tree.iter("title"), None)
        title = text_of(element) if element is not None else ""
        said = metas(tree)
        address = canonical(tree, said.get("og:url", ""), url)
        named = dict.fromkeys((url, address, said.get("og:url")))
        addresses = tuple(filter(None, named))
        headlines = [title, *(said[name] for name in ("og:title", "twitter:title") if name in said)]
        linked = linked_data(tree)
        items = about(linked.likeliest(), addresses, headlines)
        return cls(said, linked, items, address, addresses, title)

    def all(self, *names: str) -> list[str]:
        """The contents of `<meta>` of these names, in the order of the names."""
        return [self.metas[name] for name in names if name in self.metas]


def canonical(tree: Any, shared: str, url: str) -> str | None:
    """`<link rel=canonical>`, else the `og:url` shared, made absolute; only http and https."""
    links = [
        link.get("href") or ""
        for link in tree.iter("link")
        if "canonical" in (link.get("rel") or "").lower().split()
    ]
    base = next((element.get("href") for element in tree.iter("base") if element.get("href")), "")
    said = [address.strip() for address in (*links, shared)]
    # A relative address says least on a mirror, where the other may name the site itself.
    said.sort(key=lambda address: not address.startswith(("http://", "https://")))
    for address in said:
        try:
            absolute = urljoin(urljoin(url, base), address)
            parts = urlsplit(absolute)
        except ValueError:
            continue
        if address and parts.scheme in ("http", "https") and parts.hostname:
            return collapse(absolute).replace(" ", "%20")
    return None
