"""WACZ 1.1.1 out: pages with their records, an index to replay them by, and their text.

The records are the members of the archive's own WARC files, copied byte for byte and checked
against the ledger on the way, so that they still fit its digests. The ledger and the anchors go
along, so that whoever gets the file can check them too.
"""

from __future__ import annotations

import hashlib
import io
import json
import tempfile
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO

from dragoman.archiver.record import Record, compress, new_id, urn, warcinfo_record
from dragoman.errors import ArchiveError, UsageError
from dragoman.exchange.evidence import Evidence, Held
from dragoman.exchange.pending_file import PendingFile
from dragoman.exchange.wacz_signature import WaczSigner
from dragoman.provenance.digest import CHUNK
from dragoman.provenance.ledger import PROFILE, read_head
from dragoman.provenance.own_files import is_own, open_own

WACZ_VERSION = "1.1.1"
WARC_NAME = "dragoman.warc.gz"
# CDXJ under the one name that both pywb and ReplayWeb.page look for.
INDEX_NAME = "indexes/index.cdx"
REPLAYED = "response,revisit,resource"
REPLACED = frozenset({"warc-type", "warc-record-id", "content-type", "content-length",
                      "warc-target-uri", "warc-date"})  # fmt: skip


def write_wacz(
    pages: Iterable[Evidence],
    folder: Path,
    path: Path,
    *,
    software: str,
    signer: WaczSigner | None = None,
) -> int:
    """Write pages of the archive in `folder` to one WACZ; how many they were.

    Attempts that brought nothing are in it as records, and not as pages. UsageError where there is
    no page at all; ArchiveError where a record is not as the ledger says: nothing is written then.
    """
    created = datetime.now(UTC)
    with PendingFile(path) as pending, tempfile.TemporaryDirectory(dir=path.parent) as work:
        warc = Path(work) / WARC_NAME
        lines = _write_warc(pages, folder, warc, software)
        if not lines:
            raise UsageError("there is no page among these that a WACZ could hold")
        with zipfile.ZipFile(pending.stream, "w", allowZip64=True) as archive:
            package = _Package(archive, created)
            package.add_file(f"archive/{WARC_NAME}", warc, packed=True)
            package.add(INDEX_NAME, _cdxj(warc))
            package.add("pages/pages.jsonl", _pages_file(lines))
            for name, source, length in _evidence_files(folder):
                package.add_file(name, source, length=length)
            package.finish(software, signer)
        pending.commit()
    return len(lines)


# -- the WARC --------------------------------------------------------------------------------


def _write_warc(
    pages: Iterable[Evidence], folder: Path, path: Path, software: str
) -> list[dict[str, Any]]:
    """Copy the pages' records into one WARC; the lines of `pages.jsonl`."""
    copied: set[str] = set()
    lines: list[dict[str, Any]] = []
    spool = path.parent
    with path.open("wb") as stream:
        _append(warcinfo_record(WARC_NAME, software, PROFILE), spool, stream)
        for evidence in pages:
            for held in evidence.records():
                if held.id not in copied:
                    copied.add(held.id)
                    _copy_member(held, folder, stream)
            foreign = _foreign_record(evidence)
            if foreign is not None:
                _append(foreign, spool, stream)
            if foreign is not None or evidence.page is not None:
                lines.append(_page_line(evidence))
    return lines


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
        raise ArchiveError(
            f'record {held.id} in {place.file} is not as it was written; run "dragoman verify"',
            subject=held.id,
        )


def _foreign_record(evidence: Evidence) -> Record | None:
    """A page out of a file made elsewhere, with the time and URL under which it is listed here."""
    record = evidence.foreign.record if evidence.foreign else None
    if record is None:
        return None
    kind = record.type if record.type in ("response", "resource") else "response"
    others = [(name, value) for name, value in record.headers.items() if _kept(name)]
    mime = record.headers.get("Content-Type") or "application/http; msgtype=response"
    identity = new_id()
    return Record(
        id=identity,
        type=kind,
        headers=(
            ("WARC-Type", kind),
            ("WARC-Record-ID", urn(identity)),
            ("WARC-Target-URI", evidence.url),
            ("WARC-Date", str(evidence.facts["captured_at"])),
            *others,
        ),
        block=io.BytesIO(record.block),
        length=len(record.block),
        content_type=mime,
    )


def _kept(name: str) -> bool:
    return name.lower() not in REPLACED and not name.lower().startswith("warc-refers-to")


def _append(record: Record, spool: Path, stream: BinaryIO) -> None:
    member = compress(record, spool)
    with member.stream as source:
        source.seek(0)
        while piece := source.read(CHUNK):
            stream.write(piece)


# -- the index and the pages -----------------------------------------------------------------


def _cdxj(warc: Path) -> bytes:
    """The index of what can be replayed; each line with the digest of its member."""
    from cdxj_indexer.main import CDXJIndexer

    output = io.StringIO()
    indexer = CDXJIndexer(
        output,
        [str(warc)],
        sort=True,
        records=REPLAYED,
        post_append=True,
        digest_records=True,
        filename=WARC_NAME,
    )
    indexer.process_all()
    return output.getvalue().encode("utf-8")


def _page_line(evidence: Evidence) -> dict[str, Any]:
    article = (evidence.articles[-1].content or {}) if evidence.articles else {}
    page = evidence.page
    line = {
        "id": evidence.capture.id,
        "url": page.uri if page is not None else evidence.url,
        "ts": _seconds(page.date if page is not None else str(evidence.facts["captured_at"])),
        "title": article.get("headline"),
        "text": article.get("articleBody"),
        "language": article.get("inLanguage"),
    }
    return {name: value for name, value in line.items() if value is not None}


def _seconds(date: str) -> str:
    """A date without its fraction, as the index has it."""
    return date.partition(".")[0].removesuffix("Z") + "Z"


def _pages_file(lines: list[dict[str, Any]]) -> bytes:
    head = {"format": "json-pages-1.0", "id": "pages", "title": "All Pages", "hasText": True}
    return b"".join(
        json.dumps(line, ensure_ascii=False).encode("utf-8", "backslashreplace") + b"\n"
        for line in (head, *lines)
    )


def _evidence_files(folder: Path) -> Iterator[tuple[str, Path, int | None]]:
    """The ledger as far as its lines are whole, and the anchors over it."""
    ledger = folder / "ledger.jsonl"
    yield "evidence/ledger.jsonl", ledger, read_head(ledger).size
    anchors = folder / "anchors"
    if anchors.is_dir():
        for path in filter(is_own, sorted(anchors.glob("*.json"))):
            yield f"anchors/{path.name}", path, None


# -- the package -----------------------------------------------------------------------------


@dataclass(slots=True)
class _Package:
    """The zip, and the digests of what was put into it."""

    archive: zipfile.ZipFile
    created: datetime
    resources: list[dict[str, Any]] = field(default_factory=list)

    def add(self, name: str, data: bytes) -> None:
        with self._entry(name, packed=False) as put:
            put(data)

    def add_file(
        self, name: str, path: Path, *, packed: bool = False, length: int | None = None
    ) -> None:
        """A file, or its first `length` bytes; `packed` ones are stored as they are, so that parts
        can be read out of them."""
        left = path.stat().st_size if length is None else length
        with path.open("rb") as source, self._entry(name, packed=packed) as put:
            while left and (piece := source.read(min(left, CHUNK))):
                left -= len(piece)
                put(piece)

    def finish(self, software: str, signer: WaczSigner | None) -> None:
        created = self.created.strftime("%Y-%m-%dT%H:%M:%SZ")
        package = {
            "profile": "data-package",
            "wacz_version": WACZ_VERSION,
            "title": "Pages of a Dragoman archive",
            "software": software,
            "created": created,
            "resources": list(self.resources),
        }
        data = json.dumps(package, ensure_ascii=False, indent=1).encode("utf-8")
        digest = "sha256:" + hashlib.sha256(data).hexdigest()
        said: dict[str, Any] = {"path": "datapackage.json", "hash": digest}
        if signer is not None:
            said |= signer.sign(digest, created, software)
        self.add("datapackage.json", data)
        self.add("datapackage-digest.json", json.dumps(said, indent=1).encode("utf-8"))

    @contextmanager
    def _entry(self, name: str, *, packed: bool) -> Iterator[Any]:
        info = zipfile.ZipInfo(name, self.created.timetuple()[:6])
        info.compress_type = zipfile.ZIP_STORED if packed else zipfile.ZIP_DEFLATED
        info.external_attr = 0o644 << 16
        digest, length = hashlib.sha256(), 0
        with self.archive.open(info, "w", force_zip64=packed) as target:

            def put(data: bytes) -> None:
                nonlocal length
                length += len(data)
                digest.update(data)
                target.write(data)

            yield put
        base = name.rpartition("/")[2].lower()
        found = {"name": base, "path": name, "hash": f"sha256:{digest.hexdigest()}"}
        self.resources.append(found | {"bytes": length})
