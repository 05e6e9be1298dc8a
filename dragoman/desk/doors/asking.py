"""What all doors ask of a request: which page it is about, and where it goes back to."""

from __future__ import annotations

import re
import sqlite3

from dragoman.desk.desk import Desk
from dragoman.desk.languages.spoken import _
from dragoman.errors import RecordNotFound
from dragoman.index.asking import query

# One slash, then what URLs are written in.
OURS = re.compile(r"/(?!/)[!-\[\]-~]*")

DIGITS = 9  # of the number of a sentence


def is_number(told: str) -> bool:
    return told.isdecimal() and len(told) <= DIGITS


def page_row(desk: Desk, page: str) -> sqlite3.Row:
    """A page by its whole id; RecordNotFound where there is none."""
    row: sqlite3.Row | None = query.page_row(desk.connection(), page)
    if row is None:
        raise RecordNotFound(_("there is no such page in this archive"), subject=page)
    return row


def by_script() -> bool:
    from flask import request

    return request.headers.get("Accept", "").startswith("application/json")


def as_written(text: str | None) -> str:
    """A text out of a form, which is sent with line ends of its own."""
    return (text or "").replace("\r\n", "\n").strip()


def on_the_desk(path: str) -> str:
    """The path where it is one of ours; the first page where a browser could read a host in it.

    Browsers take `\\` for `/` and pass over tabs and line feeds, so `//host`, `/\\host` and
    `/<tab>/host` all lead elsewhere.
    """
    return path if OURS.fullmatch(path) else "/"
