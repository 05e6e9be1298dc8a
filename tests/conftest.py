"""Fixtures that several test files share."""

from __future__ import annotations

import signal
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from dragoman import Archive
from tests.support.no_network import no_network
from tests.support.places import SHARED
from tests.support.shell import shell

__all__ = ["archive", "no_network", "shared_data", "shell", "state"]

# What takes longest is begun first, so that no process is left with it alone at the end.
LONGEST = (
    "watch_browser", "replaywebpage", "late_text", "browser", "reading_bombs", "firefox",
    "types_and_charsets", "many_pages", "workers", "mutated_archives", "cli", "watch", "originals",
    "index_unusable", "kills", "no_telemetry", "browser_by_itself", "shadow_and_frames", "consent",
    "growth", "power_cuts", "verify", "cli_export", "received", "swollen", "hostile", "fuzz",
    "name_keys", "import_warc",
)  # fmt: skip


def pytest_configure() -> None:
    """What a script without job control begins in the background ignores Ctrl-C, and so would each
    program that a test begins and interrupts."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(autouse=True, scope="session")
def state(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """What tests agree to is noted in a folder of their own; none makes pictures by the way."""
    folder = tmp_path_factory.mktemp("state")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DRAGOMAN_STATE", str(folder))
        # A browser for each test that captures something would be the subject of none of them.
        patch.setenv("DRAGOMAN_PICTURES", "never")
        yield folder


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    """A new archive, in `tmp_path / "archive"`."""
    with Archive(tmp_path / "archive") as opened:
        yield opened


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real pages, sentences and damaged files, where it is at hand."""
    folder = SHARED
    if not folder.is_dir():
        pytest.skip(f"needs the shared test data in {folder}, which is not here")
    return folder


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--long", action="store_true", help="run what takes long as well, and all of it"
    )


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if not config.getoption("--long"):
        put_off = _put_off(items)
        names = {item.nodeid for item in put_off}
        items[:] = [item for item in items if item.nodeid not in names]
        config.hook.pytest_deselected(items=put_off)
    places = {f"test_{name}.py": place for place, name in enumerate(LONGEST)}
    items.sort(key=lambda item: places.get(item.path.name, len(LONGEST)))


def _put_off(items: list[pytest.Item]) -> list[pytest.Item]:
    """What is marked `long`; of one with `one_in` every such case is run all the same."""
    cases: Counter[str] = Counter()
    found = []
    for item in items:
        mark = item.get_closest_marker("long")
        if mark is not None:
            name = item.nodeid.partition("[")[0]
            one_in = mark.kwargs.get("one_in")
            if one_in is None or cases[name] % one_in:
                found.append(item)
            cases[name] += 1
    return found
