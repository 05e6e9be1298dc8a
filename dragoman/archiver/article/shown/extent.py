"""How far the article of a page reaches, and which blocks between its first and its last are in it.

What finds an article finds most of it: it loses what stands in a container of another kind than
the rest, or behind a name that it does not like. So what was found only tells where the article
is. Every block between the first and the last that was found is in, unless it is furniture.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate, compress, groupby, islice, pairwise
from typing import Any

from dragoman.archiver.article.article import Part
from dragoman.archiver.article.shown.blocks import (
    Region,
    Shown,
    ShownPage,
    ends_a_sentence,
    is_prose,
)
from dragoman.archiver.article.shown.copies import leave_copies
from dragoman.archiver.article.shown.names import may_be_the_rest
from dragoman.archiver.article.shown.notes import take_notes

_SHORT = 25  # characters; a shorter text is found in any article by chance
_NEAR = 400
_PIECE = 40
# What is called so may be the article all the same, where it was found.
_WEAK = frozenset({"hidden"})
_KEPT = frozenset({None, *_WEAK})
_LONGEST_LABEL = 30
_LONGEST_CAPTION = 400
_TEASER = 200  # characters that may stand under a link to another article
_HIGHEST = 40  # blocks
_AN_ARTICLE = 1000  # characters that may be one
_HARDLY_ANY = 300
# Furniture that may be the article where there is none besides.
_MAY_HOLD = frozenset({None, "links", "caption", "label", "hidden"})
_ENDS = frozenset({"menu", "comments"})
_AROUND = 5  # blocks
_LISTS: dict[str, tuple[str, ...]] = {"item": ("ul", "ol", "dl"), "cell": ("table",)}
# What a text quotes as its source, rather than the name of another article.
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+")
_A_FEW_WORDS = 25  # characters beside the links of a sentence
_FARTHEST_PROSE, _FARTHEST_WORDS = 8, 2  # steps up to what holds the article's blocks as well


def found_among(blocks: Sequence[Shown], found: Iterable[Part]) -> list[bool]:
    """Which blocks of a page are in what was found on it."""
    texts = ["".join(part.text.split()) for part in found]
    whole = "".join(texts)
    edges = {0, *accumulate(map(len, texts))}
    place = 0
    marks = []
    for block in blocks:
        letters = "".join(block.text.split())
        is_long = len(letters) >= _SHORT
        at = whole.find(letters, place, place + len(letters) + _NEAR)
        if at >= 0 and not is_long and not (at in edges and at + len(letters) in edges):
            at = -1
        if at < 0 and is_long:
            at = whole.find(letters)
        if at >= 0:
            place = at + len(letters)
        marks.append(at >= 0 or (is_long and _mostly_in(letters, whole)))
    return marks


def _mostly_in(letters: str, whole: str) -> bool:
    pieces = [letters[at : at + _PIECE] for at in range(0, len(letters), _PIECE)]
    there = sum(len(piece) for piece in pieces if len(piece) >= _SHORT // 2 and piece in whole)
    return there * 2 >= len(letters)


def furniture_of(page: ShownPage, kept: Sequence[bool]) -> list[str | None]:
    """What each block is called by the containers around it; None where that is not believed.

    A container that holds much of what was found is none of furniture, whatever it is called; nor
    is one of which most was found, where its name is weak or it tells a story besides its pictures.
    """
    sizes = [len(block.text) for block in page.blocks]
    total = sum(compress(sizes, kept))
    reasons: list[str | None] = [None] * len(page.blocks)
    for region in page.regions:
        inside = slice(region.start, region.stop)
        held = sum(compress(sizes[inside], kept[inside]))
        is_found = held * 2 >= sum(sizes[inside])
        is_weak = region.furniture in _WEAK or region.element.tag == "p"
        is_weak = is_weak or _is_a_story_with_pictures(page, region)
        if held * 3 > total or (is_found and is_weak):
            continue
        for at in range(region.start, region.stop):
            reasons[at] = reasons[at] or region.furniture
    return reasons


def _is_a_story_with_pictures(page: ShownPage, region: Region) -> bool:
    """Whether a container that is named for a picture holds more prose than any caption has."""
    if region.furniture != "caption" or region.element.tag == "figcaption":
        return False
    inside = page.blocks[region.start : region.stop]
    prose = [len(block.text) for block in inside if is_prose(block)]
    return len(prose) > 1 and sum(prose) > _LONGEST_CAPTION


@dataclass(frozen=True, slots=True)
class Extent:
    """Which blocks of a page are its article, and what the others stand in, by their places."""

    kept: list[bool]
    reasons: list[str | None]

    @property
    def first(self) -> int:
        return self.kept.index(True)


def covered(page: ShownPage, found: Iterable[Part]) -> Extent:
    """How far the article reaches of which this was found."""
    blocks = page.blocks
    kept = found_among(blocks, found)
    reasons = furniture_of(page, kept)
    if any(kept):
        _trust_captions(blocks, kept, reasons)
        trusted = [is_kept and why in _KEPT for is_kept, why in zip(kept, reasons, strict=True)]
        kept = trusted if any(trusted) else kept
        kept = _with_heart(blocks, kept, reasons)
        kept = _out_of_furniture(blocks, kept, reasons)
        kept = _with_kin(blocks, kept, reasons)
        kept = _without_strays(blocks, kept)
        _reach_up(blocks, kept, reasons)
        _reach_down(page, kept, reasons)
        _fill(blocks, kept, reasons)
        _leave_links(blocks, kept, reasons)
        leave_copies(blocks, kept, reasons)
        take_notes(page, kept, reasons)
    return Extent(kept, reasons)


def _trust_captions(
    blocks: Sequence[Shown], kept: Sequence[bool], reasons: list[str | None]
) -> None:
    """On a page of pictures with a text under each these texts are the article, though a banner or
    two, of which nothing says that they are furniture, were found besides."""
    prose = [at for at, is_kept in enumerate(kept) if is_kept and is_prose(blocks[at])]
    under = _size(blocks, (at for at in prose if reasons[at] == "caption"))
    if under >= max(_AN_ARTICLE, 3 * _size(blocks, (at for at in prose if reasons[at] in _KEPT))):
        reasons[:] = [None if why == "caption" else why for why in reasons]


def _with_heart(
    blocks: Sequence[Shown], kept: list[bool], reasons: Sequence[str | None]
) -> list[bool]:
    """With the container that holds the most prose, where what was found is plainly less.

    What stands under what was found and holds nothing of it is another article, unless what was
    found is next to nothing.
    """
    heart = _heart(blocks, [at for at, why in enumerate(reasons) if why is None])
    found = [at for at, is_kept in enumerate(kept) if is_kept]
    size = _size(blocks, found)
    if _size(blocks, heart) < 2 * size:
        return kept
    if size >= _AN_ARTICLE and found[-1] < heart[0]:
        return kept
    above = [at for at in found if at < heart[0] and reasons[at] is None and is_prose(blocks[at])]
    return [at in heart or at in above for at in range(len(blocks))]


def _out_of_furniture(
    blocks: Sequence[Shown], kept: list[bool], reasons: list[str | None]
) -> list[bool]:
    """The text of a page that has no other than in what is called furniture.

    A whole article may stand in an `<aside>`, or be a show of pictures with a paragraph under each.
    """
    size = _size(blocks, (at for at, is_kept in enumerate(kept) if is_kept))
    if size >= _HARDLY_ANY:
        return kept
    heart = _heart(blocks, [at for at, why in enumerate(reasons) if why in _MAY_HOLD], depth=3)
    if _size(blocks, heart) < max(_HARDLY_ANY, 2 * size):
        return kept
    for at in heart:
        reasons[at] = None
    return [at in heart for at in range(len(blocks))]


def _heart(blocks: Sequence[Shown], places: Iterable[int], depth: int = 2) -> list[int]:
    """The prose among some blocks that stands in the container with the most of it."""
    held: dict[Any, list[int]] = {}
    for at in places:
        if is_prose(blocks[at]):
            for each in islice(blocks[at].element.iterancestors(), depth):
                held.setdefault(each, []).append(at)
    return max(held.values(), key=lambda inside: _size(blocks, inside), default=[])


def _size(blocks: Sequence[Shown], places: Iterable[int]) -> int:
    return sum(len(blocks[at].text) for at in places)


def _without_strays(blocks: Sequence[Shown], kept: list[bool]) -> list[bool]:
    """Without the few words that were found far away from all the rest: a menu says them too."""
    runs: list[list[int]] = []
    for at, is_kept in enumerate(kept):
        if is_kept and runs and at - runs[-1][-1] <= _AROUND:
            runs[-1].append(at)
        elif is_kept:
            runs.append([at])
    sizes = [sum(len(blocks[at].text) for at in run) for run in runs]
    believed = {
        at
        for run, size in zip(runs, sizes, strict=True)
        for at in run
        if size * 10 >= sum(sizes) or any(is_prose(blocks[each]) for each in run)
    }
    return [at in believed for at in range(len(blocks))] if believed else kept


def _reach_up(blocks: Sequence[Shown], kept: list[bool], reasons: Sequence[str | None]) -> None:
    """Take in the prose right above what was found, as far as the headline or a column."""
    first = kept.index(True)
    around = [_levels(blocks[first].element)]
    for at in range(first - 1, max(-1, first - _HIGHEST), -1):
        block = blocks[at]
        if reasons[at] in _ENDS or block.element.tag == "h1":
            return
        if reasons[at] is None and is_prose(block) and _steps_to(block.element, around) <= 3:
            kept[at] = True


def _reach_down(page: ShownPage, kept: list[bool], reasons: list[str | None]) -> None:
    """Take in the rest that a page hides until it is asked for, right below what was found."""
    last = len(kept) - 1 - kept[::-1].index(True)
    around = [_levels(page.blocks[last].element)]
    for region in page.regions:
        if region.start != last + 1 or region.furniture != "hidden":
            continue
        inside = page.blocks[region.start : region.stop]
        prose = [len(block.text) for block in inside if is_prose(block)]
        said = sum(len(block.text) for block in inside)
        is_near = _steps_to(region.element, around) <= 1 and _is_called_rest(region.element)
        if is_near and len(prose) > 1 and sum(prose) * 10 >= said * 9:
            for at in range(region.start, region.stop):
                kept[at], reasons[at] = True, None
            return


def _is_called_rest(element: Any) -> bool:
    """Whether it may be the rest by its names; what has none is so beside the text alone."""
    names = f"{element.get('class') or ''} {element.get('id') or ''}".strip()
    is_apart = not names and element.getparent().tag in ("body", "main")
    return element.get("role") is None and not is_apart and may_be_the_rest(names)


def _fill(blocks: Sequence[Shown], kept: list[bool], reasons: Sequence[str | None]) -> None:
    """Take in what stands between the first block and the last, and is no furniture."""
    places = [at for at, is_kept in enumerate(kept) if is_kept]
    opening = next((at for at in places if is_prose(blocks[at])), places[0])
    for before, after in pairwise(places):
        if after == before + 1:
            continue
        around = [_levels(blocks[at].element) for at in (before, after)]
        for at in range(before + 1, after):
            is_above = at < opening and not is_prose(blocks[at])  # a date, a name, a counter
            if reasons[at] is None and not is_above and _belongs(blocks[at], around):
                kept[at] = True


def _leave_links(blocks: Sequence[Shown], kept: list[bool], reasons: list[str | None]) -> None:
    """Leave out lists of links, and headings that are links: they lead to other articles."""
    places = compress(range(len(blocks)), kept)
    listed = [at for at in places if blocks[at].linked or blocks[at].kind == "item"]
    for _, group in groupby(listed, key=lambda at: _list_of(blocks[at])):
        run = list(group)
        if all(leads_elsewhere(blocks[at]) for at in run) and not _is_over_prose(blocks, run[-1]):
            for at in run:
                kept[at], reasons[at] = False, reasons[at] or "links"


def _is_over_prose(blocks: Sequence[Shown], at: int) -> bool:
    """Whether a heading stands over a paragraph: it may be a link to what that speaks of."""
    if blocks[at].kind != "heading" or at + 1 == len(blocks):
        return False
    return is_prose(blocks[at + 1]) and len(blocks[at + 1].text) > _TEASER


def _list_of(block: Shown) -> object:
    return block.element.getparent() if block.kind == "item" else block


def leads_elsewhere(block: Shown) -> bool:
    """Whether a block is a link, alone or after a word on what it is: "Read also: …"."""
    said = len(block.text) - block.linked
    if block.linked * 2 <= len(block.text) or _ADDRESS.fullmatch(block.text):
        return False
    if block.kind == "item":
        return said < _A_FEW_WORDS or not block.text.endswith(".")
    if block.kind == "heading":
        return True
    label, colon, _ = block.text.partition(":")
    return bool(colon) and len(label) <= _LONGEST_LABEL and said <= len(label) + 4


def _levels(element: Any) -> dict[Any, int]:
    """An element and what it stands in, with how many steps up each is."""
    return {each: step for step, each in enumerate([element, *element.iterancestors()])}


def _belongs(block: Shown, around: Sequence[dict[Any, int]]) -> bool:
    """Whether a block is of the article that stands around it.

    What mostly leads elsewhere is not. A sentence is wherever it stands; a few words are where
    they stand beside the article's own blocks, and those of a list or a table where that stands so.
    """
    steps = _steps_to(_holder(block, around), around)
    most = 5 if steps > 1 and not ends_a_sentence(block) else 9
    is_link = block.linked * 10 >= len(block.text) * most and not _ADDRESS.fullmatch(block.text)
    if leads_elsewhere(block) or is_link:
        return False
    is_sentence = is_prose(block) or (block.linked * 2 > len(block.text) and ends_a_sentence(block))
    return steps <= (_FARTHEST_PROSE if is_sentence else _FARTHEST_WORDS)


def _holder(block: Shown, around: Sequence[dict[Any, int]]) -> Any:
    """What stands among an article's blocks: the list of an item, the table of a cell.

    One that holds those blocks as well is how the page is laid out.
    """
    tags = _LISTS.get(block.kind)
    whole = next(block.element.iterancestors(*tags), None) if tags else None
    is_layout = whole is None or any(whole in levels for levels in around)
    return block.element if is_layout else whole


def _steps_to(element: Any, around: Sequence[dict[Any, int]]) -> int:
    """How many steps up from an element the first is that holds a neighbour as well."""
    for step, each in enumerate([element, *element.iterancestors()]):
        if any(each in levels for levels in around):
            return step
    return _FARTHEST_PROSE + 1


def _with_kin(
    blocks: Sequence[Shown], kept: Sequence[bool], reasons: Sequence[str | None]
) -> list[bool]:
    """With the prose that stands in containers of the same names as what was found.

    Sites cut an article's body where they put an advertisement, and only one piece is found.
    """
    ample = [
        at
        for at, block in enumerate(blocks)
        if len(block.text) >= 70 and block.element.tag == "p" and reasons[at] is None
    ]
    places = {at: _place(blocks[at].element.getparent()) for at in ample}
    known = {places[at] for at in ample if kept[at]}
    missed = [at for at in ample if not kept[at] and places[at] in known]
    size = sum(len(blocks[at].text) for at in missed)
    if size * 7 < sum(len(blocks[at].text) for at, is_kept in enumerate(kept) if is_kept):
        return list(kept)
    return [is_kept or at in missed for at, is_kept in enumerate(kept)]


def _place(container: Any) -> tuple[object, ...]:
    if container is None:
        return ()  # it was cut off
    above = container.getparent()
    return (
        container.tag,
        container.get("class"),
        above.tag if above is not None else None,
        above.get("class") if above is not None else None,
        next(container.iterancestors("article"), None),
    )
