"""Links, tags, files and telephones; and the letters that the checks see."""

from __future__ import annotations

import pytest

from dragoman.translate.checks import check
from tests.support.number_pairs import within
from tests.support.protected_pairs import HELD_BACK, SEEN, UNSEEN

ROWS = [*SEEN, *HELD_BACK]
ABOUT = {"links", "script", "leftover", "copied", "digits", "negation"}


def serious(code: str, source: str, target: str) -> set[str]:
    flags = check(source, target, code, "en")
    return {flag.code for flag in flags if flag.severity != "note"} & ABOUT


@pytest.mark.parametrize(("code", "source", "same", "other"), ROWS, ids=[row[1] for row in ROWS])
def test_what_is_kept_is_left_alone_and_what_is_lost_is_told(
    code: str, source: str, same: str, other: str | None
) -> None:
    assert serious(code, source, same) == set()
    assert serious(code, within(code, source), within("en", same)) == set()
    if other is not None and source not in UNSEEN:
        assert "links" in serious(code, source, other)
        assert "links" in serious(code, within(code, source), within("en", other))
