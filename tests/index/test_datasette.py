"""`index.db` in Datasette: the views and every query of docs/datasette.yaml, asked over HTTP."""

from __future__ import annotations

import asyncio
import re
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from dragoman.archive import Archive
from tests.support.places import ROOT
from tests.support.told_pages import Told, put

datasette_app = pytest.importorskip("datasette.app", reason="needs the extra `test`")
yaml = pytest.importorskip("yaml")

CONFIG = yaml.safe_load((ROOT / "docs" / "datasette.yaml").read_text(encoding="utf-8"))
DOCUMENTED = (ROOT / "docs" / "datasette.md").read_text(encoding="utf-8")
DATABASE = CONFIG["databases"]["index"]
# What the queries that ask for something are asked.
ASKED = {
    "find": {"words": "Mammadov"},
    "spellings_of": {"name": "Məmmədov"},
    "where_is_it": {"id": ""},
}


@pytest.fixture
def index(tmp_path: Path) -> Path:
    with Archive(tmp_path / "archive") as archive:
        put(
            archive,
            Told([("Məmmədov azad olunub.", "Mammadov was released.")], states={1: "refused"},
                 flags={1: "number"}),
            Told([("Мамедова увезли.", None)], language="ru", url="https://example.org/2"),
        )  # fmt: skip
        (page,) = (
            each for each in map(archive.page, archive.page_ids()) if each.has_translation("en")
        )
        archive.decide(page, 1, "edited", text="Mammadov is free.", reviewer="r")
    return tmp_path / "archive" / "index.db"


def ask(index: Path, *paths: str) -> list[Any]:
    """What Datasette answers, over its own ASGI, as it serves the file."""

    async def answers() -> list[Any]:
        served = datasette_app.Datasette([str(index)], metadata=CONFIG)
        await served.invoke_startup()
        return [(await served.client.get(path)).json() for path in paths]

    return asyncio.run(answers())


def test_the_views_are_served(index: Path) -> None:
    names = ("page_list", "sentences", "failed_captures", "decision_history")
    answers = dict(
        zip(names, ask(index, *(f"/index/{n}.json?_shape=array" for n in names)), strict=True)
    )
    assert [row["language"] for row in answers["page_list"]] == ["az", "ru"] or [
        row["language"] for row in answers["page_list"]
    ] == ["ru", "az"]
    (edited,) = [row for row in answers["sentences"] if row["target"]]
    assert (edited["target"], edited["state"]) == ("Mammadov is free.", "edited")
    assert edited["credit"].startswith("Edited by r from an automatic translation by x, from http")
    assert edited["credit"].endswith("1 of 1 sentence reviewed by r.")
    assert answers["failed_captures"] == []
    assert answers["decision_history"][0]["text"] == "Mammadov is free."


@pytest.mark.parametrize("name", DATABASE["queries"])
def test_every_query_of_the_documentation_runs(index: Path, name: str) -> None:
    asked = "".join(f"&{key}={value}" for key, value in ASKED.get(name, {}).items())
    (rows,) = ask(index, f"/index/{name}.json?_shape=array{asked}")
    assert isinstance(rows, list), rows
    if name == "find":
        assert {row["source"] for row in rows} == {"Məmmədov azad olunub.", "Мамедова увезли."}
    elif name == "spellings_of":
        assert {"memmedov", "мамедова", "mammadov"} <= {row["form"] for row in rows}
    assert name in DOCUMENTED


def test_what_is_typed_into_a_query_breaks_nothing(index: Path) -> None:
    for words in ("", '"', "a%20OR", "*", "%00"):
        (rows,) = ask(index, f"/index/find.json?_shape=array&words={words}")
        assert rows == [], rows


def test_every_table_view_and_column_is_documented(index: Path) -> None:
    connection = sqlite3.connect(index)
    held = connection.execute(
        "SELECT name FROM sqlite_master WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite_%' "
        "AND name NOT LIKE 'search_%'"
    ).fetchall()
    assert len(held) > 15
    changes = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    for (name,) in held:
        line = re.search(rf"^\| `{name}` \|.*$", DOCUMENTED, re.MULTILINE)
        assert line, f"{name} is not in docs/datasette.md"
        columns = [row[1] for row in connection.execute(f"PRAGMA table_info({name})")]
        missing = [column for column in columns if f"`{column}`" not in line.group()]
        assert not missing, f"{name}: {missing}"
        assert re.search(rf"\b{name}\b", changes), f"CHANGELOG.md does not name {name}"


def test_no_table_changes_without_a_line_in_the_changelog() -> None:
    """The version of the tables and what they are made of are written down together."""
    from hashlib import sha256

    from dragoman.index.building.schema import TABLES, VERSION

    changes = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert f"version {VERSION}, {sha256(TABLES.encode()).hexdigest()[:12]}" in changes
