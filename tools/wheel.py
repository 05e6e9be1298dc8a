"""The wheel: built, installed into an environment of its own, and tried there, away from here.

    python -m tools.wheel [--fresh] [--python PROGRAM] [--keep FOLDER]

What it depends on stands beside it as it is here, which takes seconds; with `--fresh` all of it is
installed from the package index, and how large that is is said; so it is with `--python`, which has
another version of Python in the environment, and pytest in it as well. Then the demo goes its way,
and the tests of the library are run against what was installed, in a copy of `tests/` and `docs/`.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import sysconfig
import tempfile
import time
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# What the library promises, and its examples.
TESTS = (
    "tests/house/test_library_docs.py",
    "tests/archive/test_archive.py",
    "tests/plugged",
)
# What they want besides, where nothing of ours can stand beside it: compiled code fits one Python.
WANTED = ("pytest>=8", "pytest-timeout>=2.3")
COPIED = ("tests", "docs", "examples", "README.md", "pyproject.toml")


def build(folder: Path) -> Path:
    """The wheel, in a folder."""
    if find_spec("hatchling") is None:
        raise SystemExit("hatchling builds the wheel and is not here: pip install -e '.[test]'")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    (made,) = folder.glob("*.whl")
    return made


class Environment:
    """A virtual environment with the wheel in it, and what it depends on in it or beside it."""

    def __init__(self, folder: Path, wheel: Path, *, python: str, fresh: bool) -> None:
        without = [] if fresh else ["--without-pip"]
        subprocess.run([python, "-m", "venv", *without, str(folder)], check=True)
        bases = {"base": str(folder), "platbase": str(folder)}
        scripts = Path(sysconfig.get_path("scripts", "venv", bases))
        self.python = scripts / ("python.exe" if sys.platform == "win32" else "python")
        self.packages = Path(self._asked("import sysconfig; print(sysconfig.get_path('purelib'))"))
        if fresh:
            self.install(str(wheel))
        else:
            self.have_beside()
            self.install("--no-deps", "--no-index", "--ignore-installed", str(wheel))

    def install(self, *what: str) -> None:
        pip = [sys.executable, "-m", "pip", "--python", str(self.python), "install", "--quiet"]
        subprocess.run([*pip, *what], check=True)

    def have_beside(self) -> None:
        """What is installed here can be imported there: of the same version of Python alone."""
        beside = self.packages / "beside.pth"
        beside.write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")

    def run(self, folder: Path, *command: str) -> str:
        """What a program of the environment says, in a folder that nothing of ours is in."""
        environment = {k: v for k, v in os.environ.items() if k != "PYTHONPATH"}
        began = time.monotonic()
        done = subprocess.run(
            [str(self.python), "-P", *command], cwd=folder, env=environment, check=False,
            capture_output=True, text=True, encoding="utf-8",
        )  # fmt: skip
        if done.returncode != 0:
            said = (done.stdout + done.stderr)[-4000:]
            raise SystemExit(f"{' '.join(command)} failed from the wheel:\n{said}")
        print(f"{' '.join(command)[:70]}: {time.monotonic() - began:.0f} s", flush=True)
        return done.stdout

    def where(self) -> Path:
        """The package that is imported there."""
        return Path(self._asked("import dragoman; print(dragoman.__file__)"))

    def version(self) -> str:
        return self._asked("import platform; print(platform.python_version())")

    def _asked(self, program: str) -> str:
        done = subprocess.run(
            [str(self.python), "-P", "-c", program], cwd=self.python.parent,
            capture_output=True, text=True, check=True,
        )  # fmt: skip
        return done.stdout.strip()


def sizes(packages: Path) -> list[tuple[str, float]]:
    """By package, its megabytes; the largest first."""
    found = [(each.name, _megabytes(each)) for each in packages.iterdir()]
    return sorted(found, key=lambda each: -each[1])


def _megabytes(path: Path) -> float:
    files = [path] if path.is_file() else [each for each in path.rglob("*") if each.is_file()]
    return sum(each.stat().st_size for each in files) / 1e6


def tried(environment: Environment, away: Path) -> None:
    """SystemExit where something fails there."""
    assert environment.where().is_relative_to(environment.packages), environment.where()
    environment.run(away, "-m", "dragoman", "--version")
    environment.run(away, "-m", "dragoman", "--archive", str(away / "demo"), "demo")
    for name in COPIED:
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        copy(ROOT / name, away / name)
    begin = "import sys, pytest; sys.path.insert(0, '.'); sys.exit(pytest.main(sys.argv[1:]))"
    said = environment.run(away, "-c", begin, "-p", "no:cacheprovider", *TESTS)
    print(said.strip().splitlines()[-1], flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--fresh", action="store_true", help="install all that it depends on, too")
    parser.add_argument("--python", metavar="PROGRAM", help="try it on this one; implies --fresh")
    parser.add_argument("--keep", type=Path, help="leave the wheel in this folder")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="dragoman-wheel-") as name:
        folder = Path(name)
        wheel = build(folder)
        print(f"{wheel.name}: {wheel.stat().st_size / 1e6:.1f} MB", flush=True)
        environment = Environment(
            folder / "environment", wheel,
            python=asked.python or sys.executable, fresh=asked.fresh or asked.python is not None,
        )  # fmt: skip
        print(f"Python {environment.version()}", flush=True)
        if asked.fresh or asked.python:
            print(f"the environment: {_megabytes(folder / 'environment'):.0f} MB")
            print(
                "\n".join(f"{size:7.1f} {name}" for name, size in sizes(environment.packages)[:25])
            )
        if asked.python:
            environment.install(*WANTED)
        elif asked.fresh:
            environment.have_beside()  # pytest, and what else tests want
        (folder / "away").mkdir()
        tried(environment, folder / "away")
        if asked.keep is not None:
            asked.keep.mkdir(parents=True, exist_ok=True)
            shutil.copy(wheel, asked.keep)


if __name__ == "__main__":
    main()
