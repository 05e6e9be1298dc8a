"""Undoing the content codings of a body (gzip, deflate, br), bounded in what it unpacks to."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterable, Iterator
from importlib.machinery import PathFinder
from importlib.util import module_from_spec
from itertools import chain
from typing import Any

from dragoman.errors import ExtractionError

STEP = 1 << 18
# Enough of a body to see whether it is in the coding that was announced.
HEAD = 1024

GZIP = zlib.MAX_WBITS | 16

Decode = Callable[[bytes], Iterator[bytes]]


def unpack(pieces: Iterable[bytes], encoding: str | None, limit: int) -> bytes:
    """The content of a body; ExtractionError where it unpacks to more than `limit` bytes.

    `encoding` is the Content-Encoding header. A coding that is unknown, or that the body is not in,
    leaves it as it is: servers announce codings that they do not use. Where a coding breaks off,
    what came out until then is the content.
    """
    codings = [each.strip().lower() for each in (encoding or "").split(",") if each.strip()]
    stream: Iterable[bytes] = pieces
    for coding in reversed(codings):
        if coding in DECODERS:
            stream = _decoded(stream, DECODERS[coding])
    content = bytearray()
    for piece in stream:
        content += piece
        if len(content) > limit:
            raise ExtractionError(
                f"the page unpacks to more than {limit:,} bytes (limits.max_decoded), "
                "so no article was read out of it"
            )
    return bytes(content)


def _decoded(
    pieces: Iterable[bytes], decoders: tuple[Callable[[], Decode], ...]
) -> Iterator[bytes]:
    """The stream by the first decoder that takes its beginning, or as it is."""
    rest = iter(pieces)
    head = b""
    while len(head) < HEAD and (piece := next(rest, None)) is not None:
        head += piece
    whole = chain([head], rest)
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
}
