"""Digests as other programs and other versions write them, and what is none."""

from __future__ import annotations

import base64
import hashlib
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.archiver.foreign.foreign_digest import Declared, one_key
from dragoman.archiver.records.capture import read_payload_key
from dragoman.provenance.digest import decoded, one_form, read_digest, warc_digest

RAW = hashlib.sha256(b"salam").digest()
HEX, BASE32 = RAW.hex(), base64.b32encode(RAW).decode()
BARE = BASE32.rstrip("=")
FORMS = [
    each
    for text in (HEX, HEX.upper(), BASE32, BASE32.lower(), BARE, BARE.lower())
    for each in (f"sha256:{text}", f"SHA256:{text}", f"sha-256:{text}")
]
NONE = [
    "", ":", "sha256", "sha256:", HEX, f"sha1:{HEX}", f"md5:{HEX}", f"sha256:{HEX[:-1]}",
    f"sha256:{HEX}0", f"sha256: {HEX}", f"sha256:{HEX} ", f"sha256:{HEX[:10]} {HEX[10:-1]}",
    f"sha256:{HEX[:-1]}g", f"sha256:{BARE[:-1]}", f"sha256:{BARE}=", f"sha256:{BARE}=====",
    f"sha256:={BARE}===", f"sha256:{BARE[:-1]}1", f"sha256:{BARE[:-1]}\u0131", f"sha256:{HEX[:-1]}\uff11",
    f"sha256:{base64.b64encode(RAW).decode()}", "sha256:" + "A" * 10**6, "sha256:\0", f"sha256:{HEX}====",
]  # fmt: skip


def test_it_is_written_in_one_form() -> None:
    assert warc_digest(RAW) == f"sha256:{HEX}"
    assert set(warc_digest(RAW).partition(":")[2]) <= set(string.digits + "abcdef")


@pytest.mark.parametrize("said", FORMS)
def test_it_is_read_in_every_form(said: str) -> None:
    assert read_digest(said) == RAW
    assert one_form(said) == warc_digest(RAW)
    assert read_payload_key(said) == warc_digest(RAW)
    assert read_payload_key(f"{said} chunked") == f"{warc_digest(RAW)} chunked"


@pytest.mark.parametrize("said", NONE)
def test_what_is_no_digest_is_none_and_stays_as_it_is(said: str) -> None:
    assert read_digest(said) is None
    assert one_form(said) == said
    assert read_payload_key(said) is None


def test_nothing_said_is_no_digest() -> None:
    assert read_digest(None) is None and one_form(None) is None


def test_bits_past_the_last_byte_make_it_no_digest() -> None:
    """The last letter of base32 holds four bits that belong to no byte."""
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
    other = alphabet[alphabet.index(BARE[-1]) + 1]
    assert base64.b32decode(f"{BARE[:-1]}{other}====") == RAW
    assert read_digest(f"sha256:{BARE[:-1]}{other}====") is None


@given(st.binary(min_size=32, max_size=32), st.text())
def test_two_digests_are_the_same_where_their_bytes_are(raw: bytes, text: str) -> None:
    forms = {raw.hex(), raw.hex().upper(), base64.b32encode(raw).decode().lower()}
    assert {read_digest(f"sha256:{each}") for each in forms} == {raw}
    assert read_digest(f"sha256:{text}") in (None, decoded(text, 32))


@pytest.mark.parametrize("name", ["md5", "sha1", "sha224", "sha256", "sha384", "sha512"])
def test_a_foreign_digest_is_known_by_its_bytes(name: str) -> None:
    raw = hashlib.new(name, b"salam", usedforsecurity=False).digest()
    padded = base64.b32encode(raw).decode()
    forms = {
        raw.hex(), raw.hex().upper(), padded, padded.rstrip("=").lower(),
        base64.b64encode(raw).decode(), base64.urlsafe_b64encode(raw).decode().rstrip("="),
    }  # fmt: skip
    assert {one_key(f"{name}:{each}") for each in forms} == {f"{name}:{raw.hex()}"}
    assert Declared(f"{name}:{raw.hex()[:-1]}").raw is None
    assert one_key("etag:x") == "etag:x" and one_key(None) is None
