"""What DevTools tells of a page that is shown: its nodes, as `captureSnapshot` has them.

It is the tree that is laid out: what stands in shadow roots, open or closed, is in its place, slots
hold what is theirs, and the documents of frames are there too. A frame in a process of its own is a
snapshot of its own; `frames` has it by its owner.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

# Of each node that is laid out, in this order.
STYLES = ("display", "visibility", "white-space-collapse")
ELEMENT, TEXT, COMMENT, DOCUMENT, DOCTYPE = 1, 3, 8, 9, 10
NO_SIZE = (0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Laid:
    """How a node is laid out: what its text is shown as, its styles, its width and height."""

    text: str
    styles: tuple[str, ...]
    size: tuple[float, float]


@dataclass(eq=False)
class Document:
    """One document of a snapshot; its nodes are numbers, and the document itself is 0."""

    raw: Mapping[str, Any]
    strings: list[str]
    others: list[Document] = field(default_factory=list)
    frames: dict[int, Document] = field(default_factory=dict)

    def said(self, index: int) -> str:
        return self.strings[index] if 0 <= index < len(self.strings) else ""

    @property
    def url(self) -> str:
        return self.said(self.raw["documentURL"])

    @property
    def title(self) -> str:
        return self.said(self.raw["title"]).strip()

    @property
    def base(self) -> str:
        """What the document's links count from."""
        return self.said(self.raw["baseURL"]) or self.url

    @cached_property
    def _children(self) -> list[list[int]]:
        parents = self.raw["nodes"]["parentIndex"]
        children: list[list[int]] = [[] for _ in parents]
        for node, parent in enumerate(parents):
            if parent >= 0:
                children[parent].append(node)
        return children

    @cached_property
    def _shadow(self) -> dict[int, int]:
        return self._sparse("shadowRootType")

    @cached_property
    def _pseudo(self) -> dict[int, int]:
        return self._sparse("pseudoType")

    @cached_property
    def _content(self) -> dict[int, int]:
        return self._sparse("contentDocumentIndex")

    def _sparse(self, name: str) -> dict[int, int]:
        """What only some nodes have, by the node."""
        found = self.raw["nodes"].get(name) or {"index": [], "value": []}
        return dict(zip(found["index"], found["value"], strict=False))

    def kind(self, node: int) -> int:
        return int(self.raw["nodes"]["nodeType"][node])

    def name(self, node: int) -> str:
        """An element's name; those of HTML in small letters."""
        name = self.said(self.raw["nodes"]["nodeName"][node])
        return name.lower() if name.isupper() else name

    def value(self, node: int) -> str:
        return self.said(self.raw["nodes"]["nodeValue"][node])

    def attributes(self, node: int) -> list[tuple[str, str]]:
        flat = [self.said(each) for each in self.raw["nodes"]["attributes"][node]]
        return list(zip(flat[::2], flat[1::2], strict=False))

    def attribute(self, node: int, name: str) -> str | None:
        return next((value for key, value in self.attributes(node) if key == name), None)

    @cached_property
    def laid(self) -> dict[int, Laid]:
        """Of each node that is laid out, how."""
        layout = self.raw["layout"]
        found: dict[int, Laid] = {}
        columns = (layout[name] for name in ("nodeIndex", "text", "styles", "bounds"))
        for node, text, styles, bounds in zip(*columns, strict=True):
            said = self.said(text)
            size = (bounds[2], bounds[3]) if len(bounds) == 4 else NO_SIZE
            if node in found:  # a first letter is laid out by itself
                said, size = found[node].text + said, found[node].size
            found[node] = Laid(said, tuple(map(self.said, styles)), size)
        return found

    def framed(self, node: int) -> Document | None:
        """The document that an element frames, where there is one."""
        place = self._content.get(node)
        if place is not None and 0 <= place < len(self.others):
            return self.others[place]
        return self.frames.get(self.raw["nodes"]["backendNodeId"][node])

    def in_shadow(self, node: int) -> bool:
        return node in self._shadow

    def children(self, node: int) -> list[int]:
        """The children, without what a style makes up before and behind them."""
        return [each for each in self._children[node] if each not in self._pseudo]


def documents(snapshot: Mapping[str, Any]) -> list[Document]:
    """The documents of a snapshot; the first is that which the others are framed in."""
    found = [Document(raw, snapshot["strings"]) for raw in snapshot["documents"]]
    for each in found:
        each.others = found
    return found
