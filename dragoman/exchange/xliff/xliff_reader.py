"""XLIFF 1.2 and 2.x as they come back from other programs."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from dragoman.errors import ImportFailed
from dragoman.exchange.files.xml_tree import Element, elements
from dragoman.exchange.xliff import xliff2, xliff12

UNIT_2 = f"{{{xliff2.CORE}}}unit"
UNIT_12 = f"{{{xliff12.CORE}}}trans-unit"
ROOTS = frozenset({f"{{{xliff2.CORE}}}xliff", f"{{{xliff12.CORE}}}xliff"})


def read_xliff(stream: BinaryIO, path: Path) -> Iterator[tuple[str, str, str]]:
    """Id, source and target of each unit; ImportFailed for XML that is no XLIFF."""
    for element in elements(stream, path, (UNIT_2, UNIT_12)):
        if element.tag == UNIT_2:
            yield _unit(element)
        elif element.tag == UNIT_12:
            yield _trans_unit(element)
        elif element.tag not in ROOTS:
            raise ImportFailed(
                f"{path.name} is XML, but no XLIFF 1.2 or 2.x: it begins with {element.tag[:80]}",
                subject=str(path),
            )


def _unit(unit: Element) -> tuple[str, str, str]:
    """A program may have cut the segment further; together they are the sentence again."""
    parts = [
        each
        for each in unit
        if each.tag in (f"{{{xliff2.CORE}}}segment", f"{{{xliff2.CORE}}}ignorable")
    ]
    source = "".join(_text(each.find(f"{{{xliff2.CORE}}}source")) for each in parts)
    target = "".join(_text(each.find(f"{{{xliff2.CORE}}}target")) for each in parts)
    return unit.get("id", ""), source, target


def _trans_unit(unit: Element) -> tuple[str, str, str]:
    source = _text(unit.find(f"{{{xliff12.CORE}}}source"))
    held = unit.find(f"{{{xliff12.CORE}}}target")
    target = _text(held)
    if held is not None and held.get("state") == xliff12.TO_DO and target == source:
        # Made for OmegaT, and not worked on: what went out stands beside it.
        target = _text(unit.find(f"{{{xliff12.CORE}}}alt-trans/{{{xliff12.CORE}}}target"))
    return unit.get("id", ""), source, target


def _text(element: Element | None) -> str:
    """The words of an element; inline markup that an editor put between them is left out."""
    return "" if element is None else "".join(element.itertext())
