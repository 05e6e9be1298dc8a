"""`imports/`: a file made elsewhere, and a process that is killed while it is taken in."""

from __future__ import annotations

import hashlib
import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from dragoman.archiver.foreign.foreign_import import _copied
from dragoman.archiver.store.claimed import claimed_file
from dragoman.archiver.store.repair import repair
from dragoman.archiver.store.store import Store
from dragoman.errors import ArchiveError
from dragoman.verify import verify
from tests.archiver.store.test_store import append, as_before, make
from tests.support.places import ROOT

CONTENT = b"a file made elsewhere" * 1000
SHA256 = hashlib.sha256(CONTENT).hexdigest()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "archive"


def take_in(store: Store, name: str = "made.warc.gz") -> str:
    original = store.folder.parent / "original"
    original.write_bytes(CONTENT)
    with _copied(original, store) as (copy, digest, length):
        return store.append_import(copy, name, sha256=digest, length=length)


def import_lines(folder: Path) -> list[dict[str, Any]]:
    lines = (folder / "ledger.jsonl").read_text(encoding="utf-8").splitlines()
    return [line for line in map(json.loads, lines) if line["type"] == "import"]


def problems(folder: Path) -> list[str]:
    return [each.message for each in verify(Store(folder, software="test/0")).problems]


def spool(folder: Path) -> list[str]:
    return [path.name for path in (folder / "spool").iterdir()]


def test_an_import_without_a_line_is_recovered(folder: Path) -> None:
    append(make(folder))
    as_before(folder, lambda: take_in(make(folder)))
    assert import_lines(folder) == []
    store = make(folder)
    append(store)
    (line,) = import_lines(folder)
    assert (line["mark"], line["sha256"], line["length"]) == ("recovered", SHA256, len(CONTENT))
    assert line["file"] == "imports/made.warc.gz"
    assert [each for each in store.notices if "imports/made.warc.gz" in each]
    append(make(folder))
    assert len(import_lines(folder)) == 1
    assert problems(folder) == []


def test_an_import_without_a_line_and_without_a_checkpoint_asks_for_repair(folder: Path) -> None:
    append(make(folder))
    as_before(folder, lambda: take_in(make(folder)))
    (folder / "ledger.head").unlink()
    with pytest.raises(ArchiveError, match="dragoman repair"):
        append(make(folder))
    repair(make(folder))
    assert [line["mark"] for line in import_lines(folder)] == ["rechained"]
    append(make(folder))
    assert problems(folder) == []


def test_what_is_no_file_of_ours_in_imports_is_left_alone(folder: Path, tmp_path: Path) -> None:
    take_in(make(folder))
    (tmp_path / "outside").write_bytes(b"precious")
    (folder / "imports" / "link").symlink_to(tmp_path / "outside")
    (folder / "imports" / "folder").mkdir()
    append(make(folder))
    assert len(import_lines(folder)) == 1


KILLED = """
import os, signal, sys
from pathlib import Path
from dragoman.provenance import durable
from tests.archiver.store.test_store_imports import make, take_in
real, where = durable.sync_folder, sys.argv[2]
def sync_folder(path):
    if path.name == where:
        os.kill(os.getpid(), signal.SIGKILL)
    real(path)
durable.sync_folder = sync_folder
store = make(Path(sys.argv[1]))
if where == "spool":
    store.append_import = lambda *_, **__: sync_folder(store.spool_dir)
take_in(store)
"""


@pytest.mark.skipif(os.name == "nt", reason="needs SIGKILL")
@pytest.mark.parametrize("where", ["imports", "spool"])
def test_a_process_killed_while_it_takes_a_file_in(folder: Path, where: str) -> None:
    reported = append(make(folder))
    command = [sys.executable, "-c", KILLED, str(folder), where]
    ended = subprocess.run(command, cwd=ROOT, check=False)
    assert ended.returncode == -signal.SIGKILL
    assert spool(folder)
    store = make(folder)
    reported += append(store)
    assert spool(folder) == []
    assert [line["sha256"] for line in import_lines(folder)] == [SHA256] * (where == "imports")
    assert problems(folder) == []
    assert set(reported) <= {line.get("id") for _, line in store.entries()}


def test_the_file_that_another_process_takes_in_stays_in_the_spool(folder: Path) -> None:
    store = make(folder)
    with claimed_file(store.spool_dir, store.locked()) as path:
        path.write_bytes(CONTENT)
        append(make(folder))
        assert path.read_bytes() == CONTENT
    assert spool(folder) == []


def test_files_of_one_name_are_kept_beside_each_other(folder: Path) -> None:
    store = make(folder)
    append(store)
    for name in ("made.warc.gz", "made", "made.warc.gz", "made.warc.gz", "made"):
        take_in(store, name)
    names = [line["file"].removeprefix("imports/") for line in import_lines(folder)]
    assert names == ["made.warc.gz", "made", "made-2.warc.gz", "made-3.warc.gz", "made-2"]
    assert problems(folder) == []
