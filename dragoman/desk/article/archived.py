"""An archived page made harmless: its text and its structure, and nothing that a browser acts on.

Not the page's own HTML with things taken out, but new HTML with what is known put in: elements from
a short list, without attributes but for the language and the direction.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from html import escape
from html.parser import HTMLParser
from itertools import islice

from dragoman.desk.languages.spoken import _

KEPT = frozenset({
    "article", "aside", "b", "blockquote", "br", "caption", "cite", "code", "dd", "del", "dfn",
    "div", "dl", "dt", "em", "figcaption", "figure", "footer", "h1", "h2", "h3", "h4", "h5", "h6",
    "header", "hr", "i", "ins", "li", "main", "mark", "nav", "ol", "p", "pre", "q", "s", "section",
    "small", "span", "strong", "sub", "sup", "table", "tbody", "td", "tfoot", "th", "thead", "time",
    "tr", "u", "ul",
})  # fmt: skip
VOID = frozenset({"br", "hr"})
# Their content is no text of the page, or is only there for browsers that run no script.
DROPPED = frozenset({
    "applet", "audio", "canvas", "iframe", "math", "noembed", "noframes", "noscript", "object",
    "script", "select", "style", "svg", "template", "textarea", "title", "video", "xmp",
})  # fmt: skip
MAX_DEPTH = 200
# What `str.split` leaves: no white space.
_STANDING = re.compile(r"\S")


def harmless(page: str, sought: str | None = None) -> str:
    """The body of a page as HTML that loads, runs and links to nothing.

    Where words are `sought`, the first place of them is marked, over whatever elements it goes; the
    mark has the id `here`.
    """
    parser = _Rewriter()
    parser.feed(page)
    parser.close()
    return parser.result(sought)


def found_in(text: str, sought: str | None) -> str:
    """Plain text as HTML, with its lines, and words that are sought marked in it."""
    pieces = [_Text(text)]
    return f'<div class="plain">{"".join(_written(pieces, sought))}</div>'


class _Text(str):
    """A piece that is text of the page and not yet HTML."""

    __slots__ = ()


def _written(pieces: Sequence[str], sought: str | None) -> Iterator[str]:
    """The pieces as HTML; white space of any kind and none between elements is one to who seeks."""
    place = _place(pieces, sought) if sought else None
    position, first = 0, True
    for piece in pieces:
        if not isinstance(piece, _Text):
            yield piece
            continue
        start, stop = (max(0, each - position) for each in place or (0, 0))
        position += len(piece)
        start, stop = min(start, len(piece)), min(stop, len(piece))
        if start == stop:
            yield escape(piece)
            continue
        name = ' id="here"' if first else ""
        first = False
        yield f"{escape(piece[:start])}<mark{name}>{escape(piece[start:stop])}</mark>"
        yield escape(piece[stop:])


def _place(pieces: Sequence[str], sought: str) -> tuple[int, int] | None:
    """Where words stand in the text of all pieces together."""
    words = sought.split()
    if not words:
        return None
    text = "".join(piece for piece in pieces if isinstance(piece, _Text))
    packed = "".join(words)
    at = "".join(text.split()).find(packed)
    if at < 0:
        return None
    standing = (match.start() for match in _STANDING.finditer(text))
    places = list(islice(standing, at, at + len(packed)))
    return places[0], places[-1] + 1


class _Rewriter(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._pieces: list[str] = []
        self._open: list[str] = []
        self._inside: str | None = None
        self._depth = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self._inside is not None:
            self._depth += tag == self._inside
        elif tag in DROPPED:
            self._inside, self._depth = tag, 1
        elif tag == "img":
            self._picture(dict(attrs).get("alt"))
        elif tag in VOID:
            self._pieces.append(f"<{tag}>")
        elif tag in KEPT and len(self._open) < MAX_DEPTH:
            self._pieces.append(f"<{tag}{_attributes(attrs)}>")
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        # `<script/>` opens a script in HTML; a void or unknown element is only what it says.
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        if self._inside is not None:
            self._depth -= tag == self._inside
            if self._depth == 0:
                self._inside = None
        elif tag in self._open:
            while self._open:
                closed = self._open.pop()
                self._pieces.append(f"</{closed}>")
                if closed == tag:
                    break

    def handle_data(self, data: str) -> None:
        if self._inside is None:
            self._pieces.append(_Text(data))

    def _picture(self, text: str | None) -> None:
        self._pieces.append(
            f"<span>{escape(_('[picture: %(words)s]', words=text or _('not shown')))}</span>"
        )

    def result(self, sought: str | None) -> str:
        closed = (f"</{tag}>" for tag in reversed(self._open))
        return "".join([*_written(self._pieces, sought), *closed])


def _attributes(attrs: list[tuple[str, str | None]]) -> str:
    kept = {name: value for name, value in attrs if name in ("lang", "dir") and value}
    return "".join(f' {name}="{escape(value or "")}"' for name, value in kept.items())
