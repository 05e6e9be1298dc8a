"""Judging what was found on a page: is it prose, is it enough, where else to look."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from dragoman.archiver.article.article import LeftOut, Part
from dragoman.archiver.article.html_blocks import parts_of
from dragoman.archiver.body.kept_characters import collapse

_SENTENCE_END = re.compile(r"[^\W\d_][.!?…][\s\"»”’)\]]|[^\W\d_][.!?…]+$|[。！？।؟۔։]")
LEAST = 150


@dataclass(frozen=True, slots=True)
class Found:
    """Parts of an article, which way they were found, and what else the page shows."""

    parts: list[Part]
    way: str
    left_out: tuple[LeftOut, ...] | None = None


def prose(parts: Iterable[Part]) -> int:
    """How many characters stand in sentences rather than in menus and labels."""
    return sum(len(part.text) for part in parts if is_prose(part))


def is_sound(parts: Sequence[Part]) -> bool:
    """Whether an extraction has blocks, and enough of them, so that no other need be tried."""
    total = sum(len(part.text) for part in parts)
    heaped_up = total > 700 * len(parts) and prose(parts) * 2 < total
    return total >= LEAST and not heaped_up


def best(candidates: Sequence[Found]) -> Found:
    """Of candidates in order of trust, the first that is nearly as good as the best."""
    scores = [_score(found.parts) for found in candidates]
    enough = max(scores) - abs(max(scores)) // 5
    return next(found for found, score in zip(candidates, scores, strict=True) if score >= enough)


def _score(parts: Sequence[Part]) -> int:
    """Prose, less half of what is links and labels; rows and items count neither way."""
    labels = sum(
        len(part.text)
        for part in parts
        if part.linked or not (part.kind == "item" or is_prose(part))
    )
    return prose(parts) - labels // 2


def is_prose(part: Part) -> bool:
    if part.linked or len(part.text) < 50:
        return False
    return len(_SENTENCE_END.findall(part.text)) * 300 >= len(part.text)


def around_headline(tree: Any) -> list[Part]:
    """The smallest container of the first headline that holds more than the headline."""
    headline = next(tree.iter("h1"), None)
    parts: list[Part] = []
    if headline is None:
        return parts
    for element in headline.iterancestors():
        parts = parts_of(element)
        if sum(len(part.text) for part in parts) > len(collapse(headline.text_content())) + LEAST:
            break
    return parts
