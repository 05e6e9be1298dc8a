"""He and she, I and we, who did it to whom: what is told, what is left alone."""

from __future__ import annotations

import pytest

from dragoman.translate.checks import check
from tests.support.number_pairs import within
from tests.support.people_pairs import HELD_BACK, SEEN, UNSEEN

ROWS = [
    (kind, *row) for rows in (SEEN, HELD_BACK) for kind, all_of in rows.items() for row in all_of
]
OURS = {"pronoun", "speaker", "roles"}


def warned(code: str, source: str, target: str) -> set[str]:
    flags = check(source, target, code, "en")
    return {flag.code for flag in flags if flag.severity != "note"} & OURS


@pytest.mark.parametrize(
    ("kind", "code", "source", "same", "other"), ROWS, ids=[row[2] for row in ROWS]
)
def test_who_it_is_is_left_alone_where_it_is_right_and_told_where_it_is_not(
    kind: str, code: str, source: str, same: str, other: str | None
) -> None:
    assert warned(code, source, same) == set()
    assert warned(code, within(code, source), within("en", same)) == set()
    if other is not None and source not in UNSEEN:
        assert kind in warned(code, source, other)
        if kind != "pronoun" or code == "az":
            assert kind in warned(code, within(code, source), within("en", other))
