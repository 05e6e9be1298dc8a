"""The WARC files of an archive: their names, their members, and the ledger's fields of one."""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO

from dragoman.archiver.records.gzip_member import GzipMember
from dragoman.provenance.digest import CHUNK

# Our own files and no others: a ledger handed to us by somebody may name anything.
WARC_NAME = re.compile(r"([a-z]+)-([0-9]{14})-([0-9]{5})\.warc\.gz")


def kind_of(name: str) -> str:
    return name.partition("-")[0]


def own_files(folder: Path) -> list[Path]:
    """The files in `folder` that bear a name of ours, by name."""
    with os.scandir(folder) as found:
        return sorted(
            Path(each.path)
            for each in found
            if WARC_NAME.fullmatch(each.name) and each.is_file(follow_symlinks=False)
        )


def next_name(folder: Path, kind: str, newest: str) -> str:
    """A name that sorts after every other of its kind, whatever the clock does."""
    names = [path.name for path in own_files(folder) if kind_of(path.name) == kind]
    newest = max([*names, newest])
    stamp, serial = datetime.now(UTC).strftime("%Y%m%d%H%M%S"), 0
    match = WARC_NAME.fullmatch(newest)
    if match and match[2] >= stamp:
        stamp, serial = match[2], int(match[3]) + 1
    return f"{kind}-{stamp}-{serial:05d}.warc.gz"


def stretch(
    path: Path, offset: int, length: int, record_id: str, record_type: str, sha256: str
) -> dict[str, Any]:
    """The ledger's fields of `length` bytes of a file in `warc/` or `imports/`."""
    return {
        "file": f"{path.parent.name}/{path.name}",
        "offset": offset,
        "length": length,
        "id": record_id,
        "type": record_type,
        "sha256": sha256,
    }


def whole_members(stream: BinaryIO, start: int) -> Iterator[tuple[int, int, str]]:
    """Offset, length and SHA-256 of each whole gzip member from `start` on, until one is not."""
    offset = start
    while (found := _whole_member(stream, offset)) is not None:
        length, digest = found
        yield offset, length, digest
        offset += length


def _whole_member(stream: BinaryIO, offset: int) -> tuple[int, str] | None:
    """Length and SHA-256 of the member that begins here; None where it is torn, or none."""
    stream.seek(offset)
    member, digest, length = GzipMember(stream, CHUNK), hashlib.sha256(), 0
    with contextlib.suppress(zlib.error):
        for piece in member.packed():
            digest.update(piece)
            length += len(piece)
    return (length, digest.hexdigest()) if member.ended else None
