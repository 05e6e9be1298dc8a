"""`dragoman` as it is typed, in an empty home.

It runs within the process of the tests, where all is loaded and pages are read by one reader; by
`Shell.apart` in one of its own, as a person's does, where that is what a test is about.
"""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

import dragoman
from dragoman.cli import main

PROGRAM = Path(dragoman.__file__).with_name("__main__.py")
FOREIGN = ("DRAGOMAN", "XDG", "ARGOS")


@dataclass
class Done:
    status: int
    out: str
    err: str

    @property
    def lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.out.splitlines()]

    @property
    def said(self) -> list[str]:
        return self.err.splitlines()


def typed(
    *arguments: str, given: bytes | None = None, environment: dict[str, str | None] | None = None
) -> Done:
    """`dragoman` with these arguments, as `python -m dragoman` takes them, in this process."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "argv", [str(PROGRAM), *arguments])
        done = CliRunner().invoke(
            main, arguments, input=given, prog_name="dragoman", env=environment
        )  # fmt: skip
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    return Done(done.exit_code, done.stdout, done.stderr)


class Shell:
    """Runs `dragoman` in an empty home, so that nothing of the machine's own is in play."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.environment = {
            **{k: v for k, v in os.environ.items() if not k.startswith(FOREIGN)},
            "HOME": str(folder / "home"),
            "USERPROFILE": str(folder / "home"),
            "DRAGOMAN_MODELS": str(folder / "models"),
            "DRAGOMAN_PICTURES": "never",
            # An index that a test made in its own process is ours in another one as well.
            "DRAGOMAN_STATE": os.environ.get("DRAGOMAN_STATE", str(folder / "state")),
            "PYTHONWARNINGS": "error::ResourceWarning",
        }
        (folder / "home").mkdir()

    def command(self, *arguments: str) -> list[str]:
        return [sys.executable, "-m", "dragoman", *arguments]

    def __call__(self, *arguments: str, archive: str = "evidence", json: bool = False) -> Done:
        flags = ["--archive", str(self.folder / archive), *(["--json"] if json else [])]
        return self.run(*flags, *arguments)

    def run(self, *arguments: str, given: bytes | None = None) -> Done:
        """As it is typed, in this folder; `given` is its standard input."""
        names = {*os.environ, *self.environment}
        environment = {name: self.environment.get(name) for name in names}
        with contextlib.chdir(self.folder):
            return typed(*arguments, given=given, environment=environment)

    def apart(self, *arguments: str, given: bytes | None = None) -> Done:
        """The same in a process of its own, in which what is left open is an error."""
        done = subprocess.run(
            self.command(*arguments),
            capture_output=True,
            input=given,
            env=self.environment,
            cwd=self.folder,
            timeout=120,
            check=False,
        )
        out, err = (each.decode().replace(os.linesep, "\n") for each in (done.stdout, done.stderr))
        assert "Traceback" not in err, err
        return Done(done.returncode, out, err)


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    return Shell(tmp_path)
