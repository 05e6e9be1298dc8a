"""What a page that is shown again is held against, and the words for what came of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from dragoman.archiver.records.reader import StoredRecord
from dragoman.archiver.replay.answers import Recorded
from dragoman.archiver.replay.finding import BLANK, NOTHING, WHOLE
from dragoman.archiver.replay.proof import Proof, compare_text, held_as_captured
from dragoman.archiver.replay.shot import Loaded, Shot
from dragoman.provenance.digest import sha256_hex

HERE = "http://h.example/"
BODY = b"<p>It was read.</p>"
PAGE = StoredRecord("page", "response", HERE, "2026-03-01T12:00:00Z", {}, 200, {}, BODY, b"")
SAID = Recorded("GET", HERE, "page", bytes.fromhex(sha256_hex(BODY)))
LINE = "The notice was read out at noon, and nobody had seen it before."


def held(recorded: Recorded, sentences: list[str], rendering: str | None, text: str) -> Proof:
    proof = Proof()
    held_as_captured([recorded], "page", lambda _: PAGE, proof)
    compare_text(proof, sentences, rendering, Shot(text=text))
    return proof


@pytest.mark.parametrize(
    ("said", "sentences", "rendering", "word", "score"),
    [
        (SAID, [], None, WHOLE, 1.0),
        (replace(SAID, payload=None), [], None, NOTHING, 0.0),
        (replace(SAID, payload=None), [], "12:01", NOTHING, 0.0),  # a clock is no line of text
        (replace(SAID, payload=None), [], LINE, WHOLE, 1.0),
        (replace(SAID, payload=None), [LINE], None, WHOLE, 1.0),
    ],
)
def test_nothing_replays_whole_of_which_nothing_was_compared(
    said: Recorded, sentences: list[str], rendering: str | None, word: str, score: float
) -> None:
    proof = held(said, sentences, rendering, LINE)
    assert (proof.word, proof.score) == (word, score)


@pytest.mark.parametrize(
    "broken",
    [
        lambda: held(replace(SAID, payload=bytes(32)), [], None, LINE),
        lambda: held(SAID, [LINE], None, ""),
        lambda: held(replace(SAID, payload=None), [], LINE, ""),
    ],
)
def test_what_is_not_as_it_was_is_said(broken: Callable[[], Proof]) -> None:
    assert broken().word not in (WHOLE, NOTHING)


@pytest.mark.parametrize(
    ("shot", "word"),
    [
        (Shot(text=" \n—"), BLANK),  # as of a body that broke off
        (Shot(text="", images=[Loaded(HERE, loaded=False)]), BLANK),
        (Shot(text="", images=[Loaded(HERE, loaded=True)]), WHOLE),  # a page of one picture
        (Shot(text="Oxundu."), WHOLE),
    ],
)
def test_a_page_of_which_nothing_is_to_be_seen_is_not_called_whole(shot: Shot, word: str) -> None:
    proof = Proof()
    held_as_captured([SAID], "page", lambda _: PAGE, proof)
    compare_text(proof, [], None, shot)
    assert proof.word == word
