"""What does not grow: memory with the size of a body, memory and open files with the pages."""

from __future__ import annotations

import sys

import pytest

from benchmarks.large_body import peak
from benchmarks.many_captures import grown


@pytest.mark.skipif(sys.platform == "win32", reason="peak memory is asked of a Unix system")
@pytest.mark.long
def test_a_large_body_streams_through() -> None:
    # benchmarks/large_body.py does it with 1 GB; the bound is the same.
    assert peak(150_000_000) - peak(1_000) < 40_000_000


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="counts open files in /proc")
@pytest.mark.long
def test_captures_leave_nothing_open_and_nothing_in_memory() -> None:
    # benchmarks/many_captures.py does it with 10,000.
    rows = list(grown(400, 8))
    early, late = rows[4], rows[-1]
    assert late[2] <= early[2] + 4
    assert late[1] - early[1] < 12_000_000
