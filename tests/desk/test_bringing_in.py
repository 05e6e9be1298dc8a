"""Bringing in at the desk: looked at first, captured in the background, stopped, gone on with."""

from __future__ import annotations

import io
import json
import re
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.archive import Archive
from dragoman.desk import ReviewServer
from dragoman.desk.doors.bringing import _Bringing
from dragoman.desk.server import MAX_REQUEST
from dragoman.desk.work import handed
from dragoman.desk.work.handed import add_piece, own_name
from dragoman.desk.work.order import Order, saved
from dragoman.errors import UsageError
from tests.desk.test_library import PAGE, SENTENCES, at_rest, at_work
from tests.support.review_client import Browser, opened, serving
from tests.support.site import AZ_TEXT, RU_TEXT, Answer, HeldSite, Site, page


@pytest.fixture
def server(archive: Archive) -> Iterator[ReviewServer]:
    with serving(archive) as server:
        yield server


@pytest.fixture
def site() -> Iterator[Site]:
    with Site({f"/{n}": Answer(PAGE) for n in range(6)}) as site:
        yield site


def look(browser: Browser, **fields: str) -> str:
    """The address of what was looked at."""
    answer = browser.post("/bring-in/look", {"csrf": browser.csrf(), **fields})
    assert answer.status == 303, answer.text
    return answer.headers["Location"]


def test_every_row_is_looked_at_and_nothing_is_fetched_before_somebody_says_so(
    archive: Archive, server: ReviewServer, site: Site
) -> None:
    browser = opened(server)
    base = site.url("/")
    pasted = f"\ufeff{base}0\n# a comment\n{base}0\nnarbagi.example/a\u200bz\nbax: köhnə siyahı\nftp://x.example/y\n"
    address = look(browser, urls=pasted, tags="prison", to="en")
    told = browser.get(address).text
    for each in (
        "2 rows cannot be used, 1 is there twice", "had no https://", "marks that nobody sees",
        "the same as pasted, line 1", "only http and https are fetched, and not ftp:",
        "pasted, line 5", "Capture 2 pages",
    ):  # fmt: skip
        assert each in told, each
    assert site.asked == [] and archive.page_ids() == []
    waiting = browser.get("/bring-in").text
    assert f'<a href="{address}" dir="auto">2 addresses</a>' in waiting
    assert browser.post(f"{address}/away", {"csrf": browser.csrf()}).status == 303
    assert browser.get(address).status == 400
    assert "Brought and not begun" not in browser.get("/bring-in").text
    assert list(saved(archive.folder / "spool" / "desk")) == []


def test_what_was_looked_at_is_captured_and_what_failed_is_told_and_tried_again(
    archive: Archive, server: ReviewServer, site: Site
) -> None:
    browser = opened(server)
    urls = f"{site.url('/0')}\n{site.url('/later')}\n"
    address = look(browser, urls=urls, note="may be removed", tags="prison, court", to="")
    assert browser.post(f"{address}/begin", {"csrf": browser.csrf()}).status == 303
    told = at_rest(browser)
    assert "1 done, 1 to look at" in told and "404" in told and "2 addresses" in told
    rows = {row["url"]: row for row in archive.list_pages()}
    assert rows[site.url("/0")]["note"] == "may be removed"
    assert rows[site.url("/0")]["tags"] == ["prison", "court"]
    site.answers["/later"] = Answer(PAGE)
    again = re.search(r'action="(/work/\w+/again)"', told)
    assert again
    fields = {"csrf": browser.csrf(), "key": site.url("/later")}
    assert browser.post(again[1], fields).status == 303
    assert "Again: 2 addresses" in at_rest(browser)
    assert [row["error"] for row in archive.list_pages() if row["url"].endswith("later")][1] is None
    assert len([path for path, _ in site.asked if path == "/0"]) == 1
    assert archive.verify().ok


def test_what_failed_is_looked_at_all_together_and_captured_with_its_note(
    archive: Archive, server: ReviewServer, site: Site
) -> None:
    browser = opened(server)
    nothing = browser.post("/bring-in/failed", {"csrf": browser.csrf()})
    assert nothing.status == 400 and "nothing failed" in nothing.text
    options = archive.fetch_options(allow_private=True, delay=0)
    urls = [site.url(path) for path in ("/0", "/later", "/never")]
    list(archive.capture_many(urls, note="soon gone", tags=["court"], options=options))
    site.answers["/later"] = Answer(PAGE)
    asked = len(site.asked)
    address = browser.post("/bring-in/failed", {"csrf": browser.csrf()}).headers["Location"]
    told = browser.get(address).text
    assert "Capture 2 pages" in told and len(site.asked) == asked and urls[0] not in told
    assert browser.post(f"{address}/begin", {"csrf": browser.csrf()}).status == 303
    assert "1 done, 1 to look at" in at_rest(browser)
    (row,) = (r for r in archive.list_pages() if r["url"] == urls[1] and not r["error"])
    assert (row["note"], row["tags"]) == ("soon gone", ["court"])


def test_captures_say_of_what_kinds_they_are_and_who_of_the_watched_is_named(
    tmp_path: Path, site: Site
) -> None:
    folder = tmp_path / "watching"
    Archive(folder).close()
    (folder / "dragoman.toml").write_text('[people]\nwatch = "watch.csv"\n', encoding="utf-8")
    (folder / "watch.csv").write_text("Нигяр Ахадова,a lawyer\nЯков Белов\n", encoding="utf-8")
    site.answers["/ru"] = Answer(page("ru", "Суд", RU_TEXT, RU_TEXT.replace("Суд", "Вчера суд")))
    with Archive(folder) as archive, serving(archive) as server:
        browser = opened(server)
        urls = "\n".join(site.url(path) for path in ("/0", "/ru", "/never"))
        # A file that is taken in after them takes nothing of that away.
        told = {"csrf": browser.csrf(), "urls": urls, "to": ""}
        file = ("saved.html", page("az", "Saxlanmış", *[AZ_TEXT] * 3))
        address = browser.upload("/bring-in/look", told, {"files": file}).json()["go"]
        assert browser.post(f"{address}/begin", {"csrf": browser.csrf()}).status == 303
        told = at_rest(browser)
        assert told.count('data-fact="watched"') == 2 and "(<bdi>a lawyer</bdi>)" in told
        assert "Нигяр Ахадова" in told and "Яков Белов" not in told
        kinds = re.search(r'data-fact="kinds">([^<]+)<', told)
        assert kinds and "Article: 3" in kinds[1], told
        (folder / "watch.csv").unlink()
        address = look(browser, urls=site.url("/1"), to="")
        assert browser.post(f"{address}/begin", {"csrf": browser.csrf()}).status == 303
        assert "Nobody was watched for" in at_rest(browser)
        assert archive.verify().ok


@pytest.mark.parametrize("wanted", [True, False])
def test_pictures_are_made_afterwards_where_they_are_made_by_themselves(
    archive: Archive, site: Site, monkeypatch: pytest.MonkeyPatch, wanted: bool
) -> None:
    asked: list[tuple[list[str], bool]] = []

    def picturing(
        _holdings: object, ids: list[str], *, pending: bool, **_: object
    ) -> Iterator[Any]:
        asked.append((list(ids), pending))
        return iter(())

    monkeypatch.setattr("dragoman.steps.desk.housing.by_itself", lambda _: wanted)
    monkeypatch.setattr("dragoman.steps.picturing.picturing.picturing", picturing)
    with serving(archive) as server:
        browser = opened(server)
        urls = f"{site.url('/0')}\n{site.url('/1')}\nhttp://127.0.0.1:9/dead\n"
        address = look(browser, urls=urls, to="")
        assert browser.post(f"{address}/begin", {"csrf": browser.csrf()}).status == 303
        told = at_rest(browser)
    came = {row["id"] for row in archive.list_pages() if not row["error"]}
    assert ("Making pictures" in told) == wanted
    assert [(set(ids), pending) for ids, pending in asked] == ([(came, True)] if wanted else [])


def test_work_is_stopped_gone_on_with_and_outlives_the_desk(archive: Archive) -> None:
    # However slow the machine is: a page is held back until what the test waits for was seen.
    with HeldSite({f"/{n}": Answer(PAGE) for n in range(6)}, free=["/0"]) as site:
        with serving(archive) as server:
            browser = opened(server)
            urls = "\n".join(site.url(f"/{n}") for n in range(6))
            address = look(browser, urls=urls, to="")
            identity = address.rpartition("/")[2]
            browser.post(f"{address}/begin", {"csrf": browser.csrf()})
            at_work(browser, until=" 5 to come")
            browser.post(f"/work/{identity}/stop", {"csrf": browser.csrf()})
            site.gate.set()
            at_work(browser, until="Stopped; what is done is kept.")
            assert 0 < len(archive.page_ids()) < 6
            site.gate.clear()
            assert browser.post(f"/work/{identity}/go-on", {"csrf": browser.csrf()}).status == 303
            at_work(browser, until="Stop</button>")
            server.close()
            assert server._runner.find(identity).stop.wait(60)
            site.gate.set()
        had = len(archive.page_ids())
        assert had < 6
        with serving(archive) as server:
            browser = opened(server)
            told = at_work(browser, until="Interrupted when the desk was closed")
            assert "Go on" in told and len(archive.page_ids()) == had
            browser.post(f"/work/{identity}/go-on", {"csrf": browser.csrf()})
            at_work(browser, until="Done")
        asked = [path for path, _ in site.asked if path != "/favicon.ico"]
    assert sorted(asked) == [f"/{n}" for n in range(6)]
    with serving(archive) as server:  # what is done does not come back
        assert "Nothing is at work" in at_work(opened(server), until="at work")
    assert archive.verify().ok


def test_two_desks_of_one_archive_leave_each_others_orders_alone(archive: Archive) -> None:
    with serving(archive) as one, serving(archive) as other:
        first, second = opened(one), opened(other)
        address = look(first, urls="narbagi.example/x")
        assert first.get(address).status == 200 and second.get(address).status == 400
        assert second.get(look(second, urls="narbagi.example/y")).status == 200


# -- files ---------------------------------------------------------------------------------------


def piece(
    browser: Browser, name: str, data: bytes, *, at: int = 0, order: str = "", whole: int = 0
) -> dict[str, str]:
    fields = {"csrf": browser.csrf(), "name": name, "at": str(at), "order": order}
    fields["whole"] = str(whole or at + len(data))
    answer = browser.upload("/bring-in/piece", fields, {"piece": ("piece", data)})
    assert answer.status == 200, answer.text
    told: dict[str, str] = answer.json()
    return told


def test_files_come_in_pieces_and_are_taken_in_byte_for_byte(
    archive: Archive, server: ReviewServer, site: Site
) -> None:
    browser = opened(server)
    html = PAGE + b"<!-- " + b"x" * 600_000 + b" -->"
    told = piece(browser, r"C:\Users\me\..\..\saved page.html", html[:400_000], whole=len(html))
    assert told["name"] == "saved page.html" and told["size"] == 400_000
    order = told["order"]
    fields = {"csrf": browser.csrf(), "name": told["name"], "at": "7", "order": order}
    answer = browser.upload("/bring-in/piece", fields, {"piece": ("piece", b"x")})
    assert answer.status == 400 and "did not come whole" in answer.json()["error"]
    piece(browser, told["name"], html[400_000:], at=400_000, order=order)
    table = f"Ünvan;Qeyd;Teq\n{site.url('/0')};hökm;məhkəmə\nyoxdur;;\n".encode("utf-16")
    piece(browser, "siyahi.csv", table, order=order)
    piece(browser, "bəyanat.txt", "\n".join(SENTENCES).encode(), order=order)
    address = look(browser, order=order, to="")
    shown = browser.get(address).text
    assert "Capture 1 page, take in 2 files" in shown and "siyahi.csv, line 3" in shown
    assert archive.page_ids() == []
    browser.post(f"{address}/begin", {"csrf": browser.csrf()})
    at_work(browser, until="3 done")
    rows = {row["url"]: row for row in archive.list_pages()}
    assert rows[site.url("/0")]["note"] == "hökm" and rows[site.url("/0")]["tags"] == ["məhkəmə"]
    page = next(archive.page(row["id"]) for url, row in rows.items() if "saved" in url)
    assert page.response().body == html
    assert archive.verify().ok


def test_a_file_that_did_not_come_whole_is_left_out_and_that_is_said(
    archive: Archive, server: ReviewServer
) -> None:
    browser = opened(server)
    order = piece(browser, "half.html", PAGE[:100], whole=len(PAGE))["order"]
    piece(browser, "list.txt", b"narbagi.example/x\n", order=order)
    shown = browser.get(look(browser, order=order)).text
    assert "half.html did not come whole, and is left out" in shown
    assert "Capture 1 page<" in shown and "taken in byte for byte" not in shown
    (held,) = saved(archive.folder / "spool" / "desk")
    assert held.files == [] and [each.name for each in held.coming] == ["half.html"]
    order = piece(browser, "half.html", PAGE[:100], whole=len(PAGE))["order"]
    answer = browser.post("/bring-in/look", {"csrf": browser.csrf(), "order": order})
    assert answer.status == 400 and "did not come whole" in answer.text


def test_that_another_window_puts_an_order_away_meanwhile_is_told(
    server: ReviewServer, archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser, other = opened(server), opened(server)
    fields = {"csrf": browser.csrf(), "name": "a.html", "at": "0", "whole": str(len(PAGE))}
    told = browser.upload("/bring-in/piece", fields, {"piece": ("a.html", PAGE)}).json()
    order, read = told["order"], _Bringing._wishes

    def meanwhile(bringing: _Bringing, found: Order, pasted: str) -> dict[str, Any]:
        wishes = read(bringing, found, pasted)
        assert other.post(f"/bring-in/{order}/away", {"csrf": other.csrf()}).status == 303
        return wishes

    monkeypatch.setattr(_Bringing, "_wishes", meanwhile)
    answer = browser.post("/bring-in/look", {"csrf": browser.csrf(), "order": order})
    assert answer.status == 400 and "bring it again" in answer.text
    at_rest(browser)
    assert archive.page_ids() == []


def test_files_that_came_and_were_never_looked_at_are_looked_at_before_they_are_taken_in(
    server: ReviewServer, archive: Archive
) -> None:
    browser = opened(server)
    order = ""
    for name, data in (("a.html", PAGE), ("list.csv", b"url\nhttps://h.example/1\nno address\n")):
        fields = {"csrf": browser.csrf(), "name": name, "at": "0", "whole": str(len(data))}
        told = browser.upload("/bring-in/piece", fields | {"order": order}, {"piece": (name, data)})
        order = told.json()["order"]
    begun = browser.post(f"/bring-in/{order}/begin", {"csrf": browser.csrf()})
    assert begun.headers["Location"] == f"/bring-in/{order}"
    looked = browser.get(f"/bring-in/{order}").text
    assert (
        "1 row cannot be used" in looked
        and "a.html" in looked
        and "list.csv" not in looked.partition("<tbody>")[0]
    )
    at_rest(browser)
    assert archive.page_ids() == []


def test_what_is_being_looked_at_is_not_offered_to_other_windows(
    server: ReviewServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser, read = opened(server), _Bringing._wishes

    def meanwhile(bringing: _Bringing, found: Order, pasted: str) -> dict[str, Any]:
        assert "/away" not in browser.get("/bring-in").text
        return read(bringing, found, pasted)

    monkeypatch.setattr(_Bringing, "_wishes", meanwhile)
    assert "/away" in browser.get(look(browser, urls="https://h.example/1")).text


def test_small_files_come_with_the_form_where_there_is_no_script(server: ReviewServer) -> None:
    browser = opened(server)
    answer = browser.upload(
        "/bring-in/look", {"csrf": browser.csrf()}, {"files": ("list.txt", b"narbagi.example/x\n")}
    )
    assert "Capture 1 page" in browser.get(answer.json()["go"]).text


def test_a_list_that_cannot_be_read_is_a_row_that_says_so(server: ReviewServer) -> None:
    browser = opened(server)
    told = piece(browser, "list.csv", b"url\n\xff\xfe\x00broken")
    shown = browser.get(look(browser, order=told["order"])).text
    assert "list.csv is not read" in shown and "Capture" not in shown


def test_limits_hold_and_nothing_is_left_behind(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    order = Order.new(tmp_path, "bring", "", {}, begun=False)
    order.save()
    monkeypatch.setattr(handed, "LARGEST_FILE", 10)
    with pytest.raises(UsageError, match="larger than can be handed over"):
        add_piece(order, "a", io.BytesIO(b"12345"), 0, 12)  # told at once
    assert add_piece(order, "a", io.BytesIO(b"12345"), 0, 10).size == 5
    with pytest.raises(UsageError, match="larger than can be handed over"):
        add_piece(order, "a", io.BytesIO(b"1234567"), 5, 10)
    assert order.files == order.coming == []
    add_piece(order, "a", io.BytesIO(b"1"), 0, 3)
    with pytest.raises(UsageError, match="not what it was said to be"):
        add_piece(order, "a", io.BytesIO(b"234"), 1, 3)
    assert order.files == order.coming == []
    monkeypatch.setattr(handed, "MOST_FILES", 1)
    add_piece(order, "b", io.BytesIO(b"1"), 0)
    with pytest.raises(UsageError, match="at most 1 files"):
        add_piece(order, "c", io.BytesIO(b"1"), 0)
    monkeypatch.setattr(handed, "MOST_FILES", 2)
    monkeypatch.setattr(handed, "LEFT_FREE", 1 << 62)
    with pytest.raises(UsageError, match="the disk is nearly full"):
        add_piece(order, "b", io.BytesIO(b"1"), 0)


@given(st.text() | st.text(alphabet='./\\:~ \u202e\x00con*?"<>|aɘ', max_size=300))
def test_a_name_leads_nowhere_and_is_kept_by_every_system(told: str) -> None:
    name = own_name(told)
    assert name and name not in (".", "..") and len(name.encode()) <= 230
    assert PurePosixPath(name).name == name == PureWindowsPath(name).name
    assert not PureWindowsPath(name).drive and not name.startswith("-")
    assert all(char.isprintable() for char in name) and name == name.strip(" .")
    assert own_name(name) == name


def test_a_name_that_is_known_by_is_kept() -> None:
    assert own_name("bəyanat № 2 (son).pdf") == "bəyanat № 2 (son).pdf"
    assert own_name("/etc/passwd") == "passwd" and own_name("..\\..\\x.html") == "x.html"
    assert own_name("CON.txt") == "_CON.txt" and own_name("\u202etxt.exe") == "txt.exe"


@given(st.dictionaries(st.text(max_size=8), st.text(max_size=8) | st.integers() | st.none()))
def test_an_order_that_is_none_is_passed_over(content: dict[str, object]) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / ("a" * 16)
        folder.mkdir()
        (folder / "order.json").write_text(json.dumps(content), encoding="utf-8")
        assert list(saved(Path(name))) == []


def test_an_order_is_found_by_our_number_and_by_nothing_else(server: ReviewServer) -> None:
    browser = opened(server)
    for identity in ("..", "%2e%2e", "desk.lock", "a" * 16, "../../warc", "A" * 16):
        assert browser.get(f"/bring-in/{identity}").status in (400, 404)
        fields = {"csrf": browser.csrf(), "order": identity, "urls": "x.example"}
        assert browser.post("/bring-in/look", fields).status == 400
        assert browser.get(f"/work/{identity}/file").status in (400, 404)


def test_a_form_that_is_too_large_gets_a_page_of_the_desk(archive: Archive) -> None:
    with serving(archive) as server:
        browser = opened(server)
        large = {"csrf": browser.csrf(), "urls": "x" * (MAX_REQUEST + 3_000_000)}
        answer = browser.post("/bring-in/look", large)
        assert answer.status == 413 and "nothing of it was kept" in answer.text
        assert "<h1" in answer.text and "Content-Security-Policy" in answer.headers
        told = browser.post("/bring-in/look", large, Accept="application/json")
        assert told.status == 413 and "nothing of it was kept" in told.json()["error"]
        with suppress(ConnectionError):  # of a stranger nothing more is read
            assert Browser(browser.port).post("/bring-in/look", large).status == 403
        assert browser.get("/bring-in").status == 200


def test_a_refused_first_piece_leaves_no_folder(archive: Archive) -> None:
    with serving(archive) as server:
        browser = opened(server)
        told = {"csrf": browser.csrf(), "name": "a.html", "at": "0", "whole": str(5 * 10**9)}
        answer = browser.upload("/bring-in/piece", told, {"piece": ("piece", b"x")})
        assert answer.status == 400
        spool = archive.folder / "spool" / "desk"
        assert [each.name for each in spool.iterdir()] == ["desk.lock"]
