"""Records: what each says, that every checker passes it, and that nothing slips into it."""

from __future__ import annotations

import base64
import contextlib
import getpass
import gzip
import hashlib
import io
import json
import math
import random
import re
import socket
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from warcio.archiveiterator import ArchiveIterator

from dragoman.archiver.records.capture import capture_records, keep_exchange
from dragoman.archiver.records.checking import check_record
from dragoman.archiver.records.reader import RecordReader, read_record
from dragoman.archiver.records.record import (
    Original,
    Record,
    compress,
    derived_uri,
    json_record,
    new_id,
    request_record,
    resource_record,
    response_record,
    warcinfo_record,
)
from dragoman.archiver.store.store import Store
from dragoman.archiver.web.fetch import Fetcher
from dragoman.archiver.web.fetch_options import FetchOptions
from dragoman.archiver.web.fetched import Fetch
from dragoman.archiver.web.http_exchange import Exchange
from dragoman.archiver.web.limits import Limits
from dragoman.archiver.web.spool import IN_MEMORY
from dragoman.errors import ArchiveError
from dragoman.provenance.digest import CHUNK, warc_digest
from dragoman.provenance.stamp import Stamp
from tests.support.other_checkers import pass_elsewhere
from tests.support.raw_server import (
    OK,
    Authority,
    Client,
    RawServer,
    answer,
    chunked,
    path_of,
    redirect,
    routes,
)

LIMITS = Limits(max_body=100_000, read_timeout=0.3, total_timeout=2, max_redirects=3)
ANSWERS = {
    "/": answer(b"<p>salam</p>", "Content-Type: text/html; charset=utf-8"),
    "/lf": b"HTTP/1.1 200 OK\nContent-Length: 2\nX-Empty:\n\nok",
    "/odd": (
        b"HTTP/1.1 404 Not\x1b[31m\x00 Found\r\nno colon\r\nA: \xff\r\n b\r\n"
        b"Content-Length: 1\r\n\r\nx"
    ),
    "/chunked": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + chunked(b"abc", b"de"),
    "/gzip": answer(gzip.compress(b"packed" * 50), "Content-Encoding: gzip"),
    "/moved": redirect("/"),
    "/empty": b"HTTP/1.1 204 No Content\r\n\r\n",
    "/hint": b"HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n" + OK,
    "/short": b"HTTP/1.1 200 OK\r\nContent-Length: 50\r\nConnection: close\r\n\r\nhalf",
    "/large": b"HTTP/1.1 200 OK\r\nContent-Length: 200000\r\n\r\nbegin",
    "/broken": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\nnot so",
}


def handler(client: Client) -> None:
    while request := client.read_request():
        sent = ANSWERS[path_of(request)]
        client.send(sent)
        if b"Connection: close" in sent:
            return


class Written:
    """An archive with one capture of each answer, and its records as warcio reads them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.store = Store(folder, software="dragoman/test")
        self.store.create()
        fetcher = Fetcher(
            FetchOptions("agent", allow_private=True, limits=LIMITS), self.store.spool_dir
        )
        self.fetches: dict[str, Fetch] = {}
        with RawServer(handler) as server:
            for path in ANSWERS:
                self.fetches[path] = self.keep(fetcher.fetch(server.url(path)))
            self.fetches["dns"] = self.keep(fetcher.fetch("http://nosuch.invalid/a?b=ç"))
        fetcher.close()
        self.store.append([json_record("note", "http://h/", {"text": "şəkil"})], "derived")

    def keep(self, fetch: Fetch) -> Fetch:
        _, records = capture_records(
            fetch, told={}, note="Qeyd: ə", tags=["a"], stamp=Stamp.now("t", "0")
        )
        self.store.append(records, "captures")
        return fetch

    @property
    def files(self) -> list[Path]:
        return sorted((self.folder / "warc").iterdir())

    def records(self) -> list[tuple[dict[str, str], list[tuple[str, str]], bytes]]:
        found = []
        for path in self.files:
            with path.open("rb") as stream:
                for record in ArchiveIterator(stream, no_record_parse=True):
                    headers = record.rec_headers.headers
                    found.append((dict(headers), headers, record.content_stream().read()))
        return found

    def of(self, path: str, kind: str) -> tuple[dict[str, str], bytes]:
        url = self.fetches[path].url
        return next(
            (headers, block)
            for headers, _, block in self.records()
            if headers["WARC-Type"] == kind and headers["WARC-Target-URI"] == url
        )

    def metadata(self, path: str) -> dict[str, Any]:
        url = self.fetches[path].url
        for headers, _, block in self.records():
            if headers["WARC-Type"] == "metadata" and headers["WARC-Target-URI"].endswith(url):
                found: dict[str, Any] = json.loads(block)
                return found
        raise AssertionError(path)


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Written:
    return Written(tmp_path_factory.mktemp("archive"))


def test_the_block_is_what_the_server_sent(written: Written) -> None:
    for path, sent in ANSWERS.items():
        _, block = written.of(path, "response")
        if path == "/hint":
            assert sent.endswith(block)
            assert block == OK
        elif path == "/large":
            assert sent.startswith(block)
        else:
            assert block == sent


def test_the_request_is_what_was_sent(written: Written) -> None:
    for path in ANSWERS:
        headers, block = written.of(path, "request")
        assert block == written.fetches[path].exchanges[0].request
        assert block.startswith(f"GET {path} HTTP/1.1\r\n".encode())
        assert headers["Content-Type"] == "application/http; msgtype=request"


def test_request_and_response_name_each_other(written: Written) -> None:
    for path in ANSWERS:
        request, _ = written.of(path, "request")
        response, _ = written.of(path, "response")
        assert request["WARC-Concurrent-To"] == response["WARC-Record-ID"]
        assert request["WARC-Date"] == response["WARC-Date"]
        seen = written.metadata(path)["exchanges"][0]
        assert f"<urn:uuid:{seen['response']}>" == response["WARC-Record-ID"]


def test_digests_are_of_the_block_and_of_the_decoded_transfer(written: Written) -> None:
    payloads = {
        "/": b"<p>salam</p>",
        "/chunked": b"abcde",
        "/empty": b"",
        "/short": b"half",
        "/large": b"",
        "/broken": b"not so",
    }
    for headers, _, block in written.records():
        assert headers["WARC-Block-Digest"] == warc_digest(hashlib.sha256(block).digest())
        assert "sha1" not in headers.get("WARC-Payload-Digest", "")
    for path, payload in payloads.items():
        headers, _ = written.of(path, "response")
        assert headers["WARC-Payload-Digest"] == warc_digest(hashlib.sha256(payload).digest())
    packed, block = written.of("/gzip", "response")
    payload = block.partition(b"\r\n\r\n")[2]
    assert packed["WARC-Payload-Digest"] == warc_digest(hashlib.sha256(payload).digest())
    assert gzip.decompress(payload) == b"packed" * 50


@pytest.fixture
def posted(tmp_path: Path) -> Exchange:
    """A POST with a body, and its answer."""

    def answering(client: Client) -> None:
        client.read_request()
        client.read_body()
        client.send(answer(b'{"said": 7}', "Content-Type: application/json"))

    fetcher = Fetcher(FetchOptions("agent", allow_private=True, limits=LIMITS), tmp_path)
    with RawServer(answering) as server:
        url = server.url("/api")
        exchange = fetcher.ask("POST", url, [], b'{"n": 7}', first=url, seconds=5)
    fetcher.close()
    return exchange


def test_the_payload_digest_of_a_request_is_that_of_its_body(
    written: Written, posted: Exchange, tmp_path: Path
) -> None:
    headers, block = read_back(request_record(posted, new_id()), tmp_path)
    assert block.endswith(b'\r\n\r\n{"n": 7}')
    body = hashlib.sha256(b'{"n": 7}').digest()
    assert dict(headers)["WARC-Payload-Digest"] == warc_digest(body)
    for path in ANSWERS:
        said = written.of(path, "request")[0]["WARC-Payload-Digest"]
        assert said == warc_digest(hashlib.sha256(b"").digest())


def test_a_request_in_chunks_is_digested_without_them(posted: Exchange) -> None:
    head = b"POST /api HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n"
    request = replace(posted, request=head + chunked(b'{"n":', b" 7}"))
    assert request.request_payload == b'{"n": 7}'


@pytest.mark.parametrize(
    ("said", "problem"),
    [
        # As version 0.1 wrote it for every request; its archives stay valid.
        ("sha256:4OYMIQUY7QOBJGX36TEJS35ZEQT24QPEMSNZGTFESWMRW6CSXBKQ====", None),
        (warc_digest(hashlib.sha256(b'{"n": 7}').digest()), None),
        (warc_digest(hashlib.sha256(b'{"n": 7}').digest()).upper(), None),
        (warc_digest(hashlib.sha256(b"").digest()), "payload digest does not fit"),
        (warc_digest(hashlib.sha256(b'{"n": 8}').digest()), "payload digest does not fit"),
        ("sha256:4OYMIQUY", "payload digest is not a SHA-256: 'sha256:4OYMIQUY'"),
        ("md5:d41d8cd98f00b204e9800998ecf8427e", "payload digest is not a SHA-256"),
    ],
)
def test_what_a_request_says_of_its_body_is_checked(
    posted: Exchange, tmp_path: Path, said: str, problem: str | None
) -> None:
    path = _written(with_header(request_record(posted, new_id()), "Payload", said), tmp_path)
    if problem is None:
        check_record(path, 0)
        return
    with pytest.raises(ArchiveError, match=problem):
        check_record(path, 0)


def test_only_a_request_may_say_nothing_of_its_body(posted: Exchange, tmp_path: Path) -> None:
    said = "sha256:4OYMIQUY7QOBJGX36TEJS35ZEQT24QPEMSNZGTFESWMRW6CSXBKQ===="
    path = _written(with_header(response_record(posted, new_id()), "Payload", said), tmp_path)
    with pytest.raises(ArchiveError, match="payload digest does not fit"):
        check_record(path, 0)


@pytest.mark.parametrize("form", ["padded", "bare", "lower", "hexadecimal", "upper"])
def test_a_digest_in_any_form_is_compared_by_its_bytes(
    posted: Exchange, tmp_path: Path, form: str
) -> None:
    record = response_record(posted, new_id())
    for what, raw in (("Block", posted.block_sha256), ("Payload", posted.payload_sha256)):
        text = {
            "padded": base64.b32encode(raw).decode(),
            "bare": base64.b32encode(raw).decode().rstrip("="),
            "lower": base64.b32encode(raw).decode().lower(),
            "hexadecimal": raw.hex(),
            "upper": raw.hex().upper(),
        }[form]
        record = with_header(record, what, f"sha256:{text}")
    path = _written(record, tmp_path)
    check_record(path, 0)
    stored = read_record(path, 0)
    assert stored.digest("Payload") == warc_digest(posted.payload_sha256)
    assert stored.body == b'{"said": 7}'


@pytest.mark.parametrize("said", ["sha256:", "sha256:zz", "sha1:" + "A" * 32, "nothing"])
def test_what_is_no_digest_is_said_and_not_read_over(
    posted: Exchange, tmp_path: Path, said: str
) -> None:
    path = _written(with_header(response_record(posted, new_id()), "Block", said), tmp_path)
    with pytest.raises(ArchiveError, match="block digest is not a SHA-256"):
        check_record(path, 0)
    with pytest.raises(ArchiveError, match="its content is not what its digest says"):
        read_record(path, 0)


def test_what_answers_a_post_is_kept_whole_and_marked(posted: Exchange) -> None:
    """Replay tools do not find it by its URL alone: a `revisit` of it would be one of nothing."""
    asked: list[str] = []

    def named(key: str) -> Original:
        asked.append(key)
        digest = warc_digest(posted.payload_sha256)
        return Original(new_id(), posted.url, posted.started, digest)

    records: list[Record] = []
    said = keep_exchange(posted, records, named)
    assert [each.type for each in records] == ["response", "request"]
    assert (said["method"], said["payload"], said["revisit_of"]) == ("POST", None, None)
    got = keep_exchange(replace(posted, method="GET"), records, named)
    assert records[2].type == "revisit"
    assert (got["method"], got["payload"]) == ("GET", warc_digest(posted.payload_sha256))
    assert asked == [got["payload"]]


def test_what_was_cut_says_why(written: Written) -> None:
    said = {path: written.of(path, "response")[0].get("WARC-Truncated") for path in ANSWERS}
    assert said.pop("/short") == "disconnect"
    assert said.pop("/large") == "length"
    assert said.pop("/broken") == "unspecified"
    assert set(said.values()) == {None}


def test_time_and_reset_are_told_apart(tmp_path: Path) -> None:
    def slow(client: Any) -> None:
        client.read_request()
        client.send(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf")
        client.read_request()

    fetcher = Fetcher(FetchOptions("agent", allow_private=True, limits=LIMITS), tmp_path)
    with RawServer(slow) as server:
        fetch = fetcher.fetch(server.url())
    _, records = capture_records(fetch, told={}, note=None, tags=[], stamp=Stamp.now("t", "0"))
    assert ("WARC-Truncated", "time") in records[0].headers


def test_a_redirect_is_two_exchanges_and_one_capture(written: Written) -> None:
    content = written.metadata("/moved")
    assert [each["http_status"] for each in content["exchanges"]] == [302, 200]
    (hop,) = content["redirects"]
    assert hop["http_status"] == 302
    assert content["page"] == content["exchanges"][1]["response"]


def test_a_failure_is_a_record_too(written: Written) -> None:
    content = written.metadata("dns")
    assert content["error"]["step"] == "dns"
    assert content["page"] is None
    uris = [headers.get("WARC-Target-URI", "") for headers, _, _ in written.records()]
    assert "urn:dragoman:failure:http://nosuch.invalid/a?b=%C3%A7" in uris


def test_headers_follow_the_standard(written: Written) -> None:
    ids = set()
    for headers, fields, block in written.records():
        names = [name for name, _ in fields]
        once = [name for name in names if name not in ("WARC-Concurrent-To", "WARC-Protocol")]
        assert len(once) == len(set(once))
        assert re.fullmatch(
            r"<urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}>", headers["WARC-Record-ID"]
        )
        assert headers["WARC-Record-ID"] not in ids
        ids.add(headers["WARC-Record-ID"])
        datetime.strptime(headers["WARC-Date"], "%Y-%m-%dT%H:%M:%S.%fZ")
        assert int(headers["Content-Length"]) == len(block)
        if headers["WARC-Type"] in ("metadata", "conversion"):
            assert headers["WARC-Target-URI"].startswith("urn:dragoman:")
            linked = headers["WARC-Type"] == "conversion"
            assert headers["Content-Type"] == "application/" + ("ld+json" if linked else "json")
        if headers["WARC-Type"] == "response":
            assert headers["WARC-IP-Address"] == "127.0.0.1"
            assert headers["WARC-Protocol"] == "http/1.1"
    for path in written.files:
        with path.open("rb") as stream:
            first = next(iter(ArchiveIterator(stream, no_record_parse=True)))
            assert first.rec_type == "warcinfo"
            assert first.rec_headers["WARC-Filename"] == path.name
            assert first.rec_headers.protocol == "WARC/1.1"


def test_other_checkers_find_nothing(written: Written) -> None:
    """But for what DESIGN says of warcio: it digests a chunked payload with its chunks."""
    assert [pass_elsewhere(path) for path in written.files] == [1, 0]


def test_nothing_is_told_about_the_operator(written: Written, tmp_path: Path) -> None:
    """No name of the machine or the user, no folder, no address but the server's."""
    everything = b"".join(gzip.decompress(path.read_bytes()) for path in written.files)
    everything += (written.folder / "ledger.jsonl").read_bytes()
    text = everything.decode("utf-8", "replace")
    private = {
        socket.gethostname(),
        str(Path.home()),
        str(written.folder),
        str(Path.cwd()),
        str(tmp_path.parent),
    }
    if len(getpass.getuser()) > 4:  # `root` is a word
        private.add(getpass.getuser())
    assert not [each for each in private if each in text]
    addresses = set(re.findall(r"\b\d{1,3}(?:\.\d{1,3}){3}\b", text))
    assert addresses == {"127.0.0.1"}


def test_tls_is_in_the_record(tmp_path: Path) -> None:
    authority = Authority()
    store = Store(tmp_path / "archive", software="t/0")
    store.create()
    ca = authority.write_root(tmp_path / "ca.pem")
    fetcher = Fetcher(FetchOptions("a", allow_private=True, limits=LIMITS, ca_file=ca), tmp_path)
    tls = authority.issue("127.0.0.1").context(tmp_path)
    with RawServer(routes({"/": OK}), tls=tls) as server:
        fetch = fetcher.fetch(server.url())
    _, records = capture_records(fetch, told={}, note=None, tags=[], stamp=Stamp.now("t", "0"))
    entries = store.append(records, "captures")
    with (store.folder / entries[0].file).open("rb") as stream:
        stream.seek(entries[0].offset)
        headers = next(iter(ArchiveIterator(stream, no_record_parse=True))).rec_headers.headers
    assert [value for name, value in headers if name == "WARC-Protocol"] == ["http/1.1", "tls/1.3"]
    assert dict(headers)["WARC-Cipher-Suite"].startswith("TLS_")
    fetcher.close()


# -- whatever is put into a record -----------------------------------------------------------


def with_header(record: Record, what: str, said: str) -> Record:
    """The record with another digest of its `Block` or `Payload`."""
    name = f"WARC-{what}-Digest"
    headers = tuple((key, said if key == name else value) for key, value in record.headers)
    return replace(record, headers=headers)


def _written(record: Record, folder: Path) -> Path:
    path = folder / "one.warc.gz"
    member = compress(record, folder)
    member.stream.seek(0)
    path.write_bytes(member.stream.read())
    return path


def read_back(record: Record, folder: Path) -> tuple[list[tuple[str, str]], bytes]:
    member = compress(record, folder)
    member.stream.seek(0)
    data = member.stream.read()
    assert hashlib.sha256(data).hexdigest() == member.sha256
    assert len(data) == member.length
    found = list(_parsed(data))
    assert len(found) == 1
    path = folder / "one.warc.gz"
    path.write_bytes(data)
    stored = read_record(path, 0)
    assert stored.block == found[0][1]
    assert stored.id == record.id
    check_record(path, 0)
    return found[0]


def _parsed(data: bytes) -> Any:
    for record in ArchiveIterator(io.BytesIO(data), no_record_parse=True):
        yield record.rec_headers.headers, record.content_stream().read()


@given(
    st.text(max_size=40),
    st.text(max_size=60),
    st.recursive(st.none() | st.text() | st.integers(), lambda v: st.lists(v, max_size=3)),
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_any_url_and_content_make_one_record(
    tmp_path: Path, kind: str, url: str, content: Any
) -> None:
    headers, block = read_back(json_record(kind or "k", url, {"content": content}), tmp_path)
    names = [name for name, _ in headers]
    assert names == [
        "WARC-Type",
        "WARC-Record-ID",
        "WARC-Target-URI",
        "WARC-Date",
        "WARC-Block-Digest",
        "WARC-Payload-Digest",
        "Content-Type",
        "Content-Length",
    ]
    assert dict(headers)["WARC-Type"] == "metadata"
    assert json.loads(block) is not None


@pytest.mark.parametrize("number", [math.nan, math.inf, -math.inf])
def test_a_number_that_json_has_not_makes_no_record(number: float) -> None:
    """No reader would take it, and the file is kept for ever."""
    with pytest.raises(ArchiveError, match="not kept: a number in it"):
        json_record("k", "http://h/", {"scores": [-0.5, number]})
    assert json.load(json_record("k", "http://h/", {"scores": [-0.5, 1e300]}).block)


@given(st.binary(max_size=300), st.text(max_size=40), st.text(max_size=30))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_any_file_makes_one_record(tmp_path: Path, body: bytes, uri: str, mime: str) -> None:
    headers, block = read_back(resource_record(body, uri, mime), tmp_path)
    assert block == body
    assert len(headers) == 8


@pytest.mark.parametrize("length", [IN_MEMORY, IN_MEMORY + 1, CHUNK, CHUNK + 1, 2 * CHUNK + 7])
def test_a_large_file_makes_one_record(tmp_path: Path, length: int) -> None:
    body = random.Random(length).randbytes(length)
    assert read_back(resource_record(body, "urn:x", "image/png"), tmp_path)[1] == body


@pytest.mark.parametrize("length", [100, 2 * CHUNK])
def test_a_block_that_ends_early_makes_none(tmp_path: Path, length: int) -> None:
    record = replace(resource_record(bytes(length - 1), "urn:x", "image/png"), length=length)
    with pytest.raises(OSError, match="ended 1 bytes early"):
        compress(record, tmp_path)


def test_records_of_several_files_are_read_in_any_order(tmp_path: Path) -> None:
    places = []
    for number in range(6):
        member = compress(json_record("k", "http://h/", {"n": number}), tmp_path)
        member.stream.seek(0)
        path = tmp_path / f"{number % 2}.warc.gz"
        with path.open("ab") as stream:
            places.append((number, path.name, stream.tell()))
            stream.write(member.stream.read())
    with contextlib.closing(RecordReader(tmp_path)) as reader:
        for number, name, offset in [*places, *reversed(places)]:
            assert reader.read(name, offset).json() == {"n": number}
        with pytest.raises(ArchiveError, match="cannot be read at 0"):
            reader.read("none.warc.gz", 0)
        with pytest.raises(ArchiveError, match="no file of the archive"):
            reader.read_chained("../0.warc.gz", 0)


@pytest.mark.parametrize("evil", ["\r\n", "\n", "\r", "\r\n\r\n", "\x00", "\x0b", "\x85", "\u2028"])
def test_no_line_is_smuggled_into_a_header(tmp_path: Path, evil: str) -> None:
    smuggled = f"a{evil}WARC-Truncated: time{evil}{evil}x"
    for record in (
        json_record("k", f"http://h/{smuggled}", {}),
        json_record(smuggled, "http://h/", {}),
        resource_record(b"", smuggled, "text/plain"),
        resource_record(b"", "urn:x", f"text/plain{smuggled}"),
        json_record("k", "http://h/", {}, refers_to=smuggled, concurrent_to=[smuggled]),
        json_record("k", "http://h/", {}, date=smuggled),
        warcinfo_record(smuggled, "s", "p"),
    ):
        member = compress(record, tmp_path)
        member.stream.seek(0)
        plain = gzip.decompress(member.stream.read())
        head = plain.partition(b"\r\n\r\n")[0].replace(b"\r\n", b"")
        assert b"\r" not in head
        assert b"\n" not in head
        names = [name for name, _ in next(iter(_parsed(gzip.compress(plain))))[0]]
        assert "WARC-Truncated" not in names


def test_uris_of_our_own_records() -> None:
    assert derived_uri("capture", "http://h/a b?c=ş#d") == (
        "urn:dragoman:capture:http://h/a%20b?c=%C5%9F#d"
    )
    assert derived_uri("file", "\udcff.pdf").isascii()


def test_a_name_of_a_file_that_is_no_unicode(tmp_path: Path) -> None:
    name = "\udce9t\udce9.pdf"
    _, block = read_back(json_record("file", name, {"name": name}), tmp_path)
    assert json.loads(block) == {"name": name}


# -- reading back ----------------------------------------------------------------------------


def test_a_damaged_record_is_never_taken_for_the_one_after_it(tmp_path: Path) -> None:
    members = [compress(json_record("k", "http://h/", {"n": n}), tmp_path) for n in range(2)]
    data = []
    for member in members:
        member.stream.seek(0)
        data.append(member.stream.read())
    path = tmp_path / "x.warc.gz"
    path.write_bytes(data[0])
    sound = read_record(path, 0).block
    for place in range(len(data[0])):
        damaged = bytearray(data[0])
        damaged[place] ^= 0x10
        path.write_bytes(bytes(damaged) + data[1])
        try:
            record = read_record(path, 0)
        except ArchiveError:
            continue
        # bits that mean nothing, and the checksum after a record, which reading one stops short of
        assert (record.id, record.block) == (members[0].id, sound)
    path.write_bytes(data[0][:-20] + data[1])
    with pytest.raises(ArchiveError):
        read_record(path, 0)
    path.write_bytes(data[0])
    for offset in (1, len(data[0]), len(data[0]) + 100):
        with pytest.raises(ArchiveError):
            read_record(path, offset)


def test_a_record_that_is_not_the_one_asked_for_is_refused(written: Written) -> None:
    path = written.files[0]
    with contextlib.closing(RecordReader(path.parent.parent)) as reader:
        found = reader.read_chained(f"warc/{path.name}", 0)
        assert reader.read_chained(f"warc/{path.name}", 0, found.id).id == found.id
        with pytest.raises(ArchiveError, match="does not hold record"):
            reader.read_chained(f"warc/{path.name}", 0, new_id())
        for name in (f"../warc/{path.name}", "ledger.jsonl", f"/warc/{path.name}"):
            with pytest.raises(ArchiveError, match="no file of the archive"):
                reader.read_chained(name, 0)


def test_new_ids_are_new() -> None:
    assert len({new_id() for _ in range(1000)}) == 1000
