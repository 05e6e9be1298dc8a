"""Subtitles as an article: what is said, in whole sentences, each with its times."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dragoman.archiver.article import subtitles
from dragoman.archiver.article.extract import extract
from dragoman.archiver.article.subtitles import extract_subtitles, is_subtitles, read_cues
from dragoman.archiver.body.kept_characters import collapse
from dragoman.errors import ExtractionError

URL = "https://example.org/film/az.vtt"
SRT = (
    "1\r\n00:00:01,000 --> 00:00:02,500\r\n<i>Birinci</i> söz,\r\nikinci sətir.\r\n\r\n"
    "2\r\n00:01:02,500 --> 00:01:04,000\r\n{\\an8}Sonra.\r\n"
    "3\r\n01:00:00,000 --> 01:00:01,000\r\nSonda.\r\n"
)


def test_both_forms_are_read_and_told_from_other_texts() -> None:
    assert [(cue.start, cue.stop, cue.text) for cue in read_cues(SRT)] == [
        (1.0, 2.5, "Birinci söz, ikinci sətir."),
        (62.5, 64.0, "Sonra."),
        (3600.0, 3601.0, "Sonda."),
    ]
    assert is_subtitles(SRT) and is_subtitles("\ufeffWEBVTT\n\n") and is_subtitles("WEBVTT - x\n")
    for other in ("WEBVTTX", "1\nAt 00:00:01,000 --> he said", "A text.", "", "1\n2\n3"):
        assert not is_subtitles(other)


def test_what_is_a_note_a_style_or_empty_is_not_said() -> None:
    text = "WEBVTT\n\nSTYLE\n::cue { color: red }\n\nNOTE\nyox\n\n00:01.000 --> 00:02.000\n<00:01.500><c>Var.</c>\n\n00:03.000 --> 00:04.000\n \n"
    assert [cue.text for cue in read_cues(text)] == ["Var."]


def test_subtitles_that_roll_say_each_word_once() -> None:
    rolled = "WEBVTT\n\n00:01.000 --> 00:02.000\nbir iki\n\n00:02.000 --> 00:03.000\nbir iki üç\n\n00:03.000 --> 00:04.000\nüç\n"
    assert [cue.text for cue in read_cues(rolled)] == ["bir iki", "üç"]


def test_a_pause_and_another_voice_begin_a_block_and_a_sentence_is_not_cut() -> None:
    text = (
        "WEBVTT\n\n00:01.000 --> 00:02.000\n<v A>Bir cümlə\n\n00:05.000 --> 00:06.000\n<v A>bitir.\n\n"
        "00:06.100 --> 00:07.000\n<v A>O biri.\n\n00:07.100 --> 00:08.000\n<v B>Cavab.\n"
    )
    article = extract(text.encode(), url=URL, content_type="text/vtt")
    assert article.text == "Bir cümlə bitir. O biri.\n\nCavab."
    assert [(article.text[a:b], begins) for a, b, begins, _ in article.times] == [
        ("Bir cümlə", 1.0), ("bitir.", 5.0), ("O biri.", 6.1), ("Cavab.", 7.1),
    ]  # fmt: skip


def test_a_file_without_words_is_said() -> None:
    with pytest.raises(ExtractionError, match="no subtitle in it has words"):
        extract_subtitles(b"WEBVTT\n\n", url=URL)


SAID = st.text(
    st.characters(codec="utf-8", exclude_characters="<>&{}\r\n\x00"), min_size=1, max_size=30
)
TIMES = st.lists(st.integers(0, 359_999_000), min_size=1, max_size=8, unique=True)


def clock(ms: int, mark: str) -> str:
    seconds, rest = divmod(ms, 1000)
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}{mark}{rest:03}"


@settings(max_examples=40, deadline=None)
@given(TIMES, st.data(), st.booleans())
def test_every_word_has_its_time_and_stands_where_the_article_says(
    starts: list[int], data: st.DataObject, vtt: bool
) -> None:
    mark = "." if vtt else ","
    said = [(at, f"s{n}: {data.draw(SAID)}") for n, at in enumerate(sorted(starts))]
    body = "\n".join(
        f"{n}\n{clock(at, mark)} --> {clock(at + 1, mark)}\n{words}\n"
        for n, (at, words) in enumerate(said, start=1)
    )
    article = extract_subtitles((("WEBVTT\n\n" if vtt else "") + body).encode(), url=URL)
    found = [(article.text[a:b], begins) for a, b, begins, _ in article.times]
    assert found == [(collapse(words), at / 1000) for at, words in said]


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=400), st.integers(0, 200))
def test_noise_breaks_nothing(noise: bytes, at: int) -> None:
    raw = SRT.encode()
    for content in (b"WEBVTT\n\n" + noise, raw[:at] + noise + raw[at:]):
        try:
            article = extract_subtitles(content, url=URL)
        except ExtractionError:
            continue
        assert all(a <= b <= len(article.text) and t <= u for a, b, t, u in article.times)


def test_what_is_said_twice_is_kept_and_times_that_are_none_are_no_words(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    twice = (
        "WEBVTT\n\n00:01.000 --> 00:02.000\n<v A>Bəli.\n\n00:02.000 --> 00:03.000\n<v B>Bəli.\n\n"
        "00:05.000 --> 00:06.000\n<v B>Bəli.\n-00:01.000 --> NaN\nheç nə\n"
    )
    assert [(cue.speaker, cue.text) for cue in read_cues(twice)] == [
        ("A", "Bəli."), ("B", "Bəli."), ("B", "Bəli."),
    ]  # fmt: skip
    monkeypatch.setattr(subtitles, "MOST_CUES", 2)
    with pytest.raises(ExtractionError, match="3 subtitles stand in it, and no more than 2"):
        extract_subtitles(twice.encode(), url=URL)
