"""Whether a copy still is what it was: every byte of it is read at the other end.

With the archive at hand each file is held against it, as far as the copy got; without, against the
list that lies beside the copy, which whoever changed the copy could have changed too. What was
looked at is said either way.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from dragoman.copying.age_border import Identities
from dragoman.copying.listing import NAME, NOTED, PLAIN, SEALED, list_key, read_list
from dragoman.copying.place import HALF, Place
from dragoman.copying.plain_copy import UNFINISHED, archive_of, digest_there, read_small
from dragoman.copying.sealed_copy import (
    BLOB,
    LONGEST_MANIFEST,
    LONGEST_PIECE,
    MANIFEST,
    TAG,
    Row,
    read_manifest,
)
from dragoman.copying.snapshot import LEDGER, Part, Snapshot
from dragoman.errors import CopyFailed
from dragoman.provenance.digest import sha256_hex
from dragoman.provenance.machine import is_noted

Progress = Callable[[int, int], None]
SHA256 = slice(TAG + 1, TAG + 65)  # in the name of an encrypted piece


@dataclass(frozen=True, slots=True)
class Difference:
    """What is not as it was: `kind`: `missing changed added list unfinished unreadable`."""

    kind: str
    file: str
    message: str

    def to_json(self) -> dict[str, Any]:
        return {"kind": self.kind, "file": self.file, "message": self.message}


@dataclass(slots=True)
class Checked:
    """What was found: files and bytes that were read, and sentences on what it was held against."""

    files: int = 0
    bytes: int = 0
    differences: list[Difference] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        return not self.differences

    @property
    def damaged(self) -> bool:
        """Whether there is more than a copy that has not ended."""
        return any(each.kind != "unfinished" for each in self.differences)

    def to_json(self) -> dict[str, Any]:
        counted = {"ok": self.ok, "files": self.files, "bytes": self.bytes}
        return counted | {"problems": len(self.differences), "notes": self.notes}

    def say(self, kind: str, file: str, message: str) -> None:
        self.differences.append(Difference(kind, file, message))


def check(
    place: Place,
    snapshot: Snapshot | None,
    identities: Identities | None = None,
    progress: Progress | None = None,
) -> Checked:
    """Read a copy and hold it against the archive, where there is one, and against its list.

    CopyFailed where the place cannot be reached, or holds no copy.
    """
    there = place.sizes()
    if SEALED in there:
        return _Sealed(place, there, snapshot, progress).run(identities)
    if not there.keys() & {PLAIN, LEDGER, UNFINISHED}:
        raise CopyFailed(f"there is no copy of an archive in {place.shown}", subject=place.shown)
    return _Plain(place, there, snapshot, progress).run()


class _Check:
    def __init__(
        self,
        place: Place,
        there: Mapping[str, int],
        snapshot: Snapshot | None,
        progress: Progress | None,
    ) -> None:
        self._place = place
        self._there = there
        self._snapshot = snapshot
        self._progress = progress
        self._total = sum(there.values())
        self._found = Checked()

    def _read(self, name: str) -> str | None:
        """The digest of a file at the other end; None where it cannot be read, which is said."""
        try:
            digest = digest_there(self._place, name)
        except CopyFailed as error:
            self._found.say("unreadable", name, error.message)
            return None
        self._found.files += 1
        self._found.bytes += self._there[name]
        if self._progress is not None:
            self._progress(min(self._found.bytes, self._total), self._total)
        return digest

    def _short(self, ledger: int, lengths: Mapping[str, int]) -> None:
        """Whether all is there that the copy's ledger names, as the archive's own does: the list
        beside the copy may have been made to fit what is left."""
        told = {each.file for each in self._found.differences}
        for name, end in (self._snapshot.reaches(ledger) if self._snapshot else {}).items():
            if name not in lengths and name not in told:
                self._found.say("missing", name, "the ledger of the copy names it")
            elif lengths.get(name, end) < end and name not in told:
                self._found.say("changed", name, "it ends before what the ledger names in it")

    def _list(self, name: str) -> dict[str, str]:
        content = read_small(self._place, name) if name in self._there else b""
        found = read_list(content)
        if not found:
            self._found.say(
                "list", name, "the list of the copy is missing, or not as it was written"
            )
        self._say_of_list(content)
        return found or {}

    def _say_of_list(self, content: bytes) -> None:
        if self._snapshot is None:
            self._found.notes.append(
                "the archive itself is not at hand: the copy was held against the list beside it, "
                "which shows damage, and no change by somebody who can write there"
            )
        elif not is_noted(NOTED, list_key(self._snapshot.archive, content)):
            self._found.notes.append("the list beside the copy is none that this machine wrote")


class _Plain(_Check):
    def _say_whose(self) -> None:
        """Held against an archive that it is no copy of, a sound copy is nothing but damage."""
        named = None
        with contextlib.suppress(CopyFailed):  # said where it is read whole
            named = archive_of(self._place) if LEDGER in self._there else None
        if self._snapshot is not None and named not in (None, self._snapshot.archive):
            self._found.notes.append(
                "the copy names another archive than the one that it was held against; that one is "
                "named by `archive=`"
            )

    def run(self) -> Checked:
        self._say_whose()
        unfinished, listed = UNFINISHED in self._there, {}
        if PLAIN in self._there or not unfinished:
            listed = self._list(PLAIN)
        if unfinished:
            self._found.say(
                "unfinished", UNFINISHED, "the copy has not ended; the same command goes on with it"
            )
        parts = {part.name: part for part in (self._snapshot.parts if self._snapshot else ())}
        for name in sorted(listed.keys() - self._there.keys()):
            self._found.say("missing", name, "it is in the list of the copy, and not there")
        for name in sorted(self._there.keys() - {PLAIN, UNFINISHED}):
            if name in listed or name in parts:
                self._file(name, listed.get(name), parts.get(name), unfinished)
            elif HALF.fullmatch(name):
                self._found.notes.append(f"{name} was left by an interruption; a copy removes it")
            elif name.partition("/")[0] in ("warc", "imports", "anchors"):
                self._found.say("added", name, "no list of the copy names it")
            else:
                self._found.notes.append(f"{name} is no part of the copy, and was not looked at")
        if not unfinished:
            self._short(self._there.get(LEDGER, 0), self._there)
        self._newer()
        return self._found

    def _file(self, name: str, said: str | None, part: Part | None, unfinished: bool) -> None:
        digest = self._read(name)
        if digest is None:
            return
        if part is not None and part.content is None and self._snapshot is not None:
            size = self._there[name]
            if size > part.length:
                self._found.say("changed", name, "it is longer than the archive's own")
            elif digest != self._snapshot.digest(part, 0, size):
                self._found.say("changed", name, "it is not what the archive has")
            elif not unfinished and said != digest:
                self._found.say("changed", name, "it is not what the list of the copy says")
        elif said != digest and not unfinished:
            self._found.say("changed", name, "it is not what the list of the copy says")

    def _newer(self) -> None:
        if self._snapshot is None or LEDGER not in self._there:
            return
        ledger = next(part for part in self._snapshot.parts if part.name == LEDGER)
        more = ledger.length - self._there[LEDGER]
        if more > 0:
            start = self._there[LEDGER]
            pieces = self._snapshot.pieces(ledger, start)
            count = sum(piece.count(b"\n") for piece in pieces)
            self._found.notes.append(
                f"the archive has {count:,} records that are newer than the copy"
            )


class _Sealed(_Check):
    def run(self, identities: Identities | None) -> Checked:
        listed = self._list(SEALED)
        for name in sorted(listed.keys() - self._there.keys()):
            self._found.say("missing", name, "it is in the list of the copy, and not there")
        for name in sorted(self._there.keys() & listed.keys()):
            digest = self._read(name)
            if digest is not None and digest != listed[name]:
                self._found.say("changed", name, "it is not what the list of the copy says")
        for name in sorted(self._there.keys() - listed.keys() - {SEALED}):
            self._found.notes.append(f"{name} is in no list of the copy: left by an interruption")
        if identities is None:
            self._found.notes.append(
                "what is encrypted was not looked at; `identity=KEY` looks into it as well"
            )
        elif self._found.ok:
            self._inside(listed, identities)
        return self._found

    def _inside(self, listed: Mapping[str, str], identities: Identities) -> None:
        parts = {part.name: part for part in (self._snapshot.parts if self._snapshot else ())}
        try:
            rows = manifest_of(self._place, listed, identities)
        except CopyFailed as error:
            self._found.say("list", "manifest", error.message)
            return
        lengths: dict[str, int] = {}
        for row in sorted(rows, key=lambda row: (row.name, row.offset)):
            if row.offset == lengths.get(row.name, 0):  # else a piece before it is missing
                lengths[row.name] = row.offset + row.length
            plain = piece_of(self._place, row, identities)
            if plain is None:
                self._found.say(
                    "changed", row.blob, "it does not decrypt to what the manifest says"
                )
            elif self._differs(row, parts.get(row.name)):
                self._found.say("changed", row.name, "it is not what the archive has")
        self._short(lengths.get(LEDGER, 0), lengths)

    def _differs(self, row: Row, part: Part | None) -> bool:
        if part is None or part.content is not None or self._snapshot is None:
            return False
        stop = row.offset + row.length
        return stop > part.length or self._snapshot.digest(part, row.offset, stop) != row.sha256


def manifest_of(place: Place, listed: Mapping[str, str], identities: Identities) -> list[Row]:
    """What an encrypted copy holds. CopyFailed where the key is another's, or it was changed."""
    name = next((each for each in listed if MANIFEST.fullmatch(each)), None)
    sealed = read_small(place, name, LONGEST_MANIFEST) if name else b""
    if name is None or sha256_hex(sealed) != listed[name]:
        raise CopyFailed("the manifest of the copy is missing, or not as it was written")
    plain = identities.decrypt(sealed)
    if plain is None:
        raise CopyFailed("the copy is encrypted for another key than the one that was given")
    rows = read_manifest(plain)
    for row in rows:
        if row.blob not in listed or not NAME.fullmatch(row.name):
            raise CopyFailed("the manifest names what no copy of an archive has")
    return rows


def piece_of(place: Place, row: Row, identities: Identities) -> bytes | None:
    """What a piece holds; None where it is not what the manifest says."""
    sealed = read_small(place, row.blob, LONGEST_PIECE)
    if not BLOB.fullmatch(row.blob) or sha256_hex(sealed) != row.blob[SHA256]:
        return None
    plain = identities.decrypt(sealed)
    return plain if plain is not None and sha256_hex(plain) == row.sha256 else None
