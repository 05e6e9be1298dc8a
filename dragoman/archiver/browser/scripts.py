"""What is run within a page, in files of its own language."""

from __future__ import annotations

import functools
import json
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).with_name("in_page")


@functools.cache
def script(name: str) -> str:
    """A function in JavaScript, as Playwright takes it; comments before it are left out."""
    lines = (FOLDER / name).read_text(encoding="utf-8").splitlines()
    return "\n".join(line for line in lines if not line.startswith("//"))


@functools.cache
def words(name: str) -> Any:
    return json.loads((FOLDER / name).read_text(encoding="utf-8"))
