"""Copies of an archive that were made file by file while two writers captured into it.

What the files hold is noted at every step of every write. A copy takes each file as it was at some
moment, one after the other: that is what `cp -r` does, in every order, and it costs no waiting for
chance. `python -m benchmarks.copies` does the same with real processes that race.
"""

from __future__ import annotations

import itertools
import json
import random
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from dragoman.archive import Archive
from dragoman.steps.upkeep import verify_folder
from tests.support.copies import GROUPS, Moment, copied, look, pages, written
from tests.support.disk import Disk
from tests.support.site import Site

# Every order is one of 720; in these each file comes at each place, and before and after each other.
ORDERS = list(itertools.permutations(GROUPS))[::11]


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    with Site(pages()) as served:
        yield served


@pytest.fixture(scope="module")
def moments(site: Site, tmp_path_factory: pytest.TempPathFactory) -> list[Moment]:
    """What the files held, step by step, while two took turns to capture."""
    folder = tmp_path_factory.mktemp("used") / "archive"
    found: list[Moment] = []
    with pytest.MonkeyPatch.context() as patch:
        disk = Disk(folder, patch)
        capture_with(folder, site, [0])
        disk.watch = lambda: found.append(held(folder))
        capture_with(folder, site, [1, 2, 3])
        capture_with(folder, site, [4, 5])  # the index was closed in between
        disk.watch = None
        found.append(held(folder))
    return found


def capture_with(folder: Path, site: Site, numbers: Sequence[int]) -> None:
    """Two take turns; both are there before the first begins, and after the last ended."""
    with Archive(folder) as one, Archive(folder) as other:
        for writer in (one, other):
            writer.store._roll_at = 12_000
        for n in numbers:
            (one, other)[n % 2].capture(site.url(f"/{n}"), allow_private=True)


def held(folder: Path) -> Moment:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.parent.name != "spool" and path.name != ".lock"
    }


def ids(moment: Moment) -> set[str]:
    return {json.loads(line).get("id") for line in moment["ledger.jsonl"].splitlines()}


def test_each_comes_before_and_after_each_other() -> None:
    before = {pair for order in ORDERS for pair in itertools.combinations(order, 2)}
    assert len(before) == len(GROUPS) * (len(GROUPS) - 1)
    assert {(place, each) for order in ORDERS for place, each in enumerate(order)} == set(
        itertools.product(range(len(GROUPS)), GROUPS)
    )


@pytest.mark.parametrize("order", ORDERS, ids="-".join)
@pytest.mark.long(one_in=3)
def test_a_copy_made_while_two_capture(
    site: Site, moments: list[Moment], tmp_path: Path, order: tuple[str, ...]
) -> None:
    dice = random.Random("-".join(order))
    times = sorted(dice.choices(range(len(moments)), k=len(order)))
    copy = written(copied(moments, order, times), tmp_path / "copy")
    look(copy, site.url(f"/{dice.randrange(6)}"), ids(moments[-1]))


def test_a_copy_of_one_moment_is_sound(site: Site, moments: list[Moment], tmp_path: Path) -> None:
    """No alarm where nothing is lost."""
    last = len(moments) - 1
    copy = written(copied(moments, ORDERS[0], [last] * len(GROUPS)), tmp_path / "copy")
    report = verify_folder(copy.folder)
    assert report.problems == []
    assert report.notes == []
    assert not copy.lost
    assert len(copy.whole) == 6
    look(copy, site.url("/5"), ids(moments[-1]))
    assert verify_folder(copy.folder).ok
