"""Since when something exists, at the latest: what time stamps over the ledger say of a line.

A stamp over a line is one over all lines before it. The earliest that covers a line counts. A
signature proves no time, and what our own clock said proves none either.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from dragoman.provenance.anchors.anchor import ED25519
from dragoman.provenance.anchors.anchor_check import AnchorCheck

MOST = 3  # stamps that are told; of more only the first and the last


@dataclass(frozen=True, slots=True)
class Since:
    """It existed at `time` (UTC, ISO 8601), as far as `by` is believed; `anchor` is the file.

    `line` is the line of the ledger that was stamped, counted from 0. `pinned`: the root or
    the header that it rests on was given by who checks; else only the anchor says whose it is.
    """

    time: str
    by: str
    anchor: str
    line: int
    pinned: bool = False

    @property
    def rests_on(self) -> str:
        """On whose word, as a sentence goes on."""
        said = f"if {self.by} is believed"
        if self.pinned:
            return said
        return f"{said}; that the stamp is theirs, only the certificate in the anchor itself says"

    def to_json(self) -> dict[str, Any]:
        """`time by anchor ledger_line pinned`."""
        return {
            "time": self.time,
            "by": self.by,
            "anchor": self.anchor,
            "ledger_line": self.line,
            "pinned": self.pinned,
        }


def since(anchors: Iterable[AnchorCheck], line: int | None) -> Since | None:
    """What covers a line of the ledger, the earliest; None where no sound time stamp does."""
    if line is None:
        return None
    covering = [each for each in stamps(anchors) if each.line >= line]
    return min(covering, key=lambda each: each.time, default=None)


def stamps(anchors: Iterable[AnchorCheck]) -> list[Since]:
    """The sound time stamps, the earliest first."""
    found = [
        Since(each.time, each.by or "", each.anchor, each.line, each.pinned)
        for each in anchors
        if each.ok and each.kind != ED25519 and each.line is not None and each.time is not None
    ]
    return sorted(found, key=lambda each: (each.time, each.anchor))


def stretches(anchors: Iterable[AnchorCheck]) -> list[Since]:
    """The stamps that count, by line: each covers what follows the line of the one before it."""
    found: list[Since] = []
    for each in stamps(anchors):
        if not found or each.line > found[-1].line:
            found.append(each)
    return found


def told(covered: Sequence[Since], last: int) -> str:
    """Since when an archive exists at the latest, whose ledger goes to line `last`."""
    if not covered:
        return (
            "since when it exists at the latest, nothing here shows to others: no time stamp "
            "covers the ledger, and its own times are those of this machine's clock"
        )
    begin, said = 0, []
    shown = covered if len(covered) <= MOST else (covered[0], covered[-1])
    for each in shown:
        said.append(f"lines {begin} to {each.line} existed at {each.time}, says {each.by}")
        begin = each.line + 1
    rest = last - covered[-1].line
    after = f"; the {rest} after that are covered by no time stamp" if rest > 0 else ""
    return f"since when it exists at the latest: {'; '.join(said)}{after}"
