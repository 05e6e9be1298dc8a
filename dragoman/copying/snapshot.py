"""An archive as it is at one moment, while others may be appending to it.

Files of records only grow, and the ledger names no byte that is not on the disk. So the moment is
the ledger's last line: what it names can be read afterwards, however much is appended meanwhile.
What may change otherwise (`names.csv`, settings, the checkpoint) is small, and read at that moment.
"""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dragoman.archiver.store.store import Store
from dragoman.copying.listing import NAME
from dragoman.errors import ArchiveError
from dragoman.provenance.anchors.seal import LARGEST
from dragoman.provenance.digest import CHUNK
from dragoman.provenance.ledger import Head, read_head, read_lines
from dragoman.provenance.own_files import is_holes, is_own, open_own, read_own

LEDGER, CHECKPOINT = "ledger.jsonl", "ledger.head"
QUEUE = "anchors/queue.jsonl"
CHANGING = ("dragoman.toml", "names.csv", QUEUE)
LONGEST = 64 << 20  # of a file that may change; names.csv of a million rows has less
# What a copy does without: it is built anew, or belongs to whoever is at work.
MADE_ANEW = frozenset({"index.db", "index.db-wal", "index.db-shm", "index.db-journal", ".lock"})
LEFT_OUT = frozenset({"spool"})

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Part:
    """A file of the archive: its first `length` bytes, or `content` where it may change."""

    name: str
    length: int
    content: bytes | None = None


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The files, in the order in which a copy is to get them: the ledger comes after what it names.

    `left_out` are names in the folder that are no part of an archive, and so of no copy.
    """

    folder: Path
    archive: str
    head: Head
    parts: tuple[Part, ...]
    left_out: tuple[str, ...]

    @property
    def size(self) -> int:
        return sum(part.length for part in self.parts)

    def pieces(self, part: Part, start: int = 0, stop: int | None = None) -> Iterator[bytes]:
        """The bytes of a part from `start` to `stop`, some at a time; ArchiveError where cut."""
        stop = part.length if stop is None else stop
        if part.content is not None:
            yield part.content[start:stop]
            return
        yield from _pieces(self.folder / part.name, start, stop)

    def digest(self, part: Part, start: int = 0, stop: int | None = None) -> str:
        digest = hashlib.sha256()
        for piece in self.pieces(part, start, stop):
            digest.update(piece)
        return digest.hexdigest()

    def reaches(self, size: int) -> dict[str, int]:
        """How much of each file a copy has to hold that has `size` bytes of the ledger."""
        _, ends = _chained(self.folder / LEDGER, size)
        return {
            part.name: min(part.length, ends[part.name]) for part in self.parts if part.name in ends
        }


def take(store: Store) -> Snapshot:
    """The archive as it is now. ArchiveError where it has no ledger that can be read."""
    with _still(store):
        head = read_head(store.ledger)
        archive, ends = _chained(store.ledger, head.size)
        chained = [_part(store.folder, name, end) for name, end in sorted(ends.items())]
        beside = list(_beside(store.folder))
        last = [Part(LEDGER, head.size), *_changing(store.folder, (CHECKPOINT,))]
        parts = (*(each for each in chained if each is not None), *beside, *last)
        return Snapshot(store.folder, archive, head, parts, _others(store.folder))


@contextlib.contextmanager
def _still(store: Store) -> Iterator[None]:
    """Nobody appends meanwhile; where no lock can be made, nobody can write either."""
    try:
        lock = store.locked()
        lock.__enter__()
    except OSError:
        yield
        return
    try:
        yield
    finally:
        lock.__exit__(None, None, None)


def _chained(ledger: Path, size: int) -> tuple[str, dict[str, int]]:
    """The archive's name, and how far each file is chained in the first `size` bytes."""
    archive, ends = "", dict[str, int]()
    for line in read_lines(ledger):
        if line.end > size:
            break
        fields = line.fields()
        if fields.get("type") == "archive" and not archive:
            archive = str(fields["archive"])
        elif "file" in fields:
            end = fields["offset"] + fields["length"]
            ends[fields["file"]] = max(ends.get(fields["file"], 0), end)
    return archive, ends


def _part(folder: Path, name: str, end: int) -> Part | None:
    """A chained file, as much of it as there is: what is missing, `wrong` tells."""
    path = folder / name
    return Part(name, min(end, path.stat().st_size)) if is_own(path) else None


def _beside(folder: Path) -> Iterator[Part]:
    """What is part of the archive and in no line of the ledger."""
    yield from _changing(folder, CHANGING)
    for room in ("anchors", "set-aside"):
        for path in sorted((folder / room).glob("*")):
            name = f"{room}/{path.name}"
            if is_own(path) and name not in CHANGING and _is_copied(room, path):
                yield Part(name, path.stat().st_size)


def _is_copied(room: str, path: Path) -> bool:
    """Not what is still being written, nor what is larger than any anchor or nothing but holes; nor
    under a name that no list can say."""
    if path.name.startswith(".") or not NAME.fullmatch(f"{room}/{path.name}"):
        return False
    if room == "anchors":
        return path.stat().st_size <= LARGEST
    return not is_holes(path)


def _changing(folder: Path, names: tuple[str, ...]) -> Iterator[Part]:
    for name in names:
        if is_own(folder / name):
            content = read_own(folder / name, LONGEST)
            yield Part(name, len(content), content)


def _others(folder: Path) -> tuple[str, ...]:
    known = {LEDGER, CHECKPOINT, *CHANGING, "warc", "imports", "anchors", "set-aside"}
    names = (path.name for path in folder.iterdir())
    others = [each for each in names if each not in known | MADE_ANEW | LEFT_OUT]
    for room in ("anchors", "set-aside"):
        found = (folder / room).glob("*")
        others += [
            f"{room}/{path.name}" for path in found if is_own(path) and not _is_copied(room, path)
        ]
    return tuple(sorted(each for each in others if not each.rpartition("/")[2].startswith(".")))


def wrong(snapshot: Snapshot, progress: Progress | None = None) -> Iterator[str]:
    """What in the archive is not as its ledger says, a sentence each; every byte is read."""
    done, total = 0, snapshot.size
    previous, number = "", 0
    for line in read_lines(snapshot.folder / LEDGER):
        if line.end > snapshot.head.size:
            return
        fields = line.fields()
        if (fields.get("prev"), fields.get("n")) != (previous, number):
            yield f"line {number} of the ledger does not follow the one before it"
        previous, number = line.sha256, number + 1
        if "file" in fields:
            if not _is_as_written(snapshot.folder, fields):
                yield f"record {fields['id']} in {fields['file']} is not as it was written"
            done += fields["length"]
            if progress is not None:
                progress(min(done, total), total)


def _is_as_written(folder: Path, fields: dict[str, Any]) -> bool:
    start, digest = fields["offset"], hashlib.sha256()
    try:
        for piece in _pieces(folder / fields["file"], start, start + fields["length"]):
            digest.update(piece)
    except (OSError, ArchiveError):
        return False
    return digest.hexdigest() == str(fields["sha256"])


def _pieces(path: Path, start: int, stop: int) -> Iterator[bytes]:
    left = stop - start
    with open_own(path) as stream:
        stream.seek(start)
        while left and (piece := stream.read(min(left, CHUNK))):
            left -= len(piece)
            yield piece
    if left:
        raise ArchiveError(
            f"{path.name} is shorter than it was when the copy was begun", subject=path.name
        )
