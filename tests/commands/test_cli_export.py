"""`dragoman export`: to a file, or whole to stdout, with nothing in between."""

from __future__ import annotations

import io
import json
import os
import subprocess
import zipfile
from collections.abc import Iterator
from pathlib import Path

import docx
import openpyxl
import pytest
from lxml import etree

from dragoman import Archive
from dragoman.commands.export import FORMATS, STDOUT, _place
from dragoman.errors import UsageError
from dragoman.exchange.files.pending_file import PendingFile
from tests.support.shell import Shell
from tests.support.translated_pages import Line, add_page


@pytest.fixture
def shell(shell: Shell) -> Iterator[Shell]:
    with Archive(shell.folder / "evidence") as archive:
        page = add_page(archive, shell.folder)
        archive.decide(page, 2, "approved", reviewer="quiet-heron")
    yield shell


def bytes_of(shell: Shell, *words: str) -> tuple[int, bytes, str]:
    done = subprocess.run(
        shell.command("--archive", "evidence", "export", "--all", *words),
        capture_output=True, cwd=shell.folder, env=shell.environment, check=False,
    )  # fmt: skip
    return done.returncode, done.stdout, done.stderr.decode()


def spooled(shell: Shell) -> list[Path]:
    return [*(shell.folder / "evidence" / "spool").iterdir()]


OFFICE = {
    "docx": lambda content: bool(docx.Document(io.BytesIO(content)).paragraphs),
    "bilingual": lambda content: bool(docx.Document(io.BytesIO(content)).tables),
    "xlsx": lambda content: "Pages" in openpyxl.load_workbook(io.BytesIO(content)).sheetnames,
    "txt": lambda content: content.decode().startswith("The court's decision\n"),
}


def opens(format: str, content: bytes) -> bool:
    """Whether it is what it says, to a reader of that format that is not ours."""
    if format in ("tmx", "xliff", "xliff12"):
        return etree.fromstring(content) is not None
    if format == "wacz":
        return zipfile.ZipFile(io.BytesIO(content)).testzip() is None
    if format in OFFICE:
        return OFFICE[format](content)
    if format in ("jsonl", "prov", "ftm"):
        lines = content.decode().splitlines() if format != "prov" else [content.decode()]
        return all(json.loads(line) for line in lines)
    return content.rstrip().endswith(b"</html>") or format == "csv"


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("flag", [(), ("--json",)])
@pytest.mark.long(one_in=3)
def test_stdout_has_the_export_and_nothing_else(
    shell: Shell, format: str, flag: tuple[str, ...]
) -> None:
    status, content, said = bytes_of(shell, "--format", format, "-o", "-", *flag)
    assert (status, said.splitlines()[-1]) == (0, "pages exported: 1")
    assert opens(format, content)
    assert spooled(shell) == []
    assert not (shell.folder / "-").exists()
    # The same bytes as in a file, where they do not tell the time of making.
    shell.run("--archive", "evidence", "export", "--all", "--format", format, "-o", "out")
    if format in ("html", "csv", "jsonl"):
        assert (shell.folder / "out").read_bytes() == content


def test_a_page_without_a_translation_is_said_on_stderr(shell: Shell) -> None:
    with Archive(shell.folder / "evidence") as archive:
        add_page(archive, shell.folder, name="b.html", translate=False)
    status, content, said = bytes_of(shell, "--format", "jsonl", "-o", "-")
    assert status == 1 and len({json.loads(line)["page"] for line in content.splitlines()}) == 1
    assert "left out, since they have no translation yet: 1 page(s)" in said


def test_xliff_in_several_languages_is_not_for_one_stream(shell: Shell) -> None:
    with Archive(shell.folder / "evidence") as archive:
        line = Line("Суд продлил арест.", "The court extended it.", language="ru")
        add_page(archive, shell.folder, [line], language="ru", name="ru.html")
    status, content, said = bytes_of(shell, "--format", "xliff", "-o", "-")
    assert (status, content, len(said.splitlines())) == (2, b"", 1)
    assert "several languages" in said and "xliff12" in said
    assert spooled(shell) == []
    status, content, _ = bytes_of(shell, "--format", "xliff12", "-o", "-")
    assert status == 0 and content.count(b"<file ") == 2
    assert bytes_of(shell, "--format", "xliff", "-o", "a.xlf")[0] == 0
    assert sorted(path.name for path in shell.folder.glob("a.*.xlf")) == ["a.az.xlf", "a.ru.xlf"]


def test_what_fails_writes_nothing(shell: Shell) -> None:
    """Whole or not at all: a record that is damaged leaves no half of a file behind it."""
    warc = next((shell.folder / "evidence" / "warc").glob("captures-*"))
    content = bytearray(warc.read_bytes())
    content[-20] ^= 1
    warc.write_bytes(content)
    status, out, said = bytes_of(shell, "--format", "wacz", "-o", "-")
    assert (status, out) == (1, b"") and 'verify" says more' in said
    assert spooled(shell) == []


def test_there_is_nothing_to_write_where_nothing_is_translated(shell: Shell) -> None:
    Archive(shell.folder / "empty").close()
    for format in ("html", "csv", "jsonl", "tmx", "xliff", "report"):
        done = shell("export", "--all", "--format", format, "-o", "-", archive="empty")
        assert (done.status, done.out, len(done.said)) == (1, "", 1)


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such terminals")
def test_a_wacz_is_not_for_a_terminal(shell: Shell) -> None:
    from tests.support.pseudo_terminal import shown

    words = ("--archive", "evidence", "export", "--all", "-o", "-", "--format")
    folder = str(shell.folder / "evidence")
    command = shell.command(*(folder if word == "evidence" else word for word in words), "wacz")
    seen = shown(command, shell.environment)
    assert seen.status == 2 and "not for a terminal" in seen.last[-1]
    seen = shown([*command[:-1], "csv"], shell.environment, columns=4000)
    assert seen.status == 0 and "Jurnalist Tural Səlimzadə azad edildi." in "".join(seen.last)


@pytest.mark.skipif(os.name == "nt", reason="pipes break otherwise there")
@pytest.mark.parametrize("format", ["report", "wacz"])
def test_who_reads_only_the_beginning_is_told_nothing(shell: Shell, format: str) -> None:
    with Archive(shell.folder / "evidence") as archive:
        for n in range(40):
            add_page(archive, shell.folder, name=f"{n}.html", html=os.urandom(4000).hex())
    process = subprocess.Popen(
        shell.command("--archive", "evidence", "export", "--all", "--format", format, "-o", "-"),
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=shell.folder, env=shell.environment,
    )  # fmt: skip
    assert process.stdout is not None and process.stderr is not None
    assert process.stdout.read(100)
    process.stdout.close()
    said = process.stderr.read()
    process.stderr.close()
    assert process.wait(60) == 1
    assert said == b""
    assert spooled(shell) == []


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such files")
def test_a_device_stays_what_it_is(tmp_path: Path) -> None:
    """A file that is put in its place by renaming would replace it."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    link = tmp_path / "out"
    link.symlink_to("/dev/null")
    for path in (pipe, link, Path("/dev/null")):
        with pytest.raises(UsageError, match="no ordinary file"):
            PendingFile(path)
    assert pipe.is_fifo() and link.is_symlink() and Path("/dev/null").is_char_device()
    (tmp_path / "was.html").write_text("old", encoding="utf-8")
    with PendingFile(tmp_path / "was.html") as pending:
        pending.stream.write(b"new")
        pending.commit()
    assert (tmp_path / "was.html").read_text(encoding="utf-8") == "new"


def test_it_is_spooled_in_the_archive_and_not_where_others_look(tmp_path: Path) -> None:
    """What an archive holds does not pass through a temporary folder of the system."""
    with Archive(tmp_path / "archive") as archive:
        spool = archive.store.spool_dir
        with _place(STDOUT, archive.store) as path:
            assert path.parent.parent == spool
            path.write_bytes(b"whole")
        assert list(spool.iterdir()) == []
        with _place(tmp_path / "out.html", archive.store) as path:
            assert path == tmp_path / "out.html"
        spool.rmdir()
        with _place(STDOUT, archive.store) as path:  # as on a medium that is only read
            path.write_bytes(b"whole")
        assert not path.parent.exists() and not spool.exists()


def test_what_a_killed_export_left_is_cleared_by_the_next(tmp_path: Path) -> None:
    with Archive(tmp_path / "archive") as archive:
        left = archive.store.spool_dir / "import-dead"
        left.mkdir()
        (left / "export").write_bytes(b"what an archive holds")
        left.with_name("import-dead.lock").touch()
        with _place(STDOUT, archive.store) as path:
            assert not left.exists()
            with _place(STDOUT, archive.store) as other:
                assert path.parent.is_dir() and other != path


@pytest.mark.parametrize(
    "name", ["ledger.jsonl", "names.csv", "warc/a.csv", "anchors/x/a.csv", "manifest-sha256.txt"]
)
def test_it_does_not_take_the_place_of_the_archive(shell: Shell, name: str) -> None:
    """Nor of another's: what is written there would be the last of it."""
    with Archive(shell.folder / "another"):
        pass
    for folder in ("evidence", "another"):
        ledger = shell.folder / folder / "ledger.jsonl"
        ledger.touch()
        before = ledger.read_bytes()
        out = f"{folder}/{name}"
        done = shell("export", "--all", "--format", "csv", "-o", out)
        assert done.status == 2 and f"{out} is a place of the archive" in done.err
        assert ledger.read_bytes() == before
    assert shell("export", "--all", "--format", "csv", "-o", "evidence/found.csv").status == 0
    assert shell("verify").status == 0
