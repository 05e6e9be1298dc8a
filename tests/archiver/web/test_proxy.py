"""Through a proxy: every name and every connection goes to it, and no record says where it is."""

from __future__ import annotations

import re
import socket
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from dragoman.archive import Archive
from dragoman.archiver.web.proxy import ProxyAddress, literal_address
from dragoman.errors import UsageError
from tests.support.proxy_servers import HttpProxy, SocksServer
from tests.support.raw_server import Authority, RawServer, answer, routes
from tests.support.site import AZ_TEXT, Answer, Site, page

# The lists that want to know what is looked up and connected to in this process.
watching: list[list[tuple[str, Any]]] = []


def _hook(event: str, args: tuple[Any, ...]) -> None:
    if watching and event in ("socket.connect", "socket.getaddrinfo"):
        watching[-1].append((event, args[1] if event == "socket.connect" else args[0]))


sys.addaudithook(_hook)


@pytest.fixture
def seen() -> Iterator[list[tuple[str, Any]]]:
    watching.append([])
    yield watching[-1]
    watching.clear()


def our_own(seen: list[tuple[str, Any]], proxy_port: int, servers: set[int]) -> list[Any]:
    """What was not the proxy, nor the proxy's own way to the servers of the test."""
    return [
        (event, what)
        for event, what in seen
        if not (
            (event == "socket.connect" and what[1] in {proxy_port, *servers})
            or (event == "socket.getaddrinfo" and what == "127.0.0.1")
        )
    ]


def article(extra: bytes = b"") -> bytes:
    return page("az", "Xəbər", AZ_TEXT).replace(b"<article>", b"<article>" + extra)


SETTINGS = "[politeness]\ndelay = 0\nretries = 0\n"


def opened(folder: Path, more: str = "") -> Archive:
    folder.mkdir(exist_ok=True)
    (folder / "dragoman.toml").write_text(SETTINGS + more, encoding="utf-8")
    archive = Archive(folder)
    archive.agreement.give()
    return archive


@pytest.mark.parametrize("kind", [SocksServer, HttpProxy])
def test_nothing_is_looked_up_or_connected_to_outside_the_proxy(
    tmp_path: Path, kind: type[SocksServer], seen: list[tuple[str, Any]]
) -> None:
    pictures = b"<img src='/a.png'><img src='http://img.example/b.png'><img src='/away.png'>"
    with (
        Site({"/b.png": Answer(b"b"), "/c.png": Answer(b"c")}) as images,
        Site(
            {
                "/az": Answer(status=301, headers={"Location": "http://www.site.example/az/1"}),
                "/az/1": Answer(article(pictures)),
                "/a.png": Answer(b"a"),
                "/away.png": Answer(status=302, headers={"Location": "http://img.example/c.png"}),
            }
        ) as site,
    ):
        ports = {int(each.url("").rsplit(":", 1)[1]) for each in (site, images)}
        here, there = (int(each.url("").rsplit(":", 1)[1]) for each in (site, images))
        names = {"site.example": here, "www.site.example": here, "img.example": there}
        with kind(names) as proxy, opened(tmp_path / "a") as archive:
            options = archive.fetch_options(proxy=proxy.url())
            captured = archive.capture("http://site.example/az", options=options)
            assert captured.error is None and captured.language is not None
            assert captured.final_url == "http://www.site.example/az/1"
            assert {host for host, _ in proxy.asked} == set(names)
            assert our_own(seen, proxy.port, ports) == []
            assert {path for path, _ in images.asked} == {"/b.png", "/c.png"}
            assert {path for path, _ in site.asked} == {"/az", "/az/1", "/a.png", "/away.png"}
            response = archive.record(captured.response_id or "")
            assert "WARC-IP-Address" not in response.headers
            said = archive.record(captured.id).json()["exchanges"][0]
            assert (said["peer"], said["dns"], said["proxy"]) == (None, None, proxy.scheme)
            assert archive.verify().ok
            assert nowhere(tmp_path / "a", str(proxy.port))


def nowhere(folder: Path, secret: str) -> bool:
    """Whether no record says it, compressed or not."""
    from fastwarc.warc import ArchiveIterator

    for path in (folder / "warc").iterdir():
        with path.open("rb") as stream:
            for record in ArchiveIterator(stream, parse_http=False):
                if secret.encode() in record.reader.read() or secret in str(record.headers):
                    return False
    return True


@pytest.mark.parametrize("kind", [SocksServer, HttpProxy])
def test_tls_is_spoken_with_the_server_itself(tmp_path: Path, kind: type[SocksServer]) -> None:
    authority = Authority()
    (tmp_path / "a").mkdir()
    authority.write_root(tmp_path / "a" / "root.pem")
    tls = authority.issue("site.example").context(tmp_path / "tls")
    body = answer(article(), "Content-Type: text/html; charset=utf-8")
    settings = '[tls]\nca_file = "root.pem"\n'
    with (
        RawServer(routes({"/": body}), tls=tls) as server,
        kind({"site.example": server.port, "other.example": server.port}) as proxy,
        opened(tmp_path / "a", settings) as archive,
    ):
        options = archive.fetch_options(proxy=proxy.url())
        captured = archive.capture("https://site.example/", options=options)
        tls_said = archive.record(captured.id).json()["exchanges"][0]["tls"]
        assert tls_said["version"].startswith("tls/1.") and len(tls_said["chain"]) == 2
        (wrong,) = archive.capture_many(["https://other.example/"], options=options)
        assert wrong.error is not None and "certificate" in wrong.error.message
        refused = archive.record(wrong.page.id).json()["error"]["seen"]  # type: ignore[union-attr]
        assert len(refused["tls"]["chain"]) == 2  # seen by way of the proxy as well
        assert {host for host, _ in proxy.asked} == {"site.example", "other.example"}


@pytest.mark.parametrize("kind", [SocksServer, HttpProxy])
def test_what_the_proxy_is_told_of_us_is_in_no_record(
    tmp_path: Path, kind: type[SocksServer]
) -> None:
    with (
        Site({"/": Answer(article())}) as site,
        kind({"site.example": int(site.url("").rsplit(":", 1)[1])}, ("someone", "s3cret")) as proxy,
        opened(tmp_path / "a") as archive,
    ):
        options = archive.fetch_options(proxy=proxy.url("someone:s3cret@"))
        assert "s3cret" not in repr(options)
        captured = archive.capture("http://site.example/", options=options)
        assert captured.error is None
        assert proxy.scheme == "socks5h" or b"Proxy-Authorization" in proxy.heads[0]
        for secret in ("s3cret", "someone", "Proxy-Authorization"):
            assert nowhere(tmp_path / "a", secret)
        without = archive.fetch_options(proxy=proxy.url())
        (outcome,) = archive.capture_many(["http://site.example/"], options=without)
        assert outcome.error is not None


def test_a_proxy_that_is_not_there_or_cannot_is_said(tmp_path: Path) -> None:
    with SocksServer({}) as proxy, opened(tmp_path / "a") as archive:
        for url, sentence in (
            (proxy.url(), "its name is not known"),
            ("socks5h://127.0.0.1:9", "the proxy cannot be reached"),
        ):
            options = archive.fetch_options(proxy=url)
            (outcome,) = archive.capture_many(["http://site.example/x"], options=options)
            assert outcome.error is not None and sentence in outcome.error.message
            assert outcome.page is not None and outcome.page.error is not None
            assert outcome.page.error["kind"] == "proxy"
            assert "127.0.0.1" not in outcome.error.message
        assert archive.verify().ok


def test_an_http_proxy_is_told_where_and_nothing_of_us(tmp_path: Path) -> None:
    """Its tunnel for https, and what it is asked for http: no program, no version, no Python."""
    with (
        Site({"/": Answer(article())}) as site,
        HttpProxy({"site.example": int(site.url("").rsplit(":", 1)[1])}) as proxy,
        opened(tmp_path / "a") as archive,
    ):
        options = archive.fetch_options(proxy=proxy.url(), user_agent="Mozilla/5.0")
        list(
            archive.capture_many(["https://site.example/", "http://site.example/"], options=options)
        )
    tunnel, plain = proxy.heads[0], proxy.heads[-1]
    assert tunnel == b"CONNECT site.example:443 HTTP/1.1\r\nHost: site.example:443\r\n\r\n"
    assert plain.startswith(b"GET http://site.example/ ")
    for head in proxy.heads:
        assert not re.search(rb"(?i)python|socks|dragoman", head), head


class TunnelThatSays(HttpProxy):
    """An HTTP proxy that answers what it is asked for a tunnel with bytes of its own."""

    says = b""

    def handle(self, client: socket.socket) -> None:
        client.recv(65536)
        client.sendall(self.says)


@pytest.mark.parametrize(
    ("says", "sentence"),
    [
        (b"HTTP/1.1 403 Forbidden\r\n\r\n", "it answered 403"),
        (b"HTTP/1.1 407 Who\r\n\r\n", "it asks for a name and a password"),
        (b"SSH-2.0-x\r\n\r\n", "it does not speak the protocol"),
        (b"HTTP/1.1 abc\r\n\r\n", "it does not speak the protocol"),
        (b"", "the proxy hung up"),
        (b"x" * 100_000, "it does not speak the protocol"),
    ],
)  # fmt: skip
def test_what_a_proxy_answers_instead_of_a_tunnel_is_said(
    tmp_path: Path, says: bytes, sentence: str
) -> None:
    with TunnelThatSays({}) as proxy, opened(tmp_path / "a") as archive:
        proxy.says = says
        options = archive.fetch_options(proxy=proxy.url())
        (outcome,) = archive.capture_many(["https://site.example/"], options=options)
        assert outcome.error is not None and outcome.error.kind == "fetch"
        assert sentence in outcome.error.message


class Gateway(HttpProxy):
    """An HTTP proxy that answers for itself."""

    says = b""

    def handle(self, client: socket.socket) -> None:
        while client.recv(65536):
            client.sendall(b"HTTP/1.1 " + self.says + b"\r\nContent-Length: 2\r\n\r\nno")


@pytest.mark.parametrize("says", [b"404 No such domain", b"410 Gone", b"503 No", b"407 Who"])
def test_what_a_proxy_says_for_itself_makes_no_page_gone(tmp_path: Path, says: bytes) -> None:
    with (
        Site({"/": Answer(article())}) as site,
        HttpProxy({"site.example": int(site.url("").rsplit(":", 1)[1])}) as proxy,
        Gateway({}) as gateway,
        opened(tmp_path / "a") as archive,
    ):
        gateway.says = says
        page = archive.capture(
            "http://site.example/", options=archive.fetch_options(proxy=proxy.url())
        )
        options = archive.fetch_options(proxy=gateway.url())
        (seen_again,) = archive.watch([page.id], options=options)
        assert seen_again.finding == "unreachable"
        assert archive.verify().ok


def test_a_proxy_that_asks_who_we_are_is_no_answer_of_the_server(tmp_path: Path) -> None:
    with HttpProxy({}, ("someone", "s3cret")) as proxy, opened(tmp_path / "a") as archive:
        options = archive.fetch_options(proxy=proxy.url())
        (outcome,) = archive.capture_many(["http://site.example/"], options=options)
        assert outcome.page is not None and outcome.page.error is not None
        assert outcome.page.error["kind"] == "proxy"
        assert outcome.page.response_id is None


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1", "2130706433", "0x7f.1", "0177.0.0.1", "10.0.0.1", "169.254.169.254", "[::1]",
        "[::ffff:127.0.0.1]", "[fe80::1]", "localhost", "printer.local", "router", "db.internal",
        "localhost.", "192.168.1.1",
    ],
)  # fmt: skip
def test_local_addresses_in_a_url_are_refused_before_the_proxy_is_asked(
    tmp_path: Path, host: str
) -> None:
    with SocksServer({}) as proxy, opened(tmp_path / "a") as archive:
        options = archive.fetch_options(proxy=proxy.url())
        (outcome,) = archive.capture_many([f"http://{host}/"], options=options)
        assert outcome.page is not None and outcome.page.error is not None
        assert outcome.page.error["kind"] == "refused"
        assert proxy.asked == []


@pytest.mark.parametrize(
    ("url", "kind", "port"),
    [
        ("socks5h://h:9", "socks5h", 9), ("socks5://h", "socks5h", 1080), ("http://h", "http", 8080),
        ("http://a:b%40c@h:3", "http", 3), ("socks5h://[::1]:5", "socks5h", 5),
    ],
)  # fmt: skip
def test_the_url_of_a_proxy(url: str, kind: str, port: int) -> None:
    proxy = ProxyAddress.parse(url)
    assert (proxy.kind, proxy.port) == (kind, port)
    assert proxy.password in (None, "b@c") and "b@c" not in repr(proxy)


@pytest.mark.parametrize(
    "url", ["", "h:9", "ftp://h", "https://h", "socks5h://", "http://h:port", "http://name@h"]
)
def test_what_is_not_the_url_of_a_proxy(url: str) -> None:
    with pytest.raises(UsageError):
        ProxyAddress.parse(url)


def test_no_password_in_the_settings(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="belongs to `proxy=`"):
        opened(tmp_path / "a", '[network]\nproxy = "http://a:b@h"\n')


def test_literal_addresses() -> None:
    for host in ("127.0.0.1", "2130706433", "0x7f.1", "0177.0.0.01", "127.1"):
        assert str(literal_address(host)) == "127.0.0.1"
    assert literal_address("site.example") is None and literal_address("1.example") is None


@pytest.mark.parametrize("days", [(-30, -1), (-1, 30)])
def test_a_bad_certificate_is_refused_unless_asked_and_then_said(
    tmp_path: Path, days: tuple[int, int]
) -> None:
    tls = Authority().issue("127.0.0.1", days=days).context(tmp_path / "tls")
    body = answer(article(), "Content-Type: text/html; charset=utf-8")
    with (
        RawServer(routes({"/": body}), tls=tls) as server,
        opened(tmp_path / "a") as archive,
    ):
        url = server.url("/")
        options = archive.fetch_options(allow_private=True)
        (outcome,) = archive.capture_many([url], options=options)
        assert outcome.error is not None
        assert "`allow_bad_certificate=True`" in outcome.error.message
        options = archive.fetch_options(allow_private=True, allow_bad_certificate=True)
        captured = archive.capture(url, options=options)
        assert captured.error is None
        tls_said = archive.record(captured.id).json()["exchanges"][0]["tls"]
        assert tls_said["problem"] and len(tls_said["chain"]) == 2
