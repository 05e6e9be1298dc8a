"""A header of a Bitcoin block, as somebody gives it: 80 bytes, and what they say.

That it is a block of Bitcoin's own chain, the header alone does not show: whoever gives it vouches
for that, and its hash can be compared with one that is known from elsewhere.
"""

from __future__ import annotations

import hashlib
import re
import struct
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from dragoman.errors import UsageError

LENGTH = 80
LARGEST = 1 << 20
LINE = re.compile(r"(?:(\d{1,9})\s+)?([0-9A-Fa-f]{160})")


@dataclass(frozen=True, slots=True)
class BlockHeader:
    """`root` is the Merkle root as the header holds it, `time` the miner's clock (UTC).

    `height` is what was said with it; None where nothing was.
    """

    root: bytes
    time: str
    hash: str
    height: int | None = None

    @classmethod
    def of(cls, data: bytes, height: int | None = None) -> BlockHeader:
        """ValueError where the bytes are no header, or its hash is not as low as it says itself."""
        if len(data) != LENGTH:
            raise ValueError(f"a block's header has {LENGTH} bytes, and these are {len(data)}")
        root = data[36:68]
        seconds, bits = struct.unpack("<II", data[68:76])
        found = hashlib.sha256(hashlib.sha256(data).digest()).digest()
        if int.from_bytes(found, "little") > _target(bits):
            raise ValueError("its hash is not as low as it says itself: no work was done for it")
        time = datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        return cls(root, time, found[::-1].hex(), height)


def _target(bits: int) -> int:
    """The compact form: a mantissa of three bytes, and how many bytes the number has."""
    size, mantissa = bits >> 24, bits & 0x7FFFFF
    if bits & 0x800000 or size > 32:
        return -1
    return mantissa << 8 * (size - 3) if size >= 3 else mantissa >> 8 * (3 - size)


def read_headers(paths: Iterable[Path]) -> tuple[BlockHeader, ...]:
    """Of files of 80 bytes, or of lines of 160 hexadecimal digits, before each its block's height
    where that is known. UsageError where one holds anything else."""
    return tuple(header for path in paths for header in _read(path))


def _read(path: Path) -> list[BlockHeader]:
    try:
        with path.open("rb") as stream:
            data = stream.read(LARGEST)
    except OSError as error:
        told = f"{path} cannot be read: {error.strerror or error}"
        raise UsageError(told, subject=str(path)) from error
    try:
        if len(data) == LENGTH:
            return [BlockHeader.of(data)]
        lines = data.decode("ascii").split("\n")
        found = [LINE.fullmatch(each.strip()) for each in lines if each.strip()]
        if not found or None in found:
            raise ValueError("it is neither 80 bytes nor lines of 160 hexadecimal digits")
        return [
            BlockHeader.of(bytes.fromhex(each[2]), int(each[1]) if each[1] else None)
            for each in found
            if each is not None
        ]
    except ValueError as error:
        raise UsageError(f"{path} holds no block header: {error}", subject=str(path)) from error
