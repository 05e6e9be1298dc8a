"""A report printed with names withheld: looked through as HTML, and again as a PDF."""

from __future__ import annotations

from pathlib import Path

import pytest

from dragoman.archive import Archive
from dragoman.errors import ArchiveError
from dragoman.exchange.withheld.openings import opened
from dragoman.exchange.withheld.printed_texts import texts_of_pdf
from dragoman.exchange.withheld.searched import left_in
from dragoman.withholding.withheld_list import parse
from dragoman.withholding.withholding import Withholding
from tests.support.chromium import Chromium
from tests.support.translated_pages import Line, add_page

LIST = ("Elçin Məmmədov",)
LINES = (
    Line("Jurnalist Elçin Məmmədov azad edildi.", "The journalist Elchin Mammadov was freed."),
    Line("Bakıda yağış yağır.", "It rains in Baku."),
)
needs_chromium = pytest.mark.skipif(
    Chromium.find() is None,
    reason="needs Chromium, which is not installed",
)


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    (tmp_path / "names.txt").write_text("\n".join(LIST), encoding="utf-8")
    with Archive(tmp_path / "archive") as archive:
        page = add_page(archive, tmp_path, LINES, name="mammadov.html", title="Məmmədovun işi")
        archive.decide(page, 2, "approved", reviewer="Э. Мамедов", comment="Мамедову сказали")
        return archive


@needs_chromium
def test_a_report_is_printed_with_nothing_of_a_name(archive: Archive, tmp_path: Path) -> None:
    path = tmp_path / "o.pdf"
    with Archive(archive.folder) as again:
        result = again.export(None, "report", path, withhold=tmp_path / "names.txt")
    texts = list(texts_of_pdf(path.read_bytes()))
    said = "\n".join(texts)
    assert "It rains in Baku." in said and "[withheld 1]" in said
    assert "Mammadov" not in said and "Məmmədov" not in said and "Мамедов" not in said
    assert str(tmp_path) not in said and "/EmbeddedFile" not in path.read_bytes().decode("latin-1")
    lines = list(opened(result.openings or path, path))
    assert lines and all(each.opens and each.stands for each in lines)
    allowed = {each.opening.commitment for each in lines} | {"ab" * 32}
    found = left_in([path], Withholding(parse(LIST, "n")), allowed)
    assert not [each for each in found if "digest" not in each]


@needs_chromium
def test_what_is_left_in_the_html_is_never_printed(
    archive: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "dragoman.exchange.withheld.withheld_evidence.WithheldEvidence.with_wholes",
        lambda _, evidence: (evidence, []),
    )
    monkeypatch.setattr(
        "dragoman.exchange.report.report_file.print_to",
        lambda *_: pytest.fail("it was printed"),
    )
    with (
        Archive(archive.folder) as again,
        pytest.raises(ArchiveError, match="nothing was handed out"),
    ):
        again.export(None, "report", tmp_path / "o.pdf", withhold=tmp_path / "names.txt")
    assert not list(tmp_path.glob("*.pdf*"))


def a_pdf(strings: bytes) -> bytes:
    """One empty page, and strings beside it."""
    objects = (
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>",
        strings,
    )
    body, places = b"%PDF-1.4\n", []
    for number, held in enumerate(objects, start=1):
        places.append(len(body))
        body += b"%d 0 obj" % number + held + b"endobj\n"
    table = b"".join(b"%010d 00000 n \n" % each for each in places)
    end = b"trailer<</Root 1 0 R/Info 4 0 R/Size 5>>startxref\n%d\n%%%%EOF" % len(body)
    return body + b"xref\n0 5\n0000000000 65535 f \n" + table + end


@pytest.mark.parametrize(
    ("strings", "left"),
    [
        (b"<</Title(Elchin Mammadov)>>", True),
        (b"<</A<</S/URI/URI(https://a.az/mammadov)>>>>", True),
        (b"<</Alt<" + ("\ufeffЭльчин Мамедов".encode("utf-16-be").hex()).encode() + b">>>", True),
        (b"<</Title(Elchin Guliyev \\(x\\))>>", False),
    ],
)
def test_what_stands_beside_the_pages_of_a_pdf_is_looked_through(
    tmp_path: Path, strings: bytes, left: bool
) -> None:
    path = tmp_path / "o.pdf"
    path.write_bytes(a_pdf(strings))
    assert bool(left_in([path], Withholding(parse(LIST, "n")), ())) == left
