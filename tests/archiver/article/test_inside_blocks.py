"""What stands inside of a block: marks of footnotes, cells, quotations, questions."""

from __future__ import annotations

import pytest

from dragoman.archiver.article.html import extract_html
from dragoman.archiver.article.html_plain import is_crowded
from tests.archiver.article.test_layouts import SENTENCES, page, paragraphs


def parts(body: str) -> list[tuple[str, str]]:
    article = extract_html(page(f"<article>{body}</article>"), url="https://agnarli.example/az/1")
    return list(article.parts())


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("qərar<sup><a href='#n1'>1</a></sup> çıxarıb", "qərar 1 çıxarıb"),
        ("qərar<sup>1</sup> çıxarıb", "qərar 1 çıxarıb"),
        ("qərar<a href='#n1'><sup>[2]</sup></a> çıxarıb", "qərar [2] çıxarıb"),
        ("qərar.<sup>*</sup>", "qərar. *"),
        ("iki min m<sup>2</sup> sahə", "iki min m2 sahə"),
        ("10<sup>th</sup> street", "10th street"),
    ],
)
def test_a_mark_is_not_glued_to_a_word(written: str, text: str) -> None:
    found = parts(f"<p>{SENTENCES[0]} {written}</p>{paragraphs(SENTENCES[1:])}")
    assert found[0] == ("paragraph", f"{SENTENCES[0]} {text}")


def test_a_quotation_in_a_joined_body_stays() -> None:
    chunk = "<div class=chunk>{}</div><div class=ad>Reklam</div>"
    quoted = f"<blockquote>{SENTENCES[6]}</blockquote>"
    found = parts(
        chunk.format(paragraphs(SENTENCES[:6])) + chunk.format(quoted + paragraphs(SENTENCES[7:]))
    )
    assert [text for _, text in found] == list(SENTENCES)
    assert found[6] == ("quotation", SENTENCES[6])


def test_the_cells_of_a_table_and_its_caption_are_told_apart() -> None:
    table = (
        "<table><caption>Cəzalar, 2025</caption><tr><th>Ad</th><th>Şərh</th></tr>"
        "<tr><td><p>Lalə</p></td><td><div>30 sutka</div></td></tr></table>"
    )
    found = parts(paragraphs(SENTENCES[:6]) + table + paragraphs(SENTENCES[6:]))
    assert found[6:11] == [
        ("caption", "Cəzalar, 2025"),
        *(("cell", text) for text in ("Ad", "Şərh", "Lalə", "30 sutka")),
    ]


def test_a_script_with_tags_in_it_makes_no_page_a_crowded_one() -> None:
    script = '<script>if (a<b) { c = "x\'" } ' + "d = 'e' ; " * 2000 + "</script>"
    assert not is_crowded(script)
    assert not is_crowded('<p title="a"b"> ' + "söz " * 2000 + "<p title='x'>")
    assert is_crowded("<p " + " ".join(f"a{n}" for n in range(600)) + ">")
    # Parsers differ in whether a script begins here.
    many = " ".join(f"a{n}" for n in range(30_000))
    assert is_crowded(f"<title><script></title><p {many}>")
    assert not is_crowded(f"<script>if (a<b) {many}</script>".replace(" a2", ";>a2"))
    assert is_crowded(f"<script>x</script><p {'a ' * 600}>")
    assert [text for _, text in parts(script + paragraphs(SENTENCES))] == list(SENTENCES)


def test_links_to_other_articles_go_and_links_within_a_sentence_stay() -> None:
    related = "<p>Oxuyun: <a href=/2>Yolun təmiri yenə yubanır</a></p>"
    said = f'<p><a href="/3">{SENTENCES[5]}</a></p>'
    place = "<p>Bakı: <a href=/b>Nərimanov</a>, <a href=/s>Sabunçu</a>, <a href=/x>Xətai</a></p>"
    found = [text for _, text in parts(
        paragraphs(SENTENCES[:5]) + related + said + place + paragraphs(SENTENCES[6:])
    )]  # fmt: skip
    assert not any("Yolun" in text for text in found)
    assert "Bakı: Nərimanov, Sabunçu, Xətai" in found
