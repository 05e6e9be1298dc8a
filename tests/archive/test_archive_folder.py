"""Where an archive is begun, where not, and what only reads begins none anywhere."""

from __future__ import annotations

import os
import threading
from pathlib import Path

import pytest
from click.testing import CliRunner

from dragoman import Archive
from dragoman.cli import main
from dragoman.errors import ArchiveError, ArchiveMissing
from dragoman.settings import read_settings
from dragoman.steps.upkeep import anchor_folder, repair_folder, verify_folder
from tests.support.shell import Shell
from tests.support.site import news_site

MAKING = {"capture", "import", "recover", "demo", "desk", "review"}
WITHOUT = {"models", "names", "withheld"}  # groups, and what is about no archive
ARGUMENTS = {
    "capture": ("http://127.0.0.1:9/",), "show": ("1f3a",), "search": ("word",), "compare": ("1f3a",),
    "export": ("--all", "--format", "html", "-o", "out.html"), "link": ("1f3a", "7c02"),
    "import-review": ("missing.xlf",), "anchor": ("--key", "missing"),
    "annotate": ("1f3a", "--tag", "court"), "evidence": ("1f3a",), "correct": ("1f3a",), "corroborate": ("1f3a",),
    "copy": ("elsewhere",),
    "merge": ("elsewhere",), "custody": (),
}  # fmt: skip


def test_nothing_else_is_made_where_only_reading_was_asked_for(shell: Shell) -> None:
    reading = sorted(set(main.commands) - MAKING - WITHOUT)
    calls = [(name, *ARGUMENTS.get(name, ())) for name in reading] + [("names", "suggest")]
    for call in calls:
        before = sorted(shell.folder.rglob("*"))
        done = shell(*call, archive="none here")
        assert done.status == 1, call
        assert f"there is no archive in {shell.folder / 'none here'};" in done.err, call
        assert "--archive DIR" in done.err and len(done.err.splitlines()) == 1, done.err
        assert sorted(shell.folder.rglob("*")) == before, call


def test_the_folder_that_nobody_named_is_said_whole(shell: Shell) -> None:
    assert f"there is no archive in {shell.folder / 'archive'};" in shell.run("list").err
    shell.environment["DRAGOMAN_ARCHIVE"] = "elsewhere"
    assert f"there is no archive in {shell.folder / 'elsewhere'};" in shell.run("list").err
    done = shell.run("list", "--archive=~/evidence")
    assert f"there is no archive in {shell.folder / 'home' / 'evidence'};" in done.err


def test_models_need_no_archive(shell: Shell) -> None:
    done = shell.run("models", "list", "--json")
    assert done.status == 0 and done.lines
    assert not (shell.folder / "archive").exists()


def test_what_is_left_of_an_archive_is_one(tmp_path: Path) -> None:
    """A lost ledger is no missing archive: it must not be covered up by a new one."""
    Archive(tmp_path / "a").close()
    folder = tmp_path / "a"
    (folder / "warc" / "captures-20260101000000-00000.warc.gz").write_bytes(b"x")
    (folder / "ledger.jsonl").unlink()
    for create in (True, False):
        with pytest.raises(ArchiveError, match='"dragoman repair"') as raised:
            Archive(folder, create=create)
        assert not isinstance(raised.value, ArchiveMissing)
    assert not verify_folder(folder).ok


# -- what it may be begun among --------------------------------------------------------------


def put(folder: Path, *names: str) -> Path:
    folder.mkdir()
    for name in names:
        path = folder / name
        if name.endswith("/"):
            path.mkdir()
        else:
            path.write_text("mine", encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    "names",
    [
        (),
        (".git/", ".gitignore", ".DS_Store"),
        ("lost+found/",),
        ("$RECYCLE.BIN/", "System Volume Information/", "desktop.ini", "Thumbs.db"),
        ("names.csv",),
        # What a program that was killed had begun.
        ("warc/", "spool/"),
        ("warc/", "spool/", ".lock", "ledger.jsonl.new"),
    ],
)
def test_it_is_begun_in_a_folder_of_its_own(tmp_path: Path, names: tuple[str, ...]) -> None:
    folder = put(tmp_path / "evidence", *names)
    with Archive(folder) as archive:
        assert archive.page_ids() == []
    with Archive(folder, create=False) as archive:
        assert archive.verify().ok


def test_settings_that_were_written_first_say_that_it_is_meant(tmp_path: Path) -> None:
    folder = put(tmp_path / "evidence", "extra-roots.pem", "read me.txt")
    (folder / "dragoman.toml").write_text('target = "ru"\n', encoding="utf-8")
    with Archive(folder) as archive:
        assert archive.settings.target == "ru" == read_settings(folder).target


@pytest.mark.parametrize(
    ("names", "said"),
    [
        (("report.docx",), "(report.docx)"),
        (("a.txt", "b.txt", "c.txt", "d.txt", "e/"), "(a.txt, b.txt, c.txt and 2 more)"),
        ((".hidden", "Photos/"), "(Photos)"),
        (("names.csv", "people.csv"), "(people.csv)"),
        (("captures-20260101000000-00000.warc.gz",), "(captures-20260101000000-00000.warc.gz)"),
    ],
)
def test_it_is_not_begun_among_other_files(
    tmp_path: Path, names: tuple[str, ...], said: str
) -> None:
    folder = put(tmp_path / "documents", *names)
    before = sorted(folder.rglob("*"))
    with pytest.raises(ArchiveError) as raised:
        Archive(folder)
    assert f"{folder} holds other files {said}" in raised.value.message
    assert sorted(folder.rglob("*")) == before
    with pytest.raises(ArchiveMissing):
        Archive(folder, create=False)
    for upkeep in (verify_folder, repair_folder, anchor_folder):
        with pytest.raises(ArchiveMissing):
            upkeep(folder)
    assert sorted(folder.rglob("*")) == before


def test_other_files_beside_an_archive_that_is_there_do_no_harm(tmp_path: Path) -> None:
    Archive(tmp_path / "evidence").close()
    (tmp_path / "evidence" / "notes.docx").write_text("mine", encoding="utf-8")
    with Archive(tmp_path / "evidence", create=False) as archive:
        assert archive.verify().ok
    Archive(tmp_path / "evidence").close()


def test_many_may_begin_one_at_the_same_time(tmp_path: Path) -> None:
    """What another one has made so far is no other file."""
    wrong: list[BaseException] = []

    def begin(folder: Path) -> None:
        try:
            Archive(folder).close()
        except BaseException as error:  # noqa: BLE001 - looked at below
            wrong.append(error)

    for n in range(10):
        threads = [threading.Thread(target=begin, args=(tmp_path / f"{n}",)) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert wrong == []


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="rights do not count here")
def test_a_folder_that_cannot_be_looked_into_is_said(tmp_path: Path) -> None:
    folder = put(tmp_path / "closed", "a.txt")
    folder.chmod(0)
    try:
        with pytest.raises(ArchiveError):
            Archive(folder)
    finally:
        folder.chmod(0o700)


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_text("mine", encoding="utf-8")
    with pytest.raises(ArchiveError):
        Archive(path)
    with pytest.raises(ArchiveMissing):
        Archive(path, create=False)
    assert CliRunner().invoke(main, ["list", "--archive", str(path)]).exit_code == 2


# -- the commands ----------------------------------------------------------------------------


def test_capture_makes_one_and_not_among_other_files(shell: Shell) -> None:
    (shell.folder / "documents").mkdir()
    (shell.folder / "documents" / "report.docx").write_text("mine", encoding="utf-8")
    with news_site() as site:
        flags = ("capture", "--allow-private", "--no-translate", site.url("/az"))
        refused = shell(*flags, archive="documents")
        assert (refused.status, len(refused.said)) == (1, 1)
        assert "holds other files (report.docx)" in refused.err
        assert site.asked == []
        assert shell(*flags, archive="evidence").status == 0
    assert shell("verify").status == 0


def test_the_demo_goes_where_it_was_told_on_the_command_line_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """An archive that is in use, and named by the environment, gets no invented pages."""
    walked: list[Path] = []
    monkeypatch.setattr(
        "dragoman.demo.walk.walk", lambda folder, **_: walked.append(folder), raising=True
    )
    run = CliRunner(env={"DRAGOMAN_ARCHIVE": "evidence"})
    for call in (["demo"], ["--archive", "a", "demo"], ["demo", "--archive", "b"]):
        assert run.invoke(main, call).exit_code == 0
    assert walked == [Path("demo-archive"), Path("a"), Path("b")]


def test_another_archive_that_is_not_there_is_not_told_how_to_begin_ours(shell: Shell) -> None:
    with Archive(shell.folder / "evidence"):
        pass
    done = shell("merge", str(shell.folder / "nowhere"))
    assert done.status == 1 and f"there is no archive in {shell.folder / 'nowhere'}" in done.err
    assert "capture URL" not in done.err and "--archive DIR" not in done.err
