"""What loads a model, or reads text of others, sends nothing and leaves nothing in the home folder.

Looked at from outside, as the kernel was asked, and for a while after the work (a minute with
`--long`): a library that reports home does so from a thread of its own, later, and not where `CI`
is set. Dask and a language model's server are spoken to at the addresses that were given.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

import pytest

from tests.support.at_work import WORKS, Running, Work, at_work
from tests.support.traced import AFTER, LONG_AFTER, watched

SENDER = """
import socket
socket.socket(socket.AF_INET, socket.SOCK_DGRAM).connect(("127.0.0.1", 10))
socket.socket(socket.AF_INET6, socket.SOCK_DGRAM).connect(("::1", 9))
socket.socket(socket.AF_INET, socket.SOCK_DGRAM).bind(("0.0.0.0", 9))
"""
WRITER = """
from pathlib import Path
Path.home().joinpath("left").write_text("x", encoding="utf-8")
"""


@pytest.fixture(scope="module")
def running(
    tmp_path_factory: pytest.TempPathFactory, pytestconfig: pytest.Config
) -> Iterator[dict[str, Running | str]]:
    after = LONG_AFTER if pytestconfig.getoption("--long") else AFTER
    with at_work(tmp_path_factory.mktemp("at-work"), after) as found:
        yield found


@pytest.mark.parametrize("name", WORKS)
def test_it_speaks_to_nobody_that_was_not_named_and_leaves_nothing(
    running: dict[str, Running | str], name: str
) -> None:
    found = running[name]
    if isinstance(found, str):
        pytest.skip(found)
    assert found.wrong() == []


def test_onnxruntime_is_one_without_a_sender() -> None:
    assert tuple(map(int, version("onnxruntime").split(".")[:2])) < (1, 29)


def test_what_is_looked_for_would_be_seen(tmp_path: Path) -> None:
    program = watched(SENDER + WRITER, tmp_path / "home", after=0, loopback=True)
    work = Work("what sends and writes", "", speaks_to=lambda _: ["127.0.0.1:9", "127.0.0.1:10"])
    wrong = Running(work, (), program).wrong()
    assert {
        "spoke to ::1:9",
        "never spoke to 127.0.0.1:9",
        "listens at 0.0.0.0:9",
        "left left",
    } == {each for each in wrong if not each.partition(" ")[2].startswith("socket(")}
    assert sum("socket(AF_INET" in each for each in wrong) == 3
