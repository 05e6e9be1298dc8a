"""Rows that are written many at a time: the same tables as one record after the other gives."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from dragoman.archive import Archive
from dragoman.archiver.records.record import json_record, new_id
from dragoman.archiver.store.store import Store
from dragoman.index.ahead.ahead import Ahead
from dragoman.index.ahead.process import items
from dragoman.index.ahead.said import Said
from dragoman.index.building import batch as building
from dragoman.index.building import following, schema, view
from dragoman.index.building.apply import RULES
from dragoman.index.building.batch import Batch
from dragoman.index.building.view import Index
from dragoman.index.records.record_shapes import SHAPES
from dragoman.index.search import searchable
from dragoman.index.search.places import ROOM, Wanted, give_places, place_of, places_within
from dragoman.index.sqlite import bounds
from tests.index.test_index_compare import make_full
from tests.support.odd_records import AT, CAPTURE, MERGE
from tests.support.told_pages import Told, put, records

# What differs from one building to the next: its seal, and how FTS5 keeps what it is handed.
OF_ITS_OWN = ("built", "search_data", "search_idx", "search_config")
SAME_TIME = "2026-03-01T12:00:00.000Z"


def tables(folder: Path, path: Path) -> dict[str, list[tuple[object, ...]]]:
    """All rows of an index that is built at `path`."""
    with closing(Index(Store(folder, software="test"), path)) as index:
        index.catch_up()
        return tables_of(index)


def tables_of(index: Index) -> dict[str, list[tuple[object, ...]]]:
    asked = index.reading
    names = asked.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    return {
        name: sorted(asked.execute(f"SELECT * FROM {name}"), key=repr)
        for (name,) in names
        if name not in OF_ITS_OWN
    }


def test_all_at_once_and_one_after_the_other_give_the_same_tables(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "archive"
    make_full(folder, tmp_path)
    at_once = tables(folder, tmp_path / "1.db")
    monkeypatch.setattr(following, "BATCH", 1)
    each_alone = tables(folder, tmp_path / "2.db")
    monkeypatch.setattr(following, "BATCH", 7)
    some = tables(folder, tmp_path / "3.db")
    assert at_once["decisions"] and at_once["segmentations"] and at_once["search_content"]
    for name, rows in at_once.items():
        assert each_alone[name] == rows, name
        assert some[name] == rows, name


def out_of_order(archive: Archive) -> None:
    """Records as they come out of other archives: what speaks of another before that itself."""
    told = Told([("Salam dünya.", "Hello."), ("Sağ ol.", "Bye.")], states={2: "approved"})
    page, article, translation, decision = records(told)
    cut = {"article": article.id, "reviewer": "r", "time": AT,
           "segments": [{"n": 3, "start": 0, "stop": 5}, {"n": 4, "start": 6, "stop": 12},
                        {"n": 2, "start": 14, "stop": 21}]}  # fmt: skip
    segmentation = json_record("segmentation", "https://e.org/", cut)
    archive.store.append([decision, segmentation, page, article, translation], "derived")
    *others, decided = records(Told([("Gün aydın.", "Morning.")], states={1: "approved"}))
    archive.store.append([decided, *others], "derived")
    foreign = {"file": "imports/a.warc", "offset": 0}
    imported = json_record(
        "import", "https://e.org/f", dict(CAPTURE, page=None, exchanges=[], foreign=foreign)
    )
    moved = [{"record": imported.id, "was": "imports/a.warc", "file": "imports/b.warc"}]
    merge = json_record("merge", "https://e.org/", dict(MERGE, files=moved))
    archive.store.append([imported, merge], "derived")


def test_records_out_of_order_give_the_same_tables_however_many_are_read_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Archive(tmp_path / "archive") as archive:
        out_of_order(archive)
        assert not archive.store.notices
    at_once = tables(tmp_path / "archive", tmp_path / "1.db")
    monkeypatch.setattr(following, "BATCH", 1)
    each_alone = tables(tmp_path / "archive", tmp_path / "2.db")
    for name, rows in at_once.items():
        assert each_alone[name] == rows, name
    for built in (at_once, each_alone):
        assert "imports/b.warc" in repr(built["pages"])
        assert repr(built["targets"]).count("approved") == 2
        # Of two articles: 0 is a headline, 3 and 4 are as somebody cut the first.
        assert sorted(row[1] for row in built["segments"]) == [0, 0, 1, 2, 3, 4]
        assert sorted(row[1] for row in built["targets"]) == [1, 2, 3, 4]


def test_a_row_that_cannot_be_written_costs_its_record_alone(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    long = "Uzun cümlə burada durur. " * 4_000
    put(archive, Told([("Birinci.", "First.")], url="https://e.org/1"))
    put(archive, Told([(long, "Long.")], url="https://e.org/2"))
    put(archive, Told([("Üçüncü.", "Third.")], url="https://e.org/3"))
    put(archive, Told([("Qısa.", long)], url="https://e.org/4"))
    odd = json_record("verdict", "https://e.org/3", {"page": 1})
    archive.store.append([odd], "derived")
    archive.index.catch_up()
    archive.store.notices.clear()
    monkeypatch.setattr(bounds, "LARGEST_VALUE", 50_000)
    archive.reindex()
    held = archive.index.connection.execute(
        "SELECT p.url, count(a.id) FROM pages p LEFT JOIN articles a ON a.page_id = p.id GROUP BY 1"
    )
    assert [tuple(row) for row in held] == [
        ("https://e.org/1", 1), ("https://e.org/2", 0), ("https://e.org/3", 1),
        ("https://e.org/4", 1),
    ]  # fmt: skip
    notices = archive.store.notices  # the article, the translation, and the odd one: each once
    assert len(notices) == 3 and odd.id in notices[-1]
    assert all("could not be read into the index" in each for each in notices)
    segments = archive.index.connection.execute("SELECT count(*) FROM segments").fetchone()
    assert segments[0] == 6  # those of three sentences and their headlines: nothing of the other
    # Of the second page it is there, without its article; of the fourth there is nothing.
    translations = archive.index.connection.execute("SELECT count(*) FROM translations").fetchone()
    assert translations[0] == 3


def test_what_waits_of_a_record_is_not_written_where_the_rest_cannot_be(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = new_id()
    put(archive, Told([("Birinci.", "First.")], url="https://e.org/1"))
    listed = [{"url": f"https://e.org/{n}", "page": page} for n in range(2_000)]
    told = {"page": page, "verdict": {"kind": "wall", "reason": "a login wall"},
            "posts": {"network": "telegram", "older": None, "posts": listed}}  # fmt: skip
    archive.store.append([json_record("verdict", "https://e.org/2", told)], "derived")
    monkeypatch.setattr(bounds, "LARGEST_VALUE", 50_000)
    archive.reindex()
    held = archive.index.connection
    assert "could not be read into the index" in archive.store.notices[-1]
    for table in ("verdicts", "post_lists"):
        asked = held.execute(f"SELECT count(*) FROM {table} WHERE page_id = ?", (page,))
        assert asked.fetchone()[0] == 0, table
    assert len(archive.search("Birinci")) == 1


def test_rows_do_not_wait_for_ever(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nor do those of many articles, into many languages, lie in memory at once."""
    monkeypatch.setattr(building, "MOST_WAITING", 5)
    monkeypatch.setattr(searchable, "AT_ONCE", 2)
    waited: list[int] = []
    asked: list[int] = []
    write, rows_of_some = Batch.write, searchable._rows

    def watched(self: Batch, statement: str, rows: Iterable[tuple[object, ...]]) -> None:
        write(self, statement, rows)
        waited.append(max(map(len, self._rows.values()), default=0))

    def some(connection: sqlite3.Connection, articles: Sequence[str], *told: Any) -> Any:
        asked.append(len(articles))
        return rows_of_some(connection, articles, *told)

    monkeypatch.setattr(Batch, "write", watched)
    monkeypatch.setattr(searchable, "_rows", some)
    for n in range(7):
        archive.store.append(records(Told([("Bir.", f"News{n}x."), ("İki.", "Two.")])), "derived")
    archive.index.catch_up()
    assert max(waited) == 5
    assert max(asked) == 2 and sum(asked) == 7
    assert all(len(archive.search(f"News{n}x")) == 1 for n in range(7))


def test_rows_wait_until_they_are_many(archive: Archive) -> None:
    """What a page costs is counted in statements, and not by a clock."""
    asked: list[str] = []
    connection = archive.index.connection
    connection.set_trace_callback(asked.append)
    many = [Told([("Bir.", "One."), ("İki.", "Two.")], f"2026-03-{n:02}") for n in range(1, 28)]
    for told in many:
        archive.store.append(records(told), "derived")
    archive.index.catch_up()
    connection.set_trace_callback(None)
    # Beside inserted rows and a place for each article, a fixed number whatever the pages.
    others = [each for each in asked if not each.lstrip().startswith(("INSERT", "--"))]
    assert len(others) < 2 * len(many) + 40, len(others)


# -- which numbers the rows of an article have -----------------------------------------------


@pytest.fixture
def made() -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        connection.row_factory = sqlite3.Row
        schema.create(connection, lightly=True)
        yield connection


def placed(
    made: sqlite3.Connection, batches: Sequence[Sequence[tuple[str, int]]]
) -> dict[str, int]:
    """The places of articles of one time that come so, each with its last sentence's number."""
    for table in ("pages", "articles", "segments"):
        made.execute(f"DELETE FROM {table}")
    for batch in batches:
        for name, last in batch:
            made.execute(
                "INSERT INTO pages (id, url, captured_at) VALUES (?, 'u', ?)", (name, SAME_TIME)
            )
            made.execute(
                "INSERT INTO articles (id, page_id, made_at, text, text_sha256) "
                "VALUES (?1, ?1, '', '', '')",
                (name,),
            )
            made.execute("INSERT INTO segments VALUES (?, ?, 1, '', 0, 0, '', '')", (name, last))
        give_places(made, {name: Wanted(SAME_TIME, last) for name, last in batch})
    rows = made.execute("SELECT id, place FROM articles").fetchall()
    return {row["id"]: row["place"] for row in rows}


def test_pages_of_one_moment_have_the_same_places_whichever_came_first(
    made: sqlite3.Connection,
) -> None:
    articles = [(f"{n * 7919 % 1000:03}", 12) for n in range(60)]
    wanted = placed(made, [articles])
    assert len(set(wanted.values())) == 60
    assert min(wanted, key=lambda each: each) in {
        each for each, place in wanted.items() if place == place_of(SAME_TIME)
    }
    dice = random.Random(4)
    for size in (1, 7, 60):
        dice.shuffle(articles)
        batches = [articles[start : start + size] for start in range(0, 60, size)]
        assert placed(made, batches) == wanted


def test_a_long_article_has_room_for_its_sentences(made: sqlite3.Connection) -> None:
    articles = [("b", 3 * ROOM + 5), *((f"c{n}", 12) for n in range(20)), ("a", 2 * ROOM)]
    for order in (articles, articles[::-1]):
        places = placed(made, [[each] for each in order])
        lasts = dict(articles)
        taken = sorted((place - lasts[each], place) for each, place in places.items())
        assert all(a[1] < b[0] for a, b in pairwise(taken))


def test_who_makes_way_is_found_where_it_went(archive: Archive) -> None:
    """Also what was searched before is, once an article with a lower id has taken its place."""
    for n in range(30):
        put(archive, Told([(f"Xəbər{n} burada.", f"News{n}x here.")], url=f"https://e.org/{n}"))
    for n in range(30):
        (hit,) = archive.search(f"News{n}x")
        assert hit.url == f"https://e.org/{n}"
    held = [hit.url for hit in archive.search("burada", limit=50)]
    archive.reindex()
    assert [hit.url for hit in archive.search("burada", limit=50)] == held


def test_a_time_has_its_milliseconds_wholly() -> None:
    first, last = places_within("2026-03-01T12:00:00.000+00:00", "2026-03-01T12:00:00.999+00:00")
    assert first <= place_of("2026-03-01T12:00:00.000400Z") <= last
    assert first <= place_of("2026-03-01T12:00:00.999900Z") <= last
    assert place_of("2026-03-01T11:59:59.999900Z") < first
    assert place_of("2026-03-01T12:00:01.000000Z") > last


def test_a_batch_writes_what_waits_in_its_order() -> None:
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        connection.execute("CREATE TABLE t (id PRIMARY KEY, said)")
        batch = Batch(connection, set())
        batch.write("INSERT OR REPLACE INTO t VALUES (?, ?)", [(1, "a"), (2, "b")])
        batch.write("INSERT OR REPLACE INTO t VALUES (?, ?)", [(1, "c")])
        assert connection.execute("SELECT * FROM t").fetchall() == []
        batch.flush()
        assert connection.execute("SELECT * FROM t ORDER BY id").fetchall() == [(1, "c"), (2, "b")]


# -- records that are read ahead ---------------------------------------------------------------


def rows_of(folder: Path, path: Path) -> tuple[dict[str, list[tuple[object, ...]]], list[str]]:
    store = Store(folder, software="test")
    with closing(Index(store, path)) as index:
        index.catch_up()
        return tables_of(index), store.notices


@pytest.mark.parametrize("hindered", ["not at all", "it ends", "it says other records"])
def test_what_is_read_ahead_changes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, hindered: str
) -> None:
    folder = tmp_path / "archive"
    with Archive(folder) as archive:
        for n in range(40):
            put(archive, Told([(f"Xəbər {n}.", "News."), ("Nigar Əliyeva.", "Nigar.")]))
        odd = json_record("translation", "http://h/", {"dragoman": 1}, record_type="conversion")
        archive.store.append([odd, *records(Told([("Son.", "Last.")]))], "derived")
    alone, told = rows_of(folder, tmp_path / "1.db")
    taken: list[object] = []
    take = Ahead.take

    def watched(self: Ahead, identity: str) -> Said | None:
        if len(taken) == 30 and hindered == "it ends":
            self._process.kill()
        asked = "another" if len(taken) == 30 and hindered == "it says other records" else identity
        taken.append(take(self, asked))
        return taken[-1]  # type: ignore[return-value]

    monkeypatch.setattr(Ahead, "take", watched)
    monkeypatch.setattr(following, "is_worth_while", lambda: True)
    monkeypatch.setattr(view, "MUCH_BYTES", 0)
    monkeypatch.setattr(following, "MUCH_BATCH", 50)
    helped, said_then = rows_of(folder, tmp_path / "2.db")
    assert helped == alone
    assert len(told) == len(said_then) == 1 and odd.id in told[0]
    read = [each for each in taken if each is not None]
    assert len(read) == {"not at all": 123, "it says other records": 30}.get(hindered, len(read))
    assert len(read) >= 30 and len(taken) >= 124


def test_records_of_every_kind_come_through_the_pipe_as_they_are(tmp_path: Path) -> None:
    make_full(tmp_path / "archive", tmp_path)
    store = Store(tmp_path / "archive", software="test")
    found = dict(items(store.folder, store.ledger, 0))
    with closing(Ahead(store.folder, store.ledger, 0)) as ahead:
        for identity, content in found.items():
            said = ahead.take(identity)
            assert (said is None) == (content is None)
            assert said is None or said == Said(*(content or ()))
    assert sum(each is not None for each in found.values()) > 40


def test_every_kind_that_is_checked_has_its_rows() -> None:
    assert set(RULES) == set(SHAPES)
