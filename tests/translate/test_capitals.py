"""Headlines in capitals: what a model is given, and that the output says so."""

from __future__ import annotations

from pathlib import Path

import pytest

from dragoman.translate import Translator
from dragoman.translate.names.names import Names, parse
from dragoman.translate.text.capitals import Known, in_sentence_case, is_in_capitals
from dragoman.translate.translation import translate_segments
from tests.support.capital_pairs import HELD_BACK, PAGE, SEEN

ROWS = [*SEEN, *HELD_BACK]


def given(code: str, text: str) -> str:
    known = Known([PAGE[code]], [])
    return in_sentence_case(text, code, known) if is_in_capitals(text) else text


@pytest.mark.parametrize(("code", "headline", "sentence"), ROWS, ids=[row[1] for row in ROWS])
def test_a_headline_in_capitals_becomes_a_sentence(code: str, headline: str, sentence: str) -> None:
    assert given(code, headline) == sentence
    assert given(code, sentence) == sentence


def test_a_name_of_the_names_file_keeps_its_capital() -> None:
    (name,) = parse("source,target,authority\nÇiçək,Chichak,the family\n".encode(), "names.csv")
    assert in_sentence_case("DÜNƏN ÇİÇƏK GƏLDİ", "az", Known([], [name.source])) == (
        "Dünən Çiçək gəldi"
    )
    assert in_sentence_case("DÜNƏN ÇİÇƏK GƏLDİ", "az", Known([], [])) == "Dünən çiçək gəldi"


def test_the_model_gets_the_sentence_and_the_output_says_so() -> None:
    headline = "ELNUR BULAQOVA CİNAYƏT MƏCƏLLƏSİNİN 101.5-Cİ MADDƏSİ İLƏ İTTİHAM ELAN EDİLİB."
    sentence = "Elnur Bulaqova Cinayət Məcəlləsinin 101.5-ci maddəsi ilə ittiham elan edilib."
    names = Names(parse(b"source,target,authority\nElnur Bulaqov,Elnur Bulagov,x\n", "n"))
    page = [(headline, "az"), (f"Dünən {sentence}", "az"), ("Bu gün heç nə olmadı.", "az")]
    with Translator.open("az", "en", "demo-model-az-en") as translator:
        made = translate_segments(page, "en", {"az": translator}, names=names)
        wanted = translator.translate([sentence])[0].text
    assert made[0].source == headline
    assert made[0].machine == wanted
    (said,) = [flag.message for flag in made[0].flags if flag.code == "capitals"]
    assert sentence in said
    assert not [flag for each in made[1:] for flag in each.flags if flag.code == "capitals"]


def test_ordinary_sentences_are_given_as_they_are(shared_data: Path) -> None:
    for code in ("az", "ru"):
        path = shared_data / "news" / f"ntrex-third.{code}.txt"
        assert not [t for t in path.read_text(encoding="utf-8").splitlines() if is_in_capitals(t)]
