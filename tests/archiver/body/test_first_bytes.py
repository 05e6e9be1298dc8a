"""What bytes are, by their own first ones: real files of each kind, and texts that look like them."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import random
import sqlite3
import sys
import tarfile
import wave
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from dragoman.archiver.body.first_bytes import HEAD, NO_TEXT, file_kind, looks_like_html
from tests.archiver.article.test_pdf import BODY, column, make_pdf

AZ = "BMT-nin məruzəçisi Lalə Həmidova məhkəmənin qərarını şərh edib. " * 40
RU = "Шестеро рыбаков подали жалобу на закрытие причала. " * 40


def picture(kind: str) -> bytes:
    kept = io.BytesIO()
    Image.effect_noise((40, 40), 60).save(kept, kind)
    return kept.getvalue()


def zipped(*names: str, first: str = "") -> bytes:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w") as file:
        if first:
            file.writestr("mimetype", first)
        for name in names:
            file.writestr(name, "<x/>" * 50)
    return kept.getvalue()


def tarred() -> bytes:
    kept = io.BytesIO()
    with tarfile.open(fileobj=kept, mode="w") as file:
        file.addfile(tarfile.TarInfo("a.txt"))
    return kept.getvalue()


def sound() -> bytes:
    kept = io.BytesIO()
    with wave.open(kept, "wb") as file:
        file.setparams((1, 2, 8000, 0, "NONE", "not compressed"))
        file.writeframes(random.Random(1).randbytes(4000))
    return kept.getvalue()


def of_office(stream: str) -> bytes:
    """As Word 97 begins, and the name of the stream that says what it is."""
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + b"\x3e\x00\x03\x00\xfe\xff\x09\x00"
    return head + bytes(500) + stream.encode("utf-16-le") + bytes(500)


def database(folder: Path) -> bytes:
    connection = sqlite3.connect(folder / "a.db")
    connection.execute("CREATE TABLE t (x)")
    connection.commit()
    connection.close()
    return (folder / "a.db").read_bytes()


DOCX = zipped("[Content_Types].xml", "_rels/.rels", "word/document.xml")
FILES: dict[str, bytes] = {
    "application/pdf": make_pdf([column(BODY, 760)]),
    "image/png": picture("PNG"),
    "image/jpeg": picture("JPEG"),
    "image/gif": picture("GIF"),
    "image/webp": picture("WEBP"),
    "image/bmp": picture("BMP"),
    "image/tiff": picture("TIFF"),
    "image/x-icon": picture("ICO"),
    "audio/wav": sound(),
    "application/gzip": gzip.compress(AZ.encode()),
    "application/x-bzip2": bz2.compress(AZ.encode()),
    "application/x-xz": lzma.compress(AZ.encode()),
    "application/x-tar": tarred(),
    "application/zip": zipped("a.txt"),
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": DOCX,
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": zipped("xl/workbook.xml"),
    "application/vnd.oasis.opendocument.text": zipped(
        "content.xml", first="application/vnd.oasis.opendocument.text"
    ),
    "application/epub+zip": zipped("META-INF/container.xml", first="application/epub+zip"),
    "application/msword": of_office("WordDocument"),
    "application/vnd.ms-excel": of_office("Workbook"),
    "application/rtf": b"{\\rtf1\\ansi\\deff0 {\\fonttbl {\\f0 Times;}} Iclas oldu.\\par }",
    "application/warc": b"WARC/1.1\r\nWARC-Type: warcinfo\r\n\r\n",
    "application/octet-stream": random.Random(2).randbytes(5000),
}  # fmt: skip


@pytest.mark.parametrize("mime", FILES)
def test_a_file_is_told_by_its_first_bytes(mime: str) -> None:
    kind = file_kind(FILES[mime])
    assert kind is not None and kind.mime == mime
    # The beginning is enough, but for what only a name far inside says.
    assert file_kind(FILES[mime][:HEAD]) == kind


def test_a_database_and_a_program(tmp_path: Path) -> None:
    kind = file_kind(database(tmp_path))
    assert kind is not None and kind.mime == "application/vnd.sqlite3"
    program = file_kind(Path(sys.executable).read_bytes()[:HEAD])
    assert program is not None and program.name in ("a program", NO_TEXT.name)


def test_a_pdf_with_something_before_it() -> None:
    pdf = FILES["application/pdf"]
    for before in (b"\xef\xbb\xbf", b"\r\n\r\n", b"\x00" * 300, b"junk of a proxy\r\n"):
        kind = file_kind(before + pdf)
        assert kind is not None and kind.mime == "application/pdf", before


@pytest.mark.parametrize("text", [
    "<!doctype html><title>x</title><p>%PDF-1.4 is how a PDF begins",
    "A file of this kind begins with %PDF-1.4 and ends with %%EOF.",
    "BMT baş katibi çıxış edib.", "GIF8 and BM are no pictures", "ID3 tags", "MZ is a country code",
    "OggS and RIFF", "PK meeting of the party", "{ \"rtf1\": 1 }", "WARC files", "Rar! said the bird",
    "\x0c<html>a form feed before it", "a stray \x00 among many letters of a text that is otherwise whole and sound " * 30,
    "<html>" + "\x00\x01" * 400, "II* and MM* are chapters", "<svg xmlns='http://www.w3.org/2000/svg'/>",
    "", " ", "\n", "{}", AZ, RU,
])  # fmt: skip
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_a_text_is_no_file(text: str, encoding: str) -> None:
    if text.strip("\x00 \n") and ("\x00" not in text or encoding == "utf-8"):
        assert file_kind(text.encode(encoding)) is None


@pytest.mark.parametrize("encoding", ["windows-1251", "koi8-r", "cp866", "iso8859-5", "utf-16"])
def test_russian_in_any_encoding_is_text(encoding: str) -> None:
    assert file_kind(RU.encode(encoding)) is None
    assert file_kind(f"<html><p>{RU}".encode(encoding)) is None


@pytest.mark.parametrize("text", ["日本語の記事です。" * 50])
@pytest.mark.parametrize("encoding", ["iso2022_jp", "shift_jis", "euc_jp", "utf-16-le", "utf-16"])
def test_japanese_is_text(text: str, encoding: str) -> None:
    if encoding != "utf-16-le":  # without a mark nobody can tell
        assert file_kind(text.encode(encoding)) is None


def test_noise_behind_a_byte_order_mark_is_no_text() -> None:
    noise = random.Random(3).randbytes(4000)
    assert file_kind(b"\xff\xfe" + noise) is not None
    assert file_kind(b"\xef\xbb\xbf" + noise) is not None


@given(st.binary(max_size=300))
def test_whatever_comes_it_is_told_something_or_nothing(content: bytes) -> None:
    kind = file_kind(content)
    assert kind is None or ("/" in kind.mime and kind.name)
    assert not (looks_like_html(content) and kind is not None and kind != file_kind(content))


@given(st.text(min_size=20, alphabet=st.characters(categories=["L", "N", "P", "Zs"])))
def test_letters_are_never_a_file(text: str) -> None:
    assert file_kind(("  " + text).encode()) is None or "%PDF" in text or "%!PS" in text
