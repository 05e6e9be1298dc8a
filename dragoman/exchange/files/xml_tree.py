"""The border to lxml: elements that hold any text, files written piece by piece, files read safely.

Reading: no entity is expanded, no DTD is read, nothing is fetched, and a document type is refused
outright, since no file that we read has one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

from dragoman.errors import ImportFailed
from dragoman.exchange.files.allowed_characters import legal

Element = Any
# Elements that a file may hold outside of what is asked for: headers, not a flood.
MAX_WAITING = 200_000
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def add(
    parent: Element, tag: str, text: str | None = None, attributes: Mapping[str, str | None] = {}
) -> Element:
    """A new last child; attributes that are None are left out."""
    from lxml import etree

    element = etree.SubElement(
        parent, tag, {name: legal(value) for name, value in attributes.items() if value is not None}
    )
    if text is not None:
        element.text = legal(text)
    return element


def root(
    tag: str, attributes: Mapping[str, str | None], names: Mapping[str | None, str]
) -> Element:
    """An element of its own; `names` are the namespaces by prefix."""
    from lxml import etree

    kept = {name: legal(value) for name, value in attributes.items() if value is not None}
    return etree.Element(tag, kept, nsmap=dict(names))


class XmlFile:
    """A root that stays open while its children are written one by one."""

    def __init__(self, file: Any) -> None:
        self._file = file

    def write(self, element: Element) -> None:
        from lxml import etree

        etree.indent(element, "  ")
        self._file.write("\n")
        self._file.write(element)

    @contextmanager
    def element(self, tag: str) -> Iterator[None]:
        self._file.write("\n")
        with self._file.element(tag):
            yield
            self._file.write("\n")


@contextmanager
def writing(
    stream: BinaryIO, tag: str, attributes: Mapping[str, str], names: Mapping[str | None, str]
) -> Iterator[XmlFile]:
    from lxml import etree

    with etree.xmlfile(stream, encoding="utf-8") as file:
        file.write_declaration()
        with file.element(tag, {k: legal(v) for k, v in attributes.items()}, nsmap=dict(names)):
            yield XmlFile(file)
            file.write("\n")


def elements(stream: BinaryIO, path: Path, tags: tuple[str, ...]) -> Iterator[Element]:
    """Each element of these names when it is whole, and freed after; the first is the root.

    ImportFailed where it is no XML, or XML with a document type or of monstrous shape.
    """
    from lxml import etree

    try:
        events = etree.iterparse(
            stream,
            events=("start", "end"),
            resolve_entities=False,
            load_dtd=False,
            no_network=True,
            huge_tree=False,
            remove_comments=True,
            remove_pis=True,
        )
        begun, waiting = False, 0
        for event, element in events:
            waiting += event == "start"
            if not begun:
                begun = True
                _refuse_doctype(element, path)
                yield element
            if waiting > MAX_WAITING:
                raise _flooded(path)
            if event == "end" and element.tag in tags:
                yield element
                _free(element)
                waiting = 0
    except etree.XMLSyntaxError as error:
        raise ImportFailed(
            f"{path.name} is not XML that can be read: {error.msg}", subject=str(path)
        ) from error


def _refuse_doctype(element: Element, path: Path) -> None:
    info = element.getroottree().docinfo
    if info.doctype or info.internalDTD is not None:
        raise ImportFailed(
            f"{path.name} declares a document type, which no file of ours needs and which can hide "
            "an attack; it was not read",
            subject=str(path),
        )


def _flooded(path: Path) -> ImportFailed:
    return ImportFailed(
        f"{path.name} has more than {MAX_WAITING:,} elements that hold no sentence",
        subject=str(path),
    )


def _free(element: Element) -> None:
    element.clear()
    parent = element.getparent()
    while parent is not None and element.getprevious() is not None:
        del parent[0]
