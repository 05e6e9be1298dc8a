"""Records out of files that other programs made, into the WARC of a WACZ: as they came.

Nothing is made up: ids, dates, headers, requests, redirects, revisits with what they are of. Only
what is no record of WARC (ARC), or lacks what an index needs, is written anew, under a new id, and
an address that no reader could find is written as browsers ask for it.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, BinaryIO

from dragoman.archiver.foreign.foreign import UNREADABLE, ForeignReader, opened
from dragoman.archiver.foreign.foreign_facts import utc
from dragoman.archiver.foreign.foreign_head import Bad
from dragoman.archiver.foreign.out.along import ANSWERS, FileRecords
from dragoman.archiver.foreign.out.raw_record import RawRecord, raw_record
from dragoman.archiver.foreign.pages.foreign_page import Spot
from dragoman.archiver.foreign.unpacked import Place, Unpacked
from dragoman.archiver.records.reader import StoredRecord
from dragoman.archiver.records.record import new_id, urn
from dragoman.errors import ArchiveError
from dragoman.exchange.evidence.evidence import Evidence
from dragoman.exchange.wacz.asked import Asked, findable

NEEDED = ("warc-record-id", "warc-date", "warc-target-uri")
ADDRESS = re.compile(rb"(?im)^(warc-target-uri:)[^\r\n]*")
_BARE_END = re.compile(rb"(?<!\r)\n")
NO_PAGE = ("warcinfo", "metadata")
LEVEL = 6
# How many pages of a file are listed in the archive.
Listed = Callable[[str], int]


@dataclass(slots=True)
class _OfFile:
    pages: int = 0
    spots: list[Spot] = field(default_factory=list)
    dates: dict[Spot, tuple[str, str]] = field(default_factory=dict)


class ForeignRecords:
    """Takes the pages that lie in files made elsewhere; writes then the records that go along."""

    def __init__(self, folder: Path, listed: Listed, asked: Asked) -> None:
        self._folder = folder
        self._asked = asked
        self._listed = listed
        self._files: dict[str, _OfFile] = {}
        self._written: set[bytes] = set()

    def has(self, evidence: Evidence) -> bool:
        """Whether a page's record is there to be copied, be it longer than anybody reads."""
        assert evidence.foreign is not None
        if evidence.foreign.record is not None:
            return True
        where = evidence.foreign.where
        try:
            spot = _spot(where)
            with opened(self._folder / str(where["file"]), spot.member) as source:
                return bool(raw_record(source, spot).written)
        except (*UNREADABLE, ArchiveError, Bad):
            return False

    def take(self, evidence: Evidence) -> bool:
        """Add a page; whether it is found by its address."""
        assert evidence.foreign is not None
        where = evidence.foreign.where
        file, listed_in = str(where["file"]), str(where.get("listed_in") or where["file"])
        spot = _spot(where)
        self._of(file).spots.append(spot)
        self._of(file).dates[spot] = (evidence.url, str(evidence.facts["captured_at"]))
        mine = self._of(listed_in)
        mine.pages += 1
        places = [where.get("revisit_at"), where.get("request_at")]
        mine.spots += [
            _spot(each) for each in (*places, *(where.get("redirects_at") or [])) if each
        ]
        method = where.get("method")
        if method and where.get("record_id"):
            self._asked.methods[str(where["record_id"])] = str(method)
        return not method

    def write(self, stream: BinaryIO) -> None:
        """Write the records; ArchiveError where one cannot be read back."""
        for file, of in self._files.items():
            try:
                self._write_file(file, of, stream)
            except (*UNREADABLE, Bad) as error:
                raise ArchiveError(f"{file} cannot be read back: {error}", subject=file) from error

    def _of(self, file: str) -> _OfFile:
        return self._files.setdefault(file, _OfFile())

    def _write_file(self, file: str, of: _OfFile, stream: BinaryIO) -> None:
        path = self._folder / file
        records = FileRecords.of(path)
        whole = 0 < self._listed(file) <= of.pages and not records.full
        spots = records.all() if whole else self._along(file, records, of)
        with ExitStack() as stack:
            open_now: dict[str | None, Unpacked] = {}
            for spot in dict.fromkeys(spots):
                if spot.member not in open_now:
                    stack.close()
                    open_now = {spot.member: stack.enter_context(opened(path, spot.member))}
                self._write_one(raw_record(open_now[spot.member], spot), of.dates.get(spot), stream)

    def _along(self, file: str, records: FileRecords, of: _OfFile) -> list[Spot]:
        reader = ForeignReader(self._folder)
        try:
            found = records.shown_by(of.spots, lambda spot: _read(reader, file, spot))
        finally:
            reader.close()
        known = {*found}
        return [*found, *(each for each in of.spots if each not in known)]

    def _write_one(self, record: RawRecord, page: tuple[str, str] | None, stream: BinaryIO) -> None:
        """One gzip member; what was written before, out of another file, is not written again."""
        headers = record.head.headers
        lacks = any(not headers.get(each) for each in NEEDED)
        anew = record.head.arc or (lacks and record.head.type not in NO_PAGE)
        if anew and page is None:
            page = (headers.get("warc-target-uri", ""), utc(headers.get("warc-date", "")) or "")
            if not all(page) or record.head.type == "warcinfo":
                return
        pieces = _anew(record, *page) if anew and page else _readable(record).pieces()
        digest, member = hashlib.sha256(), io.BytesIO()
        with gzip.GzipFile(fileobj=member, mode="wb", compresslevel=LEVEL, mtime=0) as packed:
            for piece in pieces:
                digest.update(piece)
                packed.write(piece)
        if digest.digest() not in self._written:
            self._written.add(digest.digest())
            stream.write(member.getbuffer())


def _readable(record: RawRecord) -> RawRecord:
    """The record as it came; but for the line ends of its head, which readers need to be those of
    WARC, and letters and blanks in its address, written as browsers ask for them: readers take
    letters there for latin-1, and would never find it."""
    record = replace(record, written=_BARE_END.sub(b"\r\n", record.written))
    url = record.head.headers.get("warc-target-uri", "").strip("<>")
    found = findable(url)
    written = found.encode("utf-8", "replace")
    if written in record.written or record.head.type not in ANSWERS:
        return record
    line = b"\\1 " + written.replace(b"\\", b"\\\\")
    return replace(record, written=ADDRESS.sub(line, record.written, count=1))


def _anew(record: RawRecord, url: str, date: str) -> Iterator[bytes]:
    """A record that is none of WARC, or lacks what one needs, as one under a new id."""
    head = record.head
    kind = head.type if head.type in ("response", "resource") else "response"
    block = b"".join(record.block)
    http = kind == "response" and (head.arc or not head.headers.get("content-type"))
    mime = "application/http; msgtype=response" if http else head.headers.get("content-type", "")
    if head.arc and not block.startswith(b"HTTP/"):
        kind, mime = "resource", head.headers.get("content-type", "")
    lines = {
        "WARC-Type": kind,
        "WARC-Record-ID": head.headers.get("warc-record-id") or urn(new_id()),
        "WARC-Target-URI": findable(url).partition("#")[0],
        "WARC-Date": date,
        "Content-Type": mime or "application/octet-stream",
        "Content-Length": str(len(block)),
    }
    yield "".join(
        ["WARC/1.1\r\n", *(f"{name}: {value}\r\n" for name, value in lines.items()), "\r\n"]
    ).encode("utf-8", "replace")
    yield block
    yield b"\r\n\r\n"


def _read(reader: ForeignReader, file: str, spot: Spot) -> StoredRecord | None:
    try:
        return reader.read({"file": file, **spot.to_json()})
    except ArchiveError:
        return None


def _spot(said: Mapping[str, Any]) -> Spot:
    return Spot(said.get("member"), Place(int(said["offset"]), int(said.get("skip") or 0)))


def date_of(evidence: Evidence) -> str:
    """The date of the record that lists a page, by which an index finds it; that of the page where
    the record's own cannot be read."""
    where = evidence.foreign.where if evidence.foreign else {}
    return utc(str(where.get("date") or "")) or str(evidence.facts["captured_at"])
