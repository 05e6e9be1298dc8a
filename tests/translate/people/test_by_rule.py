"""People told by capitals, endings and lists of names: who is found, and what is left alone."""

from __future__ import annotations

from collections import Counter

import pytest

from dragoman.translate.people.by_rule import people_by_rule
from dragoman.translate.text.spelling import fold
from tests.support.named_sentences import all_labelled, labelled

# Who is found stands in brackets, endings and all; what has none names nobody.
AZ = """
[Rauf Bağırlı] bu gün çıxış edib.
Dünən [Tağızadənin] evinə gəldilər.
Vəkil [Sevil Xanlarova] ilə [Kamil Babayevə] məktub yazıldı.
[Quliyev Anar Səməd oğlu] həbs olunub.
[R. Nəbiyev] imzalayıb.
Baş redaktor [Ramil Yenisey] susdu.
Rəşid Behbudov adına teatr bağlıdır.
Üzeyir Hacıbəyli küçəsindəki bina köhnədir.
Azad Qələm mükafatı verilib.
Kiyevdə və Rostovda yağış yağır.
Əliyev Mərkəzində sərgi var.
Şimali Karolina və Birləşmiş Krallıq danışır.
Kimyəvi silah, Bütöv Azərbaycan və Könüllü dəstə var.
Dünyanın və Kenyanın, Girov və Ənənəvi sözləri ad deyil.
Baş nazir Heyvanlara Qarşı və Elmlər Kollecinin adını çəkdi.
Alim [Rəcəb Tayyib Ərdoğan] ilə [Con R. Smit] adını çəkdi.
Bakılı tələbələr və Türkiyəli qonaqlar gəldi.
"""
EN = """
Lawyer [Zibeyda Sadigova] met [Elvin Mustafayev]'s mother.
The wife of member [Samir Ashurov][Nurana Ashurova] spoke.
[Aliyev] denied it.
Only the Family of Penal Colony No. 2 came in July.
President [George W. Bush], [Robert W. Klark] and the German Navy came.
Summer Palace and Law Enforcement are closed.
The Baku Court on Grave Crimes sat in Kharkov.
"""
RU = """
Адвокат [Рауф Мамедов] встретил [Зибейду Садыгову].
[Гасанов] отрицает вину.
Город Киев и Ростов далеко.
"""


@pytest.mark.parametrize(
    ("code", "line"),
    [
        (code, line)
        for code, lines in (("az", AZ), ("en", EN), ("ru", RU))
        for line in lines.strip().splitlines()
    ],
)
def test_people_are_found_and_nobody_else_is(code: str, line: str) -> None:
    wanted = labelled(line)
    found = people_by_rule(wanted.text, code)
    assert {(each.start, each.stop) for each in found} == wanted.names
    assert all(wanted.text[each.start : each.stop] == each.text for each in found)
    assert all((each.kind, each.by) == ("person", "list") for each in found)


def test_a_name_is_told_without_its_ending() -> None:
    (found,) = people_by_rule("Həkim Kamil Babayevin yanına getdi.", "az")
    assert (found.text, found.name) == ("Kamil Babayevin", "Kamil Babayev")


def test_the_labelled_sentences_are_what_the_page_says() -> None:
    """All are there, none twice, and those that name nobody have capitals."""
    every = all_labelled()
    counts = Counter(each.part for each in every)
    assert counts == {"none": 100, "surname": 60, "foreign": 40, "full": 100}
    assert len({each.text for each in every}) == 300
    assert all(not each.names for each in every if each.part == "none")
    assert all(each.names for each in every if each.part != "none")
    assert all(fold(each.text) != each.text for each in every)


def test_of_the_labelled_sentences_as_many_are_right_as_the_page_says() -> None:
    right: Counter[bool] = Counter()
    wrong: Counter[bool] = Counter()
    there: Counter[bool] = Counter()
    for each in all_labelled():
        found = {(one.start, one.stop) for one in people_by_rule(each.text, "az")}
        foreign = each.part == "foreign"
        right[foreign] += len(found & each.names)
        wrong[foreign] += len(found - each.names)
        there[foreign] += len(each.names)
    assert there == {False: 167, True: 40}
    assert wrong == {False: 0, True: 0}
    assert right[False] >= 165 and right[True] >= 38
