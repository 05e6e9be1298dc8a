"""The bytes of a web archive with its gzip members unpacked, and where in the file each came from.

A file is read as *runs*: a gzip member, or a stretch that is not compressed. Tools write one member
a record, one member for the whole file, or plain text, and damaged files hold all of it at once.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import BinaryIO

MAGIC = b"\x1f\x8b\x08"
BLOCK = 1 << 16
STEP = 1 << 18
SEARCH_BLOCK = 1 << 20
PEEK_LINE = 4096
BLANK = b"\r\n\0"
# What a file may cost: bytes read of it (again and again, where it is damaged), and unpacked from
# it. Deflate packs at most 1:1032, a crawl of text some 1:10.
MAX_REREADS = 8
MAX_RATIO = 100
ALLOWANCE = 256_000_000


@dataclass(frozen=True, slots=True)
class Place:
    """Where something begins: a byte of the file and, where a gzip member begins there, how many
    unpacked bytes into that member."""

    offset: int
    skip: int = 0

    def __str__(self) -> str:
        return f"byte {self.offset}" + (f" (unpacked {self.skip} further)" if self.skip else "")


class Damaged(Exception):
    """The member at hand cannot be unpacked; the text says what is wrong with it."""


class TooMuch(Exception):
    """The file costs more than it may."""


class Unpacked:
    """Forward reading in runs, from any place. `read` and `peek` never go past the end of a run.

    With `plain_only` set, nothing is taken for a gzip member, whatever it begins with.
    """

    def __init__(self, stream: BinaryIO, size: int) -> None:
        self.size = size
        self.plain_only = False
        self.run_start = 0
        self.packed = False
        self._stream = stream
        self._may_read = MAX_REREADS * size + ALLOWANCE
        self._may_unpack = MAX_RATIO * size + ALLOWANCE
        self._at = self._passed = 0
        self._begin_state(0)

    def begin(self, offset: int) -> None:
        """Start a run at a byte of the file."""
        self._begin_state(offset)
        self._stream.seek(offset)
        head = self._fetch(BLOCK)
        self.packed = head.startswith(MAGIC[:2]) and not self.plain_only
        if self.packed:
            self._engine = zlib.decompressobj(zlib.MAX_WBITS | 16)
            self._raw = head
        else:
            self._buffer = head

    def seek(self, place: Place) -> None:
        """Go to a place; Damaged where it cannot be reached."""
        if self._has(place):
            return
        self.begin(place.offset)
        left = place.skip
        while left:
            piece = self.read(min(left, STEP))
            if not piece:
                raise Damaged("the gzip member ends before that place")
            left -= len(piece)

    def _has(self, place: Place) -> bool:
        """Go to a place that is still at hand; False where it is not."""
        inside = place.skip if self.packed else place.offset - self.run_start
        if self.packed and place.offset != self.run_start:
            return False
        if not self._passed <= inside < self._passed + len(self._buffer):
            return False
        self._at = inside - self._passed
        return True

    def next_run(self) -> bool:
        """Go on after a run that was read to its end; False where the file ends."""
        end = self._next - len(self._raw)
        if end >= self.size:
            return False
        self.begin(end)
        return bool(self._raw or self._buffer)

    def settle(self) -> None:
        """In a plain run, let a gzip member begin here if one does."""
        if not self.packed and not self.plain_only and self.peek(len(MAGIC)) == MAGIC:
            self.begin(self.place.offset)

    @property
    def place(self) -> Place:
        inside = self._passed + self._at
        return Place(self.run_start, inside) if self.packed else Place(self.run_start + inside)

    @property
    def at_start(self) -> bool:
        """Whether the next byte is the first of its run."""
        return self._passed + self._at == 0

    @property
    def left(self) -> int | None:
        """How many bytes the file can still give; None where only unpacking would tell."""
        return None if self.packed else self.size - self.place.offset

    def peek(self, count: int) -> bytes:
        """The next bytes of the run, fewer where it ends."""
        while len(self._buffer) - self._at < count and self._more():
            pass
        return self._buffer[self._at : self._at + count]

    def read(self, count: int) -> bytes:
        """Up to `count` bytes; empty only at the end of the run."""
        if self._at == len(self._buffer) and not self._more():
            return b""
        piece = self._buffer[self._at : self._at + count]
        self._at += len(piece)
        return piece

    def line(self, limit: int) -> bytes:
        """A line with its line feed; shorter than that where the run, or `limit`, ends it."""
        seen = PEEK_LINE
        while (found := self.peek(seen).find(b"\n")) < 0 and seen < limit:
            if len(self._buffer) - self._at < seen:
                break
            seen *= 2
        piece = self.peek(found + 1 if found >= 0 else min(seen, limit))
        self._at += len(piece)
        return piece

    def skip_blank(self) -> None:
        """Pass over line ends, and the zero bytes that some disks and tapes leave."""
        while (first := self.peek(1)) and first in BLANK:
            rest = self._buffer[self._at :]
            self._at += len(rest) - len(rest.lstrip(BLANK))

    def find(self, start: re.Pattern[bytes], accept: Callable[[bytes], bool]) -> bool:
        """Go to the next place of this run that matches and is accepted; False at its end.

        `start` matches the first bytes of it, at most 32.
        """
        while True:
            match = start.search(self._buffer, self._at)
            if match is not None:
                self._at = match.start()
                if accept(self.peek(PEEK_LINE)):
                    return True
                self._at += 1
                continue
            self._at = max(self._at, len(self._buffer) - 32)
            if not self._more():
                self._at = len(self._buffer)
                return False

    def find_member(self, after: int, accept: Callable[[bytes], bool]) -> int | None:
        """The next byte of the file from which a gzip member unpacks to something accepted."""
        position = after
        while position < self.size:
            self._stream.seek(position)
            data = self._fetch(SEARCH_BLOCK)
            found = data.find(MAGIC)
            while found >= 0:
                if accept(self._glimpse(position + found)):
                    return position + found
                found = data.find(MAGIC, found + 1)
            if not data:
                return None
            position += max(1, len(data) - len(MAGIC) + 1)
        return None

    def _glimpse(self, offset: int) -> bytes:
        self._stream.seek(offset)
        engine = zlib.decompressobj(zlib.MAX_WBITS | 16)
        try:
            return engine.decompress(self._fetch(PEEK_LINE), PEEK_LINE)
        except zlib.error:
            return b""

    def _begin_state(self, offset: int) -> None:
        self.run_start = self._next = offset
        self.packed = False
        self._engine = zlib.decompressobj()
        self._raw = b""
        self._buffer = b""
        self._at = 0
        self._passed = 0

    def _fetch(self, count: int) -> bytes:
        data = self._stream.read(count)
        self._next = self._stream.tell()
        self._may_read -= len(data)
        if self._may_read < 0:
            raise TooMuch("it is damaged in too many places to look for more")
        return data

    def _more(self) -> bool:
        data = self._unpack() if self.packed else self._fetch(BLOCK)
        if not data:
            return False
        self._passed += self._at
        self._buffer = self._buffer[self._at :] + data
        self._at = 0
        return True

    def _unpack(self) -> bytes:
        """The next bytes of the member, empty at its end."""
        while not self._engine.eof:
            data = self._raw or self._fetch(BLOCK)
            if not data:
                raise Damaged("the file ends within a gzip member")
            try:
                unpacked = self._engine.decompress(data, STEP)
            except zlib.error as error:
                why = str(error).rpartition(": ")[2]
                raise Damaged(f"the gzip member cannot be unpacked ({why})") from error
            self._raw = self._engine.unconsumed_tail or self._engine.unused_data
            self._may_unpack -= len(unpacked)
            if self._may_unpack < 0:
                raise TooMuch("it unpacks to far more than its size, as only a zip bomb does")
            if unpacked:
                return unpacked
        return b""
