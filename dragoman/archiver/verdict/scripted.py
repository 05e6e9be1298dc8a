"""Pages that scripts build: how the server's answer shows that it is one."""

from __future__ import annotations

import re

from dragoman.archiver.verdict.case import is_prose
from dragoman.archiver.verdict.shape import OWN_ELEMENT, WRITTEN_INTO, Shape

# A page that shows fewer characters than this is next to nothing without its scripts; one that
# shows more than the second is no page that scripts build.
NEXT_TO_NOTHING, MOST = 200, 3000
AT_MOST = MOST + 1000  # the same at a first look, which counts a little more
WAITING = 80  # characters of what stands in a place until the scripts have written to it
LOOKED_AT = 1_000_000  # characters of a page
# What one of the signs needs, as it stands in a page.
_MARK = re.compile(rf"\bid\s*=\s*[\"']?(?:{WRITTEN_INTO})[\"'\s>]|<{OWN_ELEMENT}\b", re.IGNORECASE)
_NO_SCRIPT = re.compile(r"<noscript\b[^<>]*>(.{0,2000}?)</noscript", re.IGNORECASE | re.DOTALL)
# What is begun and not ended goes on to the end, so that no part of a page is gone over twice.
_UNSEEN = re.compile(
    r"<(script|style|noscript|template|svg|head)\b[^<]*+(?:<(?!/\1\s*>)[^<]*+)*+(?:</\1\s*>)?"
    r"|<!--[^-]*+(?:-(?!->)[^-]*+)*+(?:-->)?",
    re.IGNORECASE,
)
_TAG = re.compile(r"<[^<>]*>")


def left_to_scripts(shape: Shape) -> str | None:
    """Why the text of a page is plainly left to its scripts, in a few words; None where it is not.

    Of a page with `<div id=app></div>` and a script: its scripts have an empty place to write to.
    """
    if not shape.acting:
        return None
    shown = sum(len(each.text) for each in shape.blocks)
    if shown > MOST:
        return None
    if any(_is_empty(shape, place) for place in shape.places):
        return "its scripts have an empty place to write to"
    if "javascript" in shape.noscript.casefold():
        return "it asks for JavaScript"
    if shown < NEXT_TO_NOTHING:
        return "it shows next to nothing before its scripts have run"
    return None


def may_be_left_to_scripts(html: str) -> bool:
    """A quick look at the source of a page, before its shape is told: False for most pages."""
    html = html[:LOOKED_AT]
    if "<script" not in html and "<script" not in html.lower():
        return False
    shown = len(" ".join(_TAG.sub(" ", _UNSEEN.sub(" ", html)).split()))
    if shown > AT_MOST:
        return False
    asks = any("javascript" in each.casefold() for each in _NO_SCRIPT.findall(html))
    return asks or shown < 2 * NEXT_TO_NOTHING or _MARK.search(html) is not None


def _is_empty(shape: Shape, place: range) -> bool:
    """Whether no sentence stands in a place, or no more than a word that asks to wait."""
    inside = [shape.blocks[at] for at in place]
    return sum(len(each.text) for each in inside) <= WAITING or not any(map(is_prose, inside))
