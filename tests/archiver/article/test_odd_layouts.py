"""Odd ways to hold an article: each sentence is read, whatever the page is built of."""

from __future__ import annotations

import json
from html import escape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dragoman.archiver.article.html import extract_html
from tests.archiver.article.test_layouts import (
    FOOT,
    FURNITURE,
    MENU,
    SENTENCES,
    TITLE,
    missing,
    page,
    paragraphs,
)

S = SENTENCES
ALL = paragraphs(S)
H1 = f"<h1>{TITLE}</h1>"
TWICE = [f"{a} {b}" for a, b in zip(S[::2], S[1::2], strict=True)]

ODD = {
    "elements of its own": f"<main><story-page>{H1}<story-body>{ALL}</story-body></story-page></main>",
    "elements of its own around each paragraph": (
        f"<main><x-story>{H1}" + "".join(f"<x-par><x-text>{s}</x-text></x-par>" for s in S) + "</x-story></main>"
    ),
    "details that are open": f"<article>{H1}<details open><summary>Mətn</summary>{ALL}</details></article>",
    "details that are closed": f"<article>{H1}<details><summary>Mətn</summary>{ALL}</details></article>",
    "an accordion": (
        f"<article>{H1}"
        + "".join(
            f"<div class=accordion-item><button class=accordion-button>Sual {n}</button>"
            f"<div class='accordion-collapse collapse'><p>{s}</p></div></div>"
            for n, s in enumerate(TWICE)
        )
        + "</article>"
    ),
    "an aside with all of the text": f"<article>{H1}<aside>{ALL}</aside></article>",
    "text that is hidden until it is clicked": (
        f"<article>{H1}{paragraphs(S[:6])}<div style='display:none' class=more>{paragraphs(S[6:])}</div></article>"
    ),
    "a body that is hidden until a script shows it": f"<article>{H1}<div hidden>{ALL}</div></article>",
    "a body hidden from programs that read aloud": f"<article>{H1}<div aria-hidden=true>{ALL}</div></article>",
    "a live report": (
        f"<article>{H1}"
        + "".join(
            f"<div class=live-entry><time>1{n}:30</time><h3>Yenilik</h3><p>{s}</p></div>"
            for n, s in enumerate(TWICE)
        )
        + "</article>"
    ),
    "questions and answers in bold": (
        f"<div class=text>{H1}"
        + "".join(f"<p><b>– {S[n]}</b></p><p>– {S[n + 1]}</p>" for n in range(0, 12, 2))
        + "</div>"
    ),
    "preformatted": f"<article>{H1}<pre>" + "\n\n".join(S) + "</pre></article>",
    "lines of a poem": f"<article>{H1}<p>" + "<br>".join(S) + "</p></article>",
    "stanzas of a poem": (
        f"<article>{H1}" + "".join(f"<p>{a}<br/>{b}</p>" for a, b in zip(S[::2], S[1::2], strict=True)) + "</article>"
    ),
    "a table in a table": (
        f"<table width=100%><tr><td width=150><a href=/>Baş</a></td><td>{H1}<table><tr><td>{ALL}</td></tr></table>"
        "</td></tr></table>"
    ),
    "text straight in the body": f"{H1}" + "<br><br>".join(S),
    "paragraphs straight in the body": f"{H1}{ALL}",
    "amp": f"<div class=amp-wp-article>{H1}<div class=amp-wp-article-content>{ALL}</div></div>",
    "a right column": (
        f"<div class=row><div class=col-left><ul><li><a href=/1>Bir xəbər</a></li></ul></div>"
        f"<div class='right-column'>{H1}{ALL}</div></div>"
    ),
    "a body in a sidebar by its name": f"<div class=wrap>{H1}<div class=sidebar-content>{ALL}</div></div>",
    "a body called a gallery": f"<div class=wrap>{H1}<div class=gallery>{ALL}</div></div>",
    "a slide show with a paragraph a slide": (
        f"<div class=wrap>{H1}"
        + "".join(f"<div class='slide image-slide'><img src=/i.jpg><p>{s}</p></div>" for s in TWICE)
        + "</div>"
    ),
    "a body called a comment": f"<div class=wrap>{H1}<div class=comment-content>{ALL}</div></div>",
    "a body called a promo": f"<div class=wrap>{H1}<div class=promo-box>{ALL}</div></div>",
    "a body called latest": f"<div class=wrap>{H1}<div class='latest'>{ALL}</div></div>",
    "a body in a form": f"<form action=/x>{H1}<div>{ALL}</div></form>",
    "a body in a dialog": f"<dialog open>{H1}<div>{ALL}</div></dialog>",
    "figures with texts": (
        f"<article>{H1}" + "".join(f"<figure><img src=/a.jpg></figure><p>{s}</p>" for s in S) + "</article>"
    ),
    "every paragraph in a container of its own": (
        f"<main>{H1}"
        + "".join(f"<div class=block><div class=block-inner><div class=txt><p>{s}</p></div></div></div>" for s in S)
        + "</main>"
    ),
    "other names for each container": (
        f"<main>{H1}" + "".join(f"<div class=c{n} id=b{n}><p>{s}</p></div>" for n, s in enumerate(S)) + "</main>"
    ),
    "a last paragraph in a container of its own": (
        f"<article>{H1}<div class=body>{paragraphs(S[:11])}</div><div class=rest><p>{S[11]}</p></div></article>"
    ),
    "a first paragraph in a container of its own": (
        f"<article>{H1}<div class=first><p>{S[0]}</p></div><div class=body>{paragraphs(S[1:])}</div></article>"
    ),
    "a last paragraph behind an advertisement": (
        f"<article>{H1}<div class=body>{paragraphs(S[:11])}</div><div class=ad>Reklam</div>"
        f"<div class=body><p>{S[11]}</p></div></article>"
    ),
    "paragraphs in a list of definitions": (
        f"<article>{H1}<dl>" + "".join(f"<dt>{a}</dt><dd>{b}</dd>" for a, b in zip(S[::2], S[1::2], strict=True))
        + "</dl></article>"
    ),
    "columns": (
        f"<article>{H1}<div class=cols><div class=col-1>{paragraphs(S[:6])}</div>"
        f"<div class=col-2>{paragraphs(S[6:])}</div></div></article>"
    ),
    "tabs": (
        f"<article>{H1}<div class=tab-content><div class='tab-pane active'>{paragraphs(S[:6])}</div>"
        f"<div class=tab-pane>{paragraphs(S[6:])}</div></div></article>"
    ),
    "pages of one article": (
        f"<article>{H1}" + "".join(f"<div class=page id=p{n}>{paragraphs(S[n : n + 3])}</div>" for n in range(0, 12, 3))
        + "</article>"
    ),
    "a quotation of all": f"<article>{H1}<blockquote>{ALL}</blockquote></article>",
    "paragraphs that are labels by their tag": (
        f"<article>{H1}" + "".join(f"<label>{s}</label><br><br>" for s in S) + "</article>"
    ),
    "an address that tells": f"<article>{H1}<address>{ALL}</address></article>",
    "headings alone": f"<article>{H1}" + "".join(f"<h4>{s}</h4>" for s in S) + "</article>",
    "links to footnotes in each": (
        f"<article>{H1}" + "".join(f"<p>{s}<sup><a href=#f{n}>[{n}]</a></sup></p>" for n, s in enumerate(S)) + "</article>"
    ),
    "a slot of a component": f"<my-card>{H1}<div slot=body>{ALL}</div></my-card>",
    "frames around a centre": f"<center><font size=2>{H1}" + "<p>".join(S) + "</font></center>",
    "spans with breaks": f"<div>{H1}<span>" + "<br><br>".join(S) + "</span></div>",
    "a menu by its class": f"<div class='menu-page-content'>{H1}{ALL}</div>",
    "a body in a header": f"<div><header>{H1}{ALL}</header></div>",
}  # fmt: skip


@pytest.mark.parametrize("layout", ODD.values(), ids=list(ODD))
def test_an_odd_layout_is_read_whole(layout: str) -> None:
    assert missing(layout) == []


# What only scripts hold


def script(data: object, around: str = "{}", kind: str = "application/json") -> str:
    held = json.dumps(data).replace("<", "\\u003c")
    return f"<div id=__next></div><script type='{kind}'>{around.format(held)}</script>"


LINES = "\n\n".join(S)
HELD = {
    "JSON-LD": script({"@type": "NewsArticle", "headline": TITLE, "articleBody": LINES}, kind="application/ld+json"),
    "markup in the data of a framework": script({"props": {"pageProps": {"post": {"title": TITLE, "body": ALL}}}}),
    "markup that is assigned": script({"article": {"html": ALL}}, "window.__STATE__ = {};", "text/javascript"),
    "markup in a piece of a stream": script([1, ALL], "self.__next_f.push({})", "text/javascript"),
    "data in a string": script(
        [1, "3:" + json.dumps({"content": ALL})], "self.__next_f.push({})", "text/javascript"
    ),
    "lines": script({"data": {"story": {"text": LINES}}}),
    "markup that is escaped": script({"story": {"title": TITLE, "body": escape(ALL)}}),
    "an object of a program, under a list": script(ALL, "var q = [1]; window.X = {{a: 1, html: {}}};", "text/javascript"),
    "data that is packed three times": script(json.dumps({"b": json.dumps({"title": TITLE, "body": ALL})})),
}  # fmt: skip


@pytest.mark.parametrize("body", HELD.values(), ids=list(HELD))
def test_an_article_that_only_scripts_hold_is_read_out_of_them(body: str) -> None:
    article = extract_html(page(f"<h1>{TITLE}</h1>{body}"), url="https://agnarli.example/az/1")
    assert [s for s in S if s not in article.text] == []
    assert article.extractor.settings["way"] == "data of its scripts"


OTHERS = {
    "another article in the data": script({"next": {"body": "".join(f"<p>Başqa yazı: {s}</p>" for s in S * 3)}}),
    "a style sheet": script({"css": "".join(f".a{n} {{ color: red; margin: 0 {n}px }} " for n in range(99))}),
}  # fmt: skip


@pytest.mark.parametrize("body", OTHERS.values(), ids=list(OTHERS))
def test_a_page_that_shows_its_article_is_read_as_it_is_shown(body: str) -> None:
    text = extract_html(
        page(f"<article>{H1}{ALL}</article>{body}"), url="https://agnarli.example/az/1"
    ).text
    assert [s for s in S if s not in text] == []
    assert "Başqa" not in text
    assert "color" not in text


OTHER = [f"Bakıda {n} yeni avtobus xəttə buraxıldı və sərnişinlər bundan razı qalıblar." for n in range(12)]  # fmt: skip
ELSEWHERE = {"title": "Yeni avtobuslar gəldi", "body": paragraphs(OTHER)}
ANSWER = {"@type": "Question", "name": "Nə vaxt?", "acceptedAnswer": {"@type": "Answer", "text": " ".join(OTHER)}}  # fmt: skip
LD = "application/ld+json"
BRIEF = {
    "related stories": script({"post": {"title": TITLE, "body": paragraphs(S[:2])}, "related": [ELSEWHERE]}),
    "related stories without a headline": script({"post": {"title": TITLE, "related": [{"html": paragraphs(OTHER)}]}}),
    "what readers wrote": script({"@type": "NewsArticle", "headline": TITLE, "comment": [{"@type": "Comment", "text": " ".join(OTHER)}]}, kind=LD),
    "JSON-LD of another article": script({"@type": "NewsArticle", "headline": "Yeni avtobuslar", "articleBody": " ".join(OTHER)}, kind=LD),
    "questions and answers": script({"@type": "FAQPage", "mainEntity": [ANSWER]}, kind=LD),
    "a policy": script({"consent": {"text": paragraphs(OTHER)}}),
}  # fmt: skip


@pytest.mark.parametrize("data", BRIEF.values(), ids=list(BRIEF))
def test_what_scripts_hold_of_others_takes_the_place_of_no_short_report(data: str) -> None:
    body = page(f"<article>{H1}{paragraphs(S[:2])}</article>{data}")
    text = extract_html(body, url="https://agnarli.example/az/1").text
    assert [s for s in S[:2] if s not in text] == []
    assert "avtobus" not in text


NO_BODY = {
    "a title and an article": f"<html><title>{TITLE}</title><article>{H1}{ALL}</article></html>",
    "a footer after it": (
        f"<title>{TITLE}</title><meta charset=utf-8><main>{H1}{ALL}</main><p>© Körpü 2026</p>"
    ),
    "a section, then paragraphs": (
        f"<html><head><title>{TITLE}</title><section>{H1}{paragraphs(S[:6])}</section>{paragraphs(S[6:])}"
    ),
    "an element of its own, then a script": (
        f"<title>{TITLE}</title><x-page>{H1}{ALL}</x-page><script>var a = 1</script></html>"
    ),
}  # fmt: skip


@pytest.mark.parametrize("source", NO_BODY.values(), ids=NO_BODY)
def test_a_page_that_opens_no_body_is_read_as_browsers_show_it(source: str) -> None:
    article = extract_html(source.encode(), url="https://bridge.example/a")
    assert [each for each in S if each not in article.text] == []
    assert TITLE not in article.text, "the headline is no part of a paragraph"
    settings_of = article.extractor.settings
    assert settings_of["way"] not in ("plain reading", "data of its scripts")
    assert len(list(article.parts())) >= len(S), "each paragraph is one"


@pytest.mark.parametrize(
    "data",
    [
        {"related": [ELSEWHERE], "post": {"title": TITLE, "body": ALL}},
        {"post": {"title": {"rendered": TITLE}, "content": {"rendered": ALL}}, "next": ELSEWHERE},
        {"title": TITLE, "body": ALL, "widgets": [{"html": paragraphs(OTHER * 3)}]},
        [
            {"title": TITLE, "body": ALL},
            {"title": f"{TITLE}: davamı", "body": paragraphs(OTHER * 3)},
        ],
        [
            {"packed": json.dumps({"body": paragraphs(OTHER)})},
            {"title": TITLE, "packed": json.dumps({"body": ALL})},
        ],
    ],
    ids=[
        *("after related stories", "rendered", "beside a widget"),
        *("beside one that goes on", "packed once more"),
    ],
)
def test_of_several_texts_in_scripts_the_one_under_the_headline_is_read(data: object) -> None:
    article = extract_html(page(f"{H1}{script(data)}"), url="https://agnarli.example/az/1")
    assert [s for s in S if s not in article.text] == []
    assert "avtobus" not in article.text


@pytest.mark.parametrize("end", [None, -3], ids=["whole", "cut off"])
@pytest.mark.parametrize("before", ["", "3:"])
def test_data_in_a_string_is_never_read_as_a_text(before: str, end: int | None) -> None:
    packed = json.dumps({"blocks": [{"text": s} for s in S]}, ensure_ascii=False)[:end]
    data = script({"title": TITLE, "body": before + packed})
    assert extract_html(page(f"{H1}{data}"), url="https://a.example/1").text == TITLE


@pytest.mark.parametrize("called", [{"title": "Yeni avtobuslar"}, {}], ids=["called", "related"])
def test_stories_of_others_that_are_packed_are_still_of_others(called: dict[str, str]) -> None:
    name = "data" if called else "related"
    data = script({**called, name: json.dumps({"body": paragraphs(OTHER)})})
    assert extract_html(page(f"{H1}{data}"), url="https://a.example/1").text == TITLE


def test_which_of_two_texts_in_scripts_is_the_article_is_not_guessed() -> None:
    data = script({"a": paragraphs(OTHER), "b": ALL})
    assert extract_html(page(f"{H1}{data}"), url="https://agnarli.example/az/1").text == TITLE


def test_a_text_behind_a_wall_is_read_out_of_scripts_by_its_headline() -> None:
    wall = "<p>Bu məqaləni oxumaq üçün abunə olmaq lazımdır, ayda cəmi beş manat.</p>"
    data = script({"@type": "NewsArticle", "headline": TITLE, "articleBody": LINES}, kind=LD)
    text = extract_html(page(f"{H1}{wall}{data}"), url="https://agnarli.example/az/1").text
    assert [s for s in S if s not in text] == []


@pytest.mark.parametrize(
    "held",
    [
        {"css": ".a { color: red; margin: 0 } " * 60},
        {"templates": "<li><a href='/{{id}}'>{{title}}</a></li>" * 40},
        {"labels": ["Abunə ol", "Paylaş", "Bağla"] * 60},
        {"path": "M0 0L24 24H0V0" * 90},
    ],
    ids=["styles", "a template", "labels", "a drawing"],
)
def test_data_without_sentences_is_no_article(held: object) -> None:
    text = extract_html(
        page(f"<article>{H1}<p>{S[0]}</p></article>{script(held)}"),
        url="https://agnarli.example/az/1",
    ).text
    assert text == S[0]


# Twice on one page, and another article below


@pytest.mark.parametrize(
    "second",
    [
        f"<div class=mobile>{ALL}</div>",
        f"<div class=text><div>{ALL}</div></div>",
        f"<article>{H1}{ALL}</article>",
    ],
    ids=["for narrow screens", "the same container", "an article"],
)
def test_a_text_that_a_page_holds_twice_is_read_once(second: str) -> None:
    body = f"<main><div class=text>{H1}{ALL}</div>{second}</main>"
    text = extract_html(page(body), url="https://agnarli.example/az/1").text
    assert [text.count(s) for s in S] == [1] * len(S)


def test_a_text_that_a_page_holds_three_times_is_read_once_and_no_script_is_said_to_hold_it() -> (
    None
):
    article = extract_html(page(f"<main>{H1}{ALL * 3}</main>"), url="https://agnarli.example/az/1")
    assert [article.text.count(s) for s in S] == [1] * len(S)
    assert article.extractor.settings["way"] != "data of its scripts"


@pytest.mark.parametrize("name", ["<h3>{}</h3>", "<p><b>{}</b></p>", "<p>{} də məhkəmədədir.</p>"])
def test_what_is_said_of_one_person_after_the_other_in_the_same_words_stays(name: str) -> None:
    people = ("Əli Vəliyev", "Aysel Quliyeva")
    body = paragraphs(S[:2]) + "".join(name.format(each) + paragraphs(S[2:]) for each in people)
    text = extract_html(page(f"<article>{H1}{body}</article>"), url="https://a.example/1").text
    assert [text.count(s) for s in S[2:]] == [2] * 10


def test_a_sentence_that_comes_again_stays() -> None:
    refrain = S[0]
    body = f"<article>{H1}" + "".join(f"<p>{s}</p><p>{refrain}</p>" for s in S[1:]) + "</article>"
    text = extract_html(page(body), url="https://agnarli.example/az/1").text
    assert text.count(refrain) == 11


@pytest.mark.parametrize("count", [12, 96])
def test_a_longer_article_below_takes_the_place_of_none(count: int) -> None:
    other = paragraphs([OTHER[0].replace("0", str(n)) for n in range(count)])
    body = (
        f"<main><article class=first>{H1}<div class=body>{ALL}{ALL.replace('ib', 'ıb')}</div></article>"
        f"<article class=next><h2>Yol təmir olunub</h2><div class=body>{other}</div></article></main>"
    )
    text = extract_html(page(body), url="https://agnarli.example/az/1").text
    assert [s for s in S if s not in text] == []
    assert "avtobus" not in text


def test_a_text_beside_what_is_hardly_any_is_the_article() -> None:
    teaser = "<section class=top><p>Bu gün hava isti olacaq, axşama yağış gözlənilir deyirlər.</p></section>"
    assert missing(f"<main>{teaser}<div class=story>{H1}<div>{ALL}</div></div></main>") == []


# The other way round: what is hidden or called furniture, beside an article


BESIDE = {
    "an aside": "<aside><p>{}</p><p>{}</p></aside>",
    "a hidden dialog": "<div style='display:none' class=modal><p>{}</p><p>{}</p></div>",
    "a hidden offer": "<div hidden class=offer><a href=/x>{}</a><p>{}</p></div>",
    "a template": "<template><p>{}</p><p>{}</p></template>",
    "a noscript": "<noscript><p>{}</p><p>{}</p></noscript>",
}


@pytest.mark.parametrize("beside", BESIDE.values(), ids=list(BESIDE))
def test_what_stands_beside_an_article_is_not_taken_for_it(beside: str) -> None:
    said = "Çaynik alan hər kəsə ikinci çaynik pulsuz verilir, tələsin."
    body = f"<main>{beside.format(said, said)}<article>{H1}{ALL}</article></main>"
    text = extract_html(page(body), url="https://agnarli.example/az/1").text
    assert [s for s in S if s not in text] == []
    assert "Çaynik" not in text


BELOW = {
    "a hidden dialog": "<div class=modal style='display:none'>{}</div>",
    "one by its role": "<div role=dialog hidden>{}</div>",
    "a hidden letter": "<div class=newsletter-content hidden>{}</div>",
    "hidden comments": "<div id=comments style='display:none'>{}</div>",
    "a hidden consent": "<div class=cookie-consent hidden>{}</div>",
    "a template": "<div class=js-template style='display: none'>{}</div>",
}


@pytest.mark.parametrize("beside", BELOW.values(), ids=list(BELOW))
@pytest.mark.parametrize("around", ["<article>{}{}</article>", "<article>{}</article>{}"])
def test_what_is_hidden_below_an_article_and_is_not_its_rest_is_not_taken_in(
    beside: str, around: str
) -> None:
    said = "Çaynik alan hər kəsə ikinci çaynik pulsuz verilir, bunu redaksiyamız bildirir."
    hidden = beside.format(f"<p>{said}</p><p>{said} Tələsin.</p>")
    article = extract_html(page(around.format(H1 + ALL, hidden)), url="https://a.example/1")
    assert [s for s in S if s not in article.text] == []
    assert "Çaynik" not in article.text
    assert sum(each.blocks for each in article.left_out) >= 2


@pytest.mark.parametrize("name", ["class=more", "id=read-more-text", "class='collapse'", ""])
def test_the_rest_that_is_hidden_below_is_taken_in(name: str) -> None:
    rest = f"<div style='display:none' {name}>{paragraphs(S[6:])}</div>"
    assert missing(f"<article>{H1}<div>{paragraphs(S[:6])}</div>{rest}</article>") == []


# Generated containers


TAGS = (
    "div",
    "section",
    "x-story",
    "span",
    "font",
    "center",
    "main",
    "u",
    "article",
    "details open",
)
CLASSES = ("", "a", "Story_body__x1Z9", "txt-wrap", "paywall-content", "col-md-8", "is-open", "rich_text")  # fmt: skip


@settings(max_examples=80, deadline=None, derandomize=True)
@given(
    around=st.lists(st.tuples(st.sampled_from(TAGS), st.sampled_from(CLASSES)), max_size=5),
    each=st.lists(st.tuples(st.sampled_from(TAGS), st.sampled_from(CLASSES)), max_size=3),
    inner=st.sampled_from(["<p>{}</p>", "<div>{}</div>", "{}<br><br>", "<p><span>{}</span></p>"]),
)
def test_whatever_holds_the_paragraphs_they_are_read(
    around: list[tuple[str, str]], each: list[tuple[str, str]], inner: str
) -> None:
    body = "".join(_within(inner.format(s), each) for s in S)
    text = extract_html(
        f"<html><head><title>{TITLE}</title></head><body>{MENU}{H1}{_within(body, around)}{FOOT}".encode(),
        url="https://agnarli.example/az/1",
    ).text
    assert [s for s in S if s not in text] == []
    assert [word for word in FURNITURE if word in text] == []


def _within(text: str, around: list[tuple[str, str]]) -> str:
    for tag, name in around:
        text = f"<{tag} class='{name}'>{text}</{tag.split()[0]}>"
    return text
