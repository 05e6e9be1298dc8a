"""Anchors: the ledger's last line, signed with a key that one has or stamped by an authority.

The chain makes every earlier line part of it. An anchor is one small file in `anchors/`; it is
worth most as a copy kept elsewhere, since whoever can rewrite an archive can delete what lies in
it. It holds nothing about the operator but the public key that they chose to sign with.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dragoman.errors import ArchiveError, FetchError
from dragoman.provenance import durable
from dragoman.provenance.anchors.authority import Connect
from dragoman.provenance.anchors.certificates import read_pem_file, to_pem
from dragoman.provenance.anchors.keys import Passphrase, load_key
from dragoman.provenance.anchors.statement import Statement, state
from dragoman.provenance.anchors.timestamp import (
    PASSING,
    TIMEOUT,
    request_timestamp,
    without_secrets,
)
from dragoman.provenance.digest import sha256_hex
from dragoman.provenance.lock import ArchiveLock
from dragoman.provenance.machine import forget, is_noted, note
from dragoman.provenance.own_files import read_own

FORMAT = "dragoman-anchor-file/1"
FOLDER = "anchors"
QUEUE = "queue.jsonl"
LONGEST_QUEUE = 10_000_000
ED25519 = "ed25519"
RFC3161 = "rfc3161"
# What was queued on this machine is noted outside the archive, under this name.
QUEUED = "queued-stamps"
_FOREIGN = (
    "a time stamp of {0} is queued that was not asked for on this machine, so nobody was asked; "
    '"dragoman anchor --tsa {0}" asks'
)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A time stamp that could not be had yet: the statement's exact text, and whom to ask."""

    statement: str
    url: str
    roots: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Retried:
    """What became of the queue: anchors made, and why others still wait (URL and sentence)."""

    made: tuple[Path, ...]
    waiting: tuple[tuple[str, str], ...]


def anchor_with_key(folder: Path, key_path: Path, passphrase: Passphrase = None) -> Path:
    """Sign the ledger's last line with an Ed25519 key (PEM or OpenSSH); the anchor's file.

    UsageError where the key cannot be used, ArchiveError where there is nothing to sign.
    """
    key = load_key(key_path, passphrase)
    statement = stated(folder)
    text = statement.encode()
    content = {
        "kind": ED25519,
        "statement": text,
        "signature": _base64(key.sign(text.encode("ascii"))),
        "public_key": {
            "openssh": key.openssh,
            "raw": _base64(key.raw or b""),
            "fingerprint": key.fingerprint,
        },
    }
    return _keep(folder, statement, content)


def anchor_with_tsa(
    folder: Path, url: str, *, ca_files: Sequence[Path] = (), timeout: float = TIMEOUT
) -> Path:
    """Have the ledger's last line stamped (RFC 3161); the anchor's file.

    FetchError where no stamp could be had: with `details["queued"]` it is asked for again by
    `retry_queue`. User, password, query and fragment of the URL are used, and written nowhere.
    """
    roots = tuple(to_pem(each) for file in ca_files for each in read_pem_file(file))
    waiting = Waiting(stated(folder).encode(), without_secrets(url), roots)
    try:
        return _stamp(folder, waiting, url, timeout)
    except FetchError as error:
        if error.step not in PASSING:
            raise
        try:
            _enqueue(folder, waiting)
        except ArchiveError as why:
            raise FetchError(
                f"{error.message}; it could not be queued either: {why.message}",
                step=error.step,
                subject=error.subject,
            ) from error
        raise FetchError(
            f'{error.message}; it is queued and asked for again by the next "dragoman anchor"',
            step=error.step,
            subject=error.subject,
            details={"queued": True},
        ) from error


def retry_queue(
    folder: Path,
    *,
    urls: Sequence[str] = (),
    down: Mapping[str, str] | None = None,
    timeout: float = TIMEOUT,
    connect: Connect | None = None,
) -> Retried:
    """Ask again for the stamps that could not be had and that were queued on this machine.

    `urls` are used for those of the same authority: a password in it was not kept. An authority
    that cannot be reached is asked once, and not for each of its stamps; `down` are those of which
    that is known already, without secrets, and why. A line of the queue that came
    with the archive names whom somebody else would have us ask: that is said, and nobody is asked.
    `connect` makes the sockets for what is not typed now.
    """
    made: list[Path] = []
    left: list[tuple[str, str]] = []
    typed = {without_secrets(each): each for each in urls}
    down = dict(down or {})
    for waiting in queued(folder):
        known = typed.get(waiting.url)
        if not (known or is_noted(QUEUED, _digest(waiting))):
            left.append((waiting.url, _FOREIGN.format(waiting.url)))
            continue
        if waiting.url in down:
            left.append((waiting.url, down[waiting.url]))
            continue
        try:
            if known:
                path = _stamp(folder, waiting, known, timeout)
            else:
                path = _stamp(folder, waiting, waiting.url, timeout, connect)
        except FetchError as error:
            left.append((waiting.url, error.message))
            if error.step in PASSING:
                down[waiting.url] = error.message
            continue
        made.append(path)
        _dequeue(folder, waiting)
    return Retried(tuple(made), tuple(left))


def queued(folder: Path) -> list[Waiting]:
    """What waits to be asked for again; lines that are not understood are left out.

    ArchiveError where the queue cannot be read at all.
    """
    path = folder / FOLDER / QUEUE
    if not path.exists():
        return []
    try:
        lines = read_own(path, LONGEST_QUEUE).decode("utf-8", "replace").splitlines()
    except OSError as error:
        raise ArchiveError(
            f"the queue of time stamps cannot be read: {error.strerror}", subject=str(path)
        ) from error
    return [each for each in map(read_waiting, lines) if each is not None]


def read_waiting(line: str) -> Waiting | None:
    """A line of the queue, or None where it is not as it was written."""
    try:
        fields = json.loads(line)
        waiting = Waiting(fields["statement"], fields["url"], tuple(fields["roots"]))
        Statement.decode(waiting.statement)
    except (ValueError, LookupError, TypeError, RecursionError):
        return None
    return waiting if line == _queue_line(waiting) else None


def render(content: dict[str, Any]) -> str:
    """An anchor's file, whole: `sha256` in it is over the rest, so that no byte can change."""
    rest = {name: value for name, value in content.items() if name != "sha256"}
    whole = rest | {"sha256": sha256_hex(_canonical(rest).encode("utf-8"))}
    return json.dumps(whole, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def _stamp(
    folder: Path, waiting: Waiting, url: str, timeout: float, connect: Connect | None = None
) -> Path:
    message = waiting.statement.encode("ascii")
    stamp = request_timestamp(url, message, roots=waiting.roots, timeout=timeout, connect=connect)
    content = {
        "kind": RFC3161,
        "statement": waiting.statement,
        "authority": {
            "url": waiting.url,
            "name": stamp.authority,
            "time": stamp.time,
            "nonce": str(stamp.nonce),
            "chain": list(stamp.chain),
            "root_sha256": stamp.root_sha256,
            "root_given": bool(waiting.roots),
        },
        "response": _base64(stamp.response),
    }
    return _keep(folder, Statement.decode(waiting.statement), content)


def stated(folder: Path) -> Statement:
    """State the last line once it is certain to stay: nobody is appending, and it is synced."""
    ledger = folder / "ledger.jsonl"
    with writing(folder):
        if not ledger.exists():
            raise ArchiveError(f"{folder} has no ledger to anchor", subject=str(folder))
        with ledger.open("r+b") as stream:
            durable.sync(stream)
        return state(ledger)


def _keep(folder: Path, statement: Statement, content: dict[str, Any]) -> Path:
    digits = re.sub(r"\D", "", statement.time)
    data = render({"format": FORMAT} | content).encode("utf-8")
    with writing(folder):
        place = folder / FOLDER
        durable.make_folder(place)
        name = f"{statement.ledger_line}-{digits}-{content['kind']}"
        path, serial = place / f"{name}.json", 1
        while path.exists():
            serial += 1
            path = place / f"{name}-{serial}.json"
        durable.write_new(path, data)
    return path


def _enqueue(folder: Path, waiting: Waiting) -> None:
    """Add to the queue; one line a ledger line and authority is enough."""
    new = Statement.decode(waiting.statement)
    with writing(folder):
        durable.make_folder(folder / FOLDER)
        note(QUEUED, _digest(waiting), waiting.url)
        kept = [each for each in queued(folder) if not _same(each, waiting.url, new)]
        _write_queue(folder, [*kept, waiting])


def _dequeue(folder: Path, done: Waiting) -> None:
    with writing(folder):
        _write_queue(folder, [each for each in queued(folder) if each != done])
    forget(QUEUED, _digest(done))


def _digest(waiting: Waiting) -> str:
    return sha256_hex(_queue_line(waiting).encode("utf-8"))


def _same(waiting: Waiting, url: str, statement: Statement) -> bool:
    return waiting.url == url and (
        Statement.decode(waiting.statement).ledger_sha256 == statement.ledger_sha256
    )


def _write_queue(folder: Path, waiting: Sequence[Waiting]) -> None:
    path = folder / FOLDER / QUEUE
    if waiting:
        durable.write_new(
            path, "".join(_queue_line(each) + "\n" for each in waiting).encode("utf-8")
        )
    else:
        durable.unlink(path)


def _queue_line(waiting: Waiting) -> str:
    fields: dict[str, Any] = {
        "statement": waiting.statement,
        "url": waiting.url,
        "roots": list(waiting.roots),
    }
    return _canonical(fields | {"sha256": sha256_hex(_canonical(fields).encode("utf-8"))})


@contextmanager
def writing(folder: Path) -> Iterator[None]:
    """Hold the lock that the store appends under."""
    try:
        with ArchiveLock(folder).held():
            yield
    except OSError as error:
        raise ArchiveError(
            f"no anchor can be kept in {folder}: {error.strerror or error}", subject=str(folder)
        ) from error


def _canonical(content: dict[str, Any]) -> str:
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")
