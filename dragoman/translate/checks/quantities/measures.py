"""Units: what is counted, weighed and paid in, by the words that name it in each language.

A unit belongs to a family; only units of one family contradict each other ("10 years" is not "10
months", while "10 people" may be "10" of anything). `SAME` gives how many of another unit of the
family one is, where the two are told apart by nothing but size.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from fractions import Fraction
from functools import lru_cache

# By language: stems of words, the longest that fits is meant. A `$` ends a word that
# takes no ending.
_AZ = {
    "il": "year", "ilə$": "",
    "yaş": "year", "ay": "month", "həftə": "week", "gün": "day", "saat": "hour",
    "dəqiqə": "minute", "saniyə": "second", "onillik": "decade", "onilliy": "decade",
    "əsr": "century", "rüb": "quarter", "yarımil": "halfyear",
    "faiz": "percent", "dəfə": "times", "qat$": "times",
    "manat": "AZN", "qəpik": "qəpik", "dollar": "USD", "avro": "EUR", "rubl": "RUB", "lirə": "TRY",
    "kq": "kg", "kiloqram": "kg", "kilo$": "kg", "qram": "g", "ton": "t", "tonna": "t",
    "funt": "lb",
    "km": "km", "kilometr": "km", "metr": "m", "sm$": "cm", "santimetr": "cm", "mil$": "mile",
    "düym": "inch", "fut": "foot", "dərəcə": "degree", "sent$": "cent",
}  # fmt: skip
_RU = {
    "год": "year", "лет": "year", "месяц": "month", "недел": "week", "ден": "day", "дн": "day",
    "дня": "day", "сут": "day", "сутк": "day", "час": "hour", "минут": "minute", "мин$": "minute",
    "секунд": "second", "десятилет": "decade", "век": "century", "столет": "century",
    "квартал": "quarter", "полугод": "halfyear", "процент": "percent",
    "раз$": "times", "раза$": "times", "кратн": "times", "манат": "AZN", "доллар": "USD",
    "евро$": "EUR", "рубл": "RUB", "руб$": "RUB",
    "лир": "TRY", "кг$": "kg", "килограмм": "kg", "грамм": "g", "тонн": "t", "фунт": "lb",
    "км$": "km", "километр": "km", "метр": "m", "м$": "m", "см$": "cm", "сантиметр": "cm",
    "мил": "mile", "дюйм": "inch", "фут$": "foot", "фута$": "foot", "футов$": "foot",
    "градус": "degree", "цент$": "cent", "цента$": "cent", "центов$": "cent",
}  # fmt: skip
_EN = {
    "year": "year", "month": "month", "fortnight": "fortnight", "week": "week", "day": "day",
    "hour": "hour", "minute": "minute", "second$": "second", "seconds$": "second",
    "decade": "decade", "centur": "century", "quarter": "quarter", "half-year": "halfyear",
    "percent": "percent", "per": "", "times$": "times", "fold$": "times", "manat": "AZN",
    "azn$": "AZN",
    "dollar": "USD", "usd$": "USD", "euro$": "EUR", "euros$": "EUR", "rouble": "RUB",
    "ruble": "RUB",
    "lira": "TRY", "kg$": "kg", "kilogram": "kg", "kilo$": "kg", "kilos$": "kg", "gram": "g",
    "ton": "t",
    "pound": "lb", "lb$": "lb", "lbs$": "lb", "km$": "km", "kilomet": "km", "metre": "m",
    "meter": "m", "m$": "m", "cm$": "cm", "centimet": "cm", "mile": "mile", "inch": "inch",
    "in$": "", "feet$": "foot", "foot$": "foot", "ft$": "foot",
    "mph$": "mile", "degree": "degree", "cent$": "cent", "cents$": "cent",
}  # fmt: skip
_STEMS: Mapping[str, Mapping[str, str]] = {"az": _AZ, "ru": _RU, "en": _EN}
_ENDING = {"az": 10, "ru": 6, "en": 4}  # letters that may follow a stem
# In Azerbaijani only these: aydın is clear and no month, günah guilt and no day, İlqar a man.
_AZ_ENDING = re.compile(
    r"(?:l[aə]r)?(?:[ıiuü]m(?:[ıiuü]z)?|s?[ıiuü])?(?:n?[ıiuü]n|n?[ıiuü]|[ny]?[aə]|n?d[aə]n?|l[aə]|c[aə])?"
    r"(?:d[aə]k)?(?:k[ıiuü](?:l[aə]r)?\w{0,3})?(?:d[ıiuü]r)?|(?:d[aə])?l[ıiuü](?:[qkğy]\w*|l[aə]r\w*)?"
)
SYMBOLS = {"%": "percent", "$": "USD", "€": "EUR", "₽": "RUB", "₼": "AZN", "£": "GBP"}

FAMILIES = (
    frozenset({"century", "decade", "year", "halfyear", "quarter", "month"}),
    frozenset({"fortnight", "week", "day", "hour", "minute", "second"}),
    frozenset({"AZN", "USD", "EUR", "RUB", "TRY", "GBP"}),
    frozenset({"percent", "times"}),
    frozenset({"kg", "g", "t", "lb"}),
    frozenset({"km", "m", "cm", "mile", "inch", "foot"}),
)
# The time of a sentence is one family: a day is not a month either.
_TIME = FAMILIES[0] | FAMILIES[1]
SAME: Mapping[str, tuple[str, Fraction]] = {
    "century": ("month", Fraction(1200)), "decade": ("month", Fraction(120)),
    "year": ("month", Fraction(12)), "halfyear": ("month", Fraction(6)),
    "quarter": ("month", Fraction(3)), "month": ("month", Fraction(1)),
    "fortnight": ("minute", Fraction(14 * 1440)), "week": ("minute", Fraction(7 * 1440)),
    "day": ("minute", Fraction(1440)), "hour": ("minute", Fraction(60)),
    "minute": ("minute", Fraction(1)), "second": ("minute", Fraction(1, 60)),
}  # fmt: skip
# What one is in the metric system; translators round when they convert.
_METRIC: Mapping[str, tuple[str, float]] = {
    "kg": ("kg", 1), "g": ("kg", 0.001), "t": ("kg", 1000), "lb": ("kg", 0.4536),
    "km": ("m", 1000), "m": ("m", 1), "cm": ("m", 0.01), "mile": ("m", 1609.3),
    "inch": ("m", 0.0254),
    "foot": ("m", 0.3048),
}  # fmt: skip
ROUNDED = 0.07
DEGREES = frozenset({"degree", "celsius", "fahrenheit"})
_NEAR_DEGREES = 1.5


@lru_cache(maxsize=1 << 14)
def unit_of(word: str, code: str) -> str | None:
    """The unit that a word in small letters names; None where it names none."""
    stems = _STEMS.get(code, {})
    if (whole := stems.get(f"{word}$")) is not None:
        return whole or None
    for length in range(len(word), max(1, len(word) - _ENDING.get(code, 0)) - 1, -1):
        if (unit := stems.get(word[:length])) is not None:
            if code == "az" and not _AZ_ENDING.fullmatch(word, length):
                return None
            return unit or None
    return None


def unit_beginnings(code: str) -> Iterator[str]:
    """How a word in small letters that names a unit may begin."""
    return (stem.rstrip("$") for stem in _STEMS.get(code, {}))


def contradict(one: str, other: str) -> bool:
    """Whether two units cannot be the same thing said in two ways."""
    if one == other:
        return False
    return any(one in family and other in family for family in (_TIME, *FAMILIES[2:]))


def amount(value: Fraction, unit: str) -> tuple[str, Fraction] | None:
    """A length of time in the smallest unit of its kind."""
    held = SAME.get(unit)
    return (held[0], value * held[1]) if held else None


def converted(one: Fraction, unit: str, other: Fraction, of: str) -> bool:
    """Whether two measures are about the same, one metric and one not."""
    here, there = _METRIC.get(unit), _METRIC.get(of)
    if here is None or there is None or here[0] != there[0] or not one or not other:
        return False
    ratio = float(one) * here[1] / (float(other) * there[1])
    return abs(ratio - 1) <= ROUNDED


def degrees(one: Fraction, unit: str, other: Fraction, of: str) -> bool:
    """Whether two temperatures are about the same; one without a scale may be of either."""
    if one == other and ("degree" in (unit, of) or unit == of):
        return True
    return _in_fahrenheit(one, unit, other, of) or _in_fahrenheit(other, of, one, unit)


def _in_fahrenheit(one: Fraction, unit: str, other: Fraction, of: str) -> bool:
    if unit == "fahrenheit" or of == "celsius":
        return False
    return abs(float(one) * 1.8 + 32 - float(other)) <= _NEAR_DEGREES
