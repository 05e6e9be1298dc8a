"""A payload that came before is left out only where the record that has it was read back whole."""

from __future__ import annotations

import gzip
import os
import random
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from dragoman import originals
from dragoman.archive import Archive
from dragoman.archiver.records.reader import StoredRecord
from dragoman.archiver.store.file_state import Appended
from dragoman.index.asking import query
from dragoman.originals import CheckedOriginals
from dragoman.page import Page
from tests.support.chromium import Chromium
from tests.support.raw_server import Client, RawServer, answer, chunked, path_of
from tests.support.site import AZ_TEXT, Answer, Site, page
from tests.support.whole_site import pixel

BODY = page("az", "Məhkəmə iclası", AZ_TEXT)
OTHER = page("az", "Başqa səhifə", AZ_TEXT)
HTML = {"Content-Type": "text/html; charset=utf-8"}


def opened(folder: Path) -> Archive:
    folder.mkdir(exist_ok=True)
    quick = "[politeness]\ndelay = 0\nretries = 0\n[limits]\nread_timeout = 2\n"
    (folder / "dragoman.toml").write_text(quick, encoding="utf-8")
    return Archive(folder)


def captured(folder: Path, url: str) -> Page:
    """A page captured by a program of its own, which knows nothing but what is on the disk."""
    with opened(folder) as archive:
        options = archive.fetch_options(allow_private=True, requisites=False)
        return archive.capture(url, options=options)


def response(folder: Path, held: Page) -> StoredRecord:
    with opened(folder) as archive:
        return archive.record(held.response_id or "")


@dataclass(frozen=True)
class Place:
    """Where a record is."""

    path: Path
    offset: int
    length: int

    @classmethod
    def of(cls, folder: Path, identity: str) -> Place:
        with closing(sqlite3.connect(folder / "index.db")) as connection:
            (row,) = connection.execute(
                "SELECT file, offset, length FROM records WHERE id = ?", (identity,)
            ).fetchall()
        return cls(folder / row[0], row[1], row[2])

    def read(self) -> bytes:
        return self.path.read_bytes()[self.offset :][: self.length]

    def write(self, instead: bytes) -> None:
        held = self.path.read_bytes()
        self.path.write_bytes(held[: self.offset] + instead + held[self.offset + self.length :])

    def flip(self, position: int, bit: int = 0) -> None:
        held = bytearray(self.read())
        held[position] ^= 1 << bit
        self.write(bytes(held))

    def rewrite(self, old: bytes, new: bytes) -> None:
        """Another header, compressed anew: no digest covers it, and the ledger's line does not
        matter to who reads the record."""
        record = gzip.decompress(self.read())
        assert record.count(old) == 1
        self.write(gzip.compress(record.replace(old, new), mtime=0))


@dataclass(frozen=True)
class Scene:
    """Two pages that were captured; `place` is that of the first one's response."""

    folder: Path
    first: Page
    other: Page

    @property
    def place(self) -> Place:
        return Place.of(self.folder, self.first.response_id or "")

    def cut(self, share: float) -> None:
        place = self.place
        end = place.offset + int(place.length * share)
        place.path.write_bytes(place.path.read_bytes()[:end])

    def point_outside(self) -> None:
        """At a sound copy of the file, in a place that is not the archive's."""
        (self.folder.parent / "outside.warc.gz").write_bytes(self.place.path.read_bytes())
        self.say("UPDATE records SET file = '../outside.warc.gz'")

    def say(self, statement: str, *values: object) -> None:
        """Something that is not so, written into the index."""
        with closing(sqlite3.connect(self.folder / "index.db")) as connection, connection:
            assert connection.execute(statement, values).rowcount > 0


Damage = Callable[[Scene], None]
ANY_REQUEST = "(SELECT id FROM records WHERE type = 'request' LIMIT 1)"
OTHER_PLACE = "(SELECT offset FROM records WHERE id = ?)"
DAMAGES: dict[str, Damage] = {
    "a byte flipped": lambda scene: scene.place.flip(scene.place.length // 2, 3),
    "the last byte flipped": lambda scene: scene.place.flip(scene.place.length - 1, 7),
    "bytes zeroed": lambda scene: scene.place.write(bytes(scene.place.length)),
    "the file cut in it": lambda scene: scene.cut(0.5),
    "the file cut before it": lambda scene: scene.cut(0),
    "the file removed": lambda scene: scene.place.path.unlink(),
    "a row with a record that is not there": lambda scene: scene.say(
        "UPDATE payloads SET record_id = 'nowhere'"
    ),
    "a row with the record of another payload": lambda scene: scene.say(
        "UPDATE payloads SET record_id = ?", scene.other.response_id
    ),
    "a row with a request": lambda scene: scene.say(
        f"UPDATE payloads SET record_id = {ANY_REQUEST}"
    ),
    "a row with a file outside": lambda scene: scene.point_outside(),
    "a row with a place that is none": lambda scene: scene.say(
        "UPDATE records SET offset = offset + 1"
    ),
    "a row with a place that is no number": lambda scene: scene.say(
        "UPDATE records SET offset = 'there'"
    ),
    "a row with the place of another record": lambda scene: scene.say(
        f"UPDATE records SET offset = {OTHER_PLACE} WHERE id = ?",
        scene.other.response_id,
        scene.first.response_id,
    ),
    "another type": lambda scene: scene.place.rewrite(
        b"WARC-Type: response", b"WARC-Type: resource"
    ),
    "another id": lambda scene: scene.place.rewrite(
        b"WARC-Record-ID: <urn:uuid:", b"WARC-Record-ID: <urn:uuid:0"
    ),
    "cut, as it says": lambda scene: scene.place.rewrite(
        b"WARC-Block-Digest", b"WARC-Truncated: length\r\nWARC-Block-Digest"
    ),
    "no payload digest": lambda scene: scene.place.rewrite(
        b"WARC-Payload-Digest", b"WARC-Xayload-Digest"
    ),
    "no URL": lambda scene: scene.place.rewrite(b"WARC-Target-URI", b"WARC-Xarget-URI"),
}


@pytest.fixture
def site() -> Iterator[Site]:
    answers = {
        "/a": Answer(BODY, headers=HTML),
        "/other": Answer(OTHER, headers=HTML),
        "/chunked": Answer(BODY, headers=HTML, chunked=True),
    }
    with Site(answers) as served:
        yield served


@pytest.mark.parametrize("name", DAMAGES)
def test_the_body_is_kept_again_where_its_original_is_not_whole(
    tmp_path: Path, site: Site, name: str
) -> None:
    folder = tmp_path / "archive"
    first = captured(folder, site.url("/a"))
    other = captured(folder, site.url("/other"))
    DAMAGES[name](Scene(folder, first, other))
    again = captured(folder, site.url("/a"))
    kept = response(folder, again)
    assert (kept.type, kept.body) == ("response", BODY)
    third = captured(folder, site.url("/a"))  # and of what was kept now it is one
    with opened(folder) as archive:
        assert archive.record(third.response_id or "").type == "revisit"
        assert archive.page(third.id).response().body == BODY


def test_a_revisit_says_what_its_original_says_of_itself(tmp_path: Path, site: Site) -> None:
    """What is whole is not kept twice, and the row of the index has no say in its URL or date."""
    folder = tmp_path / "archive"
    first = captured(folder, site.url("/a"))
    Scene(folder, first, first).say("UPDATE payloads SET date = '1999-01-01T00:00:00Z'")
    record = response(folder, captured(folder, site.url("/a?again")))
    original = response(folder, first)
    assert record.type == "revisit"
    assert [
        record.headers[f"WARC-{name}"]
        for name in ("Refers-To", "Refers-To-Target-URI", "Refers-To-Date", "Payload-Digest")
    ] == [
        original.headers[f"WARC-{name}"]
        for name in ("Record-ID", "Target-URI", "Date", "Payload-Digest")
    ]
    with opened(folder) as archive:
        archive.reindex()
        assert archive.verify().ok


def test_a_chunked_body_is_read_back_and_is_no_original_of_another(
    tmp_path: Path, site: Site
) -> None:
    """A replay tool undoes the chunks that the later headers speak of."""
    folder = tmp_path / "archive"
    whole, pieces = (captured(folder, site.url(path)) for path in ("/a", "/chunked"))
    assert [response(folder, each).type for each in (whole, pieces)] == ["response"] * 2
    again = response(folder, captured(folder, site.url("/chunked")))
    assert again.headers["WARC-Refers-To"] == f"<urn:uuid:{pieces.response_id}>"
    Scene(folder, whole, pieces).say(
        "UPDATE payloads SET record_id = ? WHERE payload LIKE '% chunked'", whole.response_id
    )
    assert response(folder, captured(folder, site.url("/chunked"))).type == "response"


@pytest.mark.long
def test_a_large_body_is_read_back(tmp_path: Path) -> None:
    body = b"<p>" + random.Random(3).randbytes(3_000_000).hex().encode()
    with Site({"/a": Answer(body, chunked=True)}) as site:
        folder = tmp_path / "archive"
        first = captured(folder, site.url("/a"))
        assert response(folder, captured(folder, site.url("/a"))).type == "revisit"
        place = Place.of(folder, first.response_id or "")
        place.flip(place.length - 20_000)
        assert response(folder, captured(folder, site.url("/a"))).type == "response"


def test_every_bit_of_an_original_counts(tmp_path: Path) -> None:
    """Whichever bit is flipped, what is then taken for the original is what it was."""
    folder = tmp_path / "archive"
    with Site({"/a": Answer(b"<p>Az", headers={"Content-Type": "text/html"})}) as site:
        first = captured(folder, site.url("/a"))
    place = Place.of(folder, first.response_id or "")
    sound = place.path.read_bytes()
    with opened(folder) as archive:
        payload = archive.record(first.id).json()["exchanges"][-1]["payload"]
        original = archive.originals(payload)
        assert original is not None and original.id == first.response_id
        known = 0
        for position in range(place.length):
            place.flip(position, position % 8)
            found = CheckedOriginals(folder, archive.index, Appended())(payload)
            assert found in (None, original)
            known += found is not None
            place.path.write_bytes(sound)
        assert known < 12  # bits of gzip's own header that say nothing


def test_an_original_is_read_once_while_its_file_is_what_it_was(
    tmp_path: Path, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[int] = []
    reads = originals.read_checked
    monkeypatch.setattr(
        originals,
        "read_checked",
        lambda path, offset: (read.append(offset), reads(path, offset))[1],
    )
    folder = tmp_path / "archive"
    with opened(folder) as archive:
        options = archive.fetch_options(allow_private=True, requisites=False)
        first = archive.capture(site.url("/a"), options=options)
        payload = archive.record(first.id).json()["exchanges"][-1]["payload"]
        assert read == []
        assert [archive.originals(payload) is not None for _ in range(5)] == [True] * 5
        assert len(read) == 1
        for _ in range(3):  # we append to its file, which changes nothing in it
            captured_again = archive.capture(site.url("/a"), options=options)
            assert archive.record(captured_again.response_id or "").type == "revisit"
        archive.capture(site.url("/other"), options=options)
        assert len(read) == 1
        Place.of(folder, first.response_id or "").flip(200)
        again = archive.capture(site.url("/a"), options=options)
        assert archive.record(again.response_id or "").type == "response"
        third = archive.capture(site.url("/a"), options=options)
        assert archive.record(third.response_id or "").type == "revisit"


def test_what_is_remembered_is_bounded(
    tmp_path: Path, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(originals, "REMEMBERED", 1)
    folder = tmp_path / "archive"
    for path in ("/a", "/other"):
        captured(folder, site.url(path))
    with opened(folder) as archive:
        payloads = [
            row[0] for row in archive.index.connection.execute("SELECT payload FROM payloads")
        ]
        assert len(payloads) == 2
        for _ in range(2):
            assert all(archive.originals(payload) for payload in payloads)
            assert len(archive.originals._read) == 1


# -- what was cut ----------------------------------------------------------------------------


def _cut(body: bytes) -> dict[str, bytes]:
    """Answers that end early, so that what came is a body that is known."""
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n"
    return {
        "/length": head + b"Content-Length: %d\r\n\r\n" % (len(body) + 500) + body,
        "/chunks": head + b"Transfer-Encoding: chunked\r\n\r\n" + chunked(body, end=b""),
        "/broken": head
        + b"Transfer-Encoding: chunked\r\n\r\n"
        + chunked(body, end=b"no chunk\r\n"),
    }


@pytest.mark.parametrize("path", _cut(BODY))
def test_what_was_cut_is_never_left_out(tmp_path: Path, path: str) -> None:
    """Nor is it an original, whatever came of it."""
    whole = {
        "/whole": answer(BODY, "Content-Type: text/html; charset=utf-8"),
        "/in-chunks": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + chunked(BODY),
    }

    def serve(client: Client) -> None:
        client.send((whole | _cut(BODY))[path_of(client.read_request())])

    folder = tmp_path / "archive"
    with RawServer(serve) as server:
        for each in whole:
            assert response(folder, captured(folder, server.url(each))).type == "response"
        cut = captured(folder, server.url(path))
        assert cut.error is not None
        record = response(folder, cut)
        assert record.type == "response"
        assert record.headers["WARC-Truncated"] in ("disconnect", "unspecified")
        assert record.body == BODY
        known = response(folder, captured(folder, server.url("/whole")))
        assert known.headers["WARC-Refers-To"] != f"<urn:uuid:{cut.response_id}>"
    with opened(folder) as archive:
        said = archive.record(cut.id).json()["exchanges"][-1]
        assert (said["payload"], said["revisit_of"]) == (None, None)
        assert archive.verify().ok


def test_what_a_limit_cut_is_never_left_out(tmp_path: Path) -> None:
    """A body cut at our own limit is, up to there, a body that is known."""
    folder = tmp_path / "archive"
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n"
    bodies = {"/a": BODY, "/long": BODY * 3}

    def serve(client: Client) -> None:
        client.send(head + bodies[path_of(client.read_request())])

    with RawServer(serve) as server:
        captured(folder, server.url("/a"))
        settings = f"[politeness]\nretries = 0\n[limits]\nmax_body = {len(BODY)}\n"
        (folder / "dragoman.toml").write_text(settings, encoding="utf-8")
        with Archive(folder) as archive:
            cut = archive.capture(server.url("/long"), allow_private=True)
            record = archive.record(cut.response_id or "")
            assert (record.type, record.headers["WARC-Truncated"]) == ("response", "length")
            assert record.body == BODY


# -- the others who ask ----------------------------------------------------------------------


def _exchanges(content: dict[str, Any]) -> list[dict[str, Any]]:
    return [each for entry in content["requisites"] for each in entry["exchanges"]]


def _requisites(archive: Archive, held: Page) -> dict[str, Any]:
    (identity,) = query.requisites_records(archive.index.connection, held.id)
    return archive.record(identity).json()


@pytest.mark.parametrize("damaged", [False, True])
def test_watching_keeps_the_body_again_where_its_original_is_damaged(
    tmp_path: Path, site: Site, damaged: bool
) -> None:
    """Where a page is captured since it changed; and where it is as it was."""
    folder = tmp_path / "archive"
    site.answers["/b"] = Answer(BODY.replace(b"11:00", b"10:00"), headers=HTML)
    same, changed = captured(folder, site.url("/a")), captured(folder, site.url("/b"))
    site.answers["/b"] = Answer(BODY, headers=HTML)
    if damaged:
        Scene(folder, same, same).place.flip(500)
    with opened(folder) as archive:
        options = archive.fetch_options(allow_private=True, requisites=False)
        (look,) = archive.watch([changed.id], options=options)
        assert look.finding == "changed" and look.captured is not None
        new = archive.page(look.captured)
        assert archive.record(new.response_id or "").type == ("response" if damaged else "revisit")
        assert new.response().body == BODY
        if not damaged:
            (look,) = archive.watch([same.id], options=options)
            (exchange,) = archive.record(look.id).json()["exchanges"]
            assert exchange["revisit_of"] == same.response_id


@pytest.mark.parametrize("damaged", [False, True])
def test_what_a_page_shows_is_kept_again_where_its_original_is_damaged(
    tmp_path: Path, damaged: bool
) -> None:
    shown = b"<!doctype html><img src=/1.png><p>" + AZ_TEXT.encode()
    answers = {"/a": Answer(shown, headers=HTML), "/1.png": pixel(1)}
    _shown_again(tmp_path / "archive", answers, damaged, browser=False)


@pytest.mark.skipif(Chromium.find() is None, reason="needs Chromium, which is not installed")
@pytest.mark.parametrize("damaged", [False, True])
def test_what_a_browser_asks_for_is_kept_again_where_its_original_is_damaged(
    tmp_path: Path, damaged: bool
) -> None:
    pytest.importorskip("playwright.async_api")
    shown = b"<!doctype html><img src=/1.png><p>" + AZ_TEXT.encode()
    answers = {"/a": Answer(shown, headers=HTML), "/1.png": pixel(1)}
    _shown_again(tmp_path / "archive", answers, damaged, browser=True)


def _shown_again(folder: Path, answers: dict[str, Answer], damaged: bool, browser: bool) -> None:
    with Site(answers) as site, opened(folder) as archive:
        options = archive.fetch_options(allow_private=True, browser=browser)
        first = archive.capture(site.url("/a"), options=options)
        (before,) = (
            each
            for each in _exchanges(_requisites(archive, first))
            if each["url"].endswith("/1.png")
        )
        if damaged:
            place = Place.of(folder, before["response"])
            place.flip(place.length // 2)
        second = archive.capture(site.url("/a"), options=options)
        (after,) = (
            each
            for each in _exchanges(_requisites(archive, second))
            if each["url"].endswith("/1.png")
        )
        kept = archive.record(after["response"])
        if damaged:
            assert (kept.type, kept.body) == ("response", pixel(1).body)
        else:
            assert kept.headers["WARC-Refers-To"] == f"<urn:uuid:{before['response']}>"


def test_of_several_that_are_whole_the_oldest_is_the_original(tmp_path: Path, site: Site) -> None:
    """A body that was kept again, and the first was mended out of a copy."""
    folder = tmp_path / "archive"
    first = captured(folder, site.url("/a"))
    place = Place.of(folder, first.response_id or "")
    place.flip(place.length // 2)
    assert response(folder, captured(folder, site.url("/a"))).type == "response"
    place.flip(place.length // 2)
    again = response(folder, captured(folder, site.url("/a")))
    assert again.headers["WARC-Refers-To"] == f"<urn:uuid:{first.response_id}>"


@pytest.mark.parametrize("after_more", [False, True], ids=["read", "appended to"])
@pytest.mark.parametrize("change", ["its size", "its time", "its number"])
def test_a_file_that_changed_in_anything_is_read_again(
    tmp_path: Path, site: Site, change: str, after_more: bool
) -> None:
    folder = tmp_path / "archive"
    with opened(folder) as archive:
        options = archive.fetch_options(allow_private=True, requisites=False)
        first = archive.capture(site.url("/a"), options=options)
        payload = archive.record(first.id).json()["exchanges"][-1]["payload"]
        assert archive.originals(payload) is not None
        if after_more:
            archive.capture(site.url("/other"), options=options)
            assert archive.originals(payload) is not None
        place = Place.of(folder, first.response_id or "")
        before = place.path.stat()
        if change == "its size":
            with place.path.open("r+b") as stream:
                stream.truncate(place.offset + place.length // 2)
        elif change == "its time":
            time.sleep(0.02)  # so long a file's time may stand still
            with place.path.open("r+b") as stream:
                stream.seek(place.offset + place.length // 2)
                stream.write(b"\0\0\0\0")
        else:
            other = folder / "other"
            damaged = bytearray(place.path.read_bytes())
            damaged[place.offset + place.length // 2] ^= 1
            other.write_bytes(damaged)
            other.replace(place.path)
        if change != "its time":
            os.utime(place.path, ns=(before.st_atime_ns, before.st_mtime_ns))
        assert archive.originals(payload) is None
