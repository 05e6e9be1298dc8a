"""Judging and mending what was found on a page: is it prose, is it whole, where else to look."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from dragoman.archiver.article.article import Part
from dragoman.archiver.article.html_blocks import parts_of
from dragoman.archiver.body.kept_characters import collapse

_SENTENCE_END = re.compile(r"[^\W\d_][.!?…][\s\"»”’)\]]|[^\W\d_][.!?…]+$|[。！？।؟۔։]")
_ASIDE = frozenset({"aside", "nav", "footer", "header", "figure"})
LEAST = 150


@dataclass(frozen=True, slots=True)
class Found:
    """Parts of an article, and which way they were found."""

    parts: list[Part]
    way: str


def prose(parts: Iterable[Part]) -> int:
    """How many characters stand in sentences rather than in menus and labels."""
    return sum(len(part.text) for part in parts if _is_prose(part))


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
        if part.linked or not (part.kind == "item" or _is_prose(part))
    )
    return prose(parts) - labels // 2


def _is_prose(part: Part) -> bool:
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


def join_split_body(tree: Any, parts: Sequence[Part]) -> bool:
    """Bring an article together that lies in several containers of one kind; whether it did.

    Sites cut an article's body where they put an advertisement, and only the first piece is
    found. A piece belongs to it when its paragraphs stand in containers of the same names, within
    the same `<article>`, as those that were found. Changes the tree.
    """
    found = "".join("".join(part.text.split()) for part in parts)
    inside: list[Any] = []
    outside: list[tuple[Any, int]] = []
    for paragraph, text in _ample_paragraphs(tree):
        if text in found:
            inside.append(paragraph.getparent())
        else:
            outside.append((paragraph.getparent(), len(text)))
    places = {_place(container) for container in inside}
    missed = [(container, size) for container, size in outside if _place(container) in places]
    if sum(size for _, size in missed) * 7 < len(found) or not missed:
        return False
    _append(inside[0], [container for container, _ in missed])
    return True


def _append(target: Any, containers: list[Any]) -> None:
    kin = {target, *target.iterancestors()}
    for container in dict.fromkeys(containers):
        if container not in kin:
            target.extend(list(container))


def _ample_paragraphs(tree: Any) -> list[tuple[Any, str]]:
    """Paragraphs long enough to be an article's, with their letters."""
    ample = []
    for paragraph in tree.iter("p"):
        parent = paragraph.getparent()
        if parent is None or parent.tag in ("a", "li", "blockquote"):
            continue
        text = "".join(collapse("".join(paragraph.itertext())).split())
        if len(text) >= 70 and not any(a.tag in _ASIDE for a in paragraph.iterancestors()):
            ample.append((paragraph, text))
    return ample


def _place(container: Any) -> tuple[object, ...]:
    above = container.getparent()
    return (
        container.tag,
        container.get("class"),
        above.tag if above is not None else None,
        above.get("class") if above is not None else None,
        next(container.iterancestors("article"), None),
    )
