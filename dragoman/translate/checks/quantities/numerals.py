"""Numbers that are written as words: numerals, months, Roman numerals."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from fractions import Fraction
from functools import lru_cache

# Stems, since numerals take endings; the longest that fits is meant.
_AZ = {
    "sıfır": 0, "bir": 1, "iki": 2, "üç": 3, "dörd": 4, "beş": 5, "altı": 6, "yeddi": 7,
    "səkkiz": 8, "doqquz": 9, "on": 10, "iyirmi": 20, "otuz": 30, "qırx": 40, "əlli": 50,
    "altmış": 60, "yetmiş": 70, "səksən": 80, "doxsan": 90, "yüz": 100, "min": 1000,
    "milyon": 10**6, "milyard": 10**9, "trilyon": 10**12, "mln": 10**6, "mlrd": 10**9,
}  # fmt: skip
_RU = {
    "ноль": 0, "один": 1, "одн": 1, "перв": 1, "два": 2, "две": 2, "двух": 2, "двум": 2,
    "двое": 2, "двоих": 2, "двоим": 2, "обоих": 2, "оба": 2, "обе": 2, "обеи": 2,
    "втор": 2, "три": 3, "трех": 3, "трем": 3, "тремя": 3, "трет": 3,
    "трое": 3, "троих": 3, "троим": 3, "четыр": 4,
    "четверт": 4, "четвер": 4, "пятью": 5, "пят": 5, "шест": 6, "сем": 7, "седьм": 7, "восем": 8,
    "восьм": 8,
    "девят": 9, "десят": 10, "одиннадцат": 11, "двенадцат": 12, "тринадцат": 13,
    "четырнадцат": 14, "пятнадцат": 15, "шестнадцат": 16, "семнадцат": 17, "восемнадцат": 18,
    "девятнадцат": 19, "двадцат": 20, "тридцат": 30, "сорок": 40, "пятьдесят": 50,
    "пятидесят": 50, "пятьюдесят": 50, "шестидесят": 60, "шестьюдесят": 60, "семидесят": 70,
    "семьюдесят": 70, "восьмидесят": 80, "восемьюдесят": 80,
    "шестьдесят": 60, "семьдесят": 70, "восемьдесят": 80, "девяност": 90, "сто": 100, "ста": 100,
    "двести": 200, "двухсот": 200, "двумстам": 200, "триста": 300, "трехсот": 300,
    "четыреста": 400, "четырехсот": 400, "пятьсот": 500, "пятисот": 500,
    "шестьсот": 600, "шестисот": 600, "семьсот": 700, "семисот": 700, "восемьсот": 800,
    "восьмисот": 800, "девятьсот": 900, "девятисот": 900, "тысяч": 1000,
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
    "mln": 10**6, "bn": 10**9,
}  # fmt: skip
_STEMS: Mapping[str, Mapping[str, int]] = {"az": _AZ, "ru": _RU, "en": _EN}
_SHORT_MONTH = 3
_MONTHS: Mapping[str, str] = {
    "az": "yanvar fevral mart aprel may iyun iyul avqust sentyabr oktyabr noyabr dekabr",
    "ru": "январ феврал март апрел ма июн июл август сентябр октябр ноябр декабр",
    "en": "january february march april may june july august september october november december",
}
_MONTHS_BEGIN = {
    code: tuple(name[:_SHORT_MONTH] for name in names.split()) for code, names in _MONTHS.items()
}
_MAY = {"май", "мая", "мае", "маю", "маем"}
_ENDING = 6  # letters that may follow a stem
_ROMAN_VALUES = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100, "D": 500, "M": 1000}


def _is_month(word: str, name: str, code: str) -> bool:
    if name == "ма":
        return word in _MAY
    if code == "en":  # a stem would find March in "market"
        return word in {name, name[:_SHORT_MONTH], "sept" if name == "september" else name}
    return word.startswith(name)


# Numbers that are no whole ones, each as it stands.
_PARTS: Mapping[str, Mapping[str, Fraction]] = {
    "az": {"yarım": Fraction(1, 2), "yarı": Fraction(1, 2), "yarısı": Fraction(1, 2)},
    "ru": {
        "полтора": Fraction(3, 2), "полторы": Fraction(3, 2), "полутора": Fraction(3, 2),
        "полмиллиона": Fraction(500_000), "полмиллиарда": Fraction(500_000_000),
        "половина": Fraction(1, 2), "половине": Fraction(1, 2),
        "половину": Fraction(1, 2), "половины": Fraction(1, 2), "половиной": Fraction(1, 2),
    },
    "en": {"half": Fraction(1, 2), "halves": Fraction(1, 2)},
}  # fmt: skip
# Words that begin as a numeral does and are none; a hyphen stands for any ending.
_AZ_NONE = """
    birlik- birg- birləş- birdən birbaşa biri- birin- bircə birjə altında altına altından altın-
    altım- onu ona onun onunla onda ondan onlar- onsuz onsuzda ondakı ondur onluq- mindi- minib
    minmə- minən üçün beşik- ikən minimum minist- minnət- yüzün- yüzdən üzün-
"""
_RU_NONE = """
    первона- перво[ео]череди- пятниц- пятн- пята- шеств- шест[аеуо] семь[яеюи]- семей- семин-
    семе[нч]- стол- сторон- сто[ияе]- стоп- стор- став- стал- стар- стат- одна(?:ко|жды) одноврем-
    одноклас- одноз- одинок- одинак- вторг- вторник- вторич- четверг- трибун- трет[ьие]йск- десяток
    десятк- десятилет- столет- двойн-
"""
_NONE = {
    code: re.compile("|".join(words.replace("-", r"\w*").split()))
    for code, words in (("az", _AZ_NONE), ("ru", _RU_NONE))
}


@lru_cache(maxsize=1 << 14)
def numeral(word: str, code: str) -> Fraction | None:
    """The value of a numeral in small letters, in any case; None where it is none."""
    if (part := _PARTS.get(code, {}).get(word)) is not None:
        return part
    if code == "en":
        return _english(word)
    none = _NONE.get(code)
    if none is not None and none.fullmatch(word):
        return None
    value = _value(word, _STEMS.get(code, {}))
    return None if value is None else Fraction(value)


def _english(word: str) -> Fraction | None:
    """English has few endings, and many words that begin as a numeral does."""
    if word in ("once", "double", "single", "triple", "twice", "seconds", "ones", "thirds"):
        return None
    for form in (
        word,
        word.removesuffix("th"),
        word.removesuffix("s"),
        word.removesuffix("ths"),
        word.removesuffix("h"),
    ):
        if (value := _EN.get(form)) is not None and form != "half":
            return Fraction(value)
    return None


# Thousands and tens of something, which is no number.
_MANY = {
    "az": re.compile(r"\w+l[aə]r(?:l[aə])?\w*|onlarca"),
    "ru": re.compile(
        r"десятк\w+|сотн\w+|тысяч[аиу]|тысячам\w*|тысячах|(?:миллион|миллиард)(?:ы|ам|ами|ах)"
    ),
    "en": re.compile(r"(?:ten|dozen|hundred|thousand|million|billion)s"),
}  # fmt: skip


def is_many(word: str, code: str) -> bool:
    """Whether a word in small letters is a numeral that only says that there are many."""
    many = _MANY.get(code)
    return many is not None and many.fullmatch(word) is not None


# What a Russian adjective of a number begins with, and what may follow it.
_RU_FIRST: Mapping[str, int] = {
    "одно": 1, "двух": 2, "трех": 3, "четырех": 4, "пяти": 5, "шести": 6,
    "семи": 7, "восьми": 8, "девяти": 9, "десяти": 10, "одиннадцати": 11, "двенадцати": 12,
    "тринадцати": 13, "четырнадцати": 14, "пятнадцати": 15, "шестнадцати": 16, "семнадцати": 17,
    "восемнадцати": 18, "девятнадцати": 19, "двадцати": 20, "тридцати": 30, "сорока": 40,
    "пятидесяти": 50, "шестидесяти": 60, "семидесяти": 70, "восьмидесяти": 80, "девяносто": 90,
    "сто": 100,
}  # fmt: skip
_RU_BEGIN = re.compile("(?:" + "|".join(sorted(_RU_FIRST, key=len, reverse=True)) + ")")
_RU_OF = re.compile(
    r"лет|днев|месяч|часов|недел|минут|кратн|процент|этаж|тысяч|комнат|значн|сторон|метров|километ|местн|годичн"
)
_AZ_BEGIN = re.compile("(" + "|".join(sorted(_AZ, key=len, reverse=True)) + ")")
_AZ_OF = re.compile(
    r"mərtəbə|günlük|illik|yaşlı|aylıq|nəfər|tərəfli|otaqlı|saatlıq|həftəlik|qat|dəfə|ölçülü"
)
_RU_UNITS = {"лет": "year", "годичн": "year", "днев": "day", "месяч": "month", "часов": "hour",
             "недел": "week", "минут": "minute", "процент": "percent", "метров": "m",
             "километ": "km"}  # fmt: skip


_RU_HALVED = {"года": "year", "часа": "hour", "месяца": "month", "века": "century", "дня": "day",
              "минуты": "minute", "метра": "m", "километра": "km"}  # fmt: skip


@lru_cache(maxsize=1 << 14)
def compound(word: str, code: str) -> tuple[Fraction, str | None] | None:
    """The number in one word with what it counts, and its unit: восьмилетний, ikimərtəbəli."""
    if code == "en":
        value = _english(word.removesuffix("fold")) if word.endswith("fold") else None
        return None if value is None else (value, "times")
    if code == "az":
        match = _AZ_BEGIN.match(word)
        found = match and _AZ_OF.match(word, match.end())
        return (Fraction(_AZ[match[1]]), None) if match and found else None
    if code != "ru":
        return None
    if word.startswith("пол") and (unit := _RU_HALVED.get(word[3:])) is not None:
        return Fraction(1, 2), unit
    total, place = 0, 0
    while (match := _RU_BEGIN.match(word, place)) is not None:
        total, place = total + _RU_FIRST[match[0]], match.end()
    of = _RU_OF.match(word, place) if place else None
    return (Fraction(total), _RU_UNITS.get(of[0])) if of else None


@lru_cache(maxsize=1 << 14)
def month_of(word: str, code: str) -> int | None:
    """The number of the month that a word names. English ones have a capital: a march is none."""
    if code == "en" and not word[:1].isupper():
        return None
    low = lower(word, code)
    if not low.startswith(_MONTHS_BEGIN.get(code, ())):
        return None
    if code == "az" and low in ("may", "mayın", "mayda", "maydan", "mayadək", "mayı"):
        return 5
    for number, name in enumerate(_MONTHS[code].split(), 1):
        if code == "az" and name == "may":
            continue
        if _is_month(low, name, code):
            return number
    return None


# Letters of Cyrillic and a dotted I that people put for the Latin ones.
_LIKE = str.maketrans({"Х": "X", "І": "I", "İ": "I", "Ѵ": "V"})
_ROMAN, _ROMAN_BEGINS = re.compile(r"X{0,3}(?:IX|IV|V?I{0,3})"), frozenset("XVIХІİѴ")


@lru_cache(maxsize=1 << 14)
def roman_value(word: str) -> int | None:
    """The value of a numeral in I, V and X, as reporters use them: up to 39."""
    if not word or word[0] not in _ROMAN_BEGINS:
        return None
    word = word.translate(_LIKE)
    if not _ROMAN.fullmatch(word):
        return None
    digits = [_ROMAN_VALUES[char] for char in word]
    signed = zip(digits, [*digits[1:], 0], strict=True)
    return sum(-value if value < after else value for value, after in signed)


@lru_cache(maxsize=1 << 15)
def lower(word: str, code: str) -> str:
    """In small letters, in a Turkic language its own: the capital of ı is I. ё is written as е."""
    if code == "az":
        word = word.replace("I", "ı")
    return _lower(word).replace("ё", "е")


def _lower(word: str) -> str:
    """`İ`, whose lower case is two characters by Unicode's own rule, becomes a plain i."""
    return word.replace("İ", "i").casefold()


def _value(word: str, stems: Mapping[str, int]) -> int | None:
    for length in range(len(word), max(1, len(word) - _ENDING) - 1, -1):
        if (value := stems.get(word[:length])) is not None:
            return value
    return None


# Words that say how many times, and are never missed: he may have gone there "again".
_MULTIPLES: Mapping[str, Mapping[str, int]] = {
    "az": {},
    "ru": {
        "дважды": 2, "вдвое": 2, "трижды": 3, "втрое": 3, "четырежды": 4, "вчетверо": 4,
        "впятеро": 5, "вдесятеро": 10,
    },
    "en": {
        "once": 1, "twice": 2, "double": 2, "doubled": 2, "doubles": 2, "doubling": 2, "both": 2,
        "pair": 2, "couple": 2, "thrice": 3, "triple": 3, "tripled": 3, "triples": 3, "trebled": 3,
        "quadrupled": 4, "quadruple": 4, "halved": 2, "halves": 2, "halving": 2,
    },
}  # fmt: skip
_DENOMINATORS = {
    "ru": re.compile(
        r"(?:трет|четверт)(?:ь|и|ью|ей|ям|ями|ях)"
        r"|(?:пят|шест|седьм|восьм|девят|десят)(?:ая|ую|ой|ых|ыми|ым)"
    ),
    "en": re.compile(r"(?:third|fifth|sixth|seventh|eighth|ninth|tenth)s?|fourths"),
}
_ORDINAL = {
    "az": re.compile(r"[ıiuü]?nc[ıiuü]"),
    "ru": re.compile(r"^(?!одн).*(?:ый|ой|ая|ое|ые|ого|ому|ым|ом|ую|ых|ьего|тий|тья)$"),
    "en": re.compile(r"(?:th|first|second|third|ths)$"),
}
_ALONE = re.compile(r"(?:трет|четверт)(?:ь|и|ью|ей)")
_PARTED = re.compile(r"(?:üç|dörd|beş|altı|yeddi|səkkiz|doqquz|on|yüz)d[aə]")


def multiple(word: str, code: str) -> int | None:
    """How many times a word in small letters says that something is."""
    return _MULTIPLES.get(code, {}).get(word)


def denominator(word: str, code: str) -> int | None:
    """What a word after a numeral divides by: two *thirds*, три *пятых*."""
    named = _DENOMINATORS.get(code)
    if named is None or not named.fullmatch(word):
        return None
    value = numeral(word.removesuffix("s") if code == "en" else word, code)
    return None if value is None else int(value)


def part(word: str, code: str) -> int | None:
    """What a word divides by that is a part by itself: a *third*, *треть*."""
    alone = code == "en" or (code == "ru" and _ALONE.fullmatch(word))
    return denominator(word, code) if alone and not word.endswith("s") else None


def parted(word: str, code: str) -> int | None:
    """What is divided by in dörddə üçü, by its first word."""
    if code != "az" or not _PARTED.fullmatch(word):
        return None
    return _value(word[:-2], _AZ)


def is_ordinal(word: str, code: str) -> bool:
    ending = _ORDINAL.get(code)
    return ending is not None and ending.search(word) is not None


def numeral_beginnings(code: str) -> Iterator[str]:
    """How whatever this file reads as a number in small letters may begin."""
    yield from _STEMS.get(code, {})
    yield from _PARTS.get(code, {})
    yield from _MULTIPLES.get(code, {})
    yield from _RU_FIRST if code == "ru" else ()
    yield from _MONTHS.get(code, "").split()
