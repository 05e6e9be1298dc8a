"""The plan of the house as its files draw it: who imports whom, wherever in a file, also for types."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

import dragoman

PACKAGE = Path(dragoman.__file__).parent
Graph = Mapping[str, set[str]]


def name_of(path: Path) -> str:
    """A file as its module is called within the package; a folder's `__init__.py` as the folder.

    The package's own `__init__.py` is `__init__`.
    """
    parts = path.relative_to(PACKAGE).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" and len(parts) > 1 else parts)


@cache
def files() -> dict[str, Path]:
    return {name_of(path): path for path in sorted(PACKAGE.rglob("*.py"))}


@cache
def graph() -> dict[str, set[str]]:
    """By file, the files that it imports; importing from a folder means its `__init__.py`."""
    return {name: set(_imported(path)) - {name} for name, path in files().items()}


def _imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield from _own(alias.name)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: imports are absolute"
            for alias in node.names:
                yield from _own(f"{node.module}.{alias.name}")


def _own(name: str) -> Iterator[str]:
    """The file that a dotted name is, or is in."""
    first, *rest = name.split(".")
    if first != "dragoman":
        return
    while rest:
        if (found := ".".join(rest)) in files():
            yield found
            return
        rest.pop()
    yield "__init__"


def circles(arrows: Graph) -> list[frozenset[str]]:
    """What can be reached from each other, the largest first: the strongly connected components."""
    leads_to = {name: reached(name, arrows) for name in arrows}
    found = {
        frozenset(other for other in leads_to[name] if name in leads_to[other]) for name in arrows
    }
    return sorted(filter(None, found), key=lambda each: (-len(each), sorted(each)))


def reached(start: str, arrows: Graph) -> set[str]:
    """What the arrows lead to from here, over however many of them."""
    found: set[str] = set()
    left = [start]
    while left:
        for other in arrows[left.pop()] - found:
            found.add(other)
            left.append(other)
    return found


def between(parts: Mapping[str, str]) -> dict[str, set[str]]:
    """The arrows between parts of the house, where `parts` has the part of each file."""
    drawn: dict[str, set[str]] = {part: set() for part in parts.values()}
    for name, part in parts.items():
        drawn[part] |= {parts[other] for other in graph()[name] if other in parts} - {part}
    return drawn


def arrows(parts: Mapping[str, str], part: str) -> list[str]:
    """The arrows out of a part of the house, for who has to find them."""
    return sorted(
        f"{name} imports {other}"
        for name, own in parts.items()
        for other in graph()[name]
        if own == part and parts.get(other, part) != part
    )
