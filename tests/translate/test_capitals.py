"""Headlines in capitals: what a model is given, and that the output says so."""

from __future__ import annotations

from pathlib import Path

import pytest

from dragoman.translate import Translator
from dragoman.translate.names.names import Names, parse
from dragoman.translate.text.capitals import Known, in_sentence_case, is_in_capitals
from dragoman.translate.translation import translate_segments
from tests.support.capital_pairs import BEFORE, BEGIN_WITH_A_NAME, HELD_BACK, PAGE, SEEN

ROWS = [*SEEN, *HELD_BACK]


def given(code: str, text: str) -> str:
    known = Known([PAGE[code]], [])
    return in_sentence_case(text, code, known) if is_in_capitals(text) else text


@pytest.mark.parametrize(("code", "headline", "sentence"), ROWS, ids=[row[1] for row in ROWS])
def test_a_headline_in_capitals_becomes_a_sentence(code: str, headline: str, sentence: str) -> None:
    assert given(code, headline) == sentence
    assert given(code, sentence) == sentence
    if headline != sentence:
        before = BEFORE[code]
        is_name = sentence.startswith(BEGIN_WITH_A_NAME)
        inside = sentence if is_name else sentence[0].replace("İ", "i").lower() + sentence[1:]
        if sentence[0] == "I" and not is_name:
            inside = "ı" + sentence[1:]
        shouted = before.replace("i", "İ").upper() if code == "az" else before.upper()
        assert given(code, shouted + headline) == before + inside


def test_a_name_at_the_head_of_a_sentence_is_known_and_a_title_is_not() -> None:
    """RƏŞAD is a name where the page begins with Rəşad Əliyev; VƏKİL in Vəkil Əliyev is a word."""
    page = [
        "Rəşad Əliyev danışdı.",
        "Vəkil Həsənov susdu.",
        "İşıq Quliyev getdi.",
        "Bir işıq yandı.",
    ]
    headline = "DÜNƏN RƏŞAD, VƏKİL VƏ İŞIQ GÖRÜNDÜ"
    said = in_sentence_case(headline, "az", Known(page, []))
    assert said == "Dünən Rəşad, vəkil və işıq göründü"


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
