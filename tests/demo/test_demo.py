"""`dragoman demo` as a user runs it, and the ordinary archive that it leaves."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from dragoman.archive import Archive
from dragoman.errors import ModelMissing


@dataclass
class Walked:
    folder: Path
    home: Path
    out: str
    err: str


@pytest.fixture(scope="module")
def walked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Walked]:
    work = tmp_path_factory.mktemp("demo")
    (work / "home").mkdir()
    folder = work / "archive"
    done = subprocess.run(
        [sys.executable, "-m", "dragoman", "--archive", str(folder), "demo"],
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={**os.environ, "HOME": str(work / "home"), "USERPROFILE": str(work / "home")},
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    yield Walked(folder, work / "home", done.stdout, done.stderr)


@pytest.fixture(scope="module")
def rows(walked: Walked) -> list[dict[str, Any]]:
    with Archive(walked.folder) as archive:
        return list(archive.list_pages())


def test_the_whole_site_is_captured(rows: list[dict[str, Any]]) -> None:
    languages = [row["language"] for row in rows]
    assert languages.count("az") >= 4  # the PDF among them
    assert languages.count("ru") >= 2
    assert languages.count("en") >= 1
    assert [row["http_status"] for row in rows].count(404) == 1


def test_every_page_is_translated_and_says_by_a_demo_model(walked: Walked) -> None:
    with Archive(walked.folder) as archive:
        for row in archive.list_pages():
            if row["language"] not in ("az", "ru"):
                continue
            page = archive.page(row["id"])
            assert row["translations"]["en"]["refused"] == 0, page.url
            assert "demo model" in (page.credit("en") or "")
            assert "not reviewed" in (page.credit("en") or "")
            for pair in page.pairs("en"):
                assert pair.target
                if pair.state == "machine":
                    assert "demo_model" in {flag.code for flag in pair.flags}


def test_names_and_numbers_come_through(walked: Walked) -> None:
    """The sources are sentences that the models were not trained on."""
    with Archive(walked.folder) as archive:
        pairs = [
            pair
            for row in archive.list_pages()
            if row["language"] in ("az", "ru")
            for pair in archive.page(row["id"]).pairs("en")
            if pair.state == "machine"
        ]
    flagged = [pair for pair in pairs if any(flag.code == "digits" for flag in pair.flags)]
    assert len(pairs) > 40
    assert len(flagged) <= len(pairs) * 0.05


def test_the_terminal_shows_both_sides_and_what_to_do_next(walked: Walked) -> None:
    assert "demo model" in walked.out
    assert "Where it is from" in walked.out
    assert "models install az-en" in walked.out
    assert "as they were written" in walked.err


def test_the_demo_writes_nothing_into_the_home_folder(walked: Walked) -> None:
    assert list(walked.home.rglob("*")) == []


def test_the_archive_is_an_ordinary_one(walked: Walked) -> None:
    with Archive(walked.folder) as archive:
        assert archive.verify().problems == []
        before = [json.dumps(row) for row in archive.list_pages()]
        archive.reindex()
        assert [json.dumps(row) for row in archive.list_pages()] == before
        assert archive.search("Chinarov")


def test_no_other_archive_takes_a_demo_model_by_itself(tmp_path: Path) -> None:
    note = tmp_path / "qeyd.txt"
    note.write_text("Məhkəmə qərarı\n\nMəhkəmə jurnalisti azad edib.", encoding="utf-8")
    with Archive(tmp_path / "other", models_dir=tmp_path / "models") as archive:
        (outcome,) = archive.import_file(note)
        assert outcome.page is not None
        for engine in ("auto", "argos"):
            with pytest.raises(ModelMissing):
                outcome.page.translate(engine=engine)
        pairs = archive.page(outcome.page.id).translate(engine="demo-model-az-en")
        machine = [pair for pair in pairs if pair.machine is not None]
        assert machine
        for pair in machine:
            assert "demo_model" in {flag.code for flag in pair.flags}
