"""What shows that records came from another archive: its ledger and its anchors, checked here.

They lie in `imports/`, each under a line of our ledger. The other's chain has to hold, and each of
its lines about a record that is here has to say the SHA-256 that ours says; then an anchor over
that chain speaks for the record here too.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dragoman.errors import ArchiveError
from dragoman.provenance.anchors.anchor_check import AnchorCheck, verify_anchor
from dragoman.provenance.anchors.seal import Trust
from dragoman.provenance.ledger import ORIGIN, follow, read_entries


@dataclass(frozen=True, slots=True)
class Finding:
    """A sentence on what came with another archive; a problem of `file`, a proof or a note."""

    kind: str
    file: str
    message: str


def check_merge(folder: Path, said: dict[str, Any], trust: Trust | None) -> Iterator[Finding]:
    """What a record of a merging says, held against what lies in `imports/` and in our ledger."""
    name, file = said["archive"], said["ledger"]
    ledger = folder / file
    try:
        end = follow(ledger, ORIGIN)
        if (end.n, end.sha256) != (said["line"], said["sha256"]) or end.size != _size(ledger):
            yield Finding("merged_ledger", file, f"the ledger of archive {name} is no chain here")
            return
        yield from _records(folder, said)
    except (ArchiveError, OSError) as error:
        yield Finding("merged_ledger", file, f"the ledger of archive {name}: {error}")
        return
    for each in said["anchors"]:
        check = verify_anchor(folder / each, ledger, trust=trust)
        yield Finding(_kind(check), each, f"of archive {name}: {check.message}")


def _kind(check: AnchorCheck) -> str:
    return "proof" if check.ok else check.problem or "anchor"


def _size(path: Path) -> int:
    return path.stat().st_size


def _records(folder: Path, said: dict[str, Any]) -> Iterator[Finding]:
    """Which of the other's records are here as its ledger has them."""
    theirs = {
        each["id"]: bytes.fromhex(each["sha256"])
        for _, each in read_entries(folder / said["ledger"])
        if "file" in each and each["type"] not in ("import", "warcinfo")
    }
    count, here = len(theirs), 0
    for _, ours in read_entries(folder / "ledger.jsonl"):
        digest = theirs.pop(ours["id"], None) if "file" in ours else None
        if digest is not None and digest == bytes.fromhex(ours["sha256"]):
            here += 1
        elif digest is not None:
            yield Finding(
                "note", "", f"record {ours['id']} is another one in archive {said['archive']}"
            )
    yield Finding(
        "proof",
        said["ledger"],
        f"{here:,} of {count:,} records of archive {said['archive']} are here, as its ledger up to "
        f"line {said['line']} has them",
    )
