"""What Datasette is given where it is installed beside Dragoman: search in any spelling, in SQL.

It finds this module by its entry point; nothing in Dragoman imports it. The functions are
`dragoman_query(words)`, for `search MATCH`, and `dragoman_fold(text)`.
"""

from __future__ import annotations

import sqlite3

from datasette import hookimpl

from dragoman.index.search.search import widest
from dragoman.translate.text.spelling import fold


@hookimpl  # type: ignore[untyped-decorator]
def prepare_connection(conn: sqlite3.Connection) -> None:
    """Called for each connection that Datasette opens, also to databases that are none of ours."""
    conn.create_function("dragoman_fold", 1, lambda text: fold(str(text or "")))
    conn.create_function("dragoman_query", 1, lambda words: widest(conn, str(words or "")))
