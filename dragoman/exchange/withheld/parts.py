"""The parts of a finished file, as a recipient's programs take it apart: a zip's files, records of
a WARC, each with the digests that are over nothing but what is in the file itself."""

from __future__ import annotations

import base64
import hashlib
import io
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from dragoman.exchange.withheld.printed_texts import texts_of_pdf

_ZIP, _GZIP, _PDF = b"PK\x03\x04", b"\x1f\x8b", b"%PDF-"
_WARC = b"WARC/"


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a file that is read by itself; `digests` may stand beside it."""

    name: str
    raw: bytes
    digests: frozenset[str] = frozenset()


def parts_of(path: Path) -> Iterator[Part]:
    """Every part, and the names of those that have one."""
    raw = path.read_bytes()
    if raw.startswith(_ZIP):
        with zipfile.ZipFile(io.BytesIO(raw)) as held:
            for name in held.namelist():
                yield Part(name, name.encode())
                content = held.read(name)
                yield Part(name, b"", _digests(content))
                yield from _within(name, content)
    else:
        yield from _within("", raw)


def _within(name: str, raw: bytes) -> Iterator[Part]:
    if raw.startswith(_PDF):
        yield from (Part(name, each.encode("utf-8", "replace")) for each in texts_of_pdf(raw))
        return
    if not raw.startswith(_GZIP):
        yield Part(name, raw)
        return
    for packed, member in _members(raw):
        head, _, block = member.partition(b"\r\n\r\n")
        if not member.startswith(_WARC):
            yield Part(name, member, _digests(packed))
            continue
        block = block.removesuffix(b"\r\n\r\n")
        yield Part(name, head, _digests(packed) | _digests(block))
        yield Part(name, block)


def _members(raw: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Each member of a gzip file, as it lies there and unpacked."""
    while raw:
        unpacking = zlib.decompressobj(16 + zlib.MAX_WBITS)
        member = unpacking.decompress(raw) + unpacking.flush()
        rest = unpacking.unused_data
        yield raw[: len(raw) - len(rest)], member
        raw = rest


def _digests(raw: bytes) -> frozenset[str]:
    """Of bytes that are in the file: who has it has them already."""
    sha256 = hashlib.sha256(raw)
    return frozenset(
        {sha256.hexdigest(), base64.b32encode(hashlib.sha1(raw).digest()).decode().lower()}
    )
