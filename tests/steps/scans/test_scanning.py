"""Scans into the archive: each sheet kept as it is read, the article made of them, what is left for later."""

from __future__ import annotations

import gzip
import json
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from rapidfuzz.distance import Levenshtein

from dragoman.archive import Archive
from dragoman.archiver.scans.sheet import Sheet
from dragoman.errors import ExtractionError
from dragoman.printing.whole_page import page_json
from dragoman.reader.scan_reader import Scan
from dragoman.steps.scans import scanning
from tests.support.drawn_pages import AZ, RU, as_file, as_pdf, drawn, needs_tesseract
from tests.support.scripted_scans import Scripted, sheet

SAID = ["", "Birinci vərəq budur.", "İkinci vərəq gəldi.", "Üçüncü oxundu.", "Son söz."]


def pdf(tmp_path: Path, pages: int) -> Path:
    path = tmp_path / "scan.pdf"
    path.write_bytes(as_pdf([drawn(width=300, height=100)] * pages))
    return path


def kept(archive: Archive) -> int:
    return int(archive.index.connection.execute("SELECT count(*) FROM sheets").fetchone()[0])


def test_a_scan_becomes_an_article_whose_offsets_lead_to_places(tmp_path: Path) -> None:
    needs_tesseract()
    path = tmp_path / "scan.pdf"
    path.write_bytes(as_pdf([drawn(AZ), drawn(RU)]))
    with Archive(tmp_path / "a") as archive:
        (outcome,) = archive.import_file(path)
        page = outcome.page
        assert page is not None and outcome.error is None
        assert Levenshtein.distance(page.text or "", f"{AZ}\n\n{RU}") <= 2
        assert [pair.language for pair in page.pairs()] == ["az", "az", "ru", "ru"]
        own = page.record(page.article_id or "").json()["dragoman"]["scan"]
        for place in own["places"]:
            held = Sheet.from_json(page.record(own["sheets"][place["sheet"] - 1]).json())
            line = next(each for each in held.lines if list(each.box) == place["box"])
            assert page.text[place["start"] : place["stop"]] == line.text
        assert own["words"] == len((AZ + " " + RU).split())
        assert archive.verify().ok
        archive.reindex()
        assert archive.page(page.id).text == page.text and kept(archive) == 2


def test_an_interruption_loses_nothing_and_the_next_translate_goes_on(tmp_path: Path) -> None:
    def until_three(n: int) -> Sheet:
        if n == 3:
            raise KeyboardInterrupt
        return sheet(n, 4, SAID[n])

    with Archive(tmp_path / "a") as archive:
        archive._holdings.scans = Scripted(4, until_three)
        with pytest.raises(KeyboardInterrupt):
            archive.import_file(pdf(tmp_path, 4))
        assert kept(archive) == 2
        seen: list[tuple[int, int]] = []
        archive.tell_sheets(lambda done, of: seen.append((done, of)))
        archive._holdings.scans = again = Scripted(4, lambda n: sheet(n, 4, SAID[n]))
        list(archive.translate())
        page = archive.page(archive.page_ids()[0])
        assert again.asked == [3, 4] and seen == [(3, 4), (4, 4)]
        assert (page.text or "").split("\n\n") == SAID[1:]
        archive.export([page.id], "wacz", tmp_path / "out.wacz")
    with zipfile.ZipFile(tmp_path / "out.wacz") as went:
        names = [each for each in went.namelist() if each.endswith(".warc.gz")]
        held = b"".join(gzip.decompress(went.read(each)) for each in names)
    assert held.count(b"WARC-Target-URI: urn:dragoman:sheet:") == 4, "its sheets go along"


def test_what_reads_it_is_missing_and_the_capture_is_complete_and_pending(tmp_path: Path) -> None:
    class Missing(Scripted):
        def count(self, _scan: Scan) -> int:
            raise ExtractionError("tesseract, which reads pictures, is not installed: install it")

    picture = tmp_path / "letter.png"
    picture.write_bytes(as_file(drawn(width=300, height=100)))
    with Archive(tmp_path / "a") as archive:
        archive._holdings.scans = Missing(1, lambda n: sheet(n, 1, ""))
        (outcome,) = archive.import_file(picture)
        assert outcome.error is not None and "install it" in outcome.error.message
        assert outcome.page is not None and outcome.page.response().body == picture.read_bytes()
        archive._holdings.scans = Scripted(1, lambda n: sheet(n, 1, "Məktub burada başlayır."))
        list(archive.translate())
        assert archive.page(outcome.page.id).text == "Məktub burada başlayır."
        assert archive.verify().ok


def test_pages_that_were_cut_are_said_and_the_others_are_read(tmp_path: Path) -> None:
    def second_hangs(n: int) -> Sheet:
        return Sheet(n, 2, error="tesseract hung") if n == 2 else sheet(n, 2, "Birinci səhifə.")

    with Archive(tmp_path / "a") as archive:
        archive._holdings.scans = Scripted(2, second_hangs)
        (outcome,) = archive.import_file(pdf(tmp_path, 2))
        page = outcome.page
        assert page is not None and page.text == "Birinci səhifə."
        assert page.verdict is not None and "1 of them could not be read" in page.verdict["reason"]
        own = page.record(page.article_id or "").json()["dragoman"]["scan"]
        assert own["unread"] == [{"n": 2, "error": "tesseract hung"}]


def test_doubtful_words_go_along_with_the_translation_and_the_credit_says_how_it_was_read(
    tmp_path: Path,
) -> None:
    said = "Vəkil Kərimov danışdı.\nMəhkəmə onu dinlədi."
    with Archive(tmp_path / "a") as archive:
        archive._holdings.scans = Scripted(1, lambda n: sheet(n, 1, said))
        (outcome,) = archive.import_file(pdf(tmp_path, 1))
        page = archive.by_hand(outcome.page, to="en")
        first, second = page.pairs("en")
        (flag,) = [each for each in first.flags if each.code == "ocr"]
        assert flag.severity == "warn" and 'was not sure of "Kərimov"' in flag.message
        assert [first.source.text[start:stop] for start, stop in flag.source] == ["Kərimov"]
        assert [each.code for each in second.flags] == ["by_hand"]
        assert "the text was read by a machine from a picture" in (page.credit("en") or "")
        archive.decide(page, 1, "edited", text="The lawyer spoke.", reviewer="r")
        archive.export([page.id], "xliff", tmp_path / "out.xlf", to="en")
        assert "was not sure of" in (tmp_path / "out.xlf").read_text(encoding="utf-8")
        (tmp_path / "names.txt").write_text("Rauf Kərimov\n", encoding="utf-8")
        for format in ("xliff", "report"):
            out = tmp_path / f"out.{format}"
            done = archive.export(
                [page.id], format, out, withhold=tmp_path / "names.txt",
                to="en" if format == "xliff" else None,
            )  # fmt: skip
            assert "was not sure of" not in out.read_text(encoding="utf-8")
            assert "pages that a machine read out of pictures: 1; a name" in " ".join(done.notes)
        assert archive.verify().ok
        read = page_json(archive.page(page.id), "en", None)["machine_read"]
        assert (read["sheets"], read["words"], read["doubtful"]) == (1, 6, 1)
    plain = tmp_path / "plain.txt"
    plain.write_text("Vəkil Kərimov danışdı. Məhkəmə onu dinlədi.", encoding="utf-8")
    with Archive(tmp_path / "b") as archive:
        (outcome,) = archive.import_file(plain)
        page = archive.by_hand(outcome.page, to="en")
        assert "machine from" not in (page.credit("en") or "")
        assert page_json(page, "en", None)["machine_read"] is None


def test_a_long_scan_does_not_keep_a_capture_waiting(tmp_path: Path) -> None:
    from dragoman.steps.reading import read_articles

    with Archive(tmp_path / "a") as archive:
        archive._holdings.scans = reader = Scripted(40, lambda n: sheet(n, 40, "Sətir budur."))
        (outcome,) = import_unread(archive, pdf(tmp_path, 1))
        (error,) = read_articles(archive._holdings, [outcome])
        assert (
            error is not None and 'a scan of 40 pages, which "dragoman translate' in error.message
        )
        assert reader.asked == []


def import_unread(archive: Archive, path: Path) -> Sequence[Any]:
    reader, archive._holdings.scans = (
        archive._holdings.scans,
        Scripted(0, lambda n: sheet(n, 1, "")),
    )
    (outcome,) = archive.import_file(path)
    archive._holdings.scans = reader
    assert outcome.page is not None and outcome.page.text is None
    return [outcome.page]


def test_a_picture_without_text_is_no_article(tmp_path: Path) -> None:
    picture = tmp_path / "photo.jpg"
    picture.write_bytes(as_file(drawn(width=300, height=100), "JPEG"))
    with Archive(tmp_path / "a") as archive:
        archive._holdings.scans = Scripted(1, lambda n: Sheet(n, 1, 300, 100))
        (outcome,) = archive.import_file(picture)
        assert outcome.error is not None
        assert outcome.error.message == "a machine found no text in the picture"
        assert json.dumps(outcome.page and outcome.page.verdict)


def test_what_was_not_read_of_a_scan_is_said_wherever_its_translation_goes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scanning, "MOST_SHEETS", 3)

    def second_breaks(n: int) -> Sheet:
        return Sheet(n, 5, error="broken") if n == 2 else sheet(n, 5, SAID[n])

    with Archive(tmp_path / "a") as archive:
        archive._holdings.scans = reader = Scripted(5, second_breaks)
        (outcome,) = archive.import_file(pdf(tmp_path, 5))
        page = archive.by_hand(outcome.page, to="en")
        assert reader.asked == [1, 2, 3]
        assert page.verdict is not None and "5 pictures of pages" in page.verdict["reason"]
        assert "3 of them could not be read" in page.verdict["reason"]
        said = "the text was read by a machine from 5 pictures, 3 of which it did not read"
        assert said in (page.credit("en") or "")
        for kind in ("html", "xliff", "txt", "prov", "report", "ftm"):
            archive.export([page.id], kind, tmp_path / f"out.{kind}", to="en")
            assert said in (tmp_path / f"out.{kind}").read_text(encoding="utf-8"), kind
        unread = (page_json(page, "en", None)["machine_read"] or {})["unread"]
        assert [each["n"] for each in unread] == [2, 4]
        assert archive.verify().ok
        archive.reindex()
        assert said in (archive.page(page.id).credit("en") or "")


def test_sheets_that_could_not_be_read_are_tried_again(tmp_path: Path) -> None:
    with Archive(tmp_path / "a") as archive:
        archive._holdings.scans = Scripted(2, lambda n: Sheet(n, 2, error="too little time"))
        (outcome,) = archive.import_file(pdf(tmp_path, 2))
        assert outcome.error is not None and "too little time" in outcome.error.message
        archive._holdings.scans = again = Scripted(2, lambda n: sheet(n, 2, SAID[n]))
        list(archive.translate())
        assert outcome.page is not None and again.asked == [1, 2]
        assert (archive.page(outcome.page.id).text or "").split("\n\n") == SAID[1:3]
