"""What is left, and what is said, where a model could not be installed."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from dragoman.errors import ModelError, ModelInvalid, ModelMissing, UsageError
from dragoman.steps.models import find_model, install_model
from dragoman.translate.installing.install import install_file, remove
from dragoman.translate.models import workshop as made
from dragoman.translate.models.workshop import copied, workshop
from tests.support.argos_package import dictionary_package, pack

KILLED = """
import os, signal, sys
from pathlib import Path
from dragoman.translate.models.workshop import workshop
with workshop(Path(sys.argv[1]), "a model") as folder:
    (folder / "model.bin").write_bytes(b"half of it")
    os.kill(os.getpid(), signal.SIGKILL)
"""
HALF = ("model.azen.intgemm.alphas.bin", "lex.50.50.azen.s2t.bin")


@pytest.mark.skipif(sys.platform == "win32", reason="programs are not killed so there")
def test_what_a_killed_install_left_goes_with_the_next(tmp_path: Path) -> None:
    package = pack(dictionary_package(tmp_path / "package"), tmp_path / "model.argosmodel")
    models = tmp_path / "models"
    for _ in range(2):
        subprocess.run([sys.executable, "-c", KILLED, str(models)], check=False)
    assert [each for each in models.iterdir() if each.is_dir()] != []
    (models / ".old-a-model-1").mkdir()
    with workshop(models, "another that is being installed") as busy:
        installed = install_file(package, models)
        assert {each for each in models.iterdir() if each.is_dir()} == {installed.path, busy}
    subprocess.run([sys.executable, "-c", KILLED, str(models)], check=False)
    remove("az-en", models)
    assert list(models.iterdir()) == []


def test_a_model_that_lacks_a_file_is_named_by_where_it_is(tmp_path: Path) -> None:
    folder = tmp_path / "azen"
    folder.mkdir()
    for name in HALF:
        (folder / name).write_bytes(b"")
    with pytest.raises(ModelInvalid, match="vocabulary") as caught:
        install_file(folder, tmp_path / "models")
    assert caught.value.message.startswith(f"{folder} holds no")
    assert list((tmp_path / "models").iterdir()) == []


def test_a_full_disk_says_nothing_against_a_model(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    full = Path("/dev/full")
    if not full.exists():
        pytest.skip("needs /dev/full")
    source = tmp_path / "model.bin"
    source.write_bytes(b"x" * 3_000_000)
    with (
        pytest.raises(ModelError, match="could not be written: No space left"),
        workshop(tmp_path / "models", "a model"),
    ):
        copied(source, full)
    for name in ("model.bin.gz", "nowhere.bin", "folder.bin"):
        bad = tmp_path / name
        if name.endswith(".gz"):
            shutil.copyfile(source, bad)
        elif name.startswith("folder"):
            bad.mkdir()
        with pytest.raises(ModelInvalid, match=r"cannot be (read|unpacked): ") as caught:
            copied(bad, tmp_path / "copy")
        assert ("unpacked" in caught.value.message) == name.endswith(".gz")
    monkeypatch.setattr(made, "_CHUNK", 10)
    with pytest.raises(ModelInvalid, match="larger than a model can be"):
        copied(source, tmp_path / "copy", most_bytes=100)


def test_what_is_no_model_is_said_to_be_none_before_anybody_is_asked(tmp_path: Path) -> None:
    for what in ("nosuch", "./nosuch/", "model.zip", "azen"):
        with pytest.raises(UsageError, match="there is no file or folder"):
            install_model(what, models_dir=tmp_path)
    told: list[str] = []
    with pytest.raises(UsageError, match="one language twice"):
        install_model("az-az", models_dir=tmp_path, tell=told.append)
    assert told == []
    with pytest.raises(UsageError, match="nor the name of a model"):
        find_model("firefox-zz", models_dir=tmp_path)
    with pytest.raises(ModelMissing, match="dragoman models list"):
        find_model("az-en", models_dir=tmp_path)
