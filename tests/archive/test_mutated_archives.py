"""Three hundred archives with something wrong in them; `python -m benchmarks.mutated_archives` looks
at ten thousand."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from dragoman.steps.upkeep import verify_folder
from tests.support.mutated import Base, Finding, base, damage, look

BATCH = 30


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Base:
    return base(tmp_path_factory.mktemp("sound"))


@pytest.mark.parametrize("first", range(0, 300, BATCH))
@pytest.mark.long(one_in=6)
def test_each_is_answered_and_none_is_called_sound(sound: Base, tmp_path: Path, first: int) -> None:
    found = []
    for number in range(first, first + BATCH):
        try:
            look(sound, number, tmp_path)
        except Finding as finding:
            found.append(str(finding))
    assert found == []


def test_the_sound_one_is_called_so(sound: Base) -> None:
    report = verify_folder(sound.folder)
    assert report.problems == []
    assert damage(sound, sound.folder) == []


def test_what_is_no_damage_is_none(sound: Base, tmp_path: Path) -> None:
    """The spool, an index that is not there, people's own files."""
    copy = tmp_path / "archive"
    shutil.copytree(sound.folder, copy)
    (copy / "spool" / "left").write_bytes(b"by somebody")
    (copy / "names.csv").unlink()
    (copy / "index.db").unlink()
    assert damage(sound, copy) == []
    assert verify_folder(copy).ok
