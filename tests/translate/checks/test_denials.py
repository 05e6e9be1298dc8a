"""A "not" that went missing: what denies, what only looks so, and what was measured."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.translate.checks import check
from dragoman.translate.checks.denials import denied, denies
from tests.support.denial_pairs import HELD_BACK, SEEN, UNSEEN
from tests.support.number_pairs import within

ROWS = [*SEEN, *HELD_BACK]


def speaks(code: str, source: str, target: str) -> bool:
    return any(flag.code == "negation" for flag in check(source, target, code, "en"))


@pytest.mark.parametrize(("code", "source", "same", "other"), ROWS, ids=[row[1] for row in ROWS])
def test_a_denial_that_is_kept_is_left_alone_and_one_that_is_lost_is_told(
    code: str, source: str, same: str, other: str | None
) -> None:
    assert not speaks(code, source, same)
    assert not speaks(code, within(code, source), within("en", same))
    if other is not None and source not in UNSEEN:
        assert speaks(code, source, other)


@pytest.mark.parametrize(
    "word",
    ["Məmmədi", "mütəmadi", "məmur", "təmir", "dəmirçi", "baxmayaraq", "dayanmadan", "unudulmaz",
     "başlamamışdan", "yaramaz", "deyilən", "namaz", "görüşməsi"],
)  # fmt: skip
def test_words_that_only_look_like_denials(word: str) -> None:
    assert denied(f"Bu gün {word} haqqında danışdılar.", "az") is None


@pytest.mark.parametrize(
    "word",
    ["etmir", "verilmirdi", "bilmirlər", "gəlməz", "olmadı", "etmədik", "görməmişəm", "gəlməsəydi",
     "buraxılmayıblar", "verilməyəcəkdi", "tanımıram", "deyil", "yoxdur", "sübutsuz"],
)  # fmt: skip
def test_forms_that_deny(word: str) -> None:
    assert denied(f"Onu {word}.", "az") == word
    assert denied(f"ONU {word.replace('i', 'İ').replace('ı', 'I').upper()}.", "az") is not None


def test_a_reason_a_proviso_and_a_few_masking_words_are_no_denials() -> None:
    for text in ("The charges against him but just now", "He was only freed", "at least ten units"):
        assert not denies(text)
    for text in ("He didn't go", "He lacks proof", "homeless", "an unlawful arrest", "He refused"):
        assert denies(text)


@given(st.text(max_size=200), st.sampled_from(["az", "ru", "en"]))
def test_any_text_is_read(text: str, code: str) -> None:
    found = denied(text, code)
    assert found is None or found.strip()
    assert denies(text) in (True, False)
