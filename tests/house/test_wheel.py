"""What is in the wheel, which people install: the package with all its files, and nothing else."""

from __future__ import annotations

import subprocess
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.places import ROOT

pytest.importorskip("hatchling")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Iterator[zipfile.ZipFile]:
    from tools.wheel import build

    with zipfile.ZipFile(build(tmp_path_factory.mktemp("wheel"))) as held:
        yield held


def test_it_has_each_file_of_the_package_and_no_other(wheel: zipfile.ZipFile) -> None:
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "dragoman"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if listed.returncode != 0:
        pytest.skip("this is no checkout of git")
    ours = {name for name in listed.stdout.splitlines() if (ROOT / name).is_file()}
    held = {name for name in wheel.namelist() if ".dist-info/" not in name}
    assert held == ours
    assert "dragoman/py.typed" in held


def test_no_path_in_it_is_too_long_for_windows(wheel: zipfile.ZipFile) -> None:
    """260 characters with the folder of an environment before them."""
    assert max(map(len, wheel.namelist())) < 120
    folded = [name.casefold() for name in wheel.namelist()]
    assert len(set(folded)) == len(folded)


def test_it_says_what_it_is(wheel: zipfile.ZipFile) -> None:
    def read(name: str) -> str:
        (path,) = [each for each in wheel.namelist() if each.endswith(f".dist-info/{name}")]
        return wheel.read(path).decode()

    assert "dragoman = dragoman.__main__:main" in read("entry_points.txt")
    assert "Requires-Python: >=3.11" in read("METADATA") and "Tag: py3-none-any" in read("WHEEL")
    assert any(Path(each).name == "NOTICE" for each in wheel.namelist())
