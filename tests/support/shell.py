"""`dragoman` in a process of its own, and in an empty home."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

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


class Shell:
    """Runs `dragoman` in an empty home, so that nothing of the machine's own is in play."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.environment = {
            **{k: v for k, v in os.environ.items() if not k.startswith(FOREIGN)},
            "HOME": str(folder / "home"),
            "USERPROFILE": str(folder / "home"),
            "DRAGOMAN_MODELS": str(folder / "models"),
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
