"""The standfirst is the first block of the article; a date, a name or a caption is none."""

from __future__ import annotations

from pathlib import Path

import pytest

from dragoman.archiver.article.html import extract_html
from tests.archiver.article.test_layouts import SENTENCES, TITLE, page, paragraphs

LEAD = "Vəkilin vəsatəti təmin edilməyib, qərardan yuxarı məhkəməyə şikayət veriləcək"
BODY = f"<article><div class=article-body>{paragraphs(SENTENCES)}</div></article>"


def first(body: str, head: str = "") -> str:
    told = page(body).replace(b"<title>", f"{head}<title>".encode())
    article = extract_html(told, url="https://agnarli.example/az/1")
    return next(text for _, text in article.parts())


@pytest.mark.parametrize(
    "above",
    [
        f"<header><h1>{TITLE}</h1><p class=lead>{LEAD}</p></header>",
        f"<header><h1>{TITLE}</h1><h2 class=subtitle>{LEAD}</h2></header>",
        f"<div><h1>{TITLE}</h1><div class='article-summary'>{LEAD}</div><p>24 noyabr 2025</p></div>",
        f"<h1>{TITLE}</h1><div><div><strong>{LEAD}</strong></div></div>",
        f"<h1>{TITLE}</h1><ul class=anons><li>{LEAD}</li></ul>",
        f"<h1>{TITLE}</h1><figure><img src=a.jpg><figcaption>Məhkəmə binası, arxiv fotosu</figcaption></figure><p>{LEAD}</p>",
    ],
)
def test_what_stands_under_the_headline_opens_the_article(above: str) -> None:
    assert first(above + BODY) == LEAD


def test_a_menu_below_that_says_the_headline_again_hides_no_standfirst() -> None:
    menu = f"<div class=author><ul><li>{TITLE}</li><li>Vəfa Quliyeva</li></ul></div>"
    assert first(f"<h1>{TITLE}</h1><p class=lead>{LEAD}</p>{menu}{BODY}") == LEAD


def test_a_headline_that_was_found_with_the_article_hides_none() -> None:
    rubric = f"<article><header><h1>Bakı: {TITLE}</h1><div class=lead>{LEAD}</div></header>"
    body = f"{rubric}<div>{paragraphs(SENTENCES)}</div></article>"
    text = extract_html(page(body), url="https://agnarli.example/az/1").text
    assert LEAD in text and text.index(LEAD) < text.index(SENTENCES[0])


@pytest.mark.parametrize("name", ["header-with-img", "hero image", "sidebar"])
def test_it_is_known_in_a_head_that_is_named_for_something_else(name: str) -> None:
    head = f'<meta name=description content="{LEAD}">'
    above = f"<div class='{name}'><h1>{TITLE}</h1><p>{LEAD}</p></div>"
    assert first(above + BODY, head) == LEAD
    assert first(above + BODY) == SENTENCES[0]  # nothing says that it is one


def test_a_caption_in_the_words_of_the_page_is_none() -> None:
    head = f'<meta name=description content="{LEAD}">'
    shown = f"<figure><img src=a.jpg><figcaption>{LEAD}</figcaption></figure>"
    assert first(f"<h1>{TITLE}</h1>{shown}{BODY}", head) == SENTENCES[0]


@pytest.mark.parametrize(
    "label",
    [
        "Nərgiz Çinarlı | 24 noyabr 2025, 10:15 | Bakı",
        "Məhkəmənin binası, arxiv | Foto: Ağnarlı Agentliyi",
    ],
)
def test_a_date_with_a_name_and_a_credit_open_nothing(label: str) -> None:
    above = f"<h1>{TITLE}</h1><div class=article-intro>{label}</div>"
    assert first(f"<header>{above}</header>{BODY}") == SENTENCES[0]


def test_what_the_page_says_of_itself_is_known_wherever_it_stands() -> None:
    head = f'<meta name=description content="{LEAD}">'
    above = f"<div class=meta-block>{LEAD}</div><h1>{TITLE}</h1>"
    assert first(above + BODY, head) == LEAD
    assert first(f"<h1>{TITLE}</h1>{BODY}", head) == SENTENCES[0]  # nobody sees it on the page


@pytest.mark.parametrize(
    "above",
    [
        "<p>24 noyabr 2025, 14:30</p>",
        "<div class=byline>Mətn və foto: Lalə Həmidova, Bakı, xüsusi müxbirimiz</div>",
        "<figure><figcaption>Məhkəmə binasının qarşısında toplaşan insanlar, noyabr</figcaption></figure>",
        "<div class=share-buttons>Bu məqaləni dostlarınızla sosial şəbəkələrdə paylaşın</div>",
        "<p><a href=/x>Mövzu: Bakı Ağır Cinayətlər Məhkəməsinin iclasları</a></p>",
    ],
)
def test_what_else_stands_there_does_not(above: str) -> None:
    assert first(f"<header><h1>{TITLE}</h1>{above}</header>{BODY}") == SENTENCES[0]


def test_the_page_that_lost_its_lead(shared_data: Path) -> None:
    body = (shared_data / "inputs" / "articles" / "lead.html").read_bytes()
    text = extract_html(body, url="https://agnarli.example/az/1").text
    assert text.startswith("Bakı Ağır Cinayətlər Məhkəməsi vəkilin vəsatətini")
