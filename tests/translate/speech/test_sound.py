"""The sound of a recording: decoded from memory alone, and cut where it is quiet."""

from __future__ import annotations

from pathlib import Path

import pytest

from dragoman.errors import ExtractionError
from tests.support.scripted_hearing import tones
from tests.support.site import Answer, Site

pytest.importorskip("av")
from dragoman.translate.speech import sound


def test_a_recording_is_cut_where_it_is_quiet(tmp_path: Path) -> None:
    path = tones(tmp_path / "a.wav", 100, quiet=(52.0, 52.6))
    seconds = sound.decode(path.read_bytes(), tmp_path / "numbers", "u")
    assert seconds == pytest.approx(100, abs=0.05)
    first, second = sound.pieces(tmp_path / "numbers")
    assert first[0] == 0 and first[1] == second[0] and 52 <= first[1] <= 52.6
    assert second[1] == pytest.approx(100, abs=0.05)
    part = sound.samples(tmp_path / "numbers", 52.1, 52.5)
    assert len(part) == pytest.approx(0.4 * sound.RATE, abs=2) and sound.is_silent(part)
    assert not sound.is_silent(sound.samples(tmp_path / "numbers", 51, 53))


def test_sound_that_breaks_off_is_heard_up_to_there(tmp_path: Path) -> None:
    whole = tones(tmp_path / "a.wav", 10).read_bytes()
    seconds = sound.decode(whole[: len(whole) // 2], tmp_path / "numbers", "u")
    assert seconds == pytest.approx(5, abs=0.1)


@pytest.mark.parametrize(
    "content", [b"", b"no sound at all", b"RIFF\x00\x00\x00\x00WAVE", bytes(5000)]
)
def test_what_is_no_recording_is_one_sentence(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(ExtractionError, match="recording"):
        sound.decode(content, tmp_path / "numbers", "u")


def test_what_a_recording_names_is_not_asked_for(tmp_path: Path) -> None:
    """A playlist in the place of a film, which libraries would follow, also to files of the machine."""
    beside = tones(tmp_path / "beside.wav", 1)
    with Site({"/a.wav": Answer(beside.read_bytes())}) as site:
        for named in (site.url("/a.wav"), f"file://{beside}", str(beside)):
            playlist = f"#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:1.0,\n{named}\n#EXT-X-ENDLIST\n"
            concat = f"ffconcat version 1.0\nfile '{named}'\n"
            for each in (playlist, concat):
                with pytest.raises(ExtractionError):
                    sound.decode(each.encode(), tmp_path / "numbers", "u")
        assert site.asked == []
