"""Bodies as they are: what a server sent as a page and is none, in captures and in imports."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from pathlib import Path

import pytest

from dragoman import Archive
from dragoman.page import Page
from tests.archiver.article.test_pdf import BODY, WHOLE, column, make_pdf
from tests.archiver.body.test_first_bytes import DOCX, FILES, picture
from tests.archiver.body.test_unpack import zstd
from tests.support.foreign_files import WarcFile
from tests.support.raw_server import RawServer, answer, routes
from tests.support.site import AZ_TEXT, RU_TEXT, page

HTML = page("az", "Məhkəmə iclası", AZ_TEXT, AZ_TEXT)
RUSSIAN = page("ru", "Заседание", RU_TEXT, RU_TEXT).decode().replace('<meta charset="utf-8">', "")
PDF = make_pdf([column(BODY, 760)])
Sent = tuple[bytes, tuple[str, ...]]  # a body and its headers
READ: dict[str, tuple[Sent, str]] = {
    "gzip without a word": ((gzip.compress(HTML), ("Content-Type: text/html",)), "iclas"),
    "gzip twice": (
        (gzip.compress(gzip.compress(HTML)), ("Content-Type: text/html", "Content-Encoding: gzip")),
        "iclas",
    ),
    "zstd": ((zstd(HTML), ("Content-Type: text/html", "Content-Encoding: zstd")), "iclas"),
    "zstd without a word": ((zstd(HTML), ("Content-Type: text/html",)), "iclas"),
    "zstd in two headers": (
        (
            gzip.compress(zstd(HTML)),
            ("Content-Type: text/html", "Content-Encoding: zstd", "Content-Encoding: gzip"),
        ),
        "iclas",
    ),
    "a gzip file": ((gzip.compress(HTML), ("Content-Type: application/gzip",)), "iclas"),
    "PDF as HTML": ((PDF, ("Content-Type: text/html",)), WHOLE[:30]),
    "PDF in gzip": ((gzip.compress(PDF), ("Content-Type: text/html",)), WHOLE[:30]),
    "PDF without a type": ((PDF, ()), WHOLE[:30]),
    "anything": ((HTML, ("Content-Type: application/octet-stream",)), "iclas"),
    "no type": ((HTML, ()), "iclas"),
    "no type, packed": ((zstd(HTML), ("Content-Encoding: zstd",)), "iclas"),
    "two types": (
        (
            RUSSIAN.encode("koi8-r"),
            ("Content-Type: text/plain", "Content-Type: text/html; charset=koi8-r"),
        ),
        "Заседание",
    ),
    "quotes and capitals": (
        (RUSSIAN.encode("koi8-r"), ("Content-Type: \"TEXT/HTML; Charset='KOI8-R'\"",)),
        "Заседание",
    ),
    "a coding nobody knows": (
        (HTML, ("Content-Type: text/html", "Content-Encoding: x-nobody")),
        "iclas",
    ),
    "UTF-16 by its header": (
        (RUSSIAN.encode("utf-16-le"), ("Content-Type: text/html; charset=utf-16",)),
        "Заседание",
    ),
    "a mark against the header": (
        (RUSSIAN.encode("utf-16"), ("Content-Type: text/html; charset=windows-1251",)),
        "Заседание",
    ),
    "a mark that came with another file": (
        (b"\xef\xbb\xbf" + RUSSIAN.encode("windows-1251"), ("Content-Type: text/html",)),
        "Заседание",
    ),
}
REFUSED: dict[str, tuple[Sent, str]] = {
    "DOCX": ((DOCX, ("Content-Type: text/html; charset=utf-8",)), "it is a DOCX document"),
    "PNG": ((picture("PNG"), ("Content-Type: text/html",)), "it is a picture"),
    "JPEG": ((picture("JPEG"), ("Content-Type: text/html",)), "it is a picture"),
    "ZIP": ((FILES["application/zip"], ("Content-Type: text/html",)), "it is a ZIP archive"),
    "gzip of a picture": (
        (gzip.compress(picture("PNG")), ("Content-Type: text/html",)),
        "it is a picture",
    ),
    "noise": (
        (FILES["application/octet-stream"], ("Content-Type: text/html",)),
        "it is bytes that are no text, though it was called text/html",
    ),
    "a coding nobody knows": (
        (FILES["application/octet-stream"], ("Content-Type: text/html", "Content-Encoding: dcz")),
        'its content coding, "dcz", is not known here',
    ),
}


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    folder = tmp_path / "archive"
    folder.mkdir()
    (folder / "dragoman.toml").write_text("[politeness]\ndelay = 0\nretries = 0\n")
    with Archive(folder) as opened:
        yield opened


def captured(archive: Archive, sent: Sent) -> tuple[Page, str | None]:
    """The page, and why it has no article."""
    with RawServer(routes({"/a": answer(sent[0], *sent[1])})) as server:
        options = archive.fetch_options(allow_private=True, requisites=False)
        (outcome,) = archive.capture_many([server.url("/a")], options=options)
    assert outcome.page is not None
    return outcome.page, outcome.error.message if outcome.error else None


def imported(archive: Archive, tmp_path: Path, sent: Sent) -> tuple[Page, str | None]:
    """The same out of a WARC that warcio wrote."""
    file = WarcFile()
    headers = [(name, value) for name, _, value in (each.partition(": ") for each in sent[1])]
    file.record("response", "https://news.example/a", sent[0], warc={}, http=("200 OK", headers))
    path = tmp_path / "made.warc.gz"
    path.write_bytes(file.content())
    outcomes = archive.import_file(path)
    assert outcomes[0].page is not None
    return outcomes[0].page, outcomes[0].error.message if outcomes[0].error else None


@pytest.mark.parametrize("name", READ)
def test_what_can_be_read_is_read_however_it_was_served(archive: Archive, name: str) -> None:
    sent, words = READ[name]
    found, why = captured(archive, sent)
    assert why is None
    assert words in f"{found.title} {found.text}"
    assert found.response().body == sent[0]  # recorded as it came


@pytest.mark.parametrize("name", READ)
def test_so_it_is_out_of_an_imported_file(archive: Archive, tmp_path: Path, name: str) -> None:
    sent, words = READ[name]
    if name == "a gzip file":
        pytest.skip("a file that is called gzip is no page of a web archive")
    found, why = imported(archive, tmp_path, sent)
    assert why is None
    assert words in f"{found.title} {found.text}"


@pytest.mark.parametrize("name", REFUSED)
@pytest.mark.parametrize("way", ["captured", "imported"])
def test_what_is_no_text_is_no_article_and_it_is_said_what_it_is(
    archive: Archive, tmp_path: Path, name: str, way: str
) -> None:
    sent, said = REFUSED[name]
    found, why = captured(archive, sent) if way == "captured" else imported(archive, tmp_path, sent)
    assert why is not None and said in why
    assert found.text is None and found.response().body == sent[0]


def test_a_media_type_is_what_the_bytes_show_where_none_was_named(archive: Archive) -> None:
    assert captured(archive, (HTML, ()))[0].mime == "text/html"
    assert captured(archive, (gzip.compress(PDF), ("Content-Encoding: gzip",)))[0].mime == (
        "application/pdf"
    )
    assert captured(archive, (HTML, ("Content-Type: TEXT/HTML charset=utf-8",)))[0].mime == (
        "text/html"
    )
    assert captured(archive, (b"just words", ()))[0].mime is None


def test_what_coding_was_not_known_is_in_the_record(archive: Archive) -> None:
    found, _ = captured(archive, READ["a coding nobody knows"][0])
    told = found.provenance()["article"]
    assert "x-nobody" in str(told)


def test_zstd_is_not_asked_for(archive: Archive) -> None:
    with RawServer(routes({"/a": answer(HTML, "Content-Type: text/html")})) as server:
        options = archive.fetch_options(allow_private=True, requisites=False)
        list(archive.capture_many([server.url("/a")], options=options))
        assert b"Accept-Encoding: gzip, br\r\n" in server.requests[0]
