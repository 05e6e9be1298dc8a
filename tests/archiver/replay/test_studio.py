"""What is shown again when a page, or the browser, does not do what it should; no browser runs."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from dragoman.archiver.browser.browser_proxy import BrowserProxy
from dragoman.archiver.replay import studio
from dragoman.archiver.replay.answers import Answers
from dragoman.archiver.replay.margin import Margin
from dragoman.archiver.replay.proof import share_there
from dragoman.archiver.replay.shot import Order, Shot
from dragoman.errors import ArchiveError

AT = "2026-03-01T12:00:00Z"
ORDER = Order("http://h.example/", AT, Margin("http://h.example/", AT, "ab", ""), 1.0)
WORDS = ["The notice was read out.", "Nobody had seen it before."]


@dataclass
class Running:
    """What stands for the browser: whether it still runs."""

    version: str = "1"
    runs: bool = True

    def is_connected(self) -> bool:
        return self.runs


# What a page does on the stage, in the order in which it is shown.
Acts = Iterator[Callable[[Shot, Running], None]]


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Shot]:
    def show(*acts: Callable[[Shot, Running], None], sentences: list[str]) -> Shot:
        left, browser = iter(acts), Running()

        class Stage:
            def __init__(
                self, _: Any, __: BrowserProxy, ___: Order, shot: Shot, enough: Callable[..., float]
            ) -> None:
                self._shot, self._enough = shot, enough

            async def run(self) -> None:
                next(left)(self._shot, browser)
                await asyncio.sleep(9 if self._shot.complaints else 0)
                self._shot.share = self._enough(self._shot)
                self._shot.is_taken = self._shot.share >= 0.9

        def begin(self: studio.Studio) -> None:
            browser.runs = True
            self._browser = browser

        monkeypatch.setattr(studio, "Stage", Stage)
        monkeypatch.setattr(studio.Studio, "_begin", begin)
        monkeypatch.setattr(studio.Studio, "_end", lambda _: None)
        answers = Answers([], pytest.fail, AT)
        with studio.Studio(1) as used:
            return used.show(ORDER, answers, lambda it: share_there(sentences, it.text))

    return show


def saying(text: str) -> Callable[[Shot, Running], None]:
    def act(shot: Shot, _: Running) -> None:
        shot.text += text

    return act


def busy(_: Shot, __: Running) -> None:
    raise ArchiveError("the page kept itself busy")


def crashing(shot: Shot, browser: Running) -> None:
    shot.text += "half"
    browser.runs = False
    raise ConnectionError("the browser went away")


def hanging(shot: Shot, _: Running) -> None:
    shot.complaints.append("never")


def test_what_a_browser_left_that_went_away_is_forgotten(shown: Callable[..., Shot]) -> None:
    shot = shown(crashing, saying(" ".join(WORDS)), sentences=WORDS)
    assert shot.trouble is None and shot.is_taken and shot.scripts
    assert shot.text == " ".join(WORDS)


def test_a_page_that_never_answers_is_shown_without_its_scripts(
    shown: Callable[..., Shot],
) -> None:
    """Also one without an article, of which no sentence could be missing."""
    shot = shown(busy, saying("A list."), sentences=[])
    assert shot.trouble is None and shot.is_taken and not shot.scripts
    assert shot.why and "kept itself busy" in shot.why
    neither = shown(busy, busy, sentences=[])
    assert neither.trouble and neither.scripts and not neither.is_taken


def test_the_better_half_is_taken_where_neither_is_whole(shown: Callable[..., Shot]) -> None:
    shot = shown(saying(""), saying(WORDS[0]), sentences=WORDS)
    assert not shot.scripts and shot.is_taken and "0 %" in (shot.why or "")
    shot = shown(saying(WORDS[0]), saying(""), saying(WORDS[0]), sentences=WORDS)
    assert shot.scripts and shot.is_taken and shot.why is None


def test_a_browser_that_says_nothing_more_is_not_waited_for(
    shown: Callable[..., Shot], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(studio, "LONGEST", 0.05)
    shot = shown(hanging, hanging, sentences=[])
    assert shot.trouble and "TimeoutError" in shot.trouble
