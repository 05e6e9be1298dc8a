"""Rows as they come out of the index: each value of a kind that we write in a column of that name.

SQLite keeps what it is handed, text in a column of numbers and bytes in one of text. An index that
was changed so is noticed here, and not by what sums up, splits or prints.
"""

from __future__ import annotations

import re
import sqlite3
from typing import Any

from dragoman.index.sqlite.trouble import Foreign
from dragoman.index.tables.tables import TABLES

KINDS: dict[str, set[type]] = {"TEXT": {str}, "INTEGER": {int}, "REAL": {float, int}}
ANY = frozenset({str, int, float, bytes})  # a column that is made by a question


def _columns() -> dict[str, frozenset[type]]:
    """By name: what columns of it hold, in whatever table, where they hold something."""
    found: dict[str, set[type]] = {}
    for name, kind in re.findall(r'"?(\w+)"? (TEXT|INTEGER|REAL)\b', TABLES):
        found.setdefault(name, {type(None)}).update(KINDS[kind])
    return {name: frozenset(kinds) for name, kinds in found.items()}


COLUMNS = _columns()
# As questions call them that ask for several tables at once.
COLUMNS |= {"verdict_kind": COLUMNS["kind"], "verdict_reason": COLUMNS["reason"]}
ANYTHING = ANY | {type(None)}


class CheckedRows:
    """Makes rows, for the `row_factory` of one connection; Foreign where a value is of a kind that
    its column never holds.

    The rows of one answer are mostly alike: kinds that were found right are not looked up again
    while rows of the same answer come.
    """

    __slots__ = ("_answer", "_right")

    def __init__(self) -> None:
        # Each answer describes its columns by a tuple of its own, which is held on to here.
        self._answer: object = None
        self._right: set[tuple[type, ...]] = set()

    def __call__(self, cursor: sqlite3.Cursor, values: tuple[Any, ...]) -> sqlite3.Row:
        kinds = tuple(map(type, values))
        if cursor.description is not self._answer or kinds not in self._right:
            self._check(cursor.description, kinds)
        return sqlite3.Row(cursor, values)

    def _check(self, answer: tuple[Any, ...], kinds: tuple[type, ...]) -> None:
        for column, kind in zip(answer, kinds, strict=True):
            if kind not in COLUMNS.get(column[0], ANYTHING):
                raise Foreign(f"it holds a value in {column[0]} that is not of the kind we write")
        if answer is not self._answer:
            self._answer = answer
            self._right.clear()
        self._right.add(kinds)
