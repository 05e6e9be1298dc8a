"""The report as it is read: every way from its contents, its languages, pictures, paper, and axe."""

from __future__ import annotations

import gc
import io
import json
import os
import re
import shutil
import struct
import subprocess
import tomllib
import zlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from lxml import html

from dragoman.archive import Archive
from dragoman.archiver.records.record import resource_record
from dragoman.errors import ArchiveError, UsageError
from dragoman.exchange.evidence.collected import picture_item
from dragoman.exchange.evidence.evidence import Evidence, Held
from dragoman.exchange.evidence.gathering import gather
from dragoman.exchange.evidence.places import Place
from dragoman.exchange.report.picture import picture, picture_of
from dragoman.exchange.report.report import write_report
from dragoman.exchange.report.translated import LONGEST, ranges
from dragoman.exchange.report.words import FOLDER, LANGUAGES, Words
from tests.support.chromium import Chromium
from tests.support.evidence_archive import Made, evidence_archive
from tests.support.house import PACKAGE
from tests.support.translated_pages import LINES, Line, add_page

VNU = os.environ.get("DRAGOMAN_TEST_VNU", "")
LONG = 90
TITLES = ("Məhkəmə qərarı", "Uzun məqalə", "Uzun mətn")


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    """Three pages: translated and half read, far too long for a page or two, not translated."""
    work = tmp_path_factory.mktemp("read")
    with Archive(work / "archive") as archive:
        page = add_page(archive, work, name="court.html")
        for n in (1, 2):
            archive.decide(page, n, "approved", text=LINES[n - 1].target, reviewer="owl", to="en")
        archive.decide(page, 5, "rejected", reviewer="heron", to="en")
        add_page(archive, work, _long(), name="long.html", title=TITLES[1])
        add_page(archive, work, _long(), name="longer.html", title=TITLES[2], translate=False)
        yield archive


def _long() -> list[Line]:
    return [
        Line(f"Cümlə {n}: " + "məhkəmə qərarı " * 20, f"Sentence {n}: " + "decision " * 30, block=n)
        for n in range(1, LONG + 1)
    ]


def export(archive: Archive, path: Path, language: str = "en") -> Any:
    archive.export(None, "report", path, report_language=language)
    return html.fromstring(path.read_bytes())


@pytest.fixture(scope="module")
def file(archive: Archive, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("out") / "report.html"
    export(archive, path)
    return path


@pytest.fixture(scope="module")
def tree(file: Path) -> Any:
    return html.fromstring(file.read_bytes())


def text(element: Any) -> str:
    return " ".join(element.text_content().split())


# -- that everything is found ----------------------------------------------------------------


def test_every_link_leads_somewhere_and_every_place_is_linked(tree: Any) -> None:
    places = tree.xpath("//@id")
    links = [each.removeprefix("#") for each in tree.xpath("//a/@href")]
    assert len(places) == len(set(places))
    assert set(links) == set(places)
    contents = {e.removeprefix("#") for e in tree.xpath("//section[@id='contents']//a/@href")}
    assert contents >= {f"{part}{n}" for part in "cr" for n in (1, 2, 3)}


def test_the_contents_say_of_each_capture_what_came_of_it(tree: Any) -> None:
    rows = [text(row) for row in tree.xpath("//table[@class='list']/tbody/tr")]
    assert ["court.html" in rows[0], "Məhkəmə qərarı" in rows[0], "refused" in rows[0]] == [
        True
    ] * 3
    assert "machine" in rows[1] and "not translated" in rows[2]


def test_who_read_which_sentence_is_said(tree: Any) -> None:
    (told,) = tree.xpath("//section[@id='c1']//ul[@class='standing']")
    assert "1–2: approved, by owl" in text(told) and "5: rejected, by heron" in text(told)
    (read,) = tree.xpath("//section[@class='cover']//tr[th='of which a person has read']/td")
    assert text(read).endswith("(heron, owl)")
    marked = [text(each) for each in tree.xpath("//section[@id='c1']//td[2]/sup")]
    assert marked[:4] == ["headline", "1✓", "2✓", "3"] and "5✗" in marked


@pytest.mark.parametrize(
    ("numbers", "written"), [([], ""), ([3], "3"), ([4, 1, 2], "1–2, 4"), ([1, 2, 3], "1–3")]
)
def test_numbers_are_written_as_people_write_them(numbers: list[int], written: str) -> None:
    assert ranges(numbers) == written


def test_a_long_text_goes_on_in_the_appendix_and_nothing_of_it_is_lost(tree: Any) -> None:
    for number, place in ((2, "t2-1"), (3, "t3")):
        (section,) = tree.xpath(f"//section[@id='c{number}']")
        (rest,) = tree.xpath(f"//section[@id='r{number}']")
        body, more = text(section), text(rest)
        found = [f"Cümlə {n}:" in body for n in range(1, LONG + 1)]
        assert found == sorted(found, reverse=True) and 0 < sum(found) < LONG
        assert [f"Cümlə {n}:" in more for n in range(1, LONG + 1)] == [not each for each in found]
        assert section.xpath(f".//a[@href='#{place}']") and len(body) < 4 * LONGEST
    again = tree.xpath("//section[@id='r2']//strong")[0]
    assert text(again).startswith("Translated automatically by az-en 1.5 from")


def test_one_capture_at_a_time_is_in_memory(archive: Archive) -> None:
    def counted() -> Iterator[Evidence]:
        ids = archive.page_ids()
        for each in gather(archive.index.connection, archive.folder, ids):
            yield each
            held.append(sum(isinstance(one, Evidence) for one in gc.get_objects()))

    held: list[int] = []
    stream = io.BytesIO()
    assert write_report(counted(), archive.folder, stream, software="test") == 3
    assert max(held) <= 2


# -- its languages ---------------------------------------------------------------------------


def catalogues() -> dict[str, dict[str, Any]]:
    return {
        code: tomllib.loads((FOLDER / f"{code}.toml").read_text(encoding="utf-8"))
        for code in LANGUAGES
    }


def test_every_language_says_all_that_is_said_and_nothing_more() -> None:
    said = {code: each["sentences"] for code, each in catalogues().items()}
    for code in LANGUAGES:
        assert set(said[code]) == set(said["en"])
        for key, sentence in said[code].items():
            names = re.findall(r"{(\w+)}", sentence)
            assert sorted(names) == sorted(re.findall(r"{(\w+)}", said["en"][key])), (code, key)
            same = sentence == said["en"][key]
            assert code == "en" or not same or len(re.sub(r"{\w+}", "", sentence)) < 24, key
    source = "".join(
        path.read_text(encoding="utf-8")
        for folder in ("exchange/templates/report", "exchange/report")
        for path in (PACKAGE / folder).glob("*.*")
    )
    families = ("verdict_", "means_", "state_", "kind_", "finding_")
    unused = [k for k in said["en"] if f'"{k}"' not in source and not k.startswith(families)]
    assert unused == []


@pytest.mark.parametrize("code", ["az", "ru"])
def test_in_another_language_only_what_records_say_is_english(
    archive: Archive, tmp_path: Path, code: str
) -> None:
    tree = export(archive, tmp_path / "report.html", code)
    assert tree.get("lang") == code
    assert "not yet read by anybody whose language this is" in text(tree)
    assert catalogues()[code]["sentences"]["unread_catalogue"] in text(tree)
    records = [text(each) for each in tree.xpath("//section[@id='r1']//ul[@class='rows']/li")]
    for kind in ("file", "import", "article", "translation", "decision"):
        word = catalogues()[code]["sentences"][f"kind_{kind}"]
        assert any(each.startswith(word) for each in records), kind
    credit = tree.xpath("//section[@id='c1']//p[@class='attribution']/strong[@lang='en']")
    assert text(credit[0]).startswith("Translated automatically by az-en 1.5 from")
    for each in tree.xpath(f"//*[@lang and @lang != '{code}'] | //style | //pre | //samp"):
        if each is not tree:
            each.getparent().remove(each)
    left = text(tree)
    english = catalogues()["en"]["sentences"].values()
    long = [s for s in english if len(s) > 14 and "{" not in s and s in left]
    assert long == [] and "Dragoman" in left


def test_a_language_that_it_is_not_written_in_is_refused(archive: Archive, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no report is written in tr"):
        export(archive, tmp_path / "x.html", "tr")
    with pytest.raises(UsageError, match="of the format report"):
        archive.export(None, "html", tmp_path / "x.html", report_language="ru")
    assert list(tmp_path.iterdir()) == []


def test_what_is_filled_in_is_text() -> None:
    said = Words.of("en")("said_note", note="<b>{note}</b> & {x}")
    assert said == "Note: <bdi>&lt;b&gt;{note}&lt;/b&gt; &amp; {x}</bdi>."


# -- pictures --------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Made]:
    with evidence_archive(tmp_path_factory.mktemp("pictures") / "archive") as archive:
        yield archive


def showing(made: Made, data: bytes, kind: str = "image/png") -> Evidence:
    """The page, as if a browser had shown it so."""
    record = resource_record(data, "urn:dragoman:screenshot:x", kind)
    made.store.append([record], "captures")
    lines = (made.folder / "ledger.jsonl").read_bytes().splitlines()
    said = json.loads(lines[-1])
    where = (str(said["file"]), int(said["offset"]), int(said["length"]), str(said["sha256"]))
    place = Place(*where, len(lines) - 1, "", record.id)
    held = Held(record.id, "resource", said["id"], "2026-05-01T10:00:00Z", {}, place)
    (evidence,) = gather(made.index.connection, made.folder, [made.page])
    content = {**evidence.facts, "browser": {"screenshot": record.id, "engine": "Chromium 1"}}
    capture = replace(evidence.capture, content=content)
    return replace(evidence, capture=capture, beside=(held,))


def png(width: int, height: int) -> bytes:
    from PIL import Image

    out = io.BytesIO()
    Image.linear_gradient("L").resize((width, height)).save(out, "PNG")
    return out.getvalue()


def claiming(width: int, height: int) -> bytes:
    """A PNG that says that it is larger than any."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in ((b"IHDR", head), (b"IDAT", zlib.compress(b"0" * 99)))
    )


def test_a_picture_is_shown_and_of_a_long_one_the_top(made: Made) -> None:
    whole = picture(showing(made, png(1000, 800)), made.folder)
    top = picture(showing(made, png(1000, 9000)), made.folder)
    assert whole is not None and whole.data and whole.whole
    assert (
        top is not None and top.data and not top.whole and (top.width, top.height) == (1000, 9000)
    )
    stream = io.BytesIO()
    write_report([showing(made, png(1000, 9000))], made.folder, stream, software="test")
    tree = html.fromstring(stream.getvalue())
    (shown,) = tree.xpath("//img")
    assert shown.get("src").startswith("data:image/jpeg;base64,") and made.url in shown.get("alt")
    assert "the whole picture, 1000 × 9000 pixels" in text(tree)


def test_what_was_drawn_afterwards_is_told_apart_from_what_was_seen(made: Made) -> None:
    seen = showing(made, png(400, 300))
    content = {"pictures": [{"record": seen.beside[0].id}], "of": "replay", "engine": "Chromium 2",
               "replay": {"word": "3 of 14 pictures missing"}}  # fmt: skip
    told = replace(seen.beside[0], content=content)
    stream = io.BytesIO()
    evidence = replace(seen, pictures=(told,))
    write_report([evidence], made.folder, stream, software="test")
    (caption,) = html.fromstring(stream.getvalue()).xpath("//figcaption")
    assert "drawn again offline by a browser (Chromium 2)" in text(caption)
    assert "held against what was captured: 3 of 14 pictures missing." in text(caption)
    assert "as a browser showed it" not in text(caption)


def test_what_was_seen_then_is_dated_then_and_what_is_not_in_it_is_said(made: Made) -> None:
    """A picture of the rendering got its margin later, and may be one of several parts."""
    seen = showing(made, png(400, 300))
    (shown,) = seen.beside
    facts = {**seen.facts, "browser": {**seen.facts["browser"], "engine": "Chromium 1"}}
    later = replace(shown, id="later", date="2027-01-01T00:00:00Z")
    content = {"pictures": [{"record": "later"}, {"record": "more"}], "of": "rendering",
               "engine": "Chromium 2", "left_out": "a box within it goes on", "why": "x"}  # fmt: skip
    told = replace(later, content=content)
    evidence = replace(
        seen, capture=replace(seen.capture, content=facts), beside=(shown, later), pictures=(told,)
    )
    found = picture_of(evidence)
    assert found is not None and found.held.id == "later" and not found.drawn
    assert (found.engine, found.time, found.bare) == ("Chromium 1", shown.date, None)
    assert (found.parts, found.left_out) == (2, "a box within it goes on")
    bare = replace(told, content={**content, "of": "replay"})
    drawn = picture_of(replace(evidence, pictures=(bare,)))
    assert drawn is not None and drawn.drawn and drawn.bare == "x"
    assert (drawn.engine, drawn.time) == ("Chromium 2", later.date)


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"<svg onload='alert(1)'/>", "picture_no_picture"),
        (claiming(60_000, 60_000), "picture_too_large"),
        (claiming(12_000, 12_000), "picture_too_large"),
        (png(300, 300)[:200], "picture_no_picture"),
    ],
)
def test_what_is_no_picture_is_said_and_not_shown(made: Made, data: bytes, why: str) -> None:
    evidence = showing(made, data)
    found = picture(evidence, made.folder)
    assert found is not None and (found.data, found.why) == (None, why)
    stream = io.BytesIO()
    write_report([evidence], made.folder, stream, software="test")
    assert f"The picture in record {found.held.id} cannot be shown" in text(
        html.fromstring(stream.getvalue())
    )


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"error": "it never answered"}, "it never answered"),
        ({"error": None, "left_out": "it has too many bytes"}, "it has too many bytes"),
        ({}, "its record does not say why"),
    ],
)
def test_why_there_is_no_picture_is_said(made: Made, said: dict[str, str], why: str) -> None:
    (evidence,) = gather(made.index.connection, made.folder, [made.page])
    told = replace(evidence.capture, content={"pictures": [], **said})
    item = picture_item(replace(evidence, pictures=(told,)))
    assert item.says == (f"No picture could be made of it: {why}.",)


# -- where its readers open it ---------------------------------------------------------------


@pytest.mark.skipif(not VNU or shutil.which("java") is None, reason="needs the W3C's HTML checker")
def test_the_checker_of_the_w3c_finds_nothing(archive: Archive, file: Path, tmp_path: Path) -> None:
    export(archive, tmp_path / "az.html", "az")
    done = subprocess.run(
        ["java", "-jar", VNU, file, tmp_path / "az.html"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.skipif(Chromium.find() is None, reason="needs Chromium")
def test_axe_finds_nothing(file: Path, tmp_path: Path) -> None:
    axe = pytest.importorskip("axe_playwright_python")
    script = (Path(axe.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
    with Chromium(tmp_path / "profile") as browser:
        browser.command("Page.setBypassCSP", enabled=True)
        browser.open(file.as_uri())
        browser.run(f"(() => {{ {script}; window.axe = window.axe || axe; }})()")
        found = browser.run(
            "axe.run().then(r => r.violations.map(v => v.id + ' ' + v.nodes[0].html))"
        )
        assert found == []
        assert [each for each in browser.requests if not each.startswith(("file:", "about:"))] == []


@pytest.mark.skipif(Chromium.find() is None, reason="needs Chromium")
def test_a_pdf_has_what_the_page_has_and_names_no_machine(archive: Archive, tmp_path: Path) -> None:
    import pypdfium2

    path = tmp_path / "report.pdf"
    archive.export(None, "report", path)
    document = pypdfium2.PdfDocument(path)
    words = " ".join(page.get_textpage().get_text_range() for page in document)
    words = " ".join(words.split())
    for wanted in ("Report on archived web pages", "What is not proved", "Məhkəmə qərarı",
                   "1–2: approved, by owl", f"/ {len(document)}"):  # fmt: skip
        assert wanted in words, wanted
    assert document.get_metadata_dict()["Creator"] == "Dragoman"
    records = [int(each) for each in re.findall(r"records page (\d+)", words)]
    captures = [int(re.findall(rf"{title} \S+ (\d+) 20", words)[0]) for title in TITLES]
    (appendix,) = re.findall(r"Appendix: digests and records, page (\d+)", words)
    for n, title in enumerate(TITLES, start=1):
        for number in (captures[n - 1], records[n - 1]):
            assert f"{n}. {title}" in document[number - 1].get_textpage().get_text_range()
    assert max(captures) < int(appendix) == min(records)
    assert [each.name for each in tmp_path.iterdir()] == ["report.pdf"]


def test_without_chromium_a_pdf_is_one_sentence(
    archive: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DRAGOMAN_CHROMIUM", str(tmp_path / "none"))
    with pytest.raises(ArchiveError, match=r"none is installed here .* as \.html prints"):
        archive.export(None, "report", tmp_path / "report.pdf")
    assert list(tmp_path.iterdir()) == []
