"""The library of the desk: what is listed, what is said of pages, and what is done with many."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from dragoman.archive import Archive
from dragoman.desk import ReviewServer
from tests.support.review_client import Answer, Browser, opened, serving
from tests.support.site import Answer as Told
from tests.support.site import Site
from tests.support.translated_pages import add_page

SENTENCES = (
    "Ağnarlı şəhər məhkəməsi bu gün qəzetin redaktoru ilə bağlı işə yenidən baxmağa başlayıb.",
    "Vəkil bildirib ki, müdafiə tərəfi ötən həftə yeni sənədlər təqdim edib və cavab gözləyir.",
    "Hakim iclası növbəti ayın əvvəlinə qədər təxirə salıb və tərəflərə vaxt verib.",
    "Redaktorun ailəsi məhkəmə binasının qarşısında toplaşıb və jurnalistlərin suallarını cavablandırıb.",
)
PAGE = (
    "<!doctype html><html lang=az><meta charset=utf-8><title>Məhkəmə</title><body><article>"
    "<h1>Məhkəmə işə yenidən baxır</h1>"
    + "".join(f"<p>{one} {two}</p>" for one in SENTENCES for two in SENTENCES if one != two)
    + "</article></body></html>"
).encode()


@pytest.fixture
def server(archive: Archive) -> Iterator[ReviewServer]:
    with serving(archive) as server:
        yield server


def listed(answer: Answer) -> list[str]:
    return re.findall(r'class="title" href="/page/([^"#]+)"', answer.text)


def at_work(browser: Browser, *, until: str, seconds: float = 60) -> str:
    """What stands under “At work” once `until` does."""
    end = time.monotonic() + seconds
    while True:
        told = str(browser.get("/work", Accept="application/json").json()["works"])
        if until in told:
            return told
        assert time.monotonic() < end, told
        time.sleep(0.05)


def at_rest(browser: Browser, *, seconds: float = 60) -> str:
    """What stands under “At work” once nothing is."""
    end = time.monotonic() + seconds
    while (told := browser.get("/work", Accept="application/json").json())["busy"]:
        assert time.monotonic() < end, told
        time.sleep(0.05)
    return str(told["works"])


def test_captures_of_one_address_are_one_row_with_their_history(
    archive: Archive, server: ReviewServer
) -> None:
    with Site({"/a": Told(PAGE), "/b": Told(PAGE)}) as site:
        urls = [site.url("/a"), site.url("/b")]
        options = archive.fetch_options(allow_private=True, requisites=False, browser=False)
        first, other = (each.page for each in archive.capture_many(urls, options=options))
        (again,) = (each.page for each in archive.capture_many(urls[:1], options=options))
        site.answers["/a"] = Told(b"<p>gone</p>", 404)
        (lost,) = (each.page for each in archive.capture_many(urls[:1], options=options))
    assert first and other and again and lost
    browser = opened(server)
    answer = browser.get("/")
    assert set(listed(answer)) == {again.id, other.id}
    assert "3 captures" in answer.text and "failed on" in answer.text
    assert f'href="/page/{first.id}"' in answer.text
    # What was had once is no failure; what never was is one.
    assert listed(browser.get("/?state=failed")) == []
    archive.annotate([again.id, first.id], mistaken="another page")
    assert set(listed(browser.get("/?state=failed"))) == {lost.id}
    assert set(listed(browser.get("/?mistaken=1"))) == {again.id}
    assert set(listed(browser.get("/?site=127.0.0.1"))) == {lost.id, other.id}
    assert listed(browser.get("/?verdict=wall")) == []


def test_two_files_of_one_name_are_two_rows(
    archive: Archive, server: ReviewServer, tmp_path: Path
) -> None:
    pages = {add_page(archive, tmp_path, name="same.html").id for _ in range(2)}
    assert set(listed(opened(server).get("/"))) == pages


def test_filters_hold_together_and_one_that_is_none_is_said(
    archive: Archive, server: ReviewServer, tmp_path: Path
) -> None:
    first, second = (add_page(archive, tmp_path, name=f"{n}.html").id for n in "ab")
    archive.annotate([first, second], tags=["İstintaq"])
    archive.annotate([second], tags=["court"])
    browser = opened(server)
    assert set(listed(browser.get("/?tag=istintaq"))) == {first, second}
    assert listed(browser.get("/?tag=istintaq&tag=x")) == listed(browser.get("/?tag=istintaq"))
    assert listed(browser.get("/?tag=court&language=az&state=todo")) == [second]
    assert listed(browser.get("/?tag=court&until=2020-01-01")) == []
    assert "Nothing here fits" in browser.get("/?tag=court&until=2020-01-01").text
    assert browser.get("/?since=yesterday").status == 400
    assert browser.get("/?verdict=nonsense").status == 400
    assert browser.get("/?state=nonsense").status == 400
    shown = browser.get("/?tag=%24%28rm%20-r%20x%29&state=done").text
    assert "list --tag &#39;$(rm -r x)&#39;</code>" in shown  # as a shell takes it
    assert listed(browser.get("/?order=title&after=nobody")) != []


def test_what_is_said_of_a_page_is_only_what_changed(
    archive: Archive, server: ReviewServer, tmp_path: Path
) -> None:
    page = add_page(archive, tmp_path).id
    archive.annotate([page], note="first", tags=["court", "prison"])
    browser = opened(server)
    form = dict(
        re.findall(r'name="(csrf|had_\w+)" value="([^"]*)"', browser.get(f"/page/{page}/say").text)
    )
    assert form["had_note"] == "first" and form["had_tags"] == "court, prison"
    archive.annotate([page], tags=["added by another"])
    recased = form | {"note": "first", "tags": "Court, prison", "mistaken": ""}
    assert browser.post(f"/page/{page}/say", recased).status == 303
    fields = form | {"note": "first", "tags": "court, #Verdict", "mistaken": ""}
    assert browser.post(f"/page/{page}/say", fields).status == 303
    row = next(iter(archive.list_pages()))
    assert row["tags"] == ["court", "added by another", "Verdict"] and row["note"] == "first"
    assert browser.post(f"/page/{page}/say", form | {"note": "first", "tags": "court, prison"})
    assert len(archive.index.connection.execute("SELECT id FROM annotations").fetchall()) == 3
    aside = form | {"note": "first", "tags": form["had_tags"], "mistaken": "a test"}
    browser.post(f"/page/{page}/say", aside)
    assert listed(browser.get("/")) == [] and listed(browser.get("/?mistaken=1")) == [page]


def test_many_are_tagged_set_aside_and_brought_back_at_once(
    archive: Archive, server: ReviewServer, tmp_path: Path
) -> None:
    pages = [add_page(archive, tmp_path, name=f"{n}.html").id for n in range(3)]
    browser = opened(server)

    def act(do: str, chosen: list[str], **more: str) -> Answer:
        fields = [("csrf", browser.csrf()), ("do", do), *(("ids", each) for each in chosen)]
        return browser.post("/pages", [*fields, *more.items()], Accept="application/json")

    assert act("tag", pages[:2], tags="court, Prison").json()["said"] == "Tagged: 2 pages."
    assert set(listed(browser.get("/?tag=prison"))) == set(pages[:2])
    assert act("aside", pages[:1], why="  ").status == 400
    form = browser.get("/").text.partition('id="many"')[2]
    assert re.findall(r"<button[^>]*>", form)[0] == "<button disabled hidden>"  # what Enter presses
    assert act("aside", pages[:1], why="not about it").status == 200
    assert set(listed(browser.get("/"))) == set(pages[1:])
    assert act("back", pages[:1]).status == 200
    assert set(listed(browser.get("/"))) == set(pages)
    assert act("tag", [], tags="x").status == 400
    assert act("explode", pages).status == 400
    assert act("tag", [*pages, "nobody"], tags="x").status == 404
    assert listed(browser.get("/?tag=x")) == []  # all or none


def test_an_export_is_made_and_handed_over(
    archive: Archive, server: ReviewServer, tmp_path: Path
) -> None:
    page = add_page(archive, tmp_path).id
    browser = opened(server)
    fields = {"csrf": browser.csrf(), "ids": page, "do": "export", "format": "csv"}
    assert browser.post("/pages", fields | {"format": "../../etc"}).status == 400
    assert browser.post("/pages", fields).status == 303
    told = at_work(browser, until="Save dragoman-")
    address = re.search(r'href="(/work/\w+/file)"', told)
    assert address
    answer = browser.get(address[1])
    assert answer.status == 200 and "Tural Salimzade" in answer.body.decode("utf-8-sig")
    assert answer.headers["Content-Disposition"].startswith("attachment; filename=dragoman-")
    away = address[1].replace("/file", "/away")
    assert browser.post(away, {"csrf": browser.csrf()}).status == 303
    assert browser.get(address[1]).status == 400
    wished = {"format": "tmx", "machine": "on", "withhold": "Tural Salimzade", "custody": "Nəzrin",
              "sealed": "on"}  # fmt: skip
    assert browser.post("/pages", fields | {"withhold": "x" * 200_001}).status == 400
    assert browser.post("/pages", fields | wished).status == 303
    told = at_work(browser, until="opens the seal")
    address = re.search(r'href="(/work/\w+/file)"', told)
    assert address
    memory = browser.get(address[1]).text
    assert "<tu" in memory and "Salimzade" not in memory  # what nobody read is in it, too
    [event] = archive.custody()
    assert event["event"] == "export" and "Nəzrin" not in str(event)
    opening = re.search(r"keep it: (\w+ Nəzrin)", told)
    assert opening
    away = address[1].replace("/file", "/away")
    assert browser.post(away, {"csrf": browser.csrf()}).status == 303
    assert list((archive.folder / "spool" / "desk").glob("*/made/*")) == []


def test_a_page_that_cannot_be_translated_says_why(
    archive: Archive, server: ReviewServer, tmp_path: Path
) -> None:
    page = add_page(archive, tmp_path, translate=False, language="ka").id
    browser = opened(server)
    browser.post("/pages", {"csrf": browser.csrf(), "ids": page, "do": "translate"})
    told = at_work(browser, until="to look at")
    assert "model" in told and "Try again" in told
