"""The review page, over real sockets, on a real archive."""

from __future__ import annotations

import re
import socket
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import dragoman.desk
from dragoman.archive import Archive
from dragoman.decisions import Decision, standing
from dragoman.desk import ReviewServer
from dragoman.desk.article.archived import KEPT, VOID, harmless
from dragoman.desk.reviewer import clean_name, pseudonym
from dragoman.errors import UsageError
from tests.support import house
from tests.support.places import ROOT
from tests.support.review_client import Answer, Browser, desk_of, opened, serving
from tests.support.translated_pages import LINES, Line, add_page

HOSTILE = '"><script>alert(1)</script><img src=x onerror=alert(2)>\u202e'


@pytest.fixture
def server(archive: Archive) -> Iterator[ReviewServer]:
    with serving(archive) as server:
        yield server


@pytest.fixture
def page(archive: Archive, tmp_path: Path) -> str:
    return add_page(archive, tmp_path).id


def state_of(archive: Archive, page: str, n: int) -> tuple[str | None, str | None, str | None]:
    archive.index.catch_up()
    pair = archive.page(page).pairs("en")[n - 1]
    return pair.state, pair.target, pair.reviewer


class _Page(HTMLParser):
    """The elements of a page, with their attributes, and its text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data

    def having(self, name: str) -> list[dict[str, str | None]]:
        return [attrs for _, attrs in self.elements if name in attrs]


def test_closing_waits_for_whoever_wakes_it(archive: Archive) -> None:
    """The thread that waits must not close the pipe that it is just being woken through."""
    with serving(archive) as server:
        trigger = server._server.trigger
        pull = trigger._physical_pull
        pulled = []

        def slowly() -> None:
            pull()
            time.sleep(0.2)
            pull()
            pulled.append("through")

        trigger._physical_pull = slowly
    server.close()  # a second time: there is nothing left to wake
    assert pulled == ["through"]


# -- who may speak to it --------------------------------------------------------------------------


def test_the_token_becomes_a_cookie_and_leaves_the_address(server: ReviewServer) -> None:
    browser = Browser(server.access.port)
    answer = browser.get(f"/?token={server.access.token}")
    assert (answer.status, answer.headers["Location"]) == (303, "/")
    cookie = answer.cookies[0]
    assert "HttpOnly" in cookie and "SameSite=Strict" in cookie
    assert server.access.token not in cookie
    assert browser.get("/").status == 200


@pytest.mark.parametrize("path", ["/", "/static/desk.js", "/page/x", "/nowhere", "/?token=wrong"])
def test_without_the_token_nothing_is_told(server: ReviewServer, path: str) -> None:
    answer = Browser(server.access.port).get(path)
    assert answer.status == 403
    assert "with its token" in answer.text and not answer.cookies
    assert server.access.form not in answer.text


def test_a_wrong_cookie_is_refused(server: ReviewServer) -> None:
    browser = Browser(server.access.port, {server.access.cookie: "guess"})
    assert browser.get("/").status == 403


@pytest.mark.parametrize(
    "host",
    ["evil.example", "evil.example:{port}", "127.0.0.1", "127.0.0.1:1", "localhost.evil:{port}"],
)
def test_another_host_is_refused_even_with_the_token(server: ReviewServer, host: str) -> None:
    browser = opened(server)
    answer = browser.get("/", Host=host.format(port=server.access.port))
    assert answer.status == 421
    token = f"/?token={server.access.token}"
    assert browser.get(token, Host=host.format(port=server.access.port)).status == 421


def test_the_names_of_loopback_are_accepted(server: ReviewServer) -> None:
    browser = opened(server)
    for name in ("localhost", "LOCALHOST", "[::1]", "127.0.0.1"):
        assert browser.get("/", Host=f"{name}:{server.access.port}").status == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:1"},
        {"Origin": "https://127.0.0.1:{port}"},
        {"Origin": ""},
        {"Origin": "", "Referer": "http://evil.example/127.0.0.1:{port}/"},
    ],
)
def test_a_form_from_elsewhere_is_refused(
    server: ReviewServer, archive: Archive, page: str, headers: dict[str, str]
) -> None:
    browser = opened(server)
    told = {name: value.format(port=server.access.port) for name, value in headers.items()}
    fields = {"csrf": browser.csrf(), "approve": "1 ", "translation": "x"}
    assert browser.post(f"/page/{page}/decide", fields, **told).status == 403
    assert state_of(archive, page, 1)[0] == "machine"


def test_a_referer_will_do_where_there_is_no_origin(server: ReviewServer) -> None:
    browser = opened(server)
    fields = {"csrf": browser.csrf(), "reviewer": "calm-otter", "back": "/"}
    answer = browser.post("/who", fields, Origin="", Referer=f"{browser.origin}/page/x")
    assert answer.status == 303


def test_a_form_without_its_secret_is_refused(server: ReviewServer, page: str) -> None:
    browser = opened(server)
    for secret in ({}, {"csrf": "guess"}, {"csrf": server.access.session}):
        answer = browser.post(f"/page/{page}/1", secret | {"action": "approve"})
        assert answer.status == 403


def test_every_answer_forbids_scripts_frames_and_keeping(server: ReviewServer, page: str) -> None:
    browser = opened(server)
    answers = [
        browser.get("/"),
        browser.get(f"/page/{page}"),
        browser.get("/nowhere"),
        browser.get("/static/desk.css"),
        browser.post("/who", {}),
        Browser(server.access.port).get("/"),
    ]
    for answer in answers:
        policy = answer.headers["Content-Security-Policy"]
        assert policy.startswith("default-src 'none'; script-src 'self';")
        assert "unsafe" not in policy and "frame-ancestors 'none'" in policy
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["X-Frame-Options"] == "DENY"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "Server" not in answer.headers


def test_it_listens_on_loopback_only_and_says_when_a_port_is_taken(archive: Archive) -> None:
    with serving(archive) as server:
        assert server.url.startswith("http://127.0.0.1:")
        assert server._socket.getsockname()[0] == "127.0.0.1"
        with pytest.raises(UsageError, match=f"port {server.access.port} cannot be used"):
            ReviewServer(desk_of(archive), port=server.access.port)


def test_secrets_are_not_in_what_is_printed_of_them(server: ReviewServer) -> None:
    told = repr(server.access)
    assert not {server.access.token, server.access.session, server.access.form} & set(
        re.findall(r"[\w-]{20,}", told)
    )


def test_after_choosing_a_name_one_stays_on_our_own_pages(server: ReviewServer) -> None:
    browser = opened(server)
    elsewhere = (
        "//evil.example", "http://evil.example/", "/\\evil.example", "javascript:x", "",
        "/\t/evil.example", "/\n/evil.example", "\t//evil.example", "/\r\n/evil.example", " //evil.example",
        "/\u2028/evil.example", "/\x00/evil.example", "///evil.example", "\\\\evil.example", "/\\/evil.example",
    )  # fmt: skip
    for back in elsewhere:
        fields = {"csrf": browser.csrf(), "reviewer": "x", "back": back}
        assert browser.post("/who", fields).headers["Location"] == "/"


# -- deciding ------------------------------------------------------------------------------------


def test_the_walk_of_a_reviewer(server: ReviewServer, archive: Archive, page: str) -> None:
    browser = opened(server, "Ольга")
    assert browser.decide(page, 1, "approve").json()["state"] == "Approved"
    assert state_of(archive, page, 1) == ("approved", "The court's decision", "Ольга")
    answer = browser.decide(page, 3, "edit", text="The lawyer spoke on 14 December.", comment="14")
    assert answer.status == 200 and "2 of 6</span> decided" in answer.json()["progress"]
    assert state_of(archive, page, 3) == ("edited", "The lawyer spoke on 14 December.", "Ольга")
    browser.decide(page, 2, "reject")
    assert state_of(archive, page, 2) == ("rejected", None, "Ольга")
    browser.decide(page, 4, "approve", text="The session was put off.")
    assert state_of(archive, page, 4) == ("approved", "The session was put off.", "Ольга")
    text = browser.get(f"/page/{page}").text
    assert (
        "4 of 6</span> decided" in text
        and "4 of 5 sentences reviewed by Ольга, the others not reviewed" in text
    )


def test_a_decision_is_a_record_and_survives_reindexing(
    server: ReviewServer, archive: Archive, page: str
) -> None:
    browser = opened(server)
    browser.decide(page, 1, "edit", text="The ruling", comment="shorter")
    row = archive.index.connection.execute("SELECT id FROM decisions").fetchone()
    content = archive.record(row["id"]).json()
    assert (content["text"], content["reviewer"], content["comment"]) == (
        "The ruling", "quiet-heron", "shorter",
    )  # fmt: skip
    archive.reindex()
    assert state_of(archive, page, 1) == ("edited", "The ruling", "quiet-heron")
    assert "The ruling" in browser.get(f"/page/{page}").text


SERVE = """
import sys
from pathlib import Path
from dragoman.archive import Archive
from dragoman.desk import ReviewServer
from tests.support.review_client import desk_of
server = ReviewServer(desk_of(Archive(Path(sys.argv[1]))))
print(server.access.port, server.access.token, flush=True)
server.run()
"""


def test_a_save_outlives_the_server_that_is_killed_right_after(archive: Archive, page: str) -> None:
    command = [sys.executable, "-c", SERVE, str(archive.folder)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT)
    try:
        assert process.stdout is not None
        port, token = process.stdout.readline().split()
        browser = Browser(int(port))
        assert browser.get(f"/?token={token}").status == 303
        answer = browser.decide(page, 1, "edit", text="The ruling", reviewer="calm-otter")
        assert answer.status == 200
    finally:
        process.kill()
        process.communicate()
    archive.reindex()
    assert state_of(archive, page, 1) == ("edited", "The ruling", "calm-otter")
    assert archive.verify().problems == []


def test_undo_goes_back_one_at_a_time_and_removes_nothing(
    server: ReviewServer, archive: Archive, page: str
) -> None:
    browser = opened(server)
    browser.decide(page, 1, "edit", text="The ruling")
    browser.decide(page, 1, "approve")
    browser.decide(page, 1, "edit", text="The verdict")
    states = []
    for _ in range(4):
        browser.decide(page, 1, "undo")
        states.append(state_of(archive, page, 1)[:2])
    assert states == [
        ("approved", "The ruling"),
        ("edited", "The ruling"),
        ("machine", "The court's decision"),
        ("machine", "The court's decision"),
    ]
    count = archive.index.connection.execute("SELECT count(*) FROM decisions").fetchone()[0]
    assert count == 6


@given(st.lists(st.sampled_from(["A", "B", "undo"]), max_size=12))
def test_undo_follows_a_stack(steps: list[str]) -> None:
    made: list[Decision] = []
    stack: list[str] = []
    for step in steps:
        if step == "undo":
            if not stack:
                continue
            stack.pop()
            text = stack[-1] if stack else None
            made.append(Decision("t", 1, "edited" if text else "machine", text, "x", ""))
        elif stack[-2:-1] == [step]:
            continue  # by hand back to what stood before: that is an undo too
        elif stack[-1:] != [step]:
            stack.append(step)
            made.append(Decision("t", 1, "edited", step, "x", ""))
        assert [each[0].text for each in standing(made)] == stack


def test_the_second_save_is_told_with_both_texts(
    server: ReviewServer, archive: Archive, page: str
) -> None:
    first, second = opened(server, "calm-otter"), opened(server, "quiet-heron")
    editor = second.get(f"/page/{page}/1?part=editor").text
    seen = dict(re.findall(r'name="(csrf|translation|version)" value="([^"]*)"', editor))
    assert first.decide(page, 1, "edit", text="The ruling").status == 200
    mine = seen | {"action": "edit", "text": "The verdict & <more>"}
    answer = second.post(f"/page/{page}/1", mine, Accept="application/json")
    assert answer.status == 409
    told = answer.json()
    assert (told["theirs"], told["yours"]) == ("The ruling", "The verdict & <more>")
    assert "calm-otter" in told["editor"]
    assert "The verdict &amp; &lt;more&gt;</textarea>" in told["editor"]
    assert state_of(archive, page, 1) == ("edited", "The ruling", "calm-otter")
    # The form that came with the conflict is based on what stands there now.
    seen = dict(re.findall(r'name="(csrf|translation|version)" value="([^"]*)"', told["editor"]))
    assert second.post(f"/page/{page}/1", mine | seen).status == 303
    assert state_of(archive, page, 1) == ("edited", "The verdict & <more>", "quiet-heron")


def test_the_conflict_is_told_without_a_script_too(
    server: ReviewServer, archive: Archive, page: str
) -> None:
    first, second = opened(server, "calm-otter"), opened(server, "quiet-heron")
    form = re.findall(
        r'name="(csrf|translation)" value="([^"]*)"', second.get(f"/page/{page}").text
    )
    first.decide(page, 1, "reject")
    answer = second.post(f"/page/{page}/decide", dict(form) | {"approve": "1 "})
    assert answer.status == 409 and "calm-otter" in answer.text and "<textarea" in answer.text
    assert state_of(archive, page, 1)[0] == "rejected"


def test_of_many_saves_at_once_exactly_one_is_made(server: ReviewServer, page: str) -> None:
    browsers = [opened(server, f"reviewer-{number}") for number in range(6)]
    editor = browsers[0].get(f"/page/{page}/1?part=editor").text
    seen = dict(re.findall(r'name="(csrf|translation|version)" value="([^"]*)"', editor))
    answers: list[Answer] = []

    def save(number: int, browser: Browser) -> None:
        fields = seen | {"action": "edit", "text": f"version {number}"}
        answers.append(browser.post(f"/page/{page}/1", fields, Accept="application/json"))

    threads = [threading.Thread(target=save, args=each) for each in enumerate(browsers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert sorted(answer.status for answer in answers) == [200, 409, 409, 409, 409, 409]


def test_a_decision_made_by_another_program_is_seen(
    server: ReviewServer, archive: Archive, page: str
) -> None:
    browser = opened(server)
    with Archive(archive.folder) as other:
        other.decide(other.page(page), 1, "edited", text="From elsewhere", reviewer="calm-otter")
    assert "From elsewhere" in browser.get(f"/page/{page}").text


def test_the_same_asked_twice_is_decided_once(
    server: ReviewServer, archive: Archive, page: str
) -> None:
    browser = opened(server)
    form = dict(
        re.findall(r'name="(csrf|translation)" value="([^"]*)"', browser.get(f"/page/{page}").text)
    )
    for _ in range(2):
        answer = browser.post(f"/page/{page}/decide", form | {"approve": "2 "})
        assert (answer.status, answer.headers["Location"]) == (303, f"/page/{page}#s2")
    count = archive.index.connection.execute("SELECT count(*) FROM decisions").fetchone()[0]
    assert count == 1


@pytest.mark.parametrize(
    ("n", "action", "text", "status"),
    [
        (1, "edit", "  ", 400),
        (1, "approve", "  ", 400),  # what was emptied is not what stood there
        (4, "approve", None, 400),  # refused: there is nothing to approve
        (6, "edit", "x", 400),  # in the target language already
        (1, "explode", "x", 400),
        (99, "approve", None, 404),
    ],
)
def test_what_cannot_be_decided_is_said_in_a_sentence(
    server: ReviewServer, archive: Archive, page: str, n: int, action: str, text: str, status: int
) -> None:
    browser = opened(server)
    row = archive.index.connection.execute("SELECT id FROM translations").fetchone()
    fields = {"csrf": browser.csrf(), "translation": row["id"], "version": "", "action": action}
    fields |= {"text": text} if text is not None else {}
    answer = browser.post(f"/page/{page}/{n}", fields, Accept="application/json")
    assert answer.status == status and answer.json()["error"]
    assert archive.index.connection.execute("SELECT count(*) FROM decisions").fetchone()[0] == 0


def test_a_comment_is_kept_as_it_was_written_or_not_at_all(
    server: ReviewServer, archive: Archive, page: str
) -> None:
    browser = opened(server)
    assert browser.decide(page, 1, "reject", comment="x" * 2_001).status == 400
    assert state_of(archive, page, 1)[0] == "machine"
    written = "so\r\n" * 500 + "it is"  # two characters a line, as the field counts them
    assert browser.decide(page, 1, "reject", comment=written).status == 200
    row = archive.index.connection.execute("SELECT comment FROM decisions").fetchone()
    assert row["comment"] == written.replace("\r\n", "\n")


def test_nobody_decides_without_a_name(server: ReviewServer, archive: Archive, page: str) -> None:
    browser = opened(server, None)
    assert re.search(r'name="reviewer" value="[a-z]+-[a-z]+"', browser.get("/").text)
    answer = browser.decide(page, 1, "approve")
    assert answer.status == 400 and "name" in answer.json()["error"]
    assert browser.decide(page, 1, "approve", reviewer="calm-otter").status == 200
    assert state_of(archive, page, 1)[2] == "calm-otter"
    assert browser.decide(page, 2, "approve").status == 200  # remembered


def test_names_are_cleaned_and_pseudonyms_differ() -> None:
    assert clean_name(" Ольга\u202e \n Q.\x00 ") == "Ольга Q."
    assert len(clean_name("x" * 500)) == 60
    assert len({pseudonym() for _ in range(50)}) > 25


# -- reading -------------------------------------------------------------------------------------


def test_an_article_shows_each_sentence_beside_its_original(
    server: ReviewServer, page: str
) -> None:
    shown = _Page(opened(server).get(f"/page/{page}").text)
    rows = shown.having("data-n")
    assert [row["data-n"] for row in rows] == ["0", "1", "2", "3", "4", "5", "6"]
    assert rows[4]["class"] == "row refused flagged"
    assert rows[3]["class"] == "row machine flagged"
    languages = [attrs["lang"] for tag, attrs in shown.elements if attrs.get("class") == "src"]
    assert languages == ["az", "az", "az", "az", "az", "az", "en"]
    assert all(
        attrs.get("dir") == "auto" for attrs in shown.having("lang") if attrs["lang"] == "az"
    )
    for told in (
        "the number 14 is missing from the translation",
        "Not shown as a translation: the same words come again and again",
        "The machine wrote, and it is no translation: of the of the of the of the",
        "not reviewed",
        "argos model az-en, version 1.5",
    ):
        assert told in shown.text


def test_a_hostile_page_shows_as_text(
    archive: Archive, server: ReviewServer, tmp_path: Path
) -> None:
    line = Line(HOSTILE, HOSTILE, machine="x" + HOSTILE)
    page = add_page(archive, tmp_path, [line], title=HOSTILE, translated_title=HOSTILE).id
    archive.decide(archive.page(page), 1, "edited", text=HOSTILE, reviewer=HOSTILE, comment=HOSTILE)
    browser = opened(server)
    for path in (
        "/",
        f"/page/{page}",
        f"/page/{page}/1",
        f"/page/{page}/archived",
        "/search?words=script",
    ):
        shown = _Page(browser.get(path).text)
        scripts = [attrs for tag, attrs in shown.elements if tag == "script"]
        assert scripts[0] == {"type": "module", "src": "/static/desk.js"}
        assert all(str(attrs["src"]).startswith("/static/") for attrs in scripts)
        assert not any(tag == "img" for tag, _ in shown.elements)
        assert not any(name.startswith("on") for _, attrs in shown.elements for name in attrs)
        assert not shown.having("style")


def test_the_archived_page_is_in_a_frame_that_can_do_nothing(
    archive: Archive, server: ReviewServer, tmp_path: Path
) -> None:
    html = (
        '<base href="http://evil.example/"><meta http-equiv=refresh content="0;url=http://evil/">'
        '<link rel="dns-prefetch" href="//evil.example"><script>alert(1)</script>'
        '<style>@import "x"</style><h1 onclick="x()" lang="az">Salam &lt;dünya&gt;</h1>'
        '<form action="http://evil/"><input name="a"><button>b</button></form>'
        '<a href="javascript:x">link</a><img src="http://evil/x.png" alt="şəkil">'
        '<svg><script>alert(1)</script></svg><iframe src="x"></iframe>'
    )
    page = add_page(archive, tmp_path, html=html).id
    browser = opened(server)
    shell = _Page(browser.get(f"/page/{page}/archived").text)
    frame = next(attrs for tag, attrs in shell.elements if tag == "iframe")
    assert frame["sandbox"] in (None, "") and frame["src"] == f"/page/{page}/archived/frame"
    answer = browser.get(f"/page/{page}/archived/frame")
    assert answer.headers["Content-Security-Policy"].startswith("sandbox; default-src 'none';")
    assert "http" not in answer.text and "javascript" not in answer.text
    inside = _Page(answer.text)
    assert {tag for tag, _ in inside.elements} == {
        "html",
        "head",
        "meta",
        "title",
        "body",
        "h1",
        "span",
    }
    assert "Salam <dünya>" in inside.text and "şəkil" in inside.text
    assert "alert" not in inside.text


@given(st.text() | st.text(alphabet="<>/ab \"'=!-scripttyle&;", max_size=80))
def test_any_html_is_made_harmless(html: str) -> None:
    for tag, attrs in _Page(harmless(html)).elements:
        assert tag in KEPT | VOID
        assert set(attrs) <= {"lang", "dir"}


def listed(answer: Answer) -> list[str]:
    return re.findall(r'class="title" href="/page/([^"#]+)"', answer.text)


def test_the_list_filters_and_search_looks_in_both_languages(
    archive: Archive, server: ReviewServer, tmp_path: Path
) -> None:
    az = add_page(archive, tmp_path, title="Birinci", name="az.html").id
    ru = add_page(
        archive, tmp_path, [Line("Адвокат Ахадова.", "The lawyer.", language="ru")],
        title="Второй", translated_title="The second", language="ru", name="ru.html",
    ).id  # fmt: skip
    bare = add_page(archive, tmp_path, title="Üçüncü", name="bare.html", translate=False).id
    for n in (0, 1):
        archive.decide(archive.page(ru), n, "approved", reviewer="quiet-heron")
    browser = opened(server)

    def found(question: str) -> set[str]:
        return set(listed(browser.get(question)))

    assert found("/") == {az, ru, bare}
    assert found("/?language=ru") == {ru}
    assert found("/?state=todo") == {az} == found("/?state=flagged")
    assert found("/?state=done") == {ru} == found("/?state=approved")
    assert found("/?state=untranslated") == {bare}
    assert browser.get("/?state=nonsense").status == 400
    assert found("/search?words=freed") == {az}
    assert {ru} <= found("/search?words=%D0%B0%D0%B4%D0%B2%D0%BE%D0%BA%D0%B0%D1%82")
    assert found("/search?words=The+second") == {ru}
    assert found("/search?words=lawyer&state=approved") == {ru}
    assert found("/search?words=ru.html") == {ru}  # in its address
    assert found("/search?words=nothing-like-it") == set()
    assert f'href="/page/{az}#s2"' in browser.get("/search?words=freed").text
    assert f'href="/page/{az}#s2"' not in browser.get("/search?words=freed&by=pages").text


def test_a_long_list_comes_in_parts(archive: Archive, server: ReviewServer) -> None:
    rows = [
        (f"{n:08d}-0000-4000-8000-000000000000", f"https://example.org/{n}", f"2026-01-01T{n:08d}")
        for n in range(12_000)
    ]
    connection = archive.index.connection
    connection.execute("BEGIN")
    connection.executemany(
        "INSERT INTO pages (id, url, captured_at, response_id) VALUES (?, ?, ?, 'x')", rows
    )
    connection.execute("COMMIT")
    browser = opened(server)
    first = browser.get("/")
    assert len(listed(first)) == 100 and "more than 10,000 pages" in first.text
    assert 'rel="prev"' not in first.text
    second = browser.get(_next(first))
    assert listed(second)[0].startswith("00011899") and 'rel="prev"' in second.text
    back = re.search(r'rel="prev" href="([^"]+)"', second.text)
    assert back and listed(browser.get(back[1].replace("&amp;", "&"))) == listed(first)
    oldest = browser.get("/?order=oldest")
    assert listed(oldest)[0].startswith("00000000") and listed(browser.get(_next(oldest)))[0] == (
        "00000100-0000-4000-8000-000000000000"
    )


def _next(answer: Answer) -> str:
    found = re.search(r'rel="next" href="([^"]+)"', answer.text)
    assert found is not None
    return found[1].replace("&amp;", "&")


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every statement that SQLite is given from now on."""
    statements: list[str] = []
    connect = sqlite3.connect

    def watched(*arguments: Any, **named: Any) -> sqlite3.Connection:
        connection: sqlite3.Connection = connect(*arguments, **named)
        connection.set_trace_callback(statements.append)
        return connection

    monkeypatch.setattr(sqlite3, "connect", watched)
    return statements


def test_an_article_of_2000_sentences_is_opened_and_saved_as_one_of_20(
    asked: list[str], archive: Archive, server: ReviewServer, tmp_path: Path
) -> None:
    """A sentence costs no question of its own; `benchmarks.review_page` says what time it takes."""
    browser = opened(server)
    for count in (20, 2000):
        lines = [Line(f"Cümlə {n}.", f"Sentence {n}.", block=n // 5 + 1) for n in range(count)]
        page = add_page(archive, tmp_path, lines).id
        browser.get(f"/page/{page}")
        asked.clear()
        text = browser.get(f"/page/{page}").text
        assert text.count('class="row machine') == count + 1  # with the headline
        shown = len(asked)
        assert browser.decide(page, 4, "approve").status == 200
        # A thread of the server that has none yet opens a connection, which asks as well.
        assert 0 < shown < 100 and 0 < len(asked) - shown < 200


def test_pages_that_are_not_there(server: ReviewServer, page: str) -> None:
    browser = opened(server)
    for path in ("/page/x", f"/page/{page}/99", f"/page/{page}/x", "/page/x/archived", "/nowhere"):
        answer = browser.get(path)
        assert answer.status == 404 and "That was not done" in answer.text


@pytest.mark.parametrize("n", ["9" * 30, "9" * 5000])
def test_a_number_that_no_sentence_has_is_none(server: ReviewServer, page: str, n: str) -> None:
    browser = opened(server)
    assert browser.get(f"/page/{page}/{n}").status == 404
    assert browser.get(f"/page/{page}/archived/frame?n={n}").status in (200, 404)
    assert browser.get(f"/page/{page}?beside={n}").status == 200
    fields = {"csrf": browser.csrf(), "translation": "", "text": "x", "at": n, "n": n}
    for door in (f"{n}", f"{n}/split", f"{n}/merge", f"{n}/comment"):
        assert browser.post(f"/page/{page}/{door}", fields).status == 404
    assert browser.post(f"/page/{page}/2/split", fields).status == 400
    assert browser.post(f"/page/{page}/decide", fields | {"approve": f"{n} "}).status == 400
    assert browser.post(f"/page/{page}/rest", fields).status == 400
    assert Browser(server.access.port).get(f"/page/{page}/{n}").status == 403


def test_a_page_without_an_article_or_translation_is_shown(
    archive: Archive, server: ReviewServer, tmp_path: Path
) -> None:
    page = add_page(archive, tmp_path, translate=False).id
    text = opened(server).get(f"/page/{page}").text
    assert f"dragoman translate {page[:8]}" in text and "Translate it by hand" in text
    assert 'name="approve"' not in text


def test_everything_that_the_page_loads_is_small_and_its_own() -> None:
    folder = Path(dragoman.desk.__file__).parent
    files = [
        each
        for kind in ("static", "templates")
        for each in (folder / kind).rglob("*")
        if each.is_file()
    ]
    loaded = [each for each in files if each.suffix != ".html"]  # templates are filled in here
    assert sum(each.stat().st_size for each in loaded) < 100_000
    for each in files:
        text = each.read_text(encoding="utf-8")
        allowed = text.replace("http://www.w3.org/2000/svg", "")
        assert "http:" not in allowed and "https:" not in allowed and "//cdn" not in allowed
        inline = r'<script(?! type="module" src=)|<style|\son\w+=|\sstyle='
        assert not re.search(inline, text), each.name
        if each.suffix == ".html":
            assert "|safe" not in text.replace(" ", "") or each.name in (
                "frame.html",
                "_editor.html",
            )


def test_every_key_is_in_the_help() -> None:
    folder = Path(dragoman.desk.__file__).parent
    keys = [
        key
        for script in (folder / "static").glob("*.js")
        for key in re.findall(
            r'^  "?([a-zA-Z?/\[\]]+)"?: (?:\(\) =>|\w+,$)',
            script.read_text(encoding="utf-8"),
            re.MULTILINE,
        )
    ]
    help_ = (folder / "templates" / "_keys.html").read_text(encoding="utf-8")
    assert len(keys) >= 18
    for key in keys:
        assert f"<kbd>{key}</kbd>" in help_


def test_the_page_has_names_for_everything_that_is_filled_in(
    server: ReviewServer, page: str
) -> None:
    browser = opened(server)
    for path in ("/", f"/page/{page}", f"/page/{page}/1"):
        text = browser.get(path).text
        shown = _Page(text)
        assert '<html lang="en">' in text
        assert sum(tag == "h1" for tag, _ in shown.elements) == 1
        ids = [attrs["id"] for attrs in shown.having("id")]
        assert len(ids) == len(set(ids))
        labelled = {attrs.get("for") for tag, attrs in shown.elements if tag == "label"}
        for area in (attrs for tag, attrs in shown.elements if tag == "textarea"):
            assert area["id"] in labelled


def test_lines_of_the_fixture_cover_every_state() -> None:
    assert {line.state for line in LINES} == {"machine", "refused", "original"}


# -- who takes up the server's time ---------------------------------------------------------------


def test_half_sent_requests_and_slow_readers_do_not_take_the_page_away(
    server: ReviewServer, page: str
) -> None:
    """More half requests than the server has threads (and than it once had connections); and more
    readers that take nothing of a large answer than it has threads."""
    browser = opened(server)
    held = [socket.create_connection(("127.0.0.1", server.access.port)) for _ in range(150)]
    try:
        for number, sock in enumerate(held):
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            if number % 3:
                sock.sendall(b"GET / HTTP/1.1\r\nHost: 127.0.0.1:" if number % 2 else b"POST ")
                continue
            cookie = f"{server.access.cookie}={server.access.session}"
            sock.sendall(
                f"GET /page/{page} HTTP/1.1\r\nHost: 127.0.0.1:{server.access.port}\r\n"
                f"Cookie: {cookie}\r\n\r\n".encode()
                * 20
            )
        assert browser.get("/").status == 200
        assert browser.decide(page, 1, "approve").status == 200
    finally:
        for sock in held:
            sock.close()


def test_no_sentence_that_comes_lets_the_whole_page_be_styled_anew() -> None:
    """A view is asked of its bar: where `body` is asked, a long article takes time squared."""
    style = (house.PACKAGE / "desk/static/desk.css").read_text(encoding="utf-8")
    assert ".deskbar:has(#view-read:checked) ~ .desk" in style
    assert "body:has(#view" not in style
