"""The footnotes of an article: what its own marks lead to, wherever on the page that stands.

They stand below the article, in a footer, or in a column beside it, so they look like furniture.
A mark tells them: a link of a digit or two, or a star, in the article, that leads to a place on the
same page. Where marks are no links, what is called footnotes by its names or its role is believed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import compress, islice
from typing import Any

from dragoman.archiver.article.shown.blocks import SKIPPED, Shown, ShownPage
from dragoman.archiver.body.kept_characters import collapse

_MARK = re.compile(r"[\[(]?(?:\d{1,3}|[a-z]|[ivx]{1,5}|\*{1,3}|[†‡§¶])[\])]?", re.IGNORECASE)
_CALLED = re.compile(r"(?:^|[\s_-])(?:foot|end)notes?(?:$|[\s_-])|doc-(?:foot|end)notes?")
_MAY_BE_CALLED = (
    "//body//*[contains(@class, 'otes') or contains(@id, 'otes') or contains(@role, 'note')]"
)
_NEVER = ("comments", "hidden")  # a link with their number leads to what readers wrote
_NEAR = 8  # steps up from a mark to its paragraph, or from a block to its note
_MOST_BLOCKS, _LONGEST = 8, 2000  # of a note; what is more is a part of the page
_MOST_LINKS = 20_000  # of a page


def take_notes(page: ShownPage, kept: list[bool], reasons: list[str | None]) -> None:
    """Take in what the marks in the blocks that are kept lead to, and what is called footnotes."""
    if not any(kept):
        return
    blocks = page.blocks
    article = sum(len(block.text) for block in compress(blocks, kept))
    called = _called(blocks[0].element)
    noted = _targets(blocks[0].element, _marked(blocks, kept))
    for target, places in _blocks_in(blocks, called | noted).items():
        size = sum(len(blocks[at].text) for at in places)
        is_small = len(places) <= _MOST_BLOCKS and size <= _LONGEST
        if not (is_small or (target in called and size < article)):
            continue
        if any(kept[at] or reasons[at] in _NEVER for at in places):
            continue
        for at in places:
            kept[at], reasons[at] = True, None


def _called(anywhere: Any) -> set[Any]:
    """The containers that are called footnotes."""
    return {
        each
        for each in anywhere.getroottree().xpath(_MAY_BE_CALLED)
        if each.tag not in SKIPPED
        and any(_CALLED.search(each.get(name) or "") for name in ("class", "id", "role"))
    }


def _marked(blocks: Sequence[Shown], kept: Sequence[bool]) -> set[str]:
    """The names of the places to which the marks of an article lead."""
    of_article = {block.element for block in compress(blocks, kept)}
    names: set[str] = set()
    for link in islice(blocks[0].element.getroottree().iter("a"), _MOST_LINKS):
        name = (link.get("href") or "").partition("#")[2]
        if not name:
            continue
        said = collapse("".join(islice(link.itertext(), 4)))
        around = islice(link.iterancestors(), _NEAR)
        if _MARK.fullmatch(said) and any(each in of_article for each in around):
            names.add(name)
    return names


def _targets(anywhere: Any, names: set[str]) -> set[Any]:
    """The elements that bear such a name."""
    if not names:
        return set()
    return {
        element
        for element in anywhere.getroottree().iter()
        if element.get("id") in names or (element.tag == "a" and element.get("name") in names)
    }


def _blocks_in(blocks: Sequence[Shown], targets: set[Any]) -> dict[Any, list[int]]:
    """The places of the blocks that stand in some elements, or around them."""
    around = {each: target for target in targets for each in _up_to_block(target)}
    inside: dict[Any, list[int]] = {}
    for at, block in enumerate(blocks):
        levels = [block.element, *islice(block.element.iterancestors(), _NEAR)]
        target = next((each for each in levels if each in targets), around.get(block.element))
        if target is not None:
            inside.setdefault(target, []).append(at)
    return inside


def _up_to_block(target: Any) -> list[Any]:
    """What a name within a line stands in: the paragraph or the item."""
    if target.tag not in ("a", "sup", "span", "b", "strong"):
        return []
    holders = islice(target.iterancestors(), 3)
    return [each for each in holders if each.tag in ("p", "li", "dd", "dt", "td")][:1]
