"""All places of the desk: who may open which door, and what overview, watch and models say."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import quote

import pytest

from dragoman.archive import Archive
from dragoman.desk import ReviewServer
from dragoman.desk.access import Access
from dragoman.desk.app import PLACES, create_app
from dragoman.desk.work.runner import Runner
from dragoman.index.search.observed import _changes
from dragoman.steps.models import models
from tests.desk.test_library import PAGE, at_rest, at_work, listed
from tests.support.argos_package import dictionary_package, pack
from tests.support.review_client import Browser, desk_of, opened, serving
from tests.support.site import Answer, Site
from tests.support.translated_pages import add_page

HOSTILE = '"><script>alert(1)</script><img src=x onerror=alert(2)>\u202e'


@pytest.fixture
def server(archive: Archive) -> Iterator[ReviewServer]:
    with serving(archive) as server:
        yield server


@pytest.fixture
def doors(archive: Archive, tmp_path: Path) -> list[tuple[str, str]]:
    """Every address that there is, by its method, with something in its places."""
    page = add_page(archive, tmp_path).id
    desk = desk_of(archive)
    runner = Runner(tmp_path / "spool", desk.house.acts, desk.house.lanes)
    rules = create_app(desk, Access(1), runner).url_map.iter_rules()
    runner.close()
    filled = {"page": page, "n": "1", "order": "a" * 16, "work": "a" * 16, "do": "stop"}
    return [
        (method, re.sub(r"<(?:\w+:)?(\w+)>", lambda found: filled.get(found[1], "desk.js"), str(rule)))
        for rule in rules
        for method in sorted((rule.methods or set()) & {"GET", "POST"})
    ]  # fmt: skip


def test_every_door_wants_the_cookie_our_host_and_what_acts_our_secret(
    archive: Archive, server: ReviewServer, doors: list[tuple[str, str]]
) -> None:
    acting = [address for method, address in doors if method == "POST"]
    assert len(acting) > 15 and len(doors) - len(acting) > 12
    stranger, browser = Browser(server.access.port), opened(server)
    good = {"csrf": browser.csrf(), "urls": "narbagi.example", "do": "tag", "tags": "x"}
    before = (archive.folder / "ledger.jsonl").read_bytes()
    for method, address in doors:
        if method == "GET":
            assert stranger.get(address).status == 403, address
            assert browser.get(address, Host="evil.example").status == 421, address
            continue
        assert stranger.post(address, good).status == 403, address
        assert browser.post(address, good, Origin="http://evil.example").status == 403, address
        assert browser.post(address, good, Origin="", Referer="").status == 403, address
        assert browser.post(address, good | {"csrf": "guess"}).status == 403, address
        assert browser.post(address, good, Host="evil.example").status == 421, address
    assert (archive.folder / "ledger.jsonl").read_bytes() == before
    assert list((archive.folder / "spool" / "desk").glob("*/order.json")) == []


def test_reading_changes_nothing_and_what_acts_is_not_reached_by_it(
    archive: Archive, server: ReviewServer, doors: list[tuple[str, str]]
) -> None:
    browser = opened(server)
    before = (archive.folder / "ledger.jsonl").read_bytes()
    for method, address in doors:
        status = browser.get(address).status
        assert status in ((200, 400, 404) if method == "GET" else (200, 400, 404, 405)), address
    assert (archive.folder / "ledger.jsonl").read_bytes() == before
    assert list((archive.folder / "spool" / "desk").glob("*/order.json")) == []


@pytest.mark.parametrize(
    "origin", ["http://[", "null", "//127.0.0.1:1", "http://127.0.0.1:1@evil.example"]
)
def test_an_origin_that_is_none_is_not_ours(origin: str) -> None:
    assert not Access(1).sent_by_us("127.0.0.1:1", origin, None)


class _Page(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))


def test_every_place_is_a_page_that_holds_hostile_text(
    archive: Archive, server: ReviewServer, tmp_path: Path
) -> None:
    page = add_page(archive, tmp_path, title=HOSTILE, translated_title=HOSTILE)
    archive.annotate([page.id], note=HOSTILE, tags=[HOSTILE])
    browser = opened(server, HOSTILE)
    look = browser.post(
        "/bring-in/look", {"csrf": browser.csrf(), "urls": HOSTILE, "note": HOSTILE}
    ).headers["Location"]
    others = [
        look,
        f"/page/{page.id}/say",
        f"/?tag={quote(HOSTILE)}",
        "/search?words=alert",
    ]
    for address in [*(each.address for each in PLACES), *others]:
        answer = browser.get(address)
        assert answer.status == 200, address
        shown = _Page(answer.text)
        assert sum(tag == "h1" for tag, _ in shown.elements) == 1, address
        ids = [attrs["id"] for _, attrs in shown.elements if "id" in attrs]
        assert len(ids) == len(set(ids)), address
        assert not any(tag in ("img", "iframe") for tag, _ in shown.elements), address
        assert all(
            str(attrs.get("src")).startswith("/static/")
            for tag, attrs in shown.elements
            if tag == "script"
        )
        assert not any(
            name.startswith("on") or name == "style" for _, a in shown.elements for name in a
        )
        for tag, attrs in shown.elements:
            if tag == "form" and attrs.get("method") == "post":
                assert str(attrs["action"]).startswith("/"), address


def test_the_overview_says_what_was_looked_at_and_no_more(
    archive: Archive, server: ReviewServer, tmp_path: Path
) -> None:
    add_page(archive, tmp_path)
    browser = opened(server)
    told = browser.get("/overview").text
    assert "Not checked since the desk was opened" in told and "Sound" not in told
    assert "Nothing of this archive is anchored yet" in told
    assert browser.post("/overview/verify", {"csrf": browser.csrf()}).status == 303
    at_work(browser, until="Done")
    told = browser.get("/overview").text
    assert "<b>Sound.</b>" in told and "records, every byte as it was written, checked" in told
    page = add_page(archive, tmp_path, translate=False, name="by-hand.html")
    aside = add_page(archive, tmp_path, name="aside.html")
    counted = r'<span class="big">([\d,]+)</span><br>(translated sentences|page)'
    before = re.findall(counted, browser.get("/overview").text)
    archive.by_hand(page)  # begun, and nothing of it written
    assert re.findall(counted, browser.get("/overview").text) == before
    archive.annotate([aside.id], mistaken="another page")
    after = re.findall(counted, browser.get("/overview").text)
    assert [int(n) for n, _ in after] == [int(n) // 2 for n, _ in before]
    warc = next(iter((archive.folder / "warc").iterdir()))
    data = bytearray(warc.read_bytes())
    data[len(data) // 2] ^= 1
    warc.write_bytes(data)
    assert "Sound" in browser.get("/overview").text  # of the time that is said
    browser.post("/overview/verify", {"csrf": browser.csrf()})
    at_rest(browser)
    told = browser.get("/overview").text
    assert "Not as it was written" in told and "Sound" not in told
    for address in ("file:///etc/passwd", "tsa.example", ""):
        assert (
            browser.post("/overview/anchor", {"csrf": browser.csrf(), "tsa": address}).status == 400
        )


def test_watch_shows_what_changed_and_says_only_when_it_was_looked(
    archive: Archive, server: ReviewServer
) -> None:
    with Site({"/a": Answer(PAGE), "/b": Answer(PAGE), "/c": Answer(PAGE)}) as site:
        options = archive.fetch_options(allow_private=True, requisites=False, browser=False)
        urls = [site.url(each) for each in ("/a", "/b", "/c")]
        pages = [each.page for each in archive.capture_many(urls, options=options)]
        changed = PAGE.replace("ötən həftə".encode(), "bu həftə".encode())
        site.answers |= {"/a": Answer(changed), "/b": Answer(b"gone", 404)}
        browser = opened(server)
        assert "Nothing was looked at again yet" in browser.get("/watch").text
        assert browser.post("/watch/look", {"csrf": browser.csrf()}).status == 303
        at_work(browser, until="What was found")
    told = browser.get("/watch").text
    assert "3 pages looked at" in told and "Gone" in told and "Changed" in told
    assert "Not when in between" in told and "deleted" not in told
    row = archive.index.connection.execute(
        "SELECT id FROM observations WHERE finding = 'changed'"
    ).fetchone()
    told = browser.get(f"/watch?look={row['id']}").text
    assert "<del>ötən</del>" in told and "<ins>bu</ins>" in told and "Translate what is new" in told
    assert pages[0] is not None and f'href="/page/{pages[0].id}"' in told
    assert "Present" not in browser.get("/watch").text
    assert "Present" in browser.get("/watch?show=all").text


def test_changes_of_sentences_are_told_apart() -> None:
    was = ["Bir.", "Şahid ittihamı təsdiqləməyib.", "Hakim 8 il həbs cəzası verib.", "Son."]
    now = ["Bir.", "Hakim 7 il həbs cəzası verib.", "Redaksiya mətni dəqiqləşdirib.", "Son."]
    told = list(_changes(was, now, {was[2]: "The judge gave 8 years."}))
    assert [each.kind for each in told] == ["same", "gone", "changed", "new", "same"]
    assert told[2].words == (
        ("Hakim", "same"), ("8", "gone"), ("7", "new"), ("il həbs cəzası verib.", "same"),
    )  # fmt: skip
    assert told[2].translated == "The judge gave 8 years."
    assert [each.kind for each in _changes(was, was, {})] == ["same"]


def test_models_are_installed_by_their_pair_and_by_nothing_else(server: ReviewServer) -> None:
    browser = opened(server)
    told = browser.get("/models").text
    assert "Azerbaijani → English" in told and "BLEU 19.4" in told
    for pair, engine in (
        ("/etc/passwd", "argos"), ("az-en", "ct2"), ("../x-y", "firefox"), ("", ""),
        ("http://evil.example/m.argosmodel", "argos"), ("az-en\n", "argos"),
    ):  # fmt: skip
        fields = {"csrf": browser.csrf(), "pair": pair, "engine": engine}
        assert browser.post("/models/install", fields).status == 400, pair


def test_a_model_comes_as_a_file_and_goes_by_its_name(
    server: ReviewServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DRAGOMAN_MODELS", str(tmp_path / "models"))
    browser = opened(server)
    made = dictionary_package(tmp_path / "made")
    data = pack(made, tmp_path / "made.argosmodel").read_bytes()
    for content, said in ((b"no model at all", "Go on"), (data, "Done")):
        order, called = "", "../my model.argosmodel"
        for at in range(0, len(content), 400_000):
            fields = {"csrf": browser.csrf(), "order": order, "name": called, "at": str(at),
                      "whole": str(len(content))}  # fmt: skip
            piece = {"piece": ("piece", content[at : at + 400_000])}
            told = browser.upload("/models/piece", fields, piece).json()
            order, called = told["order"], told["name"]
        fields = {"csrf": browser.csrf(), "order": order}
        assert browser.post("/models/file", fields).status == 303
        assert browser.post("/models/file", fields).status == 400  # once
        assert said in at_rest(browser).partition("</div>\n</div>")[0], content[:20]
    [model] = [each for each in models() if each.path.parent == tmp_path / "models"]
    shown = browser.get("/models").text
    assert f"Remove {model.name}" in shown
    for name, status in (
        ("../x", 400),
        ("argos-ru-en", 400),
        ("demo-model-az-en", 400),
        ("argos-az-en", 303),
        ("argos-az-en", 400),
    ):
        fields = {"csrf": browser.csrf(), "model": name}
        assert browser.post("/models/remove", fields).status == status, name
    assert not any((tmp_path / "models").glob("*/*"))


def test_search_says_whether_every_hit_is_listed(
    archive: Archive, server: ReviewServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from dragoman.desk.doors import search

    for n in range(4):
        add_page(archive, tmp_path, name=f"{n}.html")
    browser = opened(server)
    told = browser.get("/search?words=lawyer")
    assert "4 sentences in 4 pages" in told.text and "Every one is listed" in told.text
    monkeypatch.setattr(search, "FIRST", 2)
    told = browser.get("/search?words=lawyer")
    assert "The closest 2 sentences" in told.text and "There are more" in told.text
    further = re.search(r'href="(/search\?[^"]+)">Show more', told.text)
    assert further
    told = browser.get(further[1].replace("&amp;", "&"))
    assert len(listed(told)) == 4 and "Every one is listed" in told.text
    assert "Nothing was found" in browser.get("/search?words=zzzz").text
    assert browser.get("/search?words=lawyer&since=never").status == 400
