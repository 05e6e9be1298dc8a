"""What threads make and one other takes, many at a time."""

from __future__ import annotations

import threading
import time

from dragoman.steps.handover import MOST, MOST_BYTES, Handover


def in_thread(handover: Handover[int], numbers: range) -> threading.Thread:
    def make() -> None:
        for number in numbers:
            handover.put(number, 1)
        handover.leave()

    thread = threading.Thread(target=make, daemon=True)
    thread.start()
    return thread


def until_blocked(handover: Handover[int]) -> None:
    """Until as much waits as may."""
    ends = time.monotonic() + 10
    while len(handover._waiting) + handover._taken < MOST:
        assert time.monotonic() < ends
        time.sleep(0.001)


def test_everything_comes_once_and_in_order() -> None:
    handover = Handover[int](makers=1)
    thread = in_thread(handover, range(1000))
    taken: list[int] = []
    while some := handover.take():
        assert len(some) <= MOST + 1
        taken += some
    thread.join(10)
    assert taken == list(range(1000))
    assert handover.take() == []


def test_what_several_make_is_over_when_the_last_has_left() -> None:
    handover = Handover[int](makers=4)
    threads = [in_thread(handover, range(start, start + 200)) for start in range(0, 800, 200)]
    taken: list[int] = []
    while some := handover.take():
        taken += some
    for thread in threads:
        thread.join(10)
    assert sorted(taken) == list(range(800))


def test_what_waits_and_what_was_taken_are_bounded_together() -> None:
    handover = Handover[int](makers=1)
    thread = in_thread(handover, range(3 * MOST))
    until_blocked(handover)
    assert handover.take() == list(range(MOST))
    time.sleep(0.05)
    assert handover._waiting == [MOST]  # whoever makes them rests while these are worked on
    assert handover.take() == list(range(MOST, 2 * MOST))
    assert handover.take() == list(range(2 * MOST, 3 * MOST))
    thread.join(10)
    assert handover.take() == []


def test_few_large_things_are_enough() -> None:
    handover = Handover[int](makers=1)

    def make() -> None:
        for number in range(6):
            handover.put(number, MOST_BYTES // 2)
        handover.leave()

    thread = threading.Thread(target=make, daemon=True)
    thread.start()
    taken = []
    while some := handover.take():
        taken.append(some)
    thread.join(10)
    assert [number for some in taken for number in some] == list(range(6))
    assert max(map(len, taken)) <= 3  # two that are enough, and the one that came meanwhile


def test_makers_that_rest_have_handed_over_what_they_had() -> None:
    handover = Handover[int](makers=8)
    threads = [in_thread(handover, range(start, start + 100)) for start in range(0, 800, 100)]
    until_blocked(handover)
    first = handover.take()
    assert MOST <= len(first) <= MOST + 8
    taken = list(first)
    while some := handover.take():
        assert len(some) <= MOST + 8
        taken += some
    for thread in threads:
        thread.join(10)
        assert not thread.is_alive()
    assert sorted(taken) == list(range(800))


def test_one_that_comes_alone_is_not_waited_with() -> None:
    handover = Handover[int](makers=1)
    handover.put(7, 1)
    assert handover.take() == [7]


def test_nothing_comes_where_nobody_makes_anything() -> None:
    assert Handover[int](makers=0).take() == []
