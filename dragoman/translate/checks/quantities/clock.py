"""Times of day, in minutes since midnight: 14:30, 2.30 pm, saat 12-də, в половине четвёртого.

A time that may be of either half of the day has both values.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from fractions import Fraction
from functools import lru_cache

from dragoman.translate.checks.quantities.measures import unit_of
from dragoman.translate.checks.quantities.numerals import is_ordinal, numeral
from dragoman.translate.checks.quantities.quantity import HALF, Quantity
from dragoman.translate.checks.quantities.tokens import Token, Tokens

NOON: Mapping[str, int] = {
    "noon": 12, "midday": 12, "полдень": 12, "полудня": 12, "полудню": 12, "midnight": 0,
    "полночь": 0, "полуночи": 0, "gecəyarısı": 0, "gecəyarı": 0,
}  # fmt: skip
MIDNIGHT = "gecə"  # with yarısı, in two words
_PARTS: Mapping[str, Mapping[str, re.Pattern[str]]] = {
    "az": {
        "morning": re.compile("səhər"), "afternoon": re.compile("günorta|gündüz"),
        "evening": re.compile("axşam"), "night": re.compile("gecə"),
    },
    "ru": {
        "morning": re.compile("утра$|утром"), "afternoon": re.compile("дня$|днем"),
        "evening": re.compile("вечер"), "night": re.compile("ночи$|ночью"),
    },
    "en": {
        "morning": re.compile("am$|morning"), "pm": re.compile("pm$|afternoon|evening"),
        "night": re.compile("night"),
    },
}  # fmt: skip
_HALF_OF = re.compile(r"-?[iuüı]n\s+yarısı")
_RU_BEFORE = ("в", "около", "к", "до", "с", "после")
_NEAR = 3  # so many words after a time, or before it, may say of which half of the day it is


def time(tokens: Tokens, token: Token) -> Quantity:
    """14:30, with what stands about it."""
    hour, minute = map(int, token.text.split(":"))
    return _clock(tokens, token, hour, minute)


def time_in_figures(tokens: Tokens, token: Token) -> Quantity | None:
    """A number that is a time by what stands about it; None where nothing says so."""
    if not re.fullmatch(r"(?:[01]?\d|2[0-4])(?:\.[0-5]\d)?", token.text):
        return None
    hour, _, minute = token.text.partition(".")
    if tokens.code == "az" and _HALF_OF.match(tokens.text, token.stop):
        return _clock(tokens, token, int(hour) - 1, 30) if _after_saat(tokens) else None
    reads = {"az": _after_saat, "ru": _russian, "en": _english}.get(tokens.code)
    if reads is None or not reads(tokens):
        return None
    return _clock(tokens, token, int(hour), int(minute or 0))


def _after_saat(tokens: Tokens) -> bool:
    """saat 9, and not 24 saat 9 dəqiqə."""
    before = tokens.look(-2)
    counted = before is not None and (before.kind == "number" or numeral(before.lower, "az"))
    return tokens.word(-1) in ("saat", "saatı") and not counted


def _russian(tokens: Tokens) -> bool:
    before, after = tokens.word(-1), tokens.word(1)
    token = tokens.look()
    if token is not None and "." in token.text:
        counts = unit_of(after, "ru") or numeral(after, "ru") is not None
        return before in ("в", "около") and not counts
    if after in ("час", "часа", "часов"):
        after = tokens.word(2)
    if before == "на":  # на 3 дня is for three days
        return after in ("утра", "вечера")
    return before in _RU_BEFORE and after in ("утра", "вечера", "ночи", "дня")


def _english(tokens: Tokens) -> bool:
    return tokens.word(1) in ("am", "pm", "o'clock", "o’clock") or bool(_mark(tokens, 1))


def _clock(tokens: Tokens, token: Token, hour: int, minute: int) -> Quantity:
    tokens.at += 1
    hours = _hours(hour, _part_of_day(tokens))
    values = frozenset(Fraction(each * 60 + minute) for each in hours)
    return Quantity(token.text, values, token.start, token.stop, unit="clock")


def _hours(hour: int, part: str | None) -> set[int]:
    if not 1 <= hour <= 12:
        return {hour % 24}
    first, second = hour % 12, hour % 12 + 12
    if part is None:
        return {first, second}
    late = {"morning": False, "afternoon": hour <= 6 or hour == 12, "night": 7 <= hour < 12}
    return {second if late.get(part, True) else first}


def _part_of_day(tokens: Tokens) -> str | None:
    """The part of the day that words after a time name, or before it; a mark is passed."""
    for ahead in range(_NEAR + 1):
        if (part := _mark(tokens, ahead)) is not None:
            tokens.at += ahead + (1 if tokens.word(ahead) in ("am", "pm") else 3)
            return part
        each = tokens.look(ahead)
        if each is None or not (each.kind == "word" or each.text == "-"):
            break
        if (part := _named_part(each.lower, tokens.code)) is not None:
            return part
    if tokens.code == "en":
        return None
    return next(
        (part for back in (-2, -3, -4) if (part := _named_part(tokens.word(back), tokens.code))),
        None,
    )


def _mark(tokens: Tokens, ahead: int) -> str | None:
    """a.m., pm: the half of the day by a mark."""
    first = tokens.word(ahead)
    if tokens.code != "en" or first not in ("am", "pm", "a", "p"):
        return None
    dot = tokens.look(ahead + 1)
    dotted = dot is not None and dot.text == "." and tokens.word(ahead + 2) == "m"
    if first in ("a", "p") and not dotted:
        return None
    return "morning" if first[0] == "a" else "pm"


@lru_cache(maxsize=1 << 12)
def _named_part(word: str, code: str) -> str | None:
    parts = _PARTS.get(code, {})
    return next((part for part, named in parts.items() if word and named.match(word)), None)


def time_in_words(tokens: Tokens, token: Token) -> Quantity | None:
    """Noon, midnight, half past three; None where no time begins here."""
    if (hour := NOON.get(token.lower)) is not None:
        tokens.at += 1
        values = frozenset({Fraction(hour * 60)})
        return Quantity(token.text, values, token.start, token.stop, unit="clock", hard=False)
    if tokens.code == "az" and token.lower == MIDNIGHT and tokens.word(1).startswith("yarı"):
        tokens.at += 2
        place = (token.start, tokens.passed())
        return Quantity(token.text, frozenset({Fraction(0)}), *place, unit="clock", hard=False)
    half = {"az": _half_before, "ru": _half_of, "en": _half_past}.get(tokens.code)
    minutes = half(tokens) if half is not None else None
    if minutes is None:
        return None
    tokens.at += 3 if tokens.code == "en" else 2
    stop = tokens.passed()
    hours = _hours(minutes // 60 or 12, _part_of_day(tokens))
    values = frozenset(Fraction(hour * 60 + minutes % 60) for hour in hours)
    text = tokens.text[token.start : stop]
    return Quantity(text, values, token.start, stop, unit="clock", hard=False)


def _half_past(tokens: Tokens) -> int | None:
    """Half past three, a quarter to four."""
    minutes = {"half": 30, "quarter": 15}.get(tokens.word())
    hour = numeral(tokens.word(2), "en")
    if minutes is None or hour is None or not 1 <= hour <= 12:
        return None
    if tokens.word(1) == "past":
        return int(hour) * 60 + minutes
    return int(hour) * 60 - minutes if tokens.word(1) == "to" and minutes == 15 else None


def _half_of(tokens: Tokens) -> int | None:
    """половина четвёртого: half of the fourth hour."""
    hour = numeral(tokens.word(1), "ru")
    if hour is None or not is_ordinal(tokens.word(1), "ru") or not 1 <= hour <= 12:
        return None
    half = numeral(tokens.word(), "ru") == HALF
    return int(hour) * 60 - 30 if half and tokens.word(1).endswith("го") else None


def _half_before(tokens: Tokens) -> int | None:
    """saat dördün yarısı: half of the fourth hour."""
    hour = numeral(tokens.word(), "az")
    if hour is None or tokens.word(-1) != "saat" or not tokens.word(1).startswith("yarısı"):
        return None
    return int(hour) * 60 - 30 if 1 <= hour <= 12 else None
