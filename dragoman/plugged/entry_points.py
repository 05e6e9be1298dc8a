"""Entry points of installed packages: which there are, and whose they are."""

from __future__ import annotations

import functools
import importlib.metadata
from dataclasses import dataclass
from typing import Any

ENGINES, CHECKS, READERS = "dragoman.engines", "dragoman.checks", "dragoman.readers"


@dataclass(frozen=True, slots=True)
class PlugIn:
    """Something that a package puts in: its name, and the package with its version."""

    group: str
    name: str
    package: str
    version: str

    def to_json(self) -> dict[str, str]:
        """As records name it."""
        return {"name": self.name, "package": self.package, "version": self.version}

    def __str__(self) -> str:
        return f"{self.name} of {self.package} {self.version}"

    def load(self) -> Any:
        """What it is, imported; any error that importing it raises."""
        return _loaded(self)


def one_line(said: object, longest: int = 200) -> str:
    """What somebody else's code says, as records and terminals take it, whatever it is.

    >>> one_line("two\\nlines of \\ud800")
    'two lines of ?'
    """
    return " ".join(str(said).split())[:longest].encode("utf-8", "replace").decode("utf-8")


def error_text(error: BaseException) -> str:
    """What it raised, in one line, also where the error cannot be asked."""
    try:
        return f"{type(error).__name__}: {one_line(error)}"
    except Exception:  # noqa: BLE001 - as above
        return type(error).__name__


@functools.cache
def plug_ins(group: str) -> tuple[PlugIn, ...]:
    """Those of a group, in the order of their names; of two with one name the first package's."""
    found: dict[str, PlugIn] = {}
    for point in importlib.metadata.entry_points(group=group):
        of = (point.dist.name, point.dist.version) if point.dist else (None, None)
        package, version = (str(each or "?") for each in of)  # what describes it may be broken
        each = PlugIn(group, point.name, package, version)
        if point.name not in found or package < found[point.name].package:
            found[point.name] = each
    return tuple(sorted(found.values(), key=lambda each: each.name))


def plug_in(group: str, name: str) -> PlugIn | None:
    """That of a group which has a name."""
    return next((each for each in plug_ins(group) if each.name == name), None)


@functools.cache
def _loaded(plugged: PlugIn) -> Any:
    for point in importlib.metadata.entry_points(group=plugged.group, name=plugged.name):
        if point.dist is None or str(point.dist.name or "?") == plugged.package:
            return point.load()
    raise ImportError(f"{plugged.package} is no longer installed")


def forget() -> None:
    """Look anew, where a package was installed meanwhile."""
    plug_ins.cache_clear()
    _loaded.cache_clear()
