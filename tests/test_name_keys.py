"""One person in any spelling: keys over families of spellings, and over people who are not the same."""

from __future__ import annotations

from itertools import combinations, permutations
from pathlib import Path

from dragoman.translate.spelling import name_keys, names_in

SURNAMES = (
    "Abbasov Abdullayev Axundov Allahverdiyev Aslanov Babayev Bağırov Bayramov Cabbarov Cavadov Dadaşov "
    "Eyvazov Əhmədov Ələkbərov Əsgərov Fərzəliyev Hacızadə Həmidov Həşimov Heydərov İbrahimov İsmayılov "
    "Kazımov Kərimov Qafarov Qarayev Qədirov Qurbanov Lətifov Mahmudov Mehdiyev Muradov Musayev "
    "Mustafayev Nağıyev Nəbiyev Novruzov Orucov Paşayev Rəhimov Rəsulov Rzayev Rüstəmov Sadıqov Salmanov "
    "Səfərov Süleymanov Şərifov Şirinov Tağıyev Talıbov Veysəlov Yaqubov Yusifov Zeynalov Həsənov Hüseynov "
    "Иванов Петров Кузнецов Смирнов Попов Васильев Соколов Новиков Фёдоров Волков Лебедев Павлов Степанов"
).split()


def lines(path: Path) -> list[list[str]]:
    text = path.read_text(encoding="utf-8")
    return [line.split("\t") for line in text.splitlines() if line and not line.startswith("#")]


def finds(query: str, text: str) -> bool:
    held = set(names_in(text))
    return all(not held.isdisjoint(name_keys(word)) for word in query.split())


def test_each_spelling_finds_the_others(shared_data: Path) -> None:
    """At least 97 %, alone and under endings inside a sentence."""
    alone, inside = [], []
    for family in lines(shared_data / "names" / "people.tsv"):
        spellings = [each for cell in family for each in cell.split(";") if each]
        for query, other in permutations(spellings, 2):
            alone.append(finds(query, other))
            ending = (
                "а" if "а" <= other[-1].lower() <= "я" else "un" if other.endswith("ov") else ""
            )
            inside.append(finds(query, f"Bu gün {other}{ending} söhbət etdi."))
    assert len(alone) > 500
    assert sum(alone) >= 0.97 * len(alone)
    assert sum(inside) >= 0.97 * len(inside)


def test_people_who_are_not_the_same_are_not_found(shared_data: Path) -> None:
    pairs = lines(shared_data / "names" / "not-the-same.tsv")
    assert pairs
    assert not [pair for pair in pairs if finds(*pair[:2]) or finds(*pair[1::-1])]


def test_few_of_other_pairs_are_taken_for_one() -> None:
    pairs = list(combinations(SURNAMES, 2))
    wrong = [pair for pair in pairs if finds(*pair) or finds(*pair[::-1])]
    assert len(wrong) <= 0.002 * len(pairs), wrong
