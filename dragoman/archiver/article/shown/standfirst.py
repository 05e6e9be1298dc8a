"""The standfirst: what stands between the headline and the first paragraph, and opens the article.

What finds articles takes it for a description of the page and leaves it out. It is known by where
it stands, by what its container is called, or because the page describes itself in its words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

from dragoman.archiver.article.shown.blocks import Shown, ShownPage
from dragoman.archiver.article.words.dateline import find_date, is_dateline, is_reading_time
from dragoman.archiver.body.kept_characters import collapse, unescaped

_DESCRIPTIONS = "//meta[@name or @property]"
_DESCRIPTION = re.compile(r"(?:^|[:.])description$", re.IGNORECASE)
_NAMED = re.compile(
    r"(?:^|[\s_-])(?:lead|lede|leadin|standfirst|stand-first|dek|deck|subtitle|sub-title|subhead"
    r"|subheadline|subheading|intro|introduction|chapo|chapeau|sapo|sommario|entradilla|bajada"
    r"|ingress|vorspann|summary|excerpt|abstract|perex|anons|spoiler)(?:$|[\s_-])"
)
_BETWEEN_LETTERS = re.compile(r"[\W_]+")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_LEAST, _LEAST_NAMED = 40, 15  # characters
_FEWEST_WORDS = 6
_FARTHEST = 40  # blocks above the first paragraph
_MOST = 6
_LONGEST_LABEL = 120
_CREDIT = re.compile(
    r"©|\b(?:fotos?|photos?|bild(?:quelle)?|quelle|image|credit|фото|şəkil|fotoğraf)\s*:",
    re.IGNORECASE,
)
_BESIDE = ("caption", "menu")  # so is the whole head of an article, where it is named for one
_OPEN = (None, "label")  # what a container may be called that holds one


def descriptions(tree: Any) -> list[str]:
    """What a page says of itself, letters alone."""
    found = []
    for element in tree.xpath(_DESCRIPTIONS):
        name = element.get("property") or element.get("name") or ""
        if _DESCRIPTION.search(name):
            found.append(letters(unescaped(element.get("content") or "")))
    return [each for each in dict.fromkeys(found) if len(each) >= _LEAST]


def opening_of(page: ShownPage, kept: Iterable[int], title: str | None) -> int:
    """The first block of an article that is not its headline, by its number."""
    places = sorted(kept)
    said = letters(title or "")
    return next((at for at in places if not _is_headline(page.blocks[at], said)), places[0])


def standfirst(
    page: ShownPage,
    first: int,
    reasons: Sequence[str | None],
    title: str | None,
    told: Sequence[str],
) -> list[int]:
    """The blocks above the first one of an article that open it, by their numbers."""
    blocks = page.blocks
    above = range(max(0, first - _FARTHEST), first)
    headline = _headline(blocks, above, reasons, title)
    found = []
    for at in above:
        block = blocks[at]
        if reasons[at] not in _OPEN or block.linked * 2 > len(block.text):
            continue
        is_under = headline is not None and at > headline and reasons[at] is None
        if _is_told(block, told) or (is_under and _opens(block)):
            found.append(at)
    if headline is not None and not any(_is_told(blocks[at], told) for at in found):
        found += _told_beside(blocks, range(headline + 1, first), reasons, told)
    return sorted(found) if len(found) <= _MOST else []


def _told_beside(
    blocks: Sequence[Shown], above: range, reasons: Sequence[str | None], told: Sequence[str]
) -> list[int]:
    """What the page says of itself where headline and picture stand in one container."""
    return [
        at
        for at in above
        if reasons[at] in _BESIDE and blocks[at].kind != "caption" and _is_told(blocks[at], told)
    ][:1]


def _headline(
    blocks: Sequence[Shown], above: range, reasons: Sequence[str | None], title: str | None
) -> int | None:
    """The last block above that is the headline; one in a menu or a list of links but as a last."""
    said = letters(title or "")
    places = [at for at in reversed(above) if _is_headline(blocks[at], said)]
    return next((at for at in places if reasons[at] is None), places[0] if places else None)


def _is_headline(block: Shown, title: str) -> bool:
    return block.element.tag == "h1" or bool(title and letters(block.text) == title)


def _is_told(block: Shown, told: Sequence[str]) -> bool:
    said = letters(block.text)
    return len(said) >= _LEAST and any(
        said in each or said.startswith(each.removesuffix("…")) for each in told
    )


def _opens(block: Shown) -> bool:
    """Whether a block under the headline reads like the opening of an article."""
    text = block.text
    if is_dateline(text) or is_reading_time(text) or block.kind in ("caption", "cell"):
        return False
    if len(text) < _LONGEST_LABEL and (find_date(text) or _CREDIT.search(text)):
        return False  # a date with a name, or whose picture it is
    if _is_named(block.element):
        return len(text) >= _LEAST_NAMED
    return len(text) >= _LEAST and len(text.split()) >= _FEWEST_WORDS


def _is_named(element: Any) -> bool:
    for each in (element, element.getparent()):
        names = (each.get("class") or "") if each is not None else ""
        if names and _NAMED.search(_CAMEL.sub("-", names).lower()):
            return True
    return False


def letters(text: str) -> str:
    """Letters and digits alone, case aside."""
    return _BETWEEN_LETTERS.sub("", collapse(text).casefold())
