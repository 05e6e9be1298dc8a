"""One page with its redirects: where it may lead, and what is told to whom."""

from __future__ import annotations

import re
import socket
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dragoman.archiver.web import address, urls
from dragoman.archiver.web.cookies import load_cookies
from dragoman.archiver.web.fetch import Fetcher
from dragoman.archiver.web.fetch_options import FetchOptions
from dragoman.archiver.web.fetched import Fetch
from dragoman.archiver.web.limits import Limits
from dragoman.archiver.web.urls import normalise
from dragoman.errors import FetchError, UsageError
from tests.support.raw_server import OK, RawServer, answer, header_of, path_of, redirect, routes

LIMITS = Limits(connect_timeout=1, read_timeout=1, total_timeout=2, max_redirects=5)
Make = Callable[..., Fetcher]


@pytest.fixture
def make(tmp_path: Path) -> Make:
    def fetcher(**options: object) -> Fetcher:
        told = {"allow_private": True, "limits": LIMITS} | options
        return Fetcher(FetchOptions("agent/1", **told), tmp_path)  # type: ignore[arg-type]

    return fetcher


def error_of(result: Fetch) -> FetchError:
    assert result.error is not None
    return result.error


# -- redirects -------------------------------------------------------------------------------


def test_each_redirect_is_an_exchange_of_its_own(make: Make) -> None:
    pages = {
        "/": redirect("/b/c"),
        "/b/c": redirect("../d?x=1", "301 Moved"),
        "/d?x=1": redirect("?x=2", "307 Temporary"),
        "/d?x=2": answer(b"there"),
    }
    with RawServer(routes(dict(pages))) as server:
        result = make().fetch(server.url("/#top"))
    assert result.error is None
    assert result.arrived
    assert [each.status for each in result.exchanges] == [302, 301, 307, 200]
    assert [path_of(each.request) for each in result.exchanges] == list(pages)
    assert result.final_url == server.url("/d?x=2")
    assert result.url == server.url("/")


def test_a_redirect_loop_ends(make: Make) -> None:
    with RawServer(routes({"/a": redirect("/b"), "/b": redirect("/a")})) as server:
        result = make().fetch(server.url("/a"))
    assert error_of(result).step == "redirect"
    assert len(result.exchanges) == LIMITS.max_redirects + 1
    assert not result.arrived


def test_a_page_that_sends_one_back_to_itself_for_a_cookie(make: Make) -> None:
    def gate(request: bytes) -> bytes:
        if header_of(request, "Cookie") == "seen=1":
            return answer(b"in")
        return b"HTTP/1.1 302 F\r\nSet-Cookie: seen=1\r\nLocation: /\r\nContent-Length: 0\r\n\r\n"

    with RawServer(routes({"/": gate})) as server:
        fetcher = make()
        result = fetcher.fetch(server.url())
        assert [each.status for each in result.exchanges] == [302, 200]
        # a cookie that one page set is not told to the server with the next page
        again = fetcher.fetch(server.url())
        assert [each.status for each in again.exchanges] == [302, 200]


@pytest.mark.parametrize(
    "location",
    [
        "file:///etc/passwd",
        "ftp://127.0.0.1/x",
        "javascript:alert(1)",
        "data:text/html,x",
        "gopher://127.0.0.1:70/_x",
        "http://[::1",
        "http://127.0.0.1:0/",
        "http://127.0.0.1:99999/",
        "http://127.0.0.1:-1/",
        "http://user:secret@127.0.0.1/",
        "http://a b.invalid/",
        "http://\x00.invalid/",
        "http://①②⑦.⓪.⓪.①/",
    ],
)
def test_a_redirect_to_what_is_not_fetched_is_recorded_and_refused(
    make: Make, location: str
) -> None:
    with RawServer(routes({"/": redirect(location)})) as server:
        result = make().fetch(server.url())
        assert server.connections == 1
    assert error_of(result).step == "redirect"
    assert [each.status for each in result.exchanges] == [302]
    assert not result.arrived


@pytest.mark.parametrize(
    ("location", "asked"),
    [
        ("/xəbər".encode(), "/x%C9%99b%C9%99r"),
        ("/x%C9%99b%C9%99r", "/x%C9%99b%C9%99r"),
        (b"/\xe5\xe4", "/%C3%A5%C3%A4"),  # latin-1, which UTF-8 cannot be
        ("/with space", "/with%20space"),
        ("  /padded  ", "/padded"),
        ("/path?q=a b&c=ş".encode(), "/path?q=a%20b&c=%C5%9F"),
    ],
)
def test_where_a_location_leads(make: Make, location: str | bytes, asked: str) -> None:
    pages = routes({"/": redirect(location)})
    with RawServer(pages) as server:
        result = make().fetch(server.url())
        assert [path_of(each) for each in server.requests] == ["/", asked]
    assert error_of(result).step == "status"


def test_a_redirect_is_followed_though_its_own_body_was_cut(make: Make) -> None:
    short = b"HTTP/1.1 302 Found\r\nLocation: /page\r\nContent-Length: 500\r\n\r\nshort"

    def gate(client: object) -> None:
        request = client.read_request()  # type: ignore[attr-defined]
        client.send(short if path_of(request) == "/" else OK)  # type: ignore[attr-defined]

    with RawServer(gate) as server:
        result = make().fetch(server.url())
    assert result.error is None
    assert [each.truncated for each in result.exchanges] == ["disconnect", None]


def test_a_redirect_without_a_target_is_the_page(make: Make) -> None:
    with RawServer(routes({"/": answer(b"x", status="302 Found")})) as server:
        result = make().fetch(server.url())
    assert error_of(result).step == "status"
    assert result.arrived


@pytest.mark.parametrize("status", ["404 Not Found", "500 Oops", "999 Denied"])
def test_an_error_page_is_a_page(make: Make, status: str) -> None:
    with RawServer(routes({"/": answer(b"sorry", status=status)})) as server:
        result = make().fetch(server.url())
    assert error_of(result).step == "status"
    assert status in error_of(result).message
    assert result.arrived


# -- whom what is told -----------------------------------------------------------------------


def test_headers_of_the_operator_stay_with_the_host_they_were_meant_for(make: Make) -> None:
    own = {"Authorization": "Bearer key", "Cookie": "a=b", "X-Key": "k", "Accept-Language": "az"}
    with RawServer(routes({"/": OK})) as other:
        pages = {"/": redirect("/2"), "/2": redirect(other.url(host="localhost"))}
        with RawServer(routes(dict(pages))) as first:
            result = make(headers=own).fetch(first.url())
            assert result.error is None
            for request in first.requests:
                assert header_of(request, "Authorization") == "Bearer key"
                assert header_of(request, "Cookie") == "a=b"
                assert header_of(request, "X-Key") == "k"
        (told,) = other.requests
        assert [header_of(told, name) for name in ("Authorization", "Cookie", "X-Key")] == [
            None
        ] * 3
        assert header_of(told, "Accept-Language") == "az"


def test_headers_come_back_with_the_way_back(make: Make) -> None:
    """There and back again: each hop is judged by itself."""
    with RawServer(routes({})) as first, RawServer(routes({})) as other:
        first._handler = routes({"/": redirect(other.url("/")), "/end": OK})
        other._handler = routes({"/": redirect(first.url("/end"))})
        make(headers={"X-Key": "k"}).fetch(first.url())
        assert [header_of(each, "X-Key") for each in first.requests] == ["k", "k"]
        assert [header_of(each, "X-Key") for each in other.requests] == [None]


def cookie_file(folder: Path, *lines: str) -> Path:
    path = folder / "cookies.txt"
    path.write_text("\n".join(["# Netscape HTTP Cookie File", *lines, ""]), encoding="utf-8")
    return path


def test_cookies_go_to_their_host_only(make: Make, tmp_path: Path) -> None:
    jar = cookie_file(
        tmp_path,
        "127.0.0.1\tFALSE\t/\tFALSE\t4102444800\tmine\t1",
        "127.0.0.1\tFALSE\t/\tFALSE\t0\tsession\t2",
        "#HttpOnly_127.0.0.1\tFALSE\t/\tFALSE\t4102444800\thidden\t3",
        "127.0.0.1\tFALSE\t/\tTRUE\t4102444800\tsecure\t4",
        "127.0.0.1\tFALSE\t/elsewhere\tFALSE\t4102444800\tpath\t5",
        "127.0.0.1\tFALSE\t/\tFALSE\t1000\texpired\t6",
        ".example.org\tTRUE\t/\tFALSE\t4102444800\tother\t7",
    )
    with RawServer(routes({"/": OK})) as other:
        with RawServer(routes({"/": redirect(other.url(host="localhost"))})) as first:
            result = make(cookies=jar).fetch(first.url())
            assert result.error is None
            cookies = header_of(first.requests[0], "Cookie") or ""
        assert set(cookies.split("; ")) == {"mine=1", "session=2", "hidden=3"}
        assert header_of(other.requests[0], "Cookie") is None


@pytest.mark.parametrize(
    "content", [b"not cookies", b"\xff\xfe\x00", b"# Netscape HTTP Cookie File\nx"]
)
def test_a_file_that_holds_no_cookies(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "cookies.txt"
    path.write_bytes(content)
    with pytest.raises(UsageError, match=re.escape("cookies.txt")):
        load_cookies(path)
    with pytest.raises(UsageError):
        load_cookies(tmp_path / "none.txt")


def test_nothing_of_the_environment_is_told(
    make: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".netrc").write_text("machine 127.0.0.1 login me password secret\n")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("NETRC", str(tmp_path / ".netrc"))
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1/")
    with RawServer(routes({"/": OK})) as server:
        assert make().fetch(server.url()).error is None
        names = [line.split(b":")[0] for line in server.requests[0].split(b"\r\n")[1:-2]]
    assert sorted(names) == sorted(
        [b"Host", b"User-Agent", b"Accept", b"Accept-Language", b"Accept-Encoding", b"Connection"]
    )


@pytest.mark.parametrize("header", [{"A": "b\r\nEvil: 1"}, {"A\r\nB": "c"}, {"A": "b\nc"}])
def test_a_header_cannot_bring_another(make: Make, header: dict[str, str]) -> None:
    with RawServer(routes({"/": OK})) as server:
        result = make(headers=header).fetch(server.url())
        assert error_of(result).step == "url"
        assert server.requests == []


# -- addresses -------------------------------------------------------------------------------

PRIVATE = [
    "http://127.0.0.1/",
    "http://127.1/",
    "http://2130706433/",
    "http://0x7f000001/",
    "http://0x7f.0.0.1/",
    "http://0177.0.0.1/",
    "http://0/",
    "http://0.0.0.0/",
    "http://localhost/",
    "http://LOCALHOST/",
    "http://[::1]/",
    "http://[::]/",
    "http://[::ffff:127.0.0.1]/",
    "http://[::ffff:7f00:1]/",
    "http://[::127.0.0.1]/",
    "http://[64:ff9b::7f00:1]/",
    "http://[2002:7f00:1::]/",
    "http://169.254.169.254/latest/meta-data/",
    "http://[fd00:ec2::254]/",
    "http://[fe80::1]/",
    "http://10.0.0.1/",
    "http://172.16.0.1/",
    "http://192.168.1.1/",
    "http://100.64.0.1/",
    "http://198.18.0.1/",
    "http://224.0.0.1/",
    "http://255.255.255.255/",
]


@pytest.mark.parametrize("url", PRIVATE)
def test_private_addresses_are_refused_in_every_spelling(make: Make, url: str) -> None:
    result = make(allow_private=False).fetch(url)
    assert error_of(result).step == "refused", error_of(result)
    assert result.exchanges == []


@pytest.mark.parametrize("url", PRIVATE)
def test_a_redirect_to_a_private_address_is_refused(
    make: Make, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first host is taken for a public one, since none can be had here; the second is not."""
    with RawServer(routes({"/": redirect(url)})) as server:
        public = address.Resolved(socket.AF_INET, ("127.0.0.1", server.port))
        real = address.resolve

        def resolve(host: str, port: int) -> list[address.Resolved]:
            return [public] if host == "public.invalid" else real(host, port)

        monkeypatch.setattr("dragoman.archiver.web.connection.resolve", resolve)
        monkeypatch.setattr(
            "dragoman.archiver.web.connection.allowed",
            lambda answers, host, allow_private: (
                answers
                if answers == [public]
                else address.allowed(answers, host, allow_private=allow_private)
            ),
        )
        result = make(allow_private=False).fetch(f"http://public.invalid:{server.port}/")
        assert len(server.requests) == 1
    assert [each.status for each in result.exchanges] == [302]
    assert error_of(result).step == "refused", error_of(result)


def test_a_name_that_moves_to_a_private_address_is_refused_where_it_is_connected(
    make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    """DNS that answers differently each time: the answer that was judged is the one dialled."""
    asked: list[str] = []

    def getaddrinfo(host: str, port: int, **_: object) -> list[tuple[object, ...]]:
        asked.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    with RawServer(routes({"/": OK})) as server:
        result = make(allow_private=False).fetch(f"http://rebind.invalid:{server.port}/")
        assert server.connections == 0
    assert error_of(result).step == "refused"
    assert asked == ["rebind.invalid"]


def test_a_local_name_with_its_dot(make: Make) -> None:
    """Some resolvers know it and some do not; none leads to this machine."""
    assert error_of(make(allow_private=False).fetch("http://localhost./")).step in (
        "refused",
        "dns",
    )


def test_what_the_resolver_said_is_kept_with_a_failure(make: Make) -> None:
    result = make(allow_private=False).fetch("http://localhost/")
    assert "127.0.0.1" in error_of(result).details["dns"]


def test_an_unknown_host_and_a_closed_port(make: Make) -> None:
    assert error_of(make().fetch("http://nosuch.invalid/")).step == "dns"
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    result = make().fetch(f"http://127.0.0.1:{port}/")
    assert error_of(result).step == "tcp"
    assert error_of(result).details["peer"] == "127.0.0.1"


# -- URLs ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("url", "clean"),
    [
        ("HTTPS://Example.org/az/xəbər#top", "https://example.org/az/x%C9%99b%C9%99r"),
        ("http://example.org", "http://example.org/"),
        ("http://example.org?q=1", "http://example.org/?q=1"),
        ("  http://example.org/a b  ", "http://example.org/a%20b"),
        ("http://example.org/a%20b%", "http://example.org/a%20b%25"),
        ("http://xəbər.az/", "http://xn--xbr-dtbb.az/"),
        ("http://example.org:8080/#", "http://example.org:8080/"),
        ("http://[::1]:80/x", "http://[::1]:80/x"),
        ("http://example.org/" + "a" * 15_000, "http://example.org/" + "a" * 15_000),
        ("http://example.org//double//", "http://example.org//double//"),
    ],
)
def test_urls_as_they_are_asked_for(url: str, clean: str) -> None:
    assert normalise(url) == clean
    assert normalise(clean) == clean


@pytest.mark.parametrize(
    "url",
    [
        "",
        "foo",
        "file:///etc/passwd",
        "ftp://example.org/",
        "javascript:alert(1)",
        "http://",
        "http:///path",
        "http://[::1",
        "http://example.org:0/",
        "http://example.org:99999/",
        "http://example.org:x/",
        "http://user:hunter2@example.org/",
        "http://user@example.org/",
        "http://exa mple.org/",
        "http://.example.org/",
        "http://" + "a" * 70 + ".org/\udc80",
        "http://\udc80/",
        "https://\x00/",
    ],
)
def test_what_is_not_a_url_to_fetch(make: Make, url: str) -> None:
    result = make().fetch(url)
    assert error_of(result).step in ("url", "dns")
    assert result.exchanges == []
    assert "hunter2" not in error_of(result).message


# -- URLs that need nothing done -------------------------------------------------------------

HOSTS = st.sampled_from(
    ["a", "example.org", "127.0.0.1", "1", "127.1", "0x7f.1", "xn--80ak6aa92e.com", "a..b", "a.-b"]
)
PORTS = st.sampled_from(["", ":80", ":443", ":8080", ":1", ":65535", ":65536", ":080"])
PATHS = st.text("abz019.-~!$&'()*+,;=:@/?%C9AF8#[]|^ _ə", max_size=14)


@given(st.sampled_from(["http", "https"]), HOSTS, PORTS, PATHS)
@settings(max_examples=1000, deadline=None)
def test_a_clean_url_is_what_the_library_would_have_made_of_it(
    scheme: str, host: str, port: str, path: str
) -> None:
    url = f"{scheme}://{host}{port}/{path}"
    if urls.CLEAN_URL.fullmatch(url) is None:
        return
    asked = normalise.__wrapped__
    with pytest.MonkeyPatch.context() as patch:
        quick = outcome(asked, url)
        patch.setattr(urls, "CLEAN_URL", re.compile(r"(?!)"))
        assert outcome(asked, url) == quick


def outcome(asked: Callable[[str], str], url: str) -> str:
    try:
        return asked(url)
    except FetchError as error:
        return f"{error.step}: {error}"


def test_most_urls_are_clean() -> None:
    for url in (
        "https://example.org/",
        "https://www.example.az/az/x%C9%99b%C9%99r/2026/11/?id=7&page=2",
        "http://127.0.0.1:8000/a.b/c-d_e~f",
    ):
        assert urls.CLEAN_URL.fullmatch(url), url
