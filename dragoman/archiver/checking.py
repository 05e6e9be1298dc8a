"""Whether a record is what its own digests say, read in pieces so that its size does not matter."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any, cast

from dragoman.archiver.framing import LINE_ENDS, dechunk, header_fields, is_chunked
from dragoman.errors import ArchiveError
from dragoman.provenance.digest import CHUNK, warc_digest

HEAD_LINE = 1 << 20


class _Tee:
    """A record's block, digested as it is read."""

    def __init__(self, reader: Any) -> None:
        self._reader = reader
        self.digest = hashlib.sha256()

    def read(self, size: int = CHUNK) -> bytes:
        return self._seen(self._reader.read(size))

    def readline(self, size: int = HEAD_LINE) -> bytes:
        return self._seen(self._reader.readline(size))

    def _seen(self, data: bytes) -> bytes:
        self.digest.update(data)
        return data


def check_record(path: Path, offset: int) -> dict[str, str]:
    """The headers of the record at `offset`, once its digests have been found right.

    ArchiveError where they are not, where there are none, or where it cannot be read.
    """
    from fastwarc.warc import ArchiveIterator

    try:
        with path.open("rb") as stream:
            stream.seek(offset)
            for record in ArchiveIterator(stream, parse_http=False):
                return _check(record)
    except (OSError, ValueError, EOFError, RuntimeError) as error:
        raise ArchiveError(f"the record cannot be read: {error}") from error
    raise ArchiveError("there is no record here")


def _check(record: Any) -> dict[str, str]:
    headers: dict[str, str] = {}
    for name, value in record.headers.items():
        headers.setdefault(name, value)
    tee = _Tee(record.reader)
    payload = _payload_digest(tee, headers)
    while tee.read():
        pass
    block = tee.digest.digest()
    if "WARC-Block-Digest" not in headers:
        raise ArchiveError("the record has no block digest")
    if headers["WARC-Block-Digest"] != warc_digest(block):
        raise ArchiveError("the record's block digest does not fit its content")
    said = headers.get("WARC-Payload-Digest")
    if headers.get("WARC-Type") == "revisit":
        return headers  # its payload is in another record
    if said is not None and said != warc_digest(payload if payload is not None else block):
        raise ArchiveError("the record's payload digest does not fit its content")
    return headers


def _payload_digest(tee: _Tee, headers: dict[str, str]) -> bytes | None:
    """SHA-256 of the payload of an HTTP message; None where the payload is the whole block.

    That of a response is what follows its headers, after transfer decoding; of a request, nothing.
    """
    if not headers.get("Content-Type", "").startswith("application/http"):
        return None
    digest = hashlib.sha256()
    if headers.get("WARC-Type") == "request":
        return digest.digest()
    lines: list[bytes] = []
    while (line := tee.readline()) not in (*LINE_ENDS, b""):
        lines.append(line)
    if is_chunked(header_fields(lines)):
        for piece in dechunk(cast(Any, tee)):
            digest.update(piece)
    else:
        while piece := tee.read():
            digest.update(piece)
    return digest.digest()
