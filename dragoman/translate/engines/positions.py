"""How many positions a CTranslate2 model knows, read from the head of its `model.bin`.

A model with a table of position encodings raises an error on a longer input or output, and
CTranslate2 does not tell the size of that table. The file is a list of named arrays; only the
shapes are read here, and a file of another version simply tells nothing.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import BinaryIO

_KNOWN_VERSIONS = range(4, 7)
_MAX_VARIABLES = 100_000


@dataclass(frozen=True, slots=True)
class Positions:
    """Sizes of the position tables; None where positions are computed, so not limited."""

    encoder: int | None = None
    decoder: int | None = None

    @classmethod
    def read(cls, file: BinaryIO) -> Positions:
        try:
            shapes = _shapes(file)
        except (struct.error, UnicodeDecodeError, OSError, ValueError):
            return cls()
        return cls(
            shapes.get("encoder/position_encodings/encodings"),
            shapes.get("decoder/position_encodings/encodings"),
        )


def _shapes(file: BinaryIO) -> dict[str, int]:
    """The first dimension of every array whose name ends in `encodings`, by name."""
    (version,) = _unpack(file, "<I")
    if version not in _KNOWN_VERSIONS:
        return {}
    _string(file)
    _revision, count = _unpack(file, "<II")
    found: dict[str, int] = {}
    for _ in range(min(count, _MAX_VARIABLES)):
        name = _string(file)
        (rank,) = _unpack(file, "<B")
        dimensions = _unpack(file, f"<{rank}I")
        _kind, size = _unpack(file, "<BI")
        if name.endswith("/encodings") and dimensions:
            found[name] = dimensions[0]
        file.seek(size, 1)
    return found | _aliases(file, found)


def _aliases(file: BinaryIO, found: dict[str, int]) -> dict[str, int]:
    """Equal arrays are written once; the other names of each follow at the end of the file."""
    aliases = {}
    (count,) = _unpack(file, "<I")
    for _ in range(min(count, _MAX_VARIABLES)):
        alias, name = _string(file), _string(file)
        if name in found:
            aliases[alias] = found[name]
    return aliases


def _unpack(file: BinaryIO, layout: str) -> tuple[int, ...]:
    values: tuple[int, ...] = struct.unpack(layout, file.read(struct.calcsize(layout)))
    return values


def _string(file: BinaryIO) -> str:
    (length,) = _unpack(file, "<H")
    return file.read(length).rstrip(b"\0").decode("utf-8")
