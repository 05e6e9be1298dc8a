"""Every sentence between the first and the last of an article is in it, whatever holds it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dragoman.archiver.article.html import extract_html

TITLE = "Jurnalistin həbs müddəti üç ay uzadılıb"
SENTENCES = (
    "Məhkəmə iclasında prokuror ittiham aktını elan edib və vəkil buna etiraz edib.",
    "Hakim vəsatəti təmin etməyib, növbəti iclas iyunun on ikisinə təyin olunub.",
    "Vəkilin sözlərinə görə, müvəkkilinin səhhəti son həftələrdə xeyli pisləşib.",
    "Ona həkim müayinəsi lazımdır, lakin rəhbərlik bunun üçün icazə verməyib.",
    "Ailə üzvləri deyir ki, görüşlərə iki aydır icazə verilmir və məktublar çatmır.",
    "Şahid kimi çağırılan qonşu hadisə yerində olmadığını açıq şəkildə bildirib.",
    "Müdafiə tərəfi kamera yazılarının işə əlavə edilməsini təkrar xahiş edib.",
    "Prokuror bu yazıların itdiyini söyləyib, səbəbini isə izah edə bilməyib.",
    "Zala yalnız iki nəfər buraxılıb, qalan jurnalistlər küçədə gözləməli olub.",
    "Hüquq müdafiəçiləri qərarı siyasi motivli sayır və şikayət hazırlayırlar.",
    "Şikayət əvvəlcə Apellyasiya Məhkəməsinə, sonra isə Strasburqa göndəriləcək.",
    "Oxşar işlərdə pozuntu tanınıb və dövlət kompensasiya ödəməyə məcbur olub.",
)
MENU = (
    "<nav><ul><li><a href=/>Ana səhifə</a></li><li><a href=/siyaset>Siyasət</a></li>"
    "<li><a href=/idman>İdman</a></li></ul></nav>"
)
FOOT = (
    "<footer><p>© 2026 Ağnarlı Agentliyi. Bütün hüquqlar qorunur.</p>"
    "<p>Məlumatdan istifadə edərkən istinad etmək mütləqdir.</p></footer>"
)
FURNITURE = ("Ana səhifə", "Siyasət", "İdman", "Agentliyi", "istinad")
HOLDERS = {
    "article": "<article><h1>{title}</h1>{body}</article>",
    "a body that is marked": '<div class="article-body"><h1>{title}</h1>{body}</div>',
    "nothing that is marked": "<div><h1>{title}</h1><div>{body}</div></div>",
    "main": "<main><h1>{title}</h1><section>{body}</section></main>",
}
# What four sentences in the middle stand in, four paragraphs before and four behind them.
MIDDLES = {
    "div": "<div>{}</div>",
    "section": "<section>{}</section>",
    "center": "<center>{}</center>",
    "div span": "<div><span>{}</span></div>",
    "div b": "<div><b>{}</b></div>",
    "div dir": "<div dir=auto>{}</div>",
    "div in divs": "<div><div><div>{}</div></div></div>",
    "div with a link at its end": "<div>{} <a href=/x>Ətraflı burada yazılıb.</a></div>",
    "div that begins with a link": "<div><a href=/x>Bu barədə</a> {}</div>",
    "text": "{}<br><br>",
    "font": "<font size=3>{}</font><br><br>",
    "quotation": "<blockquote>{}</blockquote>",
    "quotation of paragraphs": "<blockquote><p>{}</p></blockquote>",
    "cell": "<table><tr><td>{}</td></tr></table>",
    "heading": "<h3>{}</h3>",
    "pre": "<pre>{}</pre>",
    "element of its own": "<story-text>{}</story-text><br><br>",
    "paragraph in italics": "<p><i>{}</i></p>",
    "div of a widget": '<div class="elementor-widget"><div>{}</div></div>',
    "div of an embedded object": '<div class="embed-responsive prose"><p>{}</p></div>',
    "div in a column": '<div class="content-bar"><p>{}</p></div>',
    "details": "<details open><summary>Sual</summary>{}</details>",
}
LISTS = {
    "bullets": "<ul>{}</ul>",
    "numbers": "<ol>{}</ol>",
    "bullets in a div": "<div class=list><ul>{}</ul></div>",
}


def page(body: str) -> bytes:
    return (
        f"<!DOCTYPE html><html lang=az><head><meta charset=utf-8><title>{TITLE}</title></head>"
        f"<body>{MENU}{body}{FOOT}</body></html>"
    ).encode()


def paragraphs(sentences: tuple[str, ...]) -> str:
    return "".join(f"<p>{sentence}</p>" for sentence in sentences)


def around(middle: str) -> str:
    return paragraphs(SENTENCES[:4]) + middle + paragraphs(SENTENCES[8:])


def missing(body: str) -> list[str]:
    text = extract_html(page(body), url="https://agnarli.example/az/1").text
    assert [word for word in FURNITURE if word in text] == []
    return [sentence for sentence in SENTENCES if sentence not in text]


def middles() -> dict[str, str]:
    found = {
        name: "".join(pattern.format(sentence) for sentence in SENTENCES[4:8])
        for name, pattern in MIDDLES.items()
    }
    items = "".join(f"<li>{sentence}</li>" for sentence in SENTENCES[4:8])
    found |= {name: pattern.format(items) for name, pattern in LISTS.items()}
    pairs = "".join(
        f"<dt>{ask}</dt><dd>{answer}</dd>"
        for ask, answer in zip(SENTENCES[4:8:2], SENTENCES[5:8:2], strict=True)
    )
    return found | {"definitions": f"<dl>{pairs}</dl>"}


@pytest.mark.parametrize("middle", middles().values(), ids=list(middles()))
@pytest.mark.parametrize("holder", HOLDERS.values(), ids=list(HOLDERS))
def test_what_stands_in_the_middle_is_kept_whole(holder: str, middle: str) -> None:
    assert missing(holder.format(title=TITLE, body=around(middle))) == []


S = SENTENCES
WHOLE = {
    "text with line breaks": "<div><h1>{title}</h1><div>" + "<br><br>".join(S) + "</div></div>",
    "text with single line breaks": "<div><h1>{title}</h1><div>" + "<br>".join(S) + "</div></div>",
    "a lead in text": f"<div><h1>{{title}}</h1><div>{S[0]}{paragraphs(S[1:])}</div></div>",
    "a lead in bold": f"<div><h1>{{title}}</h1><div><b>{S[0]}</b><br>{paragraphs(S[1:])}</div></div>",
    "a lead in bold and a text with breaks": (
        f"<div><h1>{{title}}</h1><div><b>{S[0]}</b><br>" + "<br><br>".join(S[1:]) + "</div></div>"
    ),
    "divs alone": "<div><h1>{title}</h1><div>" + "".join(f"<div>{s}</div>" for s in S) + "</div></div>",
    "divs alone, in an article": (
        "<article><h1>{title}</h1>" + "".join(f"<div>{s}</div>" for s in S) + "</article>"
    ),
    "spans alone": (
        "<article><h1>{title}</h1>" + "".join(f"<div><span>{s}</span></div>" for s in S) + "</article>"
    ),
    "sections of two": (
        "<main><h1>{title}</h1>"
        + "".join(f"<section><h2>Bölmə {n}</h2>{paragraphs(S[n : n + 2])}</section>" for n in range(0, 12, 2))
        + "</main>"
    ),
    "questions and answers": (
        "<article><h1>{title}</h1>"
        + "".join(
            f"<div class=faq-item><div class=question><b>{S[n]}</b></div>"
            f"<div class=answer><p>{S[n + 1]}</p></div></div>"
            for n in range(0, 12, 2)
        )
        + "</article>"
    ),
    "a body called an embedded object": (
        f'<div class=page><h1>{{title}}</h1><div class="embed-responsive prose max-w-none">{paragraphs(S)}</div></div>'
    ),
    "a body cut by an advertisement": (
        f"<article><h1>{{title}}</h1><div class=chunk>{paragraphs(S[:6])}</div>"
        f"<div class=ad>Reklam</div><div class=chunk>{paragraphs(S[6:])}</div></article>"
    ),
    "a table for layout": (
        f"<table><tr><td><h1>{{title}}</h1></td></tr><tr><td>{paragraphs(S)}</td></tr></table>"
    ),
    "one paragraph a cell": (
        "<table>" + "".join(f"<tr><td>{s}</td></tr>" for s in S) + "</table>"
    ),
}  # fmt: skip


@pytest.mark.parametrize("layout", WHOLE.values(), ids=list(WHOLE))
def test_a_whole_layout_is_kept_whole(layout: str) -> None:
    assert missing(layout.format(title=TITLE)) == []


# Generated articles


BLOCKS = [*MIDDLES.values(), "<p>{}</p>", "<p><b>{}</b></p>", "<ul><li>{}</li></ul>", "<h2>{}</h2>"]
# None of it is the article, wherever it stands.
BETWEEN = [
    "<div class=ad><p>Reklam: {} almaq üçün bizə zəng edin və ya mağazaya gəlin.</p></div>",
    "<aside><h3>Oxşar</h3><p>{} haqqında başqa bir xəbər burada oxuna bilər.</p></aside>",
    '<div class="related-news"><ul><li><a href=/2>{} qiymətləri yenə qalxıb</a></li></ul></div>',
    '<div class="share-buttons"><span>{} paylaşılıb</span></div>',
    "<ul><li><a href=/3>{} satışa çıxarılıb</a></li><li><a href=/4>Hava isinir</a></li></ul>",
    '<div id="newsletter"><p>Hər səhər {} bülletenini poçtla almaq üçün yazılın.</p></div>',
    '<div class="comments"><p>Qonaq: {} barədə yazılanlar doğrudur, təşəkkürlər.</p></div>',
    "<nav><a href=/>Ana səhifə</a> <a href=/x>{} bölməsi</a></nav>",
]  # fmt: skip
NAMES = ("Çaynik", "Velosiped", "Soyuducu", "Qələm")


@settings(max_examples=120, deadline=None, derandomize=True)
@given(
    holder=st.sampled_from(list(HOLDERS.values())),
    blocks=st.lists(st.sampled_from(BLOCKS), min_size=6, max_size=6),
    between=st.lists(
        st.tuples(st.integers(0, 11), st.sampled_from(BETWEEN), st.sampled_from(NAMES)),
        max_size=4,
    ),
)
def test_no_sentence_is_missing_and_none_of_the_furniture_is_in(
    holder: str, blocks: list[str], between: list[tuple[int, str, str]]
) -> None:
    pieces = [f"<p>{sentence}</p>" for sentence in SENTENCES]
    pieces[3:9] = [block.format(s) for block, s in zip(blocks, SENTENCES[3:9], strict=True)]
    for place, furniture, name in between:
        pieces[place] += furniture.format(name)
    body = holder.format(title=TITLE, body="".join(pieces))
    text = extract_html(page(body), url="https://agnarli.example/az/1").text
    assert [sentence for sentence in SENTENCES if sentence not in text] == []
    assert [name for name in NAMES if name in text] == []
    assert [word for word in FURNITURE if word in text] == []
