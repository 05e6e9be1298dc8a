"""Lists of pages: hosts in turn, politeness within one, tries again, interruptions, and copies."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.archive import Archive
from dragoman.archiver.visits.frontier import Frontier, Visit
from dragoman.archiver.visits.host_clock import HostClock
from dragoman.archiver.visits.politeness import parse_retry_after
from dragoman.archiver.visits.same_page import Mirrors, SamePage, fold
from dragoman.archiver.web.urls import normalise
from dragoman.errors import FetchError
from tests.support.interruptible import INTERRUPTIBLE
from tests.support.raw_server import RawServer, answer, path_of, routes
from tests.support.site import AZ_TEXT, Answer, Site, page

QUICK = "[politeness]\ndelay = 0\nretry_wait = 0.05\n"


def opened(folder: Path, settings: str = QUICK) -> Archive:
    folder.mkdir(exist_ok=True)
    (folder / "dragoman.toml").write_text(settings, encoding="utf-8")
    archive = Archive(folder)
    archive.agreement.give()
    return archive


# -- a pause between two answers of one host -----------------------------------------------------


def test_a_host_is_visited_by_one_at_a_time_and_left_alone_after_it() -> None:
    clock = HostClock(0.2)
    spans: list[tuple[float, float]] = []

    def visit() -> None:
        with clock.visit("h:80"):
            began = time.monotonic()
            time.sleep(0.02)
            spans.append((began, time.monotonic()))

    threads = [threading.Thread(target=visit) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    spans.sort()
    assert all(later[0] - earlier[1] >= 0.2 for earlier, later in pairwise(spans))


def test_other_hosts_do_not_wait() -> None:
    clock = HostClock(60)
    with clock.visit("a:80"), clock.visit("b:80"):
        assert clock.free_at("a:80") is None
    assert (clock.free_at("a:80") or 0) > time.monotonic() + 50


def test_without_a_delay_a_host_is_visited_by_several_and_still_held_when_it_asks() -> None:
    clock = HostClock(0)
    with clock.visit("a:80"), clock.visit("a:80"):
        pass
    clock.hold("a:80", 0.2)
    began = time.monotonic()
    with clock.visit("a:80"):
        assert time.monotonic() - began >= 0.19


def test_the_clock_forgets_hosts_that_are_free() -> None:
    clock = HostClock(0)
    for n in range(10_000):
        with clock.visit(f"host-{n}:80"):
            pass
    assert len(clock._hosts) < 5000


def visits(*hosts: str) -> list[Visit]:
    return [
        Visit(place, SamePage((f"http://{host}/{place}",), None), host)
        for place, host in enumerate(hosts)
    ]


def test_the_frontier_takes_hosts_in_turn_and_each_in_the_order_of_the_list() -> None:
    clock = HostClock(0.05)
    frontier = Frontier(visits("a", "a", "b", "a", "b"), clock)
    order = []
    while (visit := frontier.take()) is not None:
        with clock.visit(visit.host):
            order.append(visit.place)
        frontier.done()
    assert sorted(order) == [0, 1, 2, 3, 4]
    assert order[:2] == [0, 2]  # b does not wait for a's pause
    assert [each for each in order if each in (0, 1, 3)] == [0, 1, 3]


def test_what_is_put_off_is_handed_out_again_and_nothing_after_a_stop() -> None:
    frontier = Frontier(visits("a", "b"), HostClock(0))
    first = frontier.take()
    assert first is not None
    first.attempts.append(None)  # type: ignore[arg-type]
    frontier.again(first, 0.05)
    second = frontier.take()
    assert second is not None and second.host == "b"
    frontier.done()
    assert frontier.take() is first
    frontier.again(first, 60)
    frontier.stop()
    assert frontier.take() is None
    assert frontier.left() == [first]


# -- which URLs name one page --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("url", "canonical"),
    [
        ("https://site.example/az/1?utm_source=tg&utm_medium=x", "https://site.example/az/1"),
        ("https://site.example/az?id=7&fbclid=abc#top", "https://site.example/az?id=7"),
        ("https://site.example/az?id=7&ref=2", "https://site.example/az?id=7&ref=2"),
        ("https://d1.mirror.example/az/1", "https://site.example/az/1"),
        ("https://D1.Mirror.Example:443/az/1?yclid=9", "https://site.example/az/1"),
        ("https://other.example/az/1", "https://other.example/az/1"),
        ("http://site.example/a?b=&utm_term", "http://site.example/a?b="),
    ],
)
def test_the_canonical_url_of_a_page(url: str, canonical: str) -> None:
    mirrors = Mirrors.of({"site.example": ["d1.mirror.example", "d1.mirror.example:443"]})
    assert mirrors.canonical(normalise(url)) == canonical


def test_a_list_is_folded_in_its_order_and_keeps_what_is_not_a_url() -> None:
    mirrors = Mirrors.of({"site.example": ["m.example"]})
    urls = [
        "https://m.example/1",
        "nonsense",
        "https://site.example/1?utm_source=x",
        "https://site.example/2",
        "https://m.example/1",
    ]
    assert [each.urls for each in fold(urls, mirrors)] == [
        ("https://m.example/1", "https://site.example/1?utm_source=x"),
        ("nonsense",),
        ("https://site.example/2",),
    ]


@given(st.text(max_size=60))
def test_folding_is_stable_and_never_fails(text: str) -> None:
    mirrors = Mirrors.of({"a.example": ["b.example"]})
    (only,) = fold([text], mirrors)
    assert only.urls == (text,)
    try:
        canonical = mirrors.canonical(normalise(f"http://b.example/{text}"))
    except FetchError:
        return
    assert mirrors.canonical(canonical) == canonical


def test_tracking_parameters_and_mirrors_are_captured_once_and_the_fetched_url_kept(
    tmp_path: Path,
) -> None:
    with Site({"/az": Answer(page("az", "Xəbər", AZ_TEXT))}) as site, Site({}) as mirror:
        host, other = (each.url("/").split("/")[2] for each in (site, mirror))
        settings = f'{QUICK}[mirrors]\n"{host}" = ["{other}"]\n'
        with opened(tmp_path / "a", settings) as archive:
            options = archive.fetch_options(allow_private=True)
            asked = site.url("/az") + "?utm_source=tg"
            urls = [asked, site.url("/az"), mirror.url("/az")]
            outcomes = list(archive.capture_many(urls, options=options))
            assert [each.url for each in outcomes] == [asked]
            assert len(site.asked) == 1 and not mirror.asked
            assert any("2 of the URLs name a page" in each for each in archive.store.notices)
            captured = archive.record(outcomes[0].page.id).json()  # type: ignore[union-attr]
            assert captured["requested_url"] == captured["final_url"] == asked
            assert captured["canonical_url"] == site.url("/az")
            assert captured["same_page"] == urls[1:]
            assert archive.verify().ok


def test_a_copy_is_fetched_where_the_first_brings_no_page(tmp_path: Path) -> None:
    with Site({}) as site, Site({"/az": Answer(page("az", "Xəbər", AZ_TEXT))}) as mirror:
        host, other = (each.url("/").split("/")[2] for each in (site, mirror))
        with opened(tmp_path / "a", f'{QUICK}[mirrors]\n"{host}" = ["{other}"]\n') as archive:
            options = archive.fetch_options(allow_private=True)
            outcomes = list(
                archive.capture_many([site.url("/az"), mirror.url("/az")], options=options)
            )
            assert [(each.url, each.error) for each in outcomes] == [(mirror.url("/az"), None)]
            kept = {row["url"]: row["http_status"] for row in archive.list_pages()}
            assert kept == {site.url("/az"): 404, mirror.url("/az"): 200}
            captured = archive.record(outcomes[0].page.id).json()  # type: ignore[union-attr]
            assert captured["canonical_url"] == site.url("/az")


def test_what_a_page_claims_to_be_never_keeps_another_from_being_fetched(tmp_path: Path) -> None:
    body = page("az", "Xəbər", AZ_TEXT)
    lying = body.replace(b"<head>", b'<head><link rel="canonical" href="/two">')
    with Site({"/one": Answer(lying), "/two": Answer(body)}) as site, opened(tmp_path) as archive:
        options = archive.fetch_options(allow_private=True)
        urls = [site.url("/one"), site.url("/two")]
        list(archive.capture_many(urls, options=options))
        assert [path for path, _ in site.asked if path in ("/one", "/two")] == ["/one", "/two"]
        first = next(row for row in archive.list_pages() if row["url"] == urls[0])
        shown = archive.page(first["id"]).provenance()
        assert shown["article"]["canonical_url"] == urls[1]
        assert [each["url"] for each in shown["copies"]] == [urls[1]]


# -- tries again ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("0", 0.0), ("7", 7.0), (" 120 ", 120.0), ("", None), (None, None), ("soon", None),
        ("-5", None), ("1.5", None), ("9" * 40, float("inf")), ("\u0663", None),
        ("Fri, 31 Dec 1999 23:59:59 GMT", 0.0),
    ],
)  # fmt: skip
def test_retry_after_as_a_number(value: str | None, seconds: float | None) -> None:
    assert parse_retry_after(value, datetime.now(UTC)) == seconds


def test_retry_after_as_a_date() -> None:
    now = datetime.now(UTC).replace(microsecond=0)
    value = format_datetime(now + timedelta(seconds=90), usegmt=True)
    assert parse_retry_after(value, now) == 90


@given(st.text(max_size=40))
def test_retry_after_is_never_an_error(text: str) -> None:
    seconds = parse_retry_after(text, datetime.now(UTC))
    assert seconds is None or seconds >= 0


class Moody:
    """Answers each path with the next of its answers, then with the last; notes the times."""

    def __init__(self, answers: dict[str, list[bytes]]) -> None:
        self.answers = answers
        self.times: list[tuple[str, float]] = []

    def __call__(self, client: Any) -> None:
        while request := client.read_request():
            path = path_of(request)
            self.times.append((path, time.monotonic()))
            waiting = self.answers[path]
            said = waiting.pop(0) if len(waiting) > 1 else waiting[0]
            if not said:
                client.reset()
                return
            client.send(said)
            if b"Connection: close" in said:
                return

    def count(self, path: str) -> int:
        return sum(each == path for each, _ in self.times)


BUSY = answer(
    b"later", "Content-Type: text/html", "Connection: close", status="503 Service Unavailable"
)
PAGE = answer(page("az", "Xəbər", AZ_TEXT), "Content-Type: text/html; charset=utf-8")


def test_failures_that_pass_are_tried_again_and_kept_beside_the_page(tmp_path: Path) -> None:
    gone_page = answer(b"", "Connection: close", status="404 Not Found")
    moody = Moody({"/1": [BUSY, b"", PAGE], "/gone": [gone_page]})
    with RawServer(moody) as server, opened(tmp_path) as archive:
        options = archive.fetch_options(allow_private=True, requisites=False)
        found = archive.capture_many([server.url("/1"), server.url("/gone")], options=options)
        first, gone = found
        assert first.error is None and first.page is not None and first.page.http_status == 200
        assert gone.error is not None and moody.count("/gone") == 1  # a 404 is an answer
        attempts = archive.record(first.page.id).json()["attempts"]
        assert [each["error"]["step"] for each in attempts] == ["status", "http"]
        (exchange,) = attempts[0]["exchanges"]
        assert archive.record(exchange["response"]).body == b"later"
        assert len(list(archive.list_pages())) == 2
        assert archive.verify().ok


def test_tries_are_bounded_and_the_last_is_what_is_recorded(tmp_path: Path) -> None:
    moody = Moody({"/1": [BUSY]})
    settings = "[politeness]\ndelay = 0\nretries = 3\nretry_wait = 0.01\n"
    with RawServer(moody) as server, opened(tmp_path, settings) as archive:
        options = archive.fetch_options(allow_private=True)
        (outcome,) = archive.capture_many([server.url("/1")], options=options)
        assert moody.count("/1") == 4
        assert outcome.page is not None and outcome.page.http_status == 503
        assert len(archive.record(outcome.page.id).json()["attempts"]) == 3


def test_a_page_that_was_cut_is_kept_where_the_next_try_brings_nothing(tmp_path: Path) -> None:
    cut = PAGE.replace(b"Content-Length: ", b"Content-Length: 9")
    moody = Moody({"/1": [cut, BUSY, BUSY]})

    def handler(client: Any) -> None:
        request = client.read_request()
        moody.times.append((path_of(request), time.monotonic()))
        client.send(moody.answers["/1"].pop(0))

    with RawServer(handler) as server, opened(tmp_path) as archive:
        page_ = archive.capture(server.url("/1"), allow_private=True)
        assert page_.http_status == 200 and page_.error is not None
        assert page_.error["kind"] == "truncated"
        assert len(archive.record(page_.id).json()["attempts"]) == 2


def test_retry_after_is_waited_for_by_all_pages_of_the_host(tmp_path: Path) -> None:
    busy = BUSY.replace(b"\r\n\r\n", b"\r\nRetry-After: 1\r\n\r\n", 1)
    moody = Moody({"/1": [busy, PAGE], "/2": [PAGE]})
    with RawServer(moody) as server, opened(tmp_path) as archive:
        options = archive.fetch_options(allow_private=True, requisites=False)
        outcomes = list(archive.capture_many([server.url("/1"), server.url("/2")], options=options))
        assert [each.error for each in outcomes] == [None, None]
        first, *others = [moment for _, moment in moody.times]
        assert all(moment - first >= 0.99 for moment in others)


def test_a_server_that_asks_for_too_much_patience_is_not_asked_again(tmp_path: Path) -> None:
    busy = BUSY.replace(b"\r\n\r\n", b"\r\nRetry-After: 86400\r\n\r\n", 1)
    moody = Moody({"/1": [busy]})
    settings = "[politeness]\ndelay = 0\nlongest_wait = 0.1\n"
    with RawServer(moody) as server, opened(tmp_path, settings) as archive:
        options = archive.fetch_options(allow_private=True)
        (outcome,) = archive.capture_many([server.url("/1")], options=options)
        assert outcome.error is not None and moody.count("/1") == 1


# -- interrupted and gone on with ----------------------------------------------------------------


class Hosts:
    """Many hosts on loopback, each a port; `times` holds when each was asked for what."""

    def __init__(self, count: int) -> None:
        self.times: dict[int, list[tuple[float, str]]] = {}
        self._servers = [self._server() for _ in range(count)]

    def _server(self) -> ThreadingHTTPServer:
        hosts = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                port = self.server.server_address[1]
                hosts.times[port].append((time.monotonic(), self.path))
                body = f"<html><body><p>{port}{self.path}</p></body></html>".encode()
                self.send_response(200)
                self.send_header("Content-Type", "text/html")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *args: object) -> None:
                """Quiet."""

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        server.daemon_threads = True
        self.times[server.server_port] = []
        threading.Thread(target=server.serve_forever, daemon=True).start()
        return server

    @property
    def asked(self) -> int:
        return sum(map(len, self.times.values()))

    def urls(self, each: int) -> list[str]:
        return [f"http://127.0.0.1:{port}/{n}" for n in range(each) for port in self.times]

    def close(self) -> None:
        with ThreadPoolExecutor(len(self._servers)) as pool:  # each takes half a second
            list(pool.map(ThreadingHTTPServer.shutdown, self._servers))
        for server in self._servers:
            server.server_close()


@pytest.fixture
def hosts() -> Iterator[Hosts]:
    served = Hosts(50)
    yield served
    served.close()


def capturing(folder: Path, listed: Path, *more: str) -> subprocess.Popen[str]:
    command = [*INTERRUPTIBLE, "--archive", str(folder), "--json", "capture", "--allow-private"]
    return subprocess.Popen(
        [*command, "--record-only", *more, "-f", str(listed)],
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, encoding="utf-8",
    )  # fmt: skip


@pytest.mark.timeout(1500)
@pytest.mark.skipif(os.name == "nt", reason="sends a signal as a terminal on Unix does")
@pytest.mark.long
def test_2000_urls_of_50_hosts_interrupted_twice_are_each_captured_once(
    tmp_path: Path, hosts: Hosts
) -> None:
    delay = 0.2
    listed, folder = tmp_path / "urls.txt", tmp_path / "a"
    urls = hosts.urls(40)
    listed.write_text("\n".join(urls), encoding="utf-8")
    said = []
    for asked in (500, 1200, None):
        process = capturing(folder, listed, "--concurrency", "16", "--delay", str(delay))
        deadline = time.monotonic() + 300
        while asked and hosts.asked < asked and process.poll() is None:
            assert time.monotonic() < deadline
            time.sleep(0.05)
        if asked:
            process.send_signal(signal.SIGINT)
        said.append(process.communicate(timeout=400)[1])
        assert process.returncode == (1 if asked else 0), said[-1]
    assert "the same command again goes on with the list" in said[0]
    assert "going on with a list that was interrupted" in said[1]
    with Archive(folder) as archive:
        captured = Counter(row["url"] for row in archive.list_pages())
        assert captured == Counter(urls)
    asked_for = Counter(
        f"http://127.0.0.1:{port}{path}" for port, seen in hosts.times.items() for _, path in seen
    )
    assert asked_for == Counter(urls)
    for seen in hosts.times.values():
        gaps = [later[0] - earlier[0] for earlier, later in pairwise(sorted(seen))]
        assert min(gaps) >= delay


def test_a_killed_list_is_gone_on_with_and_an_ended_one_begun_anew(
    tmp_path: Path, hosts: Hosts
) -> None:
    listed, folder = tmp_path / "urls.txt", tmp_path / "a"
    urls = hosts.urls(6)
    listed.write_text("\n".join(urls), encoding="utf-8")
    process = capturing(folder, listed, "--concurrency", "4", "--delay", "0.1")
    while hosts.asked < 40 and process.poll() is None:
        time.sleep(0.02)
    process.kill()
    process.communicate()
    before = hosts.asked
    process = capturing(folder, listed, "--concurrency", "8", "--delay", "0.1")
    assert "captured already" in process.communicate(timeout=120)[1]
    assert process.returncode == 0
    # What was in flight when it was killed is fetched again; nothing else is.
    assert len(urls) <= hosts.asked <= len(urls) + 8 and before < len(urls)
    with Archive(folder) as archive:
        assert Counter(row["url"] for row in archive.list_pages()) == Counter(urls)
        archive.reindex()
        assert archive.verify().ok
    process = capturing(folder, listed, "--concurrency", "8", "--delay", "0.1")
    assert "captured already" not in process.communicate(timeout=120)[1]
    with Archive(folder) as archive:
        assert set(Counter(row["url"] for row in archive.list_pages()).values()) == {2}


def test_what_failed_for_the_moment_is_tried_again_when_a_list_is_gone_on_with(
    tmp_path: Path,
) -> None:
    moody = Moody({"/1": [BUSY, BUSY, BUSY, PAGE], "/2": [answer(b"", status="404 Not Found")],
                   "/3": [PAGE]})  # fmt: skip
    with RawServer(moody) as server, opened(tmp_path) as archive:
        options = archive.fetch_options(allow_private=True, requisites=False)
        urls = [server.url(path) for path in ("/1", "/2", "/3")]
        going = archive.capture_many(urls, options=options, resume=True)
        next(going)
        going.close()  # before its end
        list(archive.capture_many(urls, options=options, resume=True))
        assert moody.count("/1") == 4 and moody.count("/2") == 1


def test_a_cancelled_call_finishes_what_is_in_flight(tmp_path: Path) -> None:
    cancel = threading.Event()
    begun = threading.Event()

    def slowly(_: bytes) -> bytes:
        begun.set()
        time.sleep(0.5)
        return PAGE

    with RawServer(routes({"/1": slowly, "/2": slowly})) as server, opened(tmp_path) as archive:
        options = archive.fetch_options(allow_private=True, requisites=False, delay=5)
        threading.Thread(target=lambda: (begun.wait(10), cancel.set())).start()
        urls = [server.url("/1"), server.url("/2")]
        outcomes = list(archive.capture_many(urls, options=options, cancel=cancel))
        assert [each.url for each in outcomes] == urls[:1]
        assert outcomes[0].error is None


def test_progress_counts_the_done_and_the_failed(tmp_path: Path) -> None:
    told: list[tuple[int, int, int]] = []
    with Site({"/az": Answer(page("az", "Xəbər", AZ_TEXT))}) as site, opened(tmp_path) as archive:
        options = archive.fetch_options(allow_private=True)
        urls = [site.url("/az"), site.url("/gone")]
        list(
            archive.capture_many(
                urls, options=options, progress=lambda *counts: told.append(counts)
            )
        )
    assert told[-1] == (2, 2, 1)


def test_record_only_leaves_the_article_to_translate(tmp_path: Path) -> None:
    with Site({"/az": Answer(page("az", "Xəbər", AZ_TEXT))}) as site, opened(tmp_path) as archive:
        options = archive.fetch_options(allow_private=True)
        (outcome,) = archive.capture_many([site.url("/az")], options=options, read=False)
        assert outcome.error is None and outcome.page is not None
        assert outcome.page.article is None
        list(archive.translate())
        assert archive.page(outcome.page.id).language.code == "az"  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "settings",
    [
        "[politeness]\ndelay = -1", "[politeness]\nhurry = 1", '[politeness]\ndelay = "1"',
        '[mirrors]\n"a.example" = "b.example"', '[mirrors]\n"a.example" = ["http://b.example/"]',
    ],
)  # fmt: skip
def test_settings_that_are_not_understood_are_said(tmp_path: Path, settings: str) -> None:
    Archive(tmp_path).close()
    (tmp_path / "dragoman.toml").write_text(settings, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "dragoman", "--archive", str(tmp_path), "--json", "list"],
        capture_output=True, text=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert done.returncode == 2
    assert "is not understood" in done.stderr and len(done.stderr.splitlines()) == 1
    assert json.dumps(done.stdout) == '""'
