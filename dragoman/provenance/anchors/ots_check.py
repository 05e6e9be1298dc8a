"""A proof of OpenTimestamps by itself: is its file as it was written, and what does it prove?

A calendar's promise proves no time. A path to a block's Merkle root proves one only where the
header of that block is given, by somebody who knows from elsewhere that it is one of Bitcoin's.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from dragoman.errors import ArchiveError
from dragoman.provenance.anchors.block_header import BlockHeader
from dragoman.provenance.anchors.ots_proof import MISSING, SUFFIX, Attested, Proof, ProofInvalid
from dragoman.provenance.anchors.seal import SealBroken
from dragoman.provenance.digest import sha256_hex

# A proof has a few thousand bytes; each of a hostile one may stand for thousands in memory.
LARGEST_PROOF = 1 << 18
NAMED_CALENDARS = 5
# The first bytes of every file of the kind, and what the name of one of ours says of its content.
MAGIC = b"\x00OpenTimestamps\x00\x00Proof\x00"
NAMED = re.compile(rf"-([0-9a-f]{{16}}){re.escape(SUFFIX)}")


@dataclass(frozen=True, slots=True)
class OtsSeal:
    """The digest (hexadecimal) that it is about, and what it proves in a sentence.

    `time` is None as long as it proves none; `digest` is None where nobody could look.
    """

    digest: str | None
    proves: str
    time: str | None = None
    by: str | None = None


def is_proof(path: Path) -> bool:
    if path.suffix == SUFFIX:
        return True
    try:
        with path.open("rb") as stream:
            return stream.read(len(MAGIC)) == MAGIC
    except OSError:
        return False


def name_of(line: int, digits: str, data: bytes) -> str:
    """The name of a proof's file, by which a changed byte of it is noticed."""
    return f"{line}-{digits}-{sha256_hex(data)[:16]}{SUFFIX}"


def read_proof(path: Path) -> Proof:
    """SealBroken where the file is not as it was written, or no proof; ArchiveError without the
    library."""
    try:
        with path.open("rb") as stream:
            data = stream.read(LARGEST_PROOF + 1)
    except OSError as error:
        raise SealBroken("anchor_unreadable", f"the anchor cannot be read: {error}") from error
    if len(data) > LARGEST_PROOF:
        told = f"the anchor is not looked at: it has more than {LARGEST_PROOF:,} bytes"
        raise SealBroken("anchor_unreadable", told)
    said = NAMED.search(path.name)
    if said is not None and said[1] != sha256_hex(data)[:16]:
        raise SealBroken("anchor_changed", "the anchor is not as it was written")
    try:
        return Proof.read(data)
    except ProofInvalid as error:
        raise SealBroken("anchor_unreadable", f"the anchor is not understood: {error}") from error


def judge(path: Path, headers: Sequence[BlockHeader]) -> OtsSeal:
    """What a proof proves, with these headers; SealBroken where it cannot be believed."""
    try:
        proof = read_proof(path)
    except ArchiveError:
        return OtsSeal(None, f"it was not looked at: {MISSING}")
    digest = proof.digest.hex()
    for attested in proof.attested():
        header = _header_of(attested, headers)
        if header is not None:
            return OtsSeal(digest, _proved(attested, header), header.time, _by(attested, header))
    if attested_blocks := proof.attested():
        return OtsSeal(digest, _waits_for_header(attested_blocks[0]))
    promised = _by_name([each.uri for each in proof.pending()]) or "nobody"
    return OtsSeal(
        digest,
        f"no time yet: it is promised by {promised}, and a promise proves none; "
        '"dragoman anchor --upgrade" asks for the rest some hours later',
    )


def _by_name(calendars: Sequence[str]) -> str:
    each = list(dict.fromkeys(calendars))
    more = f" and {len(each) - NAMED_CALENDARS} more" if len(each) > NAMED_CALENDARS else ""
    return ", ".join(each[:NAMED_CALENDARS]) + more


def _header_of(attested: Attested, headers: Sequence[BlockHeader]) -> BlockHeader | None:
    for header in headers:
        if header.root == attested.root and header.height in (None, attested.height):
            return header
        if header.height == attested.height:
            raise SealBroken(
                "anchor_timestamp",
                f"the header that was given of block {header.height} has another Merkle root than "
                "the one that the proof leads to",
            )
    return None


def _by(attested: Attested, header: BlockHeader) -> str:
    return f"block {attested.height} of Bitcoin ({header.hash})"


def _proved(attested: Attested, header: BlockHeader) -> str:
    return (
        f"it existed when block {attested.height} of Bitcoin was made, at {header.time} by the "
        f"clock of who made it, which may be wrong by two hours, if {header.hash} is the hash of "
        "that block: compare it with one that you know from elsewhere"
    )


def _waits_for_header(attested: Attested) -> str:
    return (
        f"no time yet: it leads to the Merkle root {attested.root[::-1].hex()}, says block "
        f"{attested.height} of Bitcoin, and no header of that block was given: "
        '"dragoman verify --header FILE" holds it against one'
    )
