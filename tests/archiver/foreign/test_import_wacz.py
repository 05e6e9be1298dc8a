"""WACZ files made elsewhere: pages as they list them, digests, and zips that would do harm."""

from __future__ import annotations

import io
import json
import struct
import time
import zipfile
from pathlib import Path
from typing import Any

import pytest

from dragoman import Archive
from dragoman.archiver.foreign.foreign import read_foreign
from dragoman.errors import ArchiveError, ImportFailed
from tests.support.foreign_files import WarcFile, arc, html, http_block, one_member, site, wacz

SECONDS = 10.0


def put(tmp_path: Path, content: bytes, name: str = "made.wacz") -> Path:
    path = tmp_path / name
    path.write_bytes(content)
    return path


def urls(outcomes: list[Any]) -> list[str]:
    return [each.page.url for each in outcomes]


def metadata(archive: Archive, outcome: Any) -> dict[str, Any]:
    return archive.record(outcome.page.id).json()


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
@pytest.mark.parametrize("form", ["members", "plain", "one member"])
def test_the_pages_that_it_lists_are_listed_and_read_back(
    archive: Archive, tmp_path: Path, method: int, form: str
) -> None:
    made = site(3, packed=form == "members")
    warc = one_member(made) if form == "one member" else made.content()
    pages = [("https://harbour.example/2#top", "2021-03-04T05:06:02Z")]
    content = wacz({"data.warc.gz": warc}, pages, method=method)
    (found,) = archive.import_file(put(tmp_path, content))
    assert found.page.url == "https://harbour.example/2"
    assert found.page.response().body == html(
        "Notice 2", "Pier 2 is closed until the ice has gone."
    )
    said = metadata(archive, found)
    assert said["origin"] == "Crawltest 2.0"
    assert said["foreign"]["file"] == "imports/made.wacz"
    assert said["foreign"]["member"] == "archive/data.warc.gz"
    assert said["foreign"]["digest_checked"] is True
    assert (archive.folder / "imports" / "made.wacz").read_bytes() == content
    assert archive.store.notices == [
        "made.wacz: 1 page is listed; not listed: 2 pages that its list of pages does not have, "
        "1 warcinfo record"
    ]
    assert archive.verify().ok


def test_without_a_list_all_pages_of_all_its_warcs_are_listed(
    archive: Archive, tmp_path: Path
) -> None:
    old = arc(("http://harbour.example/old", "20080430204826", http_block(html("A", "B."))))
    content = wacz(
        {"b.warc.gz": site(2).content(), "a.arc": old, "c.warc.gz": site(0).content()},
        software=None,
    )
    found = archive.import_file(put(tmp_path, content))
    assert urls(found) == [
        "http://harbour.example/old",
        "https://harbour.example/0",
        "https://harbour.example/1",
    ]
    origins = [metadata(archive, each)["origin"] for each in found]
    assert origins == ["SpiderTest ARC", "SpiderTest/3.1", "SpiderTest/3.1"]
    assert all(each.page.response().body for each in found)


def test_a_listed_page_is_found_behind_its_redirects_and_at_its_time(
    archive: Archive, tmp_path: Path
) -> None:
    made = WarcFile()
    made.page("https://h.example/", b"", status="302 Found", http=[("Location", "/az/")])
    made.page("https://h.example/az/", html("Early", "A."), date="2021-03-04T05:06:07Z")
    made.page("https://h.example/az/", html("Late", "B."), date="2021-03-05T05:06:07Z")
    made.page("https://h.example/loop", b"", status="302 Found", http=[("Location", "/loop")])
    made.page("https://h.example/gone", html("Gone", "C."), status="404 Not Found")
    made.page("https://h.example/n.txt", b"A note of the harbour office.", mime="text/plain")
    made.page("https://h.example/unlisted", html("Unlisted", "D."))
    pages = [
        ("https://h.example/", "2021-03-05T05:06:09.123Z"),
        ("https://h.example/az/", "2021-03-05T05:06:10Z"),
        ("https://h.example/loop", "2021-03-05T05:06:09Z"),
        ("https://h.example/gone", "2021-03-05T05:06:09Z"),
        ("https://h.example/n.txt", "not a time"),
        ("https://[h.example", ""),
    ]
    found = archive.import_file(put(tmp_path, wacz({"data.warc.gz": made.content()}, pages)))
    assert urls(found) == ["https://h.example/", "https://h.example/n.txt"]
    assert found[0].page.final_url == "https://h.example/az/"
    said_of_it = metadata(archive, found[0])
    assert said_of_it["redirects"] == [
        {"from": "https://h.example/", "to": "https://h.example/az/", "http_status": 302}
    ]
    assert b"Late" in found[0].page.response().body
    said = "\n".join(archive.store.notices)
    assert len(archive.store.notices) == 5
    assert "3 things in it are not as they should be" in said
    assert "2 pages that its list of pages does not have" in said
    assert "2 redirects" in said
    assert "/loop" in said and "/gone" in said and "https://[h.example" in said


def test_a_list_of_pages_that_is_no_list_is_passed_over(archive: Archive, tmp_path: Path) -> None:
    lines = b'[1]\n{"url": 7}\n\xff\xfe\n{"url"\n' + b"[" * 100_000 + b"\n"
    content = wacz({"data.warc.gz": site(2).content()}, extra={"pages/pages.jsonl": lines})
    assert len(archive.import_file(put(tmp_path, content))) == 2


def test_what_does_not_fit_its_digest_is_listed_and_marked(
    archive: Archive, tmp_path: Path
) -> None:
    content = wacz({"data.warc.gz": site(1).content()}, spoil="archive/data.warc.gz")
    (found,) = archive.import_file(put(tmp_path, content))
    assert metadata(archive, found)["foreign"]["digest_checked"] is False
    assert found.page.error is not None and found.page.error["kind"] == "digest"
    (notice,) = archive.store.notices
    assert "archive/data.warc.gz in it does not fit its digest" in notice


def test_the_digest_of_the_datapackage_and_missing_members_are_noticed(
    archive: Archive, tmp_path: Path
) -> None:
    digest = json.dumps({"path": "datapackage.json", "hash": "sha256:" + "0" * 64}).encode()
    content = wacz(
        {"data.warc.gz": site(1).content()}, [], extra={"datapackage-digest.json": digest}
    )
    emptied = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(emptied, "w") as new:
        for name in old.namelist():
            if name != "pages/pages.jsonl":
                new.writestr(name, old.read(name))
    archive.import_file(put(tmp_path, emptied.getvalue()))
    said = "\n".join(archive.store.notices)
    assert "datapackage.json in it does not fit its digest" in said
    assert "pages/pages.jsonl is listed in it, but is not there" in said


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_a_damaged_member_gives_the_records_that_are_whole(
    archive: Archive, tmp_path: Path, method: int
) -> None:
    made = site(6)
    content = bytearray(wacz({"data.warc.gz": made.content()}, method=method))
    start = content.index(b"archive/data.warc.gz") + len(b"archive/data.warc.gz")
    content[start + made.offsets[5]] ^= 0xFF
    found = archive.import_file(put(tmp_path, bytes(content)))
    assert len(found) == 5 if method == zipfile.ZIP_STORED else 1 <= len(found) <= 5
    assert any("archive/data.warc.gz in it is damaged" in each for each in archive.store.notices)
    assert all(each.page.response().body for each in found)


@pytest.mark.parametrize(
    "name",
    [
        "../evil.warc",
        "archive/../../evil.warc",
        "/etc/evil.warc",
        "..\\evil.warc",
        "C:\\evil.warc",
        "c:evil.warc",
        "\\\\host\\evil.warc",
    ],
)
def test_names_that_lead_out_are_refused(archive: Archive, tmp_path: Path, name: str) -> None:
    content = wacz({"data.warc.gz": site(1).content()}, extra={name: b"x"})
    refused(archive, put(tmp_path, content), "leads out of its folder")
    assert not list(tmp_path.rglob("evil*"))


def refused(archive: Archive, path: Path, why: str) -> None:
    began = time.monotonic()
    with pytest.raises(ImportFailed) as caught:
        archive.import_file(path)
    assert time.monotonic() - began < SECONDS
    assert why in caught.value.message
    assert "\n" not in caught.value.message and path.name in caught.value.message
    assert not list(archive.folder.glob("imports/*"))
    assert not list(archive.folder.glob("spool/*"))


def test_a_directory_that_says_more_than_the_file_has_is_refused(
    archive: Archive, tmp_path: Path
) -> None:
    content = bytearray(wacz({"data.warc.gz": site(2).content()}, [], method=zipfile.ZIP_STORED))
    (place,) = struct.unpack("<L", content[-6:-2])
    content[-6:-2] = struct.pack("<L", place + 50)
    with pytest.raises(ImportFailed, match="begins before the file does"):
        archive.import_file(put(tmp_path, bytes(content)))


def test_a_member_whose_own_header_has_another_name_is_told(
    archive: Archive, tmp_path: Path
) -> None:
    content = bytearray(wacz({"data.warc.gz": site(2).content()}, [], method=zipfile.ZIP_STORED))
    place = content.index(b"PK\x03\x04") + 30
    content[place + 1] = 0x8C  # what follows is said to be UTF-8, and is none
    content[place - 30 + 7] |= 0x08
    archive.import_file(put(tmp_path, bytes(content)))
    assert any("is damaged" in notice for notice in archive.store.notices)


def test_a_bomb_is_refused(archive: Archive, tmp_path: Path) -> None:
    good = {"data.warc.gz": site(1).content()}
    bomb = wacz(good, extra={"pages/x": b"\0" * 300_000_000}, method=zipfile.ZIP_DEFLATED)
    refused(archive, put(tmp_path, bomb, "one.wacz"), "zip bomb")
    many = wacz(
        good,
        extra={f"x{n}": b"\0" * 1_000_000 for n in range(300)},
        method=zipfile.ZIP_DEFLATED,
    )
    refused(archive, put(tmp_path, many, "many.wacz"), "zip bomb")


def test_a_bomb_whose_directory_lies_about_its_size_is_read_no_further(
    archive: Archive, tmp_path: Path
) -> None:
    content = bytearray(
        wacz(
            {"data.warc.gz": site(1).content()},
            extra={"pages/pages.jsonl": b"\0" * 200_000_000},
            method=zipfile.ZIP_DEFLATED,
        )
    )
    entry = content.rindex(b"pages/pages.jsonl") - 46
    content[entry + 24 : entry + 28] = struct.pack("<I", 900)
    began = time.monotonic()
    assert len(archive.import_file(put(tmp_path, bytes(content)))) == 1
    assert time.monotonic() - began < SECONDS
    assert any("pages/pages.jsonl in it is damaged" in each for each in archive.store.notices)


def test_entries_that_overlap_are_refused(archive: Archive, tmp_path: Path) -> None:
    content = wacz({"data.warc.gz": site(30).content()}, software=None)
    end = content.rindex(b"PK\x05\x06")
    size, start = struct.unpack("<II", content[end + 12 : end + 20])
    directory = content[start : start + size]
    first = directory[: directory.index(b"PK\x01\x02", 4)]
    copies = b"".join(
        first.replace(b"archive/data.warc.gz", b"archive/%04d.warc.gz" % n) for n in range(50)
    )
    count = struct.pack("<HHII", 52, 52, size + len(copies), start)
    forged = content[: start + size] + copies + content[end : end + 8] + count + b"\0\0"
    refused(archive, put(tmp_path, forged), "")


def test_too_many_entries_and_names_that_repeat_are_refused(
    archive: Archive, tmp_path: Path
) -> None:
    good = {"data.warc.gz": site(1).content()}
    many = wacz(good, extra={f"x/{n}": b"" for n in range(10_100)})
    refused(archive, put(tmp_path, many, "many.wacz"), "entries")
    with pytest.warns(UserWarning):
        twice = wacz(good, extra={"archive/data.warc.gz": b"other"} | {"datapackage.json": b"{}"})
    refused(archive, put(tmp_path, twice, "twice.wacz"), "same name")


def test_a_directory_that_claims_gigabytes_is_not_read(archive: Archive, tmp_path: Path) -> None:
    content = bytearray(b"PK\x03\x04" + b"\0" * 20_000_000)
    content += b"PK\x05\x06" + struct.pack("<HHHHIIH", 0, 0, 9, 9, 19_000_000, 4, 0)
    refused(archive, put(tmp_path, bytes(content)), "19,000,000 bytes")


@pytest.mark.parametrize("what", ["no warc", "only garbage", "no warc in any", "cut"])
def test_what_holds_no_record_is_refused(archive: Archive, tmp_path: Path, what: str) -> None:
    inner = wacz({"data.warc.gz": site(1).content()})
    content = {
        "no warc": wacz({}, extra={"readme.txt": b"nothing"}),
        "only garbage": wacz({"data.warc.gz": b"garbage " * 100}),
        "no warc in any": wacz({}, extra={"inner.wacz": wacz({}, extra={"a": b"nothing"})}),
        "cut": inner[: len(inner) // 2],
    }[what]
    refused(archive, put(tmp_path, content), "")


def test_compression_that_may_cost_memory_is_refused(archive: Archive, tmp_path: Path) -> None:
    content = wacz({"data.warc.gz": site(1).content()}, method=zipfile.ZIP_LZMA)
    refused(archive, put(tmp_path, content), "compressed in a way")


def test_a_member_that_is_not_there_is_not_read_back(archive: Archive, tmp_path: Path) -> None:
    archive.import_file(put(tmp_path, wacz({"data.warc.gz": site(1).content()})))
    place = {"file": "imports/made.wacz", "offset": 0, "skip": 0}
    for member in ("archive/other.warc.gz", "../x", "datapackage.json"):
        with pytest.raises(ArchiveError, match=r"made\.wacz"):
            read_foreign(archive.folder, {**place, "member": member})


def test_a_wacz_under_another_name_is_known_by_its_content(
    archive: Archive, tmp_path: Path
) -> None:
    content = wacz({"data.warc.gz": site(1).content()})
    assert len(archive.import_file(put(tmp_path, content, "crawl.warc.gz"))) == 1


@pytest.mark.parametrize("cut", range(1, 20))
def test_every_cut_of_a_wacz_is_refused_or_partly_taken(
    archive: Archive, tmp_path: Path, cut: int
) -> None:
    content = wacz({"data.warc.gz": site(2).content()}, [("https://harbour.example/1", "")])
    path = put(tmp_path, content[: len(content) * cut // 20])
    refused(archive, path, "")
