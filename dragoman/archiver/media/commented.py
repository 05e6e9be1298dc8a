"""The comments of a recording, as yt-dlp wrote them down, and as they are kept.

Kept is what somebody said, who and when, and which comment it answers; no count of likes and no
picture of anybody.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from dragoman.archiver.media.some_comments import ENOUGH, STOPPED

LONGEST, LONGEST_NAME = 10_000, 500  # characters of a comment, of a name or an id
AT_THE_TOP = "root"  # what yt-dlp calls the recording that a comment answers


def comments_of(told: dict[str, Any], most: int) -> dict[str, Any]:
    """`comments` of a recording, and `commented`: how many were `had`, how many its site says that
    there are (`said`), and why there are no more (`stopped`), None where all came."""
    whole = told.get("comments")
    whole = whole if isinstance(whole, list) else []
    found = list(_comments(whole[:most]))
    said = told.get("comment_count")
    stopped = told.get(STOPPED) or (ENOUGH if len(whole) > most else None)
    if stopped is None and whole and not found:
        stopped = "none of them has words"
    return {
        "comments": found,
        "commented": {
            "asked": most,
            "had": len(found),
            "said": said if _is_count(said) else None,
            "cut": sum(each.pop("cut") for each in found),
            "stopped": None if stopped is None else str(stopped)[:200],
        },
    }


def comments_file(comments: list[dict[str, Any]]) -> bytes:
    """The comments as they are kept."""
    return json.dumps({"comments": comments}, ensure_ascii=False).encode("utf-8", "replace")


def how_many(commented: Mapping[str, Any]) -> str:
    """
    >>> how_many({"had": 50, "said": 312, "stopped": "so many were asked for"})
    '50 of 312 comments were had (so many were asked for)'
    >>> how_many({"had": 50, "said": None, "stopped": "so many were asked for"})
    '50 comments were had; how many there are is not known (so many were asked for)'
    >>> how_many({"had": 1, "said": 1, "stopped": None})
    '1 of 1 comments were had'
    """
    had, said = commented["had"], commented["said"]
    why = f" ({commented['stopped']})" if commented["stopped"] else ""
    if said is not None and said >= had:
        return f"{had:,} of {said:,} comments were had{why}"
    return f"{had:,} comments were had; how many there are is not known{why}"


def _comments(whole: list[Any]) -> Iterator[dict[str, Any]]:
    for each in whole:
        words = each.get("text") if isinstance(each, dict) else None
        if not isinstance(words, str) or not words.strip():
            continue
        answers = _name(each.get("parent"))
        yield {
            "id": _name(each.get("id")),
            "answers": None if answers == AT_THE_TOP else answers,
            "author": _name(each.get("author")),
            "time": _time(each.get("timestamp")),
            "text": words[:LONGEST],
            "cut": len(words) > LONGEST,
        }


def _name(value: object) -> str | None:
    return str(value)[:LONGEST_NAME] if isinstance(value, (str, int)) and value != "" else None


def _time(value: object) -> str | None:
    if not isinstance(value, (int, float)) or isinstance(value, bool) or not math.isfinite(value):
        return None
    try:
        return datetime.fromtimestamp(value, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    except (OverflowError, OSError, ValueError):
        return None


def _is_count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 1 << 40
