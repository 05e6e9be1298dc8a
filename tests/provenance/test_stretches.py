"""Which bytes of a file are spoken for, against a set of them."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from dragoman.provenance.stretches import Stretches

SIZE = 24
STRETCH = st.tuples(st.integers(0, SIZE), st.integers(1, 6)).map(lambda each: (each[0], sum(each)))


@given(st.lists(STRETCH, max_size=20), st.integers(0, SIZE + 6))
def test_stretches_are_what_a_set_of_bytes_says(added: list[tuple[int, int]], size: int) -> None:
    stretches, held = Stretches(), set[int]()
    for start, stop in added:
        wanted = set(range(start, stop))
        assert stretches.add(start, stop) == held.isdisjoint(wanted)
        held |= wanted if held.isdisjoint(wanted) else set()
    gaps = list(stretches.gaps(size))
    assert [byte for gap in gaps for byte in range(*gap)] == sorted(set(range(size)) - held)
    assert all(one[1] < other[0] for one, other in pairwise(gaps))


@given(st.permutations([(4 * n, 4 * n + 4) for n in range(12)]))
def test_what_touches_is_kept_as_one(stretches: list[tuple[int, int]]) -> None:
    held = Stretches()
    assert all(held.add(*each) for each in stretches)
    assert held._held == [(0, 48)]
