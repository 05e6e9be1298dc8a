"""Whether two numbers are the same thing in two forms."""

from __future__ import annotations

from fractions import Fraction

from dragoman.translate.checks.quantities.measures import (
    DEGREES,
    amount,
    contradict,
    converted,
    degrees,
)
from dragoman.translate.checks.quantities.quantity import Quantity

_DAY = 24 * 60
_PERCENT = Fraction(1, 100)
_ROUNDED = Fraction(1, 100)  # 33 per cent is a third


def same(one: Quantity, other: Quantity) -> bool:
    """Whether one may be meant by the other."""
    if one.month or other.month:
        return one.month == other.month
    if one.path or other.path:
        return _same_path(one.path, other.path)
    units = {one.unit, other.unit}
    if "clock" in units:
        return _same_time(one, other)
    if "nineties" in units:
        return any(a % 100 == b % 100 for a in one.values for b in other.values)
    if not DEGREES.isdisjoint(units):
        return _same_degrees(one, other)
    return _same_amount(one, other)


def _same_amount(one: Quantity, other: Quantity) -> bool:
    if "times" in (one.unit, other.unit) and _is_so_many_times_less(one, other):
        return True
    if None not in (one.unit, other.unit) and one.unit != other.unit:
        return _same_measure(one, other)
    if not one.values.isdisjoint(other.values) or _same_share(one, other):
        return True
    return one.hard and other.hard and _year(one, other)


def _same_measure(one: Quantity, other: Quantity) -> bool:
    """Of two that count different things."""
    if _same_share(one, other) or not _amounts(one).isdisjoint(_amounts(other)):
        return True
    here, there = one.unit or "", other.unit or ""
    if any(converted(a, here, b, there) for a in one.values for b in other.values):
        return True
    return not contradict(here, there) and not one.values.isdisjoint(other.values)


def _is_so_many_times_less(one: Quantity, other: Quantity) -> bool:
    """Half of something is two times less."""
    return any(a * b == 1 for a in one.values for b in other.values if 1 not in (a, b))


def _same_path(one: str | None, other: str | None) -> bool:
    if one is None or other is None:
        return False
    phones = "." not in one and "." not in other
    return one == other or (phones and one[-9:] == other[-9:])


def _same_time(one: Quantity, other: Quantity) -> bool:
    if one.unit == other.unit:
        return any((a - b) % _DAY == 0 for a in one.values for b in other.values)
    clock, number = (one, other) if one.unit == "clock" else (other, one)
    times = {value % 12 * 60 for value in number.values}
    times |= {int(value) % 12 * 60 + value % 1 * 100 for value in number.values}
    return any(value % (12 * 60) in times for value in clock.values)


def _same_degrees(one: Quantity, other: Quantity) -> bool:
    if one.unit in DEGREES and other.unit in DEGREES:
        here, there = one.unit or "", other.unit or ""
        return any(degrees(a, here, b, there) for a in one.values for b in other.values)
    return not set(map(abs, one.values)).isdisjoint(map(abs, other.values))


def _amounts(each: Quantity) -> set[tuple[str, Fraction]]:
    found = {amount(value, each.unit or "") for value in each.values}
    return {pair for pair in found if pair is not None}


def _same_share(one: Quantity, other: Quantity) -> bool:
    here, there = shares(one), shares(other)
    return any(abs(a - b) < _ROUNDED for a in here for b in there)


def shares(each: Quantity) -> set[Fraction]:
    """Parts of a whole: a half, 50 per cent, 3/4."""
    if each.unit == "percent":
        return {value * _PERCENT for value in each.values}
    if each.unit == "quarter":
        return {value / 4 for value in each.values if 0 < value < 4}
    return {value for value in each.values if 0 < value < 1}


def _year(one: Quantity, other: Quantity) -> bool:
    """The 24 of 2023-24 is 2024."""
    pairs = ((min(a, b), max(a, b)) for a in one.values for b in other.values)
    return any(low < 100 and 1900 <= high < 2100 and (high - low) % 100 == 0 for low, high in pairs)
