"""What is odd about a record of which each value is sound by itself: as a whole it says what no
record of its kind can."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from dragoman.index.records.handed_shapes import odd_custody
from dragoman.index.records.named_shapes import odd_named
from dragoman.index.records.shape import LONGEST_TEXT
from dragoman.index.records.shapes_of_others import odd_corroboration


def _odd_article(content: dict[str, Any]) -> str | None:
    """The sentences stand in the text one after another, each under a number of its own."""
    segments = content["dragoman"]["segments"]
    return _disordered(segments, len(content["articleBody"])) or _twice(segments)


def _odd_segmentation(content: dict[str, Any]) -> str | None:
    """What cannot be told without the article is held against it when it is applied."""
    segments = content["segments"]
    return _disordered(segments, LONGEST_TEXT) or _twice(segments)


def _disordered(segments: list[dict[str, Any]], last: int) -> str | None:
    position = 0
    for segment in segments:
        if not position <= segment["start"] <= segment["stop"] <= last:
            return f"sentence {segment['n']} does not stand in the text after the one before"
        position = segment["stop"]
    return None


def _said_twice(content: dict[str, Any]) -> str | None:
    return _twice(content["dragoman"]["segments"])


def _twice(segments: list[dict[str, Any]]) -> str | None:
    seen: set[int] = set()
    for segment in segments:
        if segment["n"] in seen:
            return f"it has two sentences {segment['n']}"
        seen.add(segment["n"])
    return None


def _odd_decision(content: dict[str, Any]) -> str | None:
    if content["state"] in ("edited", "approved") and not (content.get("text") or "").strip():
        return "it approves a sentence without words"
    return None


def _odd_annotation(content: dict[str, Any]) -> str | None:
    both = content.get("mistaken") and content.get("not_mistaken")
    return "it says that the page is mistaken, and that it is not" if both else None


WHOLE: Mapping[str, Callable[[dict[str, Any]], str | None]] = {
    "article": _odd_article,
    "translation": _said_twice,
    "decision": _odd_decision,
    "annotation": _odd_annotation,
    "segmentation": _odd_segmentation,
    **{"custody": odd_custody, "named": odd_named, "corroboration": odd_corroboration},
}
