"""Countries, cities, peoples, languages, months and weekdays: which words of a source are which in
English, by CLDR.

Words are compared by how they begin, since they take endings on both sides.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache
from typing import TYPE_CHECKING

from dragoman.translate.text.spelling import fold

if TYPE_CHECKING:
    from babel import Locale

_BEGINNING = 4
_WORD = re.compile(r"[^\W\d_]{3,}")
# What CLDR has under another word, or not at all: English, Azerbaijani, Russian beginnings.
_BESIDES = """
america american|abş amerika|сша америк
united states|abş amerika birləşmiş|сша соедин штаты
british britain britons english england kingdom|britaniya ingil krallı bk|брита англи великобр корол
scots scotland scottish|şotlan|шотлан
dutch holland netherlands|holland niderl|голла нидер
polish pole poles poland|polşa polyak|польш поляк поляч
turk turks turkish|türk|турец турк турци
russia russian russians soviet|rusiya rus sovet|росси русск совет
arab arabs arabic|ərəb|араб
jewish jews jew hebrew israel|yəhudi israil|евре иудей израил
muslim muslims islam islamic|müsəlman islam|мусул ислам
christian christians christmas|xristian milad|христ рожде
catholic orthodox church|katol pravos kilsə|катол правос церк
quran koran|quran|коран
bible god lord allah|bibliya tanrı allah rəbb incil|библ бог госпо аллах
beijing|pekin|пекин
vatican pope|vatikan papa|ватик пап
karabakh|qarabağ|карабах арцах
caucasus caucasian|qafqaz|кавказ
crimea crimean|krım|крым
nakhchivan|naxçıvan|нахич
ganja|gəncə|гяндж
black sea|qara dəniz|черн море
caspian|xəzər|касп
mediterranean|aralıq|средиз
persian gulf|fars körfəz|перси залив
ramadan|ramazan|рамад
easter|pasxa|пасх
novruz nowruz|novruz|новруз навруз
""".strip()


@cache
def beginnings(code: str) -> Mapping[str, frozenset[str]]:
    """For the beginning of an English word, those of the words of language `code` it may be of."""
    from babel import Locale

    found: dict[str, set[str]] = defaultdict(set)
    column = {"az": 1, "ru": 2}.get(code)
    if column is None:
        return {}
    for english, own in _named(Locale("en"), Locale(code)):
        for word in _WORD.findall(fold(english)):
            found[beginning(word)].update(map(_stem, _WORD.findall(fold(own))))
    for row in _BESIDES.splitlines():
        cells = row.split("|")
        for word in cells[0].split():
            found[beginning(word)].update(fold(each)[:_BEGINNING] for each in cells[column].split())
    return {word: frozenset(own) for word, own in found.items()}


# Countries that have a short form, or another name than CLDR's.
_SHORT = {
    "United States": "abş amer сша", "United Kingdom": "brit bk ingi krall вели брит англи корол",
    "Azerbaijan": "cm",  # the Criminal Code's short form
    "United Arab Emirates": "bəə эмир оаэ", "Turkey": "türk турц туре", "Netherlands": "holl голл",
    "South Korea": "kore коре", "North Korea": "kore коре kxdr кндр",
    "America": "abş amer сша амер",
    "Great Britain": "brit брит", "England": "ingi англ", "Czech Republic": "çex чеш чех",
    "Soviet Union": "sove ssri сове ссср", "Abkhazia": "abxa абха", "Chechnya": "çeçe чече",
}  # fmt: skip


@cache
def countries(code: str) -> Mapping[str, Mapping[str, frozenset[str]]]:
    """By the first word of a country's English name: the names, and how what says so begins."""
    from babel import Locale

    english, own = Locale("en").territories, Locale(code).territories
    found: dict[str, set[str]] = {}
    for key, name in english.items():
        if len(key) == 2 and key.isalpha() and key in own and name.isascii() and len(name) > 3:
            found[name] = set(map(_stem, _WORD.findall(fold(own[key]))))
    for name, begins in _SHORT.items():
        found.setdefault(name, set()).update(fold(each)[:_BEGINNING] for each in begins.split())
    by_first: dict[str, dict[str, frozenset[str]]] = defaultdict(dict)
    for name in sorted(found, key=len, reverse=True):
        by_first[name.split()[0]][name] = frozenset(found[name])
    return by_first


def _named(english: Locale, other: Locale) -> Iterator[tuple[str, str]]:
    for one, two in (
        (english.territories, other.territories),
        (english.languages, other.languages),
        (english.months["format"]["wide"], other.months["format"]["wide"]),
        (english.months["stand-alone"]["wide"], other.months["stand-alone"]["wide"]),
        (english.days["format"]["wide"], other.days["format"]["wide"]),
    ):
        yield from ((str(one[key]), str(two[key])) for key in one if key in two)
    for zone, names in other.time_zones.items():
        city = english.time_zones.get(zone, {}).get("city") or zone.rpartition("/")[2]
        if "city" in names:
            yield city.replace("_", " "), names["city"]


def beginning(word: str) -> str:
    return word[:_BEGINNING]


def _stem(word: str) -> str:
    """Of a short word one letter less, in whose place an ending may be: июнь, июне."""
    return word[:_BEGINNING] if len(word) > _BEGINNING else word[: max(2, len(word) - 1)]
