"""Small repairs of a page's tree before an article is looked for in it.

Each of them keeps text that trafilatura would drop with the element around it, or the other way
round. They change the tree they are given.
"""

from __future__ import annotations

from typing import Any

from dragoman.archiver.article.shown.below import cut_off, ends_the_article, is_over_others
from dragoman.archiver.article.shown.blocks import ShownPage
from dragoman.archiver.body.kept_characters import collapse

_PROSE_NAMES = "p li td dd blockquote h1 h2 h3 h4 span b strong em i"
_PROSE = frozenset(_PROSE_NAMES.split())
_QUOTED_POSTS = ("twitter-tweet", "twitter-video", "instagram-media", "fb-post", "tiktok-embed")


def prepare(tree: Any, page: ShownPage) -> None:
    """Make the repairs, in place; what is cut off below the article is a region of its page."""
    for heading in list(tree.iter("h2", "h3", "h4", "h5", "h6")):
        text = collapse("".join(heading.itertext()))
        if is_over_others(text):
            _cut_from(heading, text, page)
    for element in list(tree.iter("time")):
        if _is_within_a_sentence(element):
            element.tag = "span"
    for quote in tree.iter("blockquote"):
        if any(name in (quote.get("class") or "") for name in _QUOTED_POSTS):
            _unmark(quote)


def _cut_from(heading: Any, text: str, page: ShownPage) -> None:
    """Take out a heading over comments or other news, with all that stands beside it below."""
    parent = heading.getparent()
    if parent is None or not ends_the_article(heading, page):
        return
    below = [heading, *heading.itersiblings()]
    if any(next(element.iter("h1", "article"), None) is not None for element in below):
        return  # a column beside the article, not what is under it
    if (region := cut_off(page, text, below)) is not None:
        page.regions.append(region)
    for element in below:
        parent.remove(element)


def _is_within_a_sentence(element: Any) -> bool:
    parent = element.getparent()
    if parent is None or parent.tag not in _PROSE:
        return False
    around = (element.tail or "").strip()
    before = element.getprevious()
    around += (parent.text if before is None else before.tail) or ""
    return len(collapse(around)) > 3


def _unmark(quote: Any) -> None:
    """Take away the class names by which a quoted post is thrown out as an embedded object."""
    element = quote
    for _ in range(3):
        if element is None or element.tag in ("article", "body", "main"):
            return
        for name in ("class", "id"):
            if "embed" in (element.get(name) or "") or element is quote:
                element.attrib.pop(name, None)
        element = element.getparent()
