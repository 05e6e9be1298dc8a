"""Content codings: undone where they are what they say, bounded, never a crash."""

from __future__ import annotations

import contextlib
import gzip
import os
import random
import tracemalloc
import zlib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.archiver.body.content_coding import (
    DECODERS,
    beginning,
    brotli_module,
    unknown_codings,
    unpack,
    zstd_module,
)
from dragoman.errors import ExtractionError

TEXT = ("Şəhərdə yağış yağırdı. " * 200).encode()
LIMIT = 1_000_000


def raw_deflate(data: bytes) -> bytes:
    engine = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return engine.compress(data) + engine.flush()


def brotli(data: bytes) -> bytes:
    engine = brotli_module().Compressor(quality=5)
    return bytes(engine.process(data) + engine.finish())


def zstd(data: bytes, **options: int) -> bytes:
    module = zstd_module()
    named = {module.CompressionParameter[each]: value for each, value in options.items()}
    return bytes(module.compress(data, options=named))


CODINGS = {
    "zstd": zstd,
    "gzip": gzip.compress,
    "x-gzip": gzip.compress,
    "br": brotli,
    "deflate": zlib.compress,
}


def in_pieces(data: bytes, size: int) -> list[bytes]:
    return [data[place : place + size] for place in range(0, len(data), size)]


@given(st.binary(max_size=3000), st.sampled_from(sorted(CODINGS)), st.sampled_from([1, 7, 10_000]))
def test_there_and_back(data: bytes, coding: str, size: int) -> None:
    assert unpack(in_pieces(CODINGS[coding](data), size), coding, LIMIT) == data
    assert unpack(in_pieces(CODINGS[coding](data), size), f" {coding.upper()} ", LIMIT) == data


@given(st.binary(max_size=3000), st.sampled_from([1, 2, 7, 10_000]))
def test_deflate_without_its_wrapper(data: bytes, size: int) -> None:
    assert unpack(in_pieces(raw_deflate(data), size), "deflate", LIMIT) == data


def test_several_codings_in_their_order() -> None:
    assert unpack([brotli(gzip.compress(TEXT))], "gzip, br", LIMIT) == TEXT


def test_several_gzip_members() -> None:
    assert unpack([gzip.compress(b"one ") + gzip.compress(b"two")], "gzip", LIMIT) == b"one two"
    both = gzip.compress(b"one ") + gzip.compress(b"two")
    assert unpack(in_pieces(both, 1), "gzip", LIMIT) == b"one two"


def test_several_zstd_frames_and_one_that_is_to_be_skipped() -> None:
    skipped = b"\x5a*M\x18" + (6).to_bytes(4, "little") + b"a note"
    for size in (1, 5, 10_000):
        pieces = in_pieces(skipped + zstd(b"one ") + skipped + zstd(b"two"), size)
        assert unpack(pieces, "zstd", LIMIT) == b"one two"


def test_what_follows_the_end_is_left_out() -> None:
    for coding in ("gzip", "deflate", "zstd"):
        packed = CODINGS[coding](TEXT)
        assert unpack([packed + b"\0\0\0 rest"], coding, LIMIT) == TEXT
        assert unpack([packed, b"\0\0\0 rest"], coding, LIMIT) == TEXT
    assert unpack([raw_deflate(TEXT) + raw_deflate(TEXT)], "deflate", LIMIT) == TEXT


@pytest.mark.parametrize("coding", [*CODINGS, "identity", "nonsense", "", None])
def test_a_coding_that_is_announced_and_not_used(coding: str | None) -> None:
    for page in (b"<html><p>plain after all</p>", b"ok", b"{}"):
        for size in (1, 5, 1000):
            if coding not in ("br", "deflate") or len(page) > 2:  # which may begin with any two
                assert unpack(in_pieces(page, size), coding, LIMIT) == page


@pytest.mark.parametrize("coding", CODINGS)
def test_what_came_before_it_broke_off_is_kept(coding: str) -> None:
    text = random.Random(1).randbytes(200_000).hex().encode()
    packed = CODINGS[coding](text)
    found = unpack([packed[: len(packed) - 5]], coding, LIMIT)
    assert text.startswith(found)
    assert len(found) > len(text) * 0.6
    if coding not in ("br", "zstd"):  # which pack 128 kB and more at once
        broken = packed[:30_000] + b"\0" * 2000 + packed[32_000:]
        found = unpack([broken], coding, LIMIT)
        assert text[:50_000] == found[:50_000]


@given(st.binary(max_size=500), st.sampled_from([*CODINGS, "gzip, br", "deflate,deflate"]))
def test_any_bytes_are_survived(data: bytes, coding: str) -> None:
    assert isinstance(unpack(in_pieces(data, 3), coding, LIMIT), bytes)


@given(st.data())
def test_a_flipped_bit_is_survived(data: st.DataObject) -> None:
    coding = data.draw(st.sampled_from(sorted(CODINGS)))
    packed = bytearray(CODINGS[coding](TEXT))
    packed[data.draw(st.integers(0, len(packed) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    with contextlib.suppress(ExtractionError):  # larger than the limit, it may say now
        assert isinstance(unpack([bytes(packed)], coding, LIMIT), bytes)


@pytest.mark.parametrize("coding", [*CODINGS, "raw", "gzip, gzip"])
def test_a_bomb_is_refused_in_bounded_memory(coding: str) -> None:
    zeros = bytes(50_000_000)
    if coding == "gzip, gzip":
        bomb = gzip.compress(gzip.compress(zeros))
    else:
        bomb = raw_deflate(zeros) if coding == "raw" else CODINGS[coding](zeros)
    del zeros
    tracemalloc.start()
    with pytest.raises(ExtractionError, match="max_decoded"):
        unpack([bomb], "deflate" if coding == "raw" else coding, LIMIT)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 8_000_000


def test_the_limit_itself_is_allowed() -> None:
    assert len(unpack([gzip.compress(bytes(1000))], "gzip", 1000)) == 1000
    with pytest.raises(ExtractionError):
        unpack([gzip.compress(bytes(1001))], "gzip", 1000)


@pytest.mark.parametrize("said", [None, "", "identity", "gzip", "br", "zstd", "gzip, br"])
@pytest.mark.parametrize("packed", [gzip.compress, zstd])
def test_what_is_packed_and_not_said_to_be_is_unpacked(said: str | None, packed: Any) -> None:
    whole = packed(TEXT)
    for coding in (each for each in (said or "").split(", ") if each in CODINGS):
        whole = CODINGS[coding](whole)
    for size in (1, 10_000):
        assert unpack(in_pieces(whole, size), said, LIMIT) == TEXT
    # Its size has the same limit.
    with pytest.raises(ExtractionError, match="max_decoded"):
        unpack([packed(bytes(LIMIT + 1))], said, LIMIT)


def test_what_packs_itself_without_end_is_left_after_two_layers() -> None:
    inside = gzip.compress(TEXT)
    assert unpack([gzip.compress(gzip.compress(inside))], None, LIMIT) == inside


def test_what_only_begins_as_if_it_were_packed_is_left_as_it_is() -> None:
    for begun in (b"\x1f\x8b\x08", b"(\xb5/\xfd"):
        assert unpack([begun + TEXT], None, LIMIT) == begun + TEXT


def test_a_window_that_browsers_refuse_is_refused() -> None:
    noise = os.urandom(1 << 20) * 20
    assert unpack([zstd(noise, window_log=23)], "zstd", 30_000_000) == noise
    wide = zstd(noise, window_log=24)
    assert unpack([wide], "zstd", 30_000_000) == wide


def test_a_header_that_names_thousands_of_codings_is_survived() -> None:
    assert unpack([gzip.compress(TEXT)], "gzip," * 20_000, LIMIT) == TEXT


def test_the_beginning_is_enough() -> None:
    for coding, packed in CODINGS.items():
        found = b"".join(beginning([packed(TEXT)], coding))
        assert TEXT.startswith(found) and len(found) >= 2048
    assert b"".join(beginning([b"short"], None)) == b"short"


@pytest.mark.parametrize(
    ("said", "unknown"),
    [
        (None, []), ("gzip", []), ("identity", []), ("GZIP , br", []), ("none", []), ("utf-8", []),
        ("dcz", ["dcz"]), ("compress, gzip", ["compress"]), ("x-sdch", ["x-sdch"]),
        ('"gzip"', []), (",,", []),
    ],
)  # fmt: skip
def test_unknown_codings(said: str | None, unknown: list[str]) -> None:
    assert unknown_codings(said) == unknown


def test_every_coding_that_is_known_is_tried_here() -> None:
    assert set(CODINGS) == set(DECODERS)
