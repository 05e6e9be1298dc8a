"""What the records of a file are packed in, one member each: gzip, or zstd as `.warc.zst` has it.

A zstd file may begin with a dictionary, in a frame that other programs skip; every frame behind it
needs that.
"""

from __future__ import annotations

import re
import zlib
from typing import Any, Protocol

from dragoman.archiver.body.content_coding import zstd_module

GZIP_MAGIC = b"\x1f\x8b\x08"
ZSTD_MAGIC = b"\x28\xb5\x2f\xfd"
DICTIONARY_MAGIC = b"\x5d\x2a\x4d\x18"
SKIPPED = re.compile(rb"[\x50-\x5f]\x2a\x4d\x18")
FRAME_HEAD = 8
MAX_DICTIONARY = 16_000_000
# The largest window, as a power of two, that is given memory before a byte has come out.
WINDOW = 27


class Unpackable(Exception):
    """What comes cannot be unpacked; the text says why."""


class Engine(Protocol):
    """Unpacks one member piece by piece, as zlib's objects do."""

    @property
    def eof(self) -> bool: ...
    @property
    def unused_data(self) -> bytes: ...
    @property
    def unconsumed_tail(self) -> bytes: ...
    def decompress(self, data: Any, max_length: int, /) -> bytes: ...


def is_zstd(beginning: bytes) -> bool:
    return beginning.startswith(ZSTD_MAGIC) or bool(SKIPPED.match(beginning))


def engine_for(beginning: bytes, dictionary: Any) -> Engine | None:
    """What unpacks a member that begins so; None where none does."""
    if beginning.startswith(GZIP_MAGIC[:2]):
        return zlib.decompressobj(zlib.MAX_WBITS | 16)
    if beginning.startswith(ZSTD_MAGIC):
        return _ZstdFrame(dictionary)
    if SKIPPED.match(beginning) and len(beginning) >= FRAME_HEAD:
        return _SkippedFrame(int.from_bytes(beginning[4:FRAME_HEAD], "little"))
    return None


def dictionary_of(frame: bytes) -> Any:
    """The dictionary in the first frame of a file; Unpackable where it is none."""
    zstd, content = zstd_module(), frame[FRAME_HEAD:]
    try:
        if content.startswith(ZSTD_MAGIC):
            engine = zstd.ZstdDecompressor()
            content = engine.decompress(content, MAX_DICTIONARY)
            if not engine.eof:
                raise Unpackable("its dictionary is not whole, or longer than is read")
        return zstd.ZstdDict(content)
    except (zstd.ZstdError, ValueError) as error:
        raise Unpackable("its dictionary cannot be read") from error


def unpacks_to(beginning: bytes, piece: Any, count: int, dictionary: Any) -> bytes:
    """The first bytes of a member; none where it is none."""
    engine = engine_for(beginning, dictionary)
    try:
        return engine.decompress(piece, count) if engine is not None else b""
    except (zlib.error, Unpackable):
        return b""


class _ZstdFrame:
    """One frame. What was taken in and has not come out is inside, so that more is taken only
    where it asks for more."""

    def __init__(self, dictionary: Any) -> None:
        self._zstd = zstd = zstd_module()
        options = {zstd.DecompressionParameter.window_log_max: WINDOW}
        self._engine = zstd.ZstdDecompressor(zstd_dict=dictionary, options=options)
        self.unconsumed_tail = b""

    @property
    def eof(self) -> bool:
        return bool(self._engine.eof)

    @property
    def unused_data(self) -> bytes:
        data: bytes = self._engine.unused_data
        return data

    def decompress(self, data: Any, max_length: int, /) -> bytes:
        piece, self.unconsumed_tail = bytes(data), b""
        try:
            if not self._engine.needs_input:
                found: bytes = self._engine.decompress(b"", max_length)
                if found or self._engine.eof:
                    self.unconsumed_tail = piece
                    return found
            found = self._engine.decompress(piece, max_length)
        except self._zstd.ZstdError as error:
            raise Unpackable(str(error).rpartition(": ")[2].lower()) from error
        return found


class _SkippedFrame:
    """A frame without content of its own."""

    def __init__(self, length: int) -> None:
        self._left = length + FRAME_HEAD
        self.unused_data = b""
        self.unconsumed_tail = b""

    @property
    def eof(self) -> bool:
        return self._left == 0

    def decompress(self, data: Any, _max_length: int, /) -> bytes:
        taken = min(self._left, len(data))
        self._left -= taken
        self.unused_data = bytes(data[taken:])
        return b""
