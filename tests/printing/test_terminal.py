"""What a person sees: the bar in the last row, every line whole above it, each where it belongs."""

from __future__ import annotations

import ast
import io
import json
import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from dragoman.printing import terminal
from tests.support.shell import Shell
from tests.support.site import AZ_TEXT, Answer, Site, page

if os.name == "nt":
    pytest.skip("Windows has no such terminals", allow_module_level=True)

from tests.support.pseudo_terminal import Shown, shown

COUNT = 12
LONG = "/" + "uzun-" * 40 + "son"
UTF8 = {"Content-Type": "text/html; charset=utf-8"}


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    pages = {f"/{n}": Answer(page("az", f"Xəbər {n}", AZ_TEXT), headers=UTF8) for n in range(COUNT)}
    with Site(pages) as site:
        yield site


def capture(shell: Shell, *urls: str, **wishes: object) -> Shown:
    flags = ["--archive", str(shell.folder / "a"), "capture", "--allow-private", "--delay", "0"]
    return shown(shell.command(*flags, *urls), shell.environment, **wishes)  # type: ignore[arg-type]


def urls(site: Site) -> list[str]:
    return [*(site.url(f"/{n}") for n in range(COUNT)), site.url("/gone"), site.url(LONG)]


def has_bar(row: str) -> bool:
    return row.startswith("capturing ")


def test_every_line_stands_in_a_row_of_its_own_and_the_bar_below(shell: Shell, site: Site) -> None:
    seen = capture(shell, *urls(site))
    assert seen.status == 1
    assert any(has_bar(row) for state in seen.states for row in state), "there was no bar"
    for state in seen.states:
        bars = [n for n, row in enumerate(state) if has_bar(row)]
        assert bars in ([], [len(state) - 1])
        for row in state:
            assert not (has_bar(row) and ("200 " in row or "http" in row or "model" in row)), row
    assert not any(has_bar(row) for row in seen.last)
    lines = [row for row in seen.last if re.match(r"[0-9a-f]{8}  200", row)]
    assert [row.split("pending")[1].strip() for row in lines] == [
        f"Xəbər {n}" for n in range(COUNT)
    ]
    assert f"{site.url('/gone')}: the server answered 404 Not Found" in seen.last
    assert "".join(seen.last).count(f"{site.url(LONG)}: the server answered 404 Not Found") == 1
    assert f"{site.url(LONG)}: the server".encode() in seen.written, (
        "the terminal breaks it, not we"
    )


def test_what_goes_to_a_file_goes_there_and_not_to_the_screen(shell: Shell, site: Site) -> None:
    out = shell.folder / "out.txt"
    seen = capture(shell, *urls(site), stdout=out)
    lines = out.read_text(encoding="utf-8").splitlines()
    assert [line.partition("pending")[2].strip() for line in lines[:COUNT]] == [
        f"Xəbər {n}" for n in range(COUNT)
    ]
    assert len(lines) == COUNT + 2
    assert "\x1b" not in out.read_text(encoding="utf-8")
    assert not any("Xəbər" in row for state in seen.states for row in state)
    assert f"{site.url('/gone')}: the server answered 404 Not Found" in seen.last


def test_json_for_a_program_that_has_a_terminal_has_no_bar(shell: Shell, site: Site) -> None:
    seen = capture(shell, "--json", *urls(site)[:3], columns=4000)
    found = [json.loads(row) for row in seen.last if row.startswith("{")]
    assert [each["url"] for each in found] == urls(site)[:3]
    assert b"\x1b" not in seen.written


@pytest.mark.parametrize("variable", [{"TERM": "dumb"}, {"TERM": "unknown"}])
def test_a_terminal_that_cannot_draw_gets_no_bar(
    shell: Shell, site: Site, variable: dict[str, str]
) -> None:
    shell.environment |= variable
    seen = capture(shell, *urls(site)[:2])
    assert b"\x1b" not in seen.written and b"capturing" not in seen.written
    assert sum("Xəbər" in row for row in seen.last) == 2


def test_no_color_is_heeded(shell: Shell, site: Site) -> None:
    shell.environment["NO_COLOR"] = "1"
    seen = capture(shell, *urls(site)[:3])
    assert any(has_bar(row) for state in seen.states for row in state)
    colours = re.findall(rb"\x1b\[([\d;]*)m", seen.written)
    assert not [each for each in colours if re.search(rb"(^|;)(3[0-8]|4[0-8]|9\d)(;|$)", each)]


def test_a_pipe_gets_neither_a_bar_nor_an_escape(shell: Shell, site: Site) -> None:
    done = shell("capture", "--allow-private", "--delay", "0", *urls(site)[:3])
    assert "\x1b" not in done.out + done.err and "capturing" not in done.err


def test_only_one_bar_is_shown_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    class Screen(io.StringIO):
        def isatty(self) -> bool:
            return True

    screen = Screen()
    monkeypatch.setattr(sys, "stderr", screen)
    monkeypatch.setenv("TERM", "xterm")
    with terminal.progress("outer", 2) as outer:
        with terminal.progress("inner", 2) as inner:
            inner(1, 2)
        outer(1, 2)
        terminal.echo("a line", err=True)
    assert "outer" in screen.getvalue() and "inner" not in screen.getvalue()
    assert "a line\n" in screen.getvalue()
    with terminal.progress("next", 2):
        pass
    assert "next" in screen.getvalue()


PAST_THE_TERMINAL = {"print", "click.echo", "click.secho", "Console", "rich.print"}


def test_nothing_is_printed_past_the_terminal() -> None:
    """Whatever prints by itself is written into the bar, so only `terminal.py` does."""
    package = Path(terminal.__file__).parent
    wrong = [
        f"{path.relative_to(package)}:{node.lineno} {ast.unparse(node.func)}"
        for path in sorted(package.rglob("*.py"))
        if path.name != "terminal.py"
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and ast.unparse(node.func) in PAST_THE_TERMINAL
    ]
    assert wrong == []
