"""Numbers in words: runs of numerals, fractions, Roman numerals, months, compounds."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cache, lru_cache

from dragoman.translate.checks.quantities.clock import MIDNIGHT, NOON, time_in_words
from dragoman.translate.checks.quantities.measures import amount, unit_beginnings, unit_of
from dragoman.translate.checks.quantities.numerals import (
    compound,
    denominator,
    is_many,
    is_ordinal,
    lower,
    month_of,
    multiple,
    numeral,
    numeral_beginnings,
    part,
    parted,
    roman_value,
)
from dragoman.translate.checks.quantities.quantity import HALF, Quantity, exactly
from dragoman.translate.checks.quantities.tokens import Token, Tokens
from dragoman.translate.checks.quantities.units import unit_after

_DOZEN = 12
_AND = ("and", "və", "и")
# What stands before an English unit that is one of its kind.
_ONE_OF = ("a", "an", "the", "per", "one", "each", "last", "this")


_SHORT, _LONG = 2, 3


@cache
def _beginnings(code: str) -> frozenset[str]:
    """The first letters of all that says a number: three, or two where there are no more."""
    every = (*numeral_beginnings(code), *unit_beginnings(code), *NOON, MIDNIGHT)
    return frozenset(each[:_LONG] for each in every)


@lru_cache(maxsize=1 << 15)
def says_a_number(word: str, code: str) -> bool:
    """Whether a word says anything in numbers. Most do not, and those are the same few."""
    low = lower(word, code)
    begin = _beginnings(code)
    if low[:_LONG] not in begin and low[:_SHORT] not in begin and low[:1] not in begin:
        return roman_value(word) is not None
    return (
        numeral(low, code) is not None
        or unit_of(low, code) is not None
        or month_of(word, code) is not None
        or low in NOON
        or low == MIDNIGHT
        or roman_value(word) is not None
        or compound(low, code) is not None
        or multiple(low, code) is not None
        or part(low, code) is not None
        or parted(low, code) is not None
    )


def worded(tokens: Tokens, token: Token) -> Quantity | None:
    """The number that begins with this word; None where none does."""
    place = (token.start, token.stop)
    if (month := month_of(token.text, tokens.code)) is not None:
        tokens.at += 1
        return Quantity(token.text, frozenset(), *place, month=month, hard=False)
    if (time := time_in_words(tokens, token)) is not None:
        return time
    if (both := compound(token.lower, tokens.code)) is not None:
        tokens.at += 1
        return Quantity(token.text, exactly(both[0]), *place, unit=both[1], hard=False)
    if (times := multiple(token.lower, tokens.code)) is not None:
        tokens.at += 1
        return Quantity(token.text, exactly(times), *place, unit="times", hard=False, loose=True)
    if _is_roman(tokens, token):
        tokens.at += 1
        unit_after(tokens)  # a century, not one more
        values, hard = exactly(roman_value(token.text) or 0), len(token.text) > 1
        return Quantity(token.text, values, *place, hard=hard, ordinal=True)
    return _fraction(tokens, token) or _run(tokens, token) or _one_of(tokens, token)


def _is_roman(tokens: Tokens, token: Token) -> bool:
    if roman_value(token.text) is None:
        return False
    if len(token.text) > 1:
        return True
    after = tokens.look(1)
    return (
        tokens.code != "en"
        and after is not None
        and (after.kind == "word" or after.text in "-–")
        and tokens.text[token.stop : token.stop + 1] != "."
    )


def _one_of(tokens: Tokens, token: Token) -> Quantity | None:
    """A day, a week: one, though nothing says so."""
    if tokens.at == tokens.counted or (tokens.code == "en" and tokens.word(-1) not in _ONE_OF):
        return None
    unit = unit_of(token.lower, tokens.code)
    if unit is None or amount(Fraction(1), unit) is None:
        return None
    tokens.at += 1
    place, loose = (token.start, token.stop), not (unit == "quarter" and tokens.word() == "of")
    return Quantity(token.text, exactly(1), *place, unit=unit, hard=False, loose=loose)


# -- fractions -----------------------------------------------------------------------------------


def _fraction(tokens: Tokens, token: Token) -> Quantity | None:
    """A third, dörddə üçü, две трети; a third may also be the third."""
    code = tokens.code
    whole = parted(token.lower, code)
    if whole is not None and tokens.word(-1) not in ("saat", "saatı"):
        of_it = numeral(tokens.word(1), code) or _one(tokens.word(1), code)
        return _share(tokens, token, of_it, whole, 2)
    if (whole := part(token.lower, code)) is not None:
        may_be = exactly(whole) if code == "en" else frozenset()
        return _share(tokens, token, Fraction(1), whole, 1, may_be)
    after = 2 if code == "en" and (dash := tokens.look(1)) and dash.text == "-" else 1
    if (whole := denominator(tokens.word(after), code)) is None:
        return None
    if is_ordinal(token.lower, code):
        return None
    return _share(tokens, token, numeral(token.lower, code), whole, after + 1)


def _share(
    tokens: Tokens, token: Token, of_it: Fraction | None, whole: int, count: int,
    may_be: frozenset[Fraction] = frozenset(),
) -> Quantity | None:  # fmt: skip
    """So much of a whole, which is said in so many tokens; None where it is no part of it."""
    if of_it is None or not 0 < of_it < whole or of_it.denominator != 1:
        return None
    tokens.at += count
    stop = tokens.passed()
    text, values = tokens.text[token.start : stop], exactly(of_it / whole) | may_be
    place, ordinal = (token.start, stop), bool(may_be)
    return Quantity(text, values, *place, unit="share", hard=False, ordinal=ordinal)


def _one(word: str, code: str) -> Fraction | None:
    """biri, birini: one of several, which alone means anybody."""
    return Fraction(1) if code == "az" and word.startswith("bir") else None


# -- runs of numerals ----------------------------------------------------------------------------


@dataclass(slots=True)
class _Sum:
    """What the numerals of a run make so far."""

    code: str
    total: Fraction = Fraction(0)
    scale: int = 1
    current: Fraction = Fraction(0)

    def goes_on(self, value: Fraction) -> bool:
        """Whether a numeral belongs to those before it: "twenty five", not "five twenty"."""
        if value >= 1000:
            return self.total == 0 or value < self.total
        if value == _DOZEN:
            return 0 < self.current < 10
        if value == 100:
            return 0 <= self.current < 100
        if value > 100:
            return self.current == 0
        if self.current % 100 == 0:
            return self.current != 0 or self.total != 0
        least = 10 if self.code == "az" else 20  # on beş is fifteen
        return self.current % 10 == 0 and self.current % 100 >= least and value < 10

    def add(self, value: Fraction) -> None:
        if value in (_DOZEN, 100) and 0 < self.current < value:
            self.current *= value
        elif value < 1000:
            self.current += value
        else:
            self.total, self.current = self.total + (self.current or 1) * value, Fraction(0)
            self.scale = max(self.scale, int(value))

    @property
    def value(self) -> Fraction:
        return self.total + self.current


def _run(tokens: Tokens, token: Token) -> Quantity | None:
    """A run of numerals as one number."""
    said, seen, stop = _Sum(tokens.code), 0, token.start
    ordinal = loose = False
    while (each := tokens.look()) is not None:
        if seen and _joins(tokens, each, said):
            tokens.at += 1
            continue
        value = numeral(each.lower, tokens.code) if each.kind == "word" else None
        if value is None and seen and said.current % 10 == 0:
            value = _one(each.lower, tokens.code)
        if value is None or (seen and not said.goes_on(value)):
            break
        many = is_many(each.lower, tokens.code)
        loose = loose or each.lower == "dozen" or (many and (not seen or tokens.code == "en"))
        ordinal = ordinal or is_ordinal(each.lower, tokens.code)
        said.add(value)
        seen, stop = seen + 1, each.stop
        tokens.at += 1
    if not seen:
        return None
    unit, text = unit_after(tokens), tokens.text[token.start : stop]
    return Quantity(
        text, exactly(said.value), token.start, stop, unit=unit, hard=False,
        ordinal=ordinal, loose=loose, scale=said.scale,
    )  # fmt: skip


def _joins(tokens: Tokens, each: Token, said: _Sum) -> bool:
    """Whether it stands between two numerals of one number: forty-five, half a million."""
    if numeral(tokens.word(1), tokens.code) is None:
        return False
    if each.text == "-":
        return True
    if each.lower in ("a", "an"):
        return said.current == HALF
    return each.lower in _AND and said.current >= 100
