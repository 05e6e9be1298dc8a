"""What opens the commitments of an export: a file that its owner keeps, a line a commitment.

Each line is a JSON object: `commitment salt text page where lines`. To show what stood in one
place, hand over its line and no other.
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from dragoman.errors import ArchiveError, ImportFailed, UsageError
from dragoman.exchange.files.pending_file import PendingFile
from dragoman.provenance.own_files import open_ordinary
from dragoman.withholding.withholding import Opening, commitment_to

ENDING = ".openings.jsonl"
MOST_BYTES = 500_000_000


@dataclass(frozen=True, slots=True)
class Opened:
    """A line of the file: whether it opens its commitment, and that stands in the export."""

    opening: Opening
    opens: bool
    stands: bool | None


def openings_beside(path: Path) -> Path:
    return path.with_name(path.name + ENDING)


def check_place(path: Path) -> None:
    """UsageError where something is there: it opens an export that went out before."""
    if path.exists() or path.is_symlink():
        raise UsageError(
            f"{path} is there already, and may open what went out before; move it away, or name "
            "another place for `openings`",
            subject=str(path),
        )


def write_openings(openings: Sequence[Opening], path: Path) -> None:
    """Only its owner can read it. Whole or not at all; ArchiveError where it cannot be written."""
    check_place(path)
    with PendingFile(path) as pending:
        for each in openings:
            line = json.dumps(asdict(each), ensure_ascii=False)
            pending.stream.write(line.encode("utf-8", "replace") + b"\n")
        pending.commit()


def read_openings(path: Path) -> Iterator[Opening]:
    """The lines of such a file; ImportFailed where it is none."""
    try:
        with open_ordinary(path) as stream:
            raw = stream.read(MOST_BYTES + 1)
    except OSError as error:
        raise ImportFailed(
            f"{path} cannot be read: {error.strerror or error}", subject=str(path)
        ) from error
    for number, line in enumerate(raw.splitlines(), start=1):
        try:
            said = json.loads(line)
            yield Opening(
                str(said["commitment"]), str(said["salt"]), str(said["text"]),
                str(said.get("page", "")), str(said.get("where", "")), tuple(said.get("lines", ())),
            )  # fmt: skip
        except (ValueError, LookupError, TypeError, RecursionError) as error:
            raise ImportFailed(
                f"{path.name}, line {number}: it is no line that opens a commitment",
                subject=str(path),
            ) from error


def opened(path: Path, export: Path | None = None) -> Iterator[Opened]:
    """Each line of the file, reckoned anew, and looked for in the export where one is named."""
    from dragoman.exchange.withheld.searched import texts_of

    words: set[str] | None = None
    if export is not None:
        try:
            words = {w for _, text in texts_of(export) for w in _commitments(text)}
        except OSError as error:
            raise ArchiveError(f"{export} cannot be read: {error.strerror or error}") from error
    for each in read_openings(path):
        opens = hmac.compare_digest(commitment_to(each.salt, each.text), each.commitment)
        yield Opened(each, opens, None if words is None else each.commitment in words)


def _commitments(text: str) -> Iterator[str]:
    import re

    return (match[0] for match in re.finditer(r"sha256:[0-9a-f]{64}", text))
