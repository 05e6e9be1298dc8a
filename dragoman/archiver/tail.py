"""The ledger's end, and what the archive's files have past it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from dragoman.archiver.warc_file import WARC_NAME, kind_of, own_files
from dragoman.errors import ArchiveError
from dragoman.provenance import durable
from dragoman.provenance.ledger import ORIGIN, Entry, Head, chain, parse_line, read_backwards

KINDS = frozenset({"captures", "derived"})


@dataclass(slots=True)
class Tail:
    """The ledger's head; by kind, the newest chained file, its name and its chained end; and the
    names in `imports/` that are known to be chained."""

    head: Head
    current: dict[str, tuple[str, int]]
    imports: set[str] = field(default_factory=set)

    def append(self, ledger: Path, fields: Sequence[dict[str, Any]]) -> list[Entry]:
        """Append lines to the ledger, durably; what they name must be on the disk already."""
        data, head = chain(self.head, fields)
        durable.append(ledger, data)
        first = self.head.n + 1
        entries = [Entry.from_json(each | {"n": first + i}) for i, each in enumerate(fields)]
        self.head = head
        for entry in entries:
            self._note(entry)
        return entries

    def _note(self, entry: Entry) -> None:
        room, _, name = entry.file.partition("/")
        if room == "warc":
            self.current[kind_of(name)] = (name, entry.end)
        elif room == "imports":
            self.imports.add(name)


def read_tail(folder: Path, ledger: Path, head: Head, known: Tail | None) -> Tail:
    """The tail of a ledger that ends at `head`, read from its end to what is `known`."""
    known = known or Tail(ORIGIN, {})
    wanted = KINDS | {kind_of(path.name) for path in own_files(folder / "warc")}
    newest: dict[str, tuple[str, int]] = {}
    for line in read_backwards(ledger, head.size):
        if wanted <= newest.keys() or line.get("n") == known.head.n:
            break
        room, _, name = str(line.get("file")).partition("/")
        if room == "warc" and WARC_NAME.fullmatch(name):
            newest.setdefault(kind_of(name), (name, Entry.from_json(line).end))
    return Tail(head, known.current | newest, known.imports)


def leftovers(folder: Path, tail: Tail) -> list[tuple[Path, int]]:
    """Files of ours with bytes that no line names, and where those begin."""
    found: list[tuple[Path, int]] = []
    for path in own_files(folder / "warc"):
        name, end = tail.current.get(kind_of(path.name), ("", 0))
        if path.name > name:
            found.append((path, 0))
        elif path.name == name and path.stat().st_size > end:
            found.append((path, end))
    return found


def unnamed_imports(folder: Path, ledger: Path, tail: Tail) -> list[Path]:
    """Files in `imports/` that no line names; the ledger is read only where there is a new one."""
    room = folder / "imports"
    if not room.is_dir():
        return []
    found = {path.name: path for path in room.iterdir() if path.is_file() and not path.is_symlink()}
    if not found.keys() <= tail.imports:
        tail.imports |= set(_named_imports(ledger, tail.head))
    return [path for name, path in sorted(found.items()) if name not in tail.imports]


def _named_imports(ledger: Path, head: Head) -> Iterator[str]:
    with ledger.open("rb") as stream:
        position = 0
        for raw in stream:
            position += len(raw)
            if position > head.size:
                return
            if b'"imports/' in raw:
                yield from _import_name(raw)


def _import_name(raw: bytes) -> Iterator[str]:
    try:
        line: dict[str, Any] = parse_line(raw)
    except ArchiveError:
        return
    room, _, name = str(line.get("file")).partition("/")
    if room == "imports":
        yield name
