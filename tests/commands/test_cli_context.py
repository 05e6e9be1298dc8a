"""What all commands have in common: their options, what they say, and how they end."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from dragoman import Archive
from dragoman.cli import main
from dragoman.commands.shared.context import Command, Context
from dragoman.errors import ArchiveError, DamageFound, UsageError
from tests.house.test_docs import ALL
from tests.support.foreign_files import WarcFile, html
from tests.support.shell import Shell
from tests.support.translated_pages import add_page

LEAVES = [name for name, command in ALL.items() if not isinstance(command, click.Group)]


# -- how the program begins ------------------------------------------------------------------


def test_ctrl_c_while_the_commands_are_loaded_is_one_sentence() -> None:
    loading = (
        "import sys\n"
        "class Interrupted:\n"
        "    def find_spec(self, name, *_):\n"
        "        if name == 'dragoman.commands':\n"
        "            raise KeyboardInterrupt\n"
        "sys.meta_path.insert(0, Interrupted())\n"
        "from dragoman.__main__ import main\n"
        "main()\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", loading],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert (done.returncode, done.stderr) == (1, "interrupted; nothing was begun\n")


# -- options that every command takes --------------------------------------------------------


@pytest.mark.parametrize("name", LEAVES)
def test_every_command_takes_them_before_and_after(name: str) -> None:
    def seen(*call: str) -> tuple[Path, bool]:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(ALL[name], "callback", lambda **_: None)
            found: list[Context] = []
            patch.setattr(
                Command, "invoke", lambda _, ctx: found.append(ctx.ensure_object(Context))
            )
            patch.setattr(ALL[name], "params", [])
            result = CliRunner().invoke(main, list(call))
        assert result.exit_code == 0, result.output
        (context,) = found
        return context.folder, context.as_json

    words = name.split()
    for place in range(len(words) + 1):
        call = [*words[:place], "--json", "--archive", "my evidence", *words[place:]]
        assert seen(*call) == (Path("my evidence"), True)
    assert seen("--archive", "before", *words, "--archive", "after") == (Path("after"), False)
    assert seen(*words) == (Path("archive"), False)


@pytest.mark.parametrize("name", LEAVES)
def test_their_help_says_so(name: str) -> None:
    said = CliRunner().invoke(main, [*name.split(), "--help"]).output
    assert "--archive DIRECTORY" in said and "--json" in said


def test_they_do_the_same_in_either_place(shell: Shell) -> None:
    with Archive(shell.folder / "my evidence") as archive:
        page = add_page(archive, shell.folder).id
    before = shell.run("--archive", "my evidence", "--json", "show", page)
    after = shell.run("show", page, "--archive", "my evidence", "--json")
    assert before.lines == after.lines and before.lines[0]["id"] == page
    shell.environment["DRAGOMAN_ARCHIVE"] = "not this"
    assert shell.run("show", page, "--json", "--archive", "my evidence").lines == before.lines


# -- notices ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("ending", "status"),
    [
        (None, 0),
        (ArchiveError("it ended so"), 1),
        (UsageError("it ended so"), 2),
        (DamageFound("it ended so"), 3),
        (KeyboardInterrupt(), 1),
        (OSError(28, "it ended so"), 1),
        (SystemExit(3), 3),
        (RuntimeError("a fault of ours"), 1),
    ],
)
def test_notices_are_told_however_a_command_ends(ending: BaseException | None, status: int) -> None:
    @click.command(cls=Command)
    @click.pass_obj
    def command(context: Context) -> None:
        context.notices += ["the first", "the second", "the first"]
        context.tell()
        context.notices.append("the third")
        if ending is not None:
            raise ending

    result = CliRunner().invoke(command, [])
    assert result.exit_code == status
    lines = result.stderr.splitlines()
    assert lines[:3] == ["the first", "the second", "the third"]
    assert len(lines) == 3 + (
        ending is not None and not isinstance(ending, SystemExit | RuntimeError)
    )


READING = {
    "list": (), "show": ("ID",), "search": ("Tural",), "compare": ("ID",), "reindex": (),
    "export": ("--all", "--format", "html", "-o", "out.html"), "link": ("ID", "ID"),
    "import-review": ("missing.xlf",), "translate": (), "watch": (), "names suggest": (), "conflicts": (),
    "verify": (), "capture": ("nonsense",), "import": ("missing.pdf",),
}  # fmt: skip


@pytest.mark.parametrize("name", READING)
def test_every_command_tells_what_it_noticed(shell: Shell, name: str) -> None:
    with Archive(shell.folder / "evidence") as archive:
        page = add_page(archive, shell.folder).id
    (shell.folder / "evidence" / "index.db").write_bytes(b"this is no database at all" * 100)
    arguments = [page if each == "ID" else each for each in READING[name]]
    done = shell.run(*name.split(), *arguments, "--archive", "evidence")
    told = [line for line in done.said if "index.db" in line and "damaged" in line]
    # `reindex` throws it away unread, so there is nothing to be noticed.
    assert len(told) == (name != "reindex"), done.err


def empty_warc(*, torn: bool) -> bytes:
    """A WARC without a page; torn, so that there is something to be said of it."""
    made = WarcFile()
    made.warcinfo()
    made.page("https://h.example/", html("Harbour", "It is closed."))
    content = made.content()
    return content[: made.offsets[-1] + 40] if torn else content[: made.offsets[-1]]


@pytest.mark.parametrize("json", [False, True])
def test_import_tells_of_a_last_file_that_brings_no_page(shell: Shell, json: bool) -> None:
    whole = WarcFile()
    whole.page("https://h.example/", html("Harbour", "It is closed."))
    for name, content in (
        ("a.warc.gz", whole.content()),
        ("torn.warc.gz", empty_warc(torn=True)),
        ("empty.warc.gz", empty_warc(torn=False)),
    ):
        (shell.folder / name).write_bytes(content)
    for last in ("torn.warc.gz", "empty.warc.gz"):
        done = shell.run(
            *("import", "--no-translate", "--archive", f"of {last}", "a.warc.gz", last),
            *(["--json"] if json else []),
        )
        assert done.status == 0
        assert len(done.out.splitlines()) == 1
        assert f"{last}: it is kept as imports/{last}, but no page was found in it" in done.said
        about = [line for line in done.said if last in line]
        assert len(about) == (2 if last == "torn.warc.gz" else 1), done.err


# -- the end of the output -------------------------------------------------------------------


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device is full here")
@pytest.mark.parametrize("call", [("list",), ("list", "--json"), ("show", "ID"), ("verify",)])
def test_a_full_disk_under_the_output_is_a_sentence(shell: Shell, call: tuple[str, ...]) -> None:
    with Archive(shell.folder / "evidence") as archive:
        page = add_page(archive, shell.folder).id
    words = [page if each == "ID" else each for each in call]
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            shell.command(*words, "--archive", "evidence"), stdout=full, stderr=subprocess.PIPE,
            cwd=shell.folder, env=shell.environment, text=True, check=False,
        )  # fmt: skip
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1] == f"not done: {os.strerror(28)}"
    assert "Traceback" not in done.stderr


@pytest.mark.skipif(os.name == "nt", reason="pipes break otherwise there")
@pytest.mark.parametrize("call", [("list",), ("list", "--json"), ("search", "x1")])
def test_who_reads_no_further_is_told_nothing(shell: Shell, call: tuple[str, ...]) -> None:
    with Archive(shell.folder / "evidence") as archive:
        for n in range(3):
            add_page(archive, shell.folder, name=f"{n}.html")
    process = subprocess.Popen(
        shell.command(*call, "--archive", "evidence"), stdout=subprocess.PIPE,
        stderr=subprocess.PIPE, cwd=shell.folder, env=shell.environment, text=True,
    )  # fmt: skip
    assert process.stdout is not None and process.stderr is not None
    process.stdout.close()
    said = process.stderr.read()
    process.stderr.close()
    assert process.wait(60) in (0, 1)
    assert "Traceback" not in said and "Broken pipe" not in said
