"""`Content-Type` in the forms that servers write it in, and what Chromium makes of each."""

from __future__ import annotations

import re
import tempfile
from pathlib import Path

import pytest
import webencodings
from hypothesis import given
from hypothesis import strategies as st

from dragoman.archiver.body.charset import decode
from dragoman.archiver.body.content_type import read_content_type
from dragoman.archiver.body.encodings import known_encoding
from dragoman.archiver.body.first_bytes import media_type
from tests.support.chromium import Chromium
from tests.support.raw_server import RawServer, routes

HTML, PLAIN, XHTML = "text/html", "text/plain", "application/xhtml+xml"
KOI, CP = "koi8-r", "windows-1251"
# The headers of a response, the media type, the charset; what Chromium makes of it where that is
# something else: it asks where to save it, or does not see the charset.
SAVES, DEAF = "saves it", "sees no charset"
Form = tuple[tuple[str, ...], str, str | None, str]
FORMS: tuple[Form, ...] = (
    ((), HTML, None, ""),
    (("",), HTML, None, ""),
    (("text/html",), HTML, None, ""),
    (("TEXT/HTML; CHARSET=KOI8-R",), HTML, KOI, ""),
    (("Text/Html;Charset=Koi8-R",), HTML, KOI, ""),
    (('text/html; charset="koi8-r"',), HTML, KOI, ""),
    (("text/html; charset='koi8-r'",), HTML, KOI, DEAF),
    (("text/html;charset=koi8-r",), HTML, KOI, ""),
    (("text/html ; charset = koi8-r",), HTML, KOI, DEAF),
    (("text/html;charset= koi8-r",), HTML, KOI, ""),
    (("text/html charset=koi8-r",), HTML, KOI, DEAF),
    (("text/html\tcharset=koi8-r",), HTML, KOI, DEAF),
    (("text/html;\tcharset=koi8-r",), HTML, KOI, ""),
    (("text/html, charset=koi8-r",), HTML, KOI, DEAF),
    (("text/html;charset:koi8-r",), HTML, KOI, DEAF),
    (("text/html; encoding=koi8-r",), HTML, KOI, DEAF),
    (("text/html; koi8-r",), HTML, KOI, DEAF),
    (("text/html; charset=koi8-r;",), HTML, KOI, ""),
    (("text/html;;charset=koi8-r",), HTML, KOI, ""),
    (("text/html; ; charset=koi8-r",), HTML, KOI, ""),
    (('"text/html; charset=koi8-r"',), HTML, KOI, SAVES),
    (("'text/html; charset=koi8-r'",), HTML, KOI, SAVES),
    (('"text/html"; charset=koi8-r',), HTML, KOI, SAVES),
    (("text/html; charset=koi8-r; charset=windows-1251",), HTML, KOI, ""),
    (("text/html; charset=windows-1251; charset=koi8-r",), HTML, CP, ""),
    (("text/html; charset=nonsense; charset=koi8-r",), HTML, KOI, DEAF),
    (("text/html; charset=; charset=koi8-r",), HTML, KOI, ""),
    (("text/html; charset=charset=koi8-r",), HTML, KOI, DEAF),
    (("text/html; charset=text/html; charset=koi8-r",), HTML, KOI, DEAF),
    (("text/html, text/html; charset=koi8-r",), HTML, KOI, ""),
    (("text/html; charset=koi8-r, text/html",), HTML, KOI, ""),
    (("text/html; charset=koi8-r, text/html; charset=windows-1251",), HTML, CP, ""),
    (("text/plain, text/html; charset=koi8-r",), HTML, KOI, ""),
    (("text/html; charset=koi8-r, text/plain",), PLAIN, None, ""),
    (("text/html; charset=koi8-r", "text/html"), HTML, KOI, ""),
    (("text/html", "text/html; charset=koi8-r"), HTML, KOI, ""),
    (("text/plain; charset=windows-1251", "text/html; charset=koi8-r"), HTML, KOI, ""),
    (("text/html; charset=koi8-r", "text/plain; charset=windows-1251"), PLAIN, CP, ""),
    (("text/html; charset=koi8-r", ""), HTML, KOI, ""),
    (("", "text/html; charset=koi8-r"), HTML, KOI, ""),
    (("text/html; charset=koi8-r", "*/*"), HTML, KOI, ""),
    (("*/*",), HTML, None, ""),
    (("*/*, text/html; charset=koi8-r",), HTML, KOI, ""),
    (("text/html; version=1; charset=koi8-r",), HTML, KOI, ""),
    (("text/html; charset=koi8-r; boundary=x",), HTML, KOI, ""),
    (('text/html; a="b; charset=windows-1251"; charset=koi8-r',), HTML, KOI, ""),
    (('text/html; a="b, c"; charset=koi8-r',), HTML, KOI, ""),
    (("text/html; charset=koi8-r (Russian)",), HTML, KOI, DEAF),
    (("text/html (page); charset=koi8-r",), HTML, KOI, ""),
    (("charset=koi8-r",), HTML, KOI, DEAF),
    (("; charset=koi8-r",), HTML, KOI, DEAF),
    (("text",), HTML, None, ""),
    (("html",), HTML, None, ""),
    (("/html",), HTML, None, SAVES),
    (("text\\html; charset=koi8-r",), HTML, KOI, DEAF),
    (("Content-Type: text/html; charset=koi8-r",), HTML, KOI, DEAF),
    (("text/html; charset=koi8_r",), HTML, KOI, ""),
    (("text/html; charset=cp1251",), HTML, CP, ""),
    (("text/html; charset=win-1251",), HTML, CP, DEAF),
    (("text/html; charset=utf8",), HTML, "utf-8", ""),
    (("text/html; charset=UTF-8",), HTML, "utf-8", ""),
    (('text/html; charset="utf-8',), HTML, "utf-8", ""),
    (('text/html; charset=utf-8"',), HTML, "utf-8", DEAF),
    (('text/html; charset=\\"utf-8\\"',), HTML, "utf-8", DEAF),
    (("text/html\u00a0; charset=koi8-r",), HTML, KOI, DEAF),
    (("text/html; charset=“koi8-r”",), HTML, KOI, DEAF),
    (("text/html; charset=koi8-r/utf-8",), HTML, KOI, DEAF),
    (("application/xhtml+xml; charset=koi8-r",), XHTML, KOI, ""),
    (("APPLICATION/XHTML+XML",), XHTML, None, ""),
    (("text/plain",), PLAIN, None, ""),
    (("text/plain; charset=koi8-r",), PLAIN, KOI, ""),
    (("application/octet-stream",), HTML, None, SAVES),
    (("application/octet-stream; charset=koi8-r",), HTML, KOI, SAVES),
    (("binary/octet-stream",), HTML, None, SAVES),
    (("application/force-download",), HTML, None, SAVES),
    (("unknown/unknown",), HTML, None, ""),
    (("application/unknown",), HTML, None, ""),
)  # fmt: skip
PAGE = b"<!doctype html><title>t</title><p>Only letters of ASCII.</p>"
XPAGE = (
    b"<?xml version='1.0'?><html xmlns='http://www.w3.org/1999/xhtml'><head><title>t</title>"
    b"</head><body><p>Only letters of ASCII.</p></body></html>"
)


def page(form: Form) -> bytes:
    return XPAGE if form[1] == XHTML else PAGE


def named(form: Form) -> str:
    return " | ".join(form[0]) or "none"


def test_there_are_enough_of_them() -> None:
    assert len({form[0] for form in FORMS}) == len(FORMS) >= 50


@pytest.mark.parametrize("form", FORMS, ids=named)
def test_a_form_is_read(form: Form) -> None:
    lines, mime, charset, _ = form
    value = ", ".join(lines) or None
    assert media_type(value, [page(form)]) == mime
    decoded = decode(page(form), value)
    assert (decoded.encoding, decoded.source) == (
        (charset, "http") if charset else ("utf-8", "default" if mime != XHTML else decoded.source)
    )


@pytest.mark.skipif(Chromium.find() is None, reason="needs Chromium")
@pytest.mark.long
def test_chromium_makes_the_same_of_them_but_where_it_is_said() -> None:
    answers = {f"/{n}": _answer(form) for n, form in enumerate(FORMS)}
    wrong = {}
    with (
        RawServer(routes(answers)) as server,
        tempfile.TemporaryDirectory() as folder,
        Chromium(Path(folder)) as browser,
    ):
        for n, form in enumerate(FORMS):
            found = _shown(browser, server.url(f"/{n}"))
            if not _agrees(form, found):
                wrong[named(form)] = found
    assert wrong == {}


def _answer(form: Form) -> bytes:
    body = page(form)
    head = ["HTTP/1.1 200 OK", f"Content-Length: {len(body)}"]
    head += [f"Content-Type: {line}" for line in form[0]]
    return ("\r\n".join(head) + "\r\n\r\n").encode() + body


def _shown(browser: Chromium, url: str) -> tuple[str, str] | None:
    """The type and the charset of the document; None where the browser shows none."""
    browser.command("Page.navigate", url="about:blank")
    if browser.command("Page.navigate", url=url).get("errorText"):
        return None
    browser.wait("document.readyState === 'complete'")
    mime, charset = browser.run("[document.contentType, document.characterSet]")
    return mime, charset


def _agrees(form: Form, found: tuple[str, str] | None) -> bool:
    _, mime, charset, otherwise = form
    if found is None or otherwise == SAVES:
        return found is None and otherwise == SAVES
    standard = webencodings.lookup(found[1])
    assert standard is not None
    same = known_encoding(standard.name) == charset
    if otherwise == DEAF:
        return found[0] == mime and not same
    return found[0] == mime and (same or charset is None)


@pytest.mark.parametrize(
    ("value", "charsets"),
    [("text/html; charset=a; charset=b", ("a", "b")), ("text/html; charset=a, text/html", ("a",)),
     ("text/html; charset=a, text/html; charset=b", ("b", "a")), (None, ()), ("text/html", ())],
)  # fmt: skip
def test_charsets_come_in_the_order_in_which_they_count(
    value: str | None, charsets: tuple[str, ...]
) -> None:
    assert read_content_type(value).charsets == charsets


def test_a_type_that_is_named_is_not_doubted() -> None:
    assert media_type("image/png", [PAGE]) == "image/png"
    assert media_type("application/json; charset=utf-8", [PAGE]) == "application/json"
    assert media_type("application/octet-stream", [b"\x00\x01\x02" * 99]) == (
        "application/octet-stream"
    )
    assert media_type(None, [b"plain words"]) is None
    assert media_type(None) is None


@given(st.text(max_size=80) | st.from_regex(r"[a-z/; =,\"'*-]{0,60}"))
def test_any_header_is_read_to_a_type_or_none(value: str) -> None:
    found = read_content_type(value)
    assert found.mime == "" or re.fullmatch(r"[^\s/;,\"']+/[^\s/;,\"']+", found.mime)


def test_a_long_header_takes_no_longer_than_its_length() -> None:
    for piece in ("text/html ", '"', '="', ",", "charset=", " = ", "charset = '"):
        assert read_content_type(piece * 100_000).mime in ("", HTML)
