"""What a sentence says in numbers: each with the values that it may have, and its unit.

Both sides of a pair are read by the same rules, so that what is compared are values and not
spellings: 5 mlrd. is 5,000,000,000, 14:30 may be half past two, 8 il 6 ay is eight and a half
years.
"""

from __future__ import annotations

import re

from dragoman.translate.checks.quantities.clock import time
from dragoman.translate.checks.quantities.days import day, day_and_month, iso_day
from dragoman.translate.checks.quantities.figures import figure
from dragoman.translate.checks.quantities.quantity import HALF, Quantity
from dragoman.translate.checks.quantities.tokens import WORD, Tokens
from dragoman.translate.checks.quantities.worded import says_a_number, worded

# What stands between the two numbers of one length of time or sum: the unit, and "and".
_BETWEEN = re.compile(r"\s*(?:(?!to\b|до\b)[^\W\d_]+[.-]?)?\s*(?:and|və|и|с|a)?\s*(?:a\s*)?")
_AND_A = re.compile(r"\s+(?:and\s+a|с)\s+")
_LONGEST_BETWEEN = 24
_PARTS = {
    ("year", "month"): 12, ("day", "hour"): 24, ("hour", "minute"): 60, ("minute", "second"): 60,
    ("RUB", "коп"): 100, ("AZN", "qəpik"): 100, ("USD", "cent"): 100, ("EUR", "cent"): 100,
    ("kg", "g"): 1000,
    ("m", "cm"): 100, ("foot", "inch"): 12, ("foot", ""): 12,
}  # fmt: skip
_RANGE = re.compile(r"\s*(?:[-–—]|до|to|ilə|or|и|and|və|или|yaxud|,)\s*", re.IGNORECASE)
_DIGIT = re.compile(r"\d")
_DAYS = {"iso": iso_day, "date": day, "daymonth": day_and_month}


def quantities(text: str, code: str) -> list[Quantity]:
    """Every number of a text, in order; with months, which have a number too."""
    if _DIGIT.search(text) is None and not any(says_a_number(w, code) for w in WORD.findall(text)):
        return []
    tokens = Tokens(text, code)
    found: list[Quantity] = []
    for place in tokens.of_numbers(says_a_number):
        if place < tokens.at:
            continue
        tokens.at = place
        for each in _read(tokens):
            whole = _joined(tokens.text, found[-1], each) if found else None
            if whole is not None:
                found[-1] = whole
            else:
                found.append(each)
    return _with_units(tokens.text, found)


def _read(tokens: Tokens) -> list[Quantity]:
    """The numbers that begin with the next token, which is then passed."""
    token = tokens.look()
    assert token is not None
    kind = token.kind
    if kind == "word":
        number = worded(tokens, token)
        return [number] if number is not None else []
    if kind in ("number", "grouped", "fraction"):
        return figure(tokens, token)
    if kind == "time":
        return [time(tokens, token)]
    tokens.at += 1
    if kind in ("phone", "path"):
        path = re.sub(r"\D", "", token.text) if kind == "phone" else token.text
        return [Quantity(token.text, frozenset(), token.start, token.stop, path=path)]
    return _DAYS[kind](token)


def _joined(text: str, last: Quantity, found: Quantity) -> Quantity | None:
    """8 il 6 ay, 8 il yarım and 5 руб. 50 коп. as one; None where the two are no such pair."""
    if len(last.values) != 1 or len(found.values) != 1 or last.ordinal:
        return None
    between = text[last.stop : found.start]
    if len(between) > _LONGEST_BETWEEN or not _BETWEEN.fullmatch(between):
        return None
    (whole,), (part,) = last.values, found.values
    size = _PARTS.get((last.unit or "", found.unit or ""))
    unit = last.unit or found.unit
    said = unit is not None or _AND_A.fullmatch(between) is not None
    if size is None and part == HALF and whole >= 1 and between.strip() and said:
        size = 1 if unit != "clock" else None
    if size is None or whole.denominator != 1:
        return None
    return last._replace(
        text=text[last.start : found.stop], values=frozenset({whole + part / size}),
        unit=unit, stop=found.stop, loose=last.loose and found.loose,
    )  # fmt: skip


def _with_units(text: str, found: list[Quantity]) -> list[Quantity]:
    """The first number of a range counts what the second does: 5 to 8 cm, 2 to 3 million."""
    for place in range(len(found) - 2, -1, -1):
        one, other = found[place], found[place + 1]
        if not one.values or not _RANGE.fullmatch(text[one.stop : other.start]):
            continue
        if one.scale == 1 < other.scale and max(one.values) < other.scale:
            values = one.values | {value * other.scale for value in one.values}
            one = one._replace(values=values, scale=other.scale)
        if one.unit is None and not other.loose and other.unit not in ("clock", "nineties"):
            one = one._replace(unit=other.unit)
        found[place] = one
    return found
