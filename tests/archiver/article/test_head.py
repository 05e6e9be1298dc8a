"""Titles, authors and days: what is taken for them on a page, and what is left."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.archive import Archive
from dragoman.archiver.article.head.byline import names_in
from dragoman.archiver.article.head.machine_day import machine_day
from dragoman.archiver.article.html import extract_html
from tests.support.site import Answer, Site

URL = "https://agnarli.example/az/xeber/41-hebs-uzadildi"
SAVED = "urn:dragoman:file:saved.html"
TEXT = (
    "<p>Məhkəmə iclasında prokuror ittiham aktını elan edib, vəkil buna etiraz edib.</p>"
    "<p>Növbəti iclas iyunun 12-nə təyin olunub, həbs müddəti üç ay uzadılıb.</p>"
    "<p>Vəkilin sözlərinə görə, müvəkkilinin səhhəti pisləşib və ona həkim lazımdır.</p>"
)
TITLE = "Jurnalistin həbsi üç ay uzadıldı"
SITE = "Ağnarlı Agentliyi"
OTHER = "Bakıda jurnalistin həbsi yenə uzadıldı: təfərrüat"
H1 = f"<h1>{TITLE}</h1>"


def linked(**item: object) -> str:
    told = {"@context": "https://schema.org", "@type": "NewsArticle", **item}
    return f'<script type="application/ld+json">{json.dumps(told, ensure_ascii=False)}</script>'


def meta(**named: str) -> str:
    return "".join(
        f'<meta property="{name.replace("__", ":")}" content="{content}">'
        for name, content in named.items()
    )


@dataclass(frozen=True)
class Page:
    """What stands in the head and above the text, and what is to be read out of it."""

    head: str = ""
    body: str = H1
    title: str | None = TITLE
    byline: str | None = None
    published: str | None = None
    url: str = URL
    below: str = ""


PERSON = {"@type": "Person", "name": "Nərgiz Çinarlı"}
HOUSE = {"@type": "NewsMediaOrganization", "name": SITE}
PAGES = {
    # Titles
    "a logo in a heading": Page(
        f"<title>{TITLE} | {SITE}</title>" + meta(og__title=f"{TITLE} | {SITE}"),
        f"<header><h1><a href='/'>{SITE}</a></h1></header><article><h2>{TITLE}</h2>",
    ),
    "a logo that is a picture": Page(
        f"<title>{TITLE} - {SITE}</title>",
        f"<h1><a href='https://agnarli.example/'><img alt='{SITE}' src=l.png></a></h1><h2>{TITLE}</h2>",
    ),
    "a logo of another name that leads home": Page(
        f"<title>{TITLE}</title>", f"<h1 class=logo><a href=/az/>Günün səsi</a></h1><h2>{TITLE}</h2>"
    ),
    "a logo over a page whose title is the site's name": Page(
        f"<title>{SITE}</title>" + meta(og__site_name=SITE), f"<h1>{SITE}</h1><h1>{TITLE}</h1>"
    ),
    "the site's name in another heading of the first rank": Page(
        f"<title>{TITLE} — {SITE}</title>" + meta(og__site_name=SITE), f"{H1}<h1>{SITE}</h1>"
    ),
    "the headline leads home by mistake": Page(
        f"<title>{TITLE}</title>", f"<h1><a href=/>{TITLE}</a></h1>"
    ),
    "an imported page with its site in its metadata": Page(
        f"<title>{TITLE} | {SITE}</title>" + meta(og__site_name=SITE), "", url=SAVED
    ),
    "an imported page that names its address": Page(
        f"<title>{TITLE} | agnarli.example</title><link rel=canonical href={URL}>", "", url=SAVED
    ),
    "an imported page whose publisher is in its JSON-LD": Page(
        f"<title>{TITLE} | {SITE}</title>" + linked(publisher=HOUSE), "", url=SAVED
    ),
    "an imported page with the site's name on the link home": Page(
        f"<title>{TITLE} | {SITE}</title>", f"<a href='/'>{SITE}</a>", url=SAVED
    ),
    "what is behind a dash is no site": Page(
        "<title>Həbs - üç ay</title>" + meta(og__site_name=SITE), "", title="Həbs - üç ay"
    ),
    "the visible headline in other words": Page(
        f"<title>Jurnalistin həbs müddəti üç ay uzadıldı: təfərrüat | {SITE}</title>"
        + meta(og__title="Jurnalistin həbs müddəti üç ay uzadıldı: təfərrüat", og__site_name=SITE)
    ),
    "networks and search engines are told of something else": Page(
        "<title>Son xəbərlər: gündəm</title>" + meta(og__title="Gündəm: ən son xəbərlər")
        + linked(headline="Gündəm: ən son xəbərlər")
    ),
    "search engines alone are told other words": Page(
        f"<title>{TITLE}</title>" + meta(og__title=TITLE)
        + linked(headline="Jurnalistin həbsi məhkəmədə üç ay uzadıldı")
    ),
    "all others have other words for the headline that is seen": Page(
        "<title>x</title>" + meta(og__title="Bakıda jurnalistin həbsi yenə uzadıldı")
        + linked(headline="Bakıda jurnalistin həbsi yenə uzadıldı"),
        title="Bakıda jurnalistin həbsi yenə uzadıldı",
    ),
    "the line over the headline belongs to it": Page(
        meta(og__title=f"Bakı: {TITLE}") + linked(headline=f"Bakı: {TITLE}"),
        f"<p>Bakı</p>{H1}", title=f"Bakı: {TITLE}",
    ),
    "a tail that is the same everywhere does not": Page(
        meta(og__title=f"{TITLE} - Son xəbərlər") + linked(headline=f"{TITLE} - Son xəbərlər")
    ),
    "the name of a section over the headline": Page(
        f"<title>Xəbərlər - {TITLE}</title>", f"<h1>Xəbərlər</h1>{H1}"
    ),
    "the name of a section, and the headline in no heading": Page(
        f"<title>Məhkəmə | {TITLE}</title>" + meta(og__title=TITLE), "<h1>Məhkəmə</h1>"
    ),
    "the last of the sections above is a heading for search engines": Page(
        meta(og__title=OTHER) + linked(headline=TITLE),
        f"<nav><ul><li><a href=/>Xəbərlər</a></li><li><h1>{OTHER}</h1></li></ul></nav><h2>{TITLE}</h2>",
    ),
    "the same in a line that its class names": Page(
        meta(og__title=OTHER) + linked(headline=TITLE),
        f"<div class=page-breadcrumb><h1>{OTHER}</h1></div><h2>{TITLE}</h2>",
    ),
    "a headline in the line of sections that no other heading says": Page(
        meta(og__title=TITLE), f"<nav><h1>{TITLE}</h1></nav><h2>Arxiv</h2>"
    ),
    "what else a page is called is no headline in other words": Page(
        meta(og__title="Həbs müddəti üç ay") + linked(**{"@type": "WebPage", "name": OTHER}),
    ),
    "a line over the headline in the same heading": Page(
        meta(og__title=OTHER) + linked(headline=TITLE),
        f"<h1><span>Bakı məhkəməsi</span> <span>{TITLE}</span></h1>",
    ),
    "search engines are told less than is seen": Page(
        meta(og__title=OTHER) + linked(headline="Həbsi üç ay uzadıldı")
    ),
    "a section that is a title word for word": Page(
        f"<title>Məhkəmə xəbərləri</title>{meta(og__title=TITLE)}",
        f"<h1>Məhkəmə xəbərləri</h1>{H1}",
    ),
    "a mark behind the line over the headline, seen elsewhere alone": Page(
        meta(og__title="Bakı: Həbs müddəti uzadıldı"),
        "<h1><i>Bakı</i> Həbs müddəti uzadıldı</h1>", title="Bakı: Həbs müddəti uzadıldı",
    ),
    "a dash that is seen stays": Page(
        meta(og__title="Həbs - üç ay uzadıldı"), "<h1>Həbs – üç ay uzadıldı</h1>",
        title="Həbs – üç ay uzadıldı",
    ),
    "a headline that nothing else bears out": Page(
        "<title>Sayt</title>" + meta(og__title="Oxuyun və paylaşın"), H1
    ),
    "how it is read aloud is no part of it": Page(
        f"<title>{TITLE}</title>",
        "<h1>Jurnalistin <ruby>həbsi<rt>hebsi</rt></ruby> üç ay uzadıldı</h1>",
    ),
    "words on two lines are two words": Page(
        f"<title>{TITLE}</title>", "<h1>Jurnalistin həbsi<br>üç ay uzadıldı</h1>"
    ),
    "no heading": Page(meta(og__title=TITLE) + "<title>Xəbər</title>", ""),
    "nothing but a heading": Page(""),
    "a hidden heading": Page(
        f"<title>{TITLE}</title>", f"<h1 style='display: none'>Axtarış</h1><h2>{TITLE}</h2>"
    ),
    # Authors
    "an address for an author": Page(
        "<meta name=author content=n.cinarli@agnarli.example>",
        f"{H1}<div class=author>Nərgiz Çinarlı</div>", byline="Nərgiz Çinarlı",
    ),
    "an address and a name": Page(
        "<meta name=author content='Nərgiz Çinarlı (n.cinarli@agnarli.example)'>",
        byline="Nərgiz Çinarlı",
    ),
    "an organisation in JSON-LD, a person on the page": Page(
        linked(author={"@type": "Organization", "name": "Ağnarlı.example"}),
        f"{H1}<div class=author><a rel=author href=/a/1>Nərgiz Çinarlı</a></div>",
        byline="Nərgiz Çinarlı",
    ),
    "an organisation in the metadata, a person on the page": Page(
        meta(og__site_name=SITE) + f"<meta name=author content='{SITE}'>",
        f"{H1}<span class=byline>Nərgiz Çinarlı</span>", byline="Nərgiz Çinarlı",
    ),
    "nobody but an organisation": Page(linked(author=HOUSE), byline=SITE),
    "a person and the house": Page(linked(author=[HOUSE, PERSON]), byline="Nərgiz Çinarlı"),
    "an author who is described elsewhere": Page(
        linked(**{"@graph": [
            {"@type": "Article", "headline": TITLE, "author": {"@id": "#nc"}},
            {"@type": "Person", "@id": "#nc", "name": "Nərgiz Çinarlı"},
        ], "@type": "Thing"}),
        byline="Nərgiz Çinarlı",
    ),
    "two authors in one line": Page(
        "<meta name=author content='Nərgiz Çinarlı və Elvin Sarıyev'>",
        byline="Nərgiz Çinarlı, Elvin Sarıyev",
    ),
    "who comments has not written it": Page(
        "", f"{H1}<div class=comments><b class=author>Vəfa Quliyeva yazır:</b></div>",
    ),
    "a field of a form": Page("", f"{H1}<form><label class=comment-author>Ad *</label></form>"),
    "a line that says it": Page("", f"{H1}<p>Müəllif: Nərgiz Çinarlı</p>", byline="Nərgiz Çinarlı"),
    "a sentence that begins like it": Page("", f"{H1}<p>Mətn: Bakıda iclas keçirilib.</p>"),
    "an author of an agency": Page(
        "<meta name=author content='Nərgiz Çinarlı, AFP'>", byline="Nərgiz Çinarlı"
    ),
    "JSON-LD in a comment": Page(
        f"<script type=application/ld+json><!-- {json.dumps({'@type': 'Article', 'author': PERSON})}"
        " --></script>",
        byline="Nərgiz Çinarlı",
    ),
    "broken JSON-LD": Page("<script type=application/ld+json>{'author': </script>"),
    "two authors": Page(
        linked(author=[PERSON, {"@type": "Person", "name": "Elvin Sarıyev"}]),
        byline="Nərgiz Çinarlı, Elvin Sarıyev",
    ),
    "the author of another article": Page(
        linked(headline=TITLE, url=URL)
        + linked(headline="Yol çəkilir", url="/az/xeber/9-yol", author=PERSON)
    ),
    "a name in its parts": Page(
        linked(author={"@type": "Person", "givenName": "Nərgiz", "familyName": "Çinarlı"}),
        byline="Nərgiz Çinarlı",
    ),
    "a line of two authors": Page(
        "", f"{H1}<p>Müəlliflər: Nərgiz Çinarlı və Elvin Sarıyev</p>",
        byline="Nərgiz Çinarlı, Elvin Sarıyev",
    ),
    "the author of another article that is linked": Page(
        "", f"{H1}<p>Bakı</p>",
        below="<a href=/az/9><b>Yol çəkilir</b><i>Müəllif: Vəfa Quliyeva</i></a>",
    ),
    "a line whose name is a link": Page(
        "", f"{H1}<p><a href=/a/1>Müəllif: Nərgiz Çinarlı</a></p>", byline="Nərgiz Çinarlı"
    ),
    "a link to more of the author": Page("", f"{H1}<a rel=author href=/a/1>See full bio</a>"),
    "a link to more of the author, and the author": Page(
        "", f"{H1}<a rel=author href=/a/1>See full bio</a><b class=author>Nərgiz Çinarlı</b>",
        byline="Nərgiz Çinarlı",
    ),
    "a number for an author": Page("<meta name=author content=41>"),
    "a date for an author": Page("", f"{H1}<p class=author>24 noyabr 2025</p>", published="2025-11-24"),
    "a program's user": Page("<meta name=author content=admin>"),
    "a handle": Page("<meta name=author content=@agnarli>"),
    "the page of an author in a network": Page(
        meta(article__author="https://www.facebook.com/agnarli")
    ),
    # Days
    "published and changed": Page(
        meta(article__modified_time="2025-11-26T09:00:00+04:00")
        + linked(datePublished="2025-11-24T10:00:00+04:00", dateModified="2025-11-25"),
        published="2025-11-24",
    ),
    "only changed, and published to the reader's eye": Page(
        meta(article__modified_time="2025-11-26T09:00:00+04:00"),
        f"{H1}<p class=date>24 noyabr 2025</p>", published="2025-11-24",
    ),
    "compact ISO": Page(linked(datePublished="20251124T101500+0400"), published="2025-11-24"),
    "compact ISO in the metadata": Page(
        "<meta itemprop=datePublished content=20251124>", published="2025-11-24"
    ),
    "the days of other articles": Page(
        linked(url="/az/xeber/9-yol", headline="Yol çəkilir", datePublished="2025-01-02")
        + linked(url=URL, headline=TITLE, datePublished="2025-11-24"),
        published="2025-11-24",
    ),
    "the days of what is listed below": Page(
        linked(datePublished="2025-11-24", hasPart=[{"@type": "Article", "datePublished": "2020-01-02"}]),
        published="2025-11-24",
    ),
    "the day of a comment": Page(
        linked(datePublished="2025-11-24"), published="2025-11-24",
        below="<div><time itemprop=datePublished datetime=2025-01-01>1 yanvar 2025</time></div>",
    ),
    "the days of other articles on the page": Page(
        "", f"{H1}<p class=date>24 noyabr 2025</p>", published="2025-11-24",
        below="<p>Yol çəkilir</p><time itemprop=datePublished datetime=2020-01-02></time>"
        "<p>Körpü açılır</p><time itemprop=datePublished datetime=2020-01-03></time>",
    ),
    "a day in Spanish": Page(
        "", f"{H1}<p class=fecha>24 de noviembre de 2025</p>", published="2025-11-24"
    ),
    "after midnight in Baku, told in UTC": Page(
        linked(datePublished="2025-11-23T21:30:00Z"), f"{H1}<p class=date>24 noyabr 2025, 01:30</p>",
        published="2025-11-24",
    ),
    "after midnight, with the day in the address": Page(
        linked(datePublished="2025-11-23T21:30:00+00:00"), published="2025-11-24",
        url="https://agnarli.example/2025/11/24/hebs-uzadildi",
    ),
    "before midnight in the west, told in UTC": Page(
        meta(article__published_time="2025-11-25T02:30:00Z"),
        f"{H1}<p class=date>24 noyabr 2025</p>", published="2025-11-24",
    ),
    "the evening in UTC, where it is the same day": Page(
        linked(datePublished="2025-11-24T21:30:00Z"), f"{H1}<p class=date>24 noyabr 2025</p>",
        published="2025-11-24",
    ),
    "noon in UTC is the same day": Page(
        linked(datePublished="2025-11-24T12:30:00Z"), f"{H1}<p class=date>25 noyabr 2025</p>",
        published="2025-11-24",
    ),
    "midnight of the place itself": Page(
        linked(datePublished="2025-11-24T23:30:00+04:00"), f"{H1}<p class=date>25 noyabr 2025</p>",
        published="2025-11-24",
    ),
    "another day than the next beside the headline": Page(
        linked(datePublished="2025-11-24T21:30:00Z"), f"{H1}<p class=date>26 noyabr 2025</p>",
        published="2025-11-24",
    ),
    "a day far below that is called one": Page(
        "", published="2025-11-24",
        below="<p>Paylaş</p>" * 20 + "<h5>Tarix:</h5> 24.11.2025 <p>Vəkil 25.11.2025-də gəlib.</p>",
    ),
    "a day far below that nothing is said of": Page(
        "", below="<p>Paylaş</p>" * 20 + "<h5>Görüş:</h5> 24.11.2025",
    ),
    "a day without its year": Page("", f"{H1}<p class=date>24 noyabr</p>"),
    "a field left empty": Page(
        meta(article__published_time="0001-01-01T00:00:00Z"),
        f"{H1}<p class=date>24 noyabr 2025</p>", published="2025-11-24",
    ),
    "the foot's year is no day": Page("", below="<footer>© 2021 Ağnarlı</footer>"),
}  # fmt: skip


@pytest.mark.parametrize("name", PAGES)
def test_a_head_is_read_as_a_reader_would(name: str) -> None:
    page = PAGES[name]
    source = (
        f"<!DOCTYPE html><html lang=az><head><meta charset=utf-8>{page.head}</head>"
        f"<body>{page.body}<article>{TEXT}</article>{page.below}</body></html>"
    )
    article = extract_html(source.encode(), url=page.url)
    found = (article.title, article.byline, article.published)
    assert found == (page.title, page.byline, page.published)


def test_the_table_has_both_what_is_taken_and_what_is_left() -> None:
    assert len(PAGES) >= 40
    for part in ("byline", "published"):
        told = [getattr(page, part) is not None for page in PAGES.values()]
        assert 8 <= sum(told) <= len(told) - 8


@pytest.mark.parametrize(
    ("said", "names"),
    [
        ("Nərgiz Çinarlı", ["Nərgiz Çinarlı"]),
        ("By Jane Roe and John Doe", ["Jane Roe", "John Doe"]),
        ("Автор: Анна Резникова", ["Анна Резникова"]),
        ("Müəlliflər: Lalə Ağayeva və Elvin Sarıyev", ["Lalə Ağayeva", "Elvin Sarıyev"]),
        ("Von Anna Müller und Jörg Koch", ["Anna Müller", "Jörg Koch"]),
        ("Post author By Jane Roe", ["Jane Roe"]),
        ("Jane Roe (jr)", ["Jane Roe"]),
        ("Jane Roe | Çay", ["Jane Roe"]),
        ("Jane Roe, jane@roe.example", ["Jane Roe"]),
        ("Salt and Light", ["Salt and Light"]),
        ("Byron Vonn", ["Byron Vonn"]),
        ("Jane Roe, who teaches law at the college of the town", ["Jane Roe"]),
        ("Jane Roe, John Doe", ["Jane Roe, John Doe"]),
        ("jane@roe.example", []),
        ("@janeroe", []),
        ("https://roe.example/jane", []),
        ("www.roe.example", []),
        ("41", []),
        ("24.11.2025", []),
        ("24 noyabr 2025", []),
        ("10:15", []),
        ("Veröffentlicht am 27.04.24 um 07:39 Uhr", []),
        ("See full bio", []),
        ("View all posts by Jane Roe", []),
        ("More from Jane", []),
        ("Все материалы автора", []),
        ("Bütün yazıları", []),
        ("Alle Artikel", []),
        ("Name *", []),
        ("Aylin sagt:", []),
        ("By", []),
        ("admin", []),
        ("–", []),
        ("", []),
    ],
)
def test_names_are_taken_out_of_a_byline_and_nothing_else(said: str, names: list[str]) -> None:
    assert names_in(said) == names


@pytest.mark.parametrize("name", ["logo", "email", "author"])
def test_a_page_is_read_alike_whether_it_was_captured_or_imported(
    name: str, shared_data: Path, tmp_path: Path
) -> None:
    path = shared_data / "inputs" / "articles" / f"{name}.html"
    answer = Answer(path.read_bytes(), headers={"Content-Type": "text/html"})
    with Site({"/a": answer}) as site, Archive(tmp_path / "archive") as archive:
        options = archive.fetch_options(allow_private=True, requisites=False, delay=0)
        (captured,) = archive.capture_many([site.url("/a")], options=options)
        (imported,) = archive.import_file(path)
        wanted = (TITLE, None if name == "logo" else "Nərgiz Çinarlı")
        for page in (captured.page, imported.page):
            assert page is not None and page.article is not None
            assert (page.title, page.article["byline"]) == wanted


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2025-11-24", "2025-11-24"),
        ("2025-11-24T23:59:59.123+04:00", "2025-11-24"),
        ("2025/11/24 10:00", "2025-11-24"),
        ("20251124", "2025-11-24"),
        ("20251124T101500Z", "2025-11-24"),
        ("20251124T1015+0400", "2025-11-24"),
        ("202511241015", "2025-11-24"),
        ("2025-328", "2025-11-24"),
        ("2025-W48-1", "2025-11-24"),
        ("2025W481T10:00", "2025-11-24"),
        ("Mon, 24 Nov 2025 10:15:00 GMT", "2025-11-24"),
        ("Mon Nov 24 2025 10:15:00 GMT+0400", "2025-11-24"),
        ("1763980000", "2025-11-24"),
        ("1763980000123", "2025-11-24"),
        ("24.11.2025", "2025-11-24"),
        ("20251324", None),
        ("20250230T000000Z", None),
        ("2025-366", None),
        ("2025-W54-1", None),
        ("1970-01-01T00:00:00Z", None),
        ("0001-01-01", None),
        ("0", None),
        ("41", None),
        ("2025", None),
        ("201", None),
        ("99999999999999", None),
        ("", None),
    ],
)
def test_days_that_machines_are_told(written: str, day: str | None) -> None:
    assert machine_day(written) == day


@given(
    st.dates(date(1990, 1, 1), date(2099, 12, 31)),
    st.sampled_from(["%Y-%m-%d", "%Y%m%d", "%Y/%m/%d", "%Y-%j", "%G-W%V-%u", "%a, %d %b %Y"]),
    st.sampled_from(["", "T10:15:00Z", "T10:15:00.5+04:00", " 10:15"]),
)
def test_every_day_is_read_in_every_form(day: date, form: str, time: str) -> None:
    written = day.strftime(form)
    if form == "%Y%m%d":
        time = time.replace(":", "")
    elif form in ("%Y-%j", "%G-W%V-%u"):
        time = time if time.startswith("T") else ""
    assert machine_day(written + time) == day.isoformat()


@given(st.text(max_size=60) | st.from_regex(r"[0-9TWZ:+. /-]{1,40}", fullmatch=True))
def test_whatever_is_written_is_a_day_of_the_web_or_none(written: str) -> None:
    day = machine_day(written)
    assert day is None or date(1990, 1, 1) <= date.fromisoformat(day) <= date(2099, 12, 31)
