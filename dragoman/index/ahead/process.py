"""The process that reads ahead: what the lines of a ledger name, in their order, to its stdout.

    python -m dragoman.index.ahead.process FOLDER LEDGER START

Each frame is its length and a list, in `marshal`, which only this very program reads: for each line
that names a record which can be shown, `(id, what it says)`, or `(id, None)` where that is nothing
to send; who gets it reads the record itself then, and says what is wrong with it.
"""

from __future__ import annotations

import marshal
import sys
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path
from typing import Any, BinaryIO

from dragoman.archiver.records.reader import RecordReader
from dragoman.errors import ArchiveError
from dragoman.index.ahead.said import said
from dragoman.provenance.ledger import TELLING, Entry, read_lines

# Only these can hold what the index shows; requests and responses are found through them.
SHOWN = frozenset({"metadata", "conversion"})
# What a record that is damaged, or says what no record of ours does, leads to.
UNREADABLE = (
    ArchiveError, LookupError, TypeError, AttributeError, ValueError, OverflowError, RecursionError,
)  # fmt: skip
FRAME = 1 << 18
LENGTH = 8
Item = tuple[str, tuple[Any, ...] | None]


def items(folder: Path, ledger: Path, start: int) -> Iterator[Item]:
    with closing(RecordReader(folder)) as reader:
        for line in read_lines(ledger, start):
            fields = line.fields()
            if line.whole and fields and fields["type"] not in TELLING:
                entry = Entry.of_line(fields)
                if entry.type in SHOWN:
                    yield entry.id, _said(reader, entry)


def _said(reader: RecordReader, entry: Entry) -> tuple[Any, ...] | None:
    try:
        found = said(reader.read_chained(entry.file, entry.offset, entry.id))
    except UNREADABLE:  # who reads the record itself will say it
        return None
    if found is None:
        return None
    return found.id, found.date, found.kind, found.content, found.texts


def send(target: BinaryIO, found: Iterator[Item]) -> None:
    held: list[bytes] = []
    size = 0
    for item in found:
        held.append(_packed(item))
        size += len(held[-1])
        if size > FRAME:
            _write(target, held)
            held, size = [], 0
    _write(target, held)


def _packed(item: Item) -> bytes:
    try:
        return marshal.dumps(item)
    except ValueError:  # nested too deeply
        return marshal.dumps((item[0], None))


def _write(target: BinaryIO, held: list[bytes]) -> None:
    frame = marshal.dumps(held)
    target.write(len(frame).to_bytes(LENGTH, "big"))
    target.write(frame)
    target.flush()


if __name__ == "__main__":
    with suppress(KeyboardInterrupt, BrokenPipeError):
        send(sys.stdout.buffer, items(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])))
