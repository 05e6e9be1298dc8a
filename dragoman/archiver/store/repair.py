"""Repair: chaining again what a lost ledger, or lost lines of it, left without a line.

Nothing is deleted and nothing that was chained is touched: damage stays where it is, and `verify`
goes on reporting it. A repair makes appending possible again, chains every whole record that no
line names, moves what is not a record out of the way, and says in the chain that it happened.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from dragoman.archiver.records.reader import read_member_header
from dragoman.archiver.store.recovery import holds
from dragoman.archiver.store.store import Store
from dragoman.archiver.store.warc_file import stretch, whole_members
from dragoman.errors import ArchiveError
from dragoman.provenance import durable
from dragoman.provenance.checkpoint import begin, read_checkpoint
from dragoman.provenance.digest import file_sha256, sha256_hex
from dragoman.provenance.ledger import Head, chain, first_line, read_entries, read_head
from dragoman.provenance.own_files import is_own
from dragoman.provenance.stamp import utc_now

MARK = "rechained"


@dataclass(slots=True)
class Plan:
    """What a repair would do: `findings` in sentences, the records to chain, the bytes to move."""

    findings: list[str] = field(default_factory=list)
    records: list[dict[str, Any]] = field(default_factory=list)
    torn: list[tuple[Path, int]] = field(default_factory=list)
    new_ledger: bool = False

    @property
    def needed(self) -> bool:
        return bool(self.findings)


def plan(store: Store) -> Plan:
    """What is wrong that a repair can mend; changes nothing."""
    found = Plan()
    if not store.ledger.exists() or store.ledger.stat().st_size == 0:
        found.new_ledger = True
        found.findings.append("the ledger is missing; a new one will be begun")
    else:
        _look_at_ledger(store, found)
    named = _named(store, found)
    for path in _files(store):
        _look_at_file(path, named.get(f"{path.parent.name}/{path.name}", []), found)
    return found


def repair(store: Store) -> Plan:
    """Carry out the plan, under the lock, in durable order; returns what was done."""
    with store.locked():
        done = plan(store)
        if done.needed:
            for path, start in done.torn:
                store.set_aside(path, start)
            _write(store, done)
    return done


def _look_at_ledger(store: Store, found: Plan) -> None:
    noted = read_checkpoint(store.checkpoint)
    try:
        head = read_head(store.ledger)
    except ArchiveError:
        found.new_ledger = True
        found.torn.append((store.ledger, 0))
        found.findings.append(
            "the ledger holds no whole line; it will be set aside and a new one begun"
        )
        return
    if store.ledger.stat().st_size > head.size:
        found.torn.append((store.ledger, head.size))
        found.findings.append("the last line of the ledger is torn; it will be set aside")
    if noted is None:
        found.findings.append(
            "the note of how far the ledger reached is missing; it will be made anew"
        )
    elif not holds(store.ledger, noted):
        found.findings.append(
            f"the ledger once reached line {noted.n} and no longer holds that line as it was"
        )


def _named(store: Store, found: Plan) -> dict[str, list[tuple[int, int]]]:
    """By file, the stretches that lines of the ledger name, in order."""
    named: dict[str, list[tuple[int, int]]] = {}
    if not found.new_ledger:
        for _, line in read_entries(store.ledger):
            if "offset" in line:
                stretch = (line["offset"], line["offset"] + line["length"])
                named.setdefault(line["file"], []).append(stretch)
    return {name: sorted(stretches) for name, stretches in named.items()}


def _files(store: Store) -> Iterator[Path]:
    for room in ("warc", "imports"):
        folder = store.folder / room
        if folder.is_dir():
            yield from sorted(path for path in folder.iterdir() if is_own(path))


def _look_at_file(path: Path, named: list[tuple[int, int]], found: Plan) -> None:
    if path.parent.name == "imports":
        if not named:
            found.records.append(_import_line(path))
            found.findings.append(f"{path.name} is in no line of the ledger; it will be chained")
        return
    before = len(found.records)
    for start, stop in _gaps(named, path.stat().st_size):
        end = start
        for line in _records(path, start, stop):
            found.records.append(line)
            end = line["offset"] + line["length"]
        if end < stop == path.stat().st_size:
            found.torn.append((path, end))
            found.findings.append(
                f"{path.name}: {stop - end} bytes at its end are no record; they will be set aside"
            )
    if len(found.records) > before:
        count = len(found.records) - before
        found.findings.append(
            f"{path.name}: {count} whole record(s) without a line will be chained"
        )


def _gaps(named: list[tuple[int, int]], size: int) -> Iterator[tuple[int, int]]:
    """The stretches of a file that no line names."""
    position = 0
    for start, stop in named:
        if start > position:
            yield position, start
        position = max(position, stop)
    if position < size:
        yield position, size


def _records(path: Path, start: int, stop: int) -> Iterator[dict[str, Any]]:
    """The ledger's fields of the whole records in a stretch, until one is not."""
    with path.open("rb") as stream:
        for offset, length, digest in whole_members(stream, start):
            record = read_member_header(path, offset)
            if record is None or offset + length > stop:
                return
            found = stretch(path, offset, length, record.id, record.type, digest)
            yield found | {"mark": MARK}


def _import_line(path: Path) -> dict[str, Any]:
    length, digest = path.stat().st_size, file_sha256(path)
    found = stretch(path, 0, length, str(uuid.uuid4()), "import", digest)
    return found | {"mark": MARK}


def _write(store: Store, done: Plan) -> None:
    """Write the ledger with a line that a repair happened, and lines for what it chained.

    It comes as a whole or not at all: killed in between, a repair is asked for again. What is
    chained is synced before: nobody knows whether it was.
    """
    for file in dict.fromkeys(each["file"] for each in done.records):
        durable.sync_file(store.folder / file)
    line = {"type": "repair", "time": utc_now(), "found": done.findings}
    if done.new_ledger:
        first = first_line()
        start = Head(len(first) + 1, 0, sha256_hex(first))
        data, head = chain(start, [line, *done.records])
        durable.write_new(store.ledger, first + b"\n" + data)
    else:
        data, head = chain(read_head(store.ledger), [line, *done.records])
        durable.write_longer(store.ledger, data)
    begin(store.checkpoint, head)
