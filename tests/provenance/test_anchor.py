"""Anchors: made with real keys and a real authority, checked offline, and what breaks them."""

from __future__ import annotations

import base64
import json
import os
import shutil
import socket
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from hypothesis import given
from hypothesis import strategies as st

from dragoman.archiver.records.record import compress, resource_record
from dragoman.archiver.store.store import Store
from dragoman.archiver.web.connection import connect_as_typed
from dragoman.errors import ArchiveError, FetchError, UsageError
from dragoman.provenance.anchors.anchor import (
    anchor_with_key,
    anchor_with_tsa,
    queued,
    read_waiting,
    render,
    retry_queue,
)
from dragoman.provenance.anchors.anchor_check import AnchorCheck, check_anchors, verify_anchor
from dragoman.provenance.anchors.authority import LARGEST_ANSWER
from dragoman.provenance.anchors.der import sort_certificates
from dragoman.provenance.anchors.keys import P256, P384, load_key, signature_fits
from dragoman.provenance.anchors.seal import Trust
from dragoman.provenance.anchors.statement import Statement
from dragoman.provenance.anchors.timestamp import (
    TimestampInvalid,
    check_timestamp,
    request_timestamp,
    without_secrets,
)
from dragoman.provenance.digest import sha256_hex
from dragoman.provenance.ledger import encode_line
from tests.support.loopback_tsa import LoopbackTsa, has_openssl, openssl
from tests.support.raw_server import Client, RawServer, answer

COMMENT = "anna@reading-room"


def new_archive(folder: Path, records: int = 3) -> Path:
    store = Store(folder, software="dragoman/test")
    store.create()
    for number in range(records):
        body = f"Sənəd {number}".encode()
        store.append([resource_record(body, f"urn:dragoman:file:{number}.txt", "text/plain")],
                     "captures")  # fmt: skip
    return folder


def write_key(
    path: Path, private: object, *, form: str = "pem", password: str | None = None
) -> Path:
    lock: serialization.KeySerializationEncryption = serialization.NoEncryption()
    if password:
        lock = serialization.BestAvailableEncryption(password.encode())
    kind = (
        serialization.PrivateFormat.OpenSSH if form == "ssh" else serialization.PrivateFormat.PKCS8
    )
    path.write_bytes(private.private_bytes(serialization.Encoding.PEM, kind, lock))  # type: ignore[attr-defined]
    return path


def read(path: Path) -> dict[str, object]:
    content = json.loads(path.read_text(encoding="utf-8"))
    assert isinstance(content, dict)
    return content


def only(folder: Path, trust: Trust | None = None) -> AnchorCheck:
    (check,) = check_anchors(folder, trust=trust)
    return check


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    return new_archive(tmp_path / "archive")


@pytest.fixture
def key(tmp_path: Path) -> Path:
    return write_key(tmp_path / "key.pem", ed25519.Ed25519PrivateKey.generate())


@pytest.fixture(scope="module")
def tsa(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LoopbackTsa]:
    if not has_openssl():
        pytest.skip("needs openssl, which is not installed, for a time-stamping authority")
    with LoopbackTsa(tmp_path_factory.mktemp("tsa"), send_root=True) as authority:
        yield authority


@pytest.fixture(scope="module")
def other_tsa(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LoopbackTsa]:
    if not has_openssl():
        pytest.skip("needs openssl, which is not installed, for a time-stamping authority")
    with LoopbackTsa(tmp_path_factory.mktemp("other"), "Başqa", send_root=True) as authority:
        yield authority


@pytest.fixture(autouse=True)
def no_trouble(request: pytest.FixtureRequest) -> Iterator[None]:
    yield
    if "tsa" in request.fixturenames:
        request.getfixturevalue("tsa").trouble = None


# -- what is signed --------------------------------------------------------------------------


def test_a_statement_names_archive_and_line(archive: Path, key: Path) -> None:
    path = anchor_with_key(archive, key)
    lines = (archive / "ledger.jsonl").read_bytes().splitlines()
    text = str(read(path)["statement"])
    statement = Statement.decode(text)
    assert statement.archive == json.loads(lines[0])["archive"]
    assert statement.ledger_line == len(lines) - 1
    assert statement.ledger_sha256 == sha256_hex(lines[-1])
    assert statement.ledger_size == (archive / "ledger.jsonl").stat().st_size
    assert json.loads(text)["type"] == "dragoman-anchor/1"
    assert path.parent.name == "anchors"
    assert path.name.startswith(f"{len(lines) - 1}-")
    assert path.name.endswith("-ed25519.json")


@pytest.mark.parametrize(
    "text",
    ["{}", "[]", "x", '{"type":"dragoman-anchor/1"}', '{"type":"dragoman-anchor/1","extra":1}'],
)
def test_what_is_no_statement_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        Statement.decode(text)


def test_a_statement_has_one_spelling(archive: Path, key: Path) -> None:
    text = str(read(anchor_with_key(archive, key))["statement"])
    spaced, number = text.replace(":", ": ", 1), text.replace('_line":4', '_line":4.0')
    for other in (text + " ", spaced, number):
        assert other != text
        with pytest.raises(ValueError):
            Statement.decode(other)


# -- keys ------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", ["pem", "ssh"])
@pytest.mark.parametrize("password", [None, "gizli söz"])
def test_keys_that_people_have_will_do(
    archive: Path, tmp_path: Path, form: str, password: str | None
) -> None:
    if form == "ssh" and password:
        pytest.importorskip("bcrypt", reason="needs bcrypt for encrypted OpenSSH keys")
    private = ed25519.Ed25519PrivateKey.generate()
    path = write_key(tmp_path / "key", private, form=form, password=password)
    asked: list[bool] = []
    anchor_with_key(archive, path, lambda: asked.append(True) or password)
    check = only(archive)
    assert check.ok, check.message
    assert asked == ([True] if password else [])
    openssh = private.public_key().public_bytes(
        serialization.Encoding.OpenSSH, serialization.PublicFormat.OpenSSH
    )
    public = tmp_path / "key.pub"
    public.write_bytes(openssh + b" " + COMMENT.encode() + b"\n")
    assert only(archive, Trust.read([public])).pinned


def test_a_key_made_by_ssh_keygen_leaves_no_comment(archive: Path, tmp_path: Path) -> None:
    if shutil.which("ssh-keygen") is None:
        pytest.skip("needs ssh-keygen, which is not installed")
    key = tmp_path / "id_ed25519"
    command = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", COMMENT, "-f", str(key)]
    subprocess.run(command, check=True, timeout=60)
    assert COMMENT in key.with_suffix(".pub").read_text(encoding="utf-8")
    data = anchor_with_key(archive, key).read_text(encoding="utf-8")
    assert COMMENT not in data
    for word in (f"@{socket.gethostname()}", str(Path.home()), str(tmp_path)):
        assert word not in data
    assert only(archive, Trust.read([key.with_suffix(".pub")])).ok
    shown = subprocess.run(
        ["ssh-keygen", "-l", "-f", str(key)], check=True, capture_output=True, timeout=60
    )
    assert str(only(archive).by) in shown.stdout.decode()


@pytest.mark.parametrize(
    ("make", "word"),
    [
        (lambda p: write_key(p, rsa.generate_private_key(65537, 2048)), "RSA"),
        (lambda p: write_key(p, ec.generate_private_key(ec.SECP256R1())), "ecdsa-p256"),
        (lambda p: p.write_text("hello", encoding="utf-8"), "not a private key"),
        (lambda p: p.write_text("ssh-ed25519 AAAA a@b", encoding="utf-8"), "public key"),
        (lambda _: None, "cannot be read"),
    ],
)
def test_other_keys_are_refused_with_a_sentence(
    archive: Path, tmp_path: Path, make: object, word: str
) -> None:
    make(tmp_path / "key")  # type: ignore[operator]
    with pytest.raises(UsageError, match=word):
        anchor_with_key(archive, tmp_path / "key")
    assert not (archive / "anchors").exists()


def test_a_wrong_or_missing_passphrase_is_said(archive: Path, tmp_path: Path) -> None:
    private = ed25519.Ed25519PrivateKey.generate()
    key = write_key(tmp_path / "key", private, password="right")
    for secret, word in (("wrong", "passphrase right"), (None, "is needed"), ("", "is needed")):
        with pytest.raises(UsageError, match=word):
            anchor_with_key(archive, key, secret)


def test_the_signature_is_plain_ed25519_that_openssl_checks(
    archive: Path, key: Path, tmp_path: Path
) -> None:
    if not has_openssl():
        pytest.skip("needs openssl, which is not installed")
    content = read(anchor_with_key(archive, key))
    (tmp_path / "statement").write_text(str(content["statement"]), encoding="utf-8")
    (tmp_path / "signature").write_bytes(base64.b64decode(str(content["signature"])))
    openssl("pkey", "-in", key, "-pubout", "-out", tmp_path / "public.pem")
    said = openssl("pkeyutl", "-verify", "-pubin", "-inkey", tmp_path / "public.pem", "-rawin",
                   "-in", tmp_path / "statement", "-sigfile", tmp_path / "signature")  # fmt: skip
    assert b"Success" in said
    openssl("pkey", "-in", key, "-pubout", "-outform", "DER", "-out", tmp_path / "public.der")
    held = (tmp_path / "public.der").read_bytes()
    assert base64.b64decode(dict(content["public_key"])["raw"]) == held[-32:]  # type: ignore[call-overload]


def test_an_ecdsa_key_signs_where_one_is_wanted(tmp_path: Path) -> None:
    for curve, kind, length in ((ec.SECP256R1(), P256, 64), (ec.SECP384R1(), P384, 96)):
        path = write_key(tmp_path / kind, ec.generate_private_key(curve))
        key = load_key(path, kinds=(kind,))
        assert len(key.sign_fixed(b"x")) == length
        assert "private" not in repr(key).lower()


# -- what a signature catches ----------------------------------------------------------------


def test_a_changed_byte_of_an_anchor_is_found(archive: Path, key: Path) -> None:
    path = anchor_with_key(archive, key)
    whole = path.read_bytes()
    for place in range(0, len(whole), 3):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        check = only(archive)
        assert not check.ok, place
        assert check.file == f"anchors/{path.name}"
    for cut in (0, 1, len(whole) // 2, len(whole) - 1):
        path.write_bytes(whole[:cut])
        assert not only(archive).ok
    path.write_bytes(whole)
    assert only(archive).ok


def test_a_forged_statement_does_not_fit_its_signature(archive: Path, key: Path) -> None:
    path = anchor_with_key(archive, key)
    content = read(path)
    content["statement"] = str(content["statement"]).replace('"ledger_line":4', '"ledger_line":2')
    path.write_text(render(content), encoding="utf-8")
    assert only(archive).problem == "anchor_signature"


def test_an_anchor_of_another_archive_is_refused(archive: Path, key: Path, tmp_path: Path) -> None:
    other = new_archive(tmp_path / "other")
    path = anchor_with_key(other, key)
    check = verify_anchor(path, archive / "ledger.jsonl")
    assert check.problem == "anchor_archive"
    assert verify_anchor(path, other / "ledger.jsonl").ok


def test_the_archive_may_go_on(archive: Path, key: Path) -> None:
    anchor_with_key(archive, key)
    new_archive(archive)
    anchor_with_key(archive, key)
    checks = list(check_anchors(archive))
    assert [check.ok for check in checks] == [True, True]
    assert [check.line for check in checks] == [4, 7]


def rewrite_consistently(folder: Path) -> None:
    """What an attacker does: another record in place of one, and the whole chain made anew."""
    ledger = folder / "ledger.jsonl"
    lines = [json.loads(line) for line in ledger.read_bytes().splitlines()]
    victim = next(line for line in lines if line.get("type") == "resource")
    path = folder / victim["file"]
    whole = path.read_bytes()
    start, stop = victim["offset"], victim["offset"] + victim["length"]
    record = resource_record("Başqa söz".encode(), "urn:dragoman:file:0.txt", "text/plain")
    member = compress(record, folder / "spool")
    member.stream.seek(0)
    data = member.stream.read()
    path.write_bytes(whole[:start] + data + whole[stop:])
    moved, written, previous = len(data) - (stop - start), [], ""
    for line in lines:
        if line is victim:
            line |= {"length": len(data), "sha256": sha256_hex(data), "id": member.id}
        elif line.get("file") == victim["file"] and line["offset"] >= stop:
            line["offset"] += moved
        line["prev"] = previous
        raw = encode_line(line)
        previous = sha256_hex(raw)
        written.append(raw + b"\n")
    ledger.write_bytes(b"".join(written))
    (folder / "ledger.head").unlink(missing_ok=True)


def chain_holds(folder: Path) -> bool:
    """The chain, and every stretch that it is about, as any checker without an anchor sees it."""
    previous = ""
    for raw in (folder / "ledger.jsonl").read_bytes().splitlines():
        line = json.loads(raw)
        if line["prev"] != previous:
            return False
        previous = sha256_hex(raw)
        if "sha256" in line:
            data = (folder / line["file"]).read_bytes()
            part = data[line["offset"] : line["offset"] + line["length"]]
            if sha256_hex(part) != line["sha256"]:
                return False
    return True


def test_a_consistent_rewriting_is_found_by_the_anchor_alone(archive: Path, key: Path) -> None:
    path = anchor_with_key(archive, key)
    assert chain_holds(archive)
    assert only(archive).ok
    rewrite_consistently(archive)
    assert chain_holds(archive)
    check = only(archive)
    assert not check.ok
    assert check.problem == "anchor_ledger"
    assert check.file == "ledger.jsonl"
    assert check.offset is not None
    assert check.anchor == f"anchors/{path.name}"


def test_what_a_killed_program_left_beside_anchors_is_none(archive: Path, key: Path) -> None:
    path = anchor_with_key(archive, key)
    (path.parent / f"{path.name}.new").write_bytes(path.read_bytes()[:100])
    (path.parent / ".hidden").write_bytes(b"x")
    assert only(archive).ok
    (path.parent / "zeugnis.txt").write_bytes(b"x")  # somebody's own, which is no anchor
    assert sorted(check.ok for check in check_anchors(archive)) == [False, True]


def test_a_rewriter_who_signs_anew_is_found_by_a_known_key_or_a_copy(
    archive: Path, key: Path, tmp_path: Path
) -> None:
    kept = tmp_path / "kept-elsewhere.json"
    shutil.copy(anchor_with_key(archive, key), kept)
    rewrite_consistently(archive)
    shutil.rmtree(archive / "anchors")
    anchor_with_key(archive, write_key(tmp_path / "evil", ed25519.Ed25519PrivateKey.generate()))
    assert only(archive).ok  # nothing known from elsewhere, nothing found: this is the limit
    public = tmp_path / "known.pub"
    public.write_text(load_key(key).openssh + "\n", encoding="ascii")
    assert only(archive, Trust.read([public])).problem == "anchor_signature"
    checks = list(check_anchors(archive, elsewhere=[kept]))
    assert [check.problem for check in checks] == [None, "anchor_ledger"]


def test_a_shortened_ledger_is_found(archive: Path, key: Path) -> None:
    anchor_with_key(archive, key)
    ledger = archive / "ledger.jsonl"
    ledger.write_bytes(b"".join(ledger.read_bytes().splitlines(keepends=True)[:-1]))
    assert only(archive).problem == "anchor_ledger"
    ledger.unlink()
    assert only(archive).problem == "anchor_ledger"


def test_a_file_that_is_no_anchor_is_a_problem_and_no_crash(archive: Path, key: Path) -> None:
    anchor_with_key(archive, key)
    for number, data in enumerate([b"", b"[]", b"\xff\xfe", b"[" * 100_000, b'{"format":1}']):
        (archive / "anchors" / f"x{number}.json").write_bytes(data)
    checks = list(check_anchors(archive))
    assert [check.ok for check in checks].count(True) == 1
    assert len(checks) == 6


def test_an_archive_without_anchors_has_no_problem(archive: Path) -> None:
    assert list(check_anchors(archive)) == []


def test_a_folder_without_a_ledger_cannot_be_anchored(tmp_path: Path, key: Path) -> None:
    with pytest.raises(ArchiveError, match="no ledger"):
        anchor_with_key(tmp_path, key)


def test_a_folder_that_cannot_be_written_says_so(archive: Path, key: Path) -> None:
    (archive / "anchors").write_text("in the way", encoding="utf-8")
    with pytest.raises(ArchiveError, match="no anchor can be kept"):
        anchor_with_key(archive, key)


def test_anchors_of_one_moment_do_not_write_over_each_other(
    archive: Path, key: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    moment = "2025-11-24T10:00:00.000000Z"
    monkeypatch.setattr("dragoman.provenance.anchors.statement.utc_now", lambda: moment)
    made = [anchor_with_key(archive, key) for _ in range(3)]
    assert [path.stem.rpartition("-")[2] for path in made] == ["ed25519", "2", "3"]
    assert [check.ok for check in check_anchors(archive)] == [True] * 3


# -- time stamps -----------------------------------------------------------------------------


def test_a_real_time_stamp_verifies_offline(archive: Path, tsa: LoopbackTsa) -> None:
    path = anchor_with_tsa(archive, tsa.url)
    asked = tsa.asked
    check = only(archive)
    assert check.ok, check.message
    assert check.kind == "rfc3161"
    assert check.by == "CN=Sınaq TSA"
    assert not check.pinned
    assert "compare that with what the authority publishes" in check.message
    assert only(archive, Trust.read([tsa.root])).pinned
    assert tsa.asked == asked
    authority = read(path)["authority"]
    assert isinstance(authority, dict)
    assert len(authority["chain"]) == 2


def test_openssl_verifies_the_stamp_that_is_kept(
    archive: Path, tsa: LoopbackTsa, tmp_path: Path
) -> None:
    content = read(anchor_with_tsa(archive, tsa.url))
    (tmp_path / "statement").write_text(str(content["statement"]), encoding="utf-8")
    (tmp_path / "answer.tsr").write_bytes(base64.b64decode(str(content["response"])))
    said = openssl("ts", "-verify", "-in", tmp_path / "answer.tsr", "-data", tmp_path / "statement",
                   "-CAfile", tsa.root)  # fmt: skip
    assert b"Verification: OK" in said


def test_another_authority_is_refused(
    archive: Path, tsa: LoopbackTsa, other_tsa: LoopbackTsa
) -> None:
    path = anchor_with_tsa(archive, tsa.url)
    trust = Trust.read([other_tsa.root])
    assert only(archive, trust).problem == "anchor_timestamp"
    content = read(path)
    chain = [each.read_text(encoding="utf-8") for each in (other_tsa.certificate, other_tsa.root)]
    content["authority"] = dict(content["authority"]) | {"chain": chain}  # type: ignore[call-overload]
    path.write_text(render(content), encoding="utf-8")
    assert only(archive).problem == "anchor_timestamp"
    mixed = [tsa.certificate.read_text(encoding="utf-8"), chain[1]]
    content["authority"] = dict(content["authority"]) | {"chain": mixed}  # type: ignore[call-overload]
    path.write_text(render(content), encoding="utf-8")
    assert only(archive).problem == "anchor_timestamp"


def test_a_root_brought_along_by_the_chain_is_not_trusted(
    archive: Path, tsa: LoopbackTsa, other_tsa: LoopbackTsa
) -> None:
    """The library would take a self-signed intermediate for a root; the check must not."""
    path = anchor_with_tsa(archive, tsa.url)
    content = read(path)
    raw = base64.b64decode(str(content["response"]))
    statement = str(content["statement"]).encode()
    authority = dict(content["authority"])  # type: ignore[call-overload]
    nonce, chain = int(authority["nonce"]), list(authority["chain"])
    assert check_timestamp(raw, statement, nonce, chain).time
    foreign = [other_tsa.root.read_text(encoding="utf-8")]
    for brought in (chain, [*chain, *foreign], [chain[0], *foreign, chain[1]]):
        with pytest.raises(TimestampInvalid, match="does not lead to a root"):
            check_timestamp(raw, statement, nonce, brought, foreign)


def test_a_self_signed_certificate_does_not_stand_for_a_pinned_root(
    archive: Path, tsa: LoopbackTsa, tmp_path: Path
) -> None:
    """An attacker's authority whose own certificate is its root."""
    with LoopbackTsa(tmp_path / "forger", "Saxta") as forger:
        openssl("req", "-new", "-x509", "-utf8", "-config", tmp_path / "forger" / "openssl.cnf",
                "-extensions", "stamping", "-key", tmp_path / "forger" / "tsa.key",
                "-subj", "/CN=Saxta TSA", "-out", forger.certificate)  # fmt: skip
        anchor_with_tsa(archive, forger.url)
    assert only(archive).ok
    assert only(archive, Trust.read([tsa.root])).problem == "anchor_timestamp"


def test_another_archives_line_is_refused(archive: Path, tsa: LoopbackTsa, tmp_path: Path) -> None:
    other = new_archive(tmp_path / "other")
    path = anchor_with_tsa(other, tsa.url)
    assert verify_anchor(path, archive / "ledger.jsonl").problem == "anchor_archive"
    content, here = read(path), read(anchor_with_tsa(archive, tsa.url))
    content["statement"] = here["statement"]
    path.write_text(render(content), encoding="utf-8")
    assert verify_anchor(path, archive / "ledger.jsonl").problem == "anchor_timestamp"


def test_a_changed_byte_of_a_stamped_anchor_is_found(archive: Path, tsa: LoopbackTsa) -> None:
    path = anchor_with_tsa(archive, tsa.url)
    whole = path.read_bytes()
    for place in range(0, len(whole), 11):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        assert not only(archive).ok, place


def test_changed_bytes_of_the_token_itself_are_refused_or_unsigned(
    archive: Path, tsa: LoopbackTsa
) -> None:
    """Even where the file around the token is made anew, nothing that is signed can change."""
    content = read(anchor_with_tsa(archive, tsa.url))
    raw = base64.b64decode(str(content["response"]))
    statement = str(content["statement"]).encode()
    authority = dict(content["authority"])  # type: ignore[call-overload]
    nonce, chain = int(authority["nonce"]), authority["chain"]
    info = raw.index(bytes.fromhex("060b2a864886f70d0109100104"))  # TSTInfo and what it says
    said = set()
    for place in range(info, info + 150):
        changed = raw[:place] + bytes([raw[place] ^ 1]) + raw[place + 1 :]
        with pytest.raises(TimestampInvalid) as refused:
            check_timestamp(changed, statement, nonce, chain)
        said.add(str(refused.value))
    assert "Unable to verify pkcs7 signature" in said
    assert any(each.startswith("certificate ") for each in said)  # its time was changed
    assert not any("ErrorStack" in each or "Verify error" in each for each in said)
    with pytest.raises(TimestampInvalid, match="Nonce"):
        check_timestamp(raw, statement, nonce + 1, chain)
    with pytest.raises(TimestampInvalid, match="Mismatch"):
        check_timestamp(raw, statement + b" ", nonce, chain)


def test_a_rewritten_ledger_is_found_by_a_stamp(archive: Path, tsa: LoopbackTsa) -> None:
    anchor_with_tsa(archive, tsa.url)
    rewrite_consistently(archive)
    assert chain_holds(archive)
    assert only(archive).problem == "anchor_ledger"


@pytest.mark.parametrize("trouble", ["garbage", "replay", "other"])
def test_an_answer_to_something_else_is_not_kept(
    archive: Path, tsa: LoopbackTsa, trouble: str
) -> None:
    anchor_with_tsa(archive, tsa.url)
    tsa.trouble = trouble
    with pytest.raises(FetchError, match="does not hold"):
        anchor_with_tsa(archive, tsa.url)
    assert queued(archive) == []
    assert only(archive).ok


@pytest.mark.parametrize(
    ("beyond", "said"), [(0, "not an RFC 3161 answer"), (1, "sent far too much")]
)
def test_an_answer_is_read_to_its_bound_and_no_further(
    archive: Path, beyond: int, said: str
) -> None:
    def sent(client: Client) -> None:
        client.read_request()
        client.read_body()
        client.send(answer(bytes(LARGEST_ANSWER + beyond)))

    with RawServer(sent) as server, pytest.raises(FetchError, match=said):
        anchor_with_tsa(archive, server.url())


@pytest.mark.parametrize(
    ("end", "said"),
    [
        ("closed", "broke off"), ("reset", "broke off"), ("silent", "not answer in time"),
        ("not gzip", "broke off"),
    ],
)  # fmt: skip
def test_an_answer_that_breaks_off_is_queued_with_a_sentence(
    archive: Path, end: str, said: str
) -> None:
    over = threading.Event()

    def broken(client: Client) -> None:
        client.read_request()
        client.read_body()
        coding = ["Content-Encoding: gzip"] if end == "not gzip" else []
        client.send(answer(bytes(1000), *coding)[: None if coding else -10])
        if end == "reset":
            client.reset()
        if end == "silent":
            over.wait(20)

    with RawServer(broken) as server, pytest.raises(FetchError, match=f"{said}.*queued"):
        try:
            anchor_with_tsa(archive, server.url(), timeout=1)
        finally:
            over.set()
    assert len(queued(archive)) == 1


def test_an_authority_with_an_unknown_root_needs_it_given(archive: Path, tmp_path: Path) -> None:
    if not has_openssl():
        pytest.skip("needs openssl, which is not installed, for a time-stamping authority")
    with LoopbackTsa(tmp_path / "bare") as bare:
        with pytest.raises(FetchError, match="give the authority's root certificate"):
            anchor_with_tsa(archive, bare.url)
        anchor_with_tsa(archive, bare.url, ca_files=[bare.root])
        assert only(archive).ok


def test_the_root_that_was_given_must_be_the_one(
    archive: Path, tsa: LoopbackTsa, other_tsa: LoopbackTsa
) -> None:
    with pytest.raises(FetchError, match="does not lead to a root"):
        anchor_with_tsa(archive, tsa.url, ca_files=[other_tsa.root])
    assert not list((archive / "anchors").glob("*")) if (archive / "anchors").exists() else True


def test_nothing_of_the_url_but_its_place_is_kept(archive: Path, tsa: LoopbackTsa) -> None:
    place = tsa.url.removeprefix("http://")
    path = anchor_with_tsa(archive, f"http://anna:parol@{place}?token=s3cret#x")
    data = path.read_text(encoding="utf-8")
    assert tsa.url in data
    for secret in ("anna", "parol", "s3cret", str(Path.home())):
        assert secret not in data


@pytest.mark.parametrize("url", ["ftp://tsa.example/", "tsa.example", "", "http://", "http://[::1"])
def test_a_url_that_is_none_is_refused(archive: Path, url: str) -> None:
    with pytest.raises(UsageError):
        anchor_with_tsa(archive, url)


def test_an_address_in_brackets_stays_in_brackets() -> None:
    assert without_secrets("https://a:b@[::1]:8443/t?x=1") == "https://[::1]:8443/t"


# -- the queue -------------------------------------------------------------------------------


def closed_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_without_a_network_the_stamp_is_queued_and_had_later(
    archive: Path, tsa: LoopbackTsa
) -> None:
    tsa.trouble = "status"
    with pytest.raises(FetchError, match="queued") as raised:
        anchor_with_tsa(archive, tsa.url)
    assert raised.value.details == {"queued": True}
    (waiting,) = queued(archive)
    still = retry_queue(archive)
    assert still.made == ()
    assert still.waiting[0][0] == tsa.url
    assert queued(archive) == [waiting]
    new_archive(archive)
    tsa.trouble = None
    done = retry_queue(archive)
    assert len(done.made) == 1
    assert done.waiting == ()
    assert queued(archive) == []
    assert not (archive / "anchors" / "queue.jsonl").exists()
    assert str(read(done.made[0])["statement"]) == waiting.statement
    assert only(archive).ok


def test_a_queue_that_came_with_an_archive_asks_nobody(
    archive: Path, tsa: LoopbackTsa, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    tsa.trouble = "status"
    with pytest.raises(FetchError, match="queued"):
        anchor_with_tsa(archive, tsa.url)
    tsa.trouble = None
    monkeypatch.setenv("DRAGOMAN_STATE", str(tmp_path / "another machine's"))
    asked = tsa.asked
    still = retry_queue(archive)
    assert still.made == () and tsa.asked == asked
    assert "was not asked for on this machine" in still.waiting[0][1]
    assert len(queued(archive)) == 1  # it is said, and nothing is lost
    assert len(retry_queue(archive, urls=[tsa.url]).made) == 1  # typed here and now


def test_a_queued_name_that_was_turned_to_this_machine_is_refused(
    archive: Path, tsa: LoopbackTsa, monkeypatch: pytest.MonkeyPatch
) -> None:
    port = urlsplit(tsa.url).port
    here = socket.getaddrinfo

    def turned(host: str, *rest: object, **more: object) -> object:
        return here("127.0.0.1" if host == "tsa.example" else host, *rest, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(socket, "getaddrinfo", turned)
    tsa.trouble = "status"
    with pytest.raises(FetchError, match="queued"):
        anchor_with_tsa(archive, f"http://tsa.example:{port}/tsr")
    tsa.trouble, asked = None, tsa.asked
    still = retry_queue(archive, connect=connect_as_typed)
    assert still.made == () and "not a public address" in still.waiting[0][1]
    assert tsa.asked == asked


def test_what_was_typed_as_an_address_of_this_machine_is_asked_again(
    archive: Path, tsa: LoopbackTsa
) -> None:
    tsa.trouble = "status"
    with pytest.raises(FetchError, match="queued"):
        anchor_with_tsa(archive, tsa.url)
    tsa.trouble = None
    assert len(retry_queue(archive, connect=connect_as_typed).made) == 1


def test_a_refused_port_is_queued_once_and_without_the_password(archive: Path) -> None:
    url = f"http://anna:parol@127.0.0.1:{closed_port()}/tsr"
    for _ in range(3):
        with pytest.raises(FetchError, match="could not be reached"):
            anchor_with_tsa(archive, url, timeout=5)
    assert len(queued(archive)) == 1
    data = (archive / "anchors" / "queue.jsonl").read_text(encoding="utf-8")
    assert "parol" not in data
    assert list(check_anchors(archive)) == []


def test_the_proxies_of_the_environment_are_not_asked(
    archive: Path, tsa: LoopbackTsa, monkeypatch: pytest.MonkeyPatch
) -> None:
    with RawServer(lambda client: client.reset()) as proxy:
        for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
            monkeypatch.setenv(name, proxy.url())
        for name in ("no_proxy", "NO_PROXY"):
            monkeypatch.setenv(name, "")
        anchor_with_tsa(archive, tsa.url)
        assert proxy.connections == 0
    assert only(archive).ok


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_two_authorities_are_queued_and_each_is_asked_for_its_own(
    archive: Path, tsa: LoopbackTsa, order: tuple[int, int]
) -> None:
    """And a password that is typed for one of them goes to that one alone."""
    port = closed_port()
    urls = [f"http://127.0.0.1:{port}/{each}" for each in order]
    for url in urls:
        with pytest.raises(FetchError):
            anchor_with_tsa(archive, url, timeout=5)
    assert [each.url for each in queued(archive)] == urls
    asked = tsa.asked
    retried = retry_queue(archive, urls=[tsa.url.replace("//", "//anna:parol@")], timeout=5)
    assert [url for url, _ in retried.waiting] == urls and tsa.asked == asked


def test_an_authority_that_is_down_is_asked_once(archive: Path, tsa: LoopbackTsa) -> None:
    tsa.trouble = "status"
    for _ in range(3):
        with pytest.raises(FetchError):
            anchor_with_tsa(archive, tsa.url)
        new_archive(archive, 1)
    assert len(queued(archive)) == 3
    asked = tsa.asked
    assert len(retry_queue(archive).waiting) == 3
    assert tsa.asked == asked + 1
    tsa.trouble = None
    assert len(retry_queue(archive).made) == 3
    assert [check.ok for check in check_anchors(archive)] == [True] * 3


def test_a_queued_stamp_keeps_the_root_it_was_asked_with(
    archive: Path, tsa: LoopbackTsa, other_tsa: LoopbackTsa
) -> None:
    tsa.trouble = "status"
    with pytest.raises(FetchError):
        anchor_with_tsa(archive, tsa.url, ca_files=[other_tsa.root])
    tsa.trouble = None
    assert "does not lead to a root" in retry_queue(archive).waiting[0][1]


def test_a_changed_queue_is_a_problem(archive: Path) -> None:
    with pytest.raises(FetchError):
        anchor_with_tsa(archive, f"http://127.0.0.1:{closed_port()}/", timeout=5)
    path = archive / "anchors" / "queue.jsonl"
    whole = path.read_bytes()
    for place in range(0, len(whole) - 1, 5):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        first = next(iter(check_anchors(archive)))
        assert (first.problem, first.offset) == ("anchor_queue", 0), place


# -- what cannot be parsed -------------------------------------------------------------------


@given(st.binary(max_size=200))
def test_der_that_is_none_is_left_as_it_is(data: bytes) -> None:
    assert sorted(sort_certificates(data)) == sorted(data)
    with pytest.raises(TimestampInvalid):
        check_timestamp(data, b"message", 1, ["-----BEGIN CERTIFICATE-----\n"])


def test_certificates_are_sorted_and_nothing_else(tsa: LoopbackTsa) -> None:
    stamp = request_timestamp(tsa.url, b"message")
    once = sort_certificates(stamp.response)
    assert sort_certificates(once) == once
    assert sorted(once) == sorted(stamp.response)
    cut = stamp.response[:-1]
    for place in range(0, len(cut), 13):
        sort_certificates(cut[:place] + b"\xff" + cut[place + 1 :])


@given(st.text(max_size=60) | st.dictionaries(st.text(max_size=8), st.integers()).map(json.dumps))
def test_a_text_that_is_no_statement_is_a_value_error(text: str) -> None:
    with pytest.raises(ValueError):
        Statement.decode(text)
    assert read_waiting(text) is None


# -- trust -----------------------------------------------------------------------------------


def test_trust_reads_keys_and_roots(tmp_path: Path, key: Path) -> None:
    openssh = load_key(key).openssh
    public = tmp_path / "allowed_signers"
    public.write_text(f"anna@example.org {openssh} {COMMENT}\n{openssh}\n", encoding="utf-8")
    assert len(Trust.read([public]).keys) == 1
    empty = tmp_path / "empty"
    empty.write_text("nothing", encoding="utf-8")
    for path in (empty, tmp_path / "missing"):
        with pytest.raises(UsageError):
            Trust.read([path])


def test_a_signature_is_over_these_bytes_only(key: Path) -> None:
    signer = load_key(key)
    assert signer.raw is not None
    signature = signer.sign(b"text")
    assert signature_fits(signer.raw, signature, b"text")
    assert not signature_fits(signer.raw, signature, b"texu")
    assert not signature_fits(os.urandom(32), signature, b"text")
    assert not signature_fits(b"short", signature, b"text")
