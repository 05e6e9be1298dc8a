"""The document that a reader sees, as one: shadow roots and slots flattened, frames in their place.

What is written is HTML like any other, to be read by whatever reads HTML. The bytes that came are
kept beside it as they came.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import escape
from typing import Any
from urllib.parse import urljoin

from dragoman.archiver.browser.snapshot import (
    COMMENT,
    DOCTYPE,
    DOCUMENT,
    ELEMENT,
    TEXT,
    Document,
)

VOID = frozenset("area base br col embed hr img input link meta param source track wbr".split())
AS_IT_IS = frozenset("script style xmp iframe noembed noframes noscript plaintext".split())
FRAMES = frozenset({"iframe", "frame", "object", "embed"})
# What is in none of a reader's eyes: of a component its own rules, of a page what it may clone.
UNSEEN = frozenset({"template"})
RULES = frozenset({"style", "link"})
# A frame that is smaller, in pixels, shows nothing to a reader.
SMALLEST = 10
DEEPEST = 8
BLOCKS = re.compile(r"block|flex|grid|table(-row|-caption)?|list-item|flow-root|table-.*-group")
_NAME = re.compile(r"[A-Za-z][^\s<>/=\"'\x00]*")
_NEW_LINES = re.compile(r"[ \t]*\n[ \t\n]*")


@dataclass(slots=True)
class Flattened:
    """The document in one piece, what a person sees of its text, and the frames that are in it.

    Of each frame `url title name characters`, and `unread`, why it is not in the document.
    """

    html: str = ""
    text: str = ""
    frames: list[dict[str, Any]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _At:
    """A node on the way through the document, and how deep in frames it is."""

    document: Document
    node: int
    depth: int


class _Writing:
    """One walk over the flattened tree, which may be deeper than Python recurses."""

    def __init__(self) -> None:
        self.html: list[str] = []
        self.text: list[str] = []
        self.frames: list[dict[str, Any]] = []

    def write(self, document: Document) -> None:
        # What is to be done next is last: a node, or what ends one.
        waiting: list[_At | tuple[str, str] | dict[str, Any]] = [_At(document, 0, 0)]
        while waiting:
            each = waiting.pop()
            if isinstance(each, _At):
                waiting.extend(reversed(list(self._node(each))))
            elif isinstance(each, tuple):
                self.html.append(each[0])
                self.text.append(each[1])
            else:
                each["characters"] = sum(map(len, self.text)) - each["characters"]

    def _node(self, at: _At) -> Iterator[_At | tuple[str, str] | dict[str, Any]]:
        kind = at.document.kind(at.node)
        if kind == ELEMENT:
            yield from self._element(at)
        elif kind == TEXT:
            self._text(at)
        elif kind == COMMENT and "--" not in at.document.value(at.node):
            self.html.append(f"<!--{at.document.value(at.node)}-->")
        elif kind == DOCTYPE and at.depth == 0:
            self.html.append("<!DOCTYPE html>")
        elif kind == DOCUMENT:
            yield from self._inside(at)

    def _inside(self, at: _At) -> Iterator[_At]:
        for child in at.document.children(at.node):
            yield _At(at.document, child, at.depth)

    def _element(self, at: _At) -> Iterator[_At | tuple[str, str] | dict[str, Any]]:
        name = self._name(at)
        if name in UNSEEN or (name in RULES and (at.depth or at.document.in_shadow(at.node))):
            return
        if name in FRAMES and (framed := self._framed(at)) is not None:
            yield from framed
            return
        if name == "slot":  # a place where something is put, and nothing by itself
            yield from self._inside(at)
            return
        edge = self._edge(at)
        own = ""
        if "-" in name:  # an element that the page made up says nothing to whoever reads HTML
            name, own = "div" if edge else "span", f' data-element="{name}"'
        self.html.append(f"<{name}{own}{_written(at)}>")
        if name in VOID:
            self.text.append("\n" if name == "br" else "")
            return
        self.text.append(edge)
        yield from self._inside(at)
        yield f"</{name}>", edge

    def _name(self, at: _At) -> str:
        """The element's name; in a frame, what there is once in a document is a part of another."""
        name = at.document.name(at.node)
        if name == "frameset":
            return "body" if at.depth == 0 and not _within(at, "frameset") else "div"
        if at.depth and name in ("html", "body"):
            return "div"
        return name if _NAME.fullmatch(name) else "span"

    def _edge(self, at: _At) -> str:
        laid = at.document.laid.get(at.node)
        if laid is None or not laid.styles:
            return ""
        if laid.styles[0] == "table-cell":
            return "\t"
        return "\n" if BLOCKS.fullmatch(laid.styles[0]) else ""

    def _text(self, at: _At) -> None:
        document, node = at.document, at.node
        value = document.value(node)
        parent = document.raw["nodes"]["parentIndex"][node]
        raw = parent >= 0 and document.kind(parent) == ELEMENT and document.name(parent) in AS_IT_IS
        # What a script wrote into a script may hold its end, and would be read on behind it.
        self.html.append(value.replace("</", "<\\/") if raw else escape(value, quote=False))
        laid = document.laid.get(node)
        if laid is not None and "visible" in laid.styles[1:2]:
            kept = "preserve" in "".join(laid.styles[2:3])
            self.text.append(laid.text if kept else re.sub(r"\s+", " ", laid.text))

    # -- frames ----------------------------------------------------------------------------------

    def _framed(self, at: _At) -> Iterator[_At | tuple[str, str] | dict[str, Any]] | None:
        """The document of a frame as a part of this one; None for what frames nothing."""
        framed = at.document.framed(at.node)
        source = at.document.attribute(at.node, "src") or at.document.attribute(at.node, "data")
        if framed is None and (source is None or at.document.name(at.node) in ("object", "embed")):
            return None
        url = framed.url if framed is not None else _led(at, source or "")
        said: dict[str, Any] = {
            "url": url,
            "name": at.document.attribute(at.node, "name"),
            "title": (framed.title if framed else "") or at.document.attribute(at.node, "title"),
            "characters": 0,
            "unread": _unread(at, framed),
        }
        self.frames.append(said)
        if framed is None or said["unread"] is not None:
            return None
        return self._part(said, _At(framed, 0, at.depth + 1))

    def _part(
        self, said: dict[str, Any], inside: _At
    ) -> Iterator[_At | tuple[str, str] | dict[str, Any]]:
        title = f' title="{escape(said["title"])}"' if said["title"] else ""
        self.html.append(f'<div data-frame="{escape(said["url"])}"{title}>')
        self.text.append("\n")
        said["characters"] = sum(map(len, self.text))
        yield from (each for each in self._body(inside))
        yield said
        yield "</div>", "\n"

    def _body(self, at: _At) -> Iterator[_At]:
        """What is shown of a framed document: its root's children but for the head."""
        for root in at.document.children(at.node):
            if at.document.kind(root) != ELEMENT:
                continue
            for child in at.document.children(root):
                if at.document.kind(child) != ELEMENT or at.document.name(child) != "head":
                    yield _At(at.document, child, at.depth)


def flatten(document: Document) -> Flattened:
    """The document with all that is shown in it, in the order of reading."""
    writing = _Writing()
    writing.write(document)
    return Flattened("".join(writing.html), _tidied("".join(writing.text)), writing.frames)


def _written(at: _At) -> str:
    """The attributes as they are written; in a frame links count from where it came from."""
    said = []
    for key, value in at.document.attributes(at.node):
        if not _NAME.fullmatch(key):
            continue
        led = at.depth and key in ("href", "src") and not value.startswith(("#", "data:"))
        said.append(f' {key}="{escape(_led(at, value) if led else value)}"')
    return "".join(said)


def _led(at: _At, reference: str) -> str:
    try:
        return urljoin(at.document.base, reference)
    except ValueError:
        return reference


def _unread(at: _At, framed: Document | None) -> str | None:
    """Why a frame's document is no part of what a reader sees."""
    laid = at.document.laid.get(at.node)
    if laid is None or min(laid.size) < SMALLEST or "visible" not in laid.styles[1:2]:
        return "hidden"
    if at.depth >= DEEPEST:
        return "too deep"
    return None if framed is not None else "unanswered"


def _within(at: _At, name: str) -> bool:
    parent = at.document.raw["nodes"]["parentIndex"][at.node]
    return parent >= 0 and at.document.name(parent) == name


def _tidied(text: str) -> str:
    return _NEW_LINES.sub("\n", re.sub(r" {2,}", " ", text)).strip()
