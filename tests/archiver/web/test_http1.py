"""Reading responses: every byte accounted for, whatever the bytes are."""

from __future__ import annotations

import hashlib
import http.client
import io
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from dragoman.archiver.records.reader import split_http
from dragoman.archiver.web import connection as connection_module
from dragoman.archiver.web.connection import Connection
from dragoman.archiver.web.framing import CHUNK_LINE, chunk_size, content_length
from dragoman.archiver.web.http1 import MAX_BLANK_LINES, MAX_INTERIM, read_exchange
from dragoman.archiver.web.http_exchange import Exchange
from dragoman.archiver.web.limits import Limits
from dragoman.archiver.web.urls import Origin
from dragoman.errors import ArchiveError, FetchError
from tests.support.raw_server import chunked

LIMITS = Limits(max_body=1000, max_header=8192, read_timeout=0.2, total_timeout=2.0)
STEPS = {"http", "timeout", "too_large"}
QUICK = settings(
    deadline=None,
    max_examples=250,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@contextmanager
def arriving(data: bytes, *, end: bool = True) -> Iterator[Connection]:
    """A connection on which `data` has arrived and, with `end`, the other side has closed."""
    ours, theirs = socket.socketpair()
    ours.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 20)
    theirs.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 1 << 20)
    try:
        theirs.sendall(data)
        if end:
            theirs.shutdown(socket.SHUT_WR)
        yield Connection(Origin("http", "127.0.0.1", 80), ours, "127.0.0.1", [], None, {})
    finally:
        ours.close()
        theirs.close()


def read(
    connection: Connection, folder: Path, limits: Limits = LIMITS, method: str = "GET"
) -> tuple[Exchange, bool]:
    return read_exchange(connection, b"GET / HTTP/1.1\r\n\r\n", "http://h/", method, limits, folder)


def answered(data: bytes, folder: Path, *, end: bool = True, limits: Limits = LIMITS) -> Exchange:
    with arriving(data, end=end) as connection:
        return read(connection, folder, limits)[0]


def block_of(exchange: Exchange) -> bytes:
    exchange.block.seek(0)
    return exchange.block.read()


def payload_of(exchange: Exchange) -> bytes:
    return b"".join(exchange.payload())


def failure(data: bytes, folder: Path, *, end: bool = True) -> FetchError:
    with pytest.raises(FetchError) as caught:
        answered(data, folder, end=end)
    return caught.value


# -- any bytes -------------------------------------------------------------------------------

LINES = [
    b"HTTP/1.1 200 OK\r\n",
    b"HTTP/1.0 200\r\n",
    b"HTTP/1.1 204 No Content\r\n",
    b"HTTP/1.1 304 Not Modified\n",
    b"HTTP/1.1 100 Continue\r\n\r\n",
    b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n",
    b"HTTP/1.1 101 Switching\r\n",
    b"HTTP/1.1 999 \x00\xff\r\n",
    b"Content-Length: 5\r\n",
    b"Content-Length: 7, 7\r\n",
    b"content-length: 10\n",
    b"Content-Length: -1\r\n",
    b"Content-Length: 99999999999999999999999\r\n",
    b"Transfer-Encoding: chunked\r\n",
    b"Transfer-Encoding:\r\n chunked\r\n",
    b"Transfer-Encoding: gzip\r\n",
    b"Connection: close\r\n",
    b"Connection: keep-alive\r\n",
    b" folded\r\n",
    b"no colon\r\n",
    b": no name\r\n",
    b"\r\n",
    b"\n",
    b"5\r\nhello\r\n",
    b"5\nhello\n",
    b"5;ext=1\r\nhello\r\n",
    b"3\r\nabcdef5\r\nhello\r\n",
    b"0\r\n\r\n",
    b"0\r\nTrailer: x\r\n\r\n",
    b"ffffffffffffffff\r\n",
    b"-5\r\n",
    b"x" * 20,
    b"a" * (CHUNK_LINE + 10),
    b"5" + b";" + b"e" * CHUNK_LINE + b"\r\nhello\r\n",
]
SOUP = st.lists(st.sampled_from(LINES) | st.binary(max_size=8), max_size=14).map(b"".join)
LIKELY = SOUP.map(lambda rest: b"HTTP/1.1 200 OK\r\n" + rest)
CHUNKY = SOUP.map(lambda rest: b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + rest)


@given(
    st.binary(max_size=300) | SOUP | LIKELY | CHUNKY,
    st.sampled_from([1, 3, 1 << 16]),
    st.sampled_from([4, 30, 100_000]),
    st.sampled_from(["GET", "HEAD"]),
)
@example(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5zz\r\n", 1, 1, "GET")
@QUICK
def test_any_bytes_are_kept_or_refused(
    tmp_path: Path, data: bytes, step: int, max_body: int, method: str
) -> None:
    """However they arrive: each byte is interim, in the block, or still on the connection."""
    limits = Limits(max_body=max_body, max_header=8192, read_timeout=0.5, total_timeout=5.0)
    begun = time.monotonic()
    with pytest.MonkeyPatch.context() as patch, arriving(data) as connection:
        patch.setattr(connection_module, "RECEIVE", step)
        try:
            exchange, reusable = read(connection, tmp_path, limits, method)
        except FetchError as error:
            assert error.step in STEPS
            assert str(error)
            return
        finally:
            assert time.monotonic() - begun < 2
        rest = bytes(connection.unread)
        while more := connection.sock.recv(65536):
            rest += more
    block = block_of(exchange)
    assert hashlib.sha256(block).digest() == exchange.block_sha256
    assert len(block) == exchange.block_length
    if exchange.truncated == "length":
        assert block in data
        assert exchange.block_length - exchange.header_length <= max_body
    else:
        assert data.endswith(block + rest)
        before = data[: len(data) - len(block) - len(rest)]
        assert _unlined(before) == _unlined(b"".join(exchange.interim))
    if reusable:
        assert not rest
        assert exchange.truncated is None
    payload = payload_of(exchange)
    assert hashlib.sha256(payload).digest() == exchange.payload_sha256
    assert len(payload) == exchange.payload_length
    # and so it is read back out of the record
    if method == "GET" and exchange.status not in (101, 204, 304):
        assert split_http(block)[2] == payload
        assert split_http(block)[0] == exchange.status


def _unlined(data: bytes) -> bytes:
    return data.replace(b"\r", b"").replace(b"\n", b"")


HEADER = st.tuples(
    st.sampled_from(["X-A", "ETag", "Content-Type", "Set-Cookie"]),
    st.text(st.characters(min_codepoint=33, max_codepoint=126), max_size=20),
)


@given(
    st.lists(st.binary(min_size=1, max_size=60), max_size=6),
    st.lists(HEADER, max_size=4),
    st.sampled_from(["length", "chunked", "close"]),
    st.sampled_from([1, 7, 1 << 16]),
)
@QUICK
def test_a_sound_response_is_read_as_the_standard_library_reads_it(
    tmp_path: Path, pieces: list[bytes], headers: list[tuple[str, str]], framing: str, step: int
) -> None:
    body = b"".join(pieces)
    head = "HTTP/1.1 200 OK\r\n" + "".join(f"{n}: {v}\r\n" for n, v in headers)
    if framing == "length":
        data = head.encode() + b"Content-Length: %d\r\n\r\n" % len(body) + body
    elif framing == "chunked":
        data = head.encode() + b"Transfer-Encoding: chunked\r\n\r\n" + chunked(*pieces)
    else:
        data = head.encode() + b"\r\n" + body

    class Wire:
        def makefile(self, *_: object) -> io.BytesIO:
            return io.BytesIO(data)

    other = http.client.HTTPResponse(Wire())  # type: ignore[arg-type]
    other.begin()
    with pytest.MonkeyPatch.context() as patch, arriving(data) as connection:
        patch.setattr(connection_module, "RECEIVE", step)
        exchange, _ = read(connection, tmp_path)
    assert payload_of(exchange) == other.read() == body
    assert exchange.headers == tuple(other.getheaders())
    assert block_of(exchange) == data
    assert exchange.truncated is None


# -- framing, case by case -------------------------------------------------------------------

HEAD = b"HTTP/1.1 200 OK\r\n"
CHUNKED = HEAD + b"Transfer-Encoding: chunked\r\n\r\n"


@pytest.mark.parametrize(
    ("body", "payload", "truncated"),
    [
        (b"5\r\nhello\r\n0\r\n\r\n", b"hello", None),
        (b"5;name=value\r\nhello\r\n0;x\r\n\r\n", b"hello", None),
        (b"5\r\nhello\r\n0\r\nA: b\r\nC: d\r\n\r\n", b"hello", None),
        (b"05\nhello\n0\n\n", b"hello", None),
        (b"0\r\n\r\n", b"", None),
        (b"", b"", "disconnect"),
        (b"5\r\nhel", b"hel", "disconnect"),
        (b"5\r\nhello\r\n", b"hello", "disconnect"),
        (b"5\r\nhello\r\n0\r\n", b"hello", "disconnect"),
        (b"5\r\nhello\r\n0\r\nTrailer", b"hello", "disconnect"),
        (b"ffffffffffffffff\r\nhello", b"hello", "disconnect"),
        (b"5\r\nhello\r\nfffffffffffffffff\r\nx", b"hello", "unspecified"),
        (b"-5\r\nhello\r\n0\r\n\r\n", b"-5\r\nhello\r\n0\r\n\r\n", "unspecified"),
        (b"<html>not chunked at all", b"<html>not chunked at all", "unspecified"),
        (b"5\r\nhello\r\nzz\r\nmore", b"hello", "unspecified"),
        (b"3\r\nhello\r\n0\r\n\r\n", b"hel", "unspecified"),
        (b"3\r\nabcxy5\r\nhello\r\n0\r\n\r\n", b"abc", "unspecified"),
        (b"3\r\nabcxyz5\r\nhello\r\n0\r\n\r\n", b"abc", "unspecified"),
        (b"0x5\r\nhello\r\n0\r\n\r\n", b"0x5\r\nhello\r\n0\r\n\r\n", "unspecified"),
    ],
)
def test_chunked_bodies(tmp_path: Path, body: bytes, payload: bytes, truncated: str | None) -> None:
    exchange = answered(CHUNKED + body, tmp_path)
    assert payload_of(exchange) == payload
    assert block_of(exchange) == CHUNKED + body
    assert exchange.truncated == truncated
    assert (exchange.shortfall is None) == (truncated is None)
    assert split_http(block_of(exchange))[2] == payload


@pytest.mark.parametrize("step", [1000, 1 << 16])
def test_a_long_chunk_line_is_judged_alike_however_it_arrives(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: int
) -> None:
    monkeypatch.setattr(connection_module, "RECEIVE", step)
    wide = Limits(max_body=100_000, read_timeout=0.5, total_timeout=2)
    body = b"5\r\nhello\r\n3;" + b"e" * 10_000 + b"\r\nabc\r\n0\r\n\r\n"
    exchange = answered(CHUNKED + body, tmp_path, limits=wide)
    assert payload_of(exchange) == b"hello"
    assert exchange.truncated == "unspecified"
    assert block_of(exchange) == CHUNKED + body
    assert hashlib.sha256(b"hello").digest() == exchange.payload_sha256


@pytest.mark.parametrize(
    ("head", "body", "payload", "truncated"),
    [
        (b"Content-Length: 5\r\n", b"hello", b"hello", None),
        (b"Content-Length: 0\r\n", b"", b"", None),
        (b"Content-Length: 5, 5\r\n", b"hello", b"hello", None),
        (b"Content-Length: 5\r\nContent-Length: 5\r\n", b"hello", b"hello", None),
        (b"Content-Length: 0005\r\n", b"hello", b"hello", None),
        (b"Content-Length: 9\r\n", b"hello", b"hello", "disconnect"),
        # Contradictions and nonsense: nothing says where it ends, so all that comes is kept.
        (b"Content-Length: 5, 3\r\n", b"hello", b"hello", None),
        (b"Content-Length: 2\r\nContent-Length: 3\r\n", b"hello", b"hello", None),
        (b"Content-Length: -3\r\n", b"hello", b"hello", None),
        (b"Content-Length: five\r\n", b"hello", b"hello", None),
        (b"Content-Length: \xd9\xa5\r\n", b"hello", b"hello", None),
        (b"Content-Length: 1001\r\n", b"hello", b"", "length"),
        (b"Content-Length: 9" + b"9" * 40 + b"\r\n", b"hello", b"", "length"),
        (b"", b"hello", b"hello", None),
        (b"Transfer-Encoding: gzip\r\nContent-Length: 2\r\n", b"hello", b"hello", None),
        (
            b"Transfer-Encoding: chunked\r\nContent-Length: 3\r\n",
            b"1\r\nx\r\n0\r\n\r\n",
            b"x",
            None,
        ),
    ],
)
def test_lengths(
    tmp_path: Path, head: bytes, body: bytes, payload: bytes, truncated: str | None
) -> None:
    exchange = answered(HEAD + head + b"\r\n" + body, tmp_path)
    assert payload_of(exchange) == payload
    assert exchange.truncated == truncated


@pytest.mark.parametrize(
    ("data", "reusable"),
    [
        (HEAD + b"Content-Length: 2\r\n\r\nok", True),
        (CHUNKED + chunked(b"ok"), True),
        (b"HTTP/1.1 204 No Content\r\n\r\n", True),
        (b"HTTP/1.1 304 Not Modified\r\nContent-Length: 10\r\n\r\n", True),
        (b"HTTP/1.0 200 OK\r\nContent-Length: 2\r\nConnection: keep-alive\r\n\r\nok", True),
        (b"HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok", False),
        (HEAD + b"Content-Length: 2\r\nConnection: Close\r\n\r\nok", False),
        (HEAD + b"Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n" + chunked(b"k"), False),
        (HEAD + b"Content-Length: 2\r\n\r\nok, and more", False),
        (CHUNKED + chunked(b"ok") + b"HTTP/1.1 200 OK\r\n\r\n", False),
        (b"HTTP/1.1 204 No Content\r\n\r\nbody all the same", False),
        (b"HTTP/1.1 101 Switching Protocols\r\n\r\n", False),
    ],
)
def test_a_connection_is_used_again_only_after_proven_framing(
    tmp_path: Path, data: bytes, reusable: bool
) -> None:
    with arriving(data, end=False) as connection:
        assert read(connection, tmp_path)[1] is reusable


def test_an_ended_connection_is_not_used_again(tmp_path: Path) -> None:
    with arriving(HEAD + b"Content-Length: 2\r\n\r\nok") as connection:
        assert read(connection, tmp_path)[1] is False


# -- heads -----------------------------------------------------------------------------------


def test_interim_responses_are_kept_apart(tmp_path: Path) -> None:
    hints = b"HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\n"
    go_on = b"HTTP/1.1 100 Continue\r\n\r\n"
    final = HEAD + b"Content-Length: 2\r\n\r\nok"
    exchange = answered(go_on + hints + hints + final, tmp_path, end=False)
    assert exchange.interim == (go_on, hints, hints)
    assert block_of(exchange) == final


def test_endless_interim_responses_end(tmp_path: Path) -> None:
    error = failure(b"HTTP/1.1 100 Continue\r\n\r\n" * (MAX_INTERIM + 1), tmp_path, end=False)
    assert error.step == "http"


def test_endless_blank_lines_end(tmp_path: Path) -> None:
    error = failure(b"\r\n" * (MAX_BLANK_LINES + 1) + HEAD + b"\r\n", tmp_path, end=False)
    assert error.step == "http"
    exchange = answered(b"\r\n\n" + HEAD + b"Content-Length: 0\r\n\r\n", tmp_path, end=False)
    assert exchange.status == 200


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<html>as HTTP/0.9 had it</html>",
        b"ICY 200 OK\r\n\r\n",
        b"HTTP/2 200\r\n\r\n",
        b"HTTP/1.1 099 Low\r\n\r\n",
        b"HTTP/1.1 20 OK\r\n\r\n",
        b"HTTP/1.1 2000 OK\r\n\r\n",
        b"HTTP/1.1 20x OK\r\n\r\n",
        b"HTTP/1.1\r\n\r\n",
        b"HTTP/1.99 200 OK\r\n\r\n",
        b"HTTP/1.1\x00 200 OK\r\n\r\n",
        b"\x16\x03\x01\x00\x05hello",
        b"SSH-2.0-OpenSSH_9.6\r\n",
        b"HTTP/1.1 \xb2\xb0\xb0 OK\r\n\r\n",
        HEAD,
        HEAD + b"Content-Len",
        HEAD + b"Content-Length: 3\r\n",
    ],
)
def test_what_is_no_http_answer_is_refused(tmp_path: Path, data: bytes) -> None:
    assert failure(data, tmp_path).step == "http"


def test_what_came_instead_of_http_is_told(tmp_path: Path) -> None:
    error = failure(b"SSH-2.0-Server\r\n", tmp_path)
    assert error.details["received"] == "SSH-2.0-Server\r\n"
    assert "first_byte" in error.details["timings"]


def test_ten_megabytes_of_headers_are_refused_early(tmp_path: Path) -> None:
    for data in (
        HEAD + b"A: b\r\n" * 5000,
        HEAD + b"A: " + b"b" * 30_000,
        b"HTTP/1.1 200 " + b"b" * 9999,
    ):
        error = failure(data, tmp_path, end=False)
        assert error.step in ("too_large", "http")


def test_headers_of_just_the_limit_are_taken(tmp_path: Path) -> None:
    """A line as long as what is left must not be cut in two, its end read as a line of its own."""
    for spare in range(-3, 4):
        line = b"A: " + b"b" * (LIMITS.max_header - len(HEAD) - 3 - 2 - 2 - spare) + b"\r\n"
        data = HEAD + line + b"\r\n"
        assert len(data) == LIMITS.max_header - spare
        if spare >= 0:
            assert answered(data, tmp_path).header_length == len(data)
        else:
            assert failure(data, tmp_path).step == "too_large"


def test_headers_that_are_none(tmp_path: Path) -> None:
    data = (
        b"HTTP/1.1 200 O\x00K\r\nno colon here\r\n: no name\r\nA: b\r\n  folded\r\n\tmore\r\n"
        b"HTTP/1.1 404 second status line\r\nB\x00C: d\x00e\r\nA: again\r\n"
        b"Content-Length : 2\r\n\r\nok"
    )
    exchange = answered(data, tmp_path, end=False)
    assert exchange.status == 200
    assert exchange.header("a") == "b folded more"
    assert payload_of(exchange) == b"ok"
    assert block_of(exchange) == data


def test_lines_that_end_in_a_line_feed_only(tmp_path: Path) -> None:
    exchange = answered(b"HTTP/1.1 200 OK\nContent-Length: 2\n\nok", tmp_path, end=False)
    assert (exchange.status, payload_of(exchange)) == (200, b"ok")


def test_a_strange_status_is_a_status(tmp_path: Path) -> None:
    assert answered(b"HTTP/1.1 999 Request denied\r\n\r\n", tmp_path).status == 999
    assert answered(b"HTTP/1.1 200\r\n\r\n", tmp_path).reason == ""


def test_silence_ends_in_a_timeout(tmp_path: Path) -> None:
    quick = Limits(read_timeout=0.1, total_timeout=1)
    with arriving(b"HTTP/1.1 200", end=False) as connection, pytest.raises(FetchError) as caught:
        read(connection, tmp_path, quick)
    assert caught.value.step == "timeout"
    exchange = answered(HEAD + b"Content-Length: 9\r\n\r\nhel", tmp_path, end=False, limits=quick)
    assert exchange.truncated == "time"
    assert payload_of(exchange) == b"hel"


@pytest.mark.parametrize(
    ("body", "payload"),
    [
        (b"<html>not chunked, and no line", b"<html>not chunked, and no line"),
        (b"5\r\nhello\r\n0\r\nTrai", b"hello"),
        (b"5\r\nhello\r\n1", b"hello"),
        (b"5\r\nhello\r", b"hello"),
        (b"5\r\nhel", b"hel"),
    ],
)
def test_what_came_before_silence_is_kept(tmp_path: Path, body: bytes, payload: bytes) -> None:
    quick = Limits(read_timeout=0.1, total_timeout=1)
    exchange = answered(CHUNKED + body, tmp_path, end=False, limits=quick)
    assert exchange.truncated == "time"
    assert block_of(exchange) == CHUNKED + body
    assert payload_of(exchange) == payload
    assert hashlib.sha256(payload).digest() == exchange.payload_sha256


def test_a_full_disk_is_not_called_a_broken_connection(tmp_path: Path) -> None:
    """The spool cannot be written: that is ours to say, and nothing to record of the server."""
    wide = Limits(max_body=1 << 20, read_timeout=1, total_timeout=2)
    gone = tmp_path / "gone"
    data = HEAD + b"Content-Length: 400000\r\n\r\n" + b"x" * 400_000
    with pytest.raises(ArchiveError, match="cannot be kept"):
        answered(data, gone, limits=wide)


def test_lengths_and_sizes() -> None:
    assert content_length([("Content-Length", "0" * 30 + "7")]) == 7
    assert content_length([("content-length", "")]) is None
    assert content_length([]) is None
    assert chunk_size(b"1f;x\r\n") == 31
    assert chunk_size(b" 1F \r\n") == 31
    assert [chunk_size(each) for each in (b"", b";", b"+1", b"1 2", b"1_0", b"0x1")] == [None] * 6
