"""What stands between an article's paragraphs, or around them, and what of it is the article."""

from __future__ import annotations

from itertools import compress

import pytest
from lxml import html

from dragoman.archiver.article.article import Part
from dragoman.archiver.article.html import extract_html
from dragoman.archiver.article.shown.blocks import shown_on
from dragoman.archiver.article.shown.extent import covered
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


SHORT = ("üç ay həbs", "iki gün sorğu", "bir vəkil")
ITEMS = "".join(f"<li><span>{text}</span></li>" for text in SHORT)
ROWS = "".join(f"<tr><td>{text}</td><td>Bakı</td></tr>" for text in SHORT)


def kept(body: str) -> list[str]:
    """Of a body of which the sentences were found, the blocks that are kept."""
    shown = shown_on(html.fromstring(f"<body>{body}</body>"))
    found = [Part("paragraph", sentence) for sentence in SENTENCES]
    return [block.text for block in compress(shown.blocks, covered(shown, found).kept)]


@pytest.mark.parametrize(
    "written",
    [
        f"<div class=list><ul class=styled>{ITEMS}</ul></div>",
        f"<div><ol>{ITEMS}</ol></div>",
        f"<div class=table-responsive><table><tbody>{ROWS}</tbody></table></div>",
    ],
)
def test_short_items_and_cells_are_as_near_as_their_list_or_table(written: str) -> None:
    found = kept(f"<div><h1>{TITLE}</h1>{BEFORE}{written}{AFTER}</div>")
    assert [text for text in SHORT if text not in found] == []
    assert [sentence for sentence in SENTENCES if sentence not in found] == []


def test_those_of_a_list_far_away_are_not() -> None:
    far = f"<div><div><div><ul>{ITEMS}</ul></div></div></div>"
    found = kept(f"<div><div><h1>{TITLE}</h1>{BEFORE}</div>{far}<div>{AFTER}</div></div>")
    assert [text for text in SHORT if text in found] == []


def test_a_table_that_holds_the_article_brings_its_columns_no_nearer() -> None:
    column = "<td><div><p>Valyuta</p><p>Hava</p></div></td>"
    page = f"<table><tr><td>{BEFORE}</td></tr><tr>{column}<td>{AFTER}</td></tr></table>"
    assert kept(page) == list(SENTENCES)


@pytest.mark.parametrize("name", ["imginline", "imgBox", "post-imagecaption", "image-description"])
def test_what_is_named_for_the_words_under_a_picture_is_left_out(name: str) -> None:
    caption = "Məhkəmənin qarşısında toplaşan insanlar vəkili gözləyir."
    shown = f"<div class={name}><img src=a.jpg><span>{caption}</span></div>"
    text = read(f"<article><h1>{TITLE}</h1>{BEFORE}{shown}{AFTER}</article>")
    assert missing(text) == []
    assert caption not in text


def test_a_sentence_that_is_mostly_a_link_is_one_and_a_headline_is_none() -> None:
    rows = [f"<div><p>{sentence}</p></div>" for sentence in SENTENCES]
    link = "<a href=/x>Konstitusiya Məhkəməsi iyunda bu barədə ayrıca qərar qəbul edib</a>"
    sentence = f"<div><div><p>Əvvəllər {link} və dərc edib.</p></div></div>"
    headline = f"<div><div><p>Oxucuya: {link} yeni</p></div></div>"
    for written, is_kept in ((sentence, True), (headline, False)):
        found = kept(f"<div><h1>{TITLE}</h1>{''.join(rows[:6])}{written}{''.join(rows[6:])}</div>")
        assert any("Konstitusiya" in text for text in found) is is_kept
