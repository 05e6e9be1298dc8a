"""A WACZ that was made of an archive of ours: its records, ledger and anchors, unpacked."""

from __future__ import annotations

import zipfile
from contextlib import closing
from pathlib import Path

from dragoman.archiver.foreign.effort import Effort
from dragoman.archiver.foreign.wacz_reader import UNREADABLE, Wacz
from dragoman.errors import ImportFailed
from dragoman.provenance.anchors.seal import LARGEST
from dragoman.provenance.digest import CHUNK

LEDGER = "evidence/ledger.jsonl"
MOST_ANCHORS = 1_000


def is_wacz_of_ours(path: Path) -> bool:
    """Whether a file is a zip with a ledger of ours and a WARC in it."""
    if not path.is_file():
        return False
    try:
        _opened(path).close()  # it refuses what would do harm
        with zipfile.ZipFile(path) as found:
            return LEDGER in found.namelist()
    except (ImportFailed, OSError, ValueError, *UNREADABLE):
        return False


def unpack(path: Path, work: Path) -> None:
    """Write its parts as they lie in an archive's folder: `warc/`, `ledger.jsonl`, `anchors/`.

    ImportFailed where it cannot be read, or would unpack to more than a WACZ does; under no name
    that it gives.
    """
    for name in ("warc", "anchors"):
        (work / name).mkdir()
    try:
        with closing(_opened(path)) as wacz, zipfile.ZipFile(path) as found:
            for number, member in enumerate(wacz.warcs()):
                target = work / "warc" / f"part-{number:05d}.warc.gz"
                _extract(found, member, target, found.getinfo(member).file_size)
            _extract(found, LEDGER, work / "ledger.jsonl", found.getinfo(LEDGER).file_size)
            anchors = [each for each in found.namelist() if each.startswith("anchors/")]
            for number, name in enumerate(sorted(anchors)[:MOST_ANCHORS]):
                _extract(
                    found, name, work / "anchors" / f"{number:05d}{Path(name).suffix}", LARGEST
                )
    except (OSError, ValueError, KeyError, *UNREADABLE) as error:
        raise ImportFailed(f"{path.name} cannot be read: {error}", subject=str(path)) from error


def _opened(path: Path) -> Wacz:
    size = path.stat().st_size
    return Wacz(path.open("rb"), path.name, size, Effort(size))


def _extract(found: zipfile.ZipFile, name: str, target: Path, most: int) -> None:
    left = most
    with found.open(name) as source, target.open("wb") as stream:
        while piece := source.read(CHUNK):
            left -= len(piece)
            if left < 0:
                raise ValueError(f"{name} in it is larger than any")
            stream.write(piece)
