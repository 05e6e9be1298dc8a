"""Bytes become text: what is declared, checked against what the bytes can be."""

from __future__ import annotations

import codecs

import pytest
import webencodings
from hypothesis import given
from hypothesis import strategies as st
from webencodings.labels import LABELS

from dragoman.archiver.body.charset import decode
from dragoman.archiver.body.encodings import known_encoding

RUSSIAN = "Шестеро рыбаков подали жалобу на закрытие причала, сообщила Анна Резникова."
UKRAINIAN = "Її батьки поїхали до Києва, щоб оскаржити рішення суду."
AZERBAIJANI = "Müəllim Lalə Həmidova rayon məhkəməsinə şikayət edib."
TURKISH = "Öğretmen Işıl Güneş ilçe mahkemesine şikâyette bulundu, çünkü duruşma ertelendi."
GERMAN = "Die Bürgermeisterin grüßte die Gäste und öffnete die Tür."


@pytest.mark.parametrize("encoding", ["windows-1251", "koi8-r", "cp866", "iso-8859-5", "utf-8"])
@pytest.mark.parametrize("declared", [None, "utf-8", "windows-1251", "koi8-r", "iso-8859-1"])
def test_russian_is_read_whatever_is_declared(encoding: str, declared: str | None) -> None:
    header = f"text/html; charset={declared}" if declared else None
    assert decode(RUSSIAN.encode(encoding), header).text == RUSSIAN


@pytest.mark.parametrize("declared", ["windows-1251", "iso-8859-9", "windows-1252", None])
@pytest.mark.parametrize("text", [AZERBAIJANI, TURKISH, RUSSIAN, UKRAINIAN])
def test_utf8_is_seen_under_a_wrong_header(text: str, declared: str | None) -> None:
    decoded = decode(text.encode(), f"text/html; charset={declared}" if declared else None)
    assert (decoded.text, decoded.encoding) == (text, "utf-8")


@pytest.mark.parametrize("declared", ["iso-8859-9", "windows-1254", "iso-8859-1", "utf-8", None])
def test_turkish_letters_in_windows_1254(declared: str | None) -> None:
    header = f"text/html; charset={declared}" if declared else None
    assert decode(TURKISH.encode("windows-1254"), header).text == TURKISH


@pytest.mark.parametrize(
    ("text", "encoding"),
    [(GERMAN, "iso-8859-1"), (UKRAINIAN, "koi8-u"), (UKRAINIAN, "mac-cyrillic"),
     ("Zażółć gęślą jaźń, mówi Łucja.", "iso-8859-2"), ("Ο δάσκαλος μίλησε.", "windows-1253")],
)  # fmt: skip
def test_a_right_declaration_is_followed(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding), f"text/html; charset={encoding}").text == text


def test_a_byte_order_mark_comes_before_the_header() -> None:
    body = codecs.BOM_UTF16_LE + RUSSIAN.encode("utf-16-le")
    decoded = decode(body, "text/html; charset=windows-1251")
    assert (decoded.text, decoded.source) == (RUSSIAN, "bom")


WIDE = {
    "utf-16-le": codecs.BOM_UTF16_LE, "utf-16-be": codecs.BOM_UTF16_BE
}  # fmt: skip
CHINESE = "<!doctype html><title>记者</title><p>" + "法院将记者的羁押期延长三个月。" * 40


@pytest.mark.parametrize("encoding", WIDE)
@pytest.mark.parametrize(
    "declared", ["windows-1251", "utf-8", "utf-16", "utf-16be", "utf-16le", None]
)
@pytest.mark.parametrize("text", [RUSSIAN, AZERBAIJANI, f"<html><p>{RUSSIAN}", CHINESE])
def test_a_mark_of_utf16_counts_whatever_is_declared(
    text: str, declared: str | None, encoding: str
) -> None:
    header = f"text/html; charset={declared}" if declared else None
    decoded = decode(WIDE[encoding] + text.encode(encoding), header)
    assert (decoded.text, decoded.encoding, decoded.source) == (text, encoding, "bom")


@pytest.mark.parametrize("encoding", WIDE)
@pytest.mark.parametrize("declared", ["utf-16", "UTF-16LE", "utf-16be", "unicode"])
def test_utf16_that_is_declared_is_read_by_its_own_order(declared: str, encoding: str) -> None:
    decoded = decode(CHINESE.encode(encoding), f"text/html; charset={declared}")
    assert (decoded.text, decoded.encoding) == (CHINESE, encoding)


@pytest.mark.parametrize("text", [RUSSIAN, AZERBAIJANI, "plain letters"])
def test_utf16_that_is_declared_and_is_not_there_changes_nothing(text: str) -> None:
    for label in ("utf-16", "utf-16le"):
        assert decode(text.encode(), f"text/html; charset={label}").text == text
        page = f"<meta charset={label}><p>{text}"
        assert decode(page.encode()).text == page


@pytest.mark.parametrize("mark", [codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE])
def test_a_mark_that_another_file_brought_along_is_not_believed(mark: bytes) -> None:
    page = f"<!doctype html><html><p>{RUSSIAN}"
    decoded = decode(mark + page.encode("windows-1251"), "text/html; charset=windows-1251")
    assert (decoded.text, decoded.source) == (page, "http")


def test_utf16_without_a_mark() -> None:
    for encoding in ("utf-16-le", "utf-16-be"):
        assert decode(RUSSIAN.encode(encoding)).text == RUSSIAN


def test_header_comes_before_meta_and_meta_before_xml() -> None:
    page = f'<?xml version="1.0" encoding="koi8-u"?><meta charset="mac-cyrillic">{UKRAINIAN}'
    assert decode(page.encode("mac-cyrillic")).source == "meta"
    assert decode(page.encode("koi8-u"), "text/html; charset=koi8-u").source == "http"
    assert decode(page.replace("<meta", "<!-- ").encode("koi8-u")).source == "xml"


def test_meta_in_a_comment_is_not_read() -> None:
    page = "<!-- <meta charset=koi8-r> --><meta http-equiv=x content='text/html; charset=cp1251'>"
    assert decode((page + RUSSIAN).encode("windows-1251")).encoding == "windows-1251"


def test_a_cut_or_broken_byte_leaves_utf8() -> None:
    body = RUSSIAN.encode()
    assert decode(body[:-1], "text/html; charset=windows-1251").encoding == "utf-8"
    assert decode(body * 3 + b"\xff" + body * 3).encoding == "utf-8"


def test_what_was_declared_is_told_where_it_was_not_followed() -> None:
    settings = decode(RUSSIAN.encode("koi8-r"), "text/html; charset=utf-8").settings()
    assert settings == {
        "encoding": "koi8-r", "encoding_from": "detected", "encoding_declared": "utf-8"
    }  # fmt: skip


@pytest.mark.parametrize("label", ["base64", "utf-7", "unicode_escape", "zlib", "idna", "mbcs", ""])
def test_codecs_that_are_no_encodings_of_pages_are_not_taken(label: str) -> None:
    assert known_encoding(label) is None
    assert decode(RUSSIAN.encode(), f"text/html; charset={label}").text == RUSSIAN


# What the standard means by these is more than Python does by the same name.
WIDER = {"big5": "big5hkscs", "gbk": "gb18030"}


@pytest.mark.parametrize("label", sorted(LABELS))
def test_every_label_of_the_standard_means_what_browsers_take_it_for(label: str) -> None:
    standard = webencodings.lookup(label)
    found = known_encoding(label)
    if standard.name in ("replacement", "x-user-defined"):
        # Browsers read none of the first; the second is windows-1252 where a page declares it.
        assert found in (None, "iso2022_kr", "windows-1252")
        return
    assert found is not None
    expected = WIDER.get(standard.name) or standard.codec_info.name
    assert codecs.lookup(found).name == codecs.lookup(expected).name
    assert known_encoding(f" {label.upper()}\n") == found


@pytest.mark.parametrize("label", ["kz1048", "ptcp154", "cp855", "koi8-t", "utf-32", "iso-2022-kr"])
def test_encodings_that_browsers_do_not_know_are_read_all_the_same(label: str) -> None:
    found = known_encoding(label)
    assert found is not None and "Привет".encode(found).decode(found) == "Привет"


@pytest.mark.parametrize("label", ["cp-1251", "win-1251", "windows1251", "x-cp1251", "1251"])
def test_names_of_this_region(label: str) -> None:
    assert known_encoding(label) == "windows-1251"


def test_one_word_of_a_headline_is_enough_to_tell_koi8_from_windows_1251() -> None:
    for encoding in ("koi8-r", "windows-1251"):
        assert (
            decode("Задержание".encode(encoding), "text/html; charset=utf-8").text == "Задержание"
        )


def whole(text: str) -> bool:
    """Whether it can be written as UTF-8: there is no half of a pair in it."""
    return not any("\ud800" <= each <= "\udfff" for each in text)


@given(st.binary(max_size=400), st.none() | st.text(max_size=60))
def test_never_raises_and_never_gives_a_lone_surrogate(body: bytes, header: str | None) -> None:
    assert whole(decode(body, header).text)


@given(st.sampled_from(["utf-8", "windows-1251", "koi8-r", "utf-16", "gb18030", "rot13", "x"]),
       st.binary(max_size=200))  # fmt: skip
def test_never_raises_on_a_declared_encoding(label: str, body: bytes) -> None:
    decoded = decode(f"<meta charset={label}>".encode() + body, f"a/b; charset={label}")
    assert whole(decoded.text)


def test_markup_without_an_end_takes_no_more_than_its_length() -> None:
    assert decode(b"<" * 2_000_000 + "я".encode("windows-1251")).source == "detected"
    assert decode((b"<meta " + b"charset " * 50) * 2_000 + b"\xff").declared is None
