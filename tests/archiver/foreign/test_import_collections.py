"""WACZs of WACZs that would do harm: each costs no more than one WACZ may, and has one sentence."""

from __future__ import annotations

import io
import random
import resource
import time
import zipfile
from pathlib import Path

import pytest

from dragoman import Archive
from dragoman.errors import ImportFailed
from tests.support.foreign_files import site, wacz

SECONDS = 20.0
GOOD = {"data.warc.gz": site(1).content()}


def collection(**parts: bytes) -> bytes:
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(f"{name}.wacz", content)
    return sink.getvalue()


def deep(floors: int) -> bytes:
    content = wacz(GOOD)
    for floor in range(floors):
        content = collection(**{f"floor{floor}": content})
    return content


def bomb(size: int = 300_000_000) -> bytes:
    return wacz(GOOD, extra={"pages/x": bytes(size)}, method=zipfile.ZIP_DEFLATED)


@pytest.mark.parametrize("floors", [1, 2])
def test_a_collection_may_be_in_a_collection(archive: Archive, tmp_path: Path, floors: int) -> None:
    (tmp_path / "a.wacz").write_bytes(deep(floors))
    (found,) = archive.import_file(tmp_path / "a.wacz")
    assert found.page is not None and found.page.response().body


def test_what_is_deeper_is_said_and_not_looked_at(archive: Archive, tmp_path: Path) -> None:
    (tmp_path / "a.wacz").write_bytes(collection(one=wacz(GOOD), three=deep(2)))
    found, error = archive.import_file(tmp_path / "a.wacz")
    assert found.page is not None and error.error is not None
    assert "it is too deep in it" in error.error.message


@pytest.mark.parametrize(
    "content",
    [
        collection(bomb=bomb()),
        collection(one=collection(two=bomb())),
        collection(**{f"part{n}": wacz(GOOD, extra={f"x{k}": b"" for k in range(3_000)}) for n in range(4)}),
    ],
    ids=["a bomb in it", "a bomb two floors down", "too many entries together"],
)  # fmt: skip
def test_a_bomb_on_an_inner_floor_is_refused(
    archive: Archive, tmp_path: Path, content: bytes
) -> None:
    (tmp_path / "a.wacz").write_bytes(content)
    began = time.process_time()
    with pytest.raises(ImportFailed) as caught:
        archive.import_file(tmp_path / "a.wacz")
    assert time.process_time() - began < SECONDS
    assert "\n" not in caught.value.message and "a.wacz" in caught.value.message
    assert not list(archive.folder.glob("imports/*")) and not list(archive.folder.glob("spool/*"))
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss < 2_000_000


def test_many_inner_ones_share_what_may_be_unpacked(
    archive: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each by itself would be small enough; as if a megabyte were what 256 are."""
    monkeypatch.setattr("dragoman.archiver.foreign.collection.ALLOWANCE", 1_000_000)
    filler = b"".join(random.Random(n).randbytes(16) + bytes(2_600) for n in range(800))
    part = wacz(GOOD, extra={"pages/x": filler}, method=zipfile.ZIP_DEFLATED)
    (tmp_path / "one.wacz").write_bytes(collection(one=part))
    assert len(archive.import_file(tmp_path / "one.wacz")) == 1
    (tmp_path / "a.wacz").write_bytes(collection(**{f"part{n}": part for n in range(40)}))
    with pytest.raises(ImportFailed, match="as only a zip bomb does"):
        archive.import_file(tmp_path / "a.wacz")


def test_a_collection_that_lists_itself_ends(archive: Archive, tmp_path: Path) -> None:
    """One whose inner entry is a link to itself cannot be in a zip; one that says so is nothing."""
    content = collection(self=b"PK\x05\x06" + bytes(18))
    (tmp_path / "a.wacz").write_bytes(content)
    with pytest.raises(ImportFailed, match=r"a\.wacz is not taken in"):
        archive.import_file(tmp_path / "a.wacz")


def test_a_file_that_was_cut_off_is_said_to_be(archive: Archive, tmp_path: Path) -> None:
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w") as held:
        held.writestr("archive/data.warc.gz", b"x" * 500)
    path = tmp_path / "cut.wacz"
    path.write_bytes(sink.getvalue()[:-60])
    with pytest.raises(ImportFailed, match="was cut off; get it once more"):
        archive.import_file(path)
    path.write_bytes(b"no zip at all " * 40)
    with pytest.raises(ImportFailed) as raised:
        archive.import_file(path)
    assert "cut off" not in str(raised.value)
