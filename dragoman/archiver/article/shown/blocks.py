"""A page as a reader sees it: its blocks of text in order, and the containers around them.

Every run of text that stands by itself is a block, whatever the element is called that holds it.
Of each container that its tag or its names call furniture, it is known which blocks it holds.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from dragoman.archiver.article.article import Kind, Part
from dragoman.archiver.article.shown.names import BY_TAG, Furniture, named
from dragoman.archiver.body.kept_characters import collapse
from dragoman.archiver.body.line_breaks import runs_on

_BLOCK_NAMES = (
    "body p div section article main header footer nav aside h1 h2 h3 h4 h5 h6 ul ol li dl dt dd"
    " table caption thead tbody tfoot tr td th blockquote pre figure figcaption address form"
    " fieldset details summary hr center dialog hgroup menu search button"
)
_BLOCKS = frozenset(_BLOCK_NAMES.split())
_KINDS: dict[str, Kind] = {
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), "heading"),
    **dict.fromkeys(("li", "dt", "dd"), "item"),
    **dict.fromkeys(("td", "th"), "cell"),
    **dict.fromkeys(("figcaption", "caption"), "caption"),
    "blockquote": "quotation",
}
# Inside of these everything is of their kind, but for what is of another by itself.
_LASTING = frozenset({"item", "caption", "quotation"})
_PLAIN = frozenset({"p", "div", "section", "span", "center", "pre", "details", "summary"})
_SKIPPED_NAMES = (
    "script style noscript template svg math iframe object select textarea audio video"
    " canvas map head title option datalist"
)
SKIPPED = frozenset(_SKIPPED_NAMES.split())
_NAMED = _BLOCKS - {"body", "main", "article", "td", "th", "tr", "tbody", "table", "h1"}
_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_MARKS = frozenset("* ** *** † ‡ §".split())
_SENTENCE_END = re.compile(r"[^\W\d_][.!?…][\s\"»”’)\]]|[^\W\d_][.!?…]+$|[。！？।؟۔։]")


@dataclass(frozen=True, slots=True)
class Shown:
    """A block of a page: its text, how much of it stands in links, and the element around it."""

    kind: Kind
    text: str
    linked: int
    element: Any

    @property
    def part(self) -> Part:
        """The block on its way into an article."""
        return Part(self.kind, self.text, self.linked * 10 >= len(self.text) * 9)


@dataclass(slots=True)
class Region:
    """A container that is called furniture: the blocks from `start` on, before `stop`."""

    furniture: Furniture
    element: Any
    start: int
    stop: int


@dataclass(slots=True)
class ShownPage:
    """All blocks of a page, and its containers of furniture, outer before inner."""

    blocks: list[Shown] = field(default_factory=list)
    regions: list[Region] = field(default_factory=list)


def is_prose(block: Shown) -> bool:
    """Whether a block holds sentences rather than labels or links."""
    text = block.text
    if len(text) < 50 or block.linked * 2 > len(text):
        return False
    return len(_SENTENCE_END.findall(text)) * 300 >= len(text)


def ends_a_sentence(block: Shown) -> bool:
    """Whether a paragraph ends as a sentence does, which a link to another article seldom does."""
    is_long = block.kind in ("paragraph", "quotation") and len(block.text) >= 50
    return is_long and block.text.endswith((".", ".”", ".»", '."'))


def shown_on(body: Any) -> ShownPage:
    """Everything that an element shows, in document order, whitespace collapsed."""
    from lxml import etree

    reader = _Reader()
    walk = etree.iterwalk(body, events=("start", "end"))
    for event, element in walk:
        if event == "end":
            reader.leave(element, element is body)
        elif element.tag in SKIPPED or not isinstance(element.tag, str):
            walk.skip_subtree()
        else:
            reader.enter(element)
    return reader.page


class _Reader:
    """Gathers runs of inline text until a block begins or ends."""

    def __init__(self) -> None:
        self.page = ShownPage()
        self._pieces: list[str] = []
        self._linked = 0
        self._links = 0
        self._around: list[tuple[Any, Kind]] = []
        self._open: list[Region] = []

    def enter(self, element: Any) -> None:
        tag = element.tag
        if tag in _BLOCKS:
            self._flush()
            self._around.append((element, self._kind_of(element, tag)))
            furniture = _furniture_of(element, tag)
            if furniture is not None:
                region = Region(furniture, element, len(self.page.blocks), 0)
                self._open.append(region)
                self.page.regions.append(region)
        elif tag == "br":
            self._break(element.tail)
        elif tag == "a":
            self._links += _leads_away(element)
        if tag == "sup" and _is_mark(element, self._pieces):
            self._add(" ")
        if element.text:
            self._add(element.text)

    def leave(self, element: Any, is_last: bool) -> None:
        tag = element.tag
        if tag in _BLOCKS:
            self._flush()
            self._around.pop()
            if self._open and self._open[-1].element is element:
                self._open.pop().stop = len(self.page.blocks)
        elif tag == "a":
            self._links -= _leads_away(element)
        if element.tail and not is_last:
            self._add(element.tail)

    def _kind_of(self, element: Any, tag: str) -> Kind:
        around = self._around[-1][1] if self._around else "paragraph"
        if around == "cell" and tag in _PLAIN and _is_all_of_a_cell(element):
            return "cell"
        if around in _LASTING and (tag in _PLAIN or around == "caption" or tag == "blockquote"):
            return around
        return _KINDS.get(tag, "paragraph")

    def _add(self, text: str) -> None:
        self._pieces.append(text)
        if self._links:
            self._linked += len(text.strip())

    def _break(self, following: str | None) -> None:
        """A line break ends the paragraph, unless a sentence plainly runs on after it."""
        if runs_on(self._pieces, following):
            self._pieces.append(" ")
        else:
            self._flush()

    def _flush(self) -> None:
        if self._pieces:
            text = collapse("".join(self._pieces))
            if text:
                element, kind = self._around[-1]
                self.page.blocks.append(Shown(kind, text, self._linked, element))
            self._pieces.clear()
            self._linked = 0


def _leads_away(link: Any) -> bool:
    """Whether a link leads to another page, rather than within this one or to a script."""
    return not (link.get("href") or "#").startswith(("#", "javascript:"))


def _is_all_of_a_cell(element: Any) -> bool:
    """Whether an element is the whole of a cell that has others beside it."""
    cell = element.getparent()
    while len(cell) == 1 and cell.tag not in ("td", "th"):
        cell = cell.getparent()
    return len(cell) == 1 and len(cell.getparent()) > 1


def _furniture_of(element: Any, tag: str) -> Furniture | None:
    if tag in BY_TAG:
        return BY_TAG[tag]
    if tag not in _NAMED:
        return None
    if element.get("role") in ("dialog", "alertdialog"):
        return BY_TAG["dialog"]
    if element.get("hidden") is not None or _HIDDEN_STYLE.search(element.get("style") or ""):
        return "hidden"
    names = f"{element.get('class') or ''} {element.get('id') or ''}"
    return named(names) if len(names) > 1 else None


def _is_mark(raised: Any, before: list[str]) -> bool:
    """Whether what is raised is the mark of a footnote, which else is glued to the word before."""
    said = collapse("".join(raised.itertext())).strip("[]()")
    if not said or len(said) > 3 or not (said.isdecimal() or said in _MARKS):
        return False
    word = "".join(before[-3:]).rpartition(" ")[2]
    is_linked = next(raised.iter("a"), None) is not None or raised.getparent().tag == "a"
    return is_linked or len(word) > 3 or not word[-1:].isalnum()
