"""`repair`: what it finds, what it does, and that it leaves a mark."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from benchmarks.damage import found_by_dragoman, sound_archive
from dragoman.archive import Archive
from dragoman.errors import ArchiveError
from dragoman.provenance.ledger import read_entries
from dragoman.steps.upkeep import repair_folder


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sound") / "archive"
    sound_archive(folder, pages=2)
    return folder


@pytest.fixture
def folder(sound: Path, tmp_path: Path) -> Path:
    """Without anchors: see `test_an_anchor_holds_no_more_where_its_line_was_lost`."""
    shutil.copytree(sound, tmp_path / "archive", ignore=shutil.ignore_patterns("anchors"))
    return tmp_path / "archive"


def listing(folder: Path) -> list[str]:
    with Archive(folder) as archive:
        return [str(row) for row in archive.list_pages()]


def append(folder: Path) -> None:
    note = folder.parent / "more.txt"
    note.write_text("Bir xəbər daha. Məhkəmə qərar verib.", encoding="utf-8")
    with Archive(folder) as archive:
        archive.import_file(note)


def test_a_sound_archive_needs_none(folder: Path) -> None:
    assert repair_folder(folder) == []
    assert found_by_dragoman(folder).ok


def test_a_missing_ledger_stops_appends_until_it_is_repaired(folder: Path) -> None:
    before = listing(folder)
    (folder / "ledger.jsonl").unlink()
    with pytest.raises(ArchiveError, match="repair"):
        append(folder)
    planned = repair_folder(folder, dry_run=True)
    assert not (folder / "ledger.jsonl").exists()
    assert repair_folder(folder) == planned != []
    assert listing(folder) == before
    append(folder)
    assert found_by_dragoman(folder).problems == []


def test_a_shortened_ledger_stops_appends_and_the_repair_leaves_a_mark(folder: Path) -> None:
    before = listing(folder)
    ledger = folder / "ledger.jsonl"
    lines = ledger.read_bytes().splitlines(keepends=True)
    ledger.write_bytes(b"".join(lines[:-3]))
    with pytest.raises(ArchiveError, match="repair"):
        append(folder)
    assert repair_folder(folder)
    assert listing(folder) == before
    append(folder)
    assert found_by_dragoman(folder).problems == []
    entries = [line for _, line in read_entries(ledger)]
    assert [line["type"] for line in entries].count("repair") == 1
    assert sum(line.get("mark") == "rechained" for line in entries) == 3


def test_an_anchor_holds_no_more_where_its_line_was_lost(folder: Path, sound: Path) -> None:
    """A repair makes appending possible again; it cannot bring back what was signed."""
    shutil.copytree(sound / "anchors", folder / "anchors")
    (folder / "ledger.jsonl").unlink()
    repair_folder(folder)
    append(folder)
    assert {problem.kind for problem in found_by_dragoman(folder).problems} == {"anchor_archive"}


def test_lines_lost_in_the_middle_are_chained_again_and_the_break_stays_reported(
    folder: Path,
) -> None:
    ledger = folder / "ledger.jsonl"
    lines = ledger.read_bytes().splitlines(keepends=True)
    ledger.write_bytes(b"".join(lines[:5] + lines[7:]))
    repair_folder(folder)
    report = found_by_dragoman(folder)
    assert {problem.kind for problem in report.problems} == {"ledger_chain"}
    append(folder)


def test_bytes_that_are_no_record_are_set_aside_and_kept(folder: Path) -> None:
    path = next((folder / "warc").glob("captures-*"))
    with path.open("ab") as stream:
        stream.write(b"not a record")
    repair_folder(folder)
    (aside,) = (folder / "set-aside").iterdir()
    assert aside.read_bytes() == b"not a record"
    assert found_by_dragoman(folder).problems == []


def test_a_torn_last_line_is_set_aside_and_said(folder: Path) -> None:
    ledger = folder / "ledger.jsonl"
    assert not any("torn" in each for each in repair_folder(folder, dry_run=True))
    with ledger.open("ab") as stream:
        stream.write(b'{"file":"warc/cap')
    found = repair_folder(folder)
    assert "the last line of the ledger is torn; it will be set aside" in found
    (aside,) = (folder / "set-aside").iterdir()
    assert aside.read_bytes() == b'{"file":"warc/cap'
    assert repair_folder(folder) == [] and found_by_dragoman(folder).problems == []


def test_a_folder_without_an_archive_is_said(tmp_path: Path) -> None:
    with pytest.raises(ArchiveError, match="no archive"):
        repair_folder(tmp_path)


def test_what_a_file_ends_with_is_set_aside_after_the_record_before_it(folder: Path) -> None:
    """A record without a line, and then bytes that are none."""
    ledger = folder / "ledger.jsonl"
    lines = ledger.read_bytes().splitlines(keepends=True)
    name = json.loads(lines[-1])["file"]
    kept = [line for line in lines if json.loads(line).get("file") == name]
    ledger.write_bytes(b"".join(lines[: lines.index(kept[-1])]))
    with (folder / name).open("ab") as stream:
        stream.write(b"torn record")
    found = repair_folder(folder)
    said = f"{Path(name).name}: 11 bytes at its end are no record; they will be set aside"
    assert said in found, found
    chained = len(lines) - lines.index(kept[-1])
    assert any(f"{chained} whole record(s) without a line" in each for each in found), found
    (aside,) = (folder / "set-aside").iterdir()
    assert aside.read_bytes() == b"torn record"
    assert found_by_dragoman(folder).problems == []
