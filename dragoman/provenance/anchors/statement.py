"""What an anchor says, and what is signed or stamped: which archive, which line of its ledger.

A line of text, so that a person can read what was signed. A signature over it can be about
nothing else: it names its kind, the archive and the line, and not only a digest.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from dragoman.errors import ArchiveError
from dragoman.provenance.ledger import read_head, read_lines
from dragoman.provenance.stamp import utc_now

TYPE = "dragoman-anchor/1"


@dataclass(frozen=True, slots=True)
class Statement:
    """Line `ledger_line` (from 0) of the archive's ledger has this SHA-256, without its line feed.

    `ledger_size` is the length in bytes of the ledger up to and with that line. `time` is the
    clock of the machine that made the statement, and proves nothing by itself.
    """

    archive: str
    profile: str
    ledger_line: int
    ledger_sha256: str
    ledger_size: int
    time: str

    def encode(self) -> str:
        """The exact text: JSON with sorted keys, no spaces, ASCII, no line feed."""
        fields = asdict(self) | {"type": TYPE}
        return json.dumps(fields, sort_keys=True, separators=(",", ":"))

    @classmethod
    def decode(cls, text: str) -> Statement:
        """ValueError where the text is no statement, or not written as `encode` writes it."""
        try:
            fields = json.loads(text)
        except RecursionError as error:
            raise ValueError("it is nested too deep") from error
        if not isinstance(fields, dict) or fields.pop("type", None) != TYPE:
            raise ValueError("it is not a statement about a ledger")
        try:
            statement = cls(**{str(name): value for name, value in fields.items()})
        except TypeError as error:
            raise ValueError(f"it is not a whole statement: {error}") from error
        if not _sound(statement) or statement.encode() != text:
            raise ValueError("the statement is not written as it must be")
        return statement


def _sound(statement: Statement) -> bool:
    numbers = (statement.ledger_line, statement.ledger_size)
    texts = (statement.archive, statement.profile, statement.ledger_sha256, statement.time)
    return all(type(each) is int for each in numbers) and all(type(each) is str for each in texts)


def state(ledger: Path) -> Statement:
    """A statement about the last whole line of a ledger, made now; ArchiveError where none is."""
    first = naming_line(ledger)
    head = read_head(ledger)
    return Statement(
        archive=str(first["archive"]),
        profile=str(first.get("profile", "")),
        ledger_line=head.n,
        ledger_sha256=head.sha256,
        ledger_size=head.size,
        time=utc_now(),
    )


def naming_line(ledger: Path) -> dict[str, Any]:
    """The line that names the archive; ArchiveError where the ledger does not begin with it."""
    first = next(read_lines(ledger), None)
    fields = first.parse() if first else {"type": None}
    if fields["type"] != "archive":
        raise ArchiveError("the ledger does not begin by naming its archive", subject=str(ledger))
    return fields
