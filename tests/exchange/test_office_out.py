"""Documents that people open: what is in them, and that the programs of others read it so."""

from __future__ import annotations

import html
import io
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

import docx
import openpyxl
import pytest
from lxml import etree

from dragoman.archive import Archive, Page
from dragoman.errors import UsageError
from dragoman.translate import Flag
from tests.support.shell import typed
from tests.support.translated_pages import Line, add_page

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
LINES = (
    Line("Qərar", "The ruling", kind="heading", block=1),
    Line("Tural azad edildi.", "Tural was freed.", block=2),
    Line("Адвокат молчал.", "The lawyer was silent.", language="ru", block=2),
    Line("Birinci.", "=1+1", kind="item", block=3),
    Line("İkinci.", None, machine="of the of", state="refused", kind="item", block=4),
    Line("It is English.", "It is English.", state="original", language="en", block=5),
)


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Archive, Page, Page]]:
    folder = tmp_path_factory.mktemp("office")
    with Archive(folder / "archive") as archive:
        page = add_page(archive, folder, LINES)
        other = add_page(archive, folder, LINES[:2], name="b.html", title="Başqa")
        archive.decide(page, 0, "edited", text="A verdict", reviewer="heron", comment="shorter")
        archive.decide(page, 2, "approved", reviewer="owl")
        yield archive, archive.page(page.id), archive.page(other.id)


def written(held: tuple[Archive, Page, Page], format: str, folder: Path, **wishes: bool) -> Path:
    path = folder / f"out.{format}"
    held[0].export([held[1].id], format, path, **wishes)
    return path


def all_of(held: tuple[Archive, Page, Page], format: str, folder: Path, **wishes: bool) -> Path:
    path = folder / f"all.{format}"
    assert held[0].export(None, format, path, **wishes).documents == 2
    return path


def test_a_docx_has_the_translation_with_its_headings_and_lists(
    held: tuple[Archive, Page, Page], tmp_path: Path
) -> None:
    document = docx.Document(str(written(held, "docx", tmp_path)))
    shown = [(each.style.name, each.text) for each in document.paragraphs]
    assert shown[0] == ("Heading 1", "A verdict")
    assert shown[1] == ("Attribution", held[1].credit("en"))
    assert shown[-5:] == [
        ("Heading 2", "The ruling"),
        ("Normal", "Tural was freed. The lawyer was silent."),
        ("List Bullet", "=1+1"),
        ("List Bullet", "[not translated: İkinci.]"),
        ("Normal", "It is English."),
    ]
    said = "\n".join(text for style, text in shown if style == "Attribution")
    assert "Original title: Məhkəmə qərarı" in said and "Title: edited by heron" in said
    assert "Dated 2026-05-01. By N. Quluzadə. Captured 20" in said and "1 refused" in said


def test_words_in_a_document_have_their_language(
    held: tuple[Archive, Page, Page], tmp_path: Path
) -> None:
    def spoken(path: Path) -> dict[str, str]:
        with zipfile.ZipFile(path) as parts:
            root = etree.fromstring(parts.read("word/document.xml"))
        return {
            (run.findtext(f"{W}t") or "").strip(): run.find(f"{W}rPr/{W}lang").get(f"{W}val")
            for run in root.iter(f"{W}r")
            if run.find(f"{W}t") is not None
        }

    alone = spoken(written(held, "docx", tmp_path))
    assert (alone["Tural was freed."], alone["[not translated: İkinci.]"]) == ("en", "az-Latn-AZ")
    beside = spoken(written(held, "bilingual", tmp_path))
    assert (beside["Tural azad edildi."], beside["Адвокат молчал."]) == ("az-Latn-AZ", "ru-RU")


def test_notes_are_footnotes_where_they_are_wished(
    held: tuple[Archive, Page, Page], tmp_path: Path
) -> None:
    with zipfile.ZipFile(written(held, "docx", tmp_path)) as parts:
        assert "word/footnotes.xml" not in parts.namelist()
    path = written(held, "docx", tmp_path, notes=True)
    with zipfile.ZipFile(path) as parts:
        notes = etree.fromstring(parts.read("word/footnotes.xml"))
        text = etree.fromstring(parts.read("word/document.xml"))
        kinds = parts.read("[Content_Types].xml").decode()
    told = {note.get(f"{W}id"): "".join(note.itertext()).strip() for note in notes}
    asked = [mark.get(f"{W}id") for mark in text.iter(f"{W}footnoteReference")]
    assert [told[number].split(" on ")[0] for number in asked] == [
        "approved by owl", "refused, not reviewed",
    ]  # fmt: skip
    assert "footnotes+xml" in kinds and len(docx.Document(str(path)).paragraphs) > 5


def test_a_bilingual_table_keeps_words_own_rules(
    held: tuple[Archive, Page, Page], tmp_path: Path
) -> None:
    document = docx.Document(str(written(held, "bilingual", tmp_path)))
    (table,) = document.tables
    cells = [[cell.text for cell in row.cells] for row in table.rows]
    assert cells[0] == ["n", "source", "target", "state", "decision", "remarks", "id"]
    assert cells[1][:5] == ["0", "Məhkəmə qərarı", "A verdict", "edited by heron", ""]
    assert cells[6][1:4] == ["İkinci.", "", "refused"] and len(cells) == 8
    header = table.rows[0]._tr
    assert header.find(f"{W}trPr/{W}tblHeader") is not None
    assert table.style.name == "Table Grid" and table.autofit is False
    assert all(row._tr.find(f"{W}trPr/{W}cantSplit") is not None for row in table.rows)
    section = document.sections[0]
    assert section.page_width > section.page_height
    assert sum(col.width for col in table.columns) <= section.page_width


def test_a_workbook_is_text_with_a_frozen_head(
    held: tuple[Archive, Page, Page], tmp_path: Path
) -> None:
    book = openpyxl.load_workbook(written(held, "xlsx", tmp_path))
    assert book.sheetnames == ["Sentences", "Pages"]
    sheet = book["Sentences"]
    assert sheet.freeze_panes == "A2" and sheet.column_dimensions["B"].width == 60
    head = [cell.value for cell in sheet[1]]
    rows = [dict(zip(head, row, strict=True)) for row in sheet.iter_rows(min_row=2)]
    assert [row["n"].value for row in rows] == list("0123456")
    formula = rows[4]["target"]
    assert (formula.value, formula.data_type, formula.number_format) == ("=1+1", "s", "@")
    kinds = {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value is not None}
    assert kinds == {"s"}
    credits = {row["attribution"].value for row in rows}
    assert credits == {held[1].credit("en")} == {book["Pages"]["H2"].value}


def test_what_a_cell_cannot_hold_is_said_and_nothing_is_cut(
    archive: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = add_page(archive, tmp_path, [Line("a" * 32_768, "b")])
    (tmp_path / "spool").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "spool"))
    with pytest.raises(UsageError, match="longer than the 32,767 letters"):
        archive.export([page.id], "xlsx", tmp_path / "out.xlsx")
    assert not (tmp_path / "out.xlsx").exists()
    assert list((tmp_path / "spool").iterdir()) == []  # nothing of the page lies elsewhere


@pytest.mark.parametrize("format", ["docx", "bilingual", "xlsx"])
def test_a_file_says_nothing_of_the_machine_and_is_the_same_again(
    held: tuple[Archive, Page, Page], format: str, tmp_path: Path
) -> None:
    body = written(held, format, tmp_path).read_bytes()
    assert written(held, format, tmp_path).read_bytes() == body
    with zipfile.ZipFile(io.BytesIO(body)) as parts:
        assert {each.date_time for each in parts.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        names = parts.namelist()
        core = parts.read("docProps/core.xml").decode()
        app = parts.read("docProps/app.xml").decode()
    assert "Microsoft" not in app and not [name for name in names if "thumbnail" in name]
    assert "python-docx" not in core and "openpyxl" not in core
    creator = etree.fromstring(core.encode()).find("{http://purl.org/dc/elements/1.1/}creator")
    assert creator is None or not creator.text


def test_several_pages_are_one_file_with_contents(
    held: tuple[Archive, Page, Page], tmp_path: Path
) -> None:
    text = all_of(held, "txt", tmp_path).read_text(encoding="utf-8")
    assert text.startswith("Contents\n\n1. A verdict\n2. The court's decision\n\n1. A verdict\n\n")
    assert all(str(page.credit("en")) in text for page in held[1:])
    assert "\n- =1+1\n- [not translated: İkinci.]\n" in text
    page = all_of(held, "html", tmp_path, clean=True).read_text(encoding="utf-8")
    assert '<a href="#page2"' in page and 'id="page2"' in page and "Tural azad" not in page
    assert page.count("<ul>") == page.count("</ul>") == 1 and page.count("<li>") == 4
    root = zipfile.ZipFile(all_of(held, "docx", tmp_path)).read("word/document.xml")
    document = etree.fromstring(root)
    links = [each.get(f"{W}anchor") for each in document.iter(f"{W}hyperlink")]
    anchors = [each.get(f"{W}name") for each in document.iter(f"{W}bookmarkStart")]
    assert links == anchors == ["page1", "page2"]
    assert len(docx.Document(str(all_of(held, "bilingual", tmp_path))).tables) == 2
    assert openpyxl.load_workbook(all_of(held, "xlsx", tmp_path))["Pages"]["B3"].value == "Başqa"


def test_what_nobody_has_translated_yet_was_not_refused(archive: Archive, tmp_path: Path) -> None:
    page = add_page(archive, tmp_path, LINES[:3], translate=False)
    page = archive.by_hand(page)
    archive.decide(page, 0, "edited", text="A verdict", reviewer="heron")
    for format in ("docx", "bilingual", "xlsx", "txt", "html"):
        archive.export([page.id], format, tmp_path / f"out.{format}")
    text = (tmp_path / "out.txt").read_text(encoding="utf-8")
    assert "State: not all of it is translated (1 edited, 3 not translated)." in text
    document = docx.Document(str(tmp_path / "out.bilingual"))
    states = [row.cells[3].text for row in document.tables[0].rows]
    assert states == ["state", "edited by heron", *["not translated"] * 3]
    assert "refused" not in text + (tmp_path / "out.html").read_text(encoding="utf-8").split(
        "<body>"
    )[1].replace('class="row refused"', "")
    book = openpyxl.load_workbook(tmp_path / "out.xlsx")
    assert not [
        c for sheet in book for row in sheet.iter_rows() for c in row if c.value == "refused"
    ]


def test_a_finding_in_the_machines_words_is_not_one_in_a_persons(
    archive: Archive, tmp_path: Path
) -> None:
    flag = Flag("numbers", "warn", "the number 14 is missing from the translation")
    lines = [Line("14 nəfər gəldi.", "People came.", flags=(flag,)),
             Line("14 nəfər getdi.", "People went.", flags=(flag,))]  # fmt: skip
    page = add_page(archive, tmp_path, lines)
    archive.decide(page, 1, "edited", text="14 people came.", reviewer="heron")
    said = {1: f"warn: of the machine's words: {flag.message}", 2: f"warn: {flag.message}"}
    archive.export([page.id], "bilingual", tmp_path / "out.docx")
    rows = docx.Document(str(tmp_path / "out.docx")).tables[0].rows
    assert {n: rows[n + 1].cells[5].text for n in said} == said
    archive.export([page.id], "docx", tmp_path / "notes.docx", notes=True)
    with zipfile.ZipFile(tmp_path / "notes.docx") as parts:
        notes = "".join(etree.fromstring(parts.read("word/footnotes.xml")).itertext())
    assert all(each in notes for each in said.values())
    for format in ("html", "xliff", "xliff12"):
        (path,) = archive.export([page.id], format, tmp_path / f"out.{format}").paths
        text = html.unescape(path.read_text(encoding="utf-8"))
        assert f"of the machine's words: {flag.message}" in text, format
    assert said[1][6:] in " ".join(
        typed("--archive", str(archive.folder), "show", page.id).out.split()
    )


def test_a_headline_has_its_findings_beside_it(archive: Archive, tmp_path: Path) -> None:
    page = add_page(archive, tmp_path, LINES[:2], title="Qərar 14", translate=False)
    list(archive.translate([page.id], engine="demo-model-az-en"))
    pair = archive.page(page.id).headline("en")
    assert pair is not None and pair.flags
    archive.export([page.id], "html", tmp_path / "out.html")
    head = html.unescape((tmp_path / "out.html").read_text(encoding="utf-8").split("<dl>")[0])
    assert all(flag.message in head for flag in pair.flags), (pair, head)


@pytest.mark.parametrize("format", ["docx", "bilingual", "xlsx", "txt"])
def test_the_command_writes_it_to_a_file_and_into_a_pipe(
    held: tuple[Archive, Page, Page], format: str, tmp_path: Path
) -> None:
    here = ("--archive", str(held[0].folder), "export", "--search", "Tural", "--format", format)
    done = typed(*here, "-o", str(tmp_path / "out"))
    assert (done.status, (tmp_path / "out").is_file()) == (0, True), done.err
    none = typed(*here[:4], "nothing-like-it", "--format", format, "-o", str(tmp_path / "none"))
    assert none.status == 1 and not (tmp_path / "none").exists()


def test_wishes_of_one_format_are_not_taken_for_another(
    held: tuple[Archive, Page, Page], tmp_path: Path
) -> None:
    with pytest.raises(UsageError, match="`notes=True` is of the format docx"):
        written(held, "txt", tmp_path, notes=True)
    with pytest.raises(UsageError, match="`clean=True` is of the format html"):
        written(held, "docx", tmp_path, clean=True)


def test_a_page_in_letters_of_any_kind_is_written(archive: Archive, tmp_path: Path) -> None:
    odd = "a\x00b\x0bc\ufffe\u202e <w:t>&amp; \ud83d"
    page = add_page(archive, tmp_path, [Line(odd.replace("\ud83d", ""), "x\x01y")], title="\x08 t")
    for format in ("docx", "bilingual", "xlsx", "txt"):
        archive.export([page.id], format, tmp_path / format)
    assert "<w:t>&amp;" in "".join(
        cell.text for row in docx.Document(str(tmp_path / "bilingual")).tables[0].rows
        for cell in row.cells
    )  # fmt: skip
