"""Headlines, short sentences and lists of names are left alone; menus and copies are not."""

from __future__ import annotations

import pytest

from dragoman.translate.checks import check
from tests.support.word_pairs import HEADLINES_HELD_BACK, HEADLINES_SEEN

OURS = {"furniture", "length_ratio", "unlike", "copied", "leftover", "script"}


def serious(code: str, source: str, target: str) -> set[str]:
    flags = check(source, target, code, "en")
    return {flag.code for flag in flags if flag.severity != "note"} & OURS


@pytest.mark.parametrize(
    ("code", "source", "same", "other"),
    [*HEADLINES_SEEN, *HEADLINES_HELD_BACK],
    ids=[row[1] for row in [*HEADLINES_SEEN, *HEADLINES_HELD_BACK]],
)
def test_what_says_something_is_left_alone(
    code: str, source: str, same: str, other: str | None
) -> None:
    assert serious(code, source, same) == set()
    if other is not None:
        assert {"furniture", "copied"} & serious(code, source, other)


@pytest.mark.parametrize(
    ("source", "target"),
    [
        (
            "O, “Əgər doğrudursa, bu, böyük səs-küyə səbəb olacaq,” deyə qəzetə bildirib.",
            "“Big if true,” he told the paper, no more.",
        ),
        (
            "Şəhərdə velosipedin avtomobillə toqquşması nəticəsində velosipedçi həlak olub.",
            "A cyclist died in a crash with a car in the city.",
        ),
    ],
)
def test_a_person_says_in_few_words_what_takes_many(source: str, target: str) -> None:
    assert serious("az", source, target) == set()


def test_a_list_is_one_only_with_something_between_the_names() -> None:
    sentence = "Bu Gün Burada Böyük Yığıncaq Oldu"
    assert "copied" in serious("az", sentence, sentence)
    assert "copied" in serious("az", sentence.upper(), sentence.upper())
