"""The trace of one capture: a room calls what stands below it, and up only what it was handed."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import pytest

from dragoman import Archive
from tests import house
from tests.calls import Climb, Tracer
from tests.reading_here import read_here
from tests.site import Site, news_site
from tests.test_imports import FLOOR, ROOMS, room_of

PARTS = {path: room_of(name) for name, path in house.files().items()}
BELOW = {room: house.reached(room, ROOMS) | FLOOR for room in ROOMS}
# Calls up whose callee is held by no variable of the caller: from where to where, and why all the
# same it was handed in. One that is made no more goes from here.
BY_NAME = {
    (
        "running: _generator",
        "steps: Capturing.run",
    ): "the iterator that the callable it was handed made"
}


def plain(archive: Archive, site: Site) -> None:
    """The record alone: its article is read by whoever asks for it later."""
    options = archive.fetch_options(allow_private=True)
    (outcome,) = archive.capture_many([site.url("/az")], options=options, read=False)
    assert outcome.page is not None and outcome.page.article is None


def with_its_article(archive: Archive, site: Site) -> None:
    page = archive.capture(site.url("/az"), allow_private=True)
    assert page.text and page.language is not None


def many(archive: Archive, site: Site) -> None:
    """In threads, of which one only keeps; a redirect, and one that fails."""
    options = replace(archive.fetch_options(allow_private=True), requisites=False)
    pages = [site.url(path) for path in ("/az", "/ru", "/old", "/nothing")]
    outcomes = list(archive.capture_many(pages, options=options, concurrency=2))
    assert [each.error is None for each in outcomes] == [True, True, True, False]


@pytest.mark.parametrize("way", [plain, with_its_article, many])
def test_a_capture_climbs_only_by_what_was_handed_in(
    way: Callable[[Archive, Site], None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read_here(monkeypatch)
    trace = Tracer(PARTS, BELOW)
    with news_site() as site, Archive(tmp_path / "archive") as archive, trace:
        way(archive, site)
    assert {"archive", "steps", "index", "archiver", "provenance"} <= trace.entered
    assert ({"reader", "translate"} <= trace.entered) is (way is not plain)
    unexplained = {(each.caller, each.callee) for each in trace.climbs if not each.handed_in}
    assert unexplained == set(BY_NAME)


# -- what traces, on files that were made for it ---------------------------------------------

LOW = """
class Low:
    def __init__(self, given=None): self.given = given
    def asks(self): return self.given()
def plain(given): return given()
def walks(given): return list(given)
def of_itself():
    import traced_high
    return traced_high.answer()
def by_name():
    import sys
    return getattr(sys.modules["traced_high"], "answer")()
def through_a_library():
    import traced_high
    return sorted([1, 2], key=traced_high.key)
"""
HIGH = """
import traced_low
from functools import partial
class High:
    def answer(self): return 1
def answer(): return 1
def key(number): return -number
def numbers(): yield 1
def down(): return traced_low.plain(int)
"""


MADE = {"traced_low": LOW, "traced_high": HIGH}


@pytest.fixture
def modules(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[ModuleType, ModuleType]:
    monkeypatch.syspath_prepend(tmp_path)
    for name, text in MADE.items():
        monkeypatch.delitem(sys.modules, name, raising=False)
        (tmp_path / f"{name}.py").write_text(text, encoding="utf-8")
    importlib.invalidate_caches()
    low, high = map(importlib.import_module, MADE)
    return low, high


def climbs(
    modules: tuple[ModuleType, ModuleType], way: Callable[[ModuleType, ModuleType], object]
) -> list[Climb]:
    low, high = modules
    parts = {Path(str(low.__file__)): "low", Path(str(high.__file__)): "high"}
    trace = Tracer(parts, {"low": set(), "high": {"low"}})
    with trace:
        way(low, high)
    return trace.climbs


@pytest.mark.parametrize(
    "way",
    [
        lambda low, _: low.of_itself(),
        lambda low, _: low.by_name(),
        lambda low, _: low.through_a_library(),
    ],
)
def test_a_call_up_that_nobody_handed_in_is_found(
    modules: tuple[ModuleType, ModuleType], way: Callable[[ModuleType, ModuleType], object]
) -> None:
    (climb,) = climbs(modules, way)
    assert climb.caller.startswith("low: ") and climb.callee.startswith("high: ")
    assert not climb.handed_in


@pytest.mark.parametrize(
    "way",
    [
        lambda low, high: low.plain(high.answer),
        lambda low, high: low.plain(high.High().answer),
        lambda low, high: low.plain(high.partial(high.answer)),
        lambda low, high: low.Low(high.answer).asks(),
        lambda low, high: low.Low(high.High().answer).asks(),
        lambda low, high: low.walks(high.numbers()),
        lambda low, high: low.walks(map(high.key, [1])),
    ],
)
def test_a_call_of_what_was_handed_in_is_told_from_it(
    modules: tuple[ModuleType, ModuleType], way: Callable[[ModuleType, ModuleType], object]
) -> None:
    (climb,) = climbs(modules, way)
    assert climb.handed_in, climb


def test_calls_down_and_beside_are_none(modules: tuple[ModuleType, ModuleType]) -> None:
    assert climbs(modules, lambda _, high: high.down()) == []
    assert climbs(modules, lambda low, _: low.walks([])) == []
