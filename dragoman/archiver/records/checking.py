"""Whether a record is what its own digests say, read in pieces so that its size does not matter."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, cast

from dragoman.archiver.web.framing import Headers, read_fields, read_payload
from dragoman.errors import ArchiveError
from dragoman.provenance.digest import CHUNK, read_digest
from dragoman.provenance.own_files import open_own

HEAD_LINE = 1 << 20
# What version 0.1 wrote as the payload digest of every request, also of one with a body: the digest
# of nothing, in the base32 that it wrote. Its archives stay valid; nothing later writes base32.
REQUEST_OF_01 = "sha256:4OYMIQUY7QOBJGX36TEJS35ZEQT24QPEMSNZGTFESWMRW6CSXBKQ===="


@dataclass(frozen=True, slots=True)
class Checked:
    """A record whose digests are right: its headers (the first of each), and those of the HTTP
    message in it."""

    headers: dict[str, str]
    http: Headers


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
    """The headers of the record at `offset`; see `read_checked`."""
    return read_checked(path, offset).headers


def read_checked(path: Path, offset: int) -> Checked:
    """The record at `offset`, once its digests have been found right.

    ArchiveError where they are not, where there are none, or where it cannot be read.
    """
    from fastwarc.warc import ArchiveIterator

    try:
        with open_own(path) as stream:
            stream.seek(offset)
            for record in ArchiveIterator(stream, parse_http=False):
                return _check(record)
    except (OSError, ValueError, EOFError, RuntimeError) as error:
        raise ArchiveError(f"the record cannot be read: {error}") from error
    raise ArchiveError("there is no record here")


def _check(record: Any) -> Checked:
    headers: dict[str, str] = {}
    for name, value in record.headers.items():
        headers.setdefault(name, value)
    tee = _Tee(record.reader)
    payload, http = _payload_digest(tee, headers)
    while tee.read():
        pass
    block = tee.digest.digest()
    if "WARC-Block-Digest" not in headers:
        raise ArchiveError("the record has no block digest")
    if _said(headers, "block") != block:
        raise ArchiveError("the record's block digest does not fit its content")
    if "WARC-Payload-Digest" not in headers:
        return Checked(headers, http)
    said = _said(headers, "payload")
    if headers.get("WARC-Type") == "revisit" or _is_request_of_01(headers):
        return Checked(headers, http)  # the payload of a revisit is in another record
    if said != (payload if payload is not None else block):
        raise ArchiveError("the record's payload digest does not fit its content")
    return Checked(headers, http)


def _said(headers: dict[str, str], what: str) -> bytes:
    """The digest that a header says; ArchiveError where what it says is none."""
    said = headers[f"WARC-{what.capitalize()}-Digest"]
    digest = read_digest(said)
    if digest is None:
        raise ArchiveError(f"the record's {what} digest is not a SHA-256: {said[:80]!r}")
    return digest


def _is_request_of_01(headers: dict[str, str]) -> bool:
    return headers.get("WARC-Type") == "request" and headers["WARC-Payload-Digest"] == REQUEST_OF_01


def _payload_digest(tee: _Tee, headers: dict[str, str]) -> tuple[bytes | None, Headers]:
    """SHA-256 of the payload of an HTTP message; None where the payload is the whole block.

    It is what follows the message's headers, after transfer decoding: the body of a request too.
    The headers of the message come with it.
    """
    if not headers.get("Content-Type", "").startswith("application/http"):
        return None, ()
    digest = hashlib.sha256()
    message = cast(BinaryIO, tee)
    fields = read_fields(message)
    for piece in read_payload(message, fields):
        digest.update(piece)
    return digest.digest(), fields
