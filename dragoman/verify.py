"""`verify`: walks every byte of an archive and says what is not as it was written.

What it can know: a byte, a record or a line that changed, went missing, came twice or moved since
it was chained is found. Somebody who rewrites the WARC files and the whole ledger consistently is
found only where an anchor of an earlier line is kept elsewhere. It does not say who or when.
"""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from dragoman.archiver.records.checking import check_record
from dragoman.archiver.records.reader import RecordReader
from dragoman.archiver.records.record import bare_id
from dragoman.archiver.store.store import Store
from dragoman.errors import ArchiveError
from dragoman.index.building.compare import compare
from dragoman.index.records.referring import Placed, Referring
from dragoman.merging.evidence import check_merge
from dragoman.provenance.anchors.anchor_check import check_anchors
from dragoman.provenance.anchors.seal import Trust
from dragoman.provenance.anchors.since import Since, stretches, told
from dragoman.provenance.checkpoint import read_checkpoint
from dragoman.provenance.dates import Dates
from dragoman.provenance.digest import CHUNK
from dragoman.provenance.ledger import MERGED, ORIGIN, TELLING, Line, read_head, read_lines
from dragoman.provenance.own_files import is_own, open_own
from dragoman.provenance.stamp import utc_now
from dragoman.provenance.stretches import Stretches

Progress = Callable[[int, int], None]
# What is found at the end of a file that was copied at another moment than the others.
ENDS = frozenset({"ledger_cut", "ledger_torn", "file_missing", "unchained"})
COPIED = (
    "files of the archive end at different moments, as where it was copied while a program wrote "
    "to it, or where one was interrupted: copy it again while none does, or make this one fit to "
    'be written to by "dragoman repair", which keeps all that is there'
)
# What says when something was done; an answer to a try that failed may be kept much later.
DATED = frozenset({"metadata", "conversion"})


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is not as it was written; `file` is below the archive's folder."""

    kind: str
    file: str
    offset: int | None
    record_id: str | None
    message: str

    def to_json(self) -> dict[str, Any]:
        """The keys of a line of `verify --json`."""
        return {
            "kind": self.kind,
            "file": self.file,
            "offset": self.offset,
            "record_id": self.record_id,
            "message": self.message,
        }


@dataclass(slots=True)
class Report:
    """What was found: `records` that were read, and the problems in the order of the walk.

    `proofs` are sentences: what each anchor that held proves, and the repairs that the chain tells.
    So are `notes`: what is no damage and must be known, such as dates that run backwards, and what
    was not looked at. `since`: the time stamps that count, by the line of the ledger.
    """

    records: int = 0
    problems: list[Problem] = field(default_factory=list)
    proofs: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    since: list[Since] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        """Whether there is no problem."""
        return not self.problems

    def to_json(self) -> dict[str, Any]:
        """`ok records problems notes`: the last line of `verify --json`."""
        counted = {"ok": self.ok, "records": self.records, "problems": len(self.problems)}
        since = [each.to_json() for each in self.since]
        return counted | {"notes": self.notes, "since": since}


def verify(
    store: Store,
    progress: Progress | None = None,
    *,
    trust: Trust | None = None,
    elsewhere: Sequence[Path] = (),
) -> Report:
    """Check the chain, every chained stretch, the records in it, anchors, and the index.

    `progress` is called with the bytes read so far and all of them. `trust` holds keys and roots
    that are known from elsewhere, and `elsewhere` are copies of anchors that were kept there.
    """
    report = Report()
    walk = _Walk(store, report, progress)
    if not store.ledger.exists():
        report.problems.append(
            Problem("ledger_missing", "ledger.jsonl", None, None, "the ledger is missing")
        )
        _check_anchors(store, report, trust, elsewhere)
        return report
    for step, file in ((walk.lines, "ledger.jsonl"), (walk.checkpoint, "ledger.head")):
        try:
            step()
        except ArchiveError as error:
            report.problems.append(Problem("file_unreadable", file, None, None, error.message))
    walk.unchained()
    walk.references()
    walk.merged(trust)
    report.notes.extend((*walk.dates.notes(), *walk.referring.unknown()))
    if walk.cut:
        report.notes.append(COPIED)
    _check_anchors(store, report, trust, elsewhere)
    _check_index(store, report)
    return report


def _check_index(store: Store, report: Report) -> None:
    compared = compare(store)
    for difference in compared.differences:
        message = f'{difference}; "dragoman reindex" builds it anew'
        report.problems.append(Problem("index", "index.db", None, None, message))
    if compared.note is not None:
        report.notes.append(f"index.db: {compared.note}")


def _check_anchors(
    store: Store, report: Report, trust: Trust | None, elsewhere: Sequence[Path]
) -> None:
    checks = list(check_anchors(store.folder, trust=trust, elsewhere=elsewhere))
    for check in checks:
        if check.ok:
            report.proofs.append(f"{check.file}: {check.message}")
        else:
            report.problems.append(
                Problem(
                    check.problem or "anchor",
                    check.file,
                    check.offset,
                    check.record_id,
                    check.message,
                )
            )
    if any(each.file == "ledger.jsonl" for each in report.problems):
        return  # a stamp over a line is one over those before it only where they are chained to it
    report.since = stretches(checks)
    if checks:
        report.proofs.append(told(report.since, read_head(store.ledger).n))


class _Walk:
    def __init__(self, store: Store, report: Report, progress: Progress | None) -> None:
        self._store = store
        self._report = report
        self._progress = progress
        self._chained: dict[str, Stretches] = {}
        self._read = 0
        self._total = sum(path.stat().st_size for path in self._files())
        self._missing: set[str] = set()
        self.referring = Referring()
        self._reader = RecordReader(store.folder)
        self.cut = False
        self.dates = Dates(utc_now())
        self._merges: list[dict[str, Any]] = []

    def _files(self) -> list[Path]:
        folder = self._store.folder
        return sorted(
            path
            for room in ("warc", "imports")
            if (folder / room).is_dir()
            for path in (folder / room).iterdir()
            if is_own(path)
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
        self.cut = self.cut or kind in ENDS

    def lines(self) -> None:
        """The lines of the ledger, and what each is about."""
        for line in self._ledger():
            self._stretch(line)

    def _ledger(self) -> Iterator[dict[str, Any]]:
        """The lines, each checked against the one before."""
        previous, expected = "", 0
        for line in read_lines(self._store.ledger):
            if not line.whole:
                self._problem(
                    "ledger_torn", "ledger.jsonl", "the last line is not whole", line.start
                )
                return
            fields = self._line(line)
            if fields is not None:
                self._linked(fields, previous, expected, line.start)
                expected = fields["n"]
                yield fields
            previous, expected = line.sha256, expected + 1
        if expected == 0:
            self._problem("ledger_missing", "ledger.jsonl", "the ledger is empty")

    def _line(self, line: Line) -> dict[str, Any] | None:
        try:
            return line.parse()
        except ArchiveError as error:
            self._problem("ledger_line", "ledger.jsonl", error.message, line.start)
            return None

    def _linked(self, fields: dict[str, Any], previous: str, expected: int, start: int) -> None:
        if (fields["prev"], fields["n"]) != (previous, expected):
            self._problem(
                "ledger_chain",
                "ledger.jsonl",
                f"line {expected} does not follow the line before it: a line was "
                "changed, removed, added or moved",
                start,
                fields.get("id"),
            )
        if fields["type"] == "repair":
            self._report.proofs.append(
                f"ledger.jsonl: a repair happened at {fields['time']} (line {expected})"
            )

    def _stretch(self, line: dict[str, Any]) -> None:
        """The bytes that a line is about: there, unchanged, and holding the record it names."""
        if line["type"] in TELLING:
            return
        file, offset, length = line["file"], line["offset"], line["length"]
        identity, digest = line["id"], line["sha256"]
        if identity in self.referring.kinds:
            self._problem(
                "duplicate", file, f"record {identity} is chained twice", offset, identity
            )
        self.referring.kinds[identity] = sys.intern(line["type"])
        if not self._chained.setdefault(file, Stretches()).add(offset, offset + length):
            self._problem(
                "overlap",
                file,
                "two lines of the ledger are about the same bytes",
                offset,
                identity,
            )
        path = self._store.folder / file
        if not is_own(path):
            there = path.exists() or path.is_symlink()
            what = "there is no ordinary file under its name" if there else "the file is missing"
            self._once("file_missing", file, what, identity)
            return
        try:
            found = self._digest(path, offset, length)
        except OSError as error:
            what = f"the file cannot be read: {error.strerror or error}"
            self._once("file_unreadable", file, what, identity)
            return
        self._report.records += 1
        if found != digest:
            what = "is cut short" if found is None else "is not as it was written"
            self.cut = self.cut or found is None
            self._problem("record_changed", file, f"record {identity} {what}", offset, identity)
            return
        if line["type"] != "import":
            self._record(path, line)

    def _once(self, kind: str, file: str, message: str, identity: str) -> None:
        """A problem of a whole file, told with the first record of it that is missed."""
        if file not in self._missing:
            self._missing.add(file)
            self._problem(kind, file, message, None, identity)

    def _digest(self, path: Path, offset: int, length: int) -> str | None:
        """SHA-256 of a stretch, None where the file ends before it does."""
        digest, left = hashlib.sha256(), length
        if path.stat().st_size < offset + length:
            return None
        with open_own(path) as stream:
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

    def _record(self, path: Path, line: dict[str, Any]) -> None:
        """What the record says of itself, against its own digests and the ledger's line."""
        file, offset, identity, kind = line["file"], line["offset"], line["id"], line["type"]
        try:
            headers = check_record(path, offset)
        except ArchiveError as error:
            self._problem("record_unreadable", file, str(error), offset, identity)
            return
        own_id, own_kind = bare_id(headers.get("WARC-Record-ID", "")), headers.get("WARC-Type")
        if (own_id, own_kind) != (identity, kind):
            self._problem(
                "record_identity",
                file,
                f"the ledger says {kind} {identity}, the record says {own_kind} {own_id}",
                offset,
                identity,
            )
        if kind in DATED and "mark" not in line:  # else it was chained long after it was written
            self.dates.see(line["n"], identity, headers.get("WARC-Date", ""))
        place = Placed(file, offset, identity)
        self.referring.see(headers, place)
        if kind in DATED and (own_id, own_kind) == (identity, kind):
            self._content(place, line.get("mark"))

    def _content(self, place: Placed, mark: str | None) -> None:
        """What a record of ours says: in the shape of its kind, and of records that are there."""
        try:
            record = self._reader.read_chained(place.file, place.offset, place.id)
            self.referring.hear(record, place)
            if mark != MERGED and self.referring.kinds[place.id] == "merge":
                self._merges.append(record.json())
        except ArchiveError as error:
            self._problem("record_odd", place.file, error.message, place.offset, place.id)

    def merged(self, trust: Trust | None) -> None:
        """What came with other archives, against their ledgers and anchors."""
        for said in self._merges:
            for found in check_merge(self._store.folder, said, trust):
                if found.kind == "proof":
                    self._report.proofs.append(f"{found.file}: {found.message}")
                elif found.kind == "note":
                    self._report.notes.append(found.message)
                else:
                    self._problem(found.kind, found.file, found.message)

    def references(self) -> None:
        self._reader.close()
        for place, wrong in self.referring.wrong():
            self._problem("reference", place.file, wrong, place.offset, place.id)

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
        except ArchiveError:
            held = False
        if not held:
            self._problem(
                "ledger_cut",
                "ledger.jsonl",
                f"the ledger once reached line {noted.n} and no longer holds that line as it was",
            )
