"""warcio writes each record, and every byte of it is what it was when it was written by hand."""

from __future__ import annotations

import gzip
import io
import random
import socket
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from warcio.recordbuilder import RecordBuilder

from dragoman.archiver.records.capture import capture_records
from dragoman.archiver.records.record import (
    Original,
    Record,
    compress,
    json_record,
    new_id,
    request_record,
    resource_record,
    response_record,
    revisit_record,
    urn,
    warcinfo_record,
)
from dragoman.archiver.store.store import Store
from dragoman.archiver.web.fetch import Fetcher
from dragoman.archiver.web.fetch_options import FetchOptions
from dragoman.archiver.web.spool import IN_MEMORY
from dragoman.errors import ArchiveError
from dragoman.provenance.digest import CHUNK, warc_digest
from dragoman.provenance.stamp import Stamp
from tests.archiver.records.test_record import ANSWERS, LIMITS, handler
from tests.support.plain_writer import packed, written
from tests.support.raw_server import RawServer

DIGEST = warc_digest(bytes(32))
ODD_BLOCKS = {
    "nothing": b"",
    "no HTTP": b"plain\r\n\r\ntext",
    "a status line alone": b"HTTP/1.1 200 OK",
    "a half status line": b"HTTP/1.1 200",
    "line feeds": b"HTTP/1.1 200 OK\nA: b\n\nbody",
    "folded and double": b"HTTP/1.1 200 OK\r\nA:  b\r\n c\r\nA: d\r\n\r\nbody",
    "no colon": b"HTTP/1.1 200 OK\r\nno colon\r\n: no name\r\n\r\nbody",
    "Latin-1": b"HTTP/1.1 200 \xe9\r\nX-\xff: \xe9\r\n\r\n\xff\xfe",
    "UTF-8": "HTTP/1.1 200 ə\r\nX: ə; y=ş\r\n\r\nə".encode(),
    "chunks": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n",
    "gzip": b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n" + gzip.compress(b"x" * 99),
    "a record within": b"WARC/1.1\r\nWARC-Type: response\r\nContent-Length: 0\r\n\r\n\r\n\r\n",
    "a request": b"GET / HTTP/1.1\r\nHost: h\r\n\r\n",
    "ends of lines": b"\r\n\r\n\r\n",
    "zeros": bytes(40_000),
    "as much as memory holds": random.Random(1).randbytes(IN_MEMORY),
    "more than memory holds": random.Random(2).randbytes(IN_MEMORY + 1),
    "many pieces": b"HTTP/1.1 200 OK\r\n\r\n" + random.Random(3).randbytes(3 * CHUNK + 5) * 2,
}
KINDS = ("warcinfo", "request", "response", "revisit", "resource", "metadata", "conversion")


def record(kind: str, block: bytes, *more: tuple[str, str], mime: str = "a/b") -> Record:
    identity = new_id()
    digests = [("WARC-Block-Digest", DIGEST)]
    if kind != "warcinfo":
        digests.append(("WARC-Payload-Digest", DIGEST))
    headers = (("WARC-Type", kind), ("WARC-Record-ID", urn(identity)), *more, *digests)
    return Record(identity, kind, headers, io.BytesIO(block), len(block), mime)


def member(made: Record, folder: Path) -> bytes:
    made.block.seek(0)
    found = compress(made, folder)
    found.stream.seek(0)
    data = found.stream.read()
    assert (found.id, found.type, found.length) == (made.id, made.type, len(data))
    found.stream.close()
    return data


def of_every_builder(folder: Path) -> Iterator[Record]:
    """What real answers become, and the records that stand beside them."""
    fetcher = Fetcher(FetchOptions("agent", allow_private=True, limits=LIMITS), folder)
    stamp = Stamp.now("t", "0")
    with RawServer(handler) as server:
        for path in ANSWERS:
            fetch = fetcher.fetch(server.url(path))
            yield from capture_records(fetch, told={}, note="ə\t", tags=["ş"], stamp=stamp)[1]
            for exchange in fetch.exchanges:
                yield request_record(exchange, new_id())
                yield response_record(exchange, new_id())
                original = Original(new_id(), "http://h/ə", "2026-01-01T00:00:00Z", "sha256:ab")
                yield revisit_record(exchange, new_id(), original)
        failed = fetcher.fetch("http://nosuch.invalid/")
        yield from capture_records(failed, told={}, note=None, tags=[], stamp=stamp)[1]
    fetcher.close()
    yield resource_record(b"%PDF", "file:///x.pdf", "application/pdf")
    yield warcinfo_record("captures-1.warc.gz", "dragoman/0", "p")
    yield json_record("article", "http://h/ə", {"a": "ə" * 200_000}, record_type="conversion")


def test_what_every_builder_makes_is_written_as_before(tmp_path: Path) -> None:
    seen = set()
    for made in of_every_builder(tmp_path):
        assert member(made, tmp_path) == packed(made), made.headers
        seen.add(made.type)
    assert seen == set(KINDS)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("block", ODD_BLOCKS)
def test_odd_blocks_of_every_type_are_written_as_they_are(
    kind: str, block: str, tmp_path: Path
) -> None:
    made = record(kind, ODD_BLOCKS[block])
    data = member(made, tmp_path)
    assert data == packed(made)
    assert gzip.decompress(data).endswith(b"\r\n\r\n" + ODD_BLOCKS[block] + b"\r\n\r\n")


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.sampled_from(KINDS),
    st.binary(max_size=300),
    st.lists(
        st.tuples(
            st.sampled_from(["WARC-Concurrent-To", "WARC-Target-URI", "X"]), st.text(max_size=30)
        ),
        max_size=5,
    ),
    st.text(max_size=20),
)
def test_whatever_stands_in_headers_is_written_as_before(
    tmp_path: Path, kind: str, block: bytes, more: list[tuple[str, str]], mime: str
) -> None:
    made = record(kind, block, *more, mime=mime)
    assert gzip.decompress(member(made, tmp_path)) == written(made)


def test_half_a_pair_of_surrogates_and_what_would_be_a_header_of_its_own(tmp_path: Path) -> None:
    more = [("WARC-Target-URI", "http://h/\ud800"), ("X", "a\r\nWARC-Type: metadata\x00\tb")]
    made = record("response", b"x", *more)
    assert member(made, tmp_path) == packed(made)
    assert b"\r\nX: a  WARC-Type: metadata  b\r\n" in written(made)


def test_the_library_adds_nothing_of_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither a digest, nor a date, nor a name of this machine."""

    def never(*_: object) -> None:
        raise AssertionError("warcio makes a digest of its own")

    monkeypatch.setattr(RecordBuilder, "_create_digester", never)
    for made in of_every_builder(tmp_path):
        plain = gzip.decompress(member(made, tmp_path))
        head = plain.partition(b"\r\n\r\n")[0]
        assert b"sha1" not in head and socket.gethostname().encode() not in head


@pytest.mark.parametrize("length", [100, IN_MEMORY + 100])
def test_a_block_that_ends_early_is_no_record(tmp_path: Path, length: int) -> None:
    """warcio would write what there is, under the length that was to come."""
    short = replace(record("response", b"x" * (length - 1)), length=length)
    with pytest.raises(OSError, match="1 bytes early"):
        compress(short, tmp_path)
    short.block.seek(0)
    store = Store(tmp_path / "archive", software="test/0")
    store.create()
    with pytest.raises(ArchiveError, match="ended 1 bytes early"):
        store.append([record("response", b"whole"), short], "captures")
    assert [line for _, line in store.entries() if "file" in line] == []
    assert list((tmp_path / "archive" / "warc").iterdir()) == []


def test_no_more_of_a_stream_is_written_than_the_block(tmp_path: Path) -> None:
    made = replace(record("response", b"block and what follows"), length=5)
    assert gzip.decompress(member(made, tmp_path)).endswith(b"\r\n\r\nblock\r\n\r\n")
