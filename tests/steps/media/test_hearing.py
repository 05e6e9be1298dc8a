"""What a machine hears in a recording: kept minute by minute, its own words wherever they go."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from dragoman.archive import Archive
from dragoman.errors import ExtractionError
from dragoman.reader.hearing_reader import HearingReader, Sound
from dragoman.steps.models import install_speech_model
from dragoman.steps.told_page import page_json
from dragoman.translate.speech import whisper
from dragoman.translate.speech.sound import BROKEN
from dragoman.translate.speech.stretch import Stretch
from tests.support.scripted_hearing import ScriptedHearing, installed_by_name, stretch, tones
from tests.support.shell import typed

SAID = ["", "Məhkəmə onu Kərimov saydı. Vəkil", "gəldi. Ailəsi burada idi.", "Sonra getdilər."]


@pytest.fixture
def models(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A model that is installed and never loaded, and a library that is there and never asked."""
    folder = tmp_path / "models"
    assert install_speech_model(installed_by_name(tmp_path / "whisper"), folder) is not None
    monkeypatch.setenv("DRAGOMAN_MODELS", str(folder))
    monkeypatch.setattr(whisper, "check_installed", lambda: None)
    return folder


def heard(n: int) -> Stretch:
    return stretch(n, 3, SAID[n])


@pytest.fixture
def archive(tmp_path: Path, models: Path) -> Iterator[Archive]:
    assert models.is_dir()
    with Archive(tmp_path / "a") as opened:
        yield opened


def test_what_is_heard_is_an_article_whose_sentences_have_their_times(
    archive: Archive, tmp_path: Path
) -> None:
    hearing = archive._holdings.hearing = ScriptedHearing(3, heard)
    told: list[tuple[float, float]] = []
    archive.tell_hearing(lambda done, total: told.append((done, total)))
    (outcome,) = archive.import_file(tones(tmp_path / "a.wav", 1))
    page = archive.page(outcome.page.id)
    assert outcome.error is None and hearing.asked == [1, 2, 3]
    assert told == [(60.0, 180.0), (120.0, 180.0), (180.0, 180.0)]
    assert (
        page.text == "Məhkəmə onu Kərimov saydı. Vəkil gəldi. Ailəsi burada idi.\n\nSonra getdilər."
    )
    shown = page_json(page, "en", None)
    times = [(each["time"]["from"], each["time"]["to"]) for each in shown["pairs"]]
    assert times == [(0.0, 3.5), (4.0, 60.5), (61.0, 63.5), (120.0, 121.5)], (
        "one goes over a minute"
    )
    assert shown["pairs"][3]["time"]["place"].endswith("a.wav#t=120,121.5")
    assert shown["machine_heard"]["languages"] == [{"code": "az", "sure": 0.8, "by": "model"}]
    assert shown["machine_heard"]["words"] == 11 and shown["machine_heard"]["unheard"] == []
    assert len(shown["machine_heard"]["engine"]["model"]["sha256"]) == 64
    assert archive.verify().ok
    archive.reindex()
    assert archive.page(page.id).text == page.text


def test_an_interruption_loses_nothing_and_the_next_translate_goes_on(
    archive: Archive, tmp_path: Path
) -> None:
    def until_three(n: int) -> Stretch:
        if n == 3:
            raise KeyboardInterrupt
        return heard(n)

    archive._holdings.hearing = ScriptedHearing(3, until_three)
    with pytest.raises(KeyboardInterrupt):
        list(archive.import_file(tones(tmp_path / "a.wav", 1)))
    hearing = archive._holdings.hearing = ScriptedHearing(3, heard)
    (page,) = archive.pages()
    list(archive.translate())
    assert hearing.asked == [3], "what was heard is not heard again"
    assert archive.page(page.id).text.endswith("Sonra getdilər.")


def test_a_minute_that_breaks_costs_itself_and_is_said(archive: Archive, tmp_path: Path) -> None:
    def second_breaks(n: int) -> Stretch:
        return Stretch(2, 3, 60.0, 120.0, error="it was too much") if n == 2 else heard(n)

    archive._holdings.hearing = ScriptedHearing(3, second_breaks)
    (outcome,) = archive.import_file(tones(tmp_path / "a.wav", 1))
    page = archive.page(outcome.page.id)
    assert "60 of 180 seconds of which it did not hear" in page.origin().says()
    assert "0:01:00 of which it did not hear" in page.verdict["reason"]
    (lost,) = page_json(page, "en", None)["machine_heard"]["unheard"]
    assert (lost["from"], lost["to"], lost["error"]) == (60.0, 120.0, "it was too much")


def test_that_there_are_tracks_of_sound_behind_the_one_that_was_heard_is_said(
    archive: Archive, tmp_path: Path
) -> None:
    class TwoTracks(ScriptedHearing):
        def sound(self, content: bytes, folder: Path, url: str, called_off: object) -> Sound:
            return replace(super().sound(content, folder, url, called_off), tracks=2)

    archive._holdings.hearing = TwoTracks(3, heard)
    (outcome,) = archive.import_file(tones(tmp_path / "a.wav", 1))
    page = archive.page(outcome.page.id)
    assert "of whose 2 tracks of sound the first alone was heard" in page.verdict["reason"]
    assert page_json(page, "en", None)["machine_heard"]["tracks"] == 2
    shown = typed("--archive", str(tmp_path / "a"), "show", page.id)
    assert "its tracks of sound behind the first (2 in all)" in " ".join(shown.out.split())
    assert archive.verify().ok


def test_what_is_known_to_be_broken_is_asked_of_nobody_and_is_said(
    archive: Archive, tmp_path: Path
) -> None:
    class Broken(ScriptedHearing):
        def sound(self, content: bytes, folder: Path, url: str, called_off: object) -> Sound:
            found = super().sound(content, folder, url, called_off)
            pieces = [(start, stop, BROKEN if n == 1 else None)
                      for n, (start, stop, _) in enumerate(found.pieces)]  # fmt: skip
            return Sound(found.numbers, pieces, url)

        def stretch(self, sound: Sound, n: int, *rest: object) -> Stretch:
            if sound.pieces[n - 1][2] is not None:
                return HearingReader.stretch(self, sound, n, *rest)  # type: ignore[arg-type]
            return super().stretch(sound, n, *rest)  # type: ignore[arg-type]

    hearing = archive._holdings.hearing = Broken(3, heard)
    (outcome,) = archive.import_file(tones(tmp_path / "a.wav", 1))
    assert outcome.error is None and hearing.asked == [1, 3]
    page = archive.page(outcome.page.id)
    assert "60 of 180 seconds of which it did not hear" in page.origin().says()
    (lost,) = page_json(page, "en", None)["machine_heard"]["unheard"]
    assert lost["error"] == BROKEN
    assert archive.verify().ok


def test_everywhere_the_words_are_the_machines_and_are_not_approved_along_with_others(
    archive: Archive, tmp_path: Path
) -> None:
    archive._holdings.hearing = ScriptedHearing(3, heard)
    (outcome,) = archive.import_file(tones(tmp_path / "a.wav", 1))
    page = archive.by_hand(outcome.page)
    assert "the text was heard by a machine in a recording" in page.credit("en")
    for pair in page.pairs("en"):
        (flag,) = [each for each in pair.flags if each.code == "heard"]
        assert flag.severity == "warn"
    assert '"Kərimov"' in next(f.message for f in page.pairs("en")[0].flags if f.code == "heard")
    for kind in ("html", "txt", "bilingual", "jsonl", "tmx", "xliff", "prov", "csv"):
        out = tmp_path / f"out.{kind}"
        archive.export([page.id], kind, out)
        if kind not in ("bilingual", "csv", "tmx", "prov"):
            assert "heard by a machine" in out.read_text(encoding="utf-8"), kind
    listed = typed("--archive", str(archive.folder), "show", page.id)
    assert "the text was heard by a machine in a recording" in " ".join(listed.out.split())


def test_what_a_person_says_is_spoken_is_heard_again_as_that(
    archive: Archive, tmp_path: Path
) -> None:
    hearing = archive._holdings.hearing = ScriptedHearing(3, heard)
    (outcome,) = archive.import_file(tones(tmp_path / "a.wav", 1))
    list(archive.translate([outcome.page.id]))
    assert hearing.spoken == [None] * 3
    archive.hear_as("tr")
    list(archive.translate([outcome.page.id]))
    assert hearing.spoken == [None] * 3 + ["tr"] * 3
    told = page_json(archive.page(outcome.page.id), "en", None)["machine_heard"]["languages"]
    assert told == [{"code": "tr", "sure": None, "by": "person"}]
    list(archive.translate([outcome.page.id]))
    assert len(hearing.asked) == 6, "it was heard as that already"


def test_what_was_heard_stands_where_it_cannot_be_heard_again(
    archive: Archive, models: Path, tmp_path: Path
) -> None:
    archive._holdings.hearing = ScriptedHearing(3, heard)
    (outcome,) = archive.import_file(tones(tmp_path / "a.wav", 1))
    before = archive.page(outcome.page.id)
    shutil.rmtree(models / "speech")
    archive.hear_as("tr")
    (outcome,) = archive.translate([before.id])
    assert "models install FOLDER" in outcome.pending.message
    after = archive.page(before.id)
    assert after.text == before.text and after.verdict == before.verdict


def test_what_is_missing_is_said_and_nothing_is_fetched(
    tmp_path: Path, models: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert models.is_dir()
    monkeypatch.setenv("DRAGOMAN_MODELS", str(tmp_path / "none"))
    path = tones(tmp_path / "a.wav", 1)
    with Archive(tmp_path / "b") as archive:
        (outcome,) = archive.import_file(path)
        assert isinstance(outcome.error, ExtractionError)
        assert "models install FOLDER" in outcome.error.message and outcome.page.held
        monkeypatch.undo()
        monkeypatch.setattr(whisper.importlib.util, "find_spec", lambda _: None)
        (outcome,) = archive.translate([outcome.page.id])
        assert "python -m pip install 'dragoman[speech]'" in outcome.pending.message


def test_a_model_is_installed_listed_and_removed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DRAGOMAN_MODELS", str(tmp_path / "models"))
    folder = installed_by_name(tmp_path / "whisper")
    (folder / "README.md").write_text("# x\n\nlicense: mit\n", encoding="utf-8")
    (folder / "other.txt").write_text("not taken along", encoding="utf-8")
    done = typed("--json", "models", "install", str(folder))
    assert (
        done.status == 0
        and done.lines[0]["engine"] == "speech"
        and done.lines[0]["licence"] == "mit"
    )
    listed = typed("--json", "models", "list")
    assert [each for each in listed.lines if each["engine"] == "speech"] == done.lines
    assert "metadata" not in listed.err
    for name in ("speech", "whisper"):
        assert typed("--json", "models", "info", name).lines == done.lines
    (folder / "tokenizer.json").unlink()
    bad = typed("models", "install", str(folder))
    assert bad.status == 1 and "without tokenizer.json" in bad.err
    assert typed("models", "remove", "speech").status == 0
    assert typed("models", "remove", "whisper").status == 1
    none = typed("models", "info", "whisper")
    assert none.status == 1 and "models install FOLDER" in none.err


def test_a_model_whose_files_changed_is_not_heard_with(
    archive: Archive, models: Path, tmp_path: Path
) -> None:
    (place,) = (models / "speech").iterdir()
    (place / "config.json").write_text("{} ", encoding="utf-8")
    archive._holdings.hearing = ScriptedHearing(3, heard)
    (outcome,) = archive.import_file(tones(tmp_path / "a.wav", 1))
    assert "have changed since it was installed" in outcome.error.message


@pytest.mark.parametrize("name", ["a.wav", "a.mp3", "a.mp4"])
def test_what_is_no_recording_is_not_taken_in(archive: Archive, tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_text("salam", encoding="utf-8")
    (outcome,) = archive.import_files([path])
    assert "is no recording, whatever its name says" in outcome.error.message
