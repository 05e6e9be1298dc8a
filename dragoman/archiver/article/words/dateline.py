"""Dates as pages write them for people: "24 noyabr 2025", "24 ноября 2025 г.", "Nov 24, 2025".

For what machines write (metadata, JSON-LD, addresses) there is htmldate; it does not know the
names of the months in Azerbaijani, nor does it look for Russian ones unless it may guess.
"""

from __future__ import annotations

import re
from datetime import date

# Azerbaijani, Russian, English, Turkish, Ukrainian; then German, French, Spanish, Italian,
# Portuguese, Dutch, Polish, where theirs are other words.
_MONTHS = (
    "yanvar январь января январ january ocak січня січень yan янв jan"
    " januar jänner janvier enero gennaio janeiro januari stycznia",
    "fevral февраль февраля феврал february şubat лютого лютий fev фев feb"
    " februar février febrero febbraio fevereiro februari lutego",
    "mart март марта march березня березень mar мар märz mars marzo março maart marca",
    "aprel апрель апреля апрел april nisan квітня квітень apr апр avril abril aprile kwietnia",
    "may май мая мај mayıs травня травень mai mayo maggio maio mei maja",
    "iyun июнь июня ијун june haziran червня червень июн jun juni juin junio giugno junho czerwca",
    "iyul июль июля ијул july temmuz липня липень июл jul juli juillet julio luglio julho lipca",
    "avqust август августа august ağustos серпня серпень avq авг aug août agosto augustus sierpnia",
    "sentyabr сентябрь сентября сентјабр september eylül вересня вересень sen сен сент sep sept"
    " septembre septiembre settembre setembro września",
    "oktyabr октябрь октября октјабр october ekim жовтня жовтень okt окт oct"
    " oktober octobre octubre ottobre outubro października",
    "noyabr ноябрь ноября нојабр november kasım листопада листопад noy ноя нояб nov"
    " novembre noviembre novembro listopada",
    "dekabr декабрь декабря декабр december aralık грудня грудень dek дек dec"
    " dezember décembre diciembre dicembre dezembro grudnia dez",
)
_WEEKDAYS = (
    "bazar ertəsi çərşənbə axşamı cümə şənbə понедельник вторник среда среду четверг пятница"
    " пятницу суббота субботу воскресенье пн вт ср чт пт сб вс monday tuesday wednesday thursday"
    " friday saturday sunday mon tue wed thu fri sat sun понеділок вівторок середа четвер пʼятниця"
    " субота неділя pazartesi salı çarşamba perşembe cuma cumartesi pazar"
)
_AROUND = (
    "published updated posted last modified on at by gmt utc msk мск amt azt pm am time date"
    " опубликовано обновлено дата публикации в г года год дәрҹ dərc olunub edilib yeniləndi"
    " yenilənib tarix saat il ci cı cu cü min read minute minutes minut oxu oxunma мин минут"
    " минуты чтения чтение опубліковано оновлено о р року views просмотров просмотры baxış"
    " oxunub baxılıb oxunuş sayı"
)


def _fold(word: str) -> str:
    return word.replace("İ", "i").lower().replace("ı", "i")


_NUMBER_OF = {_fold(name): n for n, names in enumerate(_MONTHS, 1) for name in names.split()}
_PASSING = frozenset(_fold(word) for word in f"{_WEEKDAYS} {_AROUND}".split())

_ORDINAL = r"(?:-?(?:го|е|ci|cı|cu|cü|st|nd|rd|th))?"
_DAY, _YEAR, _NAME = r"(?<!\d)(\d{1,2})", r"((?:19|20)\d\d)(?!\d)", r"([^\W\d_]{3,12})"
_WRITTEN = (
    (
        re.compile(
            rf"{_DAY}{_ORDINAL}\.?\s{{1,3}}(?:de\s)?{_NAME}[.,]{{0,2}}\s{{1,3}}(?:de\s)?{_YEAR}"
        ),
        "dmy",
    ),
    (re.compile(rf"\b{_NAME}\.?\s{{1,3}}{_DAY}{_ORDINAL}[.,]{{0,2}}\s{{1,3}}{_YEAR}"), "mdy"),
    (re.compile(rf"\b{_YEAR}(?:-?c[iıuü])?\s+il(?:in)?\s+{_DAY}\s+{_NAME}"), "ydm"),
    (re.compile(rf"(?<!\d){_YEAR}[-./](\d{{1,2}})[-./](\d{{1,2}})(?!\d)"), "ymd"),
    (re.compile(rf"{_DAY}[.-](\d{{1,2}})[.-]{_YEAR}"), "dmy"),
    (re.compile(rf"{_DAY}/(\d{{1,2}})/{_YEAR}"), "slashed"),
)
_NO_YEAR = re.compile(rf"{_DAY}{_ORDINAL}\s+{_NAME}|\b{_NAME}\.?\s+{_DAY}(?!\d)")
_TIME = re.compile(r"(?<!\d)\d{1,2}[:.]\d\d(?:[:.]\d\d)?(?:\s?[ap]\.?m\.?)?(?!\d)", re.IGNORECASE)


# What stands before the day of publication, wherever it is on the page.
LABEL = re.compile(
    r"(?:date|published|posted|publication date|дата(?: публикации)?|опубликовано|tarix|dərc edilib"
    r"|dərc olunub|nəşr tarixi|datum|veröffentlicht(?: am)?|erschienen(?: am)?|publié(?: le)?"
    r"|mise en ligne|fecha|publicado(?: el)?|yayın tarihi|tarih|дата публікації|опубліковано)"
    r"\s*[:：]?",
    re.IGNORECASE,
)


def find_date(text: str) -> str | None:
    """The first whole date (day, month, year) in a text as `2025-11-24`, or None."""
    found = _first(text)
    return found[0] if found else None


def _first(text: str) -> tuple[str, int, int] | None:
    best: tuple[str, int, int] | None = None
    for pattern, order in _WRITTEN:
        for match in pattern.finditer(text):
            day = _as_date(match.groups(), order)
            if day and (best is None or match.start() < best[1]):
                best = (day, match.start(), match.end())
                break
    return best


def _as_date(groups: tuple[str, ...], order: str) -> str | None:
    if order == "slashed":
        first, second = int(groups[0]), int(groups[1])
        if first <= 12 and second <= 12 and first != second:
            return None  # 05/04/2025 is April here and May there
        order = "dmy" if second <= 12 else "mdy"
    values = dict(zip(order, groups, strict=True))
    month = values["m"]
    number = int(month) if month.isdigit() else _NUMBER_OF.get(_fold(month), 0)
    try:
        return date(int(values["y"]), number, int(values["d"])).isoformat()
    except ValueError:
        return None


def is_dateline(text: str) -> bool:
    """Whether a short line holds a date or a time and nothing else of its own."""
    if len(text) > 80:
        return False
    found = _first(text)
    rest = text[: found[1]] + " " + text[found[2] :] if found else text
    timed = _TIME.search(rest) is not None
    rest = _TIME.sub(" ", rest)
    if not found:
        dayless = _NO_YEAR.search(rest)
        name = dayless and _fold(dayless.group(2) or dayless.group(3))
        if dayless and name in _NUMBER_OF:
            found = ("", 0, 0)
            rest = rest[: dayless.start()] + " " + rest[dayless.end() :]
    return bool(found or timed) and not _own_words(rest)


def is_reading_time(text: str) -> bool:
    """Whether it is "2 min read", "5 минут чтения", "Oxunub: 312" or the like."""
    words = re.findall(r"[^\W\d_]+", text)
    return len(text) <= 40 and bool(re.search(r"\d", text)) and bool(words) and not _own_words(text)


def _own_words(text: str) -> list[str]:
    words = re.findall(r"[^\W\d_]+", text)
    return [word for word in words if _fold(word) not in _PASSING]
