"""Files made elsewhere that hold one page: a saved page, a PDF, a text, a picture."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from dragoman.archiver.body.first_bytes import file_kind
from dragoman.archiver.body.mhtml import MHTML_TYPE, is_mhtml
from dragoman.archiver.body.saved_page import SavedPage, saved_page
from dragoman.archiver.records.capture import IMPORT, Capture
from dragoman.archiver.records.record import (
    Record,
    derived_uri,
    json_record,
    new_id,
    resource_record,
)
from dragoman.errors import ImportFailed
from dragoman.provenance.own_files import open_ordinary
from dragoman.provenance.stamp import Stamp, utc_now

SAVED_TYPES = ("text/html", "application/xhtml+xml", MHTML_TYPE)
MEDIA_TYPES = {
    ".html": "text/html",
    ".htm": "text/html",
    ".xhtml": "application/xhtml+xml",
    ".mhtml": MHTML_TYPE,
    ".mht": MHTML_TYPE,
    ".pdf": "application/pdf",
    ".txt": "text/plain",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".gif": "image/gif",
    ".webp": "image/webp",
    ".bmp": "image/bmp",
    ".tif": "image/tiff",
    ".tiff": "image/tiff",
    ".wav": "audio/wav",
    ".mp3": "audio/mpeg",
    ".m4a": "audio/mp4",
    ".ogg": "application/ogg",
    ".opus": "application/ogg",
    ".flac": "audio/flac",
    ".amr": "audio/amr",
    ".mp4": "video/mp4",
    ".webm": "video/webm",
    ".mkv": "video/webm",
    ".avi": "video/x-msvideo",
}
HEARD_TYPES = ("audio/", "video/", "application/ogg")


def import_records(
    path: Path,
    *,
    note: str | None,
    tags: Sequence[str],
    stamp: Stamp,
    limit: int,
    notices: list[str] | None = None,
) -> tuple[Capture, list[Record]]:
    """The file as a `resource` record, byte for byte, and a `metadata` record on its coming.

    A saved page is listed under the URL and the time that it says it was saved from and at; what a
    person should know of that is added to `notices`. Of the path only the file's own name is kept:
    folders tell of the one who imports. ImportFailed where the file cannot be read, is empty,
    larger than `limit` bytes, or not what its name says.
    """
    mime = MEDIA_TYPES.get(path.suffix.lower())
    if mime is None:
        known = " ".join((*MEDIA_TYPES, ".warc .warc.gz .warc.zst .arc .arc.gz .wacz"))
        raise ImportFailed(
            f"{path.name} is of a kind that is not taken in; known are {known}", subject=str(path)
        )
    body = _read(path, limit)
    mime = _as_it_is(path, mime, body)
    saved = saved_page(body) if mime in SAVED_TYPES else None
    uri = derived_uri("file", path.name)
    resource = resource_record(body, uri, mime)
    now = utc_now()
    url, when = (saved.url, saved.date) if saved else (None, None)
    capture = Capture(new_id(), url or uri, url, when or now, None, mime, resource.id, None)
    content: dict[str, Any] = {
        "requested_url": capture.url,
        "final_url": url,
        "http_status": None,
        "mime": mime,
        "captured_at": capture.captured_at,
        "page": resource.id,
        "origin": saved.by if saved else "file",
        "file_name": path.name,
        "saved": _told(saved) if saved else None,
        "error": None,
        "note": note,
        "tags": list(tags),
        "stamp": stamp.to_json(),
    }
    metadata = json_record(
        IMPORT, uri, content, concurrent_to=[resource.id], record_id=capture.id, date=now
    )
    if notices is not None:
        notices.extend(_notices(path.name, saved))
    return capture, [resource, metadata]


def _told(saved: SavedPage) -> dict[str, Any]:
    return {
        "by": saved.by,
        "url": saved.url,
        "date": saved.date,
        "date_as_written": saved.said,
        "title": saved.title,
    }


def _notices(name: str, saved: SavedPage | None) -> list[str]:
    if saved is None:
        return []
    if saved.url is None:
        return [f"{name}: it does not say which page it was saved from"]
    if saved.date is None:
        return [
            f"{name}: it says that it was saved from {saved.url}, but not when, so it is listed "
            "under the time of its import"
        ]
    return []


def _as_it_is(path: Path, mime: str, body: bytes) -> str:
    """The media type, where the file is what its name says; ImportFailed where it is not."""
    if mime == "application/pdf" and b"%PDF-" not in body[:1024]:
        raise ImportFailed(f"{path.name} is not a PDF, whatever its name says", subject=str(path))
    if mime == MHTML_TYPE and not is_mhtml(body):
        raise ImportFailed(f"{path.name} is not MHTML, whatever its name says", subject=str(path))
    if mime.startswith("image/"):
        kind = file_kind(body)
        if kind is None or not kind.mime.startswith("image/"):
            raise ImportFailed(
                f"{path.name} is not a picture, whatever its name says", subject=str(path)
            )
        return kind.mime
    if mime.startswith(HEARD_TYPES):
        kind = file_kind(body)
        if kind is None or not kind.mime.startswith(HEARD_TYPES):
            raise ImportFailed(
                f"{path.name} is no recording, whatever its name says", subject=str(path)
            )
        return kind.mime
    return mime


def _read(path: Path, limit: int) -> bytes:
    try:
        with open_ordinary(path) as stream:
            body = stream.read(limit + 1)
        size = path.stat().st_size if len(body) > limit else len(body)
    except OSError as error:
        raise ImportFailed(
            f"{path} cannot be read: {error.strerror or error}", subject=str(path)
        ) from error
    if size > limit:
        raise ImportFailed(
            f"{path.name} has {size:,} bytes, more than the limit of {limit:,} "
            "(limits.max_decoded)",
            subject=str(path),
        )
    if not body:
        raise ImportFailed(f"{path.name} is empty", subject=str(path))
    return body
