"""The digests that other programs write into a record, checked while its block goes by.

The standard takes the payload digest after transfer decoding; much software takes it before. Both
are accepted: either proves that the bytes are those that were written.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator, Mapping

from dragoman.archiver.web.framing import chunk_size
from dragoman.provenance.digest import decoded

# The head of an HTTP message is looked for no further than this.
MAX_HEAD = 1 << 20
ALGORITHMS = frozenset({"md5", "sha1", "sha224", "sha256", "sha384", "sha512"})
LINE = 4096


class Declared:
    """One digest as a header declares it: `sha1:` and base32, hexadecimal or base64."""

    def __init__(self, value: str) -> None:
        name, colon, text = value.strip().partition(":")
        self.name = name.lower().replace("-", "")
        self.known = bool(colon) and self.name in ALGORITHMS
        self.raw = _raw(text.strip(), self.hasher().digest_size) if self.known else None

    def hasher(self) -> hashlib._Hash:
        return hashlib.new(self.name, usedforsecurity=False)

    def fits(self, hasher: hashlib._Hash) -> bool:
        return self.raw == hasher.digest()


class BlockCheck:
    """Takes a record's block in pieces; `result` says whether its digests fit.

    `http` where the block begins with HTTP headers, which are no part of the payload. A revisit's
    payload is elsewhere, and so is a segment's: theirs is not checked.
    """

    def __init__(self, headers: Mapping[str, str], *, http: bool) -> None:
        whole = headers.get("warc-type") != "revisit" and "warc-segment-number" not in headers
        self._block = _declared(headers.get("warc-block-digest"))
        self._payload = _declared(headers.get("warc-payload-digest")) if whole else None
        self._block_hash = self._block.hasher() if self._block else None
        self._raw = self._payload.hasher() if self._payload else None
        self._data = self._payload.hasher() if self._payload and http else None
        self._chunks = Dechunker()
        self._head: bytearray | None = bytearray() if http else None

    def feed(self, piece: bytes) -> None:
        if self._block_hash is not None:
            self._block_hash.update(piece)
        if self._raw is None:
            return
        if self._head is not None:
            self._head += piece if self._head else piece.lstrip(b"\r\n")
            end = head_end(self._head)
            if end is None:
                self._give_up_head()
                return
            piece, self._head = bytes(self._head[end:]), None
        self._raw.update(piece)
        if self._data is not None:
            for data in self._chunks.feed(piece):
                self._data.update(data)

    def _give_up_head(self) -> None:
        """A head without end has no payload, whatever the digest of one says."""
        if self._head is not None and len(self._head) > MAX_HEAD:
            self._raw = self._data = None

    def result(self) -> tuple[bool | None, str | None]:
        """True, False, or None where there was nothing to check; and which one does not fit."""
        if self._block and self._block_hash and not self._block.fits(self._block_hash):
            return False, "block"
        if self._payload and not self._payload_fits(self._payload):
            return False, "payload"
        return (True if self._block or self._payload else None), None

    def _payload_fits(self, declared: Declared) -> bool:
        return any(each is not None and declared.fits(each) for each in (self._raw, self._data))


def _raw(text: str, size: int) -> bytes | None:
    """The bytes of a digest in any of the encodings; None for what is none of that size."""
    return decoded(text, size) or _base64(text, size)


def _base64(text: str, size: int) -> bytes | None:
    bare = text.rstrip("=").replace("-", "+").replace("_", "/")
    try:
        raw = base64.b64decode(bare + "=" * (-len(bare) % 4), validate=True)
    except ValueError:
        return None
    same = base64.b64encode(raw).decode("ascii").rstrip("=") == bare  # no bits past the last byte
    return raw if same and len(raw) == size else None


def one_key(value: str | None) -> str | None:
    """A digest by which another text of the same digest is known; what is none, as it stands."""
    found = Declared(value or "")
    return value if found.raw is None else f"{found.name}:{found.raw.hex()}"


def _declared(value: str | None) -> Declared | None:
    found = Declared(value) if value else None
    return found if found and found.known else None


def head_end(data: bytes | bytearray) -> int | None:
    """Where the body of an HTTP message begins; None while its headers have not ended."""
    ends = [at + len(mark) for mark in (b"\r\n\r\n", b"\n\n") if (at := data.find(mark)) >= 0]
    return min(ends) if ends else None


class Dechunker:
    """Undoes chunked transfer coding piece by piece; what is not chunked gives nothing."""

    def __init__(self) -> None:
        self._line = bytearray()
        self._left = 0
        self._skip = 0
        self._done = False

    def feed(self, piece: bytes) -> Iterator[bytes]:
        at = 0
        while at < len(piece) and not self._done:
            if self._left:
                data = piece[at : at + self._left]
                at += len(data)
                self._left -= len(data)
                self._skip = 0 if self._left else 2
                yield data
            else:
                at = self._size_line(piece, at)

    def _size_line(self, piece: bytes, at: int) -> int:
        """Read on in the line between two chunks; the position after what was read."""
        end = piece.find(b"\n", at)
        stop = len(piece) if end < 0 else end + 1
        self._line += piece[at:stop]
        if end < 0:
            self._done = len(self._line) > LINE
            return stop
        line = bytes(self._line).strip()
        self._line.clear()
        if line or not self._skip:  # the empty line is the end of the chunk before
            self._left = chunk_size(line) or 0
            self._done = self._left == 0
        self._skip = 0
        return stop
