"""`verify` on archives that were damaged in every way that benchmarks/damage.py knows."""

from __future__ import annotations

import random
import shutil
from pathlib import Path

import pytest

from benchmarks.damage import cases, found_by_dragoman, sound_archive


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sound") / "archive"
    sound_archive(folder, pages=3)
    return folder


def test_no_alarm_on_a_sound_archive(sound: Path) -> None:
    report = found_by_dragoman(sound)
    assert report.problems == []
    assert report.records > 20


def test_every_damage_is_found_and_named(sound: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    missed = []
    for number, (name, damage) in enumerate(cases(sound, 40, random.Random(7))):
        shutil.rmtree(copy, ignore_errors=True)
        shutil.copytree(sound, copy)
        damage(copy)
        report = found_by_dragoman(copy)
        if report.ok or not all(problem.file and problem.message for problem in report.problems):
            missed.append((number, name))
    assert missed == []
