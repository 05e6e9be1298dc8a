"""What the site is called: cut off a title, passed over as a headline, and no author in person."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any
from urllib.parse import urlsplit

from dragoman.archiver.article.head.meta import letters, line_of
from dragoman.archiver.article.head.told import Told

_SEPARATOR = re.compile(r"(?<!\s)\s++(?:[-–—|•·:/»«›~]|::|//|>>)\s++|(?:(?<!\s)\s++)?+[|»]\s*+")
_SAID = ("og:site_name", "application-name", "apple-mobile-web-app-title", "publisher",
         "dc.publisher", "citation_journal_title", "copyright")  # fmt: skip
_FRONT = re.compile(r"(?:/(?:[a-z]{2}/?)?(?:index\.\w{2,5}|home|#.*)?)?", re.IGNORECASE)
# A path that is longer than any of these, which is seen before a link is taken apart.
_FAR = re.compile(r"(?:https?://[^/?#\s\x00-\x1f]*)?/(?!/)[^?#\s\x00-\x1f]{15}")
_LONGEST = 60
_MOST_CUTS = 20
_LEAST = 3  # letters


@dataclass(frozen=True, slots=True)
class SiteName:
    """The names of a site as it writes them, and the labels of its hosts `own`, letters only."""

    names: frozenset[str]
    labels: frozenset[str]
    own: frozenset[str]

    @classmethod
    def of(cls, tree: Any, told: Told) -> SiteName:
        own = frozenset(filter(None, map(host_of, told.addresses)))
        said = [*told.all(*_SAID), *told.linked.owners, *_on_links_home(tree, own)]
        said += _beside_headline(tree, told.title)
        names = {letters(name) for name in said if len(name) <= _LONGEST}
        labels = {label for host in own for label in _labels(host)}
        return cls(frozenset(names - {""}), frozenset(labels), own)

    def is_called(self, text: str) -> bool:
        """Whether a text is the site's name and nothing else."""
        said = letters(text)
        return len(said) >= _LEAST and (said in self.names or said in self.labels)

    def cut_off(self, title: str) -> str:
        """A title without the site's name at its end or its beginning."""
        cuts = list(islice(_SEPARATOR.finditer(title), _MOST_CUTS))
        for cut in cuts:
            if self._is_whole(title[cut.end() :]):
                return title[: cut.start()].strip()
        if cuts and self._is_part(title[cuts[-1].end() :]):
            return title[: cuts[-1].start()].strip()
        if cuts and (self._is_whole(head := title[: cuts[0].start()]) or self._is_part(head)):
            return title[cuts[0].end() :].strip()
        return title

    def _is_whole(self, piece: str) -> bool:
        return letters(piece) in self.names | self.labels

    def _is_part(self, piece: str) -> bool:
        said = letters(piece)
        return bool(said) and any(said in name for name in self.names | self.labels)


def _labels(host: str) -> Iterator[str]:
    """`cayexample` and `cay` of `www.cay.example`."""
    host = host.removeprefix("www.")
    yield from filter(None, (letters(host), letters(host.split(".")[0])))


def host_of(address: str) -> str | None:
    """The host of an address, None where there is none or the address is malformed."""
    try:
        return urlsplit(address).hostname
    except ValueError:
        return None


def _on_links_home(tree: Any, own: frozenset[str]) -> Iterator[str]:
    """What is written, or shown as a picture, on the links to the front of the site."""
    for link in tree.iter("a"):
        if is_front(link.get("href") or "", own):
            pictures = (picture.get("alt") or "" for picture in link.iter("img"))
            yield from (line_of(link), link.get("title") or "", *pictures)


def _beside_headline(tree: Any, title: str) -> Iterator[str]:
    """The heading that is one half of `<title>`, where another is the other half.

    It is the second half, as sites have it; where that is as large a heading below the first, it
    is the shorter of the two.
    """
    headings = list(tree.iter("h1", "h2", "h3"))
    lines = [line_of(each) for each in headings]
    places = {letters(line): place for place, line in reversed(list(enumerate(lines)))}
    for cut in islice(_SEPARATOR.finditer(title), _MOST_CUTS):
        halves = letters(title[: cut.start()]), letters(title[cut.end() :])
        first, second = (places.get(half) for half in halves)
        if first is not None and second is not None and first != second:
            is_below = second > first and headings[second].tag == "h1"
            yield min(lines[first], lines[second], key=len) if is_below else lines[second]


def is_front(href: str, own: frozenset[str]) -> bool:
    """Whether a link leads to the front of the page's own site, of these hosts."""
    if _FAR.match(href):
        return False
    try:
        parts = urlsplit(href.strip())
    except ValueError:
        return False
    if parts.query or not href.strip() or (not parts.netloc and not parts.path.startswith("/")):
        return False
    is_own = not parts.netloc or parts.hostname in own
    return is_own and _FRONT.fullmatch(parts.path) is not None
