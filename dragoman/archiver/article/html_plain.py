"""A reading of HTML that no page can break: no tree, no recursion, one pass.

For pages nested so deep that a parser cuts them off or runs out of stack, and for pages too large
to be worked on. It knows headings, paragraphs and items, and nothing of what is an article.
"""

from __future__ import annotations

import re
from functools import lru_cache

from dragoman.archiver.article.article import Kind, Part
from dragoman.archiver.body.kept_characters import collapse, unescaped

TOO_DEEP = 1000  # libxml2 ends a page at 2,048 nested elements, older versions at the stack's end

_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9:-]{0,30})([^<>]*)>")
# Elements that hold no others, or end where the next of their kind begins.
_FLAT = (
    "area base br col embed hr img input link meta param source track wbr p li dt dd td th tr"
    " thead tbody tfoot option optgroup colgroup path circle rect polygon use"
)
_NESTING = re.compile(
    rf"<(/?)(?!(?:{'|'.join(_FLAT.split())})\b)[a-zA-Z][^<>]*(?<!/)>", re.IGNORECASE
)
# Always matches, be it closed or not, so that no part of a page is gone over twice. A quotation
# mark opens a value only behind `=`, as parsers have it; in a script a `<` opens nothing.
_QUOTED = re.compile(r"=\s*+(?:\"[^\"]*+\"|'[^']*+')")
_INSIDE = rf"(?:[^=>]++|{_QUOTED.pattern}|=)*+"
_COMMENT = r"<!--[^-]*+(?:-(?!->)[^-]*+)*+"
_WHOLE_TAG = re.compile(
    rf"{_COMMENT}|<(?P<raw>script|style)\b{_INSIDE}"
    r"(?P<code>>[^<]*+(?:<(?!/(?P=raw)\b)[^<]*+)*+)?"
    rf"|<[a-zA-Z]{_INSIDE}",
    re.IGNORECASE,
)
# The same without names, so that all of a page are found at once.
_EACH_WHOLE_TAG = re.compile(
    "|".join(
        (
            _COMMENT,
            *(
                rf"<{raw}\b{_INSIDE}(?:>[^<]*+(?:<(?!/{raw}\b)[^<]*+)*+)?"
                for raw in ("script", "style")
            ),
            rf"<[a-zA-Z]{_INSIDE}",
        )
    ),
    re.IGNORECASE,
)
_OPENING = re.compile(rf"<[a-zA-Z]{_INSIDE}", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"[^\s/=]+")
MOST_ATTRIBUTES = 500
# What a script holds are no tags, unless the script was none: behind `<title><script></title>`
# parsers go on with tags. No script has so many words between a `<` and the next `>`.
MOST_IN_SCRIPTS = 20_000
_MARKUP = re.compile(r"<[a-zA-Z/!?]")
_TITLE = re.compile(r"<title[^<>]{0,200}>([^<]{1,2000})", re.IGNORECASE)
_HIDDEN_NAMES = "script style noscript template title svg iframe select button textarea object math"
_HIDDEN = frozenset(_HIDDEN_NAMES.split())
_INLINE_NAMES = (
    "a abbr b bdi bdo big cite code del dfn em font i ins kbd mark nobr q s samp small span strong"
    " sub sup time tt u var wbr img"
)
_INLINE = frozenset(_INLINE_NAMES.split())
_KINDS: dict[str, Kind] = {
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), "heading"),
    **dict.fromkeys(("li", "dt", "dd", "td", "th"), "item"),
}


def nesting(source: str) -> int:
    """How deep elements are nested, roughly, counted without parsing; never more than TOO_DEEP."""
    depth = deepest = 0
    for closing in _NESTING.findall(source):
        if closing:
            depth = depth - 1 if depth else 0
        else:
            depth += 1
            if depth > deepest:
                deepest = depth
                if deepest >= TOO_DEEP:
                    break
    return deepest


@lru_cache(maxsize=1)  # of the page that is read, it is asked more than once
def is_crowded(source: str) -> bool:
    """Whether an element has more attributes than MOST_ATTRIBUTES, names and values counted.

    libxml2 goes along all that it has for each one more.
    """
    wholes = (each for each in _EACH_WHOLE_TAG.findall(source) if _has_room(0, len(each)))
    return any(map(_is_crowded, wholes))


def _is_crowded(whole: str) -> bool:
    """Of a tag, a script or a style as `_WHOLE_TAG` finds it."""
    match = _WHOLE_TAG.match(whole)
    if match is None:
        return False
    stop = match.start("code") if match["code"] else match.end()
    if whole[1] != "!" and _attributes(whole, 0, stop) > MOST_ATTRIBUTES:
        return True
    inside = _OPENING.finditer(whole, stop, match.end())
    return any(_attributes(whole, *tag.span()) > MOST_IN_SCRIPTS for tag in inside)


def _has_room(start: int, stop: int) -> bool:
    """Whether between two places more attributes can stand than MOST_ATTRIBUTES."""
    return stop - start > 2 * MOST_ATTRIBUTES


def _attributes(source: str, start: int, stop: int) -> int:
    """How many names and values a tag has; none are counted where there is no room for many."""
    if not _has_room(start, stop):
        return 0
    return len(_ATTRIBUTE.findall(_QUOTED.sub("=", source[start:stop])))


def plain_title(source: str) -> str | None:
    """What stands in `<title>`, for a page that no tree is made of."""
    match = _TITLE.search(source)
    return (collapse(unescaped(match.group(1)))[:500] or None) if match else None


def plain_parts(source: str) -> list[Part]:
    """The visible text of a page as parts, in the order of the source."""
    reader = _Reader(source)
    reader.run()
    return reader.parts


class _Reader:
    def __init__(self, source: str) -> None:
        self.parts: list[Part] = []
        self._source = source
        self._lower = source.lower() if len(source.lower()) == len(source) else source
        self._pieces: list[str] = []
        self._kind: Kind = "paragraph"

    def run(self) -> None:
        position = 0
        while position < len(self._source):
            markup = _MARKUP.search(self._source, position)
            if not markup:
                break
            self._pieces.append(self._source[position : markup.start()])
            position = self._after_markup(markup.start())
        self._pieces.append(self._source[position:])
        self._flush()

    def _after_markup(self, start: int) -> int:
        """Take in what begins with `<` at a place, and say where the text goes on."""
        if self._source.startswith("<!--", start):
            end = self._source.find("-->", start + 4)
            return end + 3 if end >= 0 else len(self._source)
        match = _TAG.match(self._source, start)
        if not match:
            if self._source.startswith(("<!", "<?"), start):
                end = self._source.find(">", start)
                return end + 1 if end >= 0 else len(self._source)
            self._pieces.append("<")
            return start + 1
        closing, name = match.group(1), match.group(2).lower()
        if not closing and name in _HIDDEN and not match.group(3).endswith("/"):
            end = self._lower.find(f"</{name}", match.end())
            return end if end >= 0 else len(self._source)
        if name not in _INLINE:
            self._flush()
            self._kind = "paragraph" if closing else _KINDS.get(name, "paragraph")
        return match.end()

    def _flush(self) -> None:
        text = collapse(unescaped("".join(self._pieces)))
        if text:
            self.parts.append(Part(self._kind, text))
        self._pieces.clear()
