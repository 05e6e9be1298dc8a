"""Answers of a language model: what is none is asked for once more, and then refused."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from dragoman.translate import Translator, translate_segments
from dragoman.translate.llm import chosen
from dragoman.translate.llm.answers import raw_text, translation
from dragoman.translate.llm.prompts import FAMILIES, Asked
from dragoman.translate.llm.server import NoAnswer
from dragoman.translate.translation import TranslatedSegment
from tests.support.llm_answers import BAD, BEFORE, GOOD, LEFT_ALONE, SOURCE
from tests.support.llm_server import Answer, Scripted, chat, scripted, sentence_of

FINE = {BEFORE[0]: "Journalist Aysel Guluzade was detained on 3 November.",
        BEFORE[1]: "Her lawyer said that she had not been given any documents."}  # fmt: skip
DOCUMENT = [(text, "az") for text in (*BEFORE, SOURCE)]


class Script:
    """Answers the last sentence with what is handed in, one after the other, and others well."""

    def __init__(self) -> None:
        self.answers: list[Answer] = []

    def __call__(self, _path: str, content: dict[str, Any]) -> Answer:
        number, sentence = sentence_of(content)
        if sentence in FINE:
            return f"{number}. {FINE[sentence]}"
        return self.answers.pop(0)


@pytest.fixture(scope="module")
def server() -> Iterator[Scripted]:
    with scripted(Script()) as opened, pytest.MonkeyPatch.context() as patch:
        patch.setenv(chosen.ADDRESS, opened.address)
        yield opened


def translated(server: Scripted, *answers: Answer) -> TranslatedSegment:
    """The last sentence of the document, whose questions are answered so."""
    assert isinstance(server.script, Script)
    server.script.answers = list(answers)
    server.questions.clear()
    with Translator.open("az", "en", "llm") as translator:
        made = translate_segments(DOCUMENT, "en", {"az": translator})
    assert server.script.answers == [], "not everything was asked for"
    assert [each.target for each in made[:-1]] == list(FINE.values())
    return made[-1]


def test_there_are_as_many_bad_answers_as_were_wanted() -> None:
    assert len(BAD) >= 60
    assert len({repr(answer) for _, answer in BAD}) == len(BAD)


@pytest.mark.parametrize("answer", [answer for _, answer in BAD], ids=range(len(BAD)))
@pytest.mark.long(one_in=3)
def test_a_bad_answer_is_asked_for_again(server: Scripted, answer: Answer) -> None:
    made = translated(server, answer, f"1. {GOOD}")
    assert (made.target, made.state) == (GOOD, "machine")
    assert "decoded_again" in {flag.code for flag in made.flags}


@pytest.mark.parametrize(("said", "answer"), BAD, ids=range(len(BAD)))
def test_and_refused_where_the_second_is_none_either(
    server: Scripted, said: str, answer: Answer
) -> None:
    made = translated(server, answer, chat(SOURCE, "length"))
    assert (made.target, made.state, made.score) == (None, "refused", None)
    (flag,) = [each for each in made.flags if each.code == "no_translation"]
    assert flag.severity == "refuse" and said in flag.message and "length limit" in flag.message
    assert made.machine == SOURCE


def test_it_is_asked_for_by_itself_the_second_time(server: Scripted) -> None:
    translated(server, "4. Something.", f"1. {GOOD}")
    asked = [sentence_of(each) for each in server.questions]
    assert asked == [(1, BEFORE[0]), (2, BEFORE[1]), (3, SOURCE), (1, SOURCE)]
    first, second = [each["messages"][0]["content"] for each in server.questions[-2:]]
    assert all(text in first and text not in second for text in BEFORE)


def test_a_good_answer_is_taken_at_once(server: Scripted) -> None:
    made = translated(server, f"3. {GOOD}")
    assert (made.target, made.machine, made.state) == (GOOD, GOOD, "machine")
    assert {flag.code for flag in made.flags} == {"pronoun"}  # as of any engine


@pytest.mark.parametrize(("source", "answer", "taken"), LEFT_ALONE, ids=range(len(LEFT_ALONE)))
def test_what_is_a_translation_is_left_alone(
    server: Scripted, source: str, answer: Answer, taken: str
) -> None:
    assert isinstance(server.script, Script)
    server.script.answers = [answer, "never asked for"]
    with Translator.open("az", "en", "llm") as translator:
        (output,) = translator.translate([source])
    assert (output.text, output.fault, output.again) == (taken, None, "")


SHORT = ["Vəkil etiraz etdi.", "Adam azad olundu.", "Jurnalist həbs edildi.", "Onu döydülər."]
NAMES = ["Leyla Məmmədova", "Həsən Əli oğlu", "BMT, ATƏT", "Bakı 2025", "turan.az 12"]


@pytest.mark.parametrize("source", SHORT)
def test_however_short_the_original_is_no_translation(server: Scripted, source: str) -> None:
    assert isinstance(server.script, Script)
    server.script.answers = [f"1. {source.upper()}", f"1. {source} {source}"]
    with Translator.open("az", "en", "llm") as translator:
        for _ in range(2):
            (output,) = translator.translate([source])
            assert output.fault == "the original stands in it"
    assert server.script.answers == []


@pytest.mark.parametrize("source", NAMES)
def test_names_are_what_they_were(server: Scripted, source: str) -> None:
    assert isinstance(server.script, Script)
    server.script.answers = [f"1. {source}"]
    with Translator.open("az", "en", "llm") as translator:
        (output,) = translator.translate([source])
    assert (output.text, output.fault) == (source, None)


def test_a_name_may_be_called_twice() -> None:
    taken = translation(chat("Leyla! Leyla!"), Asked("Leyla!", "az", "en"), numbered=False)
    assert taken == "Leyla! Leyla!"


@pytest.mark.parametrize(
    ("family", "pair", "source", "target"),
    [
        (
            "x-alma",
            ("ru", "tr"),
            "Первый суд по тяжким преступлениям приговорил журналиста к трём годам.",
            "1. Ağır Ceza Mahkemesi gazeteciye üç yıl hapis cezası verdi.",
        ),
        (
            "translategemma",
            ("ru", "de"),
            "Первого мая состоится слушание по делу журналиста.",
            "1. Mai ist der Tag der Verhandlung des Journalisten.",
        ),
        ("base", ("az", "tr"), "Mayın 1-i iclas günüdür.", "1. Mayıs duruşma günüdür."),
        (
            "plain",
            ("ru", "tr"),
            "Первый суд по тяжким преступлениям приговорил журналиста к трём годам.",
            "1. Ağır Ceza Mahkemesi gazeteciye üç yıl hapis cezası verdi.",
        ),
    ],
)
def test_a_number_of_the_translation_stays(
    family: str, pair: tuple[str, str], source: str, target: str
) -> None:
    """One is taken off where one was asked for, and no other ever is."""
    asked = Asked(source, *pair)
    numbered = FAMILIES[family].numbered
    said = f"1. {target}" if numbered else target
    assert translation(chat(said), asked, numbered=numbered) == target
    if numbered:
        with pytest.raises(NoAnswer, match="does not say which sentence"):
            translation(chat(target.removeprefix("1. ")), asked, numbered=True)


def test_a_place_to_fill_in_may_have_a_number() -> None:
    with pytest.raises(NoAnswer, match="a place to fill in"):
        translation(chat("1. [Your answer goes here]"), Asked(SOURCE, "az", "en"), numbered=False)


def test_a_number_of_the_original_is_not_taken_for_the_one_asked_for() -> None:
    asked = Asked("1. Birinci bənd ləğv edilib.", "az", "en")
    with pytest.raises(NoAnswer, match="does not say which sentence"):
        translation(chat("1. The first paragraph was repealed."), asked, numbered=True)


def test_what_a_model_wrote_is_kept_without_what_nobody_should_meet() -> None:
    assert raw_text(chat("a\x1b[2J\ud800\u202eb\tc\nd")) == "a\ufffd[2J\ufffd\ufffdb\tc\nd"


def test_where_nothing_can_be_left_out_it_is_asked_for_once(server: Scripted) -> None:
    """The same question again, at temperature 0, would have the same answer."""
    assert isinstance(server.script, Script)
    server.script.answers = [f"1. Translation: {GOOD}", f"1. {GOOD}"]
    server.questions.clear()
    with Translator.open("az", "en", "llm") as translator:
        (output,) = translator.translate([SOURCE])
    assert len(server.questions) == 1 and output.fault and not output.again
    assert output.text == f"1. Translation: {GOOD}"


def test_what_was_answered_first_is_kept_where_the_second_had_no_words(server: Scripted) -> None:
    made = translated(server, f"3. Translation: {GOOD}", (500, b"{}"))
    assert (made.state, made.machine) == ("refused", f"3. Translation: {GOOD}")


def test_it_is_said_what_was_different(server: Scripted) -> None:
    made = translated(server, "3. Translation: none", f"1. {GOOD}")
    (flag,) = [each for each in made.flags if each.code == "decoded_again"]
    assert "without the sentences before it" in flag.message


def test_as_many_outputs_as_sentences_and_in_order(server: Scripted) -> None:
    """Thirty sentences, every third of which is answered badly."""
    assert isinstance(server.script, Script)
    good = [f"The court heard witness number {number} on Monday." for number in range(30)]
    sources = [f"Məhkəmə bazar ertəsi {number} nömrəli şahidi dinlədi." for number in range(30)]
    bad = [answer for _, answer in BAD]
    server.script.answers = [
        f"1. {text}" if number % 3 else bad[number + 30] for number, text in enumerate(good)
    ]
    with Translator.open("az", "en", "llm") as translator:
        outputs = translator.translate(sources)
    assert server.script.answers == [] and len(outputs) == 30
    for number, output in enumerate(outputs):
        assert (output.fault is None) == bool(number % 3)
        assert output.fault or (output.text, output.again) == (good[number], "")
