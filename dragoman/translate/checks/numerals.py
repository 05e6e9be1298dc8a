"""Numbers that are written as words: numerals, months, Roman numerals."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

# Stems, since numerals take endings; the longest that fits is meant.
_AZ = {
    "sıfır": 0, "bir": 1, "iki": 2, "üç": 3, "dörd": 4, "beş": 5, "altı": 6, "yeddi": 7,
    "səkkiz": 8, "doqquz": 9, "on": 10, "iyirmi": 20, "otuz": 30, "qırx": 40, "əlli": 50,
    "altmış": 60, "yetmiş": 70, "səksən": 80, "doxsan": 90, "yüz": 100, "min": 1000,
    "milyon": 10**6, "milyard": 10**9, "trilyon": 10**12,
}  # fmt: skip
_RU = {
    "ноль": 0, "один": 1, "одн": 1, "перв": 1, "два": 2, "две": 2, "двух": 2, "двум": 2,
    "втор": 2, "три": 3, "трех": 3, "трёх": 3, "трем": 3, "трет": 3, "трое": 3, "четыр": 4,
    "четверт": 4, "четвер": 4, "пят": 5, "шест": 6, "сем": 7, "седьм": 7, "восем": 8, "восьм": 8,
    "девят": 9, "десят": 10, "одиннадцат": 11, "двенадцат": 12, "тринадцат": 13,
    "четырнадцат": 14, "пятнадцат": 15, "шестнадцат": 16, "семнадцат": 17, "восемнадцат": 18,
    "девятнадцат": 19, "двадцат": 20, "тридцат": 30, "сорок": 40, "пятьдесят": 50,
    "шестьдесят": 60, "семьдесят": 70, "восемьдесят": 80, "девяност": 90, "сто": 100, "двести": 200,
    "двухсот": 200, "триста": 300, "трехсот": 300, "четыреста": 400, "пятьсот": 500,
    "шестьсот": 600, "семьсот": 700, "восемьсот": 800, "девятьсот": 900, "тысяч": 1000,
    "тыс": 1000, "миллион": 10**6, "млн": 10**6, "миллиард": 10**9, "млрд": 10**9,
    "триллион": 10**12,
}  # fmt: skip
_EN = {
    "zero": 0, "one": 1, "first": 1, "once": 1, "single": 1, "two": 2, "second": 2, "twice": 2,
    "both": 2, "double": 2, "half": 2, "three": 3, "third": 3, "triple": 3, "four": 4, "five": 5,
    "fifth": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ninth": 9, "ten": 10, "eleven": 11,
    "twelve": 12, "twelfth": 12, "dozen": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15,
    "sixteen": 16, "seventeen": 17, "eighteen": 18, "nineteen": 19, "twenty": 20, "twentie": 20,
    "thirty": 30, "thirtie": 30, "forty": 40, "fortie": 40, "fifty": 50, "fiftie": 50,
    "sixty": 60, "sixtie": 60, "seventy": 70, "seventie": 70, "eighty": 80, "eightie": 80,
    "ninety": 90, "ninetie": 90,
    "hundred": 100, "thousand": 1000, "million": 10**6, "billion": 10**9, "trillion": 10**12,
}  # fmt: skip
_STEMS: Mapping[str, Mapping[str, int]] = {"az": _AZ, "ru": _RU, "en": _EN}
_MONTHS: Mapping[str, str] = {
    "az": "yanvar fevral mart aprel may iyun iyul avqust sentyabr oktyabr noyabr dekabr",
    "ru": "январ феврал март апрел ма июн июл август сентябр октябр ноябр декабр",
    "en": "january february march april may june july august september october november december",
}
_MAY = {"май", "мая", "мае", "маю", "маем"}
_SHORT_MONTH = 3
_ENDING = 6  # letters that may follow a stem
_ROMAN = re.compile(
    r"\b(?=[IVXLCM]{1,9}\b)M{0,3}(?:CM|CD|D?C{0,3})(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})\b"
)
_ROMAN_VALUES = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100, "D": 500, "M": 1000}


def spelled(words: Sequence[str], code: str) -> set[int]:
    """Every value that numerals among the words may stand for: each alone, and runs as one."""
    stems = _STEMS.get(code, {})
    values: set[int] = set()
    total = current = 0
    for part in [part for word in words for part in re.split("[-'’]", word)]:
        value = _value(_lower(part), stems)
        if value is None:
            total = current = 0
            continue
        if value < 100:
            current += value
        elif value < 1000:
            current = max(current, 1) * value if value == 100 else current + value
        else:
            total, current = total + max(current, 1) * value, 0
        values |= {value, current, total + current}
    return values


def scales(words: Sequence[str], code: str) -> set[int]:
    """The thousands, millions and billions that are named among the words."""
    return {value for value in spelled(words, code) if value in {10**3, 10**6, 10**9, 10**12}}


def months(words: Sequence[str], code: str) -> set[int]:
    """The numbers of the months that are named among the words."""
    names = _MONTHS.get(code, "").split()
    found = set()
    for word in map(_lower, words):
        for number, name in enumerate(names, 1):
            if _is_month(word, name, code):
                found.add(number)
    return found


def _is_month(word: str, name: str, code: str) -> bool:
    if name == "ма":
        return word in _MAY
    if code == "en":  # a stem would find March in "market"
        return word in {name, name[:_SHORT_MONTH], "sept" if name == "september" else name}
    return word.startswith(name)


def roman(text: str) -> set[int]:
    """The values of Roman numerals; `I` alone is none, since it is also a word."""
    found = set()
    for match in _ROMAN.finditer(text):
        if match[0] and match[0] != "I":
            digits = [_ROMAN_VALUES[char] for char in match[0]]
            signed = zip(digits, [*digits[1:], 0], strict=True)
            found.add(sum(-value if value < after else value for value, after in signed))
    return found


def _lower(word: str) -> str:
    """`İ`, whose lower case is two characters by Unicode's own rule, becomes a plain i."""
    return word.replace("İ", "i").casefold()


def _value(word: str, stems: Mapping[str, int]) -> int | None:
    for length in range(len(word), max(1, len(word) - _ENDING) - 1, -1):
        if (value := stems.get(word[:length])) is not None:
            return value
    return None
