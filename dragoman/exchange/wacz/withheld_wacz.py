"""A WACZ of pages as they may go out, with names and passages withheld: nothing of it is a record
of the archive, and no digest in it is over anything but what stands in it.

Each page is a `resource` made anew, with an id of its own, and a `metadata` record beside it that
says which capture it is of and what is committed to. No request, no header of a server, no ledger.
"""

from __future__ import annotations

import json
import tempfile
import zipfile
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO

from dragoman.archiver.records.record import (
    Record,
    compress,
    json_record,
    resource_record,
    warcinfo_record,
)
from dragoman.errors import UsageError
from dragoman.exchange.evidence.own_page import OwnPage
from dragoman.exchange.files.pending_file import PendingFile
from dragoman.exchange.wacz.asked import Asked, findable
from dragoman.exchange.wacz.wacz import INDEX_NAME
from dragoman.exchange.wacz.wacz_index import write_index
from dragoman.exchange.wacz.wacz_package import Package
from dragoman.exchange.wacz.wacz_pages import HEAD, thousandths
from dragoman.exchange.wacz.wacz_signature import WaczSigner
from dragoman.provenance.digest import CHUNK
from dragoman.provenance.ledger import PROFILE

WARC_NAME = "withheld.warc.gz"
KIND = "withheld-page"
HTML = "text/html; charset=utf-8"


def write_withheld_wacz(
    pages: Iterable[OwnPage], path: Path, *, software: str, signer: WaczSigner | None = None
) -> int:
    """How many pages are in it; UsageError where there is none."""
    with PendingFile(path) as pending, tempfile.TemporaryDirectory(dir=path.parent) as work:
        warc, index, listed = (Path(work) / each for each in (WARC_NAME, "index", "pages"))
        with zipfile.ZipFile(pending.stream, "w", allowZip64=True) as archive:
            package = Package(archive, datetime.now(UTC))
            first, count = _write(pages, warc, listed, software, package)
            if not count:
                raise UsageError(
                    "none of these pages has HTML of its own that could go out; take report or docx"
                )
            write_index(warc, index, WARC_NAME, Asked())
            package.add_file(f"archive/{WARC_NAME}", warc, packed=True)
            package.add_file(INDEX_NAME, index)
            package.add_file("pages/pages.jsonl", listed)
            package.finish(software, signer, _main_page(first) if count == 1 else {})
        pending.commit()
    return count


def _write(
    pages: Iterable[OwnPage], warc: Path, listed: Path, software: str, package: Package
) -> tuple[Mapping[str, Any], int]:
    """The WARC, the list of pages, and each page as a file that any browser opens."""
    first: Mapping[str, Any] = {}
    count = 0
    with warc.open("wb") as records, listed.open("wb") as lines:
        _append(warcinfo_record(WARC_NAME, software, PROFILE), warc.parent, records)
        _put(lines, HEAD)
        for count, page in enumerate(pages, start=1):
            body = page.html.encode("utf-8", "replace")
            resource = _resource(page, body)
            _append(resource, warc.parent, records)
            _append(_told(page, resource.id), warc.parent, records)
            package.add(f"html/{count}.html", body)
            line = _line(page)
            _put(lines, line)
            first = first or line
    return first, count


def _resource(page: OwnPage, body: bytes) -> Record:
    return resource_record(body, findable(page.url), HTML, date=page.date)


def _told(page: OwnPage, resource: str) -> Record:
    said = {
        "capture": page.record,
        "withheld": [{"of": o, "what": w, "commitment": told} for o, w, told in page.withheld],
    }
    return json_record(KIND, findable(page.url), said, refers_to=resource, date=page.date)


def _line(page: OwnPage) -> dict[str, Any]:
    line = {
        "id": page.record,
        "url": findable(page.url),
        "ts": thousandths(page.date),
        "title": page.title,
        "text": page.text,
        "language": page.language,
    }
    return {name: value for name, value in line.items() if value is not None}


def _main_page(line: Mapping[str, Any]) -> dict[str, Any]:
    url, when = line["url"], line["ts"]
    return {"mainPageUrl": url, "mainPageDate": when, "home": {"url": url, "ts": when}}


def _put(stream: BinaryIO, line: Mapping[str, Any]) -> None:
    stream.write(json.dumps(line, ensure_ascii=False).encode("utf-8", "backslashreplace") + b"\n")


def _append(record: Record, spool: Path, stream: BinaryIO) -> None:
    source = compress(record, spool).stream
    source.seek(0)
    while piece := source.read(CHUNK):
        stream.write(piece)
