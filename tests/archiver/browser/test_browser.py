"""Pages that scripts build, in a real Chromium whose only way out is our own recording proxy."""

from __future__ import annotations

import base64
import contextlib
import hashlib
import json
import re
import socket
import threading
import time
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from dragoman.archive import Archive
from dragoman.archiver.browser import showing
from dragoman.archiver.browser.browser_proxy import Asked, BrowserProxy
from dragoman.archiver.web import connection
from dragoman.archiver.web.http_exchange import Exchange
from dragoman.errors import ArchiveError, FetchError
from dragoman.index.asking import query
from dragoman.provenance.digest import warc_digest
from tests.support.chromium import Chromium
from tests.support.other_checkers import pass_elsewhere
from tests.support.pywb_server import pywb, shown
from tests.support.raw_server import Authority, Client, RawServer, answer, header_of, path_of
from tests.support.site import AZ_TEXT, RU_TEXT, Answer, Site, page
from tests.support.whole_site import pixel

QUICK = "[politeness]\ndelay = 0\nretries = 0\n[limits]\nbrowser_timeout = 20\n"
needs_chromium = pytest.mark.skipif(
    Chromium.find() is None, reason="needs Chromium, which is not installed"
)


def opened(folder: Path, more: str = QUICK) -> Archive:
    pytest.importorskip("playwright.async_api")
    folder.mkdir(exist_ok=True)
    (folder / "dragoman.toml").write_text(more, encoding="utf-8")
    archive = Archive(folder)
    archive.agreement.give()
    return archive


def shell(script: str, body: str = "") -> Answer:
    """A page that holds nothing but a script."""
    text = (
        f"<!doctype html><html lang=az><head><meta charset=utf-8><title>...</title></head>"
        f"<body><div id=app></div>{body}<script>{script}</script></body></html>"
    )
    return Answer(text.encode(), headers={"Content-Type": "text/html; charset=utf-8"})


def of(kind: str, body: bytes, **more: str) -> Answer:
    return Answer(body, headers={"Content-Type": kind, **more})


BUILDS = """
fetch("/api/article.json").then(r => r.json()).then(async article => {
  document.title = article.title;
  const main = document.createElement("article");
  main.innerHTML = "<h1>" + article.title + "</h1>" + article.text.map(p => "<p>" + p + "</p>").join("")
    + "<div style='height:3000px'></div><img id=late alt=''>";
  document.getElementById("app").append(main);
  new IntersectionObserver(seen => {
    if (seen.some(each => each.isIntersecting)) document.getElementById("late").src = "/img/late.png";
  }).observe(document.getElementById("late"));
  const font = new FontFace("A", "url(/font/a.woff2)"); font.load().catch(() => 0);
  const style = document.createElement("link"); style.rel = "stylesheet"; style.href = "/s.css";
  document.head.append(style);
});
"""


def built_site() -> Site:
    article = {"title": "Skriptlə qurulan səhifə", "text": AZ_TEXT.split(". ")}
    return Site(
        {
            "/az/1": shell(BUILDS),
            "/api/article.json": of("application/json", json.dumps(article).encode()),
            "/img/late.png": pixel(1),
            "/font/a.woff2": of("font/woff2", b"wOF2 no font"),
            "/s.css": of("text/css", b"body{background:url(/img/body.png)}"),
            "/img/body.png": pixel(2),
        }
    )


POSTS = """
const sent = {method: "POST", headers: {"Content-Type": "application/json"}, body: '{"n":7}'};
fetch("/api", sent).then(r => r.json()).then(said => fetch("/api").then(r => r.json())).then(said => {
  document.getElementById("app").innerHTML = "<article><h1>Cavab</h1><p>" + said.text + "</p></article>";
});
"""


@needs_chromium
def test_what_answers_a_post_is_told_from_what_answers_a_get(tmp_path: Path) -> None:
    """The same bytes at the same address, by POST and by GET, and all of it a second time."""
    said = json.dumps({"text": AZ_TEXT}).encode()

    def answering(client: Client) -> None:
        while request := client.read_request():
            client.read_body()
            body = said if path_of(request) == "/api" else shell(POSTS).body
            kind = "application/json" if path_of(request) == "/api" else "text/html; charset=utf-8"
            client.send(answer(body, f"Content-Type: {kind}"))

    with RawServer(answering) as server, opened(tmp_path / "a") as archive:
        options = archive.fetch_options(allow_private=True, browser=True)
        pages = [archive.capture(server.url("/az/1"), options=options) for _ in range(2)]
        kinds: list[tuple[str, str]] = []
        for page in pages:
            assert "Tural Səlimzadənin" in (page.text or "")
            (row,) = query.requisites_records(archive.index.connection, page.id)
            for entry in archive.record(row).json()["requisites"]:
                if entry["url"].endswith("/api"):
                    (exchange,) = entry["exchanges"]
                    assert exchange["method"] == entry["method"]
                    response = archive.record(exchange["response"])
                    kinds.append((exchange["method"], response.type))
        assert kinds == [
            ("POST", "response"), ("GET", "response"), ("POST", "response"), ("GET", "revisit"),
        ]  # fmt: skip
        asked = [archive.record(row[0]) for row in archive.index.connection.execute(
            "SELECT id FROM records WHERE type = 'request'"
        )]  # fmt: skip
        bodies = {each.block.partition(b"\r\n\r\n")[2]: each.digest("Payload") for each in asked}
        assert bodies == {
            body: warc_digest(hashlib.sha256(body).digest()) for body in (b"", b'{"n":7}')
        }
        assert archive.verify().ok
        assert [pass_elsewhere(path) for path in (archive.folder / "warc").iterdir()] == [0, 0]


@needs_chromium
def test_a_page_that_scripts_build_is_read_and_replays_in_pywb(tmp_path: Path) -> None:
    with built_site() as site, opened(tmp_path / "a") as archive:
        plain = archive.fetch_options(allow_private=True, browser=False)
        (without,) = archive.capture_many([site.url("/az/1")], options=plain)
        assert without.error is not None and without.error.kind == "extraction"
        options = archive.fetch_options(allow_private=True, browser=True)
        page = archive.capture(site.url("/az/1"), options=options)
        assert page.error is None and page.title == "Skriptlə qurulan səhifə"
        assert page.language is not None and page.language.code == "az"
        assert "Tural Səlimzadənin" in (page.text or "")
        said = archive.record(page.id).json()["browser"]
        assert said["settled"] is True and said["engine"].startswith("Chromium 1")
        assert archive.record(said["screenshot"]).body.startswith(b"\x89PNG")
        assert "Tural Səlimzadənin" in archive.record(said["text"]).body.decode()
        assert page.response().body == site.answers["/az/1"].body
        asked = {path for path, headers in site.asked if "Chrome/" in headers["User-Agent"]}
        assert asked >= {"/az/1", "/api/article.json", "/img/late.png", "/font/a.woff2", "/s.css"}
        assert not any("Headless" in headers["User-Agent"] for _, headers in site.asked)
        assert archive.verify().ok
        before = (list(archive.list_pages()), page.text)
        archive.reindex()
        assert (list(archive.list_pages()), archive.page(page.id).text) == before
        out = tmp_path / "page.wacz"
        archive.export([page.id], "wacz", out)
        url, moment = page.url, "".join(filter(str.isdigit, page.captured_at))[:14]
        warcs = sorted((tmp_path / "a" / "warc").iterdir())
    home = tmp_path / "pywb"
    home.mkdir()
    with pywb(warcs, home) as address:
        seen = shown(address, moment, url)
    assert "Tural Səlimzadənin" in seen.text
    assert seen.unanswered == [] and seen.elsewhere == []
    assert len(seen.answered) >= 5


@needs_chromium
def test_the_words_of_a_page_whose_article_was_not_read_are_listed_in_its_wacz(
    tmp_path: Path,
) -> None:
    writes = "document.getElementById('app').innerHTML = '<nav><a href=/x>Vəsatət №7</a></nav>'"
    with Site({"/": shell(writes)}) as site, opened(tmp_path / "a") as archive:
        options = archive.fetch_options(allow_private=True, browser=True)
        (outcome,) = archive.capture_many([site.url("/")], options=options, read=False)
        assert outcome.page is not None and outcome.page.text is None
        archive.export([outcome.page.id], "wacz", tmp_path / "page.wacz")
    with zipfile.ZipFile(tmp_path / "page.wacz") as packed:
        _, listed = map(json.loads, packed.read("pages/pages.jsonl").splitlines())
    assert listed["text"].strip() == "Vəsatət №7" and "title" not in listed


@needs_chromium
def test_a_redirect_to_a_name_with_small_escapes_is_followed(tmp_path: Path) -> None:
    """The browser asks for it as it is written, where we have one form for all."""
    article = page("ru", "Заседание суда", RU_TEXT)
    answers = {
        "/old": Answer(status=302, headers={"Location": "/ru/%d1%81%d1%83%d0%b4?q=%d1%81"}),
        "/ru/%D1%81%D1%83%D0%B4": of("text/html; charset=utf-8", article),
    }
    with Site(answers) as site, opened(tmp_path) as archive:
        options = archive.fetch_options(allow_private=True, browser=True)
        captured = archive.capture(site.url("/old"), options=options)
        assert captured.error is None and captured.title == "Заседание суда"
        said = archive.record(captured.id).json()
        assert [each["http_status"] for each in said["exchanges"]] == [302, 200]


class Listening:
    """Servers that note the port from which each connection comes."""

    def __init__(self) -> None:
        self.ports: list[int] = []

    def handler(self, pages: dict[str, bytes]) -> Any:
        def handle(client: Any) -> None:
            self.ports.append(client.sock.getpeername()[1])
            while request := client.read_request():
                path = path_of(request).partition("?")[0]
                length = int(header_of(request, "Content-Length") or 0)
                while length > len(client._held) and (data := client.sock.recv(65536)):
                    client._held += data
                client._held = client._held[length:]
                client.send(pages.get(path, answer(b"no", status="404 Not Found")))

        return handle


ESCAPES = """
const there = "{there}", secure = "{secure}";
const tries = [
  () => fetch("/fetched"), () => fetch(there + "/cors", {{mode: "cors", headers: {{"X-A": "1"}}}}),
  () => fetch(there + "/put", {{method: "PUT", body: "x", mode: "cors"}}),
  () => fetch(there + "/no-cors", {{mode: "no-cors"}}), () => fetch("/redirects"),
  () => navigator.sendBeacon(there + "/beacon", "x"),
  () => new WebSocket(there.replace("http", "ws") + "/socket"),
  () => new WebSocket(secure.replace("http", "ws") + "/socket"),
  () => new EventSource("/events"), () => new Worker("/worker.js"), () => new SharedWorker("/shared.js"),
  () => navigator.serviceWorker.register("/sw.js"), () => window.open(there + "/popup"),
  () => {{ const f = document.createElement("iframe"); f.src = there + "/frame"; document.body.append(f); }},
  () => {{ const f = document.createElement("iframe"); f.src = secure + "/secure"; document.body.append(f); }},
  () => {{ const f = document.createElement("iframe"); f.name = "t"; document.body.append(f);
          const m = document.createElement("form"); m.target = "t"; m.method = "post";
          m.action = there + "/form"; document.body.append(m); m.submit(); }},
  () => {{ for (const rel of ["prefetch", "preconnect", "dns-prefetch", "prerender", "preload"]) {{
          const l = document.createElement("link"); l.rel = rel; l.href = there + "/" + rel; l.as = "image";
          document.head.append(l); }} }},
  () => {{ const s = document.createElement("script"); s.type = "speculationrules";
          s.text = JSON.stringify({{prefetch: [{{source: "list", urls: ["/spec"]}}]}}); document.head.append(s); }},
  () => {{ const p = new RTCPeerConnection({{iceServers: [{{urls: "stun:127.0.0.1:{stun}"}}]}});
          p.createDataChannel("x"); p.createOffer().then(o => p.setLocalDescription(o)); }},
  () => {{ new WebTransport(secure + "/wt"); }},
  () => {{ const i = new Image(); i.src = "http://name.invalid/x.png"; }},
  () => {{ const i = new Image(); i.src = "ftp://127.0.0.1/x"; }},
  () => {{ const a = document.createElement("a"); a.href = "/a"; a.ping = there + "/ping";
          document.body.append(a); a.addEventListener("click", e => e.preventDefault()); a.click(); }},
];
for (const each of tries) {{ try {{ const r = each(); if (r && r.catch) r.catch(() => 0); }} catch (e) {{ }} }}
"""


@contextmanager
def our_ports(monkeypatch: pytest.MonkeyPatch) -> Iterator[set[int]]:
    """The ports of the sockets that our transport opened."""
    ours: set[int] = set()
    real = connection._connect

    def noted(*arguments: Any) -> Any:
        sock, peer = real(*arguments)
        ours.add(sock.getsockname()[1])
        return sock, peer

    monkeypatch.setattr(connection, "_connect", noted)
    yield ours


@needs_chromium
def test_no_connection_of_the_browser_s_goes_past_the_proxy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    authority = Authority()
    (tmp_path / "a").mkdir()
    authority.write_root(tmp_path / "a" / "root.pem")
    tls = authority.issue("127.0.0.1").context(tmp_path / "tls")
    here, there, secure = Listening(), Listening(), Listening()
    cors = ("Access-Control-Allow-Origin: *", "Access-Control-Allow-Headers: *",
            "Access-Control-Allow-Methods: *")  # fmt: skip
    js, html = "Content-Type: text/javascript", "Content-Type: text/html; charset=utf-8"
    there_pages = {
        f"/{each}": answer(b"ok", *cors)
        for each in "cors put no-cors beacon prefetch preconnect dns-prefetch prerender preload ping".split()
    } | {f"/{each}": answer(b"<p>x</p>", html) for each in "popup frame form".split()}
    stun = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    stun.bind(("127.0.0.1", 0))
    stun.setblocking(False)
    with (
        RawServer(there.handler(there_pages)) as other,
        RawServer(secure.handler({"/secure": answer(b"<p>s</p>", html)}), tls=tls) as safe,
    ):
        script = ESCAPES.format(
            there=other.url("").rstrip("/"),
            secure=safe.url("").rstrip("/"),
            stun=stun.getsockname()[1],
        )
        body = shell(script, f"<article><p>{AZ_TEXT}</p></article>").body
        pages = {
            "/": answer(body, html),
            "/fetched": answer(b"1"),
            "/redirects": b"HTTP/1.1 302 Found\r\nContent-Length: 0\r\nLocation: /fetched\r\n\r\n",
            "/events": answer(b"data: 1\n\n", "Content-Type: text/event-stream"),
            "/worker.js": answer(b"fetch('/from-worker')", js),
            "/shared.js": answer(b"fetch('/from-shared')", js),
            "/sw.js": answer(b"self.addEventListener('fetch', () => 0)", js),
            "/from-worker": answer(b"1"),
            "/from-shared": answer(b"1"),
            "/spec": answer(b"<p>x</p>", html),
        }
        with (
            RawServer(here.handler(pages)) as server,
            our_ports(monkeypatch) as ours,
            opened(tmp_path / "a", QUICK + '[tls]\nca_file = "root.pem"\n') as archive,
        ):
            options = archive.fetch_options(allow_private=True, browser=True)
            page = archive.capture(server.url("/"), options=options)
            asked = {path_of(each) for s in (server, other, safe) for each in s.requests}
            connections = here.ports + there.ports + secure.ports
            past = [port for port in connections if port not in ours]
            assert len(connections) > 3
            assert past == []
            # What was tried did leave the browser, by the proxy.
            assert asked >= {"/", "/fetched", "/redirects", "/cors", "/put", "/no-cors", "/frame",
                             "/form", "/secure", "/worker.js", "/from-worker", "/events"}  # fmt: skip
            assert "/socket" not in asked and "/wt" not in asked
            with pytest.raises(BlockingIOError):
                stun.recv(1)
            (row,) = archive.index.connection.execute("SELECT id FROM requisites").fetchall()
            entries = archive.record(row[0]).json()["requisites"]
            refused = {
                each["url"] for each in entries if (each["error"] or {}).get("step") == "refused"
            }
            assert {each for each in refused if each.startswith("ws")} == {
                other.url("/socket").replace("http", "ws"), safe.url("/socket").replace("http", "ws"),
            }  # fmt: skip
            assert page.language is not None
            assert archive.verify().ok
    stun.close()


@needs_chromium
def test_what_the_guard_refuses_gets_no_connection_from_the_browser_either(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hidden = Listening()
    with RawServer(hidden.handler({"/": answer(b"secret")}), host="127.0.0.2") as private:
        script = f"""
        fetch("{private.url("/")}", {{mode: "no-cors"}}).catch(() => 0);
        new Image().src = "{private.url("/x.png")}"; new Image().src = "/to-private";
        new WebSocket("{private.url("/s").replace("http", "ws")}");
        const f = document.createElement("iframe"); f.src = "{private.url("/f")}"; document.body.append(f);
        """
        pages = {
            "/": shell(script, f"<article><p>{AZ_TEXT}</p></article>"),
            "/to-private": Answer(status=302, headers={"Location": private.url("/y.png")}),
        }
        from dragoman.archiver.web import address

        real = address.is_public
        monkeypatch.setattr(address, "is_public", lambda ip: ip == "127.0.0.1" or real(ip))
        with Site(pages) as site, opened(tmp_path / "a") as archive:
            options = archive.fetch_options(browser=True)
            page = archive.capture(site.url("/"), options=options)
            assert page.error is None
            assert hidden.ports == []
            (row,) = archive.index.connection.execute("SELECT id FROM requisites").fetchall()
            entries = archive.record(row[0]).json()["requisites"]
            refused = {
                each["url"] for each in entries if (each["error"] or {}).get("step") == "refused"
            }
            assert {private.url(path) for path in ("/", "/x.png", "/y.png", "/f")} <= refused


@needs_chromium
@pytest.mark.parametrize(
    "script",
    [
        "setInterval(() => fetch('/again?' + Math.random()), 50)",
        "setTimeout(() => { while (true) {} }, 300)",
        "alert(1); confirm(2); prompt(3); onbeforeunload = () => 'stay'",
        "for (let i = 0; i < 200; i++) window.open('/popup' + i)",
        "fetch('/never')",
        "document.body.innerHTML += '<b>x</b>'.repeat(50000)",
    ],
)
@pytest.mark.long(one_in=3)
def test_a_page_that_never_settles_ends_with_what_it_has(
    tmp_path: Path, script: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dragoman.archiver.browser.showing.GRACE", 4.0)

    def handle(client: Any) -> None:
        while request := client.read_request():
            path = path_of(request).partition("?")[0]
            if path == "/":
                body = shell(script, f"<article><p>{AZ_TEXT}</p></article>").body
                client.send(answer(body, "Content-Type: text/html; charset=utf-8"))
            elif path == "/never":
                client.send(b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n")
                client.drip(b"x" * 300, 0.2)
            else:
                client.send(answer(b"1"))

    settings = QUICK.replace("20", "4")
    with RawServer(handle) as server, opened(tmp_path / "a", settings) as archive:
        options = archive.fetch_options(allow_private=True, browser=True)
        began = time.monotonic()
        page = archive.capture(server.url("/"), options=options)
        assert time.monotonic() - began < 60
        assert page.http_status == 200 and page.response().body
        assert archive.verify().ok
        if "while" not in script:
            assert "Tural Səlimzadənin" in (page.text or "")


@needs_chromium
def test_what_a_browser_will_not_ask_for_is_refused_and_not_late(tmp_path: Path) -> None:
    """Chromium asks no server at the ports of mail and chat; nothing is sent there."""
    with opened(tmp_path / "a") as archive:
        options = archive.fetch_options(allow_private=True, browser=True)
        (outcome,) = archive.capture_many(["http://127.0.0.1:6667/"], options=options)
    assert isinstance(outcome.error, FetchError)
    assert (outcome.error.step, "ERR_UNSAFE_PORT" in outcome.error.message) == ("refused", True)


@needs_chromium
def test_of_a_page_that_never_loads_no_more_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its time is not waited for to the end where only its own scripts keep it from loading."""
    monkeypatch.setattr(showing, "BUSY", 2.0)
    monkeypatch.setattr(showing, "GRACE", 3.0)
    monkeypatch.setattr(showing, "LOADING", 600.0)
    loop = "while (true) {}"
    scripts = {"/": loop, "/loaded": f"addEventListener('load', () => {{ {loop} }})"}
    pages = {
        path: Answer(f"<p>{AZ_TEXT}</p><script>{script}</script>".encode())
        for path, script in scripts.items()
    }
    with Site(pages) as site, opened(tmp_path / "a", QUICK.replace("20", "600")) as archive:
        options = archive.fetch_options(allow_private=True, browser=True)
        outcomes = archive.capture_many(
            [site.url(each) for each in pages], options=options, concurrency=2
        )
        ids = [each.page.id for each in outcomes if each.page is not None]
        told = [archive.page(each).record(each).json()["browser"] for each in ids]
    assert [each["settled"] for each in told] == [False, False]
    for each in told:
        assert each["unfinished"].startswith("it was not loaded whole in")
        assert "asked for nothing in the last" in each["unfinished"]


@needs_chromium
@pytest.mark.parametrize(
    ("path", "kind"), [("/gone", "status"), ("/loop", "redirect"), ("/away", "refused")]
)
def test_a_page_that_is_not_there_is_recorded_as_ever(tmp_path: Path, path: str, kind: str) -> None:
    pages = {
        "/loop": Answer(status=302, headers={"Location": "/loop"}),
        "/away": Answer(status=302, headers={"Location": "http://169.254.169.254/"}),
    }
    with Site(pages) as site, opened(tmp_path / "a") as archive:
        from dragoman.archiver.web import address

        real = address.is_public
        patched = pytest.MonkeyPatch()
        patched.setattr(address, "is_public", lambda ip: ip == "127.0.0.1" or real(ip))
        options = archive.fetch_options(browser=True)
        (outcome,) = archive.capture_many([site.url(path)], options=options)
        patched.undo()
        assert outcome.error is not None and outcome.page is not None
        assert outcome.page.error is not None
        assert outcome.page.error["kind"] == kind or kind == "redirect"
        assert archive.verify().ok


@needs_chromium
def test_what_the_operator_hands_over_goes_to_the_page_s_site_alone(tmp_path: Path) -> None:
    cookies = tmp_path / "cookies.txt"
    cookies.write_text(
        "# Netscape HTTP Cookie File\n127.0.0.1\tFALSE\t/\tFALSE\t0\tsid\tsecret\n",
        encoding="utf-8",
    )
    with Site({"/x.png": pixel(3)}) as other:
        script = f"new Image().src = '{other.url('/x.png')}'; new Image().src = '/y.png'"
        body = f"<article><p>{AZ_TEXT}</p></article>"
        with Site({"/": shell(script, body), "/y.png": pixel(4)}) as site:
            archive = opened(tmp_path / "a")
            with archive:
                options = archive.fetch_options(
                    allow_private=True, browser=True, cookies=cookies, headers={"X-Key": "k"},
                    user_agent="Own/1",
                )  # fmt: skip
                archive.capture(site.url("/"), options=options)
        told = dict(site.asked)
        assert told["/"]["Cookie"] == "sid=secret" and told["/y.png"]["X-Key"] == "k"
        assert told["/"]["User-Agent"] == "Own/1"
        assert "X-Key" not in dict(other.asked)["/x.png"]


def test_without_a_browser_it_is_said_before_anything_is_fetched(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("playwright.async_api")
    monkeypatch.setenv("DRAGOMAN_CHROMIUM", str(tmp_path / "none"))
    with Site({"/": Answer(b"x")}) as site, opened(tmp_path / "a") as archive:
        options = archive.fetch_options(allow_private=True, browser=True)
        with pytest.raises(ArchiveError, match="install one"):
            archive.capture(site.url("/"), options=options)
        assert site.asked == [] and list(archive.list_pages()) == []


# -- the proxy by itself -------------------------------------------------------------------------


def never(asked: Asked) -> Exchange:
    raise FetchError(f"{asked.url} is not asked", step="tcp", subject=asked.url)


def spoken(proxy: BrowserProxy, data: bytes) -> bytes:
    with socket.create_connection(("127.0.0.1", proxy.port), 5) as client:
        client.sendall(data)
        client.shutdown(socket.SHUT_WR)
        said = b""
        while piece := client.recv(65536):
            said += piece
        return said


def authorization(proxy: BrowserProxy, password: str | None = None) -> bytes:
    pair = f"{proxy.username}:{password or proxy.password}".encode()
    return b"Proxy-Authorization: Basic " + base64.b64encode(pair) + b"\r\n"


def test_the_proxy_serves_nobody_but_its_browser() -> None:
    with BrowserProxy(never) as proxy:
        for header in (b"", authorization(proxy, "guess"), b"Proxy-Authorization: Basic x\r\n"):
            for first in (
                b"GET http://a.example/ HTTP/1.1\r\n",
                b"CONNECT a.example:443 HTTP/1.1\r\n",
            ):
                said = spoken(proxy, first + header + b"\r\n")
                assert said.startswith(b"HTTP/1.1 407 ")
        assert proxy.answered == []
        ours = spoken(proxy, b"GET http://a.example/ HTTP/1.1\r\n" + authorization(proxy) + b"\r\n")
        assert ours.startswith(b"HTTP/1.1 502 ")
        assert [(each.url, each.error and each.error.step) for each in proxy.answered] == [
            ("http://a.example/", "tcp")
        ]


@pytest.mark.parametrize(
    "data",
    [
        b"\r\n\r\n", b"GET\r\n\r\n", b"\x16\x03\x01" * 100, b"A" * 200_000, b"CONNECT x HTTP/1.1\r\n\r\n",
        b"CONNECT :443 HTTP/1.1\r\n\r\n", b"POST http://a/ HTTP/1.1\r\nContent-Length: 99999999999\r\n\r\n",
        b"POST http://a/ HTTP/1.1\r\nContent-Length: -1\r\n\r\n",
        b"POST http://a/ HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    ],
)  # fmt: skip
def test_what_is_not_http_ends_the_connection_and_nothing_else(data: bytes) -> None:
    with BrowserProxy(never) as proxy:
        first, _, rest = data.partition(b"\r\n")
        with contextlib.suppress(OSError):  # it closes while we speak, or before we are done
            spoken(proxy, first + b"\r\n" + authorization(proxy) + rest)
        said = spoken(proxy, b"GET http://a.example/ HTTP/1.1\r\n" + authorization(proxy) + b"\r\n")
        assert said.startswith(b"HTTP/1.1 502 ")


def test_nothing_is_added_once_the_page_is_over() -> None:
    gate = threading.Event()

    def slow(asked: Asked) -> Exchange:
        gate.wait(10)
        return never(asked)

    proxy = BrowserProxy(slow)
    with proxy, socket.create_connection(("127.0.0.1", proxy.port), 5) as client:
        client.sendall(b"GET http://a.example/ HTTP/1.1\r\n" + authorization(proxy) + b"\r\n")
        time.sleep(0.2)
    gate.set()
    time.sleep(0.2)
    assert proxy.answered == []


def test_the_authority_is_new_each_time() -> None:
    with BrowserProxy(never) as one, BrowserProxy(never) as other:
        assert one.ca.spki != other.ca.spki and one.password != other.password
        assert re.fullmatch(r"[A-Za-z0-9+/]{43}=", one.ca.spki)
        assert one.ca.context("site.example") is one.ca.context("site.example")
