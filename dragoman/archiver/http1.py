"""Reading an HTTP/1.x response off a connection and keeping every byte of it.

Written here and not left to `http.client`, because that skips only `100 Continue` (after a `103` it
hands the next URL the body of the one before), hides the bytes it has read, and decides on its own
when a connection may be used again.
"""

from __future__ import annotations

import hashlib
import re
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

from dragoman.archiver.connection import Connection
from dragoman.archiver.exchange import Exchange, Truncation
from dragoman.archiver.framing import (
    CHUNK_LINE,
    LINE_ENDS,
    all_values,
    chunk_size,
    content_length,
    header_fields,
    is_chunked,
)
from dragoman.archiver.limits import Deadline, Limits
from dragoman.archiver.spool import new_spool
from dragoman.errors import ArchiveError, FetchError
from dragoman.provenance.stamp import utc_now

MAX_INTERIM = 20
MAX_BLANK_LINES = 10
VERSION = re.compile(r"http/1\.[0-9]")
BODILESS = frozenset({204, 304})


class _Cut(Exception):
    """The body ended before its end; the response is kept as far as it came."""

    def __init__(self, why: Truncation, sentence: str) -> None:
        super().__init__(sentence)
        self.why: Truncation = why
        self.sentence = sentence


@dataclass(slots=True)
class _Head:
    status: int
    reason: str
    version: str
    headers: list[tuple[str, str]]
    raw: bytes


@dataclass(slots=True)
class _Reader:
    """Takes bytes off the connection and copies those that are the response's into the spool."""

    connection: Connection
    limits: Limits
    deadline: Deadline
    spool: BinaryIO
    block_length: int = 0
    payload_length: int = 0
    body_length: int = 0
    first_byte: float | None = None
    failure: OSError | None = None
    block: hashlib._Hash = field(default_factory=hashlib.sha256)
    payload: hashlib._Hash = field(default_factory=hashlib.sha256)

    def fill(self) -> bool:
        """Wait for more bytes; False at the end of the stream."""
        data = self.connection.receive(self.deadline, self.limits.read_timeout)
        if data and self.first_byte is None:
            self.first_byte = time.monotonic()
        self.connection.unread += data
        return bool(data)

    def take(self, count: int) -> bytes:
        """Up to `count` bytes that are at hand, waiting only where none is; empty at the end."""
        unread = self.connection.unread
        if not unread and not self.fill():
            return b""
        piece = bytes(unread[:count])
        del unread[: len(piece)]
        return piece

    def line(self, limit: int) -> bytes:
        """A line with its line feed; without one, the first `limit` bytes or the stream's last."""
        unread = self.connection.unread
        searched = 0
        while (found := unread.find(b"\n", searched, limit)) < 0 and len(unread) < limit:
            searched = len(unread)
            if not self.fill():
                break
        stop = found + 1 if found >= 0 else limit
        piece = bytes(unread[:stop])
        del unread[:stop]
        return piece

    def body_line(self, limit: int) -> bytes:
        """A line of the body; what came of it where waiting for the rest fails.

        That failure is raised once those bytes are kept.
        """
        try:
            return self.line(limit)
        except OSError as error:
            self.failure = error
            piece = bytes(self.connection.unread)
            self.connection.unread.clear()
            return piece

    def keep(self, piece: bytes, *, payload: bool) -> None:
        """Bytes of the response: into the block and, where they are data, into the payload."""
        try:
            self.spool.write(piece)
        except OSError as error:  # ours, and not to be taken for the connection's
            raise ArchiveError(
                f"what the server sends cannot be kept: {error.strerror or error}"
            ) from error
        self.block.update(piece)
        self.block_length += len(piece)
        if payload:
            self.payload.update(piece)
            self.payload_length += len(piece)

    def body(self, piece: bytes, *, payload: bool = True) -> None:
        """Bytes of the body, up to the limit on its size."""
        kept = piece[: self.room]
        self.keep(kept, payload=payload)
        self.body_length += len(kept)
        if len(kept) < len(piece):
            raise _Cut("length", _too_large(self.limits))
        if self.failure is not None:
            raise self.failure

    @property
    def room(self) -> int:
        """How many bytes of body are still allowed."""
        return self.limits.max_body - self.body_length


def read_exchange(
    connection: Connection, request: bytes, url: str, method: str, limits: Limits, spool_dir: Path
) -> tuple[Exchange, bool]:
    """Send `request`, read the answer; the exchange, and whether the connection may be used again.

    FetchError where no answer came (step `http` or `timeout`). A body that breaks off is no error
    here: it is kept as far as it came, with `truncated` set.
    """
    spool = new_spool(spool_dir)
    reader = _Reader(connection, limits, Deadline(limits.total_timeout), spool)
    try:
        return _converse(reader, request, url, method)
    except BaseException:
        spool.close()
        raise


def _converse(reader: _Reader, request: bytes, url: str, method: str) -> tuple[Exchange, bool]:
    connection = reader.connection
    started = utc_now()
    clock = time.monotonic()
    try:
        connection.send(request, reader.deadline, reader.limits.read_timeout)
        interim, head = _read_heads(reader, url)
        if head.status == 407 and connection.relayed:
            raise FetchError(
                "the proxy asks for a name and a password, or does not take those it was given",
                step="proxy",
                subject=url,
            )
    except (OSError, FetchError) as error:
        raise _no_answer(error, _seen(reader, clock), url) from error
    reader.keep(head.raw, payload=False)
    header_length = reader.block_length
    truncated: Truncation | None = None
    shortfall: str | None = None
    framed = False
    try:
        framed = _read_body(reader, head, method)
    except _Cut as cut:
        truncated, shortfall = cut.why, cut.sentence
    except TimeoutError:
        truncated, shortfall = "time", f"the answer had not ended after {_waited(clock)}"
    except OSError as error:
        truncated, shortfall = "disconnect", f"the connection broke off ({error.strerror or error})"
    exchange = Exchange(
        url=url,
        method=method,
        started=started,
        request=request,
        block=reader.spool,
        block_length=reader.block_length,
        block_sha256=reader.block.digest(),
        header_length=header_length,
        payload_length=reader.payload_length,
        payload_sha256=reader.payload.digest(),
        status=head.status,
        reason=head.reason,
        headers=tuple(head.headers),
        chunked=is_chunked(head.headers),
        interim=tuple(interim),
        truncated=truncated,
        shortfall=shortfall,
        peer=connection.peer,
        protocol=head.version,
        connection=_seen(reader, clock),
        reused=connection.exchanges > 0,
    )
    connection.exchanges += 1
    return exchange, framed and _keeps_alive(head) and connection.quiet()


def _seen(reader: _Reader, clock: float) -> dict[str, Any]:
    """What a record says of the connection, with the times of this exchange."""
    seen = reader.connection.seen()
    if reader.connection.exchanges:
        seen["timings"] = {}  # it was made for an exchange before this one
    if reader.first_byte is not None:
        seen["timings"]["first_byte"] = round(reader.first_byte - clock, 6)
    seen["timings"]["total"] = round(time.monotonic() - clock, 6)
    return seen


def _waited(clock: float) -> str:
    return f"{time.monotonic() - clock:.0f} seconds"


def _too_large(limits: Limits) -> str:
    return f"the answer is larger than the limit of {limits.max_body:,} bytes (limits.max_body)"


def _no_answer(error: OSError | FetchError, seen: dict[str, Any], url: str) -> FetchError:
    details = seen
    if isinstance(error, FetchError):
        message, step, details = error.message, error.step, {**seen, **error.details}
    elif isinstance(error, TimeoutError):
        message, step = "the server did not answer in time", "timeout"
    else:
        reason = error.strerror or str(error)
        message, step = f"the connection broke off before an answer came ({reason})", "http"
    return FetchError(message, step=step, subject=url, details=details)


def _read_heads(reader: _Reader, url: str) -> tuple[list[bytes], _Head]:
    """The interim responses, then the final one's head. Every 1xx but 101 is interim (RFC 9110)."""
    interim: list[bytes] = []
    while True:
        head = _read_head(reader, url)
        if not 100 <= head.status < 200 or head.status == 101:
            return interim, head
        interim.append(head.raw)
        if len(interim) > MAX_INTERIM:
            raise FetchError("the server sends interim answers only", step="http", subject=url)


def _read_head(reader: _Reader, url: str) -> _Head:
    limit = reader.limits.max_header
    first = reader.line(limit)
    for _ in range(MAX_BLANK_LINES):  # tolerated before a status line (RFC 9112, 2.2)
        if first not in LINE_ENDS:
            break
        first = reader.line(limit)
    if not first:
        raise FetchError(
            "the server closed the connection without an answer", step="http", subject=url
        )
    version, status, reason = _status_line(first, url)
    raw = bytearray(first)
    lines: list[bytes] = []
    while raw.endswith(b"\n") and len(raw) < limit:
        line = reader.line(limit - len(raw))
        raw += line
        if line in LINE_ENDS:
            return _Head(status, reason, version, header_fields(lines), bytes(raw))
        lines.append(line)
        if not line:
            break
    if len(raw) >= limit:
        raise FetchError(
            f"the headers are larger than {limit:,} bytes (limits.max_header)",
            step="too_large",
            subject=url,
        )
    raise FetchError("the answer broke off within its headers", step="http", subject=url)


def _status_line(line: bytes, url: str) -> tuple[str, int, str]:
    text = line.decode("latin-1").rstrip("\r\n")
    version, _, rest = text.partition(" ")
    code, _, reason = rest.strip().partition(" ")
    if not VERSION.fullmatch(version.lower()):
        raise _not_http(line, url)
    if not (len(code) == 3 and code.isascii() and code.isdigit() and int(code) >= 100):
        raise _not_http(line, url)
    return version.lower(), int(code), reason.strip()


def _not_http(line: bytes, url: str) -> FetchError:
    return FetchError(
        "the answer is not HTTP/1.x",
        step="http",
        subject=url,
        details={"received": line[:200].decode("latin-1")},
    )


def _keeps_alive(head: _Head) -> bool:
    wishes = ",".join(all_values(head.headers, "connection")).lower()
    if head.status == 101 or "close" in wishes:
        return False
    # Both framings in one response are how one answer is passed off as two: never use it again.
    codings = all_values(head.headers, "transfer-encoding")
    if codings and all_values(head.headers, "content-length"):
        return False
    return head.version != "http/1.0" or "keep-alive" in wishes


def _read_body(reader: _Reader, head: _Head, method: str) -> bool:
    """Read the body; whether its end was proven by its framing."""
    if method == "HEAD" or head.status in BODILESS or head.status == 101:
        return True
    if is_chunked(head.headers):
        _read_chunks(reader)
        return True
    coded = all_values(head.headers, "transfer-encoding")
    length = None if coded else content_length(head.headers)
    if length is None:
        _read_rest(reader, payload=True)
        return False
    if length > reader.limits.max_body:
        raise _Cut("length", _too_large(reader.limits))
    left = _read_data(reader, length)
    if left:
        raise _Cut("disconnect", f"the body ended {left:,} bytes short of its {length:,}")
    return True


def _read_data(reader: _Reader, left: int) -> int:
    """Take `left` bytes of payload; how many of them did not come."""
    while left and (piece := reader.take(min(left, 1 << 16))):
        reader.body(piece)
        left -= len(piece)
    return left


def _read_chunks(reader: _Reader) -> None:
    """A chunked body; what `framing.dechunk` finds in the same bytes is its payload."""
    begun = False
    while True:
        line = reader.body_line(CHUNK_LINE)
        size = chunk_size(line[: reader.room])
        if line and size is None:
            reader.body(line, payload=not begun)
            _read_rest(reader, payload=not begun)
            raise _Cut("unspecified", "the body is not chunked as its headers say")
        reader.body(line, payload=False)
        if not line.endswith(b"\n"):
            raise _Cut("disconnect", "the body ended between two chunks")
        if not size:
            return _read_trailers(reader)
        begun = True
        _read_chunk(reader, size)


def _read_chunk(reader: _Reader, size: int) -> None:
    if _read_data(reader, size):
        raise _Cut("disconnect", "the body ended within a chunk")
    end = reader.body_line(2)
    reader.body(end, payload=False)
    if end not in LINE_ENDS:
        _read_rest(reader, payload=False)
        raise _Cut("unspecified", "a chunk is longer than it says")


def _read_trailers(reader: _Reader) -> None:
    while (line := reader.body_line(reader.limits.max_header)) not in LINE_ENDS:
        reader.body(line, payload=False)
        if not line.endswith(b"\n"):
            raise _Cut("disconnect", "the body ended before the end of its last chunk")
    reader.body(line, payload=False)


def _read_rest(reader: _Reader, *, payload: bool) -> None:
    """Whatever else comes, kept as it is: framing is lost, evidence is not."""
    while piece := reader.take(1 << 16):
        reader.body(piece, payload=payload)
