"""The border to `opentimestamps`, an extra (LGPL-3): proofs as files hold and calendars send them.

A proof leads from a digest to what vouches for it: a calendar's promise, which proves nothing, or
the Merkle root of a block of Bitcoin's chain, which is checked against the block's header.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from dragoman.errors import ArchiveError

if TYPE_CHECKING:
    from opentimestamps.core.timestamp import Timestamp

OTS = "opentimestamps"
SUFFIX = ".ots"
LARGEST_ANSWER = 10_000  # bytes, as calendars keep to
MISSING = (
    "OpenTimestamps proofs are read by a library that is an extra: pip install 'dragoman[ots]'"
)


class ProofInvalid(Exception):
    """What was read is no proof; the message says why."""


@dataclass(frozen=True)
class Pending:
    """A calendar's promise: it is asked for `commitment` at `uri`, later."""

    uri: str
    commitment: bytes


@dataclass(frozen=True)
class Attested:
    """A path to the Merkle root of the block of that height, not yet held against its header."""

    height: int
    root: bytes


class Proof:
    """What is known of one digest; not changed but by `add`."""

    def __init__(self, timestamp: Timestamp) -> None:
        self._timestamp = timestamp

    @classmethod
    def read(cls, data: bytes) -> Proof:
        """A file `.ots` over a SHA-256; ProofInvalid where it is none, ArchiveError without the
        library."""
        library = _library()
        try:
            file = library.DetachedTimestampFile.deserialize(library.context(data))
        except library.broken as error:
            raise ProofInvalid(f"it is no proof that can be read ({error})") from error
        if type(file.file_hash_op) is not library.OpSHA256:
            raise ProofInvalid("it is not over a SHA-256")
        return cls(file.timestamp)

    @classmethod
    def answered(cls, data: bytes, message: bytes) -> Proof:
        """What a calendar answers to a digest or a commitment; ProofInvalid for no proof."""
        library = _library()
        context = library.context(data)
        try:
            timestamp = library.Timestamp.deserialize(context, message)
            context.assert_eof()
        except library.broken as error:
            raise ProofInvalid(f"it is no proof that can be read ({error})") from error
        return cls(timestamp)

    @property
    def digest(self) -> bytes:
        return bytes(self._timestamp.msg)

    def add(self, other: Proof) -> None:
        """Take in another proof, of the same digest or of a commitment on the way from it."""
        for each in _nodes(self._timestamp):
            if each.msg == other.digest:
                each.merge(other._timestamp)
                return
        raise ProofInvalid("it is a proof of something else")

    def encode(self) -> bytes:
        """The file `.ots`."""
        library = _library()
        out = library.BytesSerializationContext()
        library.DetachedTimestampFile(library.OpSHA256(), self._timestamp).serialize(out)
        return bytes(out.getbytes())

    def pending(self) -> list[Pending]:
        """The promises that are not kept yet."""
        library = _library()
        found = []
        for node in _nodes(self._timestamp):
            kept = any(type(each) is library.Bitcoin for _, each in node.all_attestations())
            promises = [each.uri for each in node.attestations if type(each) is library.Pending]
            found += [] if kept else [Pending(uri, bytes(node.msg)) for uri in promises]
        return sorted(found, key=lambda each: each.uri)

    def attested(self) -> list[Attested]:
        library = _library()
        found = {
            Attested(each.height, bytes(message))
            for message, each in self._timestamp.all_attestations()
            if type(each) is library.Bitcoin
        }
        return sorted(found, key=lambda each: (each.height, each.root))


def _nodes(timestamp: Timestamp) -> Iterator[Timestamp]:
    waiting = [timestamp]
    while waiting:
        yield (node := waiting.pop())
        waiting.extend(node.ops.values())


@dataclass(frozen=True)
class _Library:
    """The names of the library that are used, and what it raises of bytes that are no proof."""

    Timestamp: Any
    DetachedTimestampFile: Any
    OpSHA256: Any
    Pending: Any
    Bitcoin: Any
    BytesSerializationContext: Any
    context: Any
    broken: tuple[type[Exception], ...]


def check_library() -> None:
    """ArchiveError, before anybody is asked, where the extra is not installed."""
    _library()


def _library() -> _Library:
    try:
        from opentimestamps.core import notary, op, serialize, timestamp
    except ImportError as error:
        raise ArchiveError(MISSING) from error
    return _Library(
        timestamp.Timestamp,
        timestamp.DetachedTimestampFile,
        op.OpSHA256,
        notary.PendingAttestation,
        notary.BitcoinBlockHeaderAttestation,
        serialize.BytesSerializationContext,
        serialize.BytesDeserializationContext,
        (serialize.DeserializationError, ValueError, TypeError, OverflowError, RecursionError),
    )
