"""Pages of files made elsewhere in a WACZ of ours: their records as they came, and what they show."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import uuid
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from dragoman import Archive
from tests.support.foreign_files import DATE, WarcFile, arc, html, http_block, wacz
from tests.support.whole_site import PIXEL

URL = "https://harbour.example/"
TEXT = "Pier 3 is closed until the ice has gone."
PAGE = html("Harbour", TEXT).replace(
    b"</h1>", b'</h1><link rel=stylesheet href=/a.css><img src="/a.png"><iframe src=/f></iframe>'
)


def identity() -> str:
    return f"<urn:uuid:{uuid.uuid4()}>"


def digest_of(body: bytes) -> str:
    return f"sha256:{hashlib.sha256(body).hexdigest()}"


def asked(
    made: WarcFile, url: str, answer: str, *headers: tuple[str, str], method: str = "GET"
) -> None:
    path = url.removeprefix(URL.rstrip("/"))
    made.record(
        "request", url, b"", warc={"WARC-Concurrent-To": answer, "WARC-Date": DATE},
        http=(f"{method} {path} HTTP/1.1", [("Host", "harbour.example"), *headers]),
    )  # fmt: skip


def crawl() -> WarcFile:
    """A page with what it shows, another page with a picture of its own, and a redirect."""
    made = WarcFile()
    made.warcinfo()
    ids = {
        name: identity() for name in ("", "a.css", "a.png", "b.png", "f", "data", "other", "o.png")
    }
    made.page(f"{URL}old", b"", status="302 Found", http=[("Location", "/")])
    for name, body, mime in (
        ("", PAGE, "text/html; charset=utf-8"),
        ("a.css", b"body { background: url(b.png) }", "text/css"),
        ("a.png", PIXEL + b"1", "image/png"),
        ("b.png", PIXEL + b"2", "image/png"),
        ("f", b"<p>A frame of the page.</p>", "text/html"),
        ("data", b"{}", "application/json"),
        ("other", html("Other", "Another page."), "text/html; charset=utf-8"),
        ("o.png", PIXEL + b"3", "image/png"),
    ):
        frame = {"WARC-Resource-Type": "iframe"} if name == "f" else {}
        made.page(URL + name, body, mime=mime, warc={"WARC-Record-ID": ids[name], **frame})
        asked(
            made, URL + name, ids[name], *([("Referer", URL)] if name in ("data", "other") else [])
        )
    return made


def records(content: bytes) -> list[bytes]:
    """The records of a file, each as its bytes stand in it."""
    plain, out = gzip.decompress(content), []
    while plain:
        head, _, rest = plain.partition(b"\r\n\r\n")
        length = next(
            int(line.partition(b":")[2]) for line in head.split(b"\r\n")
            if line.lower().startswith(b"content-length:")
        )  # fmt: skip
        out.append(head + b"\r\n\r\n" + rest[:length])
        plain = rest[length:].lstrip(b"\r\n")
    return out


def taken(archive: Archive, tmp_path: Path, *files: tuple[str, bytes]) -> list[Any]:
    found = []
    for name, content in files:
        (tmp_path / name).write_bytes(content)
        found += archive.import_file(tmp_path / name)
    return [each.page for each in found if each.page is not None]


def out(archive: Archive, tmp_path: Path, pages: Sequence[Any]) -> zipfile.ZipFile:
    archive.export([each.id for each in pages], "wacz", tmp_path / "out.wacz")
    return zipfile.ZipFile(tmp_path / "out.wacz")


def foreign(packed: zipfile.ZipFile) -> list[bytes]:
    """The records of the WACZ but for those that are ours."""
    found = records(packed.read("archive/dragoman.warc.gz"))
    return [each for each in found if b"urn:dragoman:" not in each.partition(b"\r\n\r\n")[0]][1:]


def names_in(packed: zipfile.ZipFile) -> set[str]:
    lines = packed.read("indexes/index.cdx").decode().splitlines()
    urls = [json.loads(line.split(" ", 2)[2])["url"] for line in lines]
    return {each.removeprefix(URL) for each in urls if each.startswith(URL)}


def test_all_pages_of_a_file_take_all_of_it_along_as_it_came(
    archive: Archive, tmp_path: Path
) -> None:
    content = crawl().content()
    pages = taken(archive, tmp_path, ("made.warc.gz", content))
    assert len(pages) == 2
    with out(archive, tmp_path, pages) as packed:
        assert foreign(packed) == records(content)
        listed = packed.read("pages/pages.jsonl").decode().splitlines()[1:]
    assert [json.loads(each)["url"] for each in listed] == [URL, f"{URL}other"]


def test_a_file_that_is_not_as_it_came_costs_its_own_pages(
    archive: Archive, tmp_path: Path
) -> None:
    sound = WarcFile()
    sound.page("https://river.example/", html("River", "The river is closed."))
    (kept,) = taken(archive, tmp_path, ("sound.warc.gz", sound.content()))
    pages = taken(archive, tmp_path, ("made.warc.gz", crawl().content()))
    (file,) = (archive.folder / "imports").glob("*made*")
    content = bytearray(file.read_bytes())
    content[4] ^= 1  # the time in the gzip header: all of it is read as before
    file.write_bytes(content)
    done = archive.export([each.id for each in (*pages, kept)], "wacz", tmp_path / "out.wacz")
    assert done.documents == 1 and done.unread == 2
    assert all("made" in each and "not as it was written" in each for each in done.notes)
    with zipfile.ZipFile(tmp_path / "out.wacz") as packed:
        assert b"harbour.example" not in gzip.decompress(packed.read("archive/dragoman.warc.gz"))
        assert b"river" in packed.read("pages/pages.jsonl")


@pytest.mark.parametrize("form", ["plain", "one member", "wacz"])
def test_in_whatever_the_records_came(archive: Archive, tmp_path: Path, form: str) -> None:
    content = crawl().content()
    whole = gzip.decompress(content)
    name, file = {
        "plain": ("made.warc", whole),
        "one member": ("made.warc.gz", gzip.compress(whole)),
        "wacz": ("made.wacz", wacz({"data.warc.gz": content})),
    }[form]
    with out(archive, tmp_path, taken(archive, tmp_path, (name, file))) as packed:
        assert foreign(packed) == records(content)


def test_one_page_takes_along_what_it_shows_and_nothing_else(
    archive: Archive, tmp_path: Path
) -> None:
    content = crawl().content()
    page, other = taken(archive, tmp_path, ("made.warc.gz", content))
    with out(archive, tmp_path, [page]) as packed:
        assert names_in(packed) == {"", "a.css", "a.png", "b.png", "f", "data"}
        found = foreign(packed)
    assert all(each in records(content) for each in found)
    requests = [each for each in found if b"WARC-Type: request" in each]
    assert len(requests) == 6, "with their requests"
    with out(archive, tmp_path, [other]) as packed:
        assert names_in(packed) == {"other"}


def test_a_listed_page_takes_along_the_redirects_that_led_to_it(
    archive: Archive, tmp_path: Path
) -> None:
    content = wacz(
        {"data.warc.gz": crawl().content()}, [(f"{URL}old", DATE), (f"{URL}other", DATE)]
    )
    page, _ = taken(archive, tmp_path, ("made.wacz", content))
    assert (page.url, page.final_url) == (f"{URL}old", URL)
    with out(archive, tmp_path, [page]) as packed:
        assert "old" in names_in(packed)


@pytest.mark.parametrize("apart", [False, True])
def test_a_revisit_leaves_as_a_revisit(archive: Archive, tmp_path: Path, apart: bool) -> None:
    """With its own headers, and with the record that it is of, from whichever file."""
    one, body, original = WarcFile(), html("Same", TEXT), identity()
    one.page(URL, body, warc={"WARC-Record-ID": original})
    two = WarcFile() if apart else one
    two.record(
        "revisit", URL, b"",
        warc={
            "WARC-Date": "2021-05-05T00:00:00Z", "WARC-Refers-To": original,
            "WARC-Refers-To-Target-URI": URL, "WARC-Refers-To-Date": DATE,
            "WARC-Payload-Digest": digest_of(body), "WARC-Profile": "urn:made-elsewhere",
        },
        http=("200 OK", [("Content-Type", "text/html"), ("X-Seen", "again")]),
    )  # fmt: skip
    files = [("one.warc.gz", one.content())] + ([("two.warc.gz", two.content())] if apart else [])
    again = taken(archive, tmp_path, *files)[1]
    with out(archive, tmp_path, [again]) as packed:
        found = foreign(packed)
        (line,) = packed.read("pages/pages.jsonl").decode().splitlines()[1:]
        index = packed.read("indexes/index.cdx").decode()
    (revisit,) = [each for each in found if b"WARC-Type: revisit" in each]
    assert revisit in records(two.content()) and b"X-Seen: again" in revisit
    (response,) = [each for each in found if b"WARC-Type: response" in each]
    assert response in records(one.content())
    assert json.loads(line)["ts"] == "2021-05-05T00:00:00.000Z"
    assert "20210505000000" in index and "20210304050607" in index


def test_what_is_no_record_of_warc_is_written_anew(archive: Archive, tmp_path: Path) -> None:
    old = arc((URL, "20080430204826", http_block(html("Arc", "An old crawl of the harbour."))))
    (page,) = taken(archive, tmp_path, ("made.arc", old))
    with out(archive, tmp_path, [page]) as packed:
        (record,) = [each for each in foreign(packed) if b"WARC-Type: response" in each]
        assert f"WARC-Target-URI: {URL}\r\n".encode() in record and b"An old crawl" in record
        assert names_in(packed) == {""}


@pytest.mark.parametrize("form", ["made.arc", "made.warc"])
def test_an_address_in_no_utf_8_is_asked_for_by_its_bytes(
    archive: Archive, tmp_path: Path, form: str
) -> None:
    """The escape of each byte, and no line end in it: so browsers ask; U+FFFD is found by none."""
    if form == "made.arc":
        old = arc((f"{URL}q?a=@#cole", "20080430204826", http_block(html("Arc", TEXT))))
        content = old.replace(b"@#", b"\xe9\r")
    else:
        made = WarcFile(packed=False)
        made.page(f"{URL}q?a=@cole", html("Arc", TEXT))
        content = made.content().replace(b"@", b"\xe9")
    (page,) = taken(archive, tmp_path, (form, content))
    assert page.url == f"{URL}q?a=%E9cole"
    with out(archive, tmp_path, [page]) as packed:
        (record,) = [each for each in foreign(packed) if b"WARC-Type: response" in each]
        index = packed.read("indexes/index.cdx").decode()
        assert f"WARC-Target-URI: {URL}q?a=%E9cole\r\n".encode() in record
        assert f'"{URL}q?a=%E9cole"' in index and "\ufffd" not in index


def test_a_page_that_is_longer_than_is_read_goes_out_all_the_same(
    archive: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It was left out of the file without a word; a report says why it is not read."""
    made = WarcFile()
    made.page(URL, html("Harbour", TEXT * 50))
    made.page(f"{URL}b", html("Short", TEXT))
    pages = taken(archive, tmp_path, ("made.warc.gz", made.content()))
    assert len(pages) == 2
    monkeypatch.setattr("dragoman.archiver.foreign.foreign.MAX_BLOCK", 1_000)
    with out(archive, tmp_path, pages) as packed:
        lines = packed.read("pages/pages.jsonl").splitlines()[1:]
        assert [json.loads(each)["url"] for each in lines] == [URL, f"{URL}b"]
        assert len([each for each in foreign(packed) if b"WARC-Type: response" in each]) == 2
    said = " ".join(line for item in archive.evidence(pages[0].id).items for line in item.says)
    assert "more than the limit of 1,000" in said


def test_a_head_with_bare_line_ends_goes_out_with_those_of_warc(
    archive: Archive, tmp_path: Path
) -> None:
    """Readers wait without end for the end of such a head. What it is the head of is as it came."""
    block = http_block(html("Harbour", TEXT))
    head = f"WARC/1.0\nWARC-Type: response\nWARC-Record-ID: {identity()}\nWARC-Date: {DATE}\n"
    head += f"WARC-Target-URI: {URL}\nContent-Type: application/http; msgtype=response\n"
    content = f"{head}Content-Length: {len(block)}\n\n".encode() + block + b"\n\n"
    (page,) = taken(archive, tmp_path, ("made.warc", content))
    with out(archive, tmp_path, [page]) as packed:
        (record,) = [each for each in foreign(packed) if b"WARC-Type: response" in each]
    written, _, rest = record.partition(b"\r\n\r\n")
    assert written.replace(b"\r\n", b"\n") == head.encode() + b"Content-Length: %d" % len(block)
    assert written.count(b"\n") == written.count(b"\r\n") and rest.startswith(block)


def test_a_round_trip_brings_the_same_pages(archive: Archive, tmp_path: Path) -> None:
    pages = taken(archive, tmp_path, ("made.warc.gz", crawl().content()))
    out(archive, tmp_path, pages).close()
    with Archive(tmp_path / "again") as again:
        # What was said of them there lay in records on a file that is not here: that is told.
        back = taken(again, tmp_path, ("back.wacz", (tmp_path / "out.wacz").read_bytes()))
        assert [(p.url, p.text, p.captured_at) for p in back] == [
            (p.url, p.text, p.captured_at) for p in map(archive.page, (p.id for p in pages))
        ]
        said = [again.record(p.id).json()["foreign"] for p in back]
        first = [archive.record(p.id).json()["foreign"] for p in pages]
        assert [s["record_id"] for s in said] == [s["record_id"] for s in first]
        assert again.verify().ok


@pytest.mark.parametrize(
    "odd",
    [
        {"WARC-Target-URI": ""}, {"WARC-Date": "yesterday"}, {"WARC-Record-ID": "none"},
        {"WARC-Target-URI": "https://[harbour"}, {"WARC-Target-URI": "x" * 9000},
    ],
)  # fmt: skip
def test_odd_records_beside_a_page_keep_it_from_nothing(
    archive: Archive, tmp_path: Path, odd: dict[str, str]
) -> None:
    made, block = (
        WarcFile(packed=False),
        b"\r\nHTTP/1.1 200 OK\r\nContent-Type: text/css\r\n\r\np{}",
    )
    made.page(URL, html("Whole", TEXT))
    said = {
        "WARC-Type": "response", "WARC-Target-URI": f"{URL}odd", "WARC-Date": DATE,
        "WARC-Record-ID": identity(), "Content-Type": "application/http", **odd,
    }  # fmt: skip
    head = "".join(f"{name}: {value}\r\n" for name, value in said.items() if value)
    record = f"WARC/1.0\r\n{head}Content-Length: {len(block)}\r\n\r\n".encode() + block
    content = made.content() + record + b"\r\n\r\n"
    (page,) = taken(archive, tmp_path, ("made.warc", content))
    with out(archive, tmp_path, [page]) as packed:
        assert "" in names_in(packed)


def test_wacz_1_2_finds_the_page_to_begin_with(archive: Archive, tmp_path: Path) -> None:
    made = WarcFile()
    made.page(URL, html("Whole", TEXT))
    with out(
        archive, tmp_path, taken(archive, tmp_path, ("made.warc.gz", made.content()))
    ) as packed:
        package = json.load(io.BytesIO(packed.read("datapackage.json")))
    assert package["home"] == {"url": URL, "ts": "2021-03-04T05:06:07.000Z"}
    assert (package["mainPageUrl"], package["wacz_version"]) == (URL, "1.1.1")
