"""Media that are full or closed: a small disk, a read-only one, a folder without permission."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from dragoman.archive import Archive
from dragoman.errors import ArchiveError
from dragoman.steps.upkeep import verify_folder
from tests.support.places import ROOT

NOTE = "Məhkəmə qərar verib. Vəkil Nigar Əhədova şikayət edib."

IN_NAMESPACE = """
set -e
mount -t tmpfs -o size=3m none "$1/disk" 2>/dev/null
exec "$2" -c "$3" "$1"
"""

FULL = """
import random, sys
from pathlib import Path
from dragoman.archive import Archive
from dragoman.errors import ArchiveError
from dragoman.steps.upkeep import verify_folder

base = Path(sys.argv[1])
folder, filler = base / "disk" / "archive", base / "disk" / "filler"
with Archive(folder) as archive:
    pass
filler.write_bytes(bytes(2_200_000))
done, said = [], ""
dice = random.Random(1)
try:
    with Archive(folder) as archive:
        for number in range(200):
            note = base / f"{number}.txt"
            words = " ".join(dice.randbytes(4).hex() for _ in range(300))
            note.write_text(f"{sys.argv[0]} {number}. {words}", encoding="utf-8")
            (outcome,) = archive.import_file(note)
            if outcome.error is not None:
                raise outcome.error
            done.append(outcome.page.id)
except ArchiveError as error:
    said = str(error)
print(len(done))
print(said)
filler.unlink()
with Archive(folder) as archive:
    (outcome,) = archive.import_file(base / "0.txt")
    print(set(done) <= set(archive.page_ids()), outcome.error)
print([each.message for each in verify_folder(folder).problems])
"""

CLOSED = """
set -e
mount --bind "$1/archive" "$1/archive"
mount -o remount,ro,bind "$1/archive"
cd "$4"
for command in "list" "show $2" "search Nigar" "verify"; do
    "$3" -m dragoman --archive "$1/archive" $command || echo "exit $?"
    echo ----
done
"$3" -m dragoman --archive "$1/archive" import "$1/note.txt" 2>&1 || echo "exit $?"
"""


def may_mount() -> bool:
    if shutil.which("unshare") is None:
        return False
    trial = "mount -t tmpfs none /mnt && mount -o remount,ro,bind /mnt"
    return (
        subprocess.run(
            ["unshare", "-rm", "sh", "-c", trial], capture_output=True, check=False
        ).returncode
        == 0
    )


@pytest.fixture(scope="module")
def _mounts() -> None:
    if not may_mount():
        pytest.skip("this machine lets nobody mount a disk in a namespace of its own")


def in_namespace(script: str, *arguments: str) -> list[str]:
    command = ["unshare", "-rm", "sh", "-c", script, "sh", *arguments]
    ended = subprocess.run(
        command, capture_output=True, text=True, encoding="utf-8", check=False,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert "Traceback" not in ended.stderr, ended.stderr
    return (ended.stdout + ended.stderr).splitlines()


@pytest.fixture
def reachable() -> Iterator[Path]:
    """A folder that another user can come to; pytest's own are closed to all but one."""
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        yield Path(name)


def fill(folder: Path, note: Path) -> str:
    """The page that a note became, in a new archive or one that is there."""
    note.write_text(NOTE, encoding="utf-8")
    with Archive(folder) as archive:
        (outcome,) = archive.import_file(note)
        assert outcome.page is not None
        return outcome.page.id


@pytest.mark.usefixtures("_mounts")
def test_a_disk_that_fills_up(tmp_path: Path) -> None:
    """One sentence; nothing damaged; with room again it goes on, and all that was said is there."""
    (tmp_path / "disk").mkdir()
    count, said, after, problems = in_namespace(IN_NAMESPACE, str(tmp_path), sys.executable, FULL)
    assert int(count) > 2
    assert "written" in said
    assert "full" in said or "No space left" in said
    assert "safe" in said
    assert after == "True None"
    assert problems == "[]"


@pytest.mark.usefixtures("_mounts")
@pytest.mark.parametrize("index", ["there", "missing", "behind"])
@pytest.mark.long(one_in=3)
def test_an_archive_on_a_read_only_disk_is_read(tmp_path: Path, index: str) -> None:
    """With its index, without, and with one that does not have all of the records yet."""
    folder, note = tmp_path / "archive", tmp_path / "note.txt"
    page = fill(folder, note)
    if index == "missing":
        (folder / "index.db").unlink()
    elif index == "behind":
        old = (folder / "index.db").read_bytes()
        page = fill(folder, note)
        (folder / "index.db").write_bytes(old)
    before = sorted(path.name for path in folder.rglob("*"))
    said = "\n".join(
        in_namespace(CLOSED, str(tmp_path), page, sys.executable, str(tmp_path))
    ).split("\n----\n")
    listed, shown, found, verified, imported = said
    assert page[:8] in listed
    assert "Nigar Əhədova" in shown
    assert "Nigar" in found
    assert "exit" not in listed + shown + found + verified
    assert "Read-only file system" in imported
    assert "exit 1" in imported
    assert sorted(path.name for path in folder.rglob("*")) == before


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
@pytest.mark.parametrize("index", ["there", "missing"])
def test_an_archive_without_the_right_to_write_is_read(reachable: Path, index: str) -> None:
    folder, note = reachable / "archive", reachable / "note.txt"
    page = fill(folder, note)
    if index == "missing":
        (folder / "index.db").unlink()
    script = f"""
import filelock, json, os, sqlite_utils, sys
from pathlib import Path
from dragoman.archive import Archive
from dragoman.errors import ArchiveError
if os.getuid() == 0:
    os.setgid(65534)
    os.setuid(65534)
with Archive({str(folder)!r}) as archive:
    print(json.dumps(archive.page_ids()))
    print(archive.verify().ok)
    try:
        archive.import_file(Path({str(note)!r}))
    except ArchiveError as error:
        print(error)
    try:
        archive.reindex()
    except ArchiveError as error:
        print(error)
"""
    for path in [*folder.rglob("*"), folder]:
        path.chmod(0o555 if path.is_dir() else 0o444)
    ended = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=False, cwd=ROOT
    )
    for path in [folder, *folder.rglob("*")]:
        path.chmod(0o755)
    assert not ended.stderr, ended.stderr
    listed, verified, said, reindexed = ended.stdout.splitlines()
    assert json.loads(listed) == [page]
    assert verified == "True"
    assert "Permission denied" in said
    assert "cannot be removed" in reindexed or "index.db cannot be written to" in reindexed
    assert verify_folder(folder).ok


def test_a_read_only_folder_without_an_archive_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(ArchiveError, match="cannot be written"):
        Archive(tmp_path / "file")
