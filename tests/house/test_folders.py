"""The folders inside a room: whom each imports, how many files it holds, and what it says of itself."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from tests.support import house

# From docs/design.md: by room, which of its folders its folders import; `tests/house/test_imports.py` looks.
# The files beside the folders may import all of them, and are imported by none.
INSIDE: dict[str, dict[str, set[str]]] = {
    "archiver": {
        "web": set(),
        "body": set(),
        "records": {"web", "body"},
        "article": {"body"},
        "scans": {"body", "article"},
        "requisites": {"web", "body", "records"},
        "browser": {"web", "body"},
        "replay": {"web", "body", "records", "browser"},
        "media": {"web", "browser"},
        "session": {"web"},
        "lists": {"web", "body"},
        "visits": {"web", "records"},
        "store": {"records"},
        "foreign": {"web", "body", "records", "store", "requisites"},
        "verdict": {"body", "article"},
        "sighting": {"visits", "verdict"},
        "memento": {"web"},
    },
    "translate": {
        "text": set(),
        "language": {"text"},
        "sentences": {"text"},
        "names": {"text"},
        "people": {"text"},
        "checks": {"text", "names"},
        "likelihood": {"text", "checks"},
        "models": set(),
        "engines": {"models", "text"},
        "llm": {"models", "engines", "text", "language", "names", "checks"},
        "workers": {"models", "engines", "text"},
        "installing": {"models", "engines"},
        "speech": {"models", "engines"},
    },
}
MOST_FILES = 16


def folders() -> list[Path]:
    return [
        path
        for room in INSIDE
        for path in sorted((house.PACKAGE / room).rglob("*"))
        if path.is_dir() and any(path.glob("*.py"))
    ]


def named(folder: Path) -> str:
    return folder.relative_to(house.PACKAGE).as_posix()


@pytest.mark.parametrize("folder", folders(), ids=named)
def test_a_folder_holds_no_more_files_than_one_looks_through(folder: Path) -> None:
    assert len([each for each in folder.glob("*.py") if each.stem != "__init__"]) <= MOST_FILES


@pytest.mark.parametrize("folder", [each for each in folders() if each.name != "checks"], ids=named)
def test_a_folder_says_what_it_is_for_and_imports_nothing(folder: Path) -> None:
    (only,) = ast.parse((folder / "__init__.py").read_text(encoding="utf-8")).body
    assert isinstance(only, ast.Expr) and isinstance(only.value, ast.Constant)
    said = only.value.value
    assert isinstance(said, str) and 4 <= len(said.strip().splitlines()) <= 7
    first = re.findall(r"`([a-z_0-9]+\.py)`", re.split(r"Read\s", said)[1])
    assert first and all((folder / each).is_file() for each in first)
