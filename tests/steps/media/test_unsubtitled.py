"""Recordings of a page that came without subtitles: pages of their own, which a machine can hear."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

from dragoman.archive import Archive
from dragoman.steps.models import install_speech_model
from dragoman.steps.told_page import page_json
from dragoman.translate.speech import whisper
from tests.archiver.media.test_recordings import OPTIONS, dragoman, prepared
from tests.support.recorded_site import HTML, PIECES, piece, recorded_site
from tests.support.scripted_hearing import ScriptedHearing, installed_by_name, stretch, tones
from tests.support.site import Answer, Site

pytestmark = pytest.mark.skipif(
    importlib.util.find_spec("yt_dlp") is None, reason="needs the extra video (yt-dlp)"
)
PAGE = (
    '<!doctype html><html lang="az"><head><meta charset="utf-8"><title>Uydurma çəkiliş</title></head><body>'
    "<h1>Uydurma çəkiliş</h1><p>Məhkəmə binasının qarşısında çəkilmiş uydurma bir səs yazısı.</p>"
    "{}</body></html>"
)


def unsubtitled_site(tmp_path: Path) -> Site:
    """A page with a film in pieces, one with a sound in one file; neither has subtitles."""
    site = recorded_site()
    sound = tones(tmp_path / "site.wav", 2).read_bytes()
    film = '<video><source src="/film/film.m3u8" type="application/x-mpegURL"></video>'
    site.answers["/film"] = Answer(PAGE.format(film).encode(), headers=HTML)
    audio = '<audio controls><source src="/sound.wav" type="audio/wav"></audio>'
    site.answers["/sound"] = Answer(PAGE.format(audio).encode(), headers=HTML)
    site.answers["/sound.wav"] = Answer(sound, headers={"Content-Type": "audio/wav"})
    del site.answers["/film/az.vtt"]
    return site


def test_each_is_a_page_that_rests_on_what_came(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DRAGOMAN_MODELS", str(tmp_path / "models"))
    monkeypatch.setattr(whisper, "check_installed", lambda: None)
    install_speech_model(installed_by_name(tmp_path / "whisper"), tmp_path / "models")
    folder = prepared(tmp_path / "archive")
    with unsubtitled_site(tmp_path) as site:
        done = dragoman(folder, "capture", *OPTIONS, site.url("/film"), site.url("/sound"))
        assert done.status == 0, done.err
        film, sound = site.url("/film/film.m3u8"), site.url("/sound.wav")
        page_of = {film: site.url("/film"), sound: site.url("/sound")}
    listed = {each["url"]: each for each in done.lines}
    assert set(listed) == {site.url("/film"), site.url("/sound"), film, sound}
    assert listed[sound]["mime"] == "audio/wav" and listed[sound]["verdict"]["kind"] == "file"
    wanted = {
        film: b"".join(map(piece, range(PIECES))),
        sound: (tmp_path / "site.wav").read_bytes(),
    }
    with Archive(folder) as archive:
        for url, content in wanted.items():
            hearing = archive._holdings.hearing = ScriptedHearing(
                1, lambda n: stretch(n, 1, "Salam dünya.")
            )
            (outcome,) = archive.translate([listed[url]["id"]])
            assert outcome.page.text == "Salam dünya." and hearing.content == content
            told = page_json(archive.page(outcome.page.id), "en", None)
            assert told["recording"]["recording"] == url
            assert told["recording"]["page"] == listed[page_of[url]]["id"]
            assert told["pairs"][-1]["time"]["place"] == f"{url}#t=0,1.5"
        assert archive.verify().ok


def test_what_is_encrypted_is_said_and_not_heard(tmp_path: Path) -> None:
    folder = prepared(tmp_path / "archive")
    with unsubtitled_site(tmp_path) as site:
        playlist = site.answers["/film/film.m3u8"].body.decode()
        keyed = playlist.replace("#EXTINF", '#EXT-X-KEY:METHOD=SAMPLE-AES,URI="/key"\n#EXTINF', 1)
        site.answers["/film/film.m3u8"] = Answer(
            keyed.encode(), headers={"Content-Type": "application/vnd.apple.mpegurl"}
        )
        done = dragoman(folder, "capture", *OPTIONS, site.url("/film"))
    assert len(done.lines) == 1
    assert "cannot be heard" in done.err or done.status == 1, done.err
