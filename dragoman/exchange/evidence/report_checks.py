"""How to check evidence without Dragoman: commands, and what each must print.

File names may come from files that others made, so a command never holds one unquoted, and Python
gets it as an argument.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from dragoman.exchange.evidence.evidence import Evidence, Held
from dragoman.exchange.evidence.places import Place
from dragoman.provenance.anchors.anchor import ED25519, RFC3161
from dragoman.provenance.anchors.anchor_check import AnchorCheck
from dragoman.provenance.digest import one_form

STRETCH = (
    "import hashlib, sys; f = open(sys.argv[1], 'rb'); f.seek(int(sys.argv[2])); "
    "print(hashlib.sha256(f.read(int(sys.argv[3]))).hexdigest())"
)
# In hexadecimal, and in the base32 that a record of version 0.1 holds.
BLOCK = (
    "import base64, gzip, hashlib, sys; f = open(sys.argv[1], 'rb'); f.seek(int(sys.argv[2])); "
    "record = gzip.decompress(f.read(int(sys.argv[3]))); "
    "block = record.partition(b'\\r\\n\\r\\n')[2][:-4]; "
    "digest = hashlib.sha256(block).digest(); "
    "print('sha256:' + digest.hex(), 'sha256:' + base64.b32encode(digest).decode(), sep='\\n')"
)
CHAIN = """\
import hashlib, json
previous = ""
for line in open("ledger.jsonl", "rb"):
    line = line.rstrip(b"\\n")
    assert json.loads(line)["prev"] == previous, line
    previous = hashlib.sha256(line).hexdigest()
print("every line follows the one before it")"""
TAKE_SIGNATURE = """\
import base64, json, sys
anchor = json.load(open(sys.argv[1], encoding="utf-8"))
open("statement", "wb").write(anchor["statement"].encode())
open("signature", "wb").write(base64.b64decode(anchor["signature"]))
key = base64.b64decode(anchor["public_key"]["raw"])
open("public.der", "wb").write(bytes.fromhex("302a300506032b6570032100") + key)"""
TAKE_STAMP = """\
import base64, json, sys
anchor = json.load(open(sys.argv[1], encoding="utf-8"))
open("statement", "wb").write(anchor["statement"].encode())
open("answer.tsr", "wb").write(base64.b64decode(anchor["response"]))
chain = anchor["authority"]["chain"]
open("root.pem", "w").write(chain[-1])
open("chain.pem", "w").write("".join(chain))"""


@dataclass(frozen=True, slots=True)
class Check:
    """A command for a shell in the archive's folder; `gives` is in what it prints."""

    what: str
    command: str
    gives: str


def page_checks(evidence: Evidence) -> Iterator[Check]:
    """The record that holds the page, its ledger line, and the record on how it came."""
    for what, held in (("the page itself", evidence.page), ("the capture", evidence.capture)):
        if held is not None and held.place is not None and not held.place.masked:
            yield from record_checks(what, held, held.place)
    foreign = evidence.foreign.file if evidence.foreign else None
    if foreign is not None and not foreign.masked:
        yield Check(
            "SHA-256 of the whole file made elsewhere",
            f"sha256sum < {shlex.quote(foreign.file)}",
            foreign.sha256,
        )
        yield _line_check("the file made elsewhere", foreign)


def archive_checks(anchors: Sequence[AnchorCheck]) -> Iterator[Check]:
    """The ledger's chain, and each anchor that holds."""
    yield Check("the chain of the ledger", _python(CHAIN), "every line follows the one before it")
    for anchor in anchors:
        if anchor.ok and anchor.kind == ED25519:
            yield _signature_check(anchor)
        elif anchor.ok and anchor.kind == RFC3161:
            yield _stamp_check(anchor)


def record_checks(what: str, held: Held, place: Place) -> Iterator[Check]:
    """The bytes of a record, its line of the ledger, and its own digest."""
    file = shlex.quote(place.file)
    cut = f"tail -c +{place.offset + 1} {file} | head -c {place.length}"
    stretch = f"{file} {place.offset} {place.length}"
    yield Check(f"SHA-256 of the record of {what}", f"{cut} | sha256sum", place.sha256)
    yield Check("the same with Python", _python(STRETCH, stretch), place.sha256)
    yield _line_check(what, place)
    yield Check(f"what the record of {what} says", f"{cut} | gzip -dc | head -n 3", held.id)
    digest = one_form(held.headers.get("WARC-Block-Digest"))
    if digest:
        yield Check(f"WARC-Block-Digest of {what}", _python(BLOCK, stretch), digest)


def _line_check(what: str, place: Place) -> Check:
    return Check(
        f"SHA-256 of line {place.line} of the ledger, that of {what} (lines count from 0)",
        f"tail -n +{place.line + 1} ledger.jsonl | head -n 1 | tr -d '\\n' | sha256sum",
        place.line_sha256,
    )


def _signature_check(anchor: AnchorCheck) -> Check:
    return Check(
        f"the signature {anchor.anchor}; then read the file statement: it names the archive, "
        f"the line and its SHA-256, which must be {anchor.line_sha256}",
        f"{_python(TAKE_SIGNATURE, shlex.quote(anchor.anchor))}\n"
        "openssl pkeyutl -verify -pubin -keyform DER -inkey public.der -rawin "
        "-in statement -sigfile signature",
        "Signature Verified Successfully",
    )


def _stamp_check(anchor: AnchorCheck) -> Check:
    return Check(
        f"the time stamp {anchor.anchor}; then read the file statement: it names the archive, "
        f"the line and its SHA-256, which must be {anchor.line_sha256}",
        f"{_python(TAKE_STAMP, shlex.quote(anchor.anchor))}\n"
        "openssl ts -verify -in answer.tsr -data statement -CAfile root.pem -untrusted chain.pem",
        "Verification: OK",
    )


def _python(code: str, arguments: str = "") -> str:
    """A call of Python; single quotes around code that has both kinds need care in a shell."""
    return f"python3 -c {shlex.quote(code)} {arguments}".rstrip()
