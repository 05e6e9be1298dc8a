"""What tables and lines have in common: how ids, states and demo models are shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.table import Table

SHORT_ID = 8
MARKS = {
    "machine": "·",
    "refused": "✗",
    "edited": "✎",
    "approved": "✓",
    "rejected": "–",
    "original": "=",
}


def table_of(*columns: str) -> Table:
    from rich.table import Table

    table = Table(box=None, padding=(0, 2, 0, 0), show_edge=False, header_style="bold")
    for column in columns:
        table.add_column(column, overflow="fold")
    return table


def demo_mark(engine: str | None) -> str:
    return ", demo model" if (engine or "").startswith("demo-model") else ""
