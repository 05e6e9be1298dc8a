"""Numbers that a model wrote wrong, put right where the alignment says which was written for which.

Only where the check of numbers finds one wrong in what the model wrote, and none afterwards.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
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
# Words by which a number counts more than itself, some of which the check does not know.
_COUNTS = re.compile(r"[\s-]*(?:hundred|dozen|score|gross|couple|pair|decade|fortnight)s?\b", re.I)
MOST = 50  # a sentence with more numbers is a table
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
    numbers = list(_NUMBER.finditer(source))
    if len(numbers) > MOST:
        return None
    others = [
        match
        for match in numbers
        if _written_for(match, text, alignment) not in (None, match[0], *_the_rest(match, numbers))
    ]
    best = _put_right(others, text, alignment)
    if not best.flags or _is_wrong(source, best.text, s_code, t_code):
        return None
    # What the check has nothing against without stays: 7 pm for 19, beside a number that is wrong.
    for match in list(others):
        rest = [each for each in others if each is not match]
        without = _put_right(rest, text, alignment)
        if not _is_wrong(source, without.text, s_code, t_code):
            others, best = rest, without
    return best


def _the_rest(match: re.Match[str], numbers: Sequence[re.Match[str]]) -> list[str]:
    """What is left of a hundred, or of another number there, without this one.

    Of whom 90 percent came, 10 percent did not, and of 10 men 3 who stayed are 7 who left: said so
    by a translation, the number of the original in its place would say the opposite.
    """
    wholes = {100, *(int(each[0]) for each in numbers if each is not match)}
    return [str(whole - int(match[0])) for whole in wholes]


def _put_right(matches: Sequence[re.Match[str]], text: str, alignment: Alignment) -> NumbersRight:
    """With those numbers of the source in the place of what was written for each."""
    flags = []
    for match in matches:
        place = only_for(alignment, match.span(), text)
        was = _written_for(match, text, alignment)
        if place is not None and was is not None:
            text = text[: place[0]] + match[0] + text[place[1] :]
            alignment = alignment.replaced(*place, len(match[0]))
            message = f"The engine wrote “{was}” where the original has “{match[0]}”: put right."
            flags.append(Flag("number_replaced", "warn", message))
    return NumbersRight(text, alignment, tuple(flags))


def _written_for(match: re.Match[str], text: str, alignment: Alignment) -> str | None:
    """The number that was written for one of the source; None where it is no plain one."""
    place = only_for(alignment, match.span(), text)
    if place is None or _COUNTS.match(text, place[1]):
        return None
    was = text[slice(*place)]
    return was if _PLAIN.fullmatch(was) else None


def _is_wrong(source: str, text: str, s_code: str, t_code: str) -> bool:
    case = Case(as_read(source, s_code), as_read(text, t_code), s_code, t_code)
    return next(digits(case), None) is not None
