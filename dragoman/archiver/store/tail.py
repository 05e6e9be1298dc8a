"""The ledger's end, and what the archive's files have past it."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from dragoman.archiver.store.warc_file import WARC_NAME, kind_of, own_files
from dragoman.errors import ArchiveError
from dragoman.provenance import durable
from dragoman.provenance.ledger import INSIDE, Entry, Head, chain, read_backwards, read_lines

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
        entries = [Entry.of_line(each | {"n": first + i}) for i, each in enumerate(fields)]
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
    """The tail of a ledger that ends at `head`, read from its end to what is `known`.

    What is known of a ledger that never was, or is no more, is forgotten: its line is not met.
    """
    wanted = KINDS | {kind_of(path.name) for path in own_files(folder / "warc")}
    newest: dict[str, tuple[str, int]] = {}
    for line, fields in read_backwards(ledger, head.size):
        if known is not None and (line.end, line.sha256) == (known.head.size, known.head.sha256):
            return Tail(head, known.current | newest, known.imports)
        room, _, name = str(fields.get("file")).partition("/")
        if room == "warc" and WARC_NAME.fullmatch(name):
            newest.setdefault(kind_of(name), (name, Entry.from_json(fields).end))
        if known is None and wanted <= newest.keys():
            break
    return Tail(head, newest)


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
    found = {path.name: path for path in room.iterdir() if _can_be_named(path)}
    if not found.keys() <= tail.imports:
        tail.imports |= set(_named_imports(ledger, tail.head))
    return [path for name, path in sorted(found.items()) if name not in tail.imports]


def _can_be_named(path: Path) -> bool:
    """Whether a line of the ledger can be about this file; somebody else may have put it there."""
    named = INSIDE.fullmatch(f"imports/{path.name}")
    return named is not None and path.is_file() and not path.is_symlink()


def _named_imports(ledger: Path, head: Head) -> Iterator[str]:
    for line in read_lines(ledger):
        if line.end > head.size:
            return
        if b'"imports/' in line.content:
            with contextlib.suppress(ArchiveError):
                yield str(line.parse().get("file")).removeprefix("imports/")
