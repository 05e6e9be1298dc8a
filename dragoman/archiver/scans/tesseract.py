"""The border to tesseract, a program of its own: where it is, what it knows, what it reads.

It is begun anew for every picture, within the limits of the process that begins it, and is ended
where it takes too long. It gets the picture by a pipe and opens no socket.
"""

from __future__ import annotations

import functools
import hashlib
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from dragoman.archiver.scans.sheet import Box
from dragoman.errors import ExtractionError

PROGRAM = "DRAGOMAN_TESSERACT"  # the environment may name another than the one on the path
ON_WINDOWS = Path(r"C:\Program Files\Tesseract-OCR\tesseract.exe")
# Models load each other by default, and then az Latin is read where Cyrillic stands.
SETTINGS = {"tessedit_load_sublangs": ""}
THEN = 'then "dragoman translate" reads it'
INSTALL = (
    "install tesseract (Debian and Ubuntu: apt install tesseract-ocr tesseract-ocr-aze "
    "tesseract-ocr-rus tesseract-ocr-script-cyrl; macOS: brew install tesseract tesseract-lang; "
    "Windows: winget install UB-Mannheim.TesseractOCR, with its languages), "
    f"{THEN}"
)
PILLOW = f'python -m pip install "dragoman[ocr]", {THEN}'
_LEVEL_LINE, _LEVEL_WORD = "4", "5"


class Hung(Exception):
    """Tesseract did not come to an end, or broke."""


@dataclass(frozen=True, slots=True)
class Seen:
    """One word as tesseract tells it, in pixels of the picture that it was given."""

    text: str
    confidence: float
    box: Box


@dataclass(frozen=True, slots=True)
class SeenRow:
    """One line as tesseract tells it; `block` counts its blocks."""

    block: int
    box: Box
    words: tuple[Seen, ...]


@dataclass(frozen=True, slots=True)
class Tesseract:
    """The program that is installed, its version, and its models: their names and files."""

    program: str
    version: str
    models: Mapping[str, Path | None]

    def first_of(self, *wanted: str) -> str | None:
        """The first of some models that is there; in a folder `script` on some systems."""
        for name in wanted:
            for each in (name, f"script/{name}"):
                if each in self.models:
                    return each
        return None

    def read(self, picture: bytes, models: str, seconds: float, layout: int = 3) -> list[SeenRow]:
        """The lines of a picture (PNM), read by some models; Hung where that did not end.

        `layout` is tesseract's `--psm`: 3 for a page, 6 for one block.
        """
        settings = [part for name in SETTINGS for part in ("-c", f"{name}={SETTINGS[name]}")]
        command = [self.program, "-", "-", "-l", models, "--psm", str(layout), *settings, "tsv"]
        try:
            done = subprocess.run(
                command,
                input=picture,
                capture_output=True,
                timeout=seconds,
                env=os.environ | {"OMP_THREAD_LIMIT": "1"},
                check=False,
            )
        except subprocess.TimeoutExpired as error:
            raise Hung(f"tesseract did not come to an end within {seconds:g} seconds") from error
        if done.returncode != 0:
            said = done.stderr.decode("utf-8", "replace").strip().splitlines()[-1:]
            raise Hung(f"tesseract ended with {done.returncode}: {''.join(said)[:200]}")
        return list(_rows(done.stdout.decode("utf-8", "replace")))

    def digest(self, model: str) -> str | None:
        """The SHA-256 of a model's file; None where that is not known."""
        return _digest(self.models.get(model))

    def told(self, models: Sequence[str]) -> dict[str, object]:
        """As a record says it: the engine, and each model with its digest."""
        names = dict.fromkeys(name for each in models for name in each.split("+"))
        return {
            "name": "tesseract",
            "version": self.version,
            "models": [{"name": name, "sha256": self.digest(name)} for name in names],
            "settings": dict(SETTINGS),
        }


@functools.cache
def installed() -> Tesseract:
    """ExtractionError where there is none, with how to install it."""
    named = os.environ.get(PROGRAM) or shutil.which("tesseract")
    if named is None and sys.platform == "win32" and ON_WINDOWS.is_file():
        named = str(ON_WINDOWS)
    if named is None:
        raise ExtractionError(f"tesseract, which reads pictures, is not installed: {INSTALL}")
    version = re.search(r"tesseract v?(\S+)", _asked(named, "--version"))
    said = _asked(named, "--list-langs").splitlines()
    folder = re.search(r'"([^"]+)"', said[0]) if said else None
    names = [line.strip() for line in said[1:] if line.strip()]
    if version is None or not names:
        raise ExtractionError(f"tesseract is there ({named}), and has no models: {INSTALL}")
    return Tesseract(named, version[1], {name: _file(folder, name) for name in names})


def _asked(program: str, what: str) -> str:
    try:
        done = subprocess.run(
            [program, what], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=30,
            stdin=subprocess.DEVNULL, check=False,
        )  # fmt: skip
    except (OSError, subprocess.TimeoutExpired) as error:
        raise ExtractionError(f"tesseract ({program}) does not run ({error}): {INSTALL}") from error
    return done.stdout.decode("utf-8", "replace")


def _file(folder: re.Match[str] | None, name: str) -> Path | None:
    path = Path(folder[1]) / f"{name}.traineddata" if folder else None
    return path if path is not None and path.is_file() else None


@functools.cache
def _digest(path: Path | None) -> str | None:
    if path is None:
        return None
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _rows(told: str) -> Iterator[SeenRow]:
    """The lines of tesseract's table that hold words."""
    block, box, words = 0, (0, 0, 0, 0), list[Seen]()
    for row in told.splitlines()[1:]:
        cells = row.split("\t")
        if len(cells) < 12 or cells[0] not in (_LEVEL_LINE, _LEVEL_WORD):
            continue
        left, top, width, height = map(int, cells[6:10])
        place = (left, top, left + width, top + height)
        if cells[0] == _LEVEL_LINE:
            if words:
                yield SeenRow(block, box, tuple(words))
            block, box, words = int(cells[2]), place, []
        elif text := "\t".join(cells[11:]).strip():
            words.append(Seen(text, max(0.0, float(cells[10])), place))
    if words:
        yield SeenRow(block, box, tuple(words))
