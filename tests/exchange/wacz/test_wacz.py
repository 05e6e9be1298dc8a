"""WACZ out: what is in it, what the tools of others say of it, and who signed it."""

from __future__ import annotations

import base64
import gzip
import hashlib
import io
import json
import os
import shutil
import socket
import struct
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from fastwarc.warc import ArchiveIterator
from fastwarc.warc import WarcRecordType as Kind

from dragoman.archive import Archive
from dragoman.archiver.records.capture import capture_records
from dragoman.archiver.records.reader import read_record
from dragoman.archiver.records.record import Original, new_id
from dragoman.archiver.requisites import requisites
from dragoman.archiver.web.fetch import Fetcher
from dragoman.errors import ArchiveError, FetchError, UsageError
from dragoman.exchange.evidence.gathering import gather
from dragoman.exchange.wacz.wacz import write_wacz
from dragoman.exchange.wacz.wacz_signature import WaczSigner
from dragoman.provenance.anchors.anchor import anchor_with_key
from dragoman.provenance.anchors.anchor_check import verify_anchor
from dragoman.provenance.anchors.keys import signature_fits
from dragoman.provenance.stamp import Stamp
from dragoman.version import VERSION
from tests.support.evidence_archive import SENTENCES, Made, evidence_archive, imported_archive
from tests.support.loopback_tsa import LoopbackTsa, has_openssl
from tests.support.raw_server import RawServer, serve
from tests.support.site import Answer, Site

SOFTWARE = "dragoman/test"
# An authority on loopback that checks what `wacz validate --verify-auth` sends to it, with
# authsign's own verifier and our roots: the roots that it comes with are Let's Encrypt's.
VERIFY_SERVER = """
import http.server, json, sys
from authsign.verifier import Verifier

verifier = Verifier(trusted_roots_filename=sys.argv[1])

class Handler(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        try:
            status, said = 200, verifier(asked).observer
        except BaseException as error:
            status, said = 400, repr(error)
        self.send_response(status)
        self.end_headers()
        self.wfile.write(said.encode())

server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
print(server.server_port, flush=True)
server.serve_forever()
"""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Made]:
    with evidence_archive(tmp_path_factory.mktemp("wacz") / "archive") as archive:
        key = archive.folder.parent / "anchor.pem"
        key.write_bytes(pem(ed25519.Ed25519PrivateKey.generate()))
        anchor_with_key(archive.folder, key)
        yield archive


@pytest.fixture(scope="module")
def wacz(made: Made) -> Path:
    return write(made, made.folder.parent / "pages.wacz")


def pem(private: Any) -> bytes:
    data = private.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    assert isinstance(data, bytes)
    return data


def write(made: Made, path: Path, signer: WaczSigner | None = None) -> Path:
    pages = gather(made.index.connection, made.folder, [made.page, made.failure])
    assert write_wacz(pages, made.folder, path, software=SOFTWARE, signer=signer) == 1
    return path


def inside(wacz: Path, name: str) -> bytes:
    with zipfile.ZipFile(wacz) as archive:
        return archive.read(name)


def wacz_tool() -> str:
    """py-wacz pulls in much, so it is not among the extras: it may be in a place of its own."""
    found = os.environ.get("DRAGOMAN_TEST_WACZ") or shutil.which("wacz")
    if found is None:
        pytest.skip("needs py-wacz: put `wacz` on the path, or name it in DRAGOMAN_TEST_WACZ")
    return found


def validate(wacz: Path, *options: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [wacz_tool(), "validate", "-f", str(wacz), *options],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


# -- what is in it ---------------------------------------------------------------------------


def test_the_records_are_the_archives_own_bytes(made: Made, wacz: Path) -> None:
    data = inside(wacz, "archive/dragoman.warc.gz")
    (evidence,) = gather(made.index.connection, made.folder, [made.page])
    for held in evidence.records():
        place = held.place
        assert place is not None
        whole = (made.folder / place.file).read_bytes()
        assert whole[place.offset : place.offset + place.length] in data
    records = list(ArchiveIterator(io.BytesIO(data), parse_http=False))
    assert records[0].headers["WARC-Type"] == "warcinfo"
    kinds = [record.headers["WARC-Type"] for record in records]
    assert kinds.count("response") == 2
    assert kinds.count("request") == 2
    assert kinds.count("conversion") == 2
    ids = [record.headers["WARC-Record-ID"] for record in records]
    assert len(ids) == len(set(ids))


def test_digests_of_everything(wacz: Path) -> None:
    package = json.loads(inside(wacz, "datapackage.json"))
    assert package["wacz_version"] == "1.1.1"
    assert package["profile"] == "data-package"
    listed = {each["path"]: each for each in package["resources"]}
    with zipfile.ZipFile(wacz) as archive:
        names = set(archive.namelist()) - {"datapackage.json", "datapackage-digest.json"}
        assert names == set(listed)
        for name in names:
            data = archive.read(name)
            assert listed[name]["hash"] == "sha256:" + hashlib.sha256(data).hexdigest()
            assert listed[name]["bytes"] == len(data)
        assert archive.getinfo("archive/dragoman.warc.gz").compress_type == zipfile.ZIP_STORED
    digest = json.loads(inside(wacz, "datapackage-digest.json"))
    whole = hashlib.sha256(inside(wacz, "datapackage.json")).hexdigest()
    assert digest == {"path": "datapackage.json", "hash": f"sha256:{whole}"}


def test_pages_have_their_text_and_the_index_their_place(made: Made, wacz: Path) -> None:
    head, *pages = map(json.loads, inside(wacz, "pages/pages.jsonl").splitlines())
    assert head["format"] == "json-pages-1.0"
    (page,) = pages
    assert page["url"] == made.url
    package = json.loads(inside(wacz, "datapackage.json"))
    assert (package["mainPageUrl"], package["mainPageDate"]) == (page["url"], page["ts"])
    assert page["id"] == made.page
    assert all(source in page["text"] for source, _ in SENTENCES)
    warc = inside(wacz, "archive/dragoman.warc.gz")
    found = {}
    for line in inside(wacz, "indexes/index.cdx").decode().splitlines():
        _, stamp, rest = line.split(" ", 2)
        fields = json.loads(rest)
        found[fields["url"]] = stamp
        start = int(fields["offset"])
        part = warc[start : start + int(fields["length"])]
        assert fields["recordDigest"] == "sha256:" + hashlib.sha256(part).hexdigest()
        assert not fields["url"].startswith("urn:dragoman")
    assert found[made.url] == "".join(c for c in page["ts"] if c.isdigit())
    assert made.url.replace("/az/1", "/old") in found


def test_the_ledger_and_the_anchors_go_along_and_verify(wacz: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(wacz) as archive:
        (anchor,) = (name for name in archive.namelist() if name.startswith("anchors/"))
        archive.extractall(tmp_path)
    check = verify_anchor(tmp_path / anchor, tmp_path / "evidence" / "ledger.jsonl")
    assert check.ok, check.message


def test_nothing_of_the_operator_is_in_it(wacz: Path) -> None:
    with zipfile.ZipFile(wacz) as archive:
        for info in archive.infolist():
            data = archive.read(info)
            assert str(Path.home()).encode() not in data
            assert f"@{socket.gethostname()}".encode() not in data
            assert not info.extra or info.extra.startswith(b"\x01\x00")


def headers_of(wacz: Path) -> dict[str, tuple[bytes, bytes, int, int]]:
    """By name: what stands behind it in the directory and in the file's own header, its size as
    the directory's short field has it, and how it is packed."""
    data = wacz.read_bytes()
    found: dict[str, tuple[bytes, bytes, int, int]] = {}
    place = data.index(b"PK\x01\x02")
    while data[place : place + 4] == b"PK\x01\x02":
        method, size = struct.unpack_from("<H", data, place + 10)[0], data[place + 24 : place + 28]
        name, extra, comment = struct.unpack_from("<HHH", data, place + 28)
        text = data[place + 46 : place + 46 + name]
        behind = data[place + 46 + name : place + 46 + name + extra]
        at = struct.unpack_from("<I", data, place + 42)[0]
        if at == 0xFFFFFFFF:
            at = struct.unpack("<Q", behind[-8:])[0]
        its_name, its_extra = struct.unpack_from("<HH", data, at + 26)
        own = data[at + 30 + its_name : at + 30 + its_name + its_extra]
        found[text.decode()] = (behind, own, int.from_bytes(size, "little"), method)
        place += 46 + name + extra + comment
    return found


def test_headers_are_short_where_sizes_are(wacz: Path) -> None:
    """wabac.js reads no header of a file whose entry in the directory has nothing behind it."""
    found = headers_of(wacz)
    assert len(found) >= 6
    for behind, own, _, _ in found.values():
        assert (behind, own) == (b"", b"")


@pytest.mark.parametrize("limit", [300, 1_500, 4_000])
def test_headers_are_long_where_a_size_needs_it_and_the_directory_says_so(
    made: Made, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, limit: int
) -> None:
    """As if that many bytes were the 2 GB of the format."""
    with monkeypatch.context() as patched:
        patched.setattr(zipfile, "ZIP64_LIMIT", limit)
        path = write(made, tmp_path / "long.wacz")
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        sizes = {info.filename: info.file_size for info in archive.infolist()}
    found = headers_of(path)
    assert any(size > limit for size in sizes.values())
    for name, (behind, own, short, _) in found.items():
        long = sizes[name] > limit
        assert (short == 0xFFFFFFFF) is long, name
        assert (len(own) == 20) is long, name
        assert not long or struct.unpack("<QQ", own[4:]) == (sizes[name], sizes[name])
        assert long is (len(behind) >= 20), name
    assert validate(path).returncode == 0


def test_what_is_near_the_limit_is_stored_so_that_it_cannot_pass_it(
    made: Made, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    size = len(inside(write(made, tmp_path / "plain.wacz"), "evidence/ledger.jsonl"))
    for limit, method in ((size, zipfile.ZIP_STORED), (2 * size, zipfile.ZIP_DEFLATED)):
        with monkeypatch.context() as patched:
            patched.setattr(zipfile, "ZIP64_LIMIT", limit)
            path = write(made, tmp_path / f"{limit}.wacz")
        behind, own, _, packed = headers_of(path)["evidence/ledger.jsonl"]
        assert (packed, own) == (method, b"") and len(behind) < 20


def test_a_damaged_record_is_not_handed_over(made: Made, tmp_path: Path) -> None:
    copy = tmp_path / "archive"
    shutil.copytree(made.folder, copy)
    (evidence,) = gather(made.index.connection, made.folder, [made.page])
    place = evidence.exchanges[0].request and evidence.exchanges[0].request.place
    assert place
    path = copy / place.file
    data = bytearray(path.read_bytes())
    data[place.offset + 4] ^= 1  # the time in the gzip header, which no other check looks at
    path.write_bytes(data)
    assert read_record(path, place.offset).id
    out = tmp_path / "out.wacz"
    with pytest.raises(ArchiveError, match="not as it was written"):
        write_wacz([evidence], copy, out, software=SOFTWARE)
    assert sorted(each.name for each in tmp_path.iterdir()) == ["archive"]


def test_a_page_takes_its_own_requests_along_and_no_neighbour_s(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A request is chained behind its answer, and so before another's: here before the sheet that
    both pages show, which was fetched with the pictures of the first."""
    monkeypatch.setattr(requisites, "AT_ONCE", 1)
    sheet = "<link rel=stylesheet href=/s.css>"
    answers = {
        "/s.css": Answer(b"p { color: red }", headers={"Content-Type": "text/css"}),
        **{f"/{n}": Answer(f"<p>{n}<img src=/{n}.png>{sheet}".encode()) for n in range(2)},
        **{f"/{n}.png": Answer(str(n).encode()) for n in range(2)},
    }
    with Site(answers) as site, Archive(tmp_path / "archive") as archive:
        options = archive.fetch_options(allow_private=True)
        urls = [site.url(f"/{n}") for n in range(2)]
        ids = [each.page.id for each in archive.capture_many(urls, options=options) if each.page]
        archive.export([ids[1]], "wacz", tmp_path / "one.wacz")
    data = inside(tmp_path / "one.wacz", "archive/dragoman.warc.gz")
    records = [each.headers for each in ArchiveIterator(io.BytesIO(data), parse_http=False)]
    answered = {each["WARC-Record-ID"] for each in records if each["WARC-Type"] == "response"}
    sent = [each for each in records if each["WARC-Type"] == "request"]
    assert len(answered) == 3
    assert sorted(each["WARC-Concurrent-To"] for each in sent) == sorted(answered)
    wanted = {urls[1], urls[1] + ".png", site.url("/s.css")}
    assert {each["WARC-Target-URI"] for each in sent} == wanted


def revisiting(archive: Archive, url: str, original: Original) -> str:
    """The id of a capture that is a revisit of whatever is named as its original."""
    options = archive.fetch_options(allow_private=True)
    fetch = Fetcher(options, archive.store.spool_dir).fetch(url)
    stamp = Stamp.now("dragoman.capture", VERSION)
    capture, records = capture_records(
        fetch, told={}, note=None, tags=(), stamp=stamp, originals=lambda _: original
    )
    archive.store.append(records, "captures")
    fetch.close()
    archive.index.catch_up()
    return capture.id


def test_the_originals_of_originals_go_along_and_one_that_is_lost_is_said(tmp_path: Path) -> None:
    with Site({"/1": Answer(b"<p>one</p>")}) as site, Archive(tmp_path / "archive") as archive:
        url = site.url("/1")
        first, again = (
            archive.capture(url, options=archive.fetch_options(allow_private=True))
            for _ in range(2)
        )
        record = archive.record(again.response_id or "")
        assert record.type == "revisit"
        digest = record.headers["WARC-Payload-Digest"]
        third = revisiting(archive, url, Original(record.id, url, record.date, digest))
        archive.export([third], "wacz", tmp_path / "one.wacz")
        lost = revisiting(archive, url, Original(new_id(), url, record.date, digest))
        with pytest.raises(ArchiveError, match=f"{url} came a second time .* not in the archive"):
            archive.export([lost], "wacz", tmp_path / "two.wacz")
    data = inside(tmp_path / "one.wacz", "archive/dragoman.warc.gz")
    found = [
        (each.headers["WARC-Type"], each.headers["WARC-Record-ID"])
        for each in ArchiveIterator(io.BytesIO(data), parse_http=False)
    ]
    assert [kind for kind, _ in found].count("revisit") == 2
    assert ("response", f"<urn:uuid:{first.response_id}>") in found
    assert not (tmp_path / "two.wacz").exists()


def test_a_page_from_elsewhere_goes_along(made: Made, tmp_path: Path) -> None:
    with imported_archive(made, tmp_path / "other", tmp_path) as (store, index, pages, _):
        first, out = pages[0], tmp_path / "out.wacz"
        evidence = gather(index.connection, store.folder, [first])
        assert write_wacz(evidence, store.folder, out, software=SOFTWARE) == 1
    data = inside(out, "archive/dragoman.warc.gz")
    records = list(ArchiveIterator(io.BytesIO(data), parse_http=False, record_types=Kind.response))
    (record,) = records
    assert record.headers["WARC-Target-URI"] == made.url
    assert made.url in inside(out, "indexes/index.cdx").decode()
    page = json.loads(inside(out, "pages/pages.jsonl").splitlines()[1])
    assert (page["id"], page["url"]) == (first, made.url)
    assert validate(out).returncode == 0


def test_without_a_page_there_is_no_wacz(made: Made, tmp_path: Path) -> None:
    pages = gather(made.index.connection, made.folder, [made.failure])
    with pytest.raises(UsageError, match="no page"):
        write_wacz(pages, made.folder, tmp_path / "x.wacz", software=SOFTWARE)
    assert list(tmp_path.iterdir()) == []


# -- what others say of it -------------------------------------------------------------------


def test_wacz_validate_passes(wacz: Path) -> None:
    done = validate(wacz)
    assert done.returncode == 0, done.stdout
    assert "Validation succeeded" in done.stdout


def test_wacz_validate_notices_a_changed_page(wacz: Path, tmp_path: Path) -> None:
    """The check above can fail."""
    changed = tmp_path / "changed.wacz"
    with zipfile.ZipFile(wacz) as old, zipfile.ZipFile(changed, "w") as new:
        for info in old.infolist():
            data = old.read(info)
            new.writestr(info, data + b"\n" if info.filename.startswith("pages/") else data)
    assert validate(changed).returncode != 0


def test_pywb_serves_the_page_out_of_it(made: Made, wacz: Path, tmp_path: Path) -> None:
    pytest.importorskip("pywb", reason="needs pywb, an extra for tests")
    tools = Path(sys.executable).parent
    manager = tools / "wb-manager"
    if not manager.exists():
        pytest.skip("needs pywb's wb-manager beside this Python")
    for command in (["init", "pages"], ["add", "--unpack-wacz", "pages", str(wacz)]):
        subprocess.run(
            [str(manager), *command], cwd=tmp_path, check=True, capture_output=True, timeout=120
        )
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = subprocess.Popen(
        [str(tools / "wayback"), "-b", "127.0.0.1", "-p", str(port), "-d", str(tmp_path)],
        cwd=tmp_path,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        base = f"http://127.0.0.1:{port}/pages/2099"
        assert replayed(f"{base}id_/{made.url}")[1] == made.body
        old = made.url.replace("/az/1", "/old")
        assert replayed(f"{base}mp_/{old}")[0].endswith(made.url)
    finally:
        server.terminate()
        server.wait(timeout=30)


def replayed(url: str) -> tuple[str, bytes]:
    """Where pywb's answer came from in the end, and what it is."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    for _ in range(150):
        try:
            with opener.open(url, timeout=10) as answer:
                return str(answer.url), bytes(answer.read())
        except urllib.error.HTTPError:
            raise
        except OSError:
            time.sleep(0.2)
    raise AssertionError("pywb did not come up")


# -- signatures ------------------------------------------------------------------------------


@pytest.mark.parametrize("curve", [ec.SECP256R1(), ec.SECP384R1()])
def test_an_anonymous_signature_as_the_specification_has_it(
    made: Made, tmp_path: Path, curve: ec.EllipticCurve
) -> None:
    private = ec.generate_private_key(curve)
    (tmp_path / "key.pem").write_bytes(pem(private))
    path = write(made, tmp_path / "signed.wacz", WaczSigner.open(tmp_path / "key.pem"))
    digest = json.loads(inside(path, "datapackage-digest.json"))
    signed = digest["signedData"]
    assert set(signed) == {"hash", "created", "software", "version", "signature", "publicKey"}
    assert signed["hash"] == digest["hash"]
    assert signed["created"] == json.loads(inside(path, "datapackage.json"))["created"]
    raw = base64.b64decode(signed["signature"])
    half = len(raw) // 2
    der = encode_dss_signature(int.from_bytes(raw[:half]), int.from_bytes(raw[half:]))
    public = serialization.load_der_public_key(base64.b64decode(signed["publicKey"]))
    assert isinstance(public, ec.EllipticCurvePublicKey)
    public.verify(der, signed["hash"].encode(), ec.ECDSA(hashes.SHA256()))
    assert public == private.public_key()


def test_an_ed25519_signature_stands_beside(made: Made, tmp_path: Path) -> None:
    private = ed25519.Ed25519PrivateKey.generate()
    (tmp_path / "key.pem").write_bytes(pem(private))
    path = write(made, tmp_path / "signed.wacz", WaczSigner.open(tmp_path / "key.pem"))
    digest = json.loads(inside(path, "datapackage-digest.json"))
    assert "signedData" not in digest
    signature = base64.b64decode(digest["ed25519"]["signature"])
    raw = private.public_key().public_bytes_raw()
    assert signature_fits(raw, signature, digest["hash"].encode())
    assert validate(path).returncode == 0


def test_other_keys_and_wrong_certificates_are_refused(tmp_path: Path) -> None:
    (tmp_path / "rsa.pem").write_bytes(pem(rsa.generate_private_key(65537, 2048)))
    with pytest.raises(UsageError, match="another kind"):
        WaczSigner.open(tmp_path / "rsa.pem")
    key, chain, _ = domain(tmp_path)
    (tmp_path / "other.pem").write_bytes(pem(ec.generate_private_key(ec.SECP256R1())))
    with pytest.raises(UsageError, match="not that of"):
        WaczSigner.open(tmp_path / "other.pem", certificate=chain, tsa_url="http://127.0.0.1:9/")
    with pytest.raises(UsageError, match="needs a time stamp"):
        WaczSigner.open(key, certificate=chain)


def domain(folder: Path) -> tuple[Path, Path, str]:
    """A server's key, its chain up to a root of its own, and that root's SHA-256."""
    from datetime import UTC, datetime, timedelta

    now = datetime.now(UTC)
    root, leaf = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    made: list[x509.Certificate] = []
    for name, public in (("Sınaq root", root.public_key()), ("archive.example", leaf.public_key())):
        subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
        made.append(
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(made[0].subject if made else subject)
            .public_key(public)
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - timedelta(days=1))
            .not_valid_after(now + timedelta(days=80))
            .sign(root, hashes.SHA256())
        )
    (folder / "domain.key").write_bytes(pem(leaf))
    chain = [each.public_bytes(serialization.Encoding.PEM) for each in reversed(made)]
    (folder / "chain.pem").write_bytes(b"".join(chain))
    return folder / "domain.key", folder / "chain.pem", made[0].fingerprint(hashes.SHA256()).hex()


def test_a_domains_signature_passes_wacz_validate_verify_auth(made: Made, tmp_path: Path) -> None:
    """With authsign's verifier, told of our roots: its own are of a public authority."""
    tool = wacz_tool()
    python = str(Path(tool).parent / "python")
    has = subprocess.run(
        [python, "-c", "import authsign.verifier"], capture_output=True, check=False
    )
    if has.returncode:
        pytest.skip("needs authsign beside py-wacz, to verify a signature")
    if not has_openssl():
        pytest.skip("needs openssl, which is not installed, for a time-stamping authority")
    key, chain, root = domain(tmp_path)
    with LoopbackTsa(tmp_path / "tsa") as tsa:
        signer = WaczSigner.open(key, certificate=chain, tsa_url=tsa.url, tsa_ca_file=tsa.root)
        path = write(made, tmp_path / "signed.wacz", signer)
        stamps = x509.load_pem_x509_certificate(tsa.root.read_bytes())
    signed = json.loads(inside(path, "datapackage-digest.json"))["signedData"]
    assert signed["domain"] == "archive.example"
    roots = tmp_path / "roots.yaml"
    roots.write_text(
        f"domain_cert_roots: [{root}]\n"
        f"timestamp_cert_roots: [{stamps.fingerprint(hashes.SHA256()).hex()}]\n",
        encoding="utf-8",
    )
    server = subprocess.Popen(
        [python, "-c", VERIFY_SERVER, str(roots)], stdout=subprocess.PIPE, text=True
    )
    try:
        ports: list[str] = []
        assert server.stdout is not None
        reading = threading.Thread(target=read_port, args=(server.stdout, ports), daemon=True)
        reading.start()
        reading.join(60)
        url = f"http://127.0.0.1:{ports[0]}/verify"
        done = validate(path, "--verify-auth", "--verifier-url", url)
        assert done.returncode == 0, done.stdout
        assert "Successfully verified signature" in done.stdout
        forged = forge(path, tmp_path / "forged.wacz")
        assert validate(forged).returncode == 0  # as FACTS.md says: it does not look by itself
        assert validate(forged, "--verify-auth", "--verifier-url", url).returncode != 0
    finally:
        server.kill()
        server.wait(timeout=30)


def read_port(stream: Any, ports: list[str]) -> None:
    """The verifier logs to the same stream before it says its port."""
    for line in stream:
        if line.strip().isdigit():
            ports.append(line.strip())
            return


def forge(path: Path, target: Path) -> Path:
    """The same file, with another's signature in place of the right one."""
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(target, "w") as new:
        for info in old.infolist():
            data = old.read(info)
            if info.filename == "datapackage-digest.json":
                content = json.loads(data)
                private = ec.generate_private_key(ec.SECP256R1())
                signature = private.sign(content["hash"].encode(), ec.ECDSA(hashes.SHA256()))
                content["signedData"]["signature"] = base64.b64encode(signature).decode()
                data = json.dumps(content).encode()
            new.writestr(info, data)
    return target


def test_without_the_stamp_nothing_is_written(made: Made, tmp_path: Path) -> None:
    key, chain, _ = domain(tmp_path)
    signer = WaczSigner.open(key, certificate=chain, tsa_url="http://127.0.0.1:9/")
    with pytest.raises(FetchError):
        write(made, tmp_path / "out.wacz", signer)
    assert sorted(each.name for each in tmp_path.iterdir()) == ["chain.pem", "domain.key"]


def test_an_answer_with_bare_line_feeds_has_a_copy_that_readers_open(tmp_path: Path) -> None:
    """They show an empty page for it; what was recorded goes along as it is, and merges as ever."""
    body = "<p>Onu dekabrda azad etdilər, sonra Bakıya gəldi.</p>".encode() * 3000
    head = b"HTTP/1.1 200 OK\nContent-Type: text/html; charset=utf-8\nContent-Length: %d\n\n"
    with RawServer(serve(head % len(body) + body)) as server, Archive(tmp_path / "a") as archive:
        options = archive.fetch_options(allow_private=True)
        page = archive.capture(server.url("/"), options=options)
        again = archive.capture(server.url("/"), options=options)
        archive.export([page.id, again.id], "wacz", tmp_path / "o.wacz")
    with zipfile.ZipFile(tmp_path / "o.wacz") as held:
        raw = held.read("archive/dragoman.warc.gz")
        lines = held.read("indexes/index.cdx").decode().splitlines()
    indexed = [json.loads(line.split(" ", 2)[2]) for line in lines]
    assert [each["status"] for each in indexed] == ["200", "200"]
    served = [
        gzip.decompress(raw[(at := int(e["offset"])) : at + int(e["length"])]) for e in indexed
    ]
    for each in served:
        warc, http, rest = each.split(b"\r\n\r\n", 2)
        assert b"\n" not in http.replace(b"\r\n", b"")
        assert f"Content-Length: {len(http) + 4 + len(rest) - 4}".encode() in warc
    assert served[0].endswith(b"\r\n\r\n" + body + b"\r\n\r\n")
    assert gzip.decompress(raw).count(b"HTTP/1.1 200 OK\nContent-Type") == 2
    with Archive(tmp_path / "b") as other:
        assert [each.page.id for each in other.import_files([tmp_path / "o.wacz"])
                if each.page] == [page.id, again.id]  # fmt: skip
        assert other.verify().ok
