"""Numbers that were lost or changed on the way.

Both sides are read into values with units (`quantities.py`), and each value of the one is looked
for in the other. A number in digits has to be there; one in words may be said in some other way, so
it counts only where the other side has one that the first has not.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dragoman.translate.checks.case import Case, quoted
from dragoman.translate.checks.quantities.measures import amount
from dragoman.translate.checks.quantities.number_order import turned_round
from dragoman.translate.checks.quantities.quantities import quantities
from dragoman.translate.checks.quantities.quantity import HALF, Quantity
from dragoman.translate.checks.quantities.sameness import same
from dragoman.translate.text.flag import Flag

# Each number of one side is held against each of the other, up to so many.
MOST_PAIRS = 10_000


def digits(case: Case) -> Iterator[Flag]:
    source = quantities(case.source, case.source_code)
    target = quantities(case.target, case.target_code)
    if not source and not target:
        return
    few = len(source) * len(target) <= MOST_PAIRS
    lost, added = _unmatched(source, target) if few else _apart(source, target)
    missing = [each for each in lost if each.hard]
    invented = [each for each in added if each.hard]
    if missing:
        yield _flag("Numbers lost or changed", missing)
    elif invented:
        yield _flag("Numbers that the source does not hold", invented)
    elif changed := _changed(lost, added):
        yield _flag("Numbers that became others", changed)
    elif few and (turned := turned_round(case, source, target)):
        yield _flag("Numbers in another order", turned)


def _flag(what: str, found: Sequence[Quantity]) -> Flag:
    texts = list(dict.fromkeys(each.text for each in found))
    return Flag("digits", "warn", f"{what}: {quoted(texts)}.")


def _apart(
    source: Sequence[Quantity], target: Sequence[Quantity]
) -> tuple[list[Quantity], list[Quantity]]:
    """As `_unmatched`, of a list of very many numbers: by their values alone, in linear time."""

    def keys(each: Quantity) -> set[object]:
        named = (each.path, each.month and -each.month)
        return {*each.values, *(key for key in named if key is not None)}

    here, there = ({key for each in side for key in keys(each)} for side in (source, target))
    return (
        [each for each in source if keys(each).isdisjoint(there)],
        [each for each in target if keys(each).isdisjoint(here)],
    )


def _unmatched(
    source: Sequence[Quantity], target: Sequence[Quantity]
) -> tuple[list[Quantity], list[Quantity]]:
    """What of each side has no partner on the other; a number said again is there."""
    free = list(range(len(target)))
    lost: list[Quantity] = []
    for each in source:
        place = next((n for n in free if same(each, target[n])), None)
        if place is not None:
            free.remove(place)
        else:
            lost.append(each)
    left = [target[n] for n in free]
    if not any(each.hard for each in left):
        lost = [each for each in lost if not any(same(each, other) for other in target)]
    if not any(each.hard for each in lost):
        left = [each for each in left if not any(same(other, each) for other in source)]
    return lost, left


def _changed(lost: Sequence[Quantity], added: Sequence[Quantity]) -> list[Quantity]:
    """Numbers in words, or within names, that the other side has as other ones of that kind."""
    for is_kind in (_is_month, _is_multiple, _is_time_in_words, _is_in_words, _is_in_a_name):
        words = [each for each in lost if is_kind(each)]
        if words and any(map(is_kind, added)):
            return words
    return []


def _is_month(each: Quantity) -> bool:
    return each.month is not None


def _is_multiple(each: Quantity) -> bool:
    return each.unit == "times" and 1 not in each.values


def _is_time_in_words(each: Quantity) -> bool:
    return each.unit == "clock" and not each.hard


def _is_in_words(each: Quantity) -> bool:
    return _counts(each) and not each.text[0].isdigit()


def _is_in_a_name(each: Quantity) -> bool:
    return _counts(each) and each.text[0].isdigit()


def _counts(each: Quantity) -> bool:
    """Not what is loose, nor half of a thing, nor `one`, which is a word for anybody as well."""
    if each.loose or each.unit == "clock" or not each.values:
        return False
    if each.unit == "quarter" or each.ordinal:
        return True
    if HALF in each.values and amount(HALF, each.unit or "") is not None:
        return True  # half a year is no year and a half
    return each.values.isdisjoint((0, HALF, 1))
