"""Numbers that were lost or changed on the way.

Written forms differ between languages and that is no fault: 12,5 is 12.5, 1 200 and 1.200 are
1,200, 18.00 may be 6 pm, 24.11.2025 may be 24 November 2025, "28" may be "twenty-eight" and
XIX "19th". A number is called lost only where none of its forms is found.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from dragoman.translate.checks.case import Case, quoted
from dragoman.translate.checks.flag import Flag
from dragoman.translate.checks.numerals import months, roman, scales, spelled

_NUMBER = re.compile(
    r"""
      (?P<date>(?<![\d.])\d{1,2}[./-](?:0?[1-9]|1[0-2])[./-](?:\d{4}|\d{2})(?!\d))
    | (?P<grouped>\d{1,3}(?:[\u00a0\u202f\u2009 .,'’]\d{3})+(?![\d])(?:[.,]\d+)?)
    | (?P<plain>\d+(?:[.,:]\d+)?)
    """,
    re.VERBOSE,
)
_DIGITS = re.compile(r"\d+")
_GROUPING = re.compile(r"[\u00a0\u202f\u2009 '’]")


@dataclass(frozen=True, slots=True)
class Number:
    """A number as written, the values that it may have, and the bare numbers that it is made of."""

    text: str
    values: frozenset[str]
    parts: tuple[str, ...]
    month: int | None = None


def digits(case: Case) -> Iterator[Flag]:
    source, target = numbers(case.source), numbers(case.target)
    here = _Known.of(case.source, case.source_words, case.source_code, source)
    there = _Known.of(case.target, case.target_words, case.target_code, target)
    missing = [number.text for number in source if not there.has(number, here.scales)]
    if missing := missing or _fewer(case, there):
        yield Flag("digits", "warn", f"Numbers lost or changed: {quoted(missing)}.")
        return
    added = [number.text for number in target if not here.has(number, there.scales)]
    if added:
        yield Flag("digits", "warn", f"Numbers that the source does not hold: {quoted(added)}.")


def _fewer(case: Case, there: _Known) -> list[str]:
    """Numbers that the source writes several times, and the output less often, in any form."""
    source, target = (Counter(_DIGITS.findall(text)) for text in (case.source, case.target))
    return [
        number
        for number, times in source.items()
        if 0 < target[number] < times and number not in there.said and len(number) < 4
    ]


@dataclass(frozen=True, slots=True)
class _Known:
    """What one side of a pair says in numbers, in whatever form."""

    values: frozenset[str]
    parts: frozenset[str]
    said: frozenset[str]
    months: frozenset[int]
    scales: frozenset[int]

    @classmethod
    def of(cls, text: str, words: tuple[str, ...], code: str, found: list[Number]) -> _Known:
        named = months(words, code)
        parts = {part for number in found for part in number.parts}
        said = {str(value) for value in spelled(words, code) | roman(text)}
        parts |= said
        return cls(
            values=frozenset(value for number in found for value in number.values),
            parts=frozenset(parts | set(map(_other_hour, parts))),
            said=frozenset(said),
            months=frozenset(named),
            scales=frozenset(scales(words, code)),
        )

    def has(self, number: Number, scales: frozenset[int]) -> bool:
        """By value (as it stands, or times a thousand or million named beside it) or by parts."""
        scaled = {str(int(v) * scale) for v in number.values if _small(v) for scale in scales}
        if not self.values.isdisjoint(number.values | scaled):
            return True
        parts = list(number.parts)
        if number.month is not None:
            del parts[1]
        month = number.month is None or number.month in self.months
        return (month or str(number.month) in self.parts) and self.parts.issuperset(parts)


def numbers(text: str) -> list[Number]:
    """Each number of a text once."""
    found = {match[0]: match for match in _NUMBER.finditer(text)}
    return [_number(match) for match in found.values()]


def _number(match: re.Match[str]) -> Number:
    text = match[0]
    parts = tuple(_bare(part) for part in _DIGITS.findall(text))
    parts = parts[:1] + tuple(part for part in parts[1:] if part != "0")  # 18.00 may be 6 pm
    if match["date"]:
        return Number(text, frozenset(), parts, int(parts[1]))
    compact = _GROUPING.sub("", text)
    values = {_decimal(compact)}
    if match["grouped"]:
        values.add(_bare("".join(_DIGITS.findall(text))))
        values |= {_bare(re.sub(r"[.,](?=\d{3})", "", compact))}
    return Number(text, frozenset(values), parts)


def _small(value: str) -> bool:
    """A whole number that Python turns into an int without complaint."""
    return value.isdigit() and len(value) < 20


def _bare(text: str) -> str:
    return text.lstrip("0") or "0"


def _decimal(text: str) -> str:
    whole, point, fraction = text.replace(",", ".").replace(":", ".").partition(".")
    fraction = fraction.rstrip("0")
    return _bare(whole) + (point + fraction if fraction else "")


def _other_hour(part: str) -> str:
    """`18` as it is called with pm, and the other way about."""
    hour = int(part) if len(part) <= 2 else 0
    return str(hour - 12 if hour > 12 else hour + 12) if 1 <= hour <= 23 else part
