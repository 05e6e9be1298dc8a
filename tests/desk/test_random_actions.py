"""Two persons at one desk who press and click by chance, while it is killed and begun again.

The whole of it is `python -m benchmarks.desk_actions`.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.desk_actions import Walk
from tests.support.chromium import Chromium

pytestmark = pytest.mark.skipif(
    Chromium.find() is None, reason="needs Chromium (Debian: apt-get install chromium)"
)


@pytest.mark.parametrize(
    ("actions", "every"), [(240, 80), pytest.param(4000, 500, marks=pytest.mark.long)]
)
def test_nothing_breaks_and_nothing_that_was_kept_is_lost(
    tmp_path: Path, actions: int, every: int
) -> None:
    walk = Walk(
        tmp_path / "walk", actions, seed=7, windows=4 if actions < 1000 else 12, every=every
    )
    walk.run()
    assert walk.faults == []
    assert walk.kills and sum(walk.acted.values()) >= actions * 0.9
