"""Nothing that a user can call is without help, an example and a line of documentation."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from dragoman.cli import main

REPOSITORY = Path(__file__).resolve().parent.parent
COMMANDS = (REPOSITORY / "docs" / "commands.md").read_text(encoding="utf-8")


def commands(group: click.Group, path: tuple[str, ...] = ()) -> Iterator[tuple[str, click.Command]]:
    for name, command in sorted(group.commands.items()):
        yield " ".join((*path, name)), command
        if isinstance(command, click.Group):
            yield from commands(command, (*path, name))


ALL = dict(commands(main))


@pytest.mark.parametrize("name", ALL)
def test_every_command_has_help_with_an_example(name: str) -> None:
    result = CliRunner().invoke(main, [*name.split(), "--help"])
    assert result.exit_code == 0
    assert "Example:" in result.output
    assert f"dragoman {name}" in result.output.replace("--json ", "").replace(
        "--archive demo-archive ", ""
    )


@pytest.mark.parametrize("name", ALL)
def test_every_command_is_documented(name: str) -> None:
    assert re.search(rf"^## {name.partition(' ')[0]}\b", COMMANDS, re.MULTILINE)
    assert name in COMMANDS


@pytest.mark.parametrize("name", ALL)
def test_every_option_is_documented_and_helped(name: str) -> None:
    section = COMMANDS.partition(f"\n## {name.partition(' ')[0]}")[2].partition("\n## ")[0]
    for parameter in ALL[name].params:
        if isinstance(parameter, click.Option):
            assert parameter.help or parameter.name in ("concurrency", "format_"), parameter.opts
            for option in parameter.opts:
                assert f"`{option}`" in section, f"{name}: {option}"


def test_every_page_that_a_page_links_to_is_there() -> None:
    for page in [REPOSITORY / "README.md", *sorted((REPOSITORY / "docs").glob("*.md"))]:
        for link in re.findall(r"\]\(([^)#:]+)\)", page.read_text(encoding="utf-8")):
            assert (page.parent / link).exists(), f"{page.name} links to {link}"


def test_every_setting_is_in_the_template() -> None:
    from dataclasses import fields

    from dragoman.archiver.web.limits import Limits
    from dragoman.settings import TEMPLATE

    for limit in fields(Limits):
        if limit.name != "max_header":
            assert f"# {limit.name} = " in TEMPLATE


def test_the_commands_of_the_readme_exist() -> None:
    readme = (REPOSITORY / "README.md").read_text(encoding="utf-8")
    called = set(re.findall(r"^dragoman --archive evidence (\w+)", readme, re.MULTILINE))
    assert called and called <= set(ALL)
