"""SHA-256 digests, as WARC headers write them (base32) and as the ledger does (hexadecimal)."""

from __future__ import annotations

import base64
import functools
import hashlib
from pathlib import Path

CHUNK = 1 << 20


@functools.lru_cache(maxsize=1024)  # a capture's records, and then the index, ask for the same ones
def warc_digest(raw: bytes) -> str:
    """A raw SHA-256 (32 bytes) as a WARC header value, `sha256:` and base32.

    The standard leaves the encoding open; base32 is what warcio and pywb write.
    """
    return "sha256:" + base64.b32encode(raw).decode("ascii")


def sha256_hex(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def file_sha256(path: Path) -> str:
    """SHA-256 of a whole file, hexadecimal, in constant memory."""
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while chunk := stream.read(CHUNK):
            digest.update(chunk)
    return digest.hexdigest()
