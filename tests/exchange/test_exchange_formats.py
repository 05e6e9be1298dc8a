"""What goes out: every format says what it is, and holds any text."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from dragoman.archive import Archive, Page
from dragoman.errors import ArchiveError, RecordNotFound, UsageError
from dragoman.exchange import FORMATS, Document, export, read_document
from dragoman.exchange.bilingual.document import Sentence, TranslationModel
from dragoman.exchange.files.allowed_characters import legal
from dragoman.index.asking.pair import Pair
from dragoman.translate import Flag, Segment
from dragoman.translate.names.cell import from_cell, to_cell
from tests.support.translated_pages import Line, add_page

XLF = "{urn:oasis:names:tc:xliff:document:2.0}"
XLF12 = "{urn:oasis:names:tc:xliff:document:1.2}"
MTC = "{urn:oasis:names:tc:xliff:matches:2.0}"
MDA = "{urn:oasis:names:tc:xliff:metadata:2.0}"
ITS = "{http://www.w3.org/2005/11/its}"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
MACHINE_WORDS = "of the of the of the of the"


@pytest.fixture(scope="module")
def reviewed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Archive, Page]]:
    """One page: 0, the headline, machine, 1 machine, 2 approved, 3 machine with a flag, 4 refused, 5 edited, 6 original."""
    folder = tmp_path_factory.mktemp("reviewed")
    with Archive(folder / "archive") as archive:
        page = add_page(archive, folder)
        archive.decide(page, 2, "approved", reviewer="quiet-heron")
        archive.decide(
            page, 5, "edited", text="=The judge refused.", reviewer="Ольга", comment="-1"
        )
        yield archive, archive.page(page.id)


def document_of(archive: Archive, page: Page) -> Document:
    return read_document(archive.index.connection, page.id, "en", page.provenance("en"))


def exported(
    reviewed: tuple[Archive, Page], format: str, folder: Path, machine: bool = False
) -> Path:
    path = folder / f"out.{format}"
    result = export([document_of(*reviewed)], format, path, machine=machine)
    assert result.paths == (path,) and result.documents == 1
    return path


@pytest.mark.parametrize("format", FORMATS)
def test_no_format_leaves_the_attribution_the_model_or_a_state_off(
    reviewed: tuple[Archive, Page], format: str, tmp_path: Path
) -> None:
    text = exported(reviewed, format, tmp_path).read_text(encoding="utf-8-sig")
    told = document_of(*reviewed).credit
    assert told.startswith("Translated automatically by az-en 1.5 from urn:dragoman:file:page.html")
    assert told.endswith(
        "2 of 5 sentences reviewed by quiet-heron, Ольга, the others not reviewed."
    )
    assert told in text
    assert "argos" in text
    states = (
        {"edited", "approved"} if format == "tmx" else {"edited", "approved", "machine", "refused"}
    )
    assert all(state in text for state in states)


@pytest.mark.parametrize("format", FORMATS)
def test_a_translation_without_attribution_does_not_go_out(format: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="says not what made it"):
        export([document_with("a", "b", credit=" ")], format, tmp_path / "out")
    assert list(tmp_path.iterdir()) == []


def test_a_page_without_a_translation_says_how_to_make_one(tmp_path: Path) -> None:
    with Archive(tmp_path / "archive") as archive:
        page = add_page(archive, tmp_path, translate=False)
        with pytest.raises(RecordNotFound, match="dragoman translate"):
            read_document(archive.index.connection, page.id, "en", page.provenance("en"))


def test_attribution_follows_the_review(tmp_path: Path) -> None:
    with Archive(tmp_path / "archive") as archive:
        page = add_page(archive, tmp_path, [Line("Salam.", "Hello.")], translated_title=None)
        assert document_of(archive, page).credit.endswith(", not reviewed.")
        archive.decide(page, 1, "approved", reviewer="quiet-heron")
        told = document_of(archive, page).credit
        assert "not reviewed" not in told
        assert told.endswith("; 1 of 1 sentence reviewed by quiet-heron.")


def test_csv_has_a_row_a_sentence_and_no_formula(
    reviewed: tuple[Archive, Page], tmp_path: Path
) -> None:
    body = exported(reviewed, "csv", tmp_path).read_bytes()
    assert body.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(body.decode("utf-8-sig"), newline="")))
    assert [row["n"] for row in rows] == list("0123456")
    assert [row["state"] for row in rows] == [
        "machine", "machine", "approved", "machine", "refused", "edited", "original",
    ]  # fmt: skip
    assert rows[4]["target"] == "" and rows[4]["machine"] == MACHINE_WORDS
    assert rows[5]["target"] == "'=The judge refused." and rows[5]["comment"] == "'-1"
    texts = [cell for row in rows for name, cell in row.items() if name != "score"]
    assert not any(cell[:1] in "=+-@\t\r" for cell in texts if cell)


def test_the_score_in_a_csv_is_a_number_to_a_spreadsheet(
    reviewed: tuple[Archive, Page], tmp_path: Path
) -> None:
    body = exported(reviewed, "csv", tmp_path).read_text(encoding="utf-8-sig")
    rows = csv.reader(io.StringIO(body, newline=""), quoting=csv.QUOTE_NONNUMERIC)
    place = next(rows).index("score")
    scores = [row[place] for row in rows]
    assert -0.25 in scores
    assert all(score == "" or isinstance(score, float) for score in scores)


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@x", "\t=1", "\r=1", "＝1", " =1", '"=1', "a;=1+1;b", "a\n=1"]
)
def test_what_a_spreadsheet_would_run_is_made_text(text: str) -> None:
    cell = to_cell(text)
    # Whichever of its separators the spreadsheet cuts at, no piece begins a formula.
    for separator in ";\t\r\n":
        for piece in cell.split(separator):
            assert piece.strip(' "')[:1] not in ("=", "+", "-", "@", "＝")
    assert from_cell(cell) == text


@given(st.text(alphabet="=+-@'\";\t\r\n a＝", max_size=12) | st.text())
def test_every_cell_comes_back_as_it_was(text: str) -> None:
    assert from_cell(to_cell(text)) == text


def test_jsonl_is_a_parallel_corpus_with_provenance(
    reviewed: tuple[Archive, Page], tmp_path: Path
) -> None:
    archive, page = reviewed
    text = exported(reviewed, "jsonl", tmp_path).read_text(encoding="utf-8")
    lines = [json.loads(line) for line in text.splitlines()]
    assert [line["n"] for line in lines] == [0, 1, 2, 3, 4, 5, 6]
    headline = lines.pop(0)
    assert (headline["source"], headline["kind"]) == (page.title, "headline")
    assert headline["start"] is None and headline["end"] is None
    assert all(page.text[line["start"] : line["end"]] == line["source"] for line in lines)
    assert lines[3]["target"] is None and lines[3]["state"] == "refused"
    assert lines[1]["reviewer"] == "quiet-heron" and lines[1]["decided_at"]
    assert lines[0]["model"]["sha256"] == "ab" * 32 and lines[0]["payload_digest"]
    assert lines[5]["model"] is None
    assert archive.record(lines[0]["translation"]).type == "conversion"


def test_tmx_takes_only_what_people_have_read(
    reviewed: tuple[Archive, Page], tmp_path: Path
) -> None:
    tree = etree.parse(exported(reviewed, "tmx", tmp_path))
    assert tree.getroot().get("version") == "1.4"
    units = tree.findall("body/tu")
    assert [unit.get("changeid") for unit in units] == ["quiet-heron", "Ольга"]
    assert [unit.findtext("prop[@type='x-dragoman-state']") for unit in units] == [
        "approved",
        "edited",
    ]
    for unit in units:
        assert unit.get("creationid") == "argos az-en 1.5"
        assert len(unit.get("creationdate")) == len("20261122T030000Z")
        assert [each.tag for each in unit][-2:] == ["tuv", "tuv"]
        assert [each.get(XML_LANG) for each in unit.findall("tuv")] == ["az", "en"]


def test_tmx_takes_machine_text_when_asked_and_never_what_was_refused(
    reviewed: tuple[Archive, Page], tmp_path: Path
) -> None:
    tree = etree.parse(exported(reviewed, "tmx", tmp_path, machine=True))
    states = [each.text for each in tree.iter("prop") if each.get("type") == "x-dragoman-state"]
    assert sorted(states) == ["approved", "edited", "machine", "machine", "machine"]
    assert MACHINE_WORDS not in etree.tostring(tree, encoding="unicode")


def test_what_tmx_leaves_out_is_counted(reviewed: tuple[Archive, Page], tmp_path: Path) -> None:
    result = export([document_of(*reviewed)], "tmx", tmp_path / "out.tmx")
    assert (result.sentences, result.left_out) == (2, 5)


def test_xliff_21_keeps_the_order_of_the_standard(
    reviewed: tuple[Archive, Page], tmp_path: Path
) -> None:
    root = etree.parse(exported(reviewed, "xliff", tmp_path)).getroot()
    assert (root.get("version"), root.get("srcLang"), root.get("trgLang")) == ("2.1", "az", "en")
    assert root.get(f"{ITS}version") == "2.0"
    rank = {f"{MDA}metadata": 0, f"{XLF}notes": 1, f"{XLF}unit": 2}
    ranks = [rank[each.tag] for each in root[0]]
    assert ranks == sorted(ranks)
    rank = {f"{MTC}matches": 0, f"{MDA}metadata": 1, f"{XLF}notes": 2, f"{XLF}segment": 3}
    for unit in root.iter(f"{XLF}unit"):
        ranks = [rank[each.tag] for each in unit]
        assert ranks == sorted(ranks) and len(unit.findall(f"{XLF}segment")) == 1


def test_xliff_21_tells_states_confidence_and_people(
    reviewed: tuple[Archive, Page], tmp_path: Path
) -> None:
    root = etree.parse(exported(reviewed, "xliff", tmp_path)).getroot()
    units = {unit.get("name"): unit for unit in root.iter(f"{XLF}unit")}
    segments = {n: unit.find(f"{XLF}segment") for n, unit in units.items()}
    assert [segments[n].get("subState") for n in sorted(segments)] == [
        "dragoman:machine", "dragoman:machine", "dragoman:approved", "dragoman:machine",
        "dragoman:refused", "dragoman:edited", "dragoman:original",
    ]  # fmt: skip
    assert [segments[n].get("state") for n in sorted(segments)] == [
        "translated", "translated", "final", "translated", "initial", "reviewed", "final",
    ]  # fmt: skip
    match = units["1"].find(f"{MTC}matches/{MTC}match")
    assert match.get("ref") == "#" + segments["1"].get("id")
    assert match.get(f"{ITS}mtConfidence") == "0.7788"  # e to the power of the score, -0.25
    assert match.get(f"{ITS}annotatorsRef") == (
        "mt-confidence|urn:dragoman:model:argos%20az-en%201.5"
    )
    assert units["2"].get(f"{ITS}revPerson") == "quiet-heron"


@pytest.mark.parametrize(("format", "core"), [("xliff", XLF), ("xliff12", XLF12)])
def test_a_refused_sentence_has_no_target_and_its_words_only_in_a_note(
    reviewed: tuple[Archive, Page], format: str, core: str, tmp_path: Path
) -> None:
    root = etree.parse(exported(reviewed, format, tmp_path)).getroot()
    holding = [each for each in root.iter() if MACHINE_WORDS in (each.text or "")]
    assert [each.tag for each in holding] == [f"{core}note"]
    assert "it is not a translation" in holding[0].text
    targets = [each.text for each in root.iter(f"{core}target")]
    assert not any(MACHINE_WORDS in (text or "") for text in targets)


def test_xliff_12_tells_states_and_phases(reviewed: tuple[Archive, Page], tmp_path: Path) -> None:
    root = etree.parse(exported(reviewed, "xliff12", tmp_path)).getroot()
    header = root.find(f"{XLF12}file/{XLF12}header")
    assert [each.tag for each in header] == [
        f"{XLF12}phase-group", f"{XLF12}tool", f"{XLF12}note", f"{XLF12}note",
    ]  # fmt: skip
    phases = {each.get("phase-name"): each for each in header.iter(f"{XLF12}phase")}
    states = {
        unit.get("resname"): target.attrib
        for unit in root.iter(f"{XLF12}trans-unit")
        if (target := unit.find(f"{XLF12}target")) is not None
    }
    assert states["1"]["state"] == "needs-review-translation"
    assert states["1"]["state-qualifier"] == "mt-suggestion"
    assert phases[states["1"]["phase-name"]].get("tool-id") == "model1"
    assert states["2"]["state"] == "final"
    assert phases[states["2"]["phase-name"]].get("contact-name") == "quiet-heron"
    assert states["5"]["state"] == "translated"


def test_xliff_21_of_several_languages_becomes_several_files(tmp_path: Path) -> None:
    with Archive(tmp_path / "archive") as archive:
        pages = [
            add_page(archive, tmp_path, [Line("Salam.", "Hello.")], name="az.html"),
            add_page(
                archive, tmp_path, [Line("Привет.", "Hello.", language="ru")], language="ru",
                name="ru.html",
            ),
        ]  # fmt: skip
        documents = [document_of(archive, page) for page in pages]
    result = export(documents, "xliff", tmp_path / "out.xlf")
    assert [path.name for path in result.paths] == ["out.az.xlf", "out.ru.xlf"]
    for path, language in zip(result.paths, ("az", "ru"), strict=True):
        assert etree.parse(path).getroot().get("srcLang") == language
    assert not (tmp_path / "out.xlf").exists()


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))


def test_html_loads_nothing_runs_nothing_and_names_its_languages(
    reviewed: tuple[Archive, Page], tmp_path: Path
) -> None:
    text = exported(reviewed, "html", tmp_path).read_text(encoding="utf-8")
    parser = _Tags()
    parser.feed(text)
    names = {tag for tag, _ in parser.tags}
    assert not names & {"script", "link", "img", "iframe", "a", "form", "object", "base"}
    assert not any({"src", "href", "style"} & set(attrs) for _, attrs in parser.tags)
    assert not any(name.startswith("on") for _, attrs in parser.tags for name in attrs)
    languages = [attrs["lang"] for tag, attrs in parser.tags if tag == "p" and "lang" in attrs]
    assert {"az", "en"} <= set(languages)
    assert "prefers-color-scheme: dark" in text and "@media print" in text
    assert MACHINE_WORDS not in text
    assert "&lt;b&gt;" in text and "<b>vəs" not in text


@settings(max_examples=30, deadline=None)
@given(source=st.text(), target=st.text(min_size=1), name=st.text(min_size=1))
def test_any_text_makes_well_formed_files(
    tmp_path_factory: pytest.TempPathFactory, source: str, target: str, name: str
) -> None:
    folder = tmp_path_factory.mktemp("any")
    document = document_with(source, target, title=name, reviewer=name, credit="by " + name + " x")
    for format, tag in (
        ("xliff", f"{XLF}segment/{XLF}target"),
        ("xliff12", f"{XLF12}target"),
        ("tmx", "tuv[2]/seg"),
    ):
        path = folder / format
        export([document], format, path)
        tree = etree.parse(path)
        found = [
            each.text or ""
            for each in tree.iter()
            if each.find(tag) is not None
            for each in [each.find(tag)]
        ]
        assert found == [legal(target)]
    export([document], "jsonl", folder / "jsonl")
    assert json.loads((folder / "jsonl").read_bytes())["source"] is not None
    export([document], "html", folder / "html")
    parser = _Tags()
    parser.feed((folder / "html").read_text(encoding="utf-8"))
    assert not {"script", "img"} & {tag for tag, _ in parser.tags}


def document_with(
    source: str,
    target: str,
    *,
    title: str = "t",
    reviewer: str = "quiet-heron",
    credit: str = "Translated automatically by m from u, captured t, not reviewed.",
) -> Document:
    flags = (Flag("numbers", "warn", f"about {target}"),)
    pair = Pair(1, 1, "paragraph", "az", Segment(0, len(source), source), target, target, "edited",
                -0.5, flags, reviewer)  # fmt: skip
    identity = "00000000-0000-4000-8000-000000000000"
    return Document(
        page=identity, article=identity, translation=identity, url=f"https://example.org/{title}",
        captured_at="2026-05-01T03:00:00.000000Z", published=None, byline=title, title=title,
        language="az", target_language="en",
        translated_at="2026-05-01T03:00:01.000000Z", payload_digest=None, credit=credit,
        models=(TranslationModel("argos", "m", "1", "az", "en", None, None, False),),
        sentences=(Sentence(pair, None, "2026-05-02T03:00:00.000000Z", title),),
    )  # fmt: skip


def test_a_file_appears_whole_or_not_at_all(tmp_path: Path) -> None:
    def failing() -> Iterator[Document]:
        yield document_with("a", "b")
        raise RecordNotFound("the second page has no translation")

    path = tmp_path / "out.jsonl"
    path.write_text("what was there before", encoding="utf-8")
    for format in FORMATS:
        with pytest.raises(RecordNotFound):
            export(failing(), format, path)
    assert path.read_text(encoding="utf-8") == "what was there before"
    assert [each.name for each in tmp_path.iterdir()] == ["out.jsonl"]


def test_what_cannot_be_written_is_said(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="is a folder"):
        export([document_with("a", "b")], "csv", tmp_path)
    with pytest.raises(ArchiveError, match="cannot be written"):
        export([document_with("a", "b")], "csv", tmp_path / "missing" / "out.csv")
    with pytest.raises(UsageError, match="docx is not a format"):
        export([document_with("a", "b")], "docx", tmp_path / "out.docx")


def test_translate_toolkit_reads_what_goes_out(
    reviewed: tuple[Archive, Page], tmp_path: Path
) -> None:
    pytest.importorskip("translate.storage", reason="needs translate-toolkit to read with")
    from translate.storage import tmx, xliff, xliff2

    for module, format, count in (
        (xliff2.Xliff2File, "xliff", 7), (xliff.xlifffile, "xliff12", 7), (tmx.tmxfile, "tmx", 2),
    ):  # fmt: skip
        store = module.parsefile(str(exported(reviewed, format, tmp_path)))
        units = [unit for unit in store.units if unit.source]
        assert len(units) == count
        by_source = {str(unit.source): str(unit.target or "") for unit in units}
        assert by_source["Hakim <b>vəsatəti</b> & rədd etdi."] == "=The judge refused."
        assert by_source.get("İclas təxirə salındı.", "") == ""
