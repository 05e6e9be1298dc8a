"""The tests stand where what they test stands."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from tests.support.places import ROOT

TESTS = ROOT / "tests"
MOST_FILES, MOST_FOLDERS = 16, 20
OTHERS = {"house", "support"}


def folders() -> list[str]:
    held = {path.parent.relative_to(TESTS).as_posix() for path in TESTS.rglob("*.py")}
    return sorted(held - {"."} - OTHERS)


def held_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.glob("test_*.py"))


@pytest.mark.parametrize("folder", folders())
def test_a_folder_of_tests_is_one_of_the_package(folder: str) -> None:
    room = ROOT / "dragoman" / folder
    assert room.is_dir() or (room.with_suffix(".py").is_file() and "/" not in folder)
    folders_in = [each for each in (TESTS / folder).glob("*/") if each.name != "__pycache__"]
    held = held_in(TESTS / folder)
    assert (held or folders_in) and len(held) <= MOST_FILES and len(folders_in) <= MOST_FOLDERS


def test_tests_are_in_folders_and_what_they_share_is_apart() -> None:
    assert held_in(TESTS) == held_in(TESTS / "support") == []
    shared = set(TESTS.rglob("*.py")) - set(TESTS.rglob("test_*.py"))
    apart = {path for path in shared if path.parent not in (TESTS, TESTS / "support")}
    assert {path.name for path in apart} == {"__init__.py"}


def test_no_two_files_have_one_name() -> None:
    names = Counter(path.name for path in TESTS.rglob("test_*.py"))
    assert [name for name, times in names.items() if times > 1] == []
