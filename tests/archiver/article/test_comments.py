"""Where the comments begin, and where the word only stands over a part of the article."""

from __future__ import annotations

from pathlib import Path

import pytest

from dragoman.archiver.article.html import extract_html
from tests.archiver.article.test_layouts import SENTENCES, paragraphs

WORDS = ["Şərh", "Şərhlər", "Комментарий", "Комментарии", "Comment", "Популярное", "Son xəbərlər",
         "Kommentare", "Comentarios"]  # fmt: skip
BEFORE, AFTER = SENTENCES[:6], SENTENCES[6:]


def read(body: str) -> str:
    page = f"<!DOCTYPE html><html><head><meta charset=utf-8><title>Ş</title></head><body>{body}"
    return extract_html(page.encode(), url="https://agnarli.example/az/1").text


def missing(text: str) -> list[str]:
    return [sentence for sentence in SENTENCES if sentence not in text]


@pytest.mark.parametrize("word", WORDS)
@pytest.mark.parametrize(
    "body",
    [
        f"<article><h1>Ş</h1><h4>{{}}</h4>{paragraphs(SENTENCES)}</article>",
        f"<article><h1>Ş</h1>{paragraphs(BEFORE)}<h3>{{}}</h3>{paragraphs(AFTER)}</article>",
        f"<div><h1>Ş</h1>{paragraphs(BEFORE)}<h2>{{}}</h2>{paragraphs(AFTER)}</div>",
        f"<article><h1>Ş</h1>{paragraphs(BEFORE)}<table><tr><th>Ad</th><th>{{}}</th></tr>"
        f"<tr><td>Lalə</td><td>30 sutka</td></tr></table>{paragraphs(AFTER)}</article>",
        f"<article><h1>Ş</h1>{paragraphs(BEFORE)}<p><b>{{}}</b></p>{paragraphs(AFTER)}</article>",
        f"<div><h3>{{}}</h3></div><article><h1>Ş</h1>{paragraphs(SENTENCES)}</article>",
    ],
    ids=["rubric", "heading", "heading in a div", "cell", "bold paragraph", "above"],
)
def test_the_word_alone_ends_no_article(body: str, word: str) -> None:
    assert missing(read(body.format(word))) == []


def test_the_column_of_a_table_keeps_its_name() -> None:
    table = "<tr><th>Ad</th><th>Комментарий</th></tr><tr><td>Lalə</td><td>30 суток</td></tr>"
    text = read(f"<article>{paragraphs(BEFORE)}<table>{table}</table>{paragraphs(AFTER)}</article>")
    assert "Ad\nКомментарий\nLalə\n30 суток" in text


SAID = "Razıyam, hər şey düzgün yazılıb və çox sağ olun ki, bunu xəbər vermisiniz."


@pytest.mark.parametrize(
    "below",
    [
        f"<div><h3>Комментарии (2)</h3><p>{SAID}</p></div>",
        f"<h3>Şərhlər (2)</h3><p>{SAID}</p>",
        f"<h3>2 Kommentare</h3><p>{SAID}</p>",
        f"<section><h2>Şərhlər</h2><p>{SAID}</p></section>",
        f"<h3>Şərh</h3><div class=comment-body><p>{SAID}</p></div>",
        f"<h3>Комментарий</h3><p>{SAID}</p><form><textarea></textarea></form>",
        f"<div id=comments><h3>Comments</h3><p>{SAID}</p></div>",
        f"<h3>Популярное</h3><ul><li><a href=/2>{SAID}</a></li></ul>",
        f"<h3>Comments</h3><p>Lalə</p><p>24 noyabr 2025</p><p>{SAID}</p><p>Kamal</p>",
    ],
)
def test_what_readers_wrote_is_left_out(below: str) -> None:
    text = read(f"<article><h1>Ş</h1>{paragraphs(SENTENCES)}{below}</article>")
    assert missing(text) == []
    assert SAID not in text


@pytest.mark.parametrize("name", ["rubric", "komm", "table"])
def test_the_pages_on_which_articles_ended_too_early(shared_data: Path, name: str) -> None:
    body = (shared_data / "inputs" / "articles" / f"{name}.html").read_bytes()
    text = extract_html(body, url="https://agnarli.example/az/1").text
    said = body.decode().split("<article>")[1].split("</article>")[0]
    wanted = [piece.split("</p>")[0] for piece in said.split("<p>")[1:]]
    assert len(wanted) >= 5
    assert [each for each in wanted if each not in text] == []
