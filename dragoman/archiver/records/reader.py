"""Reading records back: one at an offset, or the header of one."""

from __future__ import annotations

import hashlib
import io
import json
import math
import re
import zlib
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from dragoman.archiver.records.gzip_member import GzipMember
from dragoman.archiver.records.record import bare_id, is_too_large
from dragoman.archiver.web.framing import read_fields, read_payload
from dragoman.errors import ArchiveError
from dragoman.provenance.digest import one_form, read_digest
from dragoman.provenance.ledger import INSIDE, can_be_chained
from dragoman.provenance.own_files import open_own

HEADER_LIMIT = 1 << 16
END = b"\r\n\r\n"  # of a record's headers, and of its block
OF_THE_PAYLOAD = ("content-type", "content-encoding")
MOST_BLOCK = 256_000_000  # bytes of a block that are read into memory


@dataclass(frozen=True, slots=True)
class StoredRecord:
    """A record as it was read: headers by name (the first of each), and its block.

    `http_status` and `http_headers` are of an HTTP response; `body` is then its payload, without
    transfer coding but still with its content coding.
    """

    id: str
    type: str
    target_uri: str
    date: str
    headers: dict[str, str]
    http_status: int | None
    http_headers: dict[str, str]
    body: bytes
    block: bytes

    def digest(self, what: str) -> str | None:
        """What its header says of its `Block` or `Payload`, in the form that we write."""
        return one_form(self.headers.get(f"WARC-{what}-Digest"))

    def json(self) -> dict[str, Any]:
        """The block as a JSON object; ArchiveError where it is none.

        It is read in one way only: a name comes once in an object, and a number is one. Half a
        pair of surrogates, which no program could write on, comes as U+FFFD.
        """
        if is_too_large(self.body):
            raise ArchiveError(f"record {self.id} holds more than any of ours", subject=self.id)
        try:
            content = DECODER.decode(self.body.decode("utf-8"))
            if SURROGATE.search(self.body):
                content = json.loads(_without_halves(json.dumps(content, ensure_ascii=False)))
        except (ValueError, RecursionError) as error:
            raise ArchiveError(f"record {self.id} does not hold JSON", subject=self.id) from error
        if not isinstance(content, dict):
            raise ArchiveError(f"record {self.id} does not hold an object", subject=self.id)
        return content


def _once_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    content = dict(pairs)
    if len(content) != len(pairs):
        raise ValueError("a name comes twice")
    return content


def _finite(said: str) -> float:
    number = float(said)
    if not math.isfinite(number):
        raise ValueError(f"{said[:40]} is no number")
    return number


def _without_halves(text: str) -> str:
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


DECODER = json.JSONDecoder(
    object_pairs_hook=_once_each, parse_float=_finite, parse_constant=_finite
)
SURROGATE = re.compile(rb"\\u[dD][89a-fA-F]")


@dataclass(frozen=True, slots=True)
class MemberHeader:
    id: str
    type: str


class RecordReader:
    """Reads records below a folder, many in a row: the last file that was read stays open.

    Not for sharing between threads.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._file = ""
        self._stream: BinaryIO | None = None

    def read_chained(self, file: str, offset: int, identity: str | None = None) -> StoredRecord:
        """The record that a line of the ledger names; ArchiveError where it is no file of ours.

        So it is where another record than `identity` is found there.
        """
        if not INSIDE.fullmatch(str(file)):
            raise ArchiveError(f"{file} is no file of the archive", subject=file)
        record = self.read(file, offset)
        if identity is not None and record.id != identity:
            raise ArchiveError(
                f"{file} does not hold record {identity} at {offset}; "
                '"dragoman reindex" builds the index anew, and "dragoman verify" says more',
                subject=identity,
            )
        return record

    def read(self, file: str, offset: int) -> StoredRecord:
        """The record that begins at `offset`; ArchiveError where there is none that can be read.

        It has to be whole: its member's checksum, its length and its block's digest are checked.
        """
        try:
            if self._stream is None or file != self._file:
                self.close()
                self._stream, self._file = open_own(self._folder / file), file
            self._stream.seek(offset)
            return _stored(*_head_and_block(GzipMember(self._stream)))
        except (OSError, ValueError, TypeError, OverflowError, zlib.error) as error:
            reason = error.strerror if isinstance(error, OSError) and error.strerror else error
            raise ArchiveError(
                f"{Path(file).name} cannot be read at {offset} ({reason}); "
                '"dragoman verify" says more',
                subject=str(self._folder / file),
            ) from error

    def close(self) -> None:
        if self._stream is not None:
            self._stream.close()
        self._stream = None


def read_chained(folder: Path, file: str, offset: int, identity: str) -> StoredRecord:
    """One record that a line of the ledger names; see `RecordReader.read_chained`."""
    with closing(RecordReader(folder)) as reader:
        return reader.read_chained(file, offset, identity)


def read_record(path: Path, offset: int) -> StoredRecord:
    """One record of a file; see `RecordReader.read`."""
    with closing(RecordReader(path.parent)) as reader:
        return reader.read(path.name, offset)


def profile_of(path: Path) -> str | None:
    """The profile that the `warcinfo` at the beginning of a file names; None where none does."""
    try:
        record = read_record(path, 0)
    except ArchiveError:
        return None
    lines = record.block.decode("utf-8", "replace").splitlines()
    fields = dict(line.partition(": ")[::2] for line in lines)
    return fields.get("profile") if record.type == "warcinfo" else None


def read_member_header(path: Path, offset: int) -> MemberHeader | None:
    """Id and type of the record that the gzip member at `offset` begins with.

    None where there is none, or one that no line of the ledger can name.
    """
    with open_own(path) as stream:
        stream.seek(offset)
        try:
            headers = _headers(GzipMember(stream).read(HEADER_LIMIT).partition(END)[0])
        except (zlib.error, ValueError):
            return None
    identity = bare_id(headers.get("WARC-Record-ID", ""))
    kind = headers.get("WARC-Type", "")
    return MemberHeader(identity, kind) if can_be_chained(identity, kind) else None


def _head_and_block(member: GzipMember) -> tuple[dict[str, str], bytes]:
    head, end, begun = member.read(HEADER_LIMIT).partition(END)
    headers = _headers(head)
    said = headers.get("Content-Length", "")
    if not end or not (said.isascii() and said.isdigit()):
        raise ValueError("it is no record")
    length = int(said) if len(said) < 20 else MOST_BLOCK + 1
    if length > MOST_BLOCK:
        raise ValueError(f"it has {said[:20]} bytes, more than are read into memory")
    block = begun + member.read(max(0, length + len(END) - len(begun)))
    if block[length:] != END or member.read(1) or not member.ended:
        raise ValueError("it does not end where it says")
    return headers, block[:length]


def _headers(head: bytes) -> dict[str, str]:
    """The headers of a record, the first of each name; ValueError where it is none."""
    version, *lines = head.decode("utf-8", "replace").split("\r\n")
    if not version.startswith("WARC/1."):
        raise ValueError("no record begins here")
    headers: dict[str, str] = {}
    for line in lines:
        name, _, value = line.partition(":")
        headers.setdefault(name, value.strip())
    return headers


def _stored(headers: dict[str, str], block: bytes) -> StoredRecord:
    said = headers.get("WARC-Block-Digest")
    if said is not None and read_digest(said) != hashlib.sha256(block).digest():
        raise ValueError("its content is not what its digest says")
    kind = headers.get("WARC-Type", "")
    status: int | None = None
    http: dict[str, str] = {}
    body = block
    if kind in ("response", "revisit") and headers.get("Content-Type", "").startswith(
        "application/http"
    ):
        status, http, body = split_http(block)
    return StoredRecord(
        id=bare_id(headers.get("WARC-Record-ID", "")),
        type=kind,
        target_uri=headers.get("WARC-Target-URI", ""),
        date=headers.get("WARC-Date", ""),
        headers=headers,
        http_status=status,
        http_headers=http,
        body=body,
        block=block,
    )


def split_http(block: bytes) -> tuple[int | None, dict[str, str], bytes]:
    """Status, headers (names in lower case, the first of each) and payload of a response block.

    Those that say what the payload is are one value together, where there are several.
    """
    stream = io.BytesIO(block)
    words = stream.readline().split(None, 2)
    code = words[1] if len(words) > 1 else b""
    status = int(code) if len(code) == 3 and code.isdigit() else None
    fields = read_fields(stream)
    headers: dict[str, str] = {}
    for written, value in fields:
        name = written.lower()
        if name in OF_THE_PAYLOAD and headers.get(name):
            headers[name] += f", {value}"
        else:
            headers.setdefault(name, value)
    return status, headers, b"".join(read_payload(stream, fields))


def held_again(revisit: StoredRecord, original: StoredRecord) -> StoredRecord:
    """The record that holds what came again; ArchiveError where it is not the one that does."""
    said, held = revisit.digest("Payload"), original.digest("Payload")
    if original.type != "response" or held is None or said != held:
        raise ArchiveError(
            f"record {original.id} does not hold what came again as {revisit.id}; "
            '"dragoman verify" says more',
            subject=revisit.id,
        )
    return original
