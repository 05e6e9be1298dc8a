"""SHA-256 digests: how WARC headers write them and how they are read.

A digest has several written forms (version 0.1 wrote base32), so two of them are the same where
their 32 bytes are: no text is compared.
"""

from __future__ import annotations

import base64
import contextlib
import hashlib
from pathlib import Path

CHUNK = 1 << 20
SIZE = 32


def warc_digest(raw: bytes) -> str:
    """A raw SHA-256 (32 bytes) as a WARC header value, `sha256:` and lower-case hexadecimal.

    The one form that the standard's grammar allows and that every reader takes: the `=` of base32
    is no character of its tokens, and base32 without it is refused by several.
    """
    return f"sha256:{raw.hex()}"


def read_digest(said: str | None) -> bytes | None:
    """The 32 bytes of a SHA-256 as a header says it; None for what is no SHA-256.

    `sha256:` and hexadecimal or base32, in either case, with its padding or without.
    """
    name, _, text = (said or "").partition(":")
    return decoded(text, SIZE) if name.lower().replace("-", "") == "sha256" else None


def decoded(text: str, size: int) -> bytes | None:
    """`size` bytes out of hexadecimal or base32; None for what is neither."""
    for decode, encode in ((bytes.fromhex, bytes.hex), (_from_base32, _to_base32)):
        with contextlib.suppress(ValueError):
            raw = decode(text)
            # Decoders let white space pass, and bits past the last byte: such a text is no digest.
            if len(raw) == size and encode(raw) == text.rstrip("=").lower():
                return raw
    return None


def _from_base32(text: str) -> bytes:
    return base64.b32decode(text if "=" in text else text + "=" * (-len(text) % 8), casefold=True)


def _to_base32(raw: bytes) -> str:
    return base64.b32encode(raw).decode("ascii").rstrip("=").lower()


def one_form(said: str | None) -> str | None:
    """A digest as it is shown: a SHA-256 in the form that we write, any other as it stands."""
    raw = read_digest(said)
    return said if raw is None else warc_digest(raw)


def sha256_hex(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def file_sha256(path: Path) -> str:
    """SHA-256 of a whole file, hexadecimal, in constant memory."""
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while chunk := stream.read(CHUNK):
            digest.update(chunk)
    return digest.hexdigest()
