"""What was handed over and received, written down as records: what, which digest, when, to whom.

A name can be sealed: then a commitment stands in its place, the SHA-256 of 128 random bits and the
name, which nobody can try names against. What opens it is told once, and kept nowhere here.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dragoman.archiver.records.record import json_record, new_id
from dragoman.errors import ImportFailed, UsageError
from dragoman.holdings import Holdings
from dragoman.index.elsewhere.handed import custody_events
from dragoman.index.records.documents import CUSTODY
from dragoman.index.records.handed_shapes import EVENTS, OPENING
from dragoman.provenance.digest import CHUNK, sha256_hex
from dragoman.provenance.own_files import open_ordinary
from dragoman.provenance.stamp import utc_now

SALT_BYTES = 16


@dataclass(frozen=True, slots=True)
class HandedOver:
    """An event that was written down: the id of its record and, where the name was sealed, the line
    that opens it, which stands in no byte of the archive."""

    id: str
    opening: str | None = None


def hand_over(
    holdings: Holdings,
    event: str,
    what: str,
    *,
    to: str,
    sealed: bool,
    sha256: str | None = None,
    file: Path | None = None,
    pages: Sequence[str] = (),
) -> HandedOver:
    """See `Archive.hand_over`."""
    if event not in EVENTS:
        raise UsageError(f"{event} is no event of custody; it is one of {', '.join(EVENTS)}")
    if not to.strip() or not what.strip():
        raise UsageError("custody says what was handed over, and to whom; one of them is empty")
    _check_text(to)
    opening = f"{secrets.token_hex(SALT_BYTES)} {to.strip()}" if sealed else None
    content: dict[str, Any] = {
        "event": event,
        "what": what.strip(),
        "time": utc_now(),
        "sha256": sha256 if file is None else _digest(file),
        "pages": list(pages),
        "to": None if opening else to.strip(),
        "sealed": sha256_hex(opening.encode()) if opening else None,
        "stamp": holdings.stamp("custody").to_json(),
    }
    record = json_record(CUSTODY, f"urn:dragoman:{event}", content, record_id=new_id())
    holdings.append([record], "derived")
    return HandedOver(record.id, opening)


def received(holdings: Holdings, path: Path, *, to: str, sealed: bool) -> HandedOver:
    """That a file was received, with its digest; `to` is then from whom. The file stays outside."""
    return hand_over(holdings, "receipt", path.name, to=to, sealed=sealed, file=path)


def _check_text(said: str) -> None:
    try:
        said.encode()
    except UnicodeEncodeError as error:  # the terminal's bytes, in another encoding
        raise UsageError("that name is not written in UTF-8, so nobody could read it") from error


def _digest(path: Path) -> str:
    try:
        digest = hashlib.sha256()
        with open_ordinary(path) as stream:  # what is no file may never end
            while piece := stream.read(CHUNK):
                digest.update(piece)
        return digest.hexdigest()
    except OSError as error:
        raise ImportFailed(
            f"{path} cannot be read: {error.strerror or error}", subject=str(path)
        ) from error


def opened_by(holdings: Holdings, opening: str) -> list[dict[str, Any]]:
    """The events whose seal a line opens, as it was told when they were written down."""
    if not OPENING.fullmatch(opening):
        raise UsageError("what opens a seal is 32 hexadecimal digits, a space, and the name")
    _check_text(opening)
    digest = sha256_hex(opening.encode())
    events = custody_events(holdings.index.connection)
    return [each for each in events if hmac.compare_digest(each["sealed"] or "", digest)]
