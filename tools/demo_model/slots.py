"""What can stand in a slot of a template: people, places, dates, numbers and a few small tables."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import grammar

HERE = Path(__file__).parent

_MONTHS = """
    yanvar    января    January
    fevral    февраля   February
    mart      марта     March
    aprel     апреля    April
    may       мая       May
    iyun      июня      June
    iyul      июля      July
    avqust    августа   August
    sentyabr  сентября  September
    oktyabr   октября   October
    noyabr    ноября    November
    dekabr    декабря   December
"""
MONTHS = {
    language: [row.split()[column] for row in _MONTHS.strip().splitlines()]
    for column, language in enumerate(("az", "ru", "en"))
}

# A letter of the templates, and the numbers that it stands for.
NUMBERS: Mapping[str, range] = {
    "n": range(2, 13), "m": range(2, 10), "y": range(2, 16), "z": range(2, 12), "M": range(2, 12),
    "D": range(3, 61), "N": range(20, 990), "T": range(5, 951), "R": range(19, 73),
    "K": range(2, 36), "Z": range(1, 100), "Y": range(2012, 2027), "B": range(1955, 2005),
    "k": range(10, 95, 5), "F": range(20, 2001, 10), "h": range(1, 121),
}  # fmt: skip

# Rows of a table: the value of a slot by language and form. The first cell is its key.
TABLES: Mapping[str, tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]] = {
    "j": (
        ("az", "az.poss", "ru", "en"),
        (
            ("jurnalist", "jurnalisti", "журналист", "journalist"),
            ("redaktor", "redaktoru", "редактор", "editor"),
            ("müxbir", "müxbiri", "корреспондент", "correspondent"),
            ("fotoqraf", "fotoqrafı", "фотограф", "photographer"),
            ("operator", "operatoru", "оператор", "camera operator"),
            ("reportyor", "reportyoru", "репортёр", "reporter"),
            ("naşir", "naşiri", "издатель", "publisher"),
            ("rəssam", "rəssamı", "художник", "artist"),
            ("tərcüməçi", "tərcüməçisi", "переводчик", "translator"),
        ),
    ),
    "g": (
        ("az", "ru", "en"),
        (
            ("Səhər Çırağı", "Сехер чырагы", "Sahar Chiraghi"),
            ("Nar Bağı", "Нар багы", "Nar Baghi"),
            ("Ağnarlı Sözü", "Агнарлы сёзю", "Aghnarli Sozu"),
            ("Yeni Körpü", "Ени кёрпю", "Yeni Korpu"),
            ("Çay Sahili", "Чай сахили", "Chay Sahili"),
        ),
    ),
    "c": (
        ("az", "ru", "en"),
        (
            ("Ağnarlı", "Агнарлы", "Aghnarli"),
            ("Daşçaylı", "Дашчайлы", "Dashchayli"),
            ("Göyçinarlı", "Гёйчинарлы", "Goychinarli"),
            ("Xəzanlı", "Хазанлы", "Khazanli"),
            ("Quzeyli", "Гузейли", "Guzeyli"),
            ("Bəyazdərə", "Беяздере", "Bayazdara"),
            ("Çəmənli", "Чеменли", "Chamanli"),
        ),
    ),
    "s": (
        ("az", "ru", "en"),
        (
            ("Çinarlı", "Чинарлы", "Chinarli"),
            ("Bulaq", "Булаг", "Bulag"),
            ("Dəyirman", "Дейирман", "Dayirman"),
            ("Körpü", "Кёрпю", "Korpu"),
            ("Zəfəran", "Зафаран", "Zafaran"),
            ("Qala", "Гала", "Gala"),
        ),
    ),
    "b": (
        ("az", "ru", "en"),
        (
            ("Nar ağacı", "Гранатовое дерево", "The Pomegranate Tree"),
            ("Gecə qatarı", "Ночной поезд", "The Night Train"),
            ("Uzaq çıraq", "Далёкий огонёк", "The Distant Light"),
            ("Daş körpü", "Каменный мост", "The Stone Bridge"),
            ("Yağışdan sonra", "После дождя", "After the Rain"),
        ),
    ),
    "x": (
        ("az", "az.gen", "ru", "ru.gen", "ru.acc", "gender", "en", "en.sg"),
        (
            ("nar", "narın", "гранаты", "гранатов", "гранаты", "p", "pomegranates", "pomegranate"),
            ("üzüm", "üzümün", "виноград", "винограда", "виноград", "m", "grapes", "grape"),
            ("alma", "almanın", "яблоки", "яблок", "яблоки", "p", "apples", "apple"),
            ("fındıq", "fındığın", "фундук", "фундука", "фундук", "m", "hazelnuts", "hazelnut"),
            ("xurma", "xurmanın", "хурма", "хурмы", "хурму", "f", "persimmons", "persimmon"),
            ("əncir", "əncirin", "инжир", "инжира", "инжир", "m", "figs", "fig"),
            ("qarpız", "qarpızın", "арбузы", "арбузов", "арбузы", "p", "watermelons", "watermelon"),
            ("gilas", "gilasın", "черешня", "черешни", "черешню", "f", "cherries", "cherry"),
        ),
    ),
    "w": (
        ("az", "ru.v", "ru.every", "en"),
        (
            ("bazar ertəsi", "в понедельник", "каждый понедельник", "Monday"),
            ("çərşənbə axşamı", "во вторник", "каждый вторник", "Tuesday"),
            ("çərşənbə", "в среду", "каждую среду", "Wednesday"),
            ("cümə axşamı", "в четверг", "каждый четверг", "Thursday"),
            ("cümə", "в пятницу", "каждую пятницу", "Friday"),
            ("şənbə", "в субботу", "каждую субботу", "Saturday"),
            ("bazar", "в воскресенье", "каждое воскресенье", "Sunday"),
        ),
    ),
    "f": (
        ("az", "ru", "gender", "en"),
        (
            ("anası", "мать", "f", "mother"),
            ("bacısı", "сестра", "f", "sister"),
            ("atası", "отец", "m", "father"),
            ("qardaşı", "брат", "m", "brother"),
        ),
    ),
    "u": (
        ("az", "ru.prep", "en"),
        (
            ("rüşvət", "взятках", "bribery"),
            ("torpaq mübahisələri", "земельных спорах", "land disputes"),
            ("məktəblər", "школах", "schools"),
            ("çayların çirklənməsi", "загрязнении рек", "the pollution of rivers"),
            ("məhkəmələr", "судах", "courts"),
            ("kənd yolları", "сельских дорогах", "village roads"),
            ("seçkilər", "выборах", "elections"),
        ),
    ),
    "v": (
        ("az.da", "ru.prep", "en"),
        (
            ("qaçaqmalçılıqda", "контрабанде", "smuggling"),
            ("vergidən yayınmaqda", "уклонении от налогов", "tax evasion"),
            ("dələduzluqda", "мошенничестве", "fraud"),
            ("xuliqanlıqda", "хулиганстве", "hooliganism"),
            ("sənəd saxtalaşdırmaqda", "подделке документов", "forgery of documents"),
        ),
    ),
}
SAME_TABLE = {"C": "c", "X": "x", "U": "u", "A": "a", "q": "p", "r": "p"}


def capital(word: str) -> str:
    """Return *word* with a capital; the Azerbaijani i becomes İ (no English slot begins with i)."""
    return ("İ" if word[0] == "i" else word[0].upper()) + word[1:]


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table."""

    cells: Mapping[str, str]

    @property
    def gender(self) -> str:
        return self.cells["gender"]

    def render(self, language: str, form: str) -> str:
        """Return the word in a language and form; az forms that no cell holds are declined."""
        if f"{language}.{form}" in self.cells:
            return self.cells[f"{language}.{form}"]
        if form == "V":
            return capital(self.cells[f"{language}.v"])
        if form == "sgcap":
            return capital(self.cells["en.sg"])
        word = self.cells[language]
        if form in ("", "cap"):
            return capital(word) if form else word
        if form == "a":
            return grammar.en_article(word)
        assert language == "az", (language, form, word)
        return grammar.az_case(word, form)


@dataclass(frozen=True, slots=True)
class Number:
    """A number."""

    value: int

    def render(self, language: str, form: str) -> str:
        """Return the digits, with an ordinal ending where *form* asks for one."""
        if form == "ci":
            return grammar.az_ordinal(str(self.value))
        if form == "th":
            return grammar.en_ordinal(self.value)
        assert not form, (language, form)
        return str(self.value)


@dataclass(frozen=True, slots=True)
class Article:
    """An article of the criminal code: 234.4.3."""

    value: str

    def render(self, language: str, form: str) -> str:
        """Return the number; with its ending for the form ci."""
        return grammar.az_ordinal(self.value) if form == "ci" and language == "az" else self.value


@dataclass(frozen=True, slots=True)
class Clock:
    """A time of day: 10:30."""

    value: str

    def render(self, language: str, form: str) -> str:
        """Return the time; with its ending for the form da."""
        return grammar.az_hour(self.value) if form == "da" and language == "az" else self.value


@dataclass(frozen=True, slots=True)
class Day:
    """A date."""

    day: int
    month: int
    year: int

    def render(self, language: str, form: str) -> str:
        """Return the date: whole, in the locative (da), day and month (dm), or short (g)."""
        month = MONTHS[language][self.month - 1]
        if language == "en":
            return f"{self.day} {month}" if form == "dm" else f"{self.day} {month} {self.year}"
        if language == "ru":
            tail = {"dm": "", "g": f" {self.year} г."}.get(form, f" {self.year} года")
            return f"{self.day} {month}{tail}"
        if form == "dm":
            return f"{self.day} {grammar.az_case(month, 'da')}"
        year = f"{grammar.az_ordinal(str(self.year))} il"
        return f"{self.day} {month} {year}{'də' if form == 'da' else ''}"


@dataclass(frozen=True, slots=True)
class Name:
    """A name in its Azerbaijani and Russian spellings."""

    az: str
    ru: str

    @property
    def en(self) -> str:
        return grammar.english_name(self.az)


@dataclass(frozen=True, slots=True)
class Person:
    """An invented person. The surname is kept in its masculine form."""

    given: Name
    last: Name
    gender: str
    father: Name

    def surname(self, language: str, case: str = "nom") -> str:
        """Return the surname of this man or woman in a case."""
        text: str = getattr(self.last, language)
        if self.gender == "f":
            text += {"ov": "a", "ev": "a", "ов": "а", "ев": "а"}.get(text[-2:], "")
        if language == "az":
            return grammar.az_case(text, case)
        return grammar.ru_surname(text, self.gender, case) if language == "ru" else text

    def name(self, language: str, case: str = "nom") -> str:
        """Return the given name; only Russian declines it."""
        text: str = getattr(self.given, language)
        return grammar.ru_given(text, self.gender, case) if language == "ru" else text

    def render(self, language: str, form: str) -> str:
        """Return the name in a form: gen, last, last.gen, ini, pat, pat.dat …"""
        head, _, case = form.partition(".")
        if head not in ("last", "ini", "pat"):
            head, case = "", form
        case = case or "nom"
        if head == "last":
            return self.surname(language, case)
        if head == "ini":
            return f"{self._initial(language)}. {self.surname(language, case)}"
        father = f" {self._father(language)}" if head == "pat" else ""
        return f"{self.name(language, case)}{father} {self.surname(language, case)}"

    def _initial(self, language: str) -> str:
        if language == "ru":
            return "Дж" if self.given.ru.startswith("Дж") else self.given.ru[0]
        first = self.given.az[0]
        return first if language == "az" else grammar.english_name(first)

    def _father(self, language: str) -> str:
        child = {
            "m": {"az": "oğlu", "ru": "оглы", "en": "oglu"},
            "f": {"az": "qızı", "ru": "кызы", "en": "gizi"},
        }
        return f"{getattr(self.father, language)} {child[self.gender][language]}"


Value = Row | Number | Article | Clock | Day | Person


def _names(file: str) -> list[list[str]]:
    lines = (HERE / file).read_text(encoding="utf-8").splitlines()
    return [line.split("\t") for line in lines if line]


GIVEN = [(gender, Name(az, ru)) for gender, az, ru in _names("given_names.tsv")]
SURNAMES = [Name(az, ru) for az, ru in _names("surnames.tsv")]
FATHERS = [name for gender, name in GIVEN if gender == "m"]


def table(letter: str) -> list[Row]:
    """Return the rows of a table."""
    columns, rows = TABLES[letter]
    return [Row(dict(zip(columns, row, strict=True))) for row in rows]


def parse(letter: str, text: str) -> Value:
    """Return the value that *text* (Azerbaijani spelling) names: Rəşad Çinarov, 24.11.2025, nar."""
    letter = SAME_TABLE.get(letter, letter)
    if letter in NUMBERS:
        return Number(int(text))
    if letter == "p":
        return parse_person(text)
    if letter == "d":
        return Day(*(int(part) for part in text.split(".")))
    if letter in "at":
        return Article(text) if letter == "a" else Clock(text)
    return next(row for row in table(letter) if next(iter(row.cells.values())) == text)


def parse_person(text: str) -> Person:
    """Return the person of a full name in Azerbaijani, its parts out of the tables."""
    name, _, father = text.partition("/")
    given, last = name.split()
    gender, first = next(row for row in GIVEN if row[1].az == given)
    masculine = last[:-1] if gender == "f" and last.endswith(("ova", "eva")) else last
    surname = next(row for row in SURNAMES if row.az == masculine)
    parent = next((row for row in FATHERS if row.az == father), FATHERS[0])
    return Person(first, surname, gender, parent)


def sample(letter: str, rng: random.Random) -> Value:
    """Return a random value for a letter that is not a person."""
    letter = SAME_TABLE.get(letter, letter)
    if letter in NUMBERS:
        return Number(_number(letter, rng))
    if letter == "d":
        return Day(rng.randint(1, 28), rng.randint(1, 12), rng.randint(2019, 2026))
    if letter == "t":
        return Clock(f"{rng.randint(8, 20)}:{rng.choice(['00', '15', '30', '45'])}")
    if letter == "a":
        parts = rng.choice([1, 2, 2, 3, 3])
        numbers = [rng.randint(101, 345)] + [rng.randint(1, 6) for _ in range(parts - 1)]
        return Article(".".join(str(number) for number in numbers))
    return rng.choice(table(letter))


def _number(letter: str, rng: random.Random) -> int:
    numbers = NUMBERS[letter]
    value = rng.choice(numbers)
    # "около 21 человека" would need another form than all the others.
    while letter in "NK" and value % 10 == 1:
        value = rng.choice(numbers)
    return value
