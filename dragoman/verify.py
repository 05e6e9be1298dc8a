"""`verify`: walks every byte of an archive and says what is not as it was written.

What it can know: a byte, a record or a line that changed, went missing, came twice or moved since
it was chained is found. Somebody who rewrites the WARC files and the whole ledger consistently is
found only where an anchor of an earlier line is kept elsewhere. It does not say who or when.
"""

from __future__ import annotations

import bisect
import hashlib
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from dragoman.archiver.checking import check_record
from dragoman.archiver.record import bare_id
from dragoman.archiver.store import Store
from dragoman.errors import ArchiveError
from dragoman.index.view import Index
from dragoman.provenance.checkpoint import read_checkpoint
from dragoman.provenance.digest import CHUNK, sha256_hex
from dragoman.provenance.ledger import ORIGIN, parse_line, read_head

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is not as it was written; `file` is below the archive's folder."""

    kind: str
    file: str
    offset: int | None
    record_id: str | None
    message: str

    def to_json(self) -> dict[str, Any]:
        return {
            "kind": self.kind,
            "file": self.file,
            "offset": self.offset,
            "record_id": self.record_id,
            "message": self.message,
        }


@dataclass(slots=True)
class Report:
    """What was found: `records` that were read, and the problems in the order of the walk."""

    records: int = 0
    problems: list[Problem] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        return not self.problems

    def to_json(self) -> dict[str, Any]:
        return {"ok": self.ok, "records": self.records, "problems": len(self.problems)}


def verify(store: Store, progress: Progress | None = None) -> Report:
    """Check the chain, every chained stretch, the records in it, what is unchained, and the index.

    `progress` is called with the bytes read so far and all of them.
    """
    report = Report()
    walk = _Walk(store, report, progress)
    if not store.ledger.exists():
        report.problems.append(
            Problem("ledger_missing", "ledger.jsonl", None, None, "the ledger is missing")
        )
        return report
    for line in walk.ledger():
        walk.stretch(line)
    walk.checkpoint()
    walk.unchained()
    walk.references()
    check_index(store, report)
    return report


class _Walk:
    def __init__(self, store: Store, report: Report, progress: Progress | None) -> None:
        self._store = store
        self._report = report
        self._progress = progress
        self._chained: dict[str, Stretches] = {}
        self._read = 0
        self._total = sum(path.stat().st_size for path in self._files())
        self._missing: set[str] = set()
        self._wanted: list[tuple[str, str, int, str]] = []
        self.ids: set[str] = set()

    def _files(self) -> list[Path]:
        folder = self._store.folder
        return sorted(
            path
            for room in ("warc", "imports")
            if (folder / room).is_dir()
            for path in (folder / room).iterdir()
            if path.is_file()
        )

    def _problem(
        self,
        kind: str,
        file: str,
        message: str,
        offset: int | None = None,
        record: str | None = None,
    ) -> None:
        self._report.problems.append(Problem(kind, file, offset, record, message))

    def ledger(self) -> Iterator[dict[str, Any]]:
        """The lines, each checked against the one before."""
        previous, expected, position = "", 0, 0
        with self._store.ledger.open("rb") as stream:
            for raw in stream:
                start, position = position, position + len(raw)
                if not raw.endswith(b"\n"):
                    self._problem(
                        "ledger_torn", "ledger.jsonl", "the last line is not whole", start
                    )
                    return
                line = self._line(raw[:-1], start)
                if line is None:
                    previous, expected = sha256_hex(raw[:-1]), expected + 1
                    continue
                if line.get("prev") != previous or line.get("n") != expected:
                    self._problem(
                        "ledger_chain",
                        "ledger.jsonl",
                        f"line {expected} does not follow the line before it: a line was "
                        "changed, removed, added or moved",
                        start,
                        line.get("id"),
                    )
                previous, expected = sha256_hex(raw[:-1]), int(line.get("n", expected)) + 1
                yield line
        if expected == 0:
            self._problem("ledger_missing", "ledger.jsonl", "the ledger is empty")

    def _line(self, raw: bytes, start: int) -> dict[str, Any] | None:
        try:
            line = parse_line(raw)
        except ArchiveError as error:
            self._problem("ledger_line", "ledger.jsonl", error.message, start)
            return None
        return line

    def stretch(self, line: dict[str, Any]) -> None:
        """The bytes that a line is about: there, unchanged, and holding the record it names."""
        if "sha256" not in line:
            return
        try:
            file, offset, length = str(line["file"]), int(line["offset"]), int(line["length"])
            identity, digest = str(line["id"]), str(line["sha256"])
        except (KeyError, TypeError, ValueError):
            self._problem("ledger_line", "ledger.jsonl", f"line {line.get('n')} is not understood")
            return
        if identity in self.ids:
            self._problem(
                "duplicate", file, f"record {identity} is chained twice", offset, identity
            )
        self.ids.add(identity)
        if not self._chained.setdefault(file, Stretches()).add(offset, offset + length):
            self._problem(
                "overlap",
                file,
                "two lines of the ledger are about the same bytes",
                offset,
                identity,
            )
        path = self._store.folder / file
        if not path.is_file():
            if file not in self._missing:
                self._missing.add(file)
                self._problem("file_missing", file, "the file is missing", None, identity)
            return
        found = self._digest(path, offset, length)
        self._report.records += 1
        if found != digest:
            what = "is cut short" if found is None else "is not as it was written"
            self._problem("record_changed", file, f"record {identity} {what}", offset, identity)
            return
        if line.get("type") != "import":
            self._record(path, file, offset, line)

    def _digest(self, path: Path, offset: int, length: int) -> str | None:
        """SHA-256 of a stretch, None where the file ends before it does."""
        digest, left = hashlib.sha256(), length
        with path.open("rb") as stream:
            stream.seek(offset)
            while left:
                piece = stream.read(min(left, CHUNK))
                if not piece:
                    return None
                digest.update(piece)
                left -= len(piece)
                self._advance(len(piece))
        return digest.hexdigest()

    def _advance(self, count: int) -> None:
        self._read += count
        if self._progress is not None:
            self._progress(min(self._read, self._total), self._total)

    def _record(self, path: Path, file: str, offset: int, line: dict[str, Any]) -> None:
        """What the record says of itself, against its own digests and the ledger's line."""
        try:
            headers = check_record(path, offset)
        except ArchiveError as error:
            self._problem("record_unreadable", file, str(error), offset, str(line["id"]))
            return
        identity = bare_id(headers.get("WARC-Record-ID", ""))
        if identity != line["id"] or headers.get("WARC-Type") != line["type"]:
            self._problem(
                "record_identity",
                file,
                f"the ledger says {line['type']} {line['id']}, the record says "
                f"{headers.get('WARC-Type')} {identity}",
                offset,
                str(line["id"]),
            )
        for name in ("WARC-Refers-To", "WARC-Concurrent-To"):
            if name in headers:
                self._wanted.append((bare_id(headers[name]), file, offset, str(line["id"])))

    def references(self) -> None:
        for wanted, file, offset, identity in self._wanted:
            if wanted not in self.ids:
                self._problem(
                    "reference",
                    file,
                    f"it refers to record {wanted}, which is not in the archive",
                    offset,
                    identity,
                )

    def unchained(self) -> None:
        """Files and bytes that no line of the ledger is about."""
        for path in self._files():
            name = f"{path.parent.name}/{path.name}"
            for start, stop in self._chained.get(name, Stretches()).gaps(path.stat().st_size):
                self._problem(
                    "unchained",
                    name,
                    f"{stop - start} bytes are in no line of the ledger; where a program was "
                    "interrupted, the next one that writes sets them aside",
                    start,
                )

    def checkpoint(self) -> None:
        """Whether the ledger still holds the line that it is known to have reached."""
        noted = read_checkpoint(self._store.checkpoint)
        if noted is None or noted == ORIGIN:
            return
        try:
            held = read_head(self._store.ledger, noted.size) == noted
        except (ArchiveError, OSError):
            held = False
        if not held:
            self._problem(
                "ledger_cut",
                "ledger.jsonl",
                f"the ledger once reached line {noted.n} and no longer holds that line as it was",
            )


class Stretches:
    """Which bytes of a file are named: kept as few stretches, since they mostly touch."""

    def __init__(self) -> None:
        self._held: list[tuple[int, int]] = []

    def add(self, start: int, stop: int) -> bool:
        """Add one; False where it overlaps another."""
        place = bisect.bisect_left(self._held, (start, stop))
        before = self._held[place - 1] if place else (-1, -1)
        after = self._held[place] if place < len(self._held) else (stop, stop)
        if before[1] > start or after[0] < stop:
            return False
        first, last = place, place
        if before[1] == start and place:
            first, start = place - 1, before[0]
        if after[0] == stop and place < len(self._held):
            last, stop = place + 1, after[1]
        self._held[first:last] = [(start, stop)]
        return True

    def gaps(self, size: int) -> Iterator[tuple[int, int]]:
        """The stretches below `size` that were not added."""
        position = 0
        for start, stop in self._held:
            if start > position:
                yield position, min(start, size)
            position = max(position, stop)
        if position < size:
            yield position, size


# What the index is compared by; rowids are its own affair.
COMPARED = {
    "records": "id, type, file, offset, length",
    "pages": "*",
    "articles": "*",
    "segments": "article_id, n, paragraph, kind, start, stop, language, source",
    "translations": "*",
    "targets": "*",
    "decisions": "*",
}


def check_index(store: Store, report: Report) -> None:
    """Build the index anew, elsewhere, and compare: it must say what the records say."""
    if not (store.folder / "index.db").exists():
        return  # a view: the next command builds it
    with tempfile.TemporaryDirectory() as folder:
        fresh = Index(store, Path(folder) / "index.db")
        held = Index(store)
        try:
            fresh.catch_up()
            held.catch_up()
            fresh.connection.execute("ATTACH ? AS held", (str(store.folder / "index.db"),))
            for table, columns in COMPARED.items():
                if _differs(fresh.connection, table, columns):
                    report.problems.append(
                        _index_problem(f"the table {table} does not say what the records say")
                    )
        except (ArchiveError, sqlite3.DatabaseError) as error:
            report.problems.append(_index_problem(f"it cannot be compared: {error}"))
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


def _index_problem(message: str) -> Problem:
    return Problem("index", "index.db", None, None, f'{message}; "dragoman reindex" builds it anew')
