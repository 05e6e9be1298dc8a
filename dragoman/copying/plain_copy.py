"""A copy that is an archive itself: the same files under the same names.

Whatever was copied before is not sent again; a file that has grown gets what is new. Each byte that
is written is read back. The list of digests is written last, and while it is not, a mark says that
the copy is unfinished.
"""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from dragoman.copying.listing import LONGEST, NOTED, PLAIN, list_key, read_list, write_list
from dragoman.copying.place import HALF, Place
from dragoman.copying.snapshot import LEDGER, QUEUE, Part, Snapshot
from dragoman.errors import ArchiveError, CopyFailed
from dragoman.provenance.digest import sha256_hex
from dragoman.provenance.ledger import parse_line
from dragoman.provenance.machine import note

UNFINISHED = "copy-unfinished"
MARK = b"A copy into this folder was begun and has not ended; the same command goes on.\n"
FIRST_LINE = 4_096
TRIES = 2

Progress = Callable[[int, int], None]


@dataclass(slots=True)
class Copied:
    """What a copy came to: its files and their bytes, how many of them were written now (and read
    back), and `list_sha256`, the digest of the list that lies beside it."""

    files: int = 0
    bytes: int = 0
    written: int = 0
    records: int = 0
    list_sha256: str = ""
    list_name: str = PLAIN
    digests: dict[str, str] = field(default_factory=dict)


def read_small(place: Place, name: str, longest: int = LONGEST) -> bytes:
    """All of a file at the other end; CopyFailed where it is longer than any of its kind."""
    data = bytearray()
    for piece in place.read(name):
        data += piece
        if len(data) > longest:
            raise CopyFailed(f"{name} in {place.shown} is longer than any that is written")
    return bytes(data)


def listed(place: Place, there: Mapping[str, int], name: str = PLAIN) -> dict[str, str]:
    """The digests of the list at the other end; none where there is no list, or it is damaged."""
    return (read_list(read_small(place, name)) or {}) if name in there else {}


def digest_there(place: Place, name: str, start: int = 0, stop: int | None = None) -> str:
    """SHA-256 of a file at the other end, as it is read there, from `start` to `stop`."""
    digest, left = hashlib.sha256(), None if stop is None else stop - start
    for piece in place.read(name, start):
        digest.update(piece if left is None else piece[:left])
        left = None if left is None else left - len(piece)
        if left is not None and left <= 0:
            break
    return digest.hexdigest()


class PlainCopy:
    """Copies one snapshot to one place."""

    def __init__(self, snapshot: Snapshot, place: Place, progress: Progress | None) -> None:
        self._snapshot = snapshot
        self._place = place
        self._progress = progress
        self._there = place.sizes()
        self._listed = listed(place, self._there)
        self._done = Copied()

    def run(self) -> Copied:
        """CopyFailed where another archive is there, or one that has gone on by itself."""
        check_is_ours(self._snapshot, self._place, self._there)
        done, total = self._done, self._snapshot.size
        if UNFINISHED not in self._there:
            self._place.write(UNFINISHED, [MARK], whole=True)
        for part in self._snapshot.parts:
            done.digests[part.name] = self._copy(part)
            done.files, done.bytes = done.files + 1, done.bytes + part.length
            if self._progress is not None:
                self._progress(done.bytes, total)
        content = write_list(done.digests)
        with contextlib.suppress(ArchiveError):  # where nothing can be noted, nothing is known
            note(NOTED, list_key(self._snapshot.archive, content), f"line {self._snapshot.head.n}")
        if self._place_has(PLAIN, content):
            self._place.write(PLAIN, [content], whole=True)
            self._check(PLAIN, sha256_hex(content))
        for name in self._there:
            if HALF.fullmatch(name) or (name == QUEUE and name not in done.digests):
                self._place.remove(name)  # left by an interruption; and nothing is asked for now
        self._place.remove(UNFINISHED)
        done.records, done.list_sha256 = self._snapshot.head.n, sha256_hex(content)
        return done

    def _place_has(self, name: str, content: bytes) -> bool:
        """Whether it has something else under a name, or nothing."""
        return name not in self._there or read_small(self._place, name) != content

    def _copy(self, part: Part) -> str:
        """The digest of a part, once that is what the other end has of it."""
        digest = self._snapshot.digest(part)
        there = self._there.get(part.name)
        if there == part.length and self._listed.get(part.name) == digest:
            return digest
        if part.content is not None:
            self._place.write(part.name, [part.content], whole=True)
            self._done.written += part.length
            self._check(part.name, digest)
        elif not (there and self._place.appends and self._append(part, there)):
            self._whole(part, digest)
        return digest

    def _append(self, part: Part, there: int) -> bool:
        """Go on with what is there, where that is how the part begins; whether it is there now."""
        if there > part.length:
            return False
        begun = self._snapshot.digest(part, 0, there)
        # What the list says was read back when it was written.
        known = self._listed.get(part.name) == begun
        if not known and digest_there(self._place, part.name) != begun:
            return False
        if there < part.length:
            self._place.append(part.name, self._snapshot.pieces(part, there))
            self._done.written += part.length - there
        found = digest_there(self._place, part.name, there)
        return found == self._snapshot.digest(part, there)

    def _whole(self, part: Part, digest: str) -> None:
        for _ in range(TRIES):
            self._place.write(part.name, self._snapshot.pieces(part))
            self._done.written += part.length
            if digest_there(self._place, part.name) == digest:
                return
        self._check(part.name, digest)

    def _check(self, name: str, digest: str) -> None:
        if digest_there(self._place, name) != digest:
            raise CopyFailed(
                f"{name} in {self._place.shown} does not read back as it was written; copy to "
                "another place, and look at the disk or the line",
                subject=name,
            )


def check_is_ours(snapshot: Snapshot, place: Place, there: Mapping[str, int]) -> None:
    """CopyFailed unless there is nothing, or a copy of this archive as it was or was being made.

    Its ledger has to be how ours begins: one that went on by itself would be lost under ours.
    """
    if LEDGER not in there:
        others = sorted(name for name in there if not _may_be_unfinished(name, snapshot, there))
        if others:
            raise CopyFailed(
                f"{place.shown} holds other files ({', '.join(others[:3])}), so no copy is begun "
                "in it; name a place that is empty",
                subject=place.shown,
            )
        return
    ledger = next(part for part in snapshot.parts if part.name == LEDGER)
    size = there[LEDGER]
    if size <= ledger.length and digest_there(place, LEDGER) == snapshot.digest(ledger, 0, size):
        return
    if archive_of(place) != snapshot.archive:
        what = "is a copy of another archive; name another place"
    elif UNFINISHED in there and size <= ledger.length:
        return  # what an interruption left of the last write is written anew
    else:
        what = (
            "has gone on by itself, or its ledger was changed: nothing there is written over. "
            f'"dragoman merge {place.shown}" takes in what it has more, and another place takes '
            "a copy"
        )
    raise CopyFailed(f"{place.shown} {what}", subject=place.shown)


def _may_be_unfinished(name: str, snapshot: Snapshot, there: Mapping[str, int]) -> bool:
    ours = {part.name for part in snapshot.parts}
    return name == UNFINISHED or name.endswith(".part") or (UNFINISHED in there and name in ours)


def archive_of(place: Place) -> str | None:
    """The archive that the ledger at the other end names."""
    try:
        said = parse_line(_first_bytes(place.read(LEDGER)).partition(b"\n")[0]).get("archive")
    except ArchiveError:
        return None
    return str(said)


def _first_bytes(pieces: Iterator[bytes]) -> bytes:
    return next(pieces, b"")[:FIRST_LINE]
