"""How many pages there are of each kind, as a table with a bar for each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from dragoman.printing.terminal import console, plain

# Sites there may be thousands of; JSON has them all.
SHOWN = 12
BAR, WIDTH = 24, 28
HEADINGS = {
    "sites": ("Sites", "not known"),
    "languages": ("Languages", "no article"),
    "months": ("Months", "not known"),
    "verdicts": ("What stands there", "not looked at"),
    "states": ("Translations", "no article"),
}


def print_counts(counts: Mapping[str, Any]) -> None:
    """The number of pages, then of each kind; of many kinds the largest."""
    out, total = console(), counts["pages"]
    out.print(f"{total:,} {'page' if total == 1 else 'pages'}", style="bold")
    for name, (heading, unknown) in HEADINGS.items():
        if counts[name]:
            out.print()
            out.print(heading, style="bold")
            for line in _lines(counts[name], unknown, in_order=name == "months"):
                out.print(line, no_wrap=True, overflow="ellipsis")


def _lines(counts: Mapping[str, int], unknown: str, *, in_order: bool) -> Iterator[str]:
    rows = list(counts.items())
    shown = rows[-SHOWN:] if in_order else rows[:SHOWN]
    most = max(counts.values())
    for name, count in shown:
        called = unknown if name == "-" else plain(name)
        yield f"  {called:{WIDTH}}  {count:>7,}  {'▪' * max(1, count * BAR // most)}"
    if left := len(rows) - len(shown):
        rest = sum(counts.values()) - sum(count for _, count in shown)
        which = "earlier" if in_order else "more"
        yield f"  and {left:,} {which}, of {rest:,} pages; --json has all"
