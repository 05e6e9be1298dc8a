"""Whole pages: what they need is found, fetched, recorded once, and replays without the network."""

from __future__ import annotations

import base64
import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.archive import Archive
from dragoman.archiver.records.capture import keep
from dragoman.archiver.records.record import Original, Record, new_id, revisit_record
from dragoman.archiver.requisites import remembered
from dragoman.archiver.requisites.css_links import css_links
from dragoman.archiver.requisites.html_links import html_links
from dragoman.archiver.requisites.link import MOST_LINKS, Link, resolved, srcset_urls
from dragoman.archiver.requisites.script_links import manifest_links, module_links
from dragoman.archiver.web.fetch import Fetcher
from dragoman.provenance.digest import warc_digest
from tests.support.other_checkers import pass_elsewhere
from tests.support.pywb_server import pywb, shown
from tests.support.site import AZ_TEXT, Answer, Site, page
from tests.support.whole_site import pixel, whole_site

BASE = "https://site.example/az/page.html"
QUICK = "[politeness]\ndelay = 0\nretry_wait = 0.05\n"


def opened(folder: Path, settings: str = QUICK) -> Archive:
    folder.mkdir(exist_ok=True)
    (folder / "dragoman.toml").write_text(settings, encoding="utf-8")
    return Archive(folder)


# -- finding -------------------------------------------------------------------------------------


def paths(links: list[Any]) -> list[str]:
    return [link.url.removeprefix("https://site.example") for link in links]


@pytest.mark.parametrize(
    ("html", "found"),
    [
        ("<img src=a.png>", ["/az/a.png"]),
        ("<img src='a.png#x'><img src='a.png#y'>", ["/az/a.png"]),
        ("<base href=/b/><img src=a.png>", ["/b/a.png"]),
        ("<img srcset='a.png, b.png 2x'>", ["/az/a.png", "/az/b.png"]),
        ("<img src='data:image/gif;base64,xx' data-src=l.png>", ["/az/l.png"]),
        ("<a href=a.pdf>x</a><a href=b.html>y</a>", []),
        ("<link rel='alternate stylesheet' href=a.css>", ["/az/a.css"]),
        ("<link rel=canonical href=/c><link rel=next href=/n><link rel=dns-prefetch href=/d>", []),
        ("<div style='background:url(a.png)'>", ["/az/a.png"]),
        ("<td background=a.png>", ["/az/a.png"]),
        ("<style>p{background:url(a.png)}</style>", ["/az/a.png"]),
        ("<video poster=p.png><source src=v.mp4></video>", ["/az/p.png", "/az/v.mp4"]),
        ("<img src='//cdn.example/a.png'>", ["https://cdn.example/a.png"]),
        ("<img src='javascript:alert(1)'><img src='file:///etc/passwd'><img src='ftp://x/y'>", []),
        ("<img src='http://[bad/'><img src=''><img src='#x'>", []),
        (r"<img src='\img\a.png?p=\x'>", [r"/img/a.png?p=\x"]),
        ("<IMG SRC=A.PNG><iMg sRc=b.png>", ["/az/A.PNG", "/az/b.png"]),
        ("<img src='a\nb.png'>", ["/az/ab.png"]),
        ("<!-- <img src=no.png> --><img src=yes.png>", ["/az/yes.png"]),
        ("<script type=module>import a from './m.js'</script>", ["/az/m.js"]),
        ("<script>import a from './m.js'</script>", []),
    ],
)  # fmt: skip
def test_what_a_page_needs(html: str, found: list[str]) -> None:
    assert paths(html_links(f"<html><body>{html}</body></html>", BASE)) == found


@pytest.mark.parametrize(
    ("script", "found"),
    [
        ('import a from "./a.js"', ["/az/a.js"]),
        ("import{a as b,c}from'../c.js';import'/d.js'", ["/c.js", "/d.js"]),
        ('import x, * as y from "./y.js";export * from "./z.js"', ["/az/y.js", "/az/z.js"]),
        ("const m = await import(`./late.js`)", ["/az/late.js"]),
        ('import vue from "vue"; import("lodash")', []),
        ("import(`./${name}.js`)", []),
        ('new URL("p.png", import.meta.url); new URL("./q.png", import.meta.url)', ["/az/q.png"]),
        ('important("./no.js"); exported = "./no.js"', []),
        ('import a from "https://cdn.example/a.js"', ["https://cdn.example/a.js"]),
    ],
)
def test_what_a_module_imports(script: str, found: list[str]) -> None:
    assert paths(module_links(script, BASE)) == found


def test_scripts_built_to_cost_much_are_read_within_bounds() -> None:
    for script in (
        "import {" + "a," * 500_000,
        "import " * 300_000,
        "export {" * 250_000,
        "import('" * 200_000,
    ):
        assert module_links(script, BASE) == []


@pytest.mark.parametrize(
    "manifest", ["", "[1]", '{"icons": 3}', "[" * 100_000, '{"icons": [{"src": 1}]}']
)
def test_a_manifest_that_is_none_has_no_pictures(manifest: str) -> None:
    assert manifest_links(manifest, BASE) == []


def test_letters_in_a_query_are_written_in_the_page_s_own_encoding() -> None:
    """A server that writes an old encoding reads it too, and browsers send it."""
    html = "<img src='/ş.png?n=Суд&m=ə'><iframe srcdoc='&lt;img src=\"/b?Суд\">'></iframe>"
    assert paths(html_links(html, BASE, encoding="windows-1251")) == [
        "/ş.png?n=%D1%F3%E4&m=%26%23601%3B",
        "/b?%D1%F3%E4",
    ]
    assert paths(html_links(html, BASE)) == ["/ş.png?n=Суд&m=ə", "/b?Суд"]


def test_documents_only_when_asked() -> None:
    html = "<a href=a.pdf>1</a><a href='b.DOCX?x=1#p'>2</a><a href=c.html>3</a>"
    assert html_links(html, BASE) == []
    assert paths(html_links(html, BASE, documents=True)) == ["/az/a.pdf", "/az/b.DOCX?x=1"]


@pytest.mark.parametrize(
    ("css", "found"),
    [
        ("@import 'a.css'; @import url(b.css) print;", ["/az/a.css", "/az/b.css"]),
        ("p{background:url( 'a.png' )}", ["/az/a.png"]),
        ("p{background:URL(a\\2e png)}", ["/az/a.png"]),
        ("/* url(no.png) */ p{background:url(a.png)}", ["/az/a.png"]),
        ("@namespace url(http://x/);p{--v:url(v.png)}", ["/az/v.png"]),
        ("@media print{@supports(display:grid){p{background:url(a.png)}}}", ["/az/a.png"]),
        ("p{background:image-set('1.png' 1x,url(2.png) 2x)}", ["/az/1.png", "/az/2.png"]),
        ("p{content:'url(no.png)'}", []),
        ("p{background:url(a.png", ["/az/a.png"]),
        ("p{background:url(data:image/png;base64,xx)}", []),
    ],
)
def test_what_a_style_sheet_needs(css: str, found: list[str]) -> None:
    assert paths(css_links(css, BASE, "css")) == found


def test_fonts_and_imports_are_known_for_what_they_are() -> None:
    css = "@import 'a.css';@font-face{src:url(f.woff2),url(g.woff)}p{background:url(p.png)}"
    assert [link.kind for link in css_links(css, BASE, "css")] == [
        *("style", "font", "font", "image"),
    ]


@pytest.mark.parametrize(
    ("srcset", "urls"),
    [
        ("a.png", ["a.png"]), ("a.png 1x,b.png 2x", ["a.png", "b.png"]), (" , a.png ,", ["a.png"]),
        ("a,b.png 100w, c.png", ["a,b.png", "c.png"]), ("a.png,, b.png", ["a.png", "b.png"]),
        ("data:image/png;base64,xx 1x, b.png 2x", ["data:image/png;base64,xx", "b.png"]),
        ("a.png calc(1px, 2px), b.png", ["a.png", "b.png"]), ("", []), (",,,", []),
    ],
)  # fmt: skip
def test_srcset(srcset: str, urls: list[str]) -> None:
    assert srcset_urls(srcset) == urls


@given(st.text(max_size=300))
def test_nothing_in_a_page_or_a_style_sheet_is_an_error(text: str) -> None:
    for link in [*html_links(text, BASE), *css_links(text, BASE, "css")]:
        assert link.url.startswith(("http://", "https://"))
    assert len(srcset_urls(text)) <= len(text)
    resolved(BASE, text)


@given(st.lists(st.sampled_from(
    ["url(", "@import ", "'", '"', ")", "{", "}", "a.png", ";", "image-set(", "\\", "/*", "*/", ","]
), max_size=60))  # fmt: skip
def test_broken_style_sheets_are_no_error(pieces: list[str]) -> None:
    css = "".join(pieces)
    for link in [*css_links(css, BASE, "css"), *html_links(f"<style>{css}</style>", BASE)]:
        assert link.url.startswith("https://")


def test_pages_built_to_cost_much_are_read_within_bounds() -> None:
    deep = "<div>" * 100_000 + "<img src=deep.png>"
    assert paths(html_links(deep, BASE)) == ["/az/deep.png"]
    many = "".join(f"<img src={n}.png>" for n in range(200_000))
    assert len(html_links(many, BASE)) == MOST_LINKS
    assert len(css_links("p{background:url(a.png)" * 50_000, BASE, "css")) == 1
    assert css_links("(" * 100_000 + "url(a.png)", BASE, "css") is not None
    nested = "<iframe srcdoc='" + "&lt;iframe srcdoc=&quot;x&quot;>" * 1000 + "'></iframe>"
    html_links(nested, BASE)


# -- the whole page ------------------------------------------------------------------------------


def requisites(archive: Archive, page_id: str) -> dict[str, Any]:
    (row,) = archive.index.connection.execute(
        "SELECT id FROM requisites WHERE page_id = ?", (page_id,)
    ).fetchall()
    return archive.record(row[0]).json()


def test_a_page_with_every_kind_of_requisite_replays_whole_in_pywb(tmp_path: Path) -> None:
    with whole_site() as (site, _), opened(tmp_path / "a") as archive:
        options = archive.fetch_options(allow_private=True)
        captured = archive.capture(site.url("/az/1"), options=options)
        assert captured.error is None and captured.language is not None
        asked = Counter(path for path, _ in site.asked)
        assert max(asked.values()) == 1 or asked.most_common(1)[0][0] == "/img/plain.png"
        assert "/docs/senedler.pdf" not in asked and "/az/basqa" not in asked
        said = requisites(archive, captured.id)
        failed = [each["url"] for each in said["requisites"] if each["error"]]
        assert failed == [site.url("/img/gone.png")]
        assert any("1 could not be had" in notice for notice in archive.store.notices)
        every = {
            path for path in site.answers if path not in ("/az/1", "/az/2", "/docs/senedler.pdf")
        }
        assert every <= set(asked)
        assert archive.verify().ok
        warcs = sorted((tmp_path / "a" / "warc").iterdir())
        gone = site.url("/img/gone.png")
    # The site is no longer there; what is not answered now was not captured.
    with pywb(warcs, tmp_path_factory(tmp_path)) as address:
        seen = shown(address, "", captured.url)
    assert "Tural Səlimzadənin" in seen.text
    assert [each for each in seen.unanswered if gone not in each] == []
    assert seen.elsewhere == []
    assert len(seen.answered) >= 25


def tmp_path_factory(tmp_path: Path) -> Path:
    home = tmp_path / "pywb"
    home.mkdir()
    return home


def test_the_same_payload_again_is_a_revisit_and_reads_as_before(tmp_path: Path) -> None:
    with whole_site() as (site, _), opened(tmp_path / "a") as archive:
        options = archive.fetch_options(allow_private=True, documents=True)
        first = archive.capture(site.url("/az/1"), options=options)
        asked = len(site.asked)
        again = archive.capture(site.url("/az/1"), options=options)
        assert len(site.asked) == 2 * asked  # another call looks again
        record = archive.record(again.response_id or "")
        assert record.type == "revisit" and record.http_status == 200
        assert record.headers["WARC-Refers-To-Target-URI"] == first.url
        assert again.response().body == first.response().body
        assert again.text == first.text and again.text
        types = Counter(
            json.loads(line).get("type")
            for line in (tmp_path / "a" / "ledger.jsonl").read_text("utf-8").splitlines()
        )
        said = requisites(archive, first.id)
        revisits = [x for each in said["requisites"] for x in each["exchanges"] if x["revisit_of"]]
        # same-1 and same-2 come in one batch or in two
        assert len(revisits) <= 2
        assert types["revisit"] >= asked - 2
        assert archive.verify().ok
        before = list(archive.list_pages())
        archive.reindex()
        assert list(archive.list_pages()) == before
        assert archive.page(again.id).response().body == first.response().body
        out = tmp_path / "page.wacz"
        archive.export([again.id], "wacz", out)
    for path in sorted((tmp_path / "a" / "warc").iterdir()):
        assert pass_elsewhere(path) == 0
    with opened(tmp_path / "b") as other:
        (taken, *_) = other.import_file(out)
        assert taken.page is not None and taken.page.text == first.text


def test_a_forged_revisit_is_found(tmp_path: Path) -> None:
    with Site({"/1": pixel(1), "/2": pixel(2)}) as site, opened(tmp_path) as archive:
        options = archive.fetch_options(allow_private=True)
        first = archive.capture(site.url("/1"), options=options)
        fetch = Fetcher(options, archive.store.spool_dir).fetch(site.url("/2"))
        (exchange,) = fetch.exchanges
        digest = warc_digest(exchange.payload_sha256)
        wrong = Original(first.response_id or "", first.url, first.captured_at, digest)
        archive.store.append([revisit_record(exchange, new_id(), wrong)], "captures")
        fetch.close()
        problems = archive.verify().problems
        assert [each.kind for each in problems] == ["reference"]
        assert "which has another" in problems[0].message


def test_a_revisit_is_known_by_the_bytes_of_its_digest(tmp_path: Path) -> None:
    with Site({"/1": pixel(1)}) as site, opened(tmp_path) as archive:
        options = archive.fetch_options(allow_private=True)
        first = archive.capture(site.url("/1"), options=options)
        fetch = Fetcher(options, archive.store.spool_dir).fetch(site.url("/1"))
        (exchange,) = fetch.exchanges
        digest = f"sha256:{base64.b32encode(exchange.payload_sha256).decode()}"
        named = Original(first.response_id or "", first.url, first.captured_at, digest)
        archive.store.append([revisit_record(exchange, new_id(), named)], "captures")
        fetch.close()
        assert archive.verify().problems == []


def test_a_body_is_kept_where_what_is_named_as_its_original_has_another(tmp_path: Path) -> None:
    """However it came to be named: a `revisit` of it would be the loss of the body."""
    with Site({"/1": pixel(1), "/2": pixel(2)}) as site, opened(tmp_path) as archive:
        options = archive.fetch_options(allow_private=True)
        first = archive.capture(site.url("/1"), options=options)
        said = archive.record(first.response_id or "").headers["WARC-Payload-Digest"]
        wrong = Original(first.response_id or "", first.url, first.captured_at, said)
        fetch = Fetcher(options, archive.store.spool_dir).fetch(site.url("/2"))
        records: list[Record] = []
        (kept,) = keep(fetch, records, lambda _: wrong)
        assert [each.type for each in records] == ["response", "request"]
        assert kept["revisit_of"] is None
        fetch.close()


def test_pages_of_one_call_share_what_both_need(tmp_path: Path) -> None:
    with whole_site() as (site, _), opened(tmp_path) as archive:
        options = archive.fetch_options(allow_private=True)
        urls = [site.url("/az/1"), site.url("/az/2")]
        first, second = archive.capture_many(urls, options=options)
        asked = Counter(path for path, _ in site.asked)
        assert asked["/css/main.css"] == 1 and asked["/az/2"] == 1
        assert second.page is not None and first.page is not None
        shared = [x for x in requisites(archive, second.page.id)["requisites"] if x.get("earlier")]
        assert {x["url"] for x in shared} >= {site.url("/css/main.css"), site.url("/icon.png")}
        for each in shared:
            assert archive.record(each["response"]).http_status == 200
        # What a shared sheet, frame or module needs is needed by the second page as well.
        named = [
            {x["url"]: x["response"] for x in requisites(archive, each.page.id)["requisites"]}
            for each in (first, second)
            if each.page is not None
        ]
        assert named[1].keys() == named[0].keys()
        answers = {k: v for k, v in named[0].items() if k != site.url("/img/gone.png")}
        assert {k: named[1][k] for k in answers} == answers
        (moved,) = (x for x in shared if x["url"] == site.url("/img/moved.png"))
        assert [archive.record(each).http_status for each in moved["records"]] == [302, 200]


def test_what_was_too_deep_to_be_followed_is_followed_where_it_is_near(tmp_path: Path) -> None:
    """A chain of sheets whose end is out of reach from the first page, and near to the second."""
    sheets = {
        f"/{n}.css": Answer(
            f"@import '/{n + 1}.css';".encode(), headers={"Content-Type": "text/css"}
        )
        for n in range(8)
    }
    answers = {
        "/far": Answer(b"<link rel=stylesheet href=/0.css>"),
        "/near": Answer(b"<link rel=stylesheet href=/4.css>"),
    }
    with Site(sheets | answers) as site, opened(tmp_path) as archive:
        options = archive.fetch_options(allow_private=True)
        urls = [site.url("/far"), site.url("/near")]
        pages = [each.page for each in archive.capture_many(urls, options=options)]
        found = [
            [x["url"].rpartition("/")[2] for x in requisites(archive, each.id)["requisites"]]
            for each in pages
            if each is not None
        ]
        assert found[0] == [f"{n}.css" for n in range(5)]
        assert found[1] == [f"{n}.css" for n in (4, 5, 6, 7, 8)]


def test_what_is_remembered_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remembered, "MOST", 50)
    monkeypatch.setattr(remembered, "MOST_LINKS", 100)
    memory = remembered.Remembered()
    entry = {"exchanges": [{"response": "r", "revisit_of": "o"}], "response": "r"}
    inner = [Link(f"{BASE}#{n}", "image", "css url()") for n in range(30)]
    for n in range(200):
        memory.add(Link(f"{BASE}?{n}", "style", "link"), entry, inner if n % 2 else [])
    kept = [n for n in range(200) if memory.get(Link(f"{BASE}?{n}", "style", "x"))]
    assert kept == list(range(kept[0], 200)) and 3 <= len(kept) <= 7
    for n in range(200):
        memory.add(Link(f"{BASE}?{n}", "image", "img src"), entry, [])
    assert sum(memory.get(Link(f"{BASE}?{n}", "image", "")) is not None for n in range(200)) == 50
    earlier = memory.get(Link(f"{BASE}?199", "font", "x"))
    assert earlier is not None and earlier.entry["records"] == ["r", "o"]
    assert memory.get(Link(f"{BASE}?199", "style", "x")) is None  # it was not read as one


def test_what_is_left_out_for_a_limit_is_said(tmp_path: Path) -> None:
    settings = QUICK + "[limits]\nmax_requisites = 3\n"
    with whole_site() as (site, _), opened(tmp_path, settings) as archive:
        captured = archive.capture(site.url("/az/1"), allow_private=True)
        said = requisites(archive, captured.id)
        assert len(said["requisites"]) <= 3 + 4  # those under way when it was reached are kept
        assert said["left_out"]["max_requisites"] > 10
        assert any("were left out (max_requisites)" in each for each in archive.store.notices)


def test_without_requisites_only_the_page_is_fetched(tmp_path: Path) -> None:
    with whole_site() as (site, _), opened(tmp_path) as archive:
        options = archive.fetch_options(allow_private=True, requisites=False)
        archive.capture(site.url("/az/1"), options=options)
        assert [path for path, _ in site.asked] == ["/az/1"]


def test_requisites_go_through_the_same_guard_and_their_failures_are_not_the_page_s(
    tmp_path: Path,
) -> None:
    body = page("az", "Xəbər", AZ_TEXT).replace(
        b"<article>",
        b"<article><img src='http://169.254.169.254/latest/meta-data/'><img src='http://10.0.0.1/x'>"
        b"<img src='http://nowhere.invalid/x.png'><img src='/loop.png'><img src='/ok.png'>",
    )
    loop = Answer(status=302, headers={"Location": "/loop.png"})
    answers = {"/az": Answer(body), "/loop.png": loop, "/ok.png": pixel(1)}
    with Site(answers) as site, opened(tmp_path) as archive:
        # The guard lets loopback through here by name only, so that the others meet it.
        from dragoman.archiver.web import address

        real = address.is_public
        patched = pytest.MonkeyPatch()
        patched.setattr(address, "is_public", lambda ip: ip == "127.0.0.1" or real(ip))
        captured = archive.capture(site.url("/az"))
        patched.undo()
        assert captured.error is None
        steps = {
            each["url"]: (each["error"] or {}).get("step")
            for each in requisites(archive, captured.id)["requisites"]
        }
        assert steps == {
            "http://169.254.169.254/latest/meta-data/": "refused",
            "http://10.0.0.1/x": "refused",
            "http://nowhere.invalid/x.png": "dns",
            site.url("/loop.png"): "redirect",
            site.url("/ok.png"): None,
        }
        assert archive.verify().ok


def test_what_servers_are_told_of_the_page(tmp_path: Path) -> None:
    cookies = tmp_path / "cookies.txt"
    with whole_site() as (site, other), opened(tmp_path / "a") as archive:
        cookies.write_text(
            "# Netscape HTTP Cookie File\n127.0.0.1\tFALSE\t/\tFALSE\t0\tsid\tsecret\n", "utf-8"
        )
        options = archive.fetch_options(allow_private=True, cookies=cookies, headers={"X-Key": "k"})
        archive.capture(site.url("/az/1"), options=options)
        told = dict(site.asked)
        assert told["/img/plain.png"]["Referer"] == site.url("/az/1")
        assert told["/img/plain.png"]["Accept"].startswith("image/")
        assert told["/css/main.css"]["X-Key"] == "k"
        ((_, elsewhere),) = other.asked
        assert elsewhere["Referer"] == site.url("/")
        assert "X-Key" not in elsewhere
