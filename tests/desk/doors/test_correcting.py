"""What a machine read is corrected at the desk, beside the picture; what it heard has its times."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from dragoman.archive import Archive
from dragoman.desk.doors import correcting
from dragoman.page import Page
from dragoman.steps.models import install_speech_model
from dragoman.steps.scans.edition import edition_of
from dragoman.translate.speech import whisper
from tests.steps.scans.test_scanning import pdf
from tests.support.review_client import Answer, Browser, opened, serving
from tests.support.scripted_hearing import ScriptedHearing, installed_by_name, stretch, tones
from tests.support.scripted_scans import Scripted, sheet
from tests.support.translated_pages import Line, add_page

READ, RIGHT = "Məhkəmə Kərlmov saydı.", "Məhkəmə Kərimovu azad saydı."


@pytest.fixture
def scan(archive: Archive, tmp_path: Path) -> Page:
    archive._holdings.scans = Scripted(
        2, lambda n: sheet(n, 2, READ if n == 1 else "Son söz. Kərgin <b>.")
    )
    (outcome,) = archive.import_file(pdf(tmp_path, 2))
    return outcome.page


@pytest.fixture
def models(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A model that is installed and never loaded, and a library that is there and never asked."""
    folder = tmp_path / "models"
    assert install_speech_model(installed_by_name(tmp_path / "whisper"), folder) is not None
    monkeypatch.setenv("DRAGOMAN_MODELS", str(folder))
    monkeypatch.setattr(whisper, "check_installed", lambda: None)


def fields(text: str) -> list[str]:
    return re.findall(r'<textarea name="line"[^>]*>(.*?)</textarea>', text, re.S)


def article(text: str) -> str:
    return re.findall(r'name="article" value="([^"]+)"', text)[0]


def keep(browser: Browser, page: str, of: str, lines: list[str]) -> Answer:
    fields = [("csrf", browser.csrf()), ("article", of)]
    return browser.post(f"/page/{page}/correct", [*fields, *(("line", each) for each in lines)])


def test_it_is_corrected_beside_its_picture(archive: Archive, scan: Page) -> None:
    address = f"/page/{scan.id}/correct"
    with serving(archive) as server:
        browser = opened(server)
        assert f'href="{address}"' in browser.get(f"/page/{scan.id}").text
        form = browser.get(address).text
        assert fields(form) == [READ, "Son söz. Kərgin &lt;b&gt;."]
        assert form.count("<mark") == 2 and "Of 2 words the machine was not sure" in form
        first, other = (browser.get(f"{address}/{n}.png") for n in (1, 2))
        assert first.headers["Content-Type"] == "image/png" and first.body != other.body
        assert [browser.get(f"{address}/{n}.png").status for n in (0, 3)] == [404, 404]
        lines = [RIGHT, "Son söz.\r\nYeni abzas.", ""]
        assert keep(browser, scan.id, article(form), lines).status == 303
        page = archive.page(scan.id)
        assert page.text is not None
        assert [line for line in page.text.splitlines() if line] == [
            RIGHT,
            "Son söz.",
            "Yeni abzas.",
        ]
        told = edition_of(page)
        assert (
            told is not None and told["reviewer"] == "quiet-heron" and told["of"] == scan.article_id
        )
        again = browser.get(address).text
        assert "<bdi>quiet-heron</bdi> corrected it last" in again and READ in again
        assert archive.verify().ok


def test_whoever_comes_second_loses_nothing(archive: Archive, scan: Page) -> None:
    address = f"/page/{scan.id}/correct"
    with serving(archive) as server:
        browser = opened(server)
        made = article(browser.get(address).text)
        archive.correct(scan, RIGHT, reviewer="heron")
        late = keep(browser, scan.id, made, ["Başqa söz."])
        assert late.status == 409 and "Başqa söz." in late.text and fields(late.text) == [RIGHT]
        assert archive.page(scan.id).text == RIGHT
        now = article(late.text)
        assert "nothing to correct" in keep(browser, scan.id, now, [RIGHT]).text
        assert "without words is none" in keep(browser, scan.id, now, [" "]).text
        assert archive.page(scan.id).text == RIGHT


def test_what_nobody_read_by_machine_has_no_such_form(archive: Archive, tmp_path: Path) -> None:
    plain = add_page(archive, tmp_path, (Line("Hakim gəldi.", "The judge came."),))
    with serving(archive) as server:
        browser = opened(server)
        assert "/correct" not in browser.get(f"/page/{plain.id}").text
        for answer in (
            browser.get(f"/page/{plain.id}/correct"),
            keep(browser, plain.id, "", ["x"]),
        ):
            assert answer.status == 400 and "No machine read or heard" in answer.text


def test_a_text_that_no_form_takes_is_left_to_the_terminal(
    archive: Archive, scan: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(correcting, "MOST_TEXT", 10)
    with serving(archive) as server:
        form = opened(server).get(f"/page/{scan.id}/correct").text
        assert fields(form) == [] and f"correct {scan.id[:8]} text.txt" in form


@pytest.mark.usefixtures("models")
def test_what_was_heard_says_when(archive: Archive, tmp_path: Path) -> None:
    archive._holdings.hearing = ScriptedHearing(
        2, lambda n: stretch(n, 2, "Vəkil gəldi. Ailəsi buradadır." if n == 1 else "Son söz.")
    )
    (outcome,) = archive.import_file(tones(tmp_path / "voice.wav", 1))
    page = archive.by_hand(outcome.page)
    with serving(archive) as server:
        browser = opened(server)
        shown = browser.get(f"/page/{page.id}").text
        times = re.findall(r'<span class="said num"[^>]*>([\d:]+)</span>', shown)
        assert times[0].startswith("0:00:0") and len(times) == len(page.pairs("en"))
        said = {"csrf": browser.csrf(), "text": "?"}
        answer = browser.post(f"/page/{page.id}/1/comment", said, Accept="application/json")
        assert 'class="said num"' in answer.json()["row"]
        assert times[0] in browser.get(f"/page/{page.id}/correct").text
