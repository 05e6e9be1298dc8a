"""Whatever goes wrong with one page is its finding, in a sentence, and not the end of the run."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import pytest

from dragoman.archive import Archive
from dragoman.archiver.article import html as html_reader
from dragoman.archiver.article import page_body
from dragoman.archiver.article.article import Article
from dragoman.archiver.article.page_body import PageBody, read_article, read_page, unpacked
from dragoman.archiver.sighting import sighting
from dragoman.archiver.visits.politeness import may_pass
from dragoman.archiver.web import fetch
from dragoman.archiver.web.fetched import Fetch
from dragoman.errors import ArchiveError, ExtractionError, FetchError
from dragoman.index.asking import query
from dragoman.page import Page
from dragoman.steps.watch.observation import Observation
from tests.steps.watch.test_watch import A, E, R, html, opened, other, page, pdf, swapped
from tests.support.raw_server import RawServer, path_of
from tests.support.raw_server import answer as raw
from tests.support.reading_here import read_here
from tests.support.shell import typed
from tests.support.site import Answer, Site

LIMIT = 1_000_000


@contextmanager
def captured(
    folder: Path, answers: dict[str, Answer], more: str = ""
) -> Iterator[tuple[Archive, Site, dict[str, str]]]:
    """An archive with a capture of every path of a site; their ids by path."""
    with Site(answers) as site, opened(folder, more) as archive:
        options = archive.fetch_options(allow_private=True, requisites=False)
        urls = {site.url(path): path for path in answers}
        ids = {
            urls[each.url]: each.page.id
            for each in archive.capture_many(list(urls), options=options)
            if each.page is not None
        }
        yield archive, site, ids


def watched(archive: Archive, *ids: str, **more: Any) -> list[Observation]:
    options = archive.fetch_options(allow_private=True, requisites=False)
    return list(archive.watch(ids or None, options=options, **more))


def damage(archive: Archive, record_id: str) -> None:
    """Turn a bit over in the middle of a record."""
    row = archive.index.connection.execute(
        "SELECT file, offset, length FROM records WHERE id = ?", (record_id,)
    ).fetchone()
    path = archive.folder / row["file"]
    content = bytearray(path.read_bytes())
    content[row["offset"] + row["length"] // 2] ^= 1
    path.write_bytes(content)


def recorded(archive: Archive, seen: Observation) -> dict[str, Any]:
    assert seen.id is not None
    said = archive.record(seen.id).json()
    assert (said["finding"], said["reason"]) == (seen.finding, seen.reason)
    return said


# -- damage ----------------------------------------------------------------------------------------


def test_a_damaged_record_is_the_finding_of_its_page_alone(tmp_path: Path) -> None:
    with captured(tmp_path / "a", {"/a": page(A), "/b": page(R), "/c": page(E)}) as (
        archive,
        site,
        ids,
    ):
        damage(archive, archive.page(ids["/a"]).response_id or "")
        site.answers["/c"] = page(swapped(E, "20 November", "21 November"))
        first, second, third = watched(archive, *ids.values())
        assert (first.finding, second.finding, third.finding) == (
            "unreachable",
            "present",
            "changed",
        )
        assert "what was captured could not be read back, so nothing was compared" in first.reason
        assert "dragoman verify" in first.reason and first.compared == "nothing"
        assert first.error is not None and first.error.kind == "look"
        assert second.error is None and third.error is None
        # What came is kept all the same: it may be the only copy by now.
        (exchange,) = recorded(archive, first)["exchanges"]
        assert exchange["http_status"] == 200
        (shown,) = query.observations(archive.index.connection, ids["/a"])
        assert shown["record"] == first.id


def test_two_captures_that_share_a_damaged_body_are_both_told(tmp_path: Path) -> None:
    with captured(tmp_path / "a", {"/a": page(A)}) as (archive, site, ids):
        options = archive.fetch_options(allow_private=True, requisites=False)
        again = archive.capture(site.url("/a"), options=options)
        assert archive.record(again.response_id or "").type == "revisit"
        damage(archive, archive.page(ids["/a"]).response_id or "")
        found = watched(archive, ids["/a"], again.id)
        assert [each.finding for each in found] == ["unreachable"] * 2
        assert all("could not be read back" in each.reason for each in found)


def test_damage_elsewhere_keeps_no_page_from_being_looked_at(tmp_path: Path) -> None:
    with captured(tmp_path / "a", {"/a": page(A)}) as (archive, _, ids):
        damage(archive, archive.page(ids["/a"]).article_id or "")
        damage(archive, ids["/a"])
        (seen,) = watched(archive)
        assert (seen.finding, seen.reason) == ("present", "the bytes are the same")


def test_a_damaged_file_of_somebody_else_s(tmp_path: Path) -> None:
    with captured(tmp_path / "from", {"/a": page(A)}) as (archive, site, _):
        (file,) = (archive.folder / "warc").glob("captures-*")
        with opened(tmp_path / "to") as receiver:
            (outcome,) = receiver.import_file(file)
            assert outcome.page is not None and outcome.page.url == site.url("/a")
            (seen,) = watched(receiver)
            assert seen.finding == "present"
            (kept,) = (receiver.folder / "imports").iterdir()
            kept.write_bytes(kept.read_bytes()[:200])
            (seen,) = watched(receiver)
            assert seen.finding == "unreachable" and "could not be read back" in seen.reason
            assert recorded(receiver, seen)["exchanges"]


# -- what a page does to a program that reads it -----------------------------------------------------


@pytest.mark.parametrize(
    "error", [RecursionError("deep"), MemoryError(), KeyError("x"), ValueError]
)
def test_a_page_that_breaks_a_parser(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: Any
) -> None:
    real = html_reader.extract_html

    def breaks(body: bytes, **more: Any) -> Any:
        if b"BREAKS" in body:
            raise error
        return real(body, **more)

    read_here(monkeypatch)
    monkeypatch.setattr(html_reader, "extract_html", breaks)
    marked = Answer(A.bytes() + b"<!-- BREAKS -->", headers=page(A).headers)
    part = swapped(A, " Hakim v\u0259satəti rədd edib.", "")
    lost = Answer(part.bytes() + b"<!-- BREAKS -->", headers=page(A).headers)
    pages = {"/a": page(A), "/b": page(A), "/c": marked, "/d": marked, "/e": page(R)}
    with captured(tmp_path / "a", pages) as (archive, site, ids):
        site.answers |= {"/a": marked, "/b": lost, "/d": page(A)}
        found = dict(zip("abcde", watched(archive, *ids.values()), strict=True))
        assert {name: seen.finding for name, seen in found.items()} == {
            "a": "present",  # all of the article is in the visible text
            "b": "unreachable",  # not all of it, and what a parser would have found is not known
            "c": "present",  # the same bytes need no parser
            "d": "present",  # no article could be read then; the visible text is the same
            "e": "present",
        }
        assert "all its sentences are in the visible text" in found["a"].reason
        assert "no article could be read out of it" in found["a"].reason
        assert "lacks some of the article" in found["b"].reason
        assert found["c"].compared == "bytes" and found["d"].compared == "text"
        assert all(recorded(archive, seen) for seen in found.values())


def test_what_was_read_once_is_compared_where_it_cannot_be_read_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A later version of a parser breaks on what an earlier one has read."""
    real = html_reader.extract_html

    def breaks(body: bytes, **more: Any) -> Any:
        if b"ESKI" in body:
            raise ValueError("not in this version")
        return real(body, **more)

    old = Answer(A.bytes() + b"<!-- ESKI -->", headers=page(A).headers)
    with captured(tmp_path / "a", {"/a": old, "/b": old, "/c": old}) as (archive, site, ids):
        site.answers |= {"/a": page(A), "/b": page(swapped(A, "12 ilədək", "10 ilədək"))}
        read_here(monkeypatch)
        monkeypatch.setattr(html_reader, "extract_html", breaks)
        found = watched(archive, *ids.values())
        assert [(each.finding, each.compared) for each in found] == [
            ("present", "article"), ("changed", "article"), ("present", "bytes"),
        ]  # fmt: skip


def test_a_document_that_cannot_be_read_any_more(tmp_path: Path, shared_data: Path) -> None:
    whole = pdf(shared_data, "az_1.pdf")
    broken = Answer(whole.body[:400], headers=whole.headers)
    with captured(tmp_path / "a", {"/a": whole, "/b": whole}) as (archive, site, ids):
        site.answers |= {"/a": broken, "/b": Answer(broken.body, 404, broken.headers)}
        first, second = watched(archive, *ids.values())
        assert first.finding == second.finding == "unreachable"
        assert "could not be compared" in first.reason and "could not be compared" in second.reason


def test_whatever_breaks_in_comparing_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with captured(tmp_path / "a", {"/a": page(A), "/b": page(R)}) as (archive, site, ids):
        site.answers |= {"/a": page(swapped(A, "12 ilədək", "10 ilədək"))}
        monkeypatch.setattr(sighting, "held_share", lambda *_: 1 / 0)
        first, second = watched(archive, *ids.values())
        assert (first.finding, second.finding) == ("unreachable", "present")
        assert "could not be compared with what was captured (ZeroDivisionError" in first.reason
        assert first.error is not None and recorded(archive, first)["exchanges"]


def test_whatever_breaks_in_asking_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = fetch.Fetcher.fetch

    def breaks(self: Any, url: str) -> Any:
        if url.endswith("/a"):
            raise RuntimeError("no thread can be started")
        return real(self, url)

    with captured(tmp_path / "a", {"/a": page(A), "/b": page(R)}) as (archive, _, ids):
        monkeypatch.setattr(fetch.Fetcher, "fetch", breaks)
        first, second = watched(archive, *ids.values())
        assert (first.finding, second.finding) == ("unreachable", "present")
        assert first.error is not None
        assert "could not be asked for (RuntimeError: no thread can be started)" in first.reason
        assert recorded(archive, first)["exchanges"] == []


# -- what cannot be recorded -----------------------------------------------------------------------


def test_what_cannot_be_recorded_is_said_and_ends_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with captured(tmp_path / "a", {"/a": page(A), "/b": page(R)}) as (archive, site, ids):
        site.answers["/a"] = other(b"", 410)
        real = archive.store.append

        def full(records: Any, kind: str) -> Any:
            if any("/a" in value for record in records for _, value in record.headers):
                raise ArchiveError("no space left on device")
            return real(records, kind)

        monkeypatch.setattr(archive.store, "append", full)
        first, second = watched(archive, *ids.values())
        assert (first.finding, first.id) == ("gone", None)  # it was seen, and is in no record
        assert first.error is not None
        assert first.error.message == (
            "what was seen could not be recorded (no space left on device)"
        )
        assert second.finding == "present" and second.error is None
        assert archive.page(ids["/a"]).provenance()["observations"] == []


def test_an_index_that_is_locked_loses_no_finding(tmp_path: Path) -> None:
    with captured(tmp_path / "a", {"/a": page(A), "/b": page(R)}) as (archive, site, ids):
        site.answers["/a"] = page(swapped(A, "12 ilədək", "10 ilədək"))
        holder = sqlite3.connect(archive.folder / "index.db", isolation_level=None)
        holder.execute("BEGIN IMMEDIATE")
        try:
            first, second = watched(archive, *ids.values())
        finally:
            holder.execute("ROLLBACK")
            holder.close()
        assert (first.finding, second.finding) == ("changed", "present")
        assert first.error is None and second.error is None
        archive.index.catch_up()
        assert recorded(archive, first)["captured"] == first.captured
        assert "10 ilədək" in (archive.page(first.captured or "").text or "")
        assert archive.verify().ok


def test_what_fails_after_the_record_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with captured(tmp_path / "a", {"/a": page(A), "/b": page(R)}) as (archive, site, ids):
        site.answers["/a"] = page(swapped(A, "12 ilədək", "10 ilədək"))

        def full(*_: Any) -> None:
            raise ArchiveError("no space left on device")

        with monkeypatch.context() as patched:
            patched.setattr(Page, "recorded", full)
            first, second = watched(archive, *ids.values())
        assert first.finding == "changed" and first.captured is not None
        assert str(first.error) == (
            "it is recorded, but not all was done with it (no space left on device)"
        )
        assert recorded(archive, first)["captured"] == first.captured and second.error is None


# -- what is no page, and what has no address --------------------------------------------------------


def test_the_command_ends_with_1_where_not_all_was_done(tmp_path: Path) -> None:
    with captured(tmp_path / "a", {"/a": page(A), "/b": page(R)}) as (archive, _, ids):
        damage(archive, archive.page(ids["/a"]).response_id or "")
        saved = tmp_path / "saved.html"
        saved.write_bytes(A.bytes())
        (outcome,) = archive.import_file(saved)
        assert outcome.page is not None
        wanted = ["ffffffff", ids["/a"], outcome.page.id, "no id", ids["/b"]]
        asked = ("--json", "watch", "--allow-private", "--delay", "0")
        done = typed("--archive", str(tmp_path / "a"), *asked, *wanted)
    assert done.status == 1
    lines = done.lines
    assert [line["finding"] for line in lines] == ["unreachable", "unreachable", "present"]
    damaged, file, _ = lines
    assert damaged["id"] is not None and damaged["error"]["kind"] == "look"
    assert "nothing was asked for" in file["error"]["message"] and file["id"] is not None
    assert "no page has an id that begins with ffffffff" in done.err
    assert "could not be read back" in done.err
    assert "urn:dragoman:file:saved.html is not an http or https URL" in done.err
    assert done.err.splitlines()[-1] == (
        "3 pages to look at: 1 present, 0 changed, 0 moved, 0 gone, 0 blocked, 2 unreachable; "
        "2 not as it was asked for"
    )


def test_a_page_that_nobody_asked_for_is_no_page_that_was_looked_at(tmp_path: Path) -> None:
    """An address that is refused by us tells nothing of what stands there."""
    with captured(tmp_path / "a", {"/a": page(A)}) as (archive, site, ids):
        site.asked.clear()
        (seen,) = archive.watch([ids["/a"]], options=archive.fetch_options(requisites=False))
        assert seen.error is not None and "nothing was asked for" in seen.error.message
        assert site.asked == [] and recorded(archive, seen)["compared"] == "nothing"
    done = typed("--archive", str(tmp_path / "a"), "watch", ids["/a"])
    assert done.status == 1 and "127.0.0.1 is not a public address; --allow-private" in done.err
    assert "looked at" not in done.err


def test_a_page_that_leads_to_where_nobody_goes_was_looked_at(tmp_path: Path) -> None:
    with captured(tmp_path / "a", {"/a": page(A)}) as (archive, site, ids):
        site.answers["/a"] = Answer(status=302, headers={"Location": "file:///etc/passwd"})
        (seen,) = watched(archive, ids["/a"])
        assert (seen.error, seen.finding) == (None, "unreachable")


def test_an_id_of_several_pages_is_said(tmp_path: Path) -> None:
    with captured(tmp_path / "a", {f"/{n}": page(A) for n in range(20)}) as (archive, _, ids):
        initials = [each[0] for each in ids.values()]
        double = next(each for each in initials if initials.count(each) > 1)
        first, second = watched(archive, double, ids["/0"])
        assert first.error is not None and "several pages" in first.reason
        assert second.finding == "present"


# -- one reading for all ---------------------------------------------------------------------------

BODIES = [
    PageBody(A.bytes(), "http://h/a", "text/html; charset=utf-8"),
    PageBody(A.bytes(), "http://h/a", "application/octet-stream"),
    PageBody(A.bytes(), "http://h/a", "text/html charset=utf-8"),
    PageBody(A.bytes(), "http://h/a"),
    PageBody("\n\n".join(A.text).encode(), "http://h/a", "text/plain; charset=utf-8"),
]


def undated(article: Article | None) -> Article:
    assert article is not None
    return replace(article, extractor=replace(article.extractor, time=""))


def test_an_article_can_be_read_in_another_process() -> None:
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        for body in BODIES:
            here = undated(read_article(body, unpacked(body, LIMIT)))
            assert "Tural Səlimzadənin" in here.text
            assert undated(read_page(body, LIMIT).article) == here
            assert undated(pool.submit(read_article, body, unpacked(body, LIMIT)).result()) == here
            assert undated(pool.submit(read_page, body, LIMIT).result().article) == here
        refused = pool.submit(read_article, PageBody(b"", "http://h/"), b"")
        with pytest.raises(ExtractionError, match="the body is empty"):
            refused.result()


def test_what_is_not_read_is_said_in_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    film = PageBody(b"\x00" * 100, "http://h/", "video/mp4")
    assert read_page(film, LIMIT).why_none == "no text can be read out of video/mp4"
    assert "unpacks to more than 10 bytes" in (read_page(BODIES[0], 10).why_none or "")
    monkeypatch.setattr(page_body, "unpack", lambda *_: 1 / 0)
    assert "ZeroDivisionError" in (read_page(BODIES[0], LIMIT).why_none or "")


def test_films_and_what_is_too_large_are_compared_by_their_bytes(tmp_path: Path) -> None:
    film = Answer(b"\x00\x01" * 5000, headers={"Content-Type": "video/mp4"})
    large = Answer(html("<p>x</p>" * 3000), headers={"Content-Type": "text/html"})
    pages = {"/a": film, "/b": film, "/c": large, "/d": large}
    with captured(tmp_path / "a", pages, "max_decoded = 5000\n") as (archive, site, ids):
        site.answers |= {
            "/b": Answer(b"\x00" * 9000, headers=film.headers),
            "/d": Answer(large.body + b" ", headers=large.headers),
        }
        found = watched(archive, *ids.values())
        assert [each.finding for each in found] == ["present", "changed", "present", "changed"]
        assert {each.compared for each in found} == {"bytes"}


# -- tries ---------------------------------------------------------------------------------------

TRIES = "[politeness]\ndelay = 0\nretries = 2\nretry_wait = 0.01\n[limits]\nread_timeout = 5\ntotal_timeout = 1\n"
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 99999\r\n\r\n"


def slow_server(asked: list[str], first: list[bytes]) -> RawServer:
    """What drips on `/drips` until it is cut; on `/silent` says nothing; then, on both, a page."""

    def handle(client: Any) -> None:
        while request := client.read_request():
            asked.append(path_of(request))
            if not first:
                client.send(raw(A.bytes(), "Content-Type: text/html; charset=utf-8"))
                continue
            if path_of(request) == "/drips":
                client.send(HEAD)
                client.drip(b"x" * 200, 0.05)
            else:
                client.read_request()  # until the other side has had enough
            return

    return RawServer(handle)


def test_an_answer_that_was_cut_by_time_is_not_asked_for_again(tmp_path: Path) -> None:
    """It would be cut again, at the cost of as much time and traffic; silence may be over."""
    folder = tmp_path / "a"
    folder.mkdir()
    (folder / "dragoman.toml").write_text(TRIES, encoding="utf-8")
    asked: list[str] = []
    slow: list[bytes] = []
    with slow_server(asked, slow) as server, Archive(folder) as archive:
        options = archive.fetch_options(allow_private=True, requisites=False)
        urls = [server.url("/drips"), server.url("/silent")]
        ids = [each.page.id for each in archive.capture_many(urls, options=options) if each.page]
        assert sorted(asked) == ["/drips", "/silent"]
        asked.clear()
        slow.append(b"now")
        drips, silent = archive.watch(ids, options=options)
        assert asked.count("/drips") == 1 and asked.count("/silent") == 3
        assert drips.finding == silent.finding == "unreachable"
        assert "cut short (timeout)" in drips.reason and "no page came (timeout" in silent.reason
        tried = recorded(archive, silent)["attempts"]
        assert [each["error"]["step"] for each in tried] == ["timeout"] * 2
        assert recorded(archive, drips)["attempts"] == []
        asked.clear()
        (outcome,) = archive.capture_many([server.url("/drips")], options=options)
        assert asked == ["/drips"] and outcome.error is not None and outcome.page is not None
        asked.clear()
        (outcome,) = archive.capture_many([server.url("/silent")], options=options)
        assert asked == ["/silent"] * 3 and outcome.error is not None


@pytest.mark.parametrize(
    ("step", "arrived", "again"),
    [("timeout", True, False), ("timeout", False, True), ("truncated", True, True), ("tls", False, False)],
)  # fmt: skip
def test_which_failures_may_pass(step: str, arrived: bool, again: bool) -> None:
    failed = Fetch("http://h/", "http://h/", "", error=FetchError("x", step=step))
    failed.arrived = arrived
    assert may_pass(failed) is again


def test_retry_after_holds_all_pages_of_the_host(tmp_path: Path) -> None:
    moments: list[tuple[str, float]] = []

    def handle(client: Any) -> None:
        import time

        while request := client.read_request():
            moments.append((path_of(request), time.monotonic()))
            busy = len(moments) == 3  # the first answer of the look
            status = "503 Busy" if busy else "200 OK"
            headers = ["Content-Type: text/html; charset=utf-8", *(["Retry-After: 1"] * busy)]
            client.send(raw(A.bytes(), *headers, status=status))

    folder = tmp_path / "a"
    folder.mkdir()
    settings = "[politeness]\ndelay = 0\nretries = 1\n"
    (folder / "dragoman.toml").write_text(settings, encoding="utf-8")
    with RawServer(handle) as server, Archive(folder) as archive:
        options = archive.fetch_options(allow_private=True, requisites=False)
        urls = [server.url("/a"), server.url("/b")]
        ids = [each.page.id for each in archive.capture_many(urls, options=options) if each.page]
        found = list(archive.watch(ids, options=options, concurrency=1))
        assert [each.finding for each in found] == ["present", "present"]
        busy, *after = moments[2:]
        assert busy[0] == "/a" and all(each[1] - busy[1] >= 1 for each in after)
