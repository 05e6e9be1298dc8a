"""A text as a spreadsheet's cell: never a formula, and the same text again when it comes back.

A spreadsheet takes what begins with one of `= + - @`, a tab or a return for a formula, full-width
signs included. Where the list separator is `;`, as in much of Europe, it also cuts our
comma-separated cells at each `;`, and at line ends, so what follows those counts as a beginning
too. An apostrophe before it makes it text.
"""

from __future__ import annotations

import re

_BEGINS = r"(\A|[;\t\r\n])"
_FORMULA = r"(?=[ \"']*[=+\-@\t\r\uff1d\uff0b\uff0d\uff20])"
_UNSAFE = re.compile(_BEGINS + _FORMULA)
_MADE_SAFE = re.compile(_BEGINS + "'" + _FORMULA)


def to_cell(text: str) -> str:
    """`from_cell(to_cell(text)) == text` for every text."""
    return _UNSAFE.sub(r"\1'", text)


def from_cell(cell: str) -> str:
    return _MADE_SAFE.sub(r"\1", cell)
