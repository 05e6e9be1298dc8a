"""A page of pictures with a text under each, with banners above it or without."""

from __future__ import annotations

import random

import pytest

from dragoman.archiver.article.extract import extract

BANNER = '<div class="cookie-consent" role="dialog"><p>We use cookies. By going on you accept them.</p><button>OK</button></div>'
MENU = "<ul class='navbar-nav'><li><a href='/1'>World</a></li><li><a href='/2'>Sport</a></li><li><a href='/3'>Арт</a></li></ul>"
AD = "<div class='banner ads'><p>Кредит за пять минут без справок и поручителей.</p></div>"
SHARE = "<div class='share'><a href='#'>Facebook</a> <a href='#'>Telegram</a></div>"


def told(count: int) -> list[str]:
    rng = random.Random(4)
    words = "şair alim müəllim həkim rəssam bəstəkar memar dövlət xadimi mühəndis vəkil jurnalist".split()
    return [
        f"{' '.join(rng.sample(words, 3)).capitalize()}, {1850 + n}-ci ildə qəsəbədə anadan olub və orada işləyib."
        for n in range(count)
    ]


def page(figures: list[str], start: str = "", end: str = "", prose: str = "") -> bytes:
    cards = "".join(
        f"<figure class='card'><img src='/{n}.webp'><figcaption><h3>Nərgiz {n}</h3><p>{each}</p></figcaption></figure>"
        for n, each in enumerate(figures)
    )
    return f"<!doctype html><html lang='az'><head><title>Tanınmış sakinlər</title></head><body>{start}<section class='about'>{prose}{cards}</section>{end}</body></html>".encode()


@pytest.mark.parametrize("start", ["", BANNER, MENU, BANNER + MENU, AD + BANNER])
@pytest.mark.parametrize("end", ["", SHARE + AD])
def test_what_stands_under_pictures_is_read_whatever_banners_stand_around(
    start: str, end: str
) -> None:
    texts = told(40)
    text = extract(page(texts, start, end), url="https://example.org/p").text
    assert [each for each in texts if each not in text] == []
    assert "поручителей" not in text and "Telegram" not in text and "Sport" not in text


def test_captions_of_an_article_are_no_more_the_article_than_they_were() -> None:
    prose = [
        f"<p>Məhkəmə {n} saylı işə dünən axşam baxıb və qərarını elan edib.</p>" for n in range(30)
    ]
    made = extract(
        page(told(5), BANNER, SHARE, f"<article><h1>Məhkəmə</h1>{''.join(prose)}</article>"),
        url="https://example.org/p",
    )
    assert "Məhkəmə 29 saylı" in made.text
    assert made.extractor.settings["way"] != "data of its scripts"
