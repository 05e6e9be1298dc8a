"""`Translator` and documents: whatever goes in, as much comes out, in order and uncorrupted."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dragoman.errors import ModelMissing
from dragoman.translate.engines.engine import Output, TranslationCancelled
from dragoman.translate.names.names import Names, parse
from dragoman.translate.text.clauses import split_long
from dragoman.translate.text.protect import cut, has_words, lost, pieces, protected
from dragoman.translate.translation import translate_documents, translate_segments
from dragoman.translate.translator import Translator
from tests.support.argos_package import dictionary_package, random_package


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Word for word from Azerbaijani and Russian, babble from Georgian, a demo from Turkish."""
    folder = tmp_path_factory.mktemp("models")
    dictionary_package(folder / "az")
    dictionary_package(folder / "ru", source="ru", words={"мир": "peace", "и": "and"})
    random_package(folder / "ka", source="ka", positions=600)
    dictionary_package(folder / "tr", source="tr", dragoman_demo=True)
    return folder


@pytest.fixture(scope="module")
def translator(models: Path) -> Iterator[Translator]:
    with Translator.open("az", "en", models_dir=models) as opened:
        yield opened


def texts(translator: Translator, *sentences: str) -> list[str]:
    return [output.text for output in translator.translate(sentences)]


# Odd input


def test_what_needs_no_model_gets_none(translator: Translator) -> None:
    given_back = ["", "😀", "12.05.2024", "— … —", "https://example.az/a_b", "+994 12 555 55 55"]
    for text, output in zip(given_back, translator.translate(given_back), strict=True):
        assert output == Output(text, None)
    assert texts(translator, "   ", "\n\t") == ["", ""]
    assert translator.translate([]) == []


def test_odd_input(translator: Translator) -> None:
    odd = [
        "salam \ud800 dünya",
        "a" * 100_000,
        "salam\x00dünya",
        "\u200b",
        "ﷺ 漢字 salam",
        "salam 😀",
    ]
    outputs = translator.translate(odd)
    assert len(outputs) == len(odd)
    assert outputs[0].text == "hello world"
    assert outputs[1].text == odd[1]
    assert outputs[5].text == "hello 😀"
    for output in outputs:
        output.text.encode("utf-8")


ODD = st.text(
    st.characters(codec=None, exclude_categories=())
    | st.sampled_from("əğıИж ._-@#/:+0123456789\u00ad\u200d\ud83d\udc00"),
    max_size=60,
)


@given(st.lists(ODD | st.just("salam dünya") | ODD.map(lambda text: text * 20), max_size=6))
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_as_many_outputs_as_inputs_in_order(translator: Translator, sentences: list[str]) -> None:
    outputs = translator.translate([*sentences, "salam dünya", "kitab"])
    assert len(outputs) == len(sentences) + 2
    assert [output.text for output in outputs[-2:]] == ["hello world", "book"]
    for sentence, output in zip(sentences, outputs, strict=False):
        output.text.encode("utf-8")
        assert output.text or not sentence.strip() or not has_words(sentence) or not alone(sentence)


NAMES = Names(parse("Anar Məmmədov,Anar Mammadov,x\nМамедова,Mammadova,y\n".encode(), "names.csv"))


@given(st.lists(ODD | ODD.map(lambda text: text * 20), min_size=50, max_size=50))
@settings(
    max_examples=20,
    deadline=None,
    suppress_health_check=[
        HealthCheck.function_scoped_fixture,
        HealthCheck.data_too_large,
        HealthCheck.too_slow,
    ],
)
@pytest.mark.long
def test_a_thousand_odd_sentences_through_decoding_checks_and_names(
    translator: Translator, sentences: list[str]
) -> None:
    document = [(sentence, "az") for sentence in sentences]
    made = translate_segments(document, "en", {"az": translator}, names=NAMES)
    assert [segment.source for segment in made] == sentences
    for segment in made:
        assert (segment.target is None) == (segment.state == "refused")
        assert segment.state != "refused" or any(f.severity == "refuse" for f in segment.flags)


def alone(text: str) -> bool:
    """Letters that a model can know; it may make nothing of others."""
    return bool(re.search("[a-zA-Z]", text))


def test_the_same_sentence_is_decoded_once(translator: Translator) -> None:
    seen: list[tuple[int, int]] = []
    outputs = translator.translate(["salam"] * 5000, lambda done, total: seen.append((done, total)))
    assert [output.text for output in outputs] == ["hello"] * 5000
    assert len(seen) <= 2
    assert seen[-1] == (5000, 5000)


def test_cancelling(translator: Translator) -> None:
    with pytest.raises(TranslationCancelled):
        translator.translate(["salam dünya"], cancelled=lambda: True)
    assert texts(translator, "salam") == ["hello"]


def test_threads_may_share_a_translator(translator: Translator) -> None:
    results: dict[int, list[str]] = {}

    def work(number: int) -> None:
        results[number] = texts(translator, *[f"salam {number} {place}" for place in range(40)])

    threads = [Thread(target=work, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for number in range(4):
        assert results[number] == [f"hello {number} {place}" for place in range(40)]


# Long sentences


def test_a_long_sentence_is_translated_to_its_end(translator: Translator) -> None:
    long = "kitab və dünya gəldi, " * 60 + "salam."
    assert texts(translator, long) == ["book and world came, " * 60 + "hello."]


def test_long_sentences_are_split_at_clauses() -> None:
    text = "bir iki üç, dörd beş altı; yeddi səkkiz"
    parts = split_long(text, len, 20)
    assert [part.text for part in parts] == ["bir iki üç,", "dörd beş altı;", "yeddi səkkiz"]
    assert split_long("qısa", len, 20)[0].text == "qısa"
    assert [part.text for part in split_long("aa bb cc dd", len, 5)] == ["aa bb", "cc dd"]


@given(st.text(max_size=200), st.integers(1, 40))
def test_split_parts_fit_and_give_the_text_again(text: str, limit: int) -> None:
    parts = split_long(text, len, limit)
    again = "".join(part.glue + part.text for part in parts)
    assert "".join(again.split()) == "".join(text.split())
    if len(text) > limit:
        assert max(len(part.text) for part in parts) <= limit


# What comes out as it went in

SPANS = {
    "Ətraflı: https://example.az/a_b?c=d&e=1#f.": ["https://example.az/a_b?c=d&e=1#f"],
    "Yazın (kitab.evi@example.co.uk), oxuyun": ["kitab.evi@example.co.uk"],
    "@nermin_r və @rauf.k yazdı": ["@nermin_r", "@rauf.k"],
    "#AzadSöz #5 #2025ci": ["#AzadSöz", "#2025ci"],
    "www.example.az, example.tv/a_b və t.me/kanal": [
        "www.example.az",
        "example.tv/a_b",
        "t.me/kanal",
    ],
    "snake_case və __init__ amma ___ yox": ["snake_case", "__init__"],
    "Zəng: +994 (12) 555-55-55.": ["+994 (12) 555-55-55"],
    "Ə. Ş. Rzayev 2025-ci ildə 12.05.2024 və s.": [],
    "«https://example.ru/стр_1»": ["https://example.ru/стр_1"],
}


@pytest.mark.parametrize("text", SPANS)
def test_protected_spans(text: str) -> None:
    assert protected(text) == SPANS[text]
    assert "".join(span.text for span in cut(text)) == text


@pytest.mark.parametrize("text", SPANS)
def test_they_come_out_of_a_model_that_keeps_nothing(models: Path, text: str) -> None:
    with Translator.open("ka", "en", models_dir=models) as babbling:
        (output,) = babbling.translate([f"{text} salam"])
    assert lost(text, output.text) == []


def test_a_case_ending_goes_with_the_span_that_it_hung_on(models: Path) -> None:
    with Translator.open("ka", "en", models_dir=models) as babbling:
        (output,) = babbling.translate(["Bunu @nermin_r-ə yazdılar"])
    assert "@nermin_r " in output.text


def test_a_sentence_whose_spans_survive_is_translated_whole(translator: Translator) -> None:
    assert texts(translator, "salam @nermin_r-ə və kitab") == ["hello @nermin_r-ə and book"]


@given(st.text(max_size=300))
def test_cutting_loses_nothing(text: str) -> None:
    assert "".join(span.text for span in cut(text)) == text
    kept = [span.text for span in pieces(text) if span.kept]
    assert [span.text for span in cut(text) if span.kept and span.text not in kept] == []
    assert lost(text, text) == []


@pytest.mark.parametrize(
    "piece", ["a", "a.", "_", "a_", "@", "a@b.", "+1 ", "1-", "#a", "-", "http://"]
)
def test_hostile_text_is_protected_like_any_other(piece: str) -> None:
    for text in ((piece * 50_000)[:50_000], " ".join([piece * 40] * 2_000)[:50_000]):
        assert has_words(text) is any(each.isalpha() for each in piece) or lost(text, "")
        assert lost(text, text) == []


# Documents


def test_documents(models: Path, translator: Translator) -> None:
    with Translator.open("ru", "en", models_dir=models) as russian:
        pages = translate_documents(
            [
                [("salam dünya", "az"), ("мир и kitab", "ru"), ("Plain English.", "en")],
                [],
                [("salam dünya", "az"), ("Cuma günü geldi", "tr"), ("12.05.2024", "und")],
            ],
            "en",
            {"az": translator, "ru": russian},
        )
    first, nothing, last = pages
    assert [(s.state, s.target, s.machine) for s in first] == [
        ("machine", "hello world", "hello world"),
        ("machine", "peace and kitab", "peace and kitab"),
        ("original", "Plain English.", None),
    ]
    assert nothing == []
    assert [(s.state, s.target) for s in last] == [
        ("machine", "hello world"),
        ("refused", None),
        ("original", "12.05.2024"),
    ]
    (flag,) = last[1].flags
    assert (flag.code, flag.severity) == ("no_model", "refuse")
    assert "dragoman models install tr-en" in flag.message


def test_a_refused_segment_keeps_what_the_engine_wrote(models: Path) -> None:
    with Translator.open("ka", "en", models_dir=models) as babbling:
        made = translate_segments([("salam dünya və kitab", "ka")], "en", {"ka": babbling})
    assert (made[0].state, made[0].target) == ("refused", None)
    assert made[0].machine
    assert any(flag.severity == "refuse" for flag in made[0].flags)
    assert made[0].score is not None


def test_the_checks_look_across_one_document_and_no_further(translator: Translator) -> None:
    # The model copies what it does not know, so equal outputs need equal sources: none here.
    same = [("salam dünya", "az")] * 3
    for document in translate_documents([same, same], "en", {"az": translator}):
        assert [segment.flags for segment in document] == [(), (), ()]


def test_a_demo_model_is_named_on_every_line(models: Path) -> None:
    with Translator.open("tr", "en", "demo-model-tr-en", models) as demo:
        made = translate_segments([("salam dünya", "tr"), ("salam", "tr")], "en", {"tr": demo})
    for segment in made:
        (flag,) = [flag for flag in segment.flags if flag.code == "demo_model"]
        assert flag.severity == "note"
        assert "demo model" in flag.message


def test_a_language_that_could_not_be_told(translator: Translator) -> None:
    (segment,) = translate_segments([("Qrrm", "und")], "en", {"az": translator})
    assert (segment.state, segment.flags[0].code) == ("refused", "no_model")
    assert "install" not in segment.flags[0].message


def test_progress_counts_sentences_over_all_languages(models: Path, translator: Translator) -> None:
    seen: list[tuple[int, int]] = []
    with Translator.open("ru", "en", models_dir=models) as russian:
        segments = [(f"salam {n}", "az") for n in range(300)] + [
            (f"мир {n}", "ru") for n in range(9)
        ]
        translators = {"az": translator, "ru": russian}
        translate_segments(segments, "en", translators, lambda *count: seen.append(count))
    assert seen == sorted(seen)
    assert seen[-1] == (309, 309)


def test_by_way_of_a_third_language_only_when_asked(tmp_path: Path) -> None:
    dictionary_package(tmp_path / "az", target="ru", words={"salam": "kitab"})
    dictionary_package(tmp_path / "ru", source="ru", words={"kitab": "hello"})
    with pytest.raises(ModelMissing):
        Translator.open("az", "en", models_dir=tmp_path)
    with Translator.open("az", "en", models_dir=tmp_path, via="ru") as pivot:
        seen: list[tuple[int, int]] = []
        (output,) = pivot.translate(["salam"], lambda done, of: seen.append((done, of)))
        assert output.text == "hello" and output.score is not None
        assert pivot.model.name == "Argos az→ru and Argos ru→en"
        assert pivot.settings["via"] == "ru"
        assert len(pivot.settings["models"]) == 2  # type: ignore[arg-type]
    assert seen[-1] == (1, 1)
    with pytest.raises(ModelMissing, match="az→ka"):
        Translator.open("az", "en", models_dir=tmp_path, via="ka")
