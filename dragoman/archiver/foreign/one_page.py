"""Files made elsewhere that hold one page: a saved page, a PDF, a text."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from dragoman.archiver.records.capture import IMPORT, Capture
from dragoman.archiver.records.record import (
    Record,
    derived_uri,
    json_record,
    new_id,
    resource_record,
)
from dragoman.errors import ImportFailed
from dragoman.provenance.stamp import Stamp, utc_now

MEDIA_TYPES = {
    ".html": "text/html",
    ".htm": "text/html",
    ".xhtml": "application/xhtml+xml",
    ".pdf": "application/pdf",
    ".txt": "text/plain",
}


def import_records(
    path: Path, *, note: str | None, tags: Sequence[str], stamp: Stamp, limit: int
) -> tuple[Capture, list[Record]]:
    """The file as a `resource` record, byte for byte, and a `metadata` record on its coming.

    Of the path only the file's own name is kept: folders tell of the one who imports. ImportFailed
    where the file cannot be read, is empty, larger than `limit` bytes, or not what its name says.
    """
    mime = MEDIA_TYPES.get(path.suffix.lower())
    if mime is None:
        known = " ".join((*MEDIA_TYPES, ".warc .warc.gz .arc .arc.gz .wacz"))
        raise ImportFailed(
            f"{path.name} is of a kind that is not taken in; known are {known}", subject=str(path)
        )
    body = _read(path, limit)
    if mime == "application/pdf" and b"%PDF-" not in body[:1024]:
        raise ImportFailed(f"{path.name} is not a PDF, whatever its name says", subject=str(path))
    uri = derived_uri("file", path.name)
    resource = resource_record(body, uri, mime)
    now = utc_now()
    capture = Capture(new_id(), uri, None, now, None, mime, resource.id, None)
    content: dict[str, Any] = {
        "requested_url": uri,
        "final_url": None,
        "http_status": None,
        "mime": mime,
        "captured_at": now,
        "page": resource.id,
        "origin": "file",
        "file_name": path.name,
        "error": None,
        "note": note,
        "tags": list(tags),
        "stamp": stamp.to_json(),
    }
    metadata = json_record(
        IMPORT, uri, content, concurrent_to=[resource.id], record_id=capture.id, date=now
    )
    return capture, [resource, metadata]


def _read(path: Path, limit: int) -> bytes:
    try:
        size = path.stat().st_size
        if size > limit:
            raise ImportFailed(
                f"{path.name} has {size:,} bytes, more than the limit of {limit:,} "
                "(limits.max_decoded)",
                subject=str(path),
            )
        body = path.read_bytes()
    except OSError as error:
        raise ImportFailed(
            f"{path} cannot be read: {error.strerror or error}", subject=str(path)
        ) from error
    if not body:
        raise ImportFailed(f"{path.name} is empty", subject=str(path))
    return body
