"""Machine translations that say what they are translations of."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.archiver.article.article import Part
from dragoman.archiver.article.translation_note import (
    TranslationNote,
    translation_note,
    translation_of,
    without_translation_note,
)

URL = "https://example.org/news/41?x=1"


@pytest.mark.parametrize(
    ("line", "translator"),
    [
        (f"Translated automatically via Google translate from {URL}", "Google Translate"),
        (f"Translated automatically from {URL}.", "machine"),
        (f"(Machine translation of the original: {URL})", "machine"),
        (f"This translation was made by AI from {URL}", "AI"),
        (f"Translated from Russian by ChatGPT. Source: {URL}", "ChatGPT"),
        (f"Translated with DeepL from: {URL}", "DeepL"),
        (f"Translated from {URL}", "machine"),
        (f"Переведено автоматически через Google Переводчик с {URL}", "Google Translate"),
        (f"Автоматический перевод. Оригинал: {URL}", "machine"),
        (f"Перевод выполнен нейросетью, источник: {URL}", "AI"),
        (f"Google vasitəsilə avtomatik tərcümə olunub, mənbə: {URL}", "Google Translate"),
        (f"Maşın tərcüməsi. Orijinal: {URL}", "machine"),
        (f"Перекладено автоматично з {URL}", "machine"),
    ],
)
def test_a_machine_translation_names_its_original(line: str, translator: str) -> None:
    assert translation_note(line) == TranslationNote(URL, translator)
    assert translation_of(f"The first line.\n\n{line}") == URL


@pytest.mark.parametrize(
    "line",
    [
        f"Translated by Jane Roe from {URL}",
        f"Translated from Russian by Jane Roe, {URL}",
        f"Перевод Анны Резниковой: {URL}",
        f"Tərcümə edən: Lalə Həmidova, {URL}",
        f"The ministry has translated the law, and Google shows it at once; see also the page {URL}"
        " of the ministry, which was opened in May and has been closed twice since then for reasons"
        " that nobody would give to the three lawyers who came.",
        "She works in translation and writes about machine learning.",
        "Google has translated its terms of service into Azerbaijani, the company said.",
        f"Read the original at {URL}",
        "",
    ],
)
def test_a_person_is_no_machine_and_a_report_is_no_note(line: str) -> None:
    assert translation_note(line) is None


def test_a_line_without_an_address_has_to_be_the_statement_alone() -> None:
    assert translation_note("Translated automatically.") == TranslationNote(None, "machine")
    assert translation_note("Автоматический перевод") == TranslationNote(None, "machine")
    assert translation_note("Bu mətn süni intellektlə tərcümə olunub.") == TranslationNote(
        None, "AI"
    )
    assert translation_note("Machine translation start-up raises ten million") is None


def test_marks_after_the_address_are_not_part_of_it() -> None:
    line = "Translated automatically (from https://example.org/a_(b))."
    assert translation_of(line) == "https://example.org/a_(b)"


def test_the_line_is_left_out_and_only_looked_for_at_the_edges() -> None:
    body = [Part("paragraph", f"Paragraph number {n} of the report.") for n in range(9)]
    said = Part("paragraph", f"Translated automatically from {URL}")
    assert without_translation_note([*body, said]) == (body, TranslationNote(URL, "machine"))
    assert without_translation_note([said, *body])[0] == body
    inside = [*body[:4], said, *body[4:]]
    assert without_translation_note(inside) == (inside, None)


def test_the_two_articles_that_say_so(shared_data) -> None:  # type: ignore[no-untyped-def]
    from dragoman.archiver.article.plaintext import extract_text

    found = {}
    for path in sorted((shared_data / "articles").glob("*.txt")):
        article = extract_text(path.read_bytes(), url=path.as_uri())
        found[path.name[:3]] = (article.translation_of, article.translator)
        assert "via Google translate" not in article.text
    assert found["002"] == ("https://www.kavkaz-uzel.eu/articles/417523", "Google Translate")
    assert found["003"] == ("https://www.kavkaz-uzel.eu/articles/417605", "Google Translate")
    assert {found[name] for name in ("000", "001", "004")} == {(None, None)}


@given(st.text(max_size=300))
def test_never_raises(text: str) -> None:
    note = translation_note(text)
    assert note is None or note.original is None or note.original in text
    assert (named := translation_of(text)) is None or named in text


def test_takes_no_more_than_its_length() -> None:
    assert translation_of("translated google from " * 20_000 + URL) is None
    assert translation_of(("translated automatically " + "from " * 30 + "\n") * 5_000) is None
