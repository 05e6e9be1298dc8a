"""Work at the desk, with acts of the test's own: what is kept, tried again, and left behind."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from dragoman.desk.article.story import tell
from dragoman.desk.doors.working import again
from dragoman.desk.work.order import Happened, Order, saved
from dragoman.desk.work.runner import CAME, MOST_FAILURES, TEXTS, Act, Control, Runner, Work

LANES = {"bring": "network", "watch": "network", "translate": "here"}


def rested(runner: Runner, identity: str, seconds: float = 60) -> Work:
    end = time.monotonic() + seconds
    while not (work := runner.find(identity)).over:
        assert time.monotonic() < end, work
        time.sleep(0.01)
    return work


@pytest.fixture
def begin(tmp_path: Path) -> Iterator[Callable[..., Runner]]:
    runners = []

    def made(**acts: Act) -> Runner:
        runners.append(Runner(tmp_path / "desk", acts, LANES))
        return runners[-1]

    yield made
    for each in runners:
        each.close()


def _fail(order: Order, _control: Control) -> Iterator[Happened]:
    for each in order.wishes["ids"]:
        yield Happened(each, each, "no answer" if each != "fine" else None)


def test_what_failed_is_tried_again_and_nothing_else(begin: Callable[..., Runner]) -> None:
    runner = begin(watch=_fail)
    ids = ["fine", *(f"{n:04}" for n in range(MOST_FAILURES + 50))]
    work = rested(runner, runner.new("watch", "", {"ids": ids}).id)
    assert (work.failed, len(work.failures)) == (MOST_FAILURES + 50, MOST_FAILURES)
    again(runner, work, "0007")
    assert runner.works()[0].order.wishes["ids"] == ["0007"]
    again(runner, work, "")  # also those that are not shown any more
    assert runner.works()[0].order.wishes["ids"] == ids[1:]


@pytest.mark.parametrize("wish", [TEXTS, CAME])
def test_what_follows_an_order_is_not_lost_when_it_is_interrupted(
    begin: Callable[..., Runner], wish: str
) -> None:
    def bring(order: Order, control: Control) -> Iterator[Happened]:
        number = len(order.done())
        order.mark_done(str(number))
        yield Happened("a", "", page=f"page {number}", leaves=wish == TEXTS, came=wish == CAME)
        if number == 0:
            control.stop.wait(60)

    def translate(order: Order, _control: Control) -> Iterator[Happened]:
        yield from (Happened(each, each) for each in order.wishes["ids"])

    first = begin(bring=bring, translate=translate)
    then = {"kind": "translate", "label": "After it", "wishes": {}}
    identity = first.new("bring", "", {wish: then}).id
    end = time.monotonic() + 60
    while not first.find(identity).order.leaves(wish):
        assert time.monotonic() < end
        time.sleep(0.01)
    first.close()
    second = begin(bring=bring, translate=translate)
    assert second.find(identity).state == "interrupted"
    second.go_on(identity)
    second.go_on(identity)  # twice pressed is begun once
    rested(second, identity)
    (followed,) = (each for each in second.works() if each.order.kind == "translate")
    assert followed.order.wishes["ids"] == ["page 0", "page 1"]
    assert second.find(identity).order.leaves(wish) == []
    rested(second, followed.order.id)


def test_an_order_whose_end_cannot_be_written_down_does_not_hold_up_the_next(
    begin: Callable[..., Runner], tmp_path: Path
) -> None:
    spool = tmp_path / "desk"

    def bring(order: Order, _control: Control) -> Iterator[Happened]:
        if order.label == "first":
            while sum(1 for _ in saved(spool)) < 2:
                time.sleep(0.01)
            shutil.rmtree(order.folder)
            order.folder.write_text("no folder any more", encoding="utf-8")
        yield Happened("a", "")

    runner = begin(bring=bring)
    first, second = (runner.new("bring", label, {}).id for label in ("first", "second"))
    assert rested(runner, second).state == "done"
    assert rested(runner, first).state == "failed"


WHEN = "2026-11-27T16:53:00Z"
URL = "https://narbagi.example/1"


@pytest.mark.parametrize(
    ("capture", "said", "not_said"),
    [
        ({}, f"{URL} was fetched on 27 November 2026, 16:53 UTC.", "file"),
        ({"file_name": "a.pdf", "origin": "file"}, "The file a.pdf was handed in on", "fetched"),
        (
            {"file_name": "a.html", "origin": "SingleFile", "saved": {"by": "SingleFile"}},
            f"By what stands in it, it is {URL}; it does not say when.",
            "fetched",
        ),
        (
            {"file_name": "a.wacz", "foreign": {"file": "imports/a.wacz"}, "http_status": 200},
            f"By what stands in it, it is {URL} as it was on 27 November 2026",
            "The server answered",
        ),
        (
            {
                "recovered": {"archive": "Web Archive", "url": URL, "captured_at": WHEN},
                "exchanges": [{"peer": "192.0.2.1", "tls": {"version": "TLSv1.3"}}],
            },
            "Nothing was asked of the page's own site.",
            f"{URL} was fetched",
        ),
        ({"exchanges": [{"peer": "192.0.2.1"}]}, "the address 192.0.2.1.", "without encryption"),
        ({"exchanges": [{"peer": "192.0.2.1", "tls": None}]}, "without encryption", "over"),
        (
            {"exchanges": [{"peer": "1", "tls": {"version": "TLSv1.3", "problem": "expired"}}]},
            "over TLSv1.3 (certificate not valid: expired).",
            "without",
        ),
    ],
)
def test_the_story_says_who_had_it_from_where(
    capture: dict[str, object], said: str, not_said: str
) -> None:
    facts = {"captured_at": WHEN, "requested_url": URL, **capture}
    told = " ".join(tell({"capture": facts}, [])[0][1])
    assert said in told and not_said not in told
