"""Numbers on both sides of a pair: what is the same in two forms, and what is not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.translate.checks import check
from dragoman.translate.checks.quantities.quantities import quantities
from tests.support.number_pairs import KINDS, PAIRS, within
from tests.support.places import ROOT

DOCUMENTATION = ROOT / "docs" / "checks.md"


def speaks(code: str, source: str, target: str) -> bool:
    return any(flag.code == "digits" for flag in check(source, target, code, "en"))


@pytest.mark.parametrize(("code", "source", "same", "other"), PAIRS, ids=[p[1] for p in PAIRS])
def test_the_same_is_left_alone_and_another_is_told(
    code: str, source: str, same: str, other: str
) -> None:
    assert not speaks(code, source, same)
    assert speaks(code, source, other)
    assert not speaks(code, within(code, source), within("en", same))
    assert speaks(code, within(code, source), within("en", other))


@pytest.mark.parametrize(
    ("code", "source", "target"),
    [
        ("az", "Onu gözləyirdilər, altında adı yazılmışdı.", "They waited for him; his name was below."),
        ("az", "Minlərlə insan birlikdə yürüdü.", "Thousands of people marched together."),
        ("az", "Biri dedi ki, bu, onun işidir.", "Somebody said that it was his job."),
        ("ru", "Однако сторонники старосты стояли.", "Supporters of the elder stood, however."),
        ("ru", "В пятницу семья пришла в суд.", "On Friday the family came to court."),
        ("ru", "Десятки людей и сотни писем", "Dozens of people and hundreds of letters"),
        ("ru", "Первоначально одинокий протест", "A protest that was lonely at first"),
        ("ru", "Прошла неделя.", "Seven days went by."),
        ("az", "Hər iki tərəf bir gün gözlədi.", "Both sides waited for a day."),
        ("ru", "Он одним из первых вышел.", "He was among the first to come out."),
        ("az", "Mart ayında yürüş oldu.", "There was a march in March."),
        ("ru", "Может быть, он приедет.", "He may come, perhaps for a second time."),
        ("ru", "Вирус COVID-19 и газ CO2", "The coronavirus and carbon dioxide"),
        ("az", "Bir neçə dəfə müraciət edib.", "He applied several times."),
        ("az", "On iki nəfərdən üçü", "Three of twelve people"),
    ],
)  # fmt: skip
def test_words_that_are_no_numbers_and_numbers_said_freely(
    code: str, source: str, target: str
) -> None:
    assert not speaks(code, source, target)


def test_digits_of_other_scripts() -> None:
    assert not speaks("ru", "\u0661\u0662 человек", "12 people")
    assert speaks("ru", "\u0661\u0662 человек", "21 people")


@given(st.text(max_size=200), st.sampled_from(["az", "ru", "en", "tr"]))
def test_any_text_is_read(text: str, code: str) -> None:
    for each in quantities(text, code):
        assert 0 <= each.start <= each.stop <= len(text)


@given(st.text(alphabet="0123456789.,:/- ()+%$XVI\u0661 ", max_size=60))
def test_any_digits_are_read_and_equal_themselves(text: str) -> None:
    assert not speaks("az", text, text)


def test_every_kind_is_in_the_table_of_the_documentation() -> None:
    documented = DOCUMENTATION.read_text(encoding="utf-8")
    rows = {
        kind: f"| {kind} | {len(rows)} of {len(rows)} | {len(rows)} of {len(rows)} "
        f"| 0 of {len(rows)} | 0 of {len(rows)} |"
        for kind, rows in KINDS.items()
    }
    assert {kind for kind, row in rows.items() if row not in documented} == set()
