"""What an article gives as its sources is read with it; links to other articles are not."""

from __future__ import annotations

import pytest

from dragoman.archiver.article.html import extract_html
from tests.archiver.article.test_layouts import SENTENCES, TITLE, around, page

ADDRESSES = ("https://arxiv.example/doklad/2024.pdf", "www.qurum.example/hesabat-12")
CITED = {
    "a paragraph each": "".join(
        f"<p><a href='https://x.example/{n}'>{a}</a></p>" for n, a in enumerate(ADDRESSES)
    ),
    "a division each": "".join(
        f"<div><a href='https://x.example/{n}'>{a}</a></div>" for n, a in enumerate(ADDRESSES)
    ),
    "a list": "<ul>"
    + "".join(f"<li><a href='https://x.example/{n}'>{a}</a></li>" for n, a in enumerate(ADDRESSES))
    + "</ul>",
}


@pytest.mark.parametrize("cited", CITED.values(), ids=list(CITED))
def test_addresses_in_the_middle_of_a_text_are_read(cited: str) -> None:
    body = page(f"<article><h1>{TITLE}</h1>{around(cited)}</article>")
    text = extract_html(body, url="https://agnarli.example/az/1").text
    assert [address for address in ADDRESSES if address not in text] == []
    assert [sentence for sentence in SENTENCES[:4] + SENTENCES[8:] if sentence not in text] == []


SAID = "Nəzarət şurası bunu <a href=/a>iyulun üçündə yayılan və tam mətni burada olan hesabatda</a> təsdiq edib."
TEASERS = (
    "<a href=/1>Vəkil deyir ki, müvəkkili həbsxanada aclıq elan etməyə hazırlaşır</a> 2 saat əvvəl",
    "<a href=/2>Həbsdəki jurnalistin ailəsi yeni məktub yayıb və cavab gözləyir.</a>",
)


def test_an_item_that_is_a_sentence_is_none_of_the_links() -> None:
    item = f"<ul><li>{SAID}</li></ul>"
    text = extract_html(
        page(f"<article><h1>{TITLE}</h1>{around(item)}</article>"),
        url="https://agnarli.example/az/1",
    ).text
    assert "Nəzarət şurası bunu iyulun üçündə" in text


@pytest.mark.parametrize("teaser", TEASERS)
def test_an_item_that_is_a_headline_stays_out(teaser: str) -> None:
    item = f"<ul><li>{teaser}</li></ul>"
    article = extract_html(
        page(f"<article><h1>{TITLE}</h1>{around(item)}</article>"),
        url="https://agnarli.example/az/1",
    )
    assert "href" not in article.text and teaser.split(">")[1][:30] not in article.text
    assert article.left_out
