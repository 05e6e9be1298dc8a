"""Reading records back: one at an offset, or the header of one."""

from __future__ import annotations

import hashlib
import io
import json
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dragoman.archiver.framing import LINE_ENDS, dechunk, header_fields, is_chunked
from dragoman.archiver.record import bare_id
from dragoman.errors import ArchiveError
from dragoman.provenance.digest import warc_digest
from dragoman.provenance.ledger import INSIDE

HEADER_LIMIT = 1 << 16


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

    def json(self) -> dict[str, Any]:
        """The block as a JSON object; ArchiveError where it is none."""
        try:
            content = json.loads(self.body)
        except ValueError as error:
            raise ArchiveError(f"record {self.id} does not hold JSON", subject=self.id) from error
        if not isinstance(content, dict):
            raise ArchiveError(f"record {self.id} does not hold an object", subject=self.id)
        return content


@dataclass(frozen=True, slots=True)
class MemberHeader:
    id: str
    type: str


def read_chained(folder: Path, file: str, offset: int) -> StoredRecord:
    """The record that a line of the ledger names; ArchiveError where it names no file of ours."""
    if not INSIDE.fullmatch(file):
        raise ArchiveError(f"{file} is no file of the archive", subject=file)
    return read_record(folder / file, offset)


def read_record(path: Path, offset: int) -> StoredRecord:
    """The record that begins at `offset`; ArchiveError where there is none that can be read."""
    from fastwarc.warc import ArchiveIterator

    try:
        with path.open("rb") as stream:
            stream.seek(offset)
            for record in ArchiveIterator(stream, parse_http=False):
                return _stored(record)
    except (OSError, ValueError, EOFError, RuntimeError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else error
        raise ArchiveError(
            f'{path.name} cannot be read at {offset} ({reason}); "dragoman verify" says more',
            subject=str(path),
        ) from error
    raise ArchiveError(f"{path.name} has no record at {offset}", subject=str(path))


def read_member_header(path: Path, offset: int) -> MemberHeader | None:
    """Id and type of the record that the gzip member at `offset` begins with; None where none."""
    with path.open("rb") as stream:
        stream.seek(offset)
        try:
            begin = zlib.decompressobj(zlib.MAX_WBITS | 16).decompress(
                stream.read(HEADER_LIMIT), HEADER_LIMIT
            )
        except zlib.error:
            return None
    version, *lines = begin.partition(b"\r\n\r\n")[0].split(b"\r\n")
    headers = {name.lower(): value for name, value in header_fields(lines)}
    identity = bare_id(headers.get("warc-record-id", ""))
    if not version.startswith(b"WARC/1.") or not identity:
        return None
    return MemberHeader(identity, headers.get("warc-type", ""))


def _stored(record: Any) -> StoredRecord:
    headers: dict[str, str] = {}
    for name, value in record.headers.items():
        headers.setdefault(name, value)
    block = record.reader.read()
    said = headers.get("WARC-Block-Digest", "")
    if said.startswith("sha256:") and said != warc_digest(hashlib.sha256(block).digest()):
        # The checksum of the member comes after it and is not reached when one record is read.
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
    """Status, headers (names in lower case, the first of each) and payload of a response block."""
    stream = io.BytesIO(block)
    words = stream.readline().split(None, 2)
    code = words[1] if len(words) > 1 else b""
    status = int(code) if len(code) == 3 and code.isdigit() else None
    lines: list[bytes] = []
    while (line := stream.readline()) not in (*LINE_ENDS, b""):
        lines.append(line)
    fields = header_fields(lines)
    headers: dict[str, str] = {}
    for name, value in fields:
        headers.setdefault(name.lower(), value)
    body = b"".join(dechunk(stream)) if is_chunked(fields) else stream.read()
    return status, headers, body
