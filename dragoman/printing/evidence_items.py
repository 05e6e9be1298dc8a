"""What a court would ask for, item by item: a sentence or two each, and where it lies."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from dragoman.printing.terminal import console, plain

if TYPE_CHECKING:
    from dragoman.steps.proving import EvidenceOf

MARKS = {"there": "✓", "in part": "~", "missing": "✗", "not provable": "–"}
SHOWN = 4  # records of an item; --json has all


def _since(evidence: EvidenceOf) -> str:
    """Since when the page exists at the latest, in a line."""
    since = evidence.since
    if since is None:
        return "since when it exists at the latest: no time stamp shows it"
    return plain(f"it exists since {since.time} at the latest, {since.rests_on}")


def print_evidence(evidence: EvidenceOf) -> None:
    """The page's address and time, its items, and how many of them are there."""
    out = console()
    out.print(plain(evidence.page.url), style="bold")
    out.print(f"captured {evidence.page.captured_at}, {evidence.page.id}", style="dim")
    out.print(_since(evidence))
    for item in evidence.items:
        out.print()
        out.print(f"{MARKS[item.state]} {item.title}: {item.state}", style="bold")
        for sentence in item.says:
            out.print(f"  {plain(sentence)}")
        for held in item.held[:SHOWN]:
            place = held.place
            lies = (
                f"{place.file}, {place.length} bytes at {place.offset}" if place else "not chained"
            )
            out.print(f"  {held.type} {held.id}: {plain(lies)}", style="dim", soft_wrap=True)
        if len(item.held) > SHOWN:
            out.print(f"  and {len(item.held) - SHOWN} more records", style="dim")
    counted: Counter[str] = Counter(item.state for item in evidence.items)
    out.print()
    out.print(", ".join(f"{counted[state]} {state}" for state in MARKS if counted[state]))
    out.print("--json has the commands that check each without Dragoman", style="dim")
