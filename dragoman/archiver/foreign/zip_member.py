"""Members of a zip file as streams that can seek, whole or damaged."""

from __future__ import annotations

import contextlib
import io
import zlib
from typing import Any, BinaryIO

from dragoman.archiver.foreign.effort import Effort
from dragoman.archiver.foreign.window import BLOCK
from dragoman.provenance.digest import CHUNK


class StoredMember(io.RawIOBase):
    """The bytes of a member that is stored as it is."""

    def __init__(self, stream: BinaryIO, start: int, size: int) -> None:
        self._stream = stream
        self._start = start
        self._size = size
        self._at = 0

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._size}[whence]
        if base + offset < 0:
            raise OSError("before the beginning")
        self._at = base + offset
        return self._at

    def tell(self) -> int:
        return self._at

    def seekable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        left = max(0, self._size - self._at)
        self._stream.seek(self._start + self._at)
        data = self._stream.read(left if size < 0 else min(size, left))
        self._at += len(data)
        return data


class DeflatedMember(io.RawIOBase):
    """A deflated member; going back unpacks it from its beginning.

    zipfile's own reader gives nothing of the last piece where the CRC-32 does not fit; this one
    ends where the member is damaged, and gives what comes before. TooMuch where that, or going
    back, costs more than the `effort` allows.
    """

    def __init__(self, packed: StoredMember, size: int, effort: Effort) -> None:
        self._packed = packed
        self._size = size
        self._effort = effort
        self._wanted = self._reached = 0
        self._restart()

    def seek(self, offset: int, whence: int = 0) -> int:
        if whence:
            raise io.UnsupportedOperation("only from the start")
        self._wanted = offset
        return offset

    def tell(self) -> int:
        return self._wanted

    def read(self, size: int = -1) -> bytes:
        if self._wanted < self._at:
            self._restart()
        while self._at < self._wanted:
            if not self._next(min(CHUNK, self._wanted - self._at)):
                return b""
        data = self._next(size if size >= 0 else self._size)
        self._wanted = self._at
        return data

    def _count(self, count: int) -> None:
        before = max(0, min(self._reached, self._at + count) - self._at)
        self._effort.unpacked(count, before=before)
        self._at += count
        self._reached = max(self._reached, self._at)

    def _restart(self) -> None:
        self._at = 0
        self._packed.seek(0)
        self._engine = zlib.decompressobj(-zlib.MAX_WBITS)

    def _next(self, size: int) -> bytes:
        """Up to `size` further bytes, never more in all than the directory says."""
        size = min(size, self._size - self._at)
        while size > 0 and not self._engine.eof:
            data = self._engine.unconsumed_tail or self._packed.read(BLOCK)
            before = self._engine.copy()
            try:
                unpacked = self._engine.decompress(data, size)
            except zlib.error:
                unpacked = _as_far_as_whole(before, data, size)
                self._size = self._at + len(unpacked)  # there is no more of it
                data = b""
            if unpacked:
                self._count(len(unpacked))
                return unpacked
            if not data:
                return b""
        return b""


def _as_far_as_whole(engine: Any, data: bytes, size: int) -> bytes:
    """What a damaged block gives before the damage: given as a whole, it gives nothing."""
    unpacked = bytearray()
    with contextlib.suppress(zlib.error):
        for place in range(len(data)):
            unpacked += engine.decompress(data[place : place + 1], max(1, size - len(unpacked)))
            if len(unpacked) >= size:
                break
    return bytes(unpacked[:size])
