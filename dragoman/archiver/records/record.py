"""WARC records: how one is made, and the gzip member that it becomes.

The only builders of our records are here, so that each kind has the headers that the profile says
(docs/warc-profile.md). warcio writes a record, and what it writes is compressed into a member,
outside the store's lock.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
import uuid
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO
from urllib.parse import quote

from dragoman.archiver.web.http_exchange import Exchange
from dragoman.archiver.web.spool import IN_MEMORY, new_spool
from dragoman.archiver.web.urls import LONGEST_URL
from dragoman.errors import ArchiveError
from dragoman.provenance.digest import sha256_hex, warc_digest
from dragoman.provenance.stamp import utc_now

if TYPE_CHECKING:
    from dragoman.archiver.records.warcio_border import Sink

# 6 % larger than at the highest level, in a quarter of the time.
COMPRESSION = 4
GZIP = 16
SMALL_WINDOW = 13
JSON_LD = "application/ld+json"
JSON = "application/json"
ENCODER = json.JSONEncoder(ensure_ascii=False, allow_nan=False)
# What a record of ours that holds JSON has at most: bytes, and values, each of which takes far more
# than its bytes once it is read. None that has more is written, since none is read.
MOST_JSON, MOST_VALUES = 128_000_000, 4_000_000
REVISIT_PROFILE = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
URL_SAFE = "!#$%&'()*+,/:;=?@[]~"


@dataclass(frozen=True, slots=True)
class Record:
    """A record before it is written: headers in order (some repeat) and its block."""

    id: str
    type: str
    headers: tuple[tuple[str, str], ...]
    block: BinaryIO
    length: int
    content_type: str


@dataclass(frozen=True, slots=True)
class Member:
    """A record as one gzip member: `length` compressed bytes, their SHA-256 in hexadecimal."""

    id: str
    type: str
    stream: BinaryIO
    length: int
    sha256: str


def new_id() -> str:
    return str(uuid.uuid4())


def urn(record_id: str) -> str:
    """A record's id as WARC headers write it."""
    return f"<urn:uuid:{record_id}>"


def bare_id(header: str) -> str:
    """The UUID out of `<urn:uuid:…>`."""
    return header.strip().strip("<>").removeprefix("urn:uuid:")


def derived_uri(kind: str, url: str) -> str:
    """The Target-URI of a record of ours: never the page's own, which replay tools would serve.

    Cut where it is longer than any URL that is fetched; the record itself says all of it.
    """
    quoted = quote(url, safe=URL_SAFE, errors="replace")[:LONGEST_URL]
    return f"urn:dragoman:{kind}:{quoted}"


def request_record(exchange: Exchange, response_id: str) -> Record:
    return _record(
        "request",
        io.BytesIO(exchange.request),
        len(exchange.request),
        "application/http; msgtype=request",
        [
            ("WARC-Target-URI", exchange.url),
            ("WARC-Date", exchange.started),
            ("WARC-Concurrent-To", urn(response_id)),
            ("WARC-Block-Digest", warc_digest(hashlib.sha256(exchange.request).digest())),
            ("WARC-Payload-Digest", warc_digest(hashlib.sha256(exchange.request_payload).digest())),
        ],
    )


def response_record(exchange: Exchange, response_id: str) -> Record:
    """The response's bytes as they came, from the status line on."""
    headers = _response_headers(exchange)
    if exchange.truncated:
        headers.append(("WARC-Truncated", exchange.truncated))
    headers.append(("WARC-Block-Digest", warc_digest(exchange.block_sha256)))
    headers.append(("WARC-Payload-Digest", warc_digest(exchange.payload_sha256)))
    exchange.block.seek(0)
    return _record(
        "response",
        exchange.block,
        exchange.block_length,
        "application/http; msgtype=response",
        headers,
        record_id=response_id,
    )


def _response_headers(exchange: Exchange) -> list[tuple[str, str]]:
    headers = [("WARC-Target-URI", exchange.url), ("WARC-Date", exchange.started)]
    if exchange.peer is not None:  # behind a proxy it is not known
        headers.append(("WARC-IP-Address", exchange.peer))
    headers.append(("WARC-Protocol", exchange.protocol))
    tls = exchange.connection.get("tls")
    if tls:
        headers.append(("WARC-Protocol", tls["version"]))
        if tls["cipher"]:
            headers.append(("WARC-Cipher-Suite", tls["cipher"]))
    return headers


@dataclass(frozen=True, slots=True)
class Original:
    """A response that is in the archive, for a `revisit` to refer to, as its record says it.

    `payload_digest` is the text of its header: the `revisit` repeats it character for character,
    since replay tools find an original by it, and do not find it where the form is another.
    """

    id: str
    url: str
    date: str
    payload_digest: str


def revisit_record(exchange: Exchange, record_id: str, original: Original) -> Record:
    """The same payload again: this response's headers, and where its payload is."""
    exchange.block.seek(0)
    head = exchange.block.read(exchange.header_length)
    headers = [
        *_response_headers(exchange),
        ("WARC-Profile", REVISIT_PROFILE),
        ("WARC-Refers-To", urn(original.id)),
        ("WARC-Refers-To-Target-URI", original.url),
        ("WARC-Refers-To-Date", original.date),
        ("WARC-Block-Digest", warc_digest(hashlib.sha256(head).digest())),
        ("WARC-Payload-Digest", original.payload_digest),
    ]
    return _record(
        "revisit",
        io.BytesIO(head),
        len(head),
        "application/http; msgtype=response",
        headers,
        record_id=record_id,
    )


def resource_record(body: bytes, uri: str, mime: str, date: str | None = None) -> Record:
    """A file that was handed to us, byte for byte; `date` where it is of another time than now."""
    digest = warc_digest(hashlib.sha256(body).digest())
    return _record(
        "resource",
        io.BytesIO(body),
        len(body),
        mime,
        [
            ("WARC-Target-URI", uri),
            ("WARC-Date", date or utc_now()),
            ("WARC-Block-Digest", digest),
            ("WARC-Payload-Digest", digest),
        ],
    )


def is_too_large(block: bytes) -> bool:
    """Whether JSON is more than is written, or read into memory."""
    return len(block) > MOST_JSON or sum(map(block.count, b"[{,")) > MOST_VALUES


def json_record(
    kind: str,
    url: str,
    content: Mapping[str, Any],
    *,
    record_type: str = "metadata",
    refers_to: str | None = None,
    concurrent_to: Sequence[str] = (),
    record_id: str | None = None,
    date: str | None = None,
) -> Record:
    """A `metadata` or `conversion` record of ours: JSON, at a Target-URI of its own.

    ArchiveError where it is more than could be read back, or holds a number that JSON has not.
    """
    try:
        block = ENCODER.encode(content).encode("utf-8", "backslashreplace")
    except ValueError as error:
        raise ArchiveError(
            f"the {kind} of {url} is not kept: a number in it is infinite, or none", subject=url
        ) from error
    if is_too_large(block):
        raise ArchiveError(
            f"the {kind} of {url} is not kept: it has more than a record of ours can hold "
            f"({MOST_JSON:,} bytes and {MOST_VALUES:,} values)",
            subject=url,
        )
    digest = warc_digest(hashlib.sha256(block).digest())
    headers = [
        ("WARC-Target-URI", derived_uri(kind, url)),
        ("WARC-Date", date or utc_now()),
        *(("WARC-Concurrent-To", urn(each)) for each in concurrent_to),
        *((("WARC-Refers-To", urn(refers_to)),) if refers_to else ()),
        ("WARC-Block-Digest", digest),
        ("WARC-Payload-Digest", digest),
    ]
    mime = JSON_LD if record_type == "conversion" else JSON
    return _record(record_type, io.BytesIO(block), len(block), mime, headers, record_id=record_id)


def warcinfo_record(filename: str, software: str, profile: str) -> Record:
    """What begins a file: the software and the profile, and nothing about where it runs."""
    block = (
        f"software: {software}\r\n"
        "format: WARC File Format 1.1\r\n"
        "conformsTo: https://iipc.github.io/warc-specifications/specifications/warc-format/"
        "warc-1.1/\r\n"
        f"profile: {profile}\r\n"
    ).encode()
    return _record(
        "warcinfo",
        io.BytesIO(block),
        len(block),
        "application/warc-fields",
        [
            ("WARC-Date", utc_now()),
            ("WARC-Filename", filename),
            ("WARC-Block-Digest", warc_digest(hashlib.sha256(block).digest())),
        ],
    )


def _record(
    record_type: str,
    block: BinaryIO,
    length: int,
    content_type: str,
    headers: list[tuple[str, str]],
    *,
    record_id: str | None = None,
) -> Record:
    identity = record_id or new_id()
    first = [("WARC-Type", record_type), ("WARC-Record-ID", urn(identity))]
    return Record(identity, record_type, (*first, *headers), block, length, content_type)


def compress(record: Record, spool_dir: Path) -> Member:
    """The record as one gzip member, in memory where it is small, else in a spool."""
    if record.length <= IN_MEMORY:
        plain = io.BytesIO()
        _write(record, plain)
        data = plain.getbuffer()
        # A window no larger than needed: the memory of a large one takes longer to get than to use.
        window = SMALL_WINDOW if len(data) <= 1 << SMALL_WINDOW else zlib.MAX_WBITS
        packed = zlib.compress(data, COMPRESSION, window | GZIP)
        return Member(record.id, record.type, io.BytesIO(packed), len(packed), sha256_hex(packed))
    return _compress_large(record, new_spool(spool_dir))


def _compress_large(record: Record, spool: BinaryIO) -> Member:
    packing = _Packing(spool)
    try:
        _write(record, packing)
        packing.end()
    except BaseException:
        with contextlib.suppress(OSError):  # it tries once more to write what it could not
            spool.close()
        raise
    return Member(record.id, record.type, spool, packing.length, packing.digest.hexdigest())


def _write(record: Record, sink: Sink) -> None:
    from dragoman.archiver.records.warcio_border import write_record

    write_record(
        record.type, record.headers, record.content_type, record.block, record.length, sink
    )


class _Packing:
    """Compresses what is written to it into a spool, and counts what comes out."""

    def __init__(self, spool: BinaryIO) -> None:
        self.length = 0
        self.digest = hashlib.sha256()
        self._spool = spool
        self._engine = zlib.compressobj(COMPRESSION, zlib.DEFLATED, zlib.MAX_WBITS | GZIP)

    def write(self, piece: bytes, /) -> None:
        self._keep(self._engine.compress(piece))

    def flush(self) -> None:
        """The member ends with `end`."""

    def end(self) -> None:
        self._keep(self._engine.flush())

    def _keep(self, packed: bytes) -> None:
        self._spool.write(packed)
        self.digest.update(packed)
        self.length += len(packed)
