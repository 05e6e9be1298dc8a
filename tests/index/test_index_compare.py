"""`verify` compares all of the index with one that is built anew, and says in words what differs."""

from __future__ import annotations

import random
import shutil
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest

from dragoman.archive import Archive
from dragoman.archiver.records.record import Record, json_record
from dragoman.archiver.scans.sheet import Sheet
from dragoman.archiver.store.store import Store
from dragoman.index.building import compare, schema
from dragoman.index.building.compare import NOT_COMPARED
from dragoman.steps.upkeep import verify_folder
from dragoman.verify import Report
from tests.support.channel import channel_of
from tests.support.foreign_files import DATE
from tests.support.foreign_files import site as foreign_site
from tests.support.merged import merge_a_copy
from tests.support.odd_records import sound_record
from tests.support.site import AZ_TEXT, EN_TEXT, Answer, Site, page
from tests.support.told_pages import Told, records
from tests.support.translated_pages import LINES, add_page
from tests.support.whole_site import pixel

HTML = {"Content-Type": "text/html; charset=utf-8"}


def site() -> Site:
    az = page("az", "Məhkəmə iclası", AZ_TEXT).replace(
        b"</head>", b'<link rel="alternate" hreflang="en" href="/en"></head>'
    )
    return Site(
        {
            "/az": Answer(az.replace(b"<article>", b"<article><img src=/1.png>"), headers=HTML),
            "/en": Answer(page("en", "A hearing", EN_TEXT), headers=HTML),
            "/1.png": pixel(1),
            "/s/x": Answer(channel_of(3).page(None), headers=HTML),
        }
    )


def recordings(page: str) -> Record:
    """That recordings of a page were looked for."""
    content = {"page": page, "url": "http://h/", "visit": "v", "state": "ended", "exchanges": [],
               "requests": []}  # fmt: skip
    return json_record("media", "http://h/", content)


def revisited() -> bytes:
    """A file with a page and a revisit of another that no file holds."""
    made = foreign_site(1)
    made.record("revisit", "https://harbour.example/again", b"", warc={"WARC-Date": DATE})
    return made.content()


def sheet_of(page_id: str) -> Record:
    """A page of a scan that could not be read."""
    sheet = Sheet(1, 1, error="tesseract hung")
    content = {"page": page_id, **sheet.to_json()}
    return json_record("sheet", "http://h/", content, record_type="conversion", refers_to=page_id)


def make_full(folder: Path, work: Path) -> None:
    """An archive that puts something into every table, and has changed what it put there."""
    with site() as served, Archive(folder) as archive:
        options = archive.fetch_options(allow_private=True, delay=0)
        urls = [served.url("/az"), served.url("/en"), served.url("/gone"), served.url("/s/x")]
        list(archive.capture_many(urls, options=options, resume=True))
        list(archive.watch(options=options))
        nobody = ["http://127.0.0.1:9/all"]
        list(archive.corroborate(archive.page_ids()[:1], archives=nobody, options=options))
        az, en = archive.page_ids()[:2]
        archive.link(archive.page(en), archive.page(az))
        archive.annotate([en], note="a copy", tags=["məhkəmə"], mistaken="another page was meant")
        archive.annotate([en], tags=["həbs"], untags=["məhkəmə"], not_mistaken=True)
        archive.annotate([en], mistaken="it was")
        later = ("picture", "submission", "heard")
        archive.store.append([sound_record(each, {"capture": az}) for each in later], "derived")
        translated = add_page(archive, work, LINES)
        archive.decide(translated, 1, "edited", text="Nağıyev and Hüseynov spoke.", reviewer="r")
        archive.decide(translated, 1, "edited", text="The Quliyev decision.", reviewer="r")
        archive.decide(translated, 2, "approved", reviewer="r")
        archive.decide(translated, 3, "rejected", reviewer="q", comment="no")
        first, _ = archive.split(translated, 3, at=18, reviewer="q")
        archive.decide(translated, first, "edited", text="Nigar Ahadova", reviewer="q")
        archive.merge(translated, first, reviewer="q")
        archive.split(translated, 2, at=20, reviewer="q")
        archive.store.append([sheet_of(az)], "derived")
        archive.comment(translated, 3, "is that the number?", reviewer="r")
        archive.people()
        told = records(Told([("Məmmədov azad olunub.", "Mammadov was released.")]))
        for record in told:  # one at a time, as they come where a model is slow
            archive.store.append([record], "derived")
            archive.index.catch_up()
        archive.store.append([recordings(archive.page_ids()[0])], "captures")
        taken = archive.folder.parent / "again.warc.gz"
        taken.write_bytes(revisited())
        archive.import_file(taken)
        again = records(Told([("Əliyev azad olunub.", "Aliyev was.")]), told[0].id)[1:]
        archive.store.append(again, "derived")  # another reading of the same page
        archive.index.catch_up()
    merge_a_copy(folder, work, translated.id)


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> Path:
    work = tmp_path_factory.mktemp("full")
    make_full(work / "archive", work)
    return work / "archive"


@pytest.fixture
def copy(full: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(full, tmp_path / "copy"))


@contextmanager
def altered(folder: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(folder / "index.db", isolation_level=None)) as connection:
        yield connection


def said(folder: Path) -> list[str]:
    report = verify_folder(folder)
    assert all(each.kind == "index" and each.file == "index.db" for each in report.problems)
    return [each.message for each in report.problems]


def all_tables(connection: sqlite3.Connection) -> dict[str, list[str]]:
    """Every table of the schema by its columns."""
    rows = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    return {
        name: [row[1] for row in connection.execute(f"PRAGMA table_info({name})")]
        for (name,) in rows
    }


def empty() -> sqlite3.Connection:
    connection = sqlite3.connect(":memory:", isolation_level=None)
    schema.create(connection)
    return connection


TABLES = [name for name in all_tables(empty()) if name not in NOT_COMPARED]


# -- what is compared ------------------------------------------------------------------------


def test_an_index_that_grew_is_the_same_as_one_built_at_once(full: Path) -> None:
    """However many records were read in at a time: no alarm."""
    assert said(full) == []
    with altered(full) as connection:
        counts = {
            name: connection.execute(f"SELECT count(*) FROM {name}").fetchone()[0]
            for name in TABLES
        }
    assert min(counts.values()) > 0, counts


def test_only_what_has_a_reason_is_not_compared() -> None:
    with closing(empty()) as connection:
        found = all_tables(connection)
        assert set(compare.tables(connection)) == {n for n in found if n not in NOT_COMPARED}
    columns = {f"{name}.{column}" for name, held in found.items() for column in held}
    assert set(NOT_COMPARED) <= set(found) | columns
    assert all(len(reason) > 30 for reason in NOT_COMPARED.values())
    assert {"decisions", "payloads", "spellings", "meta", "same_page"} <= set(TABLES)


def test_a_table_that_is_added_is_compared_as_well(
    copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(schema, "TABLES", schema.TABLES + "; CREATE TABLE later (name TEXT)")
    monkeypatch.setattr(schema, "VERSION", schema.VERSION + 1)
    with Archive(copy) as archive:
        archive.reindex()
    assert said(copy) == []
    with altered(copy) as connection:
        connection.execute("INSERT INTO later VALUES ('there')")
    (message,) = said(copy)
    assert "the table later has 1 that the records do not give, such as there" in message


def _other(value: Any) -> Any:
    if isinstance(value, int | float):
        return value + 1000
    return f"{value or ''}x"


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.long(one_in=3)
def test_every_value_of_every_table_counts(copy: Path, table: str) -> None:
    """Each column of the first row, changed by itself."""
    with altered(copy) as connection:
        columns = all_tables(connection)[table]
        rowid = table in ("articles", "segments", "targets", "search")
        key = "rowid" if rowid else columns[0]
        if table == "search":
            columns = [*columns, "rowid"]
        first = connection.execute(f"SELECT {key}, {', '.join(columns)} FROM {table}").fetchone()
    sound = (copy / "index.db").read_bytes()
    for column, value in zip(columns, first[1:], strict=True):
        (copy / "index.db").write_bytes(sound)
        with altered(copy) as connection:
            new = value + 10**9 if column == "rowid" else _other(value)
            connection.execute(
                f"UPDATE OR IGNORE {table} SET {column} = ? WHERE {key} = ?", (new, first[0])
            )
            assert connection.execute("SELECT total_changes()").fetchone()[0] > 0
        (message, *_) = compare.compare(Store(copy, software="test")).differences
        if table == "meta":
            assert "is not of this ledger" in message or "the table meta" in message
        else:
            assert f"the table {table} " in message, (column, message)


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.long(one_in=3)
def test_a_row_that_is_missing_is_said(copy: Path, table: str) -> None:
    with altered(copy) as connection:
        count = connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
        connection.execute(f"DELETE FROM {table}")
    messages = said(copy)
    if table == "meta":
        assert "not of this ledger" in messages[0]  # as far as it got, it should hold nothing
        return
    (message,) = [each for each in messages if f"the table {table} " in each]
    assert f"the table {table} lacks {count} of what the records give, such as " in message
    assert '"dragoman reindex" builds it anew' in message
    with Archive(copy) as archive:
        archive.reindex()
    assert said(copy) == []


def test_the_numbers_of_an_article_s_rows_are_its_own(copy: Path) -> None:
    with altered(copy) as connection:
        rows = connection.execute(
            "SELECT id, place FROM articles WHERE current AND place IS NOT NULL LIMIT 2"
        ).fetchall()
        for identity, place in ((rows[0][0], None), (rows[1][0], rows[0][1])):
            connection.execute("UPDATE articles SET place = ? WHERE id = ?", (place, identity))
        connection.execute("UPDATE articles SET place = ? WHERE id = ?", (rows[1][1], rows[0][0]))
    messages = said(copy)
    assert any("the table search " in each for each in messages)
    assert any("the table articles " in each for each in messages)


# -- the database itself ---------------------------------------------------------------------


def test_what_is_searched_is_checked_and_not_only_what_it_is_made_of(copy: Path) -> None:
    """Its rows say what they did, and a word that is in them would not be found."""
    with altered(copy) as connection:
        (before,) = connection.execute("SELECT count(*) FROM search").fetchone()
        connection.execute("DELETE FROM search_data WHERE id > 10")
        assert connection.execute("SELECT count(*) FROM search").fetchone() == (before,)
    (message, *_) = said(copy)
    assert "it is damaged (search: " in message


def test_a_view_or_an_index_that_is_not_there_is_said(copy: Path) -> None:
    for statement, named in (
        ("DROP VIEW sentences", "the view sentences"),
        ("DROP INDEX pages_by_date", "the index pages_by_date"),
        ("CREATE TABLE mine (x)", "the table mine"),
    ):
        with altered(copy) as connection:
            connection.execute(statement)
        (message,) = said(copy)
        assert "it is not made as ours is" in message and named in message
        with Archive(copy) as archive:
            archive.reindex()


def test_an_index_that_lost_a_row_of_its_own_is_damaged(copy: Path) -> None:
    """A list by date would not show the page, though its table has it."""
    with altered(copy) as connection:
        connection.execute("PRAGMA writable_schema = ON")
        kept = "SELECT rootpage FROM sqlite_master WHERE name = ?"
        root = connection.execute(kept, ("observations_by_page",)).fetchone()[0]
        connection.execute(
            "UPDATE sqlite_master SET rootpage = ? WHERE name = 'pages_by_date'", (root,)
        )
    (message, *_) = said(copy)
    assert "it is damaged" in message


@pytest.mark.parametrize("content", [b"", b"no database at all, " * 500])
def test_a_file_that_is_no_index_is_said(copy: Path, content: bytes) -> None:
    for path in copy.glob("index.db*"):
        path.write_bytes(content)
    (message,) = said(copy)
    assert "index.db" not in message and '"dragoman reindex" builds it anew' in message
    with Archive(copy) as archive:
        assert len(archive.page_ids()) == 12
    assert said(copy) == []


def test_flipped_bits_are_found_or_say_nothing_else(copy: Path) -> None:
    """Whatever flips: no error, and where it is not found the index says what it did."""
    sound = (copy / "index.db").read_bytes()
    with Archive(copy) as archive:
        expected = [str(row) for row in archive.list_pages()]
    dice = random.Random(5)
    used = [place for place, byte in enumerate(sound) if byte]
    missed = 0
    for place in dice.sample(used, 80):
        damaged = bytearray(sound)
        damaged[place] ^= 1 << dice.randrange(8)
        for path in copy.glob("index.db*"):
            path.unlink()
        (copy / "index.db").write_bytes(damaged)
        report = verify_folder(copy)
        if report.ok:
            missed += 1
            with Archive(copy) as archive:
                assert [str(row) for row in archive.list_pages()] == expected
    assert missed < 40, missed  # rows that were there once, and bytes that say nothing


def test_a_text_that_is_none_any_more_is_a_difference(copy: Path) -> None:
    with altered(copy) as connection:
        connection.execute("UPDATE translations SET credit = CAST(x'54ff' AS TEXT)")
    (problem,) = said(copy)
    assert "the table translations lacks" in problem


def test_of_another_version_it_is_not_compared_and_that_is_said(copy: Path) -> None:
    for version, ok in ((schema.VERSION - 1, True), (schema.VERSION + 1, False), (0, False)):
        with altered(copy) as connection:
            connection.execute(f"PRAGMA user_version = {version}")
        report = verify_folder(copy)
        assert report.ok == ok
        notes = [each for each in report.notes if "older version" in each]
        assert bool(notes) == ok


# -- beside other programs -------------------------------------------------------------------


def test_an_index_that_is_behind_is_no_damage_and_is_left_behind(copy: Path) -> None:
    old = (copy / "index.db").read_bytes()
    with Archive(copy) as archive:
        for record in records(Told([("Yeni xəbər.", None)])):
            archive.store.append([record], "derived")
    (copy / "index.db").write_bytes(old)
    assert said(copy) == []
    assert (copy / "index.db").read_bytes() == old


def test_a_missing_index_is_no_damage(copy: Path) -> None:
    for path in copy.glob("index.db*"):
        path.unlink()
    assert said(copy) == []
    assert not (copy / "index.db").exists()


def test_a_locked_index_is_not_compared_and_that_is_said(
    copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(compare, "BUSY_SECONDS", 0.1)
    with altered(copy) as connection:
        connection.execute("PRAGMA locking_mode = EXCLUSIVE")
        connection.execute("BEGIN EXCLUSIVE")
        connection.execute("SELECT count(*) FROM pages")
        report: Report = verify_folder(copy)
    assert report.ok
    assert any("it was not compared" in each and "in use" in each for each in report.notes)


def test_it_is_compared_while_records_come(copy: Path) -> None:
    """At one moment, in one transaction: what comes meanwhile is no difference."""
    stop = threading.Event()

    def go_on() -> None:
        with Archive(copy) as archive:
            while not stop.is_set():
                for record in records(Told([("Yenə xəbər var.", "News again.")])):
                    archive.store.append([record], "derived")
                    archive.index.catch_up()

    thread = threading.Thread(target=go_on)
    thread.start()
    try:
        for _ in range(6):
            assert compare.compare(Store(copy, software="test")).differences == []
    finally:
        stop.set()
        thread.join()
    assert said(copy) == []
