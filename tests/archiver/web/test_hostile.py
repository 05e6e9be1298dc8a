"""Hostile pages: each is refused or cut within its limit, recorded, said in one sentence, exit 1.

Nothing here can send a packet past loopback, also with the guard broken: `tests/support/no_network.py` stops
each call before the operating system sees it, and one test runs what is dangerous in a network
namespace that has nothing but loopback.
"""

from __future__ import annotations

import contextlib
import gzip
import json
import os
import shutil
import socket
import subprocess
import sys
import textwrap
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import brotli
import pytest
from click.testing import CliRunner

from dragoman.archiver.web import address
from dragoman.cli import main
from tests.archiver.article.test_pdf import BODY, LOCKED, column, make_pdf
from tests.support.places import ROOT
from tests.support.raw_server import Authority, RawServer, answer, chunked, path_of, redirect
from tests.support.site import AZ_TEXT, page

SETTINGS = """\
[politeness]
delay = 0
retries = 0
[limits]
max_body = 800_000
max_header = 20_000
max_decoded = 2_000_000
max_redirects = 5
connect_timeout = 2
read_timeout = 1
total_timeout = 3
max_requisites = 20
requisites_timeout = 5
"""
HTML = "Content-Type: text/html; charset=utf-8"
PLAIN = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
ARTICLE = page("az", "Xəbər", AZ_TEXT)
BOMB = 60_000_000

Talk = Callable[[Any], None]


def says(data: bytes) -> Talk:
    def talk(client: Any) -> None:
        with contextlib.suppress(OSError):
            client.send(data)

    return talk


def endless(first: bytes, piece: bytes) -> Talk:
    def talk(client: Any) -> None:
        with contextlib.suppress(OSError):
            client.send(first)
            for _ in range(20_000):
                client.send(piece)

    return talk


def drips(first: bytes, data: bytes = b"x" * 60) -> Talk:
    def talk(client: Any) -> None:
        with contextlib.suppress(OSError):
            client.send(first)
            client.drip(data, 0.2)

    return talk


def resets(data: bytes = b"") -> Talk:
    def talk(client: Any) -> None:
        if data:
            client.send(data)
        client.reset()

    return talk


def coded(coding: str, body: bytes) -> Talk:
    return says(answer(body, HTML, f"Content-Encoding: {coding}"))


def titled(title: str) -> Talk:
    return says(answer(ARTICLE.replace("Xəbər".encode(), title.encode(), 1), HTML))


# What the server does at /case; and the kinds of error that are right. None: the page came whole.
CASES: dict[str, tuple[Talk, set[str] | None]] = {
    **{
        f"redirect to {where}": (says(redirect(where)), {"refused", "redirect", "dns"})
        for where in (
            "http://169.254.169.254/latest/meta-data/", "http://[::ffff:10.0.0.1]/", "http://10.0.0.1/",
            "http://[::ffff:169.254.169.254]/", "http://167772161/", "http://0x0a000001/",
            "http://012.0.0.1/", "http://10.1/", "http://192.168.0.1:8080/", "http://172.16.0.1/",
            "http://100.64.0.1/", "http://[fe80::1]/", "http://[fc00::1]/", "http://[64:ff9b::a00:1]/",
            "http://[2002:a00:1::]/", "http://224.0.0.1/", "http://255.255.255.255/",
            "http://[::ffff:127.0.0.1]/", "http://[::ffff:7f00:1]/", "http://0.0.0.0/", "http://[::]/",
            "http://[::1]/", "http://[fe80::1%25lo]/", "http://127.1.2.3/", "http://0177.0.0.2/",
            "http://198.18.0.1/", "http://203.0.113.5/", "http://metadata.google.internal.invalid/",
            "file:///etc/passwd", "ftp://127.0.0.1/x", "gopher://127.0.0.1/", "javascript:alert(1)",
            "data:text/html,x", "http://user:secret@site.invalid/", "http://[::1", "//",
        )
    },
    "redirect without end, the same": (says(redirect("/case")), {"redirect"}),
    "redirect without end, growing": (
        lambda client: client.send(redirect(f"/case/{len(client.requests)}" + "x" * 50)), {"redirect"},
    ),
    "redirect to and fro": (
        lambda client: client.send(
            redirect("/case" if path_of(client.requests[-1]) == "/fro" else "/fro")
        ),
        {"redirect"},
    ),
    "redirect with a NUL": (says(redirect(b"/a\x00b")), {"redirect", "status", "url"}),
    "redirect with a line feed": (says(redirect(b"/a\nX-Evil: 1")), {"redirect", "status", "url"}),
    "redirect with a megabyte": (says(redirect("/" + "a" * 1_000_000)), {"too_large"}),
    "redirect to nowhere": (says(b"HTTP/1.1 302 Found\r\nContent-Length: 0\r\n\r\n"), {"status"}),
    "an endless body": (endless(PLAIN + b"\r\n", b"x" * 65536), {"too_large"}),
    "an endless body in chunks": (
        endless(PLAIN + b"Transfer-Encoding: chunked\r\n\r\n", chunked(b"x" * 9000, end=b"")), {"too_large"},
    ),
    "an endless chunk header": (
        endless(PLAIN + b"Transfer-Encoding: chunked\r\n\r\n", b"0" * 9000), {"truncated", "too_large"},
    ),
    "endless trailers": (
        endless(PLAIN + b"Transfer-Encoding: chunked\r\n\r\n0\r\n", b"A: b\r\n" * 999),
        {"truncated", "too_large"},
    ),
    "a length of 100 GB": (says(PLAIN + b"Content-Length: 99999999999\r\n\r\nx"), {"too_large"}),
    "10 MB in one header": (says(PLAIN + b"X: " + b"a" * 10_000_000 + b"\r\n\r\n"), {"too_large"}),
    "10 MB of headers": (says(PLAIN + b"X: aaaaaaaa\r\n" * 800_000 + b"\r\n"), {"too_large"}),
    "an endless status line": (endless(b"HTTP/1.1 200 ", b"a" * 9000), {"too_large", "http"}),
    "endless interim answers": (endless(b"", b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n"), {"http"}),
    "a body that drips": (drips(PLAIN + b"Content-Length: 600\r\n\r\n"), {"timeout"}),
    "headers that drip": (drips(b"HTTP/1.1 200 OK\r\n"), {"timeout"}),
    "no answer": (lambda client: client.sock.recv(1), {"timeout"}),
    "an answer that stops": (
        lambda client: (client.send(PLAIN + b"Content-Length: 99\r\n\r\nx"), client.sock.recv(1)), {"timeout"},
    ),
    "closed at once": (lambda _: None, {"http"}),
    "reset at once": (resets(), {"http"}),
    "reset in the headers": (resets(b"HTTP/1.1 200 OK\r\nA"), {"http"}),
    "reset in the body": (resets(PLAIN + b"Content-Length: 99\r\n\r\nx"), {"truncated", "http"}),
    "a body that is short": (says(PLAIN + b"Content-Length: 99\r\n\r\nx"), {"truncated"}),
    "HTTP/0.9": (says(b"<html>hello</html>"), {"http"}),
    "HTTP/2": (says(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"), {"http"}),
    "TLS on a plain port": (says(b"\x16\x03\x03\x00\x31\x02"), {"http"}),
    "another protocol": (says(b"SSH-2.0-OpenSSH_9.2\r\n"), {"http"}),
    "a status that is none": (says(b"HTTP/1.1 2000 OK\r\n\r\n"), {"http"}),
    "a chunk that lies": (
        says(PLAIN + b"Transfer-Encoding: chunked\r\n\r\n5\r\nhello, world\r\n0\r\n\r\n"), {"truncated"},
    ),
    "a chunk that is no number": (says(PLAIN + b"Transfer-Encoding: chunked\r\n\r\nzz\r\nx"), {"truncated"}),
    "a chunk of minus one": (says(PLAIN + b"Transfer-Encoding: chunked\r\n\r\n-1\r\nx"), {"truncated"}),
    "a length of minus one": (says(PLAIN + b"Content-Length: -1\r\n\r\nx"), None),
    "two lengths": (says(PLAIN + b"Content-Length: 1\r\nContent-Length: 5\r\n\r\nhello"), None),
    "a length and chunks": (
        says(PLAIN + b"Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n" + chunked(ARTICLE)), None,
    ),
    "a gzip bomb": (coded("gzip", gzip.compress(b"a" * BOMB)), None),
    "a deflate bomb": (coded("deflate", zlib.compress(b"a" * BOMB)), None),
    "a brotli bomb": (coded("br", brotli.compress(b"a" * BOMB, quality=5)), None),
    "a bomb in a bomb": (coded("gzip, gzip", gzip.compress(gzip.compress(b"a" * BOMB))), None),
    "a coding a hundred times": (coded(", ".join(["gzip"] * 100), gzip.compress(ARTICLE)), None),
    "gzip that is none": (coded("gzip", b"\x1f\x8b\x08" + b"x" * 99), None),
    "an unknown coding": (coded("x-secret", ARTICLE), None),
    "nested 100,000 deep": (says(answer(b"<div>" * 100_000 + ARTICLE, HTML)), None),
    "20,000 attributes": (
        says(answer(b"<p " + b" ".join(b"a%d=1" % n for n in range(20_000)) + b">" + ARTICLE, HTML)), None,
    ),
    "100,000 open tags": (says(answer(b"<b>" * 100_000, HTML)), None),
    "20,000 pictures": (says(answer(b"".join(b"<img src=%d>" % n for n in range(20_000)), HTML)), None),
    "a title of 100 kB": (titled("ə" * 50_000), None),
    "a title with escapes": (titled("\x1b]0;owned\x07\x1b[2J\x1b[31mred\x9b31m"), None),
    "a title with a NUL": (titled("one\x00two"), None),
    "a title that turns round": (titled("\u202egnp.exe\u2066\u200f"), None),
    "a title of lines": (titled("one\r\ntwo\u2028three\x85four"), None),
    "a charset that is none": (says(answer(ARTICLE, "Content-Type: text/html; charset=\x1b[2J")), None),
    "a media type that is none": (says(answer(ARTICLE, "Content-Type: ../../etc/passwd")), None),
    "not a PDF": (says(answer(b"%PDF-1.7\n" + b"1 0 obj <<" * 9999, "Content-Type: application/pdf")), None),
    "a PDF that needs a password": (
        says(answer(make_pdf([column(BODY, 760)], trailer=LOCKED), "Content-Type: application/pdf")), None,
    ),
    "no body": (says(answer(b"", HTML)), None),
    "only NULs": (says(answer(b"\x00" * 100_000, HTML)), None),
    "surrogates and half characters": (says(answer(b"\xed\xa0\x80\xff\xfe" * 999 + ARTICLE[:900], HTML)), None),
    "a cookie without end": (says(answer(ARTICLE, HTML, "Set-Cookie: " + "a" * 15_000)), None),
    "a file name that climbs": (
        says(answer(ARTICLE, HTML, 'Content-Disposition: attachment; filename="../../x"')), None,
    ),
    "a refresh to a private address": (
        says(answer(b"<meta http-equiv=refresh content='0;url=http://10.0.0.1/'>" + ARTICLE, HTML)), None,
    ),
}  # fmt: skip


def test_there_are_cases_enough() -> None:
    assert len(CASES) >= 80


def serving(talk: Talk) -> Talk:
    def handle(client: Any) -> None:
        while request := client.read_request():
            if path_of(request).startswith("/good"):
                client.send(answer(ARTICLE, HTML))
                continue
            talk(client)
            if not redirected(talk):
                with contextlib.suppress(OSError):
                    client.sock.shutdown(socket.SHUT_WR)
                return

    return handle


def redirected(talk: Talk) -> bool:
    return talk in (
        CASES["redirect without end, the same"][0],
        CASES["redirect without end, growing"][0],
        CASES["redirect to and fro"][0],
    )


@pytest.fixture
def loopback_is_public(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that the guard is on, and the test's own server can be reached."""
    real = address.is_public
    monkeypatch.setattr(address, "is_public", lambda ip: ip == "127.0.0.1" or real(ip))


def dragoman(folder: Path, *arguments: str) -> Any:
    return CliRunner().invoke(main, ["--archive", str(folder), "--json", *arguments])


@pytest.mark.usefixtures("loopback_is_public")
@pytest.mark.parametrize("name", CASES)
@pytest.mark.long(one_in=3)
def test_a_hostile_page(tmp_path: Path, name: str) -> None:
    talk, kinds = CASES[name]
    folder = tmp_path / "a"
    folder.mkdir()
    (folder / "dragoman.toml").write_text(SETTINGS, encoding="utf-8")
    with RawServer(serving(talk)) as server:
        bad, good = server.url("/case"), server.url("/good")
        done = dragoman(folder, "capture", "--no-translate", bad, good)
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert [line["url"] for line in lines] == [bad, good]
    case, other = lines
    assert other["error"] is None and other["language"] == "az"  # the other was done
    if kinds is None:
        assert case["http_status"] == 200
        assert case["error"] is None or case["error"]["kind"] == "extraction"
        assert done.exit_code == 0
    else:
        assert case["error"]["kind"] in kinds, case["error"]
        assert done.exit_code == 1
        assert any(case["error"]["message"] in said for said in done.stderr.splitlines())
    assert case["id"] is not None  # recorded
    assert "Traceback" not in done.stderr
    assert not any(ord(char) < 32 and char != "\n" for char in done.stderr)
    shown = CliRunner().invoke(main, ["--archive", str(folder), "show", case["id"]])
    listed = CliRunner().invoke(main, ["--archive", str(folder), "list"])
    for text in (shown.stdout, listed.stdout):
        assert not {"\x1b", "\x07", "\x00", "\x9b", "\u202e", "\u2066"} & set(text)
    assert dragoman(folder, "verify").exit_code == 0


@pytest.mark.parametrize(
    ("first", "then"), [("93.184.215.14", "127.0.0.1"), ("127.0.0.1", "93.184.215.14")]
)
def test_a_name_whose_answers_change_is_judged_by_the_one_that_is_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, first: str, then: str
) -> None:
    """The name is looked up once a connection, and what was judged is what is connected to."""
    answers = [first]
    real_lookup, real_connect = socket.getaddrinfo, socket.socket.connect
    connected: list[str] = []

    def lookup(host: str, port: int, *rest: Any, **more: Any) -> Any:
        if host != "rebinding.example":
            return real_lookup(host, port, *rest, **more)
        ip = answers.pop() if answers else then
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (ip, port))]

    def connect(self: socket.socket, where: Any) -> None:
        connected.append(where[0])
        if where[0] not in ("127.0.0.1", "::1"):
            raise ConnectionRefusedError(111, "Connection refused")  # no packet is sent
        real_connect(self, where)

    monkeypatch.setattr(socket, "getaddrinfo", lookup)
    monkeypatch.setattr(socket.socket, "connect", connect)
    folder = tmp_path / "a"
    folder.mkdir()
    (folder / "dragoman.toml").write_text(SETTINGS, encoding="utf-8")
    with RawServer(serving(says(answer(ARTICLE, HTML)))) as server:
        done = dragoman(folder, "capture", f"http://rebinding.example:{server.port}/case")
        assert server.connections == 0
    assert done.exit_code == 1
    assert connected == [first] if first != "127.0.0.1" else connected == []


@pytest.mark.parametrize(
    "found",
    ["169.254.169.254", "fd00:ec2::254", "10.0.0.1", "::ffff:169.254.169.254", "fe80::1%eth0"],
)
def test_a_name_of_an_inner_service_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, found: str
) -> None:
    family = socket.AF_INET6 if ":" in found else socket.AF_INET

    def lookup(_host: str, port: int, *_rest: Any, **_more: Any) -> Any:
        where = (found, port, 0, 0) if family == socket.AF_INET6 else (found, port)
        return [(family, socket.SOCK_STREAM, 6, "", where)]

    monkeypatch.setattr(socket, "getaddrinfo", lookup)
    done = dragoman(
        tmp_path / "a", "capture", "http://metadata.google.internal/computeMetadata/v1/"
    )
    (line,) = map(json.loads, done.stdout.splitlines())
    assert done.exit_code == 1 and line["error"]["kind"] == "refused" and line["id"]


@pytest.mark.parametrize(
    ("names", "days"), [(("127.0.0.1",), (-9, -1)), (("other.example",), (-1, 9)), (None, (-1, 9))]
)
@pytest.mark.usefixtures("loopback_is_public")
def test_a_bad_certificate_is_recorded_and_refused(
    tmp_path: Path, names: tuple[str, ...] | None, days: tuple[int, int]
) -> None:
    authority = Authority()
    issued = authority.issue(*names, days=days) if names else Authority.self_signed("127.0.0.1")
    folder = tmp_path / "a"
    folder.mkdir()
    authority.write_root(folder / "root.pem")
    (folder / "dragoman.toml").write_text(
        SETTINGS + '[tls]\nca_file = "root.pem"\n', encoding="utf-8"
    )
    with RawServer(
        serving(says(answer(ARTICLE, HTML))), tls=issued.context(tmp_path / "t")
    ) as server:
        assert dragoman(folder, "capture", "--no-translate", server.url("/case")).exit_code == 2
        assert dragoman(folder, "settings", "--agree").exit_code == 0
        done = dragoman(folder, "capture", "--no-translate", server.url("/case"))
        assert server.requests == []
    (line,) = map(json.loads, done.stdout.splitlines())
    assert done.exit_code == 1 and line["error"]["kind"] == "tls" and line["id"]


ALONE = """
    import json, sys
    from pathlib import Path
    sys.path.insert(0, {repository!r})
    from tests.support.raw_server import RawServer, answer, redirect
    from dragoman.archive import Archive
    from dragoman.archiver.web import address
    sent = "http://169.254.169.254/ http://10.0.0.1/ http://93.184.215.14/ http://[2606:2800::1]/".split()
    folder = Path({folder!r})
    folder.mkdir()
    (folder / "dragoman.toml").write_text({settings!r}, encoding="utf-8")
    if {broken!r}:
        address.is_public = lambda ip: True
    found = []
    with Archive(folder) as archive:
        options = archive.fetch_options()
        for outcome in archive.capture_many(sent, options=options, concurrency=4):
            found.append(outcome.error.step)
    print(json.dumps(found))
"""


@pytest.mark.skipif(shutil.which("unshare") is None, reason="needs unshare, of util-linux")
@pytest.mark.parametrize("broken", [False, True])
def test_in_a_network_of_nothing_but_loopback(tmp_path: Path, broken: bool) -> None:
    """With the guard broken as well, no packet can leave: there is no way out."""
    user = [] if os.geteuid() == 0 else ["--map-root-user"]
    isolated = ["unshare", *user, "--net", "--"]
    if subprocess.run([*isolated, "true"], capture_output=True, check=False).returncode:
        pytest.skip("needs leave to make a network namespace")
    repository = str(ROOT)
    program = textwrap.dedent(ALONE).format(
        repository=repository, folder=str(tmp_path / "a"), settings=SETTINGS, broken=broken
    )
    done = subprocess.run(
        [*isolated, sys.executable, "-c", program],
        capture_output=True, text=True, encoding="utf-8", check=False, timeout=120,
        env={**os.environ, "PYTHONPATH": repository},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    steps = json.loads(done.stdout)
    assert steps[:2] == (["tcp"] * 2 if broken else ["refused"] * 2)
    assert set(steps) <= {"refused", "tcp", "timeout"}
