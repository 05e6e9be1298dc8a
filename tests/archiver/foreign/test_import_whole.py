"""A sound file is read to its end, however long it is and however small its members; and where
reading has to end, that is an error and not a remark."""

from __future__ import annotations

import dataclasses
import gzip
import hashlib
import io
import json
import zipfile
import zlib
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from dragoman import Archive
from dragoman.archiver.foreign import effort, foreign, room
from dragoman.archiver.foreign.effort import Effort
from dragoman.archiver.foreign.foreign import ForeignReader
from dragoman.archiver.foreign.foreign_head import read_head
from dragoman.archiver.foreign.foreign_import import keep_web_archive
from dragoman.archiver.foreign.pages.foreign_page import ForeignPage
from dragoman.archiver.foreign.pages.listed import Captures
from dragoman.archiver.foreign.unpacked import Place, Unpacked
from dragoman.archiver.foreign.warc_walk import BEGINNING, Broken, Found, Item, Unread, walk
from dragoman.cli import main
from tests.archiver.foreign.test_import_warc import put, shared_files
from tests.support.foreign_files import WarcFile, html, one_member, site, wacz
from tests.support.other_readers import member, members, of_fastwarc, of_warcio

MANY = 30_000


class Counted(io.BytesIO):
    """A file that counts the bytes that are fetched from it."""

    fetched = 0

    def read(self, size: int | None = -1, /) -> bytes:
        data = super().read(size)
        self.fetched += len(data)
        return data


def read(content: bytes) -> tuple[list[Item], Effort, int]:
    """Everything in a file, what that cost, and how much was fetched for it."""
    stream, cost = Counted(content), Effort(len(content))
    return list(walk(Unpacked(stream, len(content), cost))), cost, stream.fetched


@pytest.mark.long
def test_many_members_of_every_size_are_the_records_that_fastwarc_finds() -> None:
    from fastwarc.warc import ArchiveIterator

    content, sizes = members([n % 2_910 for n in range(MANY)])
    assert min(sizes) <= 100 and max(sizes) >= 3_000
    found, cost, fetched = read(content)
    theirs = ArchiveIterator(io.BytesIO(content), parse_http=False)
    assert [
        (each.place, each.head.headers["warc-record-id"], each.beginning)
        for each in found
        if isinstance(each, Found)
    ] == [
        (Place(each.stream_pos), each.headers["WARC-Record-ID"], each.reader.read())
        for each in theirs
    ]
    assert len(found) == MANY
    assert fetched <= len(content) + MANY and cost.again <= MANY


@pytest.mark.parametrize("length", [0, 30, 150, 700, 3_000])
def test_what_a_sound_file_costs_grows_with_its_bytes(length: int) -> None:
    """Counted, not timed: bytes fetched, read, unpacked, and any of them again."""
    costs = []
    for count in (500, 4_000):
        content, _sizes = members([length] * count)
        found, cost, fetched = read(content)
        assert len(found) == count and all(isinstance(each, Found) for each in found)
        assert cost.again <= 8 * (1 + len(content) // 65_536)
        assert fetched <= len(content) + cost.again
        costs.append((cost.once + cost.again) / len(content))
    assert costs[1] == pytest.approx(costs[0], rel=0.05)


@pytest.mark.parametrize("between", [b"", b"\r\n", b"\r\n\r\n\0\0\0"])
def test_members_that_the_maker_set_apart(between: bytes) -> None:
    parts = [member(number, b"x" * (number % 50)) + between for number in range(3_000)]
    found, cost, _fetched = read(b"".join(parts))
    assert sum(isinstance(each, Found) for each in found) == 3_000 == len(found)
    assert cost.again < cost.once


def test_plain_records_cost_their_bytes() -> None:
    record = zlib.decompress(member(7, b"y" * 40), zlib.MAX_WBITS | 16)
    content = record * 20_000
    found, cost, fetched = read(content)
    assert len(found) == 20_000
    assert cost.once <= len(content) and cost.again <= 8 * (1 + len(content) // 65_536)
    assert fetched <= len(content) + cost.again


@pytest.mark.parametrize("path", shared_files())
def test_each_whole_record_that_others_find_is_found(path: Path) -> None:
    """Whole: it has a type, its headers end, and all the bytes are there that it says it has.

    What fastwarc or warcio reads without an error and is not whole, is said to be broken.
    """
    content = path.read_bytes()
    items, _cost, _fetched = read(content)
    ours = [
        (each.head.headers.get("warc-record-id", ""), each.head.length, each.beginning)
        for each in items
        if isinstance(each, Found)
    ]
    for theirs in (of_fastwarc(content), of_warcio(content)):
        rest = iter(ours)
        for identity, length, block in theirs:
            if length == len(block):
                assert (identity, length, block[:BEGINNING]) in rest  # and in the same order
            elif content.strip() and block[:BEGINNING] not in [each[2] for each in ours]:
                assert any(isinstance(each, Broken) for each in items)


# -- where reading ends ----------------------------------------------------------------------


def bomb(megabytes: int = 320) -> bytes:
    """A whole page, and then a gzip member of zeros."""
    made = WarcFile()
    made.page("https://harbour.example/first", html("First", "Pier 1 is closed."))
    head = b"WARC/1.0\r\nWARC-Type: resource\r\nContent-Length: %d\r\n\r\n" % (megabytes << 20)
    packer = zlib.compressobj(9, zlib.DEFLATED, zlib.MAX_WBITS | 16)
    packed = packer.compress(head)
    for _ in range(megabytes):
        packed += packer.compress(bytes(1 << 20))
    return made.content() + packed + packer.flush()


def test_a_bomb_is_an_error_and_what_came_before_is_kept(tmp_path: Path) -> None:
    folder, path = tmp_path / "archive", put(tmp_path, bomb())
    arguments = ["--archive", str(folder), "--json", "import", "--no-translate", str(path)]
    done = CliRunner().invoke(main, arguments)
    assert done.exit_code == 1
    page, rest = map(json.loads, done.stdout.splitlines())
    assert page["url"] == "https://harbour.example/first" and page["error"] is None
    assert rest["id"] is None and rest["url"] == "made.warc.gz"
    assert rest["error"]["kind"] == "import"
    assert "was not read: it unpacks to far more than its size" in rest["error"]["message"]
    assert done.stderr.count("zip bomb") == 1
    plain = CliRunner().invoke(main, [each for each in arguments if each != "--json"])
    assert plain.exit_code == 1 and "not all read" in plain.stdout


def test_damage_without_end_is_an_error(
    tmp_path: Path, archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(effort, "ALLOWANCE", 100_000)
    junk = (b"\x1f\x8b\x08" + b"junk" * 4) * 5_000
    kept = keep_web_archive(put(tmp_path, site(2).content() + junk), archive.store)
    assert len(kept.pages) == 2
    (sentence,) = kept.unread
    assert "damaged in too many places" in sentence and "made.warc.gz" in sentence


def test_nothing_but_broken_records_is_an_error(
    tmp_path: Path, archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dragoman.archiver.foreign.warc_walk.MAX_IN_A_ROW", 50)
    broken = b"WARC/1.0\r\nWARC-Type: x\r\n\r\n" * 60
    path = put(tmp_path, site(2, packed=False).content() + broken, "made.warc")
    *pages, rest = archive.import_file(path)
    assert [each.error for each in pages] == [None, None]
    assert rest.error is not None and "nothing but broken records" in rest.error.message
    assert sum("how long" in notice for notice in archive.store.notices) == 50


def test_more_pages_than_fit_into_memory_are_an_error(
    tmp_path: Path, archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(room, "MOST", 5_000)
    *pages, rest = archive.import_file(put(tmp_path, site(9).content()))
    assert 1 <= len(pages) <= 8 and all(each.page is not None for each in pages)
    assert rest.error is not None and "no page was listed" in rest.error.message


def test_long_addresses_take_room() -> None:
    held = room.Room()
    assert held.holds("https://harbour.example/", None)
    taken = 0
    while held.holds("x" * 60_000, "y" * 60_000):
        taken += 1
    assert taken < 3_000
    assert not held.holds()


def test_the_bombs_of_a_wacz_share_one_allowance(tmp_path: Path, archive: Archive) -> None:
    """Each of them alone would be let through."""
    zeros = gzip.compress(b"WARC/1.0\r\n" + bytes(200_000_000), 9)
    bombs = {f"x{number}.warc.gz": zeros for number in range(40)}
    content = wacz({"0.warc.gz": site(1).content(), **bombs}, method=zipfile.ZIP_DEFLATED)
    page, *rest = archive.import_file(put(tmp_path, content, "made.wacz"))
    assert page.error is None
    assert len(rest) >= 30
    assert all("unpacks to far more" in str(each.error and each.error.message) for each in rest)


@pytest.mark.parametrize(
    ("extra", "said"),
    [
        ({"datapackage.json": b'{"software": "' + b"x" * 4_000_000 + b'"}'}, "longer than is read"),
        ({"pages/pages.jsonl": b'{"url": "' + b"x" * 4_000_000 + b'"}\n'}, "longer than is read"),
    ],
    ids=["datapackage", "pages"],
)
def test_what_is_too_long_in_a_wacz_is_an_error(
    tmp_path: Path, archive: Archive, extra: dict[str, bytes], said: str
) -> None:
    content = without(wacz({"a.warc.gz": site(2).content()}), *extra)
    with zipfile.ZipFile(archived := io.BytesIO(content), "a") as made:
        for name, value in extra.items():
            made.writestr(name, value)
    *pages, rest = archive.import_file(put(tmp_path, archived.getvalue(), "made.wacz"))
    assert len(pages) == 2
    assert rest.error is not None and said in rest.error.message


def without(content: bytes, *names: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            if name not in names:
                new.writestr(name, old.read(name))
    return out.getvalue()


def test_lines_and_packages_that_cannot_be_understood_are_said(
    tmp_path: Path, archive: Archive
) -> None:
    lines = b'{"format": "json-pages-1.0"}\nnonsense\n[1]\n\n' + b"[" * 9_000 + b"\n"
    content = wacz({"a.warc.gz": site(1).content()}, extra={"pages/pages.jsonl": lines})
    archive.import_file(put(tmp_path, content, "made.wacz"))
    said = "\n".join(archive.store.notices)
    assert "3 lines of pages/pages.jsonl in it cannot be understood" in said


# -- reading back ----------------------------------------------------------------------------


def places(archive: Archive) -> list[dict[str, Any]]:
    """Where the pages of the one imported file are, in its order."""
    found = [page.foreign for page in map(archive.page, archive.page_ids()) if page.foreign]
    return sorted(found, key=lambda each: (each["offset"], each["skip"]))


def test_pages_of_one_member_are_read_back_in_one_pass(
    tmp_path: Path, archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive.import_file(put(tmp_path, one_member(site(40, packed=False))))
    pages = places(archive)
    costs: list[Effort] = []
    made = foreign.Unpacked

    def counted(stream: Any, size: int) -> Unpacked:
        costs.append(Effort(size))
        return made(stream, size, costs[-1])

    monkeypatch.setattr(foreign, "Unpacked", counted)
    reader = ForeignReader(archive.folder)
    bodies = [reader.read(each).body for each in pages]
    assert len(bodies) == 40 and len(set(bodies)) == 40
    (cost,) = costs
    assert cost.again == 0
    assert reader.read(pages[0]).body == bodies[0]  # going back is possible, in a pass of its own
    assert len(costs) == 2
    reader.close()


def test_a_page_read_back_after_one_that_cannot_be(tmp_path: Path, archive: Archive) -> None:
    archive.import_file(put(tmp_path, site(3).content()))
    first, *others = places(archive)
    reader = ForeignReader(archive.folder)
    before = reader.read(first).body
    for wrong in (
        {"offset": 2**70},
        {"offset": -1},
        {"skip": 10**9},
        {"offset": "x"},
        {"offset": 9},
    ):
        with pytest.raises(foreign.ArchiveError):
            reader.read({**first, **wrong})
        assert reader.read(first).body == before
    assert [reader.read(each).http_status for each in others] == [200, 200]


# -- single records --------------------------------------------------------------------------


def test_a_value_folded_over_thousands_of_lines_is_put_together_once() -> None:
    folds = b" x\r\n" * 60_000
    record = b"WARC/1.0\r\nWARC-Type: metadata\r\nX-Note: a\r\n" + folds
    record += b"Content-Length: 0\r\nContent-Length: 7\r\n 8\r\n\r\n"
    source = Unpacked(io.BytesIO(record), len(record))
    source.begin(0)
    head = read_head(source)
    assert head.headers["x-note"] == "a" + " x" * 60_000
    assert head.length == 0  # the first of each name counts, and what is folded into it


def test_a_head_of_http_without_end_is_not_gathered() -> None:
    """Its payload fits no digest, as there is none; its block does."""
    length = 30_000_000
    block = b"HTTP/1.1 200 OK\r\n" + b"x" * (length - 17)
    headers = b"WARC-Type: response\r\nWARC-Payload-Digest: sha1:" + b"A" * 32 + b"\r\n"
    headers += b"WARC-Block-Digest: sha256:%s\r\n" % hashlib.sha256(block).hexdigest().encode()
    content = b"WARC/1.0\r\n%sContent-Length: %d\r\n\r\n%s\r\n\r\n" % (headers, length, block)
    (found,), _cost, _fetched = read(content)
    assert isinstance(found, Found)
    assert (found.fits, found.misfit) == (False, "payload")


moments = st.datetimes(datetime(2020, 1, 1), datetime(2020, 1, 3)).map(
    lambda each: each.replace(microsecond=0)
)


@given(st.lists(st.none() | moments, min_size=1, max_size=12), st.none() | moments)
def test_the_nearest_capture_is_the_first_of_those_nearest(
    times: list[datetime | None], wanted: datetime | None
) -> None:
    def written(time: datetime | None) -> str:
        return f"{time.isoformat()}Z" if time else "some day"

    page = ForeignPage("u", None, "", 200, "text/html", "x", None, Place(0), None, None, None)
    pages = [
        dataclasses.replace(page, date=written(time), place=Place(n))
        for n, time in enumerate(times)
    ]

    def apart(each: ForeignPage) -> timedelta:
        time = times[each.place.offset]
        return abs(time - wanted) if time and wanted else timedelta.max

    assert Captures(pages).nearest(written(wanted)) == min(pages, key=apart)


def test_an_unread_rest_is_the_last_that_a_walk_gives() -> None:
    items, _cost, _fetched = read(bomb())
    assert isinstance(items[-1], Unread)
    assert not any(isinstance(each, Unread) for each in items[:-1])
