"""Reading an HTTP/1.x response off a connection and keeping every byte of it.

Written here and not left to `http.client`, because that skips only `100 Continue` (after a `103` it
hands the next URL the body of the one before), hides the bytes it has read, and decides on its own
when a connection may be used again.
"""

from __future__ import annotations

import re
import time
from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dragoman.archiver.web.connection import Connection
from dragoman.archiver.web.framing import (
    CHUNK_LINE,
    LINE_ENDS,
    all_values,
    chunk_size,
    content_length,
    header_fields,
    is_chunked,
)
from dragoman.archiver.web.http_exchange import Exchange, Truncation
from dragoman.archiver.web.limits import Deadline, Limits
from dragoman.archiver.web.spool import new_spool
from dragoman.archiver.web.wire_reader import BodyCut, WireReader, too_large
from dragoman.errors import FetchError
from dragoman.provenance.stamp import utc_now

MAX_INTERIM = 20
MAX_BLANK_LINES = 10
VERSION = re.compile(r"http/1\.[0-9]")
BODILESS = frozenset({204, 304})


@dataclass(slots=True)
class Head:
    status: int
    reason: str
    version: str
    headers: list[tuple[str, str]]
    raw: bytes


def read_exchange(
    connection: Connection, request: bytes, url: str, method: str, limits: Limits, spool_dir: Path
) -> tuple[Exchange, bool]:
    """Send `request`, read the answer; the exchange, and whether the connection may be used again.

    FetchError where no answer came (step `http` or `timeout`). A body that breaks off is no error
    here: it is kept as far as it came, with `truncated` set.
    """
    arriving = begin_exchange(connection, request, url, method, limits, spool_dir)
    try:
        while arriving.step():
            pass
        return arriving.end()
    except BaseException:
        arriving.reader.spool.close()
        raise


def begin_exchange(
    connection: Connection, request: bytes, url: str, method: str, limits: Limits, spool_dir: Path
) -> Arriving:
    """Send `request` and read the head of the answer; FetchError where none came."""
    spool = new_spool(spool_dir)
    reader = WireReader(connection, limits, Deadline(limits.total_timeout), spool)
    try:
        return _begin(reader, request, url, method)
    except BaseException:
        spool.close()
        raise


def _begin(reader: WireReader, request: bytes, url: str, method: str) -> Arriving:
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
    return Arriving(reader, head, request, url, method, started, clock, tuple(interim))


class Arriving:
    """An answer whose head has come, and whose body is taken off the connection step by step."""

    def __init__(
        self,
        reader: WireReader,
        head: Head,
        request: bytes,
        url: str,
        method: str,
        started: str,
        clock: float,
        interim: tuple[bytes, ...],
    ) -> None:
        self.reader = reader
        self.head = head
        self.ended = False
        self._asked = (request, url, method)
        self._started, self._clock = started, clock
        self._interim = interim
        self._header_length = reader.block_length
        self._body = _read_body(reader, head, method)
        self._framed = self._interrupted = False
        self._cut: tuple[Truncation, str] | None = None

    @property
    def is_empty(self) -> bool:
        """Whether there is no body to wait for."""
        return is_bodiless(self.head, self._asked[2]) or _announced(self.head) == 0

    def step(self) -> bool:
        """Take what comes next; False where the body has ended, however it did."""
        if self.ended:
            return False
        try:
            next(self._body)
            return True
        except StopIteration as end:
            self._framed = end.value
        except BodyCut as cut:
            self._cut = cut.why, cut.sentence
        except TimeoutError:
            self._cut = "time", f"the answer had not ended after {_waited(self._clock)}"
        except OSError as error:
            self._cut = "disconnect", f"the connection broke off ({error.strerror or error})"
        except BaseException:  # a Ctrl-C: what has come can be kept still
            self._cut = "unspecified", "reading it was interrupted"
            self._interrupted = self.ended = True
            raise
        self.ended = True
        return False

    def close(self, why: str) -> None:
        """Take what is at hand, and wait for nothing more; `why` is a sentence."""
        self.reader.closing = why
        while self.step():
            pass

    def end(self) -> tuple[Exchange, bool]:
        """The exchange, once the body has ended, and whether the connection may be used again."""
        reader, head, connection = self.reader, self.head, self.reader.connection
        if self._interrupted:
            reader.count_anew(self._header_length, chunked=is_chunked(head.headers))
        request, url, method = self._asked
        truncated, shortfall = self._cut or (None, None)
        exchange = Exchange(
            url=url,
            method=method,
            started=self._started,
            request=request,
            block=reader.spool,
            block_length=reader.block_length,
            block_sha256=reader.block.digest(),
            header_length=self._header_length,
            payload_length=reader.payload_length,
            payload_sha256=reader.payload.digest(),
            status=head.status,
            reason=head.reason,
            headers=tuple(head.headers),
            chunked=is_chunked(head.headers),
            interim=self._interim,
            truncated=truncated,
            shortfall=shortfall,
            peer=connection.peer,
            protocol=head.version,
            connection=_seen(reader, self._clock),
            reused=connection.exchanges > 0,
        )
        connection.exchanges += 1
        return exchange, self._framed and _keeps_alive(head) and connection.quiet()


def _seen(reader: WireReader, clock: float) -> dict[str, Any]:
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


def _read_heads(reader: WireReader, url: str) -> tuple[list[bytes], Head]:
    """The interim responses, then the final one's head. Every 1xx but 101 is interim (RFC 9110)."""
    interim: list[bytes] = []
    while True:
        head = _read_head(reader, url)
        if not 100 <= head.status < 200 or head.status == 101:
            return interim, head
        interim.append(head.raw)
        if len(interim) > MAX_INTERIM:
            raise FetchError("the server sends interim answers only", step="http", subject=url)


def _read_head(reader: WireReader, url: str) -> Head:
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
            return Head(status, reason, version, header_fields(lines), bytes(raw))
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


def _keeps_alive(head: Head) -> bool:
    wishes = ",".join(all_values(head.headers, "connection")).lower()
    if head.status == 101 or "close" in wishes:
        return False
    # Both framings in one response are how one answer is passed off as two: never use it again.
    codings = all_values(head.headers, "transfer-encoding")
    if codings and all_values(head.headers, "content-length"):
        return False
    return head.version != "http/1.0" or "keep-alive" in wishes


# The body is read in steps: each of these pauses where bytes of it have come, and says in the end
# what its docstring says.
Steps = Generator[None, None, None]


def _read_body(reader: WireReader, head: Head, method: str) -> Generator[None, None, bool]:
    """Read the body; whether its end was proven by its framing."""
    if is_bodiless(head, method):
        return True
    if is_chunked(head.headers):
        yield from _read_chunks(reader)
        return True
    length = _announced(head)
    if length is None:
        yield from _read_rest(reader, payload=True)
        return False
    if length > reader.limits.max_body:
        raise BodyCut("length", too_large(reader.limits))
    left = yield from _read_data(reader, length)
    if left:
        raise BodyCut("disconnect", f"the body ended {left:,} bytes short of its {length:,}")
    return True


def is_bodiless(head: Head, method: str) -> bool:
    """Whether nothing follows the headers, whatever they say."""
    return method == "HEAD" or head.status in BODILESS or head.status == 101


def _announced(head: Head) -> int | None:
    """The length of the body; None where it goes on to the end of the connection."""
    # Where both are said the coding counts (RFC 9112, 6.3), also one that we do not undo.
    coded = all_values(head.headers, "transfer-encoding")
    return None if coded else content_length(head.headers)


def _read_data(reader: WireReader, left: int) -> Generator[None, None, int]:
    """Take `left` bytes of payload; how many of them did not come."""
    while left and (piece := reader.take(min(left, 1 << 16))):
        reader.body(piece)
        left -= len(piece)
        if left:
            yield
    return left


def _read_chunks(reader: WireReader) -> Steps:
    """A chunked body; what `framing.dechunk` finds in the same bytes is its payload."""
    begun = False
    while True:
        line = reader.body_line(CHUNK_LINE)
        # Judged by what of it will be kept, since that is all that `dechunk` will see.
        size = chunk_size(line[: reader.room])
        if line and size is None:
            reader.body(line, payload=not begun)
            yield from _read_rest(reader, payload=not begun)
            raise BodyCut("unspecified", "the body is not chunked as its headers say")
        reader.body(line, payload=False)
        if not line.endswith(b"\n"):
            raise BodyCut("disconnect", "the body ended between two chunks")
        if not size:
            _read_trailers(reader)
            return
        begun = True
        yield from _read_chunk(reader, size)


def _read_chunk(reader: WireReader, size: int) -> Steps:
    if (yield from _read_data(reader, size)):
        raise BodyCut("disconnect", "the body ended within a chunk")
    yield  # its bytes are there before what comes behind them is waited for
    end = reader.body_line(2)
    reader.body(end, payload=False)
    if end not in LINE_ENDS:
        yield from _read_rest(reader, payload=False)
        raise BodyCut("unspecified", "a chunk is longer than it says")


def _read_trailers(reader: WireReader) -> None:
    while (line := reader.body_line(reader.limits.max_header)) not in LINE_ENDS:
        reader.body(line, payload=False)
        if not line.endswith(b"\n"):
            raise BodyCut("disconnect", "the body ended before the end of its last chunk")
    reader.body(line, payload=False)


def _read_rest(reader: WireReader, *, payload: bool) -> Steps:
    """Whatever else comes, kept as it is: framing is lost, evidence is not."""
    while piece := reader.take(1 << 16):
        reader.body(piece, payload=payload)
        yield
