"""TLS as it was spoken, and what is kept of a server that was refused."""

from __future__ import annotations

import socket
import ssl
import time
from pathlib import Path

import pytest

from dragoman.archiver.records.record import response_record
from dragoman.archiver.web.fetch import Fetcher
from dragoman.archiver.web.fetch_options import FetchOptions
from dragoman.archiver.web.fetched import Fetch
from dragoman.archiver.web.limits import Limits
from dragoman.archiver.web.tls import IANA_SUITES, trusting_context
from dragoman.errors import FetchError
from tests.support.raw_server import OK, Authority, Client, Issued, RawServer, routes

LIMITS = Limits(connect_timeout=1, read_timeout=1, total_timeout=2)
PAGES = routes({"/": OK})


@pytest.fixture(scope="module")
def authority() -> Authority:
    return Authority()


def fetch(url: str, authority: Authority, folder: Path) -> Fetch:
    ca = authority.write_root(folder / "root.pem")
    options = FetchOptions("agent", allow_private=True, limits=LIMITS, ca_file=ca)
    fetcher = Fetcher(options, folder)
    try:
        return fetcher.fetch(url)
    finally:
        fetcher.close()


def error_of(result: Fetch) -> FetchError:
    assert result.error is not None
    return result.error


def chain_of(seen: dict[str, object]) -> list[bytes]:
    tls = seen["tls"]
    assert isinstance(tls, dict)
    return [ssl.PEM_cert_to_DER_cert(each["pem"]) for each in tls["chain"]]


@pytest.mark.parametrize(
    ("version", "name", "prefix"),
    [
        (ssl.TLSVersion.TLSv1_2, "tls/1.2", "TLS_ECDHE_ECDSA_WITH_"),
        (ssl.TLSVersion.TLSv1_3, "tls/1.3", "TLS_"),
    ],
)
def test_version_cipher_and_the_whole_chain(
    authority: Authority, tmp_path: Path, version: ssl.TLSVersion, name: str, prefix: str
) -> None:
    issued = authority.issue("localhost", "127.0.0.1")
    with RawServer(PAGES, tls=issued.context(tmp_path, version)) as server:
        result = fetch(server.url(), authority, tmp_path)
    assert result.error is None
    (exchange,) = result.exchanges
    tls = exchange.connection["tls"]
    assert tls["version"] == name
    assert tls["cipher"].startswith(prefix)
    assert chain_of(exchange.connection) == issued.ders()
    headers = response_record(exchange, "id").headers
    assert ("WARC-Protocol", name) in headers
    assert ("WARC-Cipher-Suite", tls["cipher"]) in headers
    assert "tls" in exchange.connection["timings"]


def test_the_names_of_ciphers_are_those_of_iana() -> None:
    """Every suite of TLS 1.2 that our own client offers has a name we know."""
    offered = {
        each["name"] for each in trusting_context().get_ciphers() if each["protocol"] == "TLSv1.2"
    }
    assert offered - IANA_SUITES.keys() == set()
    assert all(name.startswith("TLS_") and "_WITH_" in name for name in IANA_SUITES.values())


@pytest.mark.parametrize("case", ["expired", "not yet", "wrong host", "self-signed", "unknown"])
def test_an_invalid_certificate_is_kept_and_the_page_refused(
    authority: Authority, tmp_path: Path, case: str
) -> None:
    issued: Issued = {
        "expired": lambda: authority.issue("localhost", "127.0.0.1", days=(-30, -1)),
        "not yet": lambda: authority.issue("localhost", "127.0.0.1", days=(1, 30)),
        "wrong host": lambda: authority.issue("elsewhere.invalid"),
        "self-signed": lambda: Authority.self_signed("localhost", "127.0.0.1"),
        "unknown": lambda: Authority().issue("localhost", "127.0.0.1"),
    }[case]()
    with RawServer(PAGES, tls=issued.context(tmp_path)) as server:
        result = fetch(server.url(), authority, tmp_path)
        assert server.requests == []
    error = error_of(result)
    assert error.step == "tls"
    assert "certificate" in error.message
    assert chain_of(error.details) == issued.ders()
    assert error.details["peer"] == "127.0.0.1"
    assert error.details["dns"] == ["127.0.0.1"]


def test_a_name_is_checked_and_not_only_the_signature(authority: Authority, tmp_path: Path) -> None:
    issued = authority.issue("localhost")
    with RawServer(PAGES, tls=issued.context(tmp_path)) as server:
        assert fetch(server.url(host="localhost"), authority, tmp_path).error is None
        assert error_of(fetch(server.url(), authority, tmp_path)).step == "tls"


def test_plain_http_where_tls_was_expected(authority: Authority, tmp_path: Path) -> None:
    def handler(client: Client) -> None:
        client.sock.recv(1000)
        client.send(b"HTTP/1.1 400 Bad Request\r\n\r\n")

    with RawServer(handler) as server:
        result = fetch(server.url().replace("http:", "https:"), authority, tmp_path)
    assert error_of(result).step == "tls"


def test_tls_where_plain_http_was_expected(authority: Authority, tmp_path: Path) -> None:
    issued = authority.issue("127.0.0.1")
    with RawServer(PAGES, tls=issued.context(tmp_path)) as server:
        result = fetch(server.url().replace("https:", "http:"), authority, tmp_path)
    assert error_of(result).step == "http"


def test_a_handshake_that_hangs(authority: Authority, tmp_path: Path) -> None:
    def handler(client: Client) -> None:
        while client.sock.recv(1000):
            pass

    begun = time.monotonic()
    with RawServer(handler) as server:
        result = fetch(server.url().replace("http:", "https:"), authority, tmp_path)
    assert error_of(result).step == "timeout"
    assert time.monotonic() - begun < 3


def test_a_dripping_handshake_ends_too(authority: Authority, tmp_path: Path) -> None:
    """The time is for the handshake, and not for each of its bytes."""

    def handler(client: Client) -> None:
        client.drip(b"\x16\x03\x03\x40\x00\x02\x00" + bytes(200), 0.05)

    begun = time.monotonic()
    with RawServer(handler) as server:
        result = fetch(server.url().replace("http:", "https:"), authority, tmp_path)
    assert error_of(result).step in ("timeout", "tls")
    assert time.monotonic() - begun < 3


@pytest.mark.parametrize("reset", [True, False])
def test_a_handshake_that_breaks_off(authority: Authority, tmp_path: Path, reset: bool) -> None:
    def handler(client: Client) -> None:
        client.sock.recv(100)
        if reset:
            client.reset()

    with RawServer(handler) as server:
        result = fetch(server.url().replace("http:", "https:"), authority, tmp_path)
    assert error_of(result).step == "tls"


def test_connections_with_tls_are_used_again(authority: Authority, tmp_path: Path) -> None:
    issued = authority.issue("127.0.0.1")
    ca = authority.write_root(tmp_path / "root.pem")
    options = FetchOptions("agent", allow_private=True, limits=LIMITS, ca_file=ca)
    fetcher = Fetcher(options, tmp_path)
    with RawServer(PAGES, tls=issued.context(tmp_path)) as server:
        first, second = (fetcher.fetch(server.url()).exchanges[0] for _ in range(2))
        assert server.connections == 1
    assert second.reused
    assert second.connection["tls"] == first.connection["tls"]
    assert "tls" not in second.connection["timings"]
    fetcher.close()


def test_a_body_that_ends_without_the_end_of_tls(authority: Authority, tmp_path: Path) -> None:
    """A length that was announced is missed, however the connection ended."""
    issued = authority.issue("127.0.0.1")

    def handler(client: Client) -> None:
        client.read_request()
        client.send(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf")
        socket.socket.close(client.sock)

    with RawServer(handler, tls=issued.context(tmp_path)) as server:
        result = fetch(server.url(), authority, tmp_path)
    assert result.exchanges[0].truncated == "disconnect"
