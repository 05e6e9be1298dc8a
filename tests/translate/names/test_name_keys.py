"""One person in any spelling: keys over families of spellings, and over people who are not the same."""

from __future__ import annotations

from itertools import combinations, permutations
from pathlib import Path

from dragoman.translate.text.spelling import name_forms, name_keys, names_keyed
from tests.support.places import DATA


def lines(path: Path) -> list[list[str]]:
    text = path.read_text(encoding="utf-8")
    return [line.split("\t") for line in text.splitlines() if line and not line.startswith("#")]


def finds(query: str, text: str) -> bool:
    """As the search does it: the query's own keys, among those of the text's words and stems."""
    held = {key for form in name_forms(text) for key in names_keyed(form)}
    return all(not held.isdisjoint(name_keys(word)) for word in query.split())


def shares(path: Path) -> tuple[float, float]:
    """How many of the spellings in a file find the others, alone and inside a sentence."""
    alone, inside = [], []
    for family in lines(path):
        spellings = [each for cell in family for each in cell.split(";") if each]
        for query, other in permutations(spellings, 2):
            alone.append(finds(query, other))
            ending = (
                "а" if "а" <= other[-1].lower() <= "я" else "un" if other.endswith("ov") else ""
            )
            inside.append(finds(query, f"Bu gün {other}{ending} söhbət etdi."))
    assert len(alone) > 500
    return sum(alone) / len(alone), sum(inside) / len(inside)


def test_each_spelling_finds_the_others(shared_data: Path) -> None:
    assert min(shares(shared_data / "names" / "people.tsv")) >= 0.97


def test_spellings_that_the_keys_were_not_made_with() -> None:
    assert min(shares(DATA / "name_families.tsv")) >= 0.95


# Of each kind some: ц, щ, x, в, c, a dropped h, Armenian names, -zadeh, кп, хт, short names.
PAIRS = """
Кузнецов Kuznetsov | Цой Tsoy | Царёв Tsarev | Цветаева Tsvetaeva | Щедрин Shchedrin | Хрящев Khryashchev
Оксана Oxana | Максимов Maximov | Александра Alexandra | Алексей Alexei | Владимир Wladimir
Виктория Victoria | Доминик Dominic | Оскар Oscar | Маир Mahir | Таир Tahir | Заид Zahid | Наид Nahid
Акопян Hakobyan | Ованнисян Hovhannisyan | Арутюнов Harutyunov | Айк Hayk | Оганян Ohanyan | Грачья Hrachya
Rəsulzadə Rasulzadeh | Алекперзаде Alakbarzadeh | Мехтизаде Mehdizadeh | Мехти Mehdi
Али Əli | Юля Yulia | Илья Ilya | Eyyub Эюб | Ayaz Аяз | Уля Ulya | Эва Eva | Зограб Zöhrab
"""
APART = "Əli Vəli | İsa Musa | Юрий Юлий | Anna Inna | Xalid Halit | Şahin Şirin | Elçin Elxan | Mehdi Mehri"


def pairs_of(text: str) -> list[list[str]]:
    return [each.split() for line in text.strip().splitlines() for each in line.split(" | ")]


def test_letters_that_may_stand_for_two_sounds_and_names_that_are_short() -> None:
    assert not [pair for pair in pairs_of(PAIRS) if not (finds(*pair) and finds(*pair[::-1]))]
    assert not [pair for pair in pairs_of(APART) if finds(*pair) or finds(*pair[::-1])]


def test_spellings_of_the_shared_pairs(shared_data: Path) -> None:
    pairs = [row for row in lines(shared_data / "checks" / "name_pairs.tsv") if len(row) == 2]
    missed = [pair for pair in pairs if not (finds(*pair) and finds(*pair[::-1]))]
    assert len(pairs) > 80 and len(missed) <= 0.05 * len(pairs), missed


def test_people_who_are_not_the_same_are_not_found(shared_data: Path) -> None:
    pairs = lines(shared_data / "names" / "not-the-same.tsv")
    assert pairs
    assert not [pair for pair in pairs if finds(*pair[:2]) or finds(*pair[1::-1])]


def test_few_of_other_pairs_are_taken_for_one() -> None:
    names = (DATA / "distinct_names.txt").read_text(encoding="utf-8").split()
    assert len(set(names)) >= 300
    pairs = list(combinations(names, 2))
    wrong = [pair for pair in pairs if finds(*pair) or finds(*pair[::-1])]
    assert len(wrong) <= 0.0005 * len(pairs), wrong
