"""The index is opened by many at once, and each finds it whole."""

from __future__ import annotations

import hashlib
import io
import json
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from itertools import count
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import urlsplit

import pytest

from dragoman.archive import Archive
from dragoman.archiver.records.record import Record, _record, json_record
from dragoman.archiver.store.store import Store
from dragoman.errors import IndexUnusable
from dragoman.index.building import schema
from dragoman.index.building.view import Index
from dragoman.index.sqlite import bounds
from dragoman.provenance.digest import warc_digest
from dragoman.steps.upkeep import repair_folder, verify_folder
from tests.archiver.store.test_store import append, make
from tests.support.site import AZ_TEXT, Answer, Site, page
from tests.support.told_pages import Told, put


def ids(index: Index) -> set[str]:
    index.catch_up()
    return {row["id"] for row in index.connection.execute("SELECT id FROM records")}


def test_many_may_make_the_index_at_once(tmp_path: Path) -> None:
    """Programs that start together in a new archive; none removes what another makes."""
    for number in range(20):
        store = make(tmp_path / str(number))
        reported = set(append(store, 3))
        indexes = [Index(Store(store.folder, software="test/0")) for _ in range(4)]
        with ThreadPoolExecutor(4) as pool:
            found = list(pool.map(ids, indexes))
        assert all(reported <= each for each in found)
        for index in indexes:
            index.close()
        assert reported <= ids(Index(store))


def test_tables_are_made_all_or_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    connection = sqlite3.connect(tmp_path / "index.db", isolation_level=None)
    with monkeypatch.context() as patch:
        patch.setattr(schema, "TABLES", schema.TABLES + "; CREATE TABLE meta (name TEXT)")
        with pytest.raises(sqlite3.OperationalError, match="already exists"):
            schema.create(connection)
    assert connection.execute("SELECT 1 FROM sqlite_master").fetchone() is None
    schema.create(connection)
    schema.create(connection)
    assert schema.is_current(connection)


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("called_off", [True, False])
def test_ctrl_c_is_ctrl_c_also_where_it_comes_while_the_clock_is_looked_at(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, called_off: bool
) -> None:
    """And a question that took too long is none."""
    clock = count(0, 0.9)

    def look() -> float:
        if called_off:
            raise KeyboardInterrupt
        return next(clock)

    with Archive(tmp_path / "a") as archive:
        put(archive, Told([("Bir.", "One.")]))
        monkeypatch.setattr(bounds, "STEPS", 5)
        monkeypatch.setattr(bounds, "time", SimpleNamespace(monotonic=look))
        with pytest.raises(KeyboardInterrupt if called_off else IndexUnusable):
            archive.reindex()
        monkeypatch.undo()
        archive.reindex()
        assert len(archive.search("Bir")) == 1


def test_an_index_of_another_version_is_built_anew(tmp_path: Path) -> None:
    store = make(tmp_path / "archive")
    reported = set(append(store, 3))
    index = Index(store)
    index.catch_up()
    index.connection.execute("DELETE FROM records")
    index.connection.execute("PRAGMA user_version = 1")
    index.close()
    assert reported <= ids(Index(store))


@pytest.mark.parametrize("seal", [None, b"\xff\x00", 7, "\u202e", "", "0" * 64])
@pytest.mark.parametrize("column", ["nonce", "seal"])
def test_an_index_whose_seal_is_another_is_built_anew(
    tmp_path: Path, column: str, seal: object
) -> None:
    folder, note = tmp_path / "archive", tmp_path / "a.txt"
    note.write_text(AZ_TEXT, encoding="utf-8")
    with Archive(folder) as archive:
        archive.import_file(note)
        before = [str(row) for row in archive.list_pages()]
    with closing(sqlite3.connect(folder / "index.db")) as index:
        index.execute("UPDATE translations SET credit = 'x'")
        if column == "seal" or seal is not None:
            index.execute(f"UPDATE built SET {column} = ?", (seal,))
        else:
            index.execute("DELETE FROM built")
        index.commit()
    with Archive(folder) as archive:
        assert [str(row) for row in archive.list_pages()] == before
        assert "was not built on this machine" in " ".join(archive.store.notices)


def test_a_line_that_no_database_can_hold_hides_no_other(tmp_path: Path) -> None:
    """A ledger may come from somebody else; a lone surrogate is no text to SQLite."""
    folder = tmp_path / "archive"
    with Archive(folder) as archive:
        archive.store.append([json_record("k", "http://h/", {})], "captures")
    ledger = folder / "ledger.jsonl"
    line = json.loads(ledger.read_bytes().splitlines()[-1])
    for name in ("\ud800", 10**30, ["a"]):
        with ledger.open("a", encoding="utf-8") as stream:
            key = "offset" if isinstance(name, int) else "id"
            stream.write(json.dumps(line | {key: name}) + "\n")
    with Archive(folder) as archive:
        found = archive.index.connection.execute("SELECT id FROM records").fetchall()
        assert line["id"] in {row[0] for row in found}
        assert sum("could not be read" in each for each in archive.store.notices) == 3


# -- an index of another ledger --------------------------------------------------------------

HTML = {"Content-Type": "text/html; charset=utf-8"}
BODIES = {f"/{n}": page("az", f"Xəbər {n}", AZ_TEXT) for n in range(3)}


@pytest.fixture
def site() -> Iterator[Site]:
    with Site({path: Answer(body, headers=HTML) for path, body in BODIES.items()}) as served:
        yield served


def captured(folder: Path, *urls: str) -> list[str]:
    with Archive(folder) as archive:
        options = archive.fetch_options(allow_private=True, requisites=False, delay=0)
        done = list(archive.capture_many(urls, options=options))
        assert [each.error for each in done] == [None] * len(urls)
        return archive.store.notices


def held(folder: Path) -> dict[str, bytes]:
    """The pages of an archive by their paths, as they are read back out of it."""
    with Archive(folder) as archive:
        pages = [archive.page(each) for each in archive.page_ids()]
        return {urlsplit(each.url).path: each.response().body for each in pages}


def test_an_index_that_is_ahead_of_its_ledger_is_built_anew(tmp_path: Path, site: Site) -> None:
    """An archive that was copied while in use: what only the index knows of is not here."""
    first, second = tmp_path / "first", tmp_path / "second"
    captured(first, site.url("/0"))
    shutil.copytree(first, second)
    captured(first, site.url("/1"))
    shutil.copy(first / "index.db", second / "index.db")
    report = verify_folder(second)
    assert [each.kind for each in report.problems] == ["index"]
    assert "not of this ledger, or ahead of it" in report.problems[0].message
    (notice,) = captured(second, site.url("/1"))
    assert "copied while it was in use" in notice and "built anew" in notice
    assert held(second) == {path: BODIES[path] for path in ("/0", "/1")}
    assert verify_folder(second).ok
    assert captured(second, site.url("/2")) == []


def _of_another_archive(folder: Path, site: Site) -> None:
    other = folder.parent / "other"
    captured(other, site.url("/2"))
    shutil.copy(other / "index.db", folder / "index.db")


def _of_another_that_is_longer(folder: Path, site: Site) -> None:
    other = folder.parent / "other"
    for path in (*BODIES, *BODIES):
        captured(other, site.url(path))
    shutil.copy(other / "index.db", folder / "index.db")


def _noted(folder: Path, change: Callable[[int], int]) -> None:
    with closing(sqlite3.connect(folder / "index.db")) as connection, connection:
        (position,) = connection.execute("SELECT value FROM meta WHERE name='position'").fetchone()
        connection.execute(
            "UPDATE meta SET value = ? WHERE name = 'position'", (str(change(int(position))),)
        )


def _another_line_there(folder: Path, _: Site) -> None:
    """The ledger is as long as it was, and its last line another."""
    ledger = folder / "ledger.jsonl"
    data = bytearray(ledger.read_bytes())
    data[data.rindex(b'"sha256":"') + 12] ^= 1
    ledger.write_bytes(data)


def _repaired(folder: Path, _: Site) -> None:
    """Its ledger was cut and repaired by a program that left the index where it was."""
    index = (folder / "index.db").read_bytes()
    ledger = folder / "ledger.jsonl"
    ledger.write_bytes(b"".join(ledger.read_bytes().splitlines(keepends=True)[:-2]))
    assert repair_folder(folder)
    (folder / "index.db").write_bytes(index)


def _no_number(folder: Path, _: Site) -> None:
    with closing(sqlite3.connect(folder / "index.db")) as connection, connection:
        connection.execute("UPDATE meta SET value = 'x' WHERE name = 'position'")


def _nothing_noted(folder: Path, _: Site) -> None:
    with closing(sqlite3.connect(folder / "index.db")) as connection, connection:
        connection.execute("DELETE FROM meta")


STRANGE: dict[str, Callable[[Path, Site], None]] = {
    "of another archive": _of_another_archive,
    "of another that is longer": _of_another_that_is_longer,
    "in the middle of a line": lambda folder, _: _noted(folder, lambda place: place - 7),
    "past the end": lambda folder, _: _noted(folder, lambda place: place + 1000),
    "far past the end": lambda folder, _: _noted(folder, lambda place: place + 10**15),
    "before the beginning": lambda folder, _: _noted(folder, lambda place: -place),
    "at the beginning, and not empty": lambda folder, _: _noted(folder, lambda place: 0 * place),
    "no number": _no_number,
    "nothing noted, and not empty": _nothing_noted,
    "another line there": _another_line_there,
    "repaired": _repaired,
}


@pytest.mark.parametrize("name", STRANGE)
def test_an_index_of_another_ledger_is_built_anew(tmp_path: Path, site: Site, name: str) -> None:
    """And what is captured next is kept with its body, and depends on nothing that is not here."""
    folder = tmp_path / "archive"
    captured(folder, site.url("/0"), site.url("/1"))
    STRANGE[name](folder, site)
    before = {each.kind for each in verify_folder(folder).problems}
    assert "index" in before
    with Archive(folder) as archive:
        assert any("is built anew" in each for each in archive.store.notices)
        listed = list(archive.list_pages())
        archive.reindex()
        assert list(archive.list_pages()) == listed
    assert {each.kind for each in verify_folder(folder).problems} == before - {"index"}
    if name == "another line there":
        return  # the ledger is damaged, and nothing is appended to it
    captured(folder, *(site.url(path) for path in BODIES))
    assert held(folder) == BODIES
    assert {each.kind for each in verify_folder(folder).problems} == before - {"index"}


def test_an_index_that_is_behind_is_read_on(tmp_path: Path, site: Site) -> None:
    """Both ways: an older copy of this archive's own index is no other's."""
    folder = tmp_path / "archive"
    captured(folder, site.url("/0"))
    old = (folder / "index.db").read_bytes()
    captured(folder, site.url("/1"))
    (folder / "index.db").write_bytes(old)
    assert captured(folder, site.url("/2")) == []
    assert held(folder) == BODIES


def test_programs_that_have_an_index_open_see_that_it_was_built_anew(
    tmp_path: Path, site: Site
) -> None:
    """Names that were in it are put in again, by whoever had put them in before."""
    folder = tmp_path / "archive"
    captured(folder, site.url("/0"))
    with Archive(folder) as one, Archive(folder) as other:
        told = Told([("Elçin Quliyev danışıb.", None)])
        put(one, told)
        assert one.search("Guliyev") and other.search("Guliyev")
        _noted(folder, lambda place: place - 7)
        other.index.catch_up()
        assert other.search("Guliyev")
        put(one, told)
        other.index.catch_up()
        assert len(one.search("Guliyev")) == len(other.search("Guliyev")) == 2
    assert verify_folder(folder).ok


def test_two_programs_find_an_index_of_another_ledger_at_once(tmp_path: Path, site: Site) -> None:
    folder, other = tmp_path / "archive", tmp_path / "other"
    captured(folder, site.url("/0"))
    captured(other, site.url("/1"))
    for _ in range(10):
        for path in folder.glob("index.db*"):
            path.unlink()
        shutil.copy(other / "index.db", folder / "index.db")
        with ThreadPoolExecutor(4) as pool:
            found = list(pool.map(lambda _: held(folder), range(4)))
        assert found == [{"/0": BODIES["/0"]}] * 4
        assert verify_folder(folder).ok


def strange_records() -> Iterator[Record]:
    """Records that are whole and chained, and say what no record of ours does."""
    page = {"requested_url": "http://h/", "captured_at": "2026-01-01T00:00:00Z", "exchanges": []}
    for key, value in (
        ("requested_url", None), ("captured_at", None), ("http_status", {}), ("final_url", ["x"]),
        ("http_status", 10**30), ("exchanges", [1]), ("exchanges", 5), ("attempts", "x"),
        ("exchanges", [{"payload": "sha256:" + "0" * 64}]), ("error", "x"), ("note", {}), ("browser", 3),
    ):  # fmt: skip
        yield json_record("capture", "http://h/", page | {key: value})
    for kind in ("article", "translation", "decision", "requisites", "observation", "job", "link"):
        yield json_record(kind, "http://h/", {"n": None})
    block = b"[" * 100_000
    digest = warc_digest(hashlib.sha256(block).digest())
    headers = [("WARC-Target-URI", "urn:dragoman:capture:x"), ("WARC-Block-Digest", digest)]
    yield _record("metadata", io.BytesIO(block), len(block), "application/json", headers)


def test_a_record_that_says_anything_hides_no_other(tmp_path: Path, site: Site) -> None:
    folder = tmp_path / "archive"
    captured(folder, site.url("/0"))
    with Archive(folder) as archive:
        strange = list(strange_records())
        for each in strange:
            archive.store.append([each], "captures")
        archive.index.catch_up()
        said = [
            each for each in archive.store.notices if "could not be read into the index" in each
        ]
        assert len(said) == len(set(said)) == len(strange)
        archive.reindex()
    assert captured(folder, site.url("/1")) == []
    with Archive(folder) as archive:
        pages = [archive.page(each) for each in archive.page_ids()]
        assert [each.title for each in pages if each.article] == ["Xəbər 0", "Xəbər 1"]
