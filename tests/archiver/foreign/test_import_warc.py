"""WARC and ARC files made elsewhere: kept byte for byte, listed, read back; damaged ones too."""

from __future__ import annotations

import base64
import gzip
import hashlib
import io
import json
import os
import random
import re
import subprocess
import sys
import time
import uuid
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman import Archive
from dragoman.archiver.foreign.foreign import read_foreign
from dragoman.archiver.foreign.foreign_digest import Dechunker, Declared
from dragoman.archiver.foreign.foreign_facts import utc
from dragoman.archiver.foreign.foreign_import import safe_name
from dragoman.archiver.foreign.unpacked import Unpacked
from dragoman.archiver.foreign.warc_walk import Broken, Found, Unread, walk
from dragoman.archiver.web.framing import dechunk
from dragoman.errors import ArchiveError, ImportFailed
from dragoman.printing.whole_page import provenance_facts
from tests.support.foreign_files import (
    DATE,
    WarcFile,
    arc,
    html,
    http_block,
    one_member,
    site,
    wacz,
)
from tests.support.places import ROOT, SHARED

SHARED_WARC = SHARED / "warc"
SECONDS = 10.0
MEGABYTES = 300


def put(tmp_path: Path, content: bytes, name: str = "made.warc.gz") -> Path:
    path = tmp_path / name
    path.write_bytes(content)
    return path


def walked(content: bytes) -> tuple[list[Found], list[Broken | Unread]]:
    items = list(walk(Unpacked(io.BytesIO(content), len(content))))
    found = [each for each in items if isinstance(each, Found)]
    return found, [each for each in items if not isinstance(each, Found)]


def metadata(archive: Archive, identity: str) -> dict[str, Any]:
    return archive.record(identity).json()


def urls(outcomes: list[Any]) -> list[str]:
    return [each.page.url for each in outcomes]


# -- sound files -----------------------------------------------------------------------------


@pytest.mark.parametrize("version", ["1.0", "1.1"])
@pytest.mark.parametrize("form", ["members", "plain", "one member"])
def test_every_page_of_a_warc_is_listed_and_read_back(
    archive: Archive, tmp_path: Path, version: str, form: str
) -> None:
    made = site(3, packed=form == "members", version=version)
    content = one_member(made) if form == "one member" else made.content()
    outcomes = archive.import_file(put(tmp_path, content, "made.warc"), note="n", tags=["t"])

    assert urls(outcomes) == [f"https://harbour.example/{n}" for n in range(3)]
    assert archive.store.notices == []
    for number, each in enumerate(outcomes):
        page = archive.page(each.page.id)
        assert page.captured_at == f"2021-03-04T05:06:{number:02}.000000Z"
        assert (page.http_status, page.mime) == (200, "text/html")
        record = page.response()
        assert record.body == html(
            f"Notice {number}", f"Pier {number} is closed until the ice has gone."
        )
        assert record.http_headers["content-type"].startswith("text/html")
        said = metadata(archive, page.id)
        assert said["origin"] == "SpiderTest/3.1"
        assert (said["note"], said["tags"], said["page"]) == ("n", ["t"], None)
        assert said["foreign"]["digest_checked"] is True
    assert archive.verify().ok


def test_the_file_is_kept_verbatim_under_one_line_over_the_whole_of_it(
    archive: Archive, tmp_path: Path
) -> None:
    content = site().content()
    archive.import_file(put(tmp_path, content))
    (kept,) = (archive.folder / "imports").iterdir()
    assert kept.read_bytes() == content
    lines = [line for _, line in archive.store.entries() if line["type"] == "import"]
    assert len(lines) == 1
    assert uuid.UUID(lines[0].pop("id")).version == 4
    assert {name: lines[0][name] for name in ("file", "offset", "length", "sha256")} == {
        "file": "imports/made.warc.gz",
        "offset": 0,
        "length": len(content),
        "sha256": hashlib.sha256(content).hexdigest(),
    }
    assert list((archive.folder / "spool").iterdir()) == []


def test_verify_finds_a_changed_byte_and_a_missing_file(archive: Archive, tmp_path: Path) -> None:
    archive.import_file(put(tmp_path, site().content()))
    kept = archive.folder / "imports" / "made.warc.gz"
    content = bytearray(kept.read_bytes())
    content[100] ^= 1
    kept.write_bytes(content)
    assert [each.file for each in archive.verify().problems] == ["imports/made.warc.gz"]
    kept.unlink()
    assert "imports/made.warc.gz" in {each.file for each in archive.verify().problems}


def test_ids_are_our_own_where_foreign_ones_repeat_or_are_no_uuids(
    archive: Archive, tmp_path: Path
) -> None:
    made = WarcFile()
    for number in range(3):
        made.page(
            f"https://harbour.example/{number}",
            html("A", "B."),
            warc={"WARC-Record-ID": "<http://other.example/record#1>"},
        )
    outcomes = archive.import_file(put(tmp_path, made.content()))
    assert len({uuid.UUID(each.page.id) for each in outcomes}) == 3
    foreign = metadata(archive, outcomes[0].page.id)["foreign"]
    assert foreign["record_id"] == "http://other.example/record#1"
    assert archive.verify().ok


def test_only_pages_are_listed(archive: Archive, tmp_path: Path) -> None:
    made, page = WarcFile(), html("Kept", "The page that was looked for.")
    made.page("https://harbour.example/", page)
    made.page("https://harbour.example/gone", page, status="404 Not Found")
    made.page("https://harbour.example/old", b"", status="301 Moved", http=[("Location", "/")])
    made.page("https://harbour.example/a.png", b"\x89PNG", mime="image/png")
    made.page("https://harbour.example/robots.txt", b"User-agent: *", mime="text/plain")
    made.page("https://harbour.example/a.pdf", b"%PDF-1.4 ...", mime="application/pdf")
    made.page("https://harbour.example/x", page, mime="application/xhtml+xml")
    made.page("https://harbour.example/untold", page, mime="")
    assert urls(archive.import_file(put(tmp_path, made.content()))) == [
        f"https://harbour.example/{name}" for name in ("", "a.pdf", "x", "untold")
    ]


def test_what_is_shown_to_be_a_part_of_another_page_is_not_listed(
    archive: Archive, tmp_path: Path
) -> None:
    made, page = WarcFile(), html("Part", "A part of a page.")
    ids = {name: f"<urn:uuid:{uuid.uuid4()}>" for name in ("frame", "xhr", "hop", "page")}
    for name, identity in ids.items():
        made.page(f"https://harbour.example/{name}", page, warc={"WARC-Record-ID": identity})
    requests = {
        "frame": [("Sec-Fetch-Dest", "iframe")],
        "xhr": [("X-Requested-With", "XMLHttpRequest")],
        "page": [("Sec-Fetch-Dest", "document")],
    }
    for name, headers in requests.items():
        made.record(
            "request",
            f"https://harbour.example/{name}",
            b"",
            warc={"WARC-Concurrent-To": ids[name]},
            http=(f"GET /{name} HTTP/1.1", headers),
        )
    made.record(
        "metadata",
        "https://harbour.example/hop",
        b"via: https://harbour.example/\r\nhopsFromSeed: LE\r\n",
        warc={"WARC-Concurrent-To": ids["hop"]},
        content_type="application/warc-fields",
    )
    made.page("https://harbour.example/kind", page, warc={"WARC-Resource-Type": "xhr"})
    found = archive.import_file(put(tmp_path, made.content()))
    assert urls(found) == ["https://harbour.example/page"]


@pytest.mark.parametrize("points", ["request", "response"])
def test_an_answer_to_a_post_is_marked(archive: Archive, tmp_path: Path, points: str) -> None:
    """It is no page that its address brings; either of the two records may point at the other."""
    url, page, form = "https://harbour.example/find", html("Found", "Two piers."), "<urn:uuid:7>"
    made, answer = WarcFile(), f"<urn:uuid:{'8' * 8}>"
    ends = {"WARC-Record-ID": answer} | (
        {"WARC-Concurrent-To": form} if points == "response" else {}
    )
    made.page(url, page, warc=ends)
    back = {"WARC-Concurrent-To": answer} if points == "request" else {}
    made.record(
        "request", url, b"q=pier", warc={"WARC-Record-ID": form, **back},
        http=("POST /find HTTP/1.1", [("Content-Type", "application/x-www-form-urlencoded")]),
    )  # fmt: skip
    made.page("https://harbour.example/other", html("Other", "Three piers."))
    found = archive.import_file(put(tmp_path, made.content()))
    methods = [metadata(archive, each.page.id)["foreign"]["method"] for each in found]
    assert methods == ["POST", None]
    listed = {each["url"]: each["method"] for each in archive.list_pages()}
    assert listed == {url: "POST", "https://harbour.example/other": None}
    archive.reindex()
    assert {each["url"]: each["method"] for each in archive.list_pages()} == listed
    posted, other = (each.page.id for each in found)
    assert (
        "POST"
        in dict(provenance_facts(archive.page(posted), archive.page(posted).provenance()))["by"]
    )
    archive.export([posted, other], "wacz", tmp_path / "both.wacz")
    with zipfile.ZipFile(tmp_path / "both.wacz") as packed:
        lines = packed.read("pages/pages.jsonl").decode().splitlines()[1:]
        assert [json.loads(each)["id"] for each in lines] == [other]
        lines = packed.read("indexes/index.cdx").decode().splitlines()
        sent = [each for each in lines if "/find" in each]
        assert len(sent) == (points == "request"), "of the other it is not told what was sent"
        assert all(")/find?__wb_method=post" in each for each in sent), "by GET nobody is given it"
        assert b"harbour.example/find" in gzip.decompress(packed.read("archive/dragoman.warc.gz"))


def test_a_wacz_s_page_is_the_answer_to_a_get_where_there_is_one(
    archive: Archive, tmp_path: Path
) -> None:
    url, made = "https://harbour.example/find", WarcFile()
    for n, (method, text) in enumerate((("POST", "Sent."), ("GET", "Asked."))):
        made.page(url, html(method, text), warc={"WARC-Record-ID": f"<urn:uuid:{n}>"})
        made.record(
            "request", url, b"", warc={"WARC-Concurrent-To": f"<urn:uuid:{n}>"},
            http=(f"{method} /find HTTP/1.1", []),
        )  # fmt: skip
    content = wacz({"data.warc.gz": made.content()}, [(url, DATE)])
    (found,) = archive.import_file(put(tmp_path, content, "made.wacz"))
    assert b"Asked." in found.page.response().body
    assert metadata(archive, found.page.id)["foreign"]["method"] is None


@pytest.mark.parametrize("how", ["id", "uri", "digest", "digest in another form"])
def test_a_revisit_is_a_page_of_its_own_with_the_bytes_it_refers_to(
    archive: Archive, tmp_path: Path, how: str
) -> None:
    body = html("Same", "Nothing has changed here.")
    identity = f"<urn:uuid:{uuid.uuid4()}>"
    raw = hashlib.sha1(body, usedforsecurity=False).digest()
    refers = {
        "id": {"WARC-Refers-To": identity},
        "uri": {
            "WARC-Refers-To-Target-URI": "https://harbour.example/",
            "WARC-Refers-To-Date": DATE,
        },
        "digest": {"WARC-Payload-Digest": f"sha1:{base64.b32encode(raw).decode()}"},
        "digest in another form": {"WARC-Payload-Digest": f"sha1:{raw.hex()}"},
    }[how]
    made = WarcFile()
    made.page("https://harbour.example/", body, warc={"WARC-Record-ID": identity})
    made.record(
        "revisit",
        "https://harbour.example/?again",
        b"",
        warc={"WARC-Date": "2021-05-05T00:00:00Z", **refers},
        http=("200 OK", [("Content-Type", "text/html")]),
    )
    made.record(
        "revisit",
        "https://harbour.example/elsewhere",
        b"",
        warc={"WARC-Payload-Digest": "sha1:" + "A" * 32},
        http=("200 OK", [("Content-Type", "text/html")]),
    )
    found = archive.import_file(put(tmp_path, made.content()))
    assert urls(found) == ["https://harbour.example/", "https://harbour.example/?again"]
    assert found[1].page.captured_at == "2021-05-05T00:00:00.000000Z"
    assert found[1].page.response().body == body


def test_revisits_whose_ids_repeat_are_all_listed(archive: Archive, tmp_path: Path) -> None:
    made, identity = WarcFile(), f"<urn:uuid:{uuid.uuid4()}>"
    made.page("https://harbour.example/", html("A", "B."), warc={"WARC-Record-ID": identity})
    for day in (5, 6):
        made.record(
            "revisit",
            "https://harbour.example/",
            b"",
            warc={
                "WARC-Record-ID": "<urn:same>",
                "WARC-Date": f"2021-05-0{day}T00:00:00Z",
                "WARC-Refers-To": identity,
            },
            http=("304 Not Modified", []),
        )
    found = archive.import_file(put(tmp_path, made.content()))
    assert [each.page.captured_at[:10] for each in found] == [
        "2021-03-04",
        "2021-05-05",
        "2021-05-06",
    ]
    again = archive.import_file(tmp_path / "made.warc.gz")
    assert [each.page.id for each in again] == [each.page.id for each in found]


def test_files_of_dragoman_itself_are_taken_in(archive: Archive, tmp_path: Path) -> None:
    page = put(tmp_path, html("Saved", "A page that was saved from a browser."), "saved.html")
    with Archive(tmp_path / "other") as other:
        other.import_file(page)
    (warc,) = (tmp_path / "other" / "warc").glob("captures-*")
    (found,) = archive.import_file(warc)
    assert found.page.url == "urn:dragoman:file:saved.html"
    assert found.page.response().body == page.read_bytes()
    assert metadata(archive, found.page.id)["origin"].startswith("dragoman/")


def test_a_memento_keeps_the_time_at_which_the_web_archive_took_it(
    archive: Archive, tmp_path: Path
) -> None:
    made = WarcFile()
    made.page(
        "https://archive.example/web/20140216050221/http://harbour.example/",
        html("Old", "As it was then."),
        http=[
            ("Memento-Datetime", "Sun, 16 Feb 2014 05:02:21 GMT"),
            (
                "Link",
                '<http://harbour.example/>; rel="original", <https://a.example/>; rel=timegate',
            ),
        ],
    )
    (found,) = archive.import_file(put(tmp_path, made.content()))
    assert found.page.captured_at == "2014-02-16T05:02:21.000000Z"
    said = metadata(archive, found.page.id)
    assert said["memento"] == {
        "datetime": "2014-02-16T05:02:21.000000Z",
        "original": "http://harbour.example/",
        "taken_at": "2021-03-04T05:06:07.000000Z",
    }
    assert said["foreign"]["date"] == DATE


@pytest.mark.parametrize("packed", [False, True])
def test_an_arc_file(archive: Archive, tmp_path: Path, packed: bool) -> None:
    body = html("Arc", "An old crawl of the harbour.")
    content = arc(
        ("http://harbour.example/list?of=All Piers&x=1", "20080430204826", http_block(body)),
        ("http://harbour.example/none", "20080430204827", http_block(b"", status="404 Not")),
        ("dns:harbour.example", "20080430204827", b"20080430204827\nharbour.example. 1 IN A\n"),
    )
    name = "made.arc.gz" if packed else "made.arc"
    (found,) = archive.import_file(
        put(tmp_path, gzip.compress(content, mtime=0) if packed else content, name)
    )
    assert found.page.url == "http://harbour.example/list?of=All Piers&x=1"
    assert found.page.captured_at == "2008-04-30T20:48:26.000000Z"
    assert found.page.response().body == body
    said = metadata(archive, found.page.id)
    assert said["origin"] == "SpiderTest ARC"
    assert said["foreign"]["digest_checked"] is None
    assert archive.verify().ok


def test_the_article_of_an_imported_page_is_read_and_found(
    archive: Archive, tmp_path: Path
) -> None:
    found = archive.import_file(put(tmp_path, site(2).content()))
    assert [each.error for each in found] == [None, None]
    assert "Pier 1 is closed until the ice has gone." in (found[1].page.text or "")
    assert {hit.page for hit in archive.search("Pier 1")} >= {found[1].page.id}
    assert archive.verify().ok


def test_importing_the_same_file_again_keeps_and_lists_nothing_twice(
    archive: Archive, tmp_path: Path
) -> None:
    first = archive.import_file(put(tmp_path, site().content()))
    again = archive.import_file(put(tmp_path, site().content(), "other name.warc.gz"))
    same = (archive.folder / "imports" / "made.warc.gz").read_bytes() == site().content()
    if same:  # warcio wrote the same ids and dates only where the clock stood still
        assert [each.page.id for each in again] == [each.page.id for each in first]
    third = archive.import_file(tmp_path / "made.warc.gz")
    assert [each.page.id for each in third] == [each.page.id for each in first]
    names = [line["file"] for _, line in archive.store.entries() if line["type"] == "import"]
    assert names.count("imports/made.warc.gz") == 1
    assert len(list(archive.list_pages())) == len(first) + (0 if same else len(again))


def test_two_files_of_one_name_are_both_kept(archive: Archive, tmp_path: Path) -> None:
    archive.import_file(put(tmp_path, site(1).content()))
    archive.import_file(put(tmp_path, site(2).content()))
    names = sorted(each.name for each in (archive.folder / "imports").iterdir())
    assert names == ["made-2.warc.gz", "made.warc.gz"]
    assert archive.verify().ok


def test_an_interrupted_import_is_finished_by_importing_again(
    archive: Archive, tmp_path: Path
) -> None:
    content = site(3).content()
    copy = archive.folder / "spool" / "import-x"
    copy.write_bytes(content)
    archive.store.append_import(
        copy, "made.warc.gz", sha256=hashlib.sha256(content).hexdigest(), length=len(content)
    )
    assert len(archive.import_file(put(tmp_path, content))) == 3
    assert len(list((archive.folder / "imports").iterdir())) == 1


def test_reindex_lists_the_same(archive: Archive, tmp_path: Path) -> None:
    archive.import_file(put(tmp_path, site(3).content()))
    before = json.dumps(list(archive.list_pages()))
    archive.reindex()
    assert json.dumps(list(archive.list_pages())) == before
    page = archive.page(archive.page_ids()[0])
    assert page.response().body.startswith(b"<!doctype html>")


def test_a_name_is_made_fit_for_every_file_system() -> None:
    assert safe_name("crawl.warc.gz") == "crawl.warc.gz"
    assert safe_name('a:b\\c"d\n.warc') == "a_b_c_d_.warc"
    assert safe_name("con.warc.gz") == "_con.warc.gz"
    assert safe_name("..") == "import"
    assert len(safe_name("ə" * 400 + ".warc.gz").encode()) <= 120


# -- digests ---------------------------------------------------------------------------------


def test_a_record_that_does_not_fit_its_digest_is_listed_and_marked(
    archive: Archive, tmp_path: Path
) -> None:
    made = site(3, packed=False)
    content = bytearray(made.content())
    at = content.index(b"Pier 1 is closed")
    content[at + 5 : at + 6] = b"9"
    found = archive.import_file(put(tmp_path, bytes(content), "made.warc"))
    checked = [metadata(archive, each.page.id)["foreign"]["digest_checked"] for each in found]
    assert checked == [True, False, True]
    assert [each.page.error and each.page.error["kind"] for each in found] == [None, "digest", None]
    (notice,) = archive.store.notices
    assert f"byte {made.offsets[2]} does not fit" in notice


@pytest.mark.parametrize("when", ["before transfer decoding", "after it"])
def test_the_payload_digest_may_be_taken_before_or_after_transfer_decoding(when: str) -> None:
    data = html("Chunked", "In two pieces.")
    chunked = b"%x\r\n%s\r\n%x;a=b\r\n%s\r\n0\r\n\r\n" % (40, data[:40], len(data) - 40, data[40:])
    digest = hashlib.sha256(data if when == "after it" else chunked).hexdigest()
    for said, fits in ((digest, True), (digest[::-1], False)):
        made = WarcFile(packed=False)
        made.page(
            "https://harbour.example/",
            chunked,
            http=[("Transfer-Encoding", "chunked")],
            warc={
                "WARC-Payload-Digest": f"SHA-256:{said.upper()}",
                "WARC-Block-Digest": "xxh:0123456789",
            },
        )
        ((found,), broken) = walked(made.content())
        assert (found.fits, broken) == (fits, [])


@pytest.mark.parametrize("name", ["md5", "sha1", "sha256", "sha512"])
def test_digests_in_every_spelling(name: str) -> None:
    hasher = hashlib.new(name, b"block", usedforsecurity=False)
    raw = hasher.digest()
    for text in (
        raw.hex(),
        base64.b32encode(raw).decode(),
        base64.b32encode(raw).decode().rstrip("=").lower(),
        base64.b64encode(raw).decode(),
    ):
        declared = Declared(f"{name.upper()}:{text}")
        assert declared.known and declared.fits(hasher)
    assert not Declared(f"{name}:{'A' * 32}").fits(hasher)
    assert not Declared("blake9:abc").known and not Declared("abc").known


@given(
    st.lists(st.binary(min_size=1, max_size=30), max_size=8),
    st.binary(max_size=20),
    st.lists(st.integers(1, 7), min_size=1, max_size=9),
)
def test_dechunking_in_pieces_gives_what_dechunking_at_once_does(
    chunks: list[bytes], rest: bytes, steps: list[int]
) -> None:
    body = b"".join(b"%x\r\n%s\r\n" % (len(each), each) for each in chunks) + b"0\r\n\r\n" + rest
    pieces, engine, at, turn = bytearray(), Dechunker(), 0, 0
    while at < len(body):
        step = steps[turn % len(steps)]
        for data in engine.feed(body[at : at + step]):
            pieces += data
        at, turn = at + step, turn + 1
    assert bytes(pieces) == b"".join(chunks) == b"".join(dechunk(io.BytesIO(body)))


@pytest.mark.parametrize(
    ("written", "ours"),
    [
        ("2021-03-04T05:06:07Z", "2021-03-04T05:06:07.000000Z"),
        ("2021-03-04T05:06:07.123456789Z", "2021-03-04T05:06:07.123456Z"),
        ("2021-03-04t05:06:07+02:00", "2021-03-04T03:06:07.000000Z"),
        ("20210304050607", "2021-03-04T05:06:07.000000Z"),
        ("2021-03", "2021-03-01T00:00:00.000000Z"),
        ("2021", "2021-01-01T00:00:00.000000Z"),
        ("20211304050607", None),
        ("blue monday", None),
        ("", None),
        ("9999-12-31T23:59:59-10:00", None),
    ],
)
def test_dates(written: str, ours: str | None) -> None:
    assert utc(written) == ours


def test_a_page_without_a_date_is_listed_and_that_is_said(archive: Archive, tmp_path: Path) -> None:
    made = WarcFile()
    made.page("https://harbour.example/a", html("A", "B."), date="blue monday")
    made.page(
        "https://harbour.example/b",
        html("A", "B."),
        date="",
        http=[("Date", "Thu, 04 Mar 2021 05:06:07 GMT")],
    )
    found = archive.import_file(put(tmp_path, made.content()))
    dates = {each.page.url[-1]: each.page.captured_at for each in found}
    assert dates["b"] == "2021-03-04T05:06:07.000000Z"
    assert dates["a"] > dates["b"]
    assert sum("no date" in each for each in archive.store.notices) == 1


# -- damaged files ---------------------------------------------------------------------------


@pytest.mark.parametrize("packed", [True, False])
def test_a_cut_loses_the_record_it_is_in_and_no_other(packed: bool) -> None:
    made = site(6, packed=packed)
    content, offsets = made.content(), [*made.offsets, len(made.content())]
    for cut in range(1, len(content), 41):
        found, broken = walked(content[:cut])
        # the two line ends after a plain record's block hold nothing
        ends = offsets[1:] if packed else [each - 4 for each in offsets[1:]]
        assert len(found) == sum(end <= cut for end in ends), cut
        between = any(end <= cut <= stop for end, stop in zip([0, *ends], offsets, strict=True))
        assert len(broken) == (0 if between else 1), cut


@pytest.mark.parametrize("packed", [True, False])
def test_damage_in_one_record_leaves_the_others(packed: bool) -> None:
    chance = random.Random(7)
    made = site(6, packed=packed)
    content, offsets = made.content(), [*made.offsets, len(made.content())]
    for number in range(6):
        for _ in range(12):
            spoilt = bytearray(content)
            start, stop = offsets[number], offsets[number + 1]
            for _ in range(chance.choice((1, 3, 40))):
                spoilt[chance.randrange(start, stop)] = chance.randrange(256)
            found, _broken = walked(bytes(spoilt))
            places = {each.place.offset for each in found if each.fits is not False}
            assert places >= set(offsets[:-1]) - {offsets[number]}


@pytest.mark.parametrize(
    "junk", [b"\0" * 5000, b"junk\n" * 300, b"\x1f\x8b\x08\0junk", b"WARC/1.0"]
)
@pytest.mark.parametrize("packed", [True, False])
def test_what_stands_between_records_is_passed_over(packed: bool, junk: bytes) -> None:
    made = site(3, packed=packed)
    content, middle = made.content(), made.offsets[2]
    found, broken = walked(content[:middle] + junk + content[middle:] + junk)
    assert len(found) == 4
    assert bool(broken) == bool(junk.strip(b"\0"))


@pytest.mark.parametrize("length", [1, 3_000, 2**31, 2**63, 2**64 - 1, 10**30])
@pytest.mark.parametrize("packed", [True, False])
def test_a_wrong_length_costs_its_own_record_only(packed: bool, length: int) -> None:
    made = site(3, packed=False)
    start, stop = made.offsets[1], made.offsets[2]
    content = made.content()
    lying = re.sub(
        rb"Content-Length: \d+\r\n\r\nHTTP",
        b"Content-Length: %d\r\n\r\nHTTP" % length,
        content[start:stop],
    )
    parts = [content[:start], lying, content[stop : made.offsets[3]], content[made.offsets[3] :]]
    if packed:
        parts = [gzip.compress(each, mtime=0) for each in parts]
    found, broken = walked(b"".join(parts))
    sound = [each for each in found if each.fits]
    pages = [each.head.headers["warc-target-uri"] for each in sound if each.head.type == "response"]
    assert [each[-1] for each in pages] == ["1", "2"]
    assert broken or any(each.fits is False for each in found)


def test_a_length_of_2_to_the_63_is_refused_with_one_sentence(
    archive: Archive, tmp_path: Path
) -> None:
    content = (
        b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: http://h.example/\r\n"
        b"WARC-Date: 2021-03-04T05:06:07Z\r\nContent-Length: %d\r\n\r\nHTTP/1.1 200 OK\r\n\r\n"
    ) % 2**63
    for name, form in (("a.warc", content), ("b.warc.gz", gzip.compress(content))):
        with pytest.raises(ImportFailed, match=r"9,223,372,036,854,775,808"):
            archive.import_file(put(tmp_path, form, name))
    assert not list(archive.folder.glob("imports/*"))


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\r\n\r\n",
        b"not a web archive\n" * 50,
        b"\x1f\x8b\x08",
        b"\0" * 9000,
        b"PK\x03\x04 zip?",
    ],
)
@pytest.mark.parametrize("name", ["x.warc", "x.warc.gz", "x.arc", "x.wacz"])
def test_what_is_no_web_archive_is_refused_and_nothing_is_kept(
    archive: Archive, tmp_path: Path, content: bytes, name: str
) -> None:
    before = archive.store.ledger.read_bytes()
    with pytest.raises(ImportFailed) as caught:
        archive.import_file(put(tmp_path, content, name))
    assert name in caught.value.message and "\n" not in caught.value.message
    assert archive.store.ledger.read_bytes() == before
    assert not list(archive.folder.glob("imports/*"))
    assert not list(archive.folder.glob("spool/*"))


def test_a_file_that_cannot_be_read_is_refused(archive: Archive, tmp_path: Path) -> None:
    (tmp_path / "folder.warc").mkdir()
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "pipe.warc")
        with pytest.raises(ImportFailed, match="FIFO"):
            archive.import_file(tmp_path / "pipe.warc")
    for name in ("missing.warc", "folder.warc"):
        with pytest.raises(ImportFailed, match=name):
            archive.import_file(tmp_path / name)


def hostile() -> Iterator[tuple[str, bytes]]:
    head = b"WARC/1.0\r\nWARC-Type: response\r\nContent-Length: %d\r\n\r\n"
    yield "many heads that each claim the rest", (head % 400_000) * 15_000
    yield "many heads that are cut", b"WARC/1.0\r\nWARC-Type: x\r\n" * 40_000
    yield "gzip magic and nothing else", b"\x1f\x8b\x08" * 600_000
    stored = b"\x1f\x8b\x08\0\0\0\0\0\0\xff" + b"\0\x20\0\xdf\xff" + b"WARC/1.0\r\n".ljust(32)
    yield "members that each run over the next", stored * 20_000
    yield "one line without end", b"WARC/1.0\r\nWARC-Type: " + b"a" * 3_000_000
    yield "headers without end", b"WARC/1.0\r\n" + b"a: b\r\n" * 500_000
    yield "lines that look like ARC", b"a: 12345678901234 x " * 100_000 + b"\n"
    yield "lines that begin like ARC", b"a:1 2 12345678 4 5\n" * 60_000
    zero = zlib.compressobj(9, zlib.DEFLATED, zlib.MAX_WBITS | 16)
    packed = zero.compress(head % 2**40 + b"\0" * (1 << 20)) + zero.flush(zlib.Z_FULL_FLUSH)
    mebibyte = zero.compress(b"\0" * (1 << 20)) + zero.flush(zlib.Z_FULL_FLUSH)
    yield "a bomb in one member", packed + mebibyte * 4_000
    yield "a bomb of many members", gzip.compress(head % 2**22 + b"\0" * 2**22, 9, mtime=0) * 300


@pytest.mark.parametrize(("what", "content"), list(hostile()), ids=lambda each: str(each)[:40])
def test_hostile_files_end_in_time(what: str, content: bytes) -> None:
    began = time.monotonic()
    found, broken = walked(content)
    assert time.monotonic() - began < SECONDS, what
    assert found or broken


def test_a_record_is_not_looked_for_outside_imports(archive: Archive, tmp_path: Path) -> None:
    archive.import_file(put(tmp_path, site(1).content()))
    place = {"member": None, "offset": 0, "skip": 0}
    for file in ("imports/../dragoman.toml", "warc/x", "imports/", "/etc/passwd", "imports/a\\b"):
        with pytest.raises(ArchiveError, match="cannot be read back"):
            read_foreign(archive.folder, {"file": file, **place})
    with pytest.raises(ArchiveError, match=r"made\.warc\.gz"):
        read_foreign(archive.folder, {"file": "imports/made.warc.gz", **place, "offset": 7})
    with pytest.raises(ArchiveError, match="cannot be read back"):
        read_foreign(archive.folder, {"file": "imports/made.warc.gz", **place, "skip": 10**12})


def test_a_page_larger_than_the_limit_is_not_read_into_memory(
    archive: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dragoman.archiver.foreign.foreign.MAX_BLOCK", 1000)
    made = WarcFile()
    made.page("https://harbour.example/", html("Large", "Words and words. " * 200))
    (found,) = archive.import_file(put(tmp_path, made.content()))
    assert found.error is not None and "limit of 1,000" in found.error.message


# -- the shared collection of damaged files --------------------------------------------------


def shared_files() -> list[Any]:
    if not SHARED_WARC.is_dir():
        why = f"needs the shared test data in {SHARED_WARC}, which is not here"
        return [pytest.param(SHARED_WARC, marks=pytest.mark.skip(reason=why))]
    files = sorted(path for path in SHARED_WARC.glob("*/*") if path.is_file())
    return [pytest.param(path, id=f"{path.parent.name}/{path.name}") for path in files]


@pytest.mark.parametrize("path", shared_files())
@pytest.mark.long(one_in=3)
def test_each_shared_file_is_taken_in_or_refused_with_a_sentence(
    archive: Archive, path: Path
) -> None:
    began = time.monotonic()
    try:
        found = archive.import_file(path)
    except ImportFailed as error:
        assert path.name in error.message and "\n" not in error.message
        assert not list(archive.folder.glob("imports/*"))
    else:
        (kept,) = archive.folder.glob("imports/*")
        assert kept.read_bytes() == path.read_bytes()
        for each in found:
            assert each.page is not None and each.page.response().body
    assert time.monotonic() - began < SECONDS
    assert all(path.name in notice and "\n" not in notice for notice in archive.store.notices)
    assert archive.verify().ok


RECORDS = {  # whole records, and sentences about what is not whole
    "warcio/example.warc": (6, 0),
    "warcio/example.warc.gz": (6, 0),
    "warcio/example-bad-non-chunked.warc.gz": (6, 0),
    "warcio/example-bad.warc.gz.bad": (6, 0),
    "warcio/example-trunc.warc": (4, 0),
    "warcio/example.arc": (2, 0),
    "warcio/example.arc.gz": (2, 0),
    "warcio/bad.arc": (1, 3),
    "warcio/example-space-in-url.arc": (1, 1),
    "jhove/valid-warcfile-upper-lower-case.warc": (5, 0),
    "jhove/valid-warcfile-fields-continuation.warc": (1, 0),
    "jhove/invalid-warcrecord-3.warc": (3, 3),
    "webarchive-commons/IAH-20080430204825-00000-blackbook-truncated.arc": (9, 0),
}


@pytest.mark.parametrize("name", RECORDS)
def test_the_whole_records_of_a_shared_file(name: str, shared_data: Path) -> None:
    found, broken = walked((shared_data / "warc" / name).read_bytes())
    assert (len(found), len(broken)) == RECORDS[name]


@pytest.mark.parametrize("name", ["IAH-urls-wget.warc", "IAH-urls-wget.warc.gz"])
def test_warcio_and_fastwarc_find_the_same_records_in_a_sound_file(
    name: str, shared_data: Path
) -> None:
    from fastwarc.warc import ArchiveIterator as Fast
    from warcio.archiveiterator import ArchiveIterator as Slow

    content = (shared_data / "warc" / "webarchive-commons" / name).read_bytes()
    found, broken = walked(content)
    ours = [each.head.headers["warc-record-id"] for each in found]
    assert broken == [] and all(each.fits for each in found)
    assert ours == [each.rec_headers["WARC-Record-ID"] for each in Slow(io.BytesIO(content))]
    assert [each.place.offset for each in found] == [
        each.stream_pos for each in Fast(io.BytesIO(content), parse_http=False)
    ]


MEASURE = """
import sys, tempfile
from pathlib import Path
from dragoman import Archive
from dragoman.errors import ImportFailed
with tempfile.TemporaryDirectory() as folder, Archive(folder) as archive:
    for name in sys.argv[1:]:
        try:
            archive.import_file(Path(name))
        except ImportFailed:
            pass
    archive.verify()
(peak,) = [line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM")]
print(int(peak) / 1024)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="peak memory is read from /proc")
@pytest.mark.long
def test_memory_stays_small(tmp_path: Path) -> None:
    """A body of 400 MB, a bomb, and the shared files, one after the other in one process.

    Not by getrusage: its peak is at first that of the process which started this one.
    """
    large = put(tmp_path, b"", "large.warc")
    length = 400_000_000
    with large.open("wb") as stream:
        stream.write(b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: http://h.example/\r\n")
        stream.write(b"WARC-Date: 2021-03-04T05:06:07Z\r\nContent-Length: %d\r\n\r\n" % length)
        stream.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n")
        stream.truncate(stream.tell() + length - 44)
        stream.seek(0, 2)
        stream.write(b"\r\n\r\n")
    bomb = put(tmp_path, dict(hostile())["a bomb in one member"], "bomb.warc.gz")
    files = [large, bomb, *(path for path in SHARED_WARC.glob("*/*") if path.is_file())]
    run = subprocess.run(
        [sys.executable, "-c", MEASURE, *map(str, files)],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
    )
    assert float(run.stdout) < MEGABYTES
