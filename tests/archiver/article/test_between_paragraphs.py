"""What stands between an article's paragraphs, or around them, and what of it is the article."""

from __future__ import annotations

import pytest

from dragoman.archiver.article.html import extract_html
from tests.archiver.article.test_layouts import SENTENCES, TITLE, page, paragraphs

BEFORE, AFTER = paragraphs(SENTENCES[:6]), paragraphs(SENTENCES[6:])


def read(body: str) -> str:
    return extract_html(page(body), url="https://agnarli.example/az/1").text


def missing(text: str) -> list[str]:
    return [sentence for sentence in SENTENCES if sentence not in text]


@pytest.mark.parametrize(
    "line",
    [
        "Lesen Sie auch:",
        "Das könnte Sie auch interessieren",
        "Mehr zum Thema",
        "À lire aussi",
        "Notas relacionadas",
        "Te puede interesar",
        "Leggi anche",
        "Czytaj także",
        "Anzeige",
        "Article continues below",
        "Externen Inhalt anzeigen",
        "Foto: Ağnarlı Agentliyi",
        "Фото: Агентство",
    ],
)
def test_offers_and_credits_between_paragraphs_are_left_out(line: str) -> None:
    text = read(f"<article><h1>{TITLE}</h1>{BEFORE}<p><b>{line}</b></p>{AFTER}</article>")
    assert missing(text) == []
    assert line.strip(":") not in text


@pytest.mark.parametrize(
    "line",
    [
        "Anzeige erstattet hat die Familie schon im März, ohne eine Antwort.",
        "Mehr zum Thema sagte der Anwalt nach der Sitzung nicht.",
        "Foto: vəkilin sözlərinə görə, şəkil məhkəmədən əvvəl çəkilib. O, saxtadır.",
    ],
)
def test_sentences_that_begin_like_them_stay(line: str) -> None:
    text = read(f"<article><h1>{TITLE}</h1>{BEFORE}<p>{line}</p>{AFTER}</article>")
    assert missing(text) == []
    assert line in text


def test_what_is_offered_ends_where_a_part_of_the_article_begins() -> None:
    part = "<h2>Məhkəmənin ikinci günü</h2>"
    offer = "<h3>Həmçinin oxuyun</h3><h4>Yol çəkilir</h4><h4>Körpü açılır</h4>"
    text = read(f"<article><h1>{TITLE}</h1>{BEFORE}{offer}{part}{AFTER}</article>")
    assert missing(text) == []
    assert "Məhkəmənin ikinci günü" in text
    assert "Yol çəkilir" not in text
    assert "Körpü açılır" not in text


def test_a_container_named_for_pictures_that_tells_a_story_is_no_caption() -> None:
    story = f"<div class=img-txt>{paragraphs(SENTENCES[4:11])}</div>"
    told = paragraphs(SENTENCES[:4]) + story + paragraphs(SENTENCES[11:])
    long = paragraphs(tuple(each.replace(" ", " yenə ", 2) for each in SENTENCES * 2))
    assert missing(read(f"<article><h1>{TITLE}</h1>{told}{long}</article>")) == []


def test_a_caption_is_one_whatever_was_found() -> None:
    caption = "Məhkəmə binasının qarşısı, arxivdən. Şəkil keçən ilin noyabrında çəkilib."
    for shown in (
        f"<figure><img src=a.jpg><figcaption>{caption}</figcaption></figure>",
        f"<div class=img-caption><p>{caption}</p></div>",
    ):
        text = read(f"<article><h1>{TITLE}</h1>{BEFORE}{shown}{AFTER}</article>")
        assert missing(text) == []
        assert caption not in text


def test_captions_are_counted_where_they_are_left_out() -> None:
    shown = "<figure><img src=a.jpg><figcaption>Məhkəmənin binası</figcaption></figure>"
    source = page(f"<article><h1>{TITLE}</h1>{BEFORE}{shown}{AFTER}</article>")
    article = extract_html(source, url="https://agnarli.example/az/1")
    kept = {each.kind: each.begins for each in article.left_out or ()}
    assert kept["caption"] == ("Məhkəmənin binası",)
