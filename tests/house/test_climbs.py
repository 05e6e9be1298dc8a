"""The way of one capture through the house: what calls a higher room does so by what it was handed."""

from __future__ import annotations

import sys
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

from dragoman.archive import Archive
from tests.house.test_imports import FLOOR, ROOMS, room_of
from tests.support import house
from tests.support.reading_here import read_here
from tests.support.whole_site import whole_site

# What is handed down, by who calls it and whose it is. No import leads this way: see test_imports.py.
HANDED_IN = {
    ("archiver", "originals"): "which record holds a body that came before",
    ("archiver", "steps"): "what appends what a page shows",
    ("index", "originals"): "the question for it",
    ("index", "page"): "the question for a page that was just recorded",
    ("index", "steps"): "the question for the posts of a page that was just recorded",
    ("guard", "archive"): "the call that is guarded",
    ("guard", "translate"): "the call that is guarded",
    ("running", "archive"): "what begins the iterator of a call",
    ("running", "steps"): "the iterator itself",
}
ROOM_OF_FILE = {str(path): room_of(name) for name, path in house.files().items()}
Climb = tuple[str, str]


@contextmanager
def traced(climbs: Counter[Climb]) -> Iterator[None]:
    """Counts the calls, in every thread, from one room of the house into one that is not below it."""
    reach = {room: house.reached(room, ROOMS) | FLOOR | {room} for room in ROOMS}

    def look(frame: FrameType, event: str, _argument: Any) -> None:
        if event != "call" or (there := ROOM_OF_FILE.get(frame.f_code.co_filename)) is None:
            return
        caller = frame.f_back
        while caller is not None and caller.f_code.co_filename not in ROOM_OF_FILE:
            caller = caller.f_back
        if caller is None:
            return
        here = ROOM_OF_FILE[caller.f_code.co_filename]
        if there not in reach[here]:
            climbs[here, there] += 1

    threading.setprofile(look)
    sys.setprofile(look)
    try:
        yield
    finally:
        sys.setprofile(None)
        threading.setprofile(None)


def test_a_capture_climbs_by_what_was_handed_in_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read_here(monkeypatch)
    climbs: Counter[Climb] = Counter()
    with whole_site() as (site, _), Archive(tmp_path / "evidence") as archive:
        options = archive.fetch_options(allow_private=True, delay=0)
        with traced(climbs):
            page = archive.capture(site.url("/az/1"), options=options)
    assert page.article is not None
    assert set(climbs) == set(HANDED_IN)
