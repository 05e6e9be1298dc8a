"""A margin above a picture, put there without touching a pixel of it."""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass

from dragoman.errors import ArchiveError

SIGNATURE = b"\x89PNG\r\n\x1a\n"
SAMPLES = {2: 3, 6: 4}  # by colour type, of 8 bits each: red, green, blue, and how opaque
SUB, AVERAGE, PAETH = 1, 3, 4
LEVEL = 6
MOST_PIXELS = 100_000_000


@dataclass(frozen=True, slots=True)
class Png:
    """A picture as a browser writes it; `rows` are its filtered lines, each after its filter."""

    width: int
    height: int
    colour: int
    rows: bytes

    @property
    def line(self) -> int:
        return self.width * SAMPLES[self.colour]


def size_of(picture: bytes) -> tuple[int, int]:
    """Width and height in pixels; ArchiveError where it is no PNG."""
    if not picture.startswith(SIGNATURE) or len(picture) < 33:
        raise ArchiveError("it is no PNG")
    width, height = struct.unpack(">II", picture[16:24])
    return width, height


def read_png(picture: bytes) -> Png:
    """ArchiveError for one that is not as browsers write them."""
    width, height = size_of(picture)
    depth, colour, _, _, interlaced = picture[24:29]
    if depth != 8 or colour not in SAMPLES or interlaced or width * height > MOST_PIXELS:
        raise ArchiveError("it is a PNG of another kind than browsers draw")
    length = height * (1 + width * SAMPLES[colour])
    try:
        rows = zlib.decompressobj().decompress(b"".join(_data(picture)), length)
    except (zlib.error, struct.error) as error:
        raise ArchiveError(f"it is no whole PNG ({error})") from error
    if len(rows) != length:
        raise ArchiveError("it is no whole PNG")
    return Png(width, height, colour, rows)


def below(margin: bytes, picture: bytes) -> bytes:
    """One PNG: the margin, and the picture below it; ArchiveError where they do not fit."""
    top, bottom = read_png(margin), read_png(picture)
    if (top.width, top.colour) != (bottom.width, bottom.colour):
        raise ArchiveError("the margin has not the width of the picture")
    # Lines are told by their difference from the one above; the first had none above it.
    rows = top.rows + b"\0" + _first_line(bottom) + bottom.rows[1 + bottom.line :]
    head = struct.pack(">IIBBBBB", top.width, top.height + bottom.height, 8, top.colour, 0, 0, 0)
    packed = zlib.compress(rows, LEVEL)
    return SIGNATURE + b"".join(
        _chunk(kind, data) for kind, data in ((b"IHDR", head), (b"IDAT", packed), (b"IEND", b""))
    )


def _first_line(png: Png) -> bytes:
    """The first line without its filter."""
    kind, line = png.rows[0], bytearray(png.rows[1 : 1 + png.line])
    step = SAMPLES[png.colour]
    if kind in (SUB, AVERAGE, PAETH):
        for place in range(step, len(line)):
            left = line[place - step]
            line[place] = (line[place] + (left // 2 if kind == AVERAGE else left)) & 255
    return bytes(line)


def _data(picture: bytes) -> list[bytes]:
    found, place = [], len(SIGNATURE)
    while place + 12 <= len(picture):
        (length,) = struct.unpack(">I", picture[place : place + 4])
        if picture[place + 4 : place + 8] == b"IDAT":
            found.append(picture[place + 8 : place + 8 + length])
        place += 12 + length
    return found


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
