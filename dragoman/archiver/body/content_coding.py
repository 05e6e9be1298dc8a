"""Undoing the content codings of a body (gzip, deflate, br, zstd), within a bound."""

from __future__ import annotations

import sys
import zlib
from collections.abc import Callable, Iterable, Iterator
from importlib import import_module
from importlib.machinery import PathFinder
from importlib.util import module_from_spec
from itertools import chain
from typing import Any

from dragoman.errors import ExtractionError

STEP = 1 << 18
# Enough of a body to see whether it is in the coding that was announced.
HEAD = 1024

GZIP = zlib.MAX_WBITS | 16
# The largest window of a zstd stream that RFC 9659 has a receiver support (8 MB): browsers refuse
# more, and so much memory is taken before a byte has come out.
ZSTD_WINDOW = 23
STANDARD_ZSTD = "compression.zstd"
ZSTD_BEGINS = (b"(\xb5/\xfd", *(bytes([0x50 + n]) + b"*M\x18" for n in range(16)))
# What is packed in says so by its first bytes. So many layers that nobody announced are undone.
PACKED = {b"\x1f\x8b\x08": "gzip", b"(\xb5/\xfd": "zstd"}
MOST_UNSAID, LEAST_PACKED = 2, 13
MOST_CODINGS = 8
BEGINNING = 2048
# What stands in the header where there is no coding.
NONE = frozenset({"identity", "none", "binary", "8bit", "chunked", "utf-8", "utf8", "null", "*"})

Decode = Callable[[bytes], Iterator[bytes]]


def unpack(pieces: Iterable[bytes], encoding: str | None, limit: int) -> bytes:
    """The content of a body; ExtractionError where it unpacks to more than `limit` bytes.

    `encoding` is the Content-Encoding header. A coding that is unknown, or that the body is not in,
    leaves it as it is: servers announce codings that they do not use. They also use some that they
    do not announce: what is packed by its own first bytes is unpacked as well. Where a coding
    breaks off, what came out until then is the content.
    """
    content = bytearray()
    for piece in _opened(pieces, encoding):
        content += piece
        if len(content) > limit:
            raise ExtractionError(
                f"the page unpacks to more than {limit:,} bytes (limits.max_decoded), "
                "so no article was read out of it"
            )
    return bytes(content)


def beginning(pieces: Iterable[bytes], encoding: str | None) -> Iterator[bytes]:
    """The first 2,048 bytes of a body's content, or a little more, in pieces; see `unpack`."""
    length = 0
    for piece in _opened(pieces, encoding):
        yield piece
        length += len(piece)
        if length >= BEGINNING:
            return


def first_of(pieces: Iterable[bytes], encoding: str | None, limit: int) -> Iterator[bytes]:
    """The first `limit` bytes of a body's content in pieces, and more than that where there is
    more; see `unpack`."""
    length = 0
    for piece in _opened(pieces, encoding):
        yield piece
        length += len(piece)
        if length > limit:
            return


def unknown_codings(encoding: str | None) -> list[str]:
    """Codings of a Content-Encoding header that nothing here can undo."""
    return [each for each in _codings(encoding) if each not in DECODERS and each not in NONE]


def _codings(encoding: str | None) -> list[str]:
    said = [each.strip(" \t\"'").lower() for each in (encoding or "").split(",")]
    return [each for each in said if each][-MOST_CODINGS:]


def _opened(pieces: Iterable[bytes], encoding: str | None) -> Iterator[bytes]:
    stream = iter(pieces)
    for coding in reversed(_codings(encoding)):
        if coding in DECODERS:
            stream = _decoded(stream, DECODERS[coding])
    for _ in range(MOST_UNSAID):
        head, stream = _peeked(stream)
        packed = next((PACKED[each] for each in PACKED if head.startswith(each)), None)
        if packed is None or len(head) < LEAST_PACKED:
            break
        stream = _decoded(stream, DECODERS[packed])
    return stream


def _peeked(pieces: Iterable[bytes]) -> tuple[bytes, Iterator[bytes]]:
    """The beginning of a stream, and the whole of it."""
    rest = iter(pieces)
    head = b""
    while len(head) < HEAD and (piece := next(rest, None)) is not None:
        head += piece
    return head, chain([head], rest)


def _decoded(
    pieces: Iterable[bytes], decoders: tuple[Callable[[], Decode], ...]
) -> Iterator[bytes]:
    """The stream by the first decoder that takes its beginning, or as it is."""
    head, whole = _peeked(pieces)
    for begin in decoders:
        if _takes(begin(), head[:HEAD]):
            return _until_broken(begin(), whole)
    return whole


def _takes(decode: Decode, head: bytes) -> bool:
    try:
        for _, _ in zip(decode(head), range(HEAD), strict=False):
            pass
    except (zlib.error, ValueError):
        return False
    return True


def _until_broken(decode: Decode, pieces: Iterable[bytes]) -> Iterator[bytes]:
    for piece in pieces:
        # In small steps, since what the failing one had unpacked so far is lost.
        for place in range(0, len(piece), HEAD):
            try:
                yield from decode(piece[place : place + HEAD])
            except (zlib.error, ValueError):
                return


def _zlib(window: int) -> Decode:
    engine = zlib.decompressobj(window)
    ended = False

    def decode(piece: bytes) -> Iterator[bytes]:
        nonlocal engine, ended
        while piece and (window == GZIP or not ended):
            try:
                part = engine.decompress(piece, STEP)
            except zlib.error:
                if ended:
                    return  # what follows the end is no content
                raise
            yield part
            piece = engine.unconsumed_tail
            if engine.eof:
                ended = True
                piece = engine.unused_data if window == GZIP else b""
                engine = zlib.decompressobj(GZIP)  # which may go on with another member

    return decode


def _brotli() -> Decode:
    brotli = brotli_module()
    engine = brotli.Decompressor()

    def decode(piece: bytes) -> Iterator[bytes]:
        if engine.is_finished():
            return
        try:
            yield engine.process(piece, output_buffer_limit=STEP)
            while not engine.is_finished() and not engine.can_accept_more_data():
                yield engine.process(b"", output_buffer_limit=STEP)
        except brotli.error as error:
            raise ValueError("not brotli") from error

    return decode


def _zstd() -> Decode:
    zstd = zstd_module()
    options = {zstd.DecompressionParameter.window_log_max: ZSTD_WINDOW}
    engine = zstd.ZstdDecompressor(options=options)
    begun = ended = False

    def decode(piece: bytes) -> Iterator[bytes]:
        nonlocal engine, begun, ended
        if not begun and not piece.startswith(ZSTD_BEGINS):
            raise ValueError("not zstd")
        begun = True
        while piece or not engine.needs_input:
            try:
                yield engine.decompress(piece, STEP)
            except zstd.ZstdError as error:
                if ended:
                    return  # what follows the end is no content
                raise ValueError("not zstd") from error
            piece = b""
            if engine.eof:
                ended, piece = True, engine.unused_data
                engine = zstd.ZstdDecompressor(options=options)  # another frame may follow

    return decode


def zstd_module() -> Any:
    """The one of the standard library, or what brings it to a Python before 3.14."""
    if sys.version_info >= (3, 14):
        return import_module(STANDARD_ZSTD)
    from backports import zstd

    return zstd


def brotli_module() -> Any:
    """The brotli that can bound its output.

    pywb brings brotlipy, another package of the same name, which comes before it on the path and
    knows no bound; the real one's extension module is then loaded from where it lies.
    """
    import brotli

    if hasattr(brotli.Decompressor, "can_accept_more_data"):
        return brotli
    spec = PathFinder.find_spec("_brotli")
    if spec is None or spec.loader is None:
        raise ExtractionError("brotli 1.2 or later is not installed, so the page is not unpacked")
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


DECODERS: dict[str, tuple[Callable[[], Decode], ...]] = {
    "gzip": (lambda: _zlib(GZIP),),
    "x-gzip": (lambda: _zlib(GZIP),),
    # zlib by the standard, and without its wrapper by the habit of some servers
    "deflate": (lambda: _zlib(zlib.MAX_WBITS), lambda: _zlib(-zlib.MAX_WBITS)),
    "br": (_brotli,),
    "zstd": (_zstd,),
}
