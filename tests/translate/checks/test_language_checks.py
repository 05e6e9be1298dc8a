"""Checks that know the languages: a lost "not", a guessed he or she, numbers on real output."""

from __future__ import annotations

import html
from pathlib import Path

import pytest

from dragoman.translate import Translator, check
from dragoman.translate.names.names import Names, parse
from dragoman.translate.text.as_read import as_written_today
from dragoman.translate.translation import translate_segments
from tests.support.labelled_numbers import LOST


def codes(source: str, target: str, language: str = "az") -> dict[str, str]:
    return {flag.code: flag.severity for flag in check(source, target, language, "en")}


@pytest.mark.parametrize(
    ("source", "target", "language", "lost"),
    [
        ("O, vəzifəli şəxs deyil.", "He is an official.", "az", True),
        ("O, vəzifəli şəxs deyil.", "He is not an official.", "az", False),
        ("Ona güllə deyilir.", "It is called a bullet.", "az", False),
        ("Vəkil buraxılmayıb.", "The lawyer was admitted.", "az", True),
        ("Heç bir xəsarət almamışdı.", "He was injured.", "az", True),
        ("Heç bir xəsarət almamışdı.", "He was unharmed.", "az", False),
        ("Onun adı məlum idi.", "His name was known.", "az", False),
        ("Адвоката не пустили.", "The lawyer was admitted.", "ru", True),
        ("Адвоката не пустили.", "The lawyer was refused entry.", "ru", False),
        ("Это не только журналист.", "This is a journalist as well.", "ru", False),
        ("Он чуть не умер.", "He nearly died.", "ru", False),
    ],
)
def test_a_not_that_went_missing(source: str, target: str, language: str, lost: bool) -> None:
    assert ("negation" in codes(source, target, language)) is lost


@pytest.mark.parametrize(
    ("source", "target", "severity"),
    [
        ("O, həbs edilib.", "He was arrested.", "note"),
        ("Onun anası gəldi.", "His mother came.", "note"),
        ("Jurnalist dedi.", "She said.", "note"),
        ("Əliyev dedi ki, gələcək.", "Aliyev said he would come.", None),
        ("Əliyev dedi ki, gələcək.", "Aliyev said she would come.", "warn"),
        ("Leyla Məmmədova həbs edilib.", "He was arrested.", "note"),  # or to Leyla Məmmədov
        ("Leyla Məmmədovanın işi.", "His case.", "warn"),
        ("Leyla Məmmədova həbs edilib.", "She was arrested.", None),
        ("Rəna Vaqif qızı dindirilib.", "She was questioned.", None),
        ("Anar Vaqif oğlu dindirilib.", "He was questioned.", None),
        ("O, onu gördü.", "He saw her.", None),
        ("O, gəldi.", "They came.", None),
    ],
)
def test_a_he_or_she_that_the_sentence_does_not_say(
    source: str, target: str, severity: str | None
) -> None:
    assert codes(source, target).get("pronoun") == severity


def test_names_are_checked_where_they_are_handed_over() -> None:
    names = Names(parse(b"source,target,authority\n\xc6\x8fliyev,Aliyev,press\n", "names.csv"))
    flags = check("Əliyev dedi.", "Aliev said.", "az", "en", names)
    assert [flag.code for flag in flags if flag.code.startswith("name")] == ["name_spelling"]


def test_numbers_on_real_output(shared_data: Path) -> None:
    """At least 95 % of the lost or changed are flagged, and 90 % of the flags are right."""

    def lines(name: str) -> list[str]:
        text = (shared_data / "mt" / f"az-en.flores-dev.{name}").read_text(encoding="utf-8")
        return [html.unescape(line) for line in text.splitlines()]

    pairs = list(zip(lines("az"), lines("argos.en"), strict=True))
    held = {
        n for n, pair in enumerate(pairs) if any(char.isdigit() for text in pair for char in text)
    }
    flagged = {n for n in held if "digits" in codes(*pairs[n])}
    assert len(held) == 239 and held > LOST
    assert len(flagged & LOST) >= 0.95 * len(LOST)
    assert len(flagged & LOST) >= 0.9 * len(flagged)


# What goes in, and what is decoded again


def test_azerbaijani_in_cyrillic_letters_is_translated_as_in_latin_ones() -> None:
    latin = "Elnur Bulaqova Cinayət Məcəlləsinin 101.5-ci maddəsi ilə ittiham elan edilib."
    cyrillic = "Елнур Булагова Ҹинајәт Мәҹәлләсинин 101.5-ҹи маддәси илә иттиһам елан едилиб."
    mixed = latin.replace("ə", "ә")
    assert as_written_today(mixed) == latin
    with Translator.open("az", "en", "demo-model-az-en") as translator:
        texts = [output.text for output in translator.translate([latin, cyrillic, mixed])]
    assert texts == ["Elnur Bulagov has been charged under Article 101.5 of the Criminal Code."] * 3


def test_addresses_keep_their_letters() -> None:
    text = "Саjт https://site.az/хәбәр ачылды вә бағланды"
    assert "https://site.az/хәбәр" in as_written_today(text)


def test_a_loop_is_decoded_again_and_the_segment_says_so(shared_data: Path) -> None:
    texts = (shared_data / "language" / "azj_Latn.txt").read_text(encoding="utf-8").splitlines()
    with Translator.open("az", "en", "demo-model-az-en") as translator:
        first = translator.translate(texts)
        second = translator.mended(texts, first)
        mended = [n for n, output in enumerate(second) if output.again]
        assert mended and all(second[n].text != first[n].text for n in mended)
        assert [o for o in second if not o.again] == [
            o for n, o in enumerate(first) if n not in mended
        ]
        (segment,) = translate_segments([(texts[mended[0]], "az")], "en", {"az": translator})
    (flag,) = [each for each in segment.flags if each.code == "decoded_again"]
    assert "with other settings" in flag.message
