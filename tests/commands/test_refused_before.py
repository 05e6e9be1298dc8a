"""What cannot be asked for is refused before anything is made for it."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest
from click.testing import CliRunner

from dragoman.archive import Archive
from dragoman.cli import main

URL = "http://127.0.0.1:9/x"
WRONG = {
    "a header": ("capture", URL, "--header", "bad"),
    "a proxy": ("capture", URL, "--proxy", "nonsense"),
    "a proxy of another kind": ("capture", URL, "--proxy", "ftp://h:1"),
    "cookies that are not there": ("capture", URL, "--cookies", "nowhere.txt"),
    "cookies that are none": ("capture", URL, "--cookies", "note.txt"),
    "to wait without a browser": ("capture", URL, "--wait", "3", "--no-browser"),
    "an archive to be asked": ("capture", URL, "--also-ask", "nonsense"),
    "a proxy for web archives": ("recover", URL, "--proxy", "nonsense"),
    "a web archive": ("recover", URL, "--from", "nonsense"),
    "a date": ("recover", URL, "--at", "yesterday"),
    "a scheduler": ("import", "note.txt", "--scheduler", "nonsense"),
    "a scheduler without certificates": ("import", "note.txt", "--scheduler", "tls://127.0.0.1:9"),
    "workers of both kinds": ("import", "note.txt", "--workers", "2", "--scheduler", "tcp://127.0.0.1:9"),
}  # fmt: skip


@pytest.mark.parametrize("words", WRONG.values(), ids=WRONG)
def test_no_archive_is_made_for_what_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "note.txt").write_text("a note", encoding="utf-8")
    done = CliRunner().invoke(main, ["--archive", "new", *words])
    assert done.exit_code == 2 and len(done.stderr.splitlines()) == 1, done.output
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize("files", [("a.warc.gz",), ("a.warc.gz", "b.html")])
def test_none_is_made_for_files_that_are_not_there(tmp_path: Path, files: tuple[str, ...]) -> None:
    told = ["--archive", str(tmp_path / "new"), "import", *(str(tmp_path / each) for each in files)]
    done = CliRunner().invoke(main, told)
    assert done.exit_code == 1 and "there, so no archive was made" in done.stderr
    assert "is not there" in done.stderr or len(files) > 1
    assert not (tmp_path / "new").exists()
    (tmp_path / files[0]).with_suffix(".txt").write_text("Bu bir qeyddir.", encoding="utf-8")
    there = CliRunner().invoke(main, [*told, str((tmp_path / files[0]).with_suffix(".txt"))])
    assert there.exit_code == 1 and (tmp_path / "new").exists(), "one of them is there"


def test_none_is_made_for_a_desk_on_a_port_that_is_taken(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        told = ["--archive", str(tmp_path / "new"), "desk", "--port", str(port)]
        done = CliRunner().invoke(main, told)
    assert done.exit_code == 2 and "cannot be used" in done.stderr
    assert not (tmp_path / "new").exists()


def test_an_id_that_no_page_has_is_said_and_is_no_finding(archive: Archive) -> None:
    told = ["--archive", str(archive.folder)]
    for more in ([], ["--json"]):
        done = CliRunner().invoke(main, [*told, *more, "watch", "00000000"])
        assert done.exit_code == 1 and done.stdout == ""
        assert done.stderr.strip() == "no page has an id that begins with 00000000"
