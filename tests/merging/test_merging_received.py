"""Every archive of the table of received ones: merged into one of ours, and copied.

Whatever it holds, ours is sound afterwards, nothing beside it is read or changed, and no socket is
opened.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from dragoman.archive import Archive
from dragoman.steps.upkeep import verify_folder
from tests.archive.test_received import (
    CASES,
    SECRET,
    Place,
    base,
    connections,
    dragoman,
    ids,
    place,
    port,
    seen,
    site,
)
from tests.support.told_pages import Told, put

__all__ = ["base", "connections", "ids", "place", "port", "site"]
pytestmark = pytest.mark.skipif(os.name == "nt", reason="the links and special files are of POSIX")


def ours(folder: Path) -> Path:
    with Archive(folder) as archive:
        put(archive, Told([("Bir cümlə.", "A sentence.")]))
    return folder


# Each eighth, and all that merging has found to be special; all were merged when this was written.
CHOSEN = dict.fromkeys(
    [*(name for name in CASES if "anchor that" in name or "TB" in name), *list(CASES)[::8]]
)


@pytest.mark.parametrize("name", CHOSEN)
def test_it_is_merged_and_copied(place: Place, connections: list[Any], name: str) -> None:
    CASES[name].make(place)
    before = seen(place.outside)
    own = ours(place.folder.parent / "ours")
    merged = dragoman(own, "merge", str(place.folder))
    copied = dragoman(place.folder, "copy", str(place.folder.parent / "copied"))
    assert seen(place.outside) == before and connections == []
    assert SECRET not in merged.output + copied.output
    report = verify_folder(own)
    assert report.problems == [], (merged.output, report.problems)
    for path in [*own.rglob("*"), *(place.folder.parent / "copied").rglob("*")]:
        assert not path.is_symlink(), path
        assert not path.is_file() or SECRET.encode() not in path.read_bytes(), path
