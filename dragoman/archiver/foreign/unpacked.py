"""The bytes of a web archive, its gzip members or zstd frames unpacked, and where each came from.

A file is read as *runs*: a gzip member, or a stretch that is not compressed. Tools write one member
a record, one member for the whole file, or plain text, and damaged files hold all of it at once.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, BinaryIO

from dragoman.archiver.foreign.effort import Effort
from dragoman.archiver.foreign.packing import (
    DICTIONARY_MAGIC,
    FRAME_HEAD,
    GZIP_MAGIC,
    MAX_DICTIONARY,
    ZSTD_MAGIC,
    Engine,
    Unpackable,
    dictionary_of,
    engine_for,
    is_zstd,
    unpacks_to,
)
from dragoman.archiver.foreign.window import BLOCK, Window

STEP = 1 << 18
# A run begins with pieces this small, which then double: most members are shorter than a BLOCK, and
# what of a piece belongs to the next member was handed over for nothing.
FIRST_PIECE = 1 << 10
PEEK_LINE = 4096
BLANK = b"\r\n\0"
BLANKS = re.compile(rb"[\r\n\0]*")


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where something begins: a byte of the file and, where a gzip member begins there, how many
    unpacked bytes into that member."""

    offset: int
    skip: int = 0

    def __str__(self) -> str:
        return f"byte {self.offset}" + (f" (unpacked {self.skip} further)" if self.skip else "")


class Damaged(Exception):
    """The member at hand cannot be unpacked; the text says what is wrong with it."""


class Unpacked:
    """Forward reading in runs, from any place. `read` and `peek` never go past the end of a run.

    With `plain_only` set, nothing is taken for a gzip member, whatever it begins with. TooMuch
    where the file costs more than its `effort` allows.
    """

    def __init__(self, stream: BinaryIO, size: int, effort: Effort | None = None) -> None:
        self.size = size
        self.plain_only = False
        self.run_start = 0
        self.packed = False
        self._effort = effort or Effort(size)
        self._window = Window(stream, self._effort)
        self._reached = 0  # the byte of the file up to which all was read at least once
        self._at = self._passed = 0
        self._engine: Engine | None = None
        self._dictionary: Any = None
        self._asked_for_dictionary = False
        self._no_dictionary = ""  # why there is none, though the file begins with one
        self._zstd: bool | None = None
        self._begin_state(0)

    def begin(self, offset: int) -> None:
        """Start a run at a byte of the file."""
        if not self.packed:
            self._count(self.place.offset)
        if offset < self._reached:
            self._effort.went_back()
        self._begin_state(offset)
        if not self.plain_only and self._opens_member(head := self._beginning(offset)):
            if self._in_zstd(head) and not self._asked_for_dictionary:
                self._asked_for_dictionary = True
                self._read_dictionary()
            self._engine = engine_for(head, self._dictionary)
        self.packed = self._engine is not None

    def _beginning(self, offset: int) -> bytes:
        return bytes(self._window.piece(offset, FRAME_HEAD, FRAME_HEAD))

    def _opens_member(self, beginning: bytes) -> bool:
        return beginning.startswith(GZIP_MAGIC[:2]) or self._in_zstd(beginning)

    def _in_zstd(self, beginning: bytes) -> bool:
        """Whether a frame begins so; in a file that does not begin with one it is content."""
        if not is_zstd(beginning):
            return False
        if self._zstd is None:
            self._zstd = is_zstd(self._beginning(0))
        return self._zstd

    @property
    def _magic(self) -> bytes:
        if self._zstd is None:
            self._zstd = is_zstd(self._beginning(0))
        return ZSTD_MAGIC if self._zstd else GZIP_MAGIC

    def _read_dictionary(self) -> None:
        """Once. Where it cannot be read, frames that need none are still taken, and each other
        one says why it is not."""
        try:
            frame = self._dictionary_frame()
            self._dictionary = dictionary_of(frame) if frame else None
        except Unpackable as error:
            self._no_dictionary = f", and {error}"

    def _dictionary_frame(self) -> bytes:
        """Empty where the file begins with none; Unpackable where it is not whole."""
        head = self._beginning(0)
        if not head.startswith(DICTIONARY_MAGIC):
            return b""
        length = FRAME_HEAD + int.from_bytes(head[4:FRAME_HEAD], "little")
        if length > MAX_DICTIONARY:
            raise Unpackable(f"its dictionary has {length:,} bytes, more than is read")
        frame = bytearray()
        while len(frame) < length:
            piece = self._window.piece(len(frame), length - len(frame))
            if not piece:
                raise Unpackable("the file ends within its dictionary")
            frame += piece
        return bytes(frame)

    def seek(self, place: Place) -> None:
        """Go to a place; Damaged where it cannot be reached."""
        if self._has(place):
            return
        left = place.skip - self._passed - self._at
        if not self.packed or place.offset != self.run_start or left < 0:
            self.begin(place.offset)
            left = place.skip
        while left:
            piece = self.read(min(left, STEP))
            if not piece:
                raise Damaged(f"the {self._member} ends before that place")
            left -= len(piece)

    def _has(self, place: Place) -> bool:
        """Go to a place that is still at hand; False where it is not."""
        inside = place.skip if self.packed else place.offset - self.run_start
        if self.packed and place.offset != self.run_start:
            return False
        at = inside - self._passed
        if not 0 <= at < len(self._buffer):
            return False
        plain = not self.packed and not self.plain_only
        if plain and self._opens_member(self._buffer[at : at + FRAME_HEAD]):
            return False
        self._at = at
        return True

    def next_run(self) -> bool:
        """Go on after a run that was read to its end; False where the file ends."""
        if self._next >= self.size:
            return False
        self.begin(self._next)
        return bool(self._window.piece(self._next, 1))

    def settle(self) -> None:
        """In a plain run, let a gzip member begin here if one does."""
        if self.packed or self.plain_only:
            return
        head = self.peek(FRAME_HEAD)
        if head.startswith(GZIP_MAGIC) or self._in_zstd(head):
            self.begin(self.place.offset)

    @property
    def _member(self) -> str:
        return "zstd frame" if self._magic == ZSTD_MAGIC else "gzip member"

    @property
    def place(self) -> Place:
        inside = self._passed + self._at
        return Place(self.run_start, inside) if self.packed else Place(self.run_start + inside)

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
            blanks = BLANKS.match(self._buffer, self._at)
            self._at = blanks.end() if blanks else self._at

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
        position = self._counted = after
        magic = self._magic
        while data := bytes(self._window.piece(position, BLOCK, len(magic))):
            found = data.find(magic)
            while found >= 0:
                self._count(position + found)
                if accept(self._glimpse(position + found)):
                    return position + found
                found = data.find(magic, found + 1)
            position += max(1, len(data) - len(magic) + 1)
            self._count(position)
        return None

    def _glimpse(self, offset: int) -> bytes:
        self._effort.went_back()
        piece = self._window.piece(offset, PEEK_LINE)
        return unpacks_to(self._beginning(offset), piece, PEEK_LINE, self._dictionary)

    def _begin_state(self, offset: int) -> None:
        self.run_start = self._next = self._counted = offset
        self.packed = False
        self._engine = None
        self._piece = FIRST_PIECE
        self._buffer = b""
        self._at = 0
        self._passed = 0

    def _count(self, offset: int) -> int:
        """What of the file was read on to `offset`; how many bytes of that not for the first
        time."""
        again = max(0, min(self._reached, offset) - self._counted)
        self._effort.read(max(0, offset - self._counted), before=again)
        self._reached = max(self._reached, offset)
        self._counted = offset
        return again

    def _fetch(self) -> memoryview:
        piece = self._window.piece(self._next, self._piece)
        self._piece = min(2 * self._piece, BLOCK)
        return piece

    def _more(self) -> bool:
        data = self._unpack() if self.packed else self._plain()
        if not data:
            return False
        self._passed += self._at
        self._buffer = self._buffer[self._at :] + data
        self._at = 0
        return True

    def _plain(self) -> bytes:
        self._count(self.place.offset)
        data = bytes(self._fetch())
        self._next += len(data)
        return data

    def _unpack(self) -> bytes:
        """The next bytes of the member, empty at its end."""
        while (engine := self._engine) is not None and not engine.eof:
            data = self._fetch()
            try:
                unpacked = engine.decompress(data, STEP)
            except (zlib.error, Unpackable) as error:
                self._count(self._next + len(data))
                why = str(error).rpartition(": ")[2] + self._no_dictionary
                raise Damaged(f"the {self._member} cannot be unpacked ({why})") from error
            taken = len(data) - len(engine.unused_data if engine.eof else engine.unconsumed_tail)
            self._next += taken
            again = self._count(self._next)
            self._effort.unpacked(len(unpacked), before=len(unpacked) * again // max(1, taken))
            if unpacked:
                return unpacked
            if not data:
                raise Damaged(f"the file ends within a {self._member}")
        return b""
