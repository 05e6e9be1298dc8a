"""OpenTimestamps: the digest of the ledger's last line sent to calendars, and asked for later.

A calendar learns that digest, which says nothing, and sees the address that asks. What it answers
is a promise; hours later it has the way to a block of Bitcoin. Each state is a file of its own:
none is changed, and none deleted.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from dragoman.errors import FetchError
from dragoman.provenance import durable
from dragoman.provenance.anchors.anchor import FOLDER, stated, writing
from dragoman.provenance.anchors.authority import Connect, get, post_digest
from dragoman.provenance.anchors.ots_check import name_of, read_proof
from dragoman.provenance.anchors.ots_proof import (
    LARGEST_ANSWER,
    SUFFIX,
    Pending,
    Proof,
    ProofInvalid,
    check_library,
)
from dragoman.provenance.anchors.seal import SealBroken
from dragoman.provenance.anchors.timestamp import TIMEOUT, without_secrets
from dragoman.provenance.digest import sha256_hex
from dragoman.provenance.machine import is_noted, note
from dragoman.provenance.stamp import utc_now

# The calendars whose promises were had on this machine are noted outside the archive, so.
CALENDARS = "calendars"


@dataclass(frozen=True, slots=True)
class Asked:
    """The files that were made, and a sentence for each calendar that gave nothing."""

    made: tuple[Path, ...]
    failed: tuple[str, ...]


def anchor_with_calendars(folder: Path, urls: Sequence[str], *, timeout: float = TIMEOUT) -> Asked:
    """Send the digest of the ledger's last line to calendars, all at once: one `.ots` of it.

    UsageError for an address that is none, ArchiveError without the library or a ledger.
    """
    check_library()
    asked = {without_secrets(each): each for each in urls}
    statement = stated(folder)
    digest = bytes.fromhex(statement.ledger_sha256)

    def submit(where: str) -> Proof:
        answer = post_digest(_below(asked[where], "digest"), digest, timeout, where)
        return _answered(answer, digest, where)

    proofs, failed = _all(asked, submit)
    if not proofs:
        return Asked((), tuple(failed))
    whole = _joined([proof for _, proof in proofs])
    for where, proof in proofs:
        for each in proof.pending():
            if _may_be_asked_later(each.uri, where):
                note(CALENDARS, sha256_hex(each.uri.encode()), each.uri)
    return Asked((_keep(folder, statement.ledger_line, whole),), tuple(failed))


def upgrade_proofs(
    folder: Path,
    *,
    urls: Sequence[str] = (),
    timeout: float = TIMEOUT,
    connect: Connect | None = None,
) -> Asked:
    """Ask the calendars that promised for the rest; a new file for each digest that got some.

    Only those are asked that promised on this machine, or that `urls` names: an archive that came
    from elsewhere names whom somebody else would have us ask. `connect` makes the sockets.
    """
    check_library()
    typed = {without_secrets(each).rstrip("/") for each in urls}
    made: list[Path] = []
    failed: list[str] = []
    for line, proof in _held(folder):
        before = len(proof.attested())
        for pending in proof.pending():
            try:
                proof.add(_kept(pending, typed, timeout, connect))
            except FetchError as error:
                failed.append(error.message)
        if len(proof.attested()) > before:
            made.append(_keep(folder, line, proof))
    return Asked(tuple(made), tuple(dict.fromkeys(failed)))


def _kept(pending: Pending, typed: set[str], timeout: float, connect: Connect | None) -> Proof:
    """What a calendar has for its promise by now; FetchError where that is nothing yet."""
    uri, commitment = pending.uri, pending.commitment
    if uri.rstrip("/") not in typed and not is_noted(CALENDARS, sha256_hex(uri.encode())):
        raise FetchError(
            f"{uri} promised nothing on this machine, so it was not asked; "
            f'"dragoman anchor --upgrade --ots {uri}" asks it',
            step="refused",
            subject=uri,
        )
    where = without_secrets(uri)
    answer = get(_below(uri, f"timestamp/{commitment.hex()}"), timeout, where, connect)
    if answer is None:
        raise FetchError(
            f"{uri} has no more than its promise yet; ask again some hours later",
            step="http",
            subject=uri,
        )
    proof = _answered(answer, commitment, where)
    if not proof.attested():
        raise FetchError(
            f"{uri} has no more than promises yet; ask again some hours later",
            step="http",
            subject=uri,
        )
    return proof


def _answered(answer: bytes, message: bytes, where: str) -> Proof:
    if len(answer) > LARGEST_ANSWER:
        raise FetchError(f"{where} sent far too much", step="http", subject=where)
    try:
        return Proof.answered(answer, message)
    except ProofInvalid as error:
        told = f"{where} answered with a proof that does not hold: {error}"
        raise FetchError(told, step="http", subject=where) from error


def _all(
    names: Iterable[str], ask: Callable[[str], Proof]
) -> tuple[list[tuple[str, Proof]], list[str]]:
    """What each gave, asked at the same time, and why others gave nothing."""
    given, failed = [], []
    names = list(names)
    with ThreadPoolExecutor(max(1, len(names))) as pool:
        asking = [(name, pool.submit(ask, name)) for name in names]
        for name, asked in asking:
            try:
                given.append((name, asked.result()))
            except FetchError as error:
                failed.append(error.message)
    return given, failed


def _held(folder: Path) -> list[tuple[int, Proof]]:
    """What is held of each digest, in all its files together, and the line that their names say."""
    found: dict[bytes, tuple[int, Proof]] = {}
    for path in sorted((folder / FOLDER).glob(f"[0-9]*{SUFFIX}")):
        try:
            proof = read_proof(path)
        except SealBroken:
            continue  # verify says so
        line = int(re.match(r"\d{1,18}", path.name)[0])  # type: ignore[index]
        if proof.digest in found:
            found[proof.digest][1].add(proof)
        else:
            found[proof.digest] = (line, proof)
    return list(found.values())


def _joined(proofs: Sequence[Proof]) -> Proof:
    for each in proofs[1:]:
        proofs[0].add(each)
    return proofs[0]


def _keep(folder: Path, line: int, proof: Proof) -> Path:
    data = proof.encode()
    digits = re.sub(r"\D", "", utc_now())
    with writing(folder):
        place = folder / FOLDER
        durable.make_folder(place)
        path = place / name_of(line, digits, data)
        durable.write_new(path, data)
    return path


def _below(url: str, path: str) -> str:
    return f"{url.rstrip('/')}/{path}"


def _may_be_asked_later(uri: str, where: str) -> bool:
    """A calendar names itself by another name, and never an address of this machine's network."""
    try:
        host, own = urlsplit(uri).hostname or "", urlsplit(where).hostname
    except ValueError:
        return False
    return host == own or not (host == "localhost" or re.fullmatch(r"[\d.:]+|\[.*\]", host))
