"""From an element tree to headings, paragraphs and items, in order.

Works on what trafilatura returns (`head p quote code list item table row cell lb ref …`); knows
nothing of languages or sites.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from dragoman.archiver.article.article import Kind, Part
from dragoman.archiver.body.kept_characters import collapse
from dragoman.archiver.body.line_breaks import runs_on

_BLOCK_NAMES = (
    "body head p quote code list item table row cell td th tr div dl dt dd h1 h2 h3 h4 h5 h6"
    " li ul ol blockquote pre section article main"
)
_BLOCKS = frozenset(_BLOCK_NAMES.split())
_KINDS: dict[str, Kind] = {
    **dict.fromkeys(("head", "h1", "h2", "h3", "h4", "h5", "h6"), "heading"),
    **dict.fromkeys(("item", "li", "cell", "td", "th", "dt", "dd"), "item"),
    **dict.fromkeys(("quote", "blockquote", "code", "pre"), "paragraph"),
}
_LISTED = frozenset({"item", "li", "dt", "dd"})
_LISTS = frozenset({"list", "ul", "ol", "table"})
_SKIPPED_NAMES = (
    "script style noscript template svg math iframe object select button textarea nav footer aside"
    " dialog"
)
_SKIPPED = frozenset(_SKIPPED_NAMES.split())


def parts_of(body: Any, links: frozenset[str] = frozenset()) -> list[Part]:
    """The parts of an element, in document order, whitespace collapsed.

    `links` holds the texts of the page's links; a part that is one of them is marked as linked.
    """
    collector = _Collector(links)
    collector.walk(body)
    return collector.parts


class _Collector:
    """Gathers runs of inline text until a block begins or ends."""

    def __init__(self, links: frozenset[str]) -> None:
        self.parts: list[Part] = []
        self._links = links
        self._pieces: list[str] = []
        self._kind: Kind = "paragraph"

    def walk(self, root: Any) -> None:
        """Go through the tree with a list for a stack: pages are nested deeper than Python is."""
        around: list[tuple[Any, Kind, Iterator[Any]]] = [self._enter(root, "paragraph")]
        while around:
            element, kind, children = around[-1]
            child = next(children, None)
            if child is None:
                around.pop()
                self._leave(element, around[-1][1] if around else "paragraph")
                self._pieces.append(element.tail or "" if around else "")
            elif not isinstance(child.tag, str) or child.tag in _SKIPPED:
                self._pieces.append(child.tail or "")
            else:
                if child.tag in ("lb", "br"):
                    self._break(child.tail)
                around.append(self._enter(child, kind))

    def _enter(self, element: Any, kind: Kind) -> tuple[Any, Kind, Iterator[Any]]:
        if element.tag in _BLOCKS:
            self._flush()
            kind = _kind_of(element, kind)
        self._kind = kind
        self._pieces.append(element.text or "")
        return element, kind, iter(element)

    def _leave(self, element: Any, kind: Kind) -> None:
        if element.tag in _BLOCKS:
            self._flush()
        self._kind = kind

    def _break(self, following: str | None) -> None:
        """A line break ends the paragraph, unless a sentence plainly runs on after it."""
        if runs_on(self._pieces, following):
            self._pieces.append(" ")
        else:
            self._flush()

    def _flush(self) -> None:
        text = collapse("".join(self._pieces))
        if text:
            self.parts.append(Part(self._kind, text, text in self._links))
        self._pieces.clear()


def _kind_of(element: Any, around: Kind) -> Kind:
    tag = element.tag
    parent = element.getparent()
    if around == "item" and parent is not None and parent.tag in _LISTED and tag not in _LISTS:
        return "item"  # inside a list item everything is the item; a table cell may be mere layout
    return _KINDS.get(tag, "paragraph")
