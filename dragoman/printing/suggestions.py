"""Names that `names.csv` does not have, as a table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from dragoman.printing.columns import table_of
from dragoman.printing.terminal import console, echo, plain

if TYPE_CHECKING:
    from dragoman.translate.names.suggest import Suggestion


def print_suggestions(found: Sequence[Suggestion]) -> None:
    if not found:
        echo("no name is here that names.csv does not have", err=True)
        return
    table = table_of("times", "pages", "name", "also spelled")
    for each in found:
        others = ", ".join(plain(other) for other in each.spellings if other != each.name)
        table.add_row(str(each.count), str(each.pages), plain(each.name), others)
    console().print(table)
