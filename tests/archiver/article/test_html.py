"""The article in a page: its text, its blocks, and what the page says of itself."""

from __future__ import annotations

import gzip
import json
import os
import re
import subprocess
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dragoman.archiver.article.article import Article, Part, assemble
from dragoman.archiver.article.clearing import is_furniture, without_furniture
from dragoman.archiver.article.extract import extract
from dragoman.archiver.article.html import extract_html
from dragoman.archiver.article.words.dateline import find_date, is_dateline
from dragoman.errors import ExtractionError
from tests.support.places import ROOT

URL = "https://mirror.example/az/a/1"
AZ = (
    "Kənd məktəbinin müəllimi Lalə Həmidova rayon məhkəməsinə şikayət edib, bunu özü danışıb.",
    "“Mən sənədləri vaxtında təqdim etmişəm”, – o deyib. İclas dekabrın 3-nə təyin olunub.",
    "Rayon icra hakimiyyətindən bildirilib ki, məsələ araşdırılır və nəticə açıqlanacaq.",
)
RU = (
    "Шестеро рыбаков подали жалобу на закрытие причала, сообщила Анна Резникова.",
    "«Нам никто ничего не объяснил, мы узнали обо всём из объявления», — сказала она.",
    "Суд назначил заседание на 3 декабря, на нём рассмотрят ходатайство о запрете.",
)
NOTICE = (
    "НАСТОЯЩИЙ МАТЕРИАЛ (ИНФОРМАЦИЯ) ПРОИЗВЕДЕН И РАСПРОСТРАНЕН ИНОСТРАННЫМ АГЕНТОМ ООО «ПРИЧАЛ»,"
    " ЛИБО КАСАЕТСЯ ДЕЯТЕЛЬНОСТИ ИНОСТРАННОГО АГЕНТА ООО «ПРИЧАЛ». 18+"
)


def page(body: str, head: str = "", lang: str = "az") -> bytes:
    return (
        f"<!DOCTYPE html><html lang={lang}><head>{head}</head><body>{body}</body></html>".encode()
    )


def paragraphs(texts: tuple[str, ...]) -> str:
    return "".join(f"<p>{text}</p>" for text in texts)


def read(body: str, head: str = "", lang: str = "az") -> Article:
    return extract_html(page(body, head, lang), url=URL)


def texts(article: Article) -> list[str]:
    return [text for _, text in article.parts()]


# Text and blocks


def test_headings_paragraphs_and_items_stand_in_order_and_offsets_count_into_the_text() -> None:
    article = read(
        f"<article><h1>Şikayət</h1><p>{AZ[0]}</p><h2>Məhkəmə</h2><p>{AZ[1]}</p>"
        f"<ul><li>Birinci tələb</li><li>İkinci tələb</li></ul><p>{AZ[2]}</p></article>"
    )
    assert list(article.parts()) == [
        ("paragraph", AZ[0]),
        ("heading", "Məhkəmə"),
        ("paragraph", AZ[1]),
        ("item", "Birinci tələb"),
        ("item", "İkinci tələb"),
        ("paragraph", AZ[2]),
    ]
    assert article.text == (
        f"{AZ[0]}\n\nMəhkəmə\n\n{AZ[1]}\n\nBirinci tələb\nİkinci tələb\n\n{AZ[2]}"
    )


@given(st.lists(st.tuples(st.sampled_from(["heading", "paragraph", "item"]), st.text())))
def test_blocks_cover_their_texts(parts: list[tuple[str, str]]) -> None:
    text, blocks = assemble(Part(kind, part) for kind, part in parts)  # type: ignore[arg-type]
    wanted = [(kind, part) for kind, part in parts if part]
    assert [(block.kind, text[block.start : block.stop]) for block in blocks] == wanted


def test_letters_stay_as_they_are_and_what_cannot_be_seen_goes() -> None:
    unseen = "so\u00adft zero\u200bwidth \u202eevil\u202c"
    said = f"{AZ[0]} a\u00a0b \u0259\u04d9 e\u0301 {unseen} می\u200cخواهم"
    article = read(f"<article><p>{said}</p><p>{AZ[1]}</p><p>{AZ[2]} \x00\x07 x</p></article>")
    assert (
        texts(article)[0] == f"{AZ[0]} a b \u0259\u04d9 e\u0301 soft zerowidth evil می\u200cخواهم"
    )
    assert texts(article)[2] == f"{AZ[2]} x"


def test_a_joiner_written_as_an_entity_stays_too() -> None:
    article = read(f"<article><p>{AZ[0]} می&zwnj;خواهم</p><p>{AZ[1]}</p></article>")
    assert "می\u200cخواهم" in article.text


def test_line_breaks_part_paragraphs_unless_a_sentence_runs_on() -> None:
    article = read(
        f"<article><p>{AZ[0]}<br><br>{AZ[1]}<br>{AZ[2]}</p><p>Bir<br>iki üç.</p></article>"
    )
    assert texts(article) == [*AZ, "Bir iki üç."]


def test_a_date_in_the_middle_of_a_sentence_is_not_lost() -> None:
    article = read(f"<article><p>O, <time>24 noyabr</time> saat 10-da gəlib. {AZ[0]}</p></article>")
    assert texts(article) == [f"O, 24 noyabr saat 10-da gəlib. {AZ[0]}"]


def test_cells_are_told_apart_and_a_table_for_layout_holds_paragraphs() -> None:
    article = read(f"<table><tr><td>{paragraphs(AZ)}</td></tr></table>")
    assert list(article.parts()) == [("paragraph", text) for text in AZ]
    rows = "<tr><th>Ad</th><th>İl</th></tr><tr><td>Lalə Həmidova</td><td>2025</td></tr>"
    article = read(f"<article>{paragraphs(AZ)}<table>{rows}</table></article>")
    assert list(article.parts())[3:] == [
        ("cell", text) for text in ("Ad", "İl", "Lalə Həmidova", "2025")
    ]


def test_a_body_cut_in_two_is_joined() -> None:
    piece = '<div class="chunk"><div class="article-body">{}</div></div>'
    long = tuple(f"{text} {text}" for text in (*AZ, *AZ))
    article = read(
        f"<article>{piece.format(paragraphs(long[:3]))}<div class=ad>Reklam</div>"
        f"{piece.format(paragraphs(tuple(text + ' Davamı.' for text in long[3:])))}</article>"
    )
    assert texts(article) == [*long[:3], *(text + " Davamı." for text in long[3:])]


@pytest.mark.parametrize("control", ["\x0b", "\x01", "&#11;", "\x1f"])
def test_a_control_character_beside_a_column_takes_no_article_away(control: str) -> None:
    body = paragraphs(("Bu gün məhkəmə iclası keçirildi və qərar elan olundu.",) * 4)
    article = read(
        f"<article>{control}<nav>Ana</nav>{control}{body}<aside>x</aside>{control}</article>"
    )
    assert "Bu gün məhkəmə" in article.text


def test_quoted_posts_are_kept() -> None:
    post = '<blockquote class="twitter-tweet"><p>Məni buraxmadılar.</p></blockquote>'
    article = read(f'<article>{paragraphs(AZ)}<div class="embed">{post}</div></article>')
    assert "Məni buraxmadılar." in article.text


# Furniture


def test_the_links_for_screen_readers_are_not_the_article() -> None:
    links = "".join(
        f"<li><a href=#a>{text}</a></li>" for text in ("Əsas məzmuna keçin", "Axtarışa keçin")
    )
    article = read(f"<h2>Keçid linkləri</h2><ul>{links}</ul><h1>Ş</h1><div>{paragraphs(AZ)}</div>")
    assert texts(article) == list(AZ)


@pytest.mark.parametrize(
    "opening",
    [
        f"<p>{NOTICE}</p><p>{RU[0]}</p>",
        f"<p>{NOTICE} {RU[0]}</p>",
        f"<p>{NOTICE.removesuffix(' 18+')}</p><p>18+</p><p>{RU[0]}</p>",
        f"<p>{NOTICE}<br>{RU[0]}</p>",
        f"<p>{NOTICE[:1] + NOTICE[1:].lower()}</p><p>{RU[0]}</p>",
    ],
)
def test_the_notice_of_a_foreign_agent_is_not_the_article(opening: str) -> None:
    article = read(f"<article><h1>Причал</h1>{opening}{paragraphs(RU[1:])}</article>", lang="ru")
    assert texts(article) == list(RU)


def test_comments_and_read_also_are_left_out_and_what_follows_a_link_stays() -> None:
    link = "<p>Читайте также: <a href=x>Причал закрыли</a></p>"
    comments = "<h3>Комментарии (2)</h3><p>Иван: всё верно, так и есть, спасибо за статью.</p>"
    article = read(
        f"<div class=art><h1>Причал</h1><p>{RU[0]}</p>{link}{paragraphs(RU[1:])}</div>"
        f"<div>{comments}</div>",
        lang="ru",
    )
    assert texts(article) == list(RU)
    related = "<h3>Həmçinin oxuyun</h3><ul><li><a href=b>Yol çəkilir</a></li></ul>"
    article = read(f"<article><p>{AZ[0]}</p><p>{AZ[1]}</p>{related}<p>{AZ[2]}</p></article>")
    assert texts(article) == list(AZ)


@pytest.mark.parametrize(
    "line",
    [
        "Подписывайтесь на наш канал в Telegram", "Комментарии", "© 2025 Причал", "Paylaş",
        "Bütün hüquqlar qorunur.", "Share this on Facebook", "Читайте также: Причал закрыли",
        "Skip to main content", "Реклама", "Follow us on Facebook", "Tags: pier, court",
    ],
)  # fmt: skip
def test_lines_that_are_furniture(line: str) -> None:
    assert is_furniture(Part("paragraph", line))


@pytest.mark.parametrize(
    "line",
    [
        "Подписка о невыезде избрана мерой пресечения.",
        "Insan hüquqları qorunur, o deyib.",
        "Поделиться сведениями он отказался.",
        "Copyright law was not broken, the court said.",
        "Paylaşımda deyilir ki, iclas olmayıb.",
        "Комментарии чиновников получить не удалось.",
        "Share prices fell by a third.",
        "Tag der Befreiung heißt das Buch.",
        "Təqsirləndirilən şəxs azad edilib.",
        "Print workers went on strike in Quba.",
    ],
)
def test_sentences_that_only_look_like_it(line: str) -> None:
    assert not is_furniture(Part("paragraph", line))
    parts = [Part("paragraph", AZ[0]), Part("paragraph", line), Part("paragraph", AZ[1])]
    assert without_furniture(parts) == parts


def test_nothing_is_taken_away_where_nothing_would_be_left() -> None:
    parts = [Part("paragraph", "Комментарии"), Part("paragraph", "Реклама")]
    assert without_furniture(parts) == parts


# What the page says of itself


@pytest.mark.parametrize(
    ("head", "body", "title"),
    [
        ("<title>Şikayət | mirror.example</title>", "<h1>Çay xəbərləri</h1>", "Şikayət"),
        ("<title>Şikayət edib - Çay Xəbər</title>", "<h1>Şikayət edib</h1>", "Şikayət edib"),
        (
            "<title>Çay</title><meta property=og:title content='M&#252;&#601;llim gəldi'>",
            "",
            "Müəllim gəldi",
        ),
        ("<title>M&amp;#252;&amp;#601;llim gəldi</title>", "", "Müəllim gəldi"),
        ("<title>Şikayət | Çay</title><meta property=og:site_name content=Çay>", "", "Şikayət"),
        ("<title>Mirror: Şikayət :: mirror</title>", "", "Mirror: Şikayət"),
        ("", "<h1>Şikayət edib</h1>", "Şikayət edib"),
        ("<title>a\x00b\x1b[31m\u202ec</title>", "", "ab[31mc"),
    ],
)
def test_title(head: str, body: str, title: str) -> None:
    assert read(body + paragraphs(AZ), head).title == title


def test_canonical_url_is_absolute_and_of_the_web() -> None:
    def canonical(head: str) -> str | None:
        return read(paragraphs(AZ), head).canonical_url

    assert canonical("<link rel=canonical href='/az/a/1'>") == "https://mirror.example/az/a/1"
    assert (
        canonical("<meta property=og:url content=https://cay.example/a>") == "https://cay.example/a"
    )
    both = "<link rel=canonical href=/a><meta property=og:url content=https://cay.example/a>"
    assert canonical(both) == "https://cay.example/a"
    assert canonical("<link rel=canonical href='javascript:alert(1)'>") is None
    assert canonical("<link rel=canonical href='http://[bad'>") is None
    assert canonical("") is None


def test_language_byline_and_no_byline() -> None:
    data = json.dumps(
        {"@type": "NewsArticle", "author": {"@type": "Person", "name": "Lalə Ağayeva"}}
    )
    head = f'<script type="application/ld+json">{data}</script>'
    article = read(paragraphs(AZ), head, lang="az-AZ")
    assert (article.html_language, article.byline) == ("az-AZ", "Lalə Ağayeva")
    marked = read(f"<h1>Ş</h1><span class=post-author>Müəllif: Lalə Ağayeva</span>{paragraphs(AZ)}")
    assert marked.byline == "Lalə Ağayeva"
    assert read(paragraphs(AZ), "<meta name=author content='@cay'>").byline is None


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("24 noyabr 2025", "2025-11-24"),
        ("24 Noyabr 2025, 14:30", "2025-11-24"),
        ("12 may 2025-ci il", "2025-05-12"),
        ("4 İYUN 2025", "2025-06-04"),
        ("24 ноября 2025 г., 12:01", "2025-11-24"),
        ("Nov 24, 2025", "2025-11-24"),
        ("24.11.2025 - 10:05", "2025-11-24"),
        ("Bazar ertəsi, 24 noyabr 2025", "2025-11-24"),
        ("31 fevral 2025", None),
        ("", None),
    ],
)
def test_the_date_beside_the_headline(written: str, day: str | None) -> None:
    born = "O, 5 mart 1999-cu ildə anadan olub, 12 sentyabr 2020-ci ildə Bakıya köçüb."
    aside = "<aside><span class=date>01.02.2024</span></aside><footer>© 2021 Çay</footer>"
    body = f"<h1>Şikayət</h1><div class=meta>{written}</div>{paragraphs(AZ)}<p>{born}</p>{aside}"
    assert read(body).published == day
    assert find_date(written) == day


def test_a_date_that_could_be_of_two_months_is_not_ours_to_read() -> None:
    assert find_date("05/04/2025") is None
    assert find_date("25/04/2025") == find_date("04/25/2025") == "2025-04-25"


def test_the_first_date_of_the_metadata_and_not_the_last() -> None:
    head = (
        "<meta property=article:published_time content=2026-05-01T10:00:00+04:00>"
        "<meta property=article:modified_time content=2026-06-02T10:00:00+04:00>"
    )
    assert read(f"<h1>Ş</h1><p>2 iyun 2026</p>{paragraphs(AZ)}", head).published == "2026-05-01"


def test_lines_that_are_dates_and_nothing_else() -> None:
    assert is_dateline("Yenilənib: 24 noyabr 2025, 14:30")
    assert not is_dateline("24 noyabr 2025-ci ildə iclas olub")
    assert not is_dateline("В 10:30 начался суд")


def test_a_published_translation_is_recorded_and_its_line_left_out() -> None:
    note = "<p><i>Translated automatically from <a href=https://cay.example/41>here</a></i></p>"
    article = read(f"<h1>Ş</h1><article>{paragraphs(AZ)}{note}</article>")
    assert (article.translation_of, article.translator) == ("https://cay.example/41", "machine")
    assert texts(article) == list(AZ)


def test_the_extractor_tells_what_it_used() -> None:
    stamp = extract_html(
        page(paragraphs(RU)).decode().encode("koi8-r", "ignore"), url=URL
    ).extractor
    assert stamp.tool == "dragoman.archiver.html"
    assert stamp.settings["encoding"] == "koi8-r"
    assert {"trafilatura", "htmldate", "lxml", "way"} <= set(stamp.settings)


# What comes in, and what is refused


@pytest.mark.parametrize("declared", ["utf-8", "windows-1251", "koi8-r", "iso-8859-1"])
@pytest.mark.parametrize("encoding", ["utf-8", "windows-1251", "koi8-r"])
def test_encodings_of_the_region(encoding: str, declared: str) -> None:
    body = (
        page(f"<article>{paragraphs(RU)}</article>").decode().encode(encoding, "xmlcharrefreplace")
    )
    article = extract(body, url=URL, content_type=f"text/html; charset={declared}")
    assert texts(article) == list(RU)


@pytest.mark.parametrize(
    "body",
    [b"<html><body></body></html>", b"<html><script>var a = 'text';</script></html>", b"<!-- -->",
     b"<html><body>\xc2\xa0 &nbsp;<img src=x></body></html>"],
)  # fmt: skip
def test_a_page_without_text_is_refused_in_a_sentence(body: bytes) -> None:
    with pytest.raises(ExtractionError, match="there is no text in the page") as caught:
        extract(body, url=URL, content_type="text/html")
    assert caught.value.subject == URL


@pytest.mark.parametrize(
    "body", ["Bir söz.", "<p>Bir söz.</p>", "<table><tr><td>Bir söz.", "<b>Bir söz."]
)
def test_a_page_of_one_word_has_it(body: str) -> None:
    assert read(body).text == "Bir söz."


def test_what_the_bytes_are_counts_before_what_they_are_called() -> None:
    article = extract(page(paragraphs(AZ)), url=URL, content_type="application/pdf")
    assert article.extractor.tool == "dragoman.archiver.html"
    assert extract(page(paragraphs(AZ)), url=URL).extractor.tool == "dragoman.archiver.html"
    shown = extract(b"<html> is a tag, and this is a text.", url=URL, content_type="text/plain")
    assert shown.text == "<html> is a tag, and this is a text."
    with pytest.raises(ExtractionError, match="no text can be read out of image/png"):
        extract(b"\x89PNG....", url=URL, content_type="image/png")
    with pytest.raises(ExtractionError, match="the body is empty"):
        extract(b" \n", url=URL, content_type="text/html")


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(
    ["<p>", "</p>", "<div class=comments>", "</div>", "<table>", "<td>", "<h1>", "<!--", "-->",
     "&amp;#601;", "<br>", "<title>", "<meta charset=koi8-r>", "<a href=//[>", "Bir söz.", "\x00",
     "<script>", "<svg/>", "24 noyabr 2025", "<time>", "<base href='x:['>", "<html lang='>", "&#0;",
     "\u200d", "\ud800"]
), max_size=40))  # fmt: skip
def test_no_markup_raises_anything_but_our_error(pieces: list[str]) -> None:
    body = "".join(pieces).encode("utf-8", "surrogatepass")
    try:
        article = extract(body, url="http://x.example/", content_type="text/html")
    except ExtractionError:
        return
    article.text.encode("utf-8")
    assert all(article.text[block.start : block.stop].strip() for block in article.blocks)


DEEP = """
import sys
from dragoman.archiver.article.html import extract_html
from dragoman.errors import ExtractionError
depth, tag = int(sys.argv[1]), sys.argv[2]
body = f"<{tag}>" * depth + "Dərin mətn." + f"</{tag}>" * depth + "<p>Son mətn.</p>"
article = extract_html(f"<html><body>{body}".encode(), url="http://x.example/")
assert "Dərin mətn." in article.text and "Son mətn." in article.text, article.text[:200]
print(article.extractor.settings["way"])
"""


@pytest.mark.parametrize("tag", ["div", "b", "table", "ul><li", "blockquote"])
@pytest.mark.long(one_in=5)
def test_a_page_nested_100_000_deep_is_read(tag: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", DEEP, "100000", tag],
        cwd=ROOT,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=60,
        check=False,
        env={**os.environ, "PYTHONPATH": ".", "PYTHONIOENCODING": "utf-8"},
    )
    assert (done.returncode, done.stdout.strip()) == (0, "plain reading"), done.stderr[-400:]


def test_nesting_below_the_limit_loses_nothing() -> None:
    body = "<div>" * 230 + paragraphs(AZ) + "</div>" * 230 + "<p>Son söz buradadır.</p>"
    article = read(body)
    assert texts(article) == [*AZ, "Son söz buradadır."]
    assert article.extractor.settings["way"] == "trafilatura"


def test_a_page_that_is_too_large_is_refused_and_a_large_one_read_plainly() -> None:
    with pytest.raises(ExtractionError, match="more than 20 million"):
        extract_html(page("a" * 20_000_001), url=URL)
    article = read("<p>Bir söz. " * 60_000 + "</p>")
    assert article.extractor.settings["way"] == "plain reading"
    assert len(article.blocks) == 60_000


def test_a_script_full_of_comparisons_is_no_element_full_of_attributes() -> None:
    """What follows `a<b` in a script looks like attributes, to whoever does not know scripts."""
    script = "for(i=0;i<length && " + " && ".join(f"m{n} != k{n}" for n in range(1_000)) + ";){}"
    article = read(f"<h1>Ş</h1><article>{paragraphs(AZ)}</article>", f"<script>{script}</script>")
    assert article.extractor.settings["way"] == "trafilatura"
    assert texts(article) == list(AZ)
    crowded = read(f"<p {' '.join(f'a{n}=1' for n in range(20_000))}>{AZ[0]}</p>")
    assert crowded.extractor.settings["way"] == "plain reading"


# The same page, the same article


def test_the_result_depends_on_the_page_alone() -> None:
    bodies = [
        page(f"<h1>Ş {n}</h1><article>{paragraphs(AZ)}<p>Son {n}.</p></article>") for n in range(6)
    ]

    def result(body: bytes) -> tuple[str, object]:
        article = extract_html(body, url=URL)
        return article.text, article.blocks

    once = [result(body) for body in bodies]
    assert [result(body) for body in reversed(bodies)] == once[::-1]
    assert all(AZ[0] in text for text, _ in once)  # nothing is a "duplicate" of another page
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(result, bodies * 4)) == once * 4


# Real pages

_TOKEN = re.compile(r"\w+")


def token_f1(text: str, gold: str) -> float:
    found, wanted = Counter(_TOKEN.findall(text)), Counter(_TOKEN.findall(gold))
    common = sum((found & wanted).values())
    return 2 * common / (sum(found.values()) + sum(wanted.values()))


def real_pages(folder: Path) -> dict[str, bytes]:
    found = {path.name: path.read_bytes() for path in sorted(folder.glob("*/*.html"))}
    for path in sorted(folder.glob("*/*.html.gz")):
        found[path.name.removesuffix(".gz")] = gzip.decompress(path.read_bytes())
    return found


def test_no_real_page_is_empty_and_gold_texts_are_reached(shared_data: Path) -> None:
    folder = shared_data / "pages"
    gold = json.loads((folder / "ru" / "ground-truth-ru.json").read_text(encoding="utf-8"))
    scores = []
    for name, body in real_pages(folder).items():
        article = extract_html(body, url=f"http://127.0.0.1/{name}")
        assert article.text and article.title, name
        if (stem := name.removesuffix(".html")) in gold:
            scores.append(token_f1(article.text, gold[stem]["articleBody"]))
    assert scores
    assert sum(scores) / len(scores) >= 0.99


def test_marked_sentences_and_dates_of_real_pages(shared_data: Path) -> None:
    folder = shared_data / "pages" / "ru"
    for _, marked in json.loads((folder / "football.ua.podolski.gold.json").read_text("utf-8")):
        article = extract_html((folder / marked["file"]).read_bytes(), url="http://127.0.0.1/1")
        text = re.sub(r"\s+", " ", article.text)
        assert all(re.sub(r"\s+", " ", line) in text for line in marked["with"])
        assert not any(line in text for line in (*marked["without"], *marked["comments"]))
        assert (article.title, article.published) == (marked["title"], marked["date"])
    dates = json.loads((folder / "gold_dates.json").read_text(encoding="utf-8"))
    pages = [name for name in dates if (folder / name).is_file()]
    right = sum(
        extract_html((folder / name).read_bytes(), url="http://127.0.0.1/1").published
        == dates[name][0][1]["date"]
        for name in pages
    )
    assert right >= len(pages) - 1  # one page shows the day of Moscow, the gold that of Greenwich
