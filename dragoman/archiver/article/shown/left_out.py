"""What of a page is not in its article: counted, and shown by its first words.

A program cannot know what is furniture; it can say what it took for it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from dragoman.archiver.article.article import LeftOut, Part
from dragoman.archiver.article.words.page_furniture import NOTICE, NOTICE_IN_CAPITALS

_LONGEST = 60  # characters shown of a block
_MOST = 40  # blocks shown of a kind


def left_out(
    parts: Sequence[Part], reasons: Sequence[str | None], kept: Iterable[Part], title: str | None
) -> tuple[LeftOut, ...]:
    """What stands on a page and was not kept, by what it was taken for; its title is no loss."""
    there = Counter(part.text for part in kept)
    there[title or ""] += len(parts)
    found: dict[str, list[str]] = {}
    for part, reason in zip(parts, reasons, strict=True):
        if there[part.text] > 0:
            there[part.text] -= 1
        else:
            found.setdefault(reason or _kind_of(part), []).append(part.text)
    return tuple(
        LeftOut(
            kind,
            len(texts),
            sum(map(len, texts)),
            tuple(_beginning(text) for text in texts[:_MOST]),
        )
        for kind, texts in found.items()
    )


def _kind_of(part: Part) -> str:
    """What a block is that stands in no container of furniture."""
    if part.linked:
        return "links"
    is_long = len(part.text) > _LONGEST
    is_notice = is_long and (NOTICE_IN_CAPITALS.match(part.text) or NOTICE.match(part.text))
    return "notice" if is_notice else "other"


def _beginning(text: str) -> str:
    if len(text) <= _LONGEST:
        return text
    return text[:_LONGEST].rpartition(" ")[0] or text[:_LONGEST]
