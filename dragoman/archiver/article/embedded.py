"""The text of a page that only its scripts hold: pages that are built when a browser runs them.

Frameworks send the article as data beside an empty page: in JSON-LD, as markup in a string, or
as paragraphs in strings of their own. It is looked for where the page itself shows next to nothing.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from itertools import islice
from typing import Any

from dragoman.archiver.article.article import Part
from dragoman.archiver.article.html_blocks import parts_of
from dragoman.archiver.article.html_choice import prose
from dragoman.archiver.body.kept_characters import collapse, unescaped

# A page that shows more characters than this is read as it is shown.
NEXT_TO_NOTHING = 500
# Characters of prose that are a text, and how many times as much as the page shows.
LEAST, TIMES = 400, 3
_LONGEST = 2_000_000  # characters of a script
_MOST = 400  # strings of a page that are looked at
_LONG = 120  # characters of a string that may be a part of a text
_STRING = re.compile(r'"(?:[^"\\]|\\.)*+"', re.DOTALL)
_PARAGRAPH = re.compile(r"<p\b|<br\b|</p>", re.IGNORECASE)
_LINES = re.compile(r"\s*\n\s*")


def embedded_parts(tree: Any, shown: int) -> list[Part]:
    """What a page's scripts hold as its text, where it shows so many characters.

    Nothing where that is no text, or not plainly more than what is shown.
    """
    best: list[Part] = []
    size = max(LEAST, TIMES * shown) - 1
    if shown >= NEXT_TO_NOTHING:
        return best
    for text in islice(_strings(tree), _MOST):
        parts = _parts_in(text)
        if (found := prose(parts)) > size:
            best, size = parts, found
    return best


def _strings(tree: Any) -> Iterator[str]:
    """The long strings in the data of a page's scripts, as they are meant."""
    for script in tree.iter("script"):
        source = script.text or ""
        if len(source) > _LONGEST or ("{" not in source and "[" not in source):
            continue
        for text in _strings_in(source):
            # Data may be put into a string once more.
            inner = list(_strings_in(text)) if '":' in text and "{" in text else []
            yield from inner or [text]


def _strings_in(source: str) -> Iterator[str]:
    for found in _STRING.finditer(source):
        if found.end() - found.start() > _LONG and (text := _meant(found.group())):
            yield text


def _meant(literal: str) -> str:
    """What a string of a script stands for; nothing where it is none of JSON's."""
    try:
        return str(json.loads(literal, strict=False))
    except (ValueError, RecursionError):
        return ""


def _parts_in(text: str) -> list[Part]:
    """The paragraphs of a string: of its markup, else of its lines."""
    if _PARAGRAPH.search(text):
        return _of_markup(text)
    if "<" in text and ">" in text and text.count("<") * 40 > len(text):
        return []  # a style sheet, a template, a drawing
    lines = (collapse(unescaped(line)) for line in _LINES.split(text))
    return [Part("paragraph", line) for line in lines if line]


def _of_markup(text: str) -> list[Part]:
    from dragoman.archiver.article.html_tree import parsed

    tree = parsed(f"<html><body>{text}</body></html>")
    return parts_of(tree.find("body")) if tree is not None else []
