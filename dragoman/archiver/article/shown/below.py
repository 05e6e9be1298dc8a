"""What stands under a heading that may begin the comments, or the links to other articles.

The same word is a rubric ("Şərh"), a heading of analysis ("Комментарий") and the beginning of what
readers wrote. What follows tells them apart.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from dragoman.archiver.article.shown.blocks import Region, ShownPage, is_prose
from dragoman.archiver.article.shown.names import BY_TAG, Furniture, named
from dragoman.archiver.article.words.page_furniture import BELOW, COMMENTS, heading_words
from dragoman.archiver.body.kept_characters import collapse

LONGEST_HEADING = 60
_COUNTED = re.compile(r"\d")
_ASKING = ("form", "textarea", "input", "iframe")


def is_over_others(text: str) -> bool:
    """Whether a heading's words may stand over comments, or over links to other articles."""
    words = heading_words(text)
    return len(words) < LONGEST_HEADING and bool(
        COMMENTS.fullmatch(words) or BELOW.fullmatch(words)
    )


def ends_the_article(heading: Any, page: ShownPage) -> bool:
    """Whether what stands beside and under such a heading is none of the article."""
    below = list(heading.itersiblings())
    prose = prose_within(page, below)
    if prose * 2 > sum(len(block.text) for block in page.blocks if is_prose(block)):
        return False  # most of the page would go
    text = collapse("".join(heading.itertext()))
    if not prose or _COUNTED.search(text) or _are_comments([heading, *below]):
        return True
    # By itself in a container of its own it is a part of the page, among prose a part of the text.
    return not prose_within(page, list(heading.itersiblings(preceding=True)))


def cut_off(page: ShownPage, heading: str, elements: Sequence[Any]) -> Region | None:
    """What is cut off with such a heading, as a region of its page."""
    places = list(places_within(page, elements))
    if not places:
        return None
    words = heading_words(heading)
    furniture: Furniture = "comments" if COMMENTS.fullmatch(words) else "links"
    return Region(furniture, elements[0], places[0], places[-1] + 1)


def prose_within(page: ShownPage, elements: Sequence[Any]) -> int:
    """How many characters of prose stand in some elements of a page."""
    blocks = (page.blocks[at] for at in places_within(page, elements))
    return sum(len(block.text) for block in blocks if is_prose(block))


def places_within(page: ShownPage, elements: Sequence[Any]) -> Iterator[int]:
    """The places of the blocks that stand in some elements."""
    holders = set(elements)
    for at, block in enumerate(page.blocks):
        if block.element in holders or not holders.isdisjoint(block.element.iterancestors()):
            yield at


def _are_comments(elements: Sequence[Any]) -> bool:
    for element in elements:
        for each in element.iter():
            if not isinstance(each.tag, str):
                continue
            names = f"{each.get('class') or ''} {each.get('id') or ''}"
            if each.tag in _ASKING or (len(names) > 1 and named(names) == "comments"):
                return True
            if BY_TAG.get(each.tag) == "menu":
                return True
    return False
