"""The list of pages, as a table that begins before the last page is read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TYPE_CHECKING, Any

from dragoman.archiver.verdict.verdict import AS_WANTED
from dragoman.printing.columns import SHORT_ID, demo_mark, table_of
from dragoman.printing.terminal import console, plain
from dragoman.program import as_called

if TYPE_CHECKING:
    from dragoman.page import Page

LIST_KEYS = (
    "id", "url", "captured_at", "http_status", "language", "title", "segments", "translations",
    "tags", "note", "verdict", "error", "mistaken", "method", "recovered", "picture",
)  # fmt: skip
# Widths that do not depend on the rows; the last column has what the terminal leaves.
LIST_COLUMNS: dict[str, int | None] = {
    "id": SHORT_ID, "captured": 16, "http": 4, "verdict": 9, "lang": 4, "sentences": 9,
    "translation": 24, "title": None,
}  # fmt: skip
LISTED_AT_ONCE = 100


def print_list(rows: Iterable[dict[str, Any]]) -> bool:
    """A table, some rows at a time: the first are on the screen before the last are read.

    False where there is none.
    """
    rows, out, header = iter(rows), console(), True
    while some := list(islice(rows, LISTED_AT_ONCE)):
        table = table_of(*LIST_COLUMNS)
        table.show_header = header
        for column, width in zip(table.columns, LIST_COLUMNS.values(), strict=True):
            column.min_width = column.max_width = width
        for row in some:
            table.add_row(*_listed(row))
        out.print(table)
        header = False
    return not header


def _listed(row: dict[str, Any]) -> tuple[str, ...]:
    verdict = row["verdict"]
    return (
        row["id"][:SHORT_ID],
        row["captured_at"][:16].replace("T", " "),
        str(row["http_status"] or "-"),
        verdict["kind"] if verdict else "-",
        row["language"] or "-",
        str(row["segments"]),
        _states(row) or ("pending" if row["segments"] else "-"),
        "\n".join(map(plain, filter(None, _told(row)))),
    )


def _told(row: dict[str, Any]) -> Iterator[str | None]:
    """Title, what people said of the page, how much of it they have read, and what went wrong."""
    yield row["title"] or row["url"]
    yield from said(row["note"], row["tags"], row["mistaken"])
    yield row["recovered"] and f"recovered from {row['recovered']}"
    yield f"an answer to what was sent by {row['method']}" if row["method"] else None
    for target, each in row["translations"].items():
        yield each["reviewed"] and f"{target}: {each['reviewed']}"
    verdict = row["verdict"]
    # What it is called; `show` says what that rests on.
    called = _called(verdict["reason"]) if verdict else None
    yield called if verdict and verdict["kind"] not in AS_WANTED else None
    picture = row["picture"]
    yield picture and (picture["word"] or as_called(picture["error"] or ""))
    yield row["error"] and as_called(row["error"]["message"])


def _called(reason: str) -> str:
    """A verdict's reason up to what it rests on, and no bracket that is not closed there."""
    begun = reason.partition(": ")[0]
    return begun if begun.count("(") == begun.count(")") else begun.rpartition(" (")[0]


def _states(row: dict[str, Any]) -> str:
    return "; ".join(
        f"{target}: {each['state']}"
        + (f", {each['flagged_open']} flagged" if each["flagged_open"] else "")
        + (f", {each['likely_wrong']} likely wrong" if each["likely_wrong"] else "")
        + demo_mark(row["engines"].get(target))
        for target, each in row["translations"].items()
    )


# -- what people said of a page --------------------------------------------------------------


def said(note: str | None, tags: Iterable[str], mistaken: str | None) -> Iterator[str | None]:
    """Why it was set aside, its note and its tags, a line each; None for what nobody said."""
    yield f"set aside as mistaken: {mistaken}" if mistaken else None
    yield note
    yield " ".join(f"#{tag}" for tag in tags) or None


def annotated_json(page: Page) -> dict[str, Any]:
    """What stands beside a page now."""
    return {
        "id": page.id, "url": page.url, "note": page.note, "tags": page.tags,
        "mistaken": page.mistaken,
    }  # fmt: skip


def annotated_text(page: Page) -> str:
    told = "; ".join(map(plain, filter(None, said(page.note, page.tags, page.mistaken))))
    return f"{page.id[:SHORT_ID]}  {plain(page.title or page.url)}  {told or 'nothing is noted'}"
