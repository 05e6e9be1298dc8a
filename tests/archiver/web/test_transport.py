"""The recording transport against a server that does what it likes."""

from __future__ import annotations

import gzip
import subprocess
import sys
import threading
import time
import tracemalloc
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dragoman.archiver.web import transport
from dragoman.archiver.web.fetch import Fetcher
from dragoman.archiver.web.fetch_options import FetchOptions
from dragoman.archiver.web.fetched import Fetch
from dragoman.archiver.web.http_exchange import Exchange
from dragoman.archiver.web.limits import Limits
from dragoman.archiver.web.transport import head_bytes
from dragoman.archiver.web.urls import normalise, origin_of
from dragoman.errors import FetchError
from tests.support.places import ROOT
from tests.support.raw_server import OK, Client, RawServer, answer, chunked, path_of, routes, serve

LIMITS = Limits(
    max_body=1_000_000, connect_timeout=1, read_timeout=0.5, total_timeout=1.0, max_redirects=5
)
MakeFetcher = Callable[..., Fetcher]


@pytest.fixture
def fetcher(tmp_path: Path) -> Fetcher:
    return Fetcher(FetchOptions("agent", allow_private=True, limits=LIMITS), tmp_path)


def body_of(result: Fetch) -> bytes:
    assert result.last is not None, result.error
    return b"".join(result.last.payload())


def last_of(result: Fetch) -> Exchange:
    assert result.last is not None, result.error
    return result.last


# -- connections that are used again ---------------------------------------------------------


@pytest.mark.parametrize(
    "interim",
    [
        b"HTTP/1.1 103 Early Hints\r\nLink: </a.css>; rel=preload\r\n\r\n",
        b"HTTP/1.1 100 Continue\r\n\r\n",
        b"HTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 103 Early Hints\r\nA: b\r\n\r\n",
    ],
)
def test_an_interim_answer_never_shifts_the_bodies(fetcher: Fetcher, interim: bytes) -> None:
    """http.client would hand the second URL the body of the first."""

    def handler(client: Client) -> None:
        while request := client.read_request():
            client.send(interim)
            time.sleep(0.05)
            client.send(answer(b"body of " + path_of(request).encode()))

    with RawServer(handler) as server:
        for path in ("/first", "/second", "/third"):
            result = fetcher.fetch(server.url(path))
            assert body_of(result) == b"body of " + path.encode()
            assert b"".join(last_of(result).interim) == interim
        assert server.connections == 1
        assert last_of(result).reused


def test_leftover_bytes_are_not_given_to_the_next_url(fetcher: Fetcher) -> None:
    forged = answer(b"forged")
    with RawServer(routes({"/long": OK + forged, "/next": answer(b"real")})) as server:
        assert body_of(fetcher.fetch(server.url("/long"))) == b"ok"
        assert body_of(fetcher.fetch(server.url("/next"))) == b"real"
        assert server.connections == 2


def test_bytes_that_come_while_idle_end_the_connection(fetcher: Fetcher) -> None:
    idle, sent = threading.Event(), threading.Event()

    def handler(client: Client) -> None:
        client.read_request()
        client.send(answer(b"one"))
        if client.number == 0:
            idle.wait(30)
            client.send(answer(b"unsolicited"))
            sent.set()
            client.read_request()

    with RawServer(handler) as server:
        assert body_of(fetcher.fetch(server.url("/a"))) == b"one"
        idle.set()
        assert sent.wait(30)
        time.sleep(0.1)  # on its way through the loopback
        assert body_of(fetcher.fetch(server.url("/b"))) == b"one"
        assert server.connections == 2


def test_an_idle_connection_that_was_closed_is_replaced(fetcher: Fetcher) -> None:
    with RawServer(serve(answer(b"x"))) as server:
        for _ in range(3):
            assert body_of(fetcher.fetch(server.url())) == b"x"
            time.sleep(0.05)
        assert server.connections == 3


@pytest.mark.parametrize("how", ["close", "reset"])
def test_a_connection_closed_under_the_request_is_replaced_once(fetcher: Fetcher, how: str) -> None:
    """The server gives up an idle connection at the moment that we use it."""

    def handler(client: Client) -> None:
        client.read_request()
        client.send(answer(b"%d" % client.number))
        if client.read_request() and how == "reset":
            client.reset()

    with RawServer(handler) as server:
        assert body_of(fetcher.fetch(server.url("/1"))) == b"0"
        assert body_of(fetcher.fetch(server.url("/2"))) == b"1"
        assert len(server.requests) == 3


def test_a_fresh_connection_without_an_answer_is_not_tried_again(fetcher: Fetcher) -> None:
    with RawServer(lambda client: client.read_request() and None) as server:
        result = fetcher.fetch(server.url())
        assert result.error is not None
        assert result.error.step == "http"
        assert len(server.requests) == 1


def test_an_answer_that_is_no_http_is_not_asked_for_again(fetcher: Fetcher) -> None:
    """On a used connection too: something was answered, and that is what is recorded."""
    with RawServer(serve(OK, b"garbage\r\n\r\n")) as server:
        fetcher.fetch(server.url("/a"))
        result = fetcher.fetch(server.url("/b"))
        assert result.error is not None
        assert result.error.details["received"] == "garbage\r\n"
        assert server.connections == 1


def test_sixteen_threads_get_the_bodies_they_asked_for(tmp_path: Path) -> None:
    def handler(client: Client) -> None:
        while request := client.read_request():
            body = path_of(request).encode() * 50
            if len(body) % 3 == 0:
                client.send(b"HTTP/1.1 103 Early Hints\r\n\r\n")
            if len(body) % 2 == 0:
                client.send(answer(body))
            else:
                head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                client.send(head + chunked(body[:100], body[100:]))

    options = FetchOptions("agent", allow_private=True, limits=Limits())
    fetcher = Fetcher(options, tmp_path)
    with RawServer(handler) as server, ThreadPoolExecutor(16) as pool:
        paths = [f"/page/{'x' * (n % 7)}/{n}" for n in range(16 * 30)]
        results = list(pool.map(lambda path: fetcher.fetch(server.url(path)), paths))
        for path, result in zip(paths, results, strict=True):
            assert body_of(result) == path.encode() * 50
            assert last_of(result).url.endswith(path)
            result.close()
        assert any(last_of(result).reused for result in results)
        assert server.connections < 200
        assert len(server.requests) == len(paths)
    fetcher.close()


def test_idle_connections_do_not_pile_up(monkeypatch: pytest.MonkeyPatch, fetcher: Fetcher) -> None:
    """Many hosts, one page each: sockets of hosts long left must not stay open."""
    monkeypatch.setattr(transport, "IDLE_IN_ALL", 3)
    servers = [RawServer(routes({"/": OK})) for _ in range(6)]
    try:
        for server in servers:
            fetcher.fetch(server.url())
        pool = fetcher._transport._pool
        assert len(pool._idle) == 3
        monkeypatch.setattr(transport, "IDLE_SECONDS", 0.0)
        fetcher.fetch(servers[0].url())
        assert pool._idle == []
    finally:
        for server in servers:
            server.close()


# -- what breaks off -------------------------------------------------------------------------


def test_a_reset_in_the_middle_keeps_what_came(fetcher: Fetcher) -> None:
    def handler(client: Client) -> None:
        client.read_request()
        client.send(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nhalf")
        time.sleep(0.1)
        client.reset()

    with RawServer(handler) as server:
        result = fetcher.fetch(server.url())
    assert last_of(result).truncated == "disconnect"
    assert body_of(result) == b"half"
    assert result.error is not None
    assert result.error.step == "truncated"
    assert result.arrived


def test_a_drip_ends_with_the_time_for_it(fetcher: Fetcher) -> None:
    def handler(client: Client) -> None:
        client.read_request()
        client.send(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
        client.drip(b"y" * 1000, 0.05)

    begun = time.monotonic()
    with RawServer(handler) as server:
        result = fetcher.fetch(server.url())
        assert time.monotonic() - begun < 2
    assert last_of(result).truncated == "time"
    assert 5 < len(body_of(result)) < 50
    assert result.error is not None
    assert result.error.step == "timeout"


def test_a_dripping_head_ends_with_the_time_for_it(fetcher: Fetcher) -> None:
    def handler(client: Client) -> None:
        client.read_request()
        client.drip(b"HTTP/1.1 200 OK\r\n" + b"A: b\r\n" * 1000, 0.05)

    begun = time.monotonic()
    with RawServer(handler) as server:
        result = fetcher.fetch(server.url())
        assert time.monotonic() - begun < 2
    assert result.error is not None
    assert result.error.step == "timeout"
    assert result.exchanges == []


@pytest.mark.parametrize("framing", ["close", "chunked", "length"])
def test_an_endless_body_is_cut_at_the_limit(tmp_path: Path, framing: str) -> None:
    def handler(client: Client) -> None:
        client.read_request()
        head = {
            "close": b"",
            "chunked": b"Transfer-Encoding: chunked\r\n",
            "length": b"Content-Length: 100000\r\n",
        }[framing]
        client.send(b"HTTP/1.1 200 OK\r\n" + head + b"\r\n")
        while True:
            client.send(
                b"1000\r\n" + b"z" * 4096 + b"\r\n" if framing == "chunked" else b"z" * 4096
            )

    limits = Limits(max_body=50_000, read_timeout=2, total_timeout=5)
    fetcher = Fetcher(FetchOptions("agent", allow_private=True, limits=limits), tmp_path)
    with RawServer(handler) as server:
        result = fetcher.fetch(server.url())
    last = last_of(result)
    assert last.truncated == "length"
    kept = last.block_length - last.header_length
    assert kept == (0 if framing == "length" else 50_000)
    assert result.error is not None
    assert result.error.step == "too_large"


def test_three_hundred_declared_megabytes_are_refused_without_reading(tmp_path: Path) -> None:
    sent: list[int] = []

    def handler(client: Client) -> None:
        client.read_request()
        client.send(b"HTTP/1.1 200 OK\r\nContent-Length: 300000000\r\n\r\n")
        for number in range(4500):
            client.send(b"z" * 65536)
            sent.append(number)

    fetcher = Fetcher(FetchOptions("agent", allow_private=True), tmp_path)
    with RawServer(handler) as server:
        result = fetcher.fetch(server.url())
    assert result.error is not None
    assert result.error.step == "too_large"
    assert len(sent) < 200


def test_a_large_body_streams_through_in_bounded_memory(tmp_path: Path) -> None:
    """Measured in a process of its own, from the socket into the archive."""
    script = """
import resource, sys, threading
from pathlib import Path
from tests.support.raw_server import RawServer
from dragoman.archiver.records.capture import capture_records
from dragoman.archiver.web.fetch import Fetcher
from dragoman.archiver.web.fetch_options import FetchOptions
from dragoman.archiver.web.limits import Limits
from dragoman.archiver.store.store import Store
from dragoman.provenance.stamp import Stamp

size = 300_000_000
piece = bytes(1 << 20)

def handler(client):
    while request := client.read_request():
        length = size if b"/big" in request else 1000
        client.send(b"HTTP/1.1 200 OK\\r\\nContent-Length: %d\\r\\n\\r\\n" % length)
        left = length
        while left:
            client.send(piece[:left])
            left -= min(left, len(piece))

store = Store(Path(sys.argv[1]), software="test/0")
store.create()
options = FetchOptions("a", allow_private=True, limits=Limits(max_body=size))
fetcher = Fetcher(options, store.spool_dir)
with RawServer(handler) as server:
    for path in ("/small", "/big"):
        result = fetcher.fetch(server.url(path))
        assert result.error is None, result.error
        _, records = capture_records(result, told={}, note=None, tags=[], stamp=Stamp.now("t", "0"))
        store.append(records, "captures")
        result.close()
        print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""
    root = ROOT
    done = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path / "archive")],
        capture_output=True,
        text=True,
        cwd=root,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    small, big = (int(line) for line in done.stdout.split())
    assert big - small < 20_000  # kilobytes


def test_a_redirect_with_a_bomb_for_a_body_is_not_unpacked(fetcher: Fetcher) -> None:
    bomb = gzip.compress(bytes(200_000_000))
    page = answer(bomb, "Location: /page", "Content-Encoding: gzip", status="302 Found")
    with RawServer(routes({"/": page, "/page": OK})) as server:
        tracemalloc.start()
        result = fetcher.fetch(server.url())
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert body_of(result) == b"ok"
    assert peak < 20_000_000


# -- what is sent ----------------------------------------------------------------------------


def test_what_is_recorded_is_what_was_sent(fetcher: Fetcher) -> None:
    with RawServer(routes({"/a?b=c": OK})) as server:
        result = fetcher.fetch(server.url("/a?b=c#part"))
        assert last_of(result).request == server.requests[0]
        assert server.requests[0].startswith(
            f"GET /a?b=c HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\n".encode()
        )


def test_a_name_in_the_address_bar_is_asked_for_by_that_name(fetcher: Fetcher) -> None:
    with RawServer(routes({"/": OK})) as server:
        fetcher.fetch(server.url(host="localhost"))
        assert f"Host: localhost:{server.port}\r\n".encode() in server.requests[0]


def test_ipv6(fetcher: Fetcher) -> None:
    with RawServer(routes({"/": OK}), host="::1") as server:
        result = fetcher.fetch(server.url())
        assert body_of(result) == b"ok"
        assert last_of(result).peer == "::1"
        assert f"Host: [::1]:{server.port}\r\n".encode() in server.requests[0]


@given(st.text(max_size=30), st.text(max_size=20))
@settings(deadline=None, max_examples=200)
def test_nothing_in_a_url_can_add_a_line_to_the_request(path: str, host: str) -> None:
    for url in (f"http://example.org/{path}", f"http://{host}/{path}", f"http://{host}"):
        try:
            clean = normalise(url)
        except FetchError:
            continue
        target = clean.partition("//")[2].partition("/")[2]
        data = head_bytes("GET", f"/{target}", [("A", "b")], origin_of(clean))
        lines = data.split(b"\r\n")
        assert len(lines) == 5
        assert lines[0].startswith(b"GET /")
        assert lines[0].endswith(b" HTTP/1.1")
        assert lines[0].count(b" ") == 2
        assert data.count(b"\n") == 4
        assert data.count(b"\r") == 4


# -- whatever a server sends -----------------------------------------------------------------

FIELDS = st.sampled_from(
    [
        b"Content-Length: 5, 7\r\n",
        b"Content-Length: x\r\n",
        b"Transfer-Encoding: chunked\r\nContent-Length: 2, 3\r\n",
        b"Content-Encoding: gzip\r\n",
        b"Content-Type: text/html; charset=\xff\r\n",
        b"Content-Type: ;;;=\r\n",
        b"Set-Cookie: \xff=\x00; expires=never; max-age=x; domain=.\r\n",
        b"Set-Cookie: a=b; expires=Thu, 99 Foo 0000 99:99:99 GMT\r\n",
        b"Location: \xff\xfe\r\n",
        b"Location: http://[::1\r\n",
        b"Location: http://\x00/\r\n",
        b"Location: //\r\n",
        b"Location: http://a..b/\r\n",
        b"Location: http://*\r\n",
        b"Location: http://127.0.0.1:99999/\r\n",
        b"Location: https://" + b"a" * 300 + b".invalid/\r\n",
        b"Location: javascript:alert(1)\r\n",
        b"Location:\r\n",
        b"WWW-Authenticate: Basic\r\n",
        b"Connection: close\r\n",
    ]
)
ANSWERS = st.builds(
    lambda status, fields, body: (
        b"HTTP/1.1 " + status + b"\r\n" + b"".join(fields) + b"\r\n" + body
    ),
    st.sampled_from([b"200 OK", b"302 Found", b"301 \xff", b"404 \x1b[31m", b"308 x", b"401 n"]),
    st.lists(FIELDS | st.binary(max_size=20).map(lambda raw: b"X-A: " + raw + b"\r\n"), max_size=5),
    st.binary(max_size=30),
)


@given(st.lists(ANSWERS, min_size=1, max_size=2))
@settings(
    deadline=None, max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_no_answer_raises_anything_but_a_fetch_error(tmp_path: Path, answers: list[bytes]) -> None:
    # long enough for a machine that is busy: each answer ends with its connection, none is waited for
    limits = Limits(max_redirects=2, connect_timeout=5, read_timeout=5, total_timeout=10)
    fetcher = Fetcher(FetchOptions("agent", allow_private=True, limits=limits), tmp_path)
    with RawServer(serve(answers[0])) as server:
        result = fetcher.fetch(server.url())
        # the answer came, so it is kept, wherever the redirect led
        assert result.exchanges
        assert result.error is None or isinstance(result.error, FetchError)
    result.close()
    fetcher.close()


def test_threads_may_fetch_while_the_pool_is_closed(fetcher: Fetcher) -> None:
    with RawServer(routes({"/": OK})) as server:
        stop = threading.Event()

        def work() -> None:
            while not stop.is_set():
                assert body_of(fetcher.fetch(server.url())) == b"ok"

        with ThreadPoolExecutor(4) as pool:
            jobs = [pool.submit(work) for _ in range(4)]
            for _ in range(20):
                time.sleep(0.01)
                fetcher.close()
            stop.set()
            for job in jobs:
                job.result()
