"""Fixtures that several test files share."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.no_network import no_network

__all__ = ["no_network", "shared_data"]

REPOSITORY = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real pages, sentences and damaged files, where it is at hand."""
    folder = REPOSITORY.parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip(f"needs the shared test data in {folder}, which is not here")
    return folder
