"""Lists as tables, of CSV and XLSX: which column holds what, what is wrong with which row, and files that mean harm."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from dragoman.archiver.lists import url_list, workbook
from dragoman.archiver.lists.listed_page import ListedPage, UrlList
from dragoman.archiver.lists.table import HEADINGS, is_heading
from dragoman.archiver.lists.url_list import read_url_list
from dragoman.errors import UsageError

A, B = "https://a.example/1", "https://b.example/2"
Rows = Sequence[Sequence[Any]]


def as_csv(rows: Rows, separator: str = ",", encoding: str = "utf-8") -> bytes:
    stream = io.StringIO()
    csv.writer(stream, delimiter=separator).writerows(rows)
    return stream.getvalue().encode(encoding)


def as_xlsx(*sheets: Rows) -> bytes:
    book = Workbook()
    book.remove(book.active)
    for rows in sheets:
        sheet = book.create_sheet()
        for row in rows:
            sheet.append(list(row))
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


WRITERS: dict[str, tuple[Callable[..., bytes], str]] = {
    "csv": (as_csv, "list.csv"),
    "semicolons": (lambda rows: as_csv(rows, ";"), "list.csv"),
    "tabs": (lambda rows: as_csv(rows, "\t"), "list.tsv"),
    "utf-16": (lambda rows: as_csv(rows, "\t", "utf-16"), "list.txt"),
    "xlsx": (as_xlsx, "list.xlsx"),
}


def read(rows: Rows, writer: str) -> UrlList:
    made, name = WRITERS[writer]
    return read_url_list(made(rows), name)


# -- which column is which -------------------------------------------------------------------


@pytest.mark.parametrize("writer", WRITERS)
@pytest.mark.parametrize(
    "heading",
    [
        ("url", "note", "tag"), ("Ünvan", "Qeyd", "Etiket"), ("KEÇİD", "QEYDLƏR", "AÇAR SÖZLƏR"),
        ("ссылка", "Примечание", "ТЕГИ"), ("  Link: ", "Comments", "Tags*"), ("LİNK", "şərh", "teq"),
    ],
)  # fmt: skip
def test_columns_are_known_by_their_headings(writer: str, heading: tuple[str, ...]) -> None:
    found = read(
        [heading, (A, "silinə bilər", "məhkəmə, Bakı"), ("b.example/2", "", "#суд")], writer
    )
    assert found.pages == [
        ListedPage(A, "silinə bilər", ("məhkəmə", "Bakı")),
        ListedPage("https://b.example/2", None, ("суд",)),
    ]
    assert (found.misread, found.notices) == ([], [])


def test_every_heading_is_known_and_no_two_columns_share_one() -> None:
    words = {kind: said.split("|") for kind, said in HEADINGS.items()}
    assert all(is_heading([each.upper()]) for each in words["url"])
    assert not any(is_heading([each]) for kind in ("note", "tag") for each in words[kind])
    assert len({each for said in words.values() for each in said}) == sum(map(len, words.values()))


@pytest.mark.parametrize("writer", WRITERS)
def test_the_order_and_the_place_of_columns_do_not_matter(writer: str) -> None:
    rows = [
        ("My list, made in March",), (), ("№", "tag", "who", "note", "link"),
        (1, "t", "Aydan", "n", A), (2, "", "", "", B), ("", "", "", "", ""),
    ]  # fmt: skip
    if writer != "xlsx":
        rows = rows[2:]
    found = read(rows, writer)
    assert found.pages == [ListedPage(A, "n", ("t",)), ListedPage(B)]
    (notice,) = found.notices
    assert "column A, C was left" in notice


@pytest.mark.parametrize("writer", ["csv", "semicolons", "tabs", "xlsx"])
def test_without_headings_it_is_told_by_what_they_hold(writer: str) -> None:
    rows = [
        ("may be removed today", "court", A), ("", "court", B), ("the family asked", "press", "site.example"),
    ]  # fmt: skip
    found = read(rows, writer)
    assert found.pages == [
        ListedPage(A, "may be removed today", ("court",)),
        ListedPage(B, None, ("court",)),
        ListedPage("https://site.example", "the family asked", ("press",)),
    ]


def test_two_columns_of_urls_are_both_taken() -> None:
    found = read_url_list(as_csv([(A, B), (A + "1", B + "2")]), "list.csv")
    assert found.urls == [A, B, A + "1", B + "2"]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_table_of_one_column_is_a_list(end: str) -> None:
    for heading in ("url", "Ünvan", "# ours"):
        found = read_url_list(f"{heading}{end}{A}{end}{B}{end}".encode(), "list.csv")
        assert (found.urls, found.misread) == ([A, B], [])


def test_a_url_with_commas_in_it_stays_whole() -> None:
    url = "https://a.example/?q=1,2;3|4"
    assert read_url_list(f"url\n{url}\n".encode(), "list.csv").urls == [url]
    assert read_url_list(as_csv([("url", "note"), (url, "x, y")]), "list.csv").pages == [
        ListedPage(url, "x, y")
    ]
    # Pasted into a text a list on one line is several.
    assert read_url_list(f"{A},{B}\n".encode(), "urls.txt").urls == [A, B]


def test_excel_says_what_stands_between_cells() -> None:
    data = f"sep=;\nurl;note\n{A};a, b\nnone;\n".encode()
    found = read_url_list(data, "list.csv")
    assert found.pages == [ListedPage(A, "a, b")]
    assert [each.where for each in found.misread] == ["list.csv, line 4"]


# -- rows ------------------------------------------------------------------------------------


@pytest.mark.parametrize("writer", ["csv", "xlsx"])
def test_what_is_wrong_is_told_with_its_row(writer: str) -> None:
    rows = [
        ("url", "note"), (A, "x"), ("no address", "y"), ("", "only a note"), ("ftp://a.example/", ""),
        ("# left out", ""), ("", ""), (f"{A}1 {B}", "both"), ("", "# a comment"),
    ]  # fmt: skip
    found = read(rows, writer)
    assert found.pages == [ListedPage(A, "x"), ListedPage(A + "1", "both"), ListedPage(B, "both")]
    rows_told = [each.where.rpartition(" ")[2] for each in found.misread]
    assert rows_told == ["3", "4", "5"]
    assert [each.text for each in found.misread] == [
        "no address",
        "only a note",
        "ftp://a.example/",
    ]


def test_a_formula_is_not_worked_out_and_said() -> None:
    rows = [("url", "note"), (f'=HYPERLINK("{A}","x")', ""), (B, "=1+1"), ("=cmd|'/c calc'!A0", "")]
    for writer in ("csv", "xlsx"):
        found = read(rows, writer)
        assert found.pages == [ListedPage(B, "=1+1")]  # a text as it stands, and nothing else
        assert {each.message for each in found.misread} == {
            "it is a formula, and formulas are not worked out"
        }
        assert len(found.misread) == 2


def test_cells_that_are_no_text_are_read_as_they_are_shown() -> None:
    rows = [
        ("url", "note"), (A, 7), (A + "2", 7.0), (A + "3", 7.5), (A + "4", date(2026, 1, 31)),
        (A + "5", datetime(2026, 1, 31, 12, 30)), (A + "6", True), (12345, "x"),
    ]  # fmt: skip
    found = read(rows, "xlsx")
    assert [page.note for page in found.pages] == [
        "7", "7", "7.5", "2026-01-31", "2026-01-31 12:30:00", "True",
    ]  # fmt: skip
    assert [each.text for each in found.misread] == ["12345"]


def test_every_sheet_is_read_and_one_without_addresses_is_said() -> None:
    data = as_xlsx([("url",), (A,)], [("who", "what"), ("Aydan", "called")], [(B,), ("none",)])
    found = read_url_list(data, "list.xlsx")
    assert found.urls == [A, B]
    assert [each.where for each in found.misread] == ["list.xlsx, sheet Sheet2, row 2"]
    assert found.notices == [
        "list.xlsx, sheet Sheet1: none of its columns is called a URL, and no cell has http:// or "
        "https://, so it was left"
    ]


@pytest.mark.parametrize("encoding", ["cp1251", "utf-16", "utf-8-sig"])
def test_cyrillic_of_windows_is_read(encoding: str) -> None:
    rows = [
        ("ссылка", "примечание", "теги"),
        (A, "Удалят после суда", "суд, Баку"),
        (B, "«Ё» и №", ""),
    ]
    found = read_url_list(as_csv(rows, ";", encoding), "list.csv")
    assert found.pages == [
        ListedPage(A, "Удалят после суда", ("суд", "Баку")), ListedPage(B, "«Ё» и №"),
    ]  # fmt: skip
    text = f"# новые ссылки\n{A}суд\n".encode("cp1251")
    assert read_url_list(text, "urls.txt").urls == [f"{A}суд"]


@pytest.mark.parametrize("writer", ["csv", "semicolons", "tabs", "xlsx"])
def test_a_name_is_no_host(writer: str) -> None:
    """Neither as a column beside one of URLs, nor in a sheet of its own."""
    rows = [("M.Aliyev", "həbs", A), ("T.Səlimzadə", "həbs", B), ("leyla.li", "həbs", A + "2")]
    found = read(rows, writer)
    assert found.urls == [A, B, A + "2"]
    assert [page.note for page in found.pages] == ["M.Aliyev", "T.Səlimzadə", "leyla.li"]


def test_a_sheet_of_names_is_left_and_one_of_hosts_under_a_heading_is_read() -> None:
    people = [("Ad", "Maddə"), ("T.Səlimzadə", 234), ("leyla.li", 167)]
    found = read_url_list(
        as_xlsx([("url",), (A,)], people, [("Sayt",), ("site.example",)]), "a.xlsx"
    )
    assert (found.urls, found.misread) == ([A, "https://site.example"], [])
    (notice,) = found.notices
    assert notice.startswith("a.xlsx, sheet Sheet1: none of its columns is called a URL")


@pytest.mark.parametrize(
    ("text", "pages"),
    [
        (f"Siyahi 2026\nurl,note\n{A},Tural haqqında\n", [(A, "Tural haqqında")]),
        (f"My list, of pages\n\nurl;note\n{A};n, m\n", [(A, "n, m")]),
        (f"Keçid\nurl;note\n{A};n\n", [(A, "n")]),  # a title that is a heading's word
        (f"{A}\n{B},note\n", [(A, None), (B, "note")]),
        (f"{A};bir, iki, üç\n", [(A, "bir, iki, üç")]),
        (f"a, b\nc, d\n{A};e\n", [(A, "e")]),
        (f"# ours, and theirs, and others\n{A};n\n", [(A, "n")]),
    ],
)
def test_the_separator_is_told_by_more_than_the_first_line(
    text: str, pages: list[tuple[str, str | None]]
) -> None:
    found = read_url_list(text.encode(), "list.csv")
    assert [(page.url, page.note) for page in found.pages] == pages


def test_headings_below_a_title_make_a_table_of_a_text() -> None:
    data = f"Siyahi 2026\nurl;note\n{A};a, b\n".encode()
    assert read_url_list(data, "list.txt").pages == [ListedPage(A, "a, b")]
    below = f"{A}\nurl,note\n".encode()  # and below a URL they do not
    assert read_url_list(below, "list.txt").urls == [A]


@pytest.mark.parametrize("name", ["list.txt", "list.csv"])
def test_a_list_on_one_long_line_is_read(name: str) -> None:
    many = [f"https://a.example/{n}" for n in range(9_000)]
    csv.field_size_limit(131_072)  # as it is at first
    found = read_url_list(",".join(many).encode(), name)
    if name == "list.txt":
        assert (found.urls, found.misread) == (many, [])
    else:  # a row that is too wide, and that is told
        assert (found.urls, [each.text for each in found.misread]) == (many[:50], [many[50]])


@pytest.mark.parametrize(
    ("heading", "row", "place"),
    [
        (("source", "url"), ("agency X", A), "B"), (("Link", "URL"), ("Open", A), "B"),
        (("link", "source"), (A, "agency X"), "A"), (("site", "link"), ("site.example", A), "B"),
        (("source", "url"), (B, A), "B"), (("url", "page"), (A, B), "A"),
    ],
)  # fmt: skip
def test_of_columns_that_are_called_a_url_the_one_that_holds_them_counts(
    heading: tuple[str, str], row: tuple[str, str], place: str
) -> None:
    found = read_url_list(as_csv([heading, row]), "list.csv")
    assert (found.urls, found.misread) == ([A], [])
    (notice,) = found.notices
    assert f"column {'A' if place == 'B' else 'B'} was left" in notice


@pytest.mark.parametrize("writer", ["csv", "xlsx"])
def test_no_row_is_dropped_without_a_word(writer: str) -> None:
    rows = [
        ("url", "note"), (A, ""), (f"#12 {B}", ""), ("#REF!", "n"), ("#N/A", ""), ("# left", A),
        ("", *([""] * 60), B),
    ]  # fmt: skip
    found = read(rows, writer)
    assert found.urls == [A, B]
    assert {each.text for each in found.misread} == {"#REF!", "#N/A", B}
    assert len(found.misread) == 3
    (notice,) = found.notices
    assert "what stands past column AX was not looked at" in notice and notice.endswith(" 7)")


def test_a_number_before_a_url_is_no_comment_in_a_table_of_one_column() -> None:
    found = read_url_list(f"url\n#1 {A}\n# 2 {B}\n#REF!\n".encode(), "list.csv")
    assert found.urls == [A] and [each.text for each in found.misread] == ["#REF!"]


def test_times_and_durations_stay_what_they_are() -> None:
    rows = [("url", "note", "tag"), (A, time(12, 30), timedelta(hours=1)), (B, timedelta(1), "t")]
    found = read(rows, "xlsx")
    assert found.pages == [
        ListedPage(A, "12:30:00", ("1:00:00",)),
        ListedPage(B, "1 day, 0:00:00", ("t",)),
    ]


# -- what is no list -------------------------------------------------------------------------


def zipped(**members: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as parts:
        for name, content in members.items():
            parts.writestr(name.replace("__", "/").replace("_", "."), content)
    return stream.getvalue()


def with_sheet(xml: bytes) -> bytes:
    """A real workbook whose sheet says something else."""
    source = io.BytesIO(as_xlsx([("url",), (A,)]))
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(source) as held,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as parts,
    ):
        for each in held.namelist():
            parts.writestr(each, xml if each.endswith("sheet1.xml") else held.read(each))
    return stream.getvalue()


SHEET = (
    b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">%s</worksheet>'
)
ENTITY = (
    b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
    b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1">'
    b'<c r="A1" t="inlineStr"><is><t>&e;</t></is></c></row></sheetData></worksheet>'
)
LONG = b'<sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>%s</t></is></c></row></sheetData>' % (
    b"a." * 600_000
)
NO_LISTS = {
    "a zip of something": (zipped(a_txt=b"x"), "no workbook"),
    "a cut workbook": (as_xlsx([("url",), (A,)])[:2000], "no workbook"),
    "half a workbook": (zipped(xl__workbook_xml=b"<workbook/>"), "no workbook"),
    "XML that is none": (with_sheet(b"<worksheet"), "no workbook"),
    "an entity": (with_sheet(ENTITY), "declares a document type"),
    "an entity in UTF-16": (with_sheet(ENTITY.decode().encode("utf-16")), "declares a document type"),
    "a bomb": (zipped(xl__workbook_xml=b"x", big=bytes(210_000_000)), "unpacks to more than 200 MB"),
    "an old workbook": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(1000), "before 2007"),
    "a cell without end": (with_sheet(SHEET % LONG), "more than 1,000,000 characters"),
    "quotes that are never closed": (f'url,note\n{A},"x\n{B},y\n'.encode(), "quotes"),
}  # fmt: skip


@pytest.mark.parametrize("name", NO_LISTS)
def test_a_file_that_is_no_list_is_one_clear_sentence(name: str) -> None:
    data, why = NO_LISTS[name]
    with pytest.raises(UsageError) as raised:
        read_url_list(data, "list.csv")
    said = raised.value.message
    assert said.startswith("list.csv is not read: ") and why in said and "\n" not in said
    assert said.endswith("Nothing was captured") and len(said) < 300


def test_a_bomb_is_known_before_it_is_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "_opened", lambda *_: pytest.fail("was opened"))
    monkeypatch.setattr(workbook, "_check_xml", lambda *_: pytest.fail("was unpacked"))
    with pytest.raises(UsageError):
        read_url_list(NO_LISTS["a bomb"][0], "list.xlsx")


@pytest.mark.timeout(120)
def test_a_sheet_that_says_it_is_endless_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "MOST_ROWS", 1_000)
    far = b'<dimension ref="A1:XFD1048576"/><sheetData><row r="%d"><c r="XFD%d"><v>1</v></c></row></sheetData>'
    found = read_url_list(with_sheet(SHEET % (far % (3, 3))), "list.xlsx")
    assert found.pages == []
    with pytest.raises(UsageError) as raised:
        read_url_list(with_sheet(SHEET % (far % (10**12, 10**12))), "list.xlsx")
    assert "not read" in raised.value.message


@pytest.mark.long
def test_a_table_of_100_000_rows_is_read() -> None:
    rows = [("url", "note", "tag"), *((f"a.example/{n}", f"note {n}", "t") for n in range(100_000))]
    found = read_url_list(as_csv(rows), "list.csv")
    assert len(found.pages) == 100_000 and found.misread == []
    assert found.pages[-1] == ListedPage("https://a.example/99999", "note 99999", ("t",))


def test_a_file_that_is_too_large_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(url_list, "LARGEST", 10)
    with pytest.raises(UsageError, match="split the list"):
        read_url_list(b"x" * 11, "list.csv")


CELLS = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=30)


@settings(max_examples=50, deadline=None)
@given(st.lists(st.lists(CELLS, max_size=4), max_size=8), st.sampled_from(["csv", "tabs"]))
def test_a_page_is_never_lost_among_others(rows: list[list[str]], writer: str) -> None:
    found = read([("url", "note"), *rows, (A, "kept")], writer)
    assert found.pages[-1] == ListedPage(A, "kept")


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=300), st.sampled_from(["", "PK\x03\x04", "url,note\n"]))
def test_whatever_it_is_it_is_read_or_refused(data: bytes, begins: str) -> None:
    try:
        found = read_url_list(begins.encode() + data, "list.csv")
    except UsageError as error:
        assert "\n" not in error.message
    else:
        assert all(page.url.lower().startswith("http") for page in found.pages)
