"""The checkpoint: how far the ledger is known to reach, kept in a file beside it.

It tells two things apart that look alike: a record without a line because a crash came between the
two, and a record whose line was lost. The checkpoint is written after the ledger's sync, so a
ledger that does not hold the line it names has lost one, whatever the crash.

It is written in place and never waited for, so it costs nothing; after a power cut it may be older
than the ledger, which is as true as it was. The file has two slots, written in turn, so that a
write that was torn leaves the one before it. Where both are torn nothing is known but that there
was a crash, and the whole chain has to be followed.
"""

from __future__ import annotations

import contextlib
import json
from dataclasses import asdict
from pathlib import Path

from dragoman.provenance.digest import sha256_hex
from dragoman.provenance.durable import write_new
from dragoman.provenance.ledger import ORIGIN, Head, unreadable
from dragoman.provenance.own_files import open_own

NAME = "ledger.head"
SLOT = 256


def read_checkpoint(path: Path) -> Head | None:
    """The head that was last noted; ORIGIN where the file is torn, None where there is none.

    ArchiveError where it cannot be read.
    """
    try:
        with path.open("rb") as stream:
            data = stream.read(2 * SLOT)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise unreadable(path, error) from error
    return max(_slots(data), key=lambda head: head.n)


def begin(path: Path, head: Head) -> None:
    """Begin the file, durably, with a first note that the ledger reaches to `head`."""
    write_new(path, _encode(head) + b"\n" * SLOT)


def write_checkpoint(path: Path, head: Head) -> None:
    """Note that the ledger reaches to `head`. Only the first note is waited for."""
    if not path.exists():
        begin(path, head)
        return
    # An old note is still true, so one that cannot be written costs nothing now.
    with contextlib.suppress(OSError), open_own(path, "r+b") as stream:
        first, second = _slots(stream.read(2 * SLOT))
        stream.seek(SLOT if first.n > second.n else 0)
        stream.write(_encode(head))


def _slots(data: bytes) -> tuple[Head, Head]:
    return _decode(data[:SLOT]), _decode(data[SLOT : 2 * SLOT])


def _encode(head: Head) -> bytes:
    body = json.dumps(asdict(head), sort_keys=True, separators=(",", ":")).encode("ascii")
    return (body + b" " + sha256_hex(body).encode("ascii")).ljust(SLOT - 1) + b"\n"


def _decode(slot: bytes) -> Head:
    """What a slot says; ORIGIN where it is torn or was never written."""
    body, _, check = slot.strip().rpartition(b" ")
    if not body or check != sha256_hex(body).encode("ascii"):
        return ORIGIN
    try:
        return Head.from_json(json.loads(body))
    except ValueError:
        return ORIGIN
