"""Web archives that are broken or lie, and what is said elsewhere of what came out of one."""

from __future__ import annotations

import gzip
import io
import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from dragoman.archive import Archive
from dragoman.archiver.memento.timemap import read_http_date, read_timemap
from dragoman.archiver.memento.web_archive import WebArchive
from dragoman.desk.article.story import tell
from dragoman.errors import FetchError
from dragoman.exchange.evidence.collected import source_item
from dragoman.exchange.evidence.gathering import gather
from dragoman.exchange.evidence.prov import write_prov
from dragoman.exchange.report.report import write_report
from dragoman.printing.outcomes import is_gone, recovered_text
from dragoman.steps.outcome import Outcome
from tests.support.shell import typed
from tests.support.site import Answer, Site

HTML = {"Content-Type": "text/html; charset=utf-8"}
PARAGRAPH = "<p>Məhkəmə iclası noyabrın 24-nə təyin edilib və şahidlər dinlənilib.</p>" * 6
CANONICAL = '<link rel="canonical" href="/az/1">'
BODY = (
    f"<html lang=az><head><title>Xəbər</title>{CANONICAL}</head><body><article><h1>Xəbər</h1>"
    f"{PARAGRAPH}</article></body></html>"
).encode()
PAGE = "http://gone.example/az/1"
STAMP, DATE = "20200102030405", "Thu, 02 Jan 2020 03:04:05 GMT"
OLDER, OLDER_DATE = "20190102030405", "Wed, 02 Jan 2019 03:04:05 GMT"


@dataclass
class Theirs:
    """A web archive whose answers are written by the test."""

    site: Site
    base: str

    def timemap(self, *lines: str, page: str = PAGE) -> None:
        body = ",\n".join((f'<{page}>; rel="original"', *lines)).encode()
        self.answer(f"timemap/link/{page}", Answer(body, headers={}))

    def named(self, stamp: str = STAMP, date: str = DATE, page: str = PAGE) -> str:
        return f'<{self.base}/{stamp}/{page}>; rel="memento"; datetime="{date}"'

    def hands_out(
        self, body: bytes = BODY, *, stamp: str = STAMP, date: str = DATE, page: str = PAGE
    ) -> None:
        dated = {"Memento-Datetime": date} if date else {}
        self.answer(f"{stamp}id_/{page}", Answer(body, headers=HTML | dated))

    def sends_on(self, to: str, *, stamp: str = STAMP, date: str | None = DATE) -> None:
        dated = {"Memento-Datetime": date} if date else {}
        self.answer(f"{stamp}id_/{PAGE}", Answer(status=302, headers={"Location": to} | dated))

    def answer(self, path: str, answer: Answer) -> None:
        self.site.answers[f"/all/{path}"] = answer

    def recover(self, archive: Archive, url: str = PAGE, *, again: bool = False) -> Outcome:
        options = archive.fetch_options(allow_private=True, delay=0)
        (outcome,) = archive.recover([url], archives=[self.base], options=options, again=again)
        return outcome


@pytest.fixture
def theirs() -> Iterator[Theirs]:
    with Site({}) as site:
        yield Theirs(site, site.url("/all"))


# -- what the archive answers --------------------------------------------------------------------


def test_what_is_captured_with_https_is_not_asked_for_in_the_clear() -> None:
    archive = WebArchive.at("https://archive.example/web")
    named = f"http://archive.example/web/{STAMP}/{PAGE}"
    assert archive.raw(named) == f"https://archive.example/web/{STAMP}id_/{PAGE}"
    assert archive.as_asked("http://archive.example/web/timemap/2").startswith("https://")
    plain = WebArchive.at("http://archive.example/web")
    assert plain.raw(named) == f"http://archive.example/web/{STAMP}id_/{PAGE}"


def test_an_address_that_is_none_costs_itself_alone(theirs: Theirs, archive: Archive) -> None:
    broken = f'<http://[/{STAMP}/{PAGE}>; rel="memento"; datetime="{DATE}"'
    theirs.timemap(broken, '<http://[/2>; rel="timemap"', theirs.named())
    theirs.hands_out()
    assert theirs.recover(archive).error is None


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (Answer(b"<html><form>Log in to this network</form></html>", headers=HTML), "no list"),
        (Answer(status=302, headers={"Location": "http://hotel.example/"}), "hotel.example"),
        (Answer(b"", headers={"Content-Type": "application/link-format"}), "names no capture"),
        (Answer(b"no", status=404), "answered 404"),
    ],
)
def test_a_log_in_is_no_word_that_there_is_nothing(
    theirs: Theirs, archive: Archive, answer: Answer, said: str
) -> None:
    theirs.answer(f"timemap/link/{PAGE}", answer)
    outcome = theirs.recover(archive)
    assert isinstance(outcome.error, FetchError) and said in outcome.error.message
    assert ("names no capture" in outcome.error.message) is (said == "names no capture")
    assert "without end" not in outcome.error.message


@pytest.mark.parametrize("coding", ["", "gzip"])
def test_a_list_that_is_longer_than_is_read_is_read_so_far_and_that_is_said(
    theirs: Theirs, archive: Archive, monkeypatch: pytest.MonkeyPatch, coding: str
) -> None:
    monkeypatch.setattr("dragoman.steps.others.asking.LONGEST_ANSWER", 300_000)
    theirs.timemap(*(theirs.named() for _ in range(10_000)))
    long = theirs.site.answers[f"/all/timemap/link/{PAGE}"]
    assert isinstance(long, Answer)
    place = f"/all/timemap/link/{PAGE}"
    error = theirs.recover(archive).error  # who says how long it is, is not read at all
    if not coding:
        assert error is not None and "is longer than is read (300,000 bytes" in error.message
    packed = gzip.compress(long.body) if coding else long.body
    headers = {"Content-Encoding": coding} if coding else {}
    theirs.site.answers[place] = Answer(packed, headers=headers, chunked=True)
    error = theirs.recover(archive, again=True).error
    assert error is not None and "its list was cut" in error.message
    assert "no list of captures" not in error.message
    theirs.hands_out()
    outcome = theirs.recover(archive)
    assert outcome.error is None and outcome.page is not None
    assert "is longer than is read" in " ".join(archive.store.notices)
    told = outcome.page.recovered
    assert told is not None and told["list_cut"] and 500 < told["mementos"] < 9_000


def test_a_long_list_is_read_piece_by_piece_as_it_is_as_a_whole() -> None:
    lines = [
        f'<http://a/{20000101000000 + n}/{PAGE}>; rel="memento"; datetime="{DATE}"'
        for n in range(60)
    ]
    more = '<http://a/timemap/2>; rel="timemap"'
    for between in (",\n", ", ", "\n", " "):
        text = between.join([*lines, more])
        whole = read_timemap([text])
        assert len(whole.mementos) == 60 and whole.further == ("http://a/timemap/2",)
        for size in (1, 7, 100, 4096):
            pieces = [text[at : at + size] for at in range(0, len(text), size)]
            assert read_timemap(pieces) == whole
    assert read_timemap(["  ", "\n"]).is_one and not read_timemap(["<p>", "Log in"]).is_one


def test_captures_elsewhere_are_not_nothing(theirs: Theirs, archive: Archive) -> None:
    theirs.timemap(f'<http://other.example/{STAMP}/{PAGE}>; rel="memento"; datetime="{DATE}"')
    error = theirs.recover(archive).error
    assert error is not None and "not its own" in error.message


def test_a_memento_of_another_page_is_none_though_no_link_says_so(
    theirs: Theirs, archive: Archive
) -> None:
    theirs.timemap(theirs.named())
    other = f"{theirs.base}/{STAMP}id_/http://gone.example/other"
    theirs.sends_on(other, date=None)
    theirs.hands_out(page="http://gone.example/other")
    assert theirs.recover(archive).error is not None
    theirs.sends_on(f"{theirs.base}/{STAMP}id_/http://www.gone.example:80/az/1", date=None)
    theirs.hands_out(page="http://www.gone.example:80/az/1")
    assert theirs.recover(archive).error is None  # the same page, written in another way


def test_a_captured_redirect_within_the_archive_leads_to_its_target(
    theirs: Theirs, archive: Archive
) -> None:
    target = "http://gone.example/az/new"
    theirs.timemap(theirs.named())
    theirs.timemap(theirs.named(page=target), page=target)
    theirs.sends_on(f"{theirs.base}/{STAMP}id_/{target}")
    theirs.hands_out(page=target)
    outcome = theirs.recover(archive)
    assert outcome.page is not None and outcome.page.recovered is not None
    assert outcome.page.recovered["url"] == target
    assert f"{target}, where that led" in recovered_text(outcome)


def test_where_the_newest_leads_nowhere_an_older_one_is_asked_for(
    theirs: Theirs, archive: Archive
) -> None:
    theirs.timemap(theirs.named(), theirs.named(OLDER, OLDER_DATE))
    theirs.sends_on("http://seized.example/")
    theirs.hands_out(stamp=OLDER, date=OLDER_DATE)
    outcome = theirs.recover(archive)
    assert outcome.page is not None and outcome.error is None
    told = outcome.page.recovered
    assert told is not None and told["captured_at"].startswith("2019-01-02")
    assert told["memento"] == f"{theirs.base}/{OLDER}/{PAGE}"


def test_redirects_that_never_end_cost_so_many_questions(theirs: Theirs, archive: Archive) -> None:
    """Each capture leads to another page, with as many captures again."""
    answers = theirs.site.answers
    for n in range(200):
        page = PAGE if n == 0 else f"http://gone.example/{n}"
        stamps = [f"2020010203040{k}" for k in range(5)]
        theirs.timemap(*(theirs.named(stamp, page=page) for stamp in stamps), page=page)
        for k, stamp in enumerate(stamps):
            to = {"Location": f"http://gone.example/{(n * 5 + k) % 199 + 1}"}
            answers[f"/all/{stamp}id_/{page}"] = Answer(
                status=302, headers=to | {"Memento-Datetime": DATE}
            )
    assert theirs.recover(archive).error is not None
    assert len(theirs.site.asked) < 60


def test_a_day_of_no_capture_is_none(theirs: Theirs, archive: Archive) -> None:
    for date in ("Fri, 01 Jan 2100 00:00:00 GMT", "Sun, 01 Jan 1950 00:00:00 GMT", "", "soon"):
        assert read_http_date(date) is None
        assert read_timemap([theirs.named(date=date)]).mementos == ()
        theirs.timemap(theirs.named())
        theirs.hands_out(date=date)
        assert theirs.recover(archive).error is not None
    assert read_http_date(DATE) is not None


def test_what_was_interrupted_is_not_recorded_as_nowhere_to_be_had(
    theirs: Theirs, archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    cancel = threading.Event()
    theirs.timemap(theirs.named())
    options = archive.fetch_options(allow_private=True, delay=0)

    answers = theirs.site.answer

    def stopping(path: str) -> Answer | None:
        cancel.set()
        return answers(path)

    monkeypatch.setattr(theirs.site, "answer", stopping)
    wished = {"archives": [theirs.base], "options": options, "cancel": cancel}
    assert list(archive.recover([PAGE], **wished)) == []  # type: ignore[arg-type]
    assert theirs.site.asked and archive.page_ids() == []


# -- what is said of it elsewhere ----------------------------------------------------------------


@pytest.fixture
def came(theirs: Theirs, archive: Archive) -> Outcome:
    theirs.timemap(theirs.named())
    theirs.hands_out()
    return theirs.recover(archive)


def test_no_place_says_that_the_site_was_asked_today(
    came: Outcome, theirs: Theirs, archive: Archive, tmp_path: Path
) -> None:
    page = came.page
    assert page is not None
    credit = page.origin().whence()
    assert "handed out by a web archive of others" in credit and "captured" not in credit
    story = " ".join(s for _, told in tell(page.provenance(), []) for s in told)
    assert theirs.base in story and "2 January 2020, 03:04 UTC" in story
    assert f"{PAGE} was fetched" not in story
    shown = typed("--archive", str(archive.folder), "show", page.id)
    assert "a web archive of others" in shown.out and "2020-01-02T03:04:05Z" in shown.out
    (evidence,) = gather(archive.index.connection, archive.folder, [page.id])
    with (tmp_path / "prov.json").open("wb") as stream:
        write_prov([evidence], stream)
    entity = json.loads((tmp_path / "prov.json").read_bytes())["entity"][f"record:{page.id}"]
    assert entity["dragoman:recoveredFrom"] == theirs.base
    assert entity["dragoman:mementoCapturedAt"]["$"] == "2020-01-02T03:04:05Z"
    assert "dragoman:askedArchives" not in entity
    report = tmp_path / "report.html"
    done = typed("--archive", str(archive.folder), "export", page.id, "--format", "report", "-o", str(report))  # fmt: skip
    assert done.status == 0, done.err
    text = report.read_text(encoding="utf-8")
    assert "Handed out at" in text and "Captured at</th>" not in text
    assert "captured by it <bdi>2020-01-02 03:04:05 UTC</bdi>" in text


def test_what_a_page_says_of_itself_is_read_at_its_own_place(came: Outcome) -> None:
    assert came.page is not None and came.page.article is not None
    assert came.page.article["canonical_url"] == PAGE
    assert came.page.stood_at == PAGE


def test_what_others_handed_out_is_not_what_is_watched(came: Outcome, archive: Archive) -> None:
    from dragoman.index.asking.query import newest_of_each

    assert came.page is not None and newest_of_each(archive.index.connection) == []


def test_a_digest_of_an_unknown_kind_is_not_a_wrong_one(came: Outcome, archive: Archive) -> None:
    assert came.page is not None
    (evidence,) = gather(archive.index.connection, archive.folder, [came.page.id])
    told = {**evidence.facts["recovered"], "digest": "md5:0", "digest_agrees": None}
    content = {**evidence.facts, "recovered": told}
    changed = replace(evidence, capture=replace(evidence.capture, content=content))
    said = " ".join(source_item(changed, None).says)
    assert "unknown kind" in said and "has not" not in said
    told["digest_agrees"] = False
    assert "It has not the digest" in " ".join(source_item(changed, None).says)


def test_what_nobody_had_is_told_so_and_its_site_is_not_asked_later(
    theirs: Theirs, archive: Archive
) -> None:
    theirs.answer(f"timemap/link/{PAGE}", Answer(b"no", status=404))
    outcome = theirs.recover(archive)
    assert outcome.page is not None and archive.not_had() == []
    items = {each["item"]: each for each in archive.evidence(outcome.page.id).to_json()["items"]}
    assert items["address"]["state"] == "missing"
    assert theirs.base in " ".join(items["address"]["says"])
    assert "nothing of its own site" in " ".join(items["absence"]["says"])
    story = " ".join(s for _, told in tell(outcome.page.provenance(), []) for s in told)
    assert "was asked of web archives" in story and "was fetched" not in story
    stream = io.BytesIO()
    evidence = list(gather(archive.index.connection, archive.folder, [outcome.page.id]))
    write_report(evidence, archive.folder, stream, software="dragoman/test")
    report = stream.getvalue().decode()
    assert "It was there when it was captured" not in report and "Asked at" in report
    assert "shows nothing of its own site" in report


def test_what_failed_by_itself_is_tried_again_after_nobody_had_it(
    theirs: Theirs, archive: Archive
) -> None:
    url = theirs.site.url("/az/9")
    options = archive.fetch_options(allow_private=True, delay=0, browser=False)
    list(archive.capture_many([url], note="for the court", options=options))
    theirs.recover(archive, url)
    (listed,) = archive.not_had()
    assert listed.url == url and listed.note == "for the court"


@pytest.mark.parametrize(("temporary", "gone"), [(True, False), (False, True)])
def test_a_name_that_cannot_be_looked_up_now_is_not_gone(temporary: bool, gone: bool) -> None:
    error = FetchError("no such name", step="dns", subject=PAGE, details={"temporary": temporary})
    assert is_gone(Outcome(PAGE, error=error)) is gone
