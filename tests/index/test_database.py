"""What sqlite-utils makes of the index, and the index as sqlite-utils hands it out."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
import sqlite_utils

from dragoman.archive import Archive
from dragoman.errors import ArchiveError
from dragoman.index.building import schema
from dragoman.index.tables import tables
from dragoman.steps.upkeep import verify_folder
from tests.support.site import news_site
from tests.support.translated_pages import LINES, add_page


def made(**wishes: bool) -> sqlite3.Connection:
    connection = sqlite3.connect(":memory:", isolation_level=None)
    schema.create(connection, **wishes)
    return connection


def objects(connection: sqlite3.Connection) -> set[tuple[Any, ...]]:
    return set(connection.execute("SELECT type, name, tbl_name, sql FROM sqlite_master"))


# -- how it is made --------------------------------------------------------------------------


def test_the_library_makes_what_is_written_down(monkeypatch: pytest.MonkeyPatch) -> None:
    called: list[str] = []

    def counted(name: str) -> Callable[..., Any]:
        method = getattr(sqlite_utils.Database, name)

        def count(*arguments: Any, **more: Any) -> Any:
            called.append(arguments[1])
            return method(*arguments, **more)

        return count

    for name in ("create_table", "create_view"):
        monkeypatch.setattr(sqlite_utils.Database, name, counted(name))
    by_library, by_sql = objects(made()), objects(made(lightly=True))
    assert called == [*tables.PLAIN, *tables.VIEWS]
    assert by_library == by_sql
    assert len([each for each in by_sql if each[0] == "view"]) == len(tables.VIEWS)


def test_what_another_version_of_the_library_writes_is_made_by_sql(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Else each index would be thrown away for one that is no better."""
    view = sqlite_utils.Database.create_view

    def otherwise(self: sqlite_utils.Database, name: str, sql: str) -> sqlite_utils.Database:
        return view(self, name, f"\n  {sql}")

    monkeypatch.setattr(sqlite_utils.Database, "create_view", otherwise)
    connection = made()
    assert objects(connection) == objects(made(lightly=True))
    schema.check(connection)


def test_nothing_is_left_of_what_was_not_made_whole(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def broken(*_: object) -> None:
        raise sqlite3.OperationalError("disk full")

    connection = sqlite3.connect(tmp_path / "index.db", isolation_level=None)
    with monkeypatch.context() as patch:
        patch.setattr(sqlite_utils.Database, "create_view", broken)
        with pytest.raises(sqlite3.OperationalError, match="disk full"):
            schema.create(connection)
    assert objects(connection) == set() and not connection.in_transaction
    schema.create(connection)
    schema.check(connection)


def loaded(code: str) -> set[str]:
    program = f"import sys; from dragoman.archive import Archive\n{code}\nprint(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, encoding="utf-8", check=True
    )
    return {name.partition(".")[0] for name in done.stdout.split()}


def test_opening_an_archive_loads_neither_sqlite_utils_nor_warcio(tmp_path: Path) -> None:
    folder = tmp_path / "archive"
    with Archive(folder) as archive:
        add_page(archive, tmp_path, LINES)
    opened = f"archive = Archive({str(folder)!r}, create=False)"
    asked = f"{opened}; list(archive.list_pages()); archive.search('Tural'); archive.names()"
    assert loaded(asked) & {"sqlite_utils", "warcio", "requests", "fastwarc"} == set()
    assert "sqlite_utils" in loaded(f"{opened}; archive.database")
    assert "sqlite_utils" in loaded(f"{opened}; archive.reindex()")


# -- as it is handed out ---------------------------------------------------------------------


@pytest.fixture
def archive(archive: Archive, tmp_path: Path) -> Archive:
    add_page(archive, tmp_path, LINES)
    return archive


def test_the_database_answers_as_sqlite_utils_does(archive: Archive) -> None:
    database = archive.database
    assert isinstance(database, sqlite_utils.Database)
    (page,) = database["page_list"].rows
    assert page["page"] == archive.page_ids()[0]
    (counted,) = database.query("select count(*) as n from segments")
    shown = archive.page(page["page"]).headline_and_pairs("en")
    assert database["segments"].count == counted["n"] == len(shown)
    assert {"sentences", "page_list"} <= set(database.view_names())
    archive.close()
    with pytest.raises(sqlite3.ProgrammingError):
        database["pages"].count  # noqa: B018
    with pytest.raises(ArchiveError, match="closed"):
        archive.database  # noqa: B018


def test_it_is_for_reading(archive: Archive) -> None:
    database = archive.database
    for write in (
        lambda: database["pages"].delete_where("1 = 1"),
        lambda: database["mine"].insert({"a": 1}),
        lambda: database.execute("UPDATE targets SET state = 'approved'"),
        lambda: database.execute("PRAGMA user_version = 1"),
    ):
        with pytest.raises(sqlite3.OperationalError, match="readonly"):
            write()
    database.conn.close()
    archive.close()
    assert verify_folder(archive.folder).ok


def test_what_comes_later_is_seen_and_each_thread_has_its_own(archive: Archive) -> None:
    database = archive.database
    assert database["pages"].count == 1
    with news_site() as site:
        options = archive.fetch_options(allow_private=True)
        list(archive.capture_many([site.url("/az"), site.url("/en")], options=options))
    assert database["pages"].count == 3
    with ThreadPoolExecutor(4) as pool:
        counts = list(pool.map(lambda _: archive.database["pages"].count, range(20)))
    assert counts == [3] * 20
    archive.reindex()
    assert archive.database["pages"].count == 3
    archive.close()


def test_an_archive_that_cannot_be_written_is_read(archive: Archive) -> None:
    archive.close()
    places = [archive.folder, *archive.folder.rglob("*")]
    modes = {path: path.stat().st_mode for path in places}
    try:
        for path in reversed(places):
            path.chmod(0o500 if path.is_dir() else 0o400)
        with Archive(archive.folder, create=False) as again:
            assert again.database["pages"].count == 1
    finally:
        for path in places:
            path.chmod(modes[path])
