"""An archived page made harmless: its text and its structure, and nothing that a browser acts on.

Not the page's own HTML with things taken out, but new HTML with what is known put in: elements from
a short list, without attributes but for the language and the direction.
"""

from __future__ import annotations

from html import escape
from html.parser import HTMLParser

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


def harmless(page: str) -> str:
    """The body of a page as HTML that loads, runs and links to nothing."""
    parser = _Rewriter()
    parser.feed(page)
    parser.close()
    return parser.result()


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
            self._pieces.append(escape(data))

    def _picture(self, text: str | None) -> None:
        self._pieces.append(f"<span>[picture: {escape(text or 'not shown')}]</span>")

    def result(self) -> str:
        return "".join([*self._pieces, *(f"</{tag}>" for tag in reversed(self._open))])


def _attributes(attrs: list[tuple[str, str | None]]) -> str:
    kept = {name: value for name, value in attrs if name in ("lang", "dir") and value}
    return "".join(f' {name}="{escape(value or "")}"' for name, value in kept.items())
