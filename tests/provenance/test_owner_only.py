"""What others on the machine see of an archive: nothing, until its owner opens it to them."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from dragoman.archive import Archive
from tests.support.site import AZ_TEXT, Answer, Site, page

NOBODY = 65534
needs_posix = pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes")
LOOK = """
import os, sys
os.setgid({nobody}); os.setuid({nobody})
for folder, folders, files in os.walk(sys.argv[1], onerror=lambda error: None):
    for name in files:
        path = os.path.join(folder, name)
        try:
            open(path, "rb").read(1)
        except OSError:
            continue
        print(path)
"""


def filled(folder: Path) -> None:
    with Site({"/a": Answer(page("az", "Xəbər", AZ_TEXT))}) as site, Archive(folder) as archive:
        options = archive.fetch_options(allow_private=True, delay=0)
        archive.capture(site.url("/a"), options=options)
        (folder.parent / "out").mkdir(exist_ok=True)
        archive.export(None, "report", folder.parent / "out" / "report.html")
        archive.export(None, "wacz", folder.parent / "out" / "pages.wacz")


def seen_by_others(folder: Path) -> list[str]:
    """What another user of this machine can read; needs root to become one."""
    if os.getuid() != 0:
        pytest.skip("needs root, to become another user")
    folder.chmod(0o755)
    for parent in folder.parents:
        if parent.stat().st_uid == 0 and parent != Path("/"):
            parent.chmod(parent.stat().st_mode | 0o755)
    done = subprocess.run(
        [sys.executable, "-c", LOOK.format(nobody=NOBODY), str(folder)],
        capture_output=True, text=True, check=True, cwd="/",
    )  # fmt: skip
    return done.stdout.split()


@needs_posix
@pytest.mark.parametrize("was_there", [True, False])
def test_nobody_else_reads_a_new_archive_or_an_export(tmp_path: Path, was_there: bool) -> None:
    before = os.umask(0o022)
    try:
        if was_there:
            (tmp_path / "evidence").mkdir()
        filled(tmp_path / "evidence")
    finally:
        os.umask(before)
    assert seen_by_others(tmp_path) == []


@needs_posix
def test_what_its_owner_opens_stays_open(tmp_path: Path) -> None:
    folder = tmp_path / "evidence"
    filled(folder)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    folder.chmod(0o755)
    filled(folder)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o755
    assert any(each.endswith("ledger.jsonl") for each in seen_by_others(tmp_path))
