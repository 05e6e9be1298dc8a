"""Since when something exists, at the latest: what time stamps over the ledger say of a line.

A stamp over a line is one over all lines before it. The earliest that covers a line counts. A
signature proves no time, and what our own clock said proves none either.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from dragoman.provenance.anchors.anchor import ED25519
from dragoman.provenance.anchors.anchor_check import AnchorCheck


@dataclass(frozen=True, slots=True)
class Since:
    """It existed at `time` (UTC, ISO 8601), as far as `by` is believed; `anchor` is the file.

    `line` is the line of the ledger that was stamped, counted from 0.
    """

    time: str
    by: str
    anchor: str
    line: int


def since(anchors: Iterable[AnchorCheck], line: int | None) -> Since | None:
    """What covers a line of the ledger, the earliest; None where no sound time stamp does."""
    if line is None:
        return None
    covering = [each for each in stamps(anchors) if each.line >= line]
    return min(covering, key=lambda each: each.time, default=None)


def stamps(anchors: Iterable[AnchorCheck]) -> list[Since]:
    """The sound time stamps, the earliest first."""
    found = [
        Since(each.time, each.by or "", each.anchor, each.line)
        for each in anchors
        if each.ok and each.kind != ED25519 and each.line is not None and each.time is not None
    ]
    return sorted(found, key=lambda each: (each.time, each.anchor))
