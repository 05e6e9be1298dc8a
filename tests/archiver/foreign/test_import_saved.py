"""Saved pages and pictures: the URL and the time that a file says it is from, and what it is."""

from __future__ import annotations

import base64
import io
import os
import zipfile
from email.message import EmailMessage
from pathlib import Path

import pytest

from dragoman import Archive
from dragoman.archiver.body.first_bytes import file_kind
from dragoman.archiver.body.mhtml import is_mhtml
from dragoman.archiver.body.saved_page import saved_page
from dragoman.archiver.body.within import page_within
from dragoman.desk.article.story import tell
from dragoman.errors import ExtractionError, ImportFailed
from tests.support.foreign_files import html
from tests.support.shell import Shell

URL = "https://harbour.example/az/news?id=7&x=1"
WORDS = "Pier 9 is closed until the ice has gone."
PAGE = html("Harbour", WORDS).decode()


def single_file(page: str = PAGE, url: str = URL) -> str:
    mark = (
        f"<!--\n Page saved with SingleFile \n url: {url} \n saved date: Mon Nov 30 2020 15:50:05 "
        "GMT+0400 (Azerbaijan Standard Time)\n-->"
    )
    return page.replace("<head>", f"{mark}<head>", 1)


def unpacking(page: str) -> bytes:
    """As SingleFile writes a page that unpacks itself: a ZIP archive within HTML."""
    sink = io.BytesIO()
    head = single_file("<!doctype html><html data-sfz><head></head><body hidden>wait<!--")
    sink.write(head.encode("windows-1252"))
    with zipfile.ZipFile(sink, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("index.html", page)
        archive.writestr("images/1.png", b"\x89PNG")
    return sink.getvalue() + b"--><sfz-extra-data>CQ</sfz-extra-data></body></html>"


def mhtml(*, blink: bool = True, page: str = PAGE) -> bytes:
    location = "Snapshot-Content-Location" if blink else "X-Nothing"
    saver = "Saved by Blink" if blink else "Saved by Windows Internet Explorer 8"
    text = base64.encodebytes(page.encode()).decode()
    return (
        f"From: <{saver}>\r\n{location}: {URL}\r\nSubject: =?utf-8?Q?Liman=C4=B1n=20x=C9=99b=C9=99ri?="
        "\r\nDate: Mon, 30 Nov 2020 15:50:05 +0400\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/related;\r\n\ttype="text/html";\r\n\tboundary="--B--"\r\n\r\n'
        "----B--\r\nContent-Type: text/html; charset=utf-8\r\nContent-ID: <frame-1@mhtml.blink>\r\n"
        f"Content-Transfer-Encoding: base64\r\nContent-Location: {URL}\r\n\r\n{text}\r\n"
        "----B--\r\nContent-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n"
        f"Content-Location: {URL}.png\r\n\r\niVBORw0KGgo=\r\n----B----\r\n"
    ).encode()


FORMS: dict[str, tuple[str, bytes, str, str | None]] = {
    "SingleFile": ("a.html", single_file().encode(), "SingleFile", "11:50:05"),
    "SingleFile with another date": (
        "a.html",
        single_file().replace(
            "Mon Nov 30 2020 15:50:05 GMT+0400 (Azerbaijan Standard Time)",
            "2020-11-30T11:50:05.000Z",
        ).encode(),
        "SingleFile", "11:50:05",
    ),
    "SingleFile that unpacks itself": ("a.html", unpacking(PAGE), "SingleFile", "11:50:05"),
    "MHTML of Chromium": ("a.mhtml", mhtml(), "Blink", "11:50:05"),
    "MHTML of Internet Explorer": (
        "a.mht", mhtml(blink=False), "Windows Internet Explorer 8", "11:50:05",
    ),
    "the mark of browsers": (
        "a.html", f"<!-- saved from url=(0040){URL} -->\n{PAGE}".encode(), "a browser", None,
    ),
    "monolith": (
        "a.htm",
        f"<!-- Saved from {URL} at 2020-11-30T11:50:05Z using monolith v2.8.3 -->{PAGE}".encode(),
        "monolith v2.8.3", "11:50:05",
    ),
    "Save Page WE": (
        "a.html",
        PAGE.replace(
            "</head>",
            f'<meta name="savepage-url" content="{URL.replace("&", "&amp;")}">'
            '<meta name="savepage-date" content="Mon Nov 30 2020 15:50:05 GMT+0400 (+04)"></head>',
        ).encode(),
        "Save Page WE", "11:50:05",
    ),
    "WebScrapBook": (
        "a.html",
        PAGE.replace(
            "<html>",
            f'<html lang="az" data-scrapbook-source="{URL.replace("&", "&amp;")}" '
            'data-scrapbook-create="20201130115005123">',
        ).encode(),
        "WebScrapBook", "11:50:05",
    ),
}  # fmt: skip


@pytest.mark.parametrize("form", FORMS)
def test_a_saved_page_is_listed_under_the_url_and_time_that_it_says(
    archive: Archive, tmp_path: Path, form: str
) -> None:
    name, content, by, time = FORMS[form]
    (tmp_path / name).write_bytes(content)
    (found,) = archive.import_file(tmp_path / name)
    page = found.page
    assert page is not None and found.error is None
    assert (page.url, page.final_url) == (URL, URL)
    assert WORDS in (page.text or "") and (page.title or "") == "Harbour"
    assert page.response().body == content, "the file is kept as it is"
    told = archive.record(page.id).json()
    assert (told["origin"], told["saved"]["by"], told["saved"]["url"]) == (by, by, URL)
    if time is None:
        assert "but not when" in archive.store.notices[0]
    else:
        assert page.captured_at == f"2020-11-30T{time}.000000Z" and archive.store.notices == []
    assert archive.verify().ok


@pytest.mark.parametrize(
    "content",
    [
        PAGE,
        PAGE.replace(WORDS, f"The comment said: saved from url=(0040){URL}"),
        f"<!-- saved from url=(0014)about:internet -->{PAGE}",
        f"<!-- saved from url=(0030)file:///home/someone/page.html -->{PAGE}",
        f"<!-- saved from url=(99)javascript:alert(1) -->{PAGE}",
    ],
)
def test_what_says_no_url_is_listed_as_the_file(
    archive: Archive, tmp_path: Path, content: str
) -> None:
    (tmp_path / "a.html").write_text(content, encoding="utf-8")
    (found,) = archive.import_file(tmp_path / "a.html")
    assert found.page is not None and found.page.url == "urn:dragoman:file:a.html"
    assert archive.store.notices == []


def test_a_date_that_cannot_be_read_is_none() -> None:
    odd = single_file().replace("Mon Nov 30 2020", "Mon Nov 99 2020").encode()
    found = saved_page(odd)
    assert found is not None and found.url == URL and found.date is None
    assert found.said is not None and found.said.startswith("Mon Nov 99")


def test_a_page_that_unpacks_to_too_much_is_kept_and_not_read() -> None:
    with pytest.raises(ExtractionError, match="unpacks to more than 1,000 bytes"):
        page_within(unpacking("x" * 5_000), 1_000)
    assert page_within(PAGE.encode() + b"PK\x05\x06" + b"\0" * 18, 1_000) is None


def test_mail_and_text_are_no_mhtml() -> None:
    assert not is_mhtml(b"Date: today\n\nContent-Type: text/html\nnothing of MIME")
    assert not is_mhtml(PAGE.encode())
    message = EmailMessage()
    message["MIME-Version"], message["Subject"] = "1.0", "s"
    message.set_content("a note, and no page")
    assert not is_mhtml(message.as_bytes())


def test_a_nest_of_parts_costs_the_page_and_nothing_else(archive: Archive, tmp_path: Path) -> None:
    nest = b"".join(
        b'Content-Type: multipart/related; boundary="%d"\r\n\r\n--%d\r\n' % (n, n)
        for n in range(3_000)
    )
    (tmp_path / "a.mhtml").write_bytes(b"MIME-Version: 1.0\r\n" + nest)
    (found,) = archive.import_file(tmp_path / "a.mhtml")
    assert found.page is not None and found.error is not None
    assert "\n" not in found.error.message


# -- pictures, and what is none --------------------------------------------------------------------

PICTURES = {
    "a.png": b"\x89PNG\r\n\x1a\n" + b"\0" * 40,
    "a.jpg": b"\xff\xd8\xff\xe0\x00\x10JFIF\0" + b"\0" * 40,
    "a.gif": b"GIF89a" + b"\0" * 40,
    "a.webp": b"RIFF\x24\0\0\0WEBPVP8 " + b"\0" * 40,
}


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_is_kept_as_a_file(archive: Archive, tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(PICTURES[name])
    (found,) = archive.import_file(tmp_path / name)
    page = found.page
    assert page is not None and page.verdict is not None and page.verdict["kind"] == "file"
    kind = file_kind(PICTURES[name])
    assert kind is not None and page.mime == kind.mime
    assert page.response().body == PICTURES[name] and archive.verify().ok


@pytest.mark.parametrize(
    ("name", "why"),
    [("a.png", "is not a picture"), ("a.mhtml", "is not MHTML"), ("a.doc", "known are")],
)
def test_what_is_not_what_its_name_says_is_refused(
    archive: Archive, tmp_path: Path, name: str, why: str
) -> None:
    (tmp_path / name).write_bytes(PAGE.encode())
    with pytest.raises(ImportFailed, match=why):
        archive.import_file(tmp_path / name)


def test_what_a_file_says_of_itself_is_said_by_the_file(archive: Archive, tmp_path: Path) -> None:
    """Nobody here asked for the page, the time is no clock of ours, and the program that saved it
    may be called as a web archive is."""
    archives = "https://archive.example/all"
    content = mhtml().replace(b"Saved by Blink", f"Saved by {archives}".encode())
    (tmp_path / "a.mhtml").write_bytes(content)
    (found,) = archive.import_file(tmp_path / "a.mhtml")
    page = archive.page(found.page.id)
    assert page.recovered is None and page.handed_out_by is None
    (row,) = archive.list_pages()
    assert row["recovered"] is None
    assert "captured 2020-11-30" in page.origin().whence()
    story = " ".join(each for _, told in tell(page.provenance(), []) for each in told)
    assert "was fetched" not in story and "The file a.mhtml was handed in on " in story
    assert "as it was on 30 November 2020, 11:50 UTC" in story
    items = {each["item"]: each for each in archive.evidence(page.id).to_json()["items"]}
    assert items["address"]["state"] == "in part" and URL in items["address"]["says"][0]
    assert "clock of the machine" not in " ".join(items["collection"]["says"])
    shown = Shell(tmp_path)("show", page.id, archive="archive")
    assert "as a.mhtml says" in " ".join(shown.out.split()), shown.out


# -- on the command line ---------------------------------------------------------------------------

KEYS = (
    "id url final_url http_status mime language confidence title segments verdict translation error"
).split()


def test_each_file_has_its_line_and_what_was_not_taken_in_says_why(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(single_file(), encoding="utf-8")
    (tmp_path / "folder.html").mkdir()
    names = ["a.html", "missing.html", "folder.html"]
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "pipe.html")
        os.mkfifo(tmp_path / "pipe")
        names += ["pipe.html", "pipe", "/dev/null"]
    paths = [name if name.startswith("/") else str(tmp_path / name) for name in names]
    done = Shell(tmp_path)("--json", "import", "--no-translate", *paths)
    assert done.status == 1
    lines = done.lines
    assert [list(each) for each in lines] == [KEYS] * len(names)
    assert lines[0]["url"] == URL and lines[0]["error"] is None
    for path, line in zip(paths[1:], lines[1:], strict=True):
        assert line["id"] is None and line["url"] == path and line["error"]["kind"] == "import"
        assert Path(path).name in done.err
    if hasattr(os, "mkfifo"):
        assert "is a FIFO and no ordinary file" in done.err and "is a device" in done.err


def test_two_processes_on_the_command_line(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(single_file(), encoding="utf-8")
    shell, page = Shell(tmp_path), str(tmp_path / "a.html")
    done = shell("import", "--no-translate", "--workers", "2", page)
    assert done.status == 0 and "Harbour" in done.out
    assert shell("import", "--workers", "0", page).status == 2
