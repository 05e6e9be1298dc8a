"""What is handed out from the desk: of all that fits, with what is left off, and to whom."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import Path
from threading import Event
from typing import Any
from urllib.parse import quote

import pytest
from docx import Document

from dragoman.archive import Archive
from dragoman.desk import ReviewServer
from dragoman.desk.doors import handing_out
from dragoman.desk.work.order import FILE, Order, saved
from dragoman.desk.work.runner import Control
from dragoman.steps.desk import made_file
from dragoman.steps.exporting import export_pages
from tests.desk.test_library import at_rest
from tests.support.chromium import Chromium
from tests.support.review_client import Answer, Browser, opened, serving
from tests.support.translated_pages import add_page


@pytest.fixture
def server(archive: Archive) -> Iterator[ReviewServer]:
    with serving(archive) as server:
        yield server


def made(browser: Browser, address: str, **wishes: str) -> Answer:
    """The file that comes of it; the last is put away first."""
    for work in set(re.findall(r'action="/work/(\w+)/away"', at_rest(browser))):
        assert browser.post(f"/work/{work}/away", {"csrf": browser.csrf()}).status == 303
    answer = browser.post(address, {"csrf": browser.csrf(), "format": "html", **wishes})
    assert answer.status == 303, answer.text
    told = at_rest(browser)
    found = re.search(r'href="(/work/\w+/file)"', told)
    assert found, told
    return browser.get(found[1])


def test_all_that_fits_is_one_file_and_is_written_down_to_whom(
    archive: Archive, server: ReviewServer, tmp_path: Path
) -> None:
    pages = [add_page(archive, tmp_path, name=f"{n}.html").id for n in range(3)]
    archive.annotate(pages[:2], tags=["court"])
    browser = opened(server)
    shown = browser.get("/export?tag=court").text
    assert "2 pages that fit the filters of the list." in shown
    assert 'href="/export?tag=court"' in browser.get("/?tag=court").text
    answer = made(
        browser, "/export?tag=court", format="docx", notes="on", custody="the  court in Bern"
    )
    document = Document(io.BytesIO(answer.body))
    assert sum("The lawyer" in each.text for each in document.paragraphs) == 2
    assert "footnoteReference" in document.element.xml
    [event] = archive.custody()
    assert (event["event"], event["to"]) == ("export", "the court in Bern")
    assert sorted(event["pages"]) == sorted(pages[:2])
    assert made(browser, "/export", clean="on").text.count("<article") == 3


def test_what_a_search_finds_is_handed_out(
    archive: Archive, server: ReviewServer, tmp_path: Path
) -> None:
    add_page(archive, tmp_path)
    browser = opened(server)
    assert 'href="/export?words=lawyer"' in browser.get("/search?words=lawyer").text
    assert "What “lawyer” finds" in browser.get("/export?words=lawyer").text
    assert "The lawyer" in made(browser, "/export?words=lawyer").text
    browser.post("/export?words=zzzz", {"csrf": browser.csrf(), "format": "html"})
    assert "nothing of it could be handed out" in at_rest(browser)


def test_names_are_left_off_and_what_opens_them_is_a_file_of_its_own(
    archive: Archive, server: ReviewServer, tmp_path: Path
) -> None:
    add_page(archive, tmp_path)
    browser = opened(server)
    assert "Nigar" in made(browser, "/export").text
    out = made(browser, "/export", withhold="Nigar Əhədova | Nigar Ahadova\r\n").text
    assert "Nigar" not in out and "[withheld 1]" in out
    told = at_rest(browser)
    assert "keep it, and send it to nobody" in told
    found = re.search(r'href="(/work/\w+/openings)"', told)
    assert found and "Nigar" in browser.get(found[1]).text
    assert list((archive.folder / "spool").rglob("withhold.txt")) == []
    assert archive.verify().ok


def test_a_report_speaks_the_language_that_is_wished(
    archive: Archive, server: ReviewServer, tmp_path: Path
) -> None:
    add_page(archive, tmp_path)
    browser = opened(server)
    report = made(browser, "/export", format="report", report_language="ru")
    assert "Отчёт об архивированных веб-страницах" in report.text
    if Chromium.find() is not None:
        pytest.importorskip("playwright")
        paper = made(browser, "/export", format="report", paper="on")
        assert paper.body.startswith(b"%PDF") and ".pdf" in paper.headers["Content-Disposition"]


def test_what_cannot_be_handed_out_is_refused_before_anything_begins(
    archive: Archive, server: ReviewServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = opened(server)
    told = {"csrf": browser.csrf(), "format": "html"}
    assert "no page fits" in browser.post("/export", told).text
    for n in range(2):
        add_page(archive, tmp_path, name=f"{n}.html")
    for wrong in ({"format": "../x"}, {"report_language": "xx"}, {"withhold": "x" * 200_001}):
        assert browser.post("/export", told | wrong).status == 400, wrong
    assert browser.post(f"/export?state={quote('no state')}", told).status == 400
    monkeypatch.setattr(handing_out, "MAX_CHOSEN", 1)
    assert "more than 1 pages fit" in browser.post("/export", told).text
    assert "Nothing is at work" in at_rest(browser)


def test_a_name_that_is_sealed_lies_on_no_disk_while_the_file_is_made(
    archive: Archive, server: ReviewServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_page(archive, tmp_path)
    browser = opened(server)
    fields = {"csrf": browser.csrf(), "format": "html", "sealed": "on"}
    refused = browser.post("/export", {**fields, "custody": "  "})
    assert refused.status == 400 and "say to whom it goes" in refused.text
    held: list[bool] = []

    def export(*told: Any, **wishes: Any) -> Any:
        files = [each for each in archive.folder.rglob("*") if each.is_file()]
        assert any(each.name == FILE for each in files)
        held.extend("Nəzrin".encode() in each.read_bytes() for each in files)
        return export_pages(*told, **wishes)

    monkeypatch.setattr(made_file, "export_pages", export)
    assert browser.post("/export", {**fields, "custody": "Nəzrin"}).status == 303
    assert re.search(r"keep it: \w+ Nəzrin", at_rest(browser))
    assert held and not any(held)


def test_of_a_sealed_name_that_was_lost_with_the_desk_that_is_said(
    archive: Archive, tmp_path: Path
) -> None:
    page = add_page(archive, tmp_path).id
    wishes = {"format": "html", "ids": [page], "sealed": True, "custody": ""}
    Order.new(tmp_path / "spool", "export", "HTML", wishes, unsaved={"custody": "Nəzrin"}).save()
    (order,) = saved(tmp_path / "spool")
    control = Control(Event(), lambda _done, _total: None)
    (happened,) = made_file.made_file(archive._holdings, "en", order, control)
    assert made_file.LOST in happened.facts["said"] and list(archive.custody()) == []
