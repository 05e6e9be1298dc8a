"""The footnotes of an article are read with it, wherever they stand; what only looks like them is not."""

from __future__ import annotations

import pytest

from dragoman.archiver.article.html import extract_html
from tests.archiver.article.test_layouts import SENTENCES, TITLE, page, paragraphs

NOTES = (
    "Bu barədə müdafiə tərəfinin may ayının üçündə verdiyi ərizəyə baxın.",
    "Rəqəmləri vəkillər kollegiyası aprel ayında yazılı şəkildə təsdiq edib.",
)


def marked(mark: str) -> str:
    """The article, with a mark behind its second sentence and its ninth."""
    said = [
        sentence + mark.format(n={1: 1, 8: 2}[n]) if n in (1, 8) else sentence
        for n, sentence in enumerate(SENTENCES)
    ]
    return f"<article><h1>{TITLE}</h1>{paragraphs(tuple(said))}</article>"


LINKED = '<sup><a href="#n{n}">{n}</a></sup>'
PLAIN = "<sup>{n}</sup>"
ITEMS = "".join(f'<li id="n{n}">{note}</li>' for n, note in enumerate(NOTES, 1))
LINES = "".join(f'<p><a id="n{n}"></a>{n}. {note}</p>' for n, note in enumerate(NOTES, 1))
NAMELESS = "".join(f"<li>{note}</li>" for note in NOTES)
BELOW = {
    "a column": (LINKED, f"<aside><ol>{ITEMS}</ol></aside>"),
    "a footer": (LINKED, f"<footer><ol>{ITEMS}</ol></footer>"),
    "a part far below": (
        LINKED,
        f"<div><div><section><div><ol>{ITEMS}</ol></div></section></div></div>",
    ),
    "named lines": (LINKED, f"<div class=related>{LINES}</div>"),
    "the page's whole address": (
        '<a href="https://agnarli.example/az/1#n{n}">[{n}]</a>',
        f"<aside><ol>{ITEMS}</ol></aside>",
    ),
    "what is called so": (PLAIN, f"<div class=post__footnotes><ol>{NAMELESS}</ol></div>"),
    "what has the role": (PLAIN, f"<aside role=doc-endnotes><ol>{NAMELESS}</ol></aside>"),
}


@pytest.mark.parametrize(("mark", "notes"), BELOW.values(), ids=list(BELOW))
def test_footnotes_are_of_the_article(mark: str, notes: str) -> None:
    article = extract_html(page(marked(mark) + notes), url="https://agnarli.example/az/1")
    assert [note for note in NOTES if note not in article.text] == []
    assert [sentence for sentence in SENTENCES if sentence not in article.text] == []
    begins = [begin for each in article.left_out or () for begin in each.begins]
    assert not any(note.startswith(begin) for note in NOTES for begin in begins)


ELSEWHERE = {
    "a count of comments": f"<section class=comments id=n1><p>{NOTES[0]}</p><p>{NOTES[1]}</p></section>",
    "a link to a long part of the page": (
        f"<aside id=n1>{''.join(f'<p>{n}. {NOTES[0]} {NOTES[1]}</p>' for n in range(20))}</aside>"
    ),
    "a column that no mark leads to": f"<aside><ol>{NAMELESS}</ol></aside>",
    "notes of somebody else": f"<aside class=my-notes><ol>{NAMELESS}</ol></aside>",
}


@pytest.mark.parametrize("below", ELSEWHERE.values(), ids=list(ELSEWHERE))
def test_what_is_no_footnote_stays_out_and_is_counted(below: str) -> None:
    article = extract_html(page(marked(LINKED) + below), url="https://agnarli.example/az/1")
    assert [note for note in NOTES if note in article.text] == []
    assert article.left_out
    assert [sentence for sentence in SENTENCES if sentence not in article.text] == []


def test_a_table_of_contents_takes_nothing_in() -> None:
    contents = "<ul><li><a href=#n1>1</a> Birinci</li></ul>"
    below = f"<aside id=n1><p>{NOTES[0]}</p></aside>"
    article = extract_html(
        page(f"<nav>{contents}</nav>{marked('')}{below}"), url="https://a.example/1"
    )
    assert NOTES[0] not in article.text
