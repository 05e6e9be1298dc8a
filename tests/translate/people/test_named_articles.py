"""Who an article names: organisations and their short forms, who is one, and what is not looked at."""

from __future__ import annotations

import pytest

from dragoman.translate.people import natasha_border
from dragoman.translate.people.finding import Said, find_named
from dragoman.translate.people.organisation_words import concepts, fits
from dragoman.translate.people.same import Placed, SomeoneNamed, grouped, parts_of
from dragoman.translate.people.watch_list import Watched, WatchList

natasha = pytest.mark.skipif(not natasha_border.is_there(), reason="natasha is not installed")

LETTERS = [f"{each}{other}" for each in "bcdfghklmn" for other in "aeiou"]
FIRST = [
    'Six prisoners founded a "Committee for the Protection of Political Prisoners" (CPPP) in May.',
    "The CPPP was joined by Rauf Mammadov, who signed.",
    "Mammadov spoke. Members of the Committee for the Defense of Political Prisoners were silent.",
]
SECOND = [
    'The "Committee for the Defense of Political Prisoners" (CDPP) is under pressure.',
    "The KZPZ wrote to the USA about Rauf Mamedov.",
]
THIRD = ["Siyasi Məhbusların Müdafiəsi Komitəsi (SMMK) yaradılıb.", "Rauf Məmmədovun evi yandı."]


def placed(*articles: tuple[str, list[str]]) -> list[Placed]:
    made = []
    for number, (code, sentences) in enumerate(articles):
        found = find_named(Said(n, code, text) for n, text in enumerate(sentences, start=1))
        made += [
            Placed(f"p{number}", f"a{number}", n, m.start, m.stop, m.text, m.kind, m.by, m.name)
            for n, mentions in found.mentions.items()
            for m in mentions
        ]
    return made


def called(found: list[SomeoneNamed], name: str) -> SomeoneNamed:
    return next(each for each in found if each.name == name)


def test_one_committee_and_one_person_over_three_articles_and_two_languages() -> None:
    found = grouped(placed(("en", FIRST), ("en", SECOND), ("az", THIRD)))
    committee = called(found, "Committee for the Defense of Political Prisoners")
    assert committee.kind == "organisation" and committee.pages == ["p0", "p1", "p2"]
    assert {"CPPP", "CDPP", "KZPZ", "SMMK"} <= set(committee.spellings)
    person = found[1]
    assert {"Rauf Mammadov", "Mammadov", "Rauf Mamedov", "Rauf Məmmədovun"} == set(person.spellings)
    assert [each.kind for each in found] == ["organisation", "person"], "and nobody else: no USA"


def test_what_is_a_guess_says_so() -> None:
    found = find_named(Said(n, "en", text) for n, text in enumerate(SECOND, start=1))
    by = {each.text: each.by for mentions in found.mentions.values() for each in mentions}
    assert by["KZPZ"] == by["CDPP"] == "key" and by["Rauf Mamedov"] == "list"


def test_initials_fit_in_three_languages_and_no_others_do() -> None:
    name = "Committee for the Defense of Political Prisoners"
    assert fits("CDPP", name) and fits("KZPZ", name) and fits("SMMK", name)
    assert not fits("USA", name) and not fits("KZP", name) and not fits("KZPX", name)
    assert concepts(name) == concepts("Комитет защиты политических заключенных")
    assert concepts(name) != concepts("Committee for the Defense of Journalists")


def test_two_bearers_of_a_surname_are_two_and_the_surname_alone_is_neither() -> None:
    text = ["Rauf Mammadov met Samir Mammadov.", "Mammadov spoke.", "Samira Mammadova came."]
    found = grouped(placed(("en", text)))
    assert {each.name for each in found} == {
        "Rauf Mammadov", "Samir Mammadov", "Mammadov", "Samira Mammadova"
    }  # fmt: skip


def test_fathers_names_tell_two_people_apart() -> None:
    text = ["Quliyev Anar Səməd oğlu gəldi.", "Quliyev Anar Vaqif oğlu getdi."]
    assert len(grouped(placed(("az", text)))) == 2
    parts = parts_of("Quliyev Anar Səməd oğlu")
    assert parts is not None and (parts.first, parts.last) == ("Anar", "Quliyev")


def test_a_language_that_nothing_knows_is_said_and_nobody_is_named_in_it() -> None:
    found = find_named([Said(1, "tr", "Mehmet Yılmazov geldi."), Said(2, "az", "Kim gəldi?")])
    assert found.not_looked == {"tr": 1} and found.mentions == {}
    assert found.looked == {("az", "list"): 1} and found.natasha is None


@natasha
def test_russian_is_looked_at_by_natasha_and_names_are_in_their_base_form() -> None:
    text = ["Адвокат Лейлы Мамедовой молчит.", "Суд над Мамедовой начался."]
    found = find_named(Said(n, "ru", each) for n, each in enumerate(text, start=1))
    (first,), (second,) = found.mentions[1], found.mentions[2]
    assert (first.text, first.name, first.by) == ("Лейлы Мамедовой", "Лейла Мамедова", "natasha")
    assert text[1][second.start : second.stop] == "Мамедовой"
    assert found.looked == {("ru", "natasha"): 2} and found.natasha


def test_russian_without_natasha_is_looked_at_by_lists(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(natasha_border, "is_there", lambda: False)
    found = find_named([Said(1, "ru", "Адвокат Лейлы Мамедовой молчит.")])
    (mention,) = found.mentions[1]
    assert (mention.text, mention.by) == ("Лейлы Мамедовой", "list")
    assert found.looked == {("ru", "list"): 1} and found.natasha is None


# -- names that are watched for --------------------------------------------------------------

WATCHED = ("Rauf Məmmədov", "Сона Алиева", "Tağızadə", "CPPP", "Nobody Qəribov")


def watched(*sentences: str, code: str = "en") -> dict[str, list[str]]:
    names = WatchList([Watched(each) for each in WATCHED])
    found = names.find([Said(n, code, text) for n, text in enumerate(sentences)])
    return {each.name: [mention.text for _, mention in held] for each, held in found.items()}


def test_watched_names_are_found_in_other_spellings_and_scripts() -> None:
    assert watched("Mamedov Rauf met Sona Aliyeva.", "Mamedov left the CPPP.") == {
        "Rauf Məmmədov": ["Mamedov Rauf", "Mamedov"],
        "Сона Алиева": ["Sona Aliyeva"],
        "CPPP": ["CPPP"],
    }
    assert watched("Суд над Рауфом Мамедовым.", code="ru") == {
        "Rauf Məmmədov": ["Рауфом Мамедовым"]
    }
    assert watched("Rauf Həsən oğlu Məmmədovun vəkili.", code="az") == {
        "Rauf Məmmədov": ["Rauf Həsən oğlu Məmmədovun"]
    }
    assert watched("Polis Tağızadəni tutdu.", code="az") == {"Tağızadə": ["Tağızadəni"]}
    assert watched("Rauf Mammadov est en prison.", code="fr") == {
        "Rauf Məmmədov": ["Rauf Mammadov"]
    }


def test_other_names_are_left_alone() -> None:
    assert watched("Samir Mammadov met Rauf Aliyev.", "Mammadov left.", "mamedov rauf") == {}
    assert watched("Soltan Aliyeva, CPP, Tahirzade and Qaribov.") == {}


@pytest.mark.long
def test_an_article_that_names_thousands_is_read_to_its_end() -> None:
    """Not every name against every sentence: that would take a quarter of an hour."""
    names = [f"{a}{b}{c} Press Committee" for a in "ABCDEFGHIJKL" for b in "aeiou" for c in LETTERS]
    text = [f"The {each} said so to ABC." for each in names]
    found = find_named(Said(n, "en", each) for n, each in enumerate(text, start=1))
    assert [held[0].name for held in found.mentions.values() if held] == names
    shouted = find_named([Said(1, "az", "ELÇİN MƏMMƏDOV " * 4000)])
    assert len(shouted.mentions[1]) == 4000


def test_many_surnames_alone_are_each_held_against_who_is_named_once() -> None:
    full = [f"{a}{b}ran Məmmədov" for a in "BDFGHK" for b in LETTERS]
    told = [*full, *["Məmmədov"] * 2000]
    held = [Placed("p", "a", n, 0, 1, each, "person", "list", each) for n, each in enumerate(told)]
    alone = [each for each in grouped(held) if each.name == "Məmmədov"]
    assert [len(each.mentions) for each in alone] == [2000]
