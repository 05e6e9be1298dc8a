"""The bytes of a response on their way off the connection, those of them that are kept counted."""

from __future__ import annotations

import hashlib
import time
from dataclasses import dataclass, field
from typing import BinaryIO

from dragoman.archiver.web.connection import Connection
from dragoman.archiver.web.framing import dechunk
from dragoman.archiver.web.http_exchange import Truncation
from dragoman.archiver.web.limits import Deadline, Limits
from dragoman.errors import ArchiveError
from dragoman.provenance.digest import CHUNK


class BodyCut(Exception):
    """The body ended before its end; the response is kept as far as it came."""

    def __init__(self, why: Truncation, sentence: str) -> None:
        super().__init__(sentence)
        self.why: Truncation = why
        self.sentence = sentence


@dataclass(slots=True)
class WireReader:
    """Takes bytes off the connection and copies those that are the response's into the spool.

    Once `closing` says why, nothing more is waited for. `handed_on` is where the payload's bytes go
    besides, for whoever reads them as they come.
    """

    connection: Connection
    limits: Limits
    deadline: Deadline
    spool: BinaryIO
    block_length: int = 0
    payload_length: int = 0
    body_length: int = 0
    first_byte: float | None = None
    failure: OSError | BodyCut | None = None
    closing: str | None = None
    handed_on: bytearray | None = None
    block: hashlib._Hash = field(default_factory=hashlib.sha256)
    payload: hashlib._Hash = field(default_factory=hashlib.sha256)

    def fill(self) -> bool:
        """Wait for more bytes; False at the end of the stream."""
        if self.closing is not None:
            raise BodyCut("unspecified", self.closing)
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
        except (OSError, BodyCut) as error:
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
            if self.handed_on is not None:
                self.handed_on += piece

    def body(self, piece: bytes, *, payload: bool = True) -> None:
        """Bytes of the body, up to the limit on its size."""
        kept = piece[: self.room]
        self.keep(kept, payload=payload)
        self.body_length += len(kept)
        if len(kept) < len(piece):
            raise BodyCut("length", too_large(self.limits))
        if self.failure is not None:
            raise self.failure

    def count_anew(self, header_length: int, *, chunked: bool) -> None:
        """Count what is kept, where an interrupted step may have counted a part of it."""
        self.block, self.block_length = hashlib.sha256(), 0
        self.payload, self.payload_length = hashlib.sha256(), 0
        self.spool.seek(0)
        while piece := self.spool.read(CHUNK):
            self.block.update(piece)
            self.block_length += len(piece)
        self.spool.seek(header_length)
        for piece in dechunk(self.spool) if chunked else iter(lambda: self.spool.read(CHUNK), b""):
            self.payload.update(piece)
            self.payload_length += len(piece)

    @property
    def room(self) -> int:
        """How many bytes of body are still allowed."""
        return self.limits.max_body - self.body_length


def too_large(limits: Limits) -> str:
    return f"the answer is larger than the limit of {limits.max_body:,} bytes (limits.max_body)"
