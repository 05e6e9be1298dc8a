"""Walking a WARC or ARC file that another program made, whole or damaged.

Every record that is whole is found, and for each that is not there is one `Broken` with a
sentence; the walk then goes on at the next line, or the next gzip member, that begins a record.
It is written here and not left to fastwarc or warcio: those take a record that ends early for
whole, stop at the first one that they cannot read, and give no place that a record can be read
from again where a file is one gzip member. Both serve as oracles in the tests.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from dragoman.archiver.foreign.effort import TooMuch
from dragoman.archiver.foreign.foreign_digest import BlockCheck
from dragoman.archiver.foreign.foreign_head import (
    MAX_ARC_FIELD,
    Bad,
    Head,
    looks_like_arc,
    opens_record,
    opens_warc,
    read_block,
    read_head,
)
from dragoman.archiver.foreign.unpacked import BLANK, Damaged, Place, Unpacked

BEGINNING = 1 << 17
MAX_IN_A_ROW = 20_000
# A record of WARC may stand right after what an interrupted write left of the one before it.
WARC_START = re.compile(rb"[Ww][Aa][Rr][Cc]/\d{1,3}\.\d")
ARC_START = re.compile(rb"(?<=\n)[A-Za-z][A-Za-z0-9+.-]{0,19}:")
EITHER_START = re.compile(WARC_START.pattern + b"|" + ARC_START.pattern)


@dataclass(frozen=True, slots=True)
class Found:
    """A whole record. `beginning` is its block as far as 128 KiB; `fits` whether its digests are
    right, None where it has none that can be checked; `misfit` is which one is not."""

    place: Place
    head: Head
    beginning: bytes
    fits: bool | None
    misfit: str | None


@dataclass(frozen=True, slots=True)
class Broken:
    """A record, or what stands where one should, that is not whole; `message` is a sentence."""

    place: Place
    message: str


@dataclass(frozen=True, slots=True)
class Unread:
    """The rest of a file, which was not read because it costs too much; the last of a walk."""

    place: Place
    message: str


Item = Found | Broken | Unread


def walk(source: Unpacked) -> Iterator[Item]:
    """Every record of a file in order. The file is read once, or a little more where damaged.

    A sound file is read to its end, whatever its length and however small its gzip members are.
    """
    return _Walk(source).items()


class _Walk:
    def __init__(self, source: Unpacked) -> None:
        self._source = source
        self._opens: Callable[[bytes], bool] = opens_record
        self._start = EITHER_START

    def items(self) -> Iterator[Item]:
        place, in_a_row = Place(0), 0
        try:
            self._begin()
            while (step := self._step()) is not None:
                place, item = step
                yield item
                in_a_row = in_a_row + 1 if isinstance(item, Broken) else 0
                if in_a_row == MAX_IN_A_ROW:
                    raise TooMuch("nothing but broken records comes any more")
                if in_a_row and not self._resync(place):
                    return
        except TooMuch as error:
            yield Unread(place, f"from {place} on it was not read: {error}")

    def _begin(self) -> None:
        """See what the file is, so that the text of a page is not taken for a record of it."""
        try:
            self._source.begin(0)
            beginning = self._source.peek(MAX_ARC_FIELD).lstrip()
        except Damaged:
            return
        if opens_warc(beginning):
            self._opens, self._start = opens_warc, WARC_START
        elif looks_like_arc(beginning):
            self._opens, self._start = looks_like_arc, ARC_START
        else:
            return
        self._source.plain_only = not self._source.packed

    def _step(self) -> tuple[Place, Found | Broken] | None:
        """The next record, or what keeps it from being one; None where the file has ended."""
        place = None
        try:
            if not self._go_to_record():
                return None
            place = self._source.place
            return place, _record(self._source, place)
        except Bad as error:
            place = place or self._source.place
            return place, Broken(place, f"the record at {place} {error}")
        except Damaged as error:
            place = place or Place(self._source.run_start)
            return place, Broken(place, f"the record at {place} is not whole: {error}")

    def _go_to_record(self) -> bool:
        while True:
            self._source.skip_blank()
            if self._source.peek(1):
                self._source.settle()
                return True
            if not self._source.next_run():
                return False

    def _resync(self, broken: Place) -> bool:
        """Go to the next record after a place where none is whole; False where there is none."""
        source = self._source
        try:
            source.seek(broken)
            source.read(1)
            while not source.find(self._start, self._opens):
                if not source.packed:
                    return self._next_member(broken.offset + 1)
                if not source.next_run():
                    return False
                if self._begins_record():
                    return True
                if not source.packed:
                    return self._next_member(source.run_start)
        except Damaged:
            return self._next_member(source.run_start + 1)
        return True

    def _begins_record(self) -> bool:
        try:
            return self._opens(self._source.peek(MAX_ARC_FIELD))
        except Damaged:
            return True  # a member of its own that is broken is said by itself

    def _next_member(self, after: int) -> bool:
        """Where nothing can be read, only the magic of another gzip member helps."""
        if self._source.plain_only:
            return False
        offset = self._source.find_member(after, self._opens)
        if offset is not None:
            self._source.begin(offset)
        return offset is not None


def _record(source: Unpacked, place: Place) -> Found:
    head = read_head(source)
    left = source.left
    if left is not None and head.length > left:
        raise Bad(f"says that it has {head.length:,} bytes, but the file ends after {left:,}")
    check = BlockCheck(head.headers, http=head.http)
    beginning = bytearray()
    for piece in read_block(source, head):
        check.feed(piece)
        beginning += piece[: max(0, BEGINNING - len(beginning))]
    fits, misfit = check.result()
    if not fits and not _ends_well(source):
        raise Bad(f"does not end after the {head.length:,} bytes that it says it has")
    return Found(place, head, bytes(beginning), fits, misfit)


def _ends_well(source: Unpacked) -> bool:
    """Whether what follows a block is what follows a record: a line end, or another record."""
    after = source.peek(MAX_ARC_FIELD)
    return not after or after[0] in BLANK or opens_record(after)
