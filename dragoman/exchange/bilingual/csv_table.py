"""CSV: one sentence a row, safe to open in a spreadsheet, and read back from one."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

from dragoman.errors import ImportFailed
from dragoman.exchange.bilingual.document import Document, Sentence
from dragoman.exchange.bilingual.segment_id import SegmentId
from dragoman.translate.names.cell import from_cell, to_cell

COLUMNS = (
    "id", "url", "captured_at", "n", "kind", "source_language", "target_language", "source",
    "target", "state", "machine", "model", "score", "flags", "reviewer", "decided_at", "comment",
    "attribution", "decision",
)  # fmt: skip
WITHHELD = "withheld"  # a column more, in an export that withholds
NEEDED = ("id", "source", "target")


def write_csv(documents: Iterable[Document], stream: BinaryIO, *, withheld: bool = False) -> None:
    """UTF-8 with the mark at the beginning by which spreadsheets know it; the score is a number,
    every other cell a quoted text. `withheld`: with the commitments to what was."""
    text = io.TextIOWrapper(stream, encoding="utf-8-sig", errors="replace", newline="")
    writer = csv.writer(text, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\r\n")
    writer.writerow((*COLUMNS, WITHHELD) if withheld else COLUMNS)
    for document in documents:
        attribution = document.credit
        for sentence in document.sentences:
            row = _row(document, sentence, attribution)
            if withheld:
                held = (*sentence.withheld, *_of_the_page(document, sentence))
                row.append("; ".join(f"{what}: {told}" for what, told in held))
            writer.writerow(map(_cell, row))
    text.detach()


def _of_the_page(document: Document, sentence: Sentence) -> Iterator[tuple[str, str]]:
    """Those of the page itself, in its first row."""
    if sentence is document.sentences[0]:
        yield from ((f"page, {what}", told) for what, told in document.withheld)


def _cell(value: str | float) -> str | float:
    """A NUL is the end of a file to some readers; no other character needs to go."""
    return to_cell(value.replace("\0", "")) if isinstance(value, str) else value


def _row(document: Document, sentence: Sentence, attribution: str) -> list[str | float]:
    pair = sentence.pair
    model = document.model_of(sentence)
    return [
        str(SegmentId(document.translation, pair.n, sentence.decision)),
        document.url,
        document.captured_at,
        str(pair.n),
        pair.kind,
        pair.language,
        document.target_language,
        pair.source.text,
        pair.target or "",
        sentence.state,
        pair.machine or "",
        model.label if model else "",
        "" if pair.score is None else round(pair.score, 4),
        "; ".join(f"{flag.code}: {flag.message}" for flag in pair.flags),
        pair.reviewer or "",
        sentence.decided_at or "",
        sentence.comment or "",
        attribution,
        "",
    ]


def read_csv(body: bytes, path: Path) -> Iterator[tuple[str, str, str, str]]:
    """Id, source, target and decision of each row of a table that a spreadsheet saved.

    Comma, semicolon and tab are understood, UTF-8 and UTF-16. ImportFailed for anything else.
    """
    text = _decoded(body, path)
    header = text[: text.find("\n")] if "\n" in text else text
    delimiter = max(",;\t", key=header.count)
    rows = csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        missing = [name for name in NEEDED if name not in (rows.fieldnames or ())]
        if missing:
            raise ImportFailed(
                f"{path.name} has no column {missing[0]}: it is no table that went out of here",
                subject=str(path),
            )
        for row in rows:
            cells = [from_cell(row[name] or "") for name in NEEDED]
            yield cells[0], cells[1], cells[2], row.get("decision") or ""
    except csv.Error as error:
        raise ImportFailed(f"{path.name} is not CSV: {error}", subject=str(path)) from error


def _decoded(body: bytes, path: Path) -> str:
    encoding = "utf-16" if body.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    try:
        return body.decode(encoding)
    except UnicodeError as error:
        raise ImportFailed(
            f'{path.name} is not in UTF-8; save it again as "CSV UTF-8"', subject=str(path)
        ) from error
