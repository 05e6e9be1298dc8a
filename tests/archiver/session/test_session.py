"""`Archive.session()`: programs that use requests, on real servers."""

from __future__ import annotations

import gzip
import io
import json
import re
import shutil
import threading
import zipfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
import requests
from requests.adapters import BaseAdapter, HTTPAdapter
from requests.auth import HTTPDigestAuth
from urllib3.util import Retry

from dragoman.archive import Archive
from dragoman.archiver.records.reader import read_chained
from dragoman.archiver.store.store import Store
from dragoman.archiver.web.framing import read_fields, read_payload
from dragoman.errors import ArchiveError, FetchError, UsageError
from dragoman.steps.sessions.session import RecordingSession
from tests.support.places import ROOT
from tests.support.proxy_servers import HttpProxy
from tests.support.raw_server import (
    OK,
    Authority,
    Client,
    RawServer,
    answer,
    chunked,
    header_of,
    redirect,
    routes,
    serve,
)
from tests.support.site import AZ_TEXT, EN_TEXT, Answer, Site, news_site, page

READ = {"response": lambda got, **_: got.content and None}
HTML = {"Accept": "text/html,*/*;q=0.5"}
UTF8 = {"Content-Type": "text/html; charset=utf-8"}


@pytest.fixture
def archive(archive: Archive) -> Iterator[Archive]:
    """What a session leaves behind is sound."""
    yield archive
    assert archive.verify().to_json()["problems"] == 0


@pytest.fixture
def session(archive: Archive) -> Iterator[RecordingSession]:
    with archive.session(allow_private=True) as opened:
        yield opened


def limited(archive: Archive, **limits: Any) -> None:
    """Open it again with settings of its own."""
    lines = [f"{name} = {value}" for name, value in limits.items()]
    (archive.folder / "dragoman.toml").write_text("\n".join(["[limits]", *lines]) + "\n")


def records(archive: Archive, kind: str | None = None) -> list[Any]:
    """The records of a WARC type (all where None) that came from elsewhere, in order."""
    found = [
        read_chained(archive.folder, line["file"], line["offset"], line["id"])
        for _, line in archive.store.entries()
        if "captures" in line.get("file", "") and line.get("type") != "warcinfo"
    ]
    return [each for each in found if kind in (None, each.type)]


def payload(record: Any) -> bytes:
    """What follows the headers of a request or a response, after transfer decoding."""
    stream = io.BytesIO(record.block)
    return b"".join(read_payload(stream, read_fields(stream)))


def said(archive: Archive, kind: str) -> list[dict[str, Any]]:
    """What the metadata records of a kind of ours say."""
    return [
        each.json()
        for each in records(archive, "metadata")
        if each.target_uri.startswith(f"urn:dragoman:{kind}:")
    ]


def failures(archive: Archive) -> list[str | None]:
    """By page, in order, which kind of error it has."""
    return [(archive.page(each["id"]).error or {}).get("kind") for each in archive.list_pages()]


def urls(archive: Archive) -> list[str]:
    return [each["url"] for each in archive.list_pages()]


# -- pages and records -----------------------------------------------------------------------


def test_an_answer_is_as_requests_gives_it_and_is_in_the_archive(
    archive: Archive, session: RecordingSession
) -> None:
    with news_site() as site:
        mine = session.get(site.url("/ru"), params={"a": "ə"})
        theirs = requests.get(site.url("/ru"), params={"a": "ə"}, timeout=5)
    assert isinstance(session, requests.Session)
    for name in ("status_code", "content", "text", "url", "encoding", "reason", "ok"):
        assert getattr(mine, name) == getattr(theirs, name)
    assert mine.headers["transfer-encoding"] == "chunked"
    request, response = records(archive, "request")[0], records(archive, "response")[0]
    assert response.target_uri == request.target_uri == mine.url
    assert payload(response) == mine.content
    assert urls(archive) == []  # `*/*` is no wish for HTML
    (how,) = said(archive, "session")
    assert how["http_status"] == 200 and how["exchanges"][0]["peer"] == "127.0.0.1"


def test_what_is_asked_for_as_html_is_a_page(archive: Archive, session: RecordingSession) -> None:
    with news_site() as site:
        session.get(site.url("/az"), headers=HTML)
        session.get(site.url("/gone"), headers=HTML)
        session.get(site.url("/en"), headers={"Accept": "text/html;q=0, */*"})
        session.get(site.url("/en"), headers={"Accept": "image/*"})
        session.head(site.url("/en"), headers=HTML)
        session.get(site.url("/old"), headers=HTML, allow_redirects=False)
    listed = list(archive.list_pages())
    assert [(each["url"], each["http_status"]) for each in listed] == [
        (site.url("/az"), 200),
        (site.url("/gone"), 404),
    ]
    assert listed[0]["title"] == "Məhkəmə iclası" and listed[0]["language"] == "az"
    assert failures(archive) == [None, "status"]
    assert len(said(archive, "session")) == 4


def test_what_is_kept_is_a_page(archive: Archive, session: RecordingSession) -> None:
    with news_site() as site:
        first, second = session.get(site.url("/az")), session.get(site.url("/en"))
    kept = archive.keep(second, note="seen", tags=["one"])
    assert kept.url == site.url("/en") and kept.text and "journalist" in kept.text
    assert archive.keep(second).id == kept.id
    (how,) = said(archive, "capture")
    assert (how["note"], how["tags"]) == ("seen", ["one"])
    archive.reindex()
    assert [each["id"] for each in archive.list_pages()] == [kept.id]
    assert archive.keep(first).title == "Məhkəmə iclası"


def test_only_what_brought_a_page_here_is_kept(
    archive: Archive, session: RecordingSession, tmp_path: Path
) -> None:
    with news_site() as site, Archive(tmp_path / "other") as other:
        elsewhere = requests.get(site.url("/az"), timeout=5)
        with other.session(allow_private=True) as theirs:
            of_another = theirs.get(site.url("/az"))
        moved = session.get(site.url("/old"), allow_redirects=False)
        followed = session.get(site.url("/old"))
        head = session.head(site.url("/az"))
        words: Any = "no answer at all"
        for wrong in (elsewhere, of_another, moved, followed.history[0], head, words):
            with pytest.raises(UsageError, match="this answer"):
                archive.keep(wrong)
    assert urls(archive) == []
    assert archive.keep(followed).final_url == site.url("/az")


def test_the_scraper_of_the_documentation(archive: Archive) -> None:
    text = (ROOT / "docs" / "session.md").read_text(encoding="utf-8")
    (code,) = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
    body = code.partition("def scrape")[2].strip().splitlines()
    assert len(body) <= 12
    program: dict[str, Any] = {}
    exec(code, program)
    links = b'<a href="/news/1">one</a> <a href="/news/2">two</a>'
    site = Site(
        {
            "/": Answer(links),
            "/news/1": Answer(page("en", "A hearing", EN_TEXT), headers=UTF8),
            "/news/2": Answer(page("en", "The weather", "It rained all day."), headers=UTF8),
        }
    )
    (archive.folder / "dragoman.toml").write_text("")
    scrape: Callable[[Archive, str], list[str]] = program["scrape"]
    original = archive.session
    with site, pytest.MonkeyPatch.context() as patch:
        patch.setattr(archive, "session", lambda **more: original(allow_private=True, **more))
        kept = scrape(archive, site.url("/"))
    assert [each["id"] for each in archive.list_pages()] == kept
    (listed,) = archive.list_pages()
    assert listed["title"] == "A hearing"
    assert archive.page(listed["id"]).note == "found by its words"
    assert len(records(archive, "response")) == 3


# -- redirects, cookies, methods -------------------------------------------------------------


def test_redirects_with_cookies_are_one_visit(archive: Archive, session: RecordingSession) -> None:
    def entry(request: bytes) -> bytes:
        if header_of(request, "cookie") is None:
            return redirect("/gate")
        return answer(page("az", "İçəri", AZ_TEXT), "Content-Type: text/html")

    gate = answer(b"", "Location: /in", "Set-Cookie: seen=1; Path=/", status="302 Found")
    with RawServer(routes({"/in": entry, "/gate": gate})) as server:
        got = session.get(server.url("/in"), headers=HTML)
        assert session.cookies["seen"] == "1"
    assert [each.status_code for each in got.history] == [302, 302]
    (how,) = said(archive, "capture")
    assert [each["http_status"] for each in how["redirects"]] == [302, 302]
    assert how["final_url"] == server.url("/in") and how["error"] is None
    assert how["told_server"] == {"cookies": False, "headers": ["Accept"]}
    assert len(records(archive, "response")) == 3
    assert urls(archive) == [server.url("/in")]


def test_what_the_program_hands_over_is_told_by_name(
    archive: Archive, session: RecordingSession
) -> None:
    with RawServer(routes({"/": OK})) as server:
        session.get(server.url(), headers={"X-Key": "hidden"}, cookies={"a": "b"}, auth=("n", "p"))
    (how,) = said(archive, "session")
    assert how["told_server"] == {"cookies": True, "headers": ["Authorization", "X-Key"]}
    assert "hidden" not in json.dumps(how)


def test_headers_of_the_program_stay_at_the_site_that_they_are_for(
    session: RecordingSession,
) -> None:
    with RawServer(routes({"/": OK})) as there:
        pages = {"/": redirect(there.url()), "/same": redirect("/end"), "/end": OK}
        with RawServer(routes(pages)) as here:
            own = {"X-Key": "hidden", "Accept": "text/plain", "User-Agent": "of the program"}
            session.get(here.url(), headers=own)
            session.get(here.url("/same"), headers=own)
    assert header_of(there.requests[0], "x-key") is None
    assert header_of(there.requests[0], "accept") == "text/plain"
    assert header_of(here.requests[-1], "x-key") == "hidden"


def test_methods_and_what_is_sent(archive: Archive, session: RecordingSession) -> None:
    def handler(client: Client) -> None:
        while client.read_request():
            client.send(answer(client.read_body(), "Content-Type: text/plain"))

    with RawServer(handler) as server:
        assert session.post(server.url(), data={"a": "ş"}).text == "a=%C5%9F"
        assert session.put(server.url(), data="ş".encode()).content == "ş".encode()
        assert session.post(server.url(), json={"a": 1}).json() == {"a": 1}
        assert session.delete(server.url()).content == b""
        assert session.post(server.url(), data=open(__file__, "rb")).content  # noqa: PTH123
    sent = records(archive, "request")
    assert [payload(each) for each in sent[:4]] == [
        b"a=%C5%9F",
        "ş".encode(),
        b'{"a": 1}',
        b"",
    ]
    assert payload(sent[4]) == Path(__file__).read_bytes()
    for request in server.requests:
        assert request.lower().count(b"content-length") == 1


def test_a_body_of_unknown_length_goes_out_in_chunks(
    archive: Archive, session: RecordingSession
) -> None:
    raw = chunked(b"one", b"two")

    def handler(client: Client) -> None:
        client.read_request()
        got = client._held
        while not got.endswith(b"0\r\n\r\n"):
            got += client.sock.recv(65536)
        client.send(answer(got))

    with RawServer(handler) as server:
        got = session.post(server.url(), data=iter([b"one", b"", b"two"]))
    assert got.content == raw
    (request,) = records(archive, "request")
    assert payload(request) == b"onetwo"


def test_a_head_has_no_body(archive: Archive, session: RecordingSession) -> None:
    with RawServer(serve(b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n")) as server:
        got = session.head(server.url())
    assert got.content == b"" and got.headers["Content-Length"] == "99"
    assert len(records(archive, "response")) == 1


@pytest.mark.parametrize("stream", [False, True])
def test_codings_are_undone_for_the_program_and_kept_in_the_record(
    archive: Archive, session: RecordingSession, stream: bool
) -> None:
    body = gzip.compress(AZ_TEXT.encode())
    head = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n"
    with RawServer(routes({"/": head + chunked(body[:30], body[30:])})) as server:
        got = session.get(server.url(), stream=stream)
        assert got.content == AZ_TEXT.encode()
        session.get(server.url(), stream=stream).close()
    first, second = [each for each in records(archive) if each.type in ("response", "revisit")]
    assert payload(first) == body
    assert second.type == "revisit"


def test_digest_authentication_asks_once_more(archive: Archive, session: RecordingSession) -> None:
    def entry(request: bytes) -> bytes:
        if header_of(request, "authorization") is None:
            challenge = 'WWW-Authenticate: Digest realm="r", nonce="n", qop="auth"'
            return answer(b"who?", challenge, status="401 Unauthorized")
        return answer(page("az", "İçəri", AZ_TEXT), "Content-Type: text/html")

    with RawServer(routes({"/": entry})) as server:
        got = session.get(server.url(), auth=HTTPDigestAuth("n", "p"), headers=HTML)
    assert got.ok
    (how,) = said(archive, "capture")
    assert how["redirects"] == [] and how["http_status"] == 200
    assert [each["error"]["step"] for each in how["attempts"]] == ["status"]
    assert len(records(archive, "response")) == 2


# -- streams ---------------------------------------------------------------------------------


class Halves:
    """Sends a body in two halves, the second when it is told to."""

    def __init__(self, *, coded: bool) -> None:
        self.more = threading.Event()
        self.first, self.second = b"a" * 5000, b"b" * 5000
        self._coded = coded

    def __call__(self, client: Client) -> None:
        client.read_request()
        if self._coded:
            head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
            client.send(head + chunked(self.first, end=b""))
        else:
            client.send(b"HTTP/1.1 200 OK\r\nContent-Length: 10000\r\n\r\n" + self.first)
        if self.more.wait(10):
            client.send(chunked(self.second) if self._coded else self.second)


@pytest.mark.parametrize("coded", [False, True])
def test_a_stream_is_read_as_it_comes_and_recorded_to_its_end(
    archive: Archive, session: RecordingSession, coded: bool
) -> None:
    halves = Halves(coded=coded)
    with RawServer(halves) as server:
        got = session.get(server.url(), stream=True, headers=HTML)
        pieces = got.iter_content(1000)
        assert b"".join(next(pieces) for _ in range(5)) == halves.first
        assert records(archive) == [] and urls(archive) == []
        with pytest.raises(UsageError, match="not been read to its end"):
            archive.keep(got)
        halves.more.set()
        assert b"".join(pieces) == halves.second
    (response,) = records(archive, "response")
    assert payload(response) == halves.first + halves.second
    assert "WARC-Truncated" not in response.headers
    assert urls(archive) == [server.url()]


@pytest.mark.parametrize("coded", [False, True])
@pytest.mark.parametrize("how", ["response", "session", "archive"])
def test_a_stream_that_is_closed_early_is_marked_as_cut(
    tmp_path: Path, how: str, coded: bool
) -> None:
    halves = Halves(coded=coded)
    folder = tmp_path / "archive"
    with RawServer(halves) as server, Archive(folder) as archive:
        session = archive.session(allow_private=True)
        got = session.get(server.url(), stream=True, headers=HTML)
        assert got.raw.read(5000) == halves.first
        {"response": got.close, "session": session.close, "archive": archive.close}[how]()
        halves.more.set()
    with Archive(folder) as archive:
        (response,) = records(archive, "response")
        assert response.headers["WARC-Truncated"] == "unspecified"
        assert payload(response) == halves.first
        (listed,) = archive.list_pages()
        assert failures(archive) == ["truncated"]
        assert "closed it before its end" in listed["error"]["message"]
        assert archive.verify().ok


def test_what_has_come_by_the_end_is_kept_whole(
    archive: Archive, session: RecordingSession
) -> None:
    with RawServer(routes({"/": answer(b"short"), "/none": answer(b"")})) as server:
        session.get(server.url(), stream=True).close()
        session.get(server.url("/none"), stream=True)  # nobody waits for nothing
        assert len(records(archive, "response")) == 2
        assert server.connections == 1
    for response in records(archive, "response"):
        assert "WARC-Truncated" not in response.headers


def test_a_stream_is_read_in_all_the_ways_that_programs_have(
    archive: Archive, session: RecordingSession
) -> None:
    body = bytes(range(256)) * 400
    coded = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + chunked(body[:7], body[7:])
    with RawServer(routes({"/plain": answer(body), "/coded": coded})) as server:
        for path in ("/plain", "/coded"):
            for read in (
                lambda got: b"".join(got.iter_content(chunk_size=None)),
                lambda got: b"".join(got.iter_content(1)),
                b"".join,
                lambda got: got.raw.read(),
                lambda got: b"".join(got.raw.stream()),
                lambda got: got.raw.read(10) + got.raw.data,
                copied,
            ):
                with session.get(server.url(path), stream=True) as got:
                    assert read(got) == body
        assert server.connections == 1
    for response in records(archive, "response"):
        assert "WARC-Truncated" not in response.headers


def copied(got: requests.Response) -> bytes:
    into = io.BytesIO()
    shutil.copyfileobj(got.raw, into)
    return into.getvalue()


def test_lines_are_had_as_they_come(session: RecordingSession) -> None:
    go_on = threading.Event()

    def handler(client: Client) -> None:
        client.read_request()
        client.send(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
        client.send(chunked(b"data: one\n\n", end=b""))
        if go_on.wait(10):
            client.send(chunked(b"data: two\n\n"))

    with RawServer(handler) as server:
        lines = session.get(server.url(), stream=True).iter_lines()
        assert next(lines) == b"data: one"
        go_on.set()
        assert [each for each in lines if each] == [b"data: two"]


def test_an_interrupted_stream_is_counted_right(
    archive: Archive, session: RecordingSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A Ctrl-C may come between what is kept and what is counted."""
    from dragoman.archiver.web.wire_reader import WireReader

    halves = Halves(coded=True)
    with RawServer(halves) as server:
        got = session.get(server.url(), stream=True)
        keep = WireReader.keep

        def interrupted(self: WireReader, piece: bytes, *, payload: bool) -> None:
            keep(self, piece, payload=payload)
            if payload:
                self.block_length -= 7
                raise KeyboardInterrupt

        monkeypatch.setattr(WireReader, "keep", interrupted)
        with pytest.raises(KeyboardInterrupt):
            got.raw.read(5000)
        got.close()
    (response,) = records(archive, "response")
    assert response.headers["WARC-Truncated"] == "unspecified"
    assert payload(response) == halves.first


# -- threads ---------------------------------------------------------------------------------


def test_threads_may_share_a_session(archive: Archive, session: RecordingSession) -> None:
    pages = {
        f"/{n}": Answer(page("az", f"N {n}", AZ_TEXT, str(n)), headers=UTF8) for n in range(40)
    }
    pages |= {f"/to/{n}": Answer(status=302, headers={"Location": f"/{n}"}) for n in range(40)}

    def ask(n: int) -> str:
        got = session.get(site.url(f"/to/{n}"), headers=HTML, stream=n % 2 == 0)
        assert f"N {n}<" in got.text and len(got.history) == 1
        return got.url

    with Site(pages) as site, ThreadPoolExecutor(8) as pool:
        found = list(pool.map(ask, range(40)))
    listed = {each["url"]: each for each in archive.list_pages()}
    assert len(found) == len(listed) == 40
    for n in range(40):
        assert listed[site.url(f"/to/{n}")]["title"] == f"N {n}"
    assert len(records(archive, "response")) + len(records(archive, "revisit")) == 80


def test_closing_waits_for_what_other_threads_ask(archive: Archive) -> None:
    begun, go_on = threading.Event(), threading.Event()

    def handler(client: Client) -> None:
        client.read_request()
        begun.set()
        go_on.wait(10)
        client.send(answer(b"late"))

    session = archive.session(allow_private=True)
    with RawServer(handler) as server, ThreadPoolExecutor(2) as pool:
        asked = pool.submit(session.get, server.url())
        assert begun.wait(10)
        closing = pool.submit(session.close)
        assert not closing.done()
        go_on.set()
        assert asked.result(10).content == b"late"
        closing.result(10)
    assert len(records(archive, "response")) == 1
    with pytest.raises(ArchiveError, match="session was closed"):
        session.get(server.url())


def test_a_session_ends_with_its_archive(tmp_path: Path) -> None:
    archive = Archive(tmp_path / "archive")
    session = archive.session(allow_private=True)
    archive.close()
    with pytest.raises(ArchiveError, match="closed"):
        session.get("http://127.0.0.1/")
    with pytest.raises(ArchiveError, match="closed"):
        archive.session()
    session.close()


# -- failures --------------------------------------------------------------------------------


def test_a_private_address_is_refused_also_after_a_redirect(archive: Archive) -> None:
    with archive.session() as guarded, pytest.raises(requests.ConnectionError) as caught:
        guarded.get("http://10.1.2.3/", headers=HTML)
    assert isinstance(caught.value.__cause__, FetchError)
    assert caught.value.__cause__.step == "refused"
    (listed,) = archive.list_pages()
    assert failures(archive) == ["refused"] and listed["http_status"] is None
    assert records(archive, "response") == []


def test_the_guard_holds_for_where_a_redirect_leads(
    archive: Archive, session: RecordingSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Loopback is let through for the test's server, and nothing else is."""
    from dragoman.archiver.web import connection

    allowed = connection.allowed

    def but_loopback(answers: Any, host: str, **_: Any) -> Any:
        return allowed(answers, host, allow_private=host == "127.0.0.1")

    monkeypatch.setattr(connection, "allowed", but_loopback)
    with (
        RawServer(routes({"/": redirect("http://192.168.7.7/router")})) as server,
        pytest.raises(requests.ConnectionError),
    ):
        session.get(server.url(), headers=HTML)
    (failure,) = said(archive, "failure")
    assert failure["error"]["step"] == "refused" and len(failure["exchanges"]) == 1


def test_a_name_that_does_not_resolve(archive: Archive, session: RecordingSession) -> None:
    for headers in (HTML, {}):
        with pytest.raises(requests.ConnectionError):
            session.get("http://nowhere.invalid/", headers=headers)
    assert failures(archive) == ["dns"]
    (unlisted,) = said(archive, "session")
    assert unlisted["error"]["step"] == "dns"


def test_time_outs_are_those_of_requests(archive: Archive, session: RecordingSession) -> None:
    def silent(client: Client) -> None:
        client.read_request()
        client.read_request()

    def slow(client: Client) -> None:
        client.read_request()
        client.send(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf")
        client.read_request()

    with RawServer(silent) as server, pytest.raises(requests.ReadTimeout):
        session.get(server.url(), timeout=(5, 0.2))
    with RawServer(slow) as server, pytest.raises(requests.ConnectionError):
        session.get(server.url(), timeout=0.2)
    (response,) = records(archive, "response")
    assert response.headers["WARC-Truncated"] == "time"
    for wrong in (0, (1, -1)):
        with pytest.raises(UsageError, match="timeout="):
            session.get(server.url(), timeout=wrong)


def test_limits_cut_a_body_and_what_came_is_kept(tmp_path: Path) -> None:
    with Archive(tmp_path / "archive") as archive:
        limited(archive, max_body=3000)
    with Archive(tmp_path / "archive") as archive:
        endless = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + b"x" * 9000
        with RawServer(serve(endless)) as server, archive.session(allow_private=True) as session:
            with pytest.raises(requests.exceptions.ChunkedEncodingError, match=r"max_body"):
                session.get(server.url(), headers=HTML)
            got = session.get(server.url(), stream=True)
            with pytest.raises(requests.exceptions.ChunkedEncodingError):
                list(got.iter_content(500))
        for response in records(archive, "response"):
            assert response.headers["WARC-Truncated"] == "length"
            assert payload(response) == b"x" * 3000
        assert failures(archive) == ["too_large"]
        assert archive.verify().ok


@pytest.mark.parametrize("stream", [False, True])
def test_what_unpacks_to_too_much_is_recorded_whole(tmp_path: Path, stream: bool) -> None:
    with Archive(tmp_path / "archive") as archive:
        limited(archive, max_decoded=100_000)
    bomb = gzip.compress(b"0" * 5_000_000)
    answers = routes({"/": answer(bomb, "Content-Encoding: gzip")})
    with Archive(tmp_path / "archive") as archive, RawServer(answers) as server:
        with (
            archive.session(allow_private=True) as session,
            pytest.raises(requests.exceptions.ContentDecodingError, match="max_decoded"),
        ):
            session.get(server.url(), stream=stream).content  # noqa: B018
        (response,) = records(archive, "response")
        assert payload(response) == bomb
        assert archive.verify().ok


def test_a_body_that_is_not_in_its_coding_is_recorded_whole(
    archive: Archive, session: RecordingSession
) -> None:
    body = b"plain and simple" * 9000
    with RawServer(routes({"/": answer(body, "Content-Encoding: gzip")})) as server:
        got = session.get(server.url(), stream=True)
        with pytest.raises(requests.exceptions.ContentDecodingError):
            got.content  # noqa: B018
    (response,) = records(archive, "response")
    assert payload(response) == body


@pytest.mark.parametrize("stream", [False, True])
def test_what_could_not_be_recorded_is_not_handed_on_nor_spoken_of(
    archive: Archive,
    session: RecordingSession,
    monkeypatch: pytest.MonkeyPatch,
    stream: bool,
) -> None:
    append, failing = Store.append, [True]

    def full(self: Store, *arguments: Any) -> Any:
        if failing.pop():
            failing.append(False)
            raise ArchiveError("nothing more can be written: the disk is full")
        failing.append(False)
        return append(self, *arguments)

    with news_site() as site, monkeypatch.context() as patch:
        patch.setattr(Store, "append", full)
        with pytest.raises(ArchiveError, match="disk is full"):
            session.get(site.url("/az"), headers=HTML, stream=stream).content  # noqa: B018
        assert records(archive) == []
        kept = session.get(site.url("/en"))
        failing[:] = [True]
        with pytest.raises(ArchiveError, match="disk is full"):
            archive.keep(kept)
        assert archive.keep(kept).title == "A hearing"
    assert urls(archive) == [site.url("/en")]


def test_a_kept_page_goes_where_captured_ones_go(
    archive: Archive, session: RecordingSession, tmp_path: Path
) -> None:
    with news_site() as site:
        kept = archive.keep(session.get(site.url("/old"), stream=False))
        (seen,) = archive.watch([kept.id], options=archive.fetch_options(allow_private=True))
        assert seen.finding == "present"
        listed = archive.keep(session.get(site.url("/ru"), stream=True, hooks=READ))
    for each in (kept, listed):
        path = tmp_path / f"{each.id}.wacz"
        archive.export([each.id], "wacz", path)
        with zipfile.ZipFile(path) as packed:
            assert (each.final_url or "").encode() in packed.read("pages/pages.jsonl")
            assert any(name.endswith(".warc.gz") for name in packed.namelist())


def test_redirects_without_end(archive: Archive, session: RecordingSession) -> None:
    assert session.max_redirects == 20
    session.max_redirects = 3
    with (
        RawServer(routes({"/": redirect("/")})) as server,
        pytest.raises(requests.TooManyRedirects),
    ):
        session.get(server.url(), headers=HTML)
    (failure,) = said(archive, "failure")
    assert failure["error"]["step"] == "redirect" and len(failure["exchanges"]) == 4


# -- trying again ----------------------------------------------------------------------------


def busy(times: int, *headers: str) -> Callable[[Client], None]:
    """503 so many times, then a page."""
    left = [times]

    def handler(client: Client) -> None:
        while client.read_request():
            if left[0]:
                left[0] -= 1
                client.send(answer(b"busy", *headers, status="503 Service Unavailable"))
            else:
                client.send(answer(page("az", "Again", AZ_TEXT), "Content-Type: text/html"))

    return handler


def test_tries_are_made_again_and_recorded(archive: Archive) -> None:
    retry = Retry(3, status_forcelist=[503], backoff_factor=0)
    with archive.session(allow_private=True, retries=retry) as session:
        with RawServer(busy(2)) as server:
            got = session.get(server.url(), headers=HTML, stream=True)
            assert "Again" in got.text
        with (
            RawServer(busy(9)) as server,
            pytest.raises(requests.exceptions.RetryError),
        ):
            session.get(server.url(), headers=HTML)
    worked, failed = said(archive, "capture")
    assert [each["error"]["step"] for each in worked["attempts"]] == ["status"] * 2
    assert worked["error"] is None and worked["http_status"] == 200
    assert len(failed["attempts"]) == 3 and failed["http_status"] == 503
    assert len(records(archive, "response")) + len(records(archive, "revisit")) == 7


def test_a_failure_is_tried_again(archive: Archive) -> None:
    def handler(client: Client) -> None:
        client.read_request()
        if client.number:
            client.send(answer(b"at last"))

    with archive.session(allow_private=True) as session, RawServer(handler) as server:
        session.mount("http://", HTTPAdapter(max_retries=2))
        assert session.get(server.url()).content == b"at last"
        session.mount("http://", HTTPAdapter())
    (how,) = said(archive, "session")
    assert [each["error"]["step"] for each in how["attempts"]] == ["http"]


def test_who_asks_for_too_much_patience_is_not_asked_again(archive: Archive) -> None:
    with (
        archive.session(allow_private=True, retries=Retry(3)) as session,
        RawServer(busy(1, "Retry-After: 86400")) as server,
    ):
        assert session.get(server.url()).status_code == 503


# -- what is obeyed and what is refused ------------------------------------------------------


def test_verify_is_obeyed(archive: Archive, session: RecordingSession, tmp_path: Path) -> None:
    authority = Authority()
    issued = authority.issue("127.0.0.1")
    root = authority.write_root(tmp_path / "root.pem")
    other = Authority().write_root(tmp_path / "other.pem")
    pages = routes({"/": answer(page("az", "TLS", AZ_TEXT), "Content-Type: text/html")})
    with RawServer(pages, tls=issued.context(tmp_path / "tls")) as server:
        for wrong in (True, str(other)):
            with pytest.raises(requests.exceptions.SSLError, match="certificate"):
                session.get(server.url(), headers=HTML, verify=wrong)
        assert session.get(server.url(), headers=HTML, verify=str(root)).ok
        assert session.get(server.url(), headers=HTML, verify=False).ok
        with pytest.raises(requests.exceptions.SSLError):  # no connection of another's trust
            session.get(server.url(), headers=HTML)
        with pytest.raises(UsageError, match="verify="):
            session.get(server.url(), verify=str(tmp_path / "none"))
    trusted, unverified = said(archive, "capture")
    assert trusted["exchanges"][0]["tls"]["problem"] is None
    assert "unable to get local issuer" in unverified["exchanges"][0]["tls"]["problem"]
    assert len(said(archive, "failure")) == 3


def test_a_path_in_verify_trusts_those_roots_and_no_others(
    session: RecordingSession, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A program that trusts one authority alone would trust all others with it."""
    authority = Authority()
    known = authority.write_root(tmp_path / "known.pem")
    other = Authority().write_root(tmp_path / "other.pem")
    monkeypatch.setattr("certifi.where", lambda: str(known))
    issued = authority.issue("127.0.0.1")
    with RawServer(routes({"/": OK}), tls=issued.context(tmp_path / "tls")) as server:
        assert session.get(server.url()).ok
        with pytest.raises(requests.exceptions.SSLError):
            session.get(server.url(), verify=str(other))
        folder = tmp_path / "empty"
        folder.mkdir()
        with pytest.raises(requests.exceptions.SSLError):
            session.get(server.url(), verify=str(folder))


def test_proxies_are_obeyed_or_refused(archive: Archive, session: RecordingSession) -> None:
    with RawServer(serve(answer(b"by the proxy"))) as server:
        with HttpProxy({"far.example": server.port}) as proxy:
            got = session.get("http://far.example/", proxies={"http": proxy.url()})
            assert got.content == b"by the proxy"
            session.proxies = {"all": proxy.url()}
            assert session.get("http://far.example/").content == b"by the proxy"
        for wrong in ({"no_proxy": "far.example"}, {"http": "ftp://127.0.0.1:1"}):
            with pytest.raises(UsageError, match="prox"):
                session.get("http://far.example/", proxies=wrong)
    assert said(archive, "session")[0]["exchanges"][0]["proxy"] == "http"


def test_the_environment_says_nothing(
    session: RecordingSession, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login a password b\n")
    for name, value in {
        "NETRC": str(netrc), "HTTP_PROXY": "http://127.0.0.1:1", "http_proxy": "http://127.0.0.1:1",
        "REQUESTS_CA_BUNDLE": "/nowhere", "NO_PROXY": "", "no_proxy": "",
    }.items():  # fmt: skip
        monkeypatch.setenv(name, value)
    with RawServer(routes({"/": OK})) as server:
        assert session.get(server.url()).content == b"ok"
        assert header_of(server.requests[0], "authorization") is None
    assert session.trust_env is False
    with pytest.raises(UsageError, match="trust_env"):
        session.trust_env = True


def test_what_cannot_be_done_is_refused(archive: Archive, session: RecordingSession) -> None:
    class Own(HTTPAdapter):
        pass

    with RawServer(routes({"/": OK})) as server:
        with pytest.raises(UsageError, match="cert="):
            session.get(server.url(), cert="client.pem")
        with pytest.raises(UsageError, match="auth="):
            session.get(server.url().replace("://", "://name:word@"))
        with pytest.raises(requests.exceptions.InvalidHeader):
            session.get(server.url(), headers={"X-Name": "Məmmədov"})
        assert server.requests == []
    for adapter in (Own(), BaseAdapter()):
        with pytest.raises(UsageError, match="would not record"):
            session.mount("https://", adapter)
    with pytest.raises(requests.exceptions.InvalidSchema):
        session.get("file:///etc/hostname")
    with pytest.raises(UsageError, match="browser"):
        archive.session(options=archive.fetch_options(browser=True))
    assert records(archive) == []


# -- other programs --------------------------------------------------------------------------


def test_other_programs_read_what_a_session_wrote(tmp_path: Path) -> None:
    from tests.support.other_checkers import pass_elsewhere
    from tests.support.pywb_server import pywb, replayed

    with news_site() as site, Archive(tmp_path / "archive") as archive:
        with archive.session(allow_private=True) as session:
            for path in ("/az", "/ru", "/old", "/az"):
                got = session.get(site.url(path), stream=path == "/ru")
                assert got.content
        (warc,) = (archive.folder / "warc").glob("captures-*")
        (captured,) = [each["started"] for each in said(archive, "session")[0]["exchanges"]]
        assert archive.verify().ok
    assert pass_elsewhere(warc) == 1  # one answer came in chunks
    home = tmp_path / "pywb"
    home.mkdir()
    with pywb([warc], home) as base:
        stamp = re.sub(r"\D", "", captured)[:14]
        assert replayed(base, stamp, site.url("/ru")).content == site.answers["/ru"].body
        assert replayed(base, stamp, site.url("/az")).content == site.answers["/az"].body
