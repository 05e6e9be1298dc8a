"""Whether the index says what the records say: built anew, elsewhere, and compared."""

from __future__ import annotations

import sqlite3
import tempfile
from pathlib import Path

from dragoman.archiver.store import Store
from dragoman.errors import ArchiveError
from dragoman.index.view import Index

# What the index is compared by; the places of an article's rows are its own affair.
COMPARED = {
    "records": "id, type, file, offset, length",
    "pages": "*",
    "articles": "id, page_id, made_at, current, language, script, confidence, agreed, title, "
    "byline, published, canonical_url, translation_of, text",
    "segments": "article_id, n, paragraph, kind, start, stop, language, source",
    "translations": "*",
    "targets": "*",
    "decisions": "*",
    "search": "source, target, names, facets",
}


def differences(store: Store) -> list[str]:
    """What the index says otherwise than the records, a sentence each; none where it is missing.

    A missing index is no difference: it is a view, and the next command builds it.
    """
    held_path = store.folder / "index.db"
    if not held_path.exists():
        return []
    with tempfile.TemporaryDirectory() as folder:
        fresh, held = Index(store, Path(folder) / "index.db"), Index(store)
        try:
            fresh.catch_up()
            held.catch_up()
            fresh.connection.execute("ATTACH ? AS held", (held.uri,))
            return [
                f"the table {table} does not say what the records say"
                for table, columns in COMPARED.items()
                if _differs(fresh.connection, table, columns)
            ]
        except (ArchiveError, sqlite3.DatabaseError) as error:
            return [f"it cannot be compared: {error}"]
        finally:
            fresh.close()
            held.close()


def _differs(connection: sqlite3.Connection, table: str, columns: str) -> bool:
    """Whether a table of the fresh index and of the one that is held have different rows."""
    ours, theirs = f"SELECT {columns} FROM main.{table}", f"SELECT {columns} FROM held.{table}"
    difference = "SELECT 1 FROM ({} EXCEPT {}) LIMIT 1"
    return any(
        connection.execute(difference.format(a, b)).fetchone() is not None
        for a, b in ((ours, theirs), (theirs, ours))
    )
