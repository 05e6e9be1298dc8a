"""The `<meta>` elements of a page, and what a reader sees of an element, as clean lines."""

from __future__ import annotations

import re
from typing import Any

from dragoman.archiver.body.kept_characters import collapse, unescaped

_LONGEST_LINE = 2_000  # characters, the white space of its source counted
_UNSEEN = frozenset(
    {"script", "style", "noscript", "template", "svg", "button", "select", "rt", "rp"}
)
_BETWEEN_LETTERS = re.compile(r"[\W_]+")
# Beside all others a word ends: "Politika<br>Məhkəmə" is two.
_INLINE = frozenset(
    "a abbr b bdi bdo cite code del dfn em font i ins kbd mark q s samp small span strong sub sup"
    " time tt u var wbr".split()
)


def metas(tree: Any) -> dict[str, str]:
    """The contents of the `<meta>` elements by their names, of each name the first."""
    told: dict[str, str] = {}
    for element in tree.iter("meta"):
        content = collapse(unescaped(element.get("content") or ""))
        in_head = element.getparent() is not None and element.getparent().tag == "head"
        for attribute in ("property", "name", "http-equiv", *(("itemprop",) if in_head else ())):
            # One attribute may hold several names.
            for name in (element.get(attribute) or "").lower().split() if content else ():
                told.setdefault(name, content)
    return told


def text_of(element: Any) -> str:
    """What a reader sees of an element, in one line."""
    pieces: list[str] = []
    _gather(element, pieces)
    return collapse(unescaped("".join(pieces)))


def line_of(element: Any) -> str:
    """The same, and nothing of an element that holds more than a line."""
    length = 0
    for piece in element.itertext():
        length += len(piece)
        if length > _LONGEST_LINE:
            return ""
    return text_of(element)


def _gather(element: Any, pieces: list[str]) -> None:
    pieces.append(element.text or "")
    for child in element:
        if isinstance(child.tag, str) and child.tag not in _UNSEEN and not is_hidden(child):
            around = "" if child.tag in _INLINE else " "
            pieces.append(around)
            _gather(child, pieces)
            pieces.append(around)
        pieces.append(child.tail or "")


def is_hidden(element: Any) -> bool:
    """Whether an element says of itself that it is not shown."""
    style = "".join((element.get("style") or "").lower().split())
    return element.get("hidden") is not None or "display:none" in style


def letters(text: str) -> str:
    """Only the letters and digits of a text, case aside: what is compared."""
    return _BETWEEN_LETTERS.sub("", text.casefold())
