"""What the streams of a PDF unpack to, told before PDFium unpacks them without any bound.

Three kilobytes can hold gigabytes: deflate packs a thousand times, and twice a million times. Every
stream is looked at in whose place deflated bytes stand, whatever its dictionary says. Left out are
those that are too short for it, pictures, which PDFium leaves packed where only text is read, and
what is encrypted.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator

STEP = 1 << 16
# One stream may unpack to so many bytes, and all that are looked at to so many together.
MOST, MOST_TOGETHER = 64_000_000, 512_000_000
MOST_LAYERS = 8
_STREAM = re.compile(rb"stream\r?\n(?<!endstream\n)(?<!endstream\r\n)")
_PICTURE = re.compile(rb"/Subtype\s*+/Image\b")
_ONCE = re.compile(rb"/Filter\s*+(?:/FlateDecode\b|\[\s*+/FlateDecode\s*+\])")
_LENGTH = re.compile(rb"/Length\s++(\d{1,9})(?!\d|\s+\d+\s+R)")
_DICTIONARY = 2_000  # bytes before a stream in which it stands what it is
_MOST_PACKED = 1032  # deflate packs no more bytes into one
_FEW = 200  # streams of a document that may be left out for being short


def swells(body: bytes) -> bool:
    """Whether a stream unpacks to more than MOST bytes, or all together to MOST_TOGETHER."""
    together = short = 0
    for match in _STREAM.finditer(body):
        dictionary = _dictionary(body, match.start())
        if _PICTURE.search(dictionary):
            continue
        short += 1
        if short <= _FEW and _is_short(body, dictionary, match.end()):
            continue
        length = 0
        for read, made in _unpacked(body, match.end()):
            length += made
            together += read + made
            if length > MOST or together > MOST_TOGETHER:
                return True
    return False


def _dictionary(body: bytes, start: int) -> bytes:
    """What stands before a stream, from the beginning of its object."""
    before = body[max(0, start - _DICTIONARY) : start]
    return before[max(0, before.rfind(b"obj")) :]


def _is_short(body: bytes, dictionary: bytes, start: int) -> bool:
    """Whether a stream plainly is deflated once, and so short that it cannot unpack to MOST."""
    said = _LENGTH.findall(dictionary)
    if dictionary.count(b"Filter") != 1 or not _ONCE.search(dictionary) or len(said) != 1:
        return False
    longest = MOST // _MOST_PACKED
    end = body.find(b"endstream", start, start + longest + len(b"endstream"))
    return b"#" not in dictionary and int(said[0]) <= longest and end >= 0


def _unpacked(body: bytes, start: int) -> Iterator[tuple[int, int]]:
    """What is read at a place and what comes out of it, in all layers, a step at a time."""
    outermost = _Layer(MOST_LAYERS)
    for at in range(start, len(body), STEP):
        piece = body[at : at + STEP]
        for made in outermost.feed(piece):
            yield len(piece), made
        if outermost.ended:
            return


class _Layer:
    """Bytes that may be deflated, and what they unpack to, which may be deflated again."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._head = b""
        self._engine: zlib._Decompress | None = None
        self._inner: _Layer | None = None
        self.ended = most == 0

    def feed(self, data: bytes) -> Iterator[int]:
        """How many bytes come out of this layer, and of those in it."""
        if self._engine is None and not self.ended:
            data = self._head = self._head + data
            if len(data) < 2:
                return
            self.ended = not _is_zlib(data)
            self._engine, self._inner = zlib.decompressobj(), _Layer(self._most - 1)
        yield 0
        while data and not self.ended:
            made, data = self._step(data)
            yield len(made)
            if self._inner is not None:
                yield from self._inner.feed(made)

    def _step(self, data: bytes) -> tuple[bytes, bytes]:
        assert self._engine is not None
        try:
            made = self._engine.decompress(data, STEP)
        except zlib.error:
            self.ended = True
            return b"", b""
        self.ended = self._engine.eof
        return made, self._engine.unconsumed_tail


def _is_zlib(data: bytes) -> bool:
    """Whether bytes begin with the two that every zlib stream does."""
    return data[0] & 0x0F == 8 and (data[0] * 256 + data[1]) % 31 == 0
