"""Each column of the index with a value of another kind in it: answered, or said in a sentence."""

from __future__ import annotations

import contextlib
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner

from dragoman import Archive
from dragoman.cli import main
from dragoman.index.building.rows import COLUMNS, CheckedRows
from dragoman.index.building.settling import CHOOSE_SQL
from dragoman.index.sqlite.trouble import Foreign
from dragoman.index.tables.tables import PLAIN, WITHOUT_NUMBERS
from tests.support.mutated import Base, base
from tests.support.review_client import opened, serving

# Of each column two are tried, the next two of the next.
WRONG: tuple[object, ...] = (b"\n", "no such word", 7, None)


def test_each_row_of_an_answer_is_looked_at() -> None:
    """Also one that is not like those before it, and where two answers come by turns."""
    with closing(sqlite3.connect(":memory:")) as database:
        database.execute("CREATE TABLE segments (n, source)")
        rows = [(1, "a"), (2, "b"), (3, b"c"), (4, "d")]
        database.executemany("INSERT INTO segments VALUES (?, ?)", rows)
        database.row_factory = CheckedRows()
        answer = database.execute("SELECT n, source FROM segments ORDER BY n")
        other = database.execute("SELECT source, n FROM segments ORDER BY n")
        for wanted in ((1, "a"), (2, "b")):
            assert tuple(next(answer)) == wanted
            assert tuple(next(other)) == wanted[::-1]
        for rest in (answer, other):
            with pytest.raises(Foreign, match="a value in source"):
                next(rest)
        swapped = database.execute("SELECT source AS n, n AS source FROM segments")
        with pytest.raises(Foreign, match="a value in n"):
            next(swapped)


def test_what_counts_as_current_is_written_only_where_that_changes() -> None:
    with closing(sqlite3.connect(":memory:")) as database:
        database.execute("CREATE TABLE articles (id, current)")
        database.execute("CREATE TABLE translations (id, article_id, target, ordered_at, current)")
        database.execute("INSERT INTO articles VALUES ('a', 1)")
        rows = [("older", "en", "1"), ("newer", "en", "2"), ("other", "ru", "1")]
        database.executemany("INSERT INTO translations VALUES (?, 'a', ?, ?, 0)", rows)
        written = [database.execute(CHOOSE_SQL, ('["a"]',)).rowcount for _ in range(2)]
        current = database.execute("SELECT id FROM translations WHERE current ORDER BY id")
        assert (written, current.fetchall()) == ([2, 0], [("newer",), ("other",)])


def tables() -> list[str]:
    with closing(sqlite3.connect(":memory:")) as database:
        database.executescript(WITHOUT_NUMBERS)
        rows = database.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    return sorted({row[0] for row in rows} | set(PLAIN))


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Base:
    return base(tmp_path_factory.mktemp("sound"))


def commands(folder: Path, page: str) -> Iterator[list[str]]:
    yield ["list"]
    yield ["show", page]
    yield ["--json", "show", page]
    yield ["search", "məhkəmə"]
    for format_ in ("html", "csv", "report"):
        yield ["export", "--all", "--format", format_, "-o", str(folder / f"out.{format_}")]


@pytest.fixture(scope="module")
def page(sound: Base) -> str:
    with Archive(sound.folder, create=False) as archive:
        return next(row["id"] for row in archive.list_pages() if row["translations"])


@pytest.mark.parametrize("table", tables())
@pytest.mark.long(one_in=3)
def test_no_value_ends_in_a_traceback(sound: Base, page: str, tmp_path: Path, table: str) -> None:
    with closing(sqlite3.connect(sound.folder / "index.db")) as database:
        columns = [row[1] for row in database.execute(f"PRAGMA table_info({table})")]
    broken = []
    for number, column in enumerate(columns):
        for value in (WRONG[2 * number % 4], WRONG[(2 * number + 1) % 4]):
            copy = tmp_path / f"{column} {value!r}"
            shutil.copytree(sound.folder, copy)
            with (
                contextlib.suppress(sqlite3.IntegrityError),  # what may not be nothing
                closing(sqlite3.connect(copy / "index.db", isolation_level=None)) as database,
            ):
                database.execute(f"UPDATE OR IGNORE {table} SET {column} = ?", (value,))
            for command in commands(copy, page):
                done = CliRunner().invoke(main, ["--archive", str(copy), *command])
                if done.exception and not isinstance(done.exception, SystemExit):
                    broken.append((column, value, command[:2], repr(done.exception)))
            shutil.rmtree(copy)
    assert broken == []


def test_the_desk_says_so_and_goes_on(sound: Base, page: str, tmp_path: Path) -> None:
    """The index is built anew for whoever loads the page again."""
    copy = Path(shutil.copytree(sound.folder, tmp_path / "archive"))
    with Archive(copy, create=False) as archive, serving(archive) as server:
        browser = opened(server)
        with closing(sqlite3.connect(copy / "index.db", isolation_level=None)) as database:
            database.execute("UPDATE pages SET http_status = 'no number'")
        refused = browser.get(f"/page/{page}")
        assert refused.status == 500
        assert "index.db cannot be used (it holds a value in http_status" in refused.text
        assert browser.get(f"/page/{page}").status == 200


def test_every_column_has_its_kinds() -> None:
    assert COLUMNS["captured_at"] == {str, type(None)}
    assert COLUMNS["http_status"] == {int, type(None)}
    assert COLUMNS["score"] == {int, float, type(None)}
