"""An HTTP exchange as it went over the wire: the request's bytes and the response's."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO, Literal

from dragoman.archiver.web.framing import dechunk, read_fields, read_payload
from dragoman.provenance.digest import CHUNK

Truncation = Literal["length", "time", "disconnect", "unspecified"]


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request and the final response to it, both to the byte.

    `block` holds the response from its status line on, transfer coding and all: `header_length`
    bytes of status line and headers, then the body as it came. `interim` are the 1xx responses that
    came before, each with its headers. The digests are raw SHA-256 (32 bytes): of the block, and of
    the payload after transfer decoding. `started` is UTC as WARC writes it. `truncated` says why
    the body is not whole, in the words of `WARC-Truncated`, and `shortfall` says it in a sentence.
    """

    url: str
    method: str
    started: str
    request: bytes
    block: BinaryIO
    block_length: int
    block_sha256: bytes
    header_length: int
    payload_length: int
    payload_sha256: bytes
    status: int
    reason: str
    headers: tuple[tuple[str, str], ...]
    chunked: bool
    interim: tuple[bytes, ...]
    truncated: Truncation | None
    shortfall: str | None
    peer: str | None
    protocol: str
    connection: dict[str, Any]
    reused: bool

    def header(self, name: str) -> str | None:
        """The first header of that name, whatever its case."""
        wanted = name.lower()
        return next((value for key, value in self.headers if key.lower() == wanted), None)

    def combined(self, name: str) -> str | None:
        """All headers of that name as the one value that they are together (RFC 9110)."""
        wanted = name.lower()
        return ", ".join(value for key, value in self.headers if key.lower() == wanted) or None

    @property
    def request_payload(self) -> bytes:
        """What was sent after the request's headers, after transfer decoding; a GET has none."""
        stream = io.BytesIO(self.request)
        return b"".join(read_payload(stream, read_fields(stream)))

    def payload(self) -> Iterator[bytes]:
        """The body after transfer decoding, in pieces."""
        self.block.seek(self.header_length)
        if self.chunked:
            yield from dechunk(self.block)
            return
        while piece := self.block.read(CHUNK):
            yield piece
