"""Each parser of foreign bytes for some seconds; the hour is `python -m benchmarks.fuzz`."""

from __future__ import annotations

import pytest

from tests.support.fuzzing import TARGETS, Target, fuzz

SECONDS = 1.0


@pytest.mark.parametrize("target", TARGETS, ids=lambda target: target.name)
@pytest.mark.long(one_in=3)
def test_any_bytes_are_read_or_refused(target: Target) -> None:
    assert fuzz(target, SECONDS) > 0
