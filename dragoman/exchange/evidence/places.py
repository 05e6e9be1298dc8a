"""Where records lie, by the ledger: read once for all that are asked for."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dragoman.errors import ArchiveError
from dragoman.provenance.ledger import Entry, Line, read_lines

ID = re.compile(rb'"id":"([^"\\]+)"')


@dataclass(frozen=True, slots=True)
class Place:
    """A line of the ledger, and the stretch of a file that it is about.

    `sha256` is over those bytes as they lie in the file, `line_sha256` over the line without its
    line feed; `line` counts from 0. `masked`: it is not to be told, in an export that withholds.
    """

    file: str
    offset: int
    length: int
    sha256: str
    line: int
    line_sha256: str
    record_id: str
    masked: bool = False


class Places:
    """`of` has the place of each record that was asked for, `files` those of imported files.

    `beside` names the requests chained next to a response; `first` is the ledger's first line.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.of: dict[str, Place] = {}
        self.beside: dict[str, list[str]] = {}
        self.files: dict[str, Place] = {}
        self.first: Mapping[str, Any] = {}

    def find(self, wanted: Collection[str]) -> None:
        """Walk the ledger once for the lines of the records that are wanted.

        A request is chained next to its response, and one of them points at the other.
        """
        before: _Numbered | None = None
        for number, line in enumerate(read_lines(self._folder / "ledger.jsonl")):
            here = _Numbered(number, line)
            if number == 0:
                self.first = here.fields()
            elif here.id in wanted:
                self._note(here)
                if before is not None and before.is_request:
                    self._pair(here.id, before)
            elif before is not None and here.is_request and before.id in wanted:
                self._pair(before.id, here)
            elif here.is_import:
                self._note_file(here)
            before = here

    def _note(self, line: _Numbered) -> None:
        place = line.place()
        if place is not None:
            self.of[place.record_id] = place

    def _note_file(self, line: _Numbered) -> None:
        place = line.place()
        if place is not None:
            self.files[place.file] = place

    def _pair(self, response: str, request: _Numbered) -> None:
        self.beside.setdefault(response, []).append(request.id)
        self._note(request)


class _Numbered:
    """A line of the ledger, read as a whole only where it is about something that is wanted."""

    def __init__(self, number: int, line: Line) -> None:
        self._number = number
        self._line = line
        found = ID.search(line.content)
        self.id = found[1].decode("ascii", "replace") if found else ""

    @property
    def is_request(self) -> bool:
        return b'"type":"request"' in self._line.content

    @property
    def is_import(self) -> bool:
        return b'"type":"import"' in self._line.content

    def fields(self) -> dict[str, Any]:
        """Nothing where the line is damaged, or not whole: it must not hide the others."""
        try:
            return self._line.parse() if self._line.whole else {}
        except ArchiveError:
            return {}

    def place(self) -> Place | None:
        """The stretch that the line is about; None where it is about none, or damaged."""
        try:
            entry = Entry.from_json(self.fields())
        except ArchiveError:
            return None
        return Place(
            file=entry.file,
            offset=entry.offset,
            length=entry.length,
            sha256=entry.sha256,
            line=self._number,
            line_sha256=self._line.sha256,
            record_id=entry.id,
        )
