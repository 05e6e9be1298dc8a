"""What this machine notes outside an archive: its key, and the seals that it makes with it."""

from __future__ import annotations

from pathlib import Path

import pytest

from dragoman.provenance import machine


@pytest.fixture(autouse=True)
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(machine.VARIABLE, str(tmp_path / "no" / "such" / "state"))
    return tmp_path / "no" / "such" / "state"


def test_a_seal_is_known_again_and_no_other_is(state: Path) -> None:
    made = machine.seal("index of archive 1")
    assert made is not None and machine.is_sealed("index of archive 1", made)
    assert not machine.is_sealed("index of archive 2", made)
    for forged in (made[:-1] + ("0" if made[-1] != "0" else "1"), "", None, 7, b"x", "ə" * 64):
        assert not machine.is_sealed("index of archive 1", forged)
    assert (state / "key").stat().st_size == machine.KEY_LENGTH


def test_another_machine_made_none_of_these_seals(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = machine.seal("index")
    monkeypatch.setenv(machine.VARIABLE, str(tmp_path / "elsewhere"))
    assert not machine.is_sealed("index", made)


@pytest.mark.parametrize("length", [0, 1, machine.KEY_LENGTH - 1, machine.KEY_LENGTH + 1])
def test_half_a_key_seals_nothing(state: Path, length: int) -> None:
    machine.seal("index")
    (state / "key").write_bytes(bytes(length))
    assert machine.seal("index") is None


def test_the_platforms_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    for name in ("LOCALAPPDATA", "XDG_DATA_HOME"):
        monkeypatch.delenv(name, raising=False)
    for platform, place in (
        ("win32", "AppData/Local"), ("darwin", "Library/Application Support"),
        ("linux", ".local/share"),
    ):  # fmt: skip
        monkeypatch.setattr("sys.platform", platform)
        assert machine.data_home() == tmp_path / place
    monkeypatch.setenv("XDG_DATA_HOME", "relative")
    assert machine.data_home() == tmp_path / ".local/share"
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    assert machine.data_home() == tmp_path / "data"
