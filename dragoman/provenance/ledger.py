"""The ledger: one line a record, each line holding the SHA-256 of the line before.

A line is a JSON object in UTF-8 with sorted keys and no spaces, ended by a line feed. The first
one names the archive; every other one names a stretch of a file below the archive's folder:

    {"archive":"<uuid>","created":"…","n":0,"prev":"","profile":"…","type":"archive"}
    {"file":"warc/…","id":"<uuid>","length":812,"n":1,"offset":0,"prev":"…","sha256":"…","type":"…"}

`sha256` is over the bytes as they lie in the file (compressed), `prev` over the line before
without its line feed. A line that a repair happened names no stretch. This file reads and writes
lines; who may append, and when, is the store's.

A ledger may come from anybody, and all that reads one reads it here: what `parse_line` does not
take is no line, whatever it is.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
import re
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from dragoman.errors import ArchiveError
from dragoman.provenance.digest import CHUNK, sha256_hex
from dragoman.provenance.stamp import utc_now

PROFILE = "dragoman-warc/1.1"
TAIL_BLOCK = 1 << 13
ENCODER = json.JSONEncoder(
    ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
)
# Only a repair of very many files tells so much that its line comes anywhere near.
LONGEST_LINE = 1 << 22
LARGEST = (1 << 63) - 1  # what SQLite and a file's offset can hold
# The files that a line may speak of: no folder above, and no name that is not Unicode.
INSIDE = re.compile(r"(?:warc|imports)/(?!\.{1,2}\Z)[^/\\\0\ud800-\udfff]{1,255}")
DIGEST = re.compile(r"[0-9a-f]{64}")
WORD = re.compile(r"[!#-\[\]-~]{1,256}")  # an id, a type, a mark: in JSON as they are
# A line as nearly all are, whose every character is one that JSON leaves as it is: it is spelled as
# `encode_line` would have, and what it says is what a line may say.
_COUNT, _SHA256, _WORD = "(?:0|[1-9][0-9]{0,17})", "[0-9a-f]{64}", r"[!#-\[\]-~]{1,256}"
_USUAL = re.compile(
    r'{"file":"(?P<file>(?:warc|imports)/(?![.]{1,2}")[ !#-.0-\[\]-~]{1,255})",'
    rf'"id":"(?P<id>{_WORD})","length":(?P<length>{_COUNT}),"n":(?P<n>{_COUNT}),'
    rf'"offset":(?P<offset>{_COUNT}),"prev":"(?P<prev>{_SHA256})","sha256":"(?P<sha256>{_SHA256})",'
    rf'"type":"(?!(?:archive|repair)")(?P<type>{_WORD})"}}'
)
MERGED = "merged"  # the mark of a record that came with another archive
# Lines that are about the ledger itself, and about no stretch of a file.
TELLING = frozenset({"archive", "repair"})


@dataclass(frozen=True, slots=True)
class Entry:
    """One chained stretch of a file: `length` bytes at `offset`, holding record `id`.

    `mark` is set where the record was not made when it was chained (`recovered`, `merged`).
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
        wrong = _wrong_entry(line)
        if wrong is not None:
            raise ArchiveError(f"a line of the ledger names no record: {wrong}")
        return cls.of_line(line)

    @classmethod
    def of_line(cls, line: dict[str, Any]) -> Entry:
        """The entry of a line that was parsed, or chained, and is none of TELLING."""
        return cls(
            line["n"],
            line["file"],
            line["offset"],
            line["length"],
            line["id"],
            line["type"],
            line["sha256"],
            line.get("mark"),
        )


@dataclass(frozen=True, slots=True)
class Head:
    """Where the ledger ends: its size in bytes, the number and digest of its last line."""

    size: int
    n: int
    sha256: str

    @classmethod
    def from_json(cls, content: Any) -> Head:
        """ValueError where it is the end of no ledger."""
        if not isinstance(content, dict) or content.keys() != {"size", "n", "sha256"}:
            raise ValueError("it is no end of a ledger")
        counts = _is_count(content["size"]) and _is_count(content["n"])
        if not counts or not _matches(DIGEST, content["sha256"]):
            raise ValueError("no ledger ends like this")
        return cls(**content)


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
    for each in entries:
        n += 1
        fields = each | {"n": n, "prev": digest}
        wrong = _wrong(fields)
        if wrong is not None:
            raise ArchiveError(f"no line of the ledger can say this: {wrong}")
        line = encode_line(fields)
        digest = sha256_hex(line)
        written += line + b"\n"
    return bytes(written), Head(head.size + len(written), n, digest)


def parse_line(line: bytes) -> dict[str, Any]:
    """The fields of a line, given without its line feed; ArchiveError where it is none.

    It has the one spelling that `encode_line` gives it, a number and the digest before, and names
    a stretch of a file inside the archive, unless it is one of TELLING.
    """
    if len(line) > LONGEST_LINE:
        raise ArchiveError("a line of the ledger is longer than any that is written")
    try:
        text = line.decode("utf-8")
        if (usual := _USUAL.fullmatch(text)) is not None:
            return usual.groupdict() | {name: int(usual[name]) for name in COUNTS}
        fields = json.loads(text)
        spelled = isinstance(fields, dict) and encode_line(fields) == line
    except (ValueError, RecursionError) as error:
        raise ArchiveError(f"a line of the ledger is not JSON: {error}") from error
    if not isinstance(fields, dict):
        raise ArchiveError("a line of the ledger is not a JSON object")
    wrong = _wrong(fields) if spelled else "it is not spelled as it would have been written"
    if wrong is not None:
        raise ArchiveError(f"a line of the ledger is not understood: {wrong}")
    return fields


def _wrong(fields: dict[str, Any]) -> str | None:
    """What is wrong with a line, in words; None where nothing is."""
    if not _is_count(fields.get("n")):
        return "its number is none"
    if fields.get("prev") != "" and not _matches(DIGEST, fields.get("prev")):
        return "it does not say the digest of the line before it"
    if fields.get("type") == "archive":
        return None if _matches(WORD, fields.get("archive")) else "it does not name an archive"
    if fields.get("type") == "repair":
        return None if _matches(WORD, fields.get("time")) else "it does not say when"
    return _wrong_entry(fields)


COUNTS = ("n", "offset", "length")


def _wrong_entry(fields: dict[str, Any]) -> str | None:
    if not _matches(INSIDE, fields.get("file")):
        return "it names no file of the archive"
    for name in COUNTS:
        if not _is_count(fields.get(name)):
            return f"its {name} is no number that can be"
    if fields["offset"] + fields["length"] > LARGEST:
        return "no file is as large"
    for name, pattern in (("id", WORD), ("type", WORD), ("sha256", DIGEST)):
        if not _matches(pattern, fields.get(name)):
            return f"its {name} is none"
    mark = fields.get("mark")
    return None if mark is None or _matches(WORD, mark) else "its mark is none"


def can_be_chained(identity: str, kind: str) -> bool:
    """Whether a line can name a record with this id and type: a file may hold anything."""
    return bool(WORD.fullmatch(identity) and WORD.fullmatch(kind)) and kind not in TELLING


def _is_count(value: object) -> bool:
    return type(value) is int and 0 <= value <= LARGEST


def _matches(pattern: re.Pattern[str], value: object) -> bool:
    return isinstance(value, str) and pattern.fullmatch(value) is not None


# -- the lines of a file ---------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Line:
    """A line as it lies in the file, from byte `start` to `end`, which is after its line feed.

    `content` is without the line feed; where the line is longer than any that is written, it is
    only so much of it that `parse` refuses it. `sha256` is always over all of it.
    """

    start: int
    end: int
    content: bytes
    whole: bool = True
    long_sha256: str | None = None

    @property
    def sha256(self) -> str:
        return self.long_sha256 or sha256_hex(self.content)

    def parse(self) -> dict[str, Any]:
        """Its fields; see `parse_line`."""
        return parse_line(self.content)

    def fields(self) -> dict[str, Any]:
        """Its fields; none where it is damaged: one must not hide the others."""
        try:
            return self.parse()
        except ArchiveError:
            return {}


def unreadable(path: Path, error: OSError) -> ArchiveError:
    return ArchiveError(f"{path.name} cannot be read: {error.strerror or error}", subject=str(path))


@contextmanager
def _opened(path: Path) -> Iterator[BinaryIO]:
    try:
        with path.open("rb") as stream:
            yield stream
    except OSError as error:
        raise unreadable(path, error) from error


def read_lines(path: Path, start: int = 0) -> Iterator[Line]:
    """The lines from byte `start` on; the last one may not be whole."""
    with _opened(path) as stream:
        stream.seek(start)
        while raw := stream.readline(LONGEST_LINE + 2):
            line = _line(stream, start, raw)
            yield line
            start = line.end


def _line(stream: BinaryIO, start: int, raw: bytes) -> Line:
    """A line whose beginning was read; what is left of one that is too long is read through."""
    if raw.endswith(b"\n"):
        return Line(start, start + len(raw), raw[:-1])
    if len(raw) <= LONGEST_LINE + 1:
        return Line(start, start + len(raw), raw, whole=False)
    digest, end, piece = hashlib.sha256(raw), start + len(raw), raw
    while not piece.endswith(b"\n") and (piece := stream.readline(CHUNK)):
        digest.update(piece.removesuffix(b"\n"))
        end += len(piece)
    return Line(start, end, raw, piece.endswith(b"\n"), digest.hexdigest())


def read_entries(path: Path, start: int = 0) -> Iterator[tuple[int, dict[str, Any]]]:
    """The fields of the whole lines from byte `start` on, each with the offset after it.

    A line that is damaged comes with none: one must not hide the others.
    """
    for line in read_lines(path, start):
        if not line.whole:
            return
        yield line.end, line.fields()


def read_backwards(path: Path, end: int) -> Iterator[tuple[Line, dict[str, Any]]]:
    """The whole lines of the first `end` bytes, the last one first, each with its fields.

    Lines that are damaged are passed over.
    """
    with _opened(path) as stream:
        for line in _lines_backwards(stream, end):
            with contextlib.suppress(ArchiveError):
                yield line, line.parse()


def read_head(path: Path, end: int | None = None) -> Head:
    """The last whole line of a ledger, or of its first `end` bytes; ArchiveError where none is.

    Bytes after the last line feed (a write that a crash cut) do not count.
    """
    with _opened(path) as stream:
        stop = stream.seek(0, 2) if end is None else end
        for line in _lines_backwards(stream, stop):
            return Head(line.end, line.parse()["n"], line.sha256)
    raise ArchiveError(f"{path.name} holds no whole line", subject=str(path))


def follow(path: Path, start: Head) -> Head:
    """Where the chain that goes on after `start` ends: at the last whole line that is linked."""
    head = start
    for line in read_lines(path, start.size):
        try:
            fields = line.parse()
        except ArchiveError:
            return head
        if not line.whole or (fields["prev"], fields["n"]) != (head.sha256, head.n + 1):
            return head
        head = Head(line.end, fields["n"], line.sha256)
    return head


def last_line(path: Path, end: int) -> tuple[int, str]:
    """Where the last whole line of a ledger's first `end` bytes ends, and its SHA-256.

    The digest stands for all lines before it as well, since each holds that of the one before.
    `(0, "")` where there is no whole line; it need not be one that can be understood.
    """
    with _opened(path) as stream:
        for line in _lines_backwards(stream, end):
            return line.end, line.sha256
    return 0, ""


def _lines_backwards(stream: BinaryIO, end: int) -> Iterator[Line]:
    """The lines ended by a line feed before `end`, the last first."""
    position, held = min(end, stream.seek(0, io.SEEK_END)), b""
    after = None  # the offset after the line feed that ends the line being looked for
    while True:
        feed = held.rfind(b"\n")
        if feed >= 0:
            if after is not None:
                yield _ended(stream, position + feed + 1, held[feed + 1 :], after)
            after = position + feed + 1
            held = held[:feed]
        elif position > 0:
            held = held[:LONGEST_LINE]  # a longer line is read anew once its beginning is found
            step = min(max(TAIL_BLOCK, len(held)), position)  # grows, for a line without an end
            position -= step
            stream.seek(position)
            held = stream.read(step) + held
        else:
            if after is not None:
                yield _ended(stream, 0, held, after)
            return


def _ended(stream: BinaryIO, start: int, held: bytes, end: int) -> Line:
    if len(held) == end - start - 1:
        return Line(start, end, held)
    stream.seek(start)
    return _line(stream, start, stream.readline(LONGEST_LINE + 2))
