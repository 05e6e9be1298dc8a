"""A file that went out and was worked on, read as what it may be: hostile, damaged, or ours."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from dragoman.errors import ImportFailed
from dragoman.exchange.bilingual.segment_id import SegmentId

# What a person's file stays far below, and what a hostile one would have to stay below too.
MAX_BYTES = 256_000_000
MAX_UNITS = 500_000


@dataclass(frozen=True, slots=True)
class Returned:
    """One sentence as it came back. `id` is None where the file names no sentence of ours."""

    name: str
    id: SegmentId | None
    source: str
    target: str


def read_returned(
    path: Path, *, max_bytes: int = MAX_BYTES, max_units: int = MAX_UNITS
) -> Iterator[Returned]:
    """The sentences of an XLIFF (1.2 or 2.x) or a CSV; known by what is in it, not by its name.

    ImportFailed, with one sentence, where it cannot be read, is too large, or is something else.
    """
    body = _body(path, max_bytes)
    rows = _rows(body, path)
    for count, (name, source, target) in enumerate(rows, start=1):
        if count > max_units:
            raise ImportFailed(
                f"{path.name} has more than {max_units:,} sentences, which no export of ours has",
                subject=str(path),
            )
        yield Returned(name, SegmentId.parse(name), source, target)


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


def _rows(body: bytes, path: Path) -> Iterator[tuple[str, str, str]]:
    if _looks_like_xml(body):
        from dragoman.exchange.xliff.xliff_reader import read_xliff

        return read_xliff(io.BytesIO(body), path)
    from dragoman.exchange.bilingual.csv_table import read_csv

    return read_csv(body, path)


def _looks_like_xml(body: bytes) -> bool:
    """XML begins with `<`, in whichever of its encodings."""
    beginning = body[:200].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    return beginning.startswith(b"<")
