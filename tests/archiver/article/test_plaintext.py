"""The article in a plain text."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.archiver.article.article import Article
from dragoman.archiver.article.extract import extract
from dragoman.archiver.article.plaintext import extract_text
from dragoman.archiver.body.hyphens import joined
from dragoman.errors import ExtractionError

FIRST = (
    "Six fishermen from the village filed a complaint about the closing of the pier on Monday, and"
)
REST = "their lawyer Anna Reznikova said that nobody had explained it to them."
SECOND = "A hearing is set for 3 December. It will look at a request to lift the ban until then."


def read(text: str, encoding: str = "utf-8") -> Article:
    return extract_text(text.encode(encoding), url="file:///a.txt")


def texts(article: Article) -> list[str]:
    return [text for _, text in article.parts()]


def test_one_paragraph_a_line() -> None:
    lines = [f"{FIRST} {REST}", SECOND, "She was brief.", f"{SECOND} {SECOND} {SECOND}"]
    article = read("\n".join(lines))
    assert texts(article) == lines
    assert article.title is None


def test_lines_broken_at_a_width_are_joined_and_blank_lines_part_paragraphs() -> None:
    article = read(f"{FIRST}\r\n{REST}\r\n \r\n{FIRST}\r\n{REST}\r\n")
    assert texts(article) == [f"{FIRST} {REST}"] * 2


def test_broken_words_and_items() -> None:
    article = read(
        f"{FIRST}\nthe court of the dis-\ntrict heard them in the month of the year 2025-\n"
        "ci il, and then they went home.\n\n"
        "• The first demand of the fishermen, which is the longest of\nthe three\n• The second\n"
    )
    assert texts(article) == [
        f"{FIRST} the court of the district heard them in the month of the year 2025-ci"
        " il, and then they went home.",
        "The first demand of the fishermen, which is the longest of the three",
        "The second",
    ]
    assert [block.kind for block in article.blocks] == ["paragraph", "item", "item"]


@pytest.mark.parametrize(
    ("lines", "text"),
    [
        (["bölü-", "nüb"], "bölünüb"),
        (["2025-", "ci il"], "2025-ci il"),
        (["Нью-", "Йорк"], "Нью-Йорк"),
        (["кто-", "то пришёл"], "кто-то пришёл"),
        (["по-", "русски"], "по-русски"),
        (["ABŞ-", "ın"], "ABŞ-ın"),
        (["so\u00ad", "ft"], "soft"),
        (["yazır -", "o gəlir"], "yazır - o gəlir"),
        (["bir", "", "iki"], "bir iki"),
        ([], ""),
    ],
)
def test_hyphens_at_the_end_of_a_line(lines: list[str], text: str) -> None:
    assert joined(lines) == text


def test_a_word_that_stands_elsewhere_with_its_hyphen_keeps_it() -> None:
    assert joined(["социально-", "экономический"], frozenset({"социально-экономический"})) == (
        "социально-экономический"
    )
    assert joined(["социально-", "экономический"]) == "социальноэкономический"


def test_title_byline_date_and_reading_time_at_the_top() -> None:
    article = read(
        f"Fishermen Denied Their Pier\n- RNP\n- Jun 4, 2025\n- 2 min read\n\n{SECOND}\nComments"
    )
    assert (article.title, article.byline, article.published) == (
        "Fishermen Denied Their Pier",
        "RNP",
        "2025-06-04",
    )
    assert texts(article) == [SECOND]


def test_a_date_without_a_year_is_no_date() -> None:
    article = read(f"Fishermen Denied Their Pier\n- RNP\n- Jun 4\n\n{SECOND}")
    assert (article.byline, article.published) == ("RNP", None)
    assert texts(article) == [SECOND]


def test_named_bylines() -> None:
    for line in ("By Anna Reznikova", "Автор: Anna Reznikova", "Müəllif: Anna Reznikova"):
        assert read(f"Pier closed\n{line}\n\n{SECOND}\n{SECOND}").byline == "Anna Reznikova"


def test_a_first_sentence_is_title_and_stays_in_the_text() -> None:
    article = read(f"The pier was closed by the district.\n{SECOND}\n{SECOND}")
    assert article.title == "The pier was closed by the district."
    assert texts(article)[0] == article.title


def test_what_only_looks_like_a_title() -> None:
    assert read(f"{SECOND}\n{SECOND}").title is None
    assert read("One line and nothing more").title is None
    assert read(f"24 noyabr 2025\n{SECOND}").title is None


def test_a_machine_translation_names_its_original() -> None:
    article = read(f"Pier closed\n{SECOND}\nTranslated automatically from https://x.example/1")
    assert (article.translation_of, article.translator) == ("https://x.example/1", "machine")
    assert article.text == SECOND


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "windows-1251", "koi8-r"])
def test_encodings(encoding: str) -> None:
    text = "Шестеро рыбаков подали жалобу на закрытие причала.\nСуд назначил заседание."
    article = read(text, encoding)
    assert article.text.replace("\n\n", "\n") == text
    assert article.extractor.tool == "dragoman.archiver.plaintext"


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"\x00\x01\x02\x03" * 100, "bytes that are no text, though it was called text/plain"),
        (bytes(range(256)) * 20, "bytes that are no text, though it was called text/plain"),
        (b"of a log" * 300 + b"\x00\x01" * 2000, "the file is not a text"),
        ("\u200b \u00ad\n".encode(), "the file holds no text"),
    ],
)
def test_what_is_no_text_is_refused_in_a_sentence(body: bytes, reason: str) -> None:
    with pytest.raises(ExtractionError, match=reason):
        extract(body, url="file:///a.txt", content_type="text/plain")


@given(st.text(max_size=400))
def test_never_raises_anything_but_our_error(text: str) -> None:
    try:
        article = extract_text(text.encode("utf-8", "surrogatepass"), url="file:///a.txt")
    except ExtractionError:
        return
    article.text.encode("utf-8")
    assert not any("\n" in part for part in texts(article))


def test_many_lines_take_no_more_than_their_number() -> None:
    assert len(read(f"{FIRST}\n" * 30_000).text) > 2_000_000


def test_the_reports_that_the_project_was_given(shared_data: Path) -> None:
    found = {
        path.name[:3]: extract_text(path.read_bytes(), url=path.as_uri())
        for path in sorted((shared_data / "articles").glob("*.txt"))
    }
    assert len(found) == 5
    post, statement, hearing = found["000"], found["001"], found["004"]
    assert (post.byline, len(post.blocks)) == ("IHR", 7)
    assert "min read" not in post.text and not post.text.endswith("Comments")
    kinds = [block.kind for block in statement.blocks]
    assert statement.title and "international community" in statement.title
    assert kinds[:6] == ["paragraph"] * 6 and kinds.count("item") >= 40
    assert max(len(text) for text in texts(statement)) < 2_000
    assert not any(text.endswith((",", " the", " and")) for text in texts(statement))
    assert hearing.title is None and len(hearing.blocks) == 6
    for article in found.values():
        assert all(kind != "heading" for kind, _ in article.parts())
