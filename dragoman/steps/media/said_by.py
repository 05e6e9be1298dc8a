"""Whose comment each sentence is, and when it was said."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from dragoman.archiver.media.commented import how_many
from dragoman.index.asking.pair import Pair
from dragoman.page import Page


def remarks_on(page: Page) -> dict[str, Any] | None:
    """Of which recording a page has the comments, how many of how many, and by what they were read;
    None for any other page."""
    if not page.told_remarks():
        return None
    told: dict[str, Any] | None = page.told_at_capture.get("remarks")
    return told


def said_by(pairs: Iterable[Pair], remarks: Sequence[Sequence[Any]]) -> Mapping[int, Any]:
    """By sentence `n` (the number of the comment), `author`, `time` and `answers`."""
    ordered = sorted(enumerate(remarks, start=1), key=lambda each: each[1][0])
    starts = [each[0] for _, each in ordered]
    found = {}
    for pair in pairs:
        at = bisect_right(starts, pair.source.start) - 1
        if pair.is_headline or at < 0 or pair.source.start >= ordered[at][1][1]:
            continue
        n, (_, _, author, time, answers) = ordered[at]
        found[pair.n] = {"n": n, "author": author, "time": time, "answers": answers}
    return found


def in_words(told: Mapping[str, Any]) -> str:
    """
    >>> in_words({"n": 3, "author": "Ayan", "time": "2026-03-01T12:00:00Z", "answers": 1})
    'comment 3 by Ayan, 2026-03-01T12:00:00Z, in answer to 1'
    >>> in_words({"n": 1, "author": None, "time": None, "answers": None})
    'comment 1, by whom is not known'
    """
    by = f" by {told['author']}" if told["author"] else ", by whom is not known"
    when = f", {told['time']}" if told["time"] else ""
    answers = f", in answer to {told['answers']}" if told["answers"] else ""
    return f"comment {told['n']}{by}{when}{answers}"


__all__ = ["how_many", "in_words", "remarks_on", "said_by"]
