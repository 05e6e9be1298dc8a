"""Packages that put something in, installed into a folder of their own: the examples, and broken ones."""

from __future__ import annotations

import importlib
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from dragoman.plugged.entry_points import forget
from dragoman.reader.page_reader import end_processes
from tests.support.places import ROOT


def install_example(name: str, site: Path) -> None:
    """As pip leaves it: the module, and what its pyproject.toml says of it."""
    folder = ROOT / "examples" / name
    said = tomllib.loads((folder / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    for module in folder.glob("*.py"):
        (site / module.name).write_bytes(module.read_bytes())
    ((group, points),) = said["entry-points"].items()
    ((point, target),) = points.items()
    _describe(site, said["name"], said["version"], group, point, target)


def install(site: Path, group: str, point: str, code: str, *, module: str = "broken_one") -> None:
    """A package whose module is this code, and whose entry point is `it` in it."""
    (site / f"{module}.py").write_text(code, encoding="utf-8")
    _describe(site, f"dragoman-{point}", "0.1", group, point, f"{module}:it")


def _describe(site: Path, name: str, version: str, group: str, point: str, target: str) -> None:
    info = site / f"{name.replace('-', '_')}-{version}.dist-info"
    info.mkdir(parents=True)
    said = f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n"
    (info / "METADATA").write_text(said, encoding="utf-8")
    (info / "entry_points.txt").write_text(f"[{group}]\n{point} = {target}\n", encoding="utf-8")


@contextmanager
def looked_at(site: Path) -> Iterator[None]:
    """What is installed there is found, here and by the processes that read."""
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(site))
        _anew()
        yield
    _anew()


def _anew() -> None:
    importlib.invalidate_caches()
    forget()
    end_processes()
