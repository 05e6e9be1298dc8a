"""Commands that our messages name are there, with these options, and work as they stand."""

from __future__ import annotations

import ast
import functools
import html
import re
import shlex
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

import dragoman
from dragoman import Archive, program
from dragoman.cli import main
from tests.house.test_docs import PAGES
from tests.support.review_client import opened
from tests.support.shell import Shell
from tests.support.translated_pages import add_page

PACKAGE = Path(dragoman.__file__).parent
REPOSITORY = PACKAGE.parent
NAMED = re.compile(r"(.?)\bdragoman ((?!is\b|of\b)[a-z-]+)")
QUOTED = re.compile(r'"dragoman ([^"]+)"')
SHOWN = re.compile(r"^\s*(?:\$ )?dragoman ((?:--|[a-z]).*)$", re.MULTILINE)


def texts(path: Path) -> Iterator[tuple[int, str]]:
    """Every string of a file but its docstrings, as it is when `X` stands for what is put in."""
    nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
    parts = {
        id(part)
        for node in nodes
        if isinstance(node, ast.JoinedStr)
        for part in ast.walk(node)
        if part is not node
    }
    documented = {id(node.value) for node in nodes if isinstance(node, ast.Expr)}
    for node in nodes:
        if id(node) in parts | documented:
            continue
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.lineno, node.value
        elif isinstance(node, ast.JoinedStr):
            yield (
                node.lineno,
                "".join(
                    str(part.value) if isinstance(part, ast.Constant) else "X"
                    for part in node.values
                ),
            )


@functools.cache
def messages() -> list[tuple[str, str]]:
    return list(_messages())


def _messages() -> Iterator[tuple[str, str]]:
    for path in sorted(PACKAGE.rglob("*.py")):
        for line, text in texts(path):
            yield f"{path.relative_to(PACKAGE)}:{line}", text
    for path in sorted(PACKAGE.rglob("templates/*.html")):
        yield str(path.relative_to(PACKAGE)), path.read_text(encoding="utf-8")


def wrong_in(words: str) -> str | None:
    """The command or option that there is not; what comes after is for the command to judge."""
    command: click.Command = main
    context = click.Context(main, info_name="dragoman")
    left = shlex.split(words, comments=True)
    while left[:1] == ["--archive"] or left[:1] == ["--json"]:
        left = left[2:] if left[0] == "--archive" else left[1:]
    try:
        while isinstance(command, click.Group) and left and not left[0].startswith("-"):
            command = command.commands[left.pop(0)]
            context = click.Context(command, parent=context)
        command.make_parser(context).parse_args(left)
    except (KeyError, click.UsageError) as error:
        return str(error)
    return None


FOUND = [
    (where, named[1]) for where, text in messages() for named in QUOTED.finditer(text)
]  # fmt: skip


def test_messages_name_commands() -> None:
    assert len(FOUND) >= 15


@pytest.mark.parametrize(("where", "words"), FOUND)
def test_what_a_message_names_can_be_called(where: str, words: str) -> None:
    assert wrong_in(words) is None, where


# What is handed to others names no folder of ours.
HANDED_OVER = "exchange/templates"


def test_it_is_in_quotes_so_that_it_is_written_as_it_is_called() -> None:
    wrong = [
        f"{where}: {named[0]}"
        for where, text in messages()
        for named in NAMED.finditer(text)
        if named[2] in main.commands and named[1] != '"' and not where.startswith(HANDED_OVER)
    ]  # fmt: skip
    assert wrong == []


def test_the_names_of_other_things_are_no_commands() -> None:
    """The other way round: a command that is not there is noticed."""
    for words in ("mend", "verify --quickly", "models instal az-en", "list --archives x"):
        assert wrong_in(words)
    for words in (
        "verify",
        "--archive 'my evidence' list --json",
        "models install az-en --sha256 X",
    ):
        assert wrong_in(words) is None


def commands(group: click.Group) -> Iterator[click.Command]:
    for command in group.commands.values():
        yield command
        if isinstance(command, click.Group):
            yield from commands(command)


def examples() -> Iterator[tuple[str, str]]:
    for command in (main, *commands(main)):
        for found in SHOWN.finditer(command.help or ""):
            yield f"help of {command.name}", found[1]
    for path in PAGES:
        for block in re.findall(
            r"^```\w*\n(.*?)^```", path.read_text(encoding="utf-8"), re.S | re.M
        ):
            for found in SHOWN.finditer(block):
                if "COMMAND" not in found[1]:
                    yield path.name, found[1]


@pytest.mark.parametrize(("where", "words"), list(examples()))
def test_examples_can_be_called(where: str, words: str) -> None:
    assert wrong_in(re.split(r"\s[|<>]\s|\s{3,}|\\$", words)[0]) is None, where


# -- and arguments, as Python takes them -----------------------------------------------------

OPTION = re.compile(r"(?<![\w-])--[a-z][a-z_-]+")
# What speaks to a terminal, or to another program.
AT_A_TERMINAL = (
    "cli.py",
    "commands/",
    "printing/",
    "demo/",
    "program.py",
    "archiver/browser/chromium.py",
    "archiver/media/ytdlp.py",
    "exchange/report/paper.py",
)
OTHERS = {"--nthreads", "--model", "--model_dir", "--output_dir"}
WAYS = (
    "translate/models/available.py",
    "translate/installing/mozilla_registry.py",
    "desk/doors/",
    "translate/models/model.py",
    "archiver/scans/tesseract.py",  # what another program takes
)


def bare_options(text: str) -> list[str]:
    """Options that stand outside of a whole command."""
    return [each for each in OPTION.findall(QUOTED.sub("", text)) if each not in OTHERS]


def test_no_message_of_the_library_names_an_option() -> None:
    assert bare_options('--proxy takes a URL; "dragoman anchor --tsa URL" asks') == ["--proxy"]
    wrong = {
        where: bare_options(text)
        for where, text in messages()
        if not where.startswith((*AT_A_TERMINAL, *WAYS))
        and ".html" not in where
        and "\n" not in text  # the settings that an archive begins with
        and bare_options(text)
    }
    assert wrong == {}


def arguments_named() -> list[tuple[str, str, str]]:
    return [
        (where, name, value)
        for where, text in messages()
        if not where.startswith("program.py")
        for name, value in program.ARGUMENT.findall(text)
    ]


def test_an_argument_that_a_message_names_is_one_and_has_an_option() -> None:
    code = "".join(path.read_text(encoding="utf-8") for path in PACKAGE.rglob("*.py"))
    options = {
        option
        for each in (main, *commands(main))
        for p in each.get_params(click.Context(each))
        for option in (*p.opts, *p.secondary_opts)
    }
    named = arguments_named()
    assert len(named) > 15
    for where, name, value in named:
        assert re.search(rf"\b{name}: ", code) or name == "archive", where
        told = program.option(name, value)
        assert set(re.findall(r"--[a-z-]+", told)) <= options, f"{where}: {told}"


def test_a_person_is_told_the_option() -> None:
    for message, said in (
        ("`allow_private=True` fetches it", "--allow-private fetches it"),
        ("leave out `wait=`, or `browser=False`", "leave out --wait, or --no-browser"),
        ("`identity=KEY` decrypts", "--identity KEY decrypts"),
        ("a `word` and a b=`c`", "a `word` and a b=`c`"),
    ):
        assert program.as_called(message) == said


# -- as it is called -------------------------------------------------------------------------


def called_as(monkeypatch: pytest.MonkeyPatch, path: Path, *, on_path: Path | None) -> str:
    monkeypatch.setattr(sys, "argv", [str(path)])
    monkeypatch.setenv("PATH", str(on_path or "/nowhere"))
    return program.program()


@pytest.mark.skipif(sys.platform == "win32", reason="programs have another ending there")
def test_a_program_is_named_as_it_was_called(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours, other = tmp_path / "my tools" / "dragoman", tmp_path / "other" / "dragoman"
    for path in (ours, other):
        path.parent.mkdir()
        path.write_text("#!/bin/sh\n", encoding="utf-8")
        path.chmod(0o755)
    assert called_as(monkeypatch, ours, on_path=ours.parent) == "dragoman"
    assert called_as(monkeypatch, ours, on_path=None) == f"'{ours}'"
    assert called_as(monkeypatch, ours, on_path=other.parent) == f"'{ours}'", "another is found"
    module = called_as(monkeypatch, PACKAGE / "__main__.py", on_path=None)
    assert shlex.split(module) == [sys.executable, "-m", "dragoman"]
    # Called out of another program, nobody typed us.
    assert called_as(monkeypatch, tmp_path / "pytest", on_path=None) == "dragoman"


def test_only_commands_in_quotes_are_changed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["dragoman-server"])
    archive = Path("my evidence")
    for message, said in (
        ('run "dragoman verify"', "run \"dragoman --archive 'my evidence' verify\""),
        ('"dragoman models install az-en"', '"dragoman models install az-en"'),
        ("dragoman verify", "dragoman verify"),
        ('a page called "dragoman"', 'a page called "dragoman"'),
    ):
        assert program.as_called(message, archive) == said
        assert program.as_called(message, None) == message


def done_as_said(shell: Shell, said: str) -> subprocess.CompletedProcess[str]:
    """Run the command that a message names, as a shell runs it."""
    (words,) = re.findall(r'"([^"]*dragoman [^"]*)"', said)
    return subprocess.run(
        words, shell=True, cwd=shell.folder, env=shell.environment, capture_output=True, text=True,
        encoding="utf-8", check=False,
    )  # fmt: skip


@pytest.mark.skipif(sys.platform == "win32", reason="the shell there is another")
@pytest.mark.parametrize("name", ["my evidence", "it's $HOME & more", "siyahı"])
def test_what_a_message_says_is_done_by_doing_it(shell: Shell, name: str) -> None:
    with Archive(shell.folder / name) as archive:
        page = add_page(archive, shell.folder, translate=False)
    shown = shell.run("show", page.id, "--archive", name)
    done = done_as_said(shell, shown.err)  # there is no model, which is what it says
    assert done.returncode == 1 and "models install az-en" in done.stderr

    (shell.folder / name / "ledger.jsonl").unlink()
    refused = shell.run("--archive", name, "reindex")
    assert refused.status == 1 and "no ledger" in refused.err
    repaired = done_as_said(shell, refused.err)
    assert repaired.returncode == 0, repaired.stderr
    verified = done_as_said(shell, repaired.stderr)
    assert verified.returncode == 0, verified.stdout + verified.stderr
    assert not (shell.folder / "archive").exists()


def test_the_review_page_names_them_as_well(tmp_path: Path) -> None:
    with Archive(tmp_path / "my evidence") as archive:
        page = add_page(archive, tmp_path, translate=False)
        server = archive.review()
        thread = threading.Thread(target=server.run, daemon=True)
        thread.start()
        try:
            browser = opened(server)
            shown = html.unescape(browser.get(f"/page/{page.id}").text)
            folder = program.quoted(str(tmp_path / "my evidence"))
            assert f'"dragoman --archive {folder} translate {page.id[:8]}"' in shown
            warc = next((tmp_path / "my evidence" / "warc").glob("captures-*"))
            warc.write_bytes(warc.read_bytes()[:-30])
            damaged = html.unescape(browser.get(f"/page/{page.id}").text)
            assert f'"dragoman --archive {folder} verify"' in damaged
        finally:
            server.close()
            thread.join(timeout=10)


def test_json_names_them_as_well(shell: Shell) -> None:
    with Archive(shell.folder / "my evidence") as archive:
        add_page(archive, shell.folder)
        archive.index.connection.execute("DELETE FROM segments")
    done = shell("verify", archive="my evidence", json=True)
    (problem,) = (line for line in done.lines if line.get("kind") == "index")
    assert (
        f"--archive {program.quoted(str(shell.folder / 'my evidence'))} reindex"
        in problem["message"]
    )


def test_the_environment_counts_as_named(shell: Shell) -> None:
    Archive(shell.folder / "evidence").close()
    shell.environment["DRAGOMAN_ARCHIVE"] = "evidence"
    assert "--archive evidence capture URL" in shell.run("list").err
    del shell.environment["DRAGOMAN_ARCHIVE"]
    Archive(shell.folder / "archive").close()
    assert "--archive" not in shell.run("list").err
