"""A page's own HTML as runs of text and the few tags around them; everything else is left off.

Left off are what runs, what is fetched, what is shown to no reader, and all that a page can hide
words in: scripts, styles, comments, classes, ids, forms, pictures, data of its own. What stands
hidden on the page stands openly in what is left.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urljoin, urlsplit, urlunsplit

BLOCKS = frozenset(
    (
        "address article aside blockquote body caption center dd details dialog div dl dt "
        "fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr html legend li main "
        "menu nav ol option p pre section summary table tbody td tfoot th thead title tr ul"
    ).split()
)
_KEPT = frozenset(
    (
        "a abbr address article aside b blockquote br caption cite code dd del details dfn div dl "
        "dt em figcaption figure footer h1 h2 h3 h4 h5 h6 header hr i ins kbd li main mark nav ol "
        "p pre q s samp section small span strong sub summary sup table tbody td tfoot th thead "
        "time tr u ul var"
    ).split()
)
# With all that stands in them.
_GONE = frozenset(
    (
        "script style template svg math canvas object embed applet iframe frame frameset audio "
        "video map datalist select textarea meta link base param source track head"
    ).split()
)
_PICTURES = frozenset({"img", "amp-img", "svg", "canvas", "video", "picture"})
EMPTY = frozenset({"br", "hr"})
_KEPT_AS_THEY_ARE = {
    "lang": re.compile(r"[A-Za-z]{2,3}(?:-[A-Z][a-z]{3})?(?:-[A-Z]{2})?"),
    "dir": re.compile("ltr|rtl"),
    "colspan": re.compile(r"\d{1,3}"),
    "rowspan": re.compile(r"\d{1,3}"),
    "start": re.compile(r"\d{1,4}"),
    "datetime": re.compile(
        r"\d{4}-\d\d(?:-\d\d(?:[T ]\d\d:\d\d(?::\d\d)?(?:Z|[+-]\d\d:?\d\d)?)?)?"
    ),
}
# What stands after these a browser shows, and libxml2 leaves off.
_ENDS = re.compile(r"</(?:html|body)\s*>", re.IGNORECASE)
_SPACE = re.compile(r"[ \t\n\r\f]+")


@dataclass(slots=True)
class Run:
    """Text as it follows in the page; `block` counts the paragraphs."""

    text: str
    block: int


@dataclass(slots=True)
class Tag:
    """A tag, opened or closed; `href` is where a link leads."""

    name: str
    opens: bool
    attributes: Mapping[str, str] = field(default_factory=dict)
    href: str | None = None


Piece = Run | Tag


def bare_pieces(source: str, url: str) -> list[Piece] | None:
    """The page in its order, its title first; None where it cannot be read as a tree."""
    from dragoman.archiver.article.html_tree import parsed

    tree = parsed(_ENDS.sub("", source))
    if tree is None:
        return None
    made = _Reader(url)
    title = tree.find(".//title")
    if title is not None:
        made.put(Tag("h1", True))
        made.text("".join(title.itertext()))
        made.put(Tag("h1", False))
    made.walk(tree)
    return made.pieces


class _Reader:
    def __init__(self, url: str) -> None:
        self._url = url
        self._block = 0
        self._plain = 0  # how many `pre` are open
        self.pieces: list[Piece] = []

    def walk(self, tree: Any) -> None:
        """Every element once, however deep: not by a function that calls itself."""
        todo: list[tuple[Any, bool]] = [(tree, True)]
        while todo:
            element, opens = todo.pop()
            name = element.tag if isinstance(element.tag, str) else ""
            if not opens:
                self._close(name)
            elif name in _GONE or not name:
                self._picture(element, name)
            else:
                self._open(element, name)
                todo.append((element, False))
                todo += [(each, True) for each in reversed(element)]
                self.text(element.text)
                continue
            if element is not tree:
                self.text(element.tail)

    def _open(self, element: Any, name: str) -> None:
        self._plain += name == "pre"
        if name in ("img", "amp-img"):
            self._picture(element, name)
        elif name == "input":
            self.text(f" {element.get('value') or element.get('placeholder') or ''} ")
        elif name in _KEPT:
            kept = {
                each: value
                for each, pattern in _KEPT_AS_THEY_ARE.items()
                if (value := element.get(each)) and pattern.fullmatch(value)
            }
            self.put(Tag(name, True, kept, self._link(element.get("href"))))
        elif name in BLOCKS:
            self.put(Tag("div", True))

    def _close(self, name: str) -> None:
        self._plain -= name == "pre"
        if name in _KEPT and name not in EMPTY:
            self.put(Tag(name, False))
        elif name in BLOCKS and name not in _KEPT:
            self.put(Tag("div", False))

    def _picture(self, element: Any, name: str) -> None:
        if name in _PICTURES:
            said = element.get("alt") or element.get("title") or element.get("aria-label") or ""
            self.text(f" [picture left out{': ' + said if said.strip() else ''}] ")

    def put(self, tag: Tag) -> None:
        self._block += tag.name in BLOCKS or tag.name in EMPTY
        self.pieces.append(tag)

    def text(self, said: str | None) -> None:
        if said:
            said = said if self._plain else _SPACE.sub(" ", said)
            self.pieces.append(Run(said, self._block))

    def _link(self, href: str | None) -> str | None:
        """Its site and path; what else an address has says what nobody can look through."""
        try:
            parts = urlsplit(urljoin(self._url, (href or "").strip()))
            host = parts.hostname or ""
        except ValueError:
            return None
        if not href or parts.scheme not in ("http", "https") or not host or href[:1] == "#":
            return None
        return urlunsplit((parts.scheme, host, parts.path or "/", "", ""))


def paragraphs(pieces: list[Piece]) -> Iterator[tuple[int, list[Run]]]:
    """The runs of one paragraph after the other."""
    held: list[Run] = []
    for each in pieces:
        if isinstance(each, Run):
            if held and held[-1].block != each.block:
                yield held[0].block, held
                held = []
            held.append(each)
    if held:
        yield held[0].block, held
