"""The index of a WACZ: what was sent, when, and in which forms a browser asks for it."""

from __future__ import annotations

import gzip
import json
import uuid
from pathlib import Path
from typing import Any

import pytest
import requests
from hypothesis import example, given
from hypothesis import strategies as st

from dragoman.archiver.body.content_coding import unpack
from dragoman.archiver.web.urls import normalise
from dragoman.errors import FetchError
from dragoman.exchange.wacz import wacz_index
from dragoman.exchange.wacz.asked import Asked, as_browsers_ask
from dragoman.exchange.wacz.posted import posted
from dragoman.exchange.wacz.wacz_index import write_index
from tests.archiver.browser.test_browser import needs_chromium, opened
from tests.support.chromium import Chromium
from tests.support.every_kind import KINDS, QUESTION, every_kind
from tests.support.pywb_server import pywb

URL = "https://site.example/api"
JSON = "application/json"


class Warc:
    """Answers, each with what was sent for it behind it, as our archives have them."""

    def __init__(self) -> None:
        self.data = b""
        self.asked = Asked()

    def exchange(
        self, method: str = "GET", url: str = URL, body: bytes = b"", kind: str = JSON,
        answer: str = "response", date: str = "2026-11-29T20:49:53.094071Z",
    ) -> str:  # fmt: skip
        identity = str(uuid.uuid4())
        sent = (
            f"{method} /api HTTP/1.1\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        came = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n"
        self._record(answer, identity, url, date, came + (b"ok" if answer == "response" else b""))
        concurrent = f"WARC-Concurrent-To: <urn:uuid:{identity}>\r\n"
        self._record("request", str(uuid.uuid4()), url, date, sent.encode() + body, concurrent)
        return identity

    def _record(
        self, kind: str, identity: str, url: str, date: str, block: bytes, more: str = ""
    ) -> None:
        role = "request" if kind == "request" else "response"
        head = (
            f"WARC/1.1\r\nWARC-Type: {kind}\r\nWARC-Record-ID: <urn:uuid:{identity}>\r\n{more}"
            f"WARC-Target-URI: {url}\r\nWARC-Date: {date}\r\nWARC-Payload-Digest: sha256:00\r\n"
            f"Content-Type: application/http; msgtype={role}\r\nContent-Length: {len(block)}\r\n\r\n"
        )
        self.data += gzip.compress(head.encode() + block + b"\r\n\r\n")

    def index(self, folder: Path) -> list[tuple[str, str, dict[str, Any]]]:
        """The lines: key, timestamp, fields."""
        (folder / "x.warc.gz").write_bytes(self.data)
        write_index(folder / "x.warc.gz", folder / "x.cdx", "dragoman.warc.gz", self.asked)
        text = (folder / "x.cdx").read_bytes().decode("utf-8")
        assert text.splitlines() == sorted(text.splitlines())
        parts = [line.split(" ", 2) for line in text.splitlines()]
        return [(key, stamp, json.loads(fields)) for key, stamp, fields in parts]


@pytest.fixture
def warc() -> Warc:
    return Warc()


# -- what was sent -------------------------------------------------------------------------------


def test_an_answer_to_a_get_has_its_url_and_nothing_else(warc: Warc, tmp_path: Path) -> None:
    warc.exchange()
    ((key, _, fields),) = warc.index(tmp_path)
    assert key == "example,site)/api" and fields["url"] == URL
    assert not {"method", "requestBody"} & set(fields)
    assert fields["filename"] == "dragoman.warc.gz" and fields["recordDigest"].startswith("sha256:")


@pytest.mark.parametrize(
    ("kind", "body", "said", "key"),
    [
        (JSON, b'{"q": "a b", "n": 1.0, "t": true, "f": false, "x": null}',
         "q=a+b&n=1&t=true&f=false&x=null", "f=false&n=1&q=a+b&t=true&x=null"),
        (JSON, b'{"a": {"q": "1"}, "b": [{"q": "2"}, {"q": "3"}]}', "q=1&q.2_=2&q.3_=3",
         "q.2_=2&q.3_=3&q=1"),
        (JSON, b'{"empty": "", "q": 1}', "q=1", "empty=&q=1"),
        (JSON + "; charset=utf-8", '{"q": "суд"}'.encode(),
         "q=%D1%81%D1%83%D0%B4", "q=%d1%81%d1%83%d0%b4"),
        (JSON, b"no json {", "", ""),
        ("text/plain;charset=UTF-8", b'{"q": 1}', "q=1", "q=1"),
        ("application/x-www-form-urlencoded", b"q=a%26b&n=%C9%99", "q=a%26b&n=%C9%99",
         "b&n=%c9%99&q=a"),
        ("application/octet-stream", b"\x00\xff", "__wb_post_data=AP8=", "__wb_post_data=ap8="),
    ],
)  # fmt: skip
def test_what_was_sent_stands_in_the_key_and_beside_it(
    warc: Warc, tmp_path: Path, kind: str, body: bytes, said: str, key: str
) -> None:
    warc.exchange("POST", body=body, kind=kind)
    warc.exchange("PUT", url=URL + "?v=1", body=body, kind=kind)
    lines = {fields["method"]: (line, fields) for line, _, fields in warc.index(tmp_path)}
    post, put = lines["POST"], lines["PUT"]
    path, _, query = post[0].partition("?")
    assert path == "example,site)/api"
    assert sorted(query.split("&")) == sorted(["__wb_method=post", *filter(None, key.split("&"))])
    assert "__wb_method=put" in put[0] and "v=1" in put[0]
    assert post[1]["requestBody"] == put[1]["requestBody"] == said
    assert post[1]["url"] == URL and put[1]["url"] == URL + "?v=1"


@pytest.mark.parametrize("method", ["HEAD", "OPTIONS", "DELETE", "PATCH"])
def test_an_answer_that_no_tool_can_ask_for_is_not_served_as_the_page(
    warc: Warc, tmp_path: Path, method: str
) -> None:
    warc.exchange(method)
    warc.exchange("GET", URL + "/page")
    assert [fields["url"] for _, _, fields in warc.index(tmp_path)] == [URL + "/page"]


def test_nor_is_one_to_a_post_of_which_only_the_method_is_known(warc: Warc, tmp_path: Path) -> None:
    """Version 0.1 wrote a revisit where a POST brought the same again."""
    again = warc.exchange("POST", body=b"{}", answer="revisit")
    warc.exchange("GET", answer="revisit")
    assert len(warc.index(tmp_path)) == 2
    warc.asked.methods[again] = "POST"
    ((_, _, fields),) = warc.index(tmp_path)
    assert "method" not in fields


@given(st.binary(max_size=60) | st.text(max_size=60).map(str.encode))
def test_nothing_that_is_sent_is_an_error(body: bytes) -> None:
    for kind in (JSON, "text/plain"):
        assert (said := posted(kind, body)) is None or said.key is not None
    form = posted("application/x-www-form-urlencoded", body)
    assert form is None or form.body.encode() == body
    assert posted("multipart/x", body) is posted("", body) is None


@pytest.mark.parametrize("body", [b"[" * 100_000, b'{"a":' * 5_000 + b"1" + b"}" * 5_000])
def test_json_that_is_nested_too_deep_says_nothing(body: bytes) -> None:
    said = posted(JSON, body)
    assert said is None or said.body == ""


@needs_chromium
@pytest.mark.parametrize("form", ["wacz", "warcs"])
def test_pywb_finds_what_scripts_sent(tmp_path: Path, form: str) -> None:
    """The page of a browser; each question is asked once more."""
    with every_kind() as site, opened(tmp_path / "archive") as archive:
        options = archive.fetch_options(allow_private=True, browser=True)
        for _ in range(2):  # the second time all is there already
            page = archive.capture(site.url("/az/gonderen"), options=options)
        archive.export([page.id], "wacz", tmp_path / "page.wacz")
        warcs = sorted((archive.folder / "warc").iterdir())
    home = tmp_path / "pywb"
    home.mkdir()
    with pywb([tmp_path / "page.wacz"] if form == "wacz" else warcs, home) as address:

        def ask(path: str, sent: bytes | None = None, kind: str = JSON) -> str:
            method = "GET" if sent is None else "POST"
            where = f"{address}/all/2099id_/{site.url(path)}"
            headers = {"Content-Type": kind} if sent is not None else {}
            got = requests.request(method, where, data=sent, headers=headers, timeout=30)
            assert got.status_code == 200, (got.status_code, got.text[:200])
            return got.content.decode()

        for words in ({}, {"q": "başqa", "all": False}):
            sent = json.dumps(QUESTION | words, ensure_ascii=False).encode()
            answer = json.loads(ask("/api/ask", sent).removeprefix("cavab: "))
            assert answer == QUESTION | words
        form = "ad=Türkan&söz=a%26b".encode()
        assert ask("/api/form", form, "application/x-www-form-urlencoded").startswith("forma: ad=")
        assert ask("/api/raw", b"xam", "application/octet-stream") == "bayt: xam"
        assert ask("/api/ask") == "GET"
        assert "fetch(path" in ask("/az/gonderen")


# -- when ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("date", "stamp"),
    [
        ("2026-11-29T20:49:53.094071Z", "20261129204953094"),
        ("2026-11-29T20:49:53Z", "20261129204953000"),
        ("2026-11-29T20:49:53.5Z", "20261129204953500"),
    ],
)
def test_times_are_told_to_the_thousandth(
    warc: Warc, tmp_path: Path, date: str, stamp: str
) -> None:
    warc.exchange(date=date)
    ((_, found, _),) = warc.index(tmp_path)
    assert found == stamp


def test_many_lines_are_sorted_beside_memory_and_none_comes_twice(
    warc: Warc, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wacz_index, "MOST_HELD", 2_000)
    for number in range(40):
        warc.exchange(url=f"{URL}/{number * 7 % 40}")
    lines = warc.index(tmp_path)
    assert len({fields["url"] for _, _, fields in lines}) == len(lines) == 40


# -- in which form -------------------------------------------------------------------------------

WRITTEN = [
    "/%d1%81%d1%83%d0%b4.png", "/şəkil 1.png", "/a|b.png?c|d", "/it's.png?n='1'", "/a%7Eb.png",
    "/[1].png?a[b]=1", "/{x}.png?{y}", "/%41.png", "/100%.png?50%", "/a\\b.png", '/"a"<b>.png?"<>',
    "/q?n=məhkəmə&m=%d1%81", "/a;b=c,d!$&()*+@:.png", "/?", "", "/a?b?c/d", "/`a`?`b`",
]  # fmt: skip


@needs_chromium
def test_urls_have_the_forms_in_which_a_browser_asks_for_them(tmp_path: Path) -> None:
    hosts = ("http://site.example", "http://SITE.example:80", "https://site.example:443",
             "http://xəbər.example:8080")  # fmt: skip
    urls = [host + path for host in hosts for path in WRITTEN]
    with Chromium(tmp_path / "profile") as browser:
        theirs = browser.run(f"{json.dumps(urls)}.map(each => new URL(each).href)")
    for url, wanted in zip(urls, theirs, strict=True):
        assert as_browsers_ask(url) == wanted.removesuffix("?"), url


@pytest.mark.parametrize(
    ("recorded", "forms"),
    [
        (URL, [URL]),
        (URL + "#/route", [URL]),
        ("https://site.example/şəkil", ["https://site.example/%C5%9F%C9%99kil"]),
        ("https://site.example:443/q?n='1'", ["https://site.example/q?n=%271%27"]),
        ("urn:dragoman:rendered:https://site.example/#x", []),
        ("https://[no", []),
    ],
)
def test_a_record_of_whatever_program_has_a_line_for_what_browsers_ask(
    warc: Warc, tmp_path: Path, recorded: str, forms: list[str]
) -> None:
    warc.exchange(url=recorded)
    urls = [fields["url"] for _, _, fields in warc.index(tmp_path)]
    assert set(urls) == {recorded.partition("#")[0] if forms else recorded, *forms}
    assert len(urls) == len(set(urls))


@example("?'")
@example("'#'")
@given(st.text(st.characters(exclude_categories=["C", "Z"], exclude_characters="\\"), max_size=40))
def test_what_browsers_ask_for_is_what_we_ask_for_in_another_form(text: str) -> None:
    url = f"http://site.example/{text}"
    try:
        asked = as_browsers_ask(url)
        path, mark, query = normalise(url).partition("?")
        # An apostrophe in a query is what browsers alone escape.
        assert normalise(asked) == path + mark + query.replace("'", "%27")
    except (FetchError, ValueError):
        return
    assert asked.isascii()


# -- every page of a site ------------------------------------------------------------------------


def test_pywb_serves_every_page_of_an_export(tmp_path: Path) -> None:
    kinds = [each for each in KINDS if not each.browser]
    with every_kind() as site, opened(tmp_path / "archive") as archive:
        options = archive.fetch_options(allow_private=True)
        urls = [site.url(each.path) for each in kinds]
        outcomes = list(archive.capture_many(urls, options=options))
        pages = [each.page for each in outcomes if each.page is not None]
        assert len(pages) == len(kinds)
        answers = [archive.page(each.id).response() for each in pages]
        archive.export([each.id for each in pages], "wacz", tmp_path / "every.wacz")
    home = tmp_path / "pywb"
    home.mkdir()
    with pywb([tmp_path / "every.wacz"], home) as address, requests.Session() as session:
        for kind, answer in zip(kinds, answers, strict=True):
            url = site.url(kind.at or kind.path).partition("#")[0]
            got = session.get(f"{address}/all/2099id_/{url}", timeout=30)
            assert got.status_code == kind.status, kind.name
            coding = answer.http_headers.get("content-encoding")
            assert got.content == unpack([answer.body], coding, 10_000_000), kind.name
            if kind.at:
                asked = f"{address}/all/2099mp_/{site.url(kind.path).partition('#')[0]}"
                assert kind.word in session.get(asked, timeout=30).content.decode(), kind.name
