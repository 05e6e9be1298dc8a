"""The shape that a JSON value has to have: small checks that are put together into large ones.

A check is given a value and says where it is odd and how (`.exchanges[0].started is no date`), or
None where it is as it should be. What is absent is None, and only `maybe` lets that pass; keys that
no check knows are let pass, since a later version may add some.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass

Check = Callable[[object], str | None]

LARGEST = (1 << 63) - 1  # what SQLite and a file's offset can hold
LONGEST_TEXT = 200_000_000


def text(longest: int, shortest: int = 0) -> Check:
    def check(value: object) -> str | None:
        if not isinstance(value, str):
            return " is no text"
        return None if shortest <= len(value) <= longest else f" has {len(value):,} characters"

    return check


def spelled(pattern: re.Pattern[str], what: str) -> Check:
    def check(value: object) -> str | None:
        return None if isinstance(value, str) and pattern.fullmatch(value) else f" is no {what}"

    return check


def one_of(*words: str) -> Check:
    def check(value: object) -> str | None:
        return None if isinstance(value, str) and value in words else " is no word that it can be"

    return check


def whole(largest: int = LARGEST) -> Check:
    """A whole number from 0 on; true and false are none."""

    def check(value: object) -> str | None:
        if type(value) is int and 0 <= value <= largest:
            return None
        return " is no number that it can be"

    return check


def number(value: object) -> str | None:
    """A whole one is none that SQLite could not hold."""
    if type(value) is int and abs(value) <= LARGEST:
        return None
    return None if type(value) is float and math.isfinite(value) else " is no number"


def flag(value: object) -> str | None:
    return None if isinstance(value, bool) else " is neither true nor false"


@dataclass(frozen=True, slots=True)
class Maybe:
    """A check that is made of what is there; `fields` looks whether it is before it asks."""

    check: Check

    def __call__(self, value: object) -> str | None:
        return None if value is None else self.check(value)


def maybe(check: Check) -> Check:
    return Maybe(check)


def each(check: Check) -> Check:
    def check_all(value: object) -> str | None:
        if not isinstance(value, list):
            return " is no list"
        for place, item in enumerate(value):
            if (odd := check(item)) is not None:
                return f"[{place}]{odd}"
        return None

    return check_all


def numbers(count: int, largest: int = LARGEST) -> Check:
    """A list of so many numbers, as `whole` has them."""
    all_whole = each(whole(largest))

    def check(value: object) -> str | None:
        if not isinstance(value, list) or len(value) != count:
            return f" is no list of {count} numbers"
        return all_whole(value)

    return check


def fields(*there: str, **checks: Check) -> Check:
    """An object; a name that is no name in Python ends in `_`. Those in `there` are not absent."""
    needed = frozenset(there)
    named = [
        (name.rstrip("_"), check.check, True) if isinstance(check, Maybe)
        else (name.rstrip("_"), check, False)
        for name, check in checks.items()
    ]  # fmt: skip

    def check_all(value: object) -> str | None:
        if not isinstance(value, dict):
            return " is no object"
        if needed and not needed <= value.keys():
            return f" does not say its {next(name for name in there if name not in value)}"
        for name, check, may_lack in named:
            found = value.get(name)
            if (found is not None or not may_lack) and (odd := check(found)) is not None:
                return f".{name}{odd}"
        return None

    return check_all
