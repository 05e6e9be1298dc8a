"""A WACZ, or a WACZ of WACZs (a collection), as one: what is in an inner one is behind a `!`.

Inner ones are as hostile as the outer one, and share its bounds: a zip bomb may have floors.
"""

from __future__ import annotations

import tempfile
from contextlib import ExitStack
from pathlib import Path
from typing import IO, BinaryIO, cast

from dragoman.archiver.foreign.effort import ALLOWANCE, Effort
from dragoman.archiver.foreign.room import Room
from dragoman.archiver.foreign.unpacked import Unpacked
from dragoman.archiver.foreign.wacz_reader import MAX_ENTRIES, MAX_TOTAL_RATIO, ListedPage, Wacz
from dragoman.archiver.foreign.zip_member import StoredMember
from dragoman.errors import ImportFailed
from dragoman.provenance.digest import CHUNK
from dragoman.provenance.own_files import open_own

INNER = "!"
DEEPEST = 2  # a collection may be in a collection


class Collection:
    """A WACZ with those in it, an own file of the archive: no link is gone through.

    ImportFailed, with one sentence, where it is none or would do harm. `problems` and `unread` as
    those of `Wacz`; what is the matter with an inner one is among them.
    """

    def __init__(self, path: Path, name: str) -> None:
        self.problems: list[str] = []
        self.unread: list[str] = []
        self._open = ExitStack()
        self._effort = Effort(path.stat().st_size)
        self._parts: dict[str, Wacz] = {}
        try:
            self._add("", open_own(path), path.stat().st_size, name, 0)
            if not self.warcs():
                why = self.unread[0] if self.unread else "there is no WARC file in it"
                raise self._parts[""].refused(why)
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        self._open.close()

    def warcs(self) -> list[str]:
        """The names of the WARC and ARC files in it, those of inner WACZs too."""
        return [prefix + each for prefix, part in self._parts.items() for each in part.warcs()]

    def open(self, member: str) -> Unpacked:
        """A WARC or ARC file in it; KeyError where there is none of that name."""
        part, name = self._part(member)
        return part.open(name)

    def text(self, member: str, line: int) -> str:
        """The text that a line of a list of pages has; KeyError where it has none."""
        part, name = self._part(member)
        return part.text(name, line)

    def software(self, member: str | None) -> str | None:
        """What made the WACZ that a file is in, as that says, or the collection."""
        prefix = (member or "").rpartition(INNER)[0]
        part = self._parts.get(f"{prefix}{INNER}" if prefix else "")
        return (part.software() if part else None) or self._parts[""].software()

    def check(self) -> dict[str, bool | None]:
        """For each member whether it fits its digest; None where it has none."""
        found: dict[str, bool | None] = {}
        for prefix, part in self._parts.items():
            found |= {prefix + name: fits for name, fits in part.check().items()}
        return found

    def pages(self) -> tuple[list[ListedPage], list[str]]:
        """The pages that are listed, and how the names of files begin that no list is of."""
        room, listed, without = Room(), [], []
        for prefix, part in self._parts.items():
            pages = part.pages(room)
            listed += [_within(prefix, each) for each in pages]
            if not pages:
                without.append(prefix)
        return listed, without

    def told(self) -> None:
        """Gather what the WACZs have to say, each behind its name."""
        for prefix, part in self._parts.items():
            where = f"{prefix.rstrip(INNER)}: " if prefix else ""
            self.problems += [where + each for each in part.problems]
            self.unread += [where + each for each in part.unread]

    def _part(self, member: str) -> tuple[Wacz, str]:
        prefix, mark, name = member.rpartition(INNER)
        if prefix + mark in self._parts:
            return self._parts[prefix + mark], name
        return self._parts[""], member

    def _add(self, prefix: str, stream: BinaryIO, size: int, name: str, depth: int) -> None:
        part = self._parts[prefix] = Wacz(stream, name, size, self._effort)
        self._open.callback(part.close)
        self._check_size()
        for inner in part.waczs():
            if depth == DEEPEST:
                self.unread.append(f"{prefix}{inner} in it was not looked at: it is too deep in it")
                continue
            try:
                inside, length = part.stream(inner)
                if not isinstance(inside, StoredMember):
                    inside = self._spooled(inside)
                self._add(f"{prefix}{inner}{INNER}", inside, length, inner, depth + 1)
            except ImportFailed as error:
                if self._too_much():
                    raise
                self._parts.pop(f"{prefix}{inner}{INNER}", None)
                self.unread.append(error.message)

    def _check_size(self) -> None:
        why = self._too_much()
        if why is not None:
            raise self._parts[""].refused(why)

    def _too_much(self) -> str | None:
        """Why all the WACZs together are too much; None where they are not."""
        parts = self._parts.values()
        entries, total = sum(p.entries for p in parts), sum(p.unpacked_size for p in parts)
        if entries > MAX_ENTRIES:
            return f"it has {entries:,} entries, those in it counted"
        if total > (DEEPEST + 1) * (MAX_TOTAL_RATIO * self._parts[""].size + ALLOWANCE):
            return f"it unpacks to {total:,} bytes, as only a zip bomb does"
        return None

    def _spooled(self, source: IO[bytes]) -> BinaryIO:
        """A packed inner WACZ is read in many places, which cost much where it is packed."""
        copy = self._open.enter_context(tempfile.TemporaryFile())
        while piece := source.read(CHUNK):
            copy.write(piece)
        return cast(BinaryIO, copy)


def _within(prefix: str, page: ListedPage) -> ListedPage:
    if not prefix or page.text is None:
        return page
    return ListedPage(page.url, page.time, page.title, (prefix + page.text[0], page.text[1]))
