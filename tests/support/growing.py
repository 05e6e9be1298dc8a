"""Every function that takes text of others, and texts that would make a careless one slow."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from typing import Any

from dragoman.errors import DragomanError
from tests.support.growth import Text

Run = Callable[[str], object]

UNITS = (
    "(", ")", "[", "{", "7", "7 ", "a", "a ", "A", "Aa ", "Ə", "Ж", "ж ", "aЖ", "0,", "1.", "1 0", " ", "\t", "\n", "\r\n", " \n",
    "\u2028", "\"", "'", "«", "“a”", "’", "a'", "a-", "-", "— ", "–", ".", "!", "…", ". ", "a. ", "a.", "А. ", ":", ": ", "; ", ";", ",", "<", "<a", "<a ", "<a b>", "</a", "<!--", "-->", "<!", "]]>",
    "&", "&amp;", "&#", "&#1", ">", "=", "=\"", "/", "//", "http://", "http://a ", "www.", "www.a", "@", "a@", "@a", "a.b@c", "#", "#a", "_", "a_", "+", "+1 ", "%", "%2", "?", "*", "\\",
    "\u0301", "a\u0301", "ə\u0307", "\u200d", "\u00ad", "\u202e", "\ufeff", "\U0001f600", "\ud800", "中", "ا", "日本。", "aб", "İ", "ı", "не ", "не", "by ", "by", "от ", "translated ", "from ", "перевод", "машин", "2025 ", "24 noyabr ", "24.11.", "2025-11-", "1 января ", "12:30", "18+", "текст ", "настоящий материал ", "© ", "more from ", "read more: ",
    "Mammadov ", "Məmmədov-", "Мамедов.", "O'", "the the ", "a b c d ", "abcd", "mən ", "И. ", "т.д. ", "г. ", "1) ", "• ", "(a) ", "a!a", "Aaa.Bbb", "qız", "ova ", "\x00", "\x1b[", "aaaa\n", "Aaaa bbbb. ", "ма", "IV", "V ", "yoxdur ",
)  # fmt: skip
ENDS = ("", "!")
PLAIN = tuple(Text(unit, end=end) for unit in UNITS for end in ENDS)

URL = "https://xeber.example/2025/mehkeme"
SHORT = "Məhkəmə Anar Məmmədovu 24 noyabr 2025-ci ildə azad etmədi. "


def _body(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def _html(text: str) -> object:
    from dragoman.archiver.article.html import extract_html

    return extract_html(_body(text), url=URL)


def _inside(text: str) -> object:
    """The text within a page, as its prose."""
    return _html(f"<html><body><article><h1>Xəbər</h1><p>{SHORT * 5}</p><p>{text}</p></article>")


def _head(text: str) -> object:
    """The text in all that a page says of itself."""
    safe = text.replace('"', "&quot;").replace("<", "&lt;")
    return _html(
        f'<html><head><title>{safe}</title><meta name="author" content="{safe}">'
        f'<meta property="article:published_time" content="{safe}">'
        f'<link rel="canonical" href="{safe}"></head><body><p>{SHORT * 5}</p></body>'
    )


def _plain_text(text: str) -> object:
    from dragoman.archiver.article.plaintext import extract_text

    return extract_text(_body(text), url=URL)


def _charset(text: str) -> object:
    from dragoman.archiver.body.charset import decode

    return decode(_body(text)), decode(b"<meta charset=" + _body(text))


def _plain_html(text: str) -> object:
    from dragoman.archiver.article import html_plain

    return (
        html_plain.nesting(text), html_plain.is_crowded(text), html_plain.plain_title(text),
        html_plain.plain_parts(text),
    )  # fmt: skip


def _links(text: str) -> object:
    from dragoman.archiver.requisites.css_links import css_links
    from dragoman.archiver.requisites.html_links import html_links
    from dragoman.archiver.requisites.link import srcset_urls
    from dragoman.archiver.requisites.script_links import manifest_links, module_links

    return (
        html_links(text, URL, documents=True), srcset_urls(text), css_links(text, URL, "css"),
        manifest_links(text, URL), module_links(text, URL),
    )  # fmt: skip


def _lines(text: str) -> object:
    from dragoman.archiver.article.head.byline import names_in
    from dragoman.archiver.article.head.machine_day import machine_day
    from dragoman.archiver.article.translation_note import (
        may_hold_note,
        translation_note,
        translation_of,
    )
    from dragoman.archiver.article.words.dateline import find_date, is_dateline, is_reading_time
    from dragoman.archiver.article.words.page_furniture import heading_words
    from dragoman.archiver.body.kept_characters import collapse, unescaped, visible
    from dragoman.archiver.verdict.judging import html_verdict
    from dragoman.archiver.verdict.leading import onward, refresh_lead, script_lead
    from dragoman.archiver.verdict.verdict import Answered

    return [
        each(text) for each in (
            collapse, unescaped, visible, find_date, is_dateline, is_reading_time, heading_words,
            may_hold_note, translation_note, translation_of,
            names_in, machine_day,
        )
    ], html_verdict(text, Answered(URL), text), [
        onward(text, text, URL), refresh_lead(text, text, URL), script_lead(text, URL)
    ]  # fmt: skip


def _headers(text: str) -> object:
    from dragoman.archiver.foreign.foreign_facts import http_date, memento_of
    from dragoman.archiver.foreign.foreign_head import looks_like_arc, opens_record, opens_warc
    from dragoman.archiver.requisites.link import resolved
    from dragoman.archiver.sighting.whereabouts import is_front, place
    from dragoman.archiver.visits.same_page import Mirrors
    from dragoman.archiver.web.urls import normalise

    raw = _body(text)
    return (
        http_date(text), looks_like_arc(raw), opens_record(raw), opens_warc(raw), is_front(text),
        memento_of({"memento-datetime": "Sat, 01 Nov 2025 10:00:00 GMT", "link": text}),
        place(URL + text, Mirrors()), resolved(URL, text), normalise(URL + "?" + text),
    )  # fmt: skip


def _language(text: str) -> object:
    from dragoman.translate import detect_document

    return detect_document([text])


def _segments(text: str) -> object:
    from dragoman.translate import segment

    return [segment(text, code) for code in ("az", "ru", "en", "ar", "und")]


def _protect(text: str) -> object:
    from dragoman.translate.text import protect

    return (
        protect.protected(text), protect.lost(text, text[: len(text) // 2]), protect.cut(text),
        protect.pieces(text), protect.has_words(text),
    )  # fmt: skip


def _letters(text: str) -> object:
    from dragoman.translate.language import letters
    from dragoman.translate.text import script, spelling
    from dragoman.translate.text.as_read import as_written_today, clean

    return [
        each(text) for each in (
            letters.is_bare, letters.latin_bonus, letters.cyrillic_bonus, letters.arabic_bonus,
            script.letters_by_script, script.letters_of_words, script.with_latin_schwa,
            script.azerbaijani_in_latin, spelling.fold, spelling.name_forms, as_written_today, clean,
        )
    ], list(spelling.capitalised(text))  # fmt: skip


def _clauses(text: str) -> object:
    from dragoman.translate.text.clauses import split_long

    return split_long(text, len, 200)


def _checks_source(text: str) -> object:
    from dragoman.translate.checks import check

    return check(text, "The court did not release Anar Mammadov.", "az", "en", _names())


def _checks_target(text: str) -> object:
    from dragoman.translate.checks import check

    return check(SHORT, text, "az", "en", _names()), check(text, text, "ru", "en", _names())


def _quantities(text: str) -> object:
    from dragoman.translate.checks.quantities.quantities import quantities

    return [quantities(text, code) for code in ("az", "ru", "en")]


def _checks_document(text: str) -> object:
    from dragoman.translate.checks.document import same_output

    pieces = [text[start : start + 20] for start in range(0, len(text), 20)]
    return same_output([(f"s{n} {each} x{n}", "The same output.") for n, each in enumerate(pieces)])


def _names() -> Any:
    from dragoman.translate.names.names import Names, parse

    return Names(parse("Anar Məmmədov,Anar Mammadov,x\nТекст,Text,x\n".encode(), "names.csv"))


def _find_names(text: str) -> object:
    from dragoman.translate.names.names import parse
    from dragoman.translate.names.suggest import suggest

    with contextlib.suppress(DragomanError):
        parse(_body(text), "names.csv")
    return _names().find(text), suggest([("1", "az", text)], _names())


def _difference(text: str) -> object:
    from dragoman.archiver.sighting import difference

    half = text[: len(text) // 2]
    old = difference.sentences(text)
    return (
        difference.held_share(old, half), difference.changes(text, half, text, half),
        difference.changes(half, text, half, text), difference.uncounted(text, half, text, half),
        difference.is_furniture(text), difference.marked(text, half),
    )  # fmt: skip


def _search(text: str) -> object:
    from dragoman.index.search.terms import terms

    return terms(text)


def _shown(text: str) -> object:
    from dragoman.desk.article.marks import found
    from dragoman.exchange.files.allowed_characters import comparable, legal
    from dragoman.exchange.wacz.posted import posted
    from dragoman.printing.terminal import plain
    from dragoman.translate.names.cell import from_cell, to_cell

    raw = _body(text)
    return (
        plain(text), legal(text), comparable(text), from_cell(to_cell(text)), found(text, [(0, 1)]),
        posted("application/x-www-form-urlencoded", raw), posted("application/json", raw),
        posted("multipart/form-data; boundary=a", raw),
    )  # fmt: skip


def _lists(text: str) -> object:
    from dragoman.archiver.lists.url_list import read_url_list

    return read_url_list(_body(text), "urls.txt")


def _ledger(text: str) -> object:
    from dragoman.provenance.anchors.anchor import read_waiting
    from dragoman.provenance.anchors.keys import read_public_keys
    from dragoman.provenance.ledger import parse_line

    for read in (read_waiting, read_public_keys, lambda line: parse_line(_body(line))):
        with contextlib.suppress(DragomanError, ValueError):
            read(text)
    return None


FUNCTIONS: dict[str, Run] = {
    each.__name__.lstrip("_"): each
    for each in (
        _html, _inside, _head, _plain_text, _charset, _plain_html, _links, _lines, _headers,
        _language, _segments, _protect, _letters, _clauses, _checks_source, _checks_target,
        _quantities, _checks_document, _find_names, _difference, _search, _shown, _lists, _ledger,
    )
}  # fmt: skip
