"""The ledger: one line a record, each line holding the SHA-256 of the line before.

A line is a JSON object in UTF-8 with sorted keys and no spaces, ended by a line feed. The first
one names the archive; every other one names a stretch of a file below the archive's folder:

    {"archive":"<uuid>","created":"…","n":0,"prev":"","profile":"…","type":"archive"}
    {"file":"warc/…","id":"<uuid>","length":812,"n":1,"offset":0,"prev":"…","sha256":"…","type":"…"}

`sha256` is over the bytes as they lie in the file (compressed), `prev` over the line before
without its line feed. This file reads and writes lines; who may append, and when, is the store's.
"""

from __future__ import annotations

import contextlib
import json
import re
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from dragoman.errors import ArchiveError
from dragoman.provenance.digest import sha256_hex
from dragoman.provenance.stamp import utc_now

PROFILE = "dragoman-warc/1.1"
TAIL_BLOCK = 1 << 13
ENCODER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))


@dataclass(frozen=True, slots=True)
class Entry:
    """One chained stretch of a file: `length` bytes at `offset`, holding record `id`.

    `mark` is set where the line was not written by the append itself (`recovered`).
    """

    n: int
    file: str
    offset: int
    length: int
    id: str
    type: str
    sha256: str
    mark: str | None = None

    @property
    def end(self) -> int:
        return self.offset + self.length

    def to_json(self) -> dict[str, Any]:
        fields: dict[str, Any] = {
            "n": self.n,
            "file": self.file,
            "offset": self.offset,
            "length": self.length,
            "id": self.id,
            "type": self.type,
            "sha256": self.sha256,
        }
        return fields | ({"mark": self.mark} if self.mark else {})

    @classmethod
    def from_json(cls, line: dict[str, Any]) -> Entry:
        """The entry of a line; ArchiveError where the line names no stretch of a file."""
        try:
            return cls(
                n=int(line["n"]),
                file=str(line["file"]),
                offset=int(line["offset"]),
                length=int(line["length"]),
                id=str(line["id"]),
                type=str(line["type"]),
                sha256=str(line["sha256"]),
                mark=line.get("mark"),
            )
        except (LookupError, TypeError, ValueError) as error:
            raise ArchiveError(f"a line of the ledger names no record: {error}") from error


@dataclass(frozen=True, slots=True)
class Head:
    """Where the ledger ends: its size in bytes, the number and digest of its last line."""

    size: int
    n: int
    sha256: str


# A ledger handed to us by somebody may name anything; these are the files that it may speak of.
INSIDE = re.compile(r"(?:warc|imports)/[^/\\\0]+")

# Before the first line.
ORIGIN = Head(0, -1, "")


def encode_line(fields: dict[str, Any]) -> bytes:
    """A line without its line feed."""
    return ENCODER.encode(fields).encode("utf-8")


def first_line() -> bytes:
    """The line that names a new archive."""
    return encode_line(
        {
            "archive": str(uuid.uuid4()),
            "created": utc_now(),
            "n": 0,
            "prev": "",
            "profile": PROFILE,
            "type": "archive",
        }
    )


def chain(head: Head, entries: Sequence[dict[str, Any]]) -> tuple[bytes, Head]:
    """The bytes that append `entries` (without `n` and `prev`) after `head`, and the new head."""
    written = bytearray()
    n, digest = head.n, head.sha256
    for fields in entries:
        n += 1
        line = encode_line(fields | {"n": n, "prev": digest})
        digest = sha256_hex(line)
        written += line + b"\n"
    return bytes(written), Head(head.size + len(written), n, digest)


def parse_line(line: bytes) -> dict[str, Any]:
    """The object of a line; ArchiveError when it is none."""
    try:
        fields = json.loads(line)
    except ValueError as error:
        raise ArchiveError(f"a line of the ledger is not JSON: {error}") from error
    if not isinstance(fields, dict):
        raise ArchiveError("a line of the ledger is not a JSON object")
    return fields


def read_head(path: Path, end: int | None = None) -> Head:
    """The last whole line of a ledger, or of its first `end` bytes; ArchiveError where none is.

    Bytes after the last line feed (a write that a crash cut) do not count.
    """
    with path.open("rb") as stream:
        stop = stream.seek(0, 2) if end is None else end
        for line, after in _lines_backwards(stream, stop):
            return Head(after, _number(parse_line(line)), sha256_hex(line))
    raise ArchiveError(f"{path.name} holds no whole line", subject=str(path))


def follow(path: Path, start: Head) -> Head:
    """Where the chain that goes on after `start` ends: at the last whole line that is linked."""
    head = start
    with path.open("rb") as stream:
        stream.seek(start.size)
        for line in stream:
            try:
                fields = parse_line(line)
            except ArchiveError:
                return head
            linked = fields.get("prev") == head.sha256 and fields.get("n") == head.n + 1
            if not linked or not line.endswith(b"\n"):
                return head
            head = Head(head.size + len(line), head.n + 1, sha256_hex(line[:-1]))
    return head


def read_backwards(path: Path, end: int) -> Iterator[dict[str, Any]]:
    """The objects of the whole lines of the first `end` bytes, the last one first.

    Lines that are none are passed over.
    """
    with path.open("rb") as stream:
        for line, _ in _lines_backwards(stream, end):
            with contextlib.suppress(ArchiveError):
                yield parse_line(line)


def last_line(path: Path, end: int) -> tuple[int, str]:
    """Where the last whole line of a ledger's first `end` bytes ends, and its SHA-256.

    The digest stands for all lines before it as well, since each holds that of the one before.
    `(0, "")` where there is no whole line; it need not be one that can be understood.
    """
    with path.open("rb") as stream:
        for line, after in _lines_backwards(stream, min(end, stream.seek(0, 2))):
            return after, sha256_hex(line)
    return 0, ""


def read_entries(path: Path, start: int = 0) -> Iterator[tuple[int, dict[str, Any]]]:
    """The objects of the whole lines from byte `start` on, each with the offset after it.

    A line that is damaged comes as an empty object: one must not hide the others.
    """
    with path.open("rb") as stream:
        stream.seek(start)
        position = start
        for line in stream:
            if not line.endswith(b"\n"):
                return
            position += len(line)
            try:
                fields = parse_line(line[:-1])
            except ArchiveError:
                fields = {}
            yield position, fields


def _number(fields: dict[str, Any]) -> int:
    number = fields.get("n")
    if not isinstance(number, int):
        raise ArchiveError("a line of the ledger has no number")
    return number


def _lines_backwards(stream: BinaryIO, end: int) -> Iterator[tuple[bytes, int]]:
    """The lines ended by a line feed before `end`, the last first, each with the offset after."""
    position, held = end, b""
    after = None  # the offset after the line feed that ends the line being looked for
    while True:
        feed = held.rfind(b"\n")
        if feed >= 0:
            if after is not None:
                yield held[feed + 1 :], after
            after = position + feed + 1
            held = held[:feed]
        elif position > 0:
            step = min(max(TAIL_BLOCK, len(held)), position)  # grows, for a line without an end
            position -= step
            stream.seek(position)
            held = stream.read(step) + held
        else:
            if after is not None:
                yield held, after
            return
