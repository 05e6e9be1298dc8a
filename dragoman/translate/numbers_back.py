"""Numbers that a model wrote wrong, put right where the alignment says which was written for which.

Only where the check of numbers finds one wrong in what the model wrote, and none afterwards.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from dragoman.translate.checks.case import Case
from dragoman.translate.checks.numbers import digits
from dragoman.translate.text.as_read import as_read
from dragoman.translate.text.flag import Flag
from dragoman.translate.text.put_back import only_for
from dragoman.translate.text.word_alignment import Alignment

# Without points and commas, which languages write in other ways.
_NUMBER = re.compile(r"(?<![\w.,])\d+(?![\w.,]*\d)")
_PLAIN = re.compile(r"\d+")
WRONG = "digits"  # what the check of numbers calls it


@dataclass(frozen=True, slots=True)
class NumbersRight:
    """A translation whose numbers were put right, its alignment, and what is to be said of each."""

    text: str
    alignment: Alignment
    flags: tuple[Flag, ...]


def numbers_right(
    source: str, text: str, alignment: Alignment, s_code: str, t_code: str
) -> NumbersRight | None:
    """None where nothing is wrong, or it cannot be put right for certain."""
    if not alignment or not _is_wrong(source, text, s_code, t_code):
        return None
    flags = []
    for match in _NUMBER.finditer(source):
        place = only_for(alignment, match.span(), text)
        was = text[slice(*place)] if place else ""
        if place and was != match[0] and _PLAIN.fullmatch(was):
            text = text[: place[0]] + match[0] + text[place[1] :]
            alignment = alignment.replaced(*place, len(match[0]))
            message = f"The engine wrote “{was}” where the original has “{match[0]}”: put right."
            flags.append(Flag("number_replaced", "warn", message))
    if not flags or _is_wrong(source, text, s_code, t_code):
        return None
    return NumbersRight(text, alignment, tuple(flags))


def _is_wrong(source: str, text: str, s_code: str, t_code: str) -> bool:
    case = Case(as_read(source, s_code), as_read(text, t_code), s_code, t_code)
    return next(digits(case), None) is not None
