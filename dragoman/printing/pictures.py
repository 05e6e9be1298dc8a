"""What a terminal says of a page's picture."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from dragoman.archiver.replay.finding import WHOLE
from dragoman.printing.columns import SHORT_ID
from dragoman.printing.terminal import plain

if TYPE_CHECKING:
    from dragoman.steps.picturing.pictured import Pictured


def picture_text(pictured: Pictured) -> str:
    """One line: the page, what was made of it, and how it compares with what was captured."""
    said = _said(pictured.content) if pictured.content is not None else "no picture"
    return plain(f"{pictured.page.id[:SHORT_ID]}  {pictured.page.url}  {said}")


def picture_facts(picture: Mapping[str, Any]) -> str:
    """What the index knows of a page's picture, in a line."""
    if picture["error"]:
        return f"none: {picture['error']}"
    pieces = len(picture["pieces"])
    parts = [f"{pieces} part{'s' * (pieces != 1)}" + (" and a PDF" if picture["pdf"] else "")]
    return "; ".join([*parts, *filter(None, [picture["word"]])])


def is_whole(pictured: Pictured) -> bool:
    """Whether what is shown again is as it was captured."""
    return bool(((pictured.content or {}).get("replay") or {}).get("word") == WHOLE)


def _said(content: Mapping[str, Any]) -> str:
    pieces = len(content["pictures"])
    made = (
        "no picture" if not pieces else "picture" if pieces == 1 else f"picture in {pieces} parts"
    )
    parts = [made + (" and PDF" if content["pdf"] else "")]
    if not content["scripts"]:
        parts.append("without scripts")
    proof = content.get("replay")
    if proof is not None:
        parts.append(str(proof["word"]))
    if content["not_captured"]:
        parts.append(f"{content['not_captured']:,} that it asks for were never captured")
    return "; ".join(parts)
