"""Two persons at one desk who press and click by chance, while it is killed and begun again.

The whole of it is `python -m benchmarks.desk_actions`.
"""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from benchmarks.desk_actions import Walk
from tests.support.chromium import Chromium
from tests.support.desk_walker import LOOK, not_there
from tests.support.site import Answer, HeldSite
from tests.support.windows import Heard, Windows

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


def test_of_a_page_that_does_not_come_it_is_said_what_it_waits_for(tmp_path: Path) -> None:
    html = b"<!doctype html><main id=main>Half of it<script>console.log('begun')</script>"
    answers = {"/half": Answer(html + b"<script src=/slow.js></script>"), "/slow.js": Answer(b"")}
    with (
        HeldSite(answers, free=["/half"]) as site,
        Windows(tmp_path / "profile", Heard(), lambda: True) as browser,
    ):
        window = browser.window()
        window.go(site.url("/half"))
        end = time.monotonic() + 15
        while not browser.said(window.session) or "/slow.js" not in str(
            browser.under_way(window.session)
        ):
            assert time.monotonic() < end
            window.look(LOOK)  # what the browser says by itself is heard meanwhile
        told = not_there(window)
        site.gate.set()
    for each in (
        site.url("/half"),
        "(loading)",
        f"GET {site.url('/slow.js')} (",
        "begun",
        "Half of it",
    ):
        assert each in told, told
