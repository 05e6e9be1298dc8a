"""WACZ 1.1.1 out: pages with their records, an index to replay them by, and their text.

The records are the members of the archive's own WARC files, copied byte for byte and checked
against the ledger on the way, so that they still fit its digests. The ledger and the anchors go
along, so that whoever gets the file can check them too.
"""

from __future__ import annotations

import hashlib
import tempfile
import zipfile
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from dragoman.archiver.records.record import Record, compress, warcinfo_record
from dragoman.errors import ArchiveError, UsageError
from dragoman.exchange.evidence.chained import intact
from dragoman.exchange.evidence.evidence import Changed, Evidence, Held, not_as_written
from dragoman.exchange.files.pending_file import PendingFile
from dragoman.exchange.wacz.asked import Asked
from dragoman.exchange.wacz.bare_heads import copy_bare_heads
from dragoman.exchange.wacz.foreign_records import ForeignRecords, Listed
from dragoman.exchange.wacz.wacz_index import write_index
from dragoman.exchange.wacz.wacz_package import Package
from dragoman.exchange.wacz.wacz_pages import PagesFile
from dragoman.exchange.wacz.wacz_signature import WaczSigner
from dragoman.provenance.anchors.seal import LARGEST
from dragoman.provenance.digest import CHUNK
from dragoman.provenance.ledger import PROFILE, read_head
from dragoman.provenance.own_files import is_own, open_own

WARC_NAME = "dragoman.warc.gz"
# CDXJ under the one name that both pywb and ReplayWeb.page look for.
INDEX_NAME = "indexes/index.cdx"


def write_wacz(
    pages: Iterable[Evidence],
    folder: Path,
    path: Path,
    *,
    software: str,
    signer: WaczSigner | None = None,
    listed: Listed = lambda _: 0,
    changed: Changed | None = None,
) -> int:
    """Write pages of the archive in `folder` to one WACZ; how many they were.

    `listed` says how many pages of a file in `imports/` the archive has: all of the file goes along
    with all of them. Attempts that brought nothing are in it as records, and not as pages.
    A page is left out, and `changed` is told, where a record of it or the file that it came in is
    not as the ledger says; ArchiveError without `changed`, and where no page is left then:
    nothing is written. UsageError where there was none.
    """
    with PendingFile(path) as pending, tempfile.TemporaryDirectory(dir=path.parent) as work:
        warc, index, list_of_pages = (Path(work) / each for each in (WARC_NAME, "index", "pages"))
        asked = Asked()
        foreign = ForeignRecords(folder, listed, asked)
        with PagesFile(list_of_pages, folder) as lines:
            left_out = _write_warc(pages, folder, warc, software, lines, asked, foreign)
        for url, identity, why in left_out:
            if changed is None or not lines.count:
                raise ArchiveError(f"nothing was exported: {why}", subject=identity)
            changed(url, identity, why)
        if not lines.count:
            raise UsageError("there is no page among these that a WACZ could hold")
        write_index(warc, index, WARC_NAME, asked)
        with zipfile.ZipFile(pending.stream, "w", allowZip64=True) as archive:
            package = Package(archive, datetime.now(UTC))
            package.add_file(f"archive/{WARC_NAME}", warc, packed=True)
            package.add_file(INDEX_NAME, index)
            package.add_file("pages/pages.jsonl", list_of_pages)
            for name, source, length in _evidence_files(folder):
                package.add_file(name, source, length=length)
            package.finish(software, signer, lines.main_page)
        pending.commit()
    return lines.count


def _write_warc(
    pages: Iterable[Evidence],
    folder: Path,
    path: Path,
    software: str,
    lines: PagesFile,
    asked: Asked,
    foreign: ForeignRecords,
) -> list[tuple[str, str, str]]:
    """Copy the pages' records into one WARC, and list the pages; which were left out, and why."""
    copied = _Copied(folder)
    left_out: list[tuple[str, str, str]] = []
    spool = path.parent
    with path.open("wb") as stream:
        _append(warcinfo_record(WARC_NAME, software, PROFILE), spool, stream)
        for evidence in pages:
            if evidence.foreign is not None and not foreign.has(evidence):
                left_out.append((evidence.url, evidence.capture.id, evidence.foreign.unread))
                continue
            try:
                copied.copy(evidence, stream)
            except ArchiveError as error:
                left_out.append((evidence.url, str(error.subject), error.message))
                continue
            asked.take(evidence)
            copy_bare_heads(evidence, folder, stream, asked)
            if evidence.foreign is not None:
                if foreign.take(evidence):
                    lines.add(evidence)
            elif evidence.page is not None:
                lines.add(evidence)
        foreign.write(stream)
    return left_out


class _Copied:
    """Which records are in the WARC, and which files made elsewhere are as they came."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._ids: set[str] = set()
        self._files: dict[str, bool] = {}

    def copy(self, evidence: Evidence, stream: BinaryIO) -> None:
        """Copy a page's records, all of them or none; ArchiveError where one is not as it was."""
        self._check_file(evidence)
        begun = stream.tell()
        new = {each.id: each for each in evidence.records() if each.id not in self._ids}
        try:
            for held in new.values():
                _copy_member(held, self._folder, stream)
        except ArchiveError:
            stream.seek(begun)
            stream.truncate()
            raise
        self._ids.update(new)

    def _check_file(self, evidence: Evidence) -> None:
        place = evidence.foreign and evidence.foreign.file
        if not place:
            return
        if place.file not in self._files:
            self._files[place.file] = intact(place, self._folder)
        if not self._files[place.file]:
            raise ArchiveError(
                f'{place.file} is not as it was written; run "dragoman verify"',
                subject=evidence.capture.id,
            )


def _copy_member(held: Held, folder: Path, stream: BinaryIO) -> None:
    """The record's gzip member, byte for byte, once it is what the ledger says."""
    place = held.place
    if place is None:
        raise ArchiveError(f"no line of the ledger names record {held.id}", subject=held.id)
    digest, left = hashlib.sha256(), place.length
    with open_own(folder / place.file) as source:
        source.seek(place.offset)
        while left and (piece := source.read(min(left, CHUNK))):
            digest.update(piece)
            stream.write(piece)
            left -= len(piece)
    if left or digest.hexdigest() != place.sha256:
        raise ArchiveError(not_as_written(held), subject=held.id)


def _append(record: Record, spool: Path, stream: BinaryIO) -> None:
    member = compress(record, spool)
    with member.stream as source:
        source.seek(0)
        while piece := source.read(CHUNK):
            stream.write(piece)


def _evidence_files(folder: Path) -> Iterator[tuple[str, Path, int | None]]:
    """The ledger as far as its lines are whole, and the anchors over it."""
    ledger = folder / "ledger.jsonl"
    yield "evidence/ledger.jsonl", ledger, read_head(ledger).size
    anchors = folder / "anchors"
    if anchors.is_dir():
        for path in filter(is_own, sorted([*anchors.glob("*.json"), *anchors.glob("*.ots")])):
            if path.stat().st_size <= LARGEST:  # what is longer is none, as verify says
                yield f"anchors/{path.name}", path, None
