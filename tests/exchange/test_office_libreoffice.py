"""Documents of ours through LibreOffice, out and back: nothing is lost and nothing is made up."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import docx
import openpyxl
import pytest

from dragoman.archive import Archive
from tests.support.translated_pages import LINES, Line, add_page

SOFFICE = shutil.which("soffice")
pytestmark = pytest.mark.skipif(SOFFICE is None, reason="needs LibreOffice (soffice)")
ODD = (
    *LINES,
    Line("=1+1 şübhəsiz", "=1+1, no doubt", block=5),
    Line("'Tək dırnaq' – 007", "'A single quote' – 007", block=5),
    Line("31.12.2025", "31 December 2025", block=5),
    Line("  iki  boşluq\tvə tab ", "two  spaces\tand a tab", block=6),
    Line("Адвокат: «Ё-моё…»", "The lawyer: “…”", language="ru", block=7),
)


def converted(path: Path, kind: str, folder: Path) -> Path:
    """The file as LibreOffice saves it anew, in a profile of its own."""
    profile = (folder / "profile").as_uri()
    subprocess.run(
        [str(SOFFICE), f"-env:UserInstallation={profile}", "--headless", "--convert-to", kind,
         "--outdir", str(folder), str(path)],
        check=True, timeout=240, capture_output=True,
    )  # fmt: skip
    return folder / f"{path.stem}.{kind}"


@pytest.mark.parametrize(
    ("format", "own", "theirs"), [("bilingual", "docx", "odt"), ("xlsx", "xlsx", "ods")]
)
def test_a_table_goes_through_libreoffice_and_comes_back(
    archive: Archive, tmp_path: Path, format: str, own: str, theirs: str
) -> None:
    page = add_page(archive, tmp_path, ODD)
    archive.decide(page, 0, "edited", text="A verdict", reviewer="heron")
    archive.decide(page, 2, "approved", reviewer="heron")
    archive.decide(page, 3, "rejected", reviewer="heron")
    sent = tmp_path / f"sent.{own}"
    archive.export([page.id], format, sent)
    between = converted(sent, theirs, tmp_path)
    sent.unlink()
    back = converted(between, own, tmp_path)
    before = archive.store.ledger.read_bytes()
    matched = archive.import_review(back, reviewer="Ольга")
    assert (matched.proposals, matched.conflicts) == ([], [])
    assert matched.unchanged == len(ODD) + 1 and archive.store.ledger.read_bytes() == before

    changes = {0: "The verdict", 3: "The lawyer spoke on 14 December.", 8: "=A quote – 007"}
    if own == "docx":
        document = docx.Document(str(back))
        for n, words in changes.items():
            document.tables[0].rows[n + 1].cells[2].text = words
        document.save(str(back))
    else:
        changes[8] = "'A quote' – 007"
        book = openpyxl.load_workbook(back)
        for n, words in changes.items():
            book["Sentences"].cell(n + 2, 3).value = words
        book.save(back)
    matched = archive.import_review(back, reviewer="Ольга")
    assert {each.n: each.text for each in matched.proposals} == changes
    assert matched.conflicts == []
