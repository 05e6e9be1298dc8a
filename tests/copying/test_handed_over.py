"""The commands of docs/handover.md, as they stand there."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest

from dragoman.archive import Archive
from tests.support.evidence_archive import evidence_archive
from tests.support.places import ROOT
from tests.support.shell import Shell, shell
from tests.support.told_pages import Told, put

__all__ = ["shell"]
PAGE = ROOT / "docs" / "handover.md"
BLOCK = re.compile(r"^```\n(.*?)^```$", re.MULTILINE | re.DOTALL)
BLOCKS = BLOCK.findall(PAGE.read_text(encoding="utf-8"))
NEEDED = ("age", "age-keygen", "ssh-keygen", "sha256sum", "gzip", "python3", "sh")


def test_every_block_is_of_one_kind_and_all_are_seen() -> None:
    assert len(BLOCKS) > 9
    for block in BLOCKS:
        ours = [line.startswith("dragoman ") for line in block.splitlines()]
        assert all(ours) or not any(ours), block


@pytest.mark.skipif(os.name == "nt", reason="the page is written for a POSIX shell")
@pytest.mark.skipif(
    any(shutil.which(name) is None for name in NEEDED), reason=f"needs {', '.join(NEEDED)}"
)
def test_the_page_works_word_by_word(shell: Shell) -> None:
    pytest.importorskip("pyrage")
    disk = shell.folder / "disk"
    disk.mkdir()
    with evidence_archive(shell.folder / "evidence") as made:
        made.index.close()
    with Archive(disk / "theirs") as archive:
        put(archive, Told([("Bir cümlə.", "A sentence.")], url="https://example.org/theirs"))
    said = []
    for block in BLOCKS:
        text = block.replace("/media/disk", str(disk))
        if text.startswith("dragoman "):
            for line in text.splitlines():
                done = shell.run(*shlex.split(line)[1:])
                assert done.status == 0, f"{line}\n{done.out}{done.err}"
                said.append(done.out + done.err)
        else:
            said.append(by_shell(text, shell.folder))
    every = "\n".join(said)
    assert "the court, file 12" in every and "opens the seal" in every
    assert "lines hold" in every and "WARC/1.1" in every and ": FAILED" not in every
    assert "of archive" in every, "what came with the other archive is checked"
    page = (shell.folder / "by-hand" / "ledger.jsonl").read_bytes()
    assert page == (shell.folder / "evidence-again" / "ledger.jsonl").read_bytes()


def by_shell(text: str, folder: Path) -> str:
    done = subprocess.run(
        ["sh", "-e", "-c", text], cwd=folder, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, f"{text}\n{done.stdout}{done.stderr}"
    return done.stdout + done.stderr
