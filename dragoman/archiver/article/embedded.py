"""The text of a page that only its scripts hold: pages that are built when a browser runs them.

Frameworks send the article as data beside an empty page: in JSON-LD, as markup in a string, or
as lines in one. It is looked for where the page itself shows next to nothing. The data of a page
mostly holds other articles too, so a text is the page's where its data calls it by the page's
headline, or where it holds what the page shows of it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from dragoman.archiver.article.article import Part
from dragoman.archiver.article.html_blocks import parts_of
from dragoman.archiver.article.html_choice import is_prose, prose
from dragoman.archiver.body.kept_characters import collapse, unescaped

# A page that shows more characters than this is read as it is shown.
NEXT_TO_NOTHING = 500
# Characters of prose that are a text, and how many times as much as the page shows.
LEAST, TIMES = 400, 3
_LONGEST = 2_000_000  # characters of a script
_MOST = 400  # strings of a page that are looked at
_LONG = 120  # characters of a string that may be a part of a text
_DEEPEST = 60  # objects in one another
_TRIED = 20  # places of a script at which data may begin
_SHORTEST_HEADLINE = 8  # letters
_BEGINS = re.compile(r"[{\[]")
_STRING = re.compile(r'"(?:[^"\\]|\\.)*+"', re.DOTALL)
_PARAGRAPH = re.compile(r"<p\b|<br\b|</p>", re.IGNORECASE)
_LINES = re.compile(r"\s*\n\s*")
_LETTERS = re.compile(r"[\W_]+")
_HEADLINES = ("headline", "title")
# What stands in the data of an article and is not called by its headline: what readers wrote, and
# other articles.
_BESIDE = re.compile(
    r"comment|repl(?:y|ies)\Z|review|answer|relat|recommend|similar|widget|sidebar", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class _Held:
    """A long string of a script, and what the nearest object around it is called, if anything.

    It is called nothing ("") where it only stands beside what is called so.
    """

    text: str
    headline: str | None = None


def embedded_parts(tree: Any, shown: Sequence[Part], title: str | None) -> list[Part]:
    """What a page's scripts hold as its text, where the page shows so little.

    Nothing where that is no text, not plainly more than what is shown, or another's.
    """
    seen = sum(len(part.text) for part in shown)
    if seen >= NEXT_TO_NOTHING:
        return []
    size = max(LEAST, TIMES * seen)
    titles = _titles(tree, title)
    told: list[tuple[bool, list[Part]]] = []
    untold = []
    for held in islice(_held(tree), _MOST):
        parts = _parts_in(held.text)
        if prose(parts) < size:
            continue
        if _is_called(held.headline, titles) or _holds(parts, shown):
            told.append((_letters(held.headline or "") in titles, parts))
        elif held.headline is None:
            untold.append(parts)
    if not told and not any(map(is_prose, shown)):
        is_one = len({_letters_of(parts) for parts in untold}) == 1
        told = [(False, parts) for parts in untold] if is_one else []
    # What is called by the very headline goes before a longer text whose headline only begins so.
    return max(told, key=lambda each: (each[0], prose(each[1])), default=(False, []))[1]


def is_anothers(tree: Any, parts: Sequence[Part], title: str | None) -> bool:
    """Whether the page's scripts hold this text, and call it something else than the page."""
    begins, titles = _letters_of(parts)[:_LONG], _titles(tree, title)
    headlines = [
        held.headline
        for held in islice(_held(tree), _MOST)
        if begins in _letters_of(_parts_in(held.text))
    ]
    is_called = (each is None or _is_called(each, titles) for each in headlines)
    return bool(headlines) and not any(is_called)


def _titles(tree: Any, title: str | None) -> list[str]:
    said = [title or "", *(each.text_content() for each in tree.iter("h1", "title"))]
    return [letters for each in said if len(letters := _letters(each)) >= _SHORTEST_HEADLINE]


def _is_called(headline: str | None, titles: Sequence[str]) -> bool:
    """Whether that is the page's headline; the site's name may stand beside either."""
    letters = _letters(headline or "")
    if len(letters) < _SHORTEST_HEADLINE:
        return False
    return any(letters in each or each in letters for each in titles)


def _holds(parts: Sequence[Part], shown: Sequence[Part]) -> bool:
    """Whether sentences that the page shows are in a text."""
    said = [_letters(part.text) for part in shown if is_prose(part)]
    whole = _letters_of(parts)
    return sum(len(each) for each in said if each in whole) * 2 > sum(map(len, said))


def _letters_of(parts: Sequence[Part]) -> str:
    return "".join(_letters(part.text) for part in parts)


def _letters(text: str) -> str:
    return _LETTERS.sub("", text.casefold())


def _held(tree: Any) -> Iterator[_Held]:
    """The long strings in the data of a page's scripts, as they are meant."""
    for script in tree.iter("script"):
        source = script.text or ""
        if len(source) <= _LONGEST and _BEGINS.search(source):
            every, rest = _data_in(source)
            yield from _held_in(every, rest, None, 0)


def _held_in(every: list[Any], rest: str, headline: str | None, depth: int) -> Iterator[_Held]:
    """The long strings of data, and of the program that it stands in."""
    for data in every:
        yield from _long_strings(data, headline, depth)
    for literal in _STRING.finditer(rest):
        if literal.end() - literal.start() > _LONG and (text := _meant(literal.group())):
            yield from _unpacked(_Held(text, headline), depth)


def _data_in(source: str) -> tuple[list[Any], str]:
    """The objects and lists of JSON in a script, and what stands besides."""
    every, rest = [], ""
    at, copied, tried = 0, 0, 0
    while tried < _TRIED and (begins := _BEGINS.search(source, at)):
        try:
            data, at = _DECODER.raw_decode(source, begins.start())
        except (ValueError, RecursionError):
            at, tried = begins.end(), tried + 1
        else:
            every.append(data)
            rest, copied = rest + source[copied : begins.start()], at
    return every, rest + source[copied:]


_DECODER = json.JSONDecoder(strict=False)


def _long_strings(data: Any, headline: str | None, depth: int) -> Iterator[_Held]:
    if depth > _DEEPEST:
        return
    if isinstance(data, str):
        if len(data) > _LONG:
            yield from _unpacked(_Held(data, headline), depth)
    elif isinstance(data, list):
        for each in data:
            yield from _long_strings(each, headline, depth + 1)
    elif isinstance(data, dict):
        own = _headline_of(data)
        headline = headline if own is None else own
        for name, value in data.items():
            called = "" if _BESIDE.search(name) else headline
            yield from _long_strings(value, called, depth + 1)


def _headline_of(data: dict[str, Any]) -> str | None:
    """What an object is called: a word of its own, or one that is rendered."""
    if _BESIDE.search(str(data.get("@type"))):
        return ""
    for name in (*_HEADLINES, *(["name"] if "@type" in data else [])):
        said = data.get(name)
        said = said.get("rendered") if isinstance(said, dict) else said
        if isinstance(said, str) and said.strip():
            return unescaped(said)
    return None


def _unpacked(held: _Held, depth: int) -> Iterator[_Held]:
    """Data may be put into a string once more; it is called what the string is, and is no text."""
    inner, is_data = [], False
    if '":' in held.text and "{" in held.text and depth <= _DEEPEST:
        every, rest = _data_in(held.text)
        inner = list(_held_in(every, rest, held.headline, depth + 1))
        is_data = len(rest) * 2 < len(held.text)
    yield from inner or ([] if is_data else [held])


def _meant(literal: str) -> str:
    """What a string of a script stands for; nothing where it is none of JSON's."""
    try:
        return str(json.loads(literal, strict=False))
    except (ValueError, RecursionError):
        return ""


def _parts_in(text: str) -> list[Part]:
    """The paragraphs of a string: of its markup, else of its lines."""
    for markup in (text, unescaped(text)):  # some put it into data as one would show it
        if _PARAGRAPH.search(markup):
            return _of_markup(markup)
    if "<" in text and ">" in text and text.count("<") * 40 > len(text):
        return []  # a style sheet, a template, a drawing
    lines = (collapse(unescaped(line)) for line in _LINES.split(text))
    return [Part("paragraph", line) for line in lines if line]


def _of_markup(text: str) -> list[Part]:
    from dragoman.archiver.article.html_tree import parsed

    tree = parsed(f"<html><body>{text}</body></html>")
    return parts_of(tree.find("body")) if tree is not None else []
