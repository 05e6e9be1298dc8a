"""SHA-256 digests: how WARC headers write them and how they are read.

A digest has several written forms (version 0.1 wrote base32), so two of them are the same where
their 32 bytes are: no text is compared.
"""

from __future__ import annotations

import hashlib
import re
import string
from pathlib import Path

CHUNK = 1 << 20
SIZE = 32
_HEXADECIMAL = re.compile("[0-9a-fA-F]+")
_BASE32 = re.compile("[A-Za-z2-7]+")
_DIGITS = str.maketrans(
    string.ascii_uppercase + string.ascii_lowercase + "234567",
    2 * (string.digits + "abcdefghijklmnop")[:26] + "qrstuv",
)


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
    if len(text) == 2 * size and _HEXADECIMAL.fullmatch(text):
        return bytes.fromhex(text)
    bare = text.rstrip("=")
    beyond = 5 * len(bare) - 8 * size  # bits of the last character that are of no byte
    padded = len(text) in (len(bare), len(bare) + -len(bare) % 8)
    if not padded or not 0 <= beyond < 5 or not _BASE32.fullmatch(bare):
        return None
    # Python's own numbers to the base of 32 are many times sooner read than by its base64.
    number = int(bare.translate(_DIGITS), 32)
    return None if number % (1 << beyond) else (number >> beyond).to_bytes(size, "big")


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
