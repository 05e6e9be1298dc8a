"""One number of a text: what it may be meant by, and what it counts."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import NamedTuple

from dragoman.translate.checks.quantities.tokens import SPACES, Token

HALF = Fraction(1, 2)
_MOST_DIGITS = 18  # what is longer is data


class Quantity(NamedTuple):
    """`values` are all that the number may be meant by, `hard` says that it stands in digits.

    `path` is what has an order instead of a value: an article of law, a telephone. `loose` ones
    are there to be met and are never missed: tens of thousands, a day. `scale` is that of the
    word after a number, which the first of a range may share: from 2 to 3 million.
    """

    text: str
    values: frozenset[Fraction]
    start: int
    stop: int
    unit: str | None = None
    hard: bool = True
    path: str | None = None
    month: int | None = None
    ordinal: bool = False
    loose: bool = False
    scale: int = 1


def exactly(value: int | Fraction) -> frozenset[Fraction]:
    """What can be meant by one value only."""
    return frozenset({Fraction(value)})


def values_of(token: Token) -> frozenset[Fraction]:
    """The values that a number in digits may have: 1.200 is 1200, or 1.2 written oddly."""
    compact = re.sub(f"[{SPACES}]", "", token.text)
    values = {_decimal(compact)}
    if token.kind == "grouped":
        last = max(compact.rfind("."), compact.rfind(","))
        marks = {char for char in compact if char in ".,"}
        if len(marks) == 2:
            whole, part = re.sub("[.,]", "", compact[:last]), compact[last + 1 :]
            return frozenset({_decimal(f"{whole}.{part}")})
        if marks:
            grouped = re.sub(r"[.,](?=\d{3}(?:\D|$))", "", compact)
            values = {_decimal(grouped)} | (values if compact.count(marks.pop()) == 1 else set())
    return frozenset(values)


def _decimal(text: str) -> Fraction:
    whole, _, part = text.replace(",", ".").partition(".")
    part = part.replace(".", "")[:12]
    return Fraction(int(whole[:_MOST_DIGITS] or 0)) + (
        Fraction(int(part), 10 ** len(part)) if part else 0
    )
