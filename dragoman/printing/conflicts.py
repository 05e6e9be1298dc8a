"""The same source translated in two ways, as a person reads it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from dragoman.printing.columns import SHORT_ID
from dragoman.printing.terminal import console, plain

if TYPE_CHECKING:
    from dragoman.index.asking.conflicts import Conflict


def print_conflicts(found: Iterable[Conflict]) -> bool:
    """Each source, and under it where it stands how; whether there was any."""
    out, any_of = console(), False
    for each in found:
        any_of = True
        what = "" if each.kind == "sentence" else f" ({each.kind})"
        out.print(plain(each.source) + what, style="bold")
        for one in each.targets:
            where = f"{one.page[:SHORT_ID]}:{one.n}" if one.n else f"{one.page[:SHORT_ID]} headline"
            out.print(f"  {where}  {plain(one.target)} ({one.state})")
    return any_of
