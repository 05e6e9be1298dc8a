"""`.warc.zst`: a zstd frame a record, with a dictionary in the first frame or without one."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from dragoman import Archive
from dragoman.archiver.body.content_coding import zstd_module
from dragoman.errors import ArchiveError, ImportFailed
from tests.support.foreign_files import WarcFile, html, site, wacz

zstd: Any = zstd_module()
COUNT = 6


def records() -> list[bytes]:
    made = site(COUNT, packed=False)
    content = made.content()
    ends = [*made.offsets[1:], len(content)]
    return [content[a:b] for a, b in zip(made.offsets, ends, strict=True)]


def skippable(content: bytes) -> bytes:
    return b"\x5d\x2a\x4d\x18" + len(content).to_bytes(4, "little") + content


def packed(form: str) -> bytes:
    if form == "one frame":
        return bytes(zstd.compress(b"".join(records())))
    if form == "plain frames":
        return b"".join(zstd.compress(each) for each in records())
    dictionary = zstd.train_dict(
        [each + bytes([n]) * 9 for n in range(60) for each in records()], 3000
    )
    head = dictionary.dict_content
    head = zstd.compress(head) if form == "packed dictionary" else head
    frames = [zstd.compress(each, zstd_dict=dictionary) for each in records()]
    return skippable(head) + b"".join(frames)


@pytest.mark.parametrize("form", ["one frame", "plain frames", "dictionary", "packed dictionary"])
@pytest.mark.parametrize("within", [False, True])
def test_every_page_is_listed_and_read_back(
    archive: Archive, tmp_path: Path, form: str, within: bool
) -> None:
    content = packed(form)
    name = "made.wacz" if within else "made.warc.zst"
    (tmp_path / name).write_bytes(wacz({"data.warc.zst": content}) if within else content)
    found = archive.import_file(tmp_path / name)
    assert [each.page.url for each in found if each.page] == [
        f"https://harbour.example/{n}" for n in range(COUNT)
    ]
    for number, each in reversed(list(enumerate(found))):
        assert each.page is not None
        body = html(f"Notice {number}", f"Pier {number} is closed until the ice has gone.")
        assert archive.page(each.page.id).response().body == body
    assert archive.store.notices == [] and archive.verify().ok


@pytest.mark.parametrize("spoilt", ["", "WARC/1.0 is no dictionary", "cut"])
def test_a_dictionary_that_cannot_be_read(archive: Archive, tmp_path: Path, spoilt: str) -> None:
    """It costs the frames that need it, with the reason; others are taken, and read back."""
    given = packed("packed dictionary")
    length = 8 + int.from_bytes(given[4:8], "little")
    lost = given[8 : length - 5] if spoilt == "cut" else spoilt.encode()
    plain = zstd.compress(records()[1])
    (tmp_path / "a.warc.zst").write_bytes(skippable(lost) + given[length:] + plain)
    (found,) = archive.import_file(tmp_path / "a.warc.zst")
    assert found.page is not None and found.page.response().body
    assert "and its dictionary " in archive.store.notices[0]


def test_a_file_without_its_dictionary_is_refused(archive: Archive, tmp_path: Path) -> None:
    given = packed("dictionary")
    frames = given[8 + int.from_bytes(given[4:8], "little") :]
    (tmp_path / "a.warc.zst").write_bytes(frames)
    with pytest.raises((ImportFailed, ArchiveError), match="dictionary mismatch"):
        archive.import_file(tmp_path / "a.warc.zst")


def test_a_damaged_frame_costs_its_record(archive: Archive, tmp_path: Path) -> None:
    frames = [zstd.compress(each) for each in records()]
    frames[3] = frames[3][:10] + bytes(30) + frames[3][40:]
    (tmp_path / "a.warc.zst").write_bytes(b"".join(frames))
    found = archive.import_file(tmp_path / "a.warc.zst")
    assert len(found) == COUNT - 1
    place = sum(map(len, frames[:3]))
    assert f"the record at byte {place} " in archive.store.notices[0]


@pytest.mark.parametrize("keep", [0.3, 0.6, 0.97])
def test_a_cut_file_gives_what_is_whole(archive: Archive, tmp_path: Path, keep: float) -> None:
    content = packed("plain frames")
    (tmp_path / "a.warc.zst").write_bytes(content[: int(len(content) * keep)])
    found = archive.import_file(tmp_path / "a.warc.zst")
    assert 1 <= len(found) < COUNT and all(each.page is not None for each in found)
    assert any("ends within a zstd frame" in each for each in archive.store.notices)


def test_a_bomb_ends_the_reading(archive: Archive, tmp_path: Path) -> None:
    made = WarcFile(packed=False)
    made.page("https://harbour.example/", html("A", "B."))
    bomb = b"WARC/1.0\r\nWARC-Type: resource\r\nContent-Length: 400000000\r\n\r\n" + bytes(
        400_000_000
    )
    content = zstd.compress(made.content()) + zstd.compress(bomb, 1)
    (tmp_path / "a.warc.zst").write_bytes(content)
    one, error = archive.import_file(tmp_path / "a.warc.zst")
    assert one.page is not None and error.error is not None
    assert "as only a zip bomb does" in error.error.message


@pytest.mark.parametrize(
    "content",
    [
        skippable(b"no dictionary") + zstd.compress(b"x"),
        b"\x5d\x2a\x4d\x18\xff\xff\xff\xff" + b"x" * 100,
        b"\x5d\x2a\x4d\x18" + (1 << 26).to_bytes(4, "little") + b"x" * 100,
        skippable(zstd.compress(bytes(50_000_000))) + zstd.compress(b"x"),
        b"\x28\xb5\x2f\xfd",
        b"\x50\x2a\x4d\x18\0\0\0\0" * 10_000,
        os.urandom(2_000),
    ],
)
def test_what_is_no_sound_file_is_refused(archive: Archive, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.warc.zst").write_bytes(content)
    with pytest.raises((ImportFailed, ArchiveError)) as caught:
        archive.import_file(tmp_path / "a.warc.zst")
    assert "\n" not in caught.value.message and "a.warc.zst" in caught.value.message
    assert not list(archive.folder.glob("imports/*"))
