"""Word tables and spreadsheets that come back: what somebody wrote is taken in, and nothing else."""

from __future__ import annotations

import copy
import io
import zipfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pytest
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from dragoman.archive import Archive, Page
from dragoman.archiver.lists import workbook
from dragoman.decisions import approvers
from dragoman.errors import ImportFailed, UsageError
from dragoman.exchange import Matched, read_returned
from dragoman.exchange.back.decision_words import decided
from dragoman.exchange.office import office_zip, xlsx_rows
from dragoman.index.people.decided import history
from tests.support.shell import typed
from tests.support.translated_pages import LINES, Line, add_page

FORMATS = ("bilingual", "xlsx")
SENTENCES = len(LINES) + 1  # with the headline
SOURCE, TARGET, STATE, DECISION = 1, 2, 3, 4


@pytest.fixture
def page(archive: Archive, tmp_path: Path) -> Page:
    page = add_page(archive, tmp_path)
    archive.decide(page, 2, "approved", reviewer="quiet-heron")
    archive.decide(page, 3, "rejected", reviewer="quiet-heron")
    return archive.page(page.id)


def sent(archive: Archive, page: Page, folder: Path, format: str) -> Path:
    path = folder / f"out.{format}"
    archive.export([page.id], format, path)
    return path


def work_on(path: Path, format: str, changes: dict[tuple[int, int], str]) -> None:
    """Cells by sentence (0 the headline) and column, as somebody leaves them."""
    if format == "xlsx":
        book = openpyxl.load_workbook(path)
        for (n, column), words in changes.items():
            book["Sentences"].cell(n + 2, column + 1).value = words
        book.save(path)
        return
    document = docx.Document(str(path))
    rows = document.tables[0].rows
    for (n, column), words in changes.items():
        rows[n + 1].cells[column].text = words
    document.save(str(path))


def taken(archive: Archive, path: Path) -> Matched:
    return archive.import_review(path, reviewer="Ольга")


def in_rows(path: Path, change: Callable[[Any], None]) -> None:
    document = docx.Document(str(path))
    change(document.tables[0]._tbl)
    document.save(str(path))


def rows_of(table: Any) -> list[Any]:
    return list(table.findall(qn("w:tr")))


@pytest.mark.parametrize("format", FORMATS)
def test_what_comes_back_as_it_went_changes_nothing(
    archive: Archive, page: Page, tmp_path: Path, format: str
) -> None:
    path = sent(archive, page, tmp_path, format)
    before = archive.store.ledger.read_bytes()
    for _ in range(2):
        matched = taken(archive, path)
        assert (matched.proposals, matched.conflicts, matched.unchanged) == ([], [], SENTENCES)
        work_on(path, format, {})  # saved by a program that changed nothing
    assert archive.store.ledger.read_bytes() == before


@pytest.mark.parametrize("format", FORMATS)
def test_words_that_were_changed_are_edited_by_the_one_who_brings_them(
    archive: Archive, page: Page, tmp_path: Path, format: str
) -> None:
    path = sent(archive, page, tmp_path, format)
    changes = {
        (0, TARGET): "The court's verdict",
        (1, TARGET): "=Ruling; <b>&",
        (4, TARGET): "Put off.",
    }
    if format == "xlsx":
        changes[1, TARGET] = "Ruling; =<b>&"
    work_on(path, format, changes)
    matched = taken(archive, path)
    assert (len(matched.proposals), matched.conflicts) == (3, [])
    pairs = {pair.n: pair for pair in archive.page(page.id).headline_and_pairs("en")}
    for (n, _), words in changes.items():
        assert (pairs[n].target, pairs[n].state, pairs[n].reviewer) == (words, "edited", "Ольга")
    assert (pairs[2].state, pairs[2].reviewer) == ("approved", "quiet-heron")
    assert pairs[3].state == "rejected"
    assert taken(archive, path).proposals == []


@pytest.mark.parametrize("format", (*FORMATS, "csv"))
def test_what_is_written_under_decision_is_one(
    archive: Archive, page: Page, tmp_path: Path, format: str
) -> None:
    path = sent(archive, page, tmp_path, format)
    if format == "csv":
        import csv

        rows = list(csv.DictReader(io.StringIO(path.read_text("utf-8-sig"), newline="")))
        rows[0]["decision"], rows[1]["decision"] = " Approve. ", "rədd"
        rows[5] |= {"decision": "одобрено", "target": "The judge refused."}
        rows[4]["decision"] = "perhaps"
        with path.open("w", encoding="utf-8", newline="") as stream:
            writer = csv.DictWriter(stream, rows[0])
            writer.writeheader()
            writer.writerows(rows)
    else:
        work_on(path, format, {
            (0, DECISION): " Approve. ", (1, DECISION): "rədd", (5, DECISION): "одобрено",
            (5, TARGET): "The judge refused.", (4, DECISION): "perhaps",
        })  # fmt: skip
    matched = taken(archive, path)
    assert [(each.n, each.state, each.text) for each in matched.proposals] == [
        (0, "approved", "The court's decision"), (1, "rejected", None),
        (5, "approved", "The judge refused."),
    ]  # fmt: skip
    assert [(each.n, each.reason) for each in matched.conflicts] == [
        (4, "“perhaps” is no decision; write approve, reject, or nothing")
    ]
    pairs = {pair.n: pair for pair in archive.page(page.id).headline_and_pairs("en")}
    assert (pairs[0].state, pairs[0].reviewer) == ("approved", "Ольга")
    assert (pairs[1].state, pairs[1].target) == ("rejected", None)
    again = taken(archive, path)
    assert again.proposals == [] and len(again.conflicts) == 1


def test_a_state_that_stands_in_the_table_is_no_decision(
    archive: Archive, page: Page, tmp_path: Path
) -> None:
    """Who overwrites what we say of a sentence has not decided on it: there is a column for that."""
    path = sent(archive, page, tmp_path, "bilingual")
    work_on(path, "bilingual", {(1, STATE): "approved"})
    assert taken(archive, path).unchanged == SENTENCES


@pytest.mark.parametrize(
    ("said", "meant"),
    [("APPROVED", "approved"), ("Təsdiq", "approved"), ("НЕТ", "rejected"), ("✓ ok", "approved"),
     ("edit", "edited"), ("approved?", None), ("not approved", None), ("5", None)],
)  # fmt: skip
def test_decisions_are_read_in_three_languages(said: str, meant: str | None) -> None:
    assert decided(said) == meant


@pytest.mark.parametrize("format", FORMATS)
def test_a_decision_made_here_meanwhile_stands(
    archive: Archive, page: Page, tmp_path: Path, format: str
) -> None:
    path = sent(archive, page, tmp_path, format)
    archive.decide(page, 1, "edited", text="The ruling", reviewer="owl")
    work_on(path, format, {(1, TARGET): "The verdict", (2, DECISION): "reject"})
    archive.decide(page, 2, "edited", text="He is free.", reviewer="owl")
    matched = taken(archive, path)
    assert matched.proposals == []
    assert {(each.n, each.reason) for each in matched.conflicts} == {
        (n, "it was decided on here in the meantime") for n in (1, 2)
    }


# -- worked on in ways that were not meant --------------------------------------------------------


@pytest.mark.parametrize("format", FORMATS)
def test_rows_may_be_moved_and_taken_away(
    archive: Archive, page: Page, tmp_path: Path, format: str
) -> None:
    path = sent(archive, page, tmp_path, format)
    work_on(path, format, {(5, TARGET): "The judge refused."})
    if format == "xlsx":
        book = openpyxl.load_workbook(path)
        book["Sentences"].delete_rows(3, 2)
        book["Sentences"].insert_rows(3)
        book.save(path)
    else:

        def change(table: Any) -> None:
            rows = rows_of(table)
            table.remove(rows[2])
            table.remove(rows[3])
            table.insert(table.index(rows[1]), rows[6])

        in_rows(path, change)
    matched = taken(archive, path)
    assert [(each.n, each.text) for each in matched.proposals] == [(5, "The judge refused.")]
    assert (matched.conflicts, matched.unchanged) == ([], SENTENCES - 3)


def test_a_row_that_is_there_twice_counts_once(
    archive: Archive, page: Page, tmp_path: Path
) -> None:
    path = sent(archive, page, tmp_path, "bilingual")

    def change(table: Any) -> None:
        second = copy.deepcopy(rows_of(table)[2])
        table.append(second)

    in_rows(path, change)
    work_on(path, "bilingual", {(1, TARGET): "One.", (SENTENCES, TARGET): "Two."})
    matched = taken(archive, path)
    assert [each.text for each in matched.proposals] == ["One."]
    assert [each.reason for each in matched.conflicts] == ["the file has the sentence twice"]


def test_merged_cells_and_waiting_changes_are_conflicts(
    archive: Archive, page: Page, tmp_path: Path
) -> None:
    path = sent(archive, page, tmp_path, "bilingual")

    def change(table: Any) -> None:
        rows = rows_of(table)
        run = rows[2].findall(qn("w:tc"))[TARGET].find(f".//{qn('w:r')}")
        tracked = OxmlElement("w:ins")
        run.addprevious(tracked)
        tracked.append(copy.deepcopy(run))

    in_rows(path, change)
    document = docx.Document(str(path))
    rows = document.tables[0].rows
    rows[1].cells[TARGET].merge(rows[1].cells[STATE])
    rows[5].cells[TARGET].merge(rows[6].cells[TARGET])
    document.save(str(path))
    matched = taken(archive, path)
    reasons = [each.reason for each in matched.conflicts]
    assert matched.proposals == [] and matched.unchanged == SENTENCES - 4
    assert sorted(reasons) == [
        "it has tracked changes; accept or reject them in the document first",
        *["its cells were merged, split or taken away"] * 3,
    ]


def test_a_formula_is_not_taken_for_words(archive: Archive, page: Page, tmp_path: Path) -> None:
    path = sent(archive, page, tmp_path, "xlsx")
    work_on(path, "xlsx", {(1, TARGET): "=CONCAT(A1,B1)"})
    matched = taken(archive, path)
    assert [each.reason for each in matched.conflicts] == [
        "what stands there is a formula to the spreadsheet; write it as text"
    ]


def test_dates_and_shares_are_not_taken_for_the_words_that_are_seen(
    archive: Archive, page: Page, tmp_path: Path
) -> None:
    path = sent(archive, page, tmp_path, "xlsx")
    book = openpyxl.load_workbook(path)
    seen = {1: ("d mmm", datetime(2026, 2, 1)), 2: ("0%", 0.5), 3: ("@", True), 4: ("@", 14),
            5: ("General", 2.5)}  # fmt: skip
    for n, (shown, value) in seen.items():
        cell = book["Sentences"].cell(n + 2, TARGET + 1)
        cell.number_format, cell.value = shown, value
    book.save(path)
    matched = taken(archive, path)
    assert [each.text for each in matched.proposals] == ["14", "2.5"]
    assert [each.n for each in matched.conflicts] == [1, 2, 3]
    assert {each.reason for each in matched.conflicts} == {
        "what stands there is a date or another value to the spreadsheet; write it as text"
    }


def test_a_table_in_a_cell_is_not_left_out_of_the_words(
    archive: Archive, page: Page, tmp_path: Path
) -> None:
    path = sent(archive, page, tmp_path, "bilingual")
    document = docx.Document(str(path))
    cell = document.tables[0].rows[2].cells[TARGET]
    cell.text = "It stands above:"
    cell.add_table(1, 1).rows[0].cells[0].text = "a half of it"
    document.save(str(path))
    matched = taken(archive, path)
    assert matched.proposals == [] and matched.unchanged == SENTENCES - 1
    assert [(each.n, each.reason) for each in matched.conflicts] == [
        (1, "there is a table in one of its cells; write the words as text")
    ]


@pytest.mark.parametrize("format", FORMATS)
def test_a_second_person_approves_beside_the_first(tmp_path: Path, format: str) -> None:
    folder = tmp_path / "two"
    Archive(folder).close()
    (folder / "dragoman.toml").write_text("[review]\napprovals = 2\n", encoding="utf-8")
    words = "Cafe\u0301 was closed."  # of a letter and its accent, which editors make one
    with Archive(folder) as archive:
        page = add_page(archive, tmp_path, (*LINES, Line("Kafe bağlandı.", words, block=5)))
        archive.decide(page, 7, "approved", reviewer="heron")
        path = sent(archive, page, tmp_path, format)
        work_on(path, format, {(7, DECISION): "ok", (7, TARGET): "Café was closed."})
        for reviewer, proposed in (("heron", 0), ("Ольга", 1), ("Ольга", 0), ("owl", 0)):
            matched = archive.import_review(path, reviewer=reviewer)
            assert (len(matched.proposals), matched.conflicts) == (proposed, [])
        translation, pair = archive.page(page.id).pair(7, "en")
        said = history(archive.index.connection, translation, 7)
        assert (approvers(said), pair.target) == (["heron", "Ольга"], words)


def test_what_has_no_translation_cannot_be_approved(
    archive: Archive, page: Page, tmp_path: Path
) -> None:
    path = sent(archive, page, tmp_path, "bilingual")
    work_on(path, "bilingual", {(4, DECISION): "approve"})
    assert [each.reason for each in taken(archive, path).conflicts] == [
        "it has no translation to approve"
    ]


@pytest.mark.parametrize("format", FORMATS)
def test_changed_ids_originals_and_other_archives_are_conflicts(
    archive: Archive, page: Page, tmp_path: Path, format: str
) -> None:
    path = sent(archive, page, tmp_path, format)
    identity = 6 if format == "bilingual" else 9
    work_on(path, format, {(0, identity): "mine", (1, SOURCE): "Başqa", (1, TARGET): "Other"})
    assert [each.reason for each in taken(archive, path).conflicts] == [
        "its id is none that this program gives", "its original is not the one in the archive",
    ]  # fmt: skip
    with Archive(tmp_path / "other") as other:
        theirs = sent(other, add_page(other, tmp_path), tmp_path, format)
    reasons = {each.reason for each in taken(archive, theirs).conflicts}
    assert reasons == {"this archive does not hold the translation that it is of"}


def test_the_command_says_what_was_taken_in(archive: Archive, page: Page, tmp_path: Path) -> None:
    path = sent(archive, page, tmp_path, "bilingual")
    work_on(path, "bilingual", {(0, DECISION): "ok", (1, TARGET): "Ruling", (5, DECISION): "no"})
    archive.close()
    done = typed("--archive", str(archive.folder), "--json", "import-review", str(path))
    (line,) = done.lines
    assert line == {"edited": 1, "approved": 1, "rejected": 1, "unchanged": 4, "conflicts": 0}
    assert done.status == 0 and ["is recorded as by" in each for each in done.said] == [True]
    untouched = tmp_path / "untouched.docx"
    with Archive(archive.folder) as again:
        again.export([page.id], "bilingual", untouched)
    nothing = typed("--archive", str(archive.folder), "import-review", str(untouched))
    assert (nothing.status, nothing.said) == (0, [])


# -- hostile and damaged files --------------------------------------------------------------------


def refused(folder: Path, parts: dict[str, bytes]) -> str:
    path = folder / "in.docx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as held:
        for name, body in parts.items():
            held.writestr(name, body)
    with pytest.raises(ImportFailed) as caught:
        list(read_returned(path))
    assert "\n" not in caught.value.message
    return caught.value.message


WORD = b'<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">%s</w:document>'
BOOK = "xl/workbook.xml"


@pytest.mark.parametrize(
    ("parts", "told"),
    [
        ({"word/document.xml": WORD % b"<w:body/>"}, "no table with the columns id, source, target"),
        ({"word/document.xml": b"<a"}, "not XML that can be read"),
        ({"word/document.xml": b"<!DOCTYPE a><a/>"}, "document type"),
        ({"word/document.xml": b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'}, "document type"),
        ({BOOK: b"<!DOCTYPE a><a/>"}, "document type"),
        ({BOOK: b"<a/>"}, "no workbook that can be read"),
        ({"content.xml": b"<a/>"}, "no Word document and no spreadsheet"),
        ({f"{n}.xml": b"<a/>" for n in range(2_001)}, "2,000 parts"),
        ({"word/document.xml": WORD % (b"<w:p/>" * 210_000)}, "hold no sentence"),
    ],
)  # fmt: skip
def test_what_is_no_document_of_ours_is_refused(
    tmp_path: Path, parts: dict[str, bytes], told: str
) -> None:
    assert told in refused(tmp_path, parts)


@pytest.mark.parametrize(
    "rows",
    ['<row r="99999999999999"><c t="str"><v>x</v></c></row>', '<row><c r="ZZZ1"/></row>' * 90],
)
def test_a_sheet_that_has_no_end_is_refused(
    archive: Archive, page: Page, tmp_path: Path, rows: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (xlsx_rows, workbook):
        monkeypatch.setattr(module, "MOST_ROWS", 10_000)
        monkeypatch.setattr(module, "MOST_CELLS", 1_000_000)
    path = sent(archive, page, tmp_path, "xlsx")
    with zipfile.ZipFile(path) as held:
        parts = {name: held.read(name) for name in held.namelist()}
    sheet = "xl/worksheets/sheet1.xml"
    parts[sheet] = parts[sheet].replace(b"</sheetData>", rows.encode() + b"</sheetData>")
    assert "which no export of ours has" in refused(tmp_path, parts)
    body = (tmp_path / "in.docx").read_bytes()
    with pytest.raises(UsageError, match="rows or 1,000,000 cells"):
        for _, read in workbook.sheets(body, "list.xlsx"):
            list(read)


def test_a_file_that_unpacks_to_too_much_is_not_unpacked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(office_zip, "MOST_UNPACKED", 1_000_000)
    assert "would unpack to more than" in refused(tmp_path, {"word/document.xml": b" " * 1_000_001})


@pytest.mark.parametrize("format", FORMATS)
def test_a_file_that_was_cut_or_changed_is_refused_or_read(
    archive: Archive, page: Page, tmp_path: Path, format: str
) -> None:
    body = sent(archive, page, tmp_path, format).read_bytes()
    path = tmp_path / "cut"
    for place in range(0, len(body), len(body) // 20):
        for made in (body[:place], body[:place] + b"\x00\xff" + body[place + 2 :]):
            path.write_bytes(made or b" ")
            try:
                list(read_returned(path))
            except ImportFailed as error:
                assert "\n" not in error.message
