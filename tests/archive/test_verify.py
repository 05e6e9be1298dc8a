"""`verify` on archives that were damaged in every way that benchmarks/damage.py knows, and on what
somebody else may have written."""

from __future__ import annotations

import hashlib
import json
import random
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from benchmarks.damage import cases, found_by_dragoman, sound_archive
from dragoman.archiver.records.record import json_record, new_id
from dragoman.archiver.store.repair import repair
from dragoman.archiver.store.store import Store
from dragoman.cli import main
from dragoman.provenance.dates import Dates
from dragoman.provenance.stamp import utc_now
from dragoman.verify import Report


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sound") / "archive"
    sound_archive(folder, pages=3)
    return folder


def test_no_alarm_on_a_sound_archive(sound: Path) -> None:
    report = found_by_dragoman(sound)
    assert report.problems == []
    assert report.records > 20


def test_every_damage_is_found_and_named(sound: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    missed = []
    for number, (name, damage) in enumerate(cases(sound, 40, random.Random(7))):
        shutil.rmtree(copy, ignore_errors=True)
        shutil.copytree(sound, copy)
        damage(copy)
        report = found_by_dragoman(copy)
        if report.ok or not all(problem.file and problem.message for problem in report.problems):
            missed.append((number, name))
    assert missed == []


# -- a ledger that somebody else wrote -------------------------------------------------------

HOSTILE = {
    "no number": {"n": None},
    "a text for a number": {"n": "x"},
    "a negative offset": {"offset": -1},
    "an offset past any file": {"offset": 10**30},
    "an offset where no file reaches": {"offset": 2**62},
    "a negative length": {"length": -812},
    "a file outside": {"file": "../outside.warc.gz"},
    "a file elsewhere": {"file": "/etc/passwd"},
}
COMMANDS = (["list"], ["repair", "--dry-run"], ["search", "x"], ["stats"])
EXPORTS = ("report", "prov", "wacz", "html", "jsonl")


def rewritten(folder: Path, change: Callable[[dict[str, Any]], bytes | None]) -> None:
    """Write the ledger anew with each line as `change` has it, chained; it is nobody's mistake."""
    lines, previous = [], ""
    for raw in (folder / "ledger.jsonl").read_bytes().splitlines():
        fields = json.loads(raw) | {"prev": previous}
        spelled = json.dumps(fields, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        line = change(fields) or spelled.encode()
        previous = hashlib.sha256(line).hexdigest()
        lines.append(line + b"\n")
    (folder / "ledger.jsonl").write_bytes(b"".join(lines))
    (folder / "ledger.head").unlink()
    (folder / "index.db").unlink()


def spell(fields: dict[str, Any]) -> bytes:
    return json.dumps(fields, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def answers(folder: Path, work: Path) -> list[dict[str, Any]]:
    """What `verify --json` says; every other command says something too, and none breaks off."""
    page = next(iter(page_ids(folder)))
    exports = [
        ["export", page, "--format", each, "-o", str(work / f"x.{each}")] for each in EXPORTS
    ]
    for command in (*COMMANDS, *exports):
        done = CliRunner().invoke(main, ["--archive", str(folder), *command])
        assert done.exception is None or isinstance(done.exception, SystemExit), command
    done = CliRunner().invoke(main, ["--archive", str(folder), "--json", "verify"])
    assert done.exit_code == 3, done.output
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert lines[-1]["ok"] is False
    assert lines[-1]["problems"] == len(lines) - 1
    return lines[:-1]


def page_ids(folder: Path) -> list[str]:
    done = CliRunner().invoke(main, ["--archive", str(folder), "--json", "list"])
    return [json.loads(line)["id"] for line in done.stdout.splitlines()]


@pytest.mark.parametrize("case", HOSTILE)
def test_verify_always_answers(sound: Path, tmp_path: Path, case: str) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(sound, copy)
    (tmp_path / "outside.warc.gz").write_bytes((next((sound / "warc").iterdir())).read_bytes())

    def change(fields: dict[str, Any]) -> bytes | None:
        return spell(fields | HOSTILE[case]) if fields["type"] == "conversion" else None

    rewritten(copy, change)
    kinds = {problem["kind"] for problem in answers(copy, tmp_path)}
    assert ("record_changed" if "reaches" in case else "ledger_line") in kinds


@pytest.mark.parametrize(
    "raw", [b"[" * 100_000, b'{"n":', b"\xff" * 300, b"null", b"x" * 5_000_000]
)
@pytest.mark.parametrize("where", ["end", "middle"])
def test_verify_answers_to_what_is_no_line(
    sound: Path, tmp_path: Path, raw: bytes, where: str
) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(sound, copy)
    lines = (copy / "ledger.jsonl").read_bytes().splitlines(keepends=True)
    lines.insert(len(lines) if where == "end" else len(lines) // 2, raw + b"\n")
    (copy / "ledger.jsonl").write_bytes(b"".join(lines))
    found = answers(copy, tmp_path)
    assert "ledger_line" in {problem["kind"] for problem in found}


def test_a_file_that_cannot_be_read_is_a_problem(sound: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(sound, copy)
    path = next((copy / "warc").iterdir())
    path.unlink()
    path.mkdir()
    assert "file_missing" in {each.kind for each in found_by_dragoman(copy).problems}


# -- what records say of each other ----------------------------------------------------------


@pytest.mark.parametrize("header", ["WARC-Refers-To", "WARC-Concurrent-To"])
def test_a_record_that_refers_to_none_is_a_problem(tmp_path: Path, header: str) -> None:
    """Written as it should be, chained, and about something that is not in the archive."""
    store = Store(tmp_path / "archive", software="test/0")
    store.create()
    there, missing = json_record("k", "http://h/", {}), new_id()
    store.append([there], "captures")
    for referred in (there.id, missing):
        options: dict[str, Any] = (
            {"refers_to": referred} if header == "WARC-Refers-To" else {"concurrent_to": [referred]}
        )
        (entry,) = store.append([json_record("k", "http://h/", {}, **options)], "captures")
    report = found_by_dragoman(tmp_path / "archive")
    assert [(each.kind, each.record_id) for each in report.problems] == [("reference", entry.id)]
    assert missing in report.problems[0].message


# -- dates -----------------------------------------------------------------------------------


def dated(folder: Path, *dates: str, kind: str = "job") -> Report:
    store = Store(folder, software="test/0")
    store.create()
    for date in dates:
        said = {"job": "j", "list_sha256": "ab", "state": "begun"}
        store.append([json_record(kind, "ab", said, date=date)], "captures")
    return found_by_dragoman(folder)


def test_dates_that_run_backwards_are_said_and_are_no_damage(tmp_path: Path) -> None:
    report = dated(
        tmp_path / "archive",
        "2026-03-01T10:00:00Z",
        "2024-01-01T00:00:00.000000Z",  # the clock was set back
        "2024-01-01T00:10:00.000000Z",
        "2026-03-01T11:00:00.000000Z",
    )
    assert report.ok
    (note,) = report.notes
    assert "backwards at line 3" in note
    assert "2024-01-01T00:00:00.000000Z" in note
    assert report.to_json()["notes"] == [note]


def test_of_many_dates_that_run_backwards_the_rest_are_counted(tmp_path: Path) -> None:
    dates = [f"2026-03-{day:02}T10:00:00Z" for day in range(28, 14, -1)]
    notes = dated(tmp_path / "archive", *dates).notes
    assert len(notes) == 11
    assert notes[-1] == "ledger.jsonl: dates run backwards at 3 more lines"


def test_pages_fetched_side_by_side_are_no_wrong_clock(tmp_path: Path) -> None:
    report = dated(
        tmp_path / "archive",
        "2026-03-01T10:00:00Z",
        "2026-03-01T10:40:00Z",
        "2026-03-01T10:00:01Z",  # begun first, done last
        "2026-03-01T10:39:59.999999Z",
    )
    assert report.ok
    assert report.notes == []


def test_what_is_no_date_is_no_date_in_the_past(tmp_path: Path) -> None:
    """In a record of a kind that is known it is a problem, in another it says nothing."""
    dates = ("2026-03-01T10:00:00Z", "no date", "2026-13-41T99:00:00Z")
    report = dated(tmp_path / "archive", *dates, kind="k")
    assert report.ok
    assert not any("backwards" in note or "clock" in note for note in report.notes)
    (problem,) = dated(tmp_path / "other", *dates).problems
    assert "its date is none" in problem.message


def test_a_date_in_the_future_is_said(tmp_path: Path) -> None:
    report = dated(tmp_path / "archive", "2026-03-01T10:00:00Z", "9999-12-31T23:59:59Z", utc_now())
    assert report.ok
    assert len(report.notes) == 2
    assert "1 record(s) are dated later than the clock" in report.notes[1]
    assert dated(tmp_path / "other", "2026-03-01T10:00:00Z", utc_now()).notes == []


def test_a_clock_that_jumps_for_ever_is_said_so_often_and_no_more() -> None:
    dates = Dates("2026-03-01T10:00:00Z")
    for line in range(2_000):
        dates.see(line, "x", f"20{line % 2 + 10}-01-01T00:00:00Z")
    assert len(list(dates.notes())) == 11


def test_records_that_were_chained_later_are_no_wrong_clock(tmp_path: Path) -> None:
    """Left by a crash, and chained after others."""
    folder = tmp_path / "archive"
    dated(folder, "2026-03-01T10:00:00Z", "2026-01-01T10:00:00Z")
    lines = (folder / "ledger.jsonl").read_bytes().splitlines(keepends=True)
    assert len(found_by_dragoman(folder).notes) == 1
    (folder / "ledger.jsonl").write_bytes(b"".join(lines[:-1]))
    repair(Store(folder, software="test/0"))
    report = found_by_dragoman(folder)
    assert report.ok
    assert report.notes == []
