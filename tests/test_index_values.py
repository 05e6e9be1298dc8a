"""Each column of the index with a value of another kind in it: answered, or said in a sentence."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from dragoman import Archive
from dragoman.errors import DragomanError
from dragoman.index.building.rows import COLUMNS
from dragoman.index.building.tables import PLAIN, WITHOUT_NUMBERS
from dragoman.index.sqlite.trouble import BROKEN
from tests.mutated import Base, base

WRONG: dict[str, object] = {"bytes": b"\n", "text": "no number", "a number": 7}


def tables() -> list[str]:
    with closing(sqlite3.connect(":memory:")) as database:
        database.executescript(WITHOUT_NUMBERS)
        rows = database.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    return sorted({row[0] for row in rows} | set(PLAIN))


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Base:
    return base(tmp_path_factory.mktemp("sound"))


def questions(archive: Archive) -> Iterator[object]:
    """What the commands that read ask for."""
    listed = list(archive.list_pages())
    yield listed
    for row in listed:
        page = archive.page(row["id"])
        yield page.text, page.title, page.language, page.published(), page.origin()
        for target in row["translations"]:
            yield page.pairs(target), page.credit(target), page.provenance(target)
            yield page.translation_summary(target), page.offer(target), page.versions(target)
    yield list(archive.search("məhkəmə"))


@pytest.mark.parametrize("table", tables())
def test_no_value_ends_in_a_traceback(sound: Base, tmp_path: Path, table: str) -> None:
    with closing(sqlite3.connect(sound.folder / "index.db")) as database:
        columns = [row[1] for row in database.execute(f"PRAGMA table_info({table})")]
    said = {}
    for column in columns:
        for name, value in WRONG.items():
            copy = tmp_path / f"{column} {name}"
            shutil.copytree(sound.folder, copy)
            with closing(sqlite3.connect(copy / "index.db", isolation_level=None)) as database:
                database.execute(f"UPDATE OR IGNORE {table} SET {column} = ?", (value,))
            try:
                with Archive(copy, create=False) as archive:
                    list(questions(archive))
            except (DragomanError, *BROKEN) as error:  # which the command line says
                said[f"{column}: {name}"] = str(error)
            shutil.rmtree(copy)
    assert [where for where, why in said.items() if not why] == []


def test_every_column_has_its_kinds() -> None:
    assert COLUMNS["captured_at"] == {str, type(None)}
    assert COLUMNS["http_status"] == {int, type(None)}
    assert COLUMNS["score"] == {int, float, type(None)}
