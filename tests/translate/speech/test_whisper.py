"""The whole way with a real small model: what a synthesised voice says is in times, and nothing is said of
how well it was heard."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.shell import typed
from tests.support.speech_model import spoken, whisper_model

SAID = "The court kept the journalist in custody. His lawyer filed an appeal on Monday."


def test_a_voice_is_heard_with_the_times_of_its_sentences(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    model, voice = whisper_model(tmp_path / "model"), spoken(tmp_path / "voice.wav", SAID)
    monkeypatch.setenv("DRAGOMAN_MODELS", str(tmp_path / "models"))
    assert typed("models", "install", str(model)).status == 0
    archive = ("--archive", str(tmp_path / "a"), "--json")
    done = typed(*archive, "import", "--no-translate", "--spoken", "en", str(voice))
    assert done.status == 0 and "of a recording are heard" in done.err, done.err
    (shown,) = typed(*archive, "show", done.lines[0]["id"]).lines
    assert shown["pairs"] and shown["machine_heard"]["languages"] == [
        {"code": "en", "sure": None, "by": "person"}
    ]
    times = [(each["time"]["from"], each["time"]["to"]) for each in shown["pairs"]]
    assert all(0 <= begins < ends <= shown["machine_heard"]["seconds"] for begins, ends in times)
    assert times == sorted(times)
    engine = shown["machine_heard"]["engine"]
    assert engine["name"] == "faster-whisper" and engine["settings"]["vad_filter"] is False
    assert typed(*archive, "verify").lines[-1]["ok"]


def test_a_language_that_the_model_does_not_know_is_said_once_and_nothing_is_recorded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    model, voice = whisper_model(tmp_path / "model"), spoken(tmp_path / "voice.wav", SAID)
    monkeypatch.setenv("DRAGOMAN_MODELS", str(tmp_path / "models"))
    assert typed("models", "install", str(model)).status == 0
    archive = ("--archive", str(tmp_path / "a"), "--json")
    done = typed(*archive, "import", "--no-translate", "--spoken", "xx", str(voice))
    assert 'knows no language "xx"' in done.err and "accepted" not in done.err, done.err
    page = done.lines[0]["id"]
    assert "a machine heard" not in typed(*archive, "show", page).out
    again = typed(*archive, "translate", "--spoken", "en-Latn", page)
    assert "of a recording are heard" in again.err
    (shown,) = typed(*archive, "show", page).lines
    assert shown["machine_heard"]["languages"] == [{"code": "en", "sure": None, "by": "person"}]
    assert (
        "of a recording are heard"
        not in typed(*archive, "translate", "--spoken", "en-Latn", page).err
    )
