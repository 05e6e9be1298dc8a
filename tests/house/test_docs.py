"""Nothing that a user can call is without help, an example and a line of documentation."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from dragoman.cli import main
from tests.support.places import ROOT

PAGES = [
    ROOT / "README.md",
    ROOT / "CONTRIBUTING.md",
    *sorted((ROOT / "docs").glob("*.md")),
]
COMMANDS = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")
START = (ROOT / "docs" / "start-translators.md").read_text(encoding="utf-8")


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
    for page in PAGES:
        for link in re.findall(r"\]\(([^)#:]+)\)", page.read_text(encoding="utf-8")):
            assert (page.parent / link).exists(), f"{page.name} links to {link}"


CODE_OR_ESCAPED = re.compile(r"^```.*?^```|\\\||", re.MULTILINE | re.DOTALL)


def uneven(text: str) -> list[str]:
    """Rows of tables that have not as many cells as the row above: two tables that ran together."""
    found, above = [], 0
    for line in CODE_OR_ESCAPED.sub("", text).splitlines():
        cells = line.count("|") if line.startswith("|") else 0
        if above and cells and cells != above:
            found.append(line)
        above = cells
    return found


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_each_row_of_a_table_has_the_cells_of_its_head(page: Path) -> None:
    assert uneven(page.read_text(encoding="utf-8")) == []


def test_two_tables_that_ran_together_are_seen() -> None:
    whole = "| a | b |\n|---|---|\n| 1 | `x \\| y` |\n"
    assert uneven(whole) == [] and uneven(f"{whole}\n| a |\n|---|\n| 1 |\n") == []
    assert uneven(f"{whole}| a | b | c |\n") == ["| a | b | c |"]


def test_every_setting_is_in_the_template() -> None:
    from dataclasses import fields

    from dragoman.archiver.web.limits import Limits
    from dragoman.settings import TEMPLATE

    for limit in fields(Limits):
        if limit.name != "max_header":
            assert f"# {limit.name} = " in TEMPLATE


def test_the_commands_of_the_readme_exist() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    called = set(re.findall(r"^dragoman --archive evidence (\w+)", readme, re.MULTILINE))
    assert called and called <= set(ALL)


# -- CONTRIBUTING.md --------------------------------------------------------------------------

CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
WITH_A_PATH = re.compile(r"`((?:dragoman|tests|tools|benchmarks)/[\w/]*(?:\.py)?|\.ci/\w+)`")
BY_NAME = re.compile(r"`(\w+\.py)`")


def missing(text: str) -> set[str]:
    """Files that a text names and that are not there; one without its folder may be anywhere."""
    there = {path.name for room in ("dragoman", "tests") for path in (ROOT / room).rglob("*")}
    gone = {path for path in WITH_A_PATH.findall(text) if not (ROOT / path).exists()}
    return gone | set(BY_NAME.findall(text)) - there


def test_every_file_that_contributing_names_is_there() -> None:
    assert len(WITH_A_PATH.findall(CONTRIBUTING)) > 20 and len(BY_NAME.findall(CONTRIBUTING)) > 20
    assert missing(CONTRIBUTING) == set()
    assert missing("`dragoman/nobody.py`, `test_nobody.py`, `page.py`, `dragoman/desk/`") == {
        "dragoman/nobody.py",
        "test_nobody.py",
    }


def test_every_name_in_code_that_contributing_names_is_there() -> None:
    """FORMATS, `_single`, `Metadata.parse`: what one is told to look for, in the code as it is."""
    code = "".join(
        path.read_text(encoding="utf-8")
        for room in ("dragoman", "tests")
        for path in sorted((ROOT / room).rglob("*.py"))
        if path != Path(__file__)
    )
    said = set(re.findall(r"`(_?[A-Za-z]\w*(?:\.[a-z_]+)?)`", CONTRIBUTING))
    said -= {each for each in said if each.endswith(".py")} | EXTRAS
    gone = {each for each in said if not re.search(rf"\b{each.rpartition('.')[2]}\b", code)}
    assert len(said) > 20 and gone == set()


EXTRAS = set(
    tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["optional-dependencies"]
)


def test_every_extra_and_every_command_of_make_is_there() -> None:
    assert {each for each in EXTRAS if f"`{each}`" not in CONTRIBUTING} == set()
    make = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in re.findall(r"\bmake (\w+)", CONTRIBUTING):
        assert re.search(rf"^{target}:", make, re.MULTILINE), target
    for module in re.findall(r"python -m (benchmarks\.\w+)", CONTRIBUTING):
        assert (ROOT / f"{module.replace('.', '/')}.py").is_file(), module


def test_both_lists_of_formats_are_one_and_each_is_documented() -> None:
    from dragoman.commands.export import FORMATS
    from dragoman.exchange import FORMATS as EXCHANGED
    from dragoman.exchange.evidence_export import EVIDENCE_FORMATS

    assert (*EXCHANGED, *EVIDENCE_FORMATS) == FORMATS
    section = COMMANDS.partition("\n## export")[2].partition("\n## ")[0]
    exchange = (ROOT / "docs" / "exchange.md").read_text(encoding="utf-8")
    assert {each for each in FORMATS if f"`{each}`" not in section} == set()
    assert {each for each in EXCHANGED if f"| `{each}` |" not in exchange} == set()


def test_the_keys_of_the_quick_start_are_those_of_the_desk() -> None:
    """Each as the desk itself and docs/review.md tell it; what "n" does is no guess."""
    told = (ROOT / "dragoman" / "desk" / "templates" / "_keys.html").read_text(encoding="utf-8")
    script = "".join(
        (ROOT / "dragoman" / "desk" / "static" / name).read_text(encoding="utf-8")
        for name in ("desk.js", "article.js")
    )
    review = (ROOT / "docs" / "review.md").read_text(encoding="utf-8")
    rows = dict(re.findall(r"^\| ((?:`.`(?:, )?)+) \| (.+) \|$", START, re.MULTILINE))
    assert len(rows) >= 6
    for keys, does in rows.items():
        for key in re.findall(r"`(.)`", keys):
            assert f"<kbd>{key}</kbd>" in told
            assert f"\n  {key}: " in script or f'\n  "{key}": ' in script
        if len(keys) == 3 and key != "?":  # told in the same words
            (said,) = re.findall(rf"^\| `{key}`.* \| (.+) \|$", review, re.MULTILINE)
            assert does.startswith(said) or said.startswith(does), (does, said)


def test_what_the_quick_starts_call_something_in_the_desk_is_called_so_there() -> None:
    shown = "".join(
        path.read_text(encoding="utf-8")
        for path in (
            *(ROOT / "dragoman" / "desk" / "templates").rglob("*.html"),
            ROOT / "dragoman" / "index" / "search" / "listing.py",
        )
    )
    pages = [page.read_text(encoding="utf-8") for page in (ROOT / "docs").glob("start-*.md")]
    prose = re.sub(r"^```.*?^```", "", "\n".join(pages), flags=re.MULTILINE | re.DOTALL)
    called = set(re.findall(r'"([A-Z][^"`]+)"', prose)) | set(re.findall(r"\*\*(.+?)\*\*", prose))
    assert len(called) >= 8
    assert [each for each in sorted(called) if each not in shown] == []
