"""The sound of a recording: decoded from memory alone, and cut where it is quiet."""

from __future__ import annotations

import io
import random
from itertools import pairwise
from pathlib import Path

import pytest

from dragoman.errors import ExtractionError
from tests.support.scripted_hearing import tones
from tests.support.site import Answer, Site

pytest.importorskip("av")
from dragoman.translate.speech import sound


def encoded(path: Path, seconds: float, kind: str, codec: str) -> bytes:
    """A tone in a container that says how long it is."""
    import av

    out = io.BytesIO()
    with av.open(str(tones(path, seconds))) as tone, av.open(out, "w", format=kind) as made:
        stream = made.add_stream(codec, rate=8000)
        for frame in tone.decode(audio=0):
            frame.pts = None
            made.mux(stream.encode(frame))
        made.mux(stream.encode(None))
    return out.getvalue()


def test_a_recording_is_cut_where_it_is_quiet(tmp_path: Path) -> None:
    path = tones(tmp_path / "a.wav", 100, quiet=(52.0, 52.6))
    lost = sound.decode(path.read_bytes(), tmp_path / "numbers", "u")
    assert lost.gaps == [] and lost.ends is None
    first, second = sound.pieces(tmp_path / "numbers", lost)
    assert first[0] == 0 and first[1] == second[0] and 52 <= first[1] <= 52.6
    assert second[1] == pytest.approx(100, abs=0.05) and first[2] is second[2] is None
    part = sound.samples(tmp_path / "numbers", 52.1, 52.5)
    assert len(part) == pytest.approx(0.4 * sound.RATE, abs=2) and sound.is_silent(part)
    assert not sound.is_silent(sound.samples(tmp_path / "numbers", 51, 53))


def test_what_is_broken_in_the_middle_costs_itself_and_the_rest_stands_at_its_time(
    tmp_path: Path,
) -> None:
    content = bytearray(encoded(tmp_path / "a.wav", 90, "mp4", "aac"))
    third = len(content) // 3
    for at, size in ((third, len(content) // 15), (2 * third, 100)):
        content[at : at + size] = random.Random(at).randbytes(size)
    lost = sound.decode(bytes(content), tmp_path / "numbers", "u")
    pieces = sound.pieces(tmp_path / "numbers", lost)
    assert pieces[-1][1] == pytest.approx(90, abs=0.5), "the rest is there"
    assert all(before[1] == after[0] for before, after in pairwise(pieces))
    broken = [each for each in pieces if each[2] is not None]
    assert {each[2] for each in broken} == {sound.BROKEN}, broken
    assert sum(stop - start for start, stop, _ in broken) > 2
    assert all(28 < start < stop < 38 for start, stop, _ in broken), "a short break is silence"
    heard = [each for each in pieces if each[2] is None]
    assert not any(
        sound.is_silent(sound.samples(tmp_path / "numbers", *each[:2])) for each in heard
    )


def test_sound_that_breaks_off_is_heard_up_to_there_and_the_rest_is_told(tmp_path: Path) -> None:
    whole = encoded(tmp_path / "a.wav", 20, "flac", "flac")
    lost = sound.decode(whole[: len(whole) // 2], tmp_path / "numbers", "u")
    heard, rest = sound.pieces(tmp_path / "numbers", lost)
    assert 8 < heard[1] < 12 and heard[2] is None
    assert rest == (heard[1], pytest.approx(20, abs=0.1), lost.ends)
    assert lost.ends in (sound.BROKEN_OFF, sound.SHORTER)


@pytest.mark.parametrize(
    ("kind", "codec"),
    [("avi", "pcm_s16le"), ("caf", "pcm_s16be"), ("matroska", "pcm_s16le"), ("matroska", "aac"),
     ("ogg", "libopus"), ("aiff", "pcm_s16be")],
)  # fmt: skip
def test_the_lost_end_of_every_container_that_names_or_marks_it_is_told(
    tmp_path: Path, kind: str, codec: str
) -> None:
    whole = encoded(tmp_path / "a.wav", 20, kind, codec)
    lost = sound.decode(whole, tmp_path / "numbers", "u")
    assert lost.ends is None, "nothing is missing"
    lost = sound.decode(whole[: len(whole) // 2], tmp_path / "numbers", "u")
    heard, rest = sound.pieces(tmp_path / "numbers", lost)
    assert 8 < heard[1] < 12 and heard[2] is None
    if kind == "ogg":
        assert rest == (heard[1], heard[1], sound.NO_END)
    else:
        assert rest == (heard[1], pytest.approx(20, abs=0.3), sound.SHORTER)


@pytest.mark.parametrize("kind", ["avi", "caf", "matroska", "ogg"])
def test_no_byte_of_a_head_makes_reading_it_fail_otherwise_than_in_a_sentence(
    tmp_path: Path, kind: str
) -> None:
    codec = {"ogg": "libopus", "caf": "pcm_s16be"}.get(kind, "pcm_s16le")
    whole = encoded(tmp_path / "a.wav", 1, kind, codec)
    chance = random.Random(kind)
    for _ in range(60):
        content = bytearray(whole[: chance.randrange(40, len(whole))])
        for at in (chance.randrange(min(300, len(content))) for _ in range(3)):
            content[at] = chance.choice((0, 0x7F, 0x80, 0xFF, chance.randrange(256)))
        try:
            lost = sound.decode(bytes(content), tmp_path / "numbers", "u")
        except ExtractionError:
            continue
        assert 0 <= lost.whole <= 1_000 * 3600


def test_sound_that_a_list_of_cuts_leaves_out_is_heard(tmp_path: Path) -> None:
    whole = bytearray(encoded(tmp_path / "a.wav", 5, "mov", "aac"))
    at = whole.index(b"elst") + 4
    whole[at + 12 : at + 16] = (50_000_000).to_bytes(4)  # it begins behind the end
    lost = sound.decode(bytes(whole), tmp_path / "numbers", "u")
    heard, *_ = sound.pieces(tmp_path / "numbers", lost)
    assert heard[:2] == (0.0, pytest.approx(5, abs=0.3))


def test_of_several_tracks_the_first_is_heard_and_how_many_there_are_is_told(
    tmp_path: Path,
) -> None:
    import av

    out = io.BytesIO()
    with av.open(str(tones(tmp_path / "a.wav", 2))) as tone, av.open(out, "w", "matroska") as made:
        streams = [made.add_stream("pcm_s16le", rate=8000) for _ in range(2)]
        for frame in tone.decode(audio=0):
            for stream in streams:
                frame.pts = None
                made.mux(stream.encode(frame))
    assert sound.decode(out.getvalue(), tmp_path / "numbers", "u").tracks == 2
    one = encoded(tmp_path / "b.wav", 1, "matroska", "pcm_s16le")
    assert sound.decode(one, tmp_path / "numbers", "u").tracks == 1


@pytest.mark.parametrize("size", [None, 0, 0x7FFF_F000, 0xFFFF_FFFF])
def test_the_lost_end_of_a_wav_is_told_where_its_head_says_how_long_it_was(
    tmp_path: Path, size: int | None
) -> None:
    """A program that wrote it into a pipe did not know, and then nothing is lost that one knows."""
    whole = tones(tmp_path / "a.wav", 20).read_bytes()
    content = bytearray(whole[: len(whole) // 2])
    if size is not None:
        at = content.index(b"data") + 4
        content[at : at + 4] = size.to_bytes(4, "little")
    lost = sound.decode(bytes(content), tmp_path / "numbers", "u")
    heard, *rest = sound.pieces(tmp_path / "numbers", lost)
    assert heard == (0.0, pytest.approx(10, abs=0.1), None)
    told = [(heard[1], pytest.approx(20, abs=0.1), sound.SHORTER)]
    assert rest == (told if size is None else [])


def test_a_recording_is_heard_for_a_day_and_no_longer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sound, "LONGEST_RECORDING", 5)
    content = tones(tmp_path / "a.wav", 30).read_bytes()
    lost = sound.decode(content, tmp_path / "numbers", "u")
    heard, rest = sound.pieces(tmp_path / "numbers", lost)
    assert heard[1] < 7 and heard[2] is None
    assert rest == (heard[1], pytest.approx(30, abs=0.1), sound.TOO_LONG)


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
