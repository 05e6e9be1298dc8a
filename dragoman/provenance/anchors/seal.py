"""An anchor by itself: is its file as it was written, and its signature or stamp right?

What each proves is said with it, and no more: a signature, that who holds the key signed this
line, at a time that only they vouch for; a time stamp, that the line existed at that time, as far
as the authority is believed.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dragoman.errors import UsageError
from dragoman.provenance.anchors.anchor import ED25519, FORMAT, RFC3161, render
from dragoman.provenance.anchors.block_header import BlockHeader, read_headers
from dragoman.provenance.anchors.certificates import read_pem, to_pem
from dragoman.provenance.anchors.keys import (
    public_half,
    read_public_keys,
    signature_fits,
    ssh_fingerprint,
)
from dragoman.provenance.anchors.statement import Statement
from dragoman.provenance.anchors.timestamp import TimestampInvalid, check_timestamp

LARGEST = 4 << 20


@dataclass(frozen=True, slots=True)
class Trust:
    """What the one who checks knows from elsewhere: public keys (32 bytes) and roots (PEM).

    `headers` are of blocks of Bitcoin. Where keys are given, a signature must be by one of them;
    where roots are, a time stamp must rest on one. Without them an anchor is checked against the
    key or chain in its own file.
    """

    keys: frozenset[bytes] = frozenset()
    roots: tuple[str, ...] = ()
    headers: tuple[BlockHeader, ...] = ()

    @classmethod
    def read(cls, paths: Iterable[Path], headers: Iterable[Path] = ()) -> Trust:
        """From `.pub` files and PEM files, and from `headers`, as `read_headers` reads them.

        UsageError where a file holds neither.
        """
        keys: set[bytes] = set()
        roots: list[str] = []
        for path in paths:
            try:
                text = path.read_text(encoding="utf-8", errors="replace")
                found = [public_half(each) for each in read_public_keys(text)]
                certificates = [to_pem(each) for each in read_pem(text)]
            except (OSError, ValueError) as error:
                why = getattr(error, "strerror", None) or error
                raise UsageError(f"{path} cannot be used: {why}", subject=str(path)) from error
            if not found and not certificates:
                raise UsageError(
                    f"{path} holds neither an Ed25519 public key nor a certificate",
                    subject=str(path),
                )
            keys.update(found)
            roots += certificates
        return cls(frozenset(keys), tuple(roots), read_headers(headers))


@dataclass(frozen=True, slots=True)
class Seal:
    """A statement whose signature or stamp was found right."""

    statement: Statement
    kind: str
    time: str
    by: str
    pinned: bool
    proves: str


class SealBroken(Exception):
    """`problem` is the kind of problem, `message` one sentence."""

    def __init__(self, problem: str, message: str) -> None:
        super().__init__(message)
        self.problem = problem
        self.message = message


def read_seal(path: Path, trust: Trust) -> Seal:
    """The statement of an anchor's file; SealBroken where it cannot be believed."""
    content = _content(path)
    try:
        statement = Statement.decode(content["statement"])
        if content["kind"] == ED25519:
            return _signature(content, statement, trust)
        if content["kind"] == RFC3161:
            return _timestamp(content, statement, trust)
    except (LookupError, TypeError, ValueError) as error:
        raise SealBroken("anchor_unreadable", f"the anchor is not understood: {error}") from error
    raise SealBroken("anchor_unreadable", f"the anchor is of an unknown kind: {content['kind']}")


def _content(path: Path) -> dict[str, Any]:
    try:
        with path.open("rb") as stream:
            data = stream.read(LARGEST)
        content = json.loads(data)
        whole = isinstance(content, dict) and render(content).encode("utf-8") == data
    except (OSError, ValueError, RecursionError) as error:
        raise SealBroken("anchor_unreadable", f"the anchor cannot be read: {error}") from error
    if not whole or content.get("format") != FORMAT:
        raise SealBroken("anchor_changed", "the anchor is not as it was written")
    return dict(content)


def _signature(content: dict[str, Any], statement: Statement, trust: Trust) -> Seal:
    openssh = str(content["public_key"]["openssh"])
    raw = public_half(openssh)
    signature = base64.b64decode(content["signature"], validate=True)
    if not signature_fits(raw, signature, content["statement"].encode("utf-8")):
        raise SealBroken("anchor_signature", "the anchor's signature is not over its statement")
    by = ssh_fingerprint(openssh)
    if trust.keys and raw not in trust.keys:
        raise SealBroken("anchor_signature", f"the anchor is signed by {by}, which is not trusted")
    proves = (
        f"whoever holds the key {by} signed it, at {statement.time} by their own clock"
        if trust.keys
        else f"it is signed by the key {by}, whose public half lies in the anchor itself: "
        "compare that with what the signer says is theirs"
    )
    return Seal(statement, ED25519, statement.time, by, bool(trust.keys), proves)


def _timestamp(content: dict[str, Any], statement: Statement, trust: Trust) -> Seal:
    authority = content["authority"]
    try:
        stamp = check_timestamp(
            base64.b64decode(content["response"], validate=True),
            content["statement"].encode("utf-8"),
            int(authority["nonce"]),
            [str(each) for each in authority["chain"]],
            trust.roots or None,
        )
    except TimestampInvalid as error:
        raise SealBroken("anchor_timestamp", f"the time stamp does not hold: {error}") from error
    if stamp.time != authority["time"] or stamp.authority != authority["name"]:
        raise SealBroken(
            "anchor_timestamp", "the anchor says another time or authority than its stamp"
        )
    proves = f"it existed at {stamp.time}, says the time-stamping authority {stamp.authority}"
    if not trust.roots:
        proves += (
            f"; that this is the authority, only its root certificate in the anchor itself says "
            f"(SHA-256 {stamp.root_sha256}): compare that with what the authority publishes"
        )
    return Seal(statement, RFC3161, stamp.time, stamp.authority, bool(trust.roots), proves)
