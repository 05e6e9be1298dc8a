"""What comes back: changes are proposed, conflicts listed, hostile files refused."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from dragoman.archive import Archive, Page
from dragoman.errors import ImportFailed
from dragoman.exchange import Matched, Proposal, export, match, read_document, read_returned
from dragoman.exchange.bilingual.segment_id import SegmentId
from tests.support.translated_pages import LINES, Line, add_page, add_translation

CORE = {
    "xliff": "{urn:oasis:names:tc:xliff:document:2.0}",
    "xliff12": "{urn:oasis:names:tc:xliff:document:1.2}",
}
FORMATS = ("xliff", "xliff12", "csv")
SENTENCES = len(LINES) + 1  # with the headline
Change = Callable[[str], str]


def send(archive: Archive, page: Page, path: Path, format: str) -> Path:
    document = read_document(archive.index.connection, page.id, "en", page.provenance("en"))
    export([document], format, path)
    return path


def take_back(archive: Archive, path: Path) -> Matched:
    return match(archive.index.connection, read_returned(path))


def work_on(path: Path, format: str, n: int, target: str, *, source: str | None = None) -> None:
    """What another program does to a file: it sets the target of sentence `n`, and saves.

    The headline is 0, and comes first.
    """
    if format == "csv":
        rows = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline="")))
        rows[n + 1][rows[0].index("target")] = target
        if source is not None:
            rows[n + 1][rows[0].index("source")] = source
        out = io.StringIO(newline="")
        csv.writer(out).writerows(rows)
        path.write_text(out.getvalue(), encoding="utf-8", newline="")
        return
    core = CORE[format]
    tree = etree.parse(path)
    holder = list(tree.iter(f"{core}segment", f"{core}trans-unit"))[n]
    found = holder.find(f"{core}target")
    if found is None:
        found = etree.SubElement(holder, f"{core}target")
    found.text = target
    if source is not None:
        holder.find(f"{core}source").text = source
    tree.write(path, encoding="utf-8", xml_declaration=True)


@pytest.mark.parametrize("format", FORMATS)
def test_what_comes_back_unchanged_changes_nothing(
    archive: Archive, tmp_path: Path, format: str
) -> None:
    page = add_page(archive, tmp_path)
    archive.decide(page, 2, "approved", reviewer="quiet-heron")
    archive.decide(page, 3, "rejected", reviewer="quiet-heron")
    result = take_back(archive, send(archive, page, tmp_path / "out", format))
    assert (result.proposals, result.conflicts, result.unchanged) == ([], [], SENTENCES)


@pytest.mark.parametrize("format", FORMATS)
def test_a_changed_sentence_is_proposed_and_nothing_is_written(
    archive: Archive, tmp_path: Path, format: str
) -> None:
    page = add_page(archive, tmp_path)
    archive.decide(page, 2, "edited", text="Tural Salimzade is free.", reviewer="quiet-heron")
    path = send(archive, page, tmp_path / "out", format)
    work_on(path, format, 2, "Tural Salimzade was let go.")
    work_on(path, format, 4, "The session was put off.")  # it was refused, and had no target
    before = archive.store.ledger.read_bytes()
    result = take_back(archive, path)
    assert result.proposals == [
        Proposal(page.id, "en", 2, "Tural Salimzade was let go."),
        Proposal(page.id, "en", 4, "The session was put off."),
    ]
    assert result.conflicts == [] and result.unchanged == SENTENCES - 2
    assert archive.store.ledger.read_bytes() == before


@pytest.mark.parametrize("format", FORMATS)
def test_what_is_applied_round_trips(archive: Archive, tmp_path: Path, format: str) -> None:
    page = add_page(archive, tmp_path)
    path = send(archive, page, tmp_path / "out", format)
    work_on(path, format, 1, "'Tis <the> court's \"ruling\" & more; =1")
    for each in take_back(archive, path).proposals:
        archive.decide(page, each.n, "edited", text=each.text, reviewer="Ольга", to=each.language)
    pair = page.pairs("en")[0]
    assert (pair.target, pair.state) == ("'Tis <the> court's \"ruling\" & more; =1", "edited")
    assert pair.reviewer == "Ольга"
    again = take_back(archive, send(archive, page, tmp_path / "again", format))
    assert again.proposals == [] and again.conflicts == []


@pytest.mark.parametrize("format", FORMATS)
def test_a_decision_made_here_meanwhile_is_a_conflict(
    archive: Archive, tmp_path: Path, format: str
) -> None:
    page = add_page(archive, tmp_path)
    path = send(archive, page, tmp_path / "out", format)
    archive.decide(page, 1, "edited", text="The ruling", reviewer="quiet-heron")
    archive.decide(page, 2, "approved", reviewer="quiet-heron")
    archive.decide(page, 5, "edited", text="Same words.", reviewer="quiet-heron")
    work_on(path, format, 1, "The verdict")
    work_on(path, format, 5, "Same  words.")
    result = take_back(archive, path)
    assert result.proposals == []
    assert [(each.n, each.reason) for each in result.conflicts] == [
        (1, "it was decided on here in the meantime")
    ]
    assert (result.conflicts[0].theirs, result.conflicts[0].here) == ("The verdict", "The ruling")


@pytest.mark.parametrize("format", FORMATS)
def test_another_original_is_a_conflict(archive: Archive, tmp_path: Path, format: str) -> None:
    page = add_page(archive, tmp_path)
    path = send(archive, page, tmp_path / "out", format)
    work_on(path, format, 1, "The verdict", source="Başqa cümlə")
    result = take_back(archive, path)
    assert [each.reason for each in result.conflicts] == [
        "its original is not the one in the archive"
    ]
    assert result.proposals == []


def test_an_emptied_translation_is_a_conflict(archive: Archive, tmp_path: Path) -> None:
    page = add_page(archive, tmp_path)
    path = send(archive, page, tmp_path / "out", "xliff")
    work_on(path, "xliff", 1, "")
    result = take_back(archive, path)
    assert result.proposals == [] and "emptied" in result.conflicts[0].reason


def test_a_newer_translation_is_a_conflict(archive: Archive, tmp_path: Path) -> None:
    from dragoman.index.records.documents import Sentence

    page = add_page(archive, tmp_path)
    path = send(archive, page, tmp_path / "out", "xliff12")
    work_on(path, "xliff12", 1, "The verdict")
    sentences = [
        Sentence(pair.n, pair.paragraph, pair.kind, pair.language, pair.source)
        for pair in page.pairs("en")
    ]
    add_translation(
        archive, page.id, page.article_id or "", page.url, LINES, sentences, "az", "en", None
    )
    archive.index.catch_up()
    result = take_back(archive, path)
    assert [each.reason for each in result.conflicts] == [
        "the page has been translated anew since then"
    ]


def test_another_archives_file_is_all_conflicts(archive: Archive, tmp_path: Path) -> None:
    with Archive(tmp_path / "other") as other:
        path = send(other, add_page(other, tmp_path), tmp_path / "out", "csv")
    result = take_back(archive, path)
    assert len(result.conflicts) == SENTENCES
    assert {each.reason for each in result.conflicts} == {
        "this archive does not hold the translation that it is of"
    }


def test_a_colleagues_copy_brings_what_was_decided_there(archive: Archive, tmp_path: Path) -> None:
    import shutil

    page = add_page(archive, tmp_path)
    shutil.copytree(archive.folder, tmp_path / "copy")
    with Archive(tmp_path / "copy") as copy:
        theirs = copy.page(page.id)
        copy.decide(theirs, 1, "edited", text="The ruling", reviewer="calm-otter")
        copy.decide(theirs, 2, "edited", text="He is free.", reviewer="calm-otter")
        path = send(copy, theirs, tmp_path / "out", "xliff")
    archive.decide(page, 2, "edited", text="Tural is free.", reviewer="quiet-heron")
    result = take_back(archive, path)
    assert result.proposals == [Proposal(page.id, "en", 1, "The ruling")]
    assert [each.n for each in result.conflicts] == [2]


def test_a_sentence_that_is_twice_in_a_file_is_a_conflict(archive: Archive, tmp_path: Path) -> None:
    page = add_page(archive, tmp_path, [Line("Salam.", "Hello.")])
    path = send(archive, page, tmp_path / "out", "csv")
    work_on(path, "csv", 1, "Hi.")
    header, title, row = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\r\n".join([header, title, row, row.replace("Hi.", "Hey.")]), encoding="utf-8")
    result = take_back(archive, path)
    assert [each.text for each in result.proposals] == ["Hi."]
    assert [each.reason for each in result.conflicts] == ["the file has the sentence twice"]


@pytest.mark.parametrize(
    ("delimiter", "encoding"), [(";", "utf-8"), ("\t", "utf-16"), (",", "utf-8-sig")]
)
def test_a_csv_as_spreadsheets_save_it(
    archive: Archive, tmp_path: Path, delimiter: str, encoding: str
) -> None:
    page = add_page(archive, tmp_path)
    path = send(archive, page, tmp_path / "out", "csv")
    work_on(path, "csv", 1, "The ruling; and more, of it")
    rows = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8"), newline="")))
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter).writerows(rows)
    path.write_text(out.getvalue(), encoding=encoding, newline="")
    result = take_back(archive, path)
    assert [each.text for each in result.proposals] == ["The ruling; and more, of it"]
    assert result.conflicts == []


def test_inline_marks_of_an_editor_and_a_cut_segment_are_read_over(
    archive: Archive, tmp_path: Path
) -> None:
    page = add_page(archive, tmp_path, [Line("Salam. Dünya.", "Hello. World.")])
    path = send(archive, page, tmp_path / "out", "xliff")
    text = path.read_text(encoding="utf-8")
    begin, end = text.rindex("<segment"), text.rindex("</segment>") + len("</segment>")
    cut = (
        "<segment id='a'><source>Salam. </source>"
        "<target>Hi, <mrk id='m' type='comment'>there</mrk>. </target></segment>"
        "<segment id='b'><source>Dünya.</source><target>World.</target></segment>"
    )
    path.write_text(text[:begin] + cut + text[end:], encoding="utf-8")
    assert [each.text for each in take_back(archive, path).proposals] == ["Hi, there. World."]


def test_translate_toolkit_edits_and_every_id_and_state_comes_back(
    archive: Archive, tmp_path: Path
) -> None:
    pytest.importorskip("translate.storage", reason="needs translate-toolkit to edit with")
    from translate.storage import xliff, xliff2

    page = add_page(archive, tmp_path)
    archive.decide(page, 2, "approved", reviewer="quiet-heron")
    for module, format in ((xliff2.Xliff2File, "xliff"), (xliff.xlifffile, "xliff12")):
        path = send(archive, page, tmp_path / format, format)
        store = module.parsefile(str(path))
        edited = [unit for unit in store.units if str(unit.source) == LINES[1].source]
        edited[0].target = "The ruling"
        store.savefile(str(path))
        result = take_back(archive, path)
        assert result.proposals == [Proposal(page.id, "en", 2, "The ruling")]
        assert result.conflicts == [] and result.unchanged == SENTENCES - 1


@given(n=st.integers(0, 9_999_999), decided=st.booleans())
def test_ids_are_read_as_they_are_written(n: int, decided: bool) -> None:
    uuid = "0f8fad5b-d9cb-469f-a165-70867728950e"
    name = SegmentId(uuid, n, uuid if decided else None)
    assert SegmentId.parse(str(name)) == name


@given(st.text())
def test_any_other_id_is_none_of_ours(text: str) -> None:
    assert SegmentId.parse(text) is None


# -- hostile and damaged files --------------------------------------------------------------------

EMPTY = '<xliff xmlns="urn:oasis:names:tc:xliff:document:2.0" version="2.1">{}</xliff>'
LAUGHS = (
    '<!DOCTYPE xliff [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY a{i} "{f"&a{i - 1};" * 10 if i else "&a;" * 10}">' for i in range(9))
    + "]>"
    + EMPTY.format(
        "<file id='f'><unit id='u'><segment><source>&a8;</source></segment></unit></file>"
    )
)


def refused(tmp_path: Path, content: str | bytes, name: str = "in.xlf") -> str:
    path = tmp_path / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    with pytest.raises(ImportFailed) as caught:
        list(read_returned(path))
    message = caught.value.message
    assert "\n" not in message and "Traceback" not in message
    return message


def test_an_external_entity_is_refused(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("the secret", encoding="utf-8")
    document = f'<!DOCTYPE xliff [<!ENTITY x SYSTEM "{secret.as_uri()}">]>' + EMPTY.format(
        "<file id='f'><unit id='u'><segment><source>&x;</source></segment></unit></file>"
    )
    assert "document type" in refused(tmp_path, document)


def test_an_external_document_type_is_refused(tmp_path: Path) -> None:
    document = '<!DOCTYPE xliff SYSTEM "http://127.0.0.1:9/x.dtd">' + EMPTY.format("")
    assert "document type" in refused(tmp_path, document)


def test_a_billion_laughs_are_refused(tmp_path: Path) -> None:
    assert "in.xlf" in refused(tmp_path, LAUGHS)


def test_laughs_in_an_attribute_are_refused(tmp_path: Path) -> None:
    document = LAUGHS.replace('version="2.1"', 'version="&a8;"')
    assert "in.xlf" in refused(tmp_path, document)


def test_a_flood_of_elements_is_refused(tmp_path: Path) -> None:
    flood = EMPTY.format("<file id='f'>" + "<note/>" * 210_000 + "</file>")
    assert "hold no sentence" in refused(tmp_path, flood)


def test_too_many_sentences_and_too_many_bytes_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "in.xlf"
    path.write_text(EMPTY.format("<file id='f'>" + "<unit id='u'/>" * 101 + "</file>"), "utf-8")
    with pytest.raises(ImportFailed, match="more than 100 sentences"):
        list(read_returned(path, max_units=100))
    with pytest.raises(ImportFailed, match="more than 1,000 bytes"):
        list(read_returned(path, max_bytes=1000))


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "empty"),
        (b"  \n", "empty"),
        (b"<html><body>no</body></html>", "no XLIFF"),
        (b"<xliff><unit>", "no XLIFF"),
        (EMPTY.format("<file>")[:-3].encode(), "not XML that can be read"),
        (b"\x00\x01\x02\xff", "not in UTF-8"),
        (b"a,b,c\n1,2,3\n", "no column id"),
        ("id,source,target\nx,salam,привет".encode("windows-1251"), "CSV UTF-8"),
        (b"PK\x03\x04\x14\x00", "no column id"),
    ],
)
def test_what_is_something_else_is_refused(tmp_path: Path, content: bytes, told: str) -> None:
    assert told in refused(tmp_path, content)


def test_a_file_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(ImportFailed, match="cannot be read"):
        list(read_returned(tmp_path / "missing.xlf"))


@given(st.binary(max_size=300) | st.text(max_size=200).map(lambda text: f"<a>{text}</a>".encode()))
def test_any_bytes_are_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, content: bytes
) -> None:
    path = tmp_path_factory.getbasetemp() / "any.xlf"
    path.write_bytes(content)
    try:
        list(read_returned(path))
    except ImportFailed as error:
        assert error.message
