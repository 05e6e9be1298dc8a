"""What was handed over and received, written down with the name or with a seal in its place."""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from dragoman.archive import Archive
from dragoman.errors import UsageError
from dragoman.steps.upkeep import verify_folder
from tests.support.evidence_archive import Made, evidence_archive
from tests.support.shell import Shell, shell

__all__ = ["shell"]
WHOM = "Leyla Həsənova, vəkil"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Made]:
    with evidence_archive(tmp_path_factory.mktemp("made") / "evidence") as found:
        found.index.close()
        yield found


@pytest.fixture
def page(shell: Shell, made: Made) -> str:
    shutil.copytree(made.folder, shell.folder / "evidence")
    return made.page


def all_bytes(folder: Path) -> bytes:
    """Of every file, and of every record unpacked."""
    found = []
    for path in folder.rglob("*"):
        if path.is_file():
            data = path.read_bytes()
            found.append(data)
            if path.name.endswith(".gz"):
                found.append(gzip.decompress(data))
    return b"".join(found)


def test_what_goes_out_is_written_down_with_its_digest(shell: Shell, page: str) -> None:
    done = shell("export", page, "--format", "csv", "-o", "out.csv", "--custody", WHOM)
    assert done.status == 0, done.err
    copied = shell("copy", "elsewhere", "--custody", "the notary", json=True)
    assert copied.status == 0 and copied.lines[-1]["opening"] is None
    (export, copy) = shell("custody", json=True).lines
    digest = hashlib.sha256((shell.folder / "out.csv").read_bytes()).hexdigest()
    assert (export["event"], export["to"], export["sha256"], export["pages"]) == (
        "export",
        WHOM,
        digest,
        [page],
    )
    listed = hashlib.sha256((shell.folder / "elsewhere" / "manifest-sha256.txt").read_bytes())
    assert (copy["event"], copy["sha256"], copy["pages"]) == ("copy", listed.hexdigest(), [])
    assert "to: the notary" in shell("custody").out
    shell("export", page, "--format", "report", "-o", "report.html")
    report = (shell.folder / "report.html").read_text(encoding="utf-8")
    assert WHOM in report and digest in report
    assert WHOM in shell("evidence", page).out
    shell("reindex")
    assert shell("custody", page, json=True).lines == [export, copy]
    assert verify_folder(shell.folder / "evidence").ok


def test_a_sealed_name_stands_in_no_byte_and_can_be_shown(shell: Shell, page: str) -> None:
    done = shell("export", page, "--format", "csv", "-o", "out.csv", "--custody-sealed", WHOM)
    assert done.status == 0
    (opening,) = re.findall(r"keep it: (.+)$", done.err, re.MULTILINE)
    seen = all_bytes(shell.folder / "evidence")
    for part in (WHOM, WHOM.split(maxsplit=1)[0], WHOM.split()[1].rstrip(","), opening[:32]):
        assert part.encode() not in seen
        assert json.dumps(part)[1:-1].encode() not in seen
    (event,) = shell("custody", json=True).lines
    assert event["to"] is None
    # Without the salt no name can be tried.
    assert hashlib.sha256(WHOM.encode()).hexdigest() != event["sealed"]
    assert shell("custody", "--open", opening, json=True).lines == [event]
    assert shell("custody", "--open", opening.replace("Leyla", "Leila")).status == 1
    assert shell("custody", "--open", "no line").status == 2
    told = subprocess.run(["sha256sum"], input=opening.encode(), capture_output=True, check=True)
    assert told.stdout.split()[0].decode() == event["sealed"]
    again = shell("copy", "elsewhere", "--custody-sealed", WHOM, json=True).lines[-1]["opening"]
    assert again != opening, "the same name is sealed otherwise each time"


def test_a_receipt(shell: Shell, page: str) -> None:
    (shell.folder / "statement.pdf").write_bytes(b"%PDF-1.4 handed in")
    done = shell("custody", "--received", "statement.pdf", "--custody", "by hand, from her lawyer")
    assert done.status == 0, done.err
    (event,) = shell("custody", json=True).lines
    assert (event["event"], event["what"]) == ("receipt", "statement.pdf")
    assert event["sha256"] == hashlib.sha256(b"%PDF-1.4 handed in").hexdigest()
    assert "from: by hand, from her lawyer" in shell("custody", page).out


@pytest.mark.skipif(os.name == "nt", reason="FIFOs are of POSIX")
def test_what_is_no_file_is_not_waited_for(shell: Shell, page: str) -> None:
    assert page
    os.mkfifo(shell.folder / "pipe")
    done = shell("custody", "--received", "pipe", "--custody", "somebody")
    assert done.status == 1 and len(done.err.splitlines()) == 1
    assert shell("custody").out == ""


@pytest.mark.parametrize(
    "call",
    [
        ("custody", "--received", "x"),
        ("custody", "--custody", "x"),
        ("custody", "--open", f"{'0' * 32} \udcff"),
        ("copy", "elsewhere", "--custody-sealed", "\udcff"),
        ("copy", "elsewhere", "--custody", " "),
        ("copy", "elsewhere", "--custody", "x", "--custody-sealed", "y"),
        ("copy", "--check", "elsewhere", "--custody", "x"),
        ("export", "--all", "--format", "csv", "-o", "-", "--custody", "x"),
    ],
)
def test_what_says_too_little_or_two_things(shell: Shell, page: str, call: tuple[str, ...]) -> None:
    assert page
    assert shell(*call).status == 2
    assert shell("custody").out == ""


def test_an_event_that_is_none(shell: Shell, page: str) -> None:
    with Archive(shell.folder / "evidence") as archive, pytest.raises(UsageError):
        archive.hand_over("theft", page, to="x")


def test_no_wacz_takes_it_along(shell: Shell, page: str) -> None:
    with Archive(shell.folder / "evidence") as archive:
        archive.hand_over("export", "a report", to=WHOM, pages=[page])
        archive.export([page], "wacz", shell.folder / "out.wacz")
    (shell.folder / "unpacked").mkdir()
    import zipfile

    with zipfile.ZipFile(shell.folder / "out.wacz") as packed:
        packed.extractall(shell.folder / "unpacked")
    assert WHOM.encode() not in all_bytes(shell.folder / "unpacked")


@pytest.mark.parametrize("change", ["removed", "moved", "added"])
def test_an_event_that_is_touched_is_noticed(shell: Shell, page: str, change: str) -> None:
    folder = shell.folder / "evidence"
    with Archive(folder) as archive:
        for n in range(3):
            archive.hand_over("copy", f"copy {n}", to="x", pages=[page])
    lines = (folder / "ledger.jsonl").read_bytes().splitlines(keepends=True)
    first, second, third = lines[-3:]
    changed = {
        "removed": [first, third],
        "moved": [second, first, third],
        "added": [first, second, second, third],
    }
    (folder / "ledger.jsonl").write_bytes(b"".join(lines[:-3] + changed[change]))
    assert {"ledger_chain"} <= {each.kind for each in verify_folder(folder).problems}
