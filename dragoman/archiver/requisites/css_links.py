"""What a style sheet needs: `@import`, `url()` and `image-set()`. The border to tinycss2."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from dragoman.archiver.requisites.link import MOST_LINKS, Kind, Link, resolved

LONGEST = 2_000_000  # characters of one style sheet that are read
# A number so long Python does not make of its digits.
_LONG_NUMBER = re.compile(r"\d{4000,}")
_SETS = frozenset({"image-set", "-webkit-image-set"})


def css_links(css: str, base: str, found: str) -> list[Link]:
    """The links of a style sheet, or of a `style` attribute; none twice, and never an error."""
    links: dict[str, Link] = {}
    for reference, kind, how in _references(css[:LONGEST]):
        url = resolved(base, reference)
        if url is not None and url not in links:
            links[url] = Link(url, kind, f"{found} {how}")
            if len(links) == MOST_LINKS:
                break
    return list(links.values())


def _references(css: str) -> Iterator[tuple[str, Kind, str]]:
    lowered = css.lower()
    if any(word in lowered for word in ("url(", "@import", "image-set")):
        yield from _Walk(_tokens(css)).references()


class _Walk:
    """Goes through the tokens in order, with a stack of its own for what is nested.

    `_rule` is the at-rule whose prelude is being read, `_inside` the one whose block it is in.
    """

    def __init__(self, tokens: list[Any]) -> None:
        self._stack = [(iter(tokens), "", "")]
        self._rule = self._inside = ""

    def references(self) -> Iterator[tuple[str, Kind, str]]:
        while self._stack:
            token = next(self._stack[-1][0], None)
            if token is None:
                _, self._rule, self._inside = self._stack.pop()
            elif token.type == "at-keyword":
                self._rule = str(token.lower_value)
            elif token.type == "literal" and token.value == ";":
                self._rule = ""
            elif token.type == "url" or (token.type == "string" and self._rule == "import"):
                yield from self._reference(str(token.value))
            elif token.type == "function":
                yield from self._function(token)
            elif token.type == "{} block":
                self._enter(token.content, "", self._rule)
            elif token.type in ("() block", "[] block"):
                self._enter(token.content, self._rule, self._inside)

    def _function(self, token: Any) -> Iterator[tuple[str, Kind, str]]:
        strings = [str(each.value) for each in token.arguments if each.type == "string"]
        if token.lower_name == "url":
            for value in strings:
                yield from self._reference(value)
            return
        if token.lower_name in _SETS:
            for value in strings:
                yield value, "image", token.lower_name
        self._enter(token.arguments, self._rule, self._inside)

    def _enter(self, tokens: list[Any], rule: str, inside: str) -> None:
        # What is left holds again when the nested part ends; after a block no prelude is open.
        after = "" if rule == "" and inside == self._rule else self._rule
        self._stack.append((iter(tokens), after, self._inside))
        self._rule, self._inside = rule, inside

    def _reference(self, value: str) -> Iterator[tuple[str, Kind, str]]:
        if self._rule == "import":
            yield value, "style", "@import"
        elif self._rule != "namespace":
            font = self._inside == "font-face"
            yield value, "font" if font else "image", "@font-face" if font else "url()"


def _tokens(css: str) -> list[Any]:
    import tinycss2

    try:
        css = _LONG_NUMBER.sub("0", css)
        tokens: list[Any] = tinycss2.parse_component_value_list(css, skip_comments=True)
    except RecursionError:
        return []
    return tokens
