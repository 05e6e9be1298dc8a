"""Days in digits: 17.09.2023, 2023-09-17, 8/XI/22, 28.02–01.03.2024."""

from __future__ import annotations

import re
from collections.abc import Iterable
from fractions import Fraction

from dragoman.translate.checks.quantities.numerals import roman_value
from dragoman.translate.checks.quantities.quantity import Quantity, exactly
from dragoman.translate.checks.quantities.tokens import Token


def iso_day(token: Token) -> list[Quantity]:
    year, month, day = map(int, token.text.split("-"))
    return _day(token, day, month, [year])


def day(token: Token) -> list[Quantity]:
    """A day with a year of four digits, or of two, which may be of either century."""
    number, month, year = re.split("[./]", token.text)
    years = [int(year)] if len(year) == 4 else [1900 + int(year), 2000 + int(year), int(year)]
    return _day(token, int(number), int(month) if month.isdigit() else roman_value(month), years)


def day_and_month(token: Token) -> list[Quantity]:
    number, month = map(int, token.text.split("."))
    return _day(token, number, month, ())


def _day(token: Token, day: int, month: int | None, years: Iterable[int]) -> list[Quantity]:
    place = (token.start, token.stop)
    found = [
        Quantity(token.text, exactly(day), *place),
        Quantity(token.text, frozenset(), *place, month=month),
    ]
    if values := frozenset(map(Fraction, years)):
        found.append(Quantity(token.text, values, *place))
    return found
