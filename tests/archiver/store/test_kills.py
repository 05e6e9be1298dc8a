"""Captures that are killed: some of the kills of `benchmarks/kills.py`."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from tests.support.places import ROOT


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_what_was_reported_is_there_after_kills() -> None:
    script = [sys.executable, "benchmarks/kills.py", "--kills", "8", "--seed", "7"]
    ended = subprocess.run(
        script, cwd=ROOT, capture_output=True, text=True, check=False, timeout=200
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr
    head, _, row = (line.strip("| ").split(" | ") for line in ended.stdout.splitlines()[-3:])
    count = dict(zip(head, map(int, row), strict=True))
    assert (count["kills"], count["lost"], count["problems"]) == (8, 0, 0)
    assert count["reported"] >= 16
