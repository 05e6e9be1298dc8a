"""`import --ocr-pictures`: the text in pictures that a page was saved with stands where they do, and is marked."""

from __future__ import annotations

import base64
from email.message import EmailMessage
from pathlib import Path

import pytest

from dragoman.archive import Archive
from dragoman.archiver.article.page_body import PageBody
from dragoman.archiver.scans.in_page import images_in, with_texts
from dragoman.archiver.scans.sheet import Sheet
from dragoman.archiver.scans.tesseract import PROGRAM, THEN
from dragoman.errors import ExtractionError
from dragoman.reader import scan_reader
from tests.support.drawn_pages import as_file, drawn
from tests.support.scripted_scans import Scripted, sheet
from tests.support.shell import typed
from tests.support.site import AZ_TEXT, page

PICTURE = as_file(drawn(width=300, height=100))
DATA = f"data:image/png;base64,{base64.b64encode(PICTURE).decode()}"


NEXT = "İclasdan sonra vəkil jurnalistlərə qərardan narazı olduğunu dedi və şikayət verəcəyini bildirdi."


def saved(source: str) -> bytes:
    """A page with a picture in its text."""
    html = page("az", "Məhkəmə iclası", AZ_TEXT, NEXT).decode()
    at = html.index("</p>") + 4
    figure = f'<figure><img src="{source}"></figure>'
    return (html[:at] + figure + html[at:]).encode()


def mhtml() -> bytes:
    message = EmailMessage()
    message["Snapshot-Content-Location"] = "https://example.org/az/a/1"
    message.set_content(saved("https://example.org/1.png").decode(), subtype="html")
    message.add_related(
        PICTURE, "image", "png", headers=["Content-Location: https://example.org/1.png"]
    )
    return message.as_bytes()


@pytest.mark.parametrize(("name", "content"), [("a.html", saved(DATA)), ("a.mhtml", mhtml())])
def test_what_stands_in_a_picture_is_read_where_it_stands_and_marked(
    name: str, content: bytes, tmp_path: Path
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with Archive(tmp_path / "a") as archive:
        archive._holdings.scans = Scripted(1, lambda n: sheet(n, 1, "Vəkil Kərimov məktubu oxudu."))
        (outcome,) = archive.import_file(path, ocr_pictures=True)
        found = archive.by_hand(outcome.page, to="en")
        parts = (found.text or "").split("\n\n")
        assert parts[1] == "Vəkil Kərimov məktubu oxudu." and len(parts) > 2
        marked = {
            pair.source.text: pair
            for pair in found.pairs("en")
            if any(f.code == "ocr" for f in pair.flags)
        }
        assert list(marked) == [parts[1]]
        assert "some of the text was read by a machine from a picture" in (found.credit("en") or "")
        assert found.verdict is not None and found.verdict["kind"] == "article"
        assert archive.verify().ok
        archive.reindex()
        assert archive.page(found.id).text == found.text


def test_without_being_asked_and_without_text_in_them_pictures_change_nothing(
    tmp_path: Path,
) -> None:
    path = tmp_path / "a.html"
    path.write_bytes(saved(DATA))
    with Archive(tmp_path / "a") as archive:
        archive._holdings.scans = reader = Scripted(1, lambda n: sheet(n, 1, ""))
        plain = archive.import_file(path)[0].page
        assert reader.asked == []
        asked = archive.import_file(path, ocr_pictures=True)[0].page
        assert plain is not None and asked is not None and reader.asked == [1]
        assert asked.text == plain.text
        assert "read by a machine" not in (archive.by_hand(asked, to="en").credit("en") or "")


def test_pictures_are_found_once_and_the_text_behind_them_stays() -> None:
    body = PageBody(
        f'<p>Bir <img src="{DATA}"> iki</p><img src="{DATA}"> üç<img src="data:image/png;base64,!">'
        '<img src="https://example.org/2.png">'.encode(),
        "u",
        "text/html; charset=utf-8",
    )
    assert [(e.at, e.inside, e.content, e.urls) for e in images_in(body, 10**6)] == [
        (0, True, PICTURE, ()),
        (1, True, PICTURE, ()),
        (2, True, None, ()),
        (3, False, None, ("https://example.org/2.png",)),
    ]
    told = with_texts(body, 10**6, {0: ["dörd", "beş"], 1: ["altı"]}).decode()
    assert " ".join(told.replace(DATA, "").split()).endswith(
        '<p>Bir <img src=""> iki</p><p>dörd</p><p>beş</p><img src=""><p>altı</p> üç'
        '<img src="data:image/png;base64,!"><img src="https://example.org/2.png"></body></html>'
    )


def test_where_its_pictures_cannot_be_read_the_page_is_and_the_sentence_says_how(
    tmp_path: Path,
) -> None:
    def missing(_: int) -> Sheet:
        raise ExtractionError(f"tesseract is not installed: install it, {THEN}")

    path = tmp_path / "a.html"
    path.write_bytes(saved(DATA))
    with Archive(tmp_path / "a") as archive:
        archive._holdings.scans = Scripted(1, missing)
        (outcome,) = archive.import_file(path, ocr_pictures=True)
        assert outcome.page is not None and outcome.page.text and outcome.error is not None
        assert outcome.error.message == (
            "the pictures in it were not read: tesseract is not installed: install it, "
            "then ask for it again"
        )


def test_that_they_were_not_read_is_no_success(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(PROGRAM, str(tmp_path / "no-tesseract"))
    monkeypatch.setattr(scan_reader, "_made", [])  # processes that know of it
    path = tmp_path / "a.html"
    path.write_bytes(saved(DATA))
    done = typed("--archive", str(tmp_path / "a"), "--json", "import", "--no-translate",
                 "--ocr-pictures", str(path))  # fmt: skip
    scan_reader._made[-1].close()
    assert done.status == 1 and done.lines[0]["segments"]
    assert "the pictures in it were not read: tesseract" in done.err
