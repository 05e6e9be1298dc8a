"""A file that went out and was worked on, read as what it may be: hostile, damaged, or ours."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from dragoman.errors import ImportFailed
from dragoman.exchange.bilingual.segment_id import SegmentId
from dragoman.exchange.office.office_zip import OLD, ZIP, opened
from dragoman.exchange.office.table import Row

# What a person's file stays far below, and what a hostile one would have to stay below too.
MAX_BYTES = 256_000_000
MAX_UNITS = 500_000


@dataclass(frozen=True, slots=True)
class Returned:
    """One sentence as it came back. `id` is None where the file names no sentence of ours.

    `decision` is what somebody wrote in the column of that name, `trouble` why what came back
    cannot be taken for what somebody wrote.
    """

    name: str
    id: SegmentId | None
    source: str
    target: str
    decision: str = ""
    trouble: str | None = None


def read_returned(
    path: Path, *, max_bytes: int = MAX_BYTES, max_units: int = MAX_UNITS
) -> Iterator[Returned]:
    """The sentences of an XLIFF (1.2 or 2.x), CSV, XLSX or bilingual DOCX, known by what is in it.

    ImportFailed, with one sentence, where it cannot be read, is too large, or is something else.
    """
    body = _body(path, max_bytes)
    for count, row in enumerate(_rows(body, path), start=1):
        if count > max_units:
            raise ImportFailed(
                f"{path.name} has more than {max_units:,} sentences, which no export of ours has",
                subject=str(path),
            )
        name = SegmentId.parse(row.id)
        yield Returned(row.id, name, row.source, row.target, row.decision, row.trouble)


def _body(path: Path, max_bytes: int) -> bytes:
    try:
        with path.open("rb") as stream:
            body = stream.read(max_bytes + 1)
    except OSError as error:
        raise ImportFailed(
            f"{path} cannot be read: {error.strerror or error}", subject=str(path)
        ) from error
    if len(body) > max_bytes:
        raise ImportFailed(
            f"{path.name} has more than {max_bytes:,} bytes, which is the limit", subject=str(path)
        )
    if not body.strip():
        raise ImportFailed(f"{path.name} is empty", subject=str(path))
    return body


def _rows(body: bytes, path: Path) -> Iterator[Row]:
    if body.startswith((ZIP, OLD)):
        yield from _office_rows(body, path)
    elif _looks_like_xml(body):
        from dragoman.exchange.xliff.xliff_reader import read_xliff

        yield from (Row(*each) for each in read_xliff(io.BytesIO(body), path))
    else:
        from dragoman.exchange.bilingual.csv_table import read_csv

        yield from (Row(*each) for each in read_csv(body, path))


def _office_rows(body: bytes, path: Path) -> Iterator[Row]:
    from dragoman.exchange.office import docx_rows, xlsx_rows

    if body.startswith(OLD):
        raise ImportFailed(
            f"{path.name} is a file of Office before 2007, or locked with a password; "
            "save it as DOCX or XLSX without one",
            subject=str(path),
        )
    with opened(body, path) as held:
        names = set(held.namelist())
        if docx_rows.DOCUMENT in names:
            yield from docx_rows.read_docx(held, path)
        elif "xl/workbook.xml" in names:
            yield from xlsx_rows.read_xlsx(body, path)
        else:
            raise ImportFailed(
                f"{path.name} is no Word document and no spreadsheet; save it as DOCX or XLSX",
                subject=str(path),
            )


def _looks_like_xml(body: bytes) -> bool:
    """XML begins with `<`, in whichever of its encodings."""
    beginning = body[:200].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    return beginning.startswith(b"<")
