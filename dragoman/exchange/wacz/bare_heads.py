"""Answers whose heads have bare line feeds, as some servers send them: a copy that readers open.

The record goes along as it was recorded, since the ledger's digest is of it. ReplayWeb.page takes
all of such an answer for its head, and shows an empty page. So a copy stands behind it, under an id
of its own, in which the lines of the head end as those of HTTP do; the index names that one.
"""

from __future__ import annotations

import re
import uuid
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from dragoman.archiver.records.record import COMPRESSION, GZIP, urn
from dragoman.exchange.evidence.evidence import Evidence, Held
from dragoman.exchange.wacz.asked import Asked
from dragoman.provenance.digest import CHUNK
from dragoman.provenance.own_files import open_own

LONGEST_HEADS = 1_000_000  # bytes, of the record and of the answer together
_ENDS = re.compile(rb"\r?\n\r?\n")
_BARE = re.compile(rb"(?<!\r)\n")
_ANSWERS = ("response", "revisit")
_ANEW = re.compile(rb"(?im)^(?:warc-block-digest|warc-record-id|content-length):[^\r\n]*\r\n")
_LENGTH = re.compile(rb"(?im)^content-length:\s*(\d+)")


def copy_bare_heads(evidence: Evidence, folder: Path, stream: BinaryIO, asked: Asked) -> None:
    """Write a copy of each answer of a page that needs one, and note in `asked` of which."""
    for held in evidence.records():
        new = held.type in _ANSWERS and held.id not in asked.copied and held.place is not None
        by_get = asked.methods.get(held.id, "GET") == "GET"  # others are found by their request
        if new and by_get and _copy(held, folder, stream):
            asked.copied.add(held.id)


def _copy(held: Held, folder: Path, stream: BinaryIO) -> bool:
    pieces = _unpacked(held, folder)
    begun, warc, http = b"", None, None
    for piece in pieces:
        begun += piece
        warc = begun.find(b"\r\n\r\n") + 4
        http = _ENDS.search(begun, warc) if warc >= 4 else None
        if http or len(begun) > LONGEST_HEADS:
            break
    if not http or not warc or not _BARE.search(begun, warc, http.end()):
        return False
    head = _BARE.sub(b"\r\n", begun[warc : http.end()])
    longer = len(head) - (http.end() - warc)
    packer = zlib.compressobj(COMPRESSION, zlib.DEFLATED, GZIP | zlib.MAX_WBITS)
    stream.write(packer.compress(_warc_head(begun[: warc - 2], held, longer) + head))
    stream.write(packer.compress(begun[http.end() :]))
    for piece in pieces:
        stream.write(packer.compress(piece))
    stream.write(packer.flush())
    return True


def _warc_head(written: bytes, held: Held, longer: int) -> bytes:
    """That of the record, for a block that is longer; what it is a copy of is named."""
    said = _LENGTH.search(written)
    length = int(said[1]) + longer if said else 0
    lines = {"WARC-Record-ID": urn(str(uuid.uuid5(uuid.UUID(held.id), "with line ends of HTTP")))}
    if held.type == "response":
        lines["WARC-Refers-To"] = urn(held.id)
    lines["Content-Length"] = str(length)
    added = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
    return _ANEW.sub(b"", written) + added.encode("ascii") + b"\r\n"


def _unpacked(held: Held, folder: Path) -> Iterator[bytes]:
    assert held.place is not None
    unpacker, left = zlib.decompressobj(GZIP | zlib.MAX_WBITS), held.place.length
    with open_own(folder / held.place.file) as source:
        source.seek(held.place.offset)
        while left and (piece := source.read(min(left, CHUNK))):
            left -= len(piece)
            while piece:
                yield unpacker.decompress(piece, CHUNK)
                piece = unpacker.unconsumed_tail
    yield unpacker.flush()
